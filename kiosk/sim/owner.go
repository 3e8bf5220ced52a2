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
		return press(kiosk.KeyEsc)
	}
	p := &l.payments[d.IntN(len(l.payments))]
	if p.State != kiosk.StatePaid && d.chance(0.8) {
		for i := range l.payments {
			if l.payments[i].State == kiosk.StatePaid {
				p = &l.payments[i]
			}
		}
	}
	n := p.OrderNo
	if d.chance(0.02) {
		n = kiosk.OrderNo("X" + d.digits(23))
	}
	return []kiosk.Event{kiosk.RefundWanted{OrderNo: n}}
}

// refund goes through the refund's screen: how much, the second look, what
// became of it.
func (c *cashier) refund(v *kiosk.View) []kiosk.Event {
	d := c.w.dice
	switch {
	case v.Panel.Title.ID != "":
		if v.Refund.Confirm && d.chance(0.8) {
			return press(kiosk.KeyEnter)
		}
		if d.chance(0.3) {
			return press(kiosk.KeyEsc)
		}
		return c.button(v)
	case d.chance(0.1):
		return press(kiosk.KeyEsc)
	case d.chance(0.5):
		most := yuan(v.Refund.Max)
		part := fmt.Sprintf("%d.%02d", most/200, d.IntN(100))
		if d.chance(0.1) {
			part = (most + 1).Yuan()
		}
		return entered(part)
	}
	return press(kiosk.KeyEnter)
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
