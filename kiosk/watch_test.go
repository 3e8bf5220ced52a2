package kiosk

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Gaps in which nobody asked, or nobody answered, cost no money that came in them.

// failedQR is a QR that the customer's bank refused, whose sale was let go.
func (c *counter) failedQR() OrderNo {
	c.t.Helper()
	n := c.openBlind()
	c.answerPoll(Answer{Verdict: VerdictFailed})
	require.Equal(c.t, StateFailed, c.payments[n].State)
	c.press(KeyEsc)
	return n
}

func TestPolling_AFailedQRIsAskedAboutAfterASleepThatOutlastedItsWatch(t *testing.T) {
	c := newCounter(t, yfpayLike())
	n := c.failedQR()
	c.answerAll(Answer{Verdict: VerdictFailed}, nil)
	c.now = c.now.Add(3 * time.Hour) // the steady clock goes on in the sleep of some machines
	c.step(Woke{})
	c.answerFor(20*time.Minute, Answer{Verdict: VerdictPaid}, nil)
	require.Equal(t, StatePaid, c.payments[n].State)
	require.True(t, c.payments[n].Late)
}

func TestPolling_WhatANotificationCalledPaidIsAskedAboutUntilTheGatewaySpeaks(t *testing.T) {
	can := yfpayLike()
	can.Notifications, can.Close = true, true
	c, n := openBlind(t, can)
	c.press(KeyEsc)
	c.answerUntil(StateClosed, Answer{Verdict: VerdictClosed})
	require.Equal(t, NotificationTaken, c.redeliver(n, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850)}))
	c.answerFor(40*time.Hour, Answer{}, unanswered())
	c.answerFor(20*time.Minute, Answer{Verdict: VerdictPaid}, nil)
	require.Equal(t, StatePaid, c.payments[n].State)
}

// Each question takes its whole deadline, and there is a sale every 90 s.
func TestPolling_NewerPaymentsDoNotStarveAnOldOne(t *testing.T) {
	c := newCounter(t, yfpayLike())
	n := c.failedQR()
	asked, last, longest := map[uint64]time.Time{}, c.now, time.Duration(0)
	begin, sale := c.now, c.now
	for c.now.Sub(begin) < 4*time.Hour {
		if c.now.Sub(sale) >= 90*time.Second && c.view.Screen == ScreenAmount {
			sale = c.now
			c.pay("5", KeyF1)
			c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "weixin://x"}, nil)
			c.press(KeyEsc)
		}
		for _, a := range slices.Clone(c.open) {
			if _, known := asked[a.ID]; !known {
				asked[a.ID] = c.now
				if a.Payment.OrderNo == n {
					longest, last = max(longest, c.now.Sub(last)), c.now
				}
			}
			if c.now.Sub(asked[a.ID]) >= CallMax {
				c.answerAsk(a, Answer{}, unanswered())
			}
		}
		c.sleep(5 * time.Second)
	}
	require.Less(t, max(longest, c.now.Sub(last)), time.Hour)
}

func TestPolling_ATimeoutSaysNotPaidNoLongerThanIsKnown(t *testing.T) {
	c, _ := openBlind(t, yfpayLike())
	c.answerUntilIdle(waiting, nil)
	require.Equal(t, "panel.timeout.title", c.view.Panel.Title.ID)
	c.answerFor(100*time.Second, Answer{Verdict: VerdictPaid}, nil)
	require.Equal(t, "alarm.late.title.timeout", c.view.Panel.Title.ID)
}

func TestPolling_ReplayedNewsOfARefundHammersNobody(t *testing.T) {
	can := refunding()
	can.Notifications = true
	c, n := answeredRefund(t, can, RefundAnswer{}, unanswered())
	before := c.count(CallRefund) + c.count(CallRefundQuery)
	for range 1000 {
		c.notifyRefund(n)
		c.answerRefunds(CallRefund, RefundAnswer{}, unanswered())
		c.answerRefunds(CallRefundQuery, RefundAnswer{}, unanswered())
		c.sleep(100 * time.Millisecond)
	}
	require.Less(t, c.count(CallRefund)+c.count(CallRefundQuery)-before, 40)
}

// A customer who refused can change their mind while the QR is valid, and the
// network can be down all that time.
func TestPolling_AFailedQRIsWatchedUntilSomebodyAnswers(t *testing.T) {
	can := Capabilities{QR: []Wallet{WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Minute}
	c, n := openBlind(t, can)
	c.answerPoll(Answer{Verdict: VerdictFailed})
	require.Equal(t, StateFailed, c.payments[n].State)
	c.answerFor(time.Hour, Answer{}, unanswered())
	c.answerFor(10*time.Minute, Answer{Verdict: VerdictPaid}, nil)
	require.Equal(t, StatePaid, c.payments[n].State, "the money that came is known once the network works")
}

func TestPolling_AFailedQRIsLetGoOnceItsTimeHasPassed(t *testing.T) {
	can := Capabilities{QR: []Wallet{WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Minute}
	c, _ := openBlind(t, can)
	c.answerFor(4000*time.Second, Answer{Verdict: VerdictFailed}, nil)
	asked := c.count(CallQuery)
	c.sleep(time.Hour)
	require.Equal(t, asked, c.count(CallQuery))
}

func TestCharge_ClosedBeforeItsDeadline(t *testing.T) {
	for code, limit := range map[string]time.Duration{wechatCode: time.Minute, alipayCode: 65 * time.Second} {
		t.Run(code[:2], func(t *testing.T) {
			c := chargedSale(t, fullGateway(), code)
			c.answer(CallCharge, Answer{Verdict: VerdictConfirming}, nil)
			require.Equal(t, CustomerConfirm, c.view.Customer.Kind)
			c.answerFor(limit-time.Second, Answer{Verdict: VerdictConfirming}, nil)
			require.Equal(t, StateUnknown, c.only().State)
			require.Equal(t, CustomerUnsure, c.view.Customer.Kind)
			require.Positive(t, c.count(CallClose), "closed at the gateway before the deadline")
		})
	}
}

func TestPolling_TheNewestIsAskedAboutFirst(t *testing.T) {
	c := newCounter(t, lepayLike())
	for i := range 30 {
		c.openQR(KeyF1, "G"+itoa(i))
		c.press(KeyEsc)
		c.now = c.now.Add(time.Second)
	}
	for began := c.now; c.now.Sub(began) < 2*time.Minute; c.now = c.now.Add(8 * time.Second) {
		c.step(Woke{})
		for _, ask := range slices.Clone(c.open) {
			c.answerAsk(ask, waiting, nil)
		}
	}
	last := 0
	for _, a := range c.asked {
		if a.Payment.GatewayOrderNo == "G29" && a.Kind == CallQuery {
			last++
		}
	}
	require.Greater(t, last, 3)
}
