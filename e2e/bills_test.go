//go:build e2e

package e2e

import (
	"database/sql"
	"fmt"
	"image"
	"image/color"
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
	tl.awaits("file", func() bool { return tl.window.shows(image.Pt(1100, 222), paper) })
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

// A bill of two days below headers that nobody knows: by keys alone its columns are chosen,
// one of them wrongly at first, then each of its days; the columns are remembered.
func TestOwnersSide_AsksForAnUnknownBillsColumnsAndDays(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := newTill(t, g)
	tl.sellsWithQR(g, "12.50", "31.00")
	now := time.Now().In(kiosk.Beijing)
	today, yesterday := now.Format(time.DateOnly), now.AddDate(0, 0, -1).Format(time.DateOnly)
	bill := "单据,品名,实付,时间\n20261126100000LP9900000001,茶,5.00," + yesterday + " 10:00:00\n"
	for _, sold := range tl.export() {
		bill += fmt.Sprintf("%s,咖啡,%s,%s\n", sold["order_no"], sold["amount"], now.Format(time.DateTime))
	}
	folder := filepath.Join(tl.data, "bills")
	require.NoError(t, os.MkdirAll(folder, 0o700))
	file := filepath.Join(folder, "bill.csv")
	require.NoError(t, os.WriteFile(file, []byte(bill), 0o600))
	paper, white := color.NRGBA{R: 0xF6, G: 0xF5, B: 0xF1, A: 0xFF}, color.NRGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}
	// chosen awaits the row that is chosen at one height and none at another.
	chosen := func(what string, at, none int) {
		t.Helper()
		tl.awaits(what, func() bool {
			return tl.window.shows(image.Pt(1100, at), paper) && tl.window.shows(image.Pt(1100, none), white)
		})
	}
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(tl.data, "ledger.db")+"?mode=ro&_busy_timeout=5000")
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	compared := func(day string) func() bool {
		return func() bool {
			n := 0
			require.NoError(t, db.QueryRow("SELECT count(*) FROM bills WHERE day = ?", day).Scan(&n))
			return n == 1 && tl.window.shows(image.Pt(1100, 222), white) && tl.window.shows(image.Pt(1100, 278), white)
		}
	}
	tl.opensHistory()
	tl.keys("F4")
	tl.awaits("reconciliation", func() bool { return tl.window.shows(inReconcileKey, ink) })
	chosen("file", 222, 255)
	tl.keys("Return")
	chosen("columns", 255, 290)
	tl.keys("Return", "Down", "Return", "Return", "End", "Return") // 单据, 品名 as the amount, none, 时间
	chosen("amount anew", 350, 290)
	tl.keys("Down", "Return", "Return", "Return")
	chosen("days", 222, 255)
	tl.keys("Return")
	tl.awaits("yesterday compared", compared(yesterday))
	tl.keys("Escape", "Down", "Return")
	tl.awaits("today compared", compared(today))
	out, err := tl.command("reconcile", "--bill", file, "--day", today, "--format", "json").Output()
	require.NoError(t, err)
	require.Contains(t, string(out), `"matched":2,`)
	require.Contains(t, string(out), `"already_imported":true`)
	tl.logsNoError()
}
