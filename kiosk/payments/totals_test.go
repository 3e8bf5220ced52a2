package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

func TestLastSale_IsTheSameAfterAStart(t *testing.T) {
	nothing := func(t *testing.T) *tilltest.Counter { return tilltest.NewCounter(t, tilltest.LepayLike()) }
	first := func(t *testing.T) *tilltest.Counter { return tilltest.OpenSale(t, tilltest.LepayLike()) }
	second := func(t *testing.T) *tilltest.Counter {
		c := first(t)
		c.Sleep(time.Second)
		c.SwitchQR("G2")
		return c
	}
	again := func(t *testing.T) *tilltest.Counter {
		c := second(t)
		c.Sleep(time.Second)
		c.Press(kiosk.KeyF1)
		require.Len(t, c.Payments, 2)
		return c
	}
	left := func(t *testing.T) *tilltest.Counter {
		c := second(t)
		c.Press(kiosk.KeyEsc)
		return c
	}
	failedCode := func(c *tilltest.Counter) {
		c.FailCode(tilltest.AlipayCode)
	}
	cancel := func(c *tilltest.Counter) { c.Press(kiosk.KeyEsc) }
	for name, row := range map[string]struct {
		begin   func(*testing.T) *tilltest.Counter
		end     func(*tilltest.Counter)
		outcome kiosk.Outcome
		wallet  kiosk.Wallet
		nth     int // of the payments is named; -1: none
	}{
		"nothing was begun": {nothing, func(c *tilltest.Counter) {
			c.KeyIn("1")
			c.Press(kiosk.KeyEnter, kiosk.KeyEsc)
		}, kiosk.OutcomeCancelled, kiosk.WalletUnknown, -1},
		"cancelled": {nothing, func(c *tilltest.Counter) {
			c.OpenQR(kiosk.KeyF2, "G1")
			c.Press(kiosk.KeyEsc)
		}, kiosk.OutcomeCancelled, kiosk.Alipay, 0},
		"another QR, cancelled": {second, cancel, kiosk.OutcomeCancelled, kiosk.Alipay, 1},
		"the first QR again, cancelled": {again, func(c *tilltest.Counter) {
			c.Sleep(time.Second)
			c.Press(kiosk.KeyEsc)
		}, kiosk.OutcomeCancelled, kiosk.WeChat, 0},
		"the first QR again, cancelled at once":   {again, cancel, kiosk.OutcomeCancelled, kiosk.WeChat, 0},
		"the first QR again, and nothing happens": {again, func(c *tilltest.Counter) { c.AnswerFor(2*tilltest.SaleIdleMax, tilltest.Waiting, nil) }, kiosk.OutcomeTimeout, kiosk.WeChat, 0},
		"the first QR again, parked": {again, func(c *tilltest.Counter) {
			c.FallSilent()
			c.Press(kiosk.KeyF6)
		}, kiosk.OutcomeParked, kiosk.WeChat, 0},
		"the first QR again, the till stops": {again, (*tilltest.Counter).Restart, kiosk.OutcomeRestart, kiosk.WeChat, 0},
		"the first QR again, a code that fails, cancelled": {again, func(c *tilltest.Counter) {
			failedCode(c)
			c.Press(kiosk.KeyEsc)
		}, kiosk.OutcomeCancelled, kiosk.Alipay, 2},
		"a code that fails, the first QR again, cancelled": {first, func(c *tilltest.Counter) {
			failedCode(c)
			c.Press(kiosk.KeyF1, kiosk.KeyEsc)
		}, kiosk.OutcomeCancelled, kiosk.WeChat, 0},
		"a code that fails, the till stops": {nothing, func(c *tilltest.Counter) {
			c.Charge("1", tilltest.WechatCode)
			c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
			c.Restart()
		}, kiosk.OutcomeRestart, kiosk.WeChat, 0},
		"the gateway closed the QR, cancelled": {second, func(c *tilltest.Counter) {
			c.AnswerAll(kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil)
			c.Press(kiosk.KeyEsc)
		}, kiosk.OutcomeCancelled, kiosk.Alipay, 1},
		"the QR never came, the till stops": {first, func(c *tilltest.Counter) {
			c.Press(kiosk.KeyF2)
			c.Restart()
		}, kiosk.OutcomeRestart, kiosk.Alipay, 1},
		"paid": {second, func(c *tilltest.Counter) { c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}) }, kiosk.OutcomePaid, kiosk.WeChat, 0},
		"parked, and not paid": {func(t *testing.T) *tilltest.Counter { return tilltest.NewCounter(t, gatewaytest.Full()) }, func(c *tilltest.Counter) {
			c.LoseAnswer()
			c.Press(kiosk.KeyF6)
			c.AnswerAll(kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil)
			c.AnswerFor(time.Minute, kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil)
		}, kiosk.OutcomeUnpaid, kiosk.WeChat, 0},
		"parked":                {nothing, func(c *tilltest.Counter) { c.Park() }, kiosk.OutcomeParked, kiosk.WeChat, 0},
		"late":                  {first, func(c *tilltest.Counter) { c.Press(kiosk.KeyEsc); c.PayLate("G1") }, kiosk.OutcomeLate, kiosk.WeChat, 0},
		"late on the QR before": {left, func(c *tilltest.Counter) { c.PayLate("G1") }, kiosk.OutcomeLate, kiosk.WeChat, 0},
		"late, given back, and the other QR is paid": {left, func(c *tilltest.Counter) {
			c.PayLate("G1")
			c.PressGuarded(kiosk.KeyF6)
			c.EnterPIN()
			c.Sleep(time.Second)
			c.PayLate("G2")
		}, kiosk.OutcomeLate, kiosk.Alipay, 1},
		"paid twice": {left, func(c *tilltest.Counter) {
			c.PayLate("G2")
			c.PayLate("G1")
		}, kiosk.OutcomeLate, kiosk.Alipay, 1},
		"a manager says paid": {nothing, func(c *tilltest.Counter) {
			c.Park()
			c.OpenDecision()
			c.Decide(kiosk.KeyF5)
		}, kiosk.OutcomeLate, kiosk.WeChat, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c := row.begin(t)
			row.end(c)
			want := kiosk.LastSale{Wallet: row.wallet, Outcome: row.outcome}
			if row.nth >= 0 {
				want.Tail = c.Order[row.nth].Tail()
			}
			for _, when := range []string{"live", "after a start"} {
				got := *c.View.Last
				require.Equal(t, want, kiosk.LastSale{Wallet: got.Wallet, Outcome: got.Outcome, Tail: got.Tail}, when)
				c.Restart()
			}
		})
	}
}

func TestClock_TheDaysSumIsTheDayTheClockShows(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	sell := func(number string) {
		c.OpenQR(kiosk.KeyF1, number)
		c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: number})
		c.Press(kiosk.KeyEnter)
	}
	sell("G1")
	require.EqualValues(t, 12850, c.View.Today)
	c.Jump(10 * time.Hour)
	require.Zero(t, c.View.Today)
	sell("G2")
	sell("G3")
	require.EqualValues(t, 2*12850, c.View.Today)
	c.Jump(-10 * time.Hour)
	require.EqualValues(t, 12850, c.View.Today, "back on the day before")
	c.Sleep(12 * time.Hour)
	require.EqualValues(t, 2*12850, c.View.Today, "its midnight came")
}

func TestClock_TheDaysSumIsThatOfTheBusinessDay(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike(), func(s *kiosk.Settings) { s.DayStart = 4 * time.Hour })
	sell := func(number string) {
		c.OpenQR(kiosk.KeyF1, number)
		c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: number})
		c.Press(kiosk.KeyEnter)
	}
	sell("G1")
	until := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	c.Sleep(until.Sub(c.Now) - time.Minute)
	sell("G2")
	require.EqualValues(t, 2*12850, c.View.Today, "past midnight")
	c.Sleep(until.Sub(c.Now))
	require.Zero(t, c.View.Today, "its hour has come")
	sell("G3")
	require.EqualValues(t, 12850, c.View.Today)
}
