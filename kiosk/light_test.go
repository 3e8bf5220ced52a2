package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// One useless answer is nothing; the customer would only worry.
func TestLight_OneUselessAnswerIsNotTold(t *testing.T) {
	c := openSale(t, lepayLike())
	c.answerPoll(Answer{Verdict: VerdictUnknown})
	require.Equal(t, GatewayGarbage, c.view.Status.Gateway.State)
	require.NotEqual(t, "panel.slow.title", c.view.Panel.Title.ID)
	c.answerPoll(g1Waiting)
	require.Equal(t, GatewayOK, c.view.Status.Gateway.State)
}

// A code whose request was lost may be unknown to the gateway, which works.
func TestLight_AnOrderThatNeverArrivedIsNoFaultOfTheGateway(t *testing.T) {
	c := lostCharge(t, fullGateway())
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
		"no way":  {&NotSent{ErrConflict}, GatewayReachable},
		"silent":  {unanswered(), GatewaySilent},
		"garbage": {garbage(), GatewayGarbage},
		"busy":    {busyErr(0), GatewayBusy},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.answerAll(Answer{}, nil)
			require.Equal(t, GatewayReachable, c.view.Status.Gateway.State, "a connection stands, and nothing was asked yet")
			c.pay("1", KeyF1)
			c.answer(CallQR, Answer{}, row.err)
			c.press(KeyEsc)
			c.sleep(pingEveryBroken)
			c.answerAll(Answer{}, nil)
			require.Equal(t, row.soon, c.view.Status.Gateway.State)
			c.answerFor(reachableAfter+pingEvery, Answer{}, nil)
			require.Equal(t, GatewayReachable, c.view.Status.Gateway.State)
		})
	}
}

// openSales has a QR on show, and n-1 before it that were left and are asked about
// too.
func openSales(t *testing.T, n int) *counter {
	c := openSale(t, lepayLike())
	for i := 2; i <= n; i++ {
		c.press(KeyEsc)
		c.openQR(KeyF1, "G"+itoa(i))
	}
	return c
}

func TestBusy_TheTillSlowsDown(t *testing.T) {
	c := openSales(t, 3)
	left := c.busyFor(4*time.Minute, 0)
	require.LessOrEqual(t, len(left), 12, "doubling, one question at a time")
	for i := 2; i < len(left); i++ {
		require.GreaterOrEqual(t, left[i].Sub(left[i-1]), min(left[i-1].Sub(left[i-2]), busyPauseMax-time.Second), "question %d", i)
	}

	c = openSale(t, lepayLike())
	left = c.busyFor(2*time.Minute, 30*time.Second)
	require.LessOrEqual(t, len(left), 5)
	for i := 1; i < len(left); i++ {
		require.GreaterOrEqual(t, left[i].Sub(left[i-1]), 30*time.Second, "as long as the gateway said")
	}
	require.Equal(t, "panel.fault.busy", c.view.Panel.Detail.ID)
	c.sleep(30 * time.Second)
	c.answer(CallQuery, g1Waiting, nil)
	before := c.count(CallQuery)
	c.sleep(4 * time.Second)
	require.Greater(t, c.count(CallQuery), before, "quick again once it answers")
}

func TestBusy_AnEndlessRetryAfterIsBounded(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.answerAll(Answer{}, nil)
	c.openQR(KeyF1, "G1")
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{}, busyErr(24*time.Hour))
	c.sleep(RetryAfterMax)
	require.True(t, c.isOpen(CallQuery))
}

// The counter's customer and the one who left share what a busy gateway takes.
func TestBusy_TheCounterAndTheOthersAreAskedAboutInTurn(t *testing.T) {
	c := cancelledSale(t, lepayLike())
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
	c, n := paidSale(t, refunding())
	c.openHistory()
	c.step(RefundWanted{n})
	c.press(KeyEnter, KeyEnter)
	require.LessOrEqual(t, len(c.busyFor(2*time.Minute, 0)), 9)
}

// The light is not green while what a gateway is asked to do is answered with
// words that prove nothing.
func TestLight_UselessAnswersToWhatItWasAskedToDo(t *testing.T) {
	c := chargedSale(t, lepayLike(), wechatCode)
	c.answer(CallCharge, Answer{Verdict: VerdictUnknown, Reason: "20000"}, nil)
	require.Equal(t, GatewayGarbage, c.view.Status.Gateway.State, "a charge")

	c = cancelledSale(t, fullGateway())
	c.answerFor(time.Minute, Answer{Verdict: VerdictUnknown}, nil)
	require.Equal(t, closeTriesMax, c.count(CallClose))
	require.Equal(t, GatewayGarbage, c.view.Status.Gateway.State, "a close")
	require.GreaterOrEqual(t, c.now.Sub(c.view.Status.Gateway.Since), slowAfter, "no close between two questions has lifted it")

	c, _ = askedRefund(t, refunding())
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
	c := cancelledSale(t, lepayLike())
	c.answerFor(time.Minute, Answer{Verdict: VerdictUnknown}, nil)
	require.Equal(t, GatewayGarbage, c.view.Status.Gateway.State)
	c.answerFor(doubtPatience+reachableAfter+pingEvery, Answer{Verdict: VerdictUnknown}, nil)
	require.Equal(t, GatewayReachable, c.view.Status.Gateway.State)
}

// Several questions are under way when the gateway first says "busy": that is one
// word, and the counter's customer waits no longer for it.
func TestBusy_AnswersToOneBurstAreOneWord(t *testing.T) {
	c := openSales(t, 4)
	c.sleep(pollQuick)
	require.Greater(t, len(c.open), 3)
	c.answerAll(Answer{}, busyErr(0))
	c.sleep(busyPauseMin)
	require.Len(t, c.open, 1)
	c.answer(c.open[0].Kind, Answer{}, busyErr(0))
	c.sleep(2*busyPauseMin - time.Second/10)
	require.Empty(t, c.open, "doubled with the next")
	c.sleep(time.Second)
	require.Len(t, c.open, 1)
}

// refundAtBusy has given ¥5 back, of which the gateway says only that it is busy.
func refundAtBusy(t *testing.T, retryAfter time.Duration) *counter {
	can := refunding()
	can.Notifications = true
	c := newCounter(t, can)
	c.answer(CallPing, Answer{}, nil)
	c.refund(c.sell(), "5")
	c.answerRefund(CallRefund, RefundAnswer{}, busyErr(retryAfter))
	c.press(KeyEsc, KeyEsc, KeyEsc)
	require.Equal(t, ScreenAmount, c.view.Screen)
	return c
}

func TestBusy_RefundsHaveTheirTurn(t *testing.T) {
	c := refundAtBusy(t, 0)
	c.openQR(KeyF1, "G2")
	c.answerFor(4*time.Minute, Answer{}, busyErr(0))
	require.Greater(t, c.count(CallRefund), 2)
	require.Greater(t, c.count(CallQuery), 3)
}

func TestBusy_WhoWantsToKnowOfARefundAsksAtOnce(t *testing.T) {
	c := refundAtBusy(t, RetryAfterMax)
	c.press(KeyF10)
	c.sleep(time.Second)
	before := c.count(CallRefund)
	c.press(KeyF5)
	require.Equal(t, before+1, c.count(CallRefund))
	require.True(t, c.view.Attention.Rows[0].Doing.Busy)
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone}, nil)
	require.Equal(t, RefundDone, c.theRefund().State)
}

// The customer who has paid does not stand there until the pause is over.
func TestBusy_WhatANotificationTellsOfDoesNotWait(t *testing.T) {
	c := refundAtBusy(t, RetryAfterMax)
	c.openQR(KeyF1, "G2")
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{}, busyErr(RetryAfterMax))
	c.sleep(10 * time.Second)
	require.Empty(t, c.open)
	c.notify(c.newest(), Answer{Verdict: VerdictPaid, Amount: fen(12850)})
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "G2"}, nil)
	require.Equal(t, CustomerPaid, c.view.Customer.Kind)
}
