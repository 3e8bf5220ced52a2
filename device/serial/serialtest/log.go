package serialtest

import (
	"log/slog"
	"strings"
	"sync"
)

// Log is a log that a test reads.
type Log struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write takes what a logger writes.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// Lines are those that were written so far.
func (l *Log) Lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := strings.TrimSpace(l.text.String())
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// Logger writes to it.
func (l *Log) Logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }
