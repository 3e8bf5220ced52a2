package sim

import (
	"slices"

	"facepay/kiosk"
)

// sums holds the two figures that are always on screen against the ledger: the
// day's total, and how the last sale ended.
func (o *oracle) sums(v *kiosk.View) {
	if today := o.w.ledger.today(o.w.tillWall()); v.Today != today && !o.w.clocks.uncounted {
		o.w.fail("the screen says %s for today, the ledger %s", v.Today, today)
	}
	if o.last.writes != o.w.ledger.writes {
		o.last.writes, o.last.sale = o.w.ledger.writes, o.w.ledger.lastSale()
	}
	want := o.last.sale
	if want == nil {
		return
	}
	// The two are told by one function; whether money came is told without it.
	paid := v.Last != nil && (v.Last.Outcome == kiosk.OutcomePaid || v.Last.Outcome == kiosk.OutcomeLate)
	got := v.Last
	if got != nil && o.allBack(want.Sale) { // the rows do not tell whose money came last
		last := *got
		last.Wallet, last.Tail, last.At = want.Wallet, want.Tail, want.At
		got = &last
	}
	if got == nil || !got.Equal(*want) || paid != o.salePaid(want.Sale) {
		o.w.fail("the screen says that the last sale was %+v, the ledger %+v", v.Last, want)
	}
}

// allBack reports whether several payments of a sale were paid and none pays for
// it any more, since their money went back.
func (o *oracle) allBack(id kiosk.SaleID) bool {
	n := 0
	for p := range o.w.ledger.paymentsOf(id) {
		if p.State == kiosk.StatePaid {
			n++
		}
	}
	return n > 1 && o.w.ledger.saleOf(id).PaidBy == ""
}

// saw looks at a picture that is drawn.
func (o *oracle) saw(v *kiosk.View) {
	newest := o.newestSale()
	switch v.Customer.Kind {
	case kiosk.CustomerAdverts:
		if open := o.w.ledger.openSale(); open != nil {
			o.w.fail("adverts while sale %s is open", open.ID)
		}
	case kiosk.CustomerQR:
		o.sawQR(v)
	case kiosk.CustomerFailed:
		if newest != nil && o.salePaid(newest.ID) {
			o.w.fail("the stage says that it did not work, and sale %s is paid", newest.ID)
		}
	case kiosk.CustomerPaid:
		if newest == nil || !o.salePaid(newest.ID) {
			o.w.fail("the stage says paid and the newest sale is not")
		}
		if v.Customer.Amount != newest.Amount.Grouped() {
			o.w.fail("the stage says %s paid, the sale is %s", v.Customer.Amount, newest.Amount)
		}
	}
}

// sawQR: a QR on the stage belongs to the open sale and costs its amount.
func (o *oracle) sawQR(v *kiosk.View) {
	if row := o.w.miniOf(v.Customer.QR); row != nil {
		o.showsLink(v, row)
		return
	}
	ord, open := o.w.gateway.byQR[v.Customer.QR], o.w.ledger.openSale()
	switch {
	case ord == nil:
		o.w.fail("the stage shows a QR that the gateway never made: %q", v.Customer.QR)
	case open == nil || ord.sale != open.ID:
		o.w.fail("the stage shows the QR of sale %s, which is not open", ord.sale)
	case ord.amount != open.Amount && o.w.gateway.profile.openNames:
		o.w.fail("the stage shows a QR that costs %s, as the gateway said, for a sale of %s", ord.amount, open.Amount)
	case v.Customer.Amount != open.Amount.Grouped():
		o.w.fail("the stage asks for %s, the sale is %s", v.Customer.Amount, open.Amount)
	}
	if row := o.w.ledger.paymentOf(ord.payment); row.State != kiosk.StateWaiting && row.State != kiosk.StateUnknown {
		o.w.fail("the stage shows the QR of payment %s, which is %s", row.OrderNo, row.State)
	}
}

// heard: "paid" is said once, in the step that put it on record.
func (o *oracle) heard(ph kiosk.Phrase) {
	if ph.Kind != kiosk.PhrasePaid {
		return
	}
	i := slices.IndexFunc(o.justPaid, func(p kiosk.Payment) bool { return p.Amount == ph.Amount && p.Wallet == ph.Wallet })
	if i < 0 {
		o.w.fail("said that %s was paid, and nothing was put on record", ph.Amount)
	}
	o.justPaid = slices.Delete(o.justPaid, i, i+1)
}
