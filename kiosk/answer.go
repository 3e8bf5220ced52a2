package kiosk

import (
	"errors"
	"time"
)

// answered takes the one answer to an ask.
func (t *Till) answered(e Answered) {
	delete(t.inFlight, e.Call.ID)
	if e.Call.Kind == CallPing {
		t.connected(e.Err)
		return
	}
	p := t.find(e.Call.Payment.OrderNo)
	defer t.noteAnswer(e, p != nil && t.needsPeople(p))
	switch {
	case e.Call.Kind == CallRefund || e.Call.Kind == CallRefundQuery:
		t.gatewaySeen(nil, e)
		t.refundAnswered(e)
		return
	case p == nil:
		t.gatewaySeen(nil, e)
		return
	}
	if p.asking == e.Call.ID {
		p.asking = 0
	}
	p.asked = true
	if p.superseded() {
		t.gatewaySeen(p, e)
		t.replyMini(p, MiniReply{Error: MiniNoOrder})
		return // another payment is of its order now and hears the same
	}
	t.schedule(p, e.Took)
	seen := e
	if e.Err == nil && t.foreign(p, e.Call.Kind, e.Answer) {
		e.Answer, e.Err = Answer{}, &Unanswered{Err: errForeign, Answered: true}
		if p.Incident == "" {
			seen = e // else people are told what did not fit
		}
	}
	t.gatewaySeen(p, seen)
	if e.Err == nil {
		t.enrich(p, e.Answer)
	}
	switch e.Call.Kind {
	case CallQR:
		t.qrAnswered(p, e)
	case CallMini:
		t.miniAnswered(p, e)
	case CallCharge:
		t.chargeAnswered(p, e)
	case CallQuery:
		t.noteSilence(p, e)
		p.checkClose = p.checkClose && e.Err != nil
		if e.Err == nil {
			t.learn(p, e.Answer)
		} else {
			t.keepPolling(p)
		}
	case CallClose:
		t.closeAnswered(p, e)
	}
	t.schedule(p, e.Took)
}

var errForeign = errors.New("the answer is not about this payment")

// foreign looks whether an answer is about this payment at all: rule 3. An
// answer that says paid about another order or with another amount is an
// incident that people must see; it is never money for p.
//
// On true the caller goes on as if no answer had come.
func (t *Till) foreign(p *item, k CallKind, a Answer) bool {
	switch {
	case a.Order != "" && p.GatewayOrderNo != "" && a.Order != p.GatewayOrderNo:
		if a.Verdict == VerdictPaid {
			t.incident(p, IncidentOrder)
		}
		return true
	case a.Verdict == VerdictPaid && a.Amount != nil && *a.Amount != p.Amount:
		t.incident(p, IncidentAmount)
		return true
	}
	return false
}

// incident marks p as contradicted and takes it out of every certainty.
func (t *Till) incident(p *item, what Incident) {
	if p.State == StatePaid {
		return // proven before; a later contradiction proves nothing
	}
	if p.Incident != what {
		p.Incident = what
		t.because(p, RecordIncident, Reason(what))
		t.fact(Contradicted, p)
	}
	if p.State == StateCreated || p.State == StateWaiting {
		t.move(p, StateUnknown, RecordMoved, Reason(what))
	}
	t.fact(ContradictedAgain, p)
}

// enrich keeps what an answer tells beside its verdict.
func (t *Till) enrich(p *item, a Answer) {
	if a.GatewayOrderNo != "" && p.GatewayOrderNo != a.GatewayOrderNo && !p.Entered && !p.State.Final() && t.numberIsOurs(p, a.GatewayOrderNo) {
		p.GatewayOrderNo = a.GatewayOrderNo
		t.note(p, RecordNumbered, a.GatewayOrderNo)
	}
	for _, f := range []struct{ to, from *string }{{&p.TradeNo, &a.TradeNo}, {&p.Payer, &a.Payer}} {
		if *f.from != "" && *f.to != *f.from {
			*f.to, p.dirty = *f.from, true
		}
	}
	p.confirming = a.Verdict == VerdictConfirming
}

// numbersMax bounds the order numbers that are remembered: more than a shop
// sells in a week.
const numbersMax = 10_000

// numberIsOurs reports whether the gateway gave number to p and to no other
// payment: a number that comes twice would let one customer's money prove
// another's.
func (t *Till) numberIsOurs(p *item, number string) bool {
	if owner, known := t.numbers[number]; known {
		return owner == p.OrderNo
	}
	for _, other := range t.payments {
		if other != p && other.GatewayOrderNo == number {
			return false
		}
	}
	if len(t.numbers) >= numbersMax {
		clear(t.numbers)
	}
	t.numbers[number] = p.OrderNo
	return true
}

// qrAnswered takes the answer to CallQR. A QR that never reached the till was
// never on show, so nobody can pay it.
func (t *Till) qrAnswered(p *item, e Answered) {
	switch {
	case p.State != StateCreated || t.notOpened(p, e) || t.orderTaken(p):
		return
	case e.Answer.QR == "" || p.GatewayOrderNo == "", !p.ReleasedAt.IsZero() || !t.ofOpenSale(p):
		t.neverShown(p) // without a QR, or let go before it came
	default:
		p.QR = e.Answer.QR
		t.move(p, StateWaiting, RecordMoved, "")
		t.fact(QRShown, p)
	}
}

// notOpened takes an answer after which p cannot be put on show and reports
// whether it was one: no answer, a no, or an order of another amount.
func (t *Till) notOpened(p *item, e Answered) bool {
	var notSent *NotSent
	switch {
	case errors.As(e.Err, &notSent) && e.Call.Kind == CallMini && p.ReleasedAt.IsZero():
		t.fact(NotSentFact, p)
		t.reopenMini(p)
		return true
	case errors.As(e.Err, &notSent):
		t.move(p, StateFailed, RecordMoved, ReasonNotSent)
		t.fact(NotSentFact, p)
	case e.Err != nil:
		t.neverShown(p)
		return true
	case e.Answer.Verdict == VerdictFailed && (e.Answer.Reason != "" || !namesOther(e.Answer, p)):
		t.move(p, StateFailed, RecordMoved, GatewaySaid(e.Answer.Reason))
		t.emit(Fact{Kind: Refused, Words: e.Answer.Reason}, p)
	case namesOther(e.Answer, p): // also as the only reason of a no
		t.otherAmount(p, *e.Answer.Amount)
	default:
		return false
	}
	t.unwatch(p)
	t.sayNothingCame(p)
	return true
}

// namesOther reports whether a names another amount than p's.
func namesOther(a Answer, p *item) bool { return a.Amount != nil && *a.Amount != p.Amount }

// neverShown closes p: what the customer would pay with never came.
func (t *Till) neverShown(p *item) {
	t.move(p, StateClosed, RecordMoved, ReasonNeverShown)
	if p.ReleasedAt.IsZero() {
		t.fact(NeverShown, p)
	}
	t.sayNothingCame(p)
}

func (t *Till) sayNothingCame(p *item) {
	if t.ofOpenSale(p) && p.ReleasedAt.IsZero() {
		t.sayFailed(p)
	}
}

// sayFailed tells that p came to nothing, and no more than the panel does while
// another payment of its sale may have been paid.
func (t *Till) sayFailed(p *item) {
	k := NothingCame
	if t.otherUnproven(p) {
		k = NothingCameYet
	}
	t.fact(k, p)
}

// otherAmount takes an order that the gateway made for another amount. Its QR
// is never shown, and an order that the till had made is closed again.
func (t *Till) otherAmount(p *item, theirs Fen) {
	t.move(p, StateClosed, RecordMoved, OtherAmount(theirs))
	t.emit(Fact{Kind: MadeForOtherAmount, Amount: theirs}, p)
	if t.set.Capabilities.Close && !p.Entered && p.GatewayOrderNo != "" {
		p.closeAsked++
		t.note(p, RecordCloseAsked, "")
		t.ask(p, CallClose, PayCode{})
	}
}

// chargeAnswered takes the answer to the one request that spent a code.
func (t *Till) chargeAnswered(p *item, e Answered) {
	var notSent *NotSent
	switch {
	case errors.As(e.Err, &notSent):
		if p.State.Final() {
			return
		}
		t.unspend(p)
		t.move(p, StateFailed, RecordMoved, ReasonNotSent)
		t.fact(NotSentFact, p)
		t.sayFailed(p)
	case e.Err != nil:
		t.markUnknown(p, ReasonNoAnswer)
	case e.Answer.Verdict == VerdictUnknown:
		t.markUnknown(p, GatewaySaid(e.Answer.Reason))
	default:
		t.learn(p, e.Answer)
	}
}

// markUnknown makes p unknown: rule 2, a lost answer is not an answer.
func (t *Till) markUnknown(p *item, why Reason) {
	if p.State != StateCreated && p.State != StateWaiting {
		return
	}
	t.move(p, StateUnknown, RecordMoved, why)
	t.fact(Doubted, p)
}

// learn applies an answer that fits p.
func (t *Till) learn(p *item, a Answer) {
	switch a.Verdict {
	case VerdictPaid:
		t.paid(p, a)
	case VerdictWaiting, VerdictConfirming:
		t.stillOpen(p, a)
	case VerdictFailed, VerdictClosed:
		t.cameToNothing(p, a)
	case VerdictUnknown:
		// It answered and proved nothing: p stays as it is.
	}
}

// stillOpen takes "not paid yet". It lifts a doubt only while the customer can
// still be expected to act.
func (t *Till) stillOpen(p *item, a Answer) {
	p.saidOpenAt = t.now
	doubted := p.State == StateUnknown && p.Incident == "" && t.now.Before(t.codeDeadline(p)) && p.ReleasedAt.IsZero()
	if p.State == StateCreated || doubted && p.Rail == RailCode && a.Verdict == VerdictConfirming {
		if p.Rail == RailCode && !t.queryable(p) {
			t.markUnknown(p, GatewaySaid(a.Reason))
			return
		}
		t.move(p, StateWaiting, RecordMoved, GatewaySaid(a.Reason))
	}
	switch {
	case a.Verdict == VerdictConfirming:
		t.fact(Confirming, p)
	case p.Rail != RailCode && p.ReleasedAt.IsZero():
		t.fact(NotScanned, p)
	}
}

// cameToNothing takes the gateway's proof that p was not and will not be paid.
func (t *Till) cameToNothing(p *item, a Answer) {
	if p.State.Final() {
		return
	}
	to, said := StateClosed, Fact{Kind: Closed}
	if a.Verdict == VerdictFailed {
		to, said = StateFailed, Fact{Kind: Refused, Words: a.Reason}
	}
	if p.Incident == IncidentOrder {
		p.Incident = "" // p's own fate is proven; what another order's was is not ours
	}
	t.move(p, to, RecordMoved, GatewaySaid(a.Reason))
	if to == StateFailed && t.queryable(p) {
		t.watchTo(p, t.now.Add(t.payableFor(p)+pollAgainFor)) // so that the last answer comes after it
	}
	t.emit(said, p)
	t.sayNothingCame(p)
}

// closeAnswered takes the answer to AskClose. It proves nothing where a query
// can follow: gateways have said success and reversed nothing.
func (t *Till) closeAnswered(p *item, e Answered) {
	switch {
	case e.Err != nil:
		t.noteSilence(p, e)
		return
	case e.Answer.Verdict == VerdictPaid:
		t.learn(p, e.Answer)
	case t.queryable(p):
		p.checkClose = true
	case e.Answer.Verdict == VerdictClosed:
		t.cameToNothing(p, e.Answer)
	}
}

// paid takes the proof that p's money came. It decides whom that concerns: the
// open sale, or nobody any more, which is an alarm.
func (t *Till) paid(p *item, a Answer) {
	if p.State == StatePaid {
		return
	}
	if t.paidElsewhere(p) {
		t.giveUp(p)
		return
	}
	var why Reason
	if p.Note.Managed() && p.State == StateClosed {
		why = ReasonPaidAfterAll
	}
	p.PaidAt = t.paidAt(a)
	p.Incident = ""
	t.move(p, StatePaid, RecordMoved, why)
	t.countToday(p)
	if t.ofOpenSale(p) {
		t.fact(Paid, p)
		t.winSale(p)
		return
	}
	t.lateMoney(p)
}

// paidAt is the gateway's time, unless it is so far off that it cannot be read
// as one of this sale.
func (t *Till) paidAt(a Answer) time.Time {
	const skewMax = 24 * time.Hour
	if a.PaidAt.IsZero() || a.PaidAt.Sub(t.wall()).Abs() > skewMax {
		return t.wall()
	}
	return a.PaidAt
}

// winSale ends the open sale with p's money. Its other payments are left; money
// on one of those is a second payment and an alarm.
func (t *Till) winSale(p *item) {
	t.paysFor(p)
	s := t.endSale(SalePaid, "")
	t.showLast(s, []Payment{p.Payment})
	t.emit(Fact{Kind: SaleWon, Sale: *s}, p)
}

// countToday adds p to the day's sum when it was paid on the day shown.
func (t *Till) countToday(p *item) {
	if t.day.Has(p.PaidAt) {
		t.today += p.Amount
	}
}
