package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store"
)

// billedLedger has four payments of the 27th in a data folder, and is closed but for a
// till that runs.
func billedLedger(t *testing.T) (dir string, l *store.Ledger) {
	t.Helper()
	dir = t.TempDir()
	l, err := store.Open(context.Background(), dir, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	at := time.Date(2026, 11, 27, 10, 0, 0, 0, kiosk.Beijing)
	for i, state := range []kiosk.State{kiosk.StatePaid, kiosk.StatePaid, kiosk.StateUnknown, kiosk.StatePaid} {
		n := string(rune('1' + i))
		p := kiosk.Payment{OrderNo: kiosk.OrderNo("2026112710000001ABCDEFGH0" + n), Sale: kiosk.SaleID(n), Amount: 1250, Wallet: kiosk.WeChat, Rail: kiosk.RailQR,
			Provider: "lepay", State: state, CreatedAt: at, Version: 1}
		if state == kiosk.StatePaid {
			p.PaidAt = at.Add(time.Minute)
		}
		s := kiosk.Sale{ID: p.Sale, Amount: p.Amount, State: kiosk.SaleAbandoned, OpenedAt: at, Version: 1}
		require.NoError(t, l.Save(context.Background(), kiosk.Write{Sales: []kiosk.Sale{s}, Payments: []kiosk.Payment{p}}))
	}
	return dir, l
}

func billOf(t *testing.T, rows string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bill.csv")
	require.NoError(t, os.WriteFile(path, []byte("order_no,amount,refunded,paid_at\n"+rows), 0o600))
	return path
}

const (
	rowEqual   = "2026112710000001ABCDEFGH01,12.50,0.00,2026-11-27T10:01:00+08:00\n"
	rowAmount  = "2026112710000001ABCDEFGH02,12.00,3.00,2026-11-27T10:01:00+08:00\n"
	rowUnknown = "2026112710000001ABCDEFGH03,12.50,0.00,2026-11-27T10:01:00+08:00\n"
	rowLast    = "2026112710000001ABCDEFGH04,12.50,0.00,2026-11-27T10:01:00+08:00\n"
	rowNew     = "2026112710000001ABCDEFGH05,1.00,0.00,2026-11-27T10:01:00+08:00\n"
	rowOther   = "2026112710000002ABCDEFGH06,1.00,0.00,2026-11-27T10:01:00+08:00\n"
)

func TestReconcile_JSONAsProgramsReadIt(t *testing.T) {
	dir, _ := billedLedger(t)
	args := []string{"reconcile", "--data", dir, "--bill", billOf(t, rowEqual+rowAmount+rowUnknown+rowNew+rowOther), "--format", "json"}
	const want = `{"day":"2026-11-27","matched":1,"missing_in_bill":["2026112710000001ABCDEFGH04"],"missing_in_ledger":["2026112710000001ABCDEFGH05"],
		"amount_differs":[{"order_no":"2026112710000001ABCDEFGH02","ledger":"12.50","bill":"12.00"}],
		"state_differs":[{"order_no":"2026112710000001ABCDEFGH03","ledger":"unknown","bill":"paid"}],
		"refund_differs":[{"order_no":"2026112710000001ABCDEFGH02","ledger":"0.00","bill":"3.00"}],
		"other_tills":1,"not_yet":0,"already_imported":false,"settled_since":[]}`
	code, stdout, stderr := call(t, "", args...)
	require.Empty(t, stderr)
	require.Equal(t, exitFailed, code)
	require.JSONEq(t, want, stdout)

	code, again, _ := call(t, "", args...)
	require.Equal(t, exitFailed, code)
	var first, second map[string]any
	require.NoError(t, json.Unmarshal([]byte(stdout), &first))
	require.NoError(t, json.Unmarshal([]byte(again), &second))
	require.Equal(t, true, second["already_imported"])
	first["already_imported"] = true
	require.Equal(t, first, second)
}

func TestReconcile_TextNamesEachOrderAndWhatToDo(t *testing.T) {
	dir, _ := billedLedger(t)
	code, stdout, stderr := call(t, "", "reconcile", "--data", dir, "--bill", billOf(t, rowEqual+rowAmount+rowUnknown+rowNew+rowOther))
	require.Empty(t, stderr)
	require.Equal(t, exitFailed, code)
	for _, want := range []string{
		"…GH04: this till has ¥ 12.50 as paid at 10:01:00, the bill does not have it; look it up in the merchant's app",
		"…GH05: the bill has ¥ 1.00, this till does not know it; look whether another program",
		"…GH02: ¥ 12.50 here, ¥ 12.00 in the bill; compare",
		"…GH03: ¥ 12.50 paid in the bill, here it is “", "ask again (F5)",
		"…GH02: ¥ 0.00 went back by this till on that day, ¥ 3.00 by the bill; look",
		"2026-11-27, csv: 1 payment equal, 5 differences, 1 sale of other tills\n",
	} {
		require.Contains(t, stdout, want)
	}
}

func TestReconcile_ExitCodes(t *testing.T) {
	dir, l := billedLedger(t)
	whole := rowEqual + "2026112710000001ABCDEFGH02,12.50,0.00,2026-11-27T10:01:00+08:00\n" + rowLast
	for name, test := range map[string]struct {
		args   []string
		code   int
		stderr string
	}{
		"equal":             {[]string{"--bill", billOf(t, whole)}, exitDone, ""},
		"other tills alone": {[]string{"--bill", billOf(t, whole+rowOther)}, exitDone, ""},
		"one gateway":       {[]string{"--bill", billOf(t, whole), "--provider", "lepay"}, exitDone, ""},
		"differences":       {[]string{"--bill", billOf(t, rowEqual)}, exitFailed, ""},
		"no file named":     {nil, exitUsage, "--bill is missing: name the file with the bill"},
		"no such file":      {[]string{"--bill", "/none.csv"}, exitUsage, "/none.csv: there is no such file"},
		"cut off":           {[]string{"--bill", billOf(t, whole+"20261127")}, exitUsage, "the bill was cut off: get it once more, whole"},
		"another day":       {[]string{"--bill", billOf(t, whole), "--day", "2026-11-26"}, exitUsage, "the bill is of another day: it is of 2026-11-27, not of 2026-11-26"},
		"another kind":      {[]string{"--bill", billOf(t, whole), "--kind", "wechat"}, exitUsage, "the bill is of another kind: it is csv, not wechat"},
		"no kind":           {[]string{"--bill", "x", "--kind", "pdf"}, exitUsage, `--kind "pdf": is not one of wechat, alipay, yfpay, csv`},
		"no day":            {[]string{"--bill", "x", "--day", "today"}, exitUsage, `--day "today": is not a day such as 2026-11-30`},
		"no gateway":        {[]string{"--bill", "x", "--provider", "bank"}, exitUsage, `--provider "bank": is not one of `},
		"no format":         {[]string{"--bill", "x", "--format", "xml"}, exitUsage, `--format "xml": is neither text nor json`},
		"no column":         {[]string{"--bill", "x", "--columns", "price=金额"}, exitUsage, `--columns: "price" is not one of order_no`},
	} {
		t.Run(name, func(t *testing.T) {
			code, _, stderr := call(t, "", append([]string{"reconcile", "--data", dir}, test.args...)...)
			require.Equal(t, test.code, code, stderr)
			require.Contains(t, stderr, test.stderr)
			if test.stderr == "" {
				require.Empty(t, stderr)
			}
		})
	}
	code, _, stderr := call(t, "", "reconcile", "--data", t.TempDir(), "--bill", billOf(t, whole))
	require.Equal(t, exitFailed, code)
	require.Contains(t, stderr, "there is no ledger")
	require.NoError(t, l.Check(context.Background()))
}
