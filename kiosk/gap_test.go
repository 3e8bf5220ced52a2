package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Gaps in which nobody asked, or nobody answered, cost no money that came in them.

func yfpayLike() Capabilities {
	return Capabilities{QR: []Wallet{WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Hour}
}

// failedQR is a QR that the customer's bank refused, whose sale was let go.
func (c *counter) failedQR() OrderNo {
	c.t.Helper()
	n := c.openBlind()
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictFailed}, nil)
	require.Equal(c.t, StateFailed, c.payments[n].State)
	c.press(KeyEsc)
	return n
}

func TestGap_AFailedQRIsAskedAboutAfterASleepThatOutlastedItsWatch(t *testing.T) {
	c := newCounter(t, yfpayLike())
	n := c.failedQR()
	c.answerAll(Answer{Verdict: VerdictFailed})
	c.now = c.now.Add(3 * time.Hour) // the steady clock goes on in the sleep of some machines
	c.step(Woke{})
	for range 20 {
		c.sleep(time.Minute)
		c.answerAll(Answer{Verdict: VerdictPaid})
	}
	require.Equal(t, StatePaid, c.payments[n].State)
	require.True(t, c.payments[n].Late)
}

func TestGap_WhatANotificationCalledPaidIsAskedAboutUntilTheGatewaySpeaks(t *testing.T) {
	can := yfpayLike()
	can.Notifications, can.Close = true, true
	c := newCounter(t, can)
	n := c.openBlind()
	c.press(KeyEsc)
	for range 20 {
		c.answerAll(Answer{Verdict: VerdictClosed})
		c.sleep(time.Second)
	}
	require.Equal(t, StateClosed, c.payments[n].State)
	c.notify(n, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850)})
	c.look(n)
	require.Equal(t, NotificationTaken, c.acked(c.notices))
	for from := c.now; c.now.Sub(from) < 40*time.Hour; c.sleep(time.Minute) {
		for len(c.open) > 0 {
			c.answer(c.open[0].Kind, Answer{}, unanswered())
		}
	}
	for range 20 {
		c.answerAll(Answer{Verdict: VerdictPaid})
		c.sleep(time.Minute)
	}
	require.Equal(t, StatePaid, c.payments[n].State)
}

// Each question takes its whole deadline, and there is a sale every 90 s.
func TestGap_NewerPaymentsDoNotStarveAnOldOne(t *testing.T) {
	c := newCounter(t, yfpayLike())
	n := c.failedQR()
	asked, last, longest := map[uint64]time.Time{}, c.now, time.Duration(0)
	begin, sale := c.now, c.now
	for c.now.Sub(begin) < 4*time.Hour {
		if c.now.Sub(sale) >= 90*time.Second && c.view.Screen == ScreenAmount {
			sale = c.now
			c.typeAmount("5")
			c.press(KeyF1)
			c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "weixin://x"}, nil)
			c.press(KeyEsc)
		}
		for _, a := range append([]Call(nil), c.open...) {
			if _, known := asked[a.ID]; !known {
				asked[a.ID] = c.now
				if a.Payment.OrderNo == n {
					longest, last = max(longest, c.now.Sub(last)), c.now
				}
			}
			if c.now.Sub(asked[a.ID]) >= CallMax {
				c.hear(a.Payment.OrderNo, Answer{}, unanswered())
			}
		}
		c.sleep(5 * time.Second)
	}
	require.Less(t, max(longest, c.now.Sub(last)), time.Hour)
}

func TestGap_ATimeoutSaysNotPaidNoLongerThanIsKnown(t *testing.T) {
	c := newCounter(t, yfpayLike())
	c.openBlind()
	for c.view.Screen != ScreenAmount && c.view.Customer.Kind == CustomerQR {
		c.answerAll(Answer{Verdict: VerdictWaiting})
		c.sleep(time.Second)
	}
	require.Equal(t, "panel.timeout.title", c.view.Panel.Title.ID)
	for range 10 {
		c.sleep(10 * time.Second)
		c.answerAll(Answer{Verdict: VerdictPaid})
	}
	require.Equal(t, "alarm.late.title.timeout", c.view.Panel.Title.ID)
}

func TestGap_ReplayedNewsOfARefundHammersNobody(t *testing.T) {
	can := refunding()
	can.Notifications = true
	c := newCounter(t, can)
	n := c.sell()
	c.wantRefund(n)
	c.give("5")
	c.answerRefund(CallRefund, RefundAnswer{}, unanswered())
	before := c.count(CallRefund) + c.count(CallRefundQuery)
	for id := range uint64(1000) {
		c.step(NotificationReceived{ID: 1000 + id, Notification: Notification{OrderNo: n, Refund: true}})
		for i := len(c.open) - 1; i >= 0; i-- {
			if k := c.open[i].Kind; k == CallRefund || k == CallRefundQuery {
				c.answerRefund(k, RefundAnswer{}, unanswered())
			}
		}
		c.sleep(100 * time.Millisecond)
	}
	require.Less(t, c.count(CallRefund)+c.count(CallRefundQuery)-before, 40)
}
