package store

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func billRecord(sha string, day kiosk.Date) *kiosk.BillRecord {
	return &kiosk.BillRecord{SHA256: strings.Repeat(sha, 64), ImportedAt: noon.UTC(), Reconciliation: kiosk.Reconciliation{
		Kind: kiosk.BillWeChat, Day: day, Merchant: "1900000109", Rows: 3, Matched: 2, OtherTills: 1, Elsewhere: []kiosk.OrderNo{"A1"},
		Differences: []kiosk.Difference{{Kind: kiosk.AmountDiffers, No: "A2", Ledger: 100, Bill: 101, At: noon.UTC()}},
	}}
}

func TestBills_AreKeptOnceBesideARunningTill(t *testing.T) {
	ctx := context.Background()
	l := newLedger(t)
	r := besideTill(t, l.dir)
	first := billRecord("a", "2026-11-20")
	require.NoError(t, r.RecordBill(ctx, first))
	again := *first
	again.Matched = 9
	require.NoError(t, r.RecordBill(ctx, &again), "the same file as the same bill")
	require.NoError(t, r.RecordBill(ctx, billRecord("b", "2026-11-19")))
	require.NoError(t, l.RecordBill(ctx, billRecord("a", "2026-11-21")), "the same file as another day's")
	found, err := l.BillRecord(ctx, first.SHA256, &first.Reconciliation)
	require.NoError(t, err)
	require.Equal(t, first, found)
	none, err := l.BillRecord(ctx, strings.Repeat("c", 64), &first.Reconciliation)
	require.NoError(t, err)
	require.Nil(t, none)
	records, err := r.Reconciliations(ctx, "2026-11-19", "2026-11-20")
	require.NoError(t, err)
	require.Equal(t, []kiosk.BillRecord{*billRecord("b", "2026-11-19"), *first}, records)
	merchants, err := r.BillMerchants(ctx, kiosk.BillWeChat)
	require.NoError(t, err)
	require.Equal(t, []string{"1900000109"}, merchants)
	require.NoError(t, l.Check(ctx))
}

func TestBills_KeptWhileTheTillSells(t *testing.T) {
	l := newLedger(t)
	r := besideTill(t, l.dir)
	var wg sync.WaitGroup
	wg.Go(func() { many(t, l, 0, 50) })
	for i := range 20 {
		require.NoError(t, r.RecordBill(context.Background(), billRecord(string(rune('a'+i)), "2026-11-20")))
	}
	wg.Wait()
	require.Equal(t, 20, count(t, l.Reader, "bills"))
	require.NoError(t, l.Check(context.Background()))
}

func TestBills_ColumnsAreRemembered(t *testing.T) {
	ctx := context.Background()
	l := newLedger(t)
	columns, err := l.BillColumns(ctx, "单据,实付")
	require.NoError(t, err)
	require.Nil(t, columns)
	for _, said := range []map[string]string{{"order_no": "实付"}, {"order_no": "单据", "amount": "实付"}} {
		require.NoError(t, l.RememberBillColumns(ctx, "单据,实付", said))
		columns, err = l.BillColumns(ctx, "单据,实付")
		require.NoError(t, err)
		require.Equal(t, said, columns)
	}
}

// A bill's day is one of Beijing, whatever the shop's calendar says.
func TestBilled_TheDayOfBeijingAtAnyShop(t *testing.T) {
	for _, place := range []string{"Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "Etc/GMT+12"} {
		for _, start := range []time.Duration{0, 4 * time.Hour, 23*time.Hour + 59*time.Minute} {
			t.Run(place+" "+start.String(), func(t *testing.T) {
				location, err := time.LoadLocation(place)
				require.NoError(t, err)
				l, err := Open(context.Background(), t.TempDir(), Options{Location: location, DayStart: start})
				require.NoError(t, err)
				defer func() { require.NoError(t, l.Close()) }()
				day, err := kiosk.BillDay("2026-11-27")
				require.NoError(t, err)
				for i, at := range []time.Time{day.Start.Add(-time.Millisecond), day.Start, day.End.Add(-time.Millisecond), day.End} {
					n := string(rune('A' + i))
					s, p := sale("S"+n), payment("2026112700000001"+n, "S"+n)
					s.State, p.State, p.CreatedAt, p.PaidAt = kiosk.SaleAbandoned, kiosk.StatePaid, at.Add(-time.Minute), at
					f := refund("R"+n, p, 100)
					f.State, f.AskedAt, f.DoneAt, p.Refunded = kiosk.RefundDone, at, at, 100
					save(t, l, kiosk.Write{Sales: []kiosk.Sale{s}, Payments: []kiosk.Payment{p}, Refunds: []kiosk.Refund{f}})
				}
				payments, refunds, err := l.Billed(context.Background(), day)
				require.NoError(t, err)
				var orders, backs []string
				seen := map[kiosk.OrderNo]bool{}
				for _, p := range payments {
					if !seen[p.OrderNo] {
						seen[p.OrderNo] = true
						orders = append(orders, p.OrderNo.Tail())
					}
				}
				for _, f := range refunds {
					backs = append(backs, string(f.No))
				}
				require.ElementsMatch(t, []string{"001B", "001C"}, orders)
				require.ElementsMatch(t, []string{"RB", "RC"}, backs)
			})
		}
	}
}

func TestBilledByNumber_AnyOfTheThree(t *testing.T) {
	l := newLedger(t)
	p := payment("20261120120000010123456789", "S1")
	p.GatewayOrderNo, p.TradeNo = "GW-77", "4200001"
	save(t, l, first(sale("S1"), p))
	for _, n := range []string{string(p.OrderNo), "GW-77", "4200001"} {
		found, err := l.BilledByNumber(context.Background(), nil, []string{n, "4200002", "x", ""})
		require.NoError(t, err)
		require.Len(t, found, 1, n)
		require.Equal(t, p.OrderNo, found[0].OrderNo)
	}
	found, err := l.BilledByNumber(context.Background(), []string{string(p.OrderNo), "GW-77"}, nil)
	require.NoError(t, err)
	require.Len(t, found, 1, "as an order of ours it is looked up as nothing else")
}

func TestBills_NoQueryReadsAWholeTable(t *testing.T) {
	l := newLedger(t)
	for _, query := range []string{
		`SELECT ` + billedColumns + ` FROM payments WHERE day >= '' AND day <= '' AND state = 'paid' AND paid_at >= 0 AND paid_at < 1`,
		`SELECT ` + billedRefundColumns + ` FROM refunds WHERE state = 'done' AND day >= '' AND day <= '' AND (done_at >= 0 OR asked_at >= 0)`,
		`SELECT ` + billedRefundColumns + ` FROM refunds WHERE order_no IN ('a', 'b')`,
		`SELECT ` + billedColumns + ` FROM payments WHERE order_no IN ('a', 'b')`,
		`SELECT ` + billedColumns + ` FROM payments WHERE id IN (SELECT payment FROM endings WHERE ending = x'01020304' AND number = x'01')`,
		`SELECT ` + recordColumns + ` FROM bills WHERE day >= '' AND day <= '' ORDER BY day, id`,
		`SELECT ` + recordColumns + ` FROM bills WHERE sha256 = '' AND kind = '' AND day = '' AND provider = ''`,
		`SELECT DISTINCT merchant FROM bills WHERE kind = '' AND merchant > ''`,
		`SELECT columns FROM bill_columns WHERE headers = ''`,
	} {
		plan, err := collect(context.Background(), l.db, func(scan scanner) (step string, err error) {
			var id, parent, unused int
			err = scan(&id, &parent, &unused, &step)
			return step, err
		}, `EXPLAIN QUERY PLAN `+query)
		require.NoError(t, err)
		for _, step := range plan {
			require.False(t, strings.HasPrefix(step, "SCAN"), "%s: %s", query, step)
		}
	}
}
