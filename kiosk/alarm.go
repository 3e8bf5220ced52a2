package kiosk

import "time"

// snoozeFor is how long "later" keeps an alarm off the screen. The count in the
// status bar stays.
const snoozeFor = 10 * time.Minute

// alarm is the payment whose alarm is on screen now, nil while a sale or a
// result has the counter.
func (t *Till) alarm() *item {
	if t.book.counter.sale != nil || t.result != nil || t.book.recovery != nil || t.pin != nil || t.order != nil || t.mode != modeSell {
		return nil
	}
	for _, p := range t.book.payments {
		if t.book.alarming(p) && !t.now.Before(t.alarms.snooze[p.OrderNo]) {
			return p
		}
	}
	return nil
}

// onAlarm is the payment that the alarm screen is about, by itself or because
// somebody asked for it.
func (t *Till) onAlarm() *item {
	if t.mode == modeReview || t.mode == modeDecide || t.mode == modeDecideRefund {
		return t.book.find(t.focus)
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
		if of := t.book.refundsOf(p.OrderNo); len(of) > 0 {
			about.refund, about.state = of[len(of)-1].No, of[len(of)-1].State
		}
	}
	if about != t.alarms.alarmed.about {
		t.alarms.alarmed.about, t.alarms.alarmed.since, t.alarms.alarmed.keys = about, t.now, false
	}
}

// notForCard notes that somebody typed, scanned or pressed something while a card
// is up that came by itself, which takes none of it: the card says so.
func (t *Till) notForCard() {
	if t.alarm() != nil {
		t.alarms.alarmed.keys = true
	}
}

// guarded reports whether the card on screen is too new to be answered.
func (t *Till) guarded() bool {
	return t.onAlarm() != nil && t.now.Sub(t.alarms.alarmed.since) < alarmGuard
}

// later puts the alarm on screen off.
func (t *Till) later(p *item) {
	t.alarms.snooze[p.OrderNo] = t.now.Add(snoozeFor)
	t.mode, t.focus = modeSell, ""
}

// alarmAt is when a put-off alarm is due again, or what was left standing ends.
func (t *Till) alarmAt() time.Time {
	var next time.Time
	for n, at := range t.alarms.snooze {
		if p := t.book.find(n); p != nil && t.book.alarming(p) && at.After(t.now) && (next.IsZero() || at.Before(next)) {
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
