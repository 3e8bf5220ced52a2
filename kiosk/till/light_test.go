package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// One useless answer is nothing; the customer would only worry.
func TestLight_OneUselessAnswerIsNotTold(t *testing.T) {
	c := openSale(t, lepayLike())
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictUnknown})
	require.Equal(t, kiosk.GatewayGarbage, c.view.Status.Gateway.State)
	require.NotEqual(t, "panel.slow.title", c.view.Panel.Title.ID)
	c.answerPoll(g1Waiting)
	require.Equal(t, kiosk.GatewayOK, c.view.Status.Gateway.State)
}

// A code whose request was lost may be unknown to the gateway, which works.
func TestLight_AnOrderThatNeverArrivedIsNoFaultOfTheGateway(t *testing.T) {
	c := lostCharge(t, fullGateway())
	require.Equal(t, kiosk.GatewaySilent, c.view.Status.Gateway.State)
	c.sleep(3 * time.Second)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "no such order"}, nil)
	require.Equal(t, kiosk.GatewayReachable, c.view.Status.Gateway.State)
}

func TestLight_AConnectionLiftsWhatMayHavePassed(t *testing.T) {
	for name, row := range map[string]struct {
		err  error
		soon kiosk.GatewayState
	}{
		"no way":  {&kiosk.NotSent{Err: kiosk.ErrConflict}, kiosk.GatewayReachable},
		"silent":  {unanswered(), kiosk.GatewaySilent},
		"garbage": {garbage(), kiosk.GatewayGarbage},
		"busy":    {busyErr(0), kiosk.GatewayBusy},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.answerAll(kiosk.Answer{}, nil)
			require.Equal(t, kiosk.GatewayReachable, c.view.Status.Gateway.State, "a connection stands, and nothing was asked yet")
			c.pay("1", kiosk.KeyF1)
			c.answer(kiosk.CallQR, kiosk.Answer{}, row.err)
			c.press(kiosk.KeyEsc)
			c.sleep(payments.PingEveryBroken)
			c.answerAll(kiosk.Answer{}, nil)
			require.Equal(t, row.soon, c.view.Status.Gateway.State)
			c.answerFor(payments.ReachableAfter+payments.PingEvery, kiosk.Answer{}, nil)
			require.Equal(t, kiosk.GatewayReachable, c.view.Status.Gateway.State)
		})
	}
}

// openSales has a QR on show, and n-1 before it that were left and are asked about
// too.
func openSales(t *testing.T, n int) *counter {
	c := openSale(t, lepayLike())
	for i := 2; i <= n; i++ {
		c.press(kiosk.KeyEsc)
		c.openQR(kiosk.KeyF1, "G"+itoa(i))
	}
	return c
}

func TestBusy_TheTillSlowsDown(t *testing.T) {
	c := openSales(t, 3)
	left := c.busyFor(4*time.Minute, 0)
	require.LessOrEqual(t, len(left), 12, "doubling, one question at a time")
	for i := 2; i < len(left); i++ {
		require.GreaterOrEqual(t, left[i].Sub(left[i-1]), min(left[i-1].Sub(left[i-2]), payments.BusyPauseMax-time.Second), "question %d", i)
	}

	c = openSale(t, lepayLike())
	left = c.busyFor(2*time.Minute, 30*time.Second)
	require.LessOrEqual(t, len(left), 5)
	for i := 1; i < len(left); i++ {
		require.GreaterOrEqual(t, left[i].Sub(left[i-1]), 30*time.Second, "as long as the gateway said")
	}
	require.Equal(t, "panel.fault.busy", c.view.Panel.Detail.ID)
	c.sleep(30 * time.Second)
	c.answer(kiosk.CallQuery, g1Waiting, nil)
	before := c.count(kiosk.CallQuery)
	c.sleep(4 * time.Second)
	require.Greater(t, c.count(kiosk.CallQuery), before, "quick again once it answers")
}

func TestBusy_AnEndlessRetryAfterIsBounded(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.answerAll(kiosk.Answer{}, nil)
	c.openQR(kiosk.KeyF1, "G1")
	c.sleep(time.Second)
	c.answer(kiosk.CallQuery, kiosk.Answer{}, busyErr(24*time.Hour))
	c.sleep(kiosk.RetryAfterMax)
	require.True(t, c.isOpen(kiosk.CallQuery))
}

// The counter's customer and the one who left share what a busy gateway takes.
func TestBusy_TheCounterAndTheOthersAreAskedAboutInTurn(t *testing.T) {
	c := cancelledSale(t, lepayLike())
	c.openQR(kiosk.KeyF1, "G2")
	c.busyFor(5*time.Minute, 0)
	about := map[string]int{}
	for _, a := range c.asked {
		if a.Kind == kiosk.CallQuery {
			about[a.Payment.GatewayOrderNo]++
		}
	}
	require.InDelta(t, about["G1"], about["G2"], 2, "%v", about)
	require.Greater(t, about["G1"], 2)
}

func TestBusy_RefundsWaitToo(t *testing.T) {
	c, n := paidSale(t, refunding())
	c.openHistory()
	c.step(kiosk.RefundWanted{OrderNo: n})
	c.press(kiosk.KeyEnter, kiosk.KeyEnter)
	require.LessOrEqual(t, len(c.busyFor(2*time.Minute, 0)), 9)
}

// The light is not green while what a gateway is asked to do is answered with
// words that prove nothing.
func TestLight_UselessAnswersToWhatItWasAskedToDo(t *testing.T) {
	c := chargedSale(t, lepayLike(), wechatCode)
	c.answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "20000"}, nil)
	require.Equal(t, kiosk.GatewayGarbage, c.view.Status.Gateway.State, "a charge")

	c = cancelledSale(t, fullGateway())
	c.answerFor(time.Minute, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	require.Equal(t, payments.CloseTriesMax, c.count(kiosk.CallClose))
	require.Equal(t, kiosk.GatewayGarbage, c.view.Status.Gateway.State, "a close")
	require.GreaterOrEqual(t, c.now.Sub(c.view.Status.Gateway.Since), payments.SlowAfter, "no close between two questions has lifted it")

	c, _ = askedRefund(t, refunding())
	for end := c.now.Add(time.Minute); c.now.Before(end); c.sleep(time.Second) {
		for len(c.open) > 0 {
			k := c.open[0].Kind
			c.answerRefund(k, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "20000"}, nil)
			if k == kiosk.CallPing {
				continue
			}
			require.Equal(t, kiosk.GatewayGarbage, c.view.Status.Gateway.State, "a refund")
		}
	}
}

// The gateway knows nothing of one order for ever and is well.
func TestLight_AnOldOrderKeepsItFromNothing(t *testing.T) {
	c := cancelledSale(t, lepayLike())
	c.answerFor(time.Minute, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	require.Equal(t, kiosk.GatewayGarbage, c.view.Status.Gateway.State)
	c.answerFor(payments.UnknownPatience+payments.ReachableAfter+payments.PingEvery, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	require.Equal(t, kiosk.GatewayReachable, c.view.Status.Gateway.State)
}

// Several questions are under way when the gateway first says "busy": that is one
// word, and the counter's customer waits no longer for it.
func TestBusy_AnswersToOneBurstAreOneWord(t *testing.T) {
	c := openSales(t, 4)
	c.sleep(payments.PollQuick)
	require.Greater(t, len(c.open), 3)
	c.answerAll(kiosk.Answer{}, busyErr(0))
	c.sleep(payments.BusyPauseMin)
	require.Len(t, c.open, 1)
	c.answer(c.open[0].Kind, kiosk.Answer{}, busyErr(0))
	c.sleep(2*payments.BusyPauseMin - time.Second/10)
	require.Empty(t, c.open, "doubled with the next")
	c.sleep(time.Second)
	require.Len(t, c.open, 1)
}

// refundAtBusy has given ¥5 back, of which the gateway says only that it is busy.
func refundAtBusy(t *testing.T, retryAfter time.Duration) *counter {
	can := refunding()
	can.Notifications = true
	c := newCounter(t, can)
	c.answer(kiosk.CallPing, kiosk.Answer{}, nil)
	c.refund(c.sell(), "5")
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{}, busyErr(retryAfter))
	c.press(kiosk.KeyEsc, kiosk.KeyEsc, kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	return c
}

func TestBusy_RefundsHaveTheirTurn(t *testing.T) {
	c := refundAtBusy(t, 0)
	c.openQR(kiosk.KeyF1, "G2")
	c.answerFor(4*time.Minute, kiosk.Answer{}, busyErr(0))
	require.Greater(t, c.count(kiosk.CallRefund), 2)
	require.Greater(t, c.count(kiosk.CallQuery), 3)
}

func TestBusy_WhoWantsToKnowOfARefundAsksAtOnce(t *testing.T) {
	c := refundAtBusy(t, kiosk.RetryAfterMax)
	c.press(kiosk.KeyF10)
	c.sleep(time.Second)
	before := c.count(kiosk.CallRefund)
	c.press(kiosk.KeyF5)
	require.Equal(t, before+1, c.count(kiosk.CallRefund))
	require.True(t, c.view.Attention.Rows[0].Progress.Querying)
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.RefundDone, c.theRefund().State)
}

// The customer who has paid does not stand there until the pause is over.
func TestBusy_WhatANotificationTellsOfDoesNotWait(t *testing.T) {
	c := refundAtBusy(t, kiosk.RetryAfterMax)
	c.openQR(kiosk.KeyF1, "G2")
	c.sleep(time.Second)
	c.answer(kiosk.CallQuery, kiosk.Answer{}, busyErr(kiosk.RetryAfterMax))
	c.sleep(10 * time.Second)
	require.Empty(t, c.open)
	c.notify(c.newest(), kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(12850)})
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G2"}, nil)
	require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind)
}
