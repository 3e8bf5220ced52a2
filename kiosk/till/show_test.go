package till_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

// What the cashier reads when something comes that a decision or a key of before
// did not foresee.

func TestShown_LateMoneyIsNotPutOffWithWhatWasPutOffBefore(t *testing.T) {
	c := tilltest.MismatchedSale(t)
	c.Press(kiosk.KeyF6)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	c.AnswerUntil(kiosk.StatePaid, tilltest.G1Paid)
	require.True(t, c.Only().Late)
	require.Equal(t, "alarm.late.title.parked", c.View.Panel.Title.ID, "at once, not in ten minutes")
}

func TestShown_LateMoneyTellsThatAManagerHadSaidNo(t *testing.T) {
	c := tilltest.MismatchedSale(t)
	c.DecideAtTheCounter(kiosk.KeyF6)
	require.Equal(t, kiosk.StateClosed, c.Only().State)
	c.Press(kiosk.KeyEsc)
	c.AnswerUntil(kiosk.StatePaid, tilltest.G1Paid)
	for _, when := range []string{"now", "after a restart"} {
		require.Equal(t, kiosk.ReasonPaidAfterAll, c.Only().Note)
		require.Equal(t, kiosk.ScreenAlarm, c.View.Screen, when)
		told := false
		for _, s := range c.View.Panel.Timeline {
			told = told || s.Text.ID == "story.manager_unpaid"
		}
		require.True(t, told, when)
		for _, b := range c.View.Panel.Buttons {
			require.False(t, b.Action == kiosk.ActionAccept && b.Main, "%s: it may have been paid another way since", when)
		}
		c.Restart()
	}
}

func TestShown_AParkedSaleLeavesNoHint(t *testing.T) {
	c := tilltest.SilentSale(t, gatewaytest.Full())
	c.Press(kiosk.KeyF2)
	require.Equal(t, "problem.gateway_silent", c.View.Amount.Problem.ID)
	c.Sleep(time.Minute)
	c.Press(kiosk.KeyF6)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Empty(t, c.View.Amount.Problem.ID)
}

func TestShown_ARefusalToCloseIsNoWordOnTheMoney(t *testing.T) {
	c := tilltest.SilentSale(t, gatewaytest.Full())
	c.Press(kiosk.KeyF6, kiosk.KeyF10)
	require.Equal(t, kiosk.ScreenAttention, c.View.Screen)
	c.AnswerUntilAsked(kiosk.CallClose, kiosk.Answer{}, tilltest.Unanswered())
	c.Answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "订单已支付"}, nil)
	require.Equal(t, kiosk.T("said.not_closed", "reason", "订单已支付"), c.View.Attention.Rows[0].Progress.LastAnswer.Text)
}

func TestShown_AQRThatAStopCutOffIsSeenWhileTheGatewayIsSilent(t *testing.T) {
	for name, heard := range map[string]bool{"silent": false, "it answers": true} {
		t.Run(name, func(t *testing.T) {
			can := gatewaytest.Full()
			can.Close = false
			c := tilltest.OpenSale(t, can)
			c.Sleep(time.Second)
			c.Restart()
			require.Equal(t, kiosk.ScreenRecovering, c.View.Screen)
			if heard {
				c.Answer(kiosk.CallQuery, tilltest.G1Waiting, nil)
				require.Equal(t, kiosk.StateWaiting, c.Only().State)
				require.Zero(t, c.View.Status.Open)
				return
			}
			c.Answer(kiosk.CallQuery, kiosk.Answer{}, tilltest.Unanswered())
			require.Equal(t, kiosk.StateUnknown, c.Only().State)
			require.Equal(t, 1, c.View.Status.Open)
			c.AnswerFor(200*time.Minute, tilltest.G1Waiting, nil)
			require.Equal(t, kiosk.StateWaiting, c.Only().State, "the gateway has said that nobody paid while it could be paid")
			require.Zero(t, c.View.Status.Open)
		})
	}
}

func TestShown_APaymentCodeIsNoOrderNumber(t *testing.T) {
	for name, enter := range map[string]func(*tilltest.Counter){
		"typed":  func(c *tilltest.Counter) { c.KeyIn(tilltest.WechatCode) },
		"pasted": func(c *tilltest.Counter) { c.Step(kiosk.Pasted{Text: tilltest.AlipayCode}) },
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, gatewaytest.OrderEntry())
			c.Pay("128.5", kiosk.KeyF1)
			enter(c)
			c.Press(kiosk.KeyEnter)
			require.Empty(t, c.Payments, "it is a secret and stays one")
			require.Equal(t, "problem.order_is_code", c.View.Order.Detail.ID)
		})
	}
}

func TestShown_TheCheckIsNotWellWhilePaymentsGetNoAnswer(t *testing.T) {
	c := tilltest.SilentSale(t, gatewaytest.Full())
	c.Press(kiosk.KeyEsc, kiosk.KeyF12, kiosk.KeyF5)
	require.Equal(t, kiosk.ScreenChecks, c.View.Screen)
	c.Step(kiosk.ChecksDone{Full: true, Results: []kiosk.CheckResult{{Check: kiosk.CheckHTTP, Health: kiosk.HealthOK, What: kiosk.T("check.found.http.ok")}}})
	last := c.View.Checks.Results[len(c.View.Checks.Results)-1]
	require.Equal(t, kiosk.HealthFailed, last.Health)
	require.Equal(t, "check.found.gateway.silent", last.What.ID)
	c.AnswerFor(time.Minute, tilltest.G1Waiting, nil)
	require.Len(t, c.View.Checks.Results, 1)
}

func TestRule8_NoAdvertsWhileSelling(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Step(kiosk.AdvertsChanged{Adverts: []kiosk.Advert{{File: "a.png"}}})
	require.Equal(t, kiosk.CustomerAdverts, c.View.Customer.Kind)
	c.OpenQR(kiosk.KeyF1, "G1")
	c.Step(kiosk.AdvertsChanged{Adverts: []kiosk.Advert{{File: "b.png"}}})
	require.Equal(t, kiosk.CustomerQR, c.View.Customer.Kind)
	require.Empty(t, c.View.Customer.Adverts)
}

func TestStory_StandsInTheOrderOfTime(t *testing.T) {
	at := func(s int) time.Time { return time.Date(2026, 11, 22, 14, 32, s, 0, time.UTC) }
	step := func(s int, id string) kiosk.TimelineEntry {
		if s == 0 {
			return kiosk.TimelineEntry{Text: kiosk.T(id)}
		}
		return kiosk.TimelineEntry{At: at(s), Text: kiosk.T(id)}
	}
	steps := []kiosk.TimelineEntry{step(1, "created"), step(9, "left"), step(4, "paid"), step(0, "untold"), step(6, "asked"), step(9, "done")}
	require.Equal(t, []kiosk.TimelineEntry{step(1, "created"), step(4, "paid"), step(0, "untold"), step(6, "asked"), step(9, "left"), step(9, "done")}, till.InOrder(steps))
	asked := kiosk.TimelineEntry{At: at(7).Add(400 * time.Millisecond), Text: kiosk.T("asked")}
	require.Equal(t, []kiosk.TimelineEntry{asked, step(7, "done")}, till.InOrder([]kiosk.TimelineEntry{asked, step(7, "done")}), "many a gateway tells no fractions of a second")

	c := tilltest.OpenSale(t, tilltest.LepayLike())
	paidAt := c.Now
	c.Sleep(time.Second)
	c.Press(kiosk.KeyEsc)
	c.AnswerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: tilltest.Fen(12850), PaidAt: paidAt}, nil)
	shown := c.View.Panel.Timeline
	for i := range shown[1:] {
		require.False(t, shown[i+1].At.Before(shown[i].At), "%v", shown)
	}
}

func TestPanel_NoQRCame(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Pay("128.5", kiosk.KeyF1)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1"}, nil)
	require.Equal(t, "panel.failed.title", c.View.Panel.Title.ID)
	require.Equal(t, "amount.failed", c.View.Amount.Label.ID)
	require.Equal(t, kiosk.CustomerAmount, c.View.Customer.Kind, "the customer saw no QR")
	require.Equal(t, "stage.wait_cashier", c.View.Customer.Detail.ID)
}
