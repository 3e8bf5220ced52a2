package till

import (
	"cmp"
	"facepay/kiosk"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
)

// save keeps a Write's rows and holds them to the versions and the table of moves.
func (c *counter) save(w kiosk.Write) {
	c.t.Helper()
	for _, s := range w.Sales {
		require.Equal(c.t, c.sales[s.ID].Version+1, s.Version, "sale %s", s.ID)
		if s.State != kiosk.SaleOpen && c.sales[s.ID].State == kiosk.SaleOpen {
			c.ended = append(c.ended, s.ID)
		}
		c.sales[s.ID] = s
	}
	for _, p := range w.Payments {
		old := c.payments[p.OrderNo]
		if old.Version == 0 {
			c.order = append(c.order, p.OrderNo)
		}
		require.Equal(c.t, old.Version+1, p.Version, "payment %s", p.OrderNo)
		if old.Version > 0 && old.State != p.State {
			require.True(c.t, kiosk.CanMove(old.State, p.State), "%s to %s", old.State, p.State)
		}
		c.payments[p.OrderNo] = p
	}
	for _, f := range w.Refunds {
		c.saveRefund(f)
	}
	c.records = append(c.records, w.Records...)
}

// saveRefund keeps a refund's row and holds it to the rules: the table of moves,
// never more than was paid, and one undecided refund of a payment at a time.
func (c *counter) saveRefund(f kiosk.Refund) {
	c.t.Helper()
	old, known := c.refunds[f.No]
	require.Equal(c.t, old.Version+1, f.Version, "refund %s", f.No)
	if known {
		require.True(c.t, old.State == f.State || kiosk.CanRefundMove(old.State, f.State), "%s to %s", old.State, f.State)
		require.Equal(c.t, []any{old.OrderNo, old.Amount, old.AskedAt}, []any{f.OrderNo, f.Amount, f.AskedAt}, "fixed for good")
	}
	c.refunds[f.No] = f
	p, held, done, undecided := c.payments[f.OrderNo], kiosk.Fen(0), kiosk.Fen(0), 0
	for _, other := range c.refundsOf(f.OrderNo) {
		switch other.State {
		case kiosk.RefundRefused:
			continue
		case kiosk.RefundDone:
			done += other.Amount
		default:
			undecided++
		}
		held += other.Amount
	}
	require.Equal(c.t, done, p.Refunded, "the payment's row has what was done, in the same write")
	require.LessOrEqual(c.t, undecided, 1, "one undecided refund at a time")
	if p.Incident != kiosk.IncidentRefunded {
		require.LessOrEqual(c.t, held, p.Amount, "more would go back than was paid")
	}
}

// refundLeaves looks at a refund's call before it leaves.
func (c *counter) refundLeaves(a kiosk.Call) {
	c.t.Helper()
	require.Equal(c.t, c.refunds[a.Refund.No], a.Refund, "on record as it is sent")
	require.NotEqual(c.t, kiosk.RefundDone, a.Refund.State)
	if a.Kind == kiosk.CallRefund {
		require.False(c.t, a.Refund.State.Final())
	}
	for _, other := range c.open {
		require.NotEqual(c.t, other.Refund.No, a.Refund.No, "asked about twice at a time")
	}
}

// restored is the snapshot that a ledger would hand to a till that starts now.
func (c *counter) restored() kiosk.Snapshot {
	r := kiosk.Snapshot{PINSet: true, Last: c.lastByRows()}
	keep := map[kiosk.SaleID]bool{}
	for _, n := range c.order {
		p := c.payments[n]
		watched := p.State != kiosk.StatePaid && !p.PollUntil.IsZero() // all are among the newest
		refunding := p.Incident == kiosk.IncidentRefunded || slices.ContainsFunc(c.refundsOf(n), func(f kiosk.Refund) bool { return !f.State.Final() })
		if c.sales[p.Sale].State == kiosk.SaleOpen || !p.State.Final() || watched || p.Late && p.LateDone == "" || p.Incident != "" || refunding {
			r.Payments, r.Refunds = append(r.Payments, p), append(r.Refunds, c.refundsOf(n)...)
			keep[p.Sale] = true
		}
		if p.Rail == kiosk.RailCode {
			r.RecentTails = append(r.RecentTails, kiosk.SentTail{Wallet: p.Wallet, Tail: p.CodeTail, At: p.SentAt})
		}
	}
	for _, s := range c.sales {
		if s.State == kiosk.SaleOpen || keep[s.ID] {
			r.Sales = append(r.Sales, s)
		}
	}
	return r
}

// foundOf is what a ledger finds of n.
func (c *counter) foundOf(n kiosk.OrderNo) kiosk.Found {
	e := kiosk.Found{OrderNo: n, Refunds: c.refundsOf(n)}
	if p, ok := c.payments[n]; ok {
		s := c.sales[p.Sale]
		e.Payment, e.Sale = &p, &s
	}
	return e
}

// find answers the till's Find from what is on record.
func (c *counter) find(n kiosk.OrderNo) {
	c.t.Helper()
	require.Equal(c.t, []kiosk.Effect{kiosk.Find{OrderNo: n}}, c.other)
	c.step(c.foundOf(n))
}

func (c *counter) refundsOf(n kiosk.OrderNo) (of []kiosk.Refund) {
	for _, f := range c.refunds {
		if f.OrderNo == n {
			of = append(of, f)
		}
	}
	slices.SortFunc(of, func(a, b kiosk.Refund) int { return cmp.Or(a.AskedAt.Compare(b.AskedAt), cmp.Compare(a.No, b.No)) })
	return of
}

// lastByRows is how the newest sale ended, by the ledger's rows.
func (c *counter) lastByRows() *kiosk.LastSale {
	if len(c.ended) == 0 {
		return nil
	}
	s := c.sales[c.ended[len(c.ended)-1]]
	s.AbandonedAt = ledgerTime(s.AbandonedAt)
	var of []kiosk.Payment
	for _, n := range c.order {
		if p := c.payments[n]; p.Sale == s.ID {
			p.ReleasedAt, p.PaidAt = ledgerTime(p.ReleasedAt), ledgerTime(p.PaidAt)
			of = append(of, p)
		}
	}
	last := kiosk.LastSaleOf(&s, of)
	return &last
}

// ledgerTime is t as a ledger keeps it.
func ledgerTime(t time.Time) time.Time { return t.Truncate(time.Millisecond) }

// lastFitsTheRows holds the last sale's card against the rows, after every step of
// every test.
func (c *counter) lastFitsTheRows() {
	c.t.Helper()
	want := c.lastByRows()
	if c.view.Last == nil || want == nil || c.sales[c.view.Last.Sale].Version == 0 {
		return // the till was given other rows than these
	}
	got := *c.view.Last
	got.At = ledgerTime(got.At)
	require.True(c.t, got.At.Equal(want.At), "the last sale ended %s, by its rows %s", got.At, want.At)
	got.At = want.At
	require.Equal(c.t, *want, got, "the last sale by its rows, and as the till shows it")
}

// paidOn is the sum paid on the UTC day of at.
func (c *counter) paidOn(at time.Time) (sum kiosk.Fen) {
	for _, p := range c.payments {
		if p.State == kiosk.StatePaid && p.PaidAt.UTC().Format(time.DateOnly) == at.UTC().Format(time.DateOnly) {
			sum += p.Amount
		}
	}
	return sum
}

// only returns the one payment that is on record.
func (c *counter) only() kiosk.Payment {
	c.t.Helper()
	require.Len(c.t, c.payments, 1)
	return c.payments[c.order[0]]
}

// newest is the number of the payment that was made last.
func (c *counter) newest() kiosk.OrderNo { return c.order[len(c.order)-1] }

// paid counts the payments that are paid.
func (c *counter) paid() (n int) {
	for _, p := range c.payments {
		if p.State == kiosk.StatePaid {
			n++
		}
	}
	return n
}

// saleOpen reports whether a sale is at the counter.
func (c *counter) saleOpen() bool {
	for _, s := range c.sales {
		if s.State == kiosk.SaleOpen {
			return true
		}
	}
	return false
}

// theRefund returns the only refund on record.
func (c *counter) theRefund() kiosk.Refund {
	c.t.Helper()
	require.Len(c.t, c.refunds, 1)
	for _, f := range c.refunds {
		return f
	}
	return kiosk.Refund{}
}

// recorded counts the records of kind k.
func (c *counter) recorded(k kiosk.RecordKind) (n int) {
	for _, r := range c.records {
		if r.Kind == k {
			n++
		}
	}
	return n
}
