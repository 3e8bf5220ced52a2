package till_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

func TestRefund_PendingIsFollowedForADay(t *testing.T) {
	can := gatewaytest.Refunding()
	can.RefundAgain = false
	c, n := tilltest.AnsweredRefund(t, can, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
	require.Equal(t, "refund.pending.title", c.View.Panel.Title.ID)
	require.Zero(t, c.View.Status.Open)
	c.Press(kiosk.KeyEsc, kiosk.KeyEsc)
	for began := c.Now; c.Now.Sub(began) < 25*time.Hour; {
		c.Sleep(c.Wake.Sub(c.Now))
		c.AnswerRefunds("", kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
		if c.Now.Sub(began) < 23*time.Hour {
			require.Equal(t, kiosk.RefundAsked, c.TheRefund().State)
		}
	}
	require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
	require.Equal(t, kiosk.ReasonExpired, c.TheRefund().Note)
	require.Less(t, c.Count(kiosk.CallRefundQuery), 450)
	require.Equal(t, 1, c.Count(kiosk.CallRefund))
	require.Equal(t, 1, c.View.Status.Open)
	c.Press(kiosk.KeyF10, kiosk.KeyEnter)
	require.Equal(t, "refund.unknown.expired", c.View.Panel.Detail.ID)
	c.Press(kiosk.KeyF5)
	c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.Fen(500), c.Payments[n].Refunded)
	require.Equal(t, kiosk.ScreenAttention, c.View.Screen)
	require.Equal(t, "@story.refund_done", c.View.Attention.Resolved.Text.Args[5], "the list says what became of it")
}

func TestRefund_PendingThatCannotBeFollowedNeedsPeople(t *testing.T) {
	c, _ := tilltest.AnsweredRefund(t, tilltest.RefundingOnce(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
	require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
	require.Equal(t, "refund.unknown.accepted", c.View.Panel.Detail.ID)
	require.Equal(t, 1, c.View.Status.Open)
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
			c, n := tilltest.AnsweredRefund(t, tilltest.RefundingOnce(), kiosk.RefundAnswer{}, tilltest.Unanswered())
			c.Press(kiosk.KeyEsc, kiosk.KeyEsc, kiosk.KeyF10, kiosk.KeyEnter)
			require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
			c.PressGuarded(kiosk.KeyF7)
			c.EnterPIN()
			require.Equal(t, "decide.refund.title", c.View.Panel.Title.ID)
			c.Press(row.verdict)
			require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State, "a card that has just come up takes no key")
			c.PressGuarded(kiosk.KeyF6)
			require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State, "the request may still arrive")
			require.Equal(t, "decide.refund.wait", c.View.Panel.Detail.ID)
			c.Sleep(payments.RefundInFlightMax)
			c.PressGuarded(row.verdict)
			require.Equal(t, "5.00", c.View.Panel.Amount, "the refund's, not the payment's")
			c.PressGuarded(row.why)
			require.Equal(t, row.sure, c.View.Panel.Title.ID)
			require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
			c.PressGuarded(kiosk.KeyEnter)
			require.Equal(t, row.want, c.TheRefund().State)
			require.Equal(t, map[bool]kiosk.Fen{true: 500}[row.want == kiosk.RefundDone], c.Payments[n].Refunded)
			require.Equal(t, kiosk.Record{At: c.Now, Kind: kiosk.RecordRefundDecided, Sale: c.Payments[n].Sale, OrderNo: n, Refund: c.TheRefund().No,
				From: kiosk.State(kiosk.RefundUnknown), To: kiosk.State(row.want), Note: row.note}, c.Records[len(c.Records)-1])
			require.Equal(t, kiosk.Reason(row.note), c.TheRefund().Note)
			require.Zero(t, c.View.Status.Open)
		})
	}
}

func TestRefund_NothingIsSentWhileTheManagerDecides(t *testing.T) {
	c, _ := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{}, tilltest.Unanswered())
	c.PressGuarded(kiosk.KeyF7)
	c.EnterPIN()
	c.Asked = nil
	c.Sleep(2 * time.Minute)
	require.Zero(t, c.Count(kiosk.CallRefund))
	c.Sleep(till.DecisionMax)
	require.NotZero(t, c.Count(kiosk.CallRefund), "a card that is left standing ends")
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
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
		"the answer was lost":             {err: tilltest.Unanswered(), want: kiosk.RefundUnknown, then: kiosk.CallRefund},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := tilltest.AskedRefund(t, gatewaytest.Refunding())
			if !tc.lost {
				c.AnswerRefund(kiosk.CallRefund, tc.answer, tc.err)
			}
			f := c.TheRefund()
			c.RestartAfter(time.Hour)
			require.Equal(t, tc.want, c.TheRefund().State)
			require.Equal(t, map[bool]int{true: 1}[tc.want == kiosk.RefundUnknown], c.View.Status.Open)
			require.Equal(t, f.No, c.Pending(tc.then).Refund.No, "the same number")
			c.OpenRefund(n)
			require.Equal(t, "refund.one_at_a_time", c.View.Amount.Problem.ID)
			c.AnswerRefund(tc.then, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: string(f.No)}, nil)
			require.Equal(t, kiosk.Fen(500), c.Payments[n].Refunded)
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
			c, _ := tilltest.AskedRefund(t, gatewaytest.Refunding())
			c.StepUnsaved(kiosk.Answered{Call: c.Take(c.Pending(kiosk.CallRefund)), Refund: tc.answer, Err: tc.err})
			c.Reload()
			require.Equal(t, tc.want, c.TheRefund().State)
			require.Equal(t, 1, c.Count(kiosk.CallRefund))
		})
	}
}

func TestRefund_CallUnderWayOutlivesAReload(t *testing.T) {
	c, _ := tilltest.AskedRefund(t, gatewaytest.Refunding())
	c.Step(kiosk.Woke{}) // the call is out; a later step fails
	c.Step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
	c.Reload()
	require.Equal(t, kiosk.RefundAsked, c.TheRefund().State)
	c.Sleep(15 * time.Second)
	require.Equal(t, 1, c.Count(kiosk.CallRefund), "one call at a time")
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.RefundDone, c.TheRefund().State)
}

func TestRefund_ASaveThatFailedSentNothing(t *testing.T) {
	c, n := tilltest.RefundPad(t, gatewaytest.Refunding())
	c.Press(kiosk.KeyEnter)
	c.Sleep(till.TouchGuard)
	c.StepUnsaved(kiosk.Pressed{Key: kiosk.KeyEnter})
	c.Reload()
	require.Empty(t, c.Till.Book().Refunds())
	c.Refund(n, "")
	require.Len(t, c.Refunds, 1)
}

func TestRefund_RefusedAndDoneAfterAll(t *testing.T) {
	c, n := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
	c.NotifyRefund(n)
	c.Press(kiosk.KeyEsc, kiosk.KeyEsc)
	c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.RefundDone, c.TheRefund().State)
	require.Equal(t, kiosk.Fen(500), c.Payments[n].Refunded)
	require.Equal(t, "alarm.refunded_after_all.title", c.View.Panel.Title.ID)
	c.Restart()
	require.Equal(t, "alarm.refunded_after_all.title", c.View.Panel.Title.ID, "also after a restart")
	require.Equal(t, 1, c.View.Status.Open)
	c.PressGuarded(till.AcceptKey)
	require.Zero(t, c.View.Status.Open)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Equal(t, kiosk.RecordDecided, c.Records[len(c.Records)-1].Kind)
}

func TestRefund_RefusedAndDoneAfterAllBesideAnother(t *testing.T) {
	c, n := tilltest.AskedRefund(t, gatewaytest.Refunding())
	first := c.TheRefund()
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
	c.Press(kiosk.KeyEsc, kiosk.KeyEsc)
	c.Refund(n, "5")
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	c.NotifyRefund(n)
	c.Press(kiosk.KeyEsc, kiosk.KeyEsc)
	c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: string(first.No), Amount: tilltest.Fen(500), Total: tilltest.Fen(1000)}, nil)
	require.Equal(t, kiosk.RefundDone, c.Refunds[first.No].State, "both went back, whatever the total was to be")
	require.Equal(t, kiosk.Fen(1000), c.Payments[n].Refunded)
	require.Equal(t, "alarm.refunded_after_all.title", c.View.Panel.Title.ID)
}

func TestRefund_ANotificationWaitsForTheQuestionAboutARefusedOne(t *testing.T) {
	told := func(t *testing.T) (*tilltest.Counter, uint64) {
		c, n := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
		require.Empty(t, c.NotifyRefund(n), "a stop now would forget it")
		return c, c.Notices
	}
	t.Run("answered", func(t *testing.T) {
		c, id := told(t)
		c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
		require.Equal(t, kiosk.NotificationTaken, c.Acked(id))
	})
	t.Run("answered by what is older than the notification", func(t *testing.T) {
		c, _ := told(t)
		require.Empty(t, c.NotifyRefund(c.Newest()))
		id := c.Notices
		c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
		require.Empty(t, c.Acked(id))
		c.Sleep(time.Second)
		c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
		require.Equal(t, kiosk.NotificationTaken, c.Acked(id))
		require.Equal(t, kiosk.RefundDone, c.TheRefund().State)
	})
	t.Run("not answered", func(t *testing.T) {
		c, id := told(t)
		c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{}, tilltest.Unanswered())
		require.Equal(t, kiosk.NotificationNotNow, c.Acked(id))
	})
	t.Run("answered by what does not fit", func(t *testing.T) {
		c, id := told(t)
		c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Amount: tilltest.Fen(501)}, nil)
		require.Equal(t, kiosk.NotificationNotNow, c.Acked(id))
		require.Equal(t, kiosk.RefundRefused, c.TheRefund().State)
		c.Sleep(10 * time.Second)
		c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Amount: tilltest.Fen(500)}, nil)
		require.Equal(t, kiosk.RefundDone, c.TheRefund().State)
	})
	t.Run("the ledger fails", func(t *testing.T) {
		c, id := told(t)
		c.Step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
		require.Equal(t, kiosk.NotificationNotNow, c.Acked(id))
	})
}

func TestRefund_ANotificationWakesTheQuestion(t *testing.T) {
	c, n := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
	c.Sleep(20 * time.Minute)
	c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
	c.Asked = nil
	c.NotifyRefund(n)
	require.Equal(t, 1, c.Count(kiosk.CallRefundQuery))
	c.NotifyRefund(n)
	require.Equal(t, 1, c.Count(kiosk.CallRefundQuery), "one at a time")
}

func TestRefund_WhatTheLedgerSaidMayBeOld(t *testing.T) {
	c := tilltest.CancelledSale(t, gatewaytest.Refunding())
	n := c.Only().OrderNo
	c.OpenHistory()
	c.Step(kiosk.RefundWanted{OrderNo: n})
	old, sale := c.Payments[n], c.Sales[c.Payments[n].Sale]
	c.AnswerUntil(kiosk.StateClosed, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"})
	c.Step(kiosk.Found{OrderNo: n, Payment: &old, Sale: &sale})
	require.Equal(t, []kiosk.Effect{kiosk.Find{OrderNo: n}}, c.Other, "read again")
}
