// Package awake keeps the machine and its screen from falling asleep while the shop
// is open, and tells when the machine has slept all the same.
package awake

import (
	"context"
	"log/slog"
	"runtime"
	"time"
)

// looksEvery is the interval at which it is seen to that the screen is on: whatever
// keeps it on may come later than the till, end and come back.
const looksEvery = 20 * time.Second

// askMax is the timeout of one answer of the system's.
const askMax = 5 * time.Second

// sleeper is something by which a machine or its screen falls asleep.
type sleeper interface {
	// keep has it stay awake, or lets it sleep again. It is called again and again,
	// always by the same goroutine and thread. What is not there is no error.
	keep(ctx context.Context, awake bool) error
	name() string
}

// Keep keeps the screen on in the hours of c by the clock now, until ctx ends. A locked
// till keeps the machine's keys for power and sleep from anybody, too.
func Keep(ctx context.Context, c Config, locked bool, now func() time.Time, log *slog.Logger) {
	runtime.LockOSThread() // Windows keeps awake by thread
	keepAll(ctx, c, sleepers(locked), now, looksEvery, log)
}

func keepAll(ctx context.Context, c Config, all []sleeper, now func() time.Time, every time.Duration, log *slog.Logger) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	failing := map[string]bool{}
	for ctx.Err() == nil {
		for _, s := range all {
			err := s.keep(ctx, c.At(now()))
			if (err != nil) != failing[s.name()] && ctx.Err() == nil {
				failing[s.name()] = err != nil
				log.Info("keep the screen on", "by", s.name(), "err", err)
			}
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	for _, s := range all {
		_ = s.keep(context.WithoutCancel(ctx), false) // it ends with the program at the latest
	}
}
