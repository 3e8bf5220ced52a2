package payments

import (
	"time"

	"facepay/kiosk"
)

// ClockRowsMin is the change of the wall clock that is worth writing PollUntil anew:
// polling need not end to the second, and a clock that is mended every few seconds
// must not fill the ledger.
const ClockRowsMin = time.Minute

// RewritePollEnds writes PollUntil of all payments anew, in the wall time that has
// changed.
func (b *Book) RewritePollEnds() {
	for _, p := range b.payments {
		if p.pollUntilSteady.After(b.Now) {
			b.pollUntil(p, p.pollUntilSteady)
		}
	}
}

// pollRow is a PollUntil as it was written, and on the steady clock.
type pollRow struct{ row, steady time.Time }

// track begins to follow a payment of the ledger. before is the same payment as it was
// followed until now, nil after a start: what this run has measured itself stays,
// and the rest is what a clock once said.
func (b *Book) track(row kiosk.Payment, before *Item) *Item {
	p := &Item{
		Payment: row, NextPoll: b.Now, followedSince: b.Now, restored: true, callID: b.calls.underWay(row.OrderNo, ""),
		SentSteady: b.past(row.SentAt), releasedSteady: b.past(row.ReleasedAt), pollUntilSteady: row.PollUntil,
	}
	if !row.PollUntil.IsZero() {
		p.pollUntilSteady = row.PollUntil.Add(-b.Offset)
		if most := b.Now.Add(pollWindow); p.pollUntilSteady.After(most) {
			p.pollUntilSteady = most
		}
	}
	if before != nil && kiosk.SameInstant(before.SentAt, row.SentAt) {
		b.trackOn(p, before)
	}
	p.written = pollRow{row.PollUntil, p.pollUntilSteady}
	return p
}

// trackOn gives p what this run has measured, as far as that is of the ledger's row. The last write may have failed; the one before it has not.
func (b *Book) trackOn(p, before *Item) {
	p.SentSteady, p.followedSince = before.SentSteady, before.followedSince
	if kiosk.SameInstant(before.ReleasedAt, p.ReleasedAt) {
		p.releasedSteady = before.releasedSteady
	}
	for _, w := range []pollRow{before.writtenBefore, before.written} {
		if kiosk.SameInstant(w.row, p.PollUntil) {
			p.pollUntilSteady = w.steady
		}
	}
	if p.pollUntilSteady.After(b.Now) && b.WallOf(p.pollUntilSteady).Sub(p.PollUntil).Abs() >= ClockRowsMin {
		b.pollUntil(p, p.pollUntilSteady) // the clock was set, and that could not be written
	}
}

// pollUntil has p followed until the given moment of the steady clock, on record
// as wall time.
func (b *Book) pollUntil(p *Item, until time.Time) {
	p.pollUntilSteady, p.PollUntil, p.dirty = until, b.WallOf(until), true
}

// pollAtLeastUntil extends the polling window of p that ends before the given moment.
func (b *Book) pollAtLeastUntil(p *Item, until time.Time) {
	if p.pollUntilSteady.Before(until) {
		b.pollUntil(p, until)
	}
}

// stopPolling ends the polling of p for good: nothing more can happen to it at the gateway, or
// nothing of it was ever on show, so that money known for its number is another payment's.
func (b *Book) stopPolling(p *Item) {
	if !p.PollUntil.IsZero() {
		p.pollUntilSteady, p.PollUntil, p.dirty = time.Time{}, time.Time{}, true
	}
}
