package webhook

import (
	"log/slog"
	"strings"
	"sync"
	"time"

	"facepay/kiosk"
)

// logLimiter is a log that says a thing of each kind once a minute at most, so
// that a flood does not push out what the log is read for. Kinds are words of
// this package, never of a sender.
type logLimiter struct {
	log *slog.Logger
	gap time.Duration

	mu    sync.Mutex
	kinds map[string]*held
}

type held struct {
	until time.Time
	n     int
}

func newLogLimiter(log *slog.Logger, gap time.Duration) *logLimiter {
	return &logLimiter{log: log, gap: gap, kinds: map[string]*held{}}
}

// warn says kind with its attributes, and how many of the kind were held back
// before it.
func (t *logLimiter) warn(kind string, args ...any) {
	now := time.Now()
	t.mu.Lock()
	k := t.kinds[kind]
	if k == nil {
		k = &held{}
		t.kinds[kind] = k
	}
	if now.Before(k.until) {
		k.n++
		t.mu.Unlock()
		return
	}
	n := k.n
	k.until, k.n = now.Add(t.gap), 0
	t.mu.Unlock()
	if n > 0 {
		args = append(args, "unsaid", n)
	}
	t.log.Warn("notification listener: "+kind, args...)
}

func (t *logLimiter) Write(p []byte) (int, error) {
	t.warn("http server", "text", kiosk.Trim(strings.TrimSpace(string(p))))
	return len(p), nil
}
