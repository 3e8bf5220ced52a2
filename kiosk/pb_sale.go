package kiosk

import "time"

// completeSale ends the open sale with p's money. Its other payments are left; money
// on one of those is a second payment and an alarm.
func (b *Book) completeSale(p *Item) {
	b.paysFor(p)
	s := b.endSale(SalePaid, "")
	b.showLast(s, []Payment{p.Payment})
	b.emit(Fact{Kind: SaleWon, Sale: *s}, p)
}

// tooManyTries reports whether the open sale has had all the payments that it
// may have.
func (b *Book) tooManyTries() bool {
	n := 0
	for _, p := range b.payments {
		if p.Sale == b.counter.sale.ID {
			n++
		}
	}
	return n >= paymentsPerSaleMax
}

// saleIdleMax is how long an open sale may stand with nothing happening before
// it is left: a forgotten QR must not meet the next customer.
const saleIdleMax = 5 * time.Minute

// full reports whether so many payments are open that no sale may be begun.
func (b *Book) full() bool { return len(b.payments) >= openPaymentsMax }

// beginSale opens a sale of amount.
func (b *Book) beginSale(amount Fen) {
	s := &Sale{ID: SaleID(b.orderNumber()), Amount: amount, State: SaleOpen, OpenedAt: b.wall()}
	b.sales[s.ID], b.counter.sale, b.counter.opened, b.counter.active = s, s, b.now, b.now
	b.writeSale(s)
	b.record(Record{Kind: RecordSaleOpened, Sale: s.ID, Note: s.Amount.Yuan()})
}

// endSale writes how the open sale ended and clears the counter.
func (b *Book) endSale(state SaleState, why AbandonReason) *Sale {
	s := b.counter.sale
	s.State = state
	if state != SalePaid {
		s.AbandonedAt, s.AbandonReason = b.endsAt(s), why
	}
	b.writeSale(s)
	b.record(Record{Kind: RecordSaleEnded, Sale: s.ID, Note: endedNote(s)})
	for _, p := range b.payments {
		if p.Sale == s.ID && !p.State.Final() {
			b.release(p, Reason(state))
		}
	}
	b.counter.sale = nil
	return s
}

// abandon leaves the open sale without its money: cancelled, timed out or parked.
func (b *Book) abandon(why AbandonReason) {
	state, unheard := SaleAbandoned, b.markSilentUnknown(why)
	if unheard || why == AbandonParked {
		state = SaleParked
	}
	s := b.endSale(state, why)
	b.showLast(s, b.paymentsOf(s.ID))
	b.facts = append(b.facts, Fact{Kind: SaleEndedUnpaid, Sale: *s, Unheard: unheard})
}

// pendingCode is the open sale's code payment that is not decided: rule 4,
// while there is one the sale sends no other.
func (b *Book) pendingCode() *Item {
	return b.findOpen(func(p *Item) bool { return p.Rail == RailCode && !p.State.Final() })
}

// shownQR is the open sale's QR payment, also a mini-program's, that is on show
// or on its way there.
func (b *Book) shownQR() *Item {
	return b.findOpen(func(p *Item) bool { return p.Rail != RailCode && !p.State.Final() && p.ReleasedAt.IsZero() })
}

// unsure is the open sale's payment of which nobody knows whether it was paid.
func (b *Book) unsure() *Item {
	if p := b.pendingCode(); p != nil {
		if p.State == StateUnknown {
			return p
		}
		return nil
	}
	if p := b.shownQR(); p != nil && p.State == StateUnknown {
		return p
	}
	return nil
}

// unproven is the open sale's QR payment that waits for a notification or a
// manager's word, because its gateway cannot be asked about it.
func (b *Book) unproven() *Item {
	if p := b.shownQR(); p != nil && p.State == StateWaiting && b.unqueryable(p) {
		return p
	}
	return nil
}

// current is the payment that the open sale's panel is about: a code on its
// way, else the QR on show, else the newest one that came to nothing.
func (b *Book) current() *Item {
	if p := b.pendingCode(); p != nil {
		return p
	}
	if p := b.shownQR(); p != nil {
		return p
	}
	return b.findOpen(func(p *Item) bool { return p.State.Final() && p.ReleasedAt.IsZero() })
}

// findOpen returns the newest payment of the open sale that fits.
func (b *Book) findOpen(fits func(*Item) bool) *Item {
	if b.counter.sale == nil {
		return nil
	}
	for i := len(b.payments) - 1; i >= 0; i-- {
		if p := b.payments[i]; p.Sale == b.counter.sale.ID && fits(p) {
			return p
		}
	}
	return nil
}

// saleTimeout leaves a sale at which nothing has happened for saleIdleMax. A
// code that was sent holds it open: that one ends by being known or parked.
func (b *Book) saleTimeout() (time.Time, bool) {
	if b.counter.sale == nil || b.pendingCode() != nil || b.unsure() != nil {
		return time.Time{}, false
	}
	return b.counter.active.Add(saleIdleMax), true
}

const (
	// paymentsPerSaleMax: nobody needs more orders for one sale; a stuck key does.
	paymentsPerSaleMax = 20
	// openPaymentsMax: past it the network has been down for a day of sales, and
	// selling on would only pile up what nobody can settle.
	openPaymentsMax = 500
)
