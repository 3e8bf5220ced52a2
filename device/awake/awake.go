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
const looksEvery = 10 * time.Second

// askMax is the timeout of one answer of the system's.
const askMax = 5 * time.Second

// sleeper is something by which a machine or its screen falls asleep.
type sleeper interface {
	// keep has it stay awake, or lets it sleep again. It is called again and again,
	// always by the same goroutine and thread. What is not there is no error.
	keep(ctx context.Context, awake bool) error
	name() string
}

// Keeper keeps the screen on.
type Keeper struct {
	Config func() Config    // asked at each look, so that new hours need no start
	Now    func() time.Time // the clock of the hours in Config
	Log    *slog.Logger

	all   []sleeper
	every time.Duration
}

// New makes a Keeper. A locked till keeps the machine's keys for power and sleep from
// anybody, too. What the machine does by itself is looked at now, before there is a
// window, which may change it.
func New(locked bool) *Keeper { return &Keeper{all: sleepers(locked), every: looksEvery} }

// Run keeps the screen on in the hours of k's config, until ctx ends.
func (k *Keeper) Run(ctx context.Context) {
	runtime.LockOSThread() // Windows keeps awake by thread
	tick := time.NewTicker(k.every)
	defer tick.Stop()
	failing := map[string]bool{}
	for ctx.Err() == nil {
		for _, s := range k.all {
			err := s.keep(ctx, k.Config().At(k.Now()))
			if (err != nil) != failing[s.name()] && ctx.Err() == nil {
				failing[s.name()] = err != nil
				k.Log.Info("keep the screen on", "by", s.name(), "err", err)
			}
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	for _, s := range k.all {
		_ = s.keep(context.WithoutCancel(ctx), false) // it ends with the program at the latest
	}
}
