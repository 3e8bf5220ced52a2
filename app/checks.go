package app

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"facepay/app/config"
	"facepay/app/logfile"
	"facepay/app/update"
	"facepay/app/zone"
	"facepay/device/face"
	"facepay/device/pole"
	"facepay/device/scanner"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers"
	"facepay/providers/adverts"
	"facepay/providers/practice"
	"facepay/providers/webhook"
	"facepay/store"
	"facepay/store/printqueue"
)

const (
	// verifyMax bounds the verification of the ledger on the command line, where
	// somebody can wait for years of sales.
	verifyMax = 30 * time.Minute
	// verifyWindowMax bounds it in the till's window.
	verifyWindowMax = 30 * time.Second
)

// MachineZone is the time zone of this machine, looked for once.
var MachineZone = sync.OnceValue(zone.Find)

// Check runs every check of a till, that of the screen among them, and hands the
// results to tell in the order in which people read them. Of the ledger it looks at what is new
// since it was last verified, or at the whole, as look says.
func Check(ctx context.Context, s config.Loaded, look store.LedgerLook, screen health.Check, tell func(kiosk.CheckResult)) error {
	look.Max = verifyMax
	checks := append(machineChecks(s, look), screen)
	if slots, err := update.Find(); err == nil {
		checks = append(checks, slots.Check())
	}
	checks = append(checks, logfile.Check(s.DataDir))
	gate, err := openGateway(ctx, s, slog.New(slog.DiscardHandler), "", plannedAddress(s))
	if err != nil {
		health.Run(ctx, append(checks, providers.CheckUnusable(s.Config.Provider, err)), true, tell)
		return nil
	}
	checks = append(append(checks, gate.checks(s)...), gate.checkWebhook(s))
	health.Run(ctx, checks, true, tell)
	if err := gate.stop(); err != nil {
		return fmt.Errorf("stop the practice gateway: %w", err)
	}
	return nil
}

// checkWays look at the way to each gateway. The practice gateway runs in this very
// program and has its clock.
func (g gateway) checkWays(s config.Loaded, quiet bool) (checks []health.Check) {
	for _, base := range g.bases {
		checks = append(checks, providers.CheckWay(base, g.client, s.Practice, quiet))
	}
	return checks
}

// checks look at the ways and ask each gateway.
func (g gateway) checks(s config.Loaded) []health.Check {
	checks := g.checkWays(s, false)
	for _, p := range g.parts {
		name := p.Name
		if p.Wallet == "" {
			name = s.Config.Provider // also in practice
		}
		checks = append(checks, providers.CheckGateway(name, p.Gateway))
	}
	return checks
}

func (g gateway) checkWebhook(s config.Loaded) health.Check {
	return webhook.Check(s.Config.Notify, g.Capabilities(), statusFile(s.DataDir), s.Practice)
}

// machineChecks are those at this machine, in the order in which they are told. The
// ledger is looked at as look says.
func machineChecks(s config.Loaded, look store.LedgerLook) []health.Check {
	look.Practice = s.Practice
	return []health.Check{
		config.Check(s), store.CheckFolder(s.DataDir), store.CheckDisk(s.DataDir), checkUsage(s), store.CheckLedger(s.DataDir, LedgerOptions(s), look),
		store.CheckExternal(s.DataDir, s.Config.Backup, config.ShopLocation(), time.Now),
		scanner.Check(s.Config.Scanner.Port), pole.Check(s.Config.Pole.Port), face.Check(s.Config.Face.Port), checkPrinter(s), checkVoice(s), checkAdverts(s), checkDevices(s.DataDir, time.Now), config.CheckFonts(s.Config.Shop), zone.Check(MachineZone(), s.Config.Language == config.DefaultLanguage),
	}
}

func checkAdverts(s config.Loaded) health.Check {
	return adverts.Check(s.DataDir, s.Config.Adverts, func() time.Time { return time.Now().In(config.ShopLocation()) })
}

// checkUsage tells what the parts of the till keep in its data folder.
func checkUsage(s config.Loaded) health.Check {
	parts := []func() ([]health.DiskUsage, error){
		func() ([]health.DiskUsage, error) { return store.Usage(s.DataDir) },
		func() ([]health.DiskUsage, error) { return printqueue.Usage(s.DataDir) },
		func() ([]health.DiskUsage, error) { return logfile.Usage(s.DataDir) },
		func() ([]health.DiskUsage, error) { return adverts.Usage(s.DataDir) },
		func() ([]health.DiskUsage, error) { return webhook.Usage(statusFile(s.DataDir)) },
		reportsUsage(s),
		devicesUsage(s.DataDir),
	}
	if s.Practice {
		parts = append(parts, func() ([]health.DiskUsage, error) { return practice.Usage(journalFile(s.DataDir)) })
	}
	return health.CheckUsage(parts...)
}

// checker runs the checks for the till's window. Only the way to the gateway
// is walked, and it is asked something only where somebody looks, or where the
// till's own calls have failed.
func checker(setup func() config.Loaded, gate gateway, log *slog.Logger) func(context.Context, bool) []kiosk.CheckResult {
	var said []kiosk.CheckResult // the till runs its checks one time after another
	return func(ctx context.Context, full bool) []kiosk.CheckResult {
		s := setup()
		checks := append(machineChecks(s, store.LedgerLook{Max: verifyWindowMax}), gate.checkWays(s, !full && !providers.Troubled(gate.client))...)
		checks = append(checks, gate.checkWebhook(s))
		results := health.Results(ctx, checks, full)
		said = logFailures(log, results, said)
		return results
	}
}

// logFailures tells the log of failures that it was not told of the last time,
// and returns those of this time.
func logFailures(log *slog.Logger, results, before []kiosk.CheckResult) []kiosk.CheckResult {
	var failures []kiosk.CheckResult
	known := map[string]bool{}
	for _, f := range before {
		known[f.What.ID] = true
	}
	for _, f := range results {
		if f.Health != kiosk.HealthFailed {
			continue
		}
		failures = append(failures, f)
		if !known[f.What.ID] {
			log.Warn("check", "look", f.Check, "blame", f.Cause, "found", f.What.ID, "args", f.What.Args, "places", f.Places)
		}
	}
	if len(failures) == 0 && len(before) > 0 {
		log.Info("check", "found", "nothing wrong any more")
	}
	return failures
}
