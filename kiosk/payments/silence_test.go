package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

func TestSilent_AWaitingQROffersWhatCanBeDone(t *testing.T) {
	for name, row := range map[string]struct {
		can  kiosk.Capabilities
		key  kiosk.Key
		want []kiosk.Action
	}{
		"WeChat's":                      {gatewaytest.Full(), kiosk.KeyF1, []kiosk.Action{kiosk.ActionAskAgain, kiosk.ActionPark, kiosk.ActionCancel}},
		"Alipay's":                      {tilltest.LepayLike(), kiosk.KeyF2, []kiosk.Action{kiosk.ActionAskAgain, kiosk.ActionPark, kiosk.ActionCancel}},
		"a mini-program's":              {gatewaytest.MiniPage(), kiosk.KeyF3, []kiosk.Action{kiosk.ActionAskAgain, kiosk.ActionPark, kiosk.ActionCancel}},
		"one that nobody can ask about": {gatewaytest.NoQuery(true), kiosk.KeyF1, []kiosk.Action{kiosk.ActionPark, kiosk.ActionManager, kiosk.ActionCancel}},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, row.can)
			c.OpenQR(row.key, "G1")
			before := c.Actions()
			c.FallSilent()
			require.Equal(t, row.want, c.Actions())
			c.Press(kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3)
			require.Len(t, c.Payments, 1, "nothing else is begun")
			if row.can.Code {
				c.Scan(tilltest.WechatCode)
				require.Equal(t, "problem.gateway_silent", c.View.Amount.Problem.ID)
				require.Len(t, c.Payments, 1)
			}
			require.Equal(t, kiosk.CustomerQR, c.View.Customer.Kind)

			c.ComeBack()
			require.Equal(t, before, c.Actions(), "they come back with the gateway")
		})
	}
}

func TestSilent_AskingNowAsksAtOnceAndSaysWhatWasHeard(t *testing.T) {
	c := tilltest.SilentSale(t, gatewaytest.Full())
	c.AnswerAll(kiosk.Answer{}, tilltest.Unanswered())
	before := c.Count(kiosk.CallQuery)
	c.Press(kiosk.KeyF5)
	require.Equal(t, before+1, c.Count(kiosk.CallQuery))
	c.Answer(kiosk.CallQuery, kiosk.Answer{}, tilltest.Unanswered())
	require.Equal(t, "said.silent", c.LastStep())
}

func TestSilent_ParkingKeepsTheQRUntilTheGatewaysWord(t *testing.T) {
	for name, row := range map[string]struct {
		can   kiosk.Capabilities
		word  kiosk.Answer
		state kiosk.State
		after kiosk.Outcome
	}{
		"it was paid":        {gatewaytest.Full(), tilltest.G1Paid, kiosk.StatePaid, kiosk.OutcomeLate},
		"it is closed":       {tilltest.LepayLike(), kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, kiosk.StateClosed, kiosk.OutcomeUnpaid},
		"it came to nothing": {tilltest.LepayLike(), kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "G1"}, kiosk.StateFailed, kiosk.OutcomeUnpaid},
		"not paid yet":       {tilltest.LepayLike(), kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: "G1"}, kiosk.StateUnknown, kiosk.OutcomeParked},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.SilentSale(t, row.can)
			c.Press(kiosk.KeyF6)
			require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
			require.Equal(t, kiosk.OutcomeParked, c.View.Last.Outcome)
			require.Equal(t, kiosk.StateUnknown, c.Only().State)
			require.Equal(t, kiosk.ReasonGatewaySilent, c.Only().Note)
			require.Equal(t, kiosk.SaleParked, c.Sales[c.Only().Sale].State)
			require.Equal(t, 1, c.View.Status.Open)
			c.KeyIn("5")
			require.Equal(t, "5", c.View.Amount.Text, "the next customer is served")
			c.Press(kiosk.KeyEsc, kiosk.KeyF10)
			require.Equal(t, "doubts.parked", c.Chosen().Title.ID)
			c.Press(kiosk.KeyEsc)

			c.AnswerNext(row.word, nil)
			if row.can.Close && c.Only().State == kiosk.StateUnknown {
				c.AnswerNext(row.word, nil)
			}
			require.Equal(t, row.state, c.Only().State)
			require.Equal(t, row.after, c.View.Last.Outcome)
			if row.state == kiosk.StatePaid {
				require.Equal(t, "alarm.late.title.parked", c.View.Panel.Title.ID)
			}
			if row.state == kiosk.StateUnknown {
				require.Equal(t, 1, c.View.Status.Open, "its customer may still be at it")
			}
		})
	}
}

func TestSilent_NotPaidAfterItsValidityEndsTheDoubtOfAParkedQR(t *testing.T) {
	for name, again := range map[string]bool{"in one run": false, "after a restart": true} {
		t.Run(name, func(t *testing.T) {
			can := tilltest.LepayLike()
			c := tilltest.SilentSale(t, can)
			c.Press(kiosk.KeyF6)
			if again {
				c.Restart()
			}
			c.AnswerFor(can.QRValid-time.Minute, tilltest.Waiting, nil)
			require.Equal(t, kiosk.StateUnknown, c.Only().State)
			require.Equal(t, 1, c.View.Status.Open)
			c.AnswerFor(10*time.Minute, tilltest.Waiting, nil)
			require.Equal(t, kiosk.StateWaiting, c.Only().State)
			require.Zero(t, c.View.Status.Open)
			c.AnswerFor(25*time.Hour, tilltest.Waiting, nil)
			require.Equal(t, kiosk.StateClosed, c.Only().State)
		})
	}
}

func TestSilent_AParkedQRThatOnlyANotificationProves(t *testing.T) {
	for name, row := range map[string]struct {
		meanwhile func(*tilltest.Counter, kiosk.OrderNo)
		want      kiosk.State
	}{
		"none came": {func(c *tilltest.Counter, _ kiosk.OrderNo) {
			c.AnswerPings(nil)
			c.PayByNotice()
		}, kiosk.StateClosed},
		"nobody could hear": {func(c *tilltest.Counter, _ kiosk.OrderNo) { tilltest.Listen(false, true)(c) }, kiosk.StateUnknown},
		"it came": {func(c *tilltest.Counter, n kiosk.OrderNo) {
			require.Equal(c.T, kiosk.NotificationTaken, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: tilltest.Fen(12850)}))
			require.Equal(c.T, "alarm.late.title.parked", c.View.Panel.Title.ID)
		}, kiosk.StatePaid},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
			c.FallSilent()
			c.Press(kiosk.KeyF6)
			require.Equal(t, kiosk.StateUnknown, c.Payments[n].State)
			require.Equal(t, kiosk.OutcomeParked, c.View.Last.Outcome)
			row.meanwhile(c, n)
			c.Sleep(3 * time.Hour)
			require.Equal(t, row.want, c.Payments[n].State)
		})
	}
}

func TestSilent_ACancelledQRIsClosedAndWatchedAsEver(t *testing.T) {
	c := tilltest.SilentSale(t, gatewaytest.Full())
	c.Press(kiosk.KeyEsc)
	require.Equal(t, kiosk.StateWaiting, c.Only().State)
	require.Equal(t, kiosk.OutcomeCancelled, c.View.Last.Outcome)
	c.AnswerAll(kiosk.Answer{}, tilltest.Unanswered())
	c.Sleep(10 * time.Second)
	require.Positive(t, c.Count(kiosk.CallClose))
}

func TestSilent_AForgottenQRIsUnknownAndNotCalledUnpaid(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.AnswerUntilIdle(kiosk.Answer{}, tilltest.Unanswered())
	require.Equal(t, kiosk.OutcomeParked, c.View.Last.Outcome, "it is not called unpaid there either")
	require.Equal(t, kiosk.StateUnknown, c.Only().State)
	require.Equal(t, 1, c.View.Status.Open)
	require.Equal(t, []string{"panel.timeout.unheard", "amount.timeout_unheard"}, []string{c.View.Panel.Detail.ID, c.View.Amount.Label.ID})
	require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind)
}

func TestPark_SellsOnAndTellsWhenItComes(t *testing.T) {
	c := tilltest.LostCharge(t, gatewaytest.Full())
	n := c.Only().OrderNo
	c.Press(kiosk.KeyF6)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Equal(t, 1, c.View.Status.Open)
	require.Equal(t, kiosk.OutcomeParked, c.View.Last.Outcome)
	require.Equal(t, n.Tail(), c.View.Last.Tail)
	c.Press("5", kiosk.KeyF1)
	require.True(t, c.SaleOpen(), "the next customer is served")
	c.Press(kiosk.KeyEsc, kiosk.KeyF10)
	require.Equal(t, n, c.Chosen().OrderNo)
	c.Press(kiosk.KeyEsc)
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n)})
	require.Equal(t, "alarm.late.title.parked", c.View.Panel.Title.ID)
}
