package payments

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// RefundItem is a refund with what the till needs to follow it. Everything
// but the Refund can be lost in a crash without harm.
type RefundItem struct {
	kiosk.Refund
	AskedSteady time.Time // AskedAt on the steady clock
	NextPoll    time.Time

	dirty     bool      // to be written at the end of this step
	callID    uint64    // of the call under way, 0 when none
	pollUntil time.Time // it is polled by itself until then
	// mayHaveArrived: a request of it may have reached the gateway, so that no later
	// one that was not sent proves anything.
	mayHaveArrived bool
	// inFlightUntil: a request whose answer was lost may still arrive until then.
	inFlightUntil time.Time
	// answerLost: a request of it had no answer that says anything, so the money may be
	// back already. From then on a no to the same request is no word on the first.
	answerLost bool
	// disputed: such a no came. Only a query settles it, or a manager.
	disputed bool
	// stuck: it left the shop and waits for a person at the gateway, by the last answer that
	// says anything of it.
	stuck bool
	// recheck: it is refused, and the gateway has told of a refund since.
	recheck bool
	// recheckAgain: the query under way may be older than the newest notification.
	recheckAgain bool
	wakeupAt     time.Time // of the last poll that a notification caused
}

// InFlight reports whether a call about f is under way.
func (f *RefundItem) InFlight() bool { return f.callID != 0 }

// Stuck reports whether f left the shop and waits for a person at the gateway, as that says.
func (f *RefundItem) Stuck() bool { return f.stuck }

// RefundsOf payment n that are followed, oldest first.
func (b *Book) RefundsOf(n kiosk.OrderNo) []*RefundItem {
	var of []*RefundItem
	for _, f := range b.refunds {
		if f.OrderNo == n {
			of = append(of, f)
		}
	}
	return of
}

// FindRefund returns the refund n that is followed, nil when there is none.
func (b *Book) FindRefund(n kiosk.RefundNo) *RefundItem {
	for _, f := range b.refunds {
		if f.No == n {
			return f
		}
	}
	return nil
}

// Undecided is the refund of payment n that is neither done nor refused. There
// is one at most.
func (b *Book) Undecided(n kiosk.OrderNo) *RefundItem {
	for _, f := range b.RefundsOf(n) {
		if !f.State.Final() {
			return f
		}
	}
	return nil
}

// UnknownRefund of payment n: its answer was lost, or did not fit, or it is stuck.
func (b *Book) UnknownRefund(n kiosk.OrderNo) *RefundItem {
	if f := b.Undecided(n); f != nil && f.State == kiosk.RefundUnknown {
		return f
	}
	return nil
}

// RefusedLast is the newest refund of payment n when it came to nothing.
func (b *Book) RefusedLast(n kiosk.OrderNo) *RefundItem {
	of := b.RefundsOf(n)
	if len(of) == 0 || of[len(of)-1].State != kiosk.RefundRefused {
		return nil
	}
	return of[len(of)-1]
}

// Refundable amount of p: never more than was paid, less all that went back or may be
// on its way.
func (b *Book) Refundable(p *Item) kiosk.Fen {
	if p.State != kiosk.StatePaid {
		return 0
	}
	rest := p.Amount - p.Refunded
	for _, f := range b.RefundsOf(p.OrderNo) {
		if !f.State.Final() {
			rest -= f.Amount
		}
	}
	return max(0, rest)
}

// RefundSupport of the gateway for p: all, a part or nothing. A payment of another
// gateway, or one that has no number there, only people can give back.
func (b *Book) RefundSupport(p *Item) kiosk.RefundSupport {
	if !b.Ours(p) || p.GatewayOrderNo == "" {
		return kiosk.RefundNone
	}
	if b.settings.Capabilities.Refund == kiosk.RefundFull && b.Refundable(p) != p.Amount {
		return kiosk.RefundNone // a part went back already, so the whole cannot
	}
	return b.settings.Capabilities.Refund
}

// Refund gives amount of p back, or notes that people did; by is who asked and who
// approved. It returns nil when that may not be: whatever was pressed, the sum of what went back, is on its
// way or may be stays within the payment, and one refund is decided before the
// next begins.
func (b *Book) Refund(p *Item, amount kiosk.Fen, byHand bool, why kiosk.RefundReason, by kiosk.Approval) *RefundItem {
	if amount <= 0 || amount > b.Refundable(p) || b.Undecided(p.OrderNo) != nil {
		return nil
	}
	if way := b.RefundSupport(p); !byHand && (way == kiosk.RefundNone || way == kiosk.RefundFull && amount != p.Amount) {
		return nil
	}
	f := b.beginRefund(p, amount, byHand, why)
	b.approved(p, f, by)
	if byHand {
		b.refundDone(p, f, b.Wall(), kiosk.RecordRefundDecided, kiosk.ReasonManager)
		return f
	}
	b.callRefund(p, f, kiosk.CallRefund)
	return f
}

// beginRefund puts a refund of p on record.
func (b *Book) beginRefund(p *Item, amount kiosk.Fen, byHand bool, why kiosk.RefundReason) *RefundItem {
	f := &RefundItem{Refund: kiosk.Refund{
		No: kiosk.RefundNo(b.orderNumber()), OrderNo: p.OrderNo, Amount: amount, State: kiosk.RefundAsked,
		ByHand: byHand, Reason: string(why), AskedAt: b.Wall(),
	}, dirty: true, AskedSteady: b.Now, pollUntil: b.Now.Add(pollWindow)}
	b.refunds = append(b.refunds, f)
	p.dirty = true // its version is spent too: two refunds of one payment cannot both be written
	b.recordRefund(p, f, kiosk.Record{Kind: kiosk.RecordRefund, To: kiosk.State(kiosk.RefundAsked), Note: kiosk.RefundNote(amount, why)})
	return f
}

// moveRefund changes f's state by the table of moves and puts it on record. A
// move that the table does not know is a fault of this program.
func (b *Book) moveRefund(p *Item, f *RefundItem, to kiosk.RefundState, kind kiosk.RecordKind, why kiosk.Reason) {
	if f.State == to {
		return
	}
	if !kiosk.CanRefundMove(f.State, to) {
		panic("kiosk: no move of a refund from " + string(f.State) + " to " + string(to))
	}
	b.recordRefund(p, f, kiosk.Record{Kind: kind, From: kiosk.State(f.State), To: kiosk.State(to), Note: string(why)})
	f.State, f.Note, f.dirty = to, why, true
}

// refundDone adds f to what went back of p. The day's sum stays what was paid.
func (b *Book) refundDone(p *Item, f *RefundItem, at time.Time, kind kiosk.RecordKind, why kiosk.Reason) {
	afterAll := f.State == kiosk.RefundRefused || f.Reversal()
	b.moveRefund(p, f, kiosk.RefundDone, kind, why)
	f.DoneAt, f.recheck = at, false
	p.Refunded, p.dirty = p.Refunded+f.Amount, true
	b.emit(Fact{Kind: RefundDone, Refund: f.Refund}, p)
	if afterAll {
		// It was told that the money stayed, and something else may have been done
		// about it since.
		p.Incident = kiosk.IncidentRefunded
		b.recordRefund(p, f, kiosk.Record{Kind: kiosk.RecordIncident, Note: string(kiosk.IncidentRefunded)})
		b.emit(Fact{Kind: RefundedAfterAll, Amount: f.Amount}, p)
	}
	if p.Late && p.LateDone == "" && p.Refunded >= p.Amount {
		d := kiosk.LateRefunded
		if f.ByHand {
			d = kiosk.LateByHand
		}
		b.lateDone(p, d)
	}
}

// DecideRefund takes the manager's word on an unknown refund, after
// the PIN and the second look. That nothing went back is only taken when no request
// can arrive any more, and never of a stuck one, which left the shop.
func (b *Book) DecideRefund(p *Item, gone bool, why kiosk.Reason, by kiosk.Approval) {
	f := b.UnknownRefund(p.OrderNo)
	if f == nil || !gone && (f.stuck || !b.RefundCallsEnded(f)) {
		return
	}
	b.approved(p, f, by)
	if gone {
		b.refundDone(p, f, b.Wall(), kiosk.RecordRefundDecided, why)
		return
	}
	b.moveRefund(p, f, kiosk.RefundRefused, kiosk.RecordRefundDecided, why)
}

// RefundCallsEnded reports whether no request of f can arrive any more.
func (b *Book) RefundCallsEnded(f *RefundItem) bool {
	return f.callID == 0 && b.reached(f.inFlightUntil)
}

// RefundLate refunds late money after the PIN: all that is left of it.
func (b *Book) RefundLate(p *Item, byHand bool, by kiosk.Approval) {
	if p == nil || !p.Late || p.LateDone != "" {
		return
	}
	why := kiosk.RefundLatePayment
	if p.Incident == kiosk.IncidentDoubled {
		why = kiosk.RefundPaidTwice
	}
	b.Refund(p, b.Refundable(p), byHand, why, by)
}

// RefundableByHand reports whether people may say that they gave late money back:
// where the gateway cannot, or did not.
func (b *Book) RefundableByHand(p *Item) bool {
	return b.Undecided(p.OrderNo) == nil && (b.RefundSupport(p) == kiosk.RefundNone || b.RefusedLast(p.OrderNo) != nil)
}

// AcknowledgeRefund is somebody's answer to money that went back after all.
func (b *Book) AcknowledgeRefund(p *Item) {
	p.Incident = ""
	if b.paidTwice(p) {
		p.Incident = kiosk.IncidentDoubled // as it was before
	}
	b.noteReason(p, kiosk.RecordDecided, kiosk.ReasonManager)
	b.fact(RefundAcknowledged, p)
}

// refunding reports whether p is kept because of a refund, decided or being
// entered.
func (b *Book) refunding(p *Item) bool {
	return b.attended.refund == p.OrderNo || slices.ContainsFunc(b.refunds, func(f *RefundItem) bool {
		return f.OrderNo == p.OrderNo && (!f.State.Final() || f.callID != 0 || f.recheck)
	})
}
