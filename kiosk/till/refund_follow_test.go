package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRefund_PendingIsFollowedForADay(t *testing.T) {
	can := refunding()
	can.RefundAgain = false
	c, n := answeredRefund(t, can, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
	require.Equal(t, "refund.pending.title", c.view.Panel.Title.ID)
	require.Zero(t, c.view.Status.Open)
	c.press(kiosk.KeyEsc, kiosk.KeyEsc)
	for began := c.now; c.now.Sub(began) < 25*time.Hour; {
		c.sleep(c.wake.Sub(c.now))
		c.answerRefunds("", kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
		if c.now.Sub(began) < 23*time.Hour {
			require.Equal(t, kiosk.RefundAsked, c.theRefund().State)
		}
	}
	require.Equal(t, kiosk.RefundUnknown, c.theRefund().State)
	require.Equal(t, kiosk.ReasonExpired, c.theRefund().Note)
	require.Less(t, c.count(kiosk.CallRefundQuery), 450)
	require.Equal(t, 1, c.count(kiosk.CallRefund))
	require.Equal(t, 1, c.view.Status.Open)
	c.press(kiosk.KeyF10, kiosk.KeyEnter)
	require.Equal(t, "refund.unknown.expired", c.view.Panel.Detail.ID)
	c.press(kiosk.KeyF5)
	c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.Fen(500), c.payments[n].Refunded)
	require.Equal(t, kiosk.ScreenAttention, c.view.Screen)
	require.Equal(t, "@story.refund_done", c.view.Attention.Resolved.Text.Args[5], "the list says what became of it")
}

func TestRefund_PendingThatCannotBeFollowedNeedsPeople(t *testing.T) {
	c, _ := answeredRefund(t, refundingOnce(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
	require.Equal(t, kiosk.RefundUnknown, c.theRefund().State)
	require.Equal(t, "refund.unknown.accepted", c.view.Panel.Detail.ID)
	require.Equal(t, 1, c.view.Status.Open)
}

func TestRefund_ManagerDecides(t *testing.T) {
	for name, row := range map[string]struct {
		verdict, why kiosk.Key
		want         kiosk.RefundState
		sure, note   string
	}{
		"done":                  {kiosk.KeyF5, kiosk.KeyF1, kiosk.RefundDone, "decide.sure.say_refunded", "manager merchant_app"},
		"refused":               {kiosk.KeyF6, kiosk.KeyF1, kiosk.RefundRefused, "decide.sure.say_unrefunded", "manager not_in_app"},
		"refused, without bill": {kiosk.KeyF6, kiosk.KeyF2, kiosk.RefundRefused, "decide.sure.say_unrefunded", "manager no_bill"},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := answeredRefund(t, refundingOnce(), kiosk.RefundAnswer{}, unanswered())
			c.press(kiosk.KeyEsc, kiosk.KeyEsc, kiosk.KeyF10, kiosk.KeyEnter)
			require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
			c.pressGuarded(kiosk.KeyF7)
			c.enterPIN()
			require.Equal(t, "decide.refund.title", c.view.Panel.Title.ID)
			c.press(row.verdict)
			require.Equal(t, kiosk.RefundUnknown, c.theRefund().State, "a card that has just come up takes no key")
			c.pressGuarded(kiosk.KeyF6)
			require.Equal(t, kiosk.RefundUnknown, c.theRefund().State, "the request may still arrive")
			require.Equal(t, "decide.refund.wait", c.view.Panel.Detail.ID)
			c.sleep(payments.RefundInFlightMax)
			c.pressGuarded(row.verdict)
			require.Equal(t, "5.00", c.view.Panel.Amount, "the refund's, not the payment's")
			c.pressGuarded(row.why)
			require.Equal(t, row.sure, c.view.Panel.Title.ID)
			require.Equal(t, kiosk.RefundUnknown, c.theRefund().State)
			c.pressGuarded(kiosk.KeyEnter)
			require.Equal(t, row.want, c.theRefund().State)
			require.Equal(t, map[bool]kiosk.Fen{true: 500}[row.want == kiosk.RefundDone], c.payments[n].Refunded)
			require.Equal(t, kiosk.Record{At: c.now, Kind: kiosk.RecordRefundDecided, Sale: c.payments[n].Sale, OrderNo: n, Refund: c.theRefund().No,
				From: kiosk.State(kiosk.RefundUnknown), To: kiosk.State(row.want), Note: row.note}, c.records[len(c.records)-1])
			require.Equal(t, kiosk.Reason(row.note), c.theRefund().Note)
			require.Zero(t, c.view.Status.Open)
		})
	}
}

func TestRefund_NothingIsSentWhileTheManagerDecides(t *testing.T) {
	c, _ := answeredRefund(t, refunding(), kiosk.RefundAnswer{}, unanswered())
	c.pressGuarded(kiosk.KeyF7)
	c.enterPIN()
	c.asked = nil
	c.sleep(2 * time.Minute)
	require.Zero(t, c.count(kiosk.CallRefund))
	c.sleep(decisionMax)
	require.NotZero(t, c.count(kiosk.CallRefund), "a card that is left standing ends")
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
}

func TestRefund_AfterAStop(t *testing.T) {
	for name, tc := range map[string]struct {
		answer kiosk.RefundAnswer
		err    error
		lost   bool // no answer came before the stop
		want   kiosk.RefundState
		then   kiosk.CallKind
	}{
		"between the row and its request": {lost: true, want: kiosk.RefundUnknown, then: kiosk.CallRefund},
		"the gateway had taken it":        {answer: kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, want: kiosk.RefundAsked, then: kiosk.CallRefundQuery},
		"the answer was lost":             {err: unanswered(), want: kiosk.RefundUnknown, then: kiosk.CallRefund},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := askedRefund(t, refunding())
			if !tc.lost {
				c.answerRefund(kiosk.CallRefund, tc.answer, tc.err)
			}
			f := c.theRefund()
			c.restartAfter(time.Hour)
			require.Equal(t, tc.want, c.theRefund().State)
			require.Equal(t, map[bool]int{true: 1}[tc.want == kiosk.RefundUnknown], c.view.Status.Open)
			require.Equal(t, f.No, c.pending(tc.then).Refund.No, "the same number")
			c.openRefund(n)
			require.Equal(t, "refund.one_at_a_time", c.view.Amount.Problem.ID)
			c.answerRefund(tc.then, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: string(f.No)}, nil)
			require.Equal(t, kiosk.Fen(500), c.payments[n].Refunded)
		})
	}
}

func TestRefund_AnswerThatCouldNotBeWritten(t *testing.T) {
	for name, tc := range map[string]struct {
		answer kiosk.RefundAnswer
		err    error
		want   kiosk.RefundState
	}{
		"done":     {kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil, kiosk.RefundDone},
		"not sent": {kiosk.RefundAnswer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}, kiosk.RefundRefused},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := askedRefund(t, refunding())
			c.stepUnsaved(kiosk.Answered{Call: c.take(c.pending(kiosk.CallRefund)), Refund: tc.answer, Err: tc.err})
			c.reload()
			require.Equal(t, tc.want, c.theRefund().State)
			require.Equal(t, 1, c.count(kiosk.CallRefund))
		})
	}
}

func TestRefund_CallUnderWayOutlivesAReload(t *testing.T) {
	c, _ := askedRefund(t, refunding())
	c.step(kiosk.Woke{}) // the call is out; a later step fails
	c.step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
	c.reload()
	require.Equal(t, kiosk.RefundAsked, c.theRefund().State)
	c.sleep(15 * time.Second)
	require.Equal(t, 1, c.count(kiosk.CallRefund), "one call at a time")
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.RefundDone, c.theRefund().State)
}

func TestRefund_ASaveThatFailedSentNothing(t *testing.T) {
	c, n := refundPad(t, refunding())
	c.press(kiosk.KeyEnter)
	c.sleep(touchGuard)
	c.stepUnsaved(kiosk.Pressed{Key: kiosk.KeyEnter})
	c.reload()
	require.Empty(t, c.till.book.Refunds())
	c.refund(n, "")
	require.Len(t, c.refunds, 1)
}

func TestRefund_RefusedAndDoneAfterAll(t *testing.T) {
	c, n := answeredRefund(t, refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
	c.notifyRefund(n)
	c.press(kiosk.KeyEsc, kiosk.KeyEsc)
	c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.RefundDone, c.theRefund().State)
	require.Equal(t, kiosk.Fen(500), c.payments[n].Refunded)
	require.Equal(t, "alarm.refunded_after_all.title", c.view.Panel.Title.ID)
	c.restart()
	require.Equal(t, "alarm.refunded_after_all.title", c.view.Panel.Title.ID, "also after a restart")
	require.Equal(t, 1, c.view.Status.Open)
	c.pressGuarded(acceptKey)
	require.Zero(t, c.view.Status.Open)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	require.Equal(t, kiosk.RecordDecided, c.records[len(c.records)-1].Kind)
}

func TestRefund_RefusedAndDoneAfterAllBesideAnother(t *testing.T) {
	c, n := askedRefund(t, refunding())
	first := c.theRefund()
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
	c.press(kiosk.KeyEsc, kiosk.KeyEsc)
	c.refund(n, "5")
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	c.notifyRefund(n)
	c.press(kiosk.KeyEsc, kiosk.KeyEsc)
	c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: string(first.No), Amount: fen(500), Total: fen(1000)}, nil)
	require.Equal(t, kiosk.RefundDone, c.refunds[first.No].State, "both went back, whatever the total was to be")
	require.Equal(t, kiosk.Fen(1000), c.payments[n].Refunded)
	require.Equal(t, "alarm.refunded_after_all.title", c.view.Panel.Title.ID)
}

func TestRefund_ANotificationWaitsForTheQuestionAboutARefusedOne(t *testing.T) {
	told := func(t *testing.T) (*counter, uint64) {
		c, n := answeredRefund(t, refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
		require.Empty(t, c.notifyRefund(n), "a stop now would forget it")
		return c, c.notices
	}
	t.Run("answered", func(t *testing.T) {
		c, id := told(t)
		c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
		require.Equal(t, kiosk.NotificationTaken, c.acked(id))
	})
	t.Run("answered by what is older than the notification", func(t *testing.T) {
		c, _ := told(t)
		require.Empty(t, c.notifyRefund(c.newest()))
		id := c.notices
		c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
		require.Empty(t, c.acked(id))
		c.sleep(time.Second)
		c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
		require.Equal(t, kiosk.NotificationTaken, c.acked(id))
		require.Equal(t, kiosk.RefundDone, c.theRefund().State)
	})
	t.Run("not answered", func(t *testing.T) {
		c, id := told(t)
		c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{}, unanswered())
		require.Equal(t, kiosk.NotificationNotNow, c.acked(id))
	})
	t.Run("answered by what does not fit", func(t *testing.T) {
		c, id := told(t)
		c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Amount: fen(501)}, nil)
		require.Equal(t, kiosk.NotificationNotNow, c.acked(id))
		require.Equal(t, kiosk.RefundRefused, c.theRefund().State)
		c.sleep(10 * time.Second)
		c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Amount: fen(500)}, nil)
		require.Equal(t, kiosk.RefundDone, c.theRefund().State)
	})
	t.Run("the ledger fails", func(t *testing.T) {
		c, id := told(t)
		c.step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
		require.Equal(t, kiosk.NotificationNotNow, c.acked(id))
	})
}

func TestRefund_ANotificationWakesTheQuestion(t *testing.T) {
	c, n := answeredRefund(t, refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
	c.sleep(20 * time.Minute)
	c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
	c.asked = nil
	c.notifyRefund(n)
	require.Equal(t, 1, c.count(kiosk.CallRefundQuery))
	c.notifyRefund(n)
	require.Equal(t, 1, c.count(kiosk.CallRefundQuery), "one at a time")
}

func TestRefund_WhatTheLedgerSaidMayBeOld(t *testing.T) {
	c := cancelledSale(t, refunding())
	n := c.only().OrderNo
	c.openHistory()
	c.step(kiosk.RefundWanted{OrderNo: n})
	old, sale := c.payments[n], c.sales[c.payments[n].Sale]
	c.answerUntil(kiosk.StateClosed, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"})
	c.step(kiosk.Found{OrderNo: n, Payment: &old, Sale: &sale})
	require.Equal(t, []kiosk.Effect{kiosk.Find{OrderNo: n}}, c.other, "read again")
}
