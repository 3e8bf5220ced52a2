package payments

import (
	"time"

	"facepay/kiosk"
)

// lateMoney takes money for a sale that is not open any more. It is never
// silent: it stands as an alarm until somebody says what it is.
func (b *Book) lateMoney(p *Item) {
	p.Late = true
	var why kiosk.Reason
	if b.paidTwice(p) {
		p.Incident, why = kiosk.IncidentDoubled, kiosk.Reason(kiosk.IncidentDoubled)
	}
	b.noteReason(p, kiosk.RecordLate, why)
	b.paysFor(p)
	b.lastWasLate(p)
	b.fact(PaidLate, p)
}

// paidTwice reports whether another payment has paid for p's sale already.
func (b *Book) paidTwice(p *Item) bool {
	s := b.sales[p.Sale]
	return s != nil && s.PaidBy != "" && s.PaidBy != p.OrderNo
}

// paysFor puts on record that p paid for its sale, unless another did.
func (b *Book) paysFor(p *Item) {
	if s := b.sales[p.Sale]; s != nil && s.PaidBy == "" {
		s.PaidBy = p.OrderNo
		b.writeSale(s)
	}
}

// AcceptLate counts late money as paid for goods that were handed over.
func (b *Book) AcceptLate(p *Item) {
	if p.Late && p.LateDone == "" {
		b.lateDone(p, kiosk.LateAccepted)
	}
}

func (b *Book) lateDone(p *Item, d kiosk.LateDone) {
	p.LateDone = d
	if d != kiosk.LateAccepted {
		if s := b.sales[p.Sale]; s != nil && s.PaidBy == p.OrderNo {
			s.PaidBy = "" // given back: the next money for this sale is the first again
			b.writeSale(s)
		}
	}
	b.noteReason(p, kiosk.RecordLateDone, kiosk.Reason(d))
	b.fact(LateDecided, p)
}

// paid takes the proof that p's money came. It decides whom that concerns: the
// open sale, or nobody any more, which is an alarm.
func (b *Book) paid(p *Item, a kiosk.Answer) {
	if p.State == kiosk.StatePaid {
		b.notReversed(p)
		return
	}
	if b.paidElsewhere(p) {
		b.supersede(p)
		return
	}
	var why kiosk.Reason
	if p.Note.Managed() && p.State == kiosk.StateClosed {
		why = kiosk.ReasonPaidAfterAll
	}
	p.PaidAt = b.paidAt(a)
	p.Incident = ""
	doubted := p.State != kiosk.StateCreated && p.State != kiosk.StateWaiting
	b.move(p, kiosk.StatePaid, kiosk.RecordMoved, why)
	b.watchReversal(p, doubted)
	b.countToday(p)
	if b.ofOpenSale(p) {
		b.fact(Paid, p)
		b.completeSale(p)
		return
	}
	b.lateMoney(p)
}

// paidAt is the gateway's time, unless it is so far off that it cannot be read
// as one of this sale.
func (b *Book) paidAt(a kiosk.Answer) time.Time {
	const skewMax = 24 * time.Hour
	if a.PaidAt.IsZero() || a.PaidAt.Sub(b.Wall()).Abs() > skewMax {
		return b.Wall()
	}
	return a.PaidAt
}
