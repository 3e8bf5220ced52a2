package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLastSale_IsTheSameAfterAStart(t *testing.T) {
	nothing := func(t *testing.T) *counter { return newCounter(t, lepayLike()) }
	first := func(t *testing.T) *counter { return openSale(t, lepayLike()) }
	second := func(t *testing.T) *counter {
		c := first(t)
		c.sleep(time.Second)
		c.switchQR("G2")
		return c
	}
	again := func(t *testing.T) *counter {
		c := second(t)
		c.sleep(time.Second)
		c.press(KeyF1)
		require.Len(t, c.payments, 2)
		return c
	}
	left := func(t *testing.T) *counter {
		c := second(t)
		c.press(KeyEsc)
		return c
	}
	failedCode := func(c *counter) {
		c.failCode(alipayCode)
	}
	cancel := func(c *counter) { c.press(KeyEsc) }
	for name, row := range map[string]struct {
		begin   func(*testing.T) *counter
		end     func(*counter)
		outcome Outcome
		wallet  Wallet
		nth     int // of the payments is named; -1: none
	}{
		"nothing was begun": {nothing, func(c *counter) {
			c.keyIn("1")
			c.press(KeyEnter, KeyEsc)
		}, OutcomeCancelled, WalletUnknown, -1},
		"cancelled": {nothing, func(c *counter) {
			c.openQR(KeyF2, "G1")
			c.press(KeyEsc)
		}, OutcomeCancelled, Alipay, 0},
		"another QR, cancelled": {second, cancel, OutcomeCancelled, Alipay, 1},
		"the first QR again, cancelled": {again, func(c *counter) {
			c.sleep(time.Second)
			c.press(KeyEsc)
		}, OutcomeCancelled, WeChat, 0},
		"the first QR again, cancelled at once":   {again, cancel, OutcomeCancelled, WeChat, 0},
		"the first QR again, and nothing happens": {again, func(c *counter) { c.answerFor(2*saleIdleMax, waiting, nil) }, OutcomeTimeout, WeChat, 0},
		"the first QR again, parked": {again, func(c *counter) {
			c.fallSilent()
			c.press(KeyF6)
		}, OutcomeParked, WeChat, 0},
		"the first QR again, the till stops": {again, (*counter).restart, OutcomeRestart, WeChat, 0},
		"the first QR again, a code that fails, cancelled": {again, func(c *counter) {
			failedCode(c)
			c.press(KeyEsc)
		}, OutcomeCancelled, Alipay, 2},
		"a code that fails, the first QR again, cancelled": {first, func(c *counter) {
			failedCode(c)
			c.press(KeyF1, KeyEsc)
		}, OutcomeCancelled, WeChat, 0},
		"a code that fails, the till stops": {nothing, func(c *counter) {
			c.charge("1", wechatCode)
			c.answer(CallCharge, Answer{Verdict: VerdictFailed}, nil)
			c.restart()
		}, OutcomeRestart, WeChat, 0},
		"the gateway closed the QR, cancelled": {second, func(c *counter) {
			c.answerAll(Answer{Verdict: VerdictClosed}, nil)
			c.press(KeyEsc)
		}, OutcomeCancelled, Alipay, 1},
		"the QR never came, the till stops": {first, func(c *counter) {
			c.press(KeyF2)
			c.restart()
		}, OutcomeRestart, Alipay, 1},
		"paid": {second, func(c *counter) { c.answerPoll(Answer{Verdict: VerdictPaid, Order: "G1"}) }, OutcomePaid, WeChat, 0},
		"parked, and not paid": {func(t *testing.T) *counter { return newCounter(t, fullGateway()) }, func(c *counter) {
			c.loseAnswer()
			c.press(KeyF6)
			c.answerAll(Answer{Verdict: VerdictClosed}, nil)
			c.answerFor(time.Minute, Answer{Verdict: VerdictClosed}, nil)
		}, OutcomeUnpaid, WeChat, 0},
		"parked":                {nothing, func(c *counter) { c.park() }, OutcomeParked, WeChat, 0},
		"late":                  {first, func(c *counter) { c.press(KeyEsc); c.payLate("G1") }, OutcomeLate, WeChat, 0},
		"late on the QR before": {left, func(c *counter) { c.payLate("G1") }, OutcomeLate, WeChat, 0},
		"late, given back, and the other QR is paid": {left, func(c *counter) {
			c.payLate("G1")
			c.pressGuarded(KeyF6)
			c.enterPIN()
			c.sleep(time.Second)
			c.payLate("G2")
		}, OutcomeLate, Alipay, 1},
		"paid twice": {left, func(c *counter) {
			c.payLate("G2")
			c.payLate("G1")
		}, OutcomeLate, Alipay, 1},
		"a manager says paid": {nothing, func(c *counter) {
			c.park()
			c.openDecision()
			c.decide(KeyF5)
		}, OutcomeLate, WeChat, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c := row.begin(t)
			row.end(c)
			want := LastSale{Wallet: row.wallet, Outcome: row.outcome}
			if row.nth >= 0 {
				want.Tail = c.order[row.nth].Tail()
			}
			for _, when := range []string{"live", "after a start"} {
				got := *c.view.Last
				require.Equal(t, want, LastSale{Wallet: got.Wallet, Outcome: got.Outcome, Tail: got.Tail}, when)
				c.restart()
			}
		})
	}
}
