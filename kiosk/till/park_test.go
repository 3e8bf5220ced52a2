package till

import (
	"facepay/kiosk"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSilent_AWaitingQROffersWhatCanBeDone(t *testing.T) {
	for name, row := range map[string]struct {
		can  kiosk.Capabilities
		key  kiosk.Key
		want []kiosk.Action
	}{
		"WeChat's":                      {fullGateway(), kiosk.KeyF1, []kiosk.Action{kiosk.ActionAskAgain, kiosk.ActionPark, kiosk.ActionCancel}},
		"Alipay's":                      {lepayLike(), kiosk.KeyF2, []kiosk.Action{kiosk.ActionAskAgain, kiosk.ActionPark, kiosk.ActionCancel}},
		"a mini-program's":              {miniPageGateway(), kiosk.KeyF3, []kiosk.Action{kiosk.ActionAskAgain, kiosk.ActionPark, kiosk.ActionCancel}},
		"one that nobody can ask about": {blindGateway(true), kiosk.KeyF1, []kiosk.Action{kiosk.ActionPark, kiosk.ActionManager, kiosk.ActionCancel}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, row.can)
			c.openQR(row.key, "G1")
			before := c.actions()
			c.fallSilent()
			require.Equal(t, row.want, c.actions())
			c.press(kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3)
			require.Len(t, c.payments, 1, "nothing else is begun")
			if row.can.Code {
				c.scan(wechatCode)
				require.Equal(t, "problem.gateway_silent", c.view.Amount.Problem.ID)
				require.Len(t, c.payments, 1)
			}
			require.Equal(t, kiosk.CustomerQR, c.view.Customer.Kind)

			c.comeBack()
			require.Equal(t, before, c.actions(), "they come back with the gateway")
		})
	}
}

func TestSilent_AskingNowAsksAtOnceAndSaysWhatWasHeard(t *testing.T) {
	c := silentSale(t, fullGateway())
	c.answerAll(kiosk.Answer{}, unanswered())
	before := c.count(kiosk.CallQuery)
	c.press(kiosk.KeyF5)
	require.Equal(t, before+1, c.count(kiosk.CallQuery))
	c.answer(kiosk.CallQuery, kiosk.Answer{}, unanswered())
	require.Equal(t, "said.silent", c.lastStep())
}

func TestSilent_ParkingKeepsTheQRUntilTheGatewaysWord(t *testing.T) {
	for name, row := range map[string]struct {
		can   kiosk.Capabilities
		word  kiosk.Answer
		state kiosk.State
		after kiosk.Outcome
	}{
		"it was paid":        {fullGateway(), g1Paid, kiosk.StatePaid, kiosk.OutcomeLate},
		"it is closed":       {lepayLike(), kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, kiosk.StateClosed, kiosk.OutcomeUnpaid},
		"it came to nothing": {lepayLike(), kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "G1"}, kiosk.StateFailed, kiosk.OutcomeUnpaid},
		"not paid yet":       {lepayLike(), kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: "G1"}, kiosk.StateUnknown, kiosk.OutcomeParked},
	} {
		t.Run(name, func(t *testing.T) {
			c := silentSale(t, row.can)
			c.press(kiosk.KeyF6)
			require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
			require.Equal(t, kiosk.OutcomeParked, c.view.Last.Outcome)
			require.Equal(t, kiosk.StateUnknown, c.only().State)
			require.Equal(t, kiosk.ReasonGatewaySilent, c.only().Note)
			require.Equal(t, kiosk.SaleParked, c.sales[c.only().Sale].State)
			require.Equal(t, 1, c.view.Status.Open)
			c.keyIn("5")
			require.Equal(t, "5", c.view.Amount.Text, "the next customer is served")
			c.press(kiosk.KeyEsc, kiosk.KeyF10)
			require.Equal(t, "doubts.parked", c.chosen().Title.ID)
			c.press(kiosk.KeyEsc)

			c.answerNext(row.word, nil)
			if row.can.Close && c.only().State == kiosk.StateUnknown {
				c.answerNext(row.word, nil)
			}
			require.Equal(t, row.state, c.only().State)
			require.Equal(t, row.after, c.view.Last.Outcome)
			if row.state == kiosk.StatePaid {
				require.Equal(t, "alarm.late.title.parked", c.view.Panel.Title.ID)
			}
			if row.state == kiosk.StateUnknown {
				require.Equal(t, 1, c.view.Status.Open, "its customer may still be at it")
			}
		})
	}
}

func TestSilent_NotPaidAfterItsValidityEndsTheDoubtOfAParkedQR(t *testing.T) {
	for name, again := range map[string]bool{"in one run": false, "after a restart": true} {
		t.Run(name, func(t *testing.T) {
			can := lepayLike()
			c := silentSale(t, can)
			c.press(kiosk.KeyF6)
			if again {
				c.restart()
			}
			c.answerFor(can.QRValid-time.Minute, waiting, nil)
			require.Equal(t, kiosk.StateUnknown, c.only().State)
			require.Equal(t, 1, c.view.Status.Open)
			c.answerFor(10*time.Minute, waiting, nil)
			require.Equal(t, kiosk.StateWaiting, c.only().State)
			require.Zero(t, c.view.Status.Open)
			c.answerFor(25*time.Hour, waiting, nil)
			require.Equal(t, kiosk.StateClosed, c.only().State)
		})
	}
}

func TestSilent_AParkedQRThatOnlyANotificationProves(t *testing.T) {
	for name, row := range map[string]struct {
		meanwhile func(*counter, kiosk.OrderNo)
		want      kiosk.State
	}{
		"none came": {func(c *counter, _ kiosk.OrderNo) {
			c.answerPings(nil)
			c.payByNotice()
		}, kiosk.StateClosed},
		"nobody could hear": {func(c *counter, _ kiosk.OrderNo) { listen(false, true)(c) }, kiosk.StateUnknown},
		"it came": {func(c *counter, n kiosk.OrderNo) {
			require.Equal(c.t, kiosk.NotificationTaken, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: fen(12850)}))
			require.Equal(c.t, "alarm.late.title.parked", c.view.Panel.Title.ID)
		}, kiosk.StatePaid},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := openBlind(t, blindGateway(true))
			c.fallSilent()
			c.press(kiosk.KeyF6)
			require.Equal(t, kiosk.StateUnknown, c.payments[n].State)
			require.Equal(t, kiosk.OutcomeParked, c.view.Last.Outcome)
			row.meanwhile(c, n)
			c.sleep(3 * time.Hour)
			require.Equal(t, row.want, c.payments[n].State)
		})
	}
}

func TestSilent_ACancelledQRIsClosedAndWatchedAsEver(t *testing.T) {
	c := silentSale(t, fullGateway())
	c.press(kiosk.KeyEsc)
	require.Equal(t, kiosk.StateWaiting, c.only().State)
	require.Equal(t, kiosk.OutcomeCancelled, c.view.Last.Outcome)
	c.answerAll(kiosk.Answer{}, unanswered())
	c.sleep(10 * time.Second)
	require.Positive(t, c.count(kiosk.CallClose))
}

func TestSilent_AForgottenQRIsUnknownAndNotCalledUnpaid(t *testing.T) {
	c := openSale(t, lepayLike())
	c.answerUntilIdle(kiosk.Answer{}, unanswered())
	require.Equal(t, kiosk.OutcomeParked, c.view.Last.Outcome, "it is not called unpaid there either")
	require.Equal(t, kiosk.StateUnknown, c.only().State)
	require.Equal(t, 1, c.view.Status.Open)
	require.Equal(t, []string{"panel.timeout.unheard", "amount.timeout_unheard"}, []string{c.view.Panel.Detail.ID, c.view.Amount.Label.ID})
	require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind)
}

func TestPark_AnAnswerThatDoesNotFitLetsTheCashierSell(t *testing.T) {
	c := openSale(t, fullGateway())
	c.answerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: fen(1)}, nil)
	require.Equal(t, "panel.incident.title", c.view.Panel.Title.ID)
	c.press(kiosk.KeyF6)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	require.Equal(t, 1, c.view.Status.Open)
	c.pay("7", kiosk.KeyEnter)
	require.Equal(t, kiosk.ScreenPanel, c.view.Screen)
	c.press(kiosk.KeyEsc, kiosk.KeyF10)
	require.Equal(t, "doubts.incident", c.chosen().Title.ID)
	c.press(kiosk.KeyEsc)
	c.sleep(snoozeFor)
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen, "it comes back")
}

func TestDoubts_OnlyOneOfTheListLeavesIt(t *testing.T) {
	c, _ := parkedSale(t, lepayLike())
	c.openQR(kiosk.KeyF1, "G1")
	c.press(kiosk.KeyEsc, kiosk.KeyF10)
	require.Equal(t, 1, c.view.Attention.Total)
	c.answerNext(g1Waiting, nil)
	require.True(t, c.view.Attention.Resolved.Text.IsZero(), "it never stood there: %v", c.view.Attention.Resolved.Text)
}

func TestDoubts_TheNetworkIsNotBlamedWhenTheGatewayRefuses(t *testing.T) {
	c, _ := parkedSale(t, fullGateway())
	c.answerNext(kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	c.step(kiosk.ChecksDone{Results: []kiosk.CheckResult{faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused")}})
	c.press(kiosk.KeyF10)
	require.Equal(t, "do.wait", c.chosen().Instruction.ID)
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
	require.Equal(t, []kiosk.TimelineEntry{step(1, "created"), step(4, "paid"), step(0, "untold"), step(6, "asked"), step(9, "left"), step(9, "done")}, inOrder(steps))
	asked := kiosk.TimelineEntry{At: at(7).Add(400 * time.Millisecond), Text: kiosk.T("asked")}
	require.Equal(t, []kiosk.TimelineEntry{asked, step(7, "done")}, inOrder([]kiosk.TimelineEntry{asked, step(7, "done")}), "many a gateway tells no fractions of a second")

	c := openSale(t, lepayLike())
	paidAt := c.now
	c.sleep(time.Second)
	c.press(kiosk.KeyEsc)
	c.answerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: fen(12850), PaidAt: paidAt}, nil)
	shown := c.view.Panel.Timeline
	for i := range shown[1:] {
		require.False(t, shown[i+1].At.Before(shown[i].At), "%v", shown)
	}
}

func TestPanel_NoQRCame(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.pay("128.5", kiosk.KeyF1)
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1"}, nil)
	require.Equal(t, "panel.failed.title", c.view.Panel.Title.ID)
	require.Equal(t, "amount.failed", c.view.Amount.Label.ID)
	require.Equal(t, kiosk.CustomerAmount, c.view.Customer.Kind, "the customer saw no QR")
	require.Equal(t, "stage.wait_cashier", c.view.Customer.Detail.ID)
}

func TestPark_SellsOnAndTellsWhenItComes(t *testing.T) {
	c := lostCharge(t, fullGateway())
	c.press(kiosk.KeyF6)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	require.Equal(t, 1, c.view.Status.Open)
	n := c.only().OrderNo
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n)})
	require.Equal(t, "alarm.late.title.parked", c.view.Panel.Title.ID)
}

func TestPark_IsOneKeyAndTheLastSaleSaysSo(t *testing.T) {
	c := lostCharge(t, fullGateway())
	n := c.only().OrderNo
	c.press(kiosk.KeyF6)
	require.Equal(t, kiosk.OutcomeParked, c.view.Last.Outcome)
	require.Equal(t, n.Tail(), c.view.Last.Tail)
	c.press("5", kiosk.KeyF1)
	require.True(t, c.saleOpen(), "the next customer is served")
	c.press(kiosk.KeyEsc)
	c.sleep(time.Second)
	c.press(kiosk.KeyF10)
	require.Equal(t, n, c.chosen().OrderNo)
}
