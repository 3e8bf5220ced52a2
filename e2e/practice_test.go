//go:build e2e

package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// prints runs a command of the owner's beside the till and returns what it printed.
func (tl *till) prints(input string, args ...string) string {
	cmd := tl.command(args...)
	cmd.Stdin = strings.NewReader(input)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(tl.t, err, "%v: %s%s", args, out, stderr.String())
	return string(out)
}

// The till's own practice gateway, in folders as people name them: a sale, the owner's
// commands beside the running till, and a power cut.
func TestPractice(t *testing.T) {
	t.Parallel()
	tl := layTill(t, nil, "")
	tl.flags = []string{"--practice"}
	home := filepath.Join(filepath.Dir(tl.config), "收银 台", "O'Brien & 数据")
	require.NoError(t, os.MkdirAll(home, 0o700))
	tl.data = filepath.Join(home, "facepay data")
	tl.open()

	tl.keys(append(amountKeys("12.5"), "F1")...)
	tl.awaitPanel("panel.qr.title")
	await(t, "QR that a phone can read", func() bool { return tl.window.qr(t) != "" }, tl.now)
	tl.keys("F4") // the customer pays
	tl.awaitAnswer()
	tl.keys("Return")
	tl.awaitNext()

	require.Regexp(t, `(?m)^(ok|note) +ledger +whole`, tl.prints("", "check"))
	row := tl.soleRow()
	require.Equal(t, []string{"paid", "12.50", "practice"}, []string{row["state"], row["amount"], row["provider"]})
	summary := filepath.Join(home, "summary 1.json")
	tl.prints("", "audit", "--output", nativePath(summary))
	require.Contains(t, tl.prints("", "audit", "--verify", nativePath(summary)), "agree with the ledger")

	tl.keys(append(amountKeys("3.21"), "F2")...)
	tl.awaitPanel("panel.qr.title")
	tl.kill()
	tl.prints("2468\n", "pin", "--stdin")
	tl.open()
	require.Regexp(t, `(?m)^(ok|note) +ledger +whole`, tl.prints("", "check"))
	require.Equal(t, map[string]int{"paid": 1, "waiting": 1}, tl.states(), "the customer may still pay")
	tl.logsNoError()

	tl.stop()
	tl.prints("", "repair", "--new")
	kept, err := filepath.Glob(filepath.Join(tl.data, "ledger-damaged-*.db"))
	require.NoError(t, err)
	require.Len(t, kept, 1)
	require.Empty(t, tl.states())
	tl.open()
}
