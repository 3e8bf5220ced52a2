package kiosk

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

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
			c, n := openDecision(t, lepayLike())
			require.Equal(t, T("decide.detail", "order", string(n)), c.view.Panel.Detail)
			c.pressGuarded(row.what)
			about := T("decide.about", "wallet", "@wallet.wechat", "order", n.Tail(), "time", c.payments[n].CreatedAt.Format(time.TimeOnly))
			require.Equal(t, about, c.view.Panel.Detail)
			c.pressGuarded(row.why)
			require.Equal(t, row.second, c.view.Panel.Title.ID)
			require.Equal(t, "1.00", c.view.Panel.Amount)
			require.Equal(t, about.Arg(), c.view.Panel.Detail.Args[1])
			require.Equal(t, StateUnknown, c.payments[n].State, "nothing is on record before the second look")
			c.pressGuarded(KeyEnter)
			require.Equal(t, row.state, c.payments[n].State)
			require.Equal(t, row.note, c.payments[n].Note, "the export says who and why")
			require.Equal(t, 1, c.recorded(RecordDecided))
			i := slices.IndexFunc(c.records, func(r Record) bool { return r.Kind == RecordDecided })
			require.Equal(t, string(row.note), c.records[i].Note)
			require.Equal(t, ScreenAmount, c.view.Screen, "that was the last of the list")
			require.Zero(t, c.view.Status.Open)
		})
	}
}

func TestDecision_NoKeyRunsThroughIt(t *testing.T) {
	for _, k := range []Key{KeyEnter, KeyF5, KeyF6, KeyF7, KeyF1, KeyF10} {
		t.Run(string(k), func(t *testing.T) {
			c, n := openDecision(t, lepayLike())
			for range 50 {
				c.press(k)
				c.sleep(2 * alarmGuard)
			}
			require.Equal(t, StateUnknown, c.payments[n].State)
		})
	}
}

func TestDecision_EveryStepIsGuarded(t *testing.T) {
	c, n := openDecision(t, lepayLike())
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
	c.tap(ActionConfirm)
	require.Equal(t, StateUnknown, c.payments[n].State)
	c.pressGuarded(KeyEnter)
	require.Equal(t, StatePaid, c.payments[n].State)
}

func TestDecision_BackIsOneStep(t *testing.T) {
	c, n := openDecision(t, lepayLike())
	c.pressGuarded(KeyF5, KeyF2)
	require.Equal(t, "@reason.wallet_bill", c.view.Panel.Detail.Args[3])
	for _, title := range []string{"decide.why.say_paid", "decide.title", "doubts.title"} {
		c.press(KeyEsc)
		require.Equal(t, title, c.view.Panel.Title.ID)
	}
	require.Equal(t, n, c.chosen().OrderNo)
	c.press(KeyF5, KeyEnter)
	c.sleep(alarmGuard)
	c.tap(ActionConfirm, ActionSayPaid, whyAction(EvidenceInApp))
	require.Equal(t, StateUnknown, c.payments[n].State, "the decision is over, and with it the PIN")
}

func TestDecision_LeftStandingItEnds(t *testing.T) {
	for steps := range 3 {
		c, n := openDecision(t, lepayLike())
		ends := c.now.Add(decideMax)
		c.pressGuarded([]Key{KeyF5, KeyF1}[:steps]...)
		c.sleep(ends.Sub(c.now) - time.Second)
		require.Equal(t, ScreenAlarm, c.view.Screen)
		c.sleep(time.Second)
		require.Equal(t, ScreenAmount, c.view.Screen, "whoever comes now has no PIN")
		c.press(KeyF5, KeyF1, KeyEnter)
		require.Equal(t, StateUnknown, c.payments[n].State)
	}
}

func TestDecision_StepsBackAndForthDoNotLengthenIt(t *testing.T) {
	c, _ := openDecision(t, lepayLike())
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
	c := lostCharge(t, lepayLike())
	c.pressPIN(KeyF7)
	c.sleep(decideMax)
	require.Equal(t, "panel.unknown.title", c.view.Panel.Title.ID)
	require.True(t, c.hasButton(ActionPark))
}

func TestDecision_BeginsAnewWhenItsPaymentChanges(t *testing.T) {
	c, n := openDecision(t, fullGateway())
	c.pressGuarded(KeyF5, KeyF1)
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

func TestPIN_BegunAndLeftItIsForgotten(t *testing.T) {
	c, n := parkedSale(t, lepayLike())
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
				c.tap(bs[rng.IntN(len(bs))].Action)
			}
		case 0:
			c.sleep(time.Duration(rng.IntN(90_000)) * time.Millisecond)
		case 1:
			c.sleep(alarmGuard)
		case 2:
			codes++
			c.scan(wechatCode[:14] + fmt.Sprintf("%04d", codes%10_000))
		case 3, 4, 5:
			c.tap(actions[rng.IntN(len(actions))])
		case 6:
			if len(c.open) > 0 {
				a, err := Answer{Verdict: VerdictWaiting, QR: "weixin://x", GatewayOrderNo: "G" + string(c.open[0].Payment.OrderNo)}, error(nil)
				if c.open[0].Kind != CallQR || rng.IntN(4) == 0 {
					a, err = Answer{}, unanswered()
				}
				c.answerAsk(c.open[0], a, err)
			}
		default:
			c.press(keys[rng.IntN(len(keys))])
		}
		for _, e := range effects[CheckPIN](c) {
			c.step(PINChecked{Pad: e.Pad, Result: PINResult{OK: knows, TriesLeft: 4}})
		}
		for n, p := range c.payments {
			require.True(t, knows || p.State != StatePaid, "%s", n)
		}
	}
	return c.records
}

func TestDecision_TakesOnlyWhatStandsOnTheCard(t *testing.T) {
	c, n := openDecision(t, lepayLike())
	taps := func(title string, as ...Action) {
		t.Helper()
		for _, a := range as {
			c.tapGuarded(a)
			require.Equal(t, title, c.view.Panel.Title.ID, a)
		}
	}
	taps("decide.title", ActionConfirm, whyAction(EvidenceInApp), ActionRefunded, ActionAccept, ActionLater, ActionReview, ActionAskAgain, ActionOwner)
	taps("decide.why.say_paid", ActionSayPaid, ActionSayUnpaid, ActionConfirm, whyAction(EvidenceNotInApp), whyAction("anything"))
	taps("decide.sure.say_paid", whyAction(EvidenceBill), whyAction(EvidenceInApp), ActionSayUnpaid)
	require.Equal(t, "@reason.wallet_bill", c.view.Panel.Detail.Args[3])
	require.Equal(t, StateUnknown, c.payments[n].State)
}

func TestDecision_ARefundIsNotDeniedWhileItsRequestMayArrive(t *testing.T) {
	c := openRefundDecision(t)
	c.tapGuarded(ActionUnrefunded)
	require.Equal(t, "decide.refund.title", c.view.Panel.Title.ID)
}

func TestManager_DecidesAnUnknownPayment(t *testing.T) {
	for key, want := range map[Key]State{KeyF5: StatePaid, KeyF6: StateClosed} {
		t.Run(string(want), func(t *testing.T) {
			c := lostCharge(t, lepayLike())
			c.press(KeyF7)
			require.Equal(t, ScreenPIN, c.view.Screen)
			c.press("1", "2", "3", "4", KeyEnter)
			require.Equal(t, []Effect{CheckPIN{"1234", 1}}, c.other)
			c.step(PINChecked{Pad: 1, Result: PINResult{OK: true}})
			require.Equal(t, "decide.title", c.view.Panel.Title.ID)
			c.press(key)
			require.Equal(t, StateUnknown, c.only().State, "a card that has just come up takes no key")
			c.decide(key)
			require.Equal(t, want, c.only().State)
			require.Equal(t, RecordDecided, c.records[len(c.records)-1-map[bool]int{true: 1}[want == StatePaid]].Kind)
		})
	}
}

func TestManager_WrongPINDecidesNothing(t *testing.T) {
	c := lostCharge(t, lepayLike())
	c.press(KeyF7, "1", "2", "3", "4", KeyEnter)
	c.step(PINChecked{Pad: 1, Result: PINResult{TriesLeft: 4}})
	require.Equal(t, "pin.wrong", c.view.PIN.Title.ID)
	require.Equal(t, "pin.for.manager", c.view.PIN.Detail.ID, "what it is for stays to be read")
	c.press(KeyF5, KeyF6)
	c.tap(ActionSayPaid)
	require.Equal(t, StateUnknown, c.only().State)
	c.press(KeyEsc)
	c.tap(ActionSayPaid)
	require.Equal(t, StateUnknown, c.only().State)
}

func TestManager_AnAnswerThatComesAfterTheDecisionIsNotLost(t *testing.T) {
	c := chargedSale(t, lepayLike(), wechatCode)
	charge := c.pending(CallCharge)
	c.step(Woke{}) // the charge is out; a later step fails
	c.step(SaveFailed{Err: ErrLedgerFull})
	c.reload()
	c.sleep(recoveryMax)
	c.openDecision()
	c.decide(KeyF6)
	require.Equal(t, StateClosed, c.only().State)
	c.step(Answered{Call: charge, Answer: Answer{Verdict: VerdictPaid}})
	require.Equal(t, StatePaid, c.only().State)
	require.Equal(t, ScreenAlarm, c.view.Screen)
}

func TestPIN_AnswersBelongToTheirPad(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.press(KeyF9, "1", "2", "3", "4", KeyEnter, KeyEsc)
	require.Equal(t, ScreenPIN, c.view.Screen, "it is being checked")
	c.step(PINChecked{Pad: 7, Result: PINResult{OK: true}})
	require.Equal(t, ScreenPIN, c.view.Screen)
	c.step(PINChecked{Pad: 1, Result: PINResult{OK: true}})
	require.Equal(t, ScreenHistory, c.view.Screen)
}
