package payments

import "facepay/kiosk"

// Decidable reports whether a manager may say what became of p.
func (b *Book) Decidable(p *Item) bool {
	return p.State == kiosk.StateUnknown || p.contradicted() || p == b.UnqueryableQR()
}

// Decide takes the manager's word on a payment without proof, after the PIN
// and the second look; by is who asked and who approved.
func (b *Book) Decide(p *Item, paid bool, why kiosk.Reason, by kiosk.Approval) {
	if !b.Decidable(p) {
		return
	}
	b.approved(p, nil, by)
	p.Incident = ""
	if !paid {
		if p.State.Final() {
			b.noteReason(p, kiosk.RecordDecided, why)
			return
		}
		b.move(p, kiosk.StateClosed, kiosk.RecordDecided, why)
		if p.pollUntilSteady.IsZero() {
			b.pollUntil(p, p.SentSteady.Add(pollWindow))
		}
		b.fact(DecidedUnpaid, p)
		return
	}
	p.PaidAt = b.Wall()
	b.move(p, kiosk.StatePaid, kiosk.RecordDecided, why)
	b.watchReversal(p, false)
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
