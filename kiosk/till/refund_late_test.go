package till_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

func TestLate_GivenBackByTheGateway(t *testing.T) {
	c, n := tilltest.LateSale(t, gatewaytest.Refunding())
	require.Equal(t, "alarm.late.detail.give_back", c.View.Panel.Detail.ID)
	c.PressPIN(kiosk.KeyF6)
	f := c.TheRefund()
	require.Equal(t, kiosk.Fen(12850), f.Amount)
	require.Equal(t, "refund.asked.title", c.View.Panel.Title.ID, "the alarm stays, with what is going on")
	require.Empty(t, c.Payments[n].LateDone)
	c.Press(kiosk.KeyF6, kiosk.KeyF5)
	c.Tap(kiosk.ActionRefundByHand, kiosk.ActionRefund)
	c.Sleep(till.TouchGuard)
	c.Tap(kiosk.ActionAccept, kiosk.ActionRefundByHand, kiosk.ActionRefund)
	require.Len(t, c.Refunds, 1)
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{}, tilltest.Unanswered())
	require.Equal(t, "refund.unknown.title", c.View.Panel.Title.ID)
	require.Equal(t, 1, c.View.Status.Open)
	c.Sleep(5 * time.Second)
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: tilltest.Fen(12850)}, nil)
	require.Equal(t, kiosk.LateRefunded, c.Payments[n].LateDone)
	require.Equal(t, kiosk.Fen(12850), c.Payments[n].Refunded)
	require.Empty(t, c.Sales[c.Payments[n].Sale].PaidBy, "the next money for this sale is the first again")
	require.Zero(t, c.View.Status.Open)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
}

func TestLate_RefusedOffersByHand(t *testing.T) {
	c, n := tilltest.LateSale(t, gatewaytest.Refunding())
	c.Tap(kiosk.ActionRefundByHand)
	c.EnterPIN()
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil)
	require.Equal(t, kiosk.Text{ID: "alarm.late.refused", Args: []string{"why", "余额不足"}}, c.View.Panel.Detail)
	require.Empty(t, c.Payments[n].LateDone)
	c.Press(kiosk.KeyF7)
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen, "the card has just changed")
	c.PressGuarded(kiosk.KeyF7)
	c.EnterPIN()
	require.Equal(t, kiosk.LateByHand, c.Payments[n].LateDone)
	require.Equal(t, kiosk.Fen(12850), c.Payments[n].Refunded)
	require.Len(t, c.Refunds, 2)
	require.Equal(t, 1, c.Count(kiosk.CallRefund))
}

func TestLate_WithoutARouteByHand(t *testing.T) {
	can := gatewaytest.Refunding()
	can.Refund = kiosk.RefundNone
	c, n := tilltest.LateSale(t, can)
	require.Equal(t, "alarm.late.detail", c.View.Panel.Detail.ID)
	c.Tap(kiosk.ActionRefund)
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
	c.Press(kiosk.KeyF6)
	require.Equal(t, "pin.for.refund_by_hand", c.View.PIN.Detail.ID)
	c.EnterPIN()
	require.Equal(t, kiosk.LateByHand, c.Payments[n].LateDone)
	require.True(t, c.TheRefund().ByHand)
	require.Equal(t, kiosk.RefundDone, c.TheRefund().State)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
}

func TestLate_APartGoneBackLeavesTheRest(t *testing.T) {
	c, n := tilltest.LateSale(t, gatewaytest.Refunding())
	c.Press(kiosk.KeyEsc)
	c.Refund(n, "28.50")
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Empty(t, c.Payments[n].LateDone)
	c.Press(kiosk.KeyEsc, kiosk.KeyEsc, kiosk.KeyF10, kiosk.KeyEnter)
	c.PressGuarded(kiosk.KeyF6)
	c.EnterPIN()
	require.Equal(t, kiosk.Fen(10000), c.Pending(kiosk.CallRefund).Refund.Amount)
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: tilltest.Fen(12850)}, nil)
	require.Equal(t, kiosk.LateRefunded, c.Payments[n].LateDone)
}

func TestLate_AcceptedMayBeRefundedLater(t *testing.T) {
	c, n := tilltest.LateSale(t, gatewaytest.Refunding())
	c.Press(till.AcceptKey)
	require.Equal(t, kiosk.LateAccepted, c.Payments[n].LateDone)
	c.Refund(n, "")
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.LateAccepted, c.Payments[n].LateDone, "a decision stays")
	require.Equal(t, kiosk.Fen(12850), c.Payments[n].Refunded)
}
