package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRefund_PendingIsFollowedForADay(t *testing.T) {
	can := refunding()
	can.RefundAgain = false
	c, n := answeredRefund(t, can, RefundAnswer{Verdict: RefundSaidPending}, nil)
	require.Equal(t, "refund.pending.title", c.view.Panel.Title.ID)
	require.Zero(t, c.view.Status.Open)
	c.press(KeyEsc, KeyEsc)
	for began := c.now; c.now.Sub(began) < 25*time.Hour; {
		c.sleep(c.wake.Sub(c.now))
		c.answerRefunds("", RefundAnswer{Verdict: RefundSaidPending}, nil)
		if c.now.Sub(began) < 23*time.Hour {
			require.Equal(t, RefundAsked, c.theRefund().State)
		}
	}
	require.Equal(t, RefundUnknown, c.theRefund().State)
	require.Equal(t, ReasonExpired, c.theRefund().Note)
	require.Less(t, c.count(CallRefundQuery), 450)
	require.Equal(t, 1, c.count(CallRefund))
	require.Equal(t, 1, c.view.Status.Open)
	c.press(KeyF10, KeyEnter)
	require.Equal(t, "refund.unknown.expired", c.view.Panel.Detail.ID)
	c.press(KeyF5)
	c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidDone}, nil)
	require.Equal(t, Fen(500), c.payments[n].Refunded)
	require.Equal(t, ScreenAttention, c.view.Screen)
	require.Equal(t, "@story.refund_done", c.view.Attention.Gone.Text.Args[5], "the list says what became of it")
}

func TestRefund_PendingThatCannotBeFollowedNeedsPeople(t *testing.T) {
	c, _ := answeredRefund(t, refundingOnce(), RefundAnswer{Verdict: RefundSaidPending}, nil)
	require.Equal(t, RefundUnknown, c.theRefund().State)
	require.Equal(t, "refund.unknown.accepted", c.view.Panel.Detail.ID)
	require.Equal(t, 1, c.view.Status.Open)
}

func TestRefund_ManagerDecides(t *testing.T) {
	for name, row := range map[string]struct {
		verdict, why Key
		want         RefundState
		sure, note   string
	}{
		"done":                  {KeyF5, KeyF1, RefundDone, "decide.sure.say_refunded", "manager merchant_app"},
		"refused":               {KeyF6, KeyF1, RefundRefused, "decide.sure.say_unrefunded", "manager not_in_app"},
		"refused, without bill": {KeyF6, KeyF2, RefundRefused, "decide.sure.say_unrefunded", "manager no_bill"},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := answeredRefund(t, refundingOnce(), RefundAnswer{}, unanswered())
			c.press(KeyEsc, KeyEsc, KeyF10, KeyEnter)
			require.Equal(t, ScreenAlarm, c.view.Screen)
			c.pressGuarded(KeyF7)
			c.enterPIN()
			require.Equal(t, "decide.refund.title", c.view.Panel.Title.ID)
			c.press(row.verdict)
			require.Equal(t, RefundUnknown, c.theRefund().State, "a card that has just come up takes no key")
			c.pressGuarded(KeyF6)
			require.Equal(t, RefundUnknown, c.theRefund().State, "the request may still arrive")
			require.Equal(t, "decide.refund.wait", c.view.Panel.Detail.ID)
			c.sleep(refundStray)
			c.pressGuarded(row.verdict)
			require.Equal(t, "5.00", c.view.Panel.Amount, "the refund's, not the payment's")
			c.pressGuarded(row.why)
			require.Equal(t, row.sure, c.view.Panel.Title.ID)
			require.Equal(t, RefundUnknown, c.theRefund().State)
			c.pressGuarded(KeyEnter)
			require.Equal(t, row.want, c.theRefund().State)
			require.Equal(t, map[bool]Fen{true: 500}[row.want == RefundDone], c.payments[n].Refunded)
			require.Equal(t, Record{At: c.now, Kind: RecordRefundDecided, Sale: c.payments[n].Sale, OrderNo: n, Refund: c.theRefund().No,
				From: State(RefundUnknown), To: State(row.want), Note: row.note}, c.records[len(c.records)-1])
			require.Equal(t, Reason(row.note), c.theRefund().Note)
			require.Zero(t, c.view.Status.Open)
		})
	}
}

func TestRefund_NothingIsSentWhileTheManagerDecides(t *testing.T) {
	c, _ := answeredRefund(t, refunding(), RefundAnswer{}, unanswered())
	c.pressGuarded(KeyF7)
	c.enterPIN()
	c.asked = nil
	c.sleep(2 * time.Minute)
	require.Zero(t, c.count(CallRefund))
	c.sleep(decideMax)
	require.NotZero(t, c.count(CallRefund), "a card that is left standing ends")
	require.Equal(t, ScreenAmount, c.view.Screen)
}

func TestRefund_AfterAStop(t *testing.T) {
	for name, tc := range map[string]struct {
		answer RefundAnswer
		err    error
		lost   bool // no answer came before the stop
		want   RefundState
		then   CallKind
	}{
		"between the row and its request": {lost: true, want: RefundUnknown, then: CallRefund},
		"the gateway had taken it":        {answer: RefundAnswer{Verdict: RefundSaidPending}, want: RefundAsked, then: CallRefundQuery},
		"the answer was lost":             {err: unanswered(), want: RefundUnknown, then: CallRefund},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := askedRefund(t, refunding())
			if !tc.lost {
				c.answerRefund(CallRefund, tc.answer, tc.err)
			}
			f := c.theRefund()
			c.restartAfter(time.Hour)
			require.Equal(t, tc.want, c.theRefund().State)
			require.Equal(t, map[bool]int{true: 1}[tc.want == RefundUnknown], c.view.Status.Open)
			require.Equal(t, f.No, c.pending(tc.then).Refund.No, "the same number")
			c.openRefund(n)
			require.Equal(t, "refund.one_at_a_time", c.view.Amount.Problem.ID)
			c.answerRefund(tc.then, RefundAnswer{Verdict: RefundSaidDone, Refund: string(f.No)}, nil)
			require.Equal(t, Fen(500), c.payments[n].Refunded)
		})
	}
}

func TestRefund_AnswerThatCouldNotBeWritten(t *testing.T) {
	for name, tc := range map[string]struct {
		answer RefundAnswer
		err    error
		want   RefundState
	}{
		"done":     {RefundAnswer{Verdict: RefundSaidDone}, nil, RefundDone},
		"not sent": {RefundAnswer{}, &NotSent{ErrConflict}, RefundRefused},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := askedRefund(t, refunding())
			c.stepUnsaved(Answered{Call: c.take(c.pending(CallRefund)), Refund: tc.answer, Err: tc.err})
			c.reload()
			require.Equal(t, tc.want, c.theRefund().State)
			require.Equal(t, 1, c.count(CallRefund))
		})
	}
}

func TestRefund_CallUnderWayOutlivesAReload(t *testing.T) {
	c, _ := askedRefund(t, refunding())
	c.step(Woke{}) // the call is out; a later step fails
	c.step(SaveFailed{Err: ErrLedgerFull})
	c.reload()
	require.Equal(t, RefundAsked, c.theRefund().State)
	c.sleep(15 * time.Second)
	require.Equal(t, 1, c.count(CallRefund), "one call at a time")
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone}, nil)
	require.Equal(t, RefundDone, c.theRefund().State)
}

func TestRefund_ASaveThatFailedSentNothing(t *testing.T) {
	c, n := refundPad(t, refunding())
	c.press(KeyEnter)
	c.sleep(alarmGuard)
	c.stepUnsaved(Pressed{KeyEnter})
	c.reload()
	require.Empty(t, c.till.book.refunds)
	require.Empty(t, c.till.book.requests.refunds)
	c.refund(n, "")
	require.Len(t, c.refunds, 1)
}

func TestRefund_RefusedAndDoneAfterAll(t *testing.T) {
	c, n := answeredRefund(t, refunding(), RefundAnswer{Verdict: RefundSaidRefused}, nil)
	c.notifyRefund(n)
	c.press(KeyEsc, KeyEsc)
	c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidDone}, nil)
	require.Equal(t, RefundDone, c.theRefund().State)
	require.Equal(t, Fen(500), c.payments[n].Refunded)
	require.Equal(t, "alarm.refunded_after_all.title", c.view.Panel.Title.ID)
	c.restart()
	require.Equal(t, "alarm.refunded_after_all.title", c.view.Panel.Title.ID, "also after a restart")
	require.Equal(t, 1, c.view.Status.Open)
	c.pressGuarded(acceptKey)
	require.Zero(t, c.view.Status.Open)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Equal(t, RecordDecided, c.records[len(c.records)-1].Kind)
}

func TestRefund_RefusedAndDoneAfterAllBesideAnother(t *testing.T) {
	c, n := askedRefund(t, refunding())
	first := c.theRefund()
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidRefused}, nil)
	c.press(KeyEsc, KeyEsc)
	c.refund(n, "5")
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone}, nil)
	c.notifyRefund(n)
	c.press(KeyEsc, KeyEsc)
	c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidDone, Refund: string(first.No), Amount: fen(500), Total: fen(1000)}, nil)
	require.Equal(t, RefundDone, c.refunds[first.No].State, "both went back, whatever the total was to be")
	require.Equal(t, Fen(1000), c.payments[n].Refunded)
	require.Equal(t, "alarm.refunded_after_all.title", c.view.Panel.Title.ID)
}

func TestRefund_ANotificationWaitsForTheQuestionAboutARefusedOne(t *testing.T) {
	told := func(t *testing.T) (*counter, uint64) {
		c, n := answeredRefund(t, refunding(), RefundAnswer{Verdict: RefundSaidRefused}, nil)
		require.Empty(t, c.notifyRefund(n), "a stop now would forget it")
		return c, c.notices
	}
	t.Run("answered", func(t *testing.T) {
		c, id := told(t)
		c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidRefused}, nil)
		require.Equal(t, NotificationTaken, c.acked(id))
	})
	t.Run("answered by what is older than the notification", func(t *testing.T) {
		c, _ := told(t)
		require.Empty(t, c.notifyRefund(c.newest()))
		id := c.notices
		c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidRefused}, nil)
		require.Empty(t, c.acked(id))
		c.sleep(time.Second)
		c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidDone}, nil)
		require.Equal(t, NotificationTaken, c.acked(id))
		require.Equal(t, RefundDone, c.theRefund().State)
	})
	t.Run("not answered", func(t *testing.T) {
		c, id := told(t)
		c.answerRefund(CallRefundQuery, RefundAnswer{}, unanswered())
		require.Equal(t, NotificationNotNow, c.acked(id))
	})
	t.Run("answered by what does not fit", func(t *testing.T) {
		c, id := told(t)
		c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidDone, Amount: fen(501)}, nil)
		require.Equal(t, NotificationNotNow, c.acked(id))
		require.Equal(t, RefundRefused, c.theRefund().State)
		c.sleep(10 * time.Second)
		c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidDone, Amount: fen(500)}, nil)
		require.Equal(t, RefundDone, c.theRefund().State)
	})
	t.Run("the ledger fails", func(t *testing.T) {
		c, id := told(t)
		c.step(SaveFailed{Err: ErrLedgerFull})
		require.Equal(t, NotificationNotNow, c.acked(id))
	})
}

func TestRefund_ANotificationWakesTheQuestion(t *testing.T) {
	c, n := answeredRefund(t, refunding(), RefundAnswer{Verdict: RefundSaidPending}, nil)
	c.sleep(20 * time.Minute)
	c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidPending}, nil)
	c.asked = nil
	c.notifyRefund(n)
	require.Equal(t, 1, c.count(CallRefundQuery))
	c.notifyRefund(n)
	require.Equal(t, 1, c.count(CallRefundQuery), "one at a time")
}

func TestRefund_WhatTheLedgerSaidMayBeOld(t *testing.T) {
	c := cancelledSale(t, refunding())
	n := c.only().OrderNo
	c.openHistory()
	c.step(RefundWanted{n})
	old, sale := c.payments[n], c.sales[c.payments[n].Sale]
	c.answerUntil(StateClosed, Answer{Verdict: VerdictClosed, Order: "G1"})
	c.step(Found{OrderNo: n, Payment: &old, Sale: &sale})
	require.Equal(t, []Effect{Find{n}}, c.other, "read again")
}
