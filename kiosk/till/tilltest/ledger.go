package tilltest

import (
	"cmp"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// Save keeps a Write's rows and holds them to the versions and the table of moves.
func (c *Counter) Save(w kiosk.Write) {
	c.T.Helper()
	for _, s := range w.Sales {
		require.Equal(c.T, c.Sales[s.ID].Version+1, s.Version, "sale %s", s.ID)
		if s.State != kiosk.SaleOpen && c.Sales[s.ID].State == kiosk.SaleOpen {
			c.Ended = append(c.Ended, s.ID)
		}
		c.Sales[s.ID] = s
	}
	for _, p := range w.Payments {
		old := c.Payments[p.OrderNo]
		if old.Version == 0 {
			c.Order = append(c.Order, p.OrderNo)
		}
		require.Equal(c.T, old.Version+1, p.Version, "payment %s", p.OrderNo)
		if old.Version > 0 && old.State != p.State {
			require.True(c.T, kiosk.CanMove(old.State, p.State), "%s to %s", old.State, p.State)
		}
		c.Payments[p.OrderNo] = p
	}
	for _, f := range w.Refunds {
		c.SaveRefund(f)
	}
	c.Records = append(c.Records, w.Records...)
}

// SaveRefund keeps a refund's row and holds it to the rules: the table of moves,
// never more than was paid, and one undecided refund of a payment at a time.
func (c *Counter) SaveRefund(f kiosk.Refund) {
	c.T.Helper()
	old, known := c.Refunds[f.No]
	require.Equal(c.T, old.Version+1, f.Version, "refund %s", f.No)
	if known {
		require.True(c.T, old.State == f.State || kiosk.CanRefundMove(old.State, f.State), "%s to %s", old.State, f.State)
		require.Equal(c.T, []any{old.OrderNo, old.Amount, old.AskedAt}, []any{f.OrderNo, f.Amount, f.AskedAt}, "fixed for good")
	}
	c.Refunds[f.No] = f
	p, held, done, undecided := c.Payments[f.OrderNo], kiosk.Fen(0), kiosk.Fen(0), 0
	for _, other := range c.RefundsOf(f.OrderNo) {
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
	require.Equal(c.T, done, p.Refunded, "the payment's row has what was done, in the same write")
	require.LessOrEqual(c.T, undecided, 1, "one undecided refund at a time")
	if p.Incident != kiosk.IncidentRefunded {
		require.LessOrEqual(c.T, held, p.Amount, "more would go back than was paid")
	}
}

// RefundLeaves looks at a refund's call before it leaves.
func (c *Counter) RefundLeaves(a kiosk.Call) {
	c.T.Helper()
	require.Equal(c.T, c.Refunds[a.Refund.No], a.Refund, "on record as it is sent")
	require.NotEqual(c.T, kiosk.RefundDone, a.Refund.State)
	if a.Kind == kiosk.CallRefund {
		require.False(c.T, a.Refund.State.Final())
	}
	for _, other := range c.Open {
		require.NotEqual(c.T, other.Refund.No, a.Refund.No, "asked about twice at a time")
	}
}

// Restored is the snapshot that a ledger would hand to a till that starts now.
func (c *Counter) Restored() kiosk.Snapshot {
	r := kiosk.Snapshot{PINSet: true, People: c.People, Last: c.LastByRows()}
	keep := map[kiosk.SaleID]bool{}
	for _, n := range c.Order {
		p := c.Payments[n]
		watched := (p.State != kiosk.StatePaid || p.Rail == kiosk.RailCode) && !p.PollUntil.IsZero() // all are among the newest
		refunding := p.Incident == kiosk.IncidentRefunded || slices.ContainsFunc(c.RefundsOf(n), func(f kiosk.Refund) bool { return !f.State.Final() })
		if c.Sales[p.Sale].State == kiosk.SaleOpen || !p.State.Final() || watched || p.Late && p.LateDone == "" || p.Incident != "" || refunding {
			r.Payments, r.Refunds = append(r.Payments, p), append(r.Refunds, c.RefundsOf(n)...)
			keep[p.Sale] = true
		}
		if p.Rail == kiosk.RailCode {
			r.RecentTails = append(r.RecentTails, kiosk.SentTail{Wallet: p.Wallet, Tail: p.CodeTail, At: p.SentAt})
		}
	}
	for _, s := range c.Sales {
		if s.State == kiosk.SaleOpen || keep[s.ID] {
			r.Sales = append(r.Sales, s)
		}
	}
	return r
}

// FoundOf is the search result of a ledger for n.
func (c *Counter) FoundOf(n kiosk.OrderNo) kiosk.Found {
	e := kiosk.Found{OrderNo: n, Refunds: c.RefundsOf(n)}
	if p, ok := c.Payments[n]; ok {
		s := c.Sales[p.Sale]
		e.Payment, e.Sale = &p, &s
	}
	return e
}

// Find answers the till's Find from what is on record.
func (c *Counter) Find(n kiosk.OrderNo) {
	c.T.Helper()
	require.Equal(c.T, []kiosk.Effect{kiosk.Find{OrderNo: n}}, c.Other)
	c.Step(c.FoundOf(n))
}

func (c *Counter) RefundsOf(n kiosk.OrderNo) (of []kiosk.Refund) {
	for _, f := range c.Refunds {
		if f.OrderNo == n {
			of = append(of, f)
		}
	}
	slices.SortFunc(of, func(a, b kiosk.Refund) int { return cmp.Or(a.AskedAt.Compare(b.AskedAt), cmp.Compare(a.No, b.No)) })
	return of
}

// LastByRows is the outcome of the newest sale, by the ledger's rows.
func (c *Counter) LastByRows() *kiosk.LastSale {
	if len(c.Ended) == 0 {
		return nil
	}
	s := c.Sales[c.Ended[len(c.Ended)-1]]
	s.AbandonedAt = LedgerTime(s.AbandonedAt)
	var of []kiosk.Payment
	for _, n := range c.Order {
		if p := c.Payments[n]; p.Sale == s.ID {
			p.ReleasedAt, p.PaidAt = LedgerTime(p.ReleasedAt), LedgerTime(p.PaidAt)
			of = append(of, p)
		}
	}
	last := kiosk.LastSaleOf(&s, of)
	return &last
}

// LedgerTime is t as a ledger keeps it.
func LedgerTime(t time.Time) time.Time { return t.Truncate(time.Millisecond) }

// LastFitsTheRows holds the last sale's card against the rows, after every step of
// every test.
func (c *Counter) LastFitsTheRows() {
	c.T.Helper()
	want := c.LastByRows()
	if c.View.Last == nil || want == nil || c.Sales[c.View.Last.Sale].Version == 0 {
		return // the till was given other rows than these
	}
	got := *c.View.Last
	got.At = LedgerTime(got.At)
	require.True(c.T, got.At.Equal(want.At), "the last sale ended %s, by its rows %s", got.At, want.At)
	got.At = want.At
	require.Equal(c.T, *want, got, "the last sale by its rows, and as the till shows it")
}

// PaidOn is the sum paid on the business day of at.
func (c *Counter) PaidOn(at time.Time) (sum kiosk.Fen) {
	day, _ := kiosk.Calendar{Location: time.UTC, DayStart: c.Settings.DayStart}.Of(at)
	for _, p := range c.Payments {
		if p.State == kiosk.StatePaid && day.Has(p.PaidAt) {
			sum += p.Amount
		}
	}
	return sum
}

// Only returns the one payment that is on record.
func (c *Counter) Only() kiosk.Payment {
	c.T.Helper()
	require.Len(c.T, c.Payments, 1)
	return c.Payments[c.Order[0]]
}

// Newest is the number of the payment that was made last.
func (c *Counter) Newest() kiosk.OrderNo { return c.Order[len(c.Order)-1] }

// Paid counts the payments that are paid.
func (c *Counter) Paid() (n int) {
	for _, p := range c.Payments {
		if p.State == kiosk.StatePaid {
			n++
		}
	}
	return n
}

// SaleOpen reports whether a sale is at the counter.
func (c *Counter) SaleOpen() bool {
	for _, s := range c.Sales {
		if s.State == kiosk.SaleOpen {
			return true
		}
	}
	return false
}

// TheRefund returns the only refund on record.
func (c *Counter) TheRefund() kiosk.Refund {
	c.T.Helper()
	require.Len(c.T, c.Refunds, 1)
	for _, f := range c.Refunds {
		return f
	}
	return kiosk.Refund{}
}

// Recorded counts the records of kind k.
func (c *Counter) Recorded(k kiosk.RecordKind) (n int) {
	for _, r := range c.Records {
		if r.Kind == k {
			n++
		}
	}
	return n
}
