package payments

import (
	"time"

	"facepay/kiosk"
)

// recovery is the time after a start in which the till first finds out what
// became of the payments that were open. Nothing is sold until then (rule 1).
type recovery struct {
	waits map[kiosk.OrderNo]bool
	until time.Time
}

const (
	// recoveryMax bounds the wait before selling: one call with its deadline.
	recoveryMax = 20 * time.Second
	// recoveryRecent: what was released this short before may be paid this moment, also
	// when the till stops twice in a row.
	recoveryRecent = 10 * time.Minute
	// recoveryPaymentsMax: older ones are polled in the background.
	recoveryPaymentsMax = 20
)

// Restore builds the book from the ledger's rows alone, and from the answers
// that were held while it could not be written.
func (b *Book) Restore(r kiosk.Snapshot, held []kiosk.Event) {
	before, tails := map[kiosk.OrderNo]*Item{}, b.payCodes.spent
	for _, p := range b.payments {
		before[p.OrderNo] = p
	}
	b.sales, b.counter.sale, b.payments, b.refunds = map[kiosk.SaleID]*kiosk.Sale{}, nil, nil, nil
	b.calls.redelivered = held
	b.recovery = &recovery{waits: map[kiosk.OrderNo]bool{}, until: b.Now.Add(recoveryMax)}
	b.restoreTails(tails, r.RecentTails)
	b.restoreTotals(r)
	b.restorePayments(r, before)
	interrupted := b.interruptSales(r.Sales)
	for _, p := range b.payments {
		b.recoverPayment(p)
	}
	b.restoreRefunds(r.Refunds)
	if interrupted != nil {
		b.showLast(interrupted, b.paymentsOf(interrupted.ID))
	}
	for _, e := range held {
		if a, ok := e.(kiosk.Answered); ok {
			b.Answered(a)
		}
	}
}

// restorePayments begins to follow the payments of the ledger. before are those that
// this run has followed.
func (b *Book) restorePayments(r kiosk.Snapshot, before map[kiosk.OrderNo]*Item) {
	for _, s := range r.Sales {
		b.sales[s.ID] = &s
	}
	for i, row := range r.Payments {
		p := b.track(row, before[row.OrderNo])
		// The clock may say that everybody has long gone, and the newest customers
		// may still be near.
		p.restoredRecently = i >= len(r.Payments)-recoveryPaymentsMax
		b.payments = append(b.payments, p)
	}
}

// recoverPayment decides what a payment in the ledger is after a stop of the till.
func (b *Book) recoverPayment(p *Item) {
	if p.State.Final() {
		b.pollAgain(p)
		return
	}
	switch {
	case p.State == kiosk.StateCreated && p.Rail != kiosk.RailCode:
		b.move(p, kiosk.StateClosed, kiosk.RecordMoved, kiosk.ReasonNeverShown)
		return
	case !b.Ours(p):
		b.orphan(p)
		return
	case p.State == kiosk.StateCreated:
		b.move(p, kiosk.StateUnknown, kiosk.RecordMoved, kiosk.ReasonNoAnswer)
	}
	overdue := b.overdue(p)
	recent := b.Now.Sub(p.releasedSteady) < recoveryRecent
	fresh := p.ReleasedAt.IsZero() || recent || p.State == kiosk.StateUnknown || overdue
	b.release(p, kiosk.Reason(kiosk.AbandonRestart))
	b.resumePolling(p)
	p.missedNotifications = true // whatever came while the till was off, or could not record, is not known
	if b.Queryable(p) && fresh && len(b.recovery.waits) < recoveryPaymentsMax {
		b.recovery.waits[p.OrderNo] = true
	}
}

// overdue reports whether p was released and its polling window has ended.
func (b *Book) overdue(p *Item) bool {
	return !p.ReleasedAt.IsZero() && b.reached(p.pollUntilSteady)
}

// resumePolling takes up the polling of p after a gap: a stop of the till or a sleep of
// its machine.
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
	if b.Queryable(p) {
		b.pollBeyond(p, b.payableFor(p))
	}
}

// pollAgain follows a payment that had come to nothing and might be paid after
// all. Whether that time has passed, only a clock says that may have leapt, so
// it begins anew with the start.
func (b *Book) pollAgain(p *Item) {
	if p.mayBeReversed() && b.Queryable(p) {
		b.awaitReversal(p)
		return
	}
	mayBePaid := p.State == kiosk.StateFailed || p.State == kiosk.StateClosed && (p.Note.Managed() || p.Note == kiosk.ReasonNotified)
	if mayBePaid && !p.superseded() && !p.PollUntil.IsZero() && b.Queryable(p) {
		b.pollBeyond(p, b.payableFor(p))
	}
}

// pollBeyond has p polled for longer than the given time since this run has
// followed it, so that the last answers are given after it.
func (b *Book) pollBeyond(p *Item, d time.Duration) {
	b.pollAtLeastUntil(p, p.followedSince.Add(d+pollAgainFor))
}

// orphan leaves p to people: it is open at a gateway that the config names no
// more, and this one knows nothing of it. Under its own gateway's name again it
// is polled again.
func (b *Book) orphan(p *Item) {
	if p.ReleasedAt.IsZero() {
		p.releasedSteady, p.ReleasedAt = b.Now, b.releaseTime(p.Sale)
		b.noteReason(p, kiosk.RecordReleased, kiosk.Reason(kiosk.AbandonRestart))
	}
	switch {
	case p.State != kiosk.StateUnknown:
		b.move(p, kiosk.StateUnknown, kiosk.RecordPollingEnded, kiosk.ReasonOtherGateway)
	case p.Note != kiosk.ReasonOtherGateway:
		p.Note = kiosk.ReasonOtherGateway
		b.noteReason(p, kiosk.RecordPollingEnded, kiosk.ReasonOtherGateway)
	}
	if p.pollUntilSteady.IsZero() || p.pollUntilSteady.After(b.Now) {
		b.pollUntil(p, b.Now)
	}
}

// interruptSales ends the sale that was open when the till stopped and returns it,
// nil when there was none.
func (b *Book) interruptSales(rows []kiosk.Sale) (interrupted *kiosk.Sale) {
	for _, row := range rows {
		if s := b.sales[row.ID]; s.State == kiosk.SaleOpen {
			b.recordEnd(s, kiosk.SaleAbandoned, kiosk.AbandonRestart)
			interrupted = s
		}
	}
	return interrupted
}

// advanceRecovery ends the recovery when every payment has had an answer, or its time
// is up.
func (b *Book) advanceRecovery() {
	if b.recovery == nil {
		return
	}
	for n := range b.recovery.waits {
		if p := b.Find(n); p == nil || p.answered || p.State.Final() {
			delete(b.recovery.waits, n)
		}
	}
	if len(b.recovery.waits) == 0 || b.reached(b.recovery.until) {
		b.recovery = nil
		b.markInterruptedUnknown()
	}
}

// markInterruptedUnknown makes unknown the QRs that the stop interrupted and that have
// had no answer since: people see them, as they do one that was released in a silence.
func (b *Book) markInterruptedUnknown() {
	for _, p := range b.payments {
		s := b.sales[p.Sale]
		if s != nil && s.AbandonReason == kiosk.AbandonRestart && p.State == kiosk.StateWaiting && p.notPaidAt.IsZero() && b.Now.Sub(p.releasedSteady) < recoveryRecent {
			b.move(p, kiosk.StateUnknown, kiosk.RecordMoved, kiosk.ReasonGatewaySilent)
		}
	}
}

func (b *Book) recoveryUntil() time.Time {
	if b.recovery == nil {
		return time.Time{}
	}
	return b.recovery.until
}

// Suspended takes that the machine slept: notifications may have been lost and nothing
// was polled. recorded is false while the ledger is to be read anew, which resumes the
// payments by itself.
func (b *Book) Suspended(recorded bool) {
	b.missNotifications()
	for _, p := range b.payments {
		if recorded && b.Queryable(p) {
			p.followedSince = b.Now // what the gateway said before is older than the gap
			b.resumePolling(p)
		}
	}
}
