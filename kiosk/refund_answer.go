package kiosk

import "errors"

// refundAnswered takes the one answer to an CallRefund or CallRefundQuery.
func (t *Till) refundAnswered(e Answered) {
	delete(t.refundCalls, e.Call.ID)
	f := t.findRefund(e.Call.Refund.No)
	if f == nil {
		return
	}
	if f.asking == e.Call.ID {
		f.asking = 0
	}
	p := t.find(f.OrderNo)
	// An answer that says nothing of f, or does not fit, has answered nothing.
	lost := e.Err != nil || e.Refund.Verdict == RefundSaidUnknown || e.Refund.Verdict == "" || t.misfit(p, f, e.Refund) != ""
	if !lost {
		f.check, f.again = f.check && f.again, false
	}
	var notSent *NotSent
	switch {
	case errors.As(e.Err, &notSent):
		if f.State == RefundAsked && !f.mayBeThere {
			t.moveRefund(p, f, RefundRefused, RecordRefundMoved, ReasonNotSent)
		}
	case e.Err != nil:
		f.mayBeThere = true
		t.doubtRefund(p, f, ReasonNoAnswer)
	default:
		f.mayBeThere = true
		t.learnRefund(p, f, e.Call.Kind, e.Refund)
	}
	if lost && notSent == nil && e.Call.Kind == CallRefund {
		f.strayUntil, f.lost = t.now.Add(refundStray), true
	}
	t.scheduleRefund(f, e.Took)
	switch {
	case lost && f.check:
		t.answerRefundNotices(f.OrderNo, NotificationNotNow)
	case f.check:
		f.nextAsk = t.now
	default:
		t.refundChecked(p)
	}
}

// doubtRefund makes f unknown unless the gateway is known to have taken it: a
// lost answer is not an answer.
func (t *Till) doubtRefund(p *item, f *trackedRefund, why Reason) {
	if f.State == RefundAsked && f.Note != ReasonRefundPending {
		t.moveRefund(p, f, RefundUnknown, RecordRefundMoved, why)
		t.emit(Fact{Kind: RefundDoubted, Amount: f.Amount}, p)
	}
}

// learnRefund applies an answer, when it fits.
func (t *Till) learnRefund(p *item, f *trackedRefund, k CallKind, a RefundAnswer) {
	if f.State == RefundDone {
		return // proven before; a later contradiction proves nothing
	}
	if what := t.misfit(p, f, a); what != "" {
		t.refundIncident(p, f, what)
		return
	}
	if a.GatewayNo != "" && a.GatewayNo != f.GatewayNo {
		f.GatewayNo, f.dirty = a.GatewayNo, true
	}
	switch a.Verdict {
	case RefundSaidDone:
		t.refundDone(p, f, t.paidAt(Answer{PaidAt: a.DoneAt}), RecordRefundMoved, GatewaySaid(a.Reason))
	case RefundSaidPending:
		t.refundPending(p, f)
	case RefundSaidRefused:
		repeat := f.lost && k == CallRefund
		f.disputed = f.disputed || repeat
		if repeat || !t.quiet(f) {
			t.doubtRefund(p, f, ReasonNoAnswer) // an earlier request may still arrive and be done, or was done
			return
		}
		if !f.State.Final() {
			t.moveRefund(p, f, RefundRefused, RecordRefundMoved, GatewaySaid(a.Reason))
		}
	case RefundSaidUnknown:
		t.doubtRefund(p, f, GatewaySaid(a.Reason))
	}
}

// misfit says what in an answer contradicts f, "" when all fits.
func (t *Till) misfit(p *item, f *trackedRefund, a RefundAnswer) Reason {
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
	case a.Total != nil && a.Verdict == RefundSaidDone && !t.addsUp(p, f, *a.Total):
		return ReasonWrongTotal
	}
	return ""
}

// addsUp reports whether total is what went back of p with f. The gateway may
// or may not know of what people gave back by themselves.
func (t *Till) addsUp(p *item, f *trackedRefund, total Fen) bool {
	with := p.Refunded + f.Amount
	known := with
	for _, other := range t.refundsOf(p.OrderNo) {
		if other.ByHand && other.State == RefundDone {
			known -= other.Amount
		}
	}
	return total == with || total == known
}

// refundIncident takes f out of every certainty; people must see it.
func (t *Till) refundIncident(p *item, f *trackedRefund, what Reason) {
	if f.State.Final() || f.State == RefundUnknown && f.Note == what {
		return
	}
	t.record(Record{Kind: RecordIncident, Sale: p.Sale, OrderNo: p.OrderNo, Refund: f.No, Note: string(what)})
	t.emit(Fact{Kind: RefundContradicted, Amount: f.Amount}, p)
	if f.State == RefundUnknown {
		f.Note, f.dirty = what, true
		return
	}
	t.moveRefund(p, f, RefundUnknown, RecordRefundMoved, what)
}

// refundPending takes "accepted, to be done later". Where nothing can be asked
// afterwards that is all that the till will ever hear.
func (t *Till) refundPending(p *item, f *trackedRefund) {
	switch {
	case !t.followable(p, f):
		t.doubtRefund(p, f, ReasonRefundPending)
	case f.State == RefundAsked && f.Note != ReasonRefundPending:
		t.record(Record{Kind: RecordRefundMoved, Sale: p.Sale, OrderNo: p.OrderNo, Refund: f.No, From: State(RefundAsked), To: State(RefundAsked), Note: string(ReasonRefundPending)})
		f.Note, f.dirty = ReasonRefundPending, true
	case f.State == RefundUnknown && t.now.Before(f.followUntil):
		t.moveRefund(p, f, RefundAsked, RecordRefundMoved, ReasonRefundPending)
	}
}
