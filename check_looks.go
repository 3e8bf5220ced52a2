package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"facepay/device/scanner"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers/gatewayhttp"
	"facepay/providers/netcheck"
	"facepay/store"
)

// These are the looks that need the parts of this program; those at the system
// and the network are doctor's.

const (
	// ledgerMax bounds the verification on the command line, where somebody can
	// wait for years of sales.
	ledgerMax = 30 * time.Minute
	// ledgerWindowMax bounds it in the till's window.
	ledgerWindowMax = 30 * time.Second
	// ledgerGrace is left of these to say that it took too long.
	ledgerGrace = 2 * time.Second
	// pingMax bounds the question to the gateway: somebody waits for the line.
	pingMax = 10 * time.Second
)

// released is a day before which no copy of this program existed; a clock that
// shows less has lost its battery.
var released = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

func one(f kiosk.CheckResult) []kiosk.CheckResult { return []kiosk.CheckResult{f} }

// well is a finding that needs nothing to be done.
func well(l kiosk.Check, what kiosk.Text) kiosk.CheckResult {
	return kiosk.CheckResult{Check: l, Health: kiosk.HealthOK, What: what}
}

func configLook(s setup) health.Check {
	return health.Check{Name: kiosk.CheckConfig, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		what := kiosk.T("check.found.config.ok", "file", s.ConfigFile, "provider", s.Config.Provider)
		switch {
		case s.ConfigFile == "":
			what = kiosk.T("check.found.config.none")
		case s.Practice:
			what = kiosk.T("check.found.config.practice", "file", s.ConfigFile)
		}
		found := one(well(kiosk.CheckConfig, what))
		if file, err := defaultConfigFile(); s.ConfigFile == "" && err == nil {
			for _, name := range misnamed(file) {
				found = append(found, kiosk.CheckResult{
					Check: kiosk.CheckConfig, Health: kiosk.HealthWarning,
					What: kiosk.T("check.found.config.misnamed", "name", name), Todo: kiosk.T("check.todo.config.misnamed", "file", file),
				})
			}
		}
		for _, section := range s.Config.idle() {
			found = append(found, kiosk.CheckResult{Check: kiosk.CheckConfig, Health: kiosk.HealthWarning, What: kiosk.T("check.found.config.idle", "section", section)})
		}
		if name := gatewayhttp.UnusedProxy(); name != "" && !s.Practice {
			found = append(found, kiosk.CheckResult{Check: kiosk.CheckConfig, Health: kiosk.HealthWarning, What: kiosk.T("check.found.config.proxy", "name", name)})
		}
		if err := s.Config.Adverts.Missing(); err != nil {
			found = append(found, kiosk.CheckResult{
				Check: kiosk.CheckConfig, Health: kiosk.HealthWarning,
				What: kiosk.T("screen.adverts.gone", "dir", s.Config.Adverts.Dir, "reason", reasonText(err)), Todo: kiosk.T("screen.adverts.gone.todo"),
			})
		}
		return found
	}}
}

// ledgerLook verifies the ledger beside whoever writes it, and looks whether it
// has a PIN where money moves.
func ledgerLook(dir string, limit time.Duration, practice bool) health.Check {
	return health.Check{Name: kiosk.CheckLedger, Full: true, Max: limit, Run: func(ctx context.Context) []kiosk.CheckResult {
		ctx, cancel := context.WithTimeout(ctx, limit-ledgerGrace)
		defer cancel()
		reader, err := store.OpenReader(ctx, dir, store.Options{Location: shopLocation()})
		if errors.Is(err, store.ErrMissing) {
			if err = store.Absence(dir); err == nil {
				return one(well(kiosk.CheckLedger, kiosk.T("check.found.ledger.none")))
			}
			return one(ledgerFinding(err))
		}
		if err == nil {
			err = reader.Check(ctx)
			if err == nil {
				err = reader.VerifiedPoint(ctx)
			}
			found := one(ledgerFinding(err))
			if set, err := reader.PINSet(ctx); err == nil && !set && !practice {
				found = append(found, kiosk.CheckResult{
					Check: kiosk.CheckLedger, Health: kiosk.HealthWarning,
					What: kiosk.T("check.found.ledger.no_pin"), Todo: kiosk.T("check.todo.ledger.no_pin"),
				})
			}
			if err := reader.Close(); err != nil {
				found = append(found, ledgerFinding(err))
			}
			return found
		}
		return one(ledgerFinding(err))
	}}
}

// ledgerFinding is what a verification of the ledger came to.
func ledgerFinding(err error) kiosk.CheckResult {
	f := kiosk.CheckResult{Check: kiosk.CheckLedger, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine}
	if err == nil {
		return well(kiosk.CheckLedger, kiosk.T("check.found.ledger.ok"))
	}
	why := reasonText(err)
	switch {
	case store.Behind(err):
		f.What, f.Places, f.Todo = kiosk.T("check.found.ledger.behind"), faultTexts(chainFaults(err)[:1]), kiosk.T("check.todo.ledger.behind")
		f.Brief = kiosk.T("check.brief.ledger.behind")
	case len(chainFaults(err)) > 0:
		f.What, f.Places, f.Todo = kiosk.T("check.found.ledger.edited"), faultTexts(chainFaults(err)), kiosk.T("check.todo.ledger.edited")
		f.Brief = kiosk.T("check.brief.ledger.edited")
	case errors.Is(err, store.ErrNoVerifiedPoint):
		f.Health, f.Cause = kiosk.HealthWarning, kiosk.CauseNone
		f.What, f.Todo = kiosk.T("check.found.ledger.no_point"), kiosk.T("check.todo.ledger.no_point")
	case errors.Is(err, context.DeadlineExceeded):
		f.Health, f.Cause = kiosk.HealthWarning, kiosk.CauseNone
		f.What, f.Todo = kiosk.T("check.found.ledger.unfinished"), kiosk.T("check.todo.ledger.unfinished")
	case errors.Is(err, store.ErrNewer):
		f.What, f.Todo = kiosk.T("check.found.ledger.newer", "reason", why), kiosk.T("check.todo.ledger.newer")
	case errors.Is(err, store.ErrOlder):
		f.What, f.Todo = kiosk.T("check.found.ledger.older", "reason", why), kiosk.T("check.todo.ledger.older")
	case errors.Is(err, store.ErrEmptied):
		f.What, f.Todo = kiosk.T("check.found.ledger.emptied"), kiosk.T("check.todo.ledger.emptied")
		f.Brief = kiosk.T("check.brief.ledger.behind")
	case errors.Is(err, store.ErrDamaged):
		f.What, f.Todo = kiosk.T("check.found.ledger.damaged", "reason", why), kiosk.T("check.todo.ledger.damaged")
		f.Brief = kiosk.T("check.brief.ledger.damaged")
	default:
		f.What, f.Todo = kiosk.T("check.found.ledger.unreadable", "reason", why), kiosk.T("check.todo.ledger.unreadable")
		f.Brief = kiosk.T("check.brief.ledger.unreadable")
	}
	return f
}

// chainFaults are the places at which the history in err is not as it was.
func chainFaults(err error) store.ChainErrors {
	var all store.ChainErrors
	var one *store.ChainError
	if !errors.As(err, &all) && errors.As(err, &one) {
		all = store.ChainErrors{one}
	}
	return all
}

// scannerLook looks whether the port is there and may be opened. It does not
// open it: a running till would lose what the scanner sends meanwhile. The bar
// has a light for the scanner, so there is no brief text but for another program.
func scannerLook(port string) health.Check {
	return health.Check{Name: kiosk.CheckScanner, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		if port == "" {
			return one(well(kiosk.CheckScanner, kiosk.T("check.found.scanner.none")))
		}
		err := portUsable(port)
		if err == nil {
			return one(sharedFinding(port, scanner.Holder(port)))
		}
		f := kiosk.CheckResult{Check: kiosk.CheckScanner, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine}
		f.What, f.Todo = kiosk.T("check.found.scanner.gone", "port", port, "reason", reasonText(err)), kiosk.T("check.todo.scanner.gone")
		if errors.Is(err, os.ErrPermission) {
			f.What, f.Todo = kiosk.T("check.found.scanner.denied", "port", port, "reason", reasonText(err)), kiosk.T("check.todo.scanner.denied")
		}
		return one(f)
	}}
}

// sharedFinding is what another program at the scanner's port means, "" for none.
// Beside a running till that other program is the till.
func sharedFinding(port, program string) kiosk.CheckResult {
	if program == "" || program == ownName() {
		return well(kiosk.CheckScanner, kiosk.T("check.found.scanner.ok", "port", port))
	}
	return kiosk.CheckResult{
		Check: kiosk.CheckScanner, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine,
		Brief: kiosk.T("check.brief.scanner.shared", "program", program),
		What:  kiosk.T("check.found.scanner.shared", "port", port, "program", program),
		Todo:  kiosk.T("check.todo.scanner.shared", "program", program),
	}
}

// ownName is how the system calls this program.
func ownName() string {
	own, err := os.Executable()
	if err != nil {
		return ""
	}
	const commMax = 15 // of Linux
	name := filepath.Base(own)
	return name[:min(len(name), commMax)]
}

// wayLook walks the way to the gateway. The practice gateway runs in this very
// program and has its clock.
func wayLook(s setup, gate gateway, quiet bool) health.Check {
	proxy, err := gate.client.Proxy(gate.base)
	return netcheck.Way{
		Address: gate.base, Released: released, OwnClock: s.Practice, Quiet: quiet, Proxy: proxy, ProxyErr: err,
		Heard: func() netcheck.Heard {
			h := gate.client.Observations()
			return netcheck.Heard{Skew: h.Skew, LedTo: h.LedTo}
		},
	}.Check()
}

// troubleFor is how long after a call that failed the gateway may be asked
// something only to learn whose fault it was. A till at rest asks nothing.
const troubleFor = 2 * time.Minute

// troubled reports whether the till's own calls have failed just now.
func troubled(client *gatewayhttp.Client) bool {
	failed := client.Observations().Failed
	return !failed.IsZero() && time.Since(failed) < troubleFor
}

// tryLook asks the gateway itself: by a harmless call of its own where it has
// one, which is named, else by a connection alone.
func tryLook(name string, gate gateway) health.Check {
	return health.Check{Name: kiosk.CheckGateway, Full: true, Max: pingMax + time.Second, Run: func(ctx context.Context) []kiosk.CheckResult {
		ctx, cancel := context.WithTimeout(ctx, pingMax)
		defer cancel()
		began := time.Now()
		err := gate.Ping(ctx)
		call := ""
		if g, tries := gate.Gateway.(kiosk.Trier); tries && err == nil {
			call, err = g.Try(ctx)
		}
		took := strconv.FormatInt(time.Since(began).Milliseconds(), 10)
		switch {
		case err == nil && call != "":
			return one(well(kiosk.CheckGateway, kiosk.T("check.found.gateway.tried", "name", name, "call", call, "ms", took)))
		case err == nil:
			return one(well(kiosk.CheckGateway, kiosk.T("check.found.gateway.connected", "name", name, "ms", took)))
		}
		f := kiosk.CheckResult{Check: kiosk.CheckGateway, Health: kiosk.HealthFailed, Todo: kiosk.T("check.todo.gateway.unreached")}
		f.What = kiosk.T("check.found.gateway.unreached", "name", name, "reason", reasonText(err))
		if call != "" {
			f.What = kiosk.T("check.found.gateway.refused", "name", name, "call", call, "reason", reasonText(err))
		}
		return one(f)
	}}
}

// unusableLook tells of a gateway that cannot even be made.
func unusableLook(name string, err error) health.Check {
	return health.Check{Name: kiosk.CheckGateway, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		return one(kiosk.CheckResult{
			Check: kiosk.CheckGateway, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine,
			What: kiosk.T("check.found.gateway.unusable", "name", name, "reason", reasonText(err)), Todo: kiosk.T("check.todo.gateway.unusable"),
		})
	}}
}
