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

func TestRefund_OnlyOfWhatWasPaidAndFromTheHistory(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Refunding())
	c.Step(kiosk.RefundWanted{OrderNo: "n"})
	require.Empty(t, c.Other, "not without the PIN")
	c.OpenQR(kiosk.KeyF1, "G1")
	unpaid := c.Only().OrderNo
	c.Press(kiosk.KeyEsc)
	c.OpenHistory()
	for n, want := range map[kiosk.OrderNo]string{unpaid: "refund.not_paid", "other": "refund.no_payment"} {
		c.Step(kiosk.RefundWanted{OrderNo: n})
		c.Find(n)
		require.Equal(t, kiosk.ScreenRefund, c.View.Screen)
		require.Equal(t, want, c.View.Panel.Detail.ID)
		c.Sleep(tilltest.TouchGuard)
		c.Tap(kiosk.ActionConfirm)
		c.Press(kiosk.KeyEnter, kiosk.KeyEsc)
		require.Equal(t, kiosk.ScreenHistory, c.View.Screen)
	}
	c.Step(kiosk.RefundWanted{OrderNo: unpaid})
	c.Step(kiosk.Found{OrderNo: unpaid, Err: kiosk.ErrLedgerDamaged})
	require.Equal(t, "refund.no_ledger", c.View.Panel.Detail.ID)
	require.Empty(t, c.Refunds)
}

func TestRefund_ADoublePressConfirmsNothing(t *testing.T) {
	c, _ := tilltest.RefundPad(t, gatewaytest.Refunding())
	c.Press(kiosk.KeyEnter, kiosk.KeyEnter)
	c.Tap(kiosk.ActionConfirm)
	require.True(t, c.View.Refund.Confirm)
	require.Empty(t, c.Refunds)
	c.Sleep(tilltest.TouchGuard)
	c.Press(kiosk.KeyEnter, kiosk.KeyEnter, kiosk.KeyEnter)
	c.Tap(kiosk.ActionConfirm)
	c.PressGuarded(kiosk.KeyEnter)
	c.Tap(kiosk.ActionConfirm)
	require.Equal(t, 1, c.Count(kiosk.CallRefund))
	require.Len(t, c.Refunds, 1)
}

func TestRefund_WholeOnly(t *testing.T) {
	can := gatewaytest.Refunding()
	can.Refund = kiosk.RefundFull
	c, _ := tilltest.RefundPad(t, can)
	require.True(t, c.View.Refund.Fixed)
	c.Press("5")
	require.Equal(t, "refund.whole_only", c.View.Amount.Problem.ID)
	c.Press(kiosk.KeyBackspace)
	require.Equal(t, "128.50", c.View.Amount.Text)
	c.ConfirmRefund("")
	require.Equal(t, kiosk.Fen(12850), c.Pending(kiosk.CallRefund).Refund.Amount)
}

func TestRefund_AScanIsNoAmount(t *testing.T) {
	c, _ := tilltest.RefundPad(t, gatewaytest.Refunding())
	c.Press("1", "3", "4")
	c.Step(kiosk.Untyped{Keys: 3})
	c.Scan(tilltest.WechatCode)
	require.Equal(t, "128.50", c.View.Amount.Text)
	c.Step(kiosk.Typed{Rune: '５'})
	require.Equal(t, "5", c.View.Amount.Text)
	c.Step(kiosk.Pasted{Text: "¥ 7.50"})
	require.Equal(t, "7.50", c.View.Amount.Text)
}

func TestRefund_AnUnwatchedHistoryGivesNothingBack(t *testing.T) {
	c, n := tilltest.PaidSale(t, gatewaytest.Refunding())
	c.OpenHistory()
	c.Sleep(till.PINTrust)
	c.OpenRefund(n)
	c.Press(kiosk.KeyEnter)
	c.PressGuarded(kiosk.KeyEnter)
	require.Equal(t, kiosk.ScreenPIN, c.View.Screen)
	require.Equal(t, "pin.for.confirm", c.View.PIN.Detail.ID)
	c.Press(kiosk.KeyEsc)
	require.True(t, c.View.Refund.Confirm)
	require.Empty(t, c.Refunds)
	c.PressPIN(kiosk.KeyEnter)
	require.Equal(t, kiosk.RefundAsked, c.TheRefund().State)
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
