package texturecache_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	_ "fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	_ "facepay/ui/texturecache"
)

// Go tells in which order it initialised the packages of this very program.
func TestTextureCache_IsSetBeforeTheLibraryReadsIt(t *testing.T) {
	self := exec.Command(os.Args[0], "-test.run=^$")
	self.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	told, err := self.CombinedOutput()
	require.NoError(t, err)
	ours := strings.Index(string(told), "init facepay/ui/texturecache @")
	library := strings.Index(string(told), "init fyne.io/fyne/v2/internal/cache @")
	require.Positive(t, ours, "%s", told)
	require.Greater(t, library, ours, "%s", told)
}
