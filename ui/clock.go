package ui

import (
	"time"

	"facepay/ui/cashier"
)

// clock is the time, and whatever waits for it.
type clock struct {
	now    func() time.Time
	timer  *time.Timer // of the next drawing
	stops  bool        // no timer: tests move the time by hand
	closer *time.Timer // ends the program when the till does not answer a wish to close
}

func (c *clock) stop() {
	for _, t := range []*time.Timer{c.timer, c.closer} {
		if t != nil {
			t.Stop()
		}
	}
}

// shakeFrame is the time between two pictures of what shakes.
const shakeFrame = 33 * time.Millisecond

// schedule draws again when what the clock shows changes: the next minute, or
// the next second of whatever counts seconds.
func (u *UI) schedule(now time.Time) {
	c := &u.clock
	if c.stops {
		return
	}
	wait := now.Truncate(time.Minute).Add(time.Minute).Sub(now)
	for _, since := range cashier.Counted(u.views.view) {
		wait = min(wait, time.Second-now.Sub(since)%time.Second)
	}
	if now.Sub(u.context.Shaken) < cashier.ShakeTime {
		wait = shakeFrame
	}
	// A timer may come early; drawing twice is cheaper than a second that is shown late.
	wait = max(wait, 10*time.Millisecond)
	if c.timer != nil {
		c.timer.Stop()
	}
	c.timer = time.AfterFunc(wait, func() { u.do(u.draw) })
}
