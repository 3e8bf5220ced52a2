package payments_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

// Gaps in which nobody asked, or nobody answered, cost no money that came in them.

func TestPolling_AFailedQRIsAskedAboutAfterASleepThatOutlastedItsWatch(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.QueryOnly())
	n := c.FailedQR()
	c.AnswerAll(kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
	c.Now = c.Now.Add(3 * time.Hour) // the steady clock goes on in the sleep of some machines
	c.Step(kiosk.Woke{})
	c.AnswerFor(20*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, kiosk.StatePaid, c.Payments[n].State)
	require.True(t, c.Payments[n].Late)
}

func TestPolling_WhatANotificationCalledPaidIsAskedAboutUntilTheGatewaySpeaks(t *testing.T) {
	can := gatewaytest.QueryOnly()
	can.Notifications, can.Close = true, true
	c, n := tilltest.OpenBlind(t, can)
	c.Press(kiosk.KeyEsc)
	c.AnswerUntil(kiosk.StateClosed, kiosk.Answer{Verdict: kiosk.VerdictClosed})
	require.Equal(t, kiosk.NotificationTaken, c.Redeliver(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: tilltest.Fen(12850)}))
	c.AnswerFor(40*time.Hour, kiosk.Answer{}, tilltest.Unanswered())
	c.AnswerFor(20*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, kiosk.StatePaid, c.Payments[n].State)
}

// Each question takes its whole deadline, and there is a sale every 90 s.
func TestPolling_NewerPaymentsDoNotStarveAnOldOne(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.QueryOnly())
	n := c.FailedQR()
	asked, last, longest := map[uint64]time.Time{}, c.Now, time.Duration(0)
	begin, sale := c.Now, c.Now
	for c.Now.Sub(begin) < 4*time.Hour {
		if c.Now.Sub(sale) >= 90*time.Second && c.View.Screen == kiosk.ScreenAmount {
			sale = c.Now
			c.Pay("5", kiosk.KeyF1)
			c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "weixin://x"}, nil)
			c.Press(kiosk.KeyEsc)
		}
		for _, a := range slices.Clone(c.Open) {
			if _, known := asked[a.ID]; !known {
				asked[a.ID] = c.Now
				if a.Payment.OrderNo == n {
					longest, last = max(longest, c.Now.Sub(last)), c.Now
				}
			}
			if c.Now.Sub(asked[a.ID]) >= kiosk.CallMax {
				c.AnswerAsk(a, kiosk.Answer{}, tilltest.Unanswered())
			}
		}
		c.Sleep(5 * time.Second)
	}
	require.Less(t, max(longest, c.Now.Sub(last)), time.Hour)
}

func TestPolling_ATimeoutSaysNotPaidNoLongerThanIsKnown(t *testing.T) {
	c, _ := tilltest.OpenBlind(t, gatewaytest.QueryOnly())
	c.AnswerUntilIdle(tilltest.Waiting, nil)
	require.Equal(t, "panel.timeout.title", c.View.Panel.Title.ID)
	c.AnswerFor(100*time.Second, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, "alarm.late.title.timeout", c.View.Panel.Title.ID)
}

func TestPolling_ReplayedNewsOfARefundHammersNobody(t *testing.T) {
	can := gatewaytest.Refunding()
	can.Notifications = true
	c, n := tilltest.AnsweredRefund(t, can, kiosk.RefundAnswer{}, tilltest.Unanswered())
	before := c.Count(kiosk.CallRefund) + c.Count(kiosk.CallRefundQuery)
	for range 1000 {
		c.NotifyRefund(n)
		c.AnswerRefunds(kiosk.CallRefund, kiosk.RefundAnswer{}, tilltest.Unanswered())
		c.AnswerRefunds(kiosk.CallRefundQuery, kiosk.RefundAnswer{}, tilltest.Unanswered())
		c.Sleep(100 * time.Millisecond)
	}
	require.Less(t, c.Count(kiosk.CallRefund)+c.Count(kiosk.CallRefundQuery)-before, 40)
}

// A customer who refused can change their mind while the QR is valid, and the
// network can be down all that time.
func TestPolling_AFailedQRIsWatchedUntilSomebodyAnswers(t *testing.T) {
	can := kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Minute}
	c, n := tilltest.OpenBlind(t, can)
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictFailed})
	require.Equal(t, kiosk.StateFailed, c.Payments[n].State)
	c.AnswerFor(time.Hour, kiosk.Answer{}, tilltest.Unanswered())
	c.AnswerFor(10*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, kiosk.StatePaid, c.Payments[n].State, "the money that came is known once the network works")
}

func TestPolling_AFailedQRIsLetGoOnceItsTimeHasPassed(t *testing.T) {
	can := kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Minute}
	c, _ := tilltest.OpenBlind(t, can)
	c.AnswerFor(4000*time.Second, kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
	asked := c.Count(kiosk.CallQuery)
	c.Sleep(time.Hour)
	require.Equal(t, asked, c.Count(kiosk.CallQuery))
}

func TestCharge_ClosedBeforeItsDeadline(t *testing.T) {
	for code, limit := range map[string]time.Duration{tilltest.WechatCode: time.Minute, tilltest.AlipayCode: 65 * time.Second} {
		t.Run(code[:2], func(t *testing.T) {
			c := tilltest.ChargedSale(t, gatewaytest.Full(), code)
			c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictConfirming}, nil)
			require.Equal(t, kiosk.CustomerConfirm, c.View.Customer.Kind)
			c.AnswerFor(limit-time.Second, kiosk.Answer{Verdict: kiosk.VerdictConfirming}, nil)
			require.Equal(t, kiosk.StateUnknown, c.Only().State)
			require.Equal(t, kiosk.CustomerUnsure, c.View.Customer.Kind)
			require.Positive(t, c.Count(kiosk.CallClose), "closed at the gateway before the deadline")
		})
	}
}

func TestPolling_TheNewestIsAskedAboutFirst(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	for i := range 30 {
		c.OpenQR(kiosk.KeyF1, "G"+strconv.Itoa(i))
		c.Press(kiosk.KeyEsc)
		c.Now = c.Now.Add(time.Second)
	}
	for began := c.Now; c.Now.Sub(began) < 2*time.Minute; c.Now = c.Now.Add(8 * time.Second) {
		c.Step(kiosk.Woke{})
		for _, ask := range slices.Clone(c.Open) {
			c.AnswerAsk(ask, tilltest.Waiting, nil)
		}
	}
	last := 0
	for _, a := range c.Asked {
		if a.Payment.GatewayOrderNo == "G29" && a.Kind == kiosk.CallQuery {
			last++
		}
	}
	require.Greater(t, last, 3)
}

func TestRule6_PollingSchedule(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.Asked = nil
	for began := c.Now; c.Now.Sub(began) < time.Minute; {
		c.Sleep(c.Wake.Sub(c.Now))
		for len(c.Open) > 0 {
			c.Now = c.Now.Add(80 * time.Millisecond) // what answer says that it took
			c.Answer(c.Open[0].Kind, tilltest.G1Waiting, nil)
		}
	}
	require.LessOrEqual(t, c.Count(kiosk.CallQuery), 35)
	require.GreaterOrEqual(t, c.Count(kiosk.CallQuery), 30)
}

func TestRule6_WatchEndsAfterADay(t *testing.T) {
	for name, tc := range map[string]struct {
		answer kiosk.Answer
		err    error
		want   kiosk.State
	}{
		"the gateway kept saying not paid":  {tilltest.G1Waiting, nil, kiosk.StateClosed},
		"the gateway never said anything":   {kiosk.Answer{}, tilltest.Unanswered(), kiosk.StateUnknown},
		"the gateway said it after an hour": {kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, nil, kiosk.StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.CancelledSale(t, tilltest.LepayLike())
			for began := c.Now; c.Now.Sub(began) < 25*time.Hour; {
				c.Sleep(c.Wake.Sub(c.Now))
				c.AnswerAll(tc.answer, tc.err)
			}
			require.Equal(t, tc.want, c.Only().State)
			require.Equal(t, map[bool]int{true: 1}[tc.want == kiosk.StateUnknown], c.View.Status.Open)
			require.Less(t, c.Count(kiosk.CallQuery), 500)
		})
	}
}

// A network that came back just before the end: one more question tells, and no more than one.
func TestPoll_TheWindowEndsWithAQuestion(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.OpenQR(kiosk.KeyF1, "G1")
	p := c.Newest()
	c.Press(kiosk.KeyEsc)
	until := c.Payments[p].PollUntil
	for c.Now.Before(until.Add(-2 * time.Second)) {
		c.Sleep(time.Second)
		c.AnswerAll(kiosk.Answer{}, tilltest.Unanswered())
	}
	asked := c.Count(kiosk.CallQuery)
	c.AnswerFor(5*time.Second, kiosk.Answer{}, tilltest.Unanswered())
	require.Equal(t, asked+1, c.Count(kiosk.CallQuery))
	c.AnswerFor(10*time.Minute, kiosk.Answer{}, tilltest.Unanswered())
	require.Equal(t, asked+1, c.Count(kiosk.CallQuery))
	require.Equal(t, kiosk.StateUnknown, c.Payments[p].State, "nobody answered: people see it")
}
