//go:build !linux

package voice

import "github.com/gen2brain/malgo"

// backends are those of Windows. Without a list the library ends with one that plays to
// nobody.
func backends() []malgo.Backend {
	return []malgo.Backend{malgo.BackendWasapi, malgo.BackendDsound}
}
