package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store"
)

// verifiedSales opens the ledger of dir, puts sales into it, n of them, and has
// it verified up to its end, which is so many events. It stays open.
func verifiedSales(t *testing.T, dir, name string, n, events int) *store.Ledger {
	t.Helper()
	ledger, err := store.Open(t.Context(), dir, store.Options{})
	require.NoError(t, err)
	for i := range n {
		id := kiosk.SaleID(fmt.Sprint(name, i))
		require.NoError(t, ledger.Save(t.Context(), kiosk.Write{
			Sales:   []kiosk.Sale{{ID: id, Amount: 1, State: kiosk.SaleOpen, OpenedAt: time.Now(), Version: 1}},
			Records: []kiosk.Record{{Kind: kiosk.RecordSaleOpened, Sale: id, At: time.Now()}},
		}))
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		ledger.KeepVerifying(ctx, func(error) {})
	}()
	require.Eventually(t, func() bool {
		var point struct{ Head struct{ Seq int } }
		text, err := os.ReadFile(filepath.Join(dir, "ledger-verified.json"))
		return err == nil && json.Unmarshal(text, &point) == nil && point.Head.Seq >= events
	}, 30*time.Second, time.Millisecond)
	cancel()
	<-done
	return ledger
}

func TestCheck_ALedgerCopiedWithoutItsWriteAheadLogIsCalledThat(t *testing.T) {
	copied := func(dir string) string {
		other := t.TempDir()
		for _, name := range []string{"ledger.db", "ledger-verified.json"} {
			text, err := os.ReadFile(filepath.Join(dir, name))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(other, name), text, 0o600))
		}
		return other
	}
	check := func(dir string) string {
		code, stdout, _ := call(t, "", "check", "--data", copied(dir))
		require.Equal(t, exitFailed, code)
		_, lines := checkLines(t, stdout)
		return lines["ledger"]
	}
	dir := t.TempDir()
	require.NoError(t, verifiedSales(t, dir, "a", 2, 2).Close())
	second := verifiedSales(t, dir, "b", 3, 5)
	require.Regexp(t, `^failed is older than what was verified: it lacks what it once had from event 3 to event 5; .*ledger\.db-wal`, check(dir))
	require.NoError(t, second.Close())
}

func TestCheck_ALedgerWhoseRowsWereLeftBehindIsCalledThat(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "backups"), 0o700))
	ledger, err := store.Open(t.Context(), dir, store.Options{})
	require.NoError(t, err)
	_, err = ledger.Backup(t.Context(), time.Now())
	require.NoError(t, err)
	other := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(other, "backups"), os.DirFS(filepath.Join(dir, "backups"))))
	text, err := os.ReadFile(filepath.Join(dir, "ledger.db"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(other, "ledger.db"), text, 0o600))
	require.NoError(t, ledger.Close())

	code, stdout, _ := call(t, "", "check", "--data", other)
	require.Equal(t, exitFailed, code)
	_, lines := checkLines(t, stdout)
	require.Regexp(t, `^failed has no rows, and once had some: it was copied without ledger\.db-wal`, lines["ledger"])
}
