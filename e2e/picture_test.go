//go:build e2e

package e2e

import (
	"os"
	"path/filepath"

	"github.com/stretchr/testify/require"
)

// picturesDir is where pictures of the screens are kept for people to look at;
// empty: none are taken.
var picturesDir = os.Getenv("E2E_PICTURES")

// paintPause is more than the window takes from a view to its picture, in
// seconds. Nothing but a picture for people hangs on it.
const paintPause = "0.4"

// picture keeps what the till's window shows now, when somebody asked for it.
func (tl *till) picture(name string) {
	if picturesDir == "" {
		return
	}
	tl.display.hand(tl.t, "sleep", paintPause)
	file := filepath.Join(picturesDir, name+".png")
	_, err := tl.window.run("import", "-silent", "-window", tl.window.id, file)
	require.NoError(tl.t, err)
}
