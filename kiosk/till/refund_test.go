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
	require.Nil(t, c.Till.Book().Refund(c.Till.Book().Find(n), 10801, false, ""), "one fen more than is left")
	require.Nil(t, c.Till.Book().Refund(c.Till.Book().Find(n), 10801, true, ""))
	require.Nil(t, c.Till.Book().Refund(c.Till.Book().Find(n), 0, false, ""))
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
	require.Empty(t, c.Till.Book().Payments(), "nothing more can happen to it")
	require.Empty(t, c.Till.Book().Refunds())
}

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
		c.Sleep(till.TouchGuard)
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
	c.Sleep(till.TouchGuard)
	c.Press(kiosk.KeyEnter, kiosk.KeyEnter, kiosk.KeyEnter)
	c.Tap(kiosk.ActionConfirm)
	c.PressGuarded(kiosk.KeyEnter)
	c.Tap(kiosk.ActionConfirm)
	require.Equal(t, 1, c.Count(kiosk.CallRefund))
	require.Len(t, c.Refunds, 1)
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

func TestRefund_NoSecondWhileOneIsUndecided(t *testing.T) {
	c, n := tilltest.AskedRefund(t, gatewaytest.Refunding())
	for range 3 {
		c.Press(kiosk.KeyEsc)
		c.OpenRefund(n)
		require.Equal(t, "refund.one_at_a_time", c.View.Amount.Problem.ID)
		require.Equal(t, "refund.asked.title", c.View.Panel.Title.ID)
		c.Pay("1", kiosk.KeyEnter)
		c.Sleep(till.TouchGuard)
		c.Press(kiosk.KeyEnter, kiosk.KeyF6)
		c.Tap(kiosk.ActionConfirm, kiosk.ActionRefundByHand)
	}
	require.Len(t, c.Refunds, 1)
	p := c.Till.Book().Find(n)
	require.Nil(t, c.Till.Book().Refund(p, 100, true, ""), "not by hand either")
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil)
	require.Equal(t, kiosk.Text{ID: "refund.refused.reason", Args: []string{"reason", "余额不足"}}, c.View.Panel.Detail)
	c.Press(kiosk.KeyEsc)
	c.Refund(n, "")
	require.Len(t, c.Refunds, 2)
	require.Equal(t, kiosk.Fen(12850), c.Pending(kiosk.CallRefund).Refund.Amount, "what was refused is free again")
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
	c.Sleep(3 * payments.RefundInFlightMax)
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
			c.Sleep(payments.RefundInFlightMax)
			c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
		}, kiosk.RefundDone},
		"a manager does": {false, false, func(c *tilltest.Counter) {
			c.Sleep(2 * payments.RefundInFlightMax)
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
				c.Sleep(payments.RefundInFlightMax / 5)
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
				for end := c.Now.Add(2 * payments.RefundInFlightMax); c.Now.Before(end); c.Sleep(time.Second) {
					c.AnswerRefunds(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil)
				}
				require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
			})
		}
	}
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

func TestRefund_WholeOnly(t *testing.T) {
	can := gatewaytest.Refunding()
	can.Refund = kiosk.RefundFull
	c, n := tilltest.RefundPad(t, can)
	require.True(t, c.View.Refund.Fixed)
	c.Press("5")
	require.Equal(t, "refund.whole_only", c.View.Amount.Problem.ID)
	c.Press(kiosk.KeyBackspace)
	require.Equal(t, "128.50", c.View.Amount.Text)
	require.Nil(t, c.Till.Book().Refund(c.Till.Book().Find(n), 500, false, ""))
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
