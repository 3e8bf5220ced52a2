package gatewayhttp

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"facepay/kiosk"
)

// Observations are the facts that calls bring beside their answers.
type Observations struct {
	// Skew is the lead of our clock over the gateway's; nil while not told, and after a leap of ours.
	Skew  *time.Duration
	LedTo string // the host that the last call was led to instead of an answer
	// Failed is the time of the last call if it failed; zero also where the gateway only asked for patience.
	Failed time.Time
}

// leapMax is the most that our clock and the steady one may part while a measured skew holds.
const leapMax = 2 * time.Second

type observer struct {
	mu   sync.Mutex
	seen Observations
	at   time.Time // of the skew
}

func (c *Client) Observations() Observations {
	c.observer.mu.Lock()
	defer c.observer.mu.Unlock()
	h := c.observer.seen
	now := time.Now()
	if leapt(now.Round(0).Sub(c.observer.at.Round(0)), now.Sub(c.observer.at)) {
		h.Skew = nil
	}
	return h
}

// leapt reports whether our clock was set, or the machine slept: then the wall
// clock and the steady one have gone different ways.
func leapt(wall, steady time.Duration) bool { return (wall - steady).Abs() > leapMax }

// clock takes the time that an answer tells; what it tells was cut to whole
// seconds, somewhere between sending and coming.
func (o *observer) clock(h http.Header, sent time.Time) {
	told, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	now := time.Now()
	skew := sent.Round(0).Add(now.Sub(sent) / 2).Sub(told)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen.Skew, o.at = &skew, now
}

func (o *observer) ended(err error, ledTo string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen.LedTo, o.seen.Failed = ledTo, time.Time{}
	if unanswered, is := errors.AsType[*kiosk.Unanswered](err); err != nil && !(is && unanswered.Busy) {
		o.seen.Failed = time.Now()
	}
}
