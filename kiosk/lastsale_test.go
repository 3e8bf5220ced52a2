package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// lastByRows is how the newest sale ended, by the ledger's rows.
func (c *counter) lastByRows() *LastSale {
	if len(c.ended) == 0 {
		return nil
	}
	s := c.sales[c.ended[len(c.ended)-1]]
	s.AbandonedAt = ledgerTime(s.AbandonedAt)
	var of []Payment
	for _, n := range c.order {
		if p := c.payments[n]; p.Sale == s.ID {
			p.ReleasedAt, p.PaidAt = ledgerTime(p.ReleasedAt), ledgerTime(p.PaidAt)
			of = append(of, p)
		}
	}
	last := LastSaleOf(&s, of)
	return &last
}

// ledgerTime is t as a ledger keeps it.
func ledgerTime(t time.Time) time.Time { return t.Truncate(time.Millisecond) }

// lastFitsTheRows holds the last sale's card against the rows, after every step of
// every test.
func (c *counter) lastFitsTheRows() {
	c.t.Helper()
	want := c.lastByRows()
	if c.till.book.last == nil || want == nil || c.sales[c.till.book.last.Sale].Version == 0 {
		return // the till was given other rows than these
	}
	got := *c.till.book.last
	got.At = ledgerTime(got.At)
	require.True(c.t, got.At.Equal(want.At), "the last sale ended %s, by its rows %s", got.At, want.At)
	got.At = want.At
	require.Equal(c.t, *want, got, "the last sale by its rows, and as the till has it")
}

// second has WeChat's QR left for Alipay's.
func second(t *testing.T) *counter {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	c.sleep(time.Second)
	c.press(KeyF2)
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, GatewayOrderNo: "G2", QR: "y"}, nil)
	return c
}

// again has WeChat's back on show.
func again(t *testing.T) *counter {
	c := second(t)
	c.sleep(time.Second)
	c.press(KeyF1)
	require.Len(t, c.payments, 2)
	return c
}

func TestLastSale_IsTheSameAfterAStart(t *testing.T) {
	code := func(t *testing.T, can Capabilities) *counter {
		c := newCounter(t, can)
		c.typeAmount("1")
		c.press(KeyEnter)
		c.step(Scanned{NewPayCode(wechatCode)})
		return c
	}
	for name, row := range map[string]struct {
		end     func(*testing.T) *counter
		outcome Outcome
		wallet  Wallet
		nth     int // of the payments is named; -1: none
	}{
		"nothing was begun": {func(t *testing.T) *counter {
			c := newCounter(t, lepayLike())
			c.typeAmount("1")
			c.press(KeyEnter, KeyEsc)
			return c
		}, OutcomeCancelled, WalletUnknown, -1},
		"cancelled": {func(t *testing.T) *counter {
			c := newCounter(t, lepayLike())
			c.openQR(KeyF2, "G1")
			c.press(KeyEsc)
			return c
		}, OutcomeCancelled, Alipay, 0},
		"another QR, cancelled": {func(t *testing.T) *counter {
			c := second(t)
			c.press(KeyEsc)
			return c
		}, OutcomeCancelled, Alipay, 1},
		"the first QR again, cancelled": {func(t *testing.T) *counter {
			c := again(t)
			c.sleep(time.Second)
			c.press(KeyEsc)
			return c
		}, OutcomeCancelled, WeChat, 0},
		"the first QR again, cancelled at once": {func(t *testing.T) *counter {
			c := again(t)
			c.press(KeyEsc)
			return c
		}, OutcomeCancelled, WeChat, 0},
		"the first QR again, and nothing happens": {func(t *testing.T) *counter {
			c := again(t)
			c.answersFor(2*saleIdleMax, VerdictWaiting)
			return c
		}, OutcomeTimeout, WeChat, 0},
		"the first QR again, parked": {func(t *testing.T) *counter {
			c := again(t)
			c.fallsSilent()
			c.press(KeyF6)
			return c
		}, OutcomeParked, WeChat, 0},
		"the first QR again, the till stops": {func(t *testing.T) *counter {
			c := again(t)
			c.restart(lepayLike())
			return c
		}, OutcomeRestart, WeChat, 0},
		"the first QR again, a code that fails, cancelled": {func(t *testing.T) *counter {
			c := again(t)
			c.step(Scanned{NewPayCode(alipayCode)})
			c.answer(CallCharge, Answer{Verdict: VerdictFailed}, nil)
			c.press(KeyEsc)
			return c
		}, OutcomeCancelled, Alipay, 2},
		"a code that fails, the first QR again, cancelled": {func(t *testing.T) *counter {
			c := newCounter(t, lepayLike())
			c.openQR(KeyF1, "G1")
			c.step(Scanned{NewPayCode(alipayCode)})
			c.answer(CallCharge, Answer{Verdict: VerdictFailed}, nil)
			c.press(KeyF1, KeyEsc)
			return c
		}, OutcomeCancelled, WeChat, 0},
		"a code that fails, the till stops": {func(t *testing.T) *counter {
			c := code(t, lepayLike())
			c.answer(CallCharge, Answer{Verdict: VerdictFailed}, nil)
			c.restart(lepayLike())
			return c
		}, OutcomeRestart, WeChat, 0},
		"the gateway closed the QR, cancelled": {func(t *testing.T) *counter {
			c := second(t)
			c.answerAll(Answer{Verdict: VerdictClosed})
			c.press(KeyEsc)
			return c
		}, OutcomeCancelled, Alipay, 1},
		"the QR never came, the till stops": {func(t *testing.T) *counter {
			c := newCounter(t, lepayLike())
			c.openQR(KeyF1, "G1")
			c.press(KeyF2)
			c.restart(lepayLike())
			return c
		}, OutcomeRestart, Alipay, 1},
		"paid": {func(t *testing.T) *counter {
			c := second(t)
			c.sleep(time.Second)
			c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "G1"}, nil)
			return c
		}, OutcomePaid, WeChat, 0},
		"parked, and not paid": {func(t *testing.T) *counter {
			c := code(t, fullGateway())
			c.answer(CallCharge, Answer{}, unanswered())
			c.press(KeyF6)
			c.answerAll(Answer{Verdict: VerdictClosed})
			c.answersFor(time.Minute, VerdictClosed)
			return c
		}, OutcomeUnpaid, WeChat, 0},
		"parked": {func(t *testing.T) *counter {
			c := code(t, lepayLike())
			c.answer(CallCharge, Answer{}, unanswered())
			c.press(KeyF6)
			return c
		}, OutcomeParked, WeChat, 0},
		"late": {func(t *testing.T) *counter {
			c, _ := late(t, lepayLike())
			return c
		}, OutcomeLate, WeChat, 0},
		"late on the QR before": {func(t *testing.T) *counter {
			c := second(t)
			c.press(KeyEsc)
			c.hears("G1")
			return c
		}, OutcomeLate, WeChat, 0},
		"late, given back, and the other QR is paid": {func(t *testing.T) *counter {
			c := second(t)
			c.press(KeyEsc)
			c.hears("G1")
			c.sleepMoment()
			c.press(KeyF6)
			c.enterPIN()
			c.sleep(time.Second)
			c.hears("G2")
			return c
		}, OutcomeLate, Alipay, 1},
		"paid twice": {func(t *testing.T) *counter {
			c := second(t)
			c.press(KeyEsc)
			c.hears("G2")
			c.hears("G1")
			return c
		}, OutcomeLate, Alipay, 1},
		"a manager says paid": {func(t *testing.T) *counter {
			c := newCounter(t, lepayLike())
			c.parks()
			c.press(KeyF10)
			c.manages()
			c.decides(KeyF5)
			return c
		}, OutcomeLate, WeChat, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c := row.end(t)
			want := LastSale{Wallet: row.wallet, Outcome: row.outcome}
			if row.nth >= 0 {
				want.Tail = c.order[row.nth].Tail()
			}
			for _, when := range []string{"live", "after a start"} {
				got := *c.view.Last
				require.Equal(t, want, LastSale{Wallet: got.Wallet, Outcome: got.Outcome, Tail: got.Tail}, when)
				c.restart(c.till.set.Capabilities)
			}
		})
	}
}

// hears has the payment of the gateway's number paid.
func (c *counter) hears(number string) {
	c.t.Helper()
	for range 100 {
		for _, a := range append([]Call(nil), c.open...) {
			if a.Kind == CallQuery && a.Payment.GatewayOrderNo == number {
				c.step(Answered{Call: a, Answer: Answer{Verdict: VerdictPaid, Order: number}})
				return
			}
		}
		for len(c.open) > 0 {
			c.answer(c.open[0].Kind, Answer{Verdict: VerdictWaiting}, nil)
		}
		c.sleep(time.Second)
	}
	require.Fail(c.t, "nobody asks about "+number)
}
