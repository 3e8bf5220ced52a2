package draw

import (
	"image/color"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2/canvas"
)

// A spinner turns once in turnTime, drawn every frameTime: smooth enough for an
// eye, half the work of the screen's own rate for a till's small processor. Where
// that is too much, because the processor does the graphics too, it is drawn every
// frameTimeSlow: still a wheel, and an answer does not have to wait for it.
const (
	turnTime      = 1200 * time.Millisecond
	frameTime     = 33 * time.Millisecond
	frameTimeSlow = 150 * time.Millisecond
	// frameLateMax is the longest wait of a frame for the window before
	// the window counts as slow. A quick one takes it within a tick of its loop.
	frameLateMax = 20 * time.Millisecond
	sweep        = 96 // degrees of the moving arc
)

// Spin draws a ring, base, with an arc, head, that a Ticker turns: what waits moves. For
// whom nothing is to move it has an hourglass in it.
func (c *Canvas) Spin(cx, cy, d, width float32, base, head color.NRGBA) {
	if c.Still {
		c.Ring(cx, cy, d, width, head)
		c.hourglass(cx, cy, (d-2*width)*0.66, head)
		return
	}
	c.Ring(cx, cy, d, width, base)
	a := canvas.NewArc(-sweep/2, sweep/2, 1-2*width/d, head)
	c.Add(a, R(cx-d/2, cy-d/2, d, d))
	c.region.Spinners = append(c.region.Spinners, a)
}

// Ticker turns the spinners on screen while there are any.
type Ticker struct {
	spinners func() []*canvas.Arc // called on the UI's goroutine
	do       func(func())
	stop     chan struct{}
	queued   atomic.Bool // a frame waits to be drawn; no second one is queued
	slow     atomic.Bool // the last frames came late
}

// NewTicker makes a Ticker for the spinners that there are at a frame. do runs a
// function on the UI's goroutine.
func NewTicker(spinners func() []*canvas.Arc, do func(func())) *Ticker {
	return &Ticker{spinners: spinners, do: do}
}

// Run starts or stops the turning. It is called on the UI's goroutine.
func (t *Ticker) Run(wanted bool) {
	if wanted == (t.stop != nil) {
		return
	}
	if !wanted {
		close(t.stop)
		t.stop = nil
		return
	}
	stop := make(chan struct{})
	t.stop = stop
	go func() {
		tick := time.NewTicker(t.every())
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case now := <-tick.C:
				if t.queued.CompareAndSwap(false, true) {
					t.do(func() { t.frame(now) })
				}
				tick.Reset(t.every())
			}
		}
	}()
}

func (t *Ticker) every() time.Duration {
	if t.slow.Load() {
		return frameTimeSlow
	}
	return frameTime
}

func (t *Ticker) frame(now time.Time) {
	t.queued.Store(false)
	if time.Since(now) > frameLateMax {
		t.slow.Store(true) // for as long as it turns; a change of pace would show
	}
	turn := float32(now.UnixMilli()%turnTime.Milliseconds()) * 360 / float32(turnTime.Milliseconds())
	for _, arc := range t.spinners() {
		arc.StartAngle, arc.EndAngle = turn-sweep/2, turn+sweep/2
		canvas.Refresh(arc)
	}
}
