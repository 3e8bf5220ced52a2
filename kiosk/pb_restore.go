package kiosk

import "time"

// recovery is the time after a start in which the till first finds out what
// became of the payments that were open.
type recovery struct {
	waits map[OrderNo]bool
	until time.Time
}

const (
	// recoveryMax bounds the wait before selling: one call with its deadline.
	recoveryMax = 20 * time.Second
	// recoveryRecent: what was left this short before may be paid this moment, also
	// when the till stops twice in a row.
	recoveryRecent = 10 * time.Minute
	// recoveryPaymentsMax: older ones are asked about in the background.
	recoveryPaymentsMax = 20
)

// restoreBook builds the book from the ledger's rows alone, and from the answers
// that were held while it could not be written.
func (b *Book) restoreBook(r Snapshot, held []Event) {
	b.requests.redelivered = held
	before, tails := map[OrderNo]*Item{}, b.payCodes.spent
	for _, p := range b.payments {
		before[p.OrderNo] = p
	}
	b.forgetBook()
	b.recovery = &recovery{waits: map[OrderNo]bool{}, until: b.now.Add(recoveryMax)}
	b.restoreTails(tails, r.RecentTails)
	b.totals.last, b.totals.today = r.Last, r.Today
	read := r.At
	if read.IsZero() {
		read = b.wall()
	}
	b.totals.day, b.totals.countAt = DayOf(read, b.settings.Location), time.Time{}
	for i := range r.Sales {
		s := r.Sales[i]
		b.sales[s.ID] = &s
	}
	for i, row := range r.Payments {
		p := b.track(row, before[row.OrderNo])
		// The clock may say that everybody has long gone, and the newest customers
		// may still be near.
		p.recent = i >= len(r.Payments)-recoveryPaymentsMax
		b.payments = append(b.payments, p)
	}
	for id, n := range b.requests.inFlight {
		if p := b.find(n); p != nil {
			p.asking = id
		}
	}
	var open *Sale
	for i := range r.Sales {
		if s := b.sales[r.Sales[i].ID]; s.State == SaleOpen {
			b.interrupt(s)
			open = s
		}
	}
	for _, p := range b.payments {
		b.recoverPayment(p)
	}
	b.restoreRefunds(r.Refunds)
	if open != nil {
		b.showLast(open, b.paymentsOf(open.ID))
	}
	for _, e := range b.requests.redelivered {
		if a, ok := e.(Answered); ok {
			b.answered(a)
		}
	}
}

// recoverPayment decides what a payment in the ledger is after a stop of the till.
func (b *Book) recoverPayment(p *Item) {
	if p.State.Final() {
		b.pollAgain(p)
		return
	}
	switch {
	case p.State == StateCreated && p.Rail != RailCode:
		b.move(p, StateClosed, RecordMoved, ReasonNeverShown)
		return
	case !b.ours(p):
		b.orphan(p)
		return
	case p.State == StateCreated:
		b.move(p, StateUnknown, RecordMoved, ReasonNoAnswer)
	}
	overdue := b.overdue(p)
	recent := b.now.Sub(p.releasedSteady) < recoveryRecent
	fresh := p.ReleasedAt.IsZero() || recent || p.State == StateUnknown || overdue
	b.release(p, Reason(AbandonRestart))
	b.resumePolling(p)
	p.missedNotifications = true // whatever came while the till was off, or could not record, is not known
	if b.queryable(p) && fresh && len(b.recovery.waits) < recoveryPaymentsMax {
		b.recovery.waits[p.OrderNo] = true
	}
}

// overdue reports whether p was left and its watch has run out.
func (b *Book) overdue(p *Item) bool {
	return !p.ReleasedAt.IsZero() && !b.now.Before(p.pollUntilSteady)
}

// resumePolling takes up the watch of p after a gap in which nobody asked, a stop of the
// till or a sleep of its machine.
func (b *Book) resumePolling(p *Item) {
	switch {
	case p.State.Final():
		b.pollAgain(p)
		return
	case p.ReleasedAt.IsZero():
		return
	case b.overdue(p):
		b.extendPolling(p)
	}
	if b.queryable(p) {
		b.pollBeyond(p, b.payableFor(p))
	}
}

// pollAgain follows a payment that had come to nothing and might be paid after
// all. Whether that time has passed, only a clock says that may have leapt, so
// it begins anew with the start.
func (b *Book) pollAgain(p *Item) {
	mayBePaid := p.State == StateFailed || p.State == StateClosed && (p.Note.Managed() || p.Note == ReasonNotified)
	if mayBePaid && !p.superseded() && !p.PollUntil.IsZero() && b.queryable(p) {
		b.pollBeyond(p, b.payableFor(p))
	}
}

// pollBeyond has p asked about for longer than the given time since this run has
// followed it, so that the last answers are given after it.
func (b *Book) pollBeyond(p *Item, d time.Duration) {
	if until := p.followedSince.Add(d + pollAgainFor); p.pollUntilSteady.Before(until) {
		b.pollUntil(p, until)
	}
}

// orphan leaves p to people: it is open at a gateway that the config names no
// more, and this one knows nothing of it. Under its own gateway's name again it
// is asked about again.
func (b *Book) orphan(p *Item) {
	if p.ReleasedAt.IsZero() {
		p.releasedSteady, p.ReleasedAt = b.now, b.releaseTime(p.Sale)
		b.because(p, RecordReleased, Reason(AbandonRestart))
	}
	switch {
	case p.State != StateUnknown:
		b.move(p, StateUnknown, RecordPollingEnded, ReasonOtherGateway)
	case p.Note != ReasonOtherGateway:
		p.Note = ReasonOtherGateway
		b.because(p, RecordPollingEnded, ReasonOtherGateway)
	}
	if p.pollUntilSteady.IsZero() || p.pollUntilSteady.After(b.now) {
		b.pollUntil(p, b.now)
	}
}

// interrupt leaves a sale that was open when the till stopped.
func (b *Book) interrupt(s *Sale) {
	s.State, s.AbandonedAt, s.AbandonReason = SaleAbandoned, b.endsAt(s), AbandonRestart
	b.writeSale(s)
	b.record(Record{Kind: RecordSaleEnded, Sale: s.ID, Note: endedNote(s)})
}

// advanceRecovery ends the settling when every payment has been heard of, or
// its time is up.
func (b *Book) advanceRecovery() {
	if b.recovery == nil {
		return
	}
	for n := range b.recovery.waits {
		if p := b.find(n); p == nil || p.asked || p.State.Final() {
			delete(b.recovery.waits, n)
		}
	}
	if len(b.recovery.waits) == 0 || !b.now.Before(b.recovery.until) {
		b.recovery = nil
		b.markInterruptedUnknown()
	}
}

// markInterruptedUnknown makes unknown the QRs that the stop cut off and of which nothing
// was heard since: people see them, as they do one that was let go in a silence.
func (b *Book) markInterruptedUnknown() {
	for _, p := range b.payments {
		s := b.sales[p.Sale]
		if s != nil && s.AbandonReason == AbandonRestart && p.State == StateWaiting && p.saidOpenAt.IsZero() && b.now.Sub(p.releasedSteady) < recoveryRecent {
			b.move(p, StateUnknown, RecordMoved, ReasonGatewaySilent)
		}
	}
}

func (b *Book) recoveryUntil() time.Time {
	if b.recovery == nil {
		return time.Time{}
	}
	return b.recovery.until
}

// gap takes that nobody heard notifications and nobody asked for a while. Where the
// ledger is to be read anew, the payments are taken up again then.
func (b *Book) gap(recorded bool) {
	b.missNotifications()
	for _, p := range b.payments {
		if recorded && b.queryable(p) {
			p.followedSince = b.now // what the gateway said before is older than the gap
			b.resumePolling(p)
		}
	}
}

// forgetBook drops all payments, before they are read again.
func (b *Book) forgetBook() {
	b.sales, b.counter.sale = map[SaleID]*Sale{}, nil
	b.payments, b.refunds = nil, nil
	b.payCodes.spent, b.totals.last, b.totals.today, b.totals.day = nil, nil, 0, Day{}
	b.recovery = nil
}
