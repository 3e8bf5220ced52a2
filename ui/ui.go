// Package ui is the till's windows: the cashier's side, the customer's side and
// the owner's. It draws a kiosk.View and posts kiosk.Events; it holds no state
// of a sale.
package ui

import (
	"errors"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"facepay/assets/font"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/cashier"
	"facepay/ui/customer"
	"facepay/ui/desktop"
	"facepay/ui/draw"
	tabs "facepay/ui/focus"
	"facepay/ui/keyboard"
	"facepay/ui/owner"
	"facepay/ui/screen"
)

// Options is the configuration of the screens, fixed at start.
type Options struct {
	Shop    string // as people call it
	Till    string
	Version string
	// Location is the shop's, for times of day; nil is time.Local.
	Location *time.Location
	Texts    *i18n.Catalogue
	// Accepts is the gateway's capabilities, for the customer's side between sales.
	Accepts kiosk.Capabilities
	Cash    bool // cash is recorded
	Prints  bool // papers are printed when they are wanted
	// CustomerScreen opens a second full-screen window for the customer; the
	// cashier's side then takes its own window's whole width.
	CustomerScreen bool
	// CustomerMonitor is the identity of the monitor for that window (desktop.Monitor.ID);
	// "" is any but the primary one.
	CustomerMonitor string
	// Played is told how long an advert stood, on Fyne's goroutine. It may be nil.
	Played func(kiosk.Advert, time.Duration)
	// Look is for whose eyes and hands the screens are drawn; SetLook changes it.
	Look draw.Look
	// Window is the size of a window in logical pixels; zero means full screen.
	Window fyne.Size
	// Office takes what people do at the owner's side, and must not block; nil where
	// there is none.
	Office func(office.Event)
	// Pages are the owner's pages with a state of their own, by their sections.
	Pages map[office.Section]screen.Page
	// Drawn is told each View once it stands in the windows and can be touched,
	// on Fyne's goroutine. It may be nil.
	Drawn func(kiosk.View)
}

// UI is the till's windows.
type UI struct {
	Options
	app      fyne.App
	send     func(kiosk.Event)
	do       func(func()) // runs something on the UI's goroutine, soon
	clock    clock
	context  *screen.Context
	pointer  *draw.Pointer
	ticker   *draw.Ticker
	keyboard *keyboard.Keyboard
	focus    focus
	tabs     *tabs.Focus
	pixels   func() float32 // of the screen that hold a logical one of the cashier's window
	windows  windows
	numbers  numbers
	counter  counter
	customer customerSides
	owner    *owner.Side
	views    views
	warm     func() // waits until text can be measured
	hung     bool   // the till did not answer the wish to close it
}

// counter is the content of the cashier's window.
type counter struct {
	root     *fyne.Container
	size     fyne.Size
	backdrop *draw.Backdrop
	ground   *canvas.Rectangle // of the cashier's side
	layers   []screen.Layer    // from back to front
	small    *draw.Region      // in place of all of them in a window that is too small
}

// customerSides are the places for the customer's side.
type customerSides struct {
	at   *customer.Side  // where it stands now, one of:
	half *customer.Side  // beside the counter, in the cashier's window
	own  *customer.Side  // in the customer's window, nil where there is none
	root *fyne.Container // of the customer's window
}

// views are the Views. Those to be drawn may come from any goroutine; the rest is Fyne's.
type views struct {
	pending newest[kiosk.View]
	office  newest[office.View]

	view  kiosk.View
	shown bool // one has come
	drawn int  // how many
}

// New makes the windows of a till. post takes what people do and must not
// block. New must be called on the main goroutine, before Run.
func New(app fyne.App, o Options, post func(kiosk.Event)) *UI {
	app.Settings().SetTheme(draw.NewTheme())
	warm := draw.Warm()
	u := newUI(app, o, post)
	u.warm = warm
	w := &u.windows
	w.desktop = desktop.New()
	w.cashier.window = app.NewWindow(o.Shop)
	w.cashier.window.SetMaster()
	u.dress(w.cashier.window, u.counter.root, u.close)
	u.watchFocus()
	if w.float {
		w.cashier.window.Resize(o.Window)
	}
	if o.CustomerScreen {
		w.customer.window = app.NewWindow(o.Shop)
		u.dress(w.customer.window, u.customer.root, w.closeCustomer)
		w.customer.window.Resize(fyne.NewSize(customerWidth, customerHeight))
	}
	return u
}

func newUI(app fyne.App, o Options, post func(kiosk.Event)) *UI {
	if o.Location == nil {
		o.Location = time.Local
	}
	if o.Office == nil {
		o.Office = func(office.Event) {}
	}
	draw.Contrast(o.Look.HighContrast)
	u := &UI{Options: o, app: app, send: post, do: fyne.Do, clock: clock{now: time.Now}, warm: func() {}}
	u.context = &screen.Context{
		Shop: o.Shop, Till: o.Till, Version: o.Version, Location: o.Location, Texts: o.Texts, Accepts: o.Accepts, Cash: o.Cash, Prints: o.Prints, Post: u.act,
	}
	u.pixels = func() float32 { return pixelsOf(u.windows.cashier.window) }
	now := func() time.Time { return u.clock.now() }
	u.pointer = draw.NewPointer(now, u.later)
	u.ticker = draw.NewTicker(u.spinners, u.later)
	u.keyboard = keyboard.New(app, now, u.later, u.typed)
	u.keyboard.Struck = u.struck
	u.windows = windows{do: u.later, own: u.standOwn, now: now, full: o.Window.IsZero(), float: !o.Window.IsZero(), floats: !o.Window.IsZero(), wish: o.CustomerMonitor}
	u.owner = &owner.Side{Context: u.context, Now: now, Office: o.Office, Pages: o.Pages, Changed: u.draw}
	u.tabs = tabs.New(now, u.tabOrder)
	u.pointer.Pressed = func() {
		u.tabs.Drop()
		u.owner.Touched()
	}

	c := &u.counter
	c.layers = append(cashier.Screens(u.context, u.pointer, u.practiceInStrip), u.owner.Layers(u.pointer)...)
	c.small = draw.NewRegion("small", u.pointer)
	c.ground, c.backdrop = canvas.NewRectangle(draw.Paper), draw.NewBackdrop(u.pointer)

	sides := customer.Options{
		Context: u.context, Pointer: u.pointer,
		Second: sync.OnceValue(func() *i18n.Catalogue { return i18n.Other(o.Texts) }),
		Played: o.Played, Look: func() draw.Look { return u.Look }, Do: u.later, Changed: u.draw,
	}
	u.customer.half = customer.NewSide(sides, false)
	u.customer.at = u.customer.half
	// The customer's side lies under the counter: its scene is drawn beyond it.
	objects := append([]fyne.CanvasObject{c.backdrop}, u.customer.half.Objects()...)
	objects = append(objects, c.ground)
	for _, l := range c.layers {
		objects = append(objects, l.Region().Box)
	}
	objects = append(append(objects, c.small.Box), u.tabs.Objects()...)
	c.root = container.New(draw.Layout(u.resize), objects...)
	if o.CustomerScreen {
		u.customer.own = customer.NewSide(sides, true)
		u.customer.at = u.customer.own
		backdrop := draw.NewBackdrop(u.pointer)
		u.customer.root = container.New(draw.Layout(func(size fyne.Size) { backdrop.Resize(size); u.draw() }),
			append([]fyne.CanvasObject{backdrop}, u.customer.own.Objects()...)...)
	}
	return u
}

// ownWindow reports whether the customer's side stands in a window of its own.
func (u *UI) ownWindow() bool { return u.customer.at == u.customer.own }

// ownersScreen reports whether the owner's side has the cashier's window.
func (u *UI) ownersScreen() bool { return u.views.view.Screen == kiosk.ScreenHistory }

// practiceInStrip reports whether the practice buttons have no place at the customer's
// side.
func (u *UI) practiceInStrip() bool { return u.ownWindow() || u.ownersScreen() }

// standOwn puts the customer's side into a window of its own, or the cashier's.
func (u *UI) standOwn(wanted bool) {
	if wanted == u.ownWindow() {
		return
	}
	u.customer.at.Hide()
	u.customer.at = u.customer.half
	if wanted {
		u.customer.at = u.customer.own
	}
	u.draw()
}

// later runs f on the UI's goroutine.
func (u *UI) later(f func()) { u.do(f) }

// regions are those of both sides.
func (u *UI) regions() []*draw.Region {
	all := []*draw.Region{u.counter.small}
	for _, l := range append(u.counter.layers, u.customer.at.Layers...) {
		all = append(all, l.Region())
	}
	return all
}

// tabOrder is the order in which Tab goes through the regions of the cashier's window: what
// the screen is about comes first, what is always there last.
func (u *UI) tabOrder() []*draw.Region {
	all := u.counter.layers
	if !u.ownWindow() {
		all = append(slices.Clone(all), u.customer.at.Layers...)
	}
	var content, frame []*draw.Region
	for _, l := range all {
		switch r := l.Region(); r.Name {
		case "bar", "strip", "sections":
			frame = append(frame, r)
		default:
			content = append(content, r)
		}
	}
	return append(content, frame...)
}

func (u *UI) spinners() []*canvas.Arc {
	var all []*canvas.Arc
	for _, r := range u.regions() {
		all = append(all, r.Spinners...)
	}
	return all
}

func (u *UI) dress(w fyne.Window, content fyne.CanvasObject, close func()) {
	w.SetPadded(false)
	w.SetContent(content)
	u.listen(w)
	w.SetCloseIntercept(close)
}

// ErrNoAnswer is the end of a till that did not answer when its window was closed.
// Whoever keeps it alive starts it again: nobody has left it.
var ErrNoAnswer = errors.New("the till did not answer the wish to close it")

// closeAnswerMax is the timeout for the till's answer to a wish to close. One that
// hangs is closed without it.
const closeAnswerMax = 5 * time.Second

// close is a wish to close the cashier's window, which the till grants or questions.
func (u *UI) close() {
	u.act(kiosk.Closing{Locked: u.windows.full})
	if u.views.view.Closing {
		return
	}
	drawn := u.views.drawn
	u.clock.closer = time.AfterFunc(closeAnswerMax, func() {
		u.do(func() {
			if u.views.drawn == drawn {
				u.hung = true
				u.app.Driver().Quit()
			}
		})
	})
}

// Run shows the windows and returns when they are closed, or at once with the
// reason why they cannot be shown.
func (u *UI) Run() error {
	defer u.Stop()
	if err := desktop.Show(u.windows.cashier.window); err != nil {
		return err
	}
	u.windows.watch()
	const startTakes = 3 * time.Second
	// Then the memory that a start alone took goes back: the fonts' files, which were
	// read into tables, and what was garbage soon.
	defer time.AfterFunc(startTakes, func() {
		font.Release()
		debug.FreeOSMemory()
	}).Stop()
	u.app.Run()
	if u.hung {
		return ErrNoAnswer
	}
	return nil
}

// Stop ends clocks and animations. It is called on Fyne's goroutine or after Run.
func (u *UI) Stop() {
	u.ticker.Run(false)
	u.customer.at.Hide()
	u.windows.stop()
	u.clock.stop()
	u.keyboard.Stop()
	u.stopFocus()
}

// ToggleFullScreen switches the cashier's window between full screen and not, and
// opens the customer's again when it was closed. It may be called from any
// goroutine.
func (u *UI) ToggleFullScreen() { u.do(u.windows.toggleFullScreen) }

// PlaceCustomer has the customer's window on the monitor of an identity from now on. It
// may be called from any goroutine.
func (u *UI) PlaceCustomer(id string) { u.do(func() { u.windows.wishCustomer(id) }) }

// SetLook has the screens drawn for other eyes and hands from now on. It may be called
// from any goroutine.
func (u *UI) SetLook(l draw.Look) { u.do(func() { u.setLook(l) }) }

func (u *UI) setLook(l draw.Look) {
	if l == u.Look {
		return
	}
	u.Look = l
	draw.Contrast(l.HighContrast)
	u.app.Settings().SetTheme(draw.NewTheme()) // which has the windows' own ground drawn anew
	u.counter.ground.FillColor = draw.Paper
	u.counter.ground.Refresh()
	u.draw()
}

func (u *UI) post(e kiosk.Event) {
	if u.send != nil {
		u.send(e)
	}
}
