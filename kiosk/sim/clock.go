package sim

import (
	"time"

	"facepay/kiosk"
	"facepay/kiosk/runner"
)

// clocks are a machine's two, as far as they are off the queue's, the true time and the gateway's.
type clocks struct {
	wall   time.Duration // the wall clock, which is set, corrected and lost
	steady time.Duration // the steady clock: what the wall clock was off by at the start
	told   time.Duration // wall minus steady, as the till was told last
	bad    bool          // this machine's wall clock jumps
	start  time.Duration // of the till, the last
	// uncounted: the day's sum could not be read for the day that began.
	uncounted bool
}

// wall is the time by the clock of the till's machine.
func (w *world) wall() time.Time { return w.clock().Add(w.clocks.wall) }

// steady is the clock that the till measures with.
func (w *world) steady() time.Time {
	if w.mutation == MutateWallDeadlines {
		return w.wall()
	}
	return w.clock().Add(w.clocks.steady)
}

// tillWall is the wall clock as the till knows it.
func (w *world) tillWall() time.Time { return w.steady().Add(w.clocks.told) }

// drawClock decides whether this run's machine has a bad clock.
func (w *world) drawClock() {
	d := w.dice
	if !d.chance(0.15) {
		return
	}
	w.clocks.bad = true
	if d.chance(0.3) {
		w.clocks.wall = -emptyRTC // until somebody or the time service sets it
		w.count(FaultClockOff)
	}
	soon := pick(d, []time.Duration{time.Minute, 10 * time.Minute, 2 * time.Hour})
	at := time.Duration(0)
	for range 1 + d.IntN(5) {
		at += d.between(0, soon)
		w.plan(at, w.jump)
	}
}

// emptyRTC is the time by which a clock with an empty battery starts slow.
const emptyRTC = 6*365*24*time.Hour + 5*time.Hour

// jump sets the wall clock while the till runs, or while it is off.
func (w *world) jump() {
	if w.calm {
		return
	}
	before := w.clocks.wall
	w.clocks.wall = w.drawSkew()
	switch by := w.clocks.wall - before; {
	case by == 0:
		return // corrected, and it had been right
	case w.till == nil:
		w.count(FaultClockOff)
	case by > 0:
		w.count(FaultClockForward)
	default:
		w.count(FaultClockBack)
	}
	w.note("clock", "jumps by %s, now off by %s", w.clocks.wall-before, w.clocks.wall)
}

// drawSkew draws a new offset of the wall clock from the true time.
func (w *world) drawSkew() time.Duration {
	d, now := w.dice, w.clocks.wall
	sign := time.Duration(1 - 2*d.IntN(2))
	switch d.weighted(4, 4, 3, 3, 2, 1) {
	case 0:
		return now + sign*8*time.Hour // the hours that Shanghai is off UTC
	case 1:
		return 0 // the time service has corrected it
	case 2:
		return now + sign*d.between(100*time.Millisecond, 90*time.Second)
	case 3: // to moments around the beginning of a business day
		w.count(FaultClockMidnight)
		day, _ := w.settings.Of(w.wall())
		return []time.Time{day.Start, day.End}[d.IntN(2)].Add(sign * d.between(0, 8*time.Second)).Sub(w.clock())
	case 4:
		return now + sign*d.between(time.Hour, 48*time.Hour)
	}
	return now + sign*emptyRTC
}

// clockWhileOff lets a bad clock come back wrong from a stop.
func (w *world) clockWhileOff() {
	if w.clocks.bad && !w.calm && w.dice.chance(0.4) {
		w.jump()
	}
}

// startClocks begins the steady clock, as a process does at its start.
func (w *world) startClocks() {
	w.clocks.steady, w.clocks.told, w.clocks.start = w.clocks.wall, 0, w.now()
}

// pollMax is the longest that a till polls a payment that was released.
const pollMax = 24 * time.Hour

// polledUntil is the end of polling for p: after a start with a bad clock, the
// longest that a till polls from then on.
func (l *ledger) polledUntil(p *kiosk.Payment) time.Duration {
	until := l.times[p.OrderNo].pollUntil
	if c := &l.w.clocks; c.bad && until > 0 {
		until = max(until, c.start+pollMax)
	}
	return until
}

// tellClock tells the till of a jump before its next step, as the runner does. It
// reports whether the till is still the same afterwards.
func (w *world) tellClock() bool {
	offset := w.clocks.wall - w.clocks.steady
	if w.mutation == MutateWallDeadlines {
		return true
	}
	if by := offset - w.clocks.told; by.Abs() <= runner.ClockTolerance {
		return true
	}
	w.clocks.told = offset
	start := w.starts
	w.step(kiosk.ClockChanged{Offset: offset})
	return start == w.starts && w.till != nil
}

// countDay reads the day's sum for the till.
func (w *world) countDay(at time.Time) {
	e := kiosk.DayCounted{At: at}
	if w.clocks.uncounted = w.diskBroken() && w.dice.chance(0.5); w.clocks.uncounted {
		w.trouble(FaultDisk)
		e.Err = errDiskFull
	} else {
		e.Today = w.ledger.today(at)
	}
	w.step(e)
}

// rowTimes are the true times of a payment's row; its own jump with the clock.
type rowTimes struct {
	created, sent, released, pollUntil time.Duration // since the run began; released and pollUntil are 0 where the row's are zero
}

// timed notes when what p says of times really was; old is zero for a new row.
func (l *ledger) timed(old, p *kiosk.Payment) {
	now, t := l.w.now(), l.times[p.OrderNo]
	if t == nil {
		t = &rowTimes{created: now}
		l.times[p.OrderNo] = t
	}
	if !old.SentAt.Equal(p.SentAt) {
		t.sent = now
	}
	if !old.ReleasedAt.Equal(p.ReleasedAt) {
		t.released = now
	}
	if !old.PollUntil.Equal(p.PollUntil) {
		t.pollUntil = now + p.PollUntil.Sub(l.w.tillWall())
	}
	if p.PollUntil.IsZero() {
		t.pollUntil = 0
	}
}
