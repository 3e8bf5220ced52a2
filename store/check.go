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

// LedgerLook says how closely CheckLedger looks.
type LedgerLook struct {
	Max      time.Duration // of the look, at the most
	Practice bool          // no money moves: no PIN is missed
	Whole    bool          // and not what is new since the verified point alone
	Show     func(done, total int64)
}

// CheckLedger verifies the ledger beside whoever writes it, and looks whether it has a
// PIN where money moves.
func CheckLedger(dir string, o Options, look LedgerLook) health.Check {
	return health.Check{Name: kiosk.CheckLedger, Full: true, Max: look.Max, Run: func(ctx context.Context) []kiosk.CheckResult {
		ctx, cancel := context.WithTimeout(ctx, look.Max-checkGrace)
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
		reader = reader.WithProgress(look.Show)
		results := health.One(reader.look(ctx, look.Whole))
		if set, err := reader.PINSet(ctx); err == nil && !set && !look.Practice {
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

// look verifies the whole, or what is new.
func (r *Reader) look(ctx context.Context, whole bool) kiosk.CheckResult {
	var before time.Time // of a look at the whole, where this is none
	var err error
	if whole {
		err = r.Check(ctx)
	} else {
		before, err = r.CheckNew(ctx)
	}
	if err == nil {
		err = r.VerifiedPoint(ctx)
	}
	if err == nil && !before.IsZero() {
		return health.OK(kiosk.CheckLedger, "ledger.ok_new", "at", before.In(r.opts.Location).Format("2006-01-02 15:04"))
	}
	return LedgerResult(err)
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
	case errors.Is(err, ErrSums):
		s.Name, s.Brief = "ledger.sums", true
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
