package main

import (
	"sync"
	"time"

	"facepay/doctor"
	"facepay/kiosk"
)

// heardClock compares this machine's clock with the one that the gateway's replies
// tell, so that nothing has to be asked for that alone. A clock that is off, or
// right again, is posted once.
type heardClock struct {
	post func(kiosk.Event) bool
	mu   sync.Mutex
	off  bool
}

func (c *heardClock) heard(here, there time.Time) {
	f := doctor.Compared(here, there)
	off := f.Health == kiosk.HealthFailed
	c.mu.Lock()
	defer c.mu.Unlock()
	if off != c.off && c.post(kiosk.Ailing{Finding: f}) {
		c.off = off
	}
}
