package webhook

import (
	"sync"
	"time"
)

// Counts are the outcomes of all requests since the listener started. Each
// request is counted once; Limited counts refused connections too.
type Counts struct {
	Taken        uint64 `json:"taken"`         // acknowledged: on record
	Forged       uint64 `json:"forged"`        // signature missing or wrong
	Malformed    uint64 `json:"malformed"`     // signed, or not even that far, and not as documented
	TooLarge     uint64 `json:"too_large"`     // body over 64 KiB
	UnknownOrder uint64 `json:"unknown_order"` // the till has no such order
	Mismatched   uint64 `json:"mismatched"`    // other amount, or numbers that contradict each other
	NotNow       uint64 `json:"not_now"`       // the till was busy, ending or could not record
	TimedOut     uint64 `json:"timed_out"`     // the till did not answer, or the sender did not finish
	Limited      uint64 `json:"limited"`       // over a rate or a number of connections
	Failed       uint64 `json:"failed"`        // a fault of this program
	MiniAnswered uint64 `json:"mini_answered"` // mini-programs that got their parameters
	MiniRefused  uint64 `json:"mini_refused"`  // mini-programs that got an error
}

type outcome int

const (
	taken outcome = iota
	forged
	malformed
	tooLarge
	unknownOrder
	mismatched
	notNow
	timedOut
	limited
	failed
	miniAnswered
	miniRefused
	outcomes // their number
)

// suspect: the request was refused for its form or signature. The till is told their number.
func (o outcome) suspect() bool { return o == forged || o == malformed || o == tooLarge }

// misses reports whether a notification may have gone by unheard: the gateway
// was not answered as it wants, for a reason that need not be its own. A wrong
// signature counts too, since the key in the config may be the wrong one.
func (o outcome) misses() bool {
	return o != taken && o != unknownOrder && o != mismatched
}

// counters counts outcomes, and the suspect ones of lately.
type counters struct {
	changed chan struct{} // has one element after a change

	mu     sync.Mutex
	start  time.Time
	counts [outcomes]uint64
	gap    bool // something went by unheard since takeGap
	late   [lateSteps]struct {
		step int64 // since start
		n    int
	}
}

func newCounters(now time.Time) *counters {
	return &counters{changed: make(chan struct{}, 1), start: now}
}

// add counts the outcome of a request that was, or may have been, a notification.
func (t *counters) add(o outcome, now time.Time) {
	if o.misses() {
		t.miss()
	}
	t.count(o, now)
}

func (t *counters) count(o outcome, now time.Time) {
	t.mu.Lock()
	t.counts[o]++
	if o.suspect() {
		step := t.step(now)
		slot := &t.late[step%int64(lateSteps)]
		if slot.step != step {
			slot.step, slot.n = step, 0
		}
		slot.n++
	}
	t.mu.Unlock()
	t.wake()
}

// takeGap reports whether something went by unheard since the last time.
func (t *counters) takeGap() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	gap := t.gap
	t.gap = false
	return gap
}

// miss notes that something went, or may have gone, by unheard.
func (t *counters) miss() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.gap = true
}

func (t *counters) wake() {
	select {
	case t.changed <- struct{}{}:
	default:
	}
}

// step counts lateSteps since the start, by the clock that is never set.
func (t *counters) step(now time.Time) int64 { return int64(max(0, now.Sub(t.start)) / lateStep) }

// lately counts the suspect requests of the last ten minutes, to ten seconds.
func (t *counters) lately(now time.Time) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, oldest := 0, t.step(now)-int64(lateSteps)
	for _, slot := range t.late {
		if slot.step > oldest {
			n += slot.n
		}
	}
	return n
}

func (t *counters) snapshot() Counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.counts
	return Counts{
		Taken: c[taken], Forged: c[forged], Malformed: c[malformed], TooLarge: c[tooLarge],
		UnknownOrder: c[unknownOrder], Mismatched: c[mismatched], NotNow: c[notNow], TimedOut: c[timedOut],
		Limited: c[limited], Failed: c[failed], MiniAnswered: c[miniAnswered], MiniRefused: c[miniRefused],
	}
}
