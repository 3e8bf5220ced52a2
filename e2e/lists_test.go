//go:build e2e

package e2e

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/stretchr/testify/require"
)

// compares has the ledger, the gateway's book and the export compared by a
// program that shares no code with the till, and returns what it says. certain:
// the gateway can be asked about everything, so that nothing that was taken may
// stay unknown.
func (tl *till) compares(certain bool) (agree bool, said string) {
	programs, err := buildForFire()
	require.NoError(tl.t, err)
	export := filepath.Join(filepath.Dir(tl.config), "export.csv")
	out, err := tl.command("export", "--output", export).CombinedOutput()
	require.NoError(tl.t, err, "export: %s", out)
	args := []string{"-ledger", filepath.Join(tl.data, "ledger.db"), "-gateway", tl.gateway.URL, "-export", export}
	if certain {
		args = append(args, "-certain")
	}
	out, err = exec.Command(programs.lists, args...).CombinedOutput()
	const differ = 1
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == differ {
		return false, string(out)
	}
	require.NoError(tl.t, err, "compare the three lists: %s", out)
	return true, strings.TrimSpace(string(out))
}
