package kiosk

import "time"

// Turn is the step under way: its time, and what comes of it. All parts of a till
// write into the same one and into nothing else.
type Turn struct {
	now    time.Time     // by the steady clock
	offset time.Duration // of the wall clock from the steady one

	write   Write
	calls   []Call
	effects []Effect // neither Save, Call, Wake, Show nor CountDay
	facts   []Fact
	recount bool // the day's sum is to be read
}

// begin begins the step at time now.
func (n *Turn) begin(now time.Time) {
	clear(n.calls) // keeps no code
	n.now, n.write, n.calls, n.effects, n.facts, n.recount = now, Write{}, n.calls[:0], nil, n.facts[:0], false
}

// wall is the time of the step under way, for people and for the record.
func (n *Turn) wall() time.Time { return n.now.Add(n.offset) }

// wallOf is what the wall clock says at a moment of the steady one. Zero stays
// zero.
func (n *Turn) wallOf(steady time.Time) time.Time {
	if steady.IsZero() {
		return steady
	}
	return steady.Add(n.offset)
}

// past brings a recorded time onto the steady clock, as well as that can be. The
// clock may have been wrong when it was recorded; what seems to lie ahead has
// happened just now, for all that is known. Zero stays zero.
func (n *Turn) past(recorded time.Time) time.Time {
	if recorded.IsZero() {
		return recorded
	}
	if at := recorded.Add(-n.offset); at.Before(n.now) {
		return at
	}
	return n.now
}

// record adds a row to the event log of this step.
func (n *Turn) record(r Record) {
	r.At = n.wall()
	n.write.Records = append(n.write.Records, r)
}

// effect adds an effect that is neither Save, Call, Wake, Show nor CountDay.
func (n *Turn) effect(e Effect) { n.effects = append(n.effects, e) }
