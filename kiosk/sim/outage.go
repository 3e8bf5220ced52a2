package sim

import (
	"errors"
	"time"

	"facepay/kiosk"
)

// One run in nonsenseEvery has a gateway that, from some moment on, answers all
// questions for ever with words that prove nothing. The seed decides, so that no
// draw of the others moves.
const (
	nonsenseEvery = 32
	nonsenseOf    = 20 // the remainder of the seeds of such runs
)

// nonsense is a time in which the gateway's answers prove nothing.
type nonsense struct {
	outage
	// questions: only what asks about payments is answered so, and orders are
	// made as ever; else every call about money is.
	questions bool
	words     int // 0: says nothing of the payment; 1: no answer at all by its form; 2: busy
}

// nonsenseUsual is the share of nonsense within such a time: now and then a real answer comes through.
const nonsenseUsual = 0.9

func (n *network) drawNonsense() {
	w := n.w
	if w.seed%nonsenseEvery != nonsenseOf {
		return
	}
	d := w.dice
	from := d.between(time.Second, 3*time.Minute)
	n.babble = nonsense{outage{from: from, to: from + activeMax, fault: FaultNonsense}, d.chance(0.8), d.weighted(3, 1, 1)}
}

// babbles reports whether an ask of kind k is answered with nonsense now.
func (n *network) babbles(k kiosk.CallKind) bool {
	switch k {
	case kiosk.CallPing:
		return false // a connection stands all the same
	case kiosk.CallQR, kiosk.CallMini, kiosk.CallCharge, kiosk.CallRefund:
		if n.babble.questions {
			return false
		}
	}
	return n.talksNonsense() && !n.w.dice.chance(1-nonsenseUsual)
}

// talksNonsense reports whether most answers are nonsense now. Between two of
// them nothing is well, however rarely a busy gateway is asked.
func (n *network) talksNonsense() bool {
	return n.w.faulty() && n.babble.has(n.w.now())
}

// nothing is the nonsense that stands for an answer.
func (b *nonsense) nothing(d dice) (reply, error) {
	switch b.words {
	case 1:
		return reply{}, garbage("words that are no answer")
	case 2:
		wait := time.Duration(0)
		if d.chance(0.5) {
			wait = d.between(time.Second, 30*time.Second)
		}
		return reply{}, &kiosk.Unanswered{Err: errors.New("busy"), Answered: true, Busy: true, RetryAfter: wait}
	}
	const words = "20000"
	return reply{Answer: kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: words}, Refund: kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: words}}, nil
}

// One run in about longOutageEvery has an outage of hours, in which the shop first
// tries and then waits: those days cost as much as a hundred other runs.
const (
	longOutageEvery = 400
	longOutageMin   = 4 * time.Hour
	longOutageMax   = 24 * time.Hour
)

// drawLong adds an outage of hours to n's.
func (n *network) drawLong() {
	d := n.w.dice
	if !d.chance(1.0 / longOutageEvery) {
		return
	}
	from := d.between(10*time.Second, 5*time.Minute)
	n.long = outage{from: from, to: from + d.between(longOutageMin, longOutageMax), fault: pick(d, outageFaults)}
	n.outages = append(n.outages, n.long)
	n.w.count(FaultLongOutage)
}

// waitsFor is the time that a shop waits for its gateway to come back, 0 while it
// goes on as always or only tries again. A QR whose gateway answers nonsense is
// often left standing, so that its sale ends by itself.
func (c *cashier) waitsFor() time.Duration {
	w := c.w
	if w.network.babbles(kiosk.CallQuery) && w.view.Customer.Kind == kiosk.CustomerQR && w.dice.chance(0.3) {
		return w.dice.between(time.Minute, 9*time.Minute)
	}
	o := &w.network.long
	if !o.has(w.now()) || !w.dice.chance(0.1) {
		return 0
	}
	return o.to - w.now() + w.dice.between(time.Second, 2*time.Minute)
}
