package webhook

import (
	"context"
	"sync"
	"time"

	"facepay/kiosk"
)

// reporter tells the till and the status file what was counted.
type reporter struct {
	counters  *counters
	post      func(kiosk.Event) bool
	path      string // of the status file; "": none
	log       *logLimiter
	tellGap   time.Duration
	statusGap time.Duration

	mu    sync.Mutex
	state Status // Started, Address, Error

	// Of run's goroutine:
	told    int // the count that the till knows
	toldAt  time.Time
	tells   bucket
	hears   bool // the till's last word: notifications can be heard
	gap     bool // what went by unheard since then is not told yet
	gaps    bucket
	written Status
	wroteAt time.Time
}

// listening notes where the listener is, or why it is nowhere.
func (r *reporter) listening(address string, err error) {
	r.mu.Lock()
	r.state.Address, r.state.Error = address, ""
	if address == "" {
		r.counters.miss()
	}
	if err != nil {
		r.state.Error = kiosk.Trim(err.Error())
	}
	r.mu.Unlock()
	r.counters.wake()
}

// run reports until ctx ends, and once more then.
func (r *reporter) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			r.write(r.status(time.Now(), true))
			return
		case <-r.counters.changed:
		case <-timer.C:
		}
		now := time.Now()
		if wait := earlier(earlier(r.tellListener(now), r.tellRefused(now)), r.keepStatus(now)); wait > 0 {
			timer.Reset(wait)
		}
	}
}

// earlier is the shorter of two waits, of which 0 is none.
func earlier(a, b time.Duration) time.Duration {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// tellListener tells the till whether it is heard for, and when something went by unheard. It
// returns as tellRefused does.
func (r *reporter) tellListener(now time.Time) time.Duration {
	r.gap = r.counters.takeGap() || r.gap
	r.mu.Lock()
	open := r.state.Address != ""
	r.mu.Unlock()
	if r.hears && (r.gap || !open) {
		if open && !r.gaps.take(gapRate, now) {
			return r.tellGap
		}
		if !r.post(kiosk.ListenerChanged{Listening: false}) {
			return r.tellGap
		}
		r.hears = false
	}
	if !r.hears && open {
		r.gap = false // the till has counted as deaf until this moment
		if !r.post(kiosk.ListenerChanged{Listening: true}) {
			return r.tellGap
		}
		r.hears = true
	}
	return 0
}

// tellRefused posts the count of lately when it changed. It returns the wait before it looks
// again, 0 for none until something happens.
func (r *reporter) tellRefused(now time.Time) time.Duration {
	n := r.counters.lately(now)
	switch wait := r.tellGap - now.Sub(r.toldAt); {
	case n == r.told && n == 0:
		return 0
	case n == r.told:
		return lateStep // until then none can have left the window
	case wait > 0 && !r.toldAt.IsZero():
		return wait
	case !r.tells.take(tellRate, now):
		return r.tellGap
	}
	r.toldAt = now
	if r.post(kiosk.NotificationsRefused{Count: n}) {
		r.told = n
	}
	return r.tellGap
}

// keepStatus writes the status file when something changed, and returns as tellRefused does.
func (r *reporter) keepStatus(now time.Time) time.Duration {
	if r.path == "" {
		return 0
	}
	s := r.status(now, false)
	if same := s; !r.wroteAt.IsZero() {
		same.Updated = r.written.Updated
		if same == r.written {
			return 0
		}
		if wait := r.statusGap - now.Sub(r.wroteAt); wait > 0 {
			return wait
		}
	}
	r.wroteAt = now
	if !r.write(s) {
		return r.statusGap
	}
	r.written = s
	return 0
}

func (r *reporter) status(now time.Time, ended bool) Status {
	r.mu.Lock()
	s := r.state
	r.mu.Unlock()
	s.Updated, s.Counts, s.RefusedLately = now.Round(0), r.counters.snapshot(), r.counters.lately(now)
	if ended {
		s.Ended, s.Address = s.Updated, ""
	}
	return s
}

func (r *reporter) write(s Status) bool {
	if r.path == "" {
		return true
	}
	if err := writeStatus(r.path, s); err != nil {
		r.log.warn("status file", "err", err)
		return false
	}
	return true
}
