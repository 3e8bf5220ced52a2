package till_test

import (
	"testing"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

// reasoned are situations that together bring every reason on record: what stands
// at first, and what is then done.
var reasoned = map[string]struct {
	begin func(*testing.T) *tilltest.Counter
	do    func(*tilltest.Counter)
}{
	"people come and go, ask and approve": {with(tilltest.Staffed, gatewaytest.Full()), func(c *tilltest.Counter) {
		c.Park()
		c.Press(kiosk.KeyF10, kiosk.KeyF7)
		c.EnterPINOf(tilltest.Li)
		c.EnterPINOf(tilltest.Wang)
		c.Decide(kiosk.KeyF5)
		c.Press(kiosk.KeyF9, "1", "2", "3", "4", kiosk.KeyEnter)
		c.Step(kiosk.PINChecked{Pad: tilltest.Effects[kiosk.CheckPIN](c)[0].Pad, Result: kiosk.PINResult{LockedUntil: c.Now.Add(time.Minute)}})
	}},
	"a sale is cancelled": {with(tilltest.CancelledSale, tilltest.LepayLike()), nil},
	"nothing happens for a while": {with(tilltest.OpenSale, tilltest.LepayLike()), func(c *tilltest.Counter) {
		c.AnswerFor(2*tilltest.SaleIdleMax, tilltest.Waiting, nil)
	}},
	"the till stops": {with(tilltest.OpenSale, tilltest.LepayLike()), func(c *tilltest.Counter) {
		c.Restart()
		c.Sleep(2 * tilltest.RecoveryMax)
	}},
	"the answer with the QR is lost": {counter(tilltest.LepayLike()), answeredQR(kiosk.Answer{}, tilltest.Unanswered())},
	"the order is of another amount": {counter(tilltest.LepayLike()), answeredQR(kiosk.Answer{
		Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "x", Amount: tilltest.Fen(101),
	}, nil)},
	"nothing can be sent":     {counter(tilltest.LepayLike()), answeredCharge(kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})},
	"the gateway refuses":     {counter(tilltest.LepayLike()), answeredCharge(kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "余额不足"}, nil)},
	"a code's answer is lost": {counter(gatewaytest.Full()), func(c *tilltest.Counter) { c.Park() }},
	"a code is never confirmed": {counter(gatewaytest.Full()), func(c *tilltest.Counter) {
		c.Charge("1", tilltest.WechatCode)
		c.AnswerFor(2*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictConfirming}, nil)
	}},
	"a mini-program's link is left": {with(tilltest.MiniCounter, gatewaytest.MiniParams()), func(c *tilltest.Counter) {
		c.OpenLink()
		c.Press(kiosk.KeyEsc)
	}},
	"a mini-program asks": {with(tilltest.MiniCounter, gatewaytest.MiniParams()), func(c *tilltest.Counter) { c.AskMini(c.OpenLink(), tilltest.Anna) }},
	"another QR, and the first is paid, then the second": {with(tilltest.SwitchedSale, tilltest.LepayLike()), func(c *tilltest.Counter) {
		c.PayLate("G1")
		c.AnswerFor(time.Minute, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
		c.Press(kiosk.KeyEnter)
		c.PressGuarded(till.AcceptKey)
	}},
	"a QR is shown again": {with(tilltest.SwitchedSale, tilltest.LepayLike()), func(c *tilltest.Counter) { c.Press(kiosk.KeyF1) }},
	"an order is entered again": {with(tilltest.EnteredOrder, gatewaytest.OrderEntry()), func(c *tilltest.Counter) {
		c.Press(kiosk.KeyF2)
		c.ShowSO1()
	}},
	"an order that had failed is entered again": {tilltest.FailedSO1, (*tilltest.Counter).ShowSO1},
	"the shop changes its gateway":              {with(tilltest.OpenSale, gatewaytest.Full()), func(c *tilltest.Counter) { c.ChangeGateway("other", gatewaytest.Full()) }},
	"a QR runs out": {counter(gatewaytest.NoQuery(true)), func(c *tilltest.Counter) {
		c.OpenBlind()
		c.Expire()
	}},
	"the answer names another amount": {tilltest.MismatchedSale, nil},
	"the answer is about another order": {with(tilltest.OpenSale, tilltest.LepayLike()), func(c *tilltest.Counter) {
		c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G9", Amount: tilltest.Fen(12850)})
	}},
	"a notification calls paid what was closed": {with(tilltest.OpenSale, tilltest.NoticeGateway()), func(c *tilltest.Counter) {
		n := c.Only().OrderNo
		for _, v := range []kiosk.Verdict{kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictFailed, kiosk.VerdictClosed} {
			c.Notify(n, kiosk.Answer{Verdict: v, Order: "G1"})
		}
		c.AnswerAll(kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, nil)
		c.Notify(n, tilltest.G1Paid)
	}},
	"a manager says not paid, and it was": {tilltest.MismatchedSale, func(c *tilltest.Counter) {
		c.DecideAtTheCounter(kiosk.KeyF6)
		c.Press(kiosk.KeyEsc)
		c.AnswerUntil(kiosk.StatePaid, tilltest.G1Paid)
	}},
	"a manager decides, by every kind of evidence": {counter(tilltest.LepayLike()), func(c *tilltest.Counter) {
		for _, verdict := range []kiosk.Action{kiosk.ActionSayPaid, kiosk.ActionSayUnpaid} {
			for _, e := range till.EvidenceFor[verdict] {
				c.Park()
				c.OpenDecision()
				c.TapGuarded(verdict, till.EvidenceAction(e), kiosk.ActionConfirm)
			}
		}
	}},
	"late money is refunded": {late(gatewaytest.Refunding()), func(c *tilltest.Counter) {
		c.PressPIN(kiosk.KeyF6)
		c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	}},
	"late money is given back by hand": {late(tilltest.LepayLike()), func(c *tilltest.Counter) { c.PressPIN(kiosk.KeyF6) }},
	"a refund is not sent":             {refundAnswered(kiosk.RefundAnswer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}), nil},
	"a refund's answer is lost":        {refundAnswered(kiosk.RefundAnswer{}, tilltest.Unanswered()), nil},
	"a refund is refused":              {refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil), nil},
	"another order's refund":           {refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Order: "G2"}, nil), nil},
	"another refund":                   {refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: "R"}, nil), nil},
	"a refund of another sum":          {refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Amount: tilltest.Fen(501)}, nil), nil},
	"refunds do not add up":            {refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: tilltest.Fen(499)}, nil), nil},
	"a refund stays pending": {refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil), func(c *tilltest.Counter) {
		for end := c.Now.Add(tilltest.PollWindow + time.Hour); c.Now.Before(end); c.Sleep(time.Minute) {
			c.AnswerRefunds("", kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
		}
	}},
	"a refund waits for a person at the gateway": {refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidStuck, Reason: "退款异常"}, nil), nil},
	"a manager decides about a refund":           {tilltest.OpenRefundDecision, func(c *tilltest.Counter) { c.Decide(kiosk.KeyF5) }},
	"a refused refund is done after all": {refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil), func(c *tilltest.Counter) {
		c.NotifyRefund(c.TheRefund().OrderNo)
		c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
		c.Press(kiosk.KeyEsc, kiosk.KeyEsc)
		c.PressGuarded(till.AcceptKey)
	}},
}

// with is a set-up at a gateway.
func with(begin func(*testing.T, kiosk.Capabilities) *tilltest.Counter, can kiosk.Capabilities) func(*testing.T) *tilltest.Counter {
	return func(t *testing.T) *tilltest.Counter { return begin(t, can) }
}

func counter(can kiosk.Capabilities) func(*testing.T) *tilltest.Counter {
	return func(t *testing.T) *tilltest.Counter { return tilltest.NewCounter(t, can) }
}

func late(can kiosk.Capabilities) func(*testing.T) *tilltest.Counter {
	return func(t *testing.T) *tilltest.Counter {
		c, _ := tilltest.LateSale(t, can)
		return c
	}
}

func answeredQR(a kiosk.Answer, err error) func(*tilltest.Counter) {
	return func(c *tilltest.Counter) {
		c.Pay("1", kiosk.KeyF1)
		c.Answer(kiosk.CallQR, a, err)
	}
}

func answeredCharge(a kiosk.Answer, err error) func(*tilltest.Counter) {
	return func(c *tilltest.Counter) {
		c.Charge("1", tilltest.WechatCode)
		c.Answer(kiosk.CallCharge, a, err)
	}
}

func refundAnswered(a kiosk.RefundAnswer, err error) func(*testing.T) *tilltest.Counter {
	return func(t *testing.T) *tilltest.Counter {
		c, _ := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), a, err)
		return c
	}
}

// playReasons plays every situation in which a reason comes on record, and returns
// the records and what then stands as the payments' own reasons, for the tests
// that read them.
func playReasons(t *testing.T) (records []kiosk.Record, notes []kiosk.Reason) {
	for name, row := range reasoned {
		t.Run(name, func(t *testing.T) {
			c := row.begin(t)
			if row.do != nil {
				row.do(c)
			}
			records = append(records, c.Records...)
			for _, p := range c.Payments {
				notes = append(notes, p.Note)
			}
		})
	}
	return records, notes
}
