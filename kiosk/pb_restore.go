package kiosk

import "time"

// recovery is the time after a start in which the till first finds out what
// became of the payments that were open.
type recovery struct {
	waits map[OrderNo]bool
	until time.Time
}

const (
	// settleMax bounds the wait before selling: one call with its deadline.
	settleMax = 20 * time.Second
	// settleRecent: what was left this short before may be paid this moment, also
	// when the till stops twice in a row.
	settleRecent = 10 * time.Minute
	// settlePaymentsMax: older ones are asked about in the background.
	settlePaymentsMax = 20
)

// restoreBook builds the book from the ledger's rows alone, and from the answers
// that were held while it could not be written.
func (b *Book) restoreBook(r Snapshot, held []Event) {
	b.requests.redelivered = held
	before, tails := map[OrderNo]*item{}, b.payCodes.spent
	for _, p := range b.payments {
		before[p.OrderNo] = p
	}
	b.forgetBook()
	b.recovery = &recovery{waits: map[OrderNo]bool{}, until: b.now.Add(settleMax)}
	b.restoreTails(tails, r.RecentTails)
	b.totals.last, b.totals.today = r.Last, r.Today
	read := r.At
	if read.IsZero() {
		read = b.wall()
	}
	b.totals.day, b.totals.countAt = DayOf(read, b.set.Location), time.Time{}
	for i := range r.Sales {
		s := r.Sales[i]
		b.sales[s.ID] = &s
	}
	for i, row := range r.Payments {
		p := b.track(row, before[row.OrderNo])
		// The clock may say that everybody has long gone, and the newest customers
		// may still be near.
		p.recent = i >= len(r.Payments)-settlePaymentsMax
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
			b.cutOff(s)
			open = s
		}
	}
	for _, p := range b.payments {
		b.pickUp(p)
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

// pickUp decides what a payment in the ledger is after a stop of the till.
func (b *Book) pickUp(p *item) {
	if p.State.Final() {
		b.rewatch(p)
		return
	}
	switch {
	case p.State == StateCreated && p.Rail != RailCode:
		b.move(p, StateClosed, RecordMoved, ReasonNeverShown)
		return
	case !b.ours(p):
		b.disown(p)
		return
	case p.State == StateCreated:
		b.move(p, StateUnknown, RecordMoved, ReasonNoAnswer)
	}
	overdue := b.overdue(p)
	recent := b.now.Sub(p.releasedSteady) < settleRecent
	fresh := p.ReleasedAt.IsZero() || recent || p.State == StateUnknown || overdue
	b.release(p, Reason(AbandonRestart))
	b.watchOverGap(p)
	p.missed = true // whatever came while the till was off, or could not record, is not known
	if b.queryable(p) && fresh && len(b.recovery.waits) < settlePaymentsMax {
		b.recovery.waits[p.OrderNo] = true
	}
}

// overdue reports whether p was left and its watch has run out.
func (b *Book) overdue(p *item) bool {
	return !p.ReleasedAt.IsZero() && !b.now.Before(p.pollUntilSteady)
}

// watchOverGap takes up the watch of p after a gap in which nobody asked, a stop of the
// till or a sleep of its machine.
func (b *Book) watchOverGap(p *item) {
	switch {
	case p.State.Final():
		b.rewatch(p)
		return
	case p.ReleasedAt.IsZero():
		return
	case b.overdue(p):
		b.extendPolling(p)
	}
	if b.queryable(p) {
		b.watchPast(p, b.payableFor(p))
	}
}

// rewatch follows a payment that had come to nothing and might be paid after
// all. Whether that time has passed, only a clock says that may have leapt, so
// it begins anew with the start.
func (b *Book) rewatch(p *item) {
	mayBePaid := p.State == StateFailed || p.State == StateClosed && (p.Note.Managed() || p.Note == ReasonNotified)
	if mayBePaid && !p.superseded() && !p.PollUntil.IsZero() && b.queryable(p) {
		b.watchPast(p, b.payableFor(p))
	}
}

// watchPast has p asked about for longer than the given time since this run has
// followed it, so that the last answers are given after it.
func (b *Book) watchPast(p *item, d time.Duration) {
	if until := p.followedSince.Add(d + pollAgainFor); p.pollUntilSteady.Before(until) {
		b.watchTo(p, until)
	}
}

// disown leaves p to people: it is open at a gateway that the config names no
// more, and this one knows nothing of it. Under its own gateway's name again it
// is asked about again.
func (b *Book) disown(p *item) {
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
		b.watchTo(p, b.now)
	}
}

// cutOff leaves a sale that was open when the till stopped.
func (b *Book) cutOff(s *Sale) {
	s.State, s.AbandonedAt, s.AbandonReason = SaleAbandoned, b.endsAt(s), AbandonRestart
	b.writeSale(s)
	b.record(Record{Kind: RecordSaleEnded, Sale: s.ID, Note: endedNote(s)})
}

// advanceSettling ends the settling when every payment has been heard of, or
// its time is up.
func (b *Book) advanceSettling() {
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
		b.doubtCutOff()
	}
}

// doubtCutOff makes unknown the QRs that the stop cut off and of which nothing
// was heard since: people see them, as they do one that was let go in a silence.
func (b *Book) doubtCutOff() {
	for _, p := range b.payments {
		s := b.sales[p.Sale]
		if s != nil && s.AbandonReason == AbandonRestart && p.State == StateWaiting && p.saidOpenAt.IsZero() && b.now.Sub(p.releasedSteady) < settleRecent {
			b.move(p, StateUnknown, RecordMoved, ReasonGatewaySilent)
		}
	}
}

func (b *Book) settlingUntil() time.Time {
	if b.recovery == nil {
		return time.Time{}
	}
	return b.recovery.until
}

// gap takes that nobody heard notifications and nobody asked for a while. Where the
// ledger is to be read anew, the payments are taken up again then.
func (b *Book) gap(recorded bool) {
	b.missNotices()
	for _, p := range b.payments {
		if recorded && b.queryable(p) {
			p.followedSince = b.now // what the gateway said before is older than the gap
			b.watchOverGap(p)
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
