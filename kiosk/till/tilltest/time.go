package tilltest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// WakeBy wakes the till once, when it asked for it, if that is not after until.
func (c *Counter) WakeBy(until time.Time) bool {
	c.T.Helper()
	if c.Wake.IsZero() || c.Wake.After(until) {
		return false
	}
	if c.Wake.After(c.Now) {
		c.Now = c.Wake
	}
	c.Wake = time.Time{}
	c.Step(kiosk.Woke{})
	return true
}

// Sleep lets time pass, waking the till whenever it asked for it.
func (c *Counter) Sleep(d time.Duration) {
	c.T.Helper()
	until := c.Now.Add(d)
	for n := 0; c.WakeBy(until); n++ {
		require.Less(c.T, n, 100_000, "the till wakes without end")
	}
	c.Now = until
}

// Jump moves the wall clock; c.now stays the steady one.
func (c *Counter) Jump(by time.Duration) {
	c.T.Helper()
	c.Offset += by
	c.Step(kiosk.ClockChanged{Offset: c.Offset})
}

// EachSleep runs test with both ways in which a till notices that its machine did not
// run: the monotonic clock stood still, or it went on and nobody woke the till.
func EachSleep(t *testing.T, test func(t *testing.T, sleep func(*Counter, time.Duration))) {
	t.Run("the steady clock stood still", func(t *testing.T) { test(t, (*Counter).Jump) })
	t.Run("the steady clock went on", func(t *testing.T) {
		test(t, func(c *Counter, d time.Duration) { c.Now = c.Now.Add(d); c.Step(kiosk.Woke{}) })
	})
}

// ChecksWithin lets time pass until the till runs its checks, at most d.
func (c *Counter) ChecksWithin(d time.Duration) []kiosk.RunChecks {
	c.T.Helper()
	for until := c.Now.Add(d); c.WakeBy(until); {
		if found := Effects[kiosk.RunChecks](c); len(found) > 0 {
			return found
		}
	}
	return nil
}

// Expire leaves the QR on show and waits until it can be paid no more. Meanwhile
// another customer pays, which a notification tells.
func (c *Counter) Expire() {
	c.T.Helper()
	c.Press(kiosk.KeyEsc)
	c.PayByNotice()
	c.Sleep(time.Hour)
}

// Found ends the quick checks with these results.
func (c *Counter) Found(results ...kiosk.CheckResult) { c.Step(kiosk.ChecksDone{Results: results}) }
