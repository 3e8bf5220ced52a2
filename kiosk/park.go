package kiosk

import (
	"slices"
)

// park lets the open sale go while nobody knows whether it was paid. It stays
// watched and counted in the status bar. Whoever parks an answer that does not
// fit has seen it: its card comes when it is due again, not over the next sale.
func (t *Till) park() {
	p := t.book.unsure()
	if p == nil {
		p = t.book.stalled()
	}
	if p == nil {
		return
	}
	t.book.letGo(AbandonParked)
	if t.book.alarming(p) {
		t.later(p)
	}
}

// unheardResult reports whether it is not known of the ended sale on screen that
// it was not paid: when it ended, or any more because its gateway fell silent or
// something contradicts it.
func (t *Till) unheardResult() bool {
	r := t.result
	if r.unheard || r.payment != nil {
		return r.unheard
	}
	return slices.ContainsFunc(t.book.payments, func(p *item) bool { return p.Sale == r.sale.ID && !t.book.saidUnpaid(p) })
}
