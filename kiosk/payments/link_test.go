package payments_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"facepay/kiosk/till/tilltest"
)

// One useless answer is nothing; the customer would only worry.
func TestLight_OneUselessAnswerIsNotTold(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictUnknown})
	require.Equal(t, kiosk.GatewayGarbage, c.View.Status.Gateway.State)
	require.NotEqual(t, "panel.slow.title", c.View.Panel.Title.ID)
	c.AnswerPoll(tilltest.G1Waiting)
	require.Equal(t, kiosk.GatewayOK, c.View.Status.Gateway.State)
}

// A code whose request was lost may be unknown to the gateway, which works.
func TestLight_AnOrderThatNeverArrivedIsNoFaultOfTheGateway(t *testing.T) {
	c := tilltest.LostCharge(t, gatewaytest.Full())
	require.Equal(t, kiosk.GatewaySilent, c.View.Status.Gateway.State)
	c.Sleep(3 * time.Second)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "no such order"}, nil)
	require.Equal(t, kiosk.GatewayReachable, c.View.Status.Gateway.State)
}

func TestLight_AConnectionLiftsWhatMayHavePassed(t *testing.T) {
	for name, row := range map[string]struct {
		err  error
		soon kiosk.GatewayState
	}{
		"no way":  {&kiosk.NotSent{Err: kiosk.ErrConflict}, kiosk.GatewayReachable},
		"silent":  {tilltest.Unanswered(), kiosk.GatewaySilent},
		"garbage": {tilltest.Garbage(), kiosk.GatewayGarbage},
		"busy":    {tilltest.BusyErr(0), kiosk.GatewayBusy},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, tilltest.LepayLike())
			c.AnswerAll(kiosk.Answer{}, nil)
			require.Equal(t, kiosk.GatewayReachable, c.View.Status.Gateway.State, "a connection stands, and nothing was asked yet")
			c.Pay("1", kiosk.KeyF1)
			c.Answer(kiosk.CallQR, kiosk.Answer{}, row.err)
			c.Press(kiosk.KeyEsc)
			c.Sleep(tilltest.PingEveryBroken)
			c.AnswerAll(kiosk.Answer{}, nil)
			require.Equal(t, row.soon, c.View.Status.Gateway.State)
			c.AnswerFor(payments.ReachableAfter+tilltest.PingEvery, kiosk.Answer{}, nil)
			require.Equal(t, kiosk.GatewayReachable, c.View.Status.Gateway.State)
		})
	}
}

// openSales has a QR on show, and n-1 before it that were left and are asked about
// too.
func openSales(t *testing.T, n int) *tilltest.Counter {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	for i := 2; i <= n; i++ {
		c.Press(kiosk.KeyEsc)
		c.OpenQR(kiosk.KeyF1, "G"+strconv.Itoa(i))
	}
	return c
}

func TestBusy_TheTillSlowsDown(t *testing.T) {
	c := openSales(t, 3)
	left := c.BusyFor(4*time.Minute, 0)
	require.LessOrEqual(t, len(left), 12, "doubling, one question at a time")
	for i := 2; i < len(left); i++ {
		require.GreaterOrEqual(t, left[i].Sub(left[i-1]), min(left[i-1].Sub(left[i-2]), payments.BusyPauseMax-time.Second), "question %d", i)
	}

	c = tilltest.OpenSale(t, tilltest.LepayLike())
	left = c.BusyFor(2*time.Minute, 30*time.Second)
	require.LessOrEqual(t, len(left), 5)
	for i := 1; i < len(left); i++ {
		require.GreaterOrEqual(t, left[i].Sub(left[i-1]), 30*time.Second, "as long as the gateway said")
	}
	require.Equal(t, "panel.fault.busy", c.View.Panel.Detail.ID)
	c.Sleep(30 * time.Second)
	c.Answer(kiosk.CallQuery, tilltest.G1Waiting, nil)
	before := c.Count(kiosk.CallQuery)
	c.Sleep(4 * time.Second)
	require.Greater(t, c.Count(kiosk.CallQuery), before, "quick again once it answers")
}

func TestBusy_AnEndlessRetryAfterIsBounded(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.AnswerAll(kiosk.Answer{}, nil)
	c.OpenQR(kiosk.KeyF1, "G1")
	c.Sleep(time.Second)
	c.Answer(kiosk.CallQuery, kiosk.Answer{}, tilltest.BusyErr(24*time.Hour))
	c.Sleep(kiosk.RetryAfterMax)
	require.True(t, c.IsOpen(kiosk.CallQuery))
}

// The counter's customer and the one who left share what a busy gateway takes.
func TestBusy_TheCounterAndTheOthersAreAskedAboutInTurn(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	c.OpenQR(kiosk.KeyF1, "G2")
	c.BusyFor(5*time.Minute, 0)
	about := map[string]int{}
	for _, a := range c.Asked {
		if a.Kind == kiosk.CallQuery {
			about[a.Payment.GatewayOrderNo]++
		}
	}
	require.InDelta(t, about["G1"], about["G2"], 2, "%v", about)
	require.Greater(t, about["G1"], 2)
}

func TestBusy_RefundsWaitToo(t *testing.T) {
	c, n := tilltest.PaidSale(t, gatewaytest.Refunding())
	c.OpenHistory()
	c.Step(kiosk.RefundWanted{OrderNo: n})
	c.Press(kiosk.KeyEnter, kiosk.KeyEnter)
	require.LessOrEqual(t, len(c.BusyFor(2*time.Minute, 0)), 9)
}

// The light is not green while what a gateway is asked to do is answered with
// words that prove nothing.
func TestLight_UselessAnswersToWhatItWasAskedToDo(t *testing.T) {
	c := tilltest.ChargedSale(t, tilltest.LepayLike(), tilltest.WechatCode)
	c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "20000"}, nil)
	require.Equal(t, kiosk.GatewayGarbage, c.View.Status.Gateway.State, "a charge")

	c = tilltest.CancelledSale(t, gatewaytest.Full())
	c.AnswerFor(time.Minute, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	require.Equal(t, payments.CloseTriesMax, c.Count(kiosk.CallClose))
	require.Equal(t, kiosk.GatewayGarbage, c.View.Status.Gateway.State, "a close")
	require.GreaterOrEqual(t, c.Now.Sub(c.View.Status.Gateway.Since), tilltest.SlowAfter, "no close between two questions has lifted it")

	c, _ = tilltest.AskedRefund(t, gatewaytest.Refunding())
	for end := c.Now.Add(time.Minute); c.Now.Before(end); c.Sleep(time.Second) {
		for len(c.Open) > 0 {
			k := c.Open[0].Kind
			c.AnswerRefund(k, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "20000"}, nil)
			if k == kiosk.CallPing {
				continue
			}
			require.Equal(t, kiosk.GatewayGarbage, c.View.Status.Gateway.State, "a refund")
		}
	}
}

// The gateway knows nothing of one order for ever and is well.
func TestLight_AnOldOrderKeepsItFromNothing(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	c.AnswerFor(time.Minute, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	require.Equal(t, kiosk.GatewayGarbage, c.View.Status.Gateway.State)
	c.AnswerFor(payments.UnknownPatience+payments.ReachableAfter+tilltest.PingEvery, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	require.Equal(t, kiosk.GatewayReachable, c.View.Status.Gateway.State)
}

// Several questions are under way when the gateway first says "busy": that is one
// word, and the counter's customer waits no longer for it.
func TestBusy_AnswersToOneBurstAreOneWord(t *testing.T) {
	c := openSales(t, 4)
	c.Sleep(tilltest.PollQuick)
	require.Greater(t, len(c.Open), 3)
	c.AnswerAll(kiosk.Answer{}, tilltest.BusyErr(0))
	c.Sleep(payments.BusyPauseMin)
	require.Len(t, c.Open, 1)
	c.Answer(c.Open[0].Kind, kiosk.Answer{}, tilltest.BusyErr(0))
	c.Sleep(2*payments.BusyPauseMin - time.Second/10)
	require.Empty(t, c.Open, "doubled with the next")
	c.Sleep(time.Second)
	require.Len(t, c.Open, 1)
}

// refundAtBusy has given ¥5 back, of which the gateway says only that it is busy.
func refundAtBusy(t *testing.T, retryAfter time.Duration) *tilltest.Counter {
	can := gatewaytest.Refunding()
	can.Notifications = true
	c := tilltest.NewCounter(t, can)
	c.Answer(kiosk.CallPing, kiosk.Answer{}, nil)
	c.Refund(c.Sell(), "5")
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{}, tilltest.BusyErr(retryAfter))
	c.Press(kiosk.KeyEsc, kiosk.KeyEsc, kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	return c
}

func TestBusy_RefundsHaveTheirTurn(t *testing.T) {
	c := refundAtBusy(t, 0)
	c.OpenQR(kiosk.KeyF1, "G2")
	c.AnswerFor(4*time.Minute, kiosk.Answer{}, tilltest.BusyErr(0))
	require.Greater(t, c.Count(kiosk.CallRefund), 2)
	require.Greater(t, c.Count(kiosk.CallQuery), 3)
}

func TestBusy_WhoWantsToKnowOfARefundAsksAtOnce(t *testing.T) {
	c := refundAtBusy(t, kiosk.RetryAfterMax)
	c.Press(kiosk.KeyF10)
	c.Sleep(time.Second)
	before := c.Count(kiosk.CallRefund)
	c.Press(kiosk.KeyF5)
	require.Equal(t, before+1, c.Count(kiosk.CallRefund))
	require.True(t, c.View.Attention.Rows[0].Progress.Querying)
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.RefundDone, c.TheRefund().State)
}

// The customer who has paid does not stand there until the pause is over.
func TestBusy_WhatANotificationTellsOfDoesNotWait(t *testing.T) {
	c := refundAtBusy(t, kiosk.RetryAfterMax)
	c.OpenQR(kiosk.KeyF1, "G2")
	c.Sleep(time.Second)
	c.Answer(kiosk.CallQuery, kiosk.Answer{}, tilltest.BusyErr(kiosk.RetryAfterMax))
	c.Sleep(10 * time.Second)
	require.Empty(t, c.Open)
	c.Notify(c.Newest(), kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(12850)})
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G2"}, nil)
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
}
