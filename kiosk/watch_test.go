package kiosk

import (
	"errors"
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

func TestGap_AFailedQRIsAskedAboutAfterASleepThatOutlastedItsWatch(t *testing.T) {
	c := newCounter(t, yfpayLike())
	n := c.failedQR()
	c.answerAll(Answer{Verdict: VerdictFailed}, nil)
	c.now = c.now.Add(3 * time.Hour) // the steady clock goes on in the sleep of some machines
	c.step(Woke{})
	for range 20 {
		c.sleep(time.Minute)
		c.answerAll(Answer{Verdict: VerdictPaid}, nil)
	}
	require.Equal(t, StatePaid, c.payments[n].State)
	require.True(t, c.payments[n].Late)
}

func TestGap_WhatANotificationCalledPaidIsAskedAboutUntilTheGatewaySpeaks(t *testing.T) {
	can := yfpayLike()
	can.Notifications, can.Close = true, true
	c, n := openBlind(t, can)
	c.press(KeyEsc)
	for range 20 {
		c.answerAll(Answer{Verdict: VerdictClosed}, nil)
		c.sleep(time.Second)
	}
	require.Equal(t, StateClosed, c.payments[n].State)
	c.notify(n, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850)})
	c.find(n)
	require.Equal(t, NotificationTaken, c.acked(c.notices))
	for from := c.now; c.now.Sub(from) < 40*time.Hour; c.sleep(time.Minute) {
		c.answerAll(Answer{}, unanswered())
	}
	for range 20 {
		c.answerAll(Answer{Verdict: VerdictPaid}, nil)
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
			if c.now.Sub(asked[a.ID]) >= askMax {
				c.answerAsk(a, Answer{}, unanswered())
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
		c.answerAll(Answer{Verdict: VerdictWaiting}, nil)
		c.sleep(time.Second)
	}
	require.Equal(t, "panel.timeout.title", c.view.Panel.Title.ID)
	for range 10 {
		c.sleep(10 * time.Second)
		c.answerAll(Answer{Verdict: VerdictPaid}, nil)
	}
	require.Equal(t, "alarm.late.title.timeout", c.view.Panel.Title.ID)
}

func TestGap_ReplayedNewsOfARefundHammersNobody(t *testing.T) {
	can := refunding()
	can.Notifications = true
	c, n := answeredRefund(t, can, RefundAnswer{}, unanswered())
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

// A customer who refused can change their mind while the QR is valid, and the
// network can be down all that time.
func TestWatch_AFailedQRIsWatchedUntilSomebodyAnswers(t *testing.T) {
	can := Capabilities{QR: []Wallet{WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Minute}
	c, n := openBlind(t, can)
	c.answerPoll(Answer{Verdict: VerdictFailed})
	require.Equal(t, StateFailed, c.payments[n].State)
	for range 400 { // about an hour without one answer
		c.sleep(10 * time.Second)
		if c.isOpen(CallQuery) {
			c.answer(CallQuery, Answer{}, &Unanswered{Err: errors.New("timeout")})
		}
	}
	for range 60 {
		c.sleep(10 * time.Second)
		if c.isOpen(CallQuery) {
			c.answer(CallQuery, Answer{Verdict: VerdictPaid}, nil)
			break
		}
	}
	require.Equal(t, StatePaid, c.payments[n].State, "the money that came is known once the network works")
}

func TestWatch_AFailedQRIsLetGoOnceItsTimeHasPassed(t *testing.T) {
	can := Capabilities{QR: []Wallet{WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Minute}
	c := newCounter(t, can)
	c.openBlind()
	for range 400 {
		c.sleep(10 * time.Second)
		if c.isOpen(CallQuery) {
			c.answer(CallQuery, Answer{Verdict: VerdictFailed}, nil)
		}
	}
	asked := c.count(CallQuery)
	c.sleep(time.Hour)
	require.Equal(t, asked, c.count(CallQuery))
}

func TestDeadlines(t *testing.T) {
	for code, limit := range map[string]time.Duration{wechatCode: time.Minute, alipayCode: 65 * time.Second} {
		t.Run(code[:2], func(t *testing.T) {
			c := chargedSale(t, fullGateway(), code)
			c.answer(CallCharge, Answer{Verdict: VerdictConfirming}, nil)
			require.Equal(t, CustomerConfirm, c.view.Customer.Kind)
			sent := c.only().SentAt
			for c.now.Sub(sent) < limit-time.Second {
				c.sleep(time.Second)
				c.answerAll(Answer{Verdict: VerdictConfirming}, nil)
			}
			require.Equal(t, StateUnknown, c.only().State)
			require.Equal(t, CustomerUnsure, c.view.Customer.Kind)
			require.Positive(t, c.count(CallClose), "closed at the gateway before the deadline")
		})
	}
}

func TestWatch_TheNewestIsAskedAboutFirst(t *testing.T) {
	c := newCounter(t, lepayLike())
	for i := range 30 {
		c.openQR(KeyF1, "G"+itoa(i))
		c.press(KeyEsc)
		c.now = c.now.Add(time.Second)
	}
	for began := c.now; c.now.Sub(began) < 2*time.Minute; c.now = c.now.Add(8 * time.Second) {
		c.step(Woke{})
		for n := len(c.open); n > 0; n-- {
			c.answer(c.open[0].Kind, waiting, nil)
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
