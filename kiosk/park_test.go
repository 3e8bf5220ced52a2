package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSilent_AWaitingQROffersWhatCanBeDone(t *testing.T) {
	for name, row := range map[string]struct {
		can  Capabilities
		key  Key
		want []Action
	}{
		"WeChat's":                      {fullGateway(), KeyF1, []Action{ActionAskAgain, ActionPark, ActionCancel}},
		"Alipay's":                      {lepayLike(), KeyF2, []Action{ActionAskAgain, ActionPark, ActionCancel}},
		"a mini-program's":              {miniPageGateway(), KeyF3, []Action{ActionAskAgain, ActionPark, ActionCancel}},
		"one that nobody can ask about": {blindGateway(true), KeyF1, []Action{ActionPark, ActionManager, ActionCancel}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, row.can)
			c.openQR(row.key, "G1")
			before := c.actions()
			c.fallSilent()
			require.Equal(t, row.want, c.actions())
			c.press(KeyF1, KeyF2, KeyF3)
			require.Len(t, c.payments, 1, "nothing else is begun")
			if row.can.Code {
				c.scan(wechatCode)
				require.Equal(t, "problem.gateway_silent", c.view.Amount.Problem.ID)
				require.Len(t, c.payments, 1)
			}
			require.Equal(t, CustomerQR, c.view.Customer.Kind)

			c.comeBack()
			require.Equal(t, before, c.actions(), "they come back with the gateway")
		})
	}
}

func TestSilent_AskingNowAsksAtOnceAndSaysWhatWasHeard(t *testing.T) {
	c := silentSale(t, fullGateway())
	c.answerAll(Answer{}, unanswered())
	before := c.count(CallQuery)
	c.press(KeyF5)
	require.Equal(t, before+1, c.count(CallQuery))
	c.answer(CallQuery, Answer{}, unanswered())
	require.Equal(t, "said.silent", c.lastStep())
}

func TestSilent_ParkingKeepsTheQRUntilTheGatewaysWord(t *testing.T) {
	for name, row := range map[string]struct {
		can   Capabilities
		word  Answer
		state State
		after Outcome
	}{
		"it was paid":        {fullGateway(), g1Paid, StatePaid, OutcomeLate},
		"it is closed":       {lepayLike(), Answer{Verdict: VerdictClosed, Order: "G1"}, StateClosed, OutcomeUnpaid},
		"it came to nothing": {lepayLike(), Answer{Verdict: VerdictFailed, Order: "G1"}, StateFailed, OutcomeUnpaid},
		"not paid yet":       {lepayLike(), Answer{Verdict: VerdictWaiting, Order: "G1"}, StateUnknown, OutcomeParked},
	} {
		t.Run(name, func(t *testing.T) {
			c := silentSale(t, row.can)
			c.press(KeyF6)
			require.Equal(t, ScreenAmount, c.view.Screen)
			require.Equal(t, OutcomeParked, c.view.Last.Outcome)
			require.Equal(t, StateUnknown, c.only().State)
			require.Equal(t, ReasonGatewaySilent, c.only().Note)
			require.Equal(t, SaleParked, c.sales[c.only().Sale].State)
			require.Equal(t, 1, c.view.Status.Open)
			c.keyIn("5")
			require.Equal(t, "5", c.view.Amount.Text, "the next customer is served")
			c.press(KeyEsc, KeyF10)
			require.Equal(t, "doubts.parked", c.chosen().Title.ID)
			c.press(KeyEsc)

			c.answerNext(row.word, nil)
			if row.can.Close && c.only().State == StateUnknown {
				c.answerNext(row.word, nil)
			}
			require.Equal(t, row.state, c.only().State)
			require.Equal(t, row.after, c.view.Last.Outcome)
			if row.state == StatePaid {
				require.Equal(t, "alarm.late.title.parked", c.view.Panel.Title.ID)
			}
			if row.state == StateUnknown {
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
			c.press(KeyF6)
			if again {
				c.restart()
			}
			c.answerFor(can.QRValid-time.Minute, waiting, nil)
			require.Equal(t, StateUnknown, c.only().State)
			require.Equal(t, 1, c.view.Status.Open)
			c.answerFor(10*time.Minute, waiting, nil)
			require.Equal(t, StateWaiting, c.only().State)
			require.Zero(t, c.view.Status.Open)
			c.answerFor(25*time.Hour, waiting, nil)
			require.Equal(t, StateClosed, c.only().State)
		})
	}
}

func TestSilent_AParkedQRThatOnlyANotificationProves(t *testing.T) {
	for name, row := range map[string]struct {
		meanwhile func(*counter, OrderNo)
		want      State
	}{
		"none came": {func(c *counter, _ OrderNo) {
			c.answerPings(nil)
			c.payByNotice()
		}, StateClosed},
		"nobody could hear": {func(c *counter, _ OrderNo) { listen(false, true)(c) }, StateUnknown},
		"it came": {func(c *counter, n OrderNo) {
			require.Equal(c.t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850)}))
			require.Equal(c.t, "alarm.late.title.parked", c.view.Panel.Title.ID)
		}, StatePaid},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := openBlind(t, blindGateway(true))
			c.fallSilent()
			c.press(KeyF6)
			require.Equal(t, StateUnknown, c.payments[n].State)
			require.Equal(t, OutcomeParked, c.view.Last.Outcome)
			row.meanwhile(c, n)
			c.sleep(3 * time.Hour)
			require.Equal(t, row.want, c.payments[n].State)
		})
	}
}

func TestSilent_ACancelledQRIsClosedAndWatchedAsEver(t *testing.T) {
	c := silentSale(t, fullGateway())
	c.press(KeyEsc)
	require.Equal(t, StateWaiting, c.only().State)
	require.Equal(t, OutcomeCancelled, c.view.Last.Outcome)
	c.answerAll(Answer{}, unanswered())
	c.sleep(10 * time.Second)
	require.Positive(t, c.count(CallClose))
}

func TestSilent_AForgottenQRIsUnknownAndNotCalledUnpaid(t *testing.T) {
	c := openSale(t, lepayLike())
	c.answerUntilIdle(Answer{}, unanswered())
	require.Equal(t, OutcomeParked, c.view.Last.Outcome, "it is not called unpaid there either")
	require.Equal(t, StateUnknown, c.only().State)
	require.Equal(t, 1, c.view.Status.Open)
	require.Equal(t, []string{"panel.timeout.unheard", "amount.timeout_unheard"}, []string{c.view.Panel.Detail.ID, c.view.Amount.Label.ID})
	require.Equal(t, CustomerAskHelp, c.view.Customer.Kind)
}

func TestPark_AnAnswerThatDoesNotFitLetsTheCashierSell(t *testing.T) {
	c := openSale(t, fullGateway())
	c.answerNext(Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(1)}, nil)
	require.Equal(t, "panel.incident.title", c.view.Panel.Title.ID)
	c.press(KeyF6)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Equal(t, 1, c.view.Status.Open)
	c.pay("7", KeyEnter)
	require.Equal(t, ScreenPanel, c.view.Screen)
	c.press(KeyEsc, KeyF10)
	require.Equal(t, "doubts.incident", c.chosen().Title.ID)
	c.press(KeyEsc)
	c.sleep(snoozeFor)
	require.Equal(t, ScreenAlarm, c.view.Screen, "it comes back")
}

func TestDoubts_OnlyOneOfTheListLeavesIt(t *testing.T) {
	c, _ := parkedSale(t, lepayLike())
	c.openQR(KeyF1, "G1")
	c.press(KeyEsc, KeyF10)
	require.Equal(t, 1, c.view.Attention.Total)
	c.answerNext(g1Waiting, nil)
	require.True(t, c.view.Attention.Gone.Text.IsZero(), "it never stood there: %v", c.view.Attention.Gone.Text)
}

func TestDoubts_TheNetworkIsNotBlamedWhenTheGatewayRefuses(t *testing.T) {
	c, _ := parkedSale(t, fullGateway())
	c.answerNext(Answer{}, &NotSent{ErrConflict})
	c.step(ChecksDone{Results: []CheckResult{faultOn(CheckTCP, CauseGateway, "refused")}})
	c.press(KeyF10)
	require.Equal(t, "do.wait", c.chosen().Do.ID)
}

func TestStory_StandsInTheOrderOfTime(t *testing.T) {
	at := func(s int) time.Time { return time.Date(2026, 11, 22, 14, 32, s, 0, time.UTC) }
	step := func(s int, id string) TimelineEntry {
		if s == 0 {
			return TimelineEntry{Text: T(id)}
		}
		return TimelineEntry{at(s), T(id)}
	}
	steps := []TimelineEntry{step(1, "created"), step(9, "left"), step(4, "paid"), step(0, "untold"), step(6, "asked"), step(9, "done")}
	require.Equal(t, []TimelineEntry{step(1, "created"), step(4, "paid"), step(0, "untold"), step(6, "asked"), step(9, "left"), step(9, "done")}, inOrder(steps))
	asked := TimelineEntry{at(7).Add(400 * time.Millisecond), T("asked")}
	require.Equal(t, []TimelineEntry{asked, step(7, "done")}, inOrder([]TimelineEntry{asked, step(7, "done")}), "many a gateway tells no fractions of a second")

	c := openSale(t, lepayLike())
	paidAt := c.now
	c.sleep(time.Second)
	c.press(KeyEsc)
	c.answerNext(Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(12850), PaidAt: paidAt}, nil)
	shown := c.view.Panel.Timeline
	for i := range shown[1:] {
		require.False(t, shown[i+1].At.Before(shown[i].At), "%v", shown)
	}
}

func TestPanel_NoQRCame(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.pay("128.5", KeyF1)
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, GatewayOrderNo: "G1"}, nil)
	require.Equal(t, "panel.failed.title", c.view.Panel.Title.ID)
	require.Equal(t, "amount.failed", c.view.Amount.Label.ID)
	require.Equal(t, CustomerAmount, c.view.Customer.Kind, "the customer saw no QR")
	require.Equal(t, "stage.wait_cashier", c.view.Customer.Detail.ID)
}

func TestPark_SellsOnAndTellsWhenItComes(t *testing.T) {
	c := lostCharge(t, fullGateway())
	c.press(KeyF6)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Equal(t, 1, c.view.Status.Open)
	n := c.only().OrderNo
	c.answerPoll(Answer{Verdict: VerdictPaid, Order: string(n)})
	require.Equal(t, "alarm.late.title.parked", c.view.Panel.Title.ID)
}

func TestPark_IsOneKeyAndTheLastSaleSaysSo(t *testing.T) {
	c := lostCharge(t, fullGateway())
	n := c.only().OrderNo
	c.press(KeyF6)
	require.Equal(t, OutcomeParked, c.view.Last.Outcome)
	require.Equal(t, n.Tail(), c.view.Last.Tail)
	c.press("5", KeyF1)
	require.True(t, c.saleOpen(), "the next customer is served")
	c.press(KeyEsc)
	c.sleep(time.Second)
	c.press(KeyF10)
	require.Equal(t, n, c.chosen().OrderNo)
}
