package store

import (
	"context"
	"errors"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// checkGrace is left of a check's time to say that it took too long.
const checkGrace = 2 * time.Second

// CheckLedger verifies the ledger beside whoever writes it, for limit at the most,
// and looks whether it has a PIN where money moves.
func CheckLedger(dir string, o Options, limit time.Duration, practice bool) health.Check {
	return health.Check{Name: kiosk.CheckLedger, Full: true, Max: limit, Run: func(ctx context.Context) []kiosk.CheckResult {
		ctx, cancel := context.WithTimeout(ctx, limit-checkGrace)
		defer cancel()
		reader, err := OpenReader(ctx, dir, o)
		if errors.Is(err, ErrMissing) {
			if err = Absence(dir); err == nil {
				return health.One(health.OK(kiosk.CheckLedger, kiosk.T("check.found.ledger.none")))
			}
			return health.One(LedgerResult(err))
		}
		if err == nil {
			err = reader.Check(ctx)
			if err == nil {
				err = reader.VerifiedPoint(ctx)
			}
			results := health.One(LedgerResult(err))
			if set, err := reader.PINSet(ctx); err == nil && !set && !practice {
				results = append(results, kiosk.CheckResult{
					Check: kiosk.CheckLedger, Health: kiosk.HealthWarning,
					What: kiosk.T("check.found.ledger.no_pin"), Todo: kiosk.T("check.todo.ledger.no_pin"),
				})
			}
			if err := reader.Close(); err != nil {
				results = append(results, LedgerResult(err))
			}
			return results
		}
		return health.One(LedgerResult(err))
	}}
}

// LedgerResult is the result of a verification of the ledger.
func LedgerResult(err error) kiosk.CheckResult {
	f := kiosk.CheckResult{Check: kiosk.CheckLedger, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine}
	if err == nil {
		return health.OK(kiosk.CheckLedger, kiosk.T("check.found.ledger.ok"))
	}
	why := health.Reason(err)
	switch {
	case Behind(err):
		f.What, f.Places, f.Todo = kiosk.T("check.found.ledger.behind"), faultTexts(chainFaults(err)[:1]), kiosk.T("check.todo.ledger.behind")
		f.Brief = kiosk.T("check.brief.ledger.behind")
	case len(chainFaults(err)) > 0:
		f.What, f.Places, f.Todo = kiosk.T("check.found.ledger.edited"), faultTexts(chainFaults(err)), kiosk.T("check.todo.ledger.edited")
		f.Brief = kiosk.T("check.brief.ledger.edited")
	case errors.Is(err, ErrNoVerifiedPoint):
		f.Health, f.Cause = kiosk.HealthWarning, kiosk.CauseNone
		f.What, f.Todo = kiosk.T("check.found.ledger.no_point"), kiosk.T("check.todo.ledger.no_point")
	case errors.Is(err, context.DeadlineExceeded):
		f.Health, f.Cause = kiosk.HealthWarning, kiosk.CauseNone
		f.What, f.Todo = kiosk.T("check.found.ledger.unfinished"), kiosk.T("check.todo.ledger.unfinished")
	case errors.Is(err, ErrNewer):
		f.What, f.Todo = kiosk.T("check.found.ledger.newer", "reason", why), kiosk.T("check.todo.ledger.newer")
	case errors.Is(err, ErrOlder):
		f.What, f.Todo = kiosk.T("check.found.ledger.older", "reason", why), kiosk.T("check.todo.ledger.older")
	case errors.Is(err, ErrEmptied):
		f.What, f.Todo = kiosk.T("check.found.ledger.emptied"), kiosk.T("check.todo.ledger.emptied")
		f.Brief = kiosk.T("check.brief.ledger.behind")
	case errors.Is(err, ErrDamaged):
		f.What, f.Todo = kiosk.T("check.found.ledger.damaged", "reason", why), kiosk.T("check.todo.ledger.damaged")
		f.Brief = kiosk.T("check.brief.ledger.damaged")
	default:
		f.What, f.Todo = kiosk.T("check.found.ledger.unreadable", "reason", why), kiosk.T("check.todo.ledger.unreadable")
		f.Brief = kiosk.T("check.brief.ledger.unreadable")
	}
	return f
}

// chainFaults are the places at which the history in err is not as it was.
func chainFaults(err error) ChainErrors {
	var all ChainErrors
	var one *ChainError
	if !errors.As(err, &all) && errors.As(err, &one) {
		all = ChainErrors{one}
	}
	return all
}
