package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"facepay/app/build"
	"facepay/app/config"
	"facepay/app/heartbeat"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui"
	"facepay/ui/dialog"
	"facepay/ui/draw"
	_ "facepay/ui/locale" // before the window library looks at the locale
	"facepay/ui/screen"
	"facepay/ui/setup"
	_ "facepay/ui/texturecache" // before the window library reads its time
)

// Window is the screen of a till. Show, ShowOffice, FullScreen, Close and Do may be
// called from any goroutine and return at once.
type Window interface {
	// Locked reports whether it is to fill the screen, where nobody leaves it without the PIN.
	Locked() bool
	Show(kiosk.View)
	ShowOffice(office.View)
	FullScreen()
	// Monitors are the identities of those that are on, in the order of the numbers that
	// NumberMonitors shows on them. It is called on the window's loop.
	Monitors() []string
	NumberMonitors()
	// CustomerScreen is the report of the customer's window.
	CustomerScreen() kiosk.DeviceReport
	// PlaceCustomer has the customer's window on the monitor of an identity from now on.
	PlaceCustomer(monitor string)
	// SetLook has the screens drawn for other eyes and hands from now on.
	SetLook(draw.Look)
	Close()
	// Do runs f on the window's loop, soon; while that stands, not at all.
	Do(f func())
	// Run opens the window and returns when it was closed or ctx ended, with an
	// error when there is no window. It must be called on the main goroutine.
	Run(ctx context.Context) error
}

type OpenWindow func(WindowOptions) (Window, error)

// WindowOptions are the contents of a window and whom it tells.
type WindowOptions struct {
	Setup        config.Loaded
	Capabilities kiosk.Capabilities                // of the gateway
	Post         func(kiosk.Event) bool            // takes what people do in the window
	Painted      func()                            // is called once the first frame is painted
	Drawn        func(kiosk.View)                  // is told each View that stands in the window and can be touched, on its loop
	Seen         func(kiosk.View)                  // is told the Views once their frame is painted, the same way
	Office       func(office.Event)                // takes what people do at the owner's side
	Played       func(kiosk.Advert, time.Duration) // is told how long an advert stood
	// Settings makes the desk behind the page Settings, which tells show its views.
	Settings func(show func(kiosk.SetupView)) setup.Desk
	Log      *slog.Logger
}

// appID names the program to the desktop; FyneApp.toml has the same.
const appID = "io.github.facepay.till"

// newApp tells Fyne that every change from another goroutine goes through
// fyne.Do; a plain go build does not read that from FyneApp.toml.
func newApp() fyne.App {
	if err := withoutInputMethod(); err != nil {
		slog.Warn("the input method stays on", "err", err)
	}
	app.SetMetadata(fyne.AppMetadata{ID: appID, Name: "facepay", Version: build.Version, Migrations: map[string]bool{"fyneDo": true}})
	a := app.NewWithID(appID)
	// Fyne 2.8 ends by handing its hook for saved preferences to the very loop
	// that is ending, and waits for it: when that loop does not take it any more,
	// the program hangs. The till keeps no preferences, so it does without.
	if l, ok := a.Lifecycle().(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
	return a
}

type fyneWindow struct {
	app     fyne.App
	locked  bool
	painted func()
	*ui.UI
}

// FyneWindow opens the till's windows, which must be done on the main goroutine.
func FyneWindow(size WindowSize) OpenWindow {
	return func(o WindowOptions) (Window, error) {
		texts, err := i18n.Load(o.Setup.Config.Language)
		if err != nil {
			return nil, err
		}
		a, c := newApp(), o.Setup.Config
		settings := &setup.Page{
			Context: &screen.Context{Texts: texts}, Do: fyne.Do,
			Leave: func(k kiosk.Key) { o.Office(office.Input{Event: kiosk.Pressed{Key: k}}) },
		}
		settings.Desk = o.Settings(settings.Show)
		windows := ui.New(a, ui.Options{
			Shop:           c.Shop.Name,
			Till:           c.Shop.Till,
			Version:        build.Version,
			Location:       config.ShopLocation(),
			Texts:          texts,
			Accepts:        o.Capabilities,
			Cash:           c.Cashier.Cash,
			Prints:         receipts(c.Printer) == kiosk.ReceiptsAsk,
			CustomerScreen: c.CustomerScreen.Enabled, CustomerMonitor: c.CustomerScreen.Monitor,
			Look:   look(c.Accessibility),
			Played: o.Played,
			Office: o.Office,
			Pages:  map[office.Section]screen.Page{office.SectionSettings: settings},
			Drawn:  drawnThenSeen(o.Drawn, o.Seen),
			Window: fyne.NewSize(float32(size.Width), float32(size.Height)),
		}, func(e kiosk.Event) {
			if !o.Post(e) {
				o.Log.Warn("a key or touch was dropped: the till is busy")
			}
		})
		settings.Changed = windows.Redraw
		return fyneWindow{a, size == WindowSize{}, o.Painted, windows}, nil
	}
}

// look is the look of the screens by a config.
func look(a config.Accessibility) draw.Look {
	return draw.Look{Large: a.Text == config.TextLarge, HighContrast: a.Contrast == config.ContrastHigh, Still: !a.Motion, LeftHanded: a.Hand == config.HandLeft}
}

func (w fyneWindow) Locked() bool { return w.locked }

func (w fyneWindow) FullScreen() { w.ToggleFullScreen() }

func (w fyneWindow) Close() { fyne.Do(w.app.Driver().Quit) }

func (w fyneWindow) Do(f func()) { fyne.Do(f) }

func (w fyneWindow) Run(ctx context.Context) error {
	w.app.Lifecycle().SetOnStarted(func() {
		afterFrame(w.painted)
		// Not the app's Quit: Fyne ends by itself on the same signals, and closing
		// a window after that is a fault.
		context.AfterFunc(ctx, func() { fyne.Do(w.app.Driver().Quit) })
	})
	err := w.UI.Run()
	if errors.Is(err, ui.ErrNoAnswer) {
		return err
	}
	return ui.ScreenTrouble(err)
}

// drawnThenSeen hands each View to drawn, and to seen once it is painted: never a View
// after a newer one.
func drawnThenSeen(drawn, seen func(kiosk.View)) func(kiosk.View) {
	made, told := 0, 0
	return func(v kiosk.View) {
		drawn(v)
		made++
		mine := made
		afterFrame(func() {
			if mine > told {
				told = mine
				seen(v)
			}
		})
	}
}

// afterFrame calls f once the loop, which may be about to start, has painted its windows
// as they are now. Fyne tells nobody; but of its rounds, each of which moves animations
// and then paints, the second comes after the first.
func afterFrame(f func()) {
	var rounds *fyne.Animation
	seen := 0
	rounds = fyne.NewAnimation(time.Minute, func(float32) {
		if seen++; seen == 2 {
			rounds.Stop()
			f()
		}
	})
	rounds.RepeatCount = fyne.AnimationRepeatForever // however long the first takes
	rounds.Start()
}

// ShowNotice shows n until people have chosen, the window was closed or ctx
// ended, and returns the index of the choice, -1 for none. After it this process
// can have no other window. Whoever waits for the till hears from heart that it asks.
func ShowNotice(ctx context.Context, n dialog.Dialog, heart *heartbeat.Sender) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stdlog.SetOutput(io.Discard) // the line stands alone on standard error, whatever the library finds to say
	a := newApp()
	go heart.Ask(ctx, fyne.Do) // which needs the app
	return n.Show(ctx, a, "facepay")
}

// WindowSize is the value of --window in logical pixels; zero is full screen.
type WindowSize struct{ Width, Height int }

// The shorter side of the smallest window in which the till fits, and a bound far
// over any monitor that keeps a slip of the finger from exhausting memory.
const (
	windowSideMin = 400
	windowSideMax = 8192
)

func (w *WindowSize) String() string {
	if w.Width == 0 {
		return ""
	}
	return fmt.Sprintf("%dx%d", w.Width, w.Height)
}

// Type names the value in --help.
func (w *WindowSize) Type() string { return "WxH" }

// Set reads "1280x800".
func (w *WindowSize) Set(text string) error {
	var width, height int
	var rest string
	n, _ := fmt.Sscanf(text+" .", "%dx%d %s", &width, &height, &rest)
	if n != 3 || rest != "." {
		return errors.New("a size is two numbers of pixels, such as 1280x800")
	}
	for _, side := range []int{width, height} {
		if side < windowSideMin || side > windowSideMax {
			return fmt.Errorf("each side has %d to %d pixels", windowSideMin, windowSideMax)
		}
	}
	*w = WindowSize{width, height}
	return nil
}
