//go:build e2e

package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// refuses starts the program once more, expects a window that says why it cannot
// run, closes it, and returns the one line and the exit code.
func (tl *till) refuses() (line string, code int) {
	second := &till{t: tl.t, display: tl.display, program: tl.program, config: tl.config, data: tl.data, environ: tl.environ, pace: tl.pace}
	second.run()
	tl.t.Cleanup(func() { second.stop(); _ = second.log.close() })
	second.awaits("window with the reason", func() bool {
		ws := tl.display.windows(second.cmd.Process.Pid)
		return len(ws) == 1 && ws[0].takesFocus()
	})
	second.keys("Escape") // leaves everything as it is
	code = second.awaitEnd().ExitCode()
	require.Empty(tl.t, second.stdout.String())
	line, rest, _ := strings.Cut(second.stderr.String(), "\n")
	require.Empty(tl.t, rest, "more than one line")
	return line, code
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
	tl.isPaid(o)
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
