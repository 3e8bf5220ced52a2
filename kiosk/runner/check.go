package runner

import (
	"context"
	"time"

	"facepay/kiosk"
)

// examineMax ends an examination whose looks do not keep their own bounds: the
// longest of them, the ledger's, has half a minute.
const examineMax = 45 * time.Second

// examine has the looks run aside. It yields exactly one ChecksDone, also when a
// look panics or ignores its deadline.
func (r *Runner) examine(ctx context.Context, e kiosk.RunChecks) {
	r.asks.Go(func() {
		found := make(chan []kiosk.CheckResult, 1)
		callCtx, cancel := context.WithTimeout(ctx, examineMax)
		defer cancel()
		go func() { found <- r.look(callCtx, e.Full) }()
		var findings []kiosk.CheckResult
		select {
		case findings = <-found:
		case <-callCtx.Done():
			r.parts.Log.Warn("the check did not end in its time", "deep", e.Full)
		}
		r.inbox.deliver(ctx, kiosk.ChecksDone{Full: e.Full, Results: findings})
	})
}

func (r *Runner) look(ctx context.Context, deep bool) (findings []kiosk.CheckResult) {
	if r.parts.Examine == nil {
		return nil
	}
	defer func() {
		if v := recover(); v != nil {
			r.parts.Log.Error("the check failed", "err", v)
			findings = nil
		}
	}()
	return r.parts.Examine(ctx, deep)
}
