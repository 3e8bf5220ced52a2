package kiosk

import (
	"testing"
	"time"
)

// reasoned are situations that together bring every reason on record.
var reasoned = map[string]func(*testing.T) *counter{
	"a sale is cancelled": func(t *testing.T) *counter { return cancelledSale(t, lepayLike()) },
	"nothing happens for a while": func(t *testing.T) *counter {
		return played(openSale(t, lepayLike()), func(c *counter) { c.answerFor(2*saleIdleMax, waiting, nil) })
	},
	"the till stops": func(t *testing.T) *counter {
		c := openSale(t, lepayLike())
		c.restart()
		c.sleep(2 * recoveryMax)
		return c
	},
	"the answer with the QR is lost": answeredQR(Answer{}, unanswered()),
	"the order is of another amount": answeredQR(Answer{Verdict: VerdictWaiting, GatewayOrderNo: "G1", QR: "x", Amount: fen(101)}, nil),
	"nothing can be sent":            answeredCharge(Answer{}, &NotSent{ErrConflict}),
	"the gateway refuses":            answeredCharge(Answer{Verdict: VerdictFailed, Reason: "余额不足"}, nil),
	"a code's answer is lost": func(t *testing.T) *counter {
		c, _ := parkedSale(t, fullGateway())
		return c
	},
	"a code is never confirmed": func(t *testing.T) *counter {
		c := chargedSale(t, fullGateway(), wechatCode)
		c.answerFor(2*alipayDeadline, Answer{Verdict: VerdictConfirming}, nil)
		return c
	},
	"a mini-program's link is left": func(t *testing.T) *counter {
		c := miniCounter(t, paramsGateway())
		c.openLink()
		c.press(KeyEsc)
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
		c.answerFor(time.Minute, Answer{Verdict: VerdictPaid}, nil)
		c.press(KeyEnter)
		c.pressGuarded(acceptKey)
		return c
	},
	"a QR is shown again": func(t *testing.T) *counter {
		return played(switchedSale(t, lepayLike()), func(c *counter) { c.press(KeyF1) })
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
		c.answerPoll(Answer{Verdict: VerdictPaid, Order: "G9", Amount: fen(12850)})
		return c
	},
	"a notification calls paid what was closed": func(t *testing.T) *counter {
		c := openSale(t, noticeGateway())
		n := c.only().OrderNo
		for _, v := range []Verdict{VerdictWaiting, VerdictConfirming, VerdictFailed, VerdictClosed} {
			c.notify(n, Answer{Verdict: v, Order: "G1"})
		}
		c.answerAll(Answer{Verdict: VerdictClosed, Order: "G1"}, nil)
		c.notify(n, g1Paid)
		return c
	},
	"a manager says not paid, and it was": func(t *testing.T) *counter {
		c := mismatchedSale(t)
		c.decideAtTheCounter(KeyF6)
		c.press(KeyEsc)
		c.answerUntil(StatePaid, g1Paid)
		return c
	},
	"a manager decides, by every kind of evidence": func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		for _, verdict := range []Action{ActionSayPaid, ActionSayUnpaid} {
			for _, e := range evidenceFor[verdict] {
				c.park()
				c.openDecision()
				c.tapGuarded(verdict, whyAction(e), ActionConfirm)
			}
		}
		return c
	},
	"late money is refunded": func(t *testing.T) *counter {
		c, _ := lateSale(t, refunding())
		c.pressPIN(KeyF6)
		c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone}, nil)
		return c
	},
	"late money is given back by hand": func(t *testing.T) *counter {
		c, _ := lateSale(t, lepayLike())
		c.pressPIN(KeyF6)
		return c
	},
	"a refund is not sent":      refundAnswered(RefundAnswer{}, &NotSent{ErrConflict}),
	"a refund's answer is lost": refundAnswered(RefundAnswer{}, unanswered()),
	"a refund is refused":       refundAnswered(RefundAnswer{Verdict: RefundSaidRefused, Reason: "余额不足"}, nil),
	"another order's refund":    refundAnswered(RefundAnswer{Verdict: RefundSaidDone, Order: "G2"}, nil),
	"another refund":            refundAnswered(RefundAnswer{Verdict: RefundSaidDone, Refund: "R"}, nil),
	"a refund of another sum":   refundAnswered(RefundAnswer{Verdict: RefundSaidDone, Amount: fen(501)}, nil),
	"refunds do not add up":     refundAnswered(RefundAnswer{Verdict: RefundSaidDone, Total: fen(499)}, nil),
	"a refund stays pending": func(t *testing.T) *counter {
		c := refundAnswered(RefundAnswer{Verdict: RefundSaidPending}, nil)(t)
		for end := c.now.Add(pollWindow + time.Hour); c.now.Before(end); c.sleep(time.Minute) {
			c.answerRefunds("", RefundAnswer{Verdict: RefundSaidPending}, nil)
		}
		return c
	},
	"a manager decides about a refund": func(t *testing.T) *counter {
		return played(openRefundDecision(t), func(c *counter) { c.decide(KeyF5) })
	},
	"a refused refund is done after all": func(t *testing.T) *counter {
		c := refundAnswered(RefundAnswer{Verdict: RefundSaidRefused}, nil)(t)
		c.notifyRefund(c.theRefund().OrderNo)
		c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidDone}, nil)
		c.press(KeyEsc, KeyEsc)
		c.pressGuarded(acceptKey)
		return c
	},
}

func played(c *counter, play func(*counter)) *counter {
	play(c)
	return c
}

func answeredQR(a Answer, err error) func(*testing.T) *counter {
	return func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		c.pay("1", KeyF1)
		c.answer(CallQR, a, err)
		return c
	}
}

func answeredCharge(a Answer, err error) func(*testing.T) *counter {
	return func(t *testing.T) *counter {
		c := chargedSale(t, lepayLike(), wechatCode)
		c.answer(CallCharge, a, err)
		return c
	}
}

func refundAnswered(a RefundAnswer, err error) func(*testing.T) *counter {
	return func(t *testing.T) *counter {
		c, _ := answeredRefund(t, refunding(), a, err)
		return c
	}
}

// Reasoned plays every situation in which a reason comes on record, and returns
// the records and what then stands as the payments' own reasons, for the tests
// that read them.
func Reasoned(t *testing.T) (records []Record, notes []Reason) {
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

// RecordReasons is the table of the reasons that each kind of record can have.
func RecordReasons() map[RecordKind][]Reason { return recordReasons }
