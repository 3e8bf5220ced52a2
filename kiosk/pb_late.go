package kiosk

// lateMoney takes money for a sale that is not open any more. It is never
// silent: it stands as an alarm until somebody says what it is.
func (b *Book) lateMoney(p *Item) {
	p.Late = true
	var why Reason
	if b.paidTwice(p) {
		p.Incident, why = IncidentDoubled, Reason(IncidentDoubled)
	}
	b.because(p, RecordLate, why)
	b.paysFor(p)
	b.lastWasLate(p)
	b.fact(Late, p)
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

// alarming reports whether p needs somebody to decide: late money, or an answer
// that contradicts it.
func (b *Book) alarming(p *Item) bool {
	if p.Incident == IncidentRefunded {
		return true
	}
	if p.Late {
		return p.LateDone == ""
	}
	return p.contradicted()
}

// contradicted reports whether an answer about p did not fit and nothing has
// settled that since.
func (p *Item) contradicted() bool { return p.Incident != "" && p.State != StatePaid }

// decidable reports whether a manager may say what became of p.
func (b *Book) decidable(p *Item) bool {
	return p.State == StateUnknown || p.contradicted() || p == b.unproven()
}

// acceptLate counts late money as paid for goods that were handed over.
func (b *Book) acceptLate(p *Item) {
	if p.Late && p.LateDone == "" {
		b.lateDone(p, LateAccepted)
	}
}

func (b *Book) lateDone(p *Item, d LateDone) {
	p.LateDone = d
	if d != LateAccepted {
		if s := b.sales[p.Sale]; s != nil && s.PaidBy == p.OrderNo {
			s.PaidBy = "" // given back: the next money for this sale is the first again
			b.writeSale(s)
		}
	}
	b.because(p, RecordLateDone, Reason(d))
	b.fact(LateAnswered, p)
}

// decide takes the manager's word on a payment that nobody knows, after the PIN
// and the second look.
func (b *Book) decide(p *Item, paid bool, why Reason) {
	if !b.decidable(p) {
		return
	}
	p.Incident = ""
	if !paid {
		if p.State.Final() {
			b.because(p, RecordDecided, why)
			return
		}
		b.move(p, StateClosed, RecordDecided, why)
		if p.pollUntilSteady.IsZero() {
			b.pollUntil(p, p.sentSteady.Add(pollWindow))
		}
		b.fact(SaidUnpaid, p)
		return
	}
	p.PaidAt = b.wall()
	b.move(p, StatePaid, RecordDecided, why)
	b.countToday(p)
	if b.ofOpenSale(p) {
		b.fact(SaidPaid, p)
		b.completeSale(p)
		return
	}
	if b.paidTwice(p) {
		b.lateMoney(p) // the second payment of one sale, whoever proved it
		return
	}
	b.paysFor(p)
	p.Late, p.LateDone = true, LateAccepted
	b.lastWasLate(p)
}
