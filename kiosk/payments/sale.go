package payments

import (
	"time"

	"facepay/kiosk"
)

// SellForCash records a sale of amount that was paid at the counter: it is begun, paid
// and ended in this step, and no gateway ever hears of it.
func (b *Book) SellForCash(amount kiosk.Fen) {
	b.BeginSale(amount)
	p := b.newPayment(kiosk.RailCash, kiosk.Cash)
	p.SentAt, p.SentSteady, p.GatewayOrderNo, p.PaidAt = time.Time{}, time.Time{}, "", b.Wall()
	if !b.settings.Practice { // a practised one must not be taken for money
		p.Provider = kiosk.ProviderCash
	}
	b.fact(Opened, p)
	b.move(p, kiosk.StatePaid, kiosk.RecordMoved, "")
	b.countToday(p)
	b.fact(Paid, p)
	b.completeSale(p)
}

// completeSale ends the open sale with p's money. Its other payments are released;
// money on one of those is a second payment and an alarm.
func (b *Book) completeSale(p *Item) {
	b.paysFor(p)
	s := b.endSale(kiosk.SalePaid, "")
	b.showLast(s, []kiosk.Payment{p.Payment})
	b.emit(Fact{Kind: SalePaid, Sale: *s}, p)
}

// tooManyTries reports whether the open sale has had all the payments that it
// may have.
func (b *Book) tooManyTries() bool {
	return len(b.paymentsOf(b.counter.sale.ID)) >= paymentsPerSaleMax
}

// saleIdleMax bounds the time for which nothing happens at an open sale: a forgotten
// QR must not meet the next customer.
const saleIdleMax = 5 * time.Minute

// Full reports whether so many payments need somebody that no sale may be begun. Those
// that are merely polled do not count: a busy counter has hundreds, which nobody can
// settle and time ends.
func (b *Book) Full() bool { return b.AttentionCount() >= openPaymentsMax }

// BeginSale opens a sale of amount.
func (b *Book) BeginSale(amount kiosk.Fen) {
	s := &kiosk.Sale{ID: kiosk.SaleID(b.orderNumber()), Amount: amount, State: kiosk.SaleOpen, OpenedAt: b.Wall()}
	b.sales[s.ID], b.counter.sale, b.counter.opened, b.counter.active = s, s, b.Now, b.Now
	b.writeSale(s)
	b.record(kiosk.Record{Kind: kiosk.RecordSaleOpened, Sale: s.ID, Note: s.Amount.Yuan()})
}

// endSale writes how the open sale ended and clears the counter.
func (b *Book) endSale(state kiosk.SaleState, why kiosk.AbandonReason) *kiosk.Sale {
	s := b.counter.sale
	b.recordEnd(s, state, why)
	for _, p := range b.payments {
		if p.Sale == s.ID && !p.State.Final() {
			b.release(p, kiosk.Reason(state))
		}
	}
	b.counter.sale = nil
	return s
}

// Abandon ends the open sale without its money: cancelled, timed out or parked.
func (b *Book) Abandon(why kiosk.AbandonReason) {
	state, silent := kiosk.SaleAbandoned, b.markSilentUnknown(why)
	if silent || why == kiosk.AbandonParked {
		state = kiosk.SaleParked
	}
	s := b.endSale(state, why)
	b.showLast(s, b.paymentsOf(s.ID))
	b.facts = append(b.facts, Fact{Kind: SaleAbandoned, Sale: *s, GatewaySilent: silent})
}

// PendingCode is the open sale's code payment that is not decided: rule 4,
// while there is one the sale sends no other.
func (b *Book) PendingCode() *Item {
	return b.findOpen(func(p *Item) bool { return p.Rail == kiosk.RailCode && !p.State.Final() })
}

// ShownQR is the open sale's QR payment, also a mini-program's, that is on show
// or on its way there.
func (b *Book) ShownQR() *Item {
	return b.findOpen(func(p *Item) bool { return p.Rail != kiosk.RailCode && !p.State.Final() && p.ReleasedAt.IsZero() })
}

// UnknownPayment of the open sale, nil when there is none: it may have been paid.
func (b *Book) UnknownPayment() *Item {
	if p := b.PendingCode(); p != nil {
		if p.State == kiosk.StateUnknown {
			return p
		}
		return nil
	}
	if p := b.ShownQR(); p != nil && p.State == kiosk.StateUnknown {
		return p
	}
	return nil
}

// UnqueryableQR is the open sale's QR payment that waits for a notification or a
// manager's word, because its gateway has no query.
func (b *Book) UnqueryableQR() *Item {
	if p := b.ShownQR(); p != nil && p.State == kiosk.StateWaiting && b.Unqueryable(p) {
		return p
	}
	return nil
}

// Current is the payment that the open sale's panel is about: a code on its
// way, else the QR on show, else the newest one that came to nothing.
func (b *Book) Current() *Item {
	if p := b.PendingCode(); p != nil {
		return p
	}
	if p := b.ShownQR(); p != nil {
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

// saleTimeout is the time at which an idle sale is abandoned. A code that was sent
// holds it open until it is decided or parked.
func (b *Book) saleTimeout() (time.Time, bool) {
	if b.counter.sale == nil || b.PendingCode() != nil || b.UnknownPayment() != nil {
		return time.Time{}, false
	}
	return b.counter.active.Add(saleIdleMax), true
}

const (
	// paymentsPerSaleMax: nobody needs more orders for one sale; a stuck key does.
	paymentsPerSaleMax = 20
	// openPaymentsMax: past it the network has been down for a day of sales, and
	// selling on would only pile up what nobody can resolve.
	openPaymentsMax = 500
)
