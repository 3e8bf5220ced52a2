package kiosk

import (
	"testing"
	"time"
)

// reasoned are situations that together bring every reason on record.
var reasoned = map[string]func(*testing.T) *counter{
	"a sale is cancelled": func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		c.openQR(KeyF1, "G1")
		c.press(KeyEsc)
		return c
	},
	"nothing happens for a while": func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		c.openQR(KeyF1, "G1")
		c.answersFor(2*saleIdleMax, VerdictWaiting)
		return c
	},
	"the till stops": func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		c.openQR(KeyF1, "G1")
		c.restart(lepayLike())
		c.sleep(2 * settleMax)
		return c
	},
	"the answer with the QR is lost": func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		c.typeAmount("1")
		c.press(KeyF1)
		c.answer(CallQR, Answer{}, unanswered())
		return c
	},
	"nothing can be sent": func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		c.typeAmount("1")
		c.press(KeyEnter)
		c.step(Scanned{NewPayCode(wechatCode)})
		c.answer(CallCharge, Answer{}, &NotSent{ErrConflict})
		return c
	},
	"the gateway refuses": func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		c.typeAmount("1")
		c.press(KeyEnter)
		c.step(Scanned{NewPayCode(wechatCode)})
		c.answer(CallCharge, Answer{Verdict: VerdictFailed, Reason: "余额不足"}, nil)
		return c
	},
	"a code's answer is lost": func(t *testing.T) *counter {
		c := newCounter(t, fullGateway())
		c.parks()
		return c
	},
	"a code is never confirmed": func(t *testing.T) *counter {
		c := newCounter(t, fullGateway())
		c.typeAmount("1")
		c.press(KeyEnter)
		c.step(Scanned{NewPayCode(wechatCode)})
		c.answersFor(2*alipayDeadline, VerdictConfirming)
		return c
	},
	"the order is of another amount": func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		c.typeAmount("1")
		c.press(KeyF1)
		c.answer(CallQR, Answer{Verdict: VerdictWaiting, GatewayOrderNo: "G1", QR: "x", Amount: fen(101)}, nil)
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
		c := newCounter(t, lepayLike())
		c.openQR(KeyF1, "G1")
		c.press(KeyF2)
		c.answer(CallQR, Answer{Verdict: VerdictWaiting, GatewayOrderNo: "G2", QR: "y"}, nil)
		for c.count(CallQuery) < 2 {
			c.sleep(time.Second)
		}
		for _, a := range append([]Call(nil), c.open...) {
			if a.Payment.GatewayOrderNo == "G1" {
				c.take(CallQuery)
				c.step(Answered{Call: a, Answer: Answer{Verdict: VerdictPaid, Order: "G1"}})
			}
		}
		c.answersFor(time.Minute, VerdictPaid)
		c.press(KeyEnter)
		c.sleepMoment()
		c.press(acceptKey)
		return c
	},
	"a QR is shown again": func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		c.openQR(KeyF1, "G1")
		c.press(KeyF2)
		c.answer(CallQR, Answer{Verdict: VerdictWaiting, GatewayOrderNo: "G2", QR: "y"}, nil)
		c.press(KeyF1)
		return c
	},
	"an order is entered again": func(t *testing.T) *counter {
		c, _, _ := twiceEntered(t, true)
		c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "y", Amount: fen(12850)}, nil)
		return c
	},
	"an order that had failed is entered again": func(t *testing.T) *counter {
		c := newCounter(t, shopGateway())
		c.enterOrder(KeyF1, "SO1")
		c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "x", Amount: fen(12850)}, nil)
		c.sleep(time.Second)
		c.answer(CallQuery, Answer{Verdict: VerdictFailed, Order: "SO1"}, nil)
		c.press(KeyF2)
		c.typeOrder("SO1")
		c.press(KeyEnter)
		c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "y", Amount: fen(12850)}, nil)
		return c
	},
	"the shop changes its gateway": func(t *testing.T) *counter {
		c := newCounter(t, fullGateway())
		c.openQR(KeyF1, "G1")
		c.elsewhere("other", fullGateway())
		return c
	},
	"a QR runs out": func(t *testing.T) *counter {
		c := newCounter(t, blindGateway(true))
		c.openBlind()
		c.leftToExpire()
		return c
	},
	"the answer names another amount": misfitting,
	"the answer is about another order": func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		c.openQR(KeyF1, "G1")
		c.sleep(time.Second)
		c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "G9", Amount: fen(12850)}, nil)
		return c
	},
	"a notification calls paid what was closed": func(t *testing.T) *counter {
		can := fullGateway()
		can.Notifications = true
		c := newCounter(t, can)
		c.openQR(KeyF1, "G1")
		n := c.only().OrderNo
		for _, v := range []Verdict{VerdictWaiting, VerdictConfirming, VerdictFailed, VerdictClosed} {
			c.notify(n, Answer{Verdict: v, Order: "G1"})
		}
		c.answerAll(Answer{Verdict: VerdictClosed, Order: "G1"})
		c.notify(n, Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(12850)})
		return c
	},
	"a manager says not paid, and it was": func(t *testing.T) *counter {
		c := misfitting(t)
		c.sleep(alarmGuard)
		c.step(Tapped{ActionManager})
		c.enterPIN()
		c.decides(KeyF6)
		c.press(KeyEsc)
		c.answersUntil(StatePaid, g1Paid)
		return c
	},
	"a manager decides, by every kind of evidence": func(t *testing.T) *counter {
		c := newCounter(t, lepayLike())
		for _, verdict := range []Action{ActionSayPaid, ActionSayUnpaid} {
			for _, e := range evidenceFor[verdict] {
				c.parks()
				c.press(KeyF10)
				c.manages()
				for _, a := range []Action{verdict, whyAction(e), ActionConfirm} {
					c.sleep(alarmGuard)
					c.step(Tapped{a})
				}
			}
		}
		return c
	},
	"late money is refunded": func(t *testing.T) *counter {
		c, _ := late(t, refunding())
		c.press(KeyF6)
		c.enterPIN()
		c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone}, nil)
		return c
	},
	"late money is given back by hand": func(t *testing.T) *counter {
		c, _ := late(t, lepayLike())
		c.press(KeyF6)
		c.enterPIN()
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
		for end := c.now.Add(pollWindow + time.Hour); c.now.Before(end); {
			for len(c.open) > 0 {
				c.answerRefund(c.open[0].Kind, RefundAnswer{Verdict: RefundSaidPending}, nil)
			}
			c.sleep(time.Minute)
		}
		return c
	},
	"a manager decides about a refund": func(t *testing.T) *counter {
		c := decidingOnARefund(t)
		c.decides(KeyF5)
		return c
	},
	"a refused refund is done after all": func(t *testing.T) *counter {
		c := refundAnswered(RefundAnswer{Verdict: RefundSaidRefused}, nil)(t)
		c.notices++
		c.step(NotificationReceived{ID: c.notices, Notification: Notification{OrderNo: c.theRefund().OrderNo, Refund: true}})
		c.answerRefund(CallRefundQuery, RefundAnswer{Verdict: RefundSaidDone}, nil)
		c.press(KeyEsc, KeyEsc)
		c.sleepMoment()
		c.press(acceptKey)
		return c
	},
}

// refundAnswered has a refund of ¥5 asked for and answered.
func refundAnswered(a RefundAnswer, err error) func(*testing.T) *counter {
	return func(t *testing.T) *counter {
		c := newCounter(t, refunding())
		c.wantRefund(c.sell())
		c.give("5")
		c.answerRefund(CallRefund, a, err)
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
