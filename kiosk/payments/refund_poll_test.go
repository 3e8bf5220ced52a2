package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
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

func TestRefund_ANotificationWaitsForTheQuestionAboutARefusedOne(t *testing.T) {
	said := func(a kiosk.RefundAnswer, err error) func(*tilltest.Counter) {
		return func(c *tilltest.Counter) { c.AnswerRefund(kiosk.CallRefundQuery, a, err) }
	}
	for name, row := range map[string]struct {
		do   func(*tilltest.Counter)
		want kiosk.NotificationResult // "" while the question is still to come
		then *kiosk.Fen               // done after all, by the answer to the next question
	}{
		"answered":             {said(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil), kiosk.NotificationTaken, nil},
		"not answered":         {said(kiosk.RefundAnswer{}, tilltest.Unanswered()), kiosk.NotificationNotNow, nil},
		"the ledger fails":     {func(c *tilltest.Counter) { c.Step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull}) }, kiosk.NotificationNotNow, nil},
		"by what does not fit": {said(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Amount: tilltest.Fen(501)}, nil), kiosk.NotificationNotNow, tilltest.Fen(500)},
		"by what is older than it": {func(c *tilltest.Counter) {
			require.Empty(c.T, c.NotifyRefund(c.Newest()))
			said(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)(c)
		}, "", tilltest.Fen(500)},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
			require.Empty(t, c.NotifyRefund(n), "a stop now would forget it")
			row.do(c)
			require.Equal(t, row.want, c.Acked(c.Notices))
			if row.then == nil {
				return
			}
			require.Equal(t, kiosk.RefundRefused, c.TheRefund().State)
			c.Sleep(10 * time.Second)
			said(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Amount: row.then}, nil)(c)
			require.Equal(t, kiosk.RefundDone, c.TheRefund().State)
			if row.want == "" {
				require.Equal(t, kiosk.NotificationTaken, c.Acked(c.Notices))
			}
		})
	}
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

func TestRefund_LostAnswerKeepsItsNumber(t *testing.T) {
	for name, tc := range map[string]struct {
		again, query bool
		then         kiosk.CallKind
	}{
		"asked for again": {true, false, kiosk.CallRefund},
		"again first":     {true, true, kiosk.CallRefund},
		"queried":         {false, true, kiosk.CallRefundQuery},
		"nothing":         {false, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			can := gatewaytest.Refunding()
			can.RefundAgain, can.QueryRefund = tc.again, tc.query
			c, n := tilltest.AnsweredRefund(t, can, kiosk.RefundAnswer{}, tilltest.Unanswered())
			f := c.TheRefund()
			require.Equal(t, kiosk.RefundUnknown, f.State)
			require.Equal(t, "refund.unknown.title", c.View.Panel.Title.ID)
			require.Equal(t, 1, c.View.Status.Open)
			c.Asked = nil
			for began := c.Now; c.Now.Sub(began) < time.Hour; {
				c.Sleep(20 * time.Second)
				for len(c.Open) > 0 {
					require.Contains(t, []kiosk.CallKind{tc.then, kiosk.CallPing}, c.Open[0].Kind)
					require.Equal(t, f.No, c.Open[0].Refund.No+map[bool]kiosk.RefundNo{true: f.No}[c.Open[0].Kind == kiosk.CallPing])
					c.AnswerRefund(c.Open[0].Kind, kiosk.RefundAnswer{}, tilltest.Unanswered())
				}
			}
			if tc.then == "" {
				require.Zero(t, c.Count(kiosk.CallRefund)+c.Count(kiosk.CallRefundQuery))
				require.Equal(t, "refund.unknown.no_query", c.View.Panel.Detail.ID)
				return
			}
			require.Greater(t, c.Count(tc.then), 20)
			require.Less(t, c.Count(tc.then), 120, "it backs off")
			c.Sleep(5 * time.Minute)
			c.AnswerRefund(tc.then, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: string(f.No)}, nil)
			require.Equal(t, kiosk.RefundDone, c.TheRefund().State)
			require.Equal(t, kiosk.Fen(500), c.Payments[n].Refunded)
			require.Zero(t, c.View.Status.Open)
		})
	}
}

// The ledger was read anew while a question was on its way: its answer is still to come.
func TestRefund_AskedAboutOnceThoughItIsFoundAgain(t *testing.T) {
	c, n := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
	c.NotifyRefund(n)
	c.Press(kiosk.KeyEsc, kiosk.KeyEsc)
	require.Equal(t, 1, c.Count(kiosk.CallRefundQuery))
	c.StepUnsaved(kiosk.Pressed{Key: kiosk.KeyF1})
	c.Reload()
	c.NotifyRefund(n)
	c.Find(n)
	c.Sleep(time.Minute)
	require.Equal(t, 1, c.Count(kiosk.CallRefundQuery))
	c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.RefundDone, c.TheRefund().State)
}
