package payments

import (
	"errors"

	"facepay/kiosk"
)

// Answered takes the one answer to a call.
func (b *Book) Answered(e kiosk.Answered) {
	b.CallEnded(e.Call.ID)
	if e.Call.Kind == kiosk.CallPing {
		b.connected(e.Err)
		return
	}
	p := b.Find(e.Call.Payment.OrderNo)
	listed := p != nil && b.NeedsAttention(p)
	switch {
	case e.Call.Kind == kiosk.CallRefund || e.Call.Kind == kiosk.CallRefundQuery:
		b.updateGatewayStatus(nil, e)
		b.refundAnswered(e)
	case p == nil:
		b.updateGatewayStatus(nil, e)
	default:
		b.paymentAnswered(p, e)
	}
	b.noteAnswer(e, listed)
}

// paymentAnswered takes an answer about p itself.
func (b *Book) paymentAnswered(p *Item, e kiosk.Answered) {
	if p.callID == e.Call.ID {
		p.callID = 0
	}
	p.answered = true
	if p.superseded() {
		b.updateGatewayStatus(p, e)
		b.replyMini(p, kiosk.MiniReply{Error: kiosk.MiniNoOrder})
		return // another payment is of its order now and gets the same answers
	}
	b.schedule(p, e.Took)
	shown := e
	if e.Err == nil && b.mismatch(p, e.Answer) {
		e.Answer, e.Err = kiosk.Answer{}, &kiosk.Unanswered{Err: errMismatch, Answered: true}
		if p.Incident == "" {
			shown = e // else people are told what did not fit
		}
	}
	b.updateGatewayStatus(p, shown)
	if e.Err == nil {
		b.enrich(p, e.Answer)
	}
	switch e.Call.Kind {
	case kiosk.CallQR:
		b.qrAnswered(p, e)
	case kiosk.CallMini:
		b.miniAnswered(p, e)
	case kiosk.CallCharge:
		b.chargeAnswered(p, e)
	case kiosk.CallQuery:
		b.queryAnswered(p, e)
	case kiosk.CallClose:
		b.closeAnswered(p, e)
	}
	b.schedule(p, e.Took)
}

// queryAnswered takes the answer to CallQuery.
func (b *Book) queryAnswered(p *Item, e kiosk.Answered) {
	b.noteSilence(p, e)
	p.checkClose = p.checkClose && e.Err != nil
	if e.Err == nil {
		b.apply(p, e.Answer)
	} else {
		b.keepPolling(p)
	}
}

var errMismatch = errors.New("the answer is not about this payment")

// mismatch reports whether an answer is not about this payment: the caller goes on as
// if none had come. One that says paid about another order, or with another amount,
// is an incident that people must see; it is never money for p (rule 3).
func (b *Book) mismatch(p *Item, a kiosk.Answer) bool {
	switch {
	case a.Order != "" && p.GatewayOrderNo != "" && a.Order != p.GatewayOrderNo:
		if a.Verdict == kiosk.VerdictPaid {
			b.incident(p, kiosk.IncidentOrder)
		}
		return true
	case a.Verdict == kiosk.VerdictPaid && a.Amount != nil && *a.Amount != p.Amount:
		b.incident(p, kiosk.IncidentAmount)
		return true
	}
	return false
}

// incident marks p as contradicted and takes it out of every certainty.
func (b *Book) incident(p *Item, what kiosk.Incident) {
	if p.State == kiosk.StatePaid {
		return // proven before; a later contradiction proves nothing
	}
	if p.Incident != what {
		p.Incident = what
		b.noteReason(p, kiosk.RecordIncident, kiosk.Reason(what))
		b.fact(Contradicted, p)
	}
	if p.State == kiosk.StateCreated || p.State == kiosk.StateWaiting {
		b.move(p, kiosk.StateUnknown, kiosk.RecordMoved, kiosk.Reason(what))
	}
	b.fact(ContradictedAgain, p)
}

// enrich keeps what an answer tells beside its verdict.
func (b *Book) enrich(p *Item, a kiosk.Answer) {
	if a.GatewayOrderNo != "" && p.GatewayOrderNo != a.GatewayOrderNo && !p.Entered && !p.State.Final() && b.numberIsOurs(p, a.GatewayOrderNo) {
		p.GatewayOrderNo = a.GatewayOrderNo
		b.note(p, kiosk.RecordNumbered, a.GatewayOrderNo)
	}
	for _, f := range []struct{ to, from *string }{{&p.TradeNo, &a.TradeNo}, {&p.Payer, &a.Payer}} {
		if *f.from != "" && *f.to != *f.from {
			*f.to, p.dirty = *f.from, true
		}
	}
	p.Confirming = a.Verdict == kiosk.VerdictConfirming
}

// qrAnswered takes the answer to CallQR. A QR that never reached the till was
// never on show, so nobody can pay it.
func (b *Book) qrAnswered(p *Item, e kiosk.Answered) {
	switch {
	case p.State != kiosk.StateCreated || b.notOpened(p, e) || b.orderTaken(p):
		return
	case e.Answer.QR == "" || p.GatewayOrderNo == "" || !b.atCounter(p):
		b.neverShown(p) // without a QR, or let go before it came
	default:
		p.QR = e.Answer.QR
		b.move(p, kiosk.StateWaiting, kiosk.RecordMoved, "")
		b.fact(QRShown, p)
	}
}

// notOpened takes an answer after which p cannot be put on show and reports
// whether it was one: no answer, a no, or an order of another amount.
func (b *Book) notOpened(p *Item, e kiosk.Answered) bool {
	var notSent *kiosk.NotSent
	switch {
	case errors.As(e.Err, &notSent) && e.Call.Kind == kiosk.CallMini && p.ReleasedAt.IsZero():
		b.fact(NotSent, p)
		b.reopenMini(p)
		return true
	case errors.As(e.Err, &notSent):
		b.move(p, kiosk.StateFailed, kiosk.RecordMoved, kiosk.ReasonNotSent)
		b.fact(NotSent, p)
	case e.Err != nil:
		b.neverShown(p)
		return true
	case e.Answer.Verdict == kiosk.VerdictFailed && (e.Answer.Reason != "" || !namesOther(e.Answer, p)):
		b.move(p, kiosk.StateFailed, kiosk.RecordMoved, kiosk.GatewaySaid(e.Answer.Reason))
		b.emit(Fact{Kind: Refused, Words: e.Answer.Reason}, p)
	case namesOther(e.Answer, p): // also as the only reason of a no
		b.otherAmount(p, *e.Answer.Amount)
	default:
		return false
	}
	b.stopPolling(p)
	b.nothingCameAtCounter(p)
	return true
}

// namesOther reports whether a names another amount than p's.
func namesOther(a kiosk.Answer, p *Item) bool { return a.Amount != nil && *a.Amount != p.Amount }

// neverShown closes p: what the customer would pay with never came.
func (b *Book) neverShown(p *Item) {
	b.move(p, kiosk.StateClosed, kiosk.RecordMoved, kiosk.ReasonNeverShown)
	if p.ReleasedAt.IsZero() {
		b.fact(NeverShown, p)
	}
	b.nothingCameAtCounter(p)
}

func (b *Book) nothingCameAtCounter(p *Item) {
	if b.atCounter(p) {
		b.nothingCame(p)
	}
}

// nothingCame tells that p came to nothing, and no more than the panel does while
// another payment of its sale may have been paid.
func (b *Book) nothingCame(p *Item) {
	k := CameToNothing
	if b.OtherMayBePaid(p) {
		k = CameToNothingOthersOpen
	}
	b.fact(k, p)
}

// chargeAnswered takes the answer to the one request that spent a code.
func (b *Book) chargeAnswered(p *Item, e kiosk.Answered) {
	var notSent *kiosk.NotSent
	switch {
	case errors.As(e.Err, &notSent):
		if p.State.Final() {
			return
		}
		b.unspend(p)
		b.move(p, kiosk.StateFailed, kiosk.RecordMoved, kiosk.ReasonNotSent)
		b.fact(NotSent, p)
		b.nothingCame(p)
	case e.Err != nil:
		b.markUnknown(p, kiosk.ReasonNoAnswer)
	case e.Answer.Verdict == kiosk.VerdictUnknown:
		b.markUnknown(p, kiosk.GatewaySaid(e.Answer.Reason))
	default:
		b.apply(p, e.Answer)
	}
}

// markUnknown makes p unknown: rule 2, a lost answer is not an answer.
func (b *Book) markUnknown(p *Item, why kiosk.Reason) {
	if p.State != kiosk.StateCreated && p.State != kiosk.StateWaiting {
		return
	}
	b.move(p, kiosk.StateUnknown, kiosk.RecordMoved, why)
	b.fact(BecameUnknown, p)
}

// apply applies an answer that fits p.
func (b *Book) apply(p *Item, a kiosk.Answer) {
	switch a.Verdict {
	case kiosk.VerdictPaid:
		b.paid(p, a)
	case kiosk.VerdictWaiting, kiosk.VerdictConfirming:
		b.stillOpen(p, a)
	case kiosk.VerdictFailed, kiosk.VerdictClosed:
		b.cameToNothing(p, a)
	case kiosk.VerdictUnknown:
		// It answered and proved nothing: p stays as it is.
	}
}

// stillOpen takes "not paid yet". It makes an unknown payment waiting again only while
// the customer can still be expected to act.
func (b *Book) stillOpen(p *Item, a kiosk.Answer) {
	p.notPaidAt = b.Now
	unknown := p.State == kiosk.StateUnknown && p.Incident == "" && b.Now.Before(b.codeDeadline(p)) && p.ReleasedAt.IsZero()
	if p.State == kiosk.StateCreated || unknown && p.Rail == kiosk.RailCode && a.Verdict == kiosk.VerdictConfirming {
		if p.Rail == kiosk.RailCode && !b.Queryable(p) {
			b.markUnknown(p, kiosk.GatewaySaid(a.Reason))
			return
		}
		b.move(p, kiosk.StateWaiting, kiosk.RecordMoved, kiosk.GatewaySaid(a.Reason))
	}
	switch {
	case a.Verdict == kiosk.VerdictConfirming:
		b.fact(Confirming, p)
	case p.Rail != kiosk.RailCode && p.ReleasedAt.IsZero():
		b.fact(NotScanned, p)
	}
}

// cameToNothing takes the gateway's proof that p was not and will not be paid.
func (b *Book) cameToNothing(p *Item, a kiosk.Answer) {
	if p.State.Final() {
		if a.Verdict == kiosk.VerdictClosed {
			b.reversed(p, a)
		}
		return
	}
	to, fact := kiosk.StateClosed, Fact{Kind: Closed}
	if a.Verdict == kiosk.VerdictFailed {
		to, fact = kiosk.StateFailed, Fact{Kind: Refused, Words: a.Reason}
	}
	if p.Incident == kiosk.IncidentOrder {
		p.Incident = "" // p's own fate is proven; what another order's was is not ours
	}
	b.move(p, to, kiosk.RecordMoved, kiosk.GatewaySaid(a.Reason))
	if to == kiosk.StateFailed && b.Queryable(p) {
		b.pollUntil(p, b.Now.Add(b.payableFor(p)+pollAgainFor)) // so that the last answer comes after it
	}
	b.emit(fact, p)
	b.nothingCameAtCounter(p)
}
