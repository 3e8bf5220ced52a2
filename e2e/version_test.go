//go:build e2e

package e2e

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// Only a built program knows its parts.
func TestVersion_NamesFyne(t *testing.T) {
	out, err := exec.Command(program, "version").Output()
	require.NoError(t, err)
	require.Regexp(t, `(?m)^fyne    v2\.\d+\.\d+$`, string(out))
}
