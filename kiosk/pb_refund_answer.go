package kiosk

import "errors"

// refundAnswered takes the one answer to an CallRefund or CallRefundQuery.
func (b *Book) refundAnswered(e Answered) {
	delete(b.requests.refunds, e.Call.ID)
	f := b.findRefund(e.Call.Refund.No)
	if f == nil {
		return
	}
	if f.asking == e.Call.ID {
		f.asking = 0
	}
	p := b.find(f.OrderNo)
	// An answer that says nothing of f, or does not fit, has answered nothing.
	lost := e.Err != nil || e.Refund.Verdict == RefundSaidUnknown || e.Refund.Verdict == "" || b.misfit(p, f, e.Refund) != ""
	if !lost {
		f.check, f.again = f.check && f.again, false
	}
	var notSent *NotSent
	switch {
	case errors.As(e.Err, &notSent):
		if f.State == RefundAsked && !f.mayBeThere {
			b.moveRefund(p, f, RefundRefused, RecordRefundMoved, ReasonNotSent)
		}
	case e.Err != nil:
		f.mayBeThere = true
		b.markRefundUnknown(p, f, ReasonNoAnswer)
	default:
		f.mayBeThere = true
		b.applyRefund(p, f, e.Call.Kind, e.Refund)
	}
	if lost && notSent == nil && e.Call.Kind == CallRefund {
		f.strayUntil, f.lost = b.now.Add(refundStray), true
	}
	b.scheduleRefund(f, e.Took)
	switch {
	case lost && f.check:
		b.answerRefundNotifications(f.OrderNo, NotificationNotNow)
	case f.check:
		f.nextAsk = b.now
	default:
		b.refundChecked(p)
	}
}

// markRefundUnknown makes f unknown unless the gateway is known to have taken it: a
// lost answer is not an answer.
func (b *Book) markRefundUnknown(p *Item, f *RefundItem, why Reason) {
	if f.State == RefundAsked && f.Note != ReasonRefundPending {
		b.moveRefund(p, f, RefundUnknown, RecordRefundMoved, why)
		b.emit(Fact{Kind: RefundDoubted, Amount: f.Amount}, p)
	}
}

// applyRefund applies an answer, when it fits.
func (b *Book) applyRefund(p *Item, f *RefundItem, k CallKind, a RefundAnswer) {
	if f.State == RefundDone {
		return // proven before; a later contradiction proves nothing
	}
	if what := b.misfit(p, f, a); what != "" {
		b.refundIncident(p, f, what)
		return
	}
	if a.GatewayNo != "" && a.GatewayNo != f.GatewayNo {
		f.GatewayNo, f.dirty = a.GatewayNo, true
	}
	switch a.Verdict {
	case RefundSaidDone:
		b.refundDone(p, f, b.paidAt(Answer{PaidAt: a.DoneAt}), RecordRefundMoved, GatewaySaid(a.Reason))
	case RefundSaidPending:
		b.refundPending(p, f)
	case RefundSaidRefused:
		repeat := f.lost && k == CallRefund
		f.disputed = f.disputed || repeat
		if repeat || !b.quiet(f) {
			b.markRefundUnknown(p, f, ReasonNoAnswer) // an earlier request may still arrive and be done, or was done
			return
		}
		if !f.State.Final() {
			b.moveRefund(p, f, RefundRefused, RecordRefundMoved, GatewaySaid(a.Reason))
		}
	case RefundSaidUnknown:
		b.markRefundUnknown(p, f, GatewaySaid(a.Reason))
	}
}

// misfit says what in an answer contradicts f, "" when all fits.
func (b *Book) misfit(p *Item, f *RefundItem, a RefundAnswer) Reason {
	switch {
	case a.Order != "" && a.Order != p.GatewayOrderNo && a.Order != string(p.OrderNo):
		return Reason(IncidentOrder)
	case a.Refund != "" && a.Refund != string(f.No):
		return ReasonWrongRefund
	case a.Amount != nil && *a.Amount != f.Amount:
		return Reason(IncidentAmount)
	case f.State == RefundRefused && (a.Refund != "" || a.Amount != nil):
		// It names f itself. Done after all, it may stand beside another refund that
		// was made in its place, and then no total adds up.
	case a.Total != nil && a.Verdict == RefundSaidDone && !b.addsUp(p, f, *a.Total):
		return ReasonWrongTotal
	}
	return ""
}

// addsUp reports whether total is what went back of p with f. The gateway may
// or may not know of what people gave back by themselves.
func (b *Book) addsUp(p *Item, f *RefundItem, total Fen) bool {
	with := p.Refunded + f.Amount
	known := with
	for _, other := range b.refundsOf(p.OrderNo) {
		if other.ByHand && other.State == RefundDone {
			known -= other.Amount
		}
	}
	return total == with || total == known
}

// refundIncident takes f out of every certainty; people must see it.
func (b *Book) refundIncident(p *Item, f *RefundItem, what Reason) {
	if f.State.Final() || f.State == RefundUnknown && f.Note == what {
		return
	}
	b.record(Record{Kind: RecordIncident, Sale: p.Sale, OrderNo: p.OrderNo, Refund: f.No, Note: string(what)})
	b.emit(Fact{Kind: RefundContradicted, Amount: f.Amount}, p)
	if f.State == RefundUnknown {
		f.Note, f.dirty = what, true
		return
	}
	b.moveRefund(p, f, RefundUnknown, RecordRefundMoved, what)
}

// refundPending takes "accepted, to be done later". Where nothing can be asked
// afterwards that is all that the till will ever hear.
func (b *Book) refundPending(p *Item, f *RefundItem) {
	switch {
	case !b.followable(p, f):
		b.markRefundUnknown(p, f, ReasonRefundPending)
	case f.State == RefundAsked && f.Note != ReasonRefundPending:
		b.record(Record{Kind: RecordRefundMoved, Sale: p.Sale, OrderNo: p.OrderNo, Refund: f.No, From: State(RefundAsked), To: State(RefundAsked), Note: string(ReasonRefundPending)})
		f.Note, f.dirty = ReasonRefundPending, true
	case f.State == RefundUnknown && b.now.Before(f.followUntil):
		b.moveRefund(p, f, RefundAsked, RecordRefundMoved, ReasonRefundPending)
	}
}
