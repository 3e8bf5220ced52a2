package till

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLastSale_IsTheSameAfterAStart(t *testing.T) {
	nothing := func(t *testing.T) *counter { return newCounter(t, gatewaytest.Lepay()) }
	first := func(t *testing.T) *counter { return openSale(t, gatewaytest.Lepay()) }
	second := func(t *testing.T) *counter {
		c := first(t)
		c.sleep(time.Second)
		c.switchQR("G2")
		return c
	}
	again := func(t *testing.T) *counter {
		c := second(t)
		c.sleep(time.Second)
		c.press(kiosk.KeyF1)
		require.Len(t, c.payments, 2)
		return c
	}
	left := func(t *testing.T) *counter {
		c := second(t)
		c.press(kiosk.KeyEsc)
		return c
	}
	failedCode := func(c *counter) {
		c.failCode(alipayCode)
	}
	cancel := func(c *counter) { c.press(kiosk.KeyEsc) }
	for name, row := range map[string]struct {
		begin   func(*testing.T) *counter
		end     func(*counter)
		outcome kiosk.Outcome
		wallet  kiosk.Wallet
		nth     int // of the payments is named; -1: none
	}{
		"nothing was begun": {nothing, func(c *counter) {
			c.keyIn("1")
			c.press(kiosk.KeyEnter, kiosk.KeyEsc)
		}, kiosk.OutcomeCancelled, kiosk.WalletUnknown, -1},
		"cancelled": {nothing, func(c *counter) {
			c.openQR(kiosk.KeyF2, "G1")
			c.press(kiosk.KeyEsc)
		}, kiosk.OutcomeCancelled, kiosk.Alipay, 0},
		"another QR, cancelled": {second, cancel, kiosk.OutcomeCancelled, kiosk.Alipay, 1},
		"the first QR again, cancelled": {again, func(c *counter) {
			c.sleep(time.Second)
			c.press(kiosk.KeyEsc)
		}, kiosk.OutcomeCancelled, kiosk.WeChat, 0},
		"the first QR again, cancelled at once":   {again, cancel, kiosk.OutcomeCancelled, kiosk.WeChat, 0},
		"the first QR again, and nothing happens": {again, func(c *counter) { c.answerFor(2*payments.SaleIdleMax, waiting, nil) }, kiosk.OutcomeTimeout, kiosk.WeChat, 0},
		"the first QR again, parked": {again, func(c *counter) {
			c.fallSilent()
			c.press(kiosk.KeyF6)
		}, kiosk.OutcomeParked, kiosk.WeChat, 0},
		"the first QR again, the till stops": {again, (*counter).restart, kiosk.OutcomeRestart, kiosk.WeChat, 0},
		"the first QR again, a code that fails, cancelled": {again, func(c *counter) {
			failedCode(c)
			c.press(kiosk.KeyEsc)
		}, kiosk.OutcomeCancelled, kiosk.Alipay, 2},
		"a code that fails, the first QR again, cancelled": {first, func(c *counter) {
			failedCode(c)
			c.press(kiosk.KeyF1, kiosk.KeyEsc)
		}, kiosk.OutcomeCancelled, kiosk.WeChat, 0},
		"a code that fails, the till stops": {nothing, func(c *counter) {
			c.charge("1", wechatCode)
			c.answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
			c.restart()
		}, kiosk.OutcomeRestart, kiosk.WeChat, 0},
		"the gateway closed the QR, cancelled": {second, func(c *counter) {
			c.answerAll(kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil)
			c.press(kiosk.KeyEsc)
		}, kiosk.OutcomeCancelled, kiosk.Alipay, 1},
		"the QR never came, the till stops": {first, func(c *counter) {
			c.press(kiosk.KeyF2)
			c.restart()
		}, kiosk.OutcomeRestart, kiosk.Alipay, 1},
		"paid": {second, func(c *counter) { c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}) }, kiosk.OutcomePaid, kiosk.WeChat, 0},
		"parked, and not paid": {func(t *testing.T) *counter { return newCounter(t, gatewaytest.Full()) }, func(c *counter) {
			c.loseAnswer()
			c.press(kiosk.KeyF6)
			c.answerAll(kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil)
			c.answerFor(time.Minute, kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil)
		}, kiosk.OutcomeUnpaid, kiosk.WeChat, 0},
		"parked":                {nothing, func(c *counter) { c.park() }, kiosk.OutcomeParked, kiosk.WeChat, 0},
		"late":                  {first, func(c *counter) { c.press(kiosk.KeyEsc); c.payLate("G1") }, kiosk.OutcomeLate, kiosk.WeChat, 0},
		"late on the QR before": {left, func(c *counter) { c.payLate("G1") }, kiosk.OutcomeLate, kiosk.WeChat, 0},
		"late, given back, and the other QR is paid": {left, func(c *counter) {
			c.payLate("G1")
			c.pressGuarded(kiosk.KeyF6)
			c.enterPIN()
			c.sleep(time.Second)
			c.payLate("G2")
		}, kiosk.OutcomeLate, kiosk.Alipay, 1},
		"paid twice": {left, func(c *counter) {
			c.payLate("G2")
			c.payLate("G1")
		}, kiosk.OutcomeLate, kiosk.Alipay, 1},
		"a manager says paid": {nothing, func(c *counter) {
			c.park()
			c.openDecision()
			c.decide(kiosk.KeyF5)
		}, kiosk.OutcomeLate, kiosk.WeChat, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c := row.begin(t)
			row.end(c)
			want := kiosk.LastSale{Wallet: row.wallet, Outcome: row.outcome}
			if row.nth >= 0 {
				want.Tail = c.order[row.nth].Tail()
			}
			for _, when := range []string{"live", "after a start"} {
				got := *c.view.Last
				require.Equal(t, want, kiosk.LastSale{Wallet: got.Wallet, Outcome: got.Outcome, Tail: got.Tail}, when)
				c.restart()
			}
		})
	}
}
