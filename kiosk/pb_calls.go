package kiosk

import "time"

// tick does everything about the payments that has come due.
func (b *Book) tick() {
	for _, p := range b.payments {
		if !p.State.Final() && p.Rail == RailCode && !b.now.Before(b.codeDeadline(p)) {
			b.markUnknown(p, ReasonDeadline)
		}
		b.expire(p)
	}
	b.askWhatIsDue()
	if at, ok := b.saleTimeout(); ok && !b.now.Before(at) {
		b.abandon(AbandonTimeout)
	}
	b.advanceRecovery()
	b.advanceRefunds()
	b.advanceUnheard()
	b.ping()
	b.countDay()
}

// askWhatIsDue asks about the payments whose turn it is.
func (b *Book) askWhatIsDue() {
	if b.link.busy.pause > 0 {
		b.askOne()
		return
	}
	// One call for whom nobody has asked about the longest, in a long outage too.
	if _, flying := b.requests.inFlight[b.requests.overdue]; !flying {
		if p := b.mostOverdue(); p != nil {
			b.poll(p)
			b.requests.overdue = p.asking
		}
	}
	// The others newest first: the customer who left a moment ago may still be near.
	for i := len(b.payments) - 1; i >= 0; i-- {
		if p := b.payments[i]; p.asking == 0 && !b.now.Before(p.nextAsk) {
			b.poll(p)
		}
	}
}

// mostOverdue is the payment in the background that should have been asked about
// the longest ago, nil when none is due.
func (b *Book) mostOverdue() *Item {
	var most *Item
	for _, p := range b.payments {
		due := p.asking == 0 && !b.now.Before(p.nextAsk) && b.followed(p) && !b.atCounter(p)
		if due && (most == nil || p.nextAsk.Before(most.nextAsk)) {
			most = p
		}
	}
	return most
}

// poll asks the gateway about p: to close it where that is due, else what
// became of it.
func (b *Book) poll(p *Item) {
	if !b.followed(p) || !b.room(!b.atCounter(p)) {
		return // an answer will make room and wake the till
	}
	if b.wantsClose(p) {
		p.closeAsked++
		b.note(p, RecordCloseAsked, "")
		b.call(p, CallClose, PayCode{})
		return
	}
	b.call(p, CallQuery, PayCode{})
}

// call queues one call about p; finish puts it behind the step's Save.
func (b *Book) call(p *Item, k CallKind, c PayCode) {
	b.requests.last++
	b.requests.inFlight[b.requests.last] = p.OrderNo
	p.asking, p.askedAt, p.wakeup = b.requests.last, b.now, false
	b.calls = append(b.calls, Call{ID: b.requests.last, Kind: k, Payment: p.Payment, Code: c})
}

// soonest is the first of these times, zero when none is set.
func soonest(at ...time.Time) (first time.Time) {
	for _, a := range at {
		if !a.IsZero() && (first.IsZero() || a.Before(first)) {
			first = a
		}
	}
	return first
}

// bookDue is when there is next something to do about the payments.
func (b *Book) bookDue() (next time.Time) {
	for _, p := range b.payments {
		if p.asking == 0 && b.followed(p) && b.room(!b.atCounter(p)) {
			next = soonest(next, b.notBefore(p.nextAsk))
		}
		if !p.State.Final() && p.Rail == RailCode && (p.State == StateCreated || p.State == StateWaiting) {
			next = soonest(next, b.codeDeadline(p))
		}
		if p.State == StateWaiting && p.asking == 0 || p.unheard() && b.silenceProves(p) {
			next = soonest(next, p.pollUntilSteady)
		}
	}
	timeout, _ := b.saleTimeout()
	call := b.now.Add(pingEvery) // to notice a sleep also while calls are under way
	if len(b.requests.inFlight) == 0 {
		call = b.notBefore(b.link.pingAt)
	}
	return soonest(next, timeout, call, b.recoveryUntil(), b.refundsAt(), b.dayEnds())
}
