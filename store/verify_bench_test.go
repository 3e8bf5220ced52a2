package store

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// BenchmarkVerify measures what a start verifies, the 1,000 events of a day after
// the last verified point, against the verification of the whole, turn by turn
// in one run on a ledger of 500,000 events. x-whole is the ratio of the medians.
func BenchmarkVerify(b *testing.B) {
	const (
		sales = 100_000 // five events each
		batch = 500
		today = 200
	)
	ctx := context.Background()
	l := newLedger(b)
	sell := func(from, n int) {
		var opened, waiting, paid, ended kiosk.Write
		for i := from; i < from+n; i++ {
			p := benchPayment(i)
			s := sale("S" + string(p.OrderNo))
			p.Sale = s.ID
			w := first(s, p)
			opened.Sales, opened.Payments, opened.Records = append(opened.Sales, w.Sales...), append(opened.Payments, w.Payments...), append(opened.Records, w.Records...)
			for _, step := range []struct {
				to   kiosk.State
				into *kiosk.Write
			}{{kiosk.StateWaiting, &waiting}, {kiosk.StatePaid, &paid}} {
				p, w = moved(p, step.to)
				step.into.Payments, step.into.Records = append(step.into.Payments, w.Payments...), append(step.into.Records, w.Records...)
			}
			s.State, s.PaidBy, s.Version = kiosk.SalePaid, p.OrderNo, 2
			ended.Sales = append(ended.Sales, s)
		}
		for _, w := range []kiosk.Write{opened, waiting, paid, ended} {
			save(b, l, w)
		}
	}
	for i := 0; i < sales-today; i += batch {
		sell(i, min(batch, sales-today-i))
	}
	nothing := func(err error) { require.NoError(b, err) }
	at := verifier{ledger: l, report: nothing, pause: func(context.Context, time.Duration) bool { return true }}
	at.point.Head, at.point.Round, at.keptAt = position{}, position{}, time.Now()
	require.True(b, at.through(ctx, &at.point.Head))
	sell(sales-today, today)
	before := at.point.Head
	require.NoError(b, l.VerifyChain(ctx)) // both read from memory

	var starts, wholes []time.Duration
	for b.Loop() {
		at.point.Head, at.found = before, findings{}
		begin := time.Now()
		at.keptAt = begin
		require.True(b, at.through(ctx, &at.point.Head))
		starts = append(starts, time.Since(begin))
		begin = time.Now()
		require.NoError(b, l.VerifyChain(ctx))
		wholes = append(wholes, time.Since(begin))
	}
	require.Equal(b, int64(5*sales), at.point.Head.Seq)
	b.ReportMetric(float64(median(starts)), "start-ns")
	b.ReportMetric(float64(median(wholes)), "whole-ns")
	b.ReportMetric(float64(median(starts))/float64(median(wholes)), "x-whole")
}
