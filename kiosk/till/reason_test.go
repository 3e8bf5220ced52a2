package till_test

import (
	"testing"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

// reasoned are situations that together bring every reason on record.
var reasoned = map[string]func(*testing.T) *tilltest.Counter{
	"a sale is cancelled": func(t *testing.T) *tilltest.Counter { return tilltest.CancelledSale(t, tilltest.LepayLike()) },
	"nothing happens for a while": func(t *testing.T) *tilltest.Counter {
		return played(tilltest.OpenSale(t, tilltest.LepayLike()), func(c *tilltest.Counter) { c.AnswerFor(2*payments.SaleIdleMax, tilltest.Waiting, nil) })
	},
	"the till stops": func(t *testing.T) *tilltest.Counter {
		c := tilltest.OpenSale(t, tilltest.LepayLike())
		c.Restart()
		c.Sleep(2 * payments.RecoveryMax)
		return c
	},
	"the answer with the QR is lost": answeredQR(kiosk.Answer{}, tilltest.Unanswered()),
	"the order is of another amount": answeredQR(kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "x", Amount: tilltest.Fen(101)}, nil),
	"nothing can be sent":            answeredCharge(kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}),
	"the gateway refuses":            answeredCharge(kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "余额不足"}, nil),
	"a code's answer is lost": func(t *testing.T) *tilltest.Counter {
		c, _ := tilltest.ParkedSale(t, gatewaytest.Full())
		return c
	},
	"a code is never confirmed": func(t *testing.T) *tilltest.Counter {
		c := tilltest.ChargedSale(t, gatewaytest.Full(), tilltest.WechatCode)
		c.AnswerFor(2*payments.AlipayDeadline, kiosk.Answer{Verdict: kiosk.VerdictConfirming}, nil)
		return c
	},
	"a mini-program's link is left": func(t *testing.T) *tilltest.Counter {
		c := tilltest.MiniCounter(t, gatewaytest.MiniParams())
		c.OpenLink()
		c.Press(kiosk.KeyEsc)
		return c
	},
	"a mini-program asks": func(t *testing.T) *tilltest.Counter {
		c := tilltest.MiniCounter(t, gatewaytest.MiniParams())
		c.AskMini(c.OpenLink(), tilltest.Anna)
		return c
	},
	"another QR, and the first is paid, then the second": func(t *testing.T) *tilltest.Counter {
		c := tilltest.SwitchedSale(t, tilltest.LepayLike())
		c.PayLate("G1")
		c.AnswerFor(time.Minute, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
		c.Press(kiosk.KeyEnter)
		c.PressGuarded(till.AcceptKey)
		return c
	},
	"a QR is shown again": func(t *testing.T) *tilltest.Counter {
		return played(tilltest.SwitchedSale(t, tilltest.LepayLike()), func(c *tilltest.Counter) { c.Press(kiosk.KeyF1) })
	},
	"an order is entered again": func(t *testing.T) *tilltest.Counter {
		c, _, _ := enteredTwice(t, true)
		c.ShowSO1()
		return c
	},
	"an order that had failed is entered again": func(t *testing.T) *tilltest.Counter {
		c := failedSO1(t)
		c.ShowSO1()
		return c
	},
	"the shop changes its gateway": func(t *testing.T) *tilltest.Counter {
		return played(tilltest.OpenSale(t, gatewaytest.Full()), func(c *tilltest.Counter) { c.ChangeGateway("other", gatewaytest.Full()) })
	},
	"a QR runs out": func(t *testing.T) *tilltest.Counter {
		c, _ := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
		c.Expire()
		return c
	},
	"the answer names another amount": tilltest.MismatchedSale,
	"the answer is about another order": func(t *testing.T) *tilltest.Counter {
		c := tilltest.OpenSale(t, tilltest.LepayLike())
		c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G9", Amount: tilltest.Fen(12850)})
		return c
	},
	"a notification calls paid what was closed": func(t *testing.T) *tilltest.Counter {
		c := tilltest.OpenSale(t, tilltest.NoticeGateway())
		n := c.Only().OrderNo
		for _, v := range []kiosk.Verdict{kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictFailed, kiosk.VerdictClosed} {
			c.Notify(n, kiosk.Answer{Verdict: v, Order: "G1"})
		}
		c.AnswerAll(kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, nil)
		c.Notify(n, tilltest.G1Paid)
		return c
	},
	"a manager says not paid, and it was": func(t *testing.T) *tilltest.Counter {
		c := tilltest.MismatchedSale(t)
		c.DecideAtTheCounter(kiosk.KeyF6)
		c.Press(kiosk.KeyEsc)
		c.AnswerUntil(kiosk.StatePaid, tilltest.G1Paid)
		return c
	},
	"a manager decides, by every kind of evidence": func(t *testing.T) *tilltest.Counter {
		c := tilltest.NewCounter(t, tilltest.LepayLike())
		for _, verdict := range []kiosk.Action{kiosk.ActionSayPaid, kiosk.ActionSayUnpaid} {
			for _, e := range till.EvidenceFor[verdict] {
				c.Park()
				c.OpenDecision()
				c.TapGuarded(verdict, till.EvidenceAction(e), kiosk.ActionConfirm)
			}
		}
		return c
	},
	"late money is refunded": func(t *testing.T) *tilltest.Counter {
		c, _ := tilltest.LateSale(t, gatewaytest.Refunding())
		c.PressPIN(kiosk.KeyF6)
		c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
		return c
	},
	"late money is given back by hand": func(t *testing.T) *tilltest.Counter {
		c, _ := tilltest.LateSale(t, tilltest.LepayLike())
		c.PressPIN(kiosk.KeyF6)
		return c
	},
	"a refund is not sent":      refundAnswered(kiosk.RefundAnswer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}),
	"a refund's answer is lost": refundAnswered(kiosk.RefundAnswer{}, tilltest.Unanswered()),
	"a refund is refused":       refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil),
	"another order's refund":    refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Order: "G2"}, nil),
	"another refund":            refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: "R"}, nil),
	"a refund of another sum":   refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Amount: tilltest.Fen(501)}, nil),
	"refunds do not add up":     refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: tilltest.Fen(499)}, nil),
	"a refund stays pending": func(t *testing.T) *tilltest.Counter {
		c := refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)(t)
		for end := c.Now.Add(payments.PollWindow + time.Hour); c.Now.Before(end); c.Sleep(time.Minute) {
			c.AnswerRefunds("", kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
		}
		return c
	},
	"a manager decides about a refund": func(t *testing.T) *tilltest.Counter {
		return played(tilltest.OpenRefundDecision(t), func(c *tilltest.Counter) { c.Decide(kiosk.KeyF5) })
	},
	"a refused refund is done after all": func(t *testing.T) *tilltest.Counter {
		c := refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)(t)
		c.NotifyRefund(c.TheRefund().OrderNo)
		c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
		c.Press(kiosk.KeyEsc, kiosk.KeyEsc)
		c.PressGuarded(till.AcceptKey)
		return c
	},
}

func played(c *tilltest.Counter, play func(*tilltest.Counter)) *tilltest.Counter {
	play(c)
	return c
}

func answeredQR(a kiosk.Answer, err error) func(*testing.T) *tilltest.Counter {
	return func(t *testing.T) *tilltest.Counter {
		c := tilltest.NewCounter(t, tilltest.LepayLike())
		c.Pay("1", kiosk.KeyF1)
		c.Answer(kiosk.CallQR, a, err)
		return c
	}
}

func answeredCharge(a kiosk.Answer, err error) func(*testing.T) *tilltest.Counter {
	return func(t *testing.T) *tilltest.Counter {
		c := tilltest.ChargedSale(t, tilltest.LepayLike(), tilltest.WechatCode)
		c.Answer(kiosk.CallCharge, a, err)
		return c
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
	for name, play := range reasoned {
		t.Run(name, func(t *testing.T) {
			c := play(t)
			records = append(records, c.Records...)
			for _, p := range c.Payments {
				notes = append(notes, p.Note)
			}
		})
	}
	return records, notes
}
