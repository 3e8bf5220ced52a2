package till_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
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
			c, n := tilltest.OpenDecision(t, tilltest.LepayLike())
			require.Equal(t, kiosk.T("decide.detail", "order", string(n)), c.View.Panel.Detail)
			c.PressGuarded(row.what)
			about := kiosk.T("decide.about", "wallet", "@wallet.wechat", "order", n.Tail(), "time", c.Payments[n].CreatedAt.Format(time.TimeOnly))
			require.Equal(t, about, c.View.Panel.Detail)
			c.PressGuarded(row.why)
			require.Equal(t, row.second, c.View.Panel.Title.ID)
			require.Equal(t, "1.00", c.View.Panel.Amount)
			require.Equal(t, about.Arg(), c.View.Panel.Detail.Args[1])
			require.Equal(t, kiosk.StateUnknown, c.Payments[n].State, "nothing is on record before the second look")
			c.PressGuarded(kiosk.KeyEnter)
			require.Equal(t, row.state, c.Payments[n].State)
			require.Equal(t, row.note, c.Payments[n].Note, "the export says who and why")
			require.Equal(t, 1, c.Recorded(kiosk.RecordDecided))
			i := slices.IndexFunc(c.Records, func(r kiosk.Record) bool { return r.Kind == kiosk.RecordDecided })
			require.Equal(t, string(row.note), c.Records[i].Note)
			require.Equal(t, kiosk.ScreenAmount, c.View.Screen, "that was the last of the list")
			require.Zero(t, c.View.Status.Open)
		})
	}
}

func TestDecision_NoKeyRunsThroughIt(t *testing.T) {
	for _, k := range []kiosk.Key{kiosk.KeyEnter, kiosk.KeyF5, kiosk.KeyF6, kiosk.KeyF7, kiosk.KeyF1, kiosk.KeyF10} {
		t.Run(string(k), func(t *testing.T) {
			c, n := tilltest.OpenDecision(t, tilltest.LepayLike())
			for range 50 {
				c.Press(k)
				c.Sleep(2 * tilltest.TouchGuard)
			}
			require.Equal(t, kiosk.StateUnknown, c.Payments[n].State)
		})
	}
}

func TestDecision_EveryStepIsGuarded(t *testing.T) {
	c, n := tilltest.OpenDecision(t, tilltest.LepayLike())
	for _, step := range []struct {
		key  kiosk.Key
		next string
	}{{kiosk.KeyF5, "decide.why.say_paid"}, {kiosk.KeyF1, "decide.sure.say_paid"}} {
		before := c.View.Panel.Title
		c.Sleep(tilltest.TouchGuard - time.Millisecond)
		c.Press(step.key)
		require.Equal(t, before, c.View.Panel.Title, "a step that has just come up takes no key")
		c.Sleep(time.Millisecond)
		c.Press(step.key)
		require.Equal(t, step.next, c.View.Panel.Title.ID)
	}
	c.Press(kiosk.KeyEnter)
	c.Tap(kiosk.ActionConfirm)
	require.Equal(t, kiosk.StateUnknown, c.Payments[n].State)
	c.PressGuarded(kiosk.KeyEnter)
	require.Equal(t, kiosk.StatePaid, c.Payments[n].State)
}

func TestDecision_BackIsOneStep(t *testing.T) {
	c, n := tilltest.OpenDecision(t, tilltest.LepayLike())
	c.PressGuarded(kiosk.KeyF5, kiosk.KeyF2)
	require.Equal(t, "@reason.wallet_bill", c.View.Panel.Detail.Args[3])
	for _, title := range []string{"decide.why.say_paid", "decide.title", "doubts.title"} {
		c.Press(kiosk.KeyEsc)
		require.Equal(t, title, c.View.Panel.Title.ID)
	}
	require.Equal(t, n, c.Chosen().OrderNo)
	c.Press(kiosk.KeyF5, kiosk.KeyEnter)
	c.Sleep(tilltest.TouchGuard)
	c.Tap(kiosk.ActionConfirm, kiosk.ActionSayPaid, till.EvidenceAction(kiosk.EvidenceInApp))
	require.Equal(t, kiosk.StateUnknown, c.Payments[n].State, "the decision is over, and with it the PIN")
}

func TestDecision_LeftStandingItEnds(t *testing.T) {
	for steps := range 3 {
		c, n := tilltest.OpenDecision(t, tilltest.LepayLike())
		ends := c.Now.Add(till.DecisionMax)
		c.PressGuarded([]kiosk.Key{kiosk.KeyF5, kiosk.KeyF1}[:steps]...)
		c.Sleep(ends.Sub(c.Now) - time.Second)
		require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
		c.Sleep(time.Second)
		require.Equal(t, kiosk.ScreenAmount, c.View.Screen, "whoever comes now has no PIN")
		c.Press(kiosk.KeyF5, kiosk.KeyF1, kiosk.KeyEnter)
		require.Equal(t, kiosk.StateUnknown, c.Payments[n].State)
	}
}

func TestDecision_StepsBackAndForthDoNotLengthenIt(t *testing.T) {
	c, _ := tilltest.OpenDecision(t, tilltest.LepayLike())
	ends := c.Now.Add(till.DecisionMax)
	for ends.Sub(c.Now) > time.Minute {
		c.Sleep(10 * time.Second)
		c.Press(kiosk.KeyF5)
		c.Sleep(10 * time.Second)
		c.Press(kiosk.KeyEsc)
		require.Equal(t, "decide.title", c.View.Panel.Title.ID)
	}
	c.Sleep(ends.Sub(c.Now))
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen, "one PIN is good for one decision")
}

func TestDecision_AtTheCounterTheSaleComesBack(t *testing.T) {
	c := tilltest.LostCharge(t, tilltest.LepayLike())
	c.PressPIN(kiosk.KeyF7)
	c.Sleep(till.DecisionMax)
	require.Equal(t, "panel.unknown.title", c.View.Panel.Title.ID)
	require.True(t, c.HasButton(kiosk.ActionPark))
}

func TestDecision_BeginsAnewWhenItsPaymentChanges(t *testing.T) {
	c, n := tilltest.OpenDecision(t, gatewaytest.Full())
	c.PressGuarded(kiosk.KeyF5, kiosk.KeyF1)
	require.Equal(t, "decide.sure.say_paid", c.View.Panel.Title.ID)
	c.AnswerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: tilltest.Fen(7)}, nil)
	require.Equal(t, "decide.title", c.View.Panel.Title.ID, "what the gateway says meanwhile has to be looked at")
	c.Sleep(tilltest.TouchGuard)
	c.AnswerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: tilltest.Fen(100)}, nil)
	require.Equal(t, kiosk.StatePaid, c.Payments[n].State)
	require.Equal(t, "doubts.late", c.Row(0).Title.ID, "the gateway's word makes it needless")
	c.Press(kiosk.KeyF5, kiosk.KeyF1, kiosk.KeyEnter)
	require.Empty(t, c.Recorded(kiosk.RecordDecided))
}

func TestPIN_BegunAndLeftItIsForgotten(t *testing.T) {
	c, n := tilltest.ParkedSale(t, tilltest.LepayLike())
	c.Press(kiosk.KeyF10, kiosk.KeyF7, "1", "2", "3")
	c.Sleep(till.PINIdleMax - time.Second)
	require.Equal(t, 3, c.View.PIN.Dots)
	c.Sleep(time.Second)
	require.Equal(t, kiosk.ScreenAttention, c.View.Screen)
	c.Press(kiosk.KeyF7)
	require.Zero(t, c.View.PIN.Dots)
	require.Equal(t, kiosk.StateUnknown, c.Payments[n].State)
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
	can := tilltest.LepayLike()
	if rng.IntN(2) == 0 {
		can = gatewaytest.NoQuery(rng.IntN(2) == 0)
		can.Code = true
	}
	c := tilltest.NewCounter(t, can)
	keys := []kiosk.Key{
		"0", "1", "5", kiosk.KeyDot, kiosk.KeyBackspace, kiosk.KeyEnter, kiosk.KeyEnter, kiosk.KeyEsc, kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3, kiosk.KeyF4, kiosk.KeyF5, kiosk.KeyF6, kiosk.KeyF7, kiosk.KeyF7, kiosk.KeyF8, kiosk.KeyF10, kiosk.KeyF12,
		kiosk.KeyUp, kiosk.KeyDown, kiosk.KeyPageUp, kiosk.KeyPageDown, kiosk.KeyHome, kiosk.KeyEnd,
	}
	actions := []kiosk.Action{
		kiosk.ActionWeChat, kiosk.ActionAlipay, kiosk.ActionMini, kiosk.ActionScan, kiosk.ActionCancel, kiosk.ActionNext, kiosk.ActionAskAgain, kiosk.ActionPark, kiosk.ActionManager, kiosk.ActionSayPaid,
		kiosk.ActionSayUnpaid, kiosk.ActionAccept, kiosk.ActionRefundByHand, kiosk.ActionRefund, kiosk.ActionConfirm, kiosk.ActionRefunded, kiosk.ActionUnrefunded, kiosk.ActionLater, kiosk.ActionReview,
		kiosk.ActionDetails, kiosk.ActionHelp, kiosk.ActionBack, kiosk.ActionRetry,
	}
	for _, rs := range till.EvidenceFor {
		for _, r := range rs {
			actions = append(actions, till.EvidenceAction(r))
		}
	}
	codes := 0
	for range steps {
		switch rng.IntN(12) {
		case 10:
			if c.View.Screen == kiosk.ScreenPIN {
				c.Press("1", "2", "3", "4", kiosk.KeyEnter)
			}
		case 11:
			if bs := c.View.Panel.Buttons; len(bs) > 0 {
				c.Tap(bs[rng.IntN(len(bs))].Action)
			}
		case 0:
			c.Sleep(time.Duration(rng.IntN(90_000)) * time.Millisecond)
		case 1:
			c.Sleep(tilltest.TouchGuard)
		case 2:
			codes++
			c.Scan(tilltest.WechatCode[:14] + fmt.Sprintf("%04d", codes%10_000))
		case 3, 4, 5:
			c.Tap(actions[rng.IntN(len(actions))])
		case 6:
			if len(c.Open) > 0 {
				a, err := kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "weixin://x", GatewayOrderNo: "G" + string(c.Open[0].Payment.OrderNo)}, error(nil)
				if c.Open[0].Kind != kiosk.CallQR || rng.IntN(4) == 0 {
					a, err = kiosk.Answer{}, tilltest.Unanswered()
				}
				c.AnswerAsk(c.Open[0], a, err)
			}
		default:
			c.Press(keys[rng.IntN(len(keys))])
		}
		for _, e := range tilltest.Effects[kiosk.CheckPIN](c) {
			c.Step(kiosk.PINChecked{Pad: e.Pad, Result: tilltest.PINAnswer(knows)})
		}
		for n, p := range c.Payments {
			require.True(t, knows || p.State != kiosk.StatePaid, "%s", n)
		}
	}
	return c.Records
}

func TestDecision_TakesOnlyWhatStandsOnTheCard(t *testing.T) {
	c, n := tilltest.OpenDecision(t, tilltest.LepayLike())
	taps := func(title string, as ...kiosk.Action) {
		t.Helper()
		for _, a := range as {
			c.TapGuarded(a)
			require.Equal(t, title, c.View.Panel.Title.ID, a)
		}
	}
	taps("decide.title", kiosk.ActionConfirm, till.EvidenceAction(kiosk.EvidenceInApp), kiosk.ActionRefunded, kiosk.ActionAccept, kiosk.ActionLater, kiosk.ActionReview, kiosk.ActionAskAgain, kiosk.ActionOwner)
	taps("decide.why.say_paid", kiosk.ActionSayPaid, kiosk.ActionSayUnpaid, kiosk.ActionConfirm, till.EvidenceAction(kiosk.EvidenceNotInApp), till.EvidenceAction("anything"))
	taps("decide.sure.say_paid", till.EvidenceAction(kiosk.EvidenceBill), till.EvidenceAction(kiosk.EvidenceInApp), kiosk.ActionSayUnpaid)
	require.Equal(t, "@reason.wallet_bill", c.View.Panel.Detail.Args[3])
	require.Equal(t, kiosk.StateUnknown, c.Payments[n].State)
}

func TestDecision_ARefundIsNotDeniedWhileItsRequestMayArrive(t *testing.T) {
	c := tilltest.OpenRefundDecision(t)
	c.TapGuarded(kiosk.ActionUnrefunded)
	require.Equal(t, "decide.refund.title", c.View.Panel.Title.ID)
}

func TestManager_WrongPINDecidesNothing(t *testing.T) {
	c := tilltest.LostCharge(t, tilltest.LepayLike())
	c.Press(kiosk.KeyF7, "1", "2", "3", "4", kiosk.KeyEnter)
	c.Step(kiosk.PINChecked{Pad: 1, Result: kiosk.PINResult{}})
	require.Equal(t, 1, c.View.PIN.Shakes)
	require.Equal(t, "pin.enter", c.View.PIN.Title.ID, "no words: the dots shake")
	require.Equal(t, "pin.for.manager", c.View.PIN.Detail.ID, "what it is for stays to be read")
	c.Press(kiosk.KeyF5, kiosk.KeyF6)
	c.Tap(kiosk.ActionSayPaid)
	require.Equal(t, kiosk.StateUnknown, c.Only().State)
	c.Press(kiosk.KeyEsc)
	c.Tap(kiosk.ActionSayPaid)
	require.Equal(t, kiosk.StateUnknown, c.Only().State)
}

func TestPIN_AnswersBelongToTheirPad(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Press(kiosk.KeyF9, "1", "2", "3", "4", kiosk.KeyEnter, kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenPIN, c.View.Screen, "it is being checked")
	c.Step(kiosk.PINChecked{Pad: 7, Result: tilltest.RightPIN()})
	require.Equal(t, kiosk.ScreenPIN, c.View.Screen)
	c.Step(kiosk.PINChecked{Pad: 1, Result: tilltest.RightPIN()})
	require.Equal(t, kiosk.ScreenHistory, c.View.Screen)
}
