// Package app is the program: it opens the parts of a till in the order in which
// that can fail, runs them and closes them.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"facepay/app/billfetch"
	"facepay/app/build"
	"facepay/app/config"
	"facepay/app/heartbeat"
	"facepay/app/logfile"
	"facepay/app/setup"
	"facepay/app/tablet"
	"facepay/device/awake"
	"facepay/device/face"
	"facepay/device/pole"
	"facepay/device/scanner"
	"facepay/device/voice"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/kiosk/office"
	"facepay/kiosk/runner"
	"facepay/kiosk/till"
	"facepay/providers"
	"facepay/providers/adverts"
	"facepay/providers/gatewayhttp"
	"facepay/providers/webhook"
	"facepay/store"
)

// quitMax is the time that the window library may take to close its window once the
// till has ended. Told to quit by a signal it has been seen to wait for itself.
const quitMax = 5 * time.Second

// advertsAfter lets the window be painted before pictures are fetched, decoded
// and scaled, which takes a small processor longer.
const advertsAfter = 2 * time.Second

// App is a till whose parts are open.
type App struct {
	setup   config.Loaded
	log     *slog.Logger
	logFile io.Closer
	closers []func() error // of the parts, in the order of their opening

	heart    *heartbeat.Sender
	inbox    runner.Inbox
	ledger   *store.Ledger
	gateway  gateway
	clock    *clock
	webhook  *webhook.Server // nil: no notification is listened for
	address  address
	window   Window
	ended    chan struct{} // closed once all is
	runner   *runner.Runner
	office   *office.Loop
	desk     *setup.Desk                   // the settings; nil in a window that has none
	saved    atomic.Pointer[config.Config] // the config as it was saved last; nil: since the start not at all
	anew     atomic.Bool                   // it ends to start anew
	opener   atomic.Pointer[string]        // whose PIN opened the settings last
	metrics  *logfile.Metrics
	plays    *adverts.Plays
	keeper   *awake.Keeper
	printer  *printing // nil: there is none
	pole     *pole.Display
	face     *face.Terminal
	scans    scans
	customer customerScreen
	played   played
	voice    *voice.Voice // nil: nothing is said
	mute     mute
	tablet   *tablet.Page // nil in the plainest mode
	bills    *billfetch.Fetcher
	selling  atomic.Bool // a sale is on screen or open
}

// Open opens a till from its config up to its window, which open makes. heart tells
// whoever waits for the till that it lives. A till that was opened is to be run and
// closed.
func Open(ctx context.Context, s config.Loaded, heart *heartbeat.Sender, open OpenWindow) (_ *App, err error) {
	if s.Plain {
		s = plain(ctx, s)
	}
	a := &App{setup: s, heart: heart, inbox: runner.NewInbox(), ended: make(chan struct{})}
	if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder %s: %w", s.DataDir, health.WithoutPath(err))
	}
	if a.log, a.logFile, err = logfile.Open(s.DataDir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			a.logEnd(err)
			err = errors.Join(err, a.Close())
		}
	}()
	slog.SetDefault(a.log) // what libraries print belongs there too, not on standard error
	stdlog.SetOutput(logfile.Unquoting{To: stdlog.Writer()})
	a.metrics = &logfile.Metrics{Log: a.log}
	a.logStart()

	if a.ledger, err = store.Open(ctx, s.DataDir, LedgerOptions(s)); err != nil {
		return nil, fmt.Errorf("open the ledger in %s: %w", s.DataDir, err)
	}
	a.closers = append(a.closers, a.ledger.Close)
	newest, err := a.ledger.Payments(ctx, kiosk.HistoryFilter{}, "", 1)
	if err != nil {
		return nil, fmt.Errorf("read the ledger in %s: %w", s.DataDir, err)
	}
	if err := checkSameKind(newest, s); err != nil {
		return nil, err
	}
	a.clock = newClock(wallClock, newest)
	if a.webhook, a.address, err = openWebhook(s, a.inbox.Post, a.log); err != nil {
		return nil, err
	}
	if a.webhook != nil {
		a.closers = append(a.closers, a.webhook.Close)
	}
	if a.printer, err = openPrinter(ctx, a); err != nil {
		return nil, err
	}
	if a.gateway, err = openGateway(ctx, s, a.log, journalFile(s.DataDir), a.address); err != nil {
		return nil, err
	}
	a.closers = append(a.closers, a.gateway.stop)
	a.gateway.client.VerifyAt(a.clock.now)
	return a, a.join(open)
}

// LedgerOptions are those of a till's ledger.
func LedgerOptions(s config.Loaded) store.Options {
	c := s.Calendar()
	return store.Options{Location: c.Location, DayStart: c.DayStart, Cash: s.Config.Cashier.Cash}
}

// join makes the window and the runner, and joins them to the other parts.
func (a *App) join(open OpenWindow) error {
	s, can := a.setup, a.gateway.Capabilities()
	if why := webhook.Unproven(can); why != nil {
		a.log.Warn("payments without proof", "err", why)
	}
	if w := kiosk.Wallet(s.Config.Cashier.DefaultQR); w != "" && !slices.Contains(can.QR, w) {
		a.log.Warn("the gateway has no such QR", "cashier.default_qr", w)
	}
	settings, err := tillSettings(s, a.gateway, a.address)
	if err != nil {
		return err
	}
	a.voice = a.newVoice()
	a.scans.port = s.Config.Scanner.Port
	if a.tablet, err = a.newTablet(can); err != nil {
		return err
	}
	a.bills = a.newBillFetcher()
	a.office = office.NewLoop(office.New(office.Settings{
		Calendar: settings.Calendar, Cash: settings.Cash, Apps: s.Config.Cashier.Apps(), Codes: settings.Codes, Printer: a.printer != nil,
	}), office.Ports{
		Ledger: a.ledger,
		Shifts: a.ledger,
		Work: func(ctx context.Context, job office.Job, show func(done, total int64)) office.Outcome {
			return a.newWorks().do(ctx, job, show)
		},
		Bills: func(ctx context.Context) office.BillsAnswered {
			files, records, err := a.newWorks().bills(ctx)
			return office.BillsAnswered{Files: files, Records: records, Notes: a.bills.Notes(), Err: err}
		},
		Tell:  func(e kiosk.Event) { a.inbox.Post(e) },
		Print: a.printAsked,
		Show:  func(v office.View) { a.window.ShowOffice(v) },
		Now:   a.clock.now,
		Log:   a.log,
	})
	if a.plays, err = adverts.OpenPlays(s.DataDir, a.clock.now); err != nil {
		a.log.Warn("adverts are counted anew", "err", err)
	}
	a.window, err = open(WindowOptions{
		Setup: s, Capabilities: can, Post: a.scans.noted(a.inbox.Post), Painted: a.heart.Ready, Drawn: func(v kiosk.View) { logView(a.log, "drawn", v) }, Seen: a.seen, Office: func(e office.Event) { a.office.Post(e) },
		Played: func(p kiosk.Advert, stood time.Duration) {
			a.played.shown(p)
			a.plays.Played(p, stood)
		},
		Settings: a.openSettings, Log: a.log,
	})
	if err != nil {
		return fmt.Errorf("open the window: %w", err)
	}
	// A till in a window among others leaves the machine its keys for power and sleep.
	a.keeper = awake.New(a.window.Locked())
	a.keeper.Config, a.keeper.Log = func() awake.Config { return a.live().Config.Screen }, a.log
	a.keeper.Now = a.shopClock
	a.pole, a.face = pole.New(s.Config.Pole, a.log), face.New(s.Config.Face, a.inbox.Post, a.log)
	var door office.Door
	ports := runner.Ports{
		Ledger:  a.ledger,
		Gateway: a.gateway,
		Show: func(v kiosk.View) {
			logView(a.log, "view", v)
			a.metrics.Shown(v)
			a.selling.Store(v.Screen != kiosk.ScreenAmount && v.Screen != kiosk.ScreenHistory)
			if a.tablet != nil {
				a.tablet.Show()
			}
			a.window.Show(v)
			a.pole.Show(&v)
			a.face.Show(&v)
			if d := (office.Door{Open: v.Owner, Aside: v.Owner && v.Screen != kiosk.ScreenHistory, Seller: v.Seller}); d != door {
				door = d
				if v.SettingUp {
					d.Section = office.SectionSettings
				}
				a.office.Post(d)
			}
		},
		OwnerScanned: func(c kiosk.PayCode) {
			// The desk takes it only while its page is up, which is behind the gate.
			if a.desk == nil || !a.desk.Take(kiosk.Scanned{Code: c}) {
				a.office.Post(office.Input{Event: kiosk.Scanned{Code: c}})
			}
		},
		RightGiven: a.rightGiven,
		Print:      a.print,
		Practice:   a.gateway.play,
		RunChecks:  checker(a.live, a.gateway, a.log),
		FullScreen: a.window.FullScreen,
		Close:      a.window.Close,
		Now:        a.clock.now,
		Log:        a.log,
	}
	if a.webhook != nil {
		for _, p := range a.gateway.parts {
			a.webhook.Handle(p.Name, notifierOf(p.Gateway))
		}
		ports.Acknowledge, ports.ReplyMini = a.webhook.Acknowledge, a.webhook.ReplyMini
	}
	if a.voice != nil {
		ports.Say, ports.Mute = a.voice.Say, a.muteVoice
	}
	a.runner = runner.New(a.inbox, till.NewTill(settings), ports)
	return nil
}

// Run returns when the window was closed or ctx ended, or cannot be opened, and
// all that the parts did has ended too. Errors: ErrAnew, and why there is no window.
func (a *App) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var parts, askers sync.WaitGroup // askers: of papers, which the printer outlives
	printing, endPrinting := context.WithCancel(context.WithoutCancel(ctx))
	askers.Go(func() {
		defer cancel() // without its runner the window would be a dead picture
		select {
		case <-a.heart.Go():
			a.runner.Run(ctx)
		case <-ctx.Done():
		}
	})
	go a.heart.Run(ctx, a.window.Do)
	if a.setup.Plain {
		a.log.Warn("the plainest mode was chosen")
		a.inbox.Post(kiosk.WarningRaised{Result: plainResult()})
	}
	if places := a.setup.Config.Shop.Undrawable(); len(places) > 0 {
		a.inbox.Post(kiosk.WarningRaised{Result: config.NamesResult(places)})
	}
	doings := map[string]func(context.Context) error{"read the scanner": a.readScanner, "show the amount on the pole": a.showPole, "ask the face terminal": a.askFace, "tell of the devices": a.tellDevices}
	if !a.setup.Plain {
		doings["keep the adverts"] = a.keepAdverts
	}
	if a.voice != nil {
		doings["speak"] = a.voice.Run
	}
	if a.tablet != nil {
		doings["serve the customer's page"] = a.tablet.Run
	}
	if a.webhook != nil {
		doings["listen for notifications"] = a.webhook.Run
	}
	if a.printer != nil {
		doings["print"] = func(context.Context) error { return a.printer.spool.Run(printing) }
	}
	for doing, part := range doings {
		parts.Go(func() {
			if err := part(ctx); err != nil {
				a.log.Error(doing, "err", err)
			}
		})
	}
	parts.Go(func() {
		select {
		case <-ctx.Done():
			return
		case <-a.heart.Go(): // a version on trial leaves no backup in its own form
		}
		parts.Go(func() { a.keepBackups(ctx) })
		parts.Go(func() { a.ledger.CheckFile(ctx, a.ledgerTrouble) })
		parts.Go(func() { a.keepExternal(ctx) })
		parts.Go(func() { a.bills.Run(ctx) })
		a.ledger.KeepVerifying(ctx, a.ledgerTrouble)
	})
	parts.Go(func() { a.metrics.Run(ctx) })
	parts.Go(func() { a.plays.Run(ctx, a.log) })
	askers.Go(func() { a.office.Run(ctx) })
	parts.Go(func() {
		defer endPrinting()
		askers.Wait()
	})
	parts.Go(func() { a.keeper.Run(ctx) })
	parts.Go(func() { watchSkew(ctx, a.clock, a.observations(), a.inbox.Post) })
	go func() {
		select {
		case <-ctx.Done():
		case <-time.After(advertsAfter): // the window comes first
			if err := ListenForSession(ctx, cancel, a.woke, a.ended); err != nil {
				a.log.Error("listen for the session", "err", err)
			}
		}
	}()
	closed := make(chan struct{})
	go func() {
		<-ctx.Done()
		parts.Wait() // all that was answered is on record
		select {
		case <-closed:
		case <-time.After(quitMax):
			a.log.Error("the window did not close; the program ends without it")
			os.Exit(0)
		}
	}()
	err := a.window.Run(ctx)
	close(closed)
	cancel()
	parts.Wait()
	if err != nil {
		a.logEnd(err)
	} else if a.anew.Load() {
		return ErrAnew
	}
	return err
}

// Close closes the parts in the opposite order of their opening, the log last.
func (a *App) Close() (err error) {
	defer close(a.ended)
	for _, part := range slices.Backward(a.closers) {
		err = errors.Join(err, part())
	}
	if err != nil {
		a.logEnd(err)
	}
	return errors.Join(err, a.logFile.Close())
}

// logEnd has whatever ends a till in the log too, where it is found afterwards.
func (a *App) logEnd(err error) { a.log.Error("the till ended", "err", err) }

func (a *App) readScanner(ctx context.Context) error {
	c := a.setup.Config.Scanner
	sink := scannerSink(c.Port, a.scans.noted(a.inbox.Post), a.log)
	sink.Status = &a.scans.status
	return scanner.Run(ctx, c, sink)
}

// observations are the news of the clock and the way that the gateway's answers told. The practice gateway has this
// machine's clock, and tells nothing of it.
func (a *App) observations() func() gatewayhttp.Observations {
	if a.setup.Practice {
		return func() gatewayhttp.Observations { return gatewayhttp.Observations{} }
	}
	return a.gateway.client.Observations
}

// shopClock is the time of day that people in the shop read off a clock.
func (a *App) shopClock() time.Time { return a.clock.now().In(config.ShopLocation()) }

// woke is the machine's waking up. What it was connected to may have forgotten it; the
// step of an event finds out for how long it slept, and asks about what is open.
func (a *App) woke() {
	a.log.Info("the machine woke up")
	a.gateway.client.CloseIdle()
	a.inbox.Post(kiosk.Woke{})
}

// backupAfter is the time that a till has to itself before its backup is looked for: that
// of years of sales keeps disk and processor busy for a minute.
const backupAfter = 30 * time.Second

func (a *App) keepBackups(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(backupAfter):
	}
	a.ledger.NightlyBackups(ctx, a.clock.now, func(name string, err error) {
		if err != nil {
			a.log.Error("back up the ledger", "err", err)
			if errors.Is(err, store.ErrDamaged) {
				a.inbox.Post(kiosk.WarningRaised{Result: store.LedgerResult(err)})
			}
			return
		}
		a.log.Info("backed up the ledger", "file", name)
	})
}

// keepExternal copies the ledger to a stick or a folder, as the config says.
func (a *App) keepExternal(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(backupAfter):
	}
	a.ledger.KeepExternal(ctx, a.clock.now, func() store.BackupConfig { return a.live().Config.Backup }, a.setup.Config.Shop.Till, func(made store.ExternalCopy, err error) {
		if err != nil {
			a.log.Error("copy the ledger out", "err", err)
			return
		}
		a.log.Info("copied the ledger out", "file", made.File, "bytes", made.Bytes, "payments", made.Payments, "removed", made.Removed)
	})
}

func (a *App) keepAdverts(ctx context.Context) error {
	pictures, _ := a.gateway.Gateway.(adverts.Source)
	album := adverts.New(a.setup.DataDir, func() adverts.Config { return a.live().Config.Adverts }, pictures, a.gateway.client, a.log, a.shopClock, func(list []kiosk.Advert) {
		a.played.changed(list)
		a.inbox.Post(kiosk.AdvertsChanged{Adverts: list})
	})
	select { // the window comes first
	case <-ctx.Done():
		return nil
	case <-time.After(advertsAfter):
	}
	return album.Run(ctx)
}

// ledgerTrouble takes what the verification of the ledger reports: all of it goes
// into the log, and what was tampered with stands in the bar until it is mended.
func (a *App) ledgerTrouble(err error) {
	a.log.Error("verify the ledger", "err", err)
	if errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrSums) {
		a.inbox.Post(kiosk.WarningRaised{Result: store.LedgerResult(err)})
	}
}

// logView tells, at debug level, what people are to see ("view") and can touch
// ("drawn", of which a busy window leaves some out): enough to follow a sale
// afterwards, and nothing that is secret.
func logView(log *slog.Logger, msg string, v kiosk.View) {
	log.Debug(msg, "screen", v.Screen, "amount", v.Amount.Text, "problem", v.Amount.Problem.ID, "panel", v.Panel.Title.ID,
		"detail", v.Panel.Detail.ID, "stage", v.Customer.Kind, "wallet", v.Customer.Wallet, "open", v.Status.Open, "gateway", v.Status.Gateway.State,
		"scanner", v.Status.Scanner)
}

// scannerSink posts what the scanner does. A full queue drops a scan, which is
// then presented again; it is said in the log without the code.
func scannerSink(port string, post func(kiosk.Event) bool, log *slog.Logger) scanner.Sink {
	return scanner.Sink{
		Code: func(c kiosk.PayCode) {
			if !post(kiosk.Scanned{Code: c}) {
				log.Warn("a scan was dropped: the till is busy", "tail", c.Tail())
			}
		},
		Unended: func(c kiosk.PayCode, missing bool) {
			if !post(kiosk.ScanUnended{Code: c, Missing: missing}) {
				log.Warn("a scan was dropped: the till is busy", "tail", c.Tail())
			}
		},
		Trouble: warner(kiosk.CheckScanner, port, post),
		State: func(state kiosk.ScannerState) {
			log.Info("scanner", "state", state)
			post(kiosk.ScannerChanged{State: state})
		},
	}
}

func tillSettings(s config.Loaded, gate gateway, at address) (kiosk.Settings, error) {
	limit, err := s.Config.Cashier.Limit()
	if err != nil {
		return kiosk.Settings{}, fmt.Errorf("cashier.max_amount: %w", err)
	}
	codes, err := s.Config.Codes.Table()
	if err != nil {
		return kiosk.Settings{}, fmt.Errorf("codes.%w", err)
	}
	faceMax, err := s.Config.Face.Limit()
	if err != nil {
		return kiosk.Settings{}, fmt.Errorf("face.max_amount: %w", err)
	}
	codeMax, err := s.Config.Codes.Limit()
	if err != nil {
		return kiosk.Settings{}, fmt.Errorf("codes.max_amount: %w", err)
	}
	can := gate.Capabilities()
	can.FaceMax, can.CodeMax = lower(can.FaceMax, faceMax), lower(can.CodeMax, codeMax)
	settings := kiosk.Settings{
		Shop:         s.Config.Shop.Name,
		Till:         s.Config.Shop.Till,
		Provider:     s.Config.Provider,
		Rails:        providers.Rails(gate.Gateway),
		Capabilities: can,
		FaceTerminal: s.Config.Face.Port != "",
		MaxAmount:    limit,
		Cash:         s.Config.Cashier.Cash,
		DefaultQR:    kiosk.Wallet(s.Config.Cashier.DefaultQR),
		Practice:     s.Practice,
		Voice:        s.Config.Voice.Enabled && !s.Plain,
		MutedOn:      mutedOn(s.DataDir),
		SetUp:        s.ConfigFile == "",
		Receipts:     receipts(s.Config.Printer),
		Drawer:       s.Config.Printer.Port != "" && s.Config.Printer.Drawer,
		Codes:        codes,
		Calendar:     s.Calendar(),
	}
	if at.base != "" {
		settings.MiniLink = gate.miniLink // without a listener nobody would answer the mini-program
	}
	rand.Read(settings.Seed[:]) // never fails, it would end the program instead
	return settings, nil
}

// lower is the lower of the gateway's limit and the shop's, of which 0 is none.
func lower(gateways, shops kiosk.Fen) kiosk.Fen {
	if gateways == 0 || shops != 0 && shops < gateways {
		return shops
	}
	return gateways
}

// checkSameKind refuses to mix practice and real sales in one ledger, where
// nobody could tell afterwards what was money. Every till looks before its
// first sale, so the newest payment speaks for all.
func checkSameKind(newest []kiosk.Payment, s config.Loaded) error {
	if len(newest) == 0 || (newest[0].Provider == providers.Practice) == s.Practice {
		return nil
	}
	if s.Practice {
		return config.Usagef("data folder %s: holds real sales; name another one for practice with --data", s.DataDir)
	}
	return config.Usagef("data folder %s: holds practice sales; name another one for real sales with --data", s.DataDir)
}

// logStart logs the build and the config.
func (a *App) logStart() {
	s, log, b := a.setup, a.log, build.Read()
	log.Info("start", "version", b.Version, "commit", b.Commit, "go", b.Go, "fyne", b.Fyne,
		"config", s.ConfigFile, "data", s.DataDir, "provider", s.Config.Provider, "practice", s.Practice, "pid", os.Getpid())
	for _, place := range s.Config.Shop.Undrawable() {
		log.Warn("the fonts cannot draw a name", place.Args[0], place.Args[1], place.Args[2], place.Args[3])
	}
	if err := s.Config.Adverts.Missing(); err != nil {
		log.Warn("the shop's own adverts are not there", "adverts.dir", s.Config.Adverts.Dir, "err", health.WithoutPath(err))
	}
}
