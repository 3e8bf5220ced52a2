// Package doctor looks at what a till needs and says of each thing whether it is
// well, what is so, what to do, and whose fault it is: this machine's, the
// shop's network's or the gateway's. It moves no money, calls no account and
// changes nothing.
package doctor

import (
	"context"
	"fmt"
	"sync"
	"time"

	"facepay/kiosk"
)

// lookMax bounds a look that has no bound of its own: somebody waits for it.
const lookMax = 10 * time.Second

// Look is one thing to look at, or several that follow from each other.
type Look struct {
	Name kiosk.Check
	// Deep: too slow, or too seldom of use, for the looks that a till has run by
	// itself while the gateway is silent.
	Deep bool
	// Max bounds the look; 0 means lookMax.
	Max time.Duration
	// Run looks. It may find nothing.
	Run func(context.Context) []kiosk.CheckResult
}

// Examine runs the looks side by side, without the deep ones unless deep is set,
// and hands each look's findings over as soon as they and those before them are
// there, so that their order is always the same. A look that panics or does not
// end in its time is a finding itself.
func Examine(ctx context.Context, looks []Look, deep bool, tell func(kiosk.CheckResult)) {
	var found []chan []kiosk.CheckResult
	var running sync.WaitGroup
	for _, l := range looks {
		if l.Deep && !deep {
			continue
		}
		done := make(chan []kiosk.CheckResult, 1)
		found = append(found, done)
		running.Go(func() { done <- l.bounded(ctx) })
	}
	for _, done := range found {
		for _, f := range <-done {
			tell(f)
		}
	}
	running.Wait()
}

// Findings is Examine for those who wait for all.
func Findings(ctx context.Context, looks []Look, deep bool) []kiosk.CheckResult {
	var all []kiosk.CheckResult
	Examine(ctx, looks, deep, func(f kiosk.CheckResult) { all = append(all, f) })
	return all
}

// bounded runs l for no longer than it may.
func (l Look) bounded(ctx context.Context) []kiosk.CheckResult {
	limit := l.Max
	if limit == 0 {
		limit = lookMax
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	done := make(chan []kiosk.CheckResult, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				done <- []kiosk.CheckResult{about(l.Name, found(lookBroke, "reason", kiosk.Trim(fmt.Sprint(v))))}
			}
		}()
		done <- l.Run(ctx)
	}()
	select {
	case findings := <-done:
		return findings
	case <-ctx.Done():
	}
	select {
	case findings := <-done: // it came in the same moment
		return findings
	default:
		return []kiosk.CheckResult{about(l.Name, found(lookLate))}
	}
}

func about(l kiosk.Check, f kiosk.CheckResult) kiosk.CheckResult {
	f.Check = l
	return f
}
