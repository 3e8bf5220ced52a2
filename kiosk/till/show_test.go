package till

import (
	"facepay/kiosk"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What the cashier reads when something comes that a decision or a key of before
// did not foresee.

func TestShown_LateMoneyIsNotPutOffWithWhatWasPutOffBefore(t *testing.T) {
	c := mismatchedSale(t)
	c.press(kiosk.KeyF6)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	c.answerUntil(kiosk.StatePaid, g1Paid)
	require.True(t, c.only().Late)
	require.Equal(t, "alarm.late.title.parked", c.view.Panel.Title.ID, "at once, not in ten minutes")
}

func TestShown_LateMoneyTellsThatAManagerHadSaidNo(t *testing.T) {
	c := mismatchedSale(t)
	c.decideAtTheCounter(kiosk.KeyF6)
	require.Equal(t, kiosk.StateClosed, c.only().State)
	c.press(kiosk.KeyEsc)
	c.answerUntil(kiosk.StatePaid, g1Paid)
	for _, when := range []string{"now", "after a restart"} {
		require.Equal(t, kiosk.ReasonPaidAfterAll, c.only().Note)
		require.Equal(t, kiosk.ScreenAlarm, c.view.Screen, when)
		told := false
		for _, s := range c.view.Panel.Timeline {
			told = told || s.Text.ID == "story.manager_unpaid"
		}
		require.True(t, told, when)
		for _, b := range c.view.Panel.Buttons {
			require.False(t, b.Action == kiosk.ActionAccept && b.Main, "%s: it may have been paid another way since", when)
		}
		c.restart()
	}
}

func TestShown_AParkedSaleLeavesNoHint(t *testing.T) {
	c := silentSale(t, fullGateway())
	c.press(kiosk.KeyF2)
	require.Equal(t, "problem.gateway_silent", c.view.Amount.Problem.ID)
	c.sleep(time.Minute)
	c.press(kiosk.KeyF6)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	require.Empty(t, c.view.Amount.Problem.ID)
}

func TestShown_ARefusalToCloseIsNoWordOnTheMoney(t *testing.T) {
	c := silentSale(t, fullGateway())
	c.press(kiosk.KeyF6, kiosk.KeyF10)
	require.Equal(t, kiosk.ScreenAttention, c.view.Screen)
	c.answerUntilAsked(kiosk.CallClose, kiosk.Answer{}, unanswered())
	c.answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "订单已支付"}, nil)
	require.Equal(t, kiosk.T("said.not_closed", "reason", "订单已支付"), c.view.Attention.Rows[0].Progress.LastAnswer.Text)
}

func TestShown_AQRThatAStopCutOffIsSeenWhileTheGatewayIsSilent(t *testing.T) {
	for name, heard := range map[string]bool{"silent": false, "it answers": true} {
		t.Run(name, func(t *testing.T) {
			can := fullGateway()
			can.Close = false
			c := openSale(t, can)
			c.sleep(time.Second)
			c.restart()
			require.Equal(t, kiosk.ScreenRecovering, c.view.Screen)
			if heard {
				c.answer(kiosk.CallQuery, g1Waiting, nil)
				require.Equal(t, kiosk.StateWaiting, c.only().State)
				require.Zero(t, c.view.Status.Open)
				return
			}
			c.answer(kiosk.CallQuery, kiosk.Answer{}, unanswered())
			require.Equal(t, kiosk.StateUnknown, c.only().State)
			require.Equal(t, 1, c.view.Status.Open)
			c.answerFor(200*time.Minute, g1Waiting, nil)
			require.Equal(t, kiosk.StateWaiting, c.only().State, "the gateway has said that nobody paid while it could be paid")
			require.Zero(t, c.view.Status.Open)
		})
	}
}

func TestShown_APaymentCodeIsNoOrderNumber(t *testing.T) {
	for name, enter := range map[string]func(*counter){
		"typed":  func(c *counter) { c.keyIn(wechatCode) },
		"pasted": func(c *counter) { c.step(kiosk.Pasted{Text: alipayCode}) },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, shopGateway())
			c.pay("128.5", kiosk.KeyF1)
			enter(c)
			c.press(kiosk.KeyEnter)
			require.Empty(t, c.payments, "it is a secret and stays one")
			require.Equal(t, "problem.order_is_code", c.view.Order.Detail.ID)
		})
	}
}

func TestShown_TheCheckIsNotWellWhilePaymentsGetNoAnswer(t *testing.T) {
	c := silentSale(t, fullGateway())
	c.press(kiosk.KeyEsc, kiosk.KeyF12, kiosk.KeyF5)
	require.Equal(t, kiosk.ScreenChecks, c.view.Screen)
	c.step(kiosk.ChecksDone{Full: true, Results: []kiosk.CheckResult{{Check: kiosk.CheckHTTP, Health: kiosk.HealthOK, What: kiosk.T("check.found.http.ok")}}})
	last := c.view.Checks.Results[len(c.view.Checks.Results)-1]
	require.Equal(t, kiosk.HealthFailed, last.Health)
	require.Equal(t, "check.found.gateway.silent", last.What.ID)
	c.answerFor(time.Minute, g1Waiting, nil)
	require.Len(t, c.view.Checks.Results, 1)
}
