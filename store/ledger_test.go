package store

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/ledgertest"
)

func TestLedger(t *testing.T) {
	ledgertest.Run(t, func(t *testing.T) (kiosk.Ledger, func() kiosk.Ledger) {
		dir := filepath.Join(t.TempDir(), "data")
		var l *Ledger
		reopen := func() kiosk.Ledger {
			if l != nil {
				require.NoError(t, l.Check(context.Background()))
				require.NoError(t, l.Close())
			}
			var err error
			l, err = Open(context.Background(), dir, Options{Location: ledgertest.Shop})
			require.NoError(t, err)
			l.pinCost = cheap
			return l
		}
		t.Cleanup(func() {
			require.NoError(t, l.Check(context.Background()))
			require.NoError(t, l.Close())
		})
		return reopen(), reopen
	})
}
