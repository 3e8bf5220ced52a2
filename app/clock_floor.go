package app

import (
	"time"

	"facepay/kiosk"
	"facepay/providers"
)

// clock is the till's clock: the wall's, but never before this program was made. A
// machine without a clock's battery begins in 1970, or where its system was built,
// until the network tells the time. Then the till's clock goes on from the newest
// payment on record: sales keep their order and come close to their day, and certificates
// are held against a time at which they are good. It is the wall's again as soon as
// that is right.
type clock struct {
	wall  func() time.Time
	floor time.Time // at began
	began time.Time
}

// newClock is the clock of a till whose newest payment, if there is one, is newest[0].
func newClock(wall func() time.Time, newest []kiosk.Payment) *clock {
	c := &clock{wall: wall, floor: providers.Released, began: time.Now()}
	if len(newest) > 0 && newest[0].CreatedAt.After(c.floor) {
		c.floor = newest[0].CreatedAt
	}
	return c
}

// now is the till's time.
func (c *clock) now() time.Time {
	if now := c.wall(); !now.Before(providers.Released) {
		return now
	}
	return c.floor.Round(0).Add(time.Since(c.began))
}

// lost reports whether the machine does not know the time.
func (c *clock) lost() bool { return c.wall().Before(providers.Released) }
