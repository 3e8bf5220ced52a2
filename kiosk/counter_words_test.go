package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What the cashier reads when something comes that a decision or a key of before
// did not foresee.

// misfitting has a QR of ¥128.50 of which the gateway says paid with ¥0.01.
func misfitting(t *testing.T) *counter {
	c := newCounter(t, fullGateway())
	c.openQR(KeyF1, "G1")
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(1)}, nil)
	require.Equal(t, "panel.incident.title", c.view.Panel.Title.ID)
	return c
}

// answersUntil answers all that is asked with a until the one payment is s.
func (c *counter) answersUntil(s State, a Answer) {
	c.t.Helper()
	for range 200 {
		if c.only().State == s {
			return
		}
		c.answerAll(a)
		c.sleep(time.Second)
	}
	require.Equal(c.t, s, c.only().State)
}

var g1Paid = Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(12850)}

func TestWords_LateMoneyIsNotPutOffWithWhatWasPutOffBefore(t *testing.T) {
	c := misfitting(t)
	c.press(KeyF6)
	require.Equal(t, ScreenAmount, c.view.Screen)
	c.answersUntil(StatePaid, g1Paid)
	require.True(t, c.only().Late)
	require.Equal(t, "alarm.late.title.parked", c.view.Panel.Title.ID, "at once, not in ten minutes")
}

func TestWords_LateMoneyTellsThatAManagerHadSaidNo(t *testing.T) {
	c := misfitting(t)
	c.sleep(alarmGuard)
	c.step(Tapped{ActionManager})
	c.enterPIN()
	c.decides(KeyF6)
	require.Equal(t, StateClosed, c.only().State)
	c.press(KeyEsc)
	c.answersUntil(StatePaid, g1Paid)
	for _, when := range []string{"now", "after a restart"} {
		require.Equal(t, ReasonPaidAfterAll, c.only().Note)
		require.Equal(t, ScreenAlarm, c.view.Screen, when)
		told := false
		for _, s := range c.view.Panel.Timeline {
			told = told || s.Text.ID == "story.manager_unpaid"
		}
		require.True(t, told, when)
		for _, b := range c.view.Panel.Buttons {
			require.False(t, b.Action == ActionAccept && b.Main, "%s: it may have been paid another way since", when)
		}
		r := c.restored()
		c.start(fullGateway())
		c.step(Loaded{r})
	}
}

func TestWords_AParkedSaleLeavesNoHint(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.openQR(KeyF1, "G1")
	c.fallsSilent()
	c.press(KeyF2)
	require.Equal(t, "problem.gateway_silent", c.view.Amount.Problem.ID)
	c.sleep(time.Minute)
	c.press(KeyF6)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Empty(t, c.view.Amount.Problem.ID)
}

func TestWords_ARefusalToCloseIsNoWordOnTheMoney(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.openQR(KeyF1, "G1")
	c.fallsSilent()
	c.press(KeyF6, KeyF10)
	require.Equal(t, ScreenAttention, c.view.Screen)
	for range 300 {
		if len(c.open) > 0 && c.open[0].Kind == CallClose {
			break
		}
		for len(c.open) > 0 && c.open[0].Kind != CallClose {
			c.answer(c.open[0].Kind, Answer{}, unanswered())
		}
		c.sleep(time.Second)
	}
	c.answer(CallClose, Answer{Verdict: VerdictUnknown, Reason: "订单已支付"}, nil)
	require.Equal(t, T("said.not_closed", "reason", "订单已支付"), c.view.Attention.Rows[0].Doing.Said.Text)
}

func TestWords_AQRThatAStopCutOffIsSeenWhileTheGatewayIsSilent(t *testing.T) {
	for name, heard := range map[string]bool{"silent": false, "it answers": true} {
		t.Run(name, func(t *testing.T) {
			can := fullGateway()
			can.Close = false
			c := newCounter(t, can)
			c.openQR(KeyF1, "G1")
			c.sleep(time.Second)
			c.restart(can)
			require.Equal(t, ScreenRecovering, c.view.Screen)
			if heard {
				c.answer(CallQuery, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
				require.Equal(t, StateWaiting, c.only().State)
				require.Zero(t, c.view.Status.Open)
				return
			}
			c.answer(CallQuery, Answer{}, unanswered())
			require.Equal(t, StateUnknown, c.only().State)
			require.Equal(t, 1, c.view.Status.Open)
			for range 40 {
				c.answerAll(Answer{Verdict: VerdictWaiting, Order: "G1"})
				c.sleep(5 * time.Minute)
			}
			require.Equal(t, StateWaiting, c.only().State, "the gateway has said that nobody paid while it could be paid")
			require.Zero(t, c.view.Status.Open)
		})
	}
}

func TestWords_APaymentCodeIsNoOrderNumber(t *testing.T) {
	for name, enter := range map[string]func(*counter){
		"typed":  func(c *counter) { c.typeOrder(wechatCode) },
		"pasted": func(c *counter) { c.step(Pasted{alipayCode}) },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, shopGateway())
			c.typeAmount("128.5")
			c.press(KeyF1)
			enter(c)
			c.press(KeyEnter)
			require.Empty(t, c.payments, "it is a secret and stays one")
			require.Equal(t, "problem.order_is_code", c.view.Order.Detail.ID)
		})
	}
}

func TestWords_TheCheckIsNotWellWhilePaymentsGetNoAnswer(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.openQR(KeyF1, "G1")
	c.fallsSilent()
	c.press(KeyEsc, KeyF12, KeyF5)
	require.Equal(t, ScreenChecks, c.view.Screen)
	c.step(ChecksDone{Full: true, Results: []CheckResult{{Check: CheckHTTP, Health: HealthOK, What: T("check.found.http.ok")}}})
	last := c.view.Checks.Results[len(c.view.Checks.Results)-1]
	require.Equal(t, HealthFailed, last.Health)
	require.Equal(t, "check.found.gateway.silent", last.What.ID)
	for range 60 {
		c.answerAll(Answer{Verdict: VerdictWaiting, Order: "G1"})
		c.sleep(time.Second)
	}
	require.Len(t, c.view.Checks.Results, 1)
}
