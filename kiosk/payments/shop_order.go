package payments

import "facepay/kiosk"

// numbersMax bounds the order numbers that are remembered: more than a shop
// sells in a week.
const numbersMax = 10_000

func (o *orderNumbers) claim(number string, owner kiosk.OrderNo) {
	if len(o.owners) >= numbersMax {
		clear(o.owners)
	}
	o.owners[number] = owner
}

// numberIsOurs reports whether the gateway gave number to p and to no other
// payment: a number that comes twice would let one customer's money prove
// another's.
func (b *Book) numberIsOurs(p *Item, number string) bool {
	if owner, claimed := b.numbers.owners[number]; claimed {
		return owner == p.OrderNo
	}
	for _, other := range b.payments {
		if other != p && other.GatewayOrderNo == number {
			return false
		}
	}
	b.numbers.claim(number, p.OrderNo)
	return true
}

// OrderFree reports whether a new payment may be of the order number: not when
// another has paid for it, or may have.
func (b *Book) OrderFree(number string) bool {
	if owner, claimed := b.numbers.owners[number]; claimed && b.Find(owner) == nil {
		return false // it was paid in this run and needs the till no more
	}
	for _, p := range b.payments {
		if p.GatewayOrderNo == number && b.Ours(p) && (p.State == kiosk.StatePaid || p.State == kiosk.StateUnknown || p.contradicted()) {
			return false
		}
	}
	return true
}

// sameOrder returns the other payments of p's order. They are of one order at
// the gateway, so there is one money for all of them.
func (b *Book) sameOrder(p *Item) []*Item {
	var of []*Item
	for _, other := range b.payments {
		if p.Entered && other != p && other.Entered && other.GatewayOrderNo == p.GatewayOrderNo && other.Provider == p.Provider {
			of = append(of, other)
		}
	}
	return of
}

// claimOrder lets p, whose QR is on show or which has paid, be the one payment
// that follows the order of p's number: whatever comes for the order is p's from
// now on. Before that a payment has nothing that could be paid, and what followed
// the order goes on doing so.
func (b *Book) claimOrder(p *Item) {
	for _, other := range b.sameOrder(p) {
		b.supersede(other)
	}
	b.numbers.claim(p.GatewayOrderNo, p.OrderNo)
}

// orderTaken closes p, and reports that it did, when its order was paid or became
// unknown while its QR was made: that QR must not be shown.
func (b *Book) orderTaken(p *Item) bool {
	if !p.Entered || b.OrderFree(p.GatewayOrderNo) {
		return false
	}
	b.move(p, kiosk.StateClosed, kiosk.RecordMoved, kiosk.ReasonEnteredAgain)
	b.fact(OrderTaken, p)
	b.nothingCameAtCounter(p)
	return true
}

// supersede ends p because another payment is of its order and gets the same answers. What
// contradicted p is answered by what comes of that one.
func (b *Book) supersede(p *Item) {
	if p.State == kiosk.StatePaid || p.superseded() {
		return
	}
	contradicted := p.contradicted()
	if contradicted {
		p.Incident = ""
	}
	switch {
	case !p.State.Final():
		b.move(p, kiosk.StateClosed, kiosk.RecordMoved, kiosk.ReasonEnteredAgain)
	case b.polledInBackground(p) || contradicted:
		p.Note = kiosk.ReasonEnteredAgain
		b.pollUntil(p, b.Now)
		b.noteReason(p, kiosk.RecordPollingEnded, kiosk.ReasonEnteredAgain)
	}
}

// superseded reports whether another payment is of p's order. Nobody asks about p
// then.
func (p *Item) superseded() bool {
	return p.Note == kiosk.ReasonEnteredAgain && (p.State == kiosk.StateClosed || p.State == kiosk.StateFailed)
}

// successor is the payment that follows the order of a superseded p, nil when there
// is none.
func (b *Book) successor(p *Item) *Item {
	if !p.superseded() {
		return nil
	}
	return b.Find(b.numbers.owners[p.GatewayOrderNo])
}

// paidElsewhere reports whether another payment has the money of p's order.
func (b *Book) paidElsewhere(p *Item) bool {
	if owner, claimed := b.numbers.owners[p.GatewayOrderNo]; p.Entered && claimed && owner != p.OrderNo && b.Find(owner) == nil {
		return true
	}
	for _, other := range b.sameOrder(p) {
		if other.State == kiosk.StatePaid {
			return true
		}
	}
	return false
}

// releaseOrder lets the order of p's number be paid by another payment: p came
// to nothing. Those that follow the order too are polled at once.
func (b *Book) releaseOrder(p *Item) {
	if p.Entered && b.numbers.owners[p.GatewayOrderNo] == p.OrderNo {
		delete(b.numbers.owners, p.GatewayOrderNo)
	}
	if p.superseded() {
		return
	}
	for _, other := range b.sameOrder(p) {
		other.NextPoll = b.Now
	}
}
