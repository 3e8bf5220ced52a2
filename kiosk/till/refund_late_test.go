package till

import (
	"facepay/kiosk"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLate_GivenBackByTheGateway(t *testing.T) {
	c, n := lateSale(t, refunding())
	require.Equal(t, "alarm.late.detail.give_back", c.view.Panel.Detail.ID)
	c.pressPIN(kiosk.KeyF6)
	f := c.theRefund()
	require.Equal(t, kiosk.Fen(12850), f.Amount)
	require.Equal(t, "refund.asked.title", c.view.Panel.Title.ID, "the alarm stays, with what is going on")
	require.Empty(t, c.payments[n].LateDone)
	c.press(kiosk.KeyF6, kiosk.KeyF5)
	c.tap(kiosk.ActionRefundByHand, kiosk.ActionRefund)
	c.sleep(touchGuard)
	c.tap(kiosk.ActionAccept, kiosk.ActionRefundByHand, kiosk.ActionRefund)
	require.Len(t, c.refunds, 1)
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{}, unanswered())
	require.Equal(t, "refund.unknown.title", c.view.Panel.Title.ID)
	require.Equal(t, 1, c.view.Status.Open)
	c.sleep(5 * time.Second)
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: fen(12850)}, nil)
	require.Equal(t, kiosk.LateRefunded, c.payments[n].LateDone)
	require.Equal(t, kiosk.Fen(12850), c.payments[n].Refunded)
	require.Empty(t, c.sales[c.payments[n].Sale].PaidBy, "the next money for this sale is the first again")
	require.Zero(t, c.view.Status.Open)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
}

func TestLate_RefusedOffersByHand(t *testing.T) {
	c, n := lateSale(t, refunding())
	c.tap(kiosk.ActionRefundByHand)
	c.enterPIN()
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil)
	require.Equal(t, kiosk.Text{ID: "alarm.late.refused", Args: []string{"why", "余额不足"}}, c.view.Panel.Detail)
	require.Empty(t, c.payments[n].LateDone)
	c.press(kiosk.KeyF7)
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen, "the card has just changed")
	c.pressGuarded(kiosk.KeyF7)
	c.enterPIN()
	require.Equal(t, kiosk.LateByHand, c.payments[n].LateDone)
	require.Equal(t, kiosk.Fen(12850), c.payments[n].Refunded)
	require.Len(t, c.refunds, 2)
	require.Equal(t, 1, c.count(kiosk.CallRefund))
}

func TestLate_WithoutARouteByHand(t *testing.T) {
	can := refunding()
	can.Refund = kiosk.RefundNone
	c, n := lateSale(t, can)
	require.Equal(t, "alarm.late.detail", c.view.Panel.Detail.ID)
	c.tap(kiosk.ActionRefund)
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
	c.press(kiosk.KeyF6)
	require.Equal(t, "pin.for.refund_by_hand", c.view.PIN.Detail.ID)
	c.enterPIN()
	require.Equal(t, kiosk.LateByHand, c.payments[n].LateDone)
	require.True(t, c.theRefund().ByHand)
	require.Equal(t, kiosk.RefundDone, c.theRefund().State)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
}

func TestLate_APartGoneBackLeavesTheRest(t *testing.T) {
	c, n := lateSale(t, refunding())
	c.press(kiosk.KeyEsc)
	c.refund(n, "28.50")
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Empty(t, c.payments[n].LateDone)
	c.press(kiosk.KeyEsc, kiosk.KeyEsc, kiosk.KeyF10, kiosk.KeyEnter)
	c.pressGuarded(kiosk.KeyF6)
	c.enterPIN()
	require.Equal(t, kiosk.Fen(10000), c.pending(kiosk.CallRefund).Refund.Amount)
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: fen(12850)}, nil)
	require.Equal(t, kiosk.LateRefunded, c.payments[n].LateDone)
}

func TestLate_AcceptedMayBeRefundedLater(t *testing.T) {
	c, n := lateSale(t, refunding())
	c.press(acceptKey)
	require.Equal(t, kiosk.LateAccepted, c.payments[n].LateDone)
	c.refund(n, "")
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.LateAccepted, c.payments[n].LateDone, "a decision stays")
	require.Equal(t, kiosk.Fen(12850), c.payments[n].Refunded)
}
