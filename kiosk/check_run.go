package kiosk

import (
	"context"
	"time"
)

// examineMax ends an examination whose looks do not keep their own bounds: the
// longest of them, the ledger's, has half a minute.
const examineMax = 45 * time.Second

// examine has the looks run aside. It yields exactly one ChecksDone, also when a
// look panics or ignores its deadline.
func (r *Runner) examine(ctx context.Context, e RunChecks) {
	r.aside(func() {
		found := make(chan []CheckResult, 1)
		callCtx, cancel := context.WithTimeout(ctx, examineMax)
		defer cancel()
		go func() { found <- r.look(callCtx, e.Full) }()
		var findings []CheckResult
		select {
		case findings = <-found:
		case <-callCtx.Done():
			r.parts.Log.Warn("the check did not end in its time", "deep", e.Full)
		}
		r.deliver(ctx, ChecksDone{Full: e.Full, Results: findings})
	})
}

func (r *Runner) look(ctx context.Context, deep bool) (findings []CheckResult) {
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
