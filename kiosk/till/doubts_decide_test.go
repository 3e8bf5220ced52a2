package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDecision_GoesFromTheListThroughReasonAndSecondLook(t *testing.T) {
	for name, row := range map[string]struct {
		what   kiosk.Key
		why    kiosk.Key
		state  kiosk.State
		note   kiosk.Reason
		second string
	}{
		"paid, seen in the app":      {kiosk.KeyF5, kiosk.KeyF1, kiosk.StatePaid, "manager merchant_app", "decide.sure.say_paid"},
		"paid, seen in the wallet":   {kiosk.KeyF5, kiosk.KeyF2, kiosk.StatePaid, "manager wallet_bill", "decide.sure.say_paid"},
		"paid, the gateway's people": {kiosk.KeyF5, kiosk.KeyF3, kiosk.StatePaid, "manager gateway_support", "decide.sure.say_paid"},
		"not paid, not in the app":   {kiosk.KeyF6, kiosk.KeyF1, kiosk.StateClosed, "manager not_in_app", "decide.sure.say_unpaid"},
		"not paid, another way":      {kiosk.KeyF6, kiosk.KeyF3, kiosk.StateClosed, "manager paid_another_way", "decide.sure.say_unpaid"},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := openDecision(t, lepayLike())
			require.Equal(t, kiosk.T("decide.detail", "order", string(n)), c.view.Panel.Detail)
			c.pressGuarded(row.what)
			about := kiosk.T("decide.about", "wallet", "@wallet.wechat", "order", n.Tail(), "time", c.payments[n].CreatedAt.Format(time.TimeOnly))
			require.Equal(t, about, c.view.Panel.Detail)
			c.pressGuarded(row.why)
			require.Equal(t, row.second, c.view.Panel.Title.ID)
			require.Equal(t, "1.00", c.view.Panel.Amount)
			require.Equal(t, about.Arg(), c.view.Panel.Detail.Args[1])
			require.Equal(t, kiosk.StateUnknown, c.payments[n].State, "nothing is on record before the second look")
			c.pressGuarded(kiosk.KeyEnter)
			require.Equal(t, row.state, c.payments[n].State)
			require.Equal(t, row.note, c.payments[n].Note, "the export says who and why")
			require.Equal(t, 1, c.recorded(kiosk.RecordDecided))
			i := slices.IndexFunc(c.records, func(r kiosk.Record) bool { return r.Kind == kiosk.RecordDecided })
			require.Equal(t, string(row.note), c.records[i].Note)
			require.Equal(t, kiosk.ScreenAmount, c.view.Screen, "that was the last of the list")
			require.Zero(t, c.view.Status.Open)
		})
	}
}

func TestDecision_NoKeyRunsThroughIt(t *testing.T) {
	for _, k := range []kiosk.Key{kiosk.KeyEnter, kiosk.KeyF5, kiosk.KeyF6, kiosk.KeyF7, kiosk.KeyF1, kiosk.KeyF10} {
		t.Run(string(k), func(t *testing.T) {
			c, n := openDecision(t, lepayLike())
			for range 50 {
				c.press(k)
				c.sleep(2 * touchGuard)
			}
			require.Equal(t, kiosk.StateUnknown, c.payments[n].State)
		})
	}
}

func TestDecision_EveryStepIsGuarded(t *testing.T) {
	c, n := openDecision(t, lepayLike())
	for _, step := range []struct {
		key  kiosk.Key
		next string
	}{{kiosk.KeyF5, "decide.why.say_paid"}, {kiosk.KeyF1, "decide.sure.say_paid"}} {
		before := c.view.Panel.Title
		c.sleep(touchGuard - time.Millisecond)
		c.press(step.key)
		require.Equal(t, before, c.view.Panel.Title, "a step that has just come up takes no key")
		c.sleep(time.Millisecond)
		c.press(step.key)
		require.Equal(t, step.next, c.view.Panel.Title.ID)
	}
	c.press(kiosk.KeyEnter)
	c.tap(kiosk.ActionConfirm)
	require.Equal(t, kiosk.StateUnknown, c.payments[n].State)
	c.pressGuarded(kiosk.KeyEnter)
	require.Equal(t, kiosk.StatePaid, c.payments[n].State)
}

func TestDecision_BackIsOneStep(t *testing.T) {
	c, n := openDecision(t, lepayLike())
	c.pressGuarded(kiosk.KeyF5, kiosk.KeyF2)
	require.Equal(t, "@reason.wallet_bill", c.view.Panel.Detail.Args[3])
	for _, title := range []string{"decide.why.say_paid", "decide.title", "doubts.title"} {
		c.press(kiosk.KeyEsc)
		require.Equal(t, title, c.view.Panel.Title.ID)
	}
	require.Equal(t, n, c.chosen().OrderNo)
	c.press(kiosk.KeyF5, kiosk.KeyEnter)
	c.sleep(touchGuard)
	c.tap(kiosk.ActionConfirm, kiosk.ActionSayPaid, evidenceAction(kiosk.EvidenceInApp))
	require.Equal(t, kiosk.StateUnknown, c.payments[n].State, "the decision is over, and with it the PIN")
}

func TestDecision_LeftStandingItEnds(t *testing.T) {
	for steps := range 3 {
		c, n := openDecision(t, lepayLike())
		ends := c.now.Add(decisionMax)
		c.pressGuarded([]kiosk.Key{kiosk.KeyF5, kiosk.KeyF1}[:steps]...)
		c.sleep(ends.Sub(c.now) - time.Second)
		require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
		c.sleep(time.Second)
		require.Equal(t, kiosk.ScreenAmount, c.view.Screen, "whoever comes now has no PIN")
		c.press(kiosk.KeyF5, kiosk.KeyF1, kiosk.KeyEnter)
		require.Equal(t, kiosk.StateUnknown, c.payments[n].State)
	}
}

func TestDecision_StepsBackAndForthDoNotLengthenIt(t *testing.T) {
	c, _ := openDecision(t, lepayLike())
	ends := c.now.Add(decisionMax)
	for ends.Sub(c.now) > time.Minute {
		c.sleep(10 * time.Second)
		c.press(kiosk.KeyF5)
		c.sleep(10 * time.Second)
		c.press(kiosk.KeyEsc)
		require.Equal(t, "decide.title", c.view.Panel.Title.ID)
	}
	c.sleep(ends.Sub(c.now))
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen, "one PIN is good for one decision")
}

func TestDecision_AtTheCounterTheSaleComesBack(t *testing.T) {
	c := lostCharge(t, lepayLike())
	c.pressPIN(kiosk.KeyF7)
	c.sleep(decisionMax)
	require.Equal(t, "panel.unknown.title", c.view.Panel.Title.ID)
	require.True(t, c.hasButton(kiosk.ActionPark))
}

func TestDecision_BeginsAnewWhenItsPaymentChanges(t *testing.T) {
	c, n := openDecision(t, fullGateway())
	c.pressGuarded(kiosk.KeyF5, kiosk.KeyF1)
	require.Equal(t, "decide.sure.say_paid", c.view.Panel.Title.ID)
	c.answerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: fen(7)}, nil)
	require.Equal(t, "decide.title", c.view.Panel.Title.ID, "what the gateway says meanwhile has to be looked at")
	c.sleep(touchGuard)
	c.answerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: fen(100)}, nil)
	require.Equal(t, kiosk.StatePaid, c.payments[n].State)
	require.Equal(t, "doubts.late", c.row(0).Title.ID, "the gateway's word makes it needless")
	c.press(kiosk.KeyF5, kiosk.KeyF1, kiosk.KeyEnter)
	require.Empty(t, c.recorded(kiosk.RecordDecided))
}

func TestPIN_BegunAndLeftItIsForgotten(t *testing.T) {
	c, n := parkedSale(t, lepayLike())
	c.press(kiosk.KeyF10, kiosk.KeyF7, "1", "2", "3")
	c.sleep(pinIdleMax - time.Second)
	require.Equal(t, 3, c.view.PIN.Dots)
	c.sleep(time.Second)
	require.Equal(t, kiosk.ScreenAttention, c.view.Screen)
	c.press(kiosk.KeyF7)
	require.Zero(t, c.view.PIN.Dots)
	require.Equal(t, kiosk.StateUnknown, c.payments[n].State)
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
			if r.Kind == kiosk.RecordDecided || r.Kind == kiosk.RecordRefundDecided {
				require.True(t, knows, "seed %d, run %d: %+v", seed, run, r)
				decisions++
			}
		}
	}
	require.Positive(t, decisions, "with the PIN these keys decide")
}

// hammer does anything at all, and answers the PIN's check as who knows it or
// not. No gateway ever says paid, so no payment may be.
func hammer(t *testing.T, rng *rand.Rand, steps int, knows bool) []kiosk.Record {
	can := lepayLike()
	if rng.IntN(2) == 0 {
		can = blindGateway(rng.IntN(2) == 0)
		can.Code = true
	}
	c := newCounter(t, can)
	keys := []kiosk.Key{
		"0", "1", "5", kiosk.KeyDot, kiosk.KeyBackspace, kiosk.KeyEnter, kiosk.KeyEnter, kiosk.KeyEsc, kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3, kiosk.KeyF4, kiosk.KeyF5, kiosk.KeyF6, kiosk.KeyF7, kiosk.KeyF7, kiosk.KeyF8, kiosk.KeyF10, kiosk.KeyF12,
		kiosk.KeyUp, kiosk.KeyDown, kiosk.KeyPageUp, kiosk.KeyPageDown, kiosk.KeyHome, kiosk.KeyEnd,
	}
	actions := []kiosk.Action{
		kiosk.ActionWeChat, kiosk.ActionAlipay, kiosk.ActionMini, kiosk.ActionScan, kiosk.ActionCancel, kiosk.ActionNext, kiosk.ActionAskAgain, kiosk.ActionPark, kiosk.ActionManager, kiosk.ActionSayPaid,
		kiosk.ActionSayUnpaid, kiosk.ActionAccept, kiosk.ActionRefundByHand, kiosk.ActionRefund, kiosk.ActionConfirm, kiosk.ActionRefunded, kiosk.ActionUnrefunded, kiosk.ActionLater, kiosk.ActionReview,
		kiosk.ActionDetails, kiosk.ActionHelp, kiosk.ActionBack, kiosk.ActionRetry,
	}
	for _, rs := range evidenceFor {
		for _, r := range rs {
			actions = append(actions, evidenceAction(r))
		}
	}
	codes := 0
	for range steps {
		switch rng.IntN(12) {
		case 10:
			if c.view.Screen == kiosk.ScreenPIN {
				c.press("1", "2", "3", "4", kiosk.KeyEnter)
			}
		case 11:
			if bs := c.view.Panel.Buttons; len(bs) > 0 {
				c.tap(bs[rng.IntN(len(bs))].Action)
			}
		case 0:
			c.sleep(time.Duration(rng.IntN(90_000)) * time.Millisecond)
		case 1:
			c.sleep(touchGuard)
		case 2:
			codes++
			c.scan(wechatCode[:14] + fmt.Sprintf("%04d", codes%10_000))
		case 3, 4, 5:
			c.tap(actions[rng.IntN(len(actions))])
		case 6:
			if len(c.open) > 0 {
				a, err := kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "weixin://x", GatewayOrderNo: "G" + string(c.open[0].Payment.OrderNo)}, error(nil)
				if c.open[0].Kind != kiosk.CallQR || rng.IntN(4) == 0 {
					a, err = kiosk.Answer{}, unanswered()
				}
				c.answerAsk(c.open[0], a, err)
			}
		default:
			c.press(keys[rng.IntN(len(keys))])
		}
		for _, e := range effects[kiosk.CheckPIN](c) {
			c.step(kiosk.PINChecked{Pad: e.Pad, Result: kiosk.PINResult{OK: knows, TriesLeft: 4}})
		}
		for n, p := range c.payments {
			require.True(t, knows || p.State != kiosk.StatePaid, "%s", n)
		}
	}
	return c.records
}

func TestDecision_TakesOnlyWhatStandsOnTheCard(t *testing.T) {
	c, n := openDecision(t, lepayLike())
	taps := func(title string, as ...kiosk.Action) {
		t.Helper()
		for _, a := range as {
			c.tapGuarded(a)
			require.Equal(t, title, c.view.Panel.Title.ID, a)
		}
	}
	taps("decide.title", kiosk.ActionConfirm, evidenceAction(kiosk.EvidenceInApp), kiosk.ActionRefunded, kiosk.ActionAccept, kiosk.ActionLater, kiosk.ActionReview, kiosk.ActionAskAgain, kiosk.ActionOwner)
	taps("decide.why.say_paid", kiosk.ActionSayPaid, kiosk.ActionSayUnpaid, kiosk.ActionConfirm, evidenceAction(kiosk.EvidenceNotInApp), evidenceAction("anything"))
	taps("decide.sure.say_paid", evidenceAction(kiosk.EvidenceBill), evidenceAction(kiosk.EvidenceInApp), kiosk.ActionSayUnpaid)
	require.Equal(t, "@reason.wallet_bill", c.view.Panel.Detail.Args[3])
	require.Equal(t, kiosk.StateUnknown, c.payments[n].State)
}

func TestDecision_ARefundIsNotDeniedWhileItsRequestMayArrive(t *testing.T) {
	c := openRefundDecision(t)
	c.tapGuarded(kiosk.ActionUnrefunded)
	require.Equal(t, "decide.refund.title", c.view.Panel.Title.ID)
}

func TestManager_DecidesAnUnknownPayment(t *testing.T) {
	for key, want := range map[kiosk.Key]kiosk.State{kiosk.KeyF5: kiosk.StatePaid, kiosk.KeyF6: kiosk.StateClosed} {
		t.Run(string(want), func(t *testing.T) {
			c := lostCharge(t, lepayLike())
			c.press(kiosk.KeyF7)
			require.Equal(t, kiosk.ScreenPIN, c.view.Screen)
			c.press("1", "2", "3", "4", kiosk.KeyEnter)
			require.Equal(t, []kiosk.Effect{kiosk.CheckPIN{PIN: "1234", Pad: 1}}, c.other)
			c.step(kiosk.PINChecked{Pad: 1, Result: kiosk.PINResult{OK: true}})
			require.Equal(t, "decide.title", c.view.Panel.Title.ID)
			c.press(key)
			require.Equal(t, kiosk.StateUnknown, c.only().State, "a card that has just come up takes no key")
			c.decide(key)
			require.Equal(t, want, c.only().State)
			require.Equal(t, kiosk.RecordDecided, c.records[len(c.records)-1-map[bool]int{true: 1}[want == kiosk.StatePaid]].Kind)
		})
	}
}

func TestManager_WrongPINDecidesNothing(t *testing.T) {
	c := lostCharge(t, lepayLike())
	c.press(kiosk.KeyF7, "1", "2", "3", "4", kiosk.KeyEnter)
	c.step(kiosk.PINChecked{Pad: 1, Result: kiosk.PINResult{TriesLeft: 4}})
	require.Equal(t, "pin.wrong", c.view.PIN.Title.ID)
	require.Equal(t, "pin.for.manager", c.view.PIN.Detail.ID, "what it is for stays to be read")
	c.press(kiosk.KeyF5, kiosk.KeyF6)
	c.tap(kiosk.ActionSayPaid)
	require.Equal(t, kiosk.StateUnknown, c.only().State)
	c.press(kiosk.KeyEsc)
	c.tap(kiosk.ActionSayPaid)
	require.Equal(t, kiosk.StateUnknown, c.only().State)
}

func TestManager_AnAnswerThatComesAfterTheDecisionIsNotLost(t *testing.T) {
	c := chargedSale(t, lepayLike(), wechatCode)
	charge := c.pending(kiosk.CallCharge)
	c.step(kiosk.Woke{}) // the charge is out; a later step fails
	c.step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
	c.reload()
	c.sleep(payments.RecoveryMax)
	c.openDecision()
	c.decide(kiosk.KeyF6)
	require.Equal(t, kiosk.StateClosed, c.only().State)
	c.step(kiosk.Answered{Call: charge, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid}})
	require.Equal(t, kiosk.StatePaid, c.only().State)
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
}

func TestPIN_AnswersBelongToTheirPad(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.press(kiosk.KeyF9, "1", "2", "3", "4", kiosk.KeyEnter, kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenPIN, c.view.Screen, "it is being checked")
	c.step(kiosk.PINChecked{Pad: 7, Result: kiosk.PINResult{OK: true}})
	require.Equal(t, kiosk.ScreenPIN, c.view.Screen)
	c.step(kiosk.PINChecked{Pad: 1, Result: kiosk.PINResult{OK: true}})
	require.Equal(t, kiosk.ScreenHistory, c.view.Screen)
}
