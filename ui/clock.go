package ui

import (
	"fmt"
	"time"

	"facepay/kiosk"
)

// elapsed is a time passed, as a clock shows it: 0:07, 12:34, 1:02:03.
func elapsed(d time.Duration) string {
	s := max(0, int(d/time.Second))
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// schedule draws again when what the clock shows changes: the next minute, or
// the next second of whatever counts seconds.
func (u *UI) schedule(now time.Time) {
	if u.stops {
		return
	}
	wait := now.Truncate(time.Minute).Add(time.Minute).Sub(now)
	for _, since := range u.counting() {
		wait = min(wait, time.Second-now.Sub(since)%time.Second)
	}
	// A timer may come a little early; drawing twice is cheaper than a second that
	// is shown late.
	wait = max(wait, 10*time.Millisecond)
	if u.clock != nil {
		u.clock.Stop()
	}
	u.clock = time.AfterFunc(wait, func() { u.do(u.draw) })
}

// counting lists the beginnings of the times that are on screen.
func (u *UI) counting() []time.Time {
	var since []time.Time
	if g := u.view.Status.Gateway; !g.Since.IsZero() && (g.State == kiosk.GatewaySilent || g.State == kiosk.GatewayUnreachable) {
		since = append(since, g.Since)
	}
	if a := u.view.Amount.Since; !a.IsZero() && u.amount.state != nil {
		since = append(since, a)
	}
	return append(since, u.doubtTimes()...)
}
