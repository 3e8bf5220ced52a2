package kiosk

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// manages opens the decision about the payment that is chosen in the list.
func (c *counter) manages() {
	c.t.Helper()
	c.press(KeyF7)
	require.Equal(c.t, ScreenPIN, c.view.Screen)
	c.enterPIN()
	require.Equal(c.t, "decide.title", c.view.Panel.Title.ID)
}

func TestDecision_GoesFromTheListThroughReasonAndSecondLook(t *testing.T) {
	for name, row := range map[string]struct {
		what   Key
		why    Key
		state  State
		note   Reason
		second string
	}{
		"paid, seen in the app":      {KeyF5, KeyF1, StatePaid, "manager merchant_app", "decide.sure.say_paid"},
		"paid, seen in the wallet":   {KeyF5, KeyF2, StatePaid, "manager wallet_bill", "decide.sure.say_paid"},
		"paid, the gateway's people": {KeyF5, KeyF3, StatePaid, "manager gateway_support", "decide.sure.say_paid"},
		"not paid, not in the app":   {KeyF6, KeyF1, StateClosed, "manager not_in_app", "decide.sure.say_unpaid"},
		"not paid, another way":      {KeyF6, KeyF3, StateClosed, "manager paid_another_way", "decide.sure.say_unpaid"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			n := c.parks()
			c.press(KeyF10)
			c.manages()
			require.Equal(t, T("decide.detail", "order", string(n)), c.view.Panel.Detail)
			c.sleep(alarmGuard)
			c.press(row.what)
			about := T("decide.about", "wallet", "@wallet.wechat", "order", n.Tail(), "time", c.payments[n].CreatedAt.Format(time.TimeOnly))
			require.Equal(t, about, c.view.Panel.Detail)
			c.sleep(alarmGuard)
			c.press(row.why)
			require.Equal(t, row.second, c.view.Panel.Title.ID)
			require.Equal(t, "1.00", c.view.Panel.Amount)
			require.Equal(t, about.Arg(), c.view.Panel.Detail.Args[1])
			require.Equal(t, StateUnknown, c.payments[n].State, "nothing is on record before the second look")
			c.sleep(alarmGuard)
			c.press(KeyEnter)
			require.Equal(t, row.state, c.payments[n].State)
			require.Equal(t, row.note, c.payments[n].Note, "the export says who and why")
			require.Equal(t, 1, c.recorded(RecordDecided))
			for _, r := range c.records {
				if r.Kind == RecordDecided {
					require.Equal(t, string(row.note), r.Note)
				}
			}
			require.Equal(t, ScreenAmount, c.view.Screen, "that was the last of the list")
			require.Zero(t, c.view.Status.Open)
		})
	}
}

func TestDecision_NoKeyRunsThroughIt(t *testing.T) {
	for _, k := range []Key{KeyEnter, KeyF5, KeyF6, KeyF7, KeyF1, KeyF10} {
		t.Run(string(k), func(t *testing.T) {
			c := newCounter(t, lepayLike())
			n := c.parks()
			c.press(KeyF10)
			c.manages()
			for range 50 {
				c.press(k)
				c.sleep(2 * alarmGuard)
			}
			require.Equal(t, StateUnknown, c.payments[n].State)
		})
	}
}

func TestDecision_EveryStepIsGuarded(t *testing.T) {
	c := newCounter(t, lepayLike())
	n := c.parks()
	c.press(KeyF10)
	c.manages()
	for _, step := range []struct {
		key  Key
		next string
	}{{KeyF5, "decide.why.say_paid"}, {KeyF1, "decide.sure.say_paid"}} {
		before := c.view.Panel.Title
		c.sleep(alarmGuard - time.Millisecond)
		c.press(step.key)
		require.Equal(t, before, c.view.Panel.Title, "a step that has just come up takes no key")
		c.sleep(time.Millisecond)
		c.press(step.key)
		require.Equal(t, step.next, c.view.Panel.Title.ID)
	}
	c.press(KeyEnter)
	c.step(Tapped{ActionConfirm})
	require.Equal(t, StateUnknown, c.payments[n].State)
	c.sleep(alarmGuard)
	c.press(KeyEnter)
	require.Equal(t, StatePaid, c.payments[n].State)
}

func TestDecision_BackIsOneStep(t *testing.T) {
	c := newCounter(t, lepayLike())
	n := c.parks()
	c.press(KeyF10)
	c.manages()
	c.sleep(alarmGuard)
	c.press(KeyF5)
	c.sleep(alarmGuard)
	c.press(KeyF2)
	require.Equal(t, "@reason.wallet_bill", c.view.Panel.Detail.Args[3])
	for _, title := range []string{"decide.why.say_paid", "decide.title", "doubts.title"} {
		c.press(KeyEsc)
		require.Equal(t, title, c.view.Panel.Title.ID)
	}
	require.Equal(t, n, c.chosen().OrderNo)
	c.press(KeyF5, KeyEnter)
	c.sleep(alarmGuard)
	c.step(Tapped{ActionConfirm})
	c.step(Tapped{ActionSayPaid})
	c.step(Tapped{whyAction(EvidenceInApp)})
	require.Equal(t, StateUnknown, c.payments[n].State, "the decision is over, and with it the PIN")
}

func TestDecision_LeftStandingItEnds(t *testing.T) {
	for steps := range 3 {
		c := newCounter(t, lepayLike())
		n := c.parks()
		c.press(KeyF10)
		c.manages()
		ends := c.now.Add(decideMax)
		for _, k := range []Key{KeyF5, KeyF1}[:steps] {
			c.sleep(alarmGuard)
			c.press(k)
		}
		c.sleep(ends.Sub(c.now) - time.Second)
		require.Equal(t, ScreenAlarm, c.view.Screen)
		c.sleep(time.Second)
		require.Equal(t, ScreenAmount, c.view.Screen, "whoever comes now has no PIN")
		c.press(KeyF5, KeyF1, KeyEnter)
		require.Equal(t, StateUnknown, c.payments[n].State)
	}
}

func TestDecision_StepsBackAndForthDoNotLengthenIt(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.parks()
	c.press(KeyF10)
	c.manages()
	ends := c.now.Add(decideMax)
	for ends.Sub(c.now) > time.Minute {
		c.sleep(10 * time.Second)
		c.press(KeyF5)
		c.sleep(10 * time.Second)
		c.press(KeyEsc)
		require.Equal(t, "decide.title", c.view.Panel.Title.ID)
	}
	c.sleep(ends.Sub(c.now))
	require.Equal(t, ScreenAmount, c.view.Screen, "one PIN is good for one decision")
}

func TestDecision_AtTheCounterTheSaleComesBack(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.loseAnswer()
	c.press(KeyF7)
	c.enterPIN()
	c.sleep(decideMax)
	require.Equal(t, "panel.unknown.title", c.view.Panel.Title.ID)
	require.True(t, c.hasButton(ActionPark))
}

func TestDecision_BeginsAnewWhenItsPaymentChanges(t *testing.T) {
	c := newCounter(t, fullGateway())
	n := c.parks()
	c.press(KeyF10)
	c.manages()
	c.sleep(alarmGuard)
	c.press(KeyF5)
	c.sleep(alarmGuard)
	c.press(KeyF1)
	require.Equal(t, "decide.sure.say_paid", c.view.Panel.Title.ID)
	c.answerNext(Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(7)}, nil)
	require.Equal(t, "decide.title", c.view.Panel.Title.ID, "what the gateway says meanwhile has to be looked at")
	c.sleep(alarmGuard)
	c.answerNext(Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(100)}, nil)
	require.Equal(t, StatePaid, c.payments[n].State)
	require.Equal(t, "doubts.late", c.row(0).Title.ID, "the gateway's word makes it needless")
	c.press(KeyF5, KeyF1, KeyEnter)
	require.Empty(t, c.recorded(RecordDecided))
}

func TestDecision_AboutARefund(t *testing.T) {
	can := refunding()
	can.RefundAgain, can.QueryRefund = false, false
	c := newCounter(t, can)
	n := c.sell()
	c.wantRefund(n)
	c.give("5")
	c.answerRefund(CallRefund, RefundAnswer{}, unanswered())
	c.sleep(refundStray)
	c.press(KeyEsc, KeyEsc, KeyF10, KeyF7)
	c.enterPIN()
	require.Equal(t, "decide.refund.title", c.view.Panel.Title.ID)
	c.sleep(alarmGuard)
	c.press(KeyF6)
	require.Equal(t, "5.00", c.view.Panel.Amount, "the refund's, not the payment's")
	c.sleep(alarmGuard)
	c.press(KeyF2)
	require.Equal(t, "decide.sure.say_unrefunded", c.view.Panel.Title.ID)
	require.Equal(t, RefundUnknown, c.theRefund().State)
	c.sleep(alarmGuard)
	c.press(KeyEnter)
	require.Equal(t, RefundRefused, c.theRefund().State)
	require.Equal(t, Reason("manager no_bill"), c.theRefund().Note)
	require.Zero(t, c.payments[n].Refunded)
}

func TestPIN_BegunAndLeftItIsForgotten(t *testing.T) {
	c := newCounter(t, lepayLike())
	n := c.parks()
	c.press(KeyF10, KeyF7, "1", "2", "3")
	c.sleep(pinMax - time.Second)
	require.Equal(t, 3, c.view.PIN.Dots)
	c.sleep(time.Second)
	require.Equal(t, ScreenAttention, c.view.Screen)
	c.press(KeyF7)
	require.Zero(t, c.view.PIN.Dots)
	require.Equal(t, StateUnknown, c.payments[n].State)
}

// TestDecision_NothingIsDecidedWithoutThePIN presses every key and taps every
// button, also those that are not on screen, for whoever does not know the PIN.
func TestDecision_NothingIsDecidedWithoutThePIN(t *testing.T) {
	const seed, runs, steps = 20261123, 60, 1500
	rng := rand.New(rand.NewPCG(seed, 4))
	decisions := 0
	for run := range runs {
		knows := run%10 == 9 // the test can see a decision when there is one
		for _, r := range hammer(t, rng, steps, knows) {
			if r.Kind == RecordDecided || r.Kind == RecordRefundDecided {
				require.True(t, knows, "seed %d, run %d: %+v", seed, run, r)
				decisions++
			}
		}
	}
	require.Positive(t, decisions, "with the PIN these keys decide")
}

// hammer does anything at all, and answers the PIN's check as who knows it or
// not. No gateway ever says paid, so no payment may be.
func hammer(t *testing.T, rng *rand.Rand, steps int, knows bool) []Record {
	can := lepayLike()
	if rng.IntN(2) == 0 {
		can = blindGateway(rng.IntN(2) == 0)
		can.Code = true
	}
	c := newCounter(t, can)
	keys := []Key{
		"0", "1", "5", KeyDot, KeyBackspace, KeyEnter, KeyEnter, KeyEsc, KeyF1, KeyF2, KeyF3, KeyF4, KeyF5, KeyF6, KeyF7, KeyF7, KeyF8, KeyF10, KeyF12,
		KeyUp, KeyDown, KeyPageUp, KeyPageDown, KeyHome, KeyEnd,
	}
	actions := []Action{
		ActionWeChat, ActionAlipay, ActionMini, ActionScan, ActionCancel, ActionNext, ActionAskAgain, ActionPark, ActionManager, ActionSayPaid,
		ActionSayUnpaid, ActionAccept, ActionRefundByHand, ActionRefund, ActionConfirm, ActionRefunded, ActionUnrefunded, ActionLater, ActionReview,
		ActionDetails, ActionHelp, ActionBack, ActionRetry,
	}
	for _, rs := range evidenceFor {
		for _, r := range rs {
			actions = append(actions, whyAction(r))
		}
	}
	codes := 0
	for range steps {
		switch rng.IntN(12) {
		case 10:
			if c.view.Screen == ScreenPIN {
				c.press("1", "2", "3", "4", KeyEnter)
			}
		case 11:
			if bs := c.view.Panel.Buttons; len(bs) > 0 {
				c.step(Tapped{bs[rng.IntN(len(bs))].Action})
			}
		case 0:
			c.sleep(time.Duration(rng.IntN(90_000)) * time.Millisecond)
		case 1:
			c.sleep(alarmGuard)
		case 2:
			codes++
			c.step(Scanned{NewPayCode(wechatCode[:14] + NewPayCode(string(rune('0'+codes/1000%10))+string(rune('0'+codes/100%10))+string(rune('0'+codes/10%10))+string(rune('0'+codes%10))).Tail())})
		case 3, 4, 5:
			c.step(Tapped{actions[rng.IntN(len(actions))]})
		case 6:
			if len(c.open) > 0 {
				k := c.open[0].Kind
				a, err := Answer{Verdict: VerdictWaiting, QR: "weixin://x", GatewayOrderNo: "G" + string(c.open[0].Payment.OrderNo)}, error(nil)
				if k != CallQR || rng.IntN(4) == 0 {
					a, err = Answer{}, unanswered()
				}
				c.answer(k, a, err)
			}
		default:
			c.press(keys[rng.IntN(len(keys))])
		}
		for _, e := range c.other {
			if e, ok := e.(CheckPIN); ok {
				c.step(PINChecked{Pad: e.Pad, Result: PINResult{OK: knows, TriesLeft: 4}})
			}
		}
		for n, p := range c.payments {
			require.True(t, knows || p.State != StatePaid, "%s", n)
		}
	}
	return c.records
}

func TestDecision_TakesOnlyWhatStandsOnTheCard(t *testing.T) {
	c := newCounter(t, lepayLike())
	n := c.parks()
	c.press(KeyF10)
	c.manages()
	taps := func(title string, as ...Action) {
		t.Helper()
		for _, a := range as {
			c.sleep(alarmGuard)
			c.step(Tapped{a})
			require.Equal(t, title, c.view.Panel.Title.ID, a)
		}
	}
	taps("decide.title", ActionConfirm, whyAction(EvidenceInApp), ActionRefunded, ActionAccept, ActionLater, ActionReview, ActionAskAgain, ActionOwner)
	taps("decide.why.say_paid", ActionSayPaid, ActionSayUnpaid, ActionConfirm, whyAction(EvidenceNotInApp), whyAction("anything"))
	taps("decide.sure.say_paid", whyAction(EvidenceBill), whyAction(EvidenceInApp), ActionSayUnpaid)
	require.Equal(t, "@reason.wallet_bill", c.view.Panel.Detail.Args[3])
	require.Equal(t, StateUnknown, c.payments[n].State)
}

// decidingOnARefund has the manager at a refund of which nothing more can be heard.
func decidingOnARefund(t *testing.T) *counter {
	can := refunding()
	can.RefundAgain, can.QueryRefund = false, false
	c := newCounter(t, can)
	c.wantRefund(c.sell())
	c.give("5")
	c.answerRefund(CallRefund, RefundAnswer{}, unanswered())
	c.press(KeyEsc, KeyEsc, KeyF10, KeyF7)
	c.enterPIN()
	return c
}

func TestDecision_ARefundIsNotDeniedWhileItsRequestMayArrive(t *testing.T) {
	c := decidingOnARefund(t)
	c.sleep(alarmGuard)
	c.step(Tapped{ActionUnrefunded})
	require.Equal(t, "decide.refund.title", c.view.Panel.Title.ID)
}
