package sim

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// sums holds the day's total and the end of the last sale on screen against the ledger.
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
	if got == nil || !got.Equal(*want) || paid != (o.w.ledger.timesPaid(want.Sale) > 0) {
		o.w.fail("the screen says that the last sale was %+v, the ledger %+v", v.Last, want)
	}
}

// allBack reports whether a sale was paid more than once and all of it went back.
func (o *oracle) allBack(id kiosk.SaleID) bool {
	return o.w.ledger.timesPaid(id) > 1 && o.w.ledger.saleOf(id).PaidBy == ""
}

// saw looks at a picture that is drawn.
func (o *oracle) saw(v *kiosk.View) {
	o.asksFace(v.Face)
	newest := o.newestSale()
	switch v.Customer.Kind {
	case kiosk.CustomerAdverts:
		if open := o.w.ledger.openSale(); open != nil {
			o.w.fail("adverts while sale %s is open", open.ID)
		}
	case kiosk.CustomerQR:
		o.sawQR(v)
	case kiosk.CustomerFailed:
		if newest != nil && o.w.ledger.timesPaid(newest.ID) > 0 {
			o.w.fail("the stage says that it did not work, and sale %s is paid", newest.ID)
		}
	case kiosk.CustomerPaid:
		o.w.failIf(newest == nil || o.w.ledger.timesPaid(newest.ID) == 0, "the stage says paid and the newest sale is not")
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
	o.w.failIf(i < 0, "said that %s was paid, and nothing was put on record", ph.Amount)
	o.justPaid = slices.Delete(o.justPaid, i, i+1)
}

const (
	// redStale is the longest time with money at the gateway and "not paid" on the
	// customer's side: for so long the gateway's "not paid yet" counts.
	redStale = 90*time.Second + grace
	// greenMax bounds the answers in a row, none of which says anything of a QR that
	// the gateway made, while its light is green.
	greenMax = 3
)

// hears notes what an answer says before the till gets it.
func (o *oracle) hears(a *kiosk.Call, ans *reply, err error) {
	n := a.Payment.OrderNo
	switch v := ans.Verdict; {
	case isNotSent(err):
		o.final[n] = o.final[n] || a.Kind == kiosk.CallCharge || a.Kind == kiosk.CallQR
	case a.Kind == kiosk.CallClose && (err != nil || o.w.gateway.profile.canAsk(&a.Payment)):
		// A gateway has said closed and closed nothing; a question shows.
	case err == nil && (v == kiosk.VerdictFailed || v == kiosk.VerdictClosed):
		o.final[n] = true
	}
	switch {
	case a.Kind == kiosk.CallPing:
	case a.Kind == kiosk.CallQuery && (err == nil && ans.Verdict == kiosk.VerdictUnknown || isGarbage(err)):
		if a.Payment.QR != "" && a.Payment.ReleasedAt.IsZero() && a.Payment.State == kiosk.StateWaiting {
			o.nothing++
		}
	case err == nil:
		o.nothing = 0
	}
}

// red: the customer's side says "not paid" only with proof. Money that comes
// after the proof is seen at the next question, or the red goes with the silence.
func (o *oracle) red(v *kiosk.View) {
	w := o.w
	if v.Customer.Kind != kiosk.CustomerFailed {
		return
	}
	s := o.newestSale()
	if s == nil {
		return
	}
	for _, ord := range w.gateway.orders {
		if ord.sale != s.ID || ord.state != orderPaid || w.now()-ord.paidAt <= redStale {
			continue
		}
		row := w.ownerOf(ord)
		if o.final[row.OrderNo] || row.State == kiosk.StatePaid || w.releasedLongAgo(row) || row.Sale != s.ID {
			continue
		}
		w.fail("the stage says that it did not work, %s was taken %s ago for payment %s and its gateway has never said no", ord.amount, (w.now() - ord.paidAt).Round(time.Second), row.OrderNo)
	}
}

// green: the gateway's light is not green while nothing that it says is an answer.
// The mutation that takes such answers for "not paid yet" has to show by its red.
func (o *oracle) green(v *kiosk.View) {
	if o.w.mutation != MutateNothingOpen && v.Status.Gateway.State == kiosk.GatewayOK && o.nothing > greenMax {
		o.w.fail("the light is green after %d answers in a row that say nothing", o.nothing)
	}
}
