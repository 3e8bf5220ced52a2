package main

import (
	"context"
	"io"
	stdlog "log"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui"
)

// appID names the program to the desktop; FyneApp.toml has the same.
const appID = "io.github.facepay.till"

// tillWindow is the till's window on the screen, as runTill needs it.
type tillWindow struct {
	app fyne.App
	*ui.UI
}

// newWindow makes the till's windows; it must run on the main goroutine.
func newWindow(s setup, size windowSize, post func(kiosk.Event) bool, history kiosk.History, log *slog.Logger) (window, error) {
	texts, err := i18n.Load(s.Config.Language)
	if err != nil {
		return nil, err
	}
	a := app.NewWithID(appID)
	options := ui.Options{
		Shop:           s.Config.Shop.Name,
		Till:           s.Config.Shop.Till,
		Version:        version,
		Texts:          texts,
		CustomerScreen: s.Config.CustomerScreen.Enabled,
		AdvertInterval: s.Config.Adverts.Interval,
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

// Run shows the windows until they are closed or ctx ends.
func (w tillWindow) Run(ctx context.Context) {
	w.app.Lifecycle().SetOnStarted(func() {
		context.AfterFunc(ctx, func() { fyne.Do(w.app.Quit) })
	})
	w.UI.Run()
}

// The error window is wide enough for a line with a path, and wraps it.
const (
	errorWindowWidth  = 640
	errorWindowHeight = 160
)

// showError shows line until the window is closed by its button, Enter, Esc or
// the window manager, or ctx ends.
func showError(ctx context.Context, line string) {
	stdlog.SetOutput(io.Discard) // the line stands alone on standard error, whatever the library finds to say
	a := app.NewWithID(appID)
	w := a.NewWindow("facepay")
	text := widget.NewLabel(line)
	text.Wrapping = fyne.TextWrapBreak
	text.Selectable = true
	closing := widget.NewButton("OK", w.Close)
	closing.Importance = widget.HighImportance
	w.SetContent(container.NewPadded(container.NewBorder(nil, container.NewHBox(layout.NewSpacer(), closing), nil, nil, text)))
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch e.Name {
		case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter:
			w.Close()
		}
	})
	w.Resize(fyne.NewSize(errorWindowWidth, errorWindowHeight))
	w.CenterOnScreen()
	a.Lifecycle().SetOnStarted(func() {
		context.AfterFunc(ctx, func() { fyne.Do(a.Quit) })
	})
	w.ShowAndRun()
}
