package kiosk

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// nothingSaid are answers to a question about a payment that prove nothing of it.
func nothingSaid() map[string]struct {
	answer Answer
	err    error
	light  GatewayState
} {
	return map[string]struct {
		answer Answer
		err    error
		light  GatewayState
	}{
		"a code that means nothing":   {Answer{Verdict: VerdictUnknown, Reason: "20000"}, nil, GatewayGarbage},
		"no verdict at all":           {Answer{}, nil, GatewayGarbage},
		"what is no answer":           {Answer{}, &Unanswered{Err: errors.New("html"), Answered: true}, GatewayGarbage},
		"another order, not paid yet": {Answer{Verdict: VerdictWaiting, Order: "G2"}, nil, GatewayGarbage},
		"another order, refused":      {Answer{Verdict: VerdictFailed, Order: "G2"}, nil, GatewayGarbage},
		"busy":                        {Answer{}, &Unanswered{Err: errors.New("429"), Answered: true, Busy: true}, GatewayBusy},
		"silence":                     {Answer{}, unanswered(), GatewaySilent},
		"no way":                      {Answer{}, &NotSent{Err: errors.New("refused")}, GatewayUnreachable},
	}
}

func TestProof_AnswersThatSayNothingNeverBecomeNotPaid(t *testing.T) {
	for name, row := range nothingSaid() {
		for which, can := range map[string]Capabilities{"lepay": lepayLike(), "all": fullGateway()} {
			t.Run(which+", "+name, func(t *testing.T) {
				c := newCounter(t, can)
				c.openQR(KeyF1, "G1")
				c.sleep(time.Second)
				c.answer(CallQuery, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
				told := false
				for end := c.now.Add(saleIdleMax + time.Minute); c.now.Before(end) && c.till.book.sale != nil; c.sleep(time.Second) {
					for len(c.open) > 0 {
						if c.open[0].Kind == CallPing {
							c.answer(CallPing, Answer{}, nil) // its front stands
							continue
						}
						c.answer(c.open[0].Kind, row.answer, row.err)
						require.Equal(t, row.light, c.view.Status.Gateway.State)
					}
					require.NotEqual(t, CustomerFailed, c.view.Customer.Kind)
					told = told || c.view.Panel.Title.ID == "panel.slow.title" && c.hasButton(ActionPark)
				}
				require.True(t, told, "both sides are told, and the sale can be parked")
				require.Equal(t, StateUnknown, c.only().State)
				require.Equal(t, 1, c.view.Status.Open, "counted")
				require.Equal(t, CustomerAskHelp, c.view.Customer.Kind, "nothing red")
				require.Equal(t, []string{"panel.timeout.parked", "panel.timeout.unheard"}, []string{c.view.Panel.Title.ID, c.view.Panel.Detail.ID})
				require.Equal(t, OutcomeParked, c.view.Last.Outcome)
				require.Equal(t, SaleParked, c.sales[c.only().Sale].State)

				c.press(KeyEnter)
				c.gatewayAnswers(Answer{Verdict: VerdictPaid, Order: "G1"})
				require.Equal(t, StatePaid, c.only().State, "its money is found")
				require.True(t, c.only().Late)
			})
		}
	}
}

// gatewayAnswers has the gateway say a to what the till asks in the next hour.
func (c *counter) gatewayAnswers(a Answer) {
	c.t.Helper()
	for end := c.now.Add(time.Hour); c.now.Before(end) && c.only().State != StatePaid; c.sleep(time.Second) {
		for len(c.open) > 0 {
			c.answer(c.open[0].Kind, a, nil)
		}
	}
}

func TestProof_NotPaidIsSaidWithProof(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	for end := c.now.Add(saleIdleMax + time.Minute); c.now.Before(end) && c.till.book.sale != nil; c.sleep(time.Second) {
		for len(c.open) > 0 {
			c.answer(c.open[0].Kind, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
		}
	}
	require.Equal(t, CustomerFailed, c.view.Customer.Kind)
	require.Equal(t, OutcomeTimeout, c.view.Last.Outcome)
	require.Zero(t, c.view.Status.Open)

	c.sleep(10 * time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictUnknown}, nil)
	require.Equal(t, CustomerAskHelp, c.view.Customer.Kind, "its proof grows old")
	require.Equal(t, "panel.timeout.silent", c.view.Panel.Detail.ID, "it is not on the list")
	c.sleep(10 * time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
	require.Equal(t, CustomerFailed, c.view.Customer.Kind)
}

func TestProof_AForgottenQRThatOnlyANotificationProves(t *testing.T) {
	for _, notices := range []bool{true, false} {
		c := newCounter(t, blindGateway(notices))
		n := c.openBlind()
		for end := c.now.Add(saleIdleMax + time.Minute); c.now.Before(end) && c.till.book.sale != nil; c.sleep(time.Second) {
			c.answerAll(Answer{})
		}
		require.Equal(t, StateUnknown, c.payments[n].State, "that none came proves nothing yet")
		require.Equal(t, CustomerAskHelp, c.view.Customer.Kind)
		require.Equal(t, 1, c.view.Status.Open)
	}
}

func TestProof_ARefusedCodeSaysNothingOfTheQRBeforeIt(t *testing.T) {
	can := blindGateway(true)
	can.Code = true
	c := newCounter(t, can)
	c.openBlind()
	c.step(Scanned{NewPayCode(wechatCode)})
	c.answer(CallCharge, Answer{Verdict: VerdictFailed, Reason: "no money"}, nil)
	require.Equal(t, CustomerAskHelp, c.view.Customer.Kind, "who has paid the QR is not asked to pay again")
	require.Equal(t, "fail.other_open", c.view.Panel.Detail.ID)
	require.Equal(t, PhraseUnknown, c.said[len(c.said)-1].Kind, "nor is it heard")

	c = newCounter(t, fullGateway())
	c.openQR(KeyF1, "G1")
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
	c.step(Scanned{NewPayCode(wechatCode)})
	c.answer(CallCharge, Answer{Verdict: VerdictFailed, Reason: "no money"}, nil)
	require.Equal(t, CustomerFailed, c.view.Customer.Kind, "the QR was not paid a moment ago")
	require.Equal(t, PhraseFailed, c.said[len(c.said)-1].Kind)
}

// Nothing of a customer's failed who saw nothing to pay with.
func TestProof_AQRThatNeverCameIsNothingRed(t *testing.T) {
	for key, can := range map[Key]Capabilities{KeyF1: fullGateway(), KeyF3: miniPageGateway()} {
		c := newCounter(t, can)
		c.typeAmount("1")
		c.press(key)
		c.answer(CallQR, Answer{}, unanswered())
		require.Equal(t, CustomerAmount, c.view.Customer.Kind, key)
	}
}

// Closing what was left is a question too, and its silence makes the proof old.
func TestProof_AClosingThatIsNotAnsweredIsASilence(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.openQR(KeyF1, "G1")
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
	c.step(Scanned{NewPayCode(wechatCode)})
	c.answer(CallCharge, Answer{Verdict: VerdictFailed, Reason: "no money"}, nil)
	require.Equal(t, CustomerFailed, c.view.Customer.Kind)
	c.sleep(time.Second)
	c.answer(CallClose, Answer{}, unanswered())
	require.Equal(t, CustomerAskHelp, c.view.Customer.Kind)
}

// One useless answer is nothing; the customer would only worry.
func TestLight_OneUselessAnswerIsNotTold(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictUnknown}, nil)
	require.Equal(t, GatewayGarbage, c.view.Status.Gateway.State)
	require.NotEqual(t, "panel.slow.title", c.view.Panel.Title.ID)
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
	require.Equal(t, GatewayOK, c.view.Status.Gateway.State)
}

// A code whose request was lost may be unknown to the gateway, which works.
func TestLight_AnOrderThatNeverArrivedIsNoFaultOfTheGateway(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.loseAnswer()
	require.Equal(t, GatewaySilent, c.view.Status.Gateway.State)
	c.sleep(3 * time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictUnknown, Reason: "no such order"}, nil)
	require.Equal(t, GatewayReachable, c.view.Status.Gateway.State)
}

func TestLight_AConnectionLiftsWhatMayHavePassed(t *testing.T) {
	for name, row := range map[string]struct {
		err  error
		soon GatewayState
	}{
		"no way":  {&NotSent{Err: errors.New("refused")}, GatewayReachable},
		"silent":  {unanswered(), GatewaySilent},
		"garbage": {&Unanswered{Err: errors.New("html"), Answered: true}, GatewayGarbage},
		"busy":    {&Unanswered{Err: errors.New("429"), Answered: true, Busy: true}, GatewayBusy},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.answerAll(Answer{})
			require.Equal(t, GatewayReachable, c.view.Status.Gateway.State, "a connection stands, and nothing was asked yet")
			c.typeAmount("1")
			c.press(KeyF1)
			c.answer(CallQR, Answer{}, row.err)
			c.press(KeyEsc)
			c.sleep(pingEveryBroken)
			c.answerAll(Answer{})
			require.Equal(t, row.soon, c.view.Status.Gateway.State)
			for end := c.now.Add(reachableAfter + pingEvery); c.now.Before(end); c.sleep(time.Second) {
				c.answerAll(Answer{})
			}
			require.Equal(t, GatewayReachable, c.view.Status.Gateway.State)
		})
	}
}

// busyFor has the gateway answer "busy" to all for a while, and returns when each
// question left.
func (c *counter) busyFor(d, retryAfter time.Duration) (left []time.Time) {
	c.t.Helper()
	for end := c.now.Add(d); c.now.Before(end); c.sleep(100 * time.Millisecond) {
		for len(c.open) > 0 {
			if c.open[0].Kind != CallPing {
				left = append(left, c.now)
			}
			c.answer(c.open[0].Kind, Answer{}, &Unanswered{Err: errors.New("429"), Answered: true, Busy: true, RetryAfter: retryAfter})
		}
	}
	return left
}

func TestBusy_TheTillSlowsDown(t *testing.T) {
	c := newCounter(t, lepayLike())
	for _, n := range []string{"G1", "G2", "G3"} { // two are left and asked about too
		c.openQR(KeyF1, n)
		if n != "G3" {
			c.press(KeyEsc)
		}
	}
	left := c.busyFor(4*time.Minute, 0)
	require.LessOrEqual(t, len(left), 12, "doubling, one question at a time")
	for i := 2; i < len(left); i++ {
		require.GreaterOrEqual(t, left[i].Sub(left[i-1]), min(left[i-1].Sub(left[i-2]), busyPauseMax-time.Second), "question %d", i)
	}

	c = newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	left = c.busyFor(2*time.Minute, 30*time.Second)
	require.LessOrEqual(t, len(left), 5)
	for i := 1; i < len(left); i++ {
		require.GreaterOrEqual(t, left[i].Sub(left[i-1]), 30*time.Second, "as long as the gateway said")
	}
	require.Equal(t, "panel.fault.busy", c.view.Panel.Detail.ID)
	c.sleep(30 * time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
	before := c.count(CallQuery)
	c.sleep(4 * time.Second)
	require.Greater(t, c.count(CallQuery), before, "quick again once it answers")
}

func TestBusy_AnEndlessRetryAfterIsBounded(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.answerAll(Answer{})
	c.openQR(KeyF1, "G1")
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{}, &Unanswered{Err: errors.New("429"), Answered: true, Busy: true, RetryAfter: 24 * time.Hour})
	c.sleep(RetryAfterMax)
	require.True(t, c.isOpen(CallQuery))
}

// The counter's customer and the one who left share what a busy gateway takes.
func TestBusy_TheCounterAndTheOthersAreAskedAboutInTurn(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	c.press(KeyEsc)
	c.openQR(KeyF1, "G2")
	c.busyFor(5*time.Minute, 0)
	about := map[string]int{}
	for _, a := range c.asked {
		if a.Kind == CallQuery {
			about[a.Payment.GatewayOrderNo]++
		}
	}
	require.InDelta(t, about["G1"], about["G2"], 2, "%v", about)
	require.Greater(t, about["G1"], 2)
}

func TestBusy_RefundsWaitToo(t *testing.T) {
	can := fullGateway()
	can.Refund, can.RefundAgain, can.QueryRefund = RefundPart, true, true
	c := newCounter(t, can)
	c.openQR(KeyF1, "G1")
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "G1"}, nil)
	c.press(KeyF9)
	c.enterPIN()
	c.step(RefundWanted{c.only().OrderNo})
	c.press(KeyEnter, KeyEnter)
	require.LessOrEqual(t, len(c.busyFor(2*time.Minute, 0)), 9)
}

// The light is not green while what a gateway is asked to do is answered with
// words that prove nothing.
func TestLight_UselessAnswersToWhatItWasAskedToDo(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.typeAmount("1")
	c.press(KeyEnter)
	c.step(Scanned{NewPayCode(wechatCode)})
	c.answer(CallCharge, Answer{Verdict: VerdictUnknown, Reason: "20000"}, nil)
	require.Equal(t, GatewayGarbage, c.view.Status.Gateway.State, "a charge")

	c = newCounter(t, fullGateway())
	c.openQR(KeyF1, "G1")
	c.press(KeyEsc)
	c.answersAs(time.Minute, func(string) (Answer, error) {
		return Answer{Verdict: VerdictUnknown}, nil
	})
	require.Equal(t, closeTriesMax, c.count(CallClose))
	require.Equal(t, GatewayGarbage, c.view.Status.Gateway.State, "a close")
	require.True(t, c.till.book.slow(), "no close between two questions has lifted it")

	c = newCounter(t, refunding())
	c.wantRefund(c.sell())
	c.give("5")
	for end := c.now.Add(time.Minute); c.now.Before(end); c.sleep(time.Second) {
		for len(c.open) > 0 {
			k := c.open[0].Kind
			c.answerRefund(k, RefundAnswer{Verdict: RefundSaidUnknown, Reason: "20000"}, nil)
			if k == CallPing {
				continue
			}
			require.Equal(t, GatewayGarbage, c.view.Status.Gateway.State, "a refund")
		}
	}
}

// The gateway knows nothing of one order for ever and is well.
func TestLight_AnOldOrderKeepsItFromNothing(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	c.press(KeyEsc)
	c.answersAs(time.Minute, func(string) (Answer, error) { return Answer{Verdict: VerdictUnknown}, nil })
	require.Equal(t, GatewayGarbage, c.view.Status.Gateway.State)
	c.answersAs(doubtPatience+reachableAfter+pingEvery, func(string) (Answer, error) { return Answer{Verdict: VerdictUnknown}, nil })
	require.Equal(t, GatewayReachable, c.view.Status.Gateway.State)
}
