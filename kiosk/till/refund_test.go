package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRefund_PartThenTheRest(t *testing.T) {
	c, n := refundPad(t, refunding())
	require.Equal(t, kiosk.ScreenRefund, c.view.Screen)
	require.Equal(t, "128.50", c.view.Amount.Text, "all that is left, until something is typed")
	require.True(t, c.view.Amount.Ghost)
	c.keyIn("20.5")
	require.Equal(t, "20.5", c.view.Amount.Text)
	c.press(kiosk.KeyEnter)
	require.True(t, c.view.Refund.Confirm)
	require.Equal(t, kiosk.Text{ID: "refund.confirm.title", Args: []string{"amount", "20.50"}}, c.view.Panel.Title)
	require.Empty(t, c.refunds)
	c.pressGuarded(kiosk.KeyEnter)
	f := c.theRefund()
	require.Equal(t, kiosk.RefundAsked, f.State)
	require.Equal(t, kiosk.Fen(2050), f.Amount)
	require.Equal(t, "refund.asked.title", c.view.Panel.Title.ID)
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Order: "G1", Refund: string(f.No), Amount: fen(2050), Total: fen(2050)}, nil)
	require.Equal(t, kiosk.RefundDone, c.theRefund().State)
	require.Equal(t, kiosk.Fen(2050), c.payments[n].Refunded)
	require.Equal(t, "refund.done.title", c.view.Panel.Title.ID)
	require.Equal(t, kiosk.Fen(12850), c.view.Today, "what was paid today stays what was paid")
	c.press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenHistory, c.view.Screen)
	c.openRefund(n)
	require.Equal(t, "108.00", c.view.Amount.Text)
	require.Equal(t, "20.50", c.view.Refund.Refunded)
	require.Nil(t, c.till.book.Refund(c.till.book.Find(n), 10801, false, ""), "one fen more than is left")
	require.Nil(t, c.till.book.Refund(c.till.book.Find(n), 10801, true, ""))
	require.Nil(t, c.till.book.Refund(c.till.book.Find(n), 0, false, ""))
	c.keyIn("109")
	require.Equal(t, "problem.too_much", c.view.Amount.Problem.ID)
	c.press(kiosk.KeyEnter)
	require.Equal(t, "problem.take_back", c.view.Amount.Problem.ID)
	c.press(kiosk.KeyBackspace, kiosk.KeyBackspace, kiosk.KeyBackspace) // what was refused, and both digits
	c.confirmRefund("")
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: fen(12850)}, nil)
	require.Equal(t, kiosk.Fen(12850), c.payments[n].Refunded)
	c.press(kiosk.KeyEsc)
	c.openRefund(n)
	require.Equal(t, "refund.nothing_left", c.view.Panel.Detail.ID)
	c.press(kiosk.KeyEnter, kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenHistory, c.view.Screen)
	require.Equal(t, 2, c.count(kiosk.CallRefund))
	c.press(kiosk.KeyEsc)
	require.Empty(t, c.till.book.Payments(), "nothing more can happen to it")
	require.Empty(t, c.till.book.Refunds())
}

func TestRefund_OnlyOfWhatWasPaidAndFromTheHistory(t *testing.T) {
	c := newCounter(t, refunding())
	c.step(kiosk.RefundWanted{OrderNo: "n"})
	require.Empty(t, c.other, "not without the PIN")
	c.openQR(kiosk.KeyF1, "G1")
	unpaid := c.only().OrderNo
	c.press(kiosk.KeyEsc)
	c.openHistory()
	for n, want := range map[kiosk.OrderNo]string{unpaid: "refund.not_paid", "other": "refund.no_payment"} {
		c.step(kiosk.RefundWanted{OrderNo: n})
		c.find(n)
		require.Equal(t, kiosk.ScreenRefund, c.view.Screen)
		require.Equal(t, want, c.view.Panel.Detail.ID)
		c.sleep(touchGuard)
		c.tap(kiosk.ActionConfirm)
		c.press(kiosk.KeyEnter, kiosk.KeyEsc)
		require.Equal(t, kiosk.ScreenHistory, c.view.Screen)
	}
	c.step(kiosk.RefundWanted{OrderNo: unpaid})
	c.step(kiosk.Found{OrderNo: unpaid, Err: kiosk.ErrLedgerDamaged})
	require.Equal(t, "refund.no_ledger", c.view.Panel.Detail.ID)
	require.Empty(t, c.refunds)
}

func TestRefund_ADoublePressConfirmsNothing(t *testing.T) {
	c, _ := refundPad(t, refunding())
	c.press(kiosk.KeyEnter, kiosk.KeyEnter)
	c.tap(kiosk.ActionConfirm)
	require.True(t, c.view.Refund.Confirm)
	require.Empty(t, c.refunds)
	c.sleep(touchGuard)
	c.press(kiosk.KeyEnter, kiosk.KeyEnter, kiosk.KeyEnter)
	c.tap(kiosk.ActionConfirm)
	c.pressGuarded(kiosk.KeyEnter)
	c.tap(kiosk.ActionConfirm)
	require.Equal(t, 1, c.count(kiosk.CallRefund))
	require.Len(t, c.refunds, 1)
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
			can := refunding()
			can.RefundAgain, can.QueryRefund = tc.again, tc.query
			c, n := answeredRefund(t, can, kiosk.RefundAnswer{}, unanswered())
			f := c.theRefund()
			require.Equal(t, kiosk.RefundUnknown, f.State)
			require.Equal(t, "refund.unknown.title", c.view.Panel.Title.ID)
			require.Equal(t, 1, c.view.Status.Open)
			c.asked = nil
			for began := c.now; c.now.Sub(began) < time.Hour; {
				c.sleep(20 * time.Second)
				for len(c.open) > 0 {
					require.Contains(t, []kiosk.CallKind{tc.then, kiosk.CallPing}, c.open[0].Kind)
					require.Equal(t, f.No, c.open[0].Refund.No+map[bool]kiosk.RefundNo{true: f.No}[c.open[0].Kind == kiosk.CallPing])
					c.answerRefund(c.open[0].Kind, kiosk.RefundAnswer{}, unanswered())
				}
			}
			if tc.then == "" {
				require.Zero(t, c.count(kiosk.CallRefund)+c.count(kiosk.CallRefundQuery))
				require.Equal(t, "refund.unknown.no_query", c.view.Panel.Detail.ID)
				return
			}
			require.Greater(t, c.count(tc.then), 20)
			require.Less(t, c.count(tc.then), 120, "it backs off")
			c.sleep(5 * time.Minute)
			c.answerRefund(tc.then, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: string(f.No)}, nil)
			require.Equal(t, kiosk.RefundDone, c.theRefund().State)
			require.Equal(t, kiosk.Fen(500), c.payments[n].Refunded)
			require.Zero(t, c.view.Status.Open)
		})
	}
}

func TestRefund_NoSecondWhileOneIsUndecided(t *testing.T) {
	c, n := askedRefund(t, refunding())
	for range 3 {
		c.press(kiosk.KeyEsc)
		c.openRefund(n)
		require.Equal(t, "refund.one_at_a_time", c.view.Amount.Problem.ID)
		require.Equal(t, "refund.asked.title", c.view.Panel.Title.ID)
		c.pay("1", kiosk.KeyEnter)
		c.sleep(touchGuard)
		c.press(kiosk.KeyEnter, kiosk.KeyF6)
		c.tap(kiosk.ActionConfirm, kiosk.ActionRefundByHand)
	}
	require.Len(t, c.refunds, 1)
	p := c.till.book.Find(n)
	require.Nil(t, c.till.book.Refund(p, 100, true, ""), "not by hand either")
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil)
	require.Equal(t, kiosk.Text{ID: "refund.refused.reason", Args: []string{"reason", "余额不足"}}, c.view.Panel.Detail)
	c.press(kiosk.KeyEsc)
	c.refund(n, "")
	require.Len(t, c.refunds, 2)
	require.Equal(t, kiosk.Fen(12850), c.pending(kiosk.CallRefund).Refund.Amount, "what was refused is free again")
}

func TestRefund_NotSentIsRefusedAndMayBeginAgain(t *testing.T) {
	c, n := answeredRefund(t, refunding(), kiosk.RefundAnswer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	require.Equal(t, kiosk.RefundRefused, c.theRefund().State)
	require.Equal(t, kiosk.ReasonNotSent, c.theRefund().Note)
	require.Equal(t, "refund.refused.not_sent", c.view.Panel.Detail.ID)
	c.press(kiosk.KeyEsc)
	c.refund(n, "6")
	require.Equal(t, 2, c.count(kiosk.CallRefund))
}

func TestRefund_NotSentLaterProvesNothing(t *testing.T) {
	c, _ := answeredRefund(t, refunding(), kiosk.RefundAnswer{}, unanswered())
	c.sleep(5 * time.Second)
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	require.Equal(t, kiosk.RefundUnknown, c.theRefund().State)
}

func TestRefund_RefusedWhileAnEarlierRequestMayStillArrive(t *testing.T) {
	c, _ := answeredRefund(t, refunding(), kiosk.RefundAnswer{}, unanswered())
	c.sleep(5 * time.Second)
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
	require.Equal(t, kiosk.RefundUnknown, c.theRefund().State)
	c.sleep(10 * time.Second)
	c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
	require.Equal(t, kiosk.RefundUnknown, c.theRefund().State)
	c.sleep(3 * payments.RefundInFlightMax)
	c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
	require.Equal(t, kiosk.RefundRefused, c.theRefund().State)
}

// The first request gave the money back and its answer was lost: asked for the
// same again, a gateway may say that there is nothing left to give back.
func TestRefund_ANoToARepeatIsNoWordOnTheFirst(t *testing.T) {
	for name, row := range map[string]struct {
		query   bool
		stopped bool
		settle  func(*counter)
		want    kiosk.RefundState
	}{
		"a query settles it": {true, false, func(c *counter) {
			c.sleep(payments.RefundInFlightMax)
			c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
		}, kiosk.RefundDone},
		"a manager does": {false, false, func(c *counter) {
			c.sleep(2 * payments.RefundInFlightMax)
			c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)
		}, kiosk.RefundUnknown},
		"after a stop": {false, true, func(*counter) {}, kiosk.RefundUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			can := refunding()
			can.QueryRefund = row.query
			c, _ := askedRefund(t, can)
			if row.stopped {
				c.restart()
			} else {
				c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{}, unanswered())
			}
			for range 10 {
				c.sleep(payments.RefundInFlightMax / 5)
				c.answerRefunds(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil)
			}
			require.Equal(t, kiosk.RefundUnknown, c.theRefund().State)
			row.settle(c)
			require.Equal(t, row.want, c.theRefund().State)
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
		"another amount":    {kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Amount: fen(501)}, "wrong_amount"},
		"a smaller total":   {kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: fen(499)}, "wrong_total"},
		"nothing moved":     {kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: fen(0)}, "wrong_total"},
		"a refusal of else": {kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Refund: "R"}, "wrong_refund"},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := answeredRefund(t, refunding(), tc.answer, nil)
			f := c.theRefund()
			require.Equal(t, kiosk.RefundUnknown, f.State)
			require.Equal(t, tc.note, f.Note)
			require.Zero(t, c.payments[n].Refunded)
			require.Equal(t, "refund.misfit."+string(tc.note), c.view.Panel.Detail.ID)
			for range 4 {
				c.sleep(10 * time.Second)
				c.answerRefund(kiosk.CallRefundQuery, tc.answer, nil)
			}
			require.Equal(t, 1, c.recorded(kiosk.RecordIncident), "told once")
			c.sleep(10 * time.Second)
			c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: fen(500), Amount: fen(500)}, nil)
			require.Equal(t, kiosk.RefundDone, c.theRefund().State, "a fitting answer still counts")
		})
	}
}

func TestRefund_WordsThatProveNothing(t *testing.T) {
	c, _ := answeredRefund(t, refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "SYSTEMERROR"}, nil)
	require.Equal(t, kiosk.RefundUnknown, c.theRefund().State)
	require.Equal(t, kiosk.Reason("gateway: SYSTEMERROR"), c.theRefund().Note)
}

// What such words answered may have been done, as after a lost answer.
func TestRefund_ANoAfterWordsThatProveNothingIsNoWordOnTheFirst(t *testing.T) {
	for name, first := range map[string]kiosk.RefundAnswer{
		"an unknown code": {Verdict: kiosk.RefundSaidUnknown, Reason: "20000"},
		"no verdict":      {},
		"another amount":  {Verdict: kiosk.RefundSaidDone, Amount: fen(501)},
	} {
		for _, query := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				can := refunding()
				can.QueryRefund = query
				c, _ := answeredRefund(t, can, first, nil)
				for end := c.now.Add(2 * payments.RefundInFlightMax); c.now.Before(end); c.sleep(time.Second) {
					c.answerRefunds(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil)
				}
				require.Equal(t, kiosk.RefundUnknown, c.theRefund().State)
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
			can, p := refunding(), kiosk.Payment{OrderNo: "20261122143205000000001X", Sale: "S", Amount: 12850, State: kiosk.StatePaid,
				Provider: "test", GatewayOrderNo: "G1", Wallet: kiosk.WeChat, Rail: kiosk.RailQR, Version: 4}
			change(&can, &p)
			c := newCounter(t, can)
			c.payments[p.OrderNo], c.sales["S"] = p, kiosk.Sale{ID: "S", Amount: 12850, State: kiosk.SalePaid, PaidBy: p.OrderNo, Version: 2}
			if p.Refunded > 0 {
				c.refunds["R0"] = kiosk.Refund{No: "R0", OrderNo: p.OrderNo, Amount: p.Refunded, State: kiosk.RefundDone, ByHand: true, Version: 1}
			}
			c.openRefund(p.OrderNo)
			require.True(t, c.view.Refund.ByHand)
			require.Equal(t, "refund.by_hand.detail", c.view.Refund.Detail.ID)
			c.confirmRefund("12")
			require.Zero(t, c.count(kiosk.CallRefund))
			require.Equal(t, p.Refunded+1200, c.payments[p.OrderNo].Refunded)
			require.Equal(t, "refund.done.by_hand", c.view.Panel.Detail.ID)
			f := c.refundsOf(p.OrderNo)[len(c.refundsOf(p.OrderNo))-1]
			require.True(t, f.ByHand)
			require.Equal(t, kiosk.RefundDone, f.State)
			require.Equal(t, kiosk.RecordRefundDecided, c.records[len(c.records)-1].Kind)
		})
	}
}

func TestRefund_WholeOnly(t *testing.T) {
	can := refunding()
	can.Refund = kiosk.RefundFull
	c, n := refundPad(t, can)
	require.True(t, c.view.Refund.Fixed)
	c.press("5")
	require.Equal(t, "refund.whole_only", c.view.Amount.Problem.ID)
	c.press(kiosk.KeyBackspace)
	require.Equal(t, "128.50", c.view.Amount.Text)
	require.Nil(t, c.till.book.Refund(c.till.book.Find(n), 500, false, ""))
	c.confirmRefund("")
	require.Equal(t, kiosk.Fen(12850), c.pending(kiosk.CallRefund).Refund.Amount)
}

func TestRefund_AScanIsNoAmount(t *testing.T) {
	c, _ := refundPad(t, refunding())
	c.press("1", "3", "4")
	c.step(kiosk.Untyped{Keys: 3})
	c.scan(wechatCode)
	require.Equal(t, "128.50", c.view.Amount.Text)
	c.step(kiosk.Typed{Rune: '５'})
	require.Equal(t, "5", c.view.Amount.Text)
	c.step(kiosk.Pasted{Text: "¥ 7.50"})
	require.Equal(t, "7.50", c.view.Amount.Text)
}

func TestRefund_AnUnwatchedHistoryGivesNothingBack(t *testing.T) {
	c, n := paidSale(t, refunding())
	c.openHistory()
	c.sleep(pinTrust)
	c.openRefund(n)
	c.press(kiosk.KeyEnter)
	c.pressGuarded(kiosk.KeyEnter)
	require.Equal(t, kiosk.ScreenPIN, c.view.Screen)
	require.Equal(t, "pin.for.confirm", c.view.PIN.Detail.ID)
	c.press(kiosk.KeyEsc)
	require.True(t, c.view.Refund.Confirm)
	require.Empty(t, c.refunds)
	c.pressPIN(kiosk.KeyEnter)
	require.Equal(t, kiosk.RefundAsked, c.theRefund().State)
}
