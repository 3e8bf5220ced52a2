package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"facepay/app/config"
	"facepay/app/setup"
	"facepay/app/update"
	"facepay/assets/i18n"
	"facepay/device/scanner"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/kiosk/office"
	"facepay/providers"
	"facepay/store"
	ui "facepay/ui/setup"
)

// ErrAnew ends a till that is to start anew, with the settings that were saved.
var ErrAnew = errors.New("the till starts anew with its settings")

// openSettings makes the desk behind the owner's page Settings.
func (a *App) openSettings(show func(kiosk.SetupView)) ui.Desk {
	texts, err := i18n.Load(a.setup.Config.Language)
	if err != nil {
		panic(err) // the window has loaded the same before
	}
	codes, err := a.setup.Config.Codes.Table()
	if err != nil {
		panic(err) // the config was checked
	}
	ports := setup.Ports{
		File: a.setup.ConfigFile, Texts: texts, Show: show, Codes: codes,
		People: a.ledger, By: a.settingsBy, PeopleChanged: a.peopleChanged,
		Check:       func(ctx context.Context) []kiosk.CheckResult { return checkAll(ctx, a.live(), a.log) },
		Way:         tryGateway,
		FindScanner: scanner.FindByScan,
		Trials:      a.trials(),
		Devices:     a.deviceReports,
		Sticks:      setup.FindOffers,
		Monitors:    func() []string { return a.window.Monitors() },
		Number:      func() { a.window.NumberMonitors() },
		Apply:       a.apply,
		Restart: func() {
			a.anew.Store(true)
			a.window.Close()
		},
		Now: a.clock.now,
		Log: a.log,
	}
	if a.tablet != nil {
		ports.Tablet = a.tablet
	}
	if slots, err := update.Find(); err == nil {
		ports.Version, ports.Releases, ports.Offered = slots.Results, setup.FindReleases, slots.Offered
		ports.Stage = func(ctx context.Context, folder string) (string, error) { return slots.Stage(ctx, folder, false) }
	}
	ports.Recorder = a.newRecorder(func() { a.desk.RecorderChanged() })
	a.desk = setup.NewDesk(ports)
	a.closers = append(a.closers, func() error { a.desk.Stop(); return nil })
	return a.desk
}

// apply takes the values that take effect at once of a config that was saved: the
// counter and the voice are told of theirs, and the other parts look at live by themselves.
func (a *App) apply(c config.Config) {
	a.saved.Store(&c)
	if a.voice != nil {
		a.voice.Apply(c.Voice)
		a.tellCounter(kiosk.VoiceChanged{Enabled: c.Voice.Enabled})
	}
	a.window.PlaceCustomer(c.CustomerScreen.Monitor)
	a.window.SetLook(look(c.Accessibility))
	if limit, err := c.Cashier.Limit(); err == nil { // it was checked before it was saved
		a.tellCounter(kiosk.CashierChanged{MaxAmount: limit, DefaultQR: kiosk.Wallet(c.Cashier.DefaultQR)})
	}
}

// live is the config of the start, with what was saved since of the sections that take
// effect at once.
func (a *App) live() config.Loaded {
	s := a.setup
	if c := a.saved.Load(); c != nil {
		s.Config.Adverts, s.Config.Backup, s.Config.Screen, s.Config.Voice = c.Adverts, c.Backup, c.Screen, c.Voice
	}
	return s
}

// screenStands is the check of a screen that people look at.
var screenStands = health.Check{Name: kiosk.CheckScreen, Full: true, Run: func(context.Context) []kiosk.CheckResult { return nil }}

// rightGiven hands the owner's side its answer, and keeps whose PIN opened the settings.
func (a *App) rightGiven(g kiosk.RightGiven) {
	if g.Right == kiosk.RightSettings {
		a.opener.Store(&g.Approval.By)
	}
	a.office.Post(office.RightGiven{RightGiven: g})
}

// settingsBy is the name of whoever opened the settings, as it goes on record; where nobody is set up,
// and from the card on the first screen, that is the owner.
func (a *App) settingsBy() string {
	if by := a.opener.Load(); by != nil && *by != "" {
		return *by
	}
	return string(kiosk.RoleOwner)
}

// peopleChanged tells the counter who there is now, at once.
func (a *App) peopleChanged(people []kiosk.Person) {
	a.tellCounter(kiosk.PeopleChanged{People: people})
}

// tellCounter tells the counter of a setting that takes effect at once.
func (a *App) tellCounter(e kiosk.Event) {
	if !a.inbox.Post(e) {
		a.log.Error("the counter was not told of a setting: it is busy, and knows it after a start", "setting", fmt.Sprintf("%T", e))
	}
}

// checkAll are the results of facepay check, but for the screen, which stands.
func checkAll(ctx context.Context, s config.Loaded, log *slog.Logger) (results []kiosk.CheckResult) {
	err := Check(ctx, s, store.LedgerLook{Practice: s.Practice}, screenStands, func(r kiosk.CheckResult) { results = append(results, r) })
	if err != nil {
		log.Error("check the till", "err", err)
	}
	return results
}

// tryGateway walks the way to the gateway of a config that may not be saved yet, and
// makes the gateway's harmless call where it has one. It makes no order.
func tryGateway(ctx context.Context, conf config.Config) []kiosk.CheckResult {
	s := config.Loaded{Config: conf, Practice: conf.Provider == providers.Practice}
	gate, err := openGateway(ctx, s, slog.New(slog.DiscardHandler), "", plannedAddress(s))
	if err != nil {
		return health.Results(ctx, []health.Check{providers.CheckUnusable(conf.Provider, err)}, true)
	}
	results := health.Results(ctx, gate.checks(s), true)
	if err := gate.stop(); err != nil {
		slog.Error("stop the gateway that was tried", "err", err)
	}
	return results
}
