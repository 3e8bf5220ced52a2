package kiosk

import (
	"slices"
	"time"
)

// RefundItem is a refund with what the till needs to follow it. Everything
// but the Refund can be lost in a crash without harm.
type RefundItem struct {
	Refund
	asking      uint64 // ID of the ask under way, 0 when none
	nextAsk     time.Time
	askedSteady time.Time // AskedAt on the steady clock
	followUntil time.Time // it is asked about by itself until then
	// mayBeThere: a request of it may have reached the gateway, so that no later
	// one that was not sent proves anything.
	mayBeThere bool
	// strayUntil: a request whose answer was lost may still arrive until then.
	strayUntil time.Time
	// lost: a request of it had no answer that says anything, so the money may be
	// back already. From then on a no to the same request is no word on the first.
	lost bool
	// disputed: such a no came. Only a query settles it, or a manager.
	disputed bool
	// check: it is refused, and the gateway has told of a refund since.
	check bool
	// again: such a question is to be asked anew after the answer under way.
	again   bool
	wokenAt time.Time // by a notification
	dirty   bool      // to be written at the end of this step
}

// Why a refund was asked for, as the ledger and the gateway get it.
const (
	reasonOwner = "refund"
	reasonLate  = "late payment"
	reasonTwice = "paid twice"
)

// refundsOf are the refunds of payment n that the till knows, oldest first.
func (b *Book) refundsOf(n OrderNo) []*RefundItem {
	var of []*RefundItem
	for _, f := range b.refunds {
		if f.OrderNo == n {
			of = append(of, f)
		}
	}
	return of
}

func (b *Book) findRefund(n RefundNo) *RefundItem {
	for _, f := range b.refunds {
		if f.No == n {
			return f
		}
	}
	return nil
}

// undecided is the refund of payment n that is neither done nor refused. There
// is one at most.
func (b *Book) undecided(n OrderNo) *RefundItem {
	for _, f := range b.refundsOf(n) {
		if !f.State.Final() {
			return f
		}
	}
	return nil
}

// unsureRefund is the refund of payment n of which nobody knows what became.
func (b *Book) unsureRefund(n OrderNo) *RefundItem {
	if f := b.undecided(n); f != nil && f.State == RefundUnknown {
		return f
	}
	return nil
}

// refusedLast is the newest refund of payment n when it came to nothing.
func (b *Book) refusedLast(n OrderNo) *RefundItem {
	of := b.refundsOf(n)
	if len(of) == 0 || of[len(of)-1].State != RefundRefused {
		return nil
	}
	return of[len(of)-1]
}

// refundable is what may still be given back of p: never more than was paid, counting
// also what may already be on its way.
func (b *Book) refundable(p *Item) Fen {
	if p.State != StatePaid {
		return 0
	}
	rest := p.Amount - p.Refunded
	for _, f := range b.refundsOf(p.OrderNo) {
		if !f.State.Final() {
			rest -= f.Amount
		}
	}
	return max(0, rest)
}

// refundSupport is how much of p the gateway gives back. A payment of another
// gateway, or one that has no number there, only people can give back.
func (b *Book) refundSupport(p *Item) RefundSupport {
	if p.Provider != b.settings.Provider || p.GatewayOrderNo == "" {
		return RefundNone
	}
	if b.settings.Capabilities.Refund == RefundFull && b.refundable(p) != p.Amount {
		return RefundNone // a part went back already, so the whole cannot
	}
	return b.settings.Capabilities.Refund
}

// refund gives amount of p back, or notes that people did. It returns nil when
// that may not be: whatever was pressed, the sum of what went back, is on its
// way or may be stays within the payment, and one refund is decided before the
// next begins.
func (b *Book) refund(p *Item, amount Fen, byHand bool, reason string) *RefundItem {
	if amount <= 0 || amount > b.refundable(p) || b.undecided(p.OrderNo) != nil {
		return nil
	}
	if way := b.refundSupport(p); !byHand && (way == RefundNone || way == RefundFull && amount != p.Amount) {
		return nil
	}
	f := &RefundItem{Refund: Refund{
		No: RefundNo(b.orderNumber()), OrderNo: p.OrderNo, Amount: amount, State: RefundAsked,
		ByHand: byHand, Reason: reason, AskedAt: b.wall(),
	}, dirty: true, askedSteady: b.now, followUntil: b.now.Add(pollWindow)}
	b.refunds = append(b.refunds, f)
	p.dirty = true // its version is spent too: two refunds of one payment cannot both be written
	b.record(Record{Kind: RecordRefund, Sale: p.Sale, OrderNo: p.OrderNo, Refund: f.No, To: State(RefundAsked), Note: amount.Yuan()})
	if byHand {
		b.refundDone(p, f, b.wall(), RecordRefundDecided, ReasonManager)
		return f
	}
	b.callRefund(p, f, CallRefund)
	return f
}

// moveRefund changes f's state by the table of moves and puts it on record. A
// move that the table does not know is a fault of this program.
func (b *Book) moveRefund(p *Item, f *RefundItem, to RefundState, kind RecordKind, why Reason) {
	if f.State == to {
		return
	}
	if !CanRefundMove(f.State, to) {
		panic("kiosk: no move of a refund from " + string(f.State) + " to " + string(to))
	}
	b.record(Record{Kind: kind, Sale: p.Sale, OrderNo: p.OrderNo, Refund: f.No, From: State(f.State), To: State(to), Note: string(why)})
	f.State, f.Note, f.dirty = to, why, true
}

// refundDone adds f to what went back of p. The day's sum stays what was paid.
func (b *Book) refundDone(p *Item, f *RefundItem, at time.Time, kind RecordKind, why Reason) {
	afterAll := f.State == RefundRefused
	b.moveRefund(p, f, RefundDone, kind, why)
	f.DoneAt, f.check = at, false
	p.Refunded, p.dirty = p.Refunded+f.Amount, true
	if afterAll {
		// It was told that nothing went back, and something else may have been done
		// about it since.
		p.Incident = IncidentRefunded
		b.record(Record{Kind: RecordIncident, Sale: p.Sale, OrderNo: p.OrderNo, Refund: f.No, Note: string(IncidentRefunded)})
		b.emit(Fact{Kind: RefundedAfterAll, Amount: f.Amount}, p)
	}
	if p.Late && p.LateDone == "" && p.Refunded >= p.Amount {
		d := LateRefunded
		if f.ByHand {
			d = LateByHand
		}
		b.lateDone(p, d)
	}
}

// decideRefund takes the manager's word on a refund that nobody knows, after
// the PIN and the second look. That nothing went back is only taken when no request
// can arrive any more.
func (b *Book) decideRefund(p *Item, gone bool, why Reason) {
	f := b.unsureRefund(p.OrderNo)
	if f == nil || !gone && !b.quiet(f) {
		return
	}
	if gone {
		b.refundDone(p, f, b.wall(), RecordRefundDecided, why)
		return
	}
	b.moveRefund(p, f, RefundRefused, RecordRefundDecided, why)
}

// quiet reports whether no request of f is on its way.
func (b *Book) quiet(f *RefundItem) bool {
	return f.asking == 0 && !b.now.Before(f.strayUntil)
}

// refundLate refunds late money after the PIN: all that is left of it.
func (b *Book) refundLate(p *Item, byHand bool) {
	if p == nil || !p.Late || p.LateDone != "" {
		return
	}
	reason := reasonLate
	if p.Incident == IncidentDoubled {
		reason = reasonTwice
	}
	b.refund(p, b.refundable(p), byHand, reason)
}

// refundableByHand reports whether people may say that they gave late money back:
// where the gateway cannot, or did not.
func (b *Book) refundableByHand(p *Item) bool {
	return b.undecided(p.OrderNo) == nil && (b.refundSupport(p) == RefundNone || b.refusedLast(p.OrderNo) != nil)
}

// acknowledgeRefund is somebody's answer to a refund that was done after all.
func (b *Book) acknowledgeRefund(p *Item) {
	p.Incident = ""
	if b.paidTwice(p) {
		p.Incident = IncidentDoubled // as it was before
	}
	b.because(p, RecordDecided, ReasonManager)
	b.fact(RefundSeen, p)
}

// refunding reports whether p is kept because of a refund, decided or being
// entered.
func (b *Book) refunding(p *Item) bool {
	return b.screens.shown == p.OrderNo || slices.ContainsFunc(b.refunds, func(f *RefundItem) bool {
		return f.OrderNo == p.OrderNo && (!f.State.Final() || f.asking != 0 || f.check)
	})
}

// collectRefunds adds the refunds that changed to the write and forgets those
// whose payment is followed no more.
func (b *Book) collectRefunds() {
	for _, f := range b.refunds {
		if f.dirty {
			f.dirty = false
			f.Version++
			b.write.Refunds = append(b.write.Refunds, f.Refund)
		}
	}
	b.refunds = slices.DeleteFunc(b.refunds, func(f *RefundItem) bool { return b.find(f.OrderNo) == nil })
}

// refundOnRecord is a refund ask's refund as this step's Save writes it.
func (b *Book) refundOnRecord(a Call) Refund {
	if f := b.findRefund(a.Refund.No); f != nil {
		return f.Refund
	}
	return a.Refund
}
