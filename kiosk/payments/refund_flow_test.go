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
			c.Sleep(payments.InFlightMax)
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

func TestRefund_ASaveThatFailedSentNothing(t *testing.T) {
	c, n := tilltest.RefundPad(t, gatewaytest.Refunding())
	c.Press(kiosk.KeyEnter)
	c.Sleep(tilltest.TouchGuard)
	c.StepUnsaved(kiosk.Pressed{Key: kiosk.KeyEnter})
	c.Reload()
	c.Refund(n, "")
	require.Len(t, c.Refunds, 1)
}

func TestRefund_PartThenTheRest(t *testing.T) {
	c, n := tilltest.RefundPad(t, gatewaytest.Refunding())
	require.Equal(t, kiosk.ScreenRefund, c.View.Screen)
	require.Equal(t, "128.50", c.View.Amount.Text, "all that is left, until something is typed")
	require.True(t, c.View.Amount.Ghost)
	c.KeyIn("20.5")
	require.Equal(t, "20.5", c.View.Amount.Text)
	c.Press(kiosk.KeyEnter)
	require.True(t, c.View.Refund.Confirm)
	require.Equal(t, kiosk.Text{ID: "refund.confirm.title", Args: []string{"amount", "20.50"}}, c.View.Panel.Title)
	require.Empty(t, c.Refunds)
	c.PressGuarded(kiosk.KeyEnter)
	f := c.TheRefund()
	require.Equal(t, kiosk.RefundAsked, f.State)
	require.Equal(t, kiosk.Fen(2050), f.Amount)
	require.Equal(t, "refund.asked.title", c.View.Panel.Title.ID)
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Order: "G1", Refund: string(f.No), Amount: tilltest.Fen(2050), Total: tilltest.Fen(2050)}, nil)
	require.Equal(t, kiosk.RefundDone, c.TheRefund().State)
	require.Equal(t, kiosk.Fen(2050), c.Payments[n].Refunded)
	require.Equal(t, "refund.done.title", c.View.Panel.Title.ID)
	require.Equal(t, kiosk.Fen(12850), c.View.Today, "what was paid today stays what was paid")
	c.Press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenHistory, c.View.Screen)
	c.OpenRefund(n)
	require.Equal(t, "108.00", c.View.Amount.Text)
	require.Equal(t, "20.50", c.View.Refund.Refunded)
	c.KeyIn("109")
	require.Equal(t, "problem.too_much", c.View.Amount.Problem.ID)
	c.Press(kiosk.KeyEnter)
	require.Equal(t, "problem.take_back", c.View.Amount.Problem.ID)
	c.Press(kiosk.KeyBackspace, kiosk.KeyBackspace, kiosk.KeyBackspace) // what was refused, and both digits
	c.ConfirmRefund("")
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: tilltest.Fen(12850)}, nil)
	require.Equal(t, kiosk.Fen(12850), c.Payments[n].Refunded)
	c.Press(kiosk.KeyEsc)
	c.OpenRefund(n)
	require.Equal(t, "refund.nothing_left", c.View.Panel.Detail.ID)
	c.Press(kiosk.KeyEnter, kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenHistory, c.View.Screen)
	require.Equal(t, 2, c.Count(kiosk.CallRefund))
	c.Press(kiosk.KeyEsc)
	require.Empty(t, c.NotifyRefund(n))
	c.Find(n) // nothing more can happen to it, so it was forgotten
}

func TestRefund_NoSecondWhileOneIsUndecided(t *testing.T) {
	c, n := tilltest.AskedRefund(t, gatewaytest.Refunding())
	for range 3 {
		c.Press(kiosk.KeyEsc)
		c.OpenRefund(n)
		require.Equal(t, "refund.one_at_a_time", c.View.Amount.Problem.ID)
		require.Equal(t, "refund.asked.title", c.View.Panel.Title.ID)
		c.Pay("1", kiosk.KeyEnter)
		c.Sleep(tilltest.TouchGuard)
		c.Press(kiosk.KeyEnter, kiosk.KeyF6)
		c.Tap(kiosk.ActionConfirm, kiosk.ActionRefundByHand)
	}
	require.Len(t, c.Refunds, 1)
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil)
	require.Equal(t, kiosk.Text{ID: "refund.refused.reason", Args: []string{"reason", "余额不足"}}, c.View.Panel.Detail)
	c.Press(kiosk.KeyEsc)
	c.Refund(n, "")
	require.Len(t, c.Refunds, 2)
	require.Equal(t, kiosk.Fen(12850), c.Pending(kiosk.CallRefund).Refund.Amount, "what was refused is free again")
}

func TestRefund_WithoutARouteItIsNotedByHand(t *testing.T) {
	for name, change := range map[string]func(*kiosk.Capabilities, *kiosk.Payment){
		"the gateway has none":       func(can *kiosk.Capabilities, _ *kiosk.Payment) { can.Refund = kiosk.RefundNone },
		"it was another gateway's":   func(_ *kiosk.Capabilities, p *kiosk.Payment) { p.Provider = "old" },
		"it has no number there":     func(_ *kiosk.Capabilities, p *kiosk.Payment) { p.GatewayOrderNo = "" },
		"whole only, a part is back": func(can *kiosk.Capabilities, p *kiosk.Payment) { can.Refund, p.Refunded = kiosk.RefundFull, 100 },
	} {
		t.Run(name, func(t *testing.T) {
			can, p := gatewaytest.Refunding(), kiosk.Payment{OrderNo: "20261122143205000000001X", Sale: "S", Amount: 12850, State: kiosk.StatePaid,
				Provider: "test", GatewayOrderNo: "G1", Wallet: kiosk.WeChat, Rail: kiosk.RailQR, Version: 4}
			change(&can, &p)
			c := tilltest.NewCounter(t, can)
			c.Payments[p.OrderNo], c.Sales["S"] = p, kiosk.Sale{ID: "S", Amount: 12850, State: kiosk.SalePaid, PaidBy: p.OrderNo, Version: 2}
			if p.Refunded > 0 {
				c.Refunds["R0"] = kiosk.Refund{No: "R0", OrderNo: p.OrderNo, Amount: p.Refunded, State: kiosk.RefundDone, ByHand: true, Version: 1}
			}
			c.OpenRefund(p.OrderNo)
			require.True(t, c.View.Refund.ByHand)
			require.Equal(t, "refund.by_hand.detail", c.View.Refund.Detail.ID)
			c.ConfirmRefund("12")
			require.Zero(t, c.Count(kiosk.CallRefund))
			require.Equal(t, p.Refunded+1200, c.Payments[p.OrderNo].Refunded)
			require.Equal(t, "refund.done.by_hand", c.View.Panel.Detail.ID)
			f := c.RefundsOf(p.OrderNo)[len(c.RefundsOf(p.OrderNo))-1]
			require.True(t, f.ByHand)
			require.Equal(t, kiosk.RefundDone, f.State)
			require.Equal(t, kiosk.RecordRefundDecided, c.Records[len(c.Records)-1].Kind)
		})
	}
}

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
	c.Sleep(tilltest.TouchGuard)
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
	c.Press(kiosk.KeyF4)
	require.Equal(t, kiosk.LateAccepted, c.Payments[n].LateDone)
	c.Refund(n, "")
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Equal(t, kiosk.LateAccepted, c.Payments[n].LateDone, "a decision stays")
	require.Equal(t, kiosk.Fen(12850), c.Payments[n].Refunded)
}
