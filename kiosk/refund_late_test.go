package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLate_GivenBackByTheGateway(t *testing.T) {
	c, n := lateSale(t, refunding())
	require.Equal(t, "alarm.late.detail.give_back", c.view.Panel.Detail.ID)
	c.pressPIN(KeyF6)
	f := c.theRefund()
	require.Equal(t, Fen(12850), f.Amount)
	require.Equal(t, "refund.asked.title", c.view.Panel.Title.ID, "the alarm stays, with what is going on")
	require.Empty(t, c.payments[n].LateDone)
	c.press(KeyF6, KeyF5)
	c.tap(ActionRefundByHand, ActionRefund)
	c.sleep(alarmGuard)
	c.tap(ActionAccept, ActionRefundByHand, ActionRefund)
	require.Len(t, c.refunds, 1)
	require.Equal(t, ScreenAlarm, c.view.Screen)
	c.answerRefund(CallRefund, RefundAnswer{}, unanswered())
	require.Equal(t, "refund.unknown.title", c.view.Panel.Title.ID)
	require.Equal(t, 1, c.view.Status.Open)
	c.sleep(5 * time.Second)
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone, Total: fen(12850)}, nil)
	require.Equal(t, LateRefunded, c.payments[n].LateDone)
	require.Equal(t, Fen(12850), c.payments[n].Refunded)
	require.Empty(t, c.sales[c.payments[n].Sale].PaidBy, "the next money for this sale is the first again")
	require.Zero(t, c.view.Status.Open)
	require.Equal(t, ScreenAmount, c.view.Screen)
}

func TestLate_RefusedOffersByHand(t *testing.T) {
	c, n := lateSale(t, refunding())
	c.tap(ActionRefundByHand)
	c.enterPIN()
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidRefused, Reason: "余额不足"}, nil)
	require.Equal(t, Text{"alarm.late.refused", []string{"why", "余额不足"}}, c.view.Panel.Detail)
	require.Empty(t, c.payments[n].LateDone)
	c.press(KeyF7)
	require.Equal(t, ScreenAlarm, c.view.Screen, "the card has just changed")
	c.pressGuarded(KeyF7)
	c.enterPIN()
	require.Equal(t, LateByHand, c.payments[n].LateDone)
	require.Equal(t, Fen(12850), c.payments[n].Refunded)
	require.Len(t, c.refunds, 2)
	require.Equal(t, 1, c.count(CallRefund))
}

func TestLate_WithoutARouteByHand(t *testing.T) {
	can := refunding()
	can.Refund = RefundNone
	c, n := lateSale(t, can)
	require.Equal(t, "alarm.late.detail", c.view.Panel.Detail.ID)
	c.tap(ActionRefund)
	require.Equal(t, ScreenAlarm, c.view.Screen)
	c.press(KeyF6)
	require.Equal(t, "pin.for.refund_by_hand", c.view.PIN.Detail.ID)
	c.enterPIN()
	require.Equal(t, LateByHand, c.payments[n].LateDone)
	require.True(t, c.theRefund().ByHand)
	require.Equal(t, RefundDone, c.theRefund().State)
	require.Equal(t, ScreenAmount, c.view.Screen)
}

func TestLate_APartGoneBackLeavesTheRest(t *testing.T) {
	c, n := lateSale(t, refunding())
	c.press(KeyEsc)
	c.refund(n, "28.50")
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone}, nil)
	require.Empty(t, c.payments[n].LateDone)
	c.press(KeyEsc, KeyEsc, KeyF10, KeyEnter)
	c.pressGuarded(KeyF6)
	c.enterPIN()
	require.Equal(t, Fen(10000), c.pending(CallRefund).Refund.Amount)
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone, Total: fen(12850)}, nil)
	require.Equal(t, LateRefunded, c.payments[n].LateDone)
}

func TestLate_AcceptedMayBeRefundedLater(t *testing.T) {
	c, n := lateSale(t, refunding())
	c.press(acceptKey)
	require.Equal(t, LateAccepted, c.payments[n].LateDone)
	c.refund(n, "")
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone}, nil)
	require.Equal(t, LateAccepted, c.payments[n].LateDone, "a decision stays")
	require.Equal(t, Fen(12850), c.payments[n].Refunded)
}
