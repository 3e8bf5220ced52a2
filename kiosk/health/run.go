// Package health runs the checks of what a till needs. Each says whether it is
// well, what is so, what to do, and whose fault it is: this machine's, the shop's
// network's or the gateway's. None moves money, calls an account or changes
// anything. What is checked, and how, belongs to the packages that own it.
package health

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"facepay/kiosk"
)

// checkMax bounds a check that has no bound of its own: somebody waits for it.
const checkMax = 10 * time.Second

// Check is one thing to look at, or several that follow from each other.
type Check struct {
	Name kiosk.Check
	// Full: too slow, or too seldom of use, for the checks that a till runs by
	// itself while the gateway is silent.
	Full bool
	// Max bounds the check; 0 means checkMax.
	Max time.Duration
	// Run looks. It may find nothing.
	Run func(context.Context) []kiosk.CheckResult
}

// Run runs the checks side by side, without the full ones unless full is set, and
// hands each one's results over as soon as they and those before them are there,
// so that their order is always the same. A check that panics or does not end in
// its time is a result itself.
func Run(ctx context.Context, checks []Check, full bool, tell func(kiosk.CheckResult)) {
	var results []chan []kiosk.CheckResult
	var running sync.WaitGroup
	for _, c := range checks {
		if c.Full && !full {
			continue
		}
		done := make(chan []kiosk.CheckResult, 1)
		results = append(results, done)
		running.Go(func() { done <- c.bounded(ctx) })
	}
	for _, done := range results {
		for _, r := range <-done {
			tell(r)
		}
	}
	running.Wait()
}

// Results is Run for those who wait for all.
func Results(ctx context.Context, checks []Check, full bool) (all []kiosk.CheckResult) {
	Run(ctx, checks, full, func(r kiosk.CheckResult) { all = append(all, r) })
	return all
}

// bounded runs c for no longer than it may.
func (c Check) bounded(ctx context.Context) []kiosk.CheckResult {
	limit := cmp.Or(c.Max, checkMax)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	done := make(chan []kiosk.CheckResult, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				done <- One(Failed(c.Name, kiosk.CauseMachine, "look.broke", "reason", kiosk.Trim(fmt.Sprint(v))))
			}
		}()
		done <- c.Run(ctx)
	}()
	select {
	case results := <-done:
		return results
	case <-ctx.Done():
	}
	select {
	case results := <-done: // it came in the same moment
		return results
	default:
		return One(Failed(c.Name, kiosk.CauseMachine, "look.late"))
	}
}
