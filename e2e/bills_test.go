//go:build e2e

package e2e

import (
	"database/sql"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// Points of the keys of sections, which are ink while theirs is on screen.
var (
	inReconcileKey = image.Pt(150, 375)
	inPaymentsKey  = image.Pt(150, 462)
)

// A bill in the shop's folder is read by keys alone, the difference in it is named as
// facepay reconcile does, and Enter shows its payment.
func TestOwnersSide_ReadsABillAndShowsThePaymentThatDiffers(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := newTill(t, g)
	tl.sellsWithQR(g, "12.50", "31.00")
	bill := "order_no,amount,paid_at\n"
	sold := tl.export()
	for i, amount := range []string{"12.50", "13.00"} {
		bill += fmt.Sprintf("%s,%s,%s\n", sold[i]["order_no"], amount, time.Now().In(kiosk.Beijing).Format(time.DateTime))
	}
	folder := filepath.Join(tl.data, "bills")
	require.NoError(t, os.MkdirAll(folder, 0o700))
	file := filepath.Join(folder, "bill.csv")
	require.NoError(t, os.WriteFile(file, []byte(bill), 0o600))
	tl.opensHistory()
	tl.keys("F4")
	tl.awaits("reconciliation", func() bool { return tl.window.shows(inReconcileKey, ink) })
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(tl.data, "ledger.db")+"?mode=ro&_busy_timeout=5000")
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	tl.keys("Return")
	tl.awaits("comparison on record", func() bool {
		n := 0
		require.NoError(t, db.QueryRow("SELECT count(*) FROM bills").Scan(&n))
		return n == 1
	})
	out, err := tl.command("reconcile", "--bill", file, "--format", "json").Output()
	require.Error(t, err, "they differ")
	require.Contains(t, string(out), `"amount_differs":[{"order_no":"`+sold[1]["order_no"]+`","ledger":"31.00","bill":"13.00"}]`)
	require.Contains(t, string(out), `"already_imported":true`)
	tl.keys("Return")
	tl.awaits("payment", func() bool { return tl.window.shows(inPaymentsKey, ink) })
	tl.logsNoError()
}
