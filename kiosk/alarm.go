package kiosk

import "time"

// snoozeFor is how long "later" keeps an alarm off the screen. The count in the
// status bar stays.
const snoozeFor = 10 * time.Minute

// lateMoney takes money for a sale that is not open any more. It is never
// silent: it stands as an alarm until somebody says what it is.
func (t *Till) lateMoney(p *item) {
	p.Late = true
	var why Reason
	if t.paidTwice(p) {
		p.Incident, why = IncidentDoubled, Reason(IncidentDoubled)
	}
	t.because(p, RecordLate, why)
	t.paysFor(p)
	t.lastWasLate(p)
	t.fact(Late, p)
}

// paidTwice reports whether another payment has paid for p's sale already.
func (t *Till) paidTwice(p *item) bool {
	s := t.sales[p.Sale]
	return s != nil && s.PaidBy != "" && s.PaidBy != p.OrderNo
}

// paysFor puts on record that p paid for its sale, unless another did.
func (t *Till) paysFor(p *item) {
	if s := t.sales[p.Sale]; s != nil && s.PaidBy == "" {
		s.PaidBy = p.OrderNo
		t.writeSale(s)
	}
}

// alarming reports whether p needs somebody to decide: late money, or an answer
// that contradicts it.
func (t *Till) alarming(p *item) bool {
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
func (p *item) contradicted() bool { return p.Incident != "" && p.State != StatePaid }

// decidable reports whether a manager may say what became of p.
func (t *Till) decidable(p *item) bool {
	return p.State == StateUnknown || p.contradicted() || p == t.unproven()
}

// needsPeople reports whether p counts in the status bar: an alarm, a payment
// that was let go and of which nothing is known, or a refund of which nothing
// is.
func (t *Till) needsPeople(p *item) bool {
	return t.alarming(p) || p.State == StateUnknown || t.unsureRefund(p.OrderNo) != nil
}

// openCount is the number in the status bar. The one that the open sale's own
// panel is about is not counted.
func (t *Till) openCount() int {
	n, unsure := 0, t.unsure()
	for _, p := range t.payments {
		if t.needsPeople(p) && p != unsure {
			n++
		}
	}
	return n
}

// alarm is the payment whose alarm is on screen now, nil while a sale or a
// result has the counter.
func (t *Till) alarm() *item {
	if t.sale != nil || t.result != nil || t.recovery != nil || t.pin != nil || t.order != nil || t.mode != modeSell {
		return nil
	}
	for _, p := range t.payments {
		if t.alarming(p) && !t.now.Before(t.snooze[p.OrderNo]) {
			return p
		}
	}
	return nil
}

// onAlarm is the payment that the alarm screen is about, by itself or because
// somebody asked for it.
func (t *Till) onAlarm() *item {
	if t.mode == modeReview || t.mode == modeDecide || t.mode == modeDecideRefund {
		return t.find(t.focus)
	}
	return t.alarm()
}

// alarmID tells one card from another.
type alarmID struct {
	order OrderNo
	late  bool
	mode  mode
	stage decideStage
	// What the card says of a refund; its buttons differ by it.
	refund   RefundNo
	state    RefundState
	incident Incident
}

// alarmGuard is how long a card must have been up before its buttons work: a
// card that appears under a finger on its way down must not be answered by it.
const alarmGuard = 700 * time.Millisecond

// watchAlarm notes when the card on screen became another one.
func (t *Till) watchAlarm() {
	var about alarmID
	if p := t.onAlarm(); p != nil {
		about = alarmID{order: p.OrderNo, late: p.Late, mode: t.mode, incident: p.Incident}
		if d := t.decidingNow(); d != nil {
			about.stage = d.stage
		}
		if of := t.refundsOf(p.OrderNo); len(of) > 0 {
			about.refund, about.state = of[len(of)-1].No, of[len(of)-1].State
		}
	}
	if about != t.alarmed.about {
		t.alarmed.about, t.alarmed.since, t.alarmed.keys = about, t.now, false
	}
}

// notForCard notes that somebody typed, scanned or pressed something while a card
// is up that came by itself, which takes none of it: the card says so.
func (t *Till) notForCard() {
	if t.alarm() != nil {
		t.alarmed.keys = true
	}
}

// guarded reports whether the card on screen is too new to be answered.
func (t *Till) guarded() bool {
	return t.onAlarm() != nil && t.now.Sub(t.alarmed.since) < alarmGuard
}

// later puts the alarm on screen off.
func (t *Till) later(p *item) {
	t.snooze[p.OrderNo] = t.now.Add(snoozeFor)
	t.mode, t.focus = modeSell, ""
}

// alarmAt is when a put-off alarm is due again, or what was left standing ends.
func (t *Till) alarmAt() time.Time {
	var next time.Time
	for n, at := range t.snooze {
		if p := t.find(n); p != nil && t.alarming(p) && at.After(t.now) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if at := t.handsAt(); !at.IsZero() && (next.IsZero() || at.Before(next)) {
		next = at
	}
	return next
}

// advanceAlarms ends what people have left standing, or what has settled.
func (t *Till) advanceAlarms() {
	t.advancePIN()
	t.advanceDecision()
	t.advanceDoubts()
	t.advanceStrokes()
}

// acceptLate counts late money as paid for goods that were handed over.
func (t *Till) acceptLate(p *item) {
	if p.Late && p.LateDone == "" {
		t.lateDone(p, LateAccepted)
	}
}

func (t *Till) lateDone(p *item, d LateDone) {
	p.LateDone = d
	if d != LateAccepted {
		if s := t.sales[p.Sale]; s != nil && s.PaidBy == p.OrderNo {
			s.PaidBy = "" // given back: the next money for this sale is the first again
			t.writeSale(s)
		}
	}
	t.because(p, RecordLateDone, Reason(d))
	t.fact(LateAnswered, p)
}

// decide takes the manager's word on a payment that nobody knows, after the PIN
// and the second look.
func (t *Till) decide(p *item, paid bool, why Reason) {
	if !t.decidable(p) {
		return
	}
	p.Incident = ""
	if !paid {
		if p.State.Final() {
			t.because(p, RecordDecided, why)
			return
		}
		t.move(p, StateClosed, RecordDecided, why)
		if p.pollUntilSteady.IsZero() {
			t.watchTo(p, p.sentSteady.Add(pollWindow))
		}
		t.fact(SaidUnpaid, p)
		return
	}
	p.PaidAt = t.wall()
	t.move(p, StatePaid, RecordDecided, why)
	t.countToday(p)
	if t.ofOpenSale(p) {
		t.fact(SaidPaid, p)
		t.winSale(p)
		return
	}
	if t.paidTwice(p) {
		t.lateMoney(p) // the second payment of one sale, whoever proved it
		return
	}
	t.paysFor(p)
	p.Late, p.LateDone = true, LateAccepted
	t.lastWasLate(p)
}
