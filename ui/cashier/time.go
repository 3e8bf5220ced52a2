package cashier

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

// Counted are the moments on screen that seconds are counted from, or to.
func Counted(v kiosk.View) []time.Time {
	var times []time.Time
	if g := v.Status.Gateway; !g.Since.IsZero() && (g.State == kiosk.GatewaySilent || g.State == kiosk.GatewayUnreachable) {
		times = append(times, g.Since)
	}
	if p := v.PIN; p != nil && !p.Until.IsZero() {
		times = append(times, p.Until.Add(-kiosk.PINWaitMax))
	}
	if since := v.Amount.Since; !since.IsZero() && !wholeScreen(v.Screen) {
		times = append(times, since)
	}
	doings := []kiosk.Progress{v.Panel.Progress}
	if l := v.Attention; l != nil {
		for _, d := range l.Rows {
			times = append(times, d.Since)
			doings = append(doings, d.Progress)
		}
	}
	for _, d := range doings {
		if !d.NextQuery.IsZero() {
			// A second of the time to come changes when one of a day earlier does.
			times = append(times, d.NextQuery.AddDate(0, 0, -1))
		}
	}
	return times
}
