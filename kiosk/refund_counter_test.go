package kiosk

import (
	"cmp"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
)

// refunding is a gateway that gives back any part and can be asked in every way.
func refunding() Capabilities {
	can := fullGateway()
	can.Refund, can.RefundAgain, can.QueryRefund = RefundPart, true, true
	return can
}

// saveRefunds keeps refund rows and holds them to the rules: the table of moves,
// never more than was paid, and one undecided refund of a payment at a time.
func (c *counter) saveRefunds(rows []Refund) {
	c.t.Helper()
	for _, f := range rows {
		old, known := c.refunds[f.No]
		require.Equal(c.t, old.Version+1, f.Version, "refund %s", f.No)
		if known {
			require.True(c.t, old.State == f.State || CanRefundMove(old.State, f.State), "%s to %s", old.State, f.State)
			require.Equal(c.t, []any{old.OrderNo, old.Amount, old.AskedAt}, []any{f.OrderNo, f.Amount, f.AskedAt}, "fixed for good")
		}
		c.refunds[f.No] = f
		p, held, done, undecided, afterAll := c.payments[f.OrderNo], Fen(0), Fen(0), 0, false
		for _, other := range c.refunds {
			if other.OrderNo != f.OrderNo || other.State == RefundRefused {
				continue
			}
			held += other.Amount
			if other.State == RefundDone {
				done += other.Amount
			} else {
				undecided++
			}
		}
		afterAll = p.Incident == IncidentRefunded
		require.Equal(c.t, done, p.Refunded, "the payment's row has what was done, in the same write")
		require.LessOrEqual(c.t, undecided, 1, "one undecided refund at a time")
		if !afterAll {
			require.LessOrEqual(c.t, held, p.Amount, "more would go back than was paid")
		}
	}
}

// refundLeaves looks at a refund's call before it leaves.
func (c *counter) refundLeaves(a Call) {
	c.t.Helper()
	require.Equal(c.t, c.refunds[a.Refund.No], a.Refund, "on record as it is sent")
	require.NotEqual(c.t, RefundDone, a.Refund.State)
	if a.Kind == CallRefund {
		require.False(c.t, a.Refund.State.Final())
	}
	for _, other := range c.open {
		require.NotEqual(c.t, other.Refund.No, a.Refund.No, "asked about twice at a time")
	}
}

func (c *counter) refundOpen(p Payment) bool {
	return p.Incident == IncidentRefunded || slices.ContainsFunc(c.refundsOf(p.OrderNo), func(f Refund) bool { return !f.State.Final() })
}

func (c *counter) refundsOf(n OrderNo) (of []Refund) {
	for _, f := range c.refunds {
		if f.OrderNo == n {
			of = append(of, f)
		}
	}
	slices.SortFunc(of, func(a, b Refund) int { return cmp.Or(a.AskedAt.Compare(b.AskedAt), cmp.Compare(a.No, b.No)) })
	return of
}

func (c *counter) refundRows(of []Payment) (rows []Refund) {
	for _, p := range of {
		rows = append(rows, c.refundsOf(p.OrderNo)...)
	}
	return rows
}

// theRefund returns the only refund on record.
func (c *counter) theRefund() Refund {
	c.t.Helper()
	require.Len(c.t, c.refunds, 1)
	for _, f := range c.refunds {
		return f
	}
	return Refund{}
}

// answerRefund answers the oldest open ask of kind k.
func (c *counter) answerRefund(k CallKind, a RefundAnswer, err error) {
	c.t.Helper()
	ask := c.pending(k)
	c.open = slices.DeleteFunc(c.open, func(o Call) bool { return o.ID == ask.ID })
	c.step(Answered{Call: ask, Refund: a, Err: err, Took: 80 * time.Millisecond})
}

// sell takes ¥128.50 by QR.
func (c *counter) sell() OrderNo {
	c.t.Helper()
	c.openQR(KeyF1, "G1")
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "G1"}, nil)
	for n, p := range c.payments {
		if p.State == StatePaid && p.GatewayOrderNo == "G1" {
			return n
		}
	}
	return ""
}

// owner opens the history.
func (c *counter) owner() {
	c.t.Helper()
	c.press(KeyF9)
	c.enterPIN()
	require.Equal(c.t, ScreenHistory, c.view.Screen)
}

func (c *counter) enterPIN() {
	c.t.Helper()
	require.Equal(c.t, ScreenPIN, c.view.Screen)
	c.press("1", "2", "3", "4", KeyEnter)
	require.Len(c.t, c.other, 1)
	check, ok := c.other[0].(CheckPIN)
	require.True(c.t, ok)
	c.step(PINChecked{Pad: check.Pad, Result: PINResult{OK: true}})
}

// found answers the Find of the last step as the ledger would.
func (c *counter) found(n OrderNo) {
	c.t.Helper()
	require.Equal(c.t, []Effect{Find{n}}, c.other)
	e := Found{OrderNo: n, Refunds: c.refundsOf(n)}
	if p, ok := c.payments[n]; ok {
		s := c.sales[p.Sale]
		e.Payment, e.Sale = &p, &s
	}
	c.step(e)
}

// wantRefund opens the refund's screen of n from the history.
func (c *counter) wantRefund(n OrderNo) {
	c.t.Helper()
	if c.view.Screen != ScreenHistory {
		c.owner()
	}
	c.step(RefundWanted{n})
	c.found(n)
	c.sleepMoment()
}

// sleepMoment waits until a card that has come up takes keys.
func (c *counter) sleepMoment() {
	c.t.Helper()
	c.sleep(alarmGuard)
}

// give refunds what was typed, through the second look.
func (c *counter) give(amount string) {
	c.t.Helper()
	c.typeAmount(amount)
	c.press(KeyEnter)
	require.True(c.t, c.view.Refund.Confirm)
	c.sleepMoment()
	c.press(KeyEnter)
}

// unanswered is the error of a lost answer.
func unanswered() error { return &Unanswered{Err: ErrConflict} }
