package sim

import (
	"fmt"
	"time"

	"facepay/kiosk"
)

// history is the owner's list: mostly a payment is chosen to be given back.
func (c *cashier) history() []kiosk.Event {
	d, l := c.w.dice, c.w.ledger
	if len(l.payments) == 0 || d.chance(0.2) {
		return escape()
	}
	n := c.anyPayment()
	if l.paymentOf(n).State != kiosk.StatePaid && d.chance(0.8) {
		for p := range each(l.payments) {
			if p.State == kiosk.StatePaid {
				n = p.OrderNo
			}
		}
	}
	if d.chance(0.02) {
		n = kiosk.OrderNo("X" + d.digits(23))
	}
	return []kiosk.Event{kiosk.RefundWanted{OrderNo: n}}
}

// refund goes through the refund's screen: the amount, the second look, the outcome.
func (c *cashier) refund() []kiosk.Event {
	d, v := c.w.dice, &c.w.view
	switch {
	case v.Panel.Title.ID != "":
		switch {
		case v.Refund.Confirm && d.chance(0.8):
			return enter()
		case d.chance(0.3):
			return escape()
		}
		return c.button()
	case d.chance(0.1):
		return escape()
	case d.chance(0.5):
		most := yuan(v.Refund.Max)
		part := fmt.Sprintf("%d.%02d", most/200, d.IntN(100))
		if d.chance(0.1) {
			part = (most + 1).Yuan()
		}
		return entered(part)
	}
	return enter()
}

// refundTruth reads the unknown refund on screen in the gateway's books: whether
// it was done, and whether that is final.
func (c *cashier) refundTruth() (done, known bool) {
	w := c.w
	for r := range each(w.ledger.refunds) {
		if r.State != kiosk.RefundUnknown || !named(&w.view.Panel, r.OrderNo) {
			continue
		}
		done, final := w.gateway.refundFinal(r.No)
		late := time.Duration(0)
		if last, ok := w.oracle.refundSent[r.No]; ok {
			late = last + callDeadline + strayMax
		}
		return done, done || final && w.now() > late
	}
	return false, false
}
