package poletest

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/device/serial/serialtest"
)

// patience is the timeout of a wait; nothing hangs on how much sooner it ends.
const patience = 30 * time.Second

// Counter is a display at a pty of a made-up system, whose plug can be pulled. It keeps
// what it has got while it is unplugged.
type Counter struct {
	*serialtest.USBTree
	t  testing.TB
	mu sync.Mutex
	at Display
}

// NewCounter makes one that is not plugged in.
func NewCounter(t testing.TB, u *serialtest.USBTree, twoLines bool) *Counter {
	return &Counter{USBTree: u, t: t, at: Display{TwoLines: twoLines}}
}

// Take takes what comes on its line.
func (c *Counter) Take(bytes []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = c.at.Write(bytes)
}

// Connect plugs it in, as tty name.
func (c *Counter) Connect(tty string) *serialtest.Wire {
	return c.PlugIn(tty, serialtest.Seat, serialtest.ID, c.Take)
}

// Text is the amount that stands there now.
func (c *Counter) Text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at.Text
}

// Stands waits until an amount stands there, "" for none, under the lamp, 0 for any.
func (c *Counter) Stands(amount string, lamp byte) {
	c.t.Helper()
	require.Eventually(c.t, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.at.Text == amount && (lamp == 0 || c.at.Lamp == lamp)
	}, patience, time.Millisecond, amount)
}
