//go:build e2e

package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// refuses starts the program, expects a window that says why it cannot run,
// closes it, and returns the one line and the exit code.
func (tl *till) refuses() (line string, code int) {
	cmd := tl.command("--window", windowSize)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	require.NoError(tl.t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	tl.t.Cleanup(func() { _ = cmd.Process.Kill() }) // for a test that failed; else it has ended
	await(tl.t, "window with the reason", func() bool {
		ws := tl.display.windows(cmd.Process.Pid)
		if len(ws) == 1 {
			ws[0].focus(tl.t)
		}
		return len(ws) == 1
	}, stderr.String)
	tl.keys("Escape") // leaves everything as it is
	var err error
	await(tl.t, "end of a program that cannot run", func() bool {
		select {
		case err = <-ended:
			return true
		default:
			return false
		}
	}, stderr.String)
	exit := (*exec.ExitError)(nil)
	require.ErrorAs(tl.t, err, &exit)
	require.Empty(tl.t, stdout.String())
	line, rest, _ := strings.Cut(stderr.String(), "\n")
	require.Empty(tl.t, rest, "more than one line")
	return line, exit.ExitCode()
}

// A folder has one till, and a ledger that is damaged is told, kept and not
// written to.
func TestLedgerTrouble(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := newTill(t, g)

	line, code := tl.refuses()
	require.Equal(t, 1, code)
	require.Contains(t, line, nativePath(tl.data))
	require.Contains(t, line, "another")
	tl.window.focus(t)
	o := tl.opens("3.21", "F1")
	tl.shows(o)
	g.pays(o.No)
	tl.awaitAnswer()
	tl.stop()

	ledger := filepath.Join(tl.data, "ledger.db")
	whole, err := os.ReadFile(ledger)
	require.NoError(t, err)
	damaged := bytes.Clone(whole)
	const page = 4096
	copy(damaged[page:3*page], bytes.Repeat([]byte{0xA5}, 2*page))
	require.NoError(t, os.WriteFile(ledger, damaged, 0o600))

	line, code = tl.refuses()
	require.Equal(t, 1, code)
	require.Contains(t, line, "damaged")
	copies, err := filepath.Glob(filepath.Join(tl.data, "ledger-damaged-*.db"))
	require.NoError(t, err)
	require.Len(t, copies, 1)
	require.Contains(t, line, filepath.Base(copies[0]), "where the copy is")
	kept, err := os.ReadFile(copies[0])
	require.NoError(t, err)
	require.Equal(t, damaged, kept)

	// Put back, it is as it was.
	require.NoError(t, os.WriteFile(ledger, whole, 0o600))
	tl.open()
	require.Equal(t, kiosk.ScreenAmount, tl.view().Screen)
	sameAsGateway(t, tl.soleRow(), g.order(o.No))
}
