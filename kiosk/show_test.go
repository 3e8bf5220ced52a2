package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What the cashier reads when something comes that a decision or a key of before
// did not foresee.

func TestShown_LateMoneyIsNotPutOffWithWhatWasPutOffBefore(t *testing.T) {
	c := mismatchedSale(t)
	c.press(KeyF6)
	require.Equal(t, ScreenAmount, c.view.Screen)
	c.answerUntil(StatePaid, g1Paid)
	require.True(t, c.only().Late)
	require.Equal(t, "alarm.late.title.parked", c.view.Panel.Title.ID, "at once, not in ten minutes")
}

func TestShown_LateMoneyTellsThatAManagerHadSaidNo(t *testing.T) {
	c := mismatchedSale(t)
	c.decideAtTheCounter(KeyF6)
	require.Equal(t, StateClosed, c.only().State)
	c.press(KeyEsc)
	c.answerUntil(StatePaid, g1Paid)
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
		c.restart()
	}
}

func TestShown_AParkedSaleLeavesNoHint(t *testing.T) {
	c := silentSale(t, fullGateway())
	c.press(KeyF2)
	require.Equal(t, "problem.gateway_silent", c.view.Amount.Problem.ID)
	c.sleep(time.Minute)
	c.press(KeyF6)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Empty(t, c.view.Amount.Problem.ID)
}

func TestShown_ARefusalToCloseIsNoWordOnTheMoney(t *testing.T) {
	c := silentSale(t, fullGateway())
	c.press(KeyF6, KeyF10)
	require.Equal(t, ScreenAttention, c.view.Screen)
	c.answerUntilAsked(CallClose, Answer{}, unanswered())
	c.answer(CallClose, Answer{Verdict: VerdictUnknown, Reason: "订单已支付"}, nil)
	require.Equal(t, T("said.not_closed", "reason", "订单已支付"), c.view.Attention.Rows[0].Doing.Said.Text)
}

func TestShown_AQRThatAStopCutOffIsSeenWhileTheGatewayIsSilent(t *testing.T) {
	for name, heard := range map[string]bool{"silent": false, "it answers": true} {
		t.Run(name, func(t *testing.T) {
			can := fullGateway()
			can.Close = false
			c := openSale(t, can)
			c.sleep(time.Second)
			c.restart()
			require.Equal(t, ScreenRecovering, c.view.Screen)
			if heard {
				c.answer(CallQuery, g1Waiting, nil)
				require.Equal(t, StateWaiting, c.only().State)
				require.Zero(t, c.view.Status.Open)
				return
			}
			c.answer(CallQuery, Answer{}, unanswered())
			require.Equal(t, StateUnknown, c.only().State)
			require.Equal(t, 1, c.view.Status.Open)
			c.answerFor(200*time.Minute, g1Waiting, nil)
			require.Equal(t, StateWaiting, c.only().State, "the gateway has said that nobody paid while it could be paid")
			require.Zero(t, c.view.Status.Open)
		})
	}
}

func TestShown_APaymentCodeIsNoOrderNumber(t *testing.T) {
	for name, enter := range map[string]func(*counter){
		"typed":  func(c *counter) { c.keyIn(wechatCode) },
		"pasted": func(c *counter) { c.step(Pasted{alipayCode}) },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, shopGateway())
			c.pay("128.5", KeyF1)
			enter(c)
			c.press(KeyEnter)
			require.Empty(t, c.payments, "it is a secret and stays one")
			require.Equal(t, "problem.order_is_code", c.view.Order.Detail.ID)
		})
	}
}

func TestShown_TheCheckIsNotWellWhilePaymentsGetNoAnswer(t *testing.T) {
	c := silentSale(t, fullGateway())
	c.press(KeyEsc, KeyF12, KeyF5)
	require.Equal(t, ScreenChecks, c.view.Screen)
	c.step(ChecksDone{Full: true, Results: []CheckResult{{Check: CheckHTTP, Health: HealthOK, What: T("check.found.http.ok")}}})
	last := c.view.Checks.Results[len(c.view.Checks.Results)-1]
	require.Equal(t, HealthFailed, last.Health)
	require.Equal(t, "check.found.gateway.silent", last.What.ID)
	c.answerFor(time.Minute, g1Waiting, nil)
	require.Len(t, c.view.Checks.Results, 1)
}
