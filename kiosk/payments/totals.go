package payments

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// countToday adds p to the day's sum when it was paid on the day shown.
func (b *Book) countToday(p *Item) {
	if b.totals.day.Has(p.PaidAt) {
		b.totals.today += p.Amount
	}
}

// countDay has the day's sum read from the ledger when another day has begun:
// by itself when its time has come, or because the clock was set. A sum kept in memory
// could not know the day that the clock went back to, nor payments that their
// gateway's clock put on this day before it began here.
func (b *Book) countDay() {
	if b.totals.day.Has(b.Wall()) || b.Now.Before(b.totals.countAt) {
		return
	}
	b.totals.day, b.totals.today, b.recount = b.dayOf(b.Wall()), 0, true
}

// dayOf is the business day of at.
func (b *Book) dayOf(at time.Time) kiosk.Day {
	day, _ := b.settings.Of(at)
	return day
}

// restoreTotals takes the ledger's last sale and its day's sum, read at r.At.
func (b *Book) restoreTotals(r kiosk.Snapshot) {
	read := r.At
	if read.IsZero() {
		read = b.Wall()
	}
	b.totals = totals{last: r.Last, today: r.Today, day: b.dayOf(read)}
}

// countRetry is the delay until a day's sum that could not be read is read again.
const countRetry = 10 * time.Second

// DayCounted takes the day's sum.
func (b *Book) DayCounted(e kiosk.DayCounted) {
	if e.Err != nil {
		b.totals.day, b.totals.countAt = kiosk.Day{}, b.Now.Add(countRetry)
		return
	}
	b.totals.day, b.totals.today = b.dayOf(e.At), e.Today
}

// dayEnds is the time at which the day's sum is to be read anew.
func (b *Book) dayEnds() time.Time {
	if b.totals.day.End.IsZero() {
		return b.totals.countAt
	}
	return b.totals.day.End.Add(-b.Offset)
}

// paymentsOf sale id that are followed. Those that were forgotten had come to nothing.
func (b *Book) paymentsOf(id kiosk.SaleID) (of []kiosk.Payment) {
	for _, p := range b.payments {
		if p.Sale == id {
			of = append(of, p.Payment)
		}
	}
	return of
}

// showLast puts on screen how s, the newest sale that ended, did so.
func (b *Book) showLast(s *kiosk.Sale, payments []kiosk.Payment) {
	last := kiosk.LastSaleOf(s, payments)
	b.totals.last = &last
}

// lastWasLate corrects the last sale's answer when p's money came for it after
// it had been let go. Money that came twice changes nothing about it.
func (b *Book) lastWasLate(p *Item) {
	if s := b.sales[p.Sale]; s != nil && s.PaidBy == p.OrderNo && b.totals.last != nil && b.totals.last.Sale == s.ID {
		b.showLast(s, []kiosk.Payment{p.Payment})
	}
}

// lastMoved corrects the last sale's answer when it had been parked and all its
// payments have come to nothing since, or had timed out and is unknown now.
func (b *Book) lastMoved(p *Item) {
	s := b.sales[p.Sale]
	if s != nil && b.totals.last != nil && b.totals.last.Sale == s.ID && (b.totals.last.Outcome == kiosk.OutcomeParked || b.totals.last.Outcome == kiosk.OutcomeTimeout) {
		last := *b.totals.last
		last.Outcome = kiosk.OutcomeOf(s, b.paymentsOf(s.ID))
		b.totals.last = &last
	}
}

// endsAt is the time at which s ends: now, or as soon after that as differs, in a
// ledger's milliseconds, from the release of its payments.
func (b *Book) endsAt(s *kiosk.Sale) time.Time {
	at := b.Wall()
	taken := func(p *Item) bool {
		return p.Sale == s.ID && !p.ReleasedAt.IsZero() && kiosk.SameInstant(p.ReleasedAt, at)
	}
	for slices.ContainsFunc(b.payments, taken) {
		at = at.Add(time.Millisecond)
	}
	return at
}

// releaseTime of a payment that is released now: that of its sale, if that has ended.
func (b *Book) releaseTime(id kiosk.SaleID) time.Time {
	if s := b.sales[id]; s != nil && !s.AbandonedAt.IsZero() {
		return s.AbandonedAt
	}
	return b.Wall()
}
