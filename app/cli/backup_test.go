package cli

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBackup_IsAVerifiedCopyAndCheckTellsOfIt(t *testing.T) {
	data, stick := emptyLedger(t), t.TempDir()
	stdout, stderr := done(t, "backup", "--data", data, "--to", stick)
	require.Empty(t, stderr)
	entries, err := os.ReadDir(stick)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Contains(t, stdout, filepath.Join(stick, entries[0].Name())+": 0 payments, ")
	out, _ := done(t, "check", "--practice", "--data", data)
	_, lines := checkLines(t, out)
	require.Regexp(t, `^ok the newest copy, of .*, was read back: .*\.db, 0 payments`, lines["backup"])

	code, _, stderr := call(t, "", "backup", "--data", data, "--to", filepath.Join(stick, "out"))
	require.Equal(t, exitFailed, code)
	require.Regexp(t, `^facepay: copy the ledger to .*out: it is not there; plug the stick in, or make the folder\n$`, stderr)
	out, _ = done(t, "check", "--practice", "--data", data)
	_, lines = checkLines(t, out)
	require.Regexp(t, `^note none since .*: .*plug the stick in`, lines["backup"])

	code, _, stderr = call(t, "", "backup", "--data", data)
	require.Equal(t, exitUsage, code)
	require.Equal(t, "facepay: facepay backup needs --to DIR, or backup.to in the config\n", stderr)
	code, _, stderr = call(t, "", "backup", "--data", t.TempDir(), "--to", stick)
	require.Equal(t, exitFailed, code)
	require.Contains(t, stderr, "there is no ledger in this data folder")
}

func TestBackup_ShowsItsProgressOnATerminal(t *testing.T) {
	code, stdout, screen := beforeTerminal(t, "backup", "--data", emptyLedger(t), "--to", t.TempDir())
	require.Equal(t, exitDone, code, stdout+screen)
	require.Contains(t, screen, "\rbackup: ")
	require.Contains(t, screen, "100%")
}
