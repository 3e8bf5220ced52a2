package till

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Gaps in which nobody asked, or nobody answered, cost no money that came in them.

func TestPolling_AFailedQRIsAskedAboutAfterASleepThatOutlastedItsWatch(t *testing.T) {
	c := newCounter(t, gatewaytest.QueryOnly())
	n := c.failedQR()
	c.answerAll(kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
	c.now = c.now.Add(3 * time.Hour) // the steady clock goes on in the sleep of some machines
	c.step(kiosk.Woke{})
	c.answerFor(20*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, kiosk.StatePaid, c.payments[n].State)
	require.True(t, c.payments[n].Late)
}

func TestPolling_WhatANotificationCalledPaidIsAskedAboutUntilTheGatewaySpeaks(t *testing.T) {
	can := gatewaytest.QueryOnly()
	can.Notifications, can.Close = true, true
	c, n := openBlind(t, can)
	c.press(kiosk.KeyEsc)
	c.answerUntil(kiosk.StateClosed, kiosk.Answer{Verdict: kiosk.VerdictClosed})
	require.Equal(t, kiosk.NotificationTaken, c.redeliver(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: fen(12850)}))
	c.answerFor(40*time.Hour, kiosk.Answer{}, unanswered())
	c.answerFor(20*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, kiosk.StatePaid, c.payments[n].State)
}

// Each question takes its whole deadline, and there is a sale every 90 s.
func TestPolling_NewerPaymentsDoNotStarveAnOldOne(t *testing.T) {
	c := newCounter(t, gatewaytest.QueryOnly())
	n := c.failedQR()
	asked, last, longest := map[uint64]time.Time{}, c.now, time.Duration(0)
	begin, sale := c.now, c.now
	for c.now.Sub(begin) < 4*time.Hour {
		if c.now.Sub(sale) >= 90*time.Second && c.view.Screen == kiosk.ScreenAmount {
			sale = c.now
			c.pay("5", kiosk.KeyF1)
			c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "weixin://x"}, nil)
			c.press(kiosk.KeyEsc)
		}
		for _, a := range slices.Clone(c.open) {
			if _, known := asked[a.ID]; !known {
				asked[a.ID] = c.now
				if a.Payment.OrderNo == n {
					longest, last = max(longest, c.now.Sub(last)), c.now
				}
			}
			if c.now.Sub(asked[a.ID]) >= kiosk.CallMax {
				c.answerAsk(a, kiosk.Answer{}, unanswered())
			}
		}
		c.sleep(5 * time.Second)
	}
	require.Less(t, max(longest, c.now.Sub(last)), time.Hour)
}

func TestPolling_ATimeoutSaysNotPaidNoLongerThanIsKnown(t *testing.T) {
	c, _ := openBlind(t, gatewaytest.QueryOnly())
	c.answerUntilIdle(waiting, nil)
	require.Equal(t, "panel.timeout.title", c.view.Panel.Title.ID)
	c.answerFor(100*time.Second, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, "alarm.late.title.timeout", c.view.Panel.Title.ID)
}

func TestPolling_ReplayedNewsOfARefundHammersNobody(t *testing.T) {
	can := gatewaytest.Refunding()
	can.Notifications = true
	c, n := answeredRefund(t, can, kiosk.RefundAnswer{}, unanswered())
	before := c.count(kiosk.CallRefund) + c.count(kiosk.CallRefundQuery)
	for range 1000 {
		c.notifyRefund(n)
		c.answerRefunds(kiosk.CallRefund, kiosk.RefundAnswer{}, unanswered())
		c.answerRefunds(kiosk.CallRefundQuery, kiosk.RefundAnswer{}, unanswered())
		c.sleep(100 * time.Millisecond)
	}
	require.Less(t, c.count(kiosk.CallRefund)+c.count(kiosk.CallRefundQuery)-before, 40)
}

// A customer who refused can change their mind while the QR is valid, and the
// network can be down all that time.
func TestPolling_AFailedQRIsWatchedUntilSomebodyAnswers(t *testing.T) {
	can := kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Minute}
	c, n := openBlind(t, can)
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictFailed})
	require.Equal(t, kiosk.StateFailed, c.payments[n].State)
	c.answerFor(time.Hour, kiosk.Answer{}, unanswered())
	c.answerFor(10*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, kiosk.StatePaid, c.payments[n].State, "the money that came is known once the network works")
}

func TestPolling_AFailedQRIsLetGoOnceItsTimeHasPassed(t *testing.T) {
	can := kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Minute}
	c, _ := openBlind(t, can)
	c.answerFor(4000*time.Second, kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
	asked := c.count(kiosk.CallQuery)
	c.sleep(time.Hour)
	require.Equal(t, asked, c.count(kiosk.CallQuery))
}

func TestCharge_ClosedBeforeItsDeadline(t *testing.T) {
	for code, limit := range map[string]time.Duration{wechatCode: time.Minute, alipayCode: 65 * time.Second} {
		t.Run(code[:2], func(t *testing.T) {
			c := chargedSale(t, gatewaytest.Full(), code)
			c.answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictConfirming}, nil)
			require.Equal(t, kiosk.CustomerConfirm, c.view.Customer.Kind)
			c.answerFor(limit-time.Second, kiosk.Answer{Verdict: kiosk.VerdictConfirming}, nil)
			require.Equal(t, kiosk.StateUnknown, c.only().State)
			require.Equal(t, kiosk.CustomerUnsure, c.view.Customer.Kind)
			require.Positive(t, c.count(kiosk.CallClose), "closed at the gateway before the deadline")
		})
	}
}

func TestPolling_TheNewestIsAskedAboutFirst(t *testing.T) {
	c := newCounter(t, gatewaytest.Lepay())
	for i := range 30 {
		c.openQR(kiosk.KeyF1, "G"+itoa(i))
		c.press(kiosk.KeyEsc)
		c.now = c.now.Add(time.Second)
	}
	for began := c.now; c.now.Sub(began) < 2*time.Minute; c.now = c.now.Add(8 * time.Second) {
		c.step(kiosk.Woke{})
		for _, ask := range slices.Clone(c.open) {
			c.answerAsk(ask, waiting, nil)
		}
	}
	last := 0
	for _, a := range c.asked {
		if a.Payment.GatewayOrderNo == "G29" && a.Kind == kiosk.CallQuery {
			last++
		}
	}
	require.Greater(t, last, 3)
}
