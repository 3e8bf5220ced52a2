package payments

import "facepay/kiosk"

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

// Alarming reports whether p needs somebody to decide: late money, or an answer
// that contradicts it.
func (b *Book) Alarming(p *Item) bool {
	if p.Incident == kiosk.IncidentRefunded {
		return true
	}
	if p.Late {
		return p.LateDone == ""
	}
	return p.contradicted()
}

// contradicted reports whether an answer about p did not fit and nothing has
// settled that since.
func (p *Item) contradicted() bool { return p.Incident != "" && p.State != kiosk.StatePaid }

// Decidable reports whether a manager may say what became of p.
func (b *Book) Decidable(p *Item) bool {
	return p.State == kiosk.StateUnknown || p.contradicted() || p == b.UnqueryableQR()
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

// Decide takes the manager's word on a payment that nobody knows, after the PIN
// and the second look.
func (b *Book) Decide(p *Item, paid bool, why kiosk.Reason) {
	if !b.Decidable(p) {
		return
	}
	p.Incident = ""
	if !paid {
		if p.State.Final() {
			b.noteReason(p, kiosk.RecordDecided, why)
			return
		}
		b.move(p, kiosk.StateClosed, kiosk.RecordDecided, why)
		if p.PollUntilSteady.IsZero() {
			b.pollUntil(p, p.SentSteady.Add(PollWindow))
		}
		b.fact(DecidedUnpaid, p)
		return
	}
	p.PaidAt = b.Wall()
	b.move(p, kiosk.StatePaid, kiosk.RecordDecided, why)
	b.countToday(p)
	if b.ofOpenSale(p) {
		b.fact(DecidedPaid, p)
		b.completeSale(p)
		return
	}
	if b.paidTwice(p) {
		b.lateMoney(p) // the second payment of one sale, whoever proved it
		return
	}
	b.paysFor(p)
	p.Late, p.LateDone = true, kiosk.LateAccepted
	b.lastWasLate(p)
}
