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

// stuck is the gateway's word on a refund that left the shop and waits for a person.
var stuck = kiosk.RefundAnswer{Verdict: kiosk.RefundSaidStuck, Reason: "退款异常"}

func TestRefund_PendingThenStuckNeedsPeople(t *testing.T) {
	c, n := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
	say := func(a kiosk.RefundAnswer, err error) {
		c.Sleep(time.Minute)
		c.AnswerRefund(kiosk.CallRefundQuery, a, err)
	}
	say(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "系统繁忙"}, nil)
	require.Equal(t, kiosk.RefundAsked, c.TheRefund().State, "words that prove nothing leave it under way")
	say(stuck, nil)
	require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
	require.Equal(t, kiosk.GatewaySaid("退款异常"), c.TheRefund().Note)
	require.Equal(t, 1, c.View.Status.Open)
	records := len(c.Records)
	say(stuck, nil)
	require.Len(t, c.Records, records, "told once")
	say(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "系统繁忙"}, nil)
	say(kiosk.RefundAnswer{}, tilltest.Unanswered())
	say(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidStuck, Reason: "银行卡已注销"}, nil)
	require.Equal(t, kiosk.GatewaySaid("银行卡已注销"), c.TheRefund().Note)
	require.Equal(t, 1, c.Count(kiosk.CallRefund), "it is not sent again")
	say(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.RefundDone, c.TheRefund().State)
	require.Equal(t, kiosk.Fen(500), c.Payments[n].Refunded)
	require.Zero(t, c.View.Status.Open)
}

func TestRefund_StuckAndUnderWayAgain(t *testing.T) {
	c, _ := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), stuck, nil)
	c.Sleep(time.Minute)
	c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
	require.Equal(t, kiosk.RefundAsked, c.TheRefund().State)
	require.Zero(t, c.View.Status.Open)
}

func TestRefund_StuckIsFoundAgainAfterAStop(t *testing.T) {
	c, _ := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), stuck, nil)
	c.RestartAfter(48 * time.Hour)
	require.Equal(t, 1, c.View.Status.Open)
	c.AnswerRefund(kiosk.CallRefund, stuck, nil)
	c.Asked = nil
	c.Sleep(5 * time.Minute)
	require.Equal(t, 1, c.Count(kiosk.CallRefundQuery))
	require.Zero(t, c.Count(kiosk.CallRefund))
}

// A no to a repetition is no word on the first request, which left the shop.
func TestRefund_ANoToARepetitionLeavesItStuck(t *testing.T) {
	can := gatewaytest.Refunding()
	can.QueryRefund = false
	c, _ := tilltest.AnsweredRefund(t, can, kiosk.RefundAnswer{}, tilltest.Unanswered())
	c.Sleep(payments.InFlightMax)
	c.AnswerRefund(kiosk.CallRefund, stuck, nil)
	c.Sleep(payments.InFlightMax)
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
	c.PressGuarded(kiosk.KeyF7)
	c.EnterPIN()
	require.NotContains(t, c.Actions(), kiosk.ActionUnrefunded)
}

// It left the shop, whatever was said of it: its amount is not given back once more, and
// people look.
func TestRefund_RefusedAndStuckAfterAll(t *testing.T) {
	for name, refused := range map[string]func(*testing.T) (*tilltest.Counter, kiosk.OrderNo){
		"by the gateway": func(t *testing.T) (*tilltest.Counter, kiosk.OrderNo) {
			return tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
		},
		"by a manager": func(t *testing.T) (*tilltest.Counter, kiosk.OrderNo) {
			c, n := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown}, nil)
			c.PressGuarded(kiosk.KeyF7)
			c.EnterPIN()
			c.Sleep(payments.InFlightMax)
			c.Decide(kiosk.KeyF6)
			c.AnswerPings(nil)
			return c, n
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := refused(t)
			require.Equal(t, kiosk.RefundRefused, c.TheRefund().State)
			c.NotifyRefund(n)
			if name == "by a manager" {
				c.Find(n) // it was forgotten
			}
			c.Press(kiosk.KeyEsc, kiosk.KeyEsc)
			c.Sleep(10 * time.Second)
			c.AnswerRefund(kiosk.CallRefundQuery, stuck, nil)
			require.Equal(t, kiosk.NotificationTaken, c.Acked(c.Notices))
			require.Equal(t, kiosk.Fen(500), c.Payments[n].Refunded)
			require.Equal(t, kiosk.IncidentRefunded, c.Payments[n].Incident)
			require.Equal(t, 1, c.View.Status.Open)
			for range 2 {
				require.Equal(t, "alarm.refunded_after_all.title", c.View.Panel.Title.ID)
				require.Equal(t, "alarm.refunded_after_all.words", c.View.Panel.Detail.ID)
				require.Contains(t, c.View.Panel.Detail.Args, "退款异常")
				c.Restart()
			}
			c.PressGuarded(kiosk.KeyF4)
			c.OpenRefund(n)
			require.Equal(t, "123.50", c.View.Refund.Max)
		})
	}
}

func TestRefund_NobodySaysOfAStuckOneThatNothingWentBack(t *testing.T) {
	c, n := tilltest.AnsweredRefund(t, tilltest.RefundingOnce(), stuck, nil)
	c.PressGuarded(kiosk.KeyF7)
	c.EnterPIN()
	c.Sleep(payments.InFlightMax)
	require.Equal(t, "decide.refund.stuck", c.View.Panel.Detail.ID)
	require.NotContains(t, c.Actions(), kiosk.ActionUnrefunded)
	c.PressGuarded(kiosk.KeyF6)
	require.Equal(t, "decide.refund.title", c.View.Panel.Title.ID)
	c.Decide(kiosk.KeyF5)
	require.Equal(t, kiosk.RefundDone, c.TheRefund().State)
	require.Equal(t, kiosk.Fen(500), c.Payments[n].Refunded)
}
