package serialtest

import (
	"sync"
	"time"
)

// SlowLine takes bytes at once, as a system does, and puts them onto its wire one by one,
// 10 bits each.
type SlowLine struct {
	Baud int

	mu    sync.Mutex
	busy  time.Time // until then the wire has something to do
	got   []string  // frames
	stood []time.Time
	fail  error
}

func (l *SlowLine) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		return 0, l.fail
	}
	if now := time.Now(); now.After(l.busy) {
		l.busy = now
	}
	const bits = 10
	l.busy = l.busy.Add(time.Duration(len(b)) * bits * time.Second / time.Duration(l.Baud))
	l.got, l.stood = append(l.got, string(b)), append(l.stood, l.busy)
	return len(b), nil
}

// Fail has writes fail from now on; nil: no more.
func (l *SlowLine) Fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fail = err
}

// Frames are what was written, each with the time at which its last byte was through.
func (l *SlowLine) Frames() (got []string, stood []time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.got, l.stood
}

// EightKeys are the times, from the first one, of eight keys that somebody presses within
// 300 ms; at is a random number below its argument.
func EightKeys(at func(int64) int64) (times [8]time.Duration) {
	const span, apart = 300 * time.Millisecond, 40 * time.Millisecond
	for i := range times {
		times[i] = span * time.Duration(i) / 7
		if i > 0 && i < 7 {
			times[i] += time.Duration(at(int64(apart)))
		}
	}
	return times
}
