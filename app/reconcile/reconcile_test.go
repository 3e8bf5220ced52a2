package reconcile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store"
)

func billFile(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bill.csv")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// paid are payments of the ledger and rows of a CSV bill that agree.
var paid = []deal{{no: "0000A001", at: "09:00:00", amount: 1250}, {no: "0000A002", at: "10:00:00", amount: 300}, {no: "0000A003", at: "11:00:00", amount: 700}}

func csvOf(all []deal) string {
	billed := make([]deal, len(all))
	for i, d := range all {
		d.billed = d.amount
		billed[i] = d
	}
	return tableText(billed, []string{"交易时间", "退款金额", "交易号", "订单金额", "商户订单号"}, kiosk.Fen.Yuan, time.DateTime)
}

func imported(t *testing.T, l *store.Ledger, text string, now time.Time, changes ...func(*Request)) (Result, error) {
	t.Helper()
	q := Request{Path: billFile(t, text), Till: till, Now: now}
	for _, change := range changes {
		change(&q)
	}
	return Import(context.Background(), l.Reader, q)
}

func differences(res Result) (all []string) {
	for _, d := range res.Differences {
		all = append(all, string(d.Kind)+" "+kiosk.OrderNo(d.No).Tail())
	}
	return all
}

func TestImport_WhatIsNotThereYetIsNoDifference(t *testing.T) {
	l := ledgerOf(t, kiosk.WeChat, paid)
	two := csvOf(paid[:2])
	res, err := imported(t, l, two, clock("12:00:00"))
	require.NoError(t, err)
	require.Empty(t, differences(res), "the bill's day is not over, and the payment came after its last row")
	require.Equal(t, 1, res.NotYet)

	res, err = imported(t, l, csvOf([]deal{paid[0], paid[2]}), clock("12:00:00"))
	require.NoError(t, err)
	require.Equal(t, []string{"missing_in_bill A002"}, differences(res), "a later one is there")

	res, err = imported(t, l, two+"\r\n", clock("34:00:00"))
	require.NoError(t, err)
	require.Equal(t, []string{"missing_in_bill A003"}, differences(res), "the day is over")

	alipay := ledgerOf(t, kiosk.Alipay, paid)
	billed := paid[:2:2]
	for i := range billed {
		billed[i].billed = billed[i].amount
	}
	early := strings.Replace(alipayText(billed), "导出时间：[2026年11月28日 10:30:00]", "导出时间：[2026年11月27日 10:30:00]", 1)
	res, err = imported(t, alipay, early, clock("34:00:00"))
	require.NoError(t, err)
	require.Empty(t, differences(res), "the bill says that it was made before")
	require.Equal(t, 1, res.NotYet)
}

func TestImport_AroundMidnightEitherDaysBillMayHaveIt(t *testing.T) {
	crossed := []deal{{no: "0000A001", at: "09:00:00", amount: 1250}, {no: "0000A002", at: "24:00:02", amount: 300}, {no: "0000A003", at: "33:00:00", amount: 700}}
	l := ledgerOf(t, kiosk.WeChat, crossed)
	nextDay := csvOf(crossed[2:])
	res, err := imported(t, l, nextDay, clock("60:00:00"))
	require.NoError(t, err)
	require.Equal(t, []string{"missing_in_bill A002"}, differences(res))
	require.Equal(t, kiosk.HintMidnight, res.Differences[0].Hint)

	firstDay := csvOf([]deal{crossed[0], {no: "0000A002", at: "23:59:59", amount: 300}})
	res, err = imported(t, l, firstDay, clock("60:00:00"))
	require.NoError(t, err)
	require.Empty(t, differences(res))
	require.Equal(t, 2, res.Matched)

	res, err = imported(t, l, nextDay, clock("60:00:00"))
	require.NoError(t, err)
	require.True(t, res.AlreadyImported)
	require.Equal(t, []string{"missing_in_bill A002"}, differences(res), "the same file has the same answer")
	require.Len(t, res.Settled, 1, "and tells what is settled since")
	res, err = imported(t, l, nextDay+"\r\n", clock("60:00:00"))
	require.NoError(t, err)
	require.Empty(t, differences(res))
}

func TestImport_BillsThatAreNotThisDaysOrThisShops(t *testing.T) {
	l := ledgerOf(t, kiosk.WeChat, paid)
	days := append(append([]deal{}, paid...), deal{no: "0000A009", at: "33:00:00", amount: 100})
	foreign := []deal{{no: "0000Z001", at: "09:00:00", amount: 100, foreign: "SHOP2-1", billed: 100}}
	for name, bad := range map[string]struct {
		text string
		day  kiosk.Date
		want string
	}{
		"another day's":            {csvOf(paid), "2026-11-26", "the bill is of another day: it is of 2026-11-27, not of 2026-11-26"},
		"Alipay's of another day":  {alipayText(nil), "2026-11-26", "the bill is of another day: it is of 2026-11-27, not of 2026-11-26"},
		"several days":             {csvOf(days), "", "the bill has several days, from 2026-11-27 to 2026-11-28: say which one with --day"},
		"without times":            {"order_no,amount\nA1,1.00\n", "", "the bill does not say its day: give it with --day"},
		"another merchant's":       {tableText(foreign, []string{"paid_at", "refunded", "trade_no", "amount", "order_no"}, kiosk.Fen.Yuan, time.DateTime), "", "none of the bill's payments is this till's: it is another merchant's bill"},
		"another merchant's tills": {strings.NewReplacer("1900000109", "1900000999").Replace(weChatText(deals()[24:])), "", "none of the bill's payments is this till's: it is another merchant's bill"},
	} {
		t.Run(name, func(t *testing.T) {
			if strings.HasSuffix(name, "tills") {
				known := deals()[0]
				_, err := imported(t, l, weChatText([]deal{known}), clock("34:00:00"))
				require.NoError(t, err)
			}
			_, err := imported(t, l, bad.text, clock("60:00:00"), func(q *Request) { q.Day = bad.day })
			require.ErrorAs(t, err, new(*BillError))
			require.ErrorContains(t, err, "bill.csv: "+bad.want)
		})
	}
	res, err := imported(t, l, csvOf(days), clock("60:00:00"), func(q *Request) { q.Day = day })
	require.NoError(t, err, "of a bill of several days, the one that is asked for")
	require.Equal(t, 3, res.Matched)
	require.Empty(t, differences(res))
	res, err = imported(t, l, weChatText(deals()[24:])+"\r\n", clock("34:00:00"))
	require.NoError(t, err)
	require.Equal(t, 3, res.OtherTills)
	require.Len(t, res.Differences, 3, "all of this till's are missing")
}

func TestImport_OneGatewayAlone(t *testing.T) {
	l := ledgerOf(t, kiosk.WeChat, paid)
	res, err := imported(t, l, csvOf(paid[:1]), clock("34:00:00"), func(q *Request) { q.Provider = "yfpay" })
	require.NoError(t, err)
	require.Empty(t, differences(res), "the other two are another gateway's")
	require.Equal(t, 1, res.Matched)
}

func TestImport_CutOffLeavesNothing(t *testing.T) {
	l := ledgerOf(t, kiosk.WeChat, paid)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Import(ctx, l.Reader, Request{Path: billFile(t, csvOf(paid)), Till: till, Now: clock("34:00:00"), Progress: func(int64, int64) { cancel() }})
	require.ErrorIs(t, err, context.Canceled)
	records, err := l.Reconciliations(context.Background(), "2026-01-01", "2027-01-01")
	require.NoError(t, err)
	require.Empty(t, records)
}

func TestImport_ColumnsAreRemembered(t *testing.T) {
	l := ledgerOf(t, kiosk.WeChat, paid)
	text := strings.NewReplacer("商户订单号", "单据", "订单金额", "实付").Replace(csvOf(paid))
	_, err := imported(t, l, text, clock("34:00:00"))
	require.ErrorAs(t, err, new(*BillError))
	_, err = imported(t, l, text, clock("34:00:00"), func(q *Request) { q.Columns = map[string]string{"order_no": "单据", "amount": "实付"} })
	require.NoError(t, err)
	res, err := imported(t, l, text+"\r\n", clock("34:00:00"))
	require.NoError(t, err)
	require.Equal(t, 3, res.Matched)
	require.False(t, res.AlreadyImported)
}

func BenchmarkImport(b *testing.B) {
	const rows = 100_000
	l, err := store.Open(context.Background(), b.TempDir(), store.Options{Location: kiosk.Beijing})
	require.NoError(b, err)
	defer l.Close()
	all := make([]deal, rows)
	for i := range all {
		all[i] = deal{no: fmt.Sprintf("%08d", i), at: fmt.Sprintf("%d:%02d:%02d", i/3600%24, i/60%60, i%60), amount: 1250, billed: 1250}
	}
	for start := 0; start < rows; start += 1000 {
		var w kiosk.Write
		for i := start; i < start+1000; i++ {
			d := &all[i]
			p := kiosk.Payment{OrderNo: kiosk.OrderNo(d.order()), Sale: kiosk.SaleID("S" + d.no), Amount: d.amount, Wallet: kiosk.WeChat, Rail: kiosk.RailQR,
				Provider: "lepay", State: kiosk.StatePaid, GatewayOrderNo: "G" + d.no, TradeNo: d.trade(), CreatedAt: clock(d.at), PaidAt: clock(d.at), Version: 1}
			w.Payments = append(w.Payments, p)
			w.Sales = append(w.Sales, kiosk.Sale{ID: p.Sale, Amount: p.Amount, State: kiosk.SaleAbandoned, OpenedAt: p.CreatedAt, Version: 1})
		}
		require.NoError(b, l.Save(context.Background(), w))
	}
	for kind, text := range map[string]string{"wechat": weChatText(all), "alipay": alipayText(all), "csv": csvOf(all)} {
		path := billFile(b, text)
		b.Run(kind, func(b *testing.B) {
			for b.Loop() {
				res, err := Import(context.Background(), l.Reader, Request{Path: path, Till: till, Now: clock("34:00:00")})
				require.NoError(b, err)
				require.Equal(b, rows, res.Matched+len(res.Differences))
			}
		})
	}
}
