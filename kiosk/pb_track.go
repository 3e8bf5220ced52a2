package kiosk

import "time"

// clockRowsMin is from when on a changed clock is worth writing the ends of the
// watches anew: a watch need not end to the second, and a clock that is mended
// every few seconds must not fill the ledger.
const clockRowsMin = time.Minute

// rewritePollEnds writes the ends of the watches anew, in the wall time that has
// changed.
func (b *Book) rewritePollEnds() {
	for _, p := range b.payments {
		if p.pollUntilSteady.After(b.now) {
			b.pollUntil(p, p.pollUntilSteady)
		}
	}
}

// pollRow is the end of a watch as it was written, and on the steady clock.
type pollRow struct{ row, steady time.Time }

// track begins to follow a payment of the ledger. before is how it was followed
// until now, nil after a start: what this run has measured itself stays, and
// nothing else is more than what a clock once said.
func (b *Book) track(row Payment, before *Item) *Item {
	p := &Item{
		Payment: row, nextAsk: b.now, followedSince: b.now,
		sentSteady: b.past(row.SentAt), releasedSteady: b.past(row.ReleasedAt), pollUntilSteady: row.PollUntil,
	}
	if !row.PollUntil.IsZero() {
		p.pollUntilSteady = row.PollUntil.Add(-b.offset)
		if most := b.now.Add(pollWindow); p.pollUntilSteady.After(most) {
			p.pollUntilSteady = most
		}
	}
	if before != nil && sameInstant(before.SentAt, row.SentAt) {
		b.trackOn(p, before)
	}
	p.written = pollRow{row.PollUntil, p.pollUntilSteady}
	return p
}

// trackOn gives p what this run has measured, as far as it is of what the ledger
// has. The last write may have failed; the one before it has not.
func (b *Book) trackOn(p, before *Item) {
	p.sentSteady, p.followedSince = before.sentSteady, before.followedSince
	if sameInstant(before.ReleasedAt, p.ReleasedAt) {
		p.releasedSteady = before.releasedSteady
	}
	for _, w := range []pollRow{before.writtenBefore, before.written} {
		if sameInstant(w.row, p.PollUntil) {
			p.pollUntilSteady = w.steady
		}
	}
	if p.pollUntilSteady.After(b.now) && b.wallOf(p.pollUntilSteady).Sub(p.PollUntil).Abs() >= clockRowsMin {
		b.pollUntil(p, p.pollUntilSteady) // the clock was set, and that could not be written
	}
}

// pollUntil has p followed until the given moment of the steady clock, on record
// as wall time.
func (b *Book) pollUntil(p *Item, until time.Time) {
	p.pollUntilSteady, p.PollUntil, p.dirty = until, b.wallOf(until), true
}

// stopPolling ends the watch of p for good: nothing of it was ever on show, so money
// that the gateway knows for its number is another payment's.
func (b *Book) stopPolling(p *Item) {
	if !p.PollUntil.IsZero() {
		p.pollUntilSteady, p.PollUntil, p.dirty = time.Time{}, time.Time{}, true
	}
}
