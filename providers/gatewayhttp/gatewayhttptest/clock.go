package gatewayhttptest

import (
	"sync"
	"time"
)

// Clock stands still and can be put forward.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock shows now.
func NewClock(now time.Time) *Clock { return &Clock{now: now} }

// Now is the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Pass puts it forward.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
