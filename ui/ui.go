// Package ui draws the till: the cashier's side, the customer's side and the
// owner's list. It draws a kiosk.View and posts kiosk.Events; it holds no state
// of a sale.
package ui

import (
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

// Options are what the screens are told at start.
type Options struct {
	Shop    string // as people call it
	Till    string
	Version string
	// Location is the shop's, for times of day; nil is time.Local.
	Location *time.Location
	Texts    *i18n.Catalogue
	// Accepts is what can be paid with here, for the customer's side between sales.
	Accepts kiosk.Capabilities
	// CustomerScreen opens a second full-screen window for the customer; the
	// cashier's side then takes its own window's whole width.
	CustomerScreen bool
	// AdvertInterval is how long an advert stays; 0 means 8 s.
	AdvertInterval time.Duration
	// ReducedMotion: nothing turns and nothing fades.
	ReducedMotion bool
	// Window is the size of a window in logical pixels; zero means full screen.
	Window fyne.Size
	// Drawn is told each View once it stands in the windows and can be touched,
	// on Fyne's goroutine. It may be nil.
	Drawn func(kiosk.View)
}

// UI is the till's windows.
type UI struct {
	Options
	app      fyne.App
	send     func(kiosk.Event)
	window   fyne.Window
	customer fyne.Window     // nil without a customer's screen
	second   *i18n.Catalogue // the other language
	now      func() time.Time
	do       func(func()) // runs something on the UI's goroutine, soon

	root               *fyne.Container
	floor              *Backdrop
	ground             *canvas.Rectangle // of the cashier's side
	bar, strip, amount *Region
	pad, panel, alarm  *Region
	list, help, last   *Region
	doubts             *Region // the list of what needs people
	check              *Region // what looking at the machine and the network found
	small              *Region // in place of all of them in a window that is too small
	stage              *stage  // where the customer's side stands now
	half               stage   // beside the counter, in the cashier's window
	own                stage   // in the customer's window, where there is one
	screens            screens
	history            *history
	turner             Ticker
	presses            Pointer

	keyboard keyboard
	focus    focus

	// The pending View may come from any goroutine; the rest belongs to Fyne's.
	mu      sync.Mutex
	pending *kiosk.View

	view  kiosk.View
	shown bool // a View has come
	drawn int  // how many
	// closer ends the program when the till does not answer a wish to close.
	closer *time.Timer
	size   fyne.Size
	unit   float32
	clock  *time.Timer
	stops  bool // no clock of its own: tests move the time by hand
}

// New makes the windows of a till. post takes what people do and must not
// block; history may be nil when there is nothing to look at. New must be called
// on the main goroutine, before Run.
func New(app fyne.App, o Options, post func(kiosk.Event), history kiosk.History) *UI {
	app.Settings().SetTheme(newLook())
	u := newUI(app, o, post, history)
	u.window = app.NewWindow(o.Shop)
	u.window.SetMaster()
	u.dress(u.window, u.root, u.close)
	u.watchFocus()
	if !o.Window.IsZero() {
		u.window.Resize(o.Window)
	}
	if o.CustomerScreen {
		u.customer = app.NewWindow(o.Shop)
		u.dress(u.customer, u.own.root, u.closeCustomer)
		u.customer.Resize(fyne.NewSize(customerWidth, customerHeight))
	}
	u.screens = screens{desk: newDesk(), full: o.Window.IsZero()}
	return u
}

func newUI(app fyne.App, o Options, post func(kiosk.Event), reader kiosk.History) *UI {
	if o.Location == nil {
		o.Location = time.Local
	}
	u := &UI{Options: o, app: app, send: post, second: other(o.Texts), now: time.Now, do: fyne.Do, unit: 1}
	now := func() time.Time { return u.now() }
	u.presses = Pointer{now: now, do: u.later}
	u.keyboard = keyboard{now: now, do: u.later, post: u.post, modifiers: heldModifiers(app)}
	u.bar = newPart("bar", &u.presses, u.paintBar)
	u.strip = newPart("strip", &u.presses, u.paintStrip)
	u.amount = newPart("amount", &u.presses, u.paintAmount)
	u.pad = newPart("pad", &u.presses, u.paintPad)
	u.panel = newPart("panel", &u.presses, u.paintPanel)
	u.alarm = newPart("alarm", &u.presses, u.paintAlarm)
	u.list = newPart("history", &u.presses, u.paintHistory)
	u.help = newPart("help", &u.presses, u.paintHelp)
	u.doubts = newPart("doubts", &u.presses, u.paintDoubts)
	u.check = newPart("check", &u.presses, u.paintCheck)
	u.last = newPart("last", &u.presses, u.paintLast)
	u.small = newPart("small", &u.presses, u.paintSmall)
	u.history = &history{reader: reader, do: u.later, changed: u.draw}
	u.turner.spins, u.turner.do = u.spins, u.later

	u.ground = blank(Paper)
	counter := []fyne.CanvasObject{u.ground}
	for _, p := range u.counterParts() {
		counter = append(counter, p.Box)
	}
	u.floor = newFloor(&u.presses)
	u.half = u.newStage()
	u.stage = &u.half
	// The stage lies under the counter, so that its scene can be drawn beyond it.
	u.root = container.New(layout(u.layout), append([]fyne.CanvasObject{u.floor, u.half.adverts.box, u.half.part.Box}, counter...)...)
	if o.CustomerScreen {
		u.own = u.newStage()
		floor := newFloor(&u.presses)
		u.own.root = container.New(layout(func(size fyne.Size) { floor.Resize(size); u.draw() }), floor, u.own.adverts.box, u.own.part.Box, u.own.strip.Box)
		u.stage = &u.own
	}
	return u
}

// later runs f on the UI's goroutine.
func (u *UI) later(f func()) { u.do(f) }

// counterParts are the cashier's side, from back to front.
func (u *UI) counterParts() []*Region {
	return []*Region{u.bar, u.strip, u.amount, u.pad, u.panel, u.alarm, u.list, u.doubts, u.help, u.check, u.last, u.small}
}

func (u *UI) parts() []*Region { return append(u.counterParts(), u.stage.part, u.stage.strip) }

func (u *UI) dress(w fyne.Window, content fyne.CanvasObject, close func()) {
	w.SetPadded(false)
	w.SetContent(content)
	u.listen(w)
	w.SetCloseIntercept(close)
}

// closeAnswerMax is how long the till may take to answer a wish to close. One that
// hangs is closed without it.
const closeAnswerMax = 5 * time.Second

// close is somebody's wish to close the cashier's window. The till answers it, by
// closing or by a question.
func (u *UI) close() {
	u.act(kiosk.Closing{})
	if u.view.Closing {
		return
	}
	drawn := u.drawn
	u.closer = time.AfterFunc(closeAnswerMax, func() {
		u.do(func() {
			if u.drawn == drawn {
				u.app.Driver().Quit()
			}
		})
	})
}

// Run shows the windows and returns when they are closed, or at once with the
// reason why they cannot be shown.
func (u *UI) Run() error {
	defer u.Stop()
	if err := show(u.window); err != nil {
		return err
	}
	u.watchScreens()
	u.app.Run()
	return nil
}

// Stop ends clocks and animations. It is called on Fyne's goroutine or after Run.
func (u *UI) Stop() {
	u.turner.Run(false)
	u.stage.hide()
	u.screens.stop()
	if u.closer != nil {
		u.closer.Stop()
	}
	u.keyboard.stop()
	u.stopFocus()
	if u.clock != nil {
		u.clock.Stop()
	}
}

// ToggleFullScreen switches the cashier's window between full screen and not, and
// opens the customer's again when it was closed. It may be called from any
// goroutine.
func (u *UI) ToggleFullScreen() { u.do(u.toggleFullScreen) }

// Show draws view. It may be called from any goroutine and returns at once; of
// several Views in a row the newest is drawn.
func (u *UI) Show(view kiosk.View) {
	u.mu.Lock()
	waiting := u.pending != nil
	u.pending = &view
	u.mu.Unlock()
	if !waiting {
		u.do(u.take)
	}
}

// take draws the newest View that was given to Show.
func (u *UI) take() {
	u.mu.Lock()
	view := u.pending
	u.pending = nil
	u.mu.Unlock()
	if view == nil {
		return
	}
	u.view, u.shown = *view, true
	u.drawn++
	u.draw()
	if u.Drawn != nil {
		u.Drawn(u.view)
	}
}

func (u *UI) post(e kiosk.Event) {
	if u.send != nil {
		u.send(e)
	}
}

// text is a text of the View in the screen's language.
func (u *UI) text(t kiosk.Text) string { return u.Texts.Text(t) }

// timeOf is the time of day where the shop is.
func (u *UI) timeOf(at time.Time) string { return at.In(u.Location).Format(time.TimeOnly) }

// say is a text of the screens' own.
func (u *UI) say(id string, args ...string) string {
	return u.Texts.Text(kiosk.Text{ID: id, Args: args})
}

func (u *UI) spins() []*Spinner {
	var all []*Spinner
	for _, p := range u.parts() {
		all = append(all, p.Spinners...)
	}
	return all
}
