package kiosk

import "time"

// saleIdleMax is how long an open sale may stand with nothing happening before
// it is left: a forgotten QR must not meet the next customer.
const saleIdleMax = 5 * time.Minute

// result is an ended sale whose answer stays on screen until the next key.
type result struct {
	sale    Sale
	payment *Payment // that paid it, nil when nothing did
	outcome Outcome
	unheard bool // the gateway was silent, so nothing paid it as far as is known
}

// amountFits reports whether a sale of the typed amount can begin, or says why
// not.
func (t *Till) amountFits() bool {
	amount := t.entry.fen()
	switch {
	case t.entry.stuck():
		return false
	case t.entry.text == "":
		t.entry.problem = T("problem.no_amount")
	case amount == 0:
		t.entry.problem = T("problem.zero")
	case amount > t.set.MaxAmount:
		t.entry.problem = T("problem.too_much", "max", t.set.MaxAmount.Grouped())
	case t.full():
		t.entry.problem = T("problem.too_many_open")
	default:
		return true
	}
	return false
}

// openSale begins a sale of the typed amount, or says why it cannot.
func (t *Till) openSale() bool {
	if !t.amountFits() {
		return false
	}
	t.beginSale(t.entry.fen())
	t.entry, t.story, t.result, t.mode = entry{}, nil, nil, modeSell
	t.dropStrokes()
	return true
}

// full reports whether so many payments are open that no sale may be begun.
func (t *Till) full() bool { return len(t.payments) >= openPaymentsMax }

// beginSale opens a sale of amount.
func (t *Till) beginSale(amount Fen) {
	s := &Sale{ID: SaleID(t.orderNumber()), Amount: amount, State: SaleOpen, OpenedAt: t.wall()}
	t.sales[s.ID], t.sale, t.opened, t.active = s, s, t.now, t.now
	t.writeSale(s)
	t.record(Record{Kind: RecordSaleOpened, Sale: s.ID, Note: s.Amount.Yuan()})
}

// openWith begins a sale with a QR on show, after the shop's order number where
// the gateway wants one.
func (t *Till) openWith(w way) {
	switch {
	case !t.canShow(w):
	case t.set.Capabilities.OrderEntry:
		if t.amountFits() {
			t.askOrder(w)
		}
	case t.openSale():
		t.showQR(w, "")
	}
}

// openScan is Enter: it begins a sale with the scanner armed, and with the QR
// that opens by default. Where the gateway has not that one, the scanner is
// enough; where it takes no codes either, its first QR opens.
func (t *Till) openScan() {
	switch w := t.set.DefaultQR; {
	case t.canQR(w):
		t.openWith(byQR(w))
	case w == "" || t.set.Capabilities.Code:
		t.openSale()
	case len(t.set.Capabilities.QR) > 0:
		t.openWith(byQR(t.set.Capabilities.QR[0]))
	}
}

// endSale writes how the open sale ended and clears the counter.
func (t *Till) endSale(state SaleState, why AbandonReason) *Sale {
	s := t.sale
	s.State = state
	if state != SalePaid {
		s.AbandonedAt, s.AbandonReason = t.endsAt(s), why
	}
	t.writeSale(s)
	t.record(Record{Kind: RecordSaleEnded, Sale: s.ID, Note: endedNote(s)})
	for _, p := range t.payments {
		if p.Sale == s.ID && !p.State.Final() {
			t.release(p, Reason(state))
		}
	}
	t.sale = nil
	return s
}

// letGo leaves the open sale without its money: cancelled, timed out or parked.
func (t *Till) letGo(why AbandonReason) {
	state, unheard := SaleAbandoned, t.letGoUnheard(why)
	if unheard || why == AbandonParked {
		state = SaleParked
	}
	s := t.endSale(state, why)
	t.showLast(s, t.paymentsOf(s.ID))
	t.facts = append(t.facts, Fact{Kind: SaleEndedUnpaid, Sale: *s, Unheard: unheard})
}

// cancel is Esc on an open sale.
func (t *Till) cancel() {
	switch p := t.pendingCode(); {
	case p == nil || p.State == StateWaiting:
		t.letGo(AbandonCancelled)
	case p.State == StateCreated:
		t.entry.problem = T("problem.code_on_its_way")
	default:
		t.entry.problem = T("problem.unknown_stays")
	}
}

// pendingCode is the open sale's code payment that is not decided: rule 4,
// while there is one the sale sends no other.
func (t *Till) pendingCode() *item {
	return t.findOpen(func(p *item) bool { return p.Rail == RailCode && !p.State.Final() })
}

// shownQR is the open sale's QR payment, also a mini-program's, that is on show
// or on its way there.
func (t *Till) shownQR() *item {
	return t.findOpen(func(p *item) bool { return p.Rail != RailCode && !p.State.Final() && p.ReleasedAt.IsZero() })
}

// unsure is the open sale's payment of which nobody knows whether it was paid.
func (t *Till) unsure() *item {
	if p := t.pendingCode(); p != nil {
		if p.State == StateUnknown {
			return p
		}
		return nil
	}
	if p := t.shownQR(); p != nil && p.State == StateUnknown {
		return p
	}
	return nil
}

// unproven is the open sale's QR payment that waits for a notification or a
// manager's word, because its gateway cannot be asked about it.
func (t *Till) unproven() *item {
	if p := t.shownQR(); p != nil && p.State == StateWaiting && t.unaskable(p) {
		return p
	}
	return nil
}

// current is the payment that the open sale's panel is about: a code on its
// way, else the QR on show, else the newest one that came to nothing.
func (t *Till) current() *item {
	if p := t.pendingCode(); p != nil {
		return p
	}
	if p := t.shownQR(); p != nil {
		return p
	}
	return t.findOpen(func(p *item) bool { return p.State.Final() && p.ReleasedAt.IsZero() })
}

// findOpen returns the newest payment of the open sale that fits.
func (t *Till) findOpen(fits func(*item) bool) *item {
	if t.sale == nil {
		return nil
	}
	for i := len(t.payments) - 1; i >= 0; i-- {
		if p := t.payments[i]; p.Sale == t.sale.ID && fits(p) {
			return p
		}
	}
	return nil
}

// saleTimeout leaves a sale at which nothing has happened for saleIdleMax. A
// code that was sent holds it open: that one ends by being known or parked.
func (t *Till) saleTimeout() (time.Time, bool) {
	if t.sale == nil || t.pendingCode() != nil || t.unsure() != nil {
		return time.Time{}, false
	}
	return t.active.Add(saleIdleMax), true
}
