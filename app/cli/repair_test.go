package cli

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/store"
)

// ruinedLedger is a data folder whose ledger is no database any more, beside
// one good backup.
func ruinedLedger(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	l, err := store.Open(t.Context(), dir, store.Options{Location: time.UTC})
	require.NoError(t, err)
	_, err = l.Backup(t.Context(), time.Now())
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.NoError(t, os.WriteFile(filepath.Join(dir, "ledger.db"), []byte("this is no ledger, whatever it was before"), 0o600))
	return dir
}

func TestRepair(t *testing.T) {
	for flag, says := range map[string]string{"--restore": "restored", "--new": "a new ledger was begun"} {
		t.Run(flag, func(t *testing.T) {
			dir := ruinedLedger(t)
			_, err := store.Open(t.Context(), dir, store.Options{})
			require.ErrorAs(t, err, new(*store.DamagedError))
			require.ErrorContains(t, err, "facepay repair --restore")

			out, _ := done(t, "repair", flag, "--data", dir)
			require.Contains(t, out, says)
			l, err := store.Open(context.Background(), dir, store.Options{})
			require.NoError(t, err)
			require.NoError(t, l.Close())
			kept, err := filepath.Glob(filepath.Join(dir, "ledger-damaged-*.db"))
			require.NoError(t, err)
			require.NotEmpty(t, kept, "the damaged file is never thrown away")
		})
	}
}

func TestRepair_WantsOneChoice(t *testing.T) {
	for _, args := range [][]string{{"repair"}, {"repair", "--new", "--restore"}, {"repair", "--new", "--sums"}} {
		code, _, errs := call(t, "", args...)
		require.Equal(t, exitUsage, code)
		require.Equal(t, "facepay: facepay repair needs one of --restore, --new and --sums\n", errs)
	}
}

func TestRepair_MakesTheSumsAnew(t *testing.T) {
	data := t.TempDir()
	l, err := store.Open(t.Context(), data, store.Options{})
	require.NoError(t, err)
	require.NoError(t, l.Close())
	code, out, errs := call(t, "", "repair", "--sums", "--data", data)
	require.Equal(t, exitDone, code, errs)
	require.Equal(t, "the sums were made anew\n", out)
}
