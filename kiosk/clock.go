package kiosk

import (
	"slices"
	"time"
)

// The till measures with a steady clock, which never jumps: the argument of
// Step. Every wait, watch and deadline is on it. What people read and what is
// put on record is in wall time, which can be set, wrong by years or corrected
// at any moment; ClockChanged says how far the two are apart.

// clockRowsMin is from when on a changed clock is worth writing the ends of the
// watches anew: a watch need not end to the second, and a clock that is mended
// every few seconds must not fill the ledger.
const clockRowsMin = time.Minute

// wall is the time of the step under way, for people and for the record.
func (t *Till) wall() time.Time { return t.now.Add(t.offset) }

// wallOf is what the wall clock says at a moment of the steady one. Zero stays
// zero.
func (t *Till) wallOf(steady time.Time) time.Time {
	if steady.IsZero() {
		return steady
	}
	return steady.Add(t.offset)
}

// past brings a recorded time onto the steady clock, as well as that can be. The
// clock may have been wrong when it was recorded; what seems to lie ahead has
// happened just now, for all that is known. Zero stays zero.
func (t *Till) past(recorded time.Time) time.Time {
	if recorded.IsZero() {
		return recorded
	}
	if at := recorded.Add(-t.offset); at.Before(t.now) {
		return at
	}
	return t.now
}

// clockChanged takes the wall clock's new distance from the steady one. Nothing
// that is waited for moves; what people read and what the next start will read
// does.
func (t *Till) clockChanged(e ClockChanged) {
	by := e.Offset - t.offset
	t.offset = e.Offset
	if len(t.story) > 0 {
		t.story = slices.Clone(t.story) // the one on screen is somebody else's now
		for i := range t.story {
			t.story[i].At = t.story[i].At.Add(by)
		}
	}
	if by >= sleptMin {
		t.suspended()
	}
	if by.Abs() >= clockRowsMin && t.stopped == nil {
		t.rewriteWatches()
	}
}

// rewriteWatches writes the ends of the watches anew, in the wall time that has
// changed.
func (t *Till) rewriteWatches() {
	for _, p := range t.payments {
		if p.pollUntilSteady.After(t.now) {
			t.watchTo(p, p.pollUntilSteady)
		}
	}
}

// sameInstant compares a time of this run with one that the ledger gave back,
// which keeps milliseconds.
func sameInstant(a, b time.Time) bool { return a.UnixMilli() == b.UnixMilli() }

// watchRow is the end of a watch as it was written, and on the steady clock.
type watchRow struct{ row, steady time.Time }

// track begins to follow a payment of the ledger. before is how it was followed
// until now, nil after a start: what this run has measured itself stays, and
// nothing else is more than what a clock once said.
func (t *Till) track(row Payment, before *item) *item {
	p := &item{
		Payment: row, nextAsk: t.now, followedSince: t.now,
		sentSteady: t.past(row.SentAt), releasedSteady: t.past(row.ReleasedAt), pollUntilSteady: row.PollUntil,
	}
	if !row.PollUntil.IsZero() {
		p.pollUntilSteady = row.PollUntil.Add(-t.offset)
		if most := t.now.Add(pollWindow); p.pollUntilSteady.After(most) {
			p.pollUntilSteady = most
		}
	}
	if before != nil && sameInstant(before.SentAt, row.SentAt) {
		t.trackOn(p, before)
	}
	p.written = watchRow{row.PollUntil, p.pollUntilSteady}
	return p
}

// trackOn gives p what this run has measured, as far as it is of what the ledger
// has. The last write may have failed; the one before it has not.
func (t *Till) trackOn(p, before *item) {
	p.sentSteady, p.followedSince = before.sentSteady, before.followedSince
	if sameInstant(before.ReleasedAt, p.ReleasedAt) {
		p.releasedSteady = before.releasedSteady
	}
	for _, w := range []watchRow{before.writtenBefore, before.written} {
		if sameInstant(w.row, p.PollUntil) {
			p.pollUntilSteady = w.steady
		}
	}
	if p.pollUntilSteady.After(t.now) && t.wallOf(p.pollUntilSteady).Sub(p.PollUntil).Abs() >= clockRowsMin {
		t.watchTo(p, p.pollUntilSteady) // the clock was set, and that could not be written
	}
}

// watchTo has p followed until the given moment of the steady clock, on record
// as wall time.
func (t *Till) watchTo(p *item, until time.Time) {
	p.pollUntilSteady, p.PollUntil, p.dirty = until, t.wallOf(until), true
}

// unwatch ends the watch of p for good: nothing of it was ever on show, so money
// that the gateway knows for its number is another payment's.
func (t *Till) unwatch(p *item) {
	if !p.PollUntil.IsZero() {
		p.pollUntilSteady, p.PollUntil, p.dirty = time.Time{}, time.Time{}, true
	}
}

// spentTail is a SentTail with when it was sent on the steady clock; of one from
// before the start, when it was read.
type spentTail struct {
	SentTail
	since time.Time
}

// restoreTails takes up the spent codes of the ledger. Those of this run keep
// their age; how old the others are, only a clock that may have leapt says.
func (t *Till) restoreTails(before []spentTail, rows []SentTail) {
	for _, row := range rows {
		s := spentTail{row, t.now}
		for _, b := range before {
			if b.Wallet == row.Wallet && b.Tail == row.Tail && sameInstant(b.At, row.At) {
				s.since = b.since
			}
		}
		t.tails = append(t.tails, s)
	}
}

// countDay has the day's sum read from the ledger when another day has begun:
// by itself at midnight, or because the clock was set. A sum kept in memory
// could not know the day that the clock went back to, nor payments that their
// gateway's clock put on this day before it began here.
func (t *Till) countDay() {
	if t.day.Has(t.wall()) || t.now.Before(t.countAt) {
		return
	}
	t.day, t.today, t.recount = DayOf(t.wall(), t.set.Location), 0, true
}

// dayCounted takes the day's sum.
func (t *Till) dayCounted(e DayCounted) {
	if e.Err != nil {
		t.day, t.countAt = Day{}, t.now.Add(retryEvery)
		return
	}
	t.day, t.today = DayOf(e.At, t.set.Location), e.Today
}

// dayEnds is when the day's sum is to be read anew.
func (t *Till) dayEnds() time.Time {
	if t.day.End.IsZero() {
		return t.countAt
	}
	return t.day.End.Add(-t.offset)
}
