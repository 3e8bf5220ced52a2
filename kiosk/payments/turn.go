package payments

import (
	"facepay/kiosk"
	"time"
)

// Turn is the step under way: its time, and what comes of it. All parts of a till
// write into the same one and into nothing else.
type Turn struct {
	Now    time.Time     // by the steady clock
	Offset time.Duration // of the wall clock from the steady one

	Write   kiosk.Write
	Calls   []kiosk.Call
	Effects []kiosk.Effect // neither Save, Call, Wake, Show nor CountDay
	Facts   []Fact
	Recount bool // the day's sum is to be read
}

// Begin begins the step at time now.
func (n *Turn) Begin(now time.Time) {
	clear(n.Calls) // keeps no code
	n.Now, n.Write, n.Calls, n.Effects, n.Facts, n.Recount = now, kiosk.Write{}, n.Calls[:0], nil, n.Facts[:0], false
}

// Wall is the time of the step under way, for people and for the record.
func (n *Turn) Wall() time.Time { return n.Now.Add(n.Offset) }

// WallOf is what the wall clock says at a moment of the steady one. Zero stays
// zero.
func (n *Turn) WallOf(steady time.Time) time.Time {
	if steady.IsZero() {
		return steady
	}
	return steady.Add(n.Offset)
}

// past brings a recorded time onto the steady clock, as well as that can be. The
// clock may have been wrong when it was recorded; what seems to lie ahead has
// happened just now, for all that is known. Zero stays zero.
func (n *Turn) past(recorded time.Time) time.Time {
	if recorded.IsZero() {
		return recorded
	}
	if at := recorded.Add(-n.Offset); at.Before(n.Now) {
		return at
	}
	return n.Now
}

// record adds a row to the event log of this step.
func (n *Turn) record(r kiosk.Record) {
	r.At = n.Wall()
	n.Write.Records = append(n.Write.Records, r)
}

// Effect adds an effect that is neither Save, Call, Wake, Show nor CountDay.
func (n *Turn) Effect(e kiosk.Effect) { n.Effects = append(n.Effects, e) }
