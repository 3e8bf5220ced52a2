package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// counter drives a till by hand: it keeps the effects of every step and the
// rows that were saved, and lets a test answer each ask as a gateway would.
type counter struct {
	t        *testing.T
	till     *Till
	now      time.Time
	sales    map[SaleID]Sale
	payments map[OrderNo]Payment
	order    []OrderNo // of payments, by their first write
	ended    []SaleID  // in the order of their end
	refunds  map[RefundNo]Refund
	records  []Record
	open     []Call // asks that have no answer yet
	asked    []Call // all asks ever
	said     []Phrase
	other    []Effect // of the last step
	wake     time.Time
	view     View
	shows    int
	notices  uint64 // notifications sent so far
}

// lepayLike is a gateway that can close nothing and look up no code.
func lepayLike() Capabilities {
	return Capabilities{QR: []Wallet{WeChat, Alipay}, Code: true, QueryQR: true, QRValid: 2 * time.Hour}
}

// fullGateway can do everything.
func fullGateway() Capabilities {
	return Capabilities{QR: []Wallet{WeChat, Alipay}, Code: true, Close: true, OwnNumber: true, QueryCode: true, QueryQR: true, QRValid: 2 * time.Hour}
}

func newCounter(t *testing.T, can Capabilities) *counter {
	c := bareCounter(t, can)
	c.step(ListenerChanged{can.Notifications})
	c.step(Loaded{Snapshot{PINSet: true}})
	return c
}

func bareCounter(t *testing.T, can Capabilities) *counter {
	c := &counter{t: t, now: time.Date(2026, 11, 22, 14, 32, 5, 0, time.UTC), sales: map[SaleID]Sale{}, payments: map[OrderNo]Payment{}, refunds: map[RefundNo]Refund{}}
	c.start(can)
	return c
}

func (c *counter) start(can Capabilities) {
	c.till = NewTill(Settings{Shop: "茶铺", Till: "01", Provider: "test", Capabilities: can, MaxAmount: 5_000_000, Practice: true})
	c.open = nil
}

func (c *counter) step(e Event) {
	c.t.Helper()
	c.carryOut(c.till.Step(c.now, e))
}

// carryOut does the effects of one step.
func (c *counter) carryOut(effects []Effect) {
	c.t.Helper()
	c.other = nil
	saved := false
	var count *CountDay
	for _, eff := range effects {
		switch eff := eff.(type) {
		case Save:
			require.False(c.t, saved, "one Save a step")
			require.Empty(c.t, c.other, "nothing is said before it is on record")
			saved = true
			c.save(eff.Write)
		case Call:
			if eff.Kind == CallRefund || eff.Kind == CallRefundQuery {
				c.refundLeaves(eff)
			} else if eff.Kind.MovesMoney() {
				require.Equal(c.t, StateCreated, c.payments[eff.Payment.OrderNo].State, "on record before it is sent")
			}
			c.open, c.asked = append(c.open, eff), append(c.asked, eff)
		case Wake:
			c.wake = eff.At
		case Show:
			c.view = *eff.View
			c.shows++
		case Say:
			c.said = append(c.said, eff.Phrase)
		case CountDay:
			count = &eff
		default:
			c.other = append(c.other, eff)
		}
	}
	c.lastFitsTheRows()
	if count != nil {
		c.step(DayCounted{At: count.At, Today: c.paidOn(count.At)})
	}
}

// paidOn is what was paid on the UTC day of at.
func (c *counter) paidOn(at time.Time) (sum Fen) {
	for _, p := range c.payments {
		if p.State == StatePaid && p.PaidAt.UTC().Format(time.DateOnly) == at.UTC().Format(time.DateOnly) {
			sum += p.Amount
		}
	}
	return sum
}

func (c *counter) save(w Write) {
	c.t.Helper()
	for _, s := range w.Sales {
		require.Equal(c.t, c.sales[s.ID].Version+1, s.Version, "sale %s", s.ID)
		if s.State != SaleOpen && c.sales[s.ID].State == SaleOpen {
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
			require.True(c.t, CanMove(old.State, p.State), "%s to %s", old.State, p.State)
		}
		c.payments[p.OrderNo] = p
	}
	c.saveRefunds(w.Refunds)
	c.records = append(c.records, w.Records...)
}

func (c *counter) press(keys ...Key) {
	c.t.Helper()
	for _, k := range keys {
		c.step(Pressed{k})
	}
}

func (c *counter) typeAmount(s string) {
	c.t.Helper()
	for _, r := range s {
		c.press(Key(string(r)))
	}
}

// sleep lets time pass, waking the till whenever it asked for it.
func (c *counter) sleep(d time.Duration) {
	c.t.Helper()
	until := c.now.Add(d)
	for n := 0; !c.wake.IsZero() && !c.wake.After(until); n++ {
		require.Less(c.t, n, 100_000, "the till wakes without end")
		if c.wake.After(c.now) {
			c.now = c.wake
		}
		c.wake = time.Time{}
		c.step(Woke{})
	}
	c.now = until
}

// pending returns the oldest unanswered ask of kind k.
func (c *counter) pending(k CallKind) Call {
	c.t.Helper()
	for _, a := range c.open {
		if a.Kind == k {
			return a
		}
	}
	require.FailNow(c.t, "no ask", "kind %s; open: %v", k, c.open)
	return Call{}
}

func (c *counter) answer(k CallKind, a Answer, err error) {
	c.t.Helper()
	ask := c.pending(k)
	for i := range c.open {
		if c.open[i].ID == ask.ID {
			c.open = append(c.open[:i:i], c.open[i+1:]...)
			break
		}
	}
	c.step(Answered{Call: ask, Answer: a, Err: err, Took: 80 * time.Millisecond})
}

func (c *counter) count(k CallKind) int {
	n := 0
	for _, a := range c.asked {
		if a.Kind == k {
			n++
		}
	}
	return n
}

// only returns the one payment that is on record.
func (c *counter) only() Payment {
	c.t.Helper()
	require.Len(c.t, c.payments, 1)
	for _, p := range c.payments {
		return p
	}
	return Payment{}
}

// openQR types an amount and brings a QR on show.
func (c *counter) openQR(k Key, number string) {
	c.t.Helper()
	c.typeAmount("128.5")
	c.press(k)
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, GatewayOrderNo: number, QR: "weixin://" + number}, nil)
	require.Equal(c.t, CustomerQR, c.view.Customer.Kind)
}

// loseAnswer sells for ¥1 by code, and the answer to the charge is lost.
func (c *counter) loseAnswer() {
	c.t.Helper()
	c.typeAmount("1")
	c.press(KeyEnter)
	c.step(Scanned{NewPayCode(wechatCode)})
	c.answer(CallCharge, Answer{}, &Unanswered{Err: ErrConflict})
}

// restored is what a ledger would hand to a till that starts now.
func (c *counter) restored() Snapshot {
	r := Snapshot{PINSet: true}
	keep := map[SaleID]bool{}
	for _, n := range c.order {
		p := c.payments[n]
		watched := p.State != StatePaid && !p.PollUntil.IsZero() // all are among the newest
		if c.sales[p.Sale].State == SaleOpen || !p.State.Final() || watched || p.Late && p.LateDone == "" || p.Incident != "" || c.refundOpen(p) {
			r.Payments = append(r.Payments, p)
			keep[p.Sale] = true
		}
		if p.Rail == RailCode {
			r.RecentTails = append(r.RecentTails, SentTail{p.Wallet, p.CodeTail, p.SentAt})
		}
	}
	r.Refunds, r.Last = c.refundRows(r.Payments), c.lastByRows()
	for _, s := range c.sales {
		if s.State == SaleOpen || keep[s.ID] {
			r.Sales = append(r.Sales, s)
		}
	}
	return r
}

func fen(f Fen) *Fen { return &f }

const wechatCode = "134567890123456789"
const alipayCode = "284567890123451234"
