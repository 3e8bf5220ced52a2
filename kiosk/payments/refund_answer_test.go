package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"facepay/kiosk/till/tilltest"
)

func TestRefund_PendingThatCannotBeFollowedNeedsPeople(t *testing.T) {
	c, _ := tilltest.AnsweredRefund(t, tilltest.RefundingOnce(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
	require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
	require.Equal(t, "refund.unknown.accepted", c.View.Panel.Detail.ID)
	require.Equal(t, 1, c.View.Status.Open)
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
	c.PressGuarded(kiosk.KeyF4)
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

func TestRefund_NotSentIsRefusedAndMayBeginAgain(t *testing.T) {
	c, n := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	require.Equal(t, kiosk.RefundRefused, c.TheRefund().State)
	require.Equal(t, kiosk.ReasonNotSent, c.TheRefund().Note)
	require.Equal(t, "refund.refused.not_sent", c.View.Panel.Detail.ID)
	c.Press(kiosk.KeyEsc)
	c.Refund(n, "6")
	require.Equal(t, 2, c.Count(kiosk.CallRefund))
}

func TestRefund_NotSentLaterProvesNothing(t *testing.T) {
	c, _ := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{}, tilltest.Unanswered())
	c.Sleep(5 * time.Second)
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
}

func TestRefund_RefusedWhileAnEarlierRequestMayStillArrive(t *testing.T) {
	c, _ := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{}, tilltest.Unanswered())
	c.Sleep(5 * time.Second)
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
	require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
	c.Sleep(10 * time.Second)
	c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
	require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
	c.Sleep(3 * payments.InFlightMax)
	c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
	require.Equal(t, kiosk.RefundRefused, c.TheRefund().State)
}

// The first request gave the money back and its answer was lost: asked for the
// same again, a gateway may say that there is nothing left to give back.
func TestRefund_ANoToARepeatIsNoWordOnTheFirst(t *testing.T) {
	for name, row := range map[string]struct {
		query   bool
		stopped bool
		settle  func(*tilltest.Counter)
		want    kiosk.RefundState
	}{
		"a query settles it": {true, false, func(c *tilltest.Counter) {
			c.Sleep(payments.InFlightMax)
			c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
		}, kiosk.RefundDone},
		"a manager does": {false, false, func(c *tilltest.Counter) {
			c.Sleep(2 * payments.InFlightMax)
			c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
		}, kiosk.RefundUnknown},
		"after a stop": {false, true, func(*tilltest.Counter) {}, kiosk.RefundUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			can := gatewaytest.Refunding()
			can.QueryRefund = row.query
			c, _ := tilltest.AskedRefund(t, can)
			if row.stopped {
				c.Restart()
			} else {
				c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{}, tilltest.Unanswered())
			}
			for range 10 {
				c.Sleep(payments.InFlightMax / 5)
				c.AnswerRefunds(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil)
			}
			require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
			row.settle(c)
			require.Equal(t, row.want, c.TheRefund().State)
		})
	}
}

func TestRefund_TheAnswerMustFit(t *testing.T) {
	for name, tc := range map[string]struct {
		answer kiosk.RefundAnswer
		note   kiosk.Reason
	}{
		"another order":     {kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Order: "G2"}, "wrong_order"},
		"another refund":    {kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: "R"}, "wrong_refund"},
		"another amount":    {kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Amount: tilltest.Fen(501)}, "wrong_amount"},
		"a smaller total":   {kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: tilltest.Fen(499)}, "wrong_total"},
		"nothing moved":     {kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: tilltest.Fen(0)}, "wrong_total"},
		"a refusal of else": {kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Refund: "R"}, "wrong_refund"},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), tc.answer, nil)
			f := c.TheRefund()
			require.Equal(t, kiosk.RefundUnknown, f.State)
			require.Equal(t, tc.note, f.Note)
			require.Zero(t, c.Payments[n].Refunded)
			require.Equal(t, "refund.misfit."+string(tc.note), c.View.Panel.Detail.ID)
			for range 4 {
				c.Sleep(10 * time.Second)
				c.AnswerRefund(kiosk.CallRefundQuery, tc.answer, nil)
			}
			require.Equal(t, 1, c.Recorded(kiosk.RecordIncident), "told once")
			c.Sleep(10 * time.Second)
			c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: tilltest.Fen(500), Amount: tilltest.Fen(500)}, nil)
			require.Equal(t, kiosk.RefundDone, c.TheRefund().State, "a fitting answer still counts")
		})
	}
}

func TestRefund_WordsThatProveNothing(t *testing.T) {
	c, _ := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "SYSTEMERROR"}, nil)
	require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
	require.Equal(t, kiosk.Reason("gateway: SYSTEMERROR"), c.TheRefund().Note)
}

// What such words answered may have been done, as after a lost answer.
func TestRefund_ANoAfterWordsThatProveNothingIsNoWordOnTheFirst(t *testing.T) {
	for name, first := range map[string]kiosk.RefundAnswer{
		"an unknown code": {Verdict: kiosk.RefundSaidUnknown, Reason: "20000"},
		"no verdict":      {},
		"another amount":  {Verdict: kiosk.RefundSaidDone, Amount: tilltest.Fen(501)},
	} {
		for _, query := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				can := gatewaytest.Refunding()
				can.QueryRefund = query
				c, _ := tilltest.AnsweredRefund(t, can, first, nil)
				for end := c.Now.Add(2 * payments.InFlightMax); c.Now.Before(end); c.Sleep(time.Second) {
					c.AnswerRefunds(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil)
				}
				require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
			})
		}
	}
}
