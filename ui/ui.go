// Package ui draws the till: the cashier's side, the customer's side and the
// owner's list. It draws a kiosk.View and posts kiosk.Events; it holds no state
// of a sale.
package ui

import (
	"image/color"
	"math"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

// Options are what the screens are told at start.
type Options struct {
	Shop    string // as people call it
	Till    string
	Version string
	Texts   *i18n.Catalogue
	// CustomerScreen opens a second full-screen window for the customer; the
	// cashier's side then takes its own window's whole width.
	CustomerScreen bool
	// AdvertInterval is how long an advert stays; 0 means 8 s.
	AdvertInterval time.Duration
	// ReducedMotion: nothing turns and nothing fades.
	ReducedMotion bool
	// Window is the size of a window in logical pixels; zero means full screen.
	Window fyne.Size
	// OnClose is asked when somebody closes a window; nil closes the till.
	OnClose func()
}

// UI is the till's windows.
type UI struct {
	Options
	app      fyne.App
	send     func(kiosk.Event)
	window   fyne.Window
	customer fyne.Window // nil without a customer's screen
	now      func() time.Time
	do       func(func()) // runs something on the UI's goroutine, soon

	root, stageRoot    *fyne.Container
	floors             [2]*floor         // of the cashier's window and the customer's
	ground             *canvas.Rectangle // of the cashier's side
	bar, strip, amount *part
	pad, panel, alarm  *part
	list, help, last   *part
	stage              *part
	adverts            *adverts
	history            *history
	turner             turner
	presses            presses

	wedge      kiosk.Wedge
	wedgeTimer *time.Timer

	// The pending View may come from any goroutine; the rest belongs to Fyne's.
	mu      sync.Mutex
	pending *kiosk.View

	view  kiosk.View
	shown bool // a View has come
	size  fyne.Size
	unit  float32
	clock *time.Timer
	stops bool // no clock of its own: tests move the time by hand
}

// New makes the windows of a till. post takes what people do and must not
// block; history may be nil when there is nothing to look at. New must be called
// on the main goroutine, before Run.
func New(app fyne.App, o Options, post func(kiosk.Event), history kiosk.History) *UI {
	app.Settings().SetTheme(newLook())
	u := newUI(app, o, post, history)
	u.window = app.NewWindow(o.Shop)
	u.window.SetMaster()
	u.dress(u.window, u.root)
	switch {
	case o.Window.IsZero():
		u.window.SetFullScreen(true)
	default:
		u.window.Resize(o.Window)
	}
	if o.CustomerScreen {
		u.customer = app.NewWindow(o.Shop)
		u.dress(u.customer, u.stageRoot)
		if w, ok := u.customer.(desktop.Window); ok && o.Window.IsZero() {
			w.RequestFullScreenSecondary()
		} else {
			u.customer.Resize(fyne.NewSize(800, 600))
		}
	}
	return u
}

func newUI(app fyne.App, o Options, post func(kiosk.Event), reader kiosk.History) *UI {
	u := &UI{Options: o, app: app, send: post, now: time.Now, do: fyne.Do, unit: 1}
	u.presses = presses{now: func() time.Time { return u.now() }, do: u.later}
	u.bar = newPart("bar", &u.presses, u.paintBar)
	u.strip = newPart("strip", &u.presses, u.paintStrip)
	u.amount = newPart("amount", &u.presses, u.paintAmount)
	u.pad = newPart("pad", &u.presses, u.paintPad)
	u.panel = newPart("panel", &u.presses, u.paintPanel)
	u.alarm = newPart("alarm", &u.presses, u.paintAlarm)
	u.list = newPart("history", &u.presses, u.paintHistory)
	u.help = newPart("help", &u.presses, u.paintHelp)
	u.last = newPart("last", &u.presses, u.paintLast)
	u.stage = newPart("stage", &u.presses, u.paintStage)
	u.adverts = newAdverts(o.AdvertInterval, o.ReducedMotion, u.later, u.draw)
	u.history = &history{reader: reader, do: u.later, changed: u.draw}
	u.turner.spins, u.turner.do = u.spins, u.later

	u.ground = blank(paper)
	counter := []fyne.CanvasObject{u.ground}
	for _, p := range u.counterParts() {
		counter = append(counter, p.box)
	}
	floors := [2]*floor{newFloor(&u.presses), newFloor(&u.presses)}
	u.floors = floors
	stage := []fyne.CanvasObject{floors[1], u.adverts.box, u.stage.box}
	if o.CustomerScreen {
		u.stageRoot = container.New(layout(u.layoutStage), stage...)
		u.root = container.New(layout(u.layout), append([]fyne.CanvasObject{floors[0]}, counter...)...)
		return u
	}
	// The stage lies under the counter, so that its scene can be drawn beyond it.
	u.root = container.New(layout(u.layout), append(stage, counter...)...)
	return u
}

// later runs f on the UI's goroutine.
func (u *UI) later(f func()) { u.do(f) }

// counterParts are the cashier's side, from back to front.
func (u *UI) counterParts() []*part {
	return []*part{u.bar, u.strip, u.amount, u.pad, u.panel, u.alarm, u.list, u.help, u.last}
}

func (u *UI) parts() []*part { return append(u.counterParts(), u.stage) }

func (u *UI) dress(w fyne.Window, content fyne.CanvasObject) {
	w.SetPadded(false)
	w.SetContent(content)
	u.listen(w)
	w.SetCloseIntercept(u.close)
}

func (u *UI) close() {
	if u.OnClose != nil {
		u.OnClose()
		return
	}
	u.app.Quit()
}

// Run shows the windows and returns when they are closed.
func (u *UI) Run() {
	if u.customer != nil {
		u.customer.Show()
	}
	u.window.ShowAndRun()
	u.Stop()
}

// Stop ends clocks and animations. It is called on Fyne's goroutine or after Run.
func (u *UI) Stop() {
	u.turner.run(false)
	u.adverts.set(nil, rect{}, 1)
	for _, t := range []*time.Timer{u.clock, u.wedgeTimer} {
		if t != nil {
			t.Stop()
		}
	}
}

// ToggleFullScreen switches the cashier's window between full screen and not.
// It may be called from any goroutine.
func (u *UI) ToggleFullScreen() {
	u.do(func() { u.window.SetFullScreen(!u.window.FullScreen()) })
}

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
	u.draw()
}

func (u *UI) post(e kiosk.Event) {
	if u.send != nil {
		u.send(e)
	}
}

// text is a text of the View in the screen's language.
func (u *UI) text(t kiosk.Text) string { return u.Texts.Text(t) }

// say is a text of the screens' own.
func (u *UI) say(id string, args ...string) string {
	return u.Texts.Text(kiosk.Text{ID: id, Args: args})
}

func (u *UI) spins() []*spinner {
	var all []*spinner
	for _, p := range u.parts() {
		all = append(all, p.spins...)
	}
	return all
}

// layout makes a Fyne layout of a function of the size.
type layout func(fyne.Size)

// MinSize lets a window have any size.
func (l layout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// Layout is called by Fyne when the size changed.
func (l layout) Layout(_ []fyne.CanvasObject, size fyne.Size) { l(size) }

func blank(c color.Color) *canvas.Rectangle { return canvas.NewRectangle(c) }

// layout places everything in the cashier's window.
func (u *UI) layout(size fyne.Size) {
	u.size = size
	u.floors[0].Resize(size)
	if u.stageRoot == nil {
		u.floors[1].Resize(size)
	}
	u.draw()
}

// layoutStage places the stage in the customer's window.
func (u *UI) layoutStage(size fyne.Size) {
	u.floors[1].Resize(size)
	u.draw()
}

// places are where the parts stand.
type places struct {
	u, stageU                              float32
	counter, stage                         rect
	bar, strip, amount, below, whole, last rect
}

func (u *UI) places() places {
	w, h := u.size.Width, u.size.Height
	p := places{counter: rect{0, 0, w, h}}
	switch {
	case u.stageRoot != nil:
		size := u.stageRoot.Size()
		p.u = unit(min(w, h))
		p.stage = rect{0, 0, size.Width, size.Height}
		p.stageU = unit(min(size.Height, size.Width*1.2))
	case w < h: // the stage above the counter
		p.u = unit(w)
		high := whole(h * counterShare)
		p.stage, p.counter = rect{0, 0, w, h - high}, rect{0, h - high, w, high}
		p.stageU = p.u
	default:
		p.u = unit(h)
		wide := whole(w * counterShare)
		p.counter, p.stage = rect{0, 0, wide, h}, rect{wide, 0, w - wide, h}
		p.stageU = p.u
	}
	k, c := p.u, p.counter
	p.bar = rect{c.x, c.y, c.w, whole(barHeight * k)}
	y := p.bar.bottom()
	if u.view.Practice {
		strip := float32(stripHeight)
		if u.stageRoot != nil && len(u.view.PracticeButtons) > 0 {
			strip = stripTall
		}
		p.strip = rect{c.x, y, c.w, whole(strip * k)}
		y = p.strip.bottom()
	}
	x, inner := c.x+whole(edge*k), c.w-2*whole(edge*k)
	y += whole(lastGap * k)
	bottom := c.bottom() - whole(lastGap*k)
	p.last = rect{x, bottom - whole(lastHeight*k), inner, whole(lastHeight * k)}
	foot := p.last.y - whole(lastGap*k)
	p.amount = rect{x, y, inner, whole(amountHeight * k)}
	p.below = rect{x, p.amount.bottom() + whole(cardGap*k), inner, 0}
	p.below.h = foot - p.below.y
	p.whole = rect{x, y, inner, foot - y}
	return p
}

// unit is the logical pixels of a unit for a length that has 800 of them.
func unit(length float32) float32 { return max(1, length/unitsHigh) }

func whole(v float32) float32 { return float32(math.Round(float64(v))) }

// draw brings every part up to the View, the size and the time. What did not
// change is not touched.
func (u *UI) draw() {
	if !u.shown || u.size.Width <= 0 || u.size.Height <= 0 {
		return
	}
	now, p, v := u.now(), u.places(), u.view
	u.unit = p.u
	place(u.ground, p.counter)
	u.history.show(v.Screen == kiosk.ScreenHistory)
	u.bar.show(u.barState(now), p.bar, p.u)
	u.strip.show(u.stripState(), p.strip, p.u)
	u.last.show(lastState{v.Last, v.Today}, p.last, p.u)
	for part, state := range u.mainStates(now) {
		r := p.whole
		switch part {
		case u.amount:
			r = p.amount
		case u.pad, u.panel:
			r = p.below
		}
		part.show(state, r, p.u)
	}
	u.drawStage(p)
	u.turner.run(!u.ReducedMotion && !u.stops && len(u.spins()) > 0)
	u.schedule(now)
}

func (u *UI) drawStage(p places) {
	if p.stage.w <= 0 || p.stage.h <= 0 {
		return
	}
	v := u.view
	st := stageState{stage: v.Stage}
	if u.stageRoot == nil {
		st.buttons = v.PracticeButtons
	}
	var files []string
	if v.Stage.Kind == kiosk.StageAdverts {
		files = v.Stage.Adverts
	}
	u.adverts.set(files, p.stage, u.stageScale())
	st.picture = len(files) > 0 && u.adverts.showing()
	u.stage.show(st, p.stage, p.stageU)
}

func (u *UI) stageScale() float32 {
	w := u.window
	if u.customer != nil {
		w = u.customer
	}
	if w == nil {
		return 1
	}
	return w.Canvas().Scale()
}

func (u *UI) stripState() any {
	if !u.view.Practice {
		return nil
	}
	st := stripState{dropped: u.view.NetworkDropped}
	if u.stageRoot != nil {
		st.buttons = u.view.PracticeButtons
	}
	return st
}

// mainStates says what stands between bar and last sale; nil hides a part.
func (u *UI) mainStates(now time.Time) map[*part]any {
	v := u.view
	st := map[*part]any{u.amount: nil, u.pad: nil, u.panel: nil, u.alarm: nil, u.list: nil, u.help: nil}
	switch v.Screen {
	case kiosk.ScreenHistory:
		st[u.list] = historyState{u.history.revision, v.Panel.Buttons}
	case kiosk.ScreenHelp:
		st[u.help] = helpState{v.Panel.Buttons, v.Practice}
	case kiosk.ScreenAlarm:
		st[u.alarm] = alarmState{panel: v.Panel}
	case kiosk.ScreenSettling, kiosk.ScreenStopped:
		st[u.alarm] = alarmState{panel: v.Panel, quiet: v.Panel.Amount == ""}
	case kiosk.ScreenPIN:
		st[u.amount], st[u.pad] = u.amountState(now), padState{pin: true}
	case kiosk.ScreenPanel:
		st[u.amount], st[u.panel] = u.amountState(now), panelState{v.Panel}
	default:
		st[u.amount], st[u.pad] = u.amountState(now), padState{pay: v.Pay}
	}
	return st
}
