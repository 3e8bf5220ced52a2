package payments

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// Turn is the step under way: its time, and what comes of it. All parts of a till
// write into the same one and into nothing else.
type Turn struct {
	Now    time.Time     // of the step, by the steady clock; set by Begin
	Offset time.Duration // of the wall clock from the steady one, by the last ClockChanged

	write   kiosk.Write
	queued  []kiosk.Call
	effects []kiosk.Effect // neither Save, Call, Wake, Show nor CountDay
	facts   []Fact
	recount bool // the day's sum is to be read
}

// Begin begins the step at time now.
func (n *Turn) Begin(now time.Time) {
	clear(n.queued) // keeps no code
	n.Now, n.write, n.queued, n.effects, n.facts, n.recount = now, kiosk.Write{}, n.queued[:0], nil, n.facts[:0], false
}

// Wall is the time of the step under way, for people and for the record.
func (n *Turn) Wall() time.Time { return n.Now.Add(n.Offset) }

// WallOf a time of the steady clock is the wall clock's. Zero stays zero.
func (n *Turn) WallOf(steady time.Time) time.Time {
	if steady.IsZero() {
		return steady
	}
	return steady.Add(n.Offset)
}

// reached reports whether the time at of the steady clock has come.
func (n *Turn) reached(at time.Time) bool { return !n.Now.Before(at) }

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
	n.write.Records = append(n.write.Records, r)
}

// Effect adds effects that are neither Save, Call, Wake, Show nor CountDay.
func (n *Turn) Effect(e ...kiosk.Effect) { n.effects = append(n.effects, e...) }

// TakeFacts returns what has happened in this step since the last call. The slice is
// good until the next fact.
func (n *Turn) TakeFacts() []Fact {
	facts := n.facts
	n.facts = facts[:0]
	return facts
}

// Writes reports whether this step writes payment o: what the ledger was asked for
// before may be older.
func (n *Turn) Writes(o kiosk.OrderNo) bool {
	return slices.ContainsFunc(n.write.Payments, func(p kiosk.Payment) bool { return p.OrderNo == o })
}

// Recount reports whether the day's sum is to be read from the ledger.
func (n *Turn) Recount() bool { return n.recount }
