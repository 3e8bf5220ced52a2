package main

import (
	"context"
	"io"
	stdlog "log"
	"log/slog"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/store"
	"facepay/ui"
	"facepay/ui/dialog"
)

// appID names the program to the desktop; FyneApp.toml has the same.
const appID = "io.github.facepay.till"

// newApp tells Fyne that every change from another goroutine goes through
// fyne.Do; a plain go build does not read that from FyneApp.toml.
func newApp() fyne.App {
	if err := withoutInputMethod(); err != nil {
		slog.Warn("the input method stays on", "err", err)
	}
	app.SetMetadata(fyne.AppMetadata{ID: appID, Name: "facepay", Version: version, Migrations: map[string]bool{"fyneDo": true}})
	a := app.NewWithID(appID)
	// Fyne 2.8 ends by handing its hook for saved preferences to the very loop
	// that is ending, and waits for it: when that loop does not take it any more,
	// the program hangs. The till keeps no preferences, so it does without.
	if l, ok := a.Lifecycle().(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
	return a
}

// tillWindow is the till's window on the screen, as runTill needs it.
type tillWindow struct {
	app fyne.App
	*ui.UI
}

// newWindow makes the till's windows; it must run on the main goroutine.
func newWindow(s setup, size windowSize, can kiosk.Capabilities, post func(kiosk.Event) bool, history kiosk.History, log *slog.Logger) (window, error) {
	texts, err := i18n.Load(s.Config.Language)
	if err != nil {
		return nil, err
	}
	a := newApp()
	options := ui.Options{
		Shop:           s.Config.Shop.Name,
		Till:           s.Config.Shop.Till,
		Version:        version,
		Location:       shopLocation(),
		Texts:          texts,
		Accepts:        can,
		CustomerScreen: s.Config.CustomerScreen.Enabled,
		AdvertInterval: s.Config.Adverts.Interval,
		Drawn:          func(v kiosk.View) { logView(log, "drawn", v) },
		Window:         fyne.NewSize(float32(size.Width), float32(size.Height)),
	}
	return tillWindow{a, ui.New(a, options, func(e kiosk.Event) {
		if !post(e) {
			log.Warn("a key or touch was dropped: the till is busy")
		}
	}, history)}, nil
}

// FullScreen switches the cashier's window between full screen and not.
func (w tillWindow) FullScreen() { w.ToggleFullScreen() }

// Close closes the windows.
func (w tillWindow) Close() { fyne.Do(w.app.Driver().Quit) }

// Run shows the windows until they are closed or ctx ends.
func (w tillWindow) Run(ctx context.Context) error {
	w.app.Lifecycle().SetOnStarted(func() {
		// Not the app's Quit: Fyne ends by itself on the same signals, and closing
		// a window after that is a fault.
		context.AfterFunc(ctx, func() { fyne.Do(w.app.Driver().Quit) })
	})
	return screenTrouble(w.UI.Run())
}

// showNotice shows n until people have chosen, the window was closed or ctx
// ended, and returns the index of the choice, -1 for none. After it this process
// can have no other window.
func showNotice(ctx context.Context, n dialog.Dialog) int {
	stdlog.SetOutput(io.Discard) // the line stands alone on standard error, whatever the library finds to say
	return n.Show(ctx, newApp(), "facepay")
}

// damage is what the till's window asks about the ledger of err.
func damage(d *store.DamagedError, err error) dialog.Damage {
	if d.Copy == "" {
		return dialog.Damage{Line: errorLine(err), Day: backupDay(d.Backup)}
	}
	// The whole line names the commands that the window has buttons for.
	return dialog.Damage{Line: errorLine(d.Cause), Copy: d.Copy, Day: backupDay(d.Backup)}
}

// backupDay is the day in a backup's name, ledger-20261122.db, or else that name.
func backupDay(file string) string {
	if file == "" {
		return ""
	}
	name := filepath.Base(file)
	day, err := time.Parse("ledger-20060102.db", name)
	if err != nil {
		return name
	}
	return day.Format(time.DateOnly)
}

// catalogues are the texts of language, or of all when it is "".
func catalogues(language string) ([]*i18n.Catalogue, error) {
	languages := i18n.Languages()
	if language != "" {
		languages = []string{language}
	}
	var all []*i18n.Catalogue
	for _, l := range languages {
		texts, err := i18n.Load(l)
		if err != nil {
			return nil, err
		}
		all = append(all, texts)
	}
	return all, nil
}
