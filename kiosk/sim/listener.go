package sim

import (
	"time"

	"facepay/kiosk"
)

// listen opens the till's listener a moment after its start, where its gateway
// sends notifications. Now and then it is deaf for a while, and says so.
func (w *world) listen() {
	if !w.settings.Capabilities.Notifications {
		return
	}
	d := w.dice
	w.deaf = true
	w.hear(d.between(0, 300*time.Millisecond), true)
	if w.faulty() && d.chance(0.2) {
		from := d.between(time.Second, pick(d, []time.Duration{time.Minute, 30 * time.Minute}))
		w.hear(from, false)
		w.hear(from+d.between(0, pick(d, []time.Duration{time.Second, 20 * time.Minute})), true)
	}
}

// hear lets the listener hear, or be deaf, from after on.
func (w *world) hear(after time.Duration, listening bool) {
	start := w.starts
	w.plan(after, func() {
		if start == w.starts && w.till != nil && (listening || !w.calm) {
			w.deaf = !listening
			w.feed(kiosk.ListenerChanged{Listening: listening})
		}
	})
}
