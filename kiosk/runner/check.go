package runner

import (
	"context"
	"time"

	"facepay/kiosk"
)

// checksMax ends checks that do not keep their own bounds: the longest of them, the
// ledger's, has half a minute.
const checksMax = 45 * time.Second

// runChecks has the checks run aside. It yields exactly one ChecksDone, also when
// one panics or ignores its deadline.
func (r *Runner) runChecks(ctx context.Context, e kiosk.RunChecks) {
	r.calls.Go(func() {
		found := make(chan []kiosk.CheckResult, 1)
		callCtx, cancel := context.WithTimeout(ctx, checksMax)
		defer cancel()
		go func() { found <- r.checkAll(callCtx, e.Full) }()
		var results []kiosk.CheckResult
		select {
		case results = <-found:
		case <-callCtx.Done():
			r.ports.Log.Warn("the check did not end in its time", "deep", e.Full)
		}
		r.inbox.deliver(ctx, kiosk.ChecksDone{Full: e.Full, Results: results})
	})
}

func (r *Runner) checkAll(ctx context.Context, full bool) (results []kiosk.CheckResult) {
	if r.ports.RunChecks == nil {
		return nil
	}
	defer func() {
		if v := recover(); v != nil {
			r.ports.Log.Error("the check failed", "err", v)
			results = nil
		}
	}()
	return r.ports.RunChecks(ctx, full)
}
