package gatewayhttp

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"facepay/kiosk"
)

// Heard is what the calls so far have learnt beside their answers.
type Heard struct {
	// Skew is how far this machine's clock is ahead of the gateway's; nil while
	// no answer has told it, and after a leap of ours.
	Skew *time.Duration
	// LedTo is the host that the last call was led to instead of an answer.
	LedTo string
	// Failed is when the last call failed, zero when it did not, and where the
	// gateway only asked for patience.
	Failed time.Time
}

// leapMax is how far our clock and the steady one may part before a skew that
// was measured holds no longer.
const leapMax = 2 * time.Second

// ear collects what is heard.
type ear struct {
	mu    sync.Mutex
	heard Heard
	at    time.Time // of the skew
}

// Heard tells what the calls so far have learnt.
func (c *Client) Heard() Heard {
	c.ear.mu.Lock()
	defer c.ear.mu.Unlock()
	h := c.ear.heard
	now := time.Now()
	if leapt(now.Round(0).Sub(c.ear.at.Round(0)), now.Sub(c.ear.at)) {
		h.Skew = nil
	}
	return h
}

// leapt reports whether our clock was set, or the machine slept: then the wall
// clock and the steady one have gone different ways.
func leapt(wall, steady time.Duration) bool { return (wall - steady).Abs() > leapMax }

// clock takes the time that an answer tells; what it tells was cut to whole
// seconds, somewhere between sending and coming.
func (e *ear) clock(h http.Header, sent time.Time) {
	told, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	now := time.Now()
	skew := sent.Round(0).Add(now.Sub(sent) / 2).Sub(told)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard.Skew, e.at = &skew, now
}

// ended takes how a call ended.
func (e *ear) ended(err error, ledTo string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard.LedTo, e.heard.Failed = ledTo, time.Time{}
	var unanswered *kiosk.Unanswered
	if err != nil && !(errors.As(err, &unanswered) && unanswered.Busy) {
		e.heard.Failed = time.Now()
	}
}
