package store

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func refund(no string, p kiosk.Payment, amount kiosk.Fen) kiosk.Refund {
	return kiosk.Refund{No: kiosk.RefundNo(no), OrderNo: p.OrderNo, Amount: amount, State: kiosk.RefundAsked,
		Reason: "broken cup", AskedAt: noon, Version: 1}
}

// refundMoved returns r in its next version and state, and the write that says
// so.
func refundMoved(r kiosk.Refund, to kiosk.RefundState) (kiosk.Refund, kiosk.Write) {
	from := r.State
	r.State, r.Version = to, r.Version+1
	return r, kiosk.Write{Refunds: []kiosk.Refund{r}, Records: []kiosk.Record{{At: noon, Kind: kiosk.RecordRefundMoved,
		OrderNo: r.OrderNo, Refund: r.No, From: kiosk.State(from), To: kiosk.State(to)}}}
}

// paidPayment is a payment of 12.50 that is paid and nothing else to the till.
func paidPayment(t *testing.T, l *Ledger) kiosk.Payment {
	t.Helper()
	s, p := sale("s1"), payment("ORDER0000000000000000001", "s1")
	save(t, l, first(s, p))
	s.State, s.Version = kiosk.SalePaid, 2
	p, w := moved(p, kiosk.StatePaid)
	w.Sales = []kiosk.Sale{s}
	save(t, l, w)
	return p
}

// refundInUTC is r as the ledger gives it back.
func refundInUTC(r kiosk.Refund) kiosk.Refund {
	r.AskedAt = r.AskedAt.UTC()
	if !r.DoneAt.IsZero() {
		r.DoneAt = r.DoneAt.UTC()
	}
	return r
}

func TestRefund_KeepsEveryFieldAndIsFound(t *testing.T) {
	l := newLedger(t)
	p := paidPayment(t, l)
	r := refund("REFUND000000000000000001", p, 400)
	save(t, l, kiosk.Write{Refunds: []kiosk.Refund{r}, Records: []kiosk.Record{
		{At: noon, Kind: kiosk.RecordRefund, OrderNo: p.OrderNo, Refund: r.No, To: kiosk.State(r.State), Note: "4.00"}}})
	r, w := refundMoved(r, kiosk.RefundDone)
	r.ByHand, r.Reason, r.GatewayNo, r.DoneAt, r.Note = true, "b", "c", noon.Add(time.Second), "d"
	w.Refunds[0] = r
	p.Refunded, p.Version = 400, p.Version+1
	w.Payments = []kiosk.Payment{p}
	save(t, l, w)

	got, s, refunds, err := l.Find(context.Background(), p.OrderNo)
	require.NoError(t, err)
	require.Equal(t, inUTC(p), got)
	require.Equal(t, kiosk.SaleID("s1"), s.ID)
	require.Equal(t, []kiosk.Refund{refundInUTC(r)}, refunds)
	story, err := l.Story(context.Background(), p.OrderNo)
	require.NoError(t, err)
	require.Equal(t, kiosk.RecordRefundMoved, story[len(story)-1].Kind)
	require.Equal(t, r.No, story[len(story)-1].Refund)
	require.NoError(t, l.Check(context.Background()))
	require.NoError(t, l.VerifyChain(context.Background()))

	_, _, _, err = l.Find(context.Background(), "ORDER0000000000000000099")
	require.ErrorIs(t, err, kiosk.ErrNoPayment)
}

func TestRefund_NeverMoreThanWasPaid(t *testing.T) {
	l := newLedger(t)
	p := paidPayment(t, l)
	ctx := context.Background()
	one := refund("REFUND000000000000000001", p, 1000)
	save(t, l, kiosk.Write{Refunds: []kiosk.Refund{one}})
	require.ErrorIs(t, l.Save(ctx, kiosk.Write{Refunds: []kiosk.Refund{refund("REFUND000000000000000002", p, 251)}}), ErrRow)
	save(t, l, kiosk.Write{Refunds: []kiosk.Refund{refund("REFUND000000000000000002", p, 250)}})
	require.ErrorIs(t, l.Save(ctx, kiosk.Write{Refunds: []kiosk.Refund{refund("REFUND000000000000000003", p, 1)}}), ErrRow)

	_, w := refundMoved(one, kiosk.RefundRefused)
	save(t, l, w) // makes room again
	save(t, l, kiosk.Write{Refunds: []kiosk.Refund{refund("REFUND000000000000000003", p, 1000)}})
	require.Equal(t, 3, count(t, l.Reader, "refunds"))
}

func TestRefund_KeepsToItsTableOfMovesAndVersions(t *testing.T) {
	l := newLedger(t)
	p := paidPayment(t, l)
	ctx := context.Background()
	r := refund("REFUND000000000000000001", p, 100)
	save(t, l, kiosk.Write{Refunds: []kiosk.Refund{r}})
	require.ErrorIs(t, l.Save(ctx, kiosk.Write{Refunds: []kiosk.Refund{r}}), kiosk.ErrConflict)
	done, w := refundMoved(r, kiosk.RefundDone)
	save(t, l, w)
	require.ErrorIs(t, l.Save(ctx, w), kiosk.ErrConflict)
	_, w = refundMoved(done, kiosk.RefundRefused)
	require.ErrorIs(t, l.Save(ctx, w), ErrMove)
	other := done
	other.Version, other.Amount = 3, 99
	require.ErrorIs(t, l.Save(ctx, kiosk.Write{Refunds: []kiosk.Refund{other}}), ErrRow)
	none := refund("REFUND000000000000000002", p, 0)
	require.ErrorIs(t, l.Save(ctx, kiosk.Write{Refunds: []kiosk.Refund{none}}), ErrRow)
}

func TestLoad_TakesUpRefundsThatAreNotSettled(t *testing.T) {
	l := newLedger(t)
	p := paidPayment(t, l)
	load := func() kiosk.Snapshot {
		r, err := l.Load(context.Background(), noon.Add(time.Hour))
		require.NoError(t, err)
		return r
	}
	require.Empty(t, load().Payments, "a paid payment is over")
	settled, open := refund("REFUND000000000000000001", p, 100), refund("REFUND000000000000000002", p, 200)
	save(t, l, kiosk.Write{Refunds: []kiosk.Refund{settled}})
	settled, w := refundMoved(settled, kiosk.RefundDone)
	save(t, l, w)
	require.Empty(t, load().Refunds)
	save(t, l, kiosk.Write{Refunds: []kiosk.Refund{open}})
	got := load()
	require.Equal(t, []kiosk.Payment{inUTC(p)}, got.Payments)
	require.Equal(t, kiosk.SaleID("s1"), got.Sales[0].ID)
	require.Equal(t, []kiosk.Refund{refundInUTC(settled), refundInUTC(open)}, got.Refunds)
}
