package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRefund_PartThenTheRest(t *testing.T) {
	c, n := refundPad(t, refunding())
	require.Equal(t, ScreenRefund, c.view.Screen)
	require.Equal(t, "128.50", c.view.Amount.Text, "all that is left, until something is typed")
	require.True(t, c.view.Amount.Ghost)
	c.keyIn("20.5")
	require.Equal(t, "20.5", c.view.Amount.Text)
	c.press(KeyEnter)
	require.True(t, c.view.Refund.Confirm)
	require.Equal(t, Text{"refund.confirm.title", []string{"amount", "20.50"}}, c.view.Panel.Title)
	require.Empty(t, c.refunds)
	c.pressGuarded(KeyEnter)
	f := c.theRefund()
	require.Equal(t, RefundAsked, f.State)
	require.Equal(t, Fen(2050), f.Amount)
	require.Equal(t, "refund.asked.title", c.view.Panel.Title.ID)
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone, Order: "G1", Refund: string(f.No), Amount: fen(2050), Total: fen(2050)}, nil)
	require.Equal(t, RefundDone, c.theRefund().State)
	require.Equal(t, Fen(2050), c.payments[n].Refunded)
	require.Equal(t, "refund.done.title", c.view.Panel.Title.ID)
	require.Equal(t, Fen(12850), c.view.Today, "what was paid today stays what was paid")
	c.press(KeyEsc)
	require.Equal(t, ScreenHistory, c.view.Screen)
	c.openRefund(n)
	require.Equal(t, "108.00", c.view.Amount.Text)
	require.Equal(t, "20.50", c.view.Refund.Refunded)
	require.Nil(t, c.till.book.refund(c.till.book.find(n), 10801, false, ""), "one fen more than is left")
	require.Nil(t, c.till.book.refund(c.till.book.find(n), 10801, true, ""))
	require.Nil(t, c.till.book.refund(c.till.book.find(n), 0, false, ""))
	c.keyIn("109")
	require.Equal(t, "problem.too_much", c.view.Amount.Problem.ID)
	c.press(KeyEnter)
	require.Equal(t, "problem.take_back", c.view.Amount.Problem.ID)
	c.press(KeyBackspace, KeyBackspace, KeyBackspace) // what was refused, and both digits
	c.confirmRefund("")
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone, Total: fen(12850)}, nil)
	require.Equal(t, Fen(12850), c.payments[n].Refunded)
	c.press(KeyEsc)
	c.openRefund(n)
	require.Equal(t, "refund.nothing_left", c.view.Panel.Detail.ID)
	c.press(KeyEnter, KeyEsc)
	require.Equal(t, ScreenHistory, c.view.Screen)
	require.Equal(t, 2, c.count(CallRefund))
	c.press(KeyEsc)
	require.Empty(t, c.till.book.payments, "nothing more can happen to it")
	require.Empty(t, c.till.book.refunds)
}

func TestRefund_OnlyOfWhatWasPaidAndFromTheHistory(t *testing.T) {
	c := newCounter(t, refunding())
	c.step(RefundWanted{"n"})
	require.Empty(t, c.other, "not without the PIN")
	c.openQR(KeyF1, "G1")
	unpaid := c.only().OrderNo
	c.press(KeyEsc)
	c.openHistory()
	for n, want := range map[OrderNo]string{unpaid: "refund.not_paid", "other": "refund.no_payment"} {
		c.step(RefundWanted{n})
		c.find(n)
		require.Equal(t, ScreenRefund, c.view.Screen)
		require.Equal(t, want, c.view.Panel.Detail.ID)
		c.sleep(alarmGuard)
		c.tap(ActionConfirm)
		c.press(KeyEnter, KeyEsc)
		require.Equal(t, ScreenHistory, c.view.Screen)
	}
	c.step(RefundWanted{unpaid})
	c.step(Found{OrderNo: unpaid, Err: ErrLedgerDamaged})
	require.Equal(t, "refund.no_ledger", c.view.Panel.Detail.ID)
	require.Empty(t, c.refunds)
}

func TestRefund_ADoublePressConfirmsNothing(t *testing.T) {
	c, _ := refundPad(t, refunding())
	c.press(KeyEnter, KeyEnter)
	c.tap(ActionConfirm)
	require.True(t, c.view.Refund.Confirm)
	require.Empty(t, c.refunds)
	c.sleep(alarmGuard)
	c.press(KeyEnter, KeyEnter, KeyEnter)
	c.tap(ActionConfirm)
	c.pressGuarded(KeyEnter)
	c.tap(ActionConfirm)
	require.Equal(t, 1, c.count(CallRefund))
	require.Len(t, c.refunds, 1)
}

func TestRefund_LostAnswerKeepsItsNumber(t *testing.T) {
	for name, tc := range map[string]struct {
		again, query bool
		then         CallKind
	}{
		"asked for again": {true, false, CallRefund},
		"again first":     {true, true, CallRefund},
		"queried":         {false, true, CallRefundQuery},
		"nothing":         {false, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			can := refunding()
			can.RefundAgain, can.QueryRefund = tc.again, tc.query
			c, n := answeredRefund(t, can, RefundAnswer{}, unanswered())
			f := c.theRefund()
			require.Equal(t, RefundUnknown, f.State)
			require.Equal(t, "refund.unknown.title", c.view.Panel.Title.ID)
			require.Equal(t, 1, c.view.Status.Open)
			c.asked = nil
			for began := c.now; c.now.Sub(began) < time.Hour; {
				c.sleep(20 * time.Second)
				for len(c.open) > 0 {
					require.Contains(t, []CallKind{tc.then, CallPing}, c.open[0].Kind)
					require.Equal(t, f.No, c.open[0].Refund.No+map[bool]RefundNo{true: f.No}[c.open[0].Kind == CallPing])
					c.answerRefund(c.open[0].Kind, RefundAnswer{}, unanswered())
				}
			}
			if tc.then == "" {
				require.Zero(t, c.count(CallRefund)+c.count(CallRefundQuery))
				require.Equal(t, "refund.unknown.no_query", c.view.Panel.Detail.ID)
				return
			}
			require.Greater(t, c.count(tc.then), 20)
			require.Less(t, c.count(tc.then), 120, "it backs off")
			c.sleep(5 * time.Minute)
			c.answerRefund(tc.then, RefundAnswer{Verdict: RefundSaidDone, Refund: string(f.No)}, nil)
			require.Equal(t, RefundDone, c.theRefund().State)
			require.Equal(t, Fen(500), c.payments[n].Refunded)
			require.Zero(t, c.view.Status.Open)
		})
	}
}

func TestRefund_NoSecondWhileOneIsUndecided(t *testing.T) {
	c, n := askedRefund(t, refunding())
	for range 3 {
		c.press(KeyEsc)
		c.openRefund(n)
		require.Equal(t, "refund.one_at_a_time", c.view.Amount.Problem.ID)
		require.Equal(t, "refund.asked.title", c.view.Panel.Title.ID)
		c.pay("1", KeyEnter)
		c.sleep(alarmGuard)
		c.press(KeyEnter, KeyF6)
		c.tap(ActionConfirm, ActionRefundByHand)
	}
	require.Len(t, c.refunds, 1)
	p := c.till.book.find(n)
	require.Nil(t, c.till.book.refund(p, 100, true, ""), "not by hand either")
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidRefused, Reason: "余额不足"}, nil)
	require.Equal(t, Text{"refund.refused.reason", []string{"reason", "余额不足"}}, c.view.Panel.Detail)
	c.press(KeyEsc)
	c.refund(n, "")
	require.Len(t, c.refunds, 2)
	require.Equal(t, Fen(12850), c.pending(CallRefund).Refund.Amount, "what was refused is free again")
}

func TestRefund_NotSentIsRefusedAndMayBeginAgain(t *testing.T) {
	c, n := answeredRefund(t, refunding(), RefundAnswer{}, &NotSent{ErrConflict})
	require.Equal(t, RefundRefused, c.theRefund().State)
	require.Equal(t, ReasonNotSent, c.theRefund().Note)
	require.Equal(t, "refund.refused.not_sent", c.view.Panel.Detail.ID)
	c.press(KeyEsc)
	c.refund(n, "6")
	require.Equal(t, 2, c.count(CallRefund))
}

func TestRefund_NotSentLaterProvesNothing(t *testing.T) {
	c, _ := answeredRefund(t, refunding(), RefundAnswer{}, unanswered())
	c.sleep(5 * time.Second)
	c.answerRefund(CallRefund, RefundAnswer{}, &NotSent{ErrConflict})
	require.Equal(t, RefundUnknown, c.theRefund().State)
}

func TestRefund_RefusedWhileAnEarlierRequestMayStillArrive(t *testing.T) {
	c, _ := answeredRefund(t, refunding(), RefundAnswer{}, unanswered())
	c.sleep(5 * time.Second)
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidRefused}, nil)
	require.Equal(t, RefundUnknown, c.theRefund().State)
	c.sleep(10 * time.Second)
	c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidRefused}, nil)
	require.Equal(t, RefundUnknown, c.theRefund().State)
	c.sleep(3 * refundStray)
	c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidRefused}, nil)
	require.Equal(t, RefundRefused, c.theRefund().State)
}

// The first request gave the money back and its answer was lost: asked for the
// same again, a gateway may say that there is nothing left to give back.
func TestRefund_ANoToARepeatIsNoWordOnTheFirst(t *testing.T) {
	for name, row := range map[string]struct {
		query   bool
		stopped bool
		settle  func(*counter)
		want    RefundState
	}{
		"a query settles it": {true, false, func(c *counter) {
			c.sleep(refundStray)
			c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidDone}, nil)
		}, RefundDone},
		"a manager does": {false, false, func(c *counter) {
			c.sleep(2 * refundStray)
			c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidRefused}, nil)
		}, RefundUnknown},
		"after a stop": {false, true, func(*counter) {}, RefundUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			can := refunding()
			can.QueryRefund = row.query
			c, _ := askedRefund(t, can)
			if row.stopped {
				c.restart()
			} else {
				c.answerRefund(CallRefund, RefundAnswer{}, unanswered())
			}
			for range 10 {
				c.sleep(refundStray / 5)
				c.answerRefunds(CallRefund, RefundAnswer{Verdict: RefundSaidRefused, Reason: "余额不足"}, nil)
			}
			require.Equal(t, RefundUnknown, c.theRefund().State)
			row.settle(c)
			require.Equal(t, row.want, c.theRefund().State)
		})
	}
}

func TestRefund_TheAnswerMustFit(t *testing.T) {
	for name, tc := range map[string]struct {
		answer RefundAnswer
		note   Reason
	}{
		"another order":     {RefundAnswer{Verdict: RefundSaidDone, Order: "G2"}, "wrong_order"},
		"another refund":    {RefundAnswer{Verdict: RefundSaidDone, Refund: "R"}, "wrong_refund"},
		"another amount":    {RefundAnswer{Verdict: RefundSaidDone, Amount: fen(501)}, "wrong_amount"},
		"a smaller total":   {RefundAnswer{Verdict: RefundSaidDone, Total: fen(499)}, "wrong_total"},
		"nothing moved":     {RefundAnswer{Verdict: RefundSaidDone, Total: fen(0)}, "wrong_total"},
		"a refusal of else": {RefundAnswer{Verdict: RefundSaidRefused, Refund: "R"}, "wrong_refund"},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := answeredRefund(t, refunding(), tc.answer, nil)
			f := c.theRefund()
			require.Equal(t, RefundUnknown, f.State)
			require.Equal(t, tc.note, f.Note)
			require.Zero(t, c.payments[n].Refunded)
			require.Equal(t, "refund.misfit."+string(tc.note), c.view.Panel.Detail.ID)
			for range 4 {
				c.sleep(10 * time.Second)
				c.answerRefund(CallRefundQuery, tc.answer, nil)
			}
			require.Equal(t, 1, c.recorded(RecordIncident), "told once")
			c.sleep(10 * time.Second)
			c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidDone, Total: fen(500), Amount: fen(500)}, nil)
			require.Equal(t, RefundDone, c.theRefund().State, "a fitting answer still counts")
		})
	}
}

func TestRefund_WordsThatProveNothing(t *testing.T) {
	c, _ := answeredRefund(t, refunding(), RefundAnswer{Verdict: RefundSaidUnknown, Reason: "SYSTEMERROR"}, nil)
	require.Equal(t, RefundUnknown, c.theRefund().State)
	require.Equal(t, Reason("gateway: SYSTEMERROR"), c.theRefund().Note)
}

// What such words answered may have been done, as after a lost answer.
func TestRefund_ANoAfterWordsThatProveNothingIsNoWordOnTheFirst(t *testing.T) {
	for name, first := range map[string]RefundAnswer{
		"an unknown code": {Verdict: RefundSaidUnknown, Reason: "20000"},
		"no verdict":      {},
		"another amount":  {Verdict: RefundSaidDone, Amount: fen(501)},
	} {
		for _, query := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				can := refunding()
				can.QueryRefund = query
				c, _ := answeredRefund(t, can, first, nil)
				for end := c.now.Add(2 * refundStray); c.now.Before(end); c.sleep(time.Second) {
					c.answerRefunds(CallRefund, RefundAnswer{Verdict: RefundSaidRefused, Reason: "余额不足"}, nil)
				}
				require.Equal(t, RefundUnknown, c.theRefund().State)
			})
		}
	}
}

func TestRefund_WithoutARouteItIsNotedByHand(t *testing.T) {
	for name, change := range map[string]func(*Capabilities, *Payment){
		"the gateway has none":       func(can *Capabilities, _ *Payment) { can.Refund = RefundNone },
		"it was another gateway's":   func(_ *Capabilities, p *Payment) { p.Provider = "old" },
		"it has no number there":     func(_ *Capabilities, p *Payment) { p.GatewayOrderNo = "" },
		"whole only, a part is back": func(can *Capabilities, p *Payment) { can.Refund, p.Refunded = RefundFull, 100 },
	} {
		t.Run(name, func(t *testing.T) {
			can, p := refunding(), Payment{OrderNo: "20261122143205000000001X", Sale: "S", Amount: 12850, State: StatePaid,
				Provider: "test", GatewayOrderNo: "G1", Wallet: WeChat, Rail: RailQR, Version: 4}
			change(&can, &p)
			c := newCounter(t, can)
			c.payments[p.OrderNo], c.sales["S"] = p, Sale{ID: "S", Amount: 12850, State: SalePaid, PaidBy: p.OrderNo, Version: 2}
			if p.Refunded > 0 {
				c.refunds["R0"] = Refund{No: "R0", OrderNo: p.OrderNo, Amount: p.Refunded, State: RefundDone, ByHand: true, Version: 1}
			}
			c.openRefund(p.OrderNo)
			require.True(t, c.view.Refund.ByHand)
			require.Equal(t, "refund.by_hand.detail", c.view.Refund.Detail.ID)
			c.confirmRefund("12")
			require.Zero(t, c.count(CallRefund))
			require.Equal(t, p.Refunded+1200, c.payments[p.OrderNo].Refunded)
			require.Equal(t, "refund.done.by_hand", c.view.Panel.Detail.ID)
			f := c.refundsOf(p.OrderNo)[len(c.refundsOf(p.OrderNo))-1]
			require.True(t, f.ByHand)
			require.Equal(t, RefundDone, f.State)
			require.Equal(t, RecordRefundDecided, c.records[len(c.records)-1].Kind)
		})
	}
}

func TestRefund_WholeOnly(t *testing.T) {
	can := refunding()
	can.Refund = RefundFull
	c, n := refundPad(t, can)
	require.True(t, c.view.Refund.Fixed)
	c.press("5")
	require.Equal(t, "refund.whole_only", c.view.Amount.Problem.ID)
	c.press(KeyBackspace)
	require.Equal(t, "128.50", c.view.Amount.Text)
	require.Nil(t, c.till.book.refund(c.till.book.find(n), 500, false, ""))
	c.confirmRefund("")
	require.Equal(t, Fen(12850), c.pending(CallRefund).Refund.Amount)
}

func TestRefund_AScanIsNoAmount(t *testing.T) {
	c, _ := refundPad(t, refunding())
	c.press("1", "3", "4")
	c.step(Untyped{3})
	c.scan(wechatCode)
	require.Equal(t, "128.50", c.view.Amount.Text)
	c.step(Typed{'５'})
	require.Equal(t, "5", c.view.Amount.Text)
	c.step(Pasted{"¥ 7.50"})
	require.Equal(t, "7.50", c.view.Amount.Text)
}

func TestRefund_AnUnwatchedHistoryGivesNothingBack(t *testing.T) {
	c, n := paidSale(t, refunding())
	c.openHistory()
	c.sleep(pinTrust)
	c.openRefund(n)
	c.press(KeyEnter)
	c.pressGuarded(KeyEnter)
	require.Equal(t, ScreenPIN, c.view.Screen)
	require.Equal(t, "pin.for.confirm", c.view.PIN.Detail.ID)
	c.press(KeyEsc)
	require.True(t, c.view.Refund.Confirm)
	require.Empty(t, c.refunds)
	c.pressPIN(KeyEnter)
	require.Equal(t, RefundAsked, c.theRefund().State)
}
