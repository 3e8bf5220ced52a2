package till

import (
	"facepay/kiosk"
	"time"

	"github.com/stretchr/testify/require"
)

// wakeBy wakes the till once, when it asked for it, if that is not after until.
func (c *counter) wakeBy(until time.Time) bool {
	c.t.Helper()
	if c.wake.IsZero() || c.wake.After(until) {
		return false
	}
	if c.wake.After(c.now) {
		c.now = c.wake
	}
	c.wake = time.Time{}
	c.step(kiosk.Woke{})
	return true
}

// sleep lets time pass, waking the till whenever it asked for it.
func (c *counter) sleep(d time.Duration) {
	c.t.Helper()
	until := c.now.Add(d)
	for n := 0; c.wakeBy(until); n++ {
		require.Less(c.t, n, 100_000, "the till wakes without end")
	}
	c.now = until
}

// jump moves the wall clock; c.now stays the steady one.
func (c *counter) jump(by time.Duration) {
	c.t.Helper()
	c.offset += by
	c.step(kiosk.ClockChanged{Offset: c.offset})
}

// sleeps are the two ways in which a till notices that its machine did not run:
// the monotonic clock stood still, or it went on and nobody woke the till.
var sleeps = map[string]func(*counter, time.Duration){
	"the steady clock stood still": (*counter).jump,
	"the steady clock went on":     func(c *counter, d time.Duration) { c.now = c.now.Add(d); c.step(kiosk.Woke{}) },
}

// checksWithin lets time pass until the till runs its checks, at most d.
func (c *counter) checksWithin(d time.Duration) []kiosk.RunChecks {
	c.t.Helper()
	for until := c.now.Add(d); c.wakeBy(until); {
		if found := effects[kiosk.RunChecks](c); len(found) > 0 {
			return found
		}
	}
	return nil
}

// expire leaves the QR on show and waits until it can be paid no more. Meanwhile
// another customer pays, which a notification tells.
func (c *counter) expire() {
	c.t.Helper()
	c.press(kiosk.KeyEsc)
	c.payByNotice()
	c.sleep(time.Hour)
}

// found ends the quick checks with these results.
func (c *counter) found(results ...kiosk.CheckResult) { c.step(kiosk.ChecksDone{Results: results}) }
