package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/store"
)

func TestRestore_TellsFirstAndAsks(t *testing.T) {
	data, stick := emptyLedger(t), t.TempDir()
	done(t, "backup", "--data", data, "--to", stick)
	entries, err := os.ReadDir(stick)
	require.NoError(t, err)
	file := filepath.Join(stick, entries[0].Name())
	before, err := os.ReadFile(filepath.Join(data, "ledger.db"))
	require.NoError(t, err)

	code, stdout, stderr := call(t, "no\n", "restore", "--data", data, "--from", file)
	require.Equal(t, exitFailed, code)
	require.Equal(t, "facepay: nothing was changed; answer yes, or add --yes, to put it in place\n", stderr)
	require.Contains(t, stdout, "the file has 0 payments")
	require.Contains(t, stdout, "Put it in place?")
	after, err := os.ReadFile(filepath.Join(data, "ledger.db"))
	require.NoError(t, err)
	require.Equal(t, before, after)

	for _, row := range []struct {
		answer string
		args   []string
	}{{"yes\n", nil}, {"", []string{"--yes"}}} {
		code, stdout, stderr = call(t, row.answer, append([]string{"restore", "--data", data, "--from", file}, row.args...)...)
		require.Equal(t, exitDone, code, stderr)
		_, kept, found := strings.Cut(stdout, "what stood there is kept as ")
		require.True(t, found, stdout)
		kept, _, _ = strings.Cut(kept, ",")
		require.FileExists(t, kept)
	}
	out, _ := done(t, "check", "--practice", "--data", data)
	_, lines := checkLines(t, out)
	require.Regexp(t, `^ok whole`, lines["ledger"])
}

func TestRestore_Refuses(t *testing.T) {
	data := emptyLedger(t)
	code, _, stderr := call(t, "", "restore", "--data", data)
	require.Equal(t, exitUsage, code)
	require.Equal(t, "facepay: facepay restore needs --from FILE\n", stderr)
	text := writeConfig(t, "a config, and no ledger: it is long enough to be taken for the header of a database, which it is not, of course")
	code, _, stderr = call(t, "", "restore", "--data", data, "--yes", "--from", text)
	require.Equal(t, exitFailed, code)
	require.Regexp(t, `^facepay: restore .*config\.toml: .*damaged, or only a part of a ledger.*\n$`, stderr)

	ledger, err := store.Open(t.Context(), data, store.Options{})
	require.NoError(t, err)
	defer ledger.Close()
	code, _, stderr = call(t, "", "restore", "--data", data, "--yes", "--from", text)
	require.Equal(t, exitFailed, code)
	require.Contains(t, stderr, "another till is using this data folder")
}
