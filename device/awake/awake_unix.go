//go:build !windows

package awake

import "os"

func sleepers(locked bool) []sleeper {
	x := &xServer{}
	if os.Getenv("DISPLAY") != "" && x.open() != nil {
		x.close() // it is tried again
	}
	return []sleeper{x, &desktop{}, &logind{locked: locked}}
}
