package payments

import (
	"errors"

	"facepay/kiosk"
)

// refundAnswered takes the one answer to a CallRefund or CallRefundQuery.
func (b *Book) refundAnswered(e kiosk.Answered) {
	f := b.FindRefund(e.Call.Refund.No)
	if f == nil {
		return
	}
	if f.callID == e.Call.ID {
		f.callID = 0
	}
	p := b.Find(f.OrderNo)
	// An answer that says nothing of f, or does not fit, has answered nothing.
	lost := e.Err != nil || e.Refund.Verdict == kiosk.RefundSaidUnknown || e.Refund.Verdict == "" || b.refundMismatch(p, f, e.Refund) != ""
	if !lost {
		f.recheck, f.recheckAgain = f.recheck && f.recheckAgain, false
	}
	var notSent *kiosk.NotSent
	switch {
	case errors.As(e.Err, &notSent):
		if f.State == kiosk.RefundAsked && !f.mayHaveArrived {
			b.moveRefund(p, f, kiosk.RefundRefused, kiosk.RecordRefundMoved, kiosk.ReasonNotSent)
		}
	case e.Err != nil:
		f.mayHaveArrived = true
		b.markRefundUnknown(p, f, kiosk.ReasonNoAnswer)
	default:
		f.mayHaveArrived = true
		b.applyRefund(p, f, e.Call.Kind, e.Refund)
	}
	if lost && notSent == nil && e.Call.Kind == kiosk.CallRefund {
		f.inFlightUntil, f.answerLost = b.Now.Add(inFlightMax), true
	}
	b.scheduleRefund(f, e.Took)
	switch {
	case lost && f.recheck:
		b.answerRefundNotifications(f.OrderNo, kiosk.NotificationNotNow)
	case f.recheck:
		f.NextPoll = b.Now
	default:
		b.refundChecked(p)
	}
}

// markRefundUnknown makes f unknown unless the gateway has said that it has it: rule 2.
func (b *Book) markRefundUnknown(p *Item, f *RefundItem, why kiosk.Reason) {
	if f.State == kiosk.RefundAsked && f.Note != kiosk.ReasonRefundPending {
		b.moveRefund(p, f, kiosk.RefundUnknown, kiosk.RecordRefundMoved, why)
		b.emit(Fact{Kind: RefundBecameUnknown, Amount: f.Amount}, p)
	}
}

// applyRefund applies an answer, when it fits.
func (b *Book) applyRefund(p *Item, f *RefundItem, k kiosk.CallKind, a kiosk.RefundAnswer) {
	if f.State == kiosk.RefundDone {
		return // proven before; a later contradiction proves nothing
	}
	if what := b.refundMismatch(p, f, a); what != "" {
		b.refundIncident(p, f, what)
		return
	}
	if a.GatewayNo != "" && a.GatewayNo != f.GatewayNo {
		f.GatewayNo, f.dirty = a.GatewayNo, true
	}
	switch a.Verdict {
	case kiosk.RefundSaidDone:
		b.refundDone(p, f, b.paidAt(kiosk.Answer{PaidAt: a.DoneAt}), kiosk.RecordRefundMoved, kiosk.GatewaySaid(a.Reason))
	case kiosk.RefundSaidPending:
		f.stuck = false
		b.refundPending(p, f)
	case kiosk.RefundSaidRefused:
		repeat := f.answerLost && k == kiosk.CallRefund
		f.disputed = f.disputed || repeat
		if repeat || !b.RefundCallsEnded(f) {
			b.markRefundUnknown(p, f, kiosk.ReasonNoAnswer) // an earlier request may still arrive and be done, or was done
			return
		}
		if !f.State.Final() {
			b.moveRefund(p, f, kiosk.RefundRefused, kiosk.RecordRefundMoved, kiosk.GatewaySaid(a.Reason))
		}
	case kiosk.RefundSaidStuck:
		b.refundStuck(p, f, a)
	case kiosk.RefundSaidUnknown:
		b.markRefundUnknown(p, f, kiosk.GatewaySaid(a.Reason))
	}
}

// refundMismatch is the reason for which an answer is not about f, "" when all fits.
func (b *Book) refundMismatch(p *Item, f *RefundItem, a kiosk.RefundAnswer) kiosk.Reason {
	switch {
	case a.Order != "" && a.Order != p.GatewayOrderNo && a.Order != string(p.OrderNo):
		return kiosk.Reason(kiosk.IncidentOrder)
	case a.Refund != "" && a.Refund != string(f.No):
		return kiosk.ReasonWrongRefund
	case a.Amount != nil && *a.Amount != f.Amount:
		return kiosk.Reason(kiosk.IncidentAmount)
	case f.State == kiosk.RefundRefused && (a.Refund != "" || a.Amount != nil):
		// It names f itself. Done after all, it may stand beside another refund that
		// was made in its place, and then no total adds up.
	case a.Total != nil && a.Verdict == kiosk.RefundSaidDone && !b.addsUp(p, f, *a.Total):
		return kiosk.ReasonWrongTotal
	}
	return ""
}

// addsUp reports whether total is what went back of p with f. The gateway may
// or may not know of what people gave back by themselves.
func (b *Book) addsUp(p *Item, f *RefundItem, total kiosk.Fen) bool {
	with := p.Refunded + f.Amount
	atGateway := with
	for _, other := range b.RefundsOf(p.OrderNo) {
		if other.ByHand && other.State == kiosk.RefundDone {
			atGateway -= other.Amount
		}
	}
	return total == with || total == atGateway
}

// refundIncident takes f out of every certainty; people must see it.
func (b *Book) refundIncident(p *Item, f *RefundItem, what kiosk.Reason) {
	if f.State.Final() || f.State == kiosk.RefundUnknown && f.Note == what {
		return
	}
	b.recordRefund(p, f, kiosk.Record{Kind: kiosk.RecordIncident, Note: string(what)})
	b.emit(Fact{Kind: RefundContradicted, Amount: f.Amount}, p)
	if f.State == kiosk.RefundUnknown {
		f.Note, f.dirty = what, true
		return
	}
	b.moveRefund(p, f, kiosk.RefundUnknown, kiosk.RecordRefundMoved, what)
}

// refundPending takes "accepted, to be done later". Where nothing can be asked
// afterwards that is the last word.
func (b *Book) refundPending(p *Item, f *RefundItem) {
	switch {
	case !b.RefundQueryable(p, f):
		b.markRefundUnknown(p, f, kiosk.ReasonRefundPending)
	case f.State == kiosk.RefundAsked && f.Note != kiosk.ReasonRefundPending:
		b.recordRefund(p, f, kiosk.Record{Kind: kiosk.RecordRefundMoved, From: kiosk.State(kiosk.RefundAsked), To: kiosk.State(kiosk.RefundAsked), Note: string(kiosk.ReasonRefundPending)})
		f.Note, f.dirty = kiosk.ReasonRefundPending, true
	case f.State == kiosk.RefundUnknown && b.Now.Before(f.pollUntil):
		b.moveRefund(p, f, kiosk.RefundAsked, kiosk.RecordRefundMoved, kiosk.ReasonRefundPending)
	}
}

// refundStuck takes "it left the shop and waits for a person at the gateway": people must
// see it, also when it was under way. One that was refused counts as done after all, since
// none of its amount may be given back once more.
func (b *Book) refundStuck(p *Item, f *RefundItem, a kiosk.RefundAnswer) {
	why := kiosk.GatewaySaid(a.Reason)
	f.stuck = true
	switch {
	case f.State == kiosk.RefundRefused:
		b.refundDone(p, f, b.paidAt(kiosk.Answer{PaidAt: a.DoneAt}), kiosk.RecordRefundMoved, why)
	case f.State == kiosk.RefundAsked:
		b.moveRefund(p, f, kiosk.RefundUnknown, kiosk.RecordRefundMoved, why)
		b.emit(Fact{Kind: RefundBecameUnknown, Amount: f.Amount}, p)
	case f.Note != why:
		b.recordRefund(p, f, kiosk.Record{Kind: kiosk.RecordRefundMoved, From: kiosk.State(kiosk.RefundUnknown), To: kiosk.State(kiosk.RefundUnknown), Note: string(why)})
		f.Note, f.dirty = why, true
	}
}
