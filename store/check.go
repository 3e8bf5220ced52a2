package store

import (
	"context"
	"errors"
	"path/filepath"
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
				return health.One(health.OK(kiosk.CheckLedger, "ledger.none"))
			}
		}
		if err != nil {
			return health.One(LedgerResult(err))
		}
		if err = reader.Check(ctx); err == nil {
			err = reader.VerifiedPoint(ctx)
		}
		results := health.One(LedgerResult(err))
		if set, err := reader.PINSet(ctx); err == nil && !set && !practice {
			results = append(results, health.Warning(kiosk.CheckLedger, "ledger.no_pin"))
		}
		if err := reader.Close(); err != nil {
			results = append(results, LedgerResult(err))
		}
		for _, kept := range schemaCopies(filepath.Join(dir, backupsDir)) {
			results = append(results, health.OK(kiosk.CheckLedger, "ledger.before", "file", kept))
		}
		return results
	}}
}

func LedgerResult(err error) kiosk.CheckResult {
	if err == nil {
		return health.OK(kiosk.CheckLedger, "ledger.ok")
	}
	s := health.State{Check: kiosk.CheckLedger, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine}
	faults, why := chainFaults(err), []string{"reason", health.Reason(err)}
	switch {
	case Behind(err):
		s.Name, s.Brief, faults, why = "ledger.behind", true, faults[:1], nil
	case len(faults) > 0:
		s.Name, s.Brief, why = "ledger.edited", true, nil
	case errors.Is(err, ErrNoVerifiedPoint):
		return health.Warning(kiosk.CheckLedger, "ledger.no_point")
	case errors.Is(err, context.DeadlineExceeded):
		return health.Warning(kiosk.CheckLedger, "ledger.unfinished")
	case errors.Is(err, ErrNewer):
		s.Name = "ledger.newer"
	case errors.Is(err, ErrOlder):
		s.Name = "ledger.older"
	case errors.Is(err, ErrEmptied):
		r := health.Failed(kiosk.CheckLedger, kiosk.CauseMachine, "ledger.emptied")
		r.Brief = kiosk.T("check.brief.ledger.behind")
		return r
	case errors.Is(err, ErrDamaged):
		s.Name, s.Brief = "ledger.damaged", true
	default:
		s.Name, s.Brief = "ledger.unreadable", true
	}
	r := s.Result(why...)
	if len(faults) > 0 {
		r.Places = faultTexts(faults)
	}
	return r
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
