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
	w.webhookDown = true
	w.setWebhook(d.between(0, 300*time.Millisecond), true)
	if w.faulty() && d.chance(0.2) {
		from := d.between(time.Second, pick(d, []time.Duration{time.Minute, 30 * time.Minute}))
		w.setWebhook(from, false)
		w.setWebhook(from+d.between(0, pick(d, []time.Duration{time.Second, 20 * time.Minute})), true)
	}
}

// setWebhook opens or closes the till's listener, after a while.
func (w *world) setWebhook(after time.Duration, listening bool) {
	w.planHere(after, func() {
		if listening || !w.calm {
			w.webhookDown = !listening
			w.feed(kiosk.ListenerChanged{Listening: listening})
		}
	})
}
