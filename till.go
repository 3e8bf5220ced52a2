package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	stdlog "log"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"facepay/device/scanner"
	"facepay/kiosk"
	"facepay/kiosk/runner"
	"facepay/providers/adverts"
	"facepay/store"
)

// window is what the till needs of its window. Show, FullScreen and Close may be
// called from any goroutine and return at once.
type window interface {
	Show(kiosk.View)
	FullScreen()
	Close()
	// Run opens the window and returns when it was closed or ctx ended, with an
	// error when there is no window. It must be called on the main goroutine.
	Run(ctx context.Context) error
}

// openWindow makes the window of a till. can is what the gateway offers, post
// hands over what people do in the window, history is what the owner's side
// lists.
type openWindow func(s setup, size windowSize, can kiosk.Capabilities, post func(kiosk.Event) bool, history kiosk.History, log *slog.Logger) (window, error)

// quitMax is how long the window library may take to close its window once the
// till has ended. Told to quit by a signal it has been seen to wait for itself.
const quitMax = 5 * time.Second

// advertsAfter lets the window be painted before pictures are fetched, decoded
// and scaled, which takes a small processor longer.
const advertsAfter = 2 * time.Second

// runTill is a till from its config to its end: it opens what a till needs in
// the order in which that can fail, runs until the window is closed or ctx
// ends, and closes everything in the opposite order.
func runTill(ctx context.Context, s setup, size windowSize, open openWindow) (err error) {
	if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
		return fmt.Errorf("make the data folder %s: %w", s.DataDir, reason(err))
	}
	log, logFile, err := openLog(s.DataDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, logFile.Close()) }()
	slog.SetDefault(log) // what libraries print belongs there too, not on standard error
	stdlog.SetOutput(unquoting{stdlog.Writer()})
	// Whatever ends a till is in the log too, where it is found afterwards.
	defer func() {
		if err != nil {
			log.Error("the till ended", "err", err)
		}
	}()
	logStart(log, s)

	ledger, err := store.Open(ctx, s.DataDir, store.Options{Location: shopLocation()})
	if err != nil {
		return fmt.Errorf("open the ledger in %s: %w", s.DataDir, err)
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	if err := checkSameKind(ctx, ledger, s); err != nil {
		return err
	}

	ear, err := openListener(s, log)
	if err != nil {
		return err
	}
	heard := false
	defer func() {
		if !heard {
			err = errors.Join(err, ear.abandon())
		}
	}()
	gate, err := openGateway(ctx, s, log, practiceJournal(s.DataDir), ear.at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, gate.stop()) }()
	if why := unproven(gate.Capabilities()); why != nil {
		log.Warn("payments without proof", "err", why)
	}

	if w := kiosk.Wallet(s.Config.Cashier.DefaultQR); w != "" && !slices.Contains(gate.Capabilities().QR, w) {
		log.Warn("the gateway has no such QR", "cashier.default_qr", w)
	}

	settings, err := tillSettings(s, gate, ear.at)
	if err != nil {
		return err
	}
	inbox := runner.NewInbox()
	win, err := open(s, size, gate.Capabilities(), inbox.Post, ledger, log)
	if err != nil {
		return fmt.Errorf("open the window: %w", err)
	}
	health := vitals{log: log}
	run := runner.New(inbox, kiosk.NewTill(settings), runner.Parts{
		Ledger:  ledger,
		Gateway: gate,
		Show: func(v kiosk.View) {
			logView(log, "view", v)
			health.see(v)
			win.Show(v)
		},
		Practice:    gate.play,
		Examine:     examiner(s, gate, log),
		FullScreen:  win.FullScreen,
		Close:       win.Close,
		Acknowledge: ear.acknowledge,
		ReplyMini:   ear.replyMini,
		Now:         wallClock,
		Log:         log,
	})
	ear.serve(gate.Gateway, inbox.Post)

	heard = true
	return openTill{s, log, ledger, gate, ear, win, inbox, run, &health}.run(ctx)
}

// openTill is a till whose parts are open.
type openTill struct {
	setup  setup
	log    *slog.Logger
	ledger *store.Ledger
	gate   gateway
	ear    *listener
	win    window
	inbox  runner.Inbox
	runner *runner.Runner
	health *vitals
}

// run returns when the window was closed or ctx ended, or cannot be opened, and
// all that the parts did has ended too.
func (t openTill) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var hands sync.WaitGroup
	hands.Go(func() {
		defer cancel() // without its runner the window would be a dead picture
		t.runner.Run(ctx)
	})
	hands.Go(func() {
		if err := t.ear.run(ctx); err != nil {
			t.log.Error("listen for notifications", "err", err)
		}
	})
	hands.Go(func() {
		if err := scanner.Run(ctx, t.setup.Config.Scanner, scannerSink(t.setup.Config.Scanner.Port, t.inbox.Post, t.log)); err != nil {
			t.log.Error("read the scanner", "err", err)
		}
	})
	if places := undrawable(t.setup.Config.Shop); len(places) > 0 {
		t.inbox.Post(kiosk.WarningRaised{Result: namesFinding(places)})
	}
	hands.Go(func() { t.keepBackups(ctx) })
	hands.Go(func() { t.ledger.KeepVerifying(ctx, ledgerTrouble(t.inbox.Post, t.log)) })
	hands.Go(func() { t.health.run(ctx) })
	hands.Go(func() { t.keepAdverts(ctx) })
	if !t.setup.Practice {
		hands.Go(func() { watchSkew(ctx, t.gate.client.Observations, t.inbox.Post) })
	}
	closed := make(chan struct{})
	go func() {
		<-ctx.Done()
		hands.Wait() // all that was answered is on record
		select {
		case <-closed:
		case <-time.After(quitMax):
			t.log.Error("the window did not close; the program ends without it")
			os.Exit(exitDone)
		}
	}()
	err := t.win.Run(ctx)
	close(closed)
	cancel()
	hands.Wait()
	return err
}

// keepBackups copies the ledger each night until ctx ends.
func (t openTill) keepBackups(ctx context.Context) {
	t.ledger.NightlyBackups(ctx, func(name string, err error) {
		if err != nil {
			t.log.Error("back up the ledger", "err", err)
			return
		}
		t.log.Info("backed up the ledger", "file", name)
	})
}

// keepAdverts tells the runner which adverts there are, until ctx ends.
func (t openTill) keepAdverts(ctx context.Context) {
	pictures, _ := t.gate.Gateway.(adverts.Source)
	album := adverts.New(t.setup.DataDir, t.setup.Config.Adverts, pictures, t.gate.client, t.log, func(files []string) {
		t.inbox.Post(kiosk.AdvertsChanged{Files: files})
	})
	select { // the window comes first
	case <-ctx.Done():
		return
	case <-time.After(advertsAfter):
	}
	if err := album.Run(ctx); err != nil {
		t.log.Error("keep the adverts", "err", err)
	}
}

// ledgerTrouble takes what the verification of the ledger reports: all of it goes
// into the log, and what was tampered with stands in the bar until it is mended.
func ledgerTrouble(post func(kiosk.Event) bool, log *slog.Logger) func(error) {
	return func(err error) {
		log.Error("verify the ledger", "err", err)
		if errors.Is(err, store.ErrDamaged) {
			post(kiosk.WarningRaised{Result: ledgerFinding(err)})
		}
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
		Shared: func(program string) { post(kiosk.WarningRaised{Result: sharedFinding(port, program)}) },
		State: func(state kiosk.ScannerState) {
			log.Info("scanner", "state", state)
			post(kiosk.ScannerChanged{State: state})
		},
	}
}

func tillSettings(s setup, gate gateway, at address) (kiosk.Settings, error) {
	limit, err := s.Config.Cashier.Limit()
	if err != nil {
		return kiosk.Settings{}, fmt.Errorf("cashier.max_amount: %w", err)
	}
	codes, err := s.Config.Codes.Table()
	if err != nil {
		return kiosk.Settings{}, fmt.Errorf("codes.%w", err)
	}
	settings := kiosk.Settings{
		Shop:         s.Config.Shop.Name,
		Till:         s.Config.Shop.Till,
		Provider:     s.Config.Provider,
		Capabilities: gate.Capabilities(),
		MaxAmount:    limit,
		DefaultQR:    kiosk.Wallet(s.Config.Cashier.DefaultQR),
		Practice:     s.Practice,
		Codes:        codes,
		Location:     shopLocation(),
	}
	if at.base != "" {
		settings.MiniLink = gate.miniLink // without a listener nobody would answer the mini-program
	}
	rand.Read(settings.Seed[:]) // never fails, it would end the program instead
	return settings, nil
}

// checkSameKind refuses to mix practice and real sales in one ledger, where
// nobody could tell afterwards what was money. Every till looks before its
// first sale, so the newest payment speaks for all.
func checkSameKind(ctx context.Context, history kiosk.History, s setup) error {
	newest, err := history.Payments(ctx, "", 1)
	if err != nil {
		return fmt.Errorf("read the ledger in %s: %w", s.DataDir, err)
	}
	if len(newest) == 0 || (newest[0].Provider == practiceProvider) == s.Practice {
		return nil
	}
	if s.Practice {
		return usagef("data folder %s: holds real sales; name another one for practice with --data", s.DataDir)
	}
	return usagef("data folder %s: holds practice sales; name another one for real sales with --data", s.DataDir)
}

func logStart(log *slog.Logger, s setup) {
	b := readBuildInfo()
	log.Info("start", "version", b.Version, "commit", b.Commit, "go", b.Go, "fyne", b.Fyne,
		"config", s.ConfigFile, "data", s.DataDir, "provider", s.Config.Provider, "practice", s.Practice, "pid", os.Getpid())
	for _, section := range s.Config.idle() {
		log.Warn("a section of the config does nothing in this version", "section", section)
	}
	for _, place := range undrawable(s.Config.Shop) {
		log.Warn("the fonts cannot draw a name", place.Args[0], place.Args[1], place.Args[2], place.Args[3])
	}
	if err := s.Config.Adverts.Missing(); err != nil {
		log.Warn("the shop's own adverts are not there", "adverts.dir", s.Config.Adverts.Dir, "err", reason(err))
	}
}
