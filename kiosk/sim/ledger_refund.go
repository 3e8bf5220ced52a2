package sim

import "facepay/kiosk"

// givenByTill sums the refunds of payment n that are done, and those that are
// neither done nor refused. What the gateway had refused in words and gave back
// all the same is not the till's doing.
func (l *ledger) givenByTill(n kiosk.OrderNo) (done, open kiosk.Fen) {
	for r := range l.refundsOf(n) {
		switch {
		case l.w.gateway.lied(r.No):
		case r.State == kiosk.RefundDone:
			done += r.Amount
		case r.State != kiosk.RefundRefused:
			open += r.Amount
		}
	}
	return done, open
}

// saveRefund writes one refund.
func (l *ledger) saveRefund(r *kiosk.Refund, records []kiosk.Record) {
	row, p := l.refundOf(r.No), l.paymentOf(r.OrderNo)
	old := valueOf(row)
	switch {
	case row != nil && old.ByHand != r.ByHand:
		l.w.fail("refund %s was re-bound: %+v became %+v", r.No, old, *r)
	case row != nil:
	case r.State != kiosk.RefundAsked && !(r.State == kiosk.RefundDone && (r.ByHand || r.Reversal())):
		l.w.fail("new refund %s written as version %d, %s, %s", r.No, r.Version, r.State, r.Amount)
	case p != nil && p.State != kiosk.StatePaid:
		l.w.fail("refund %s of payment %s, which is %s", r.No, r.OrderNo, p.State)
	case l.undecided(r.OrderNo):
		l.w.fail("refund %s of payment %s begun while another is undecided", r.No, r.OrderNo)
	}
	l.must(l.putRefund(r))
	if row == nil {
		l.w.counts.Refunds++
		l.room(p)
	}
	if old.State != r.State {
		l.refundMoved(old.State, r, records)
	}
}

// room checks that no more goes back of p than was paid.
func (l *ledger) room(p *kiosk.Payment) {
	if done, open := l.givenByTill(p.OrderNo); done+open > p.Amount {
		l.w.fail("%s back and %s on their way of payment %s, which took %s", done, open, p.OrderNo, p.Amount)
	}
}

// refundMoved holds a refund's change of state against its record and the books.
func (l *ledger) refundMoved(from kiosk.RefundState, r *kiosk.Refund, records []kiosk.Record) {
	is := func(rec *kiosk.Record) bool { return rec.Refund == r.No && rec.To == kiosk.State(r.State) }
	l.w.failIf(last(records, is) == nil, "refund %s moved from %s to %s without a record", r.No, from, r.State)
	decided := last(records, func(rec *kiosk.Record) bool { return is(rec) && rec.Kind == kiosk.RecordRefundDecided }) != nil
	if from != "" {
		l.w.counts.meet(pair{aboutRefundMove, string(from), string(r.State)}, 1)
	}
	if p := l.paymentOf(r.OrderNo); p.Rail == kiosk.RailCash && r.State == kiosk.RefundDone {
		l.w.oracle.cashBack(r)
	}
	if r.Reversal() {
		l.reversed(r)
		return
	}
	done, final := l.w.gateway.refundFinal(r.No)
	if from == kiosk.RefundRefused && l.paymentOf(r.OrderNo).Incident != kiosk.IncidentRefunded {
		l.w.fail("refund %s was refused and is done, and payment %s does not say so", r.No, r.OrderNo)
	}
	switch {
	case r.State == kiosk.RefundDone && !decided && !done:
		l.w.fail("refund %s went from %s to done and is not in the gateway's books", r.No, from)
	case r.State == kiosk.RefundDone && !decided && l.w.gateway.refunds[r.No].amount != r.Amount:
		l.w.fail("refund %s of %s is done with %s in the gateway's books", r.No, r.Amount, l.w.gateway.refunds[r.No].amount)
	case l.w.gateway.lied(r.No):
	case r.State == kiosk.RefundRefused && (done || !final):
		l.w.fail("refund %s went from %s to refused and is in the gateway's books", r.No, from)
	}
}

// reversed: what the till says went back by a reversal did, all of it, and people are told.
func (l *ledger) reversed(r *kiosk.Refund) {
	p := l.paymentOf(r.OrderNo)
	o := l.w.gateway.find(p)
	l.w.failIf(o == nil || !o.reversed, "refund %s says that a reversal gave payment %s back, and none did", r.No, r.OrderNo)
	l.w.failIf(r.State != kiosk.RefundDone || r.Amount != p.Amount, "a reversal gave payment %s back, and refund %s of %s is %s", r.OrderNo, r.No, r.Amount, r.State)
	l.w.failIf(p.Incident != kiosk.IncidentRefunded, "a reversal gave payment %s back after it was paid, and nobody is told", r.OrderNo)
}

// refundSum: a payment's Refunded is the sum of its refunds that are done.
func (l *ledger) refundSum(p *kiosk.Payment) {
	done := kiosk.Fen(0)
	for r := range l.refundsOf(p.OrderNo) {
		if r.State == kiosk.RefundDone {
			done += r.Amount
		}
	}
	l.w.failIf(done != p.Refunded, "payment %s says that %s went back, its refunds %s", p.OrderNo, p.Refunded, done)
}
