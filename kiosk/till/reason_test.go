package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
	"testing"
	"time"
)

// reasoned are situations that together bring every reason on record.
var reasoned = map[string]func(*testing.T) *counter{
	"a sale is cancelled": func(t *testing.T) *counter { return cancelledSale(t, lepayLike()) },
	"nothing happens for a while": func(t *testing.T) *counter {
		return played(openSale(t, lepayLike()), func(c *counter) { c.answerFor(2*payments.SaleIdleMax, waiting, nil) })
	},
	"the till stops": func(t *testing.T) *counter {
		c := openSale(t, lepayLike())
		c.restart()
		c.sleep(2 * payments.RecoveryMax)
		return c
	},
	"the answer with the QR is lost": answeredQR(kiosk.Answer{}, unanswered()),
	"the order is of another amount": answeredQR(kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "x", Amount: fen(101)}, nil),
	"nothing can be sent":            answeredCharge(kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}),
	"the gateway refuses":            answeredCharge(kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "余额不足"}, nil),
	"a code's answer is lost": func(t *testing.T) *counter {
		c, _ := parkedSale(t, fullGateway())
		return c
	},
	"a code is never confirmed": func(t *testing.T) *counter {
		c := chargedSale(t, fullGateway(), wechatCode)
		c.answerFor(2*payments.AlipayDeadline, kiosk.Answer{Verdict: kiosk.VerdictConfirming}, nil)
		return c
	},
	"a mini-program's link is left": func(t *testing.T) *counter {
		c := miniCounter(t, paramsGateway())
		c.openLink()
		c.press(kiosk.KeyEsc)
		return c
	},
	"a mini-program asks": func(t *testing.T) *counter {
		c := miniCounter(t, paramsGateway())
		c.askMini(c.openLink(), anna)
		return c
	},
	"another QR, and the first is paid, then the second": func(t *testing.T) *counter {
		c := switchedSale(t, lepayLike())
		c.payLate("G1")
		c.answerFor(time.Minute, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
		c.press(kiosk.KeyEnter)
		c.pressGuarded(acceptKey)
		return c
	},
	"a QR is shown again": func(t *testing.T) *counter {
		return played(switchedSale(t, lepayLike()), func(c *counter) { c.press(kiosk.KeyF1) })
	},
	"an order is entered again": func(t *testing.T) *counter {
		c, _, _ := enteredTwice(t, true)
		c.showSO1()
		return c
	},
	"an order that had failed is entered again": func(t *testing.T) *counter {
		c := failedSO1(t)
		c.showSO1()
		return c
	},
	"the shop changes its gateway": func(t *testing.T) *counter {
		return played(openSale(t, fullGateway()), func(c *counter) { c.changeGateway("other", fullGateway()) })
	},
	"a QR runs out": func(t *testing.T) *counter {
		c, _ := openBlind(t, blindGateway(true))
		c.expire()
		return c
	},
	"the answer names another amount": mismatchedSale,
	"the answer is about another order": func(t *testing.T) *counter {
		c := openSale(t, lepayLike())
		c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G9", Amount: fen(12850)})
		return c
	},
	"a notification calls paid what was closed": func(t *testing.T) *counter {
		c := openSale(t, noticeGateway())
		n := c.only().OrderNo
		for _, v := range []kiosk.Verdict{kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictFailed, kiosk.VerdictClosed} {
			c.notify(n, kiosk.Answer{Verdict: v, Order: "G1"})
		}
		c.answerAll(kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, nil)
		c.notify(n, g1Paid)
		return c
	},
	"a manager says not paid, and it was": func(t *testing.T) *counter {
		c := mismatchedSale(t)
		c.decideAtTheCounter(kiosk.KeyF6)
		c.press(kiosk.KeyEsc)
		c.answerUntil(kiosk.StatePaid, g1Paid)
		return c
	},
	"a manager decides, by every kind of evidence": func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		for _, verdict := range []kiosk.Action{kiosk.ActionSayPaid, kiosk.ActionSayUnpaid} {
			for _, e := range evidenceFor[verdict] {
				c.park()
				c.openDecision()
				c.tapGuarded(verdict, evidenceAction(e), kiosk.ActionConfirm)
			}
		}
		return c
	},
	"late money is refunded": func(t *testing.T) *counter {
		c, _ := lateSale(t, refunding())
		c.pressPIN(kiosk.KeyF6)
		c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
		return c
	},
	"late money is given back by hand": func(t *testing.T) *counter {
		c, _ := lateSale(t, lepayLike())
		c.pressPIN(kiosk.KeyF6)
		return c
	},
	"a refund is not sent":      refundAnswered(kiosk.RefundAnswer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}),
	"a refund's answer is lost": refundAnswered(kiosk.RefundAnswer{}, unanswered()),
	"a refund is refused":       refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}, nil),
	"another order's refund":    refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Order: "G2"}, nil),
	"another refund":            refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: "R"}, nil),
	"a refund of another sum":   refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Amount: fen(501)}, nil),
	"refunds do not add up":     refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Total: fen(499)}, nil),
	"a refund stays pending": func(t *testing.T) *counter {
		c := refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)(t)
		for end := c.now.Add(payments.PollWindow + time.Hour); c.now.Before(end); c.sleep(time.Minute) {
			c.answerRefunds("", kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
		}
		return c
	},
	"a manager decides about a refund": func(t *testing.T) *counter {
		return played(openRefundDecision(t), func(c *counter) { c.decide(kiosk.KeyF5) })
	},
	"a refused refund is done after all": func(t *testing.T) *counter {
		c := refundAnswered(kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil)(t)
		c.notifyRefund(c.theRefund().OrderNo)
		c.answerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
		c.press(kiosk.KeyEsc, kiosk.KeyEsc)
		c.pressGuarded(acceptKey)
		return c
	},
}

func played(c *counter, play func(*counter)) *counter {
	play(c)
	return c
}

func answeredQR(a kiosk.Answer, err error) func(*testing.T) *counter {
	return func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		c.pay("1", kiosk.KeyF1)
		c.answer(kiosk.CallQR, a, err)
		return c
	}
}

func answeredCharge(a kiosk.Answer, err error) func(*testing.T) *counter {
	return func(t *testing.T) *counter {
		c := chargedSale(t, lepayLike(), wechatCode)
		c.answer(kiosk.CallCharge, a, err)
		return c
	}
}

func refundAnswered(a kiosk.RefundAnswer, err error) func(*testing.T) *counter {
	return func(t *testing.T) *counter {
		c, _ := answeredRefund(t, refunding(), a, err)
		return c
	}
}

// Reasoned plays every situation in which a reason comes on record, and returns
// the records and what then stands as the payments' own reasons, for the tests
// that read them.
func Reasoned(t *testing.T) (records []kiosk.Record, notes []kiosk.Reason) {
	for name, play := range reasoned {
		t.Run(name, func(t *testing.T) {
			c := play(t)
			records = append(records, c.records...)
			for _, p := range c.payments {
				notes = append(notes, p.Note)
			}
		})
	}
	return records, notes
}
