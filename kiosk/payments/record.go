package payments

import "facepay/kiosk"

// writeSale puts s's present state into this step's write, once.
func (b *Book) writeSale(s *kiosk.Sale) {
	for i := range b.write.Sales {
		if b.write.Sales[i].ID == s.ID {
			s.Version = b.write.Sales[i].Version
			b.write.Sales[i] = *s
			return
		}
	}
	s.Version++
	b.write.Sales = append(b.write.Sales, *s)
}

// recordEnd puts on record how s ended; why only of one that is not paid.
func (b *Book) recordEnd(s *kiosk.Sale, state kiosk.SaleState, why kiosk.AbandonReason) {
	s.State = state
	if state != kiosk.SalePaid {
		s.AbandonedAt, s.AbandonReason = b.endsAt(s), why
	}
	b.writeSale(s)
	b.record(kiosk.Record{Kind: kiosk.RecordSaleEnded, Sale: s.ID, Note: kiosk.EndedNote(s)})
}

// move changes p's state by the table of moves and puts it on record. A move
// that the table does not know is a fault of this program; it is not made.
func (b *Book) move(p *Item, to kiosk.State, kind kiosk.RecordKind, why kiosk.Reason) {
	if p.State == to {
		return
	}
	if !kiosk.CanMove(p.State, to) {
		panic("kiosk: no move from " + string(p.State) + " to " + string(to))
	}
	b.record(kiosk.Record{Kind: kind, Sale: p.Sale, OrderNo: p.OrderNo, From: p.State, To: to, Note: string(why)})
	p.State, p.Note, p.dirty = to, why, true
	if p.Entered && (to == kiosk.StateWaiting || to == kiosk.StatePaid) {
		b.claimOrder(p)
	}
	if to == kiosk.StateFailed || to == kiosk.StateClosed {
		b.releaseOrder(p)
	}
	if to != kiosk.StatePaid { // see lastWasLate
		b.lastMoved(p)
	}
}

// note puts something about p on record that changes no state.
func (b *Book) note(p *Item, kind kiosk.RecordKind, note string) {
	b.record(kiosk.Record{Kind: kind, Sale: p.Sale, OrderNo: p.OrderNo, Note: note})
	p.dirty = true
}

// recordRefund puts r on record, of refund f of p.
func (b *Book) recordRefund(p *Item, f *RefundItem, r kiosk.Record) {
	r.Sale, r.OrderNo, r.Refund = p.Sale, p.OrderNo, f.No
	b.record(r)
}

// noteReason is note with a reason.
func (b *Book) noteReason(p *Item, kind kiosk.RecordKind, why kiosk.Reason) {
	b.note(p, kind, string(why))
}

// approved puts on record who asked for what becomes of p, or of its refund f, and who
// approved it.
func (b *Book) approved(p *Item, f *RefundItem, by kiosk.Approval) {
	if by == (kiosk.Approval{}) {
		return
	}
	r := kiosk.Record{Kind: kiosk.RecordApproved, Sale: p.Sale, OrderNo: p.OrderNo, Note: by.Note()}
	if f != nil {
		r.Refund = f.No
	}
	b.record(r)
}

// RecordAccess puts on record what came of a PIN: kind is one of those whose note is an
// Approval, n the payment that it was entered for, "" for none.
func (b *Book) RecordAccess(kind kiosk.RecordKind, n kiosk.OrderNo, a kiosk.Approval) {
	r := kiosk.Record{Kind: kind, Note: a.Note()}
	if p := b.Find(n); p != nil {
		r.Sale, r.OrderNo = p.Sale, p.OrderNo
	}
	b.record(r)
}
