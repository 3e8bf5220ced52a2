package ui

import (
	"fmt"
	"image"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"facepay/kiosk"
	"facepay/ui/desktop"
	"facepay/ui/desktop/monitor"
)

const (
	// looksEvery is the polling interval of the monitors: what was switched on or
	// changed its mode gets its window within this, and the desktop's own time.
	looksEvery = time.Second
	// looksSoon is the polling interval while a window is not in its place yet.
	looksSoon = 100 * time.Millisecond
	// paintsAfter is the number of looks at which a window is painted anew once it has
	// its place: a frame drawn while the desktop still resized it stays cut off.
	paintsAfter = 3
	// fillTries is the number of times in a row that a window is asked to take its
	// place. A desktop that will not have it there is asked rarely after that, every
	// fillRest looks.
	fillTries, fillRest = 6, 30
	// takesBackEvery is the shortest time between two takings of the keyboard: two
	// programs that both want it shall not keep the machine busy.
	takesBackEvery = 100 * time.Millisecond
	// grabLeast is the smallest usable part of a window on a monitor, in pixels each way.
	grabLeast = 200

	// The windows' sizes when they do not fill a monitor.
	cashierWidth, cashierHeight   = 1280, 800
	customerWidth, customerHeight = 800, 600
)

// windows keeps the windows in their places while monitors come, go and change modes.
type windows struct {
	cashier, customer placed
	desktop           desktop.Desktop // nil where there is none to look at
	known             []desktop.Monitor
	full              bool      // the cashier's window fills a monitor
	float             bool      // neither window fills a monitor, unless it is asked to
	floats            bool      // the customer's window fills none now
	wish              string    // the identity of the customer's monitor; "": any but the primary one
	chosen            string    // of the cashier's monitor, where a person put it
	closed            bool      // somebody closed the customer's window
	shown             bool      // the customer's window is open
	taken             time.Time // when the keyboard was taken back
	timer             *time.Timer
	do                func(func())
	// own is told whether the customer's side is to stand in the customer's window.
	own  func(bool)
	now  func() time.Time
	told atomic.Pointer[kiosk.DeviceReport] // of the customer's window; nil before the first look
}

// placed is a window, where it was put, and how often.
type placed struct {
	window fyne.Window // nil without one
	on     desktop.Monitor
	tries  int
	pushed int // times in a row that it was brought before another program's window
	paints int // still to come
}

func (w *windows) stop() {
	if w.timer != nil {
		w.timer.Stop()
	}
}

// watch puts the windows into their places, and again whenever they leave them.
func (w *windows) watch() {
	if w.desktop == nil {
		w.openCustomer(true)
		w.tellCustomer()
		return
	}
	w.desktop.Changed(func() { w.do(w.look) })
	w.look()
	w.cashier.window.RequestFocus()
}

// look is one look at the monitors, and sets the time of the next.
func (w *windows) look() {
	w.stop()
	next := looksEvery
	defer func() {
		w.tellCustomer()
		w.timer = time.AfterFunc(next, func() { w.do(w.look) })
	}()
	all := w.desktop.Monitors()
	changed := !slices.Equal(all, w.known)
	if changed {
		slog.Info("monitors", "before", fmt.Sprint(w.known), "now", fmt.Sprint(all))
		if len(all) > len(w.known) { // one that is brought is meant to be used
			w.closed = false
		}
		w.known, w.cashier.tries, w.customer.tries = all, 0, 0
		w.cashier.paints, w.customer.paints = paintsAfter, paintsAfter
	}
	if len(all) == 0 {
		return // nobody sees anything, and there is no place to take
	}
	w.cashier.on = w.cashierMonitor(all)
	if !w.place(w.customerMonitor(all)) {
		next = looksSoon
	}
	if changed { // what changed is painted first; what lies over it has long answers to wait for
		next = looksSoon
		return
	}
	if w.full {
		if w.shown && !w.floats {
			w.hold(&w.customer, false)
		}
		w.hold(&w.cashier, true)
	}
}

// place puts both windows where they belong, and reports whether they are there. The
// customer's window never lies over the cashier's, not even while the two change places:
// it is away until the other has gone.
func (w *windows) place(on desktop.Monitor, wanted bool) (settled bool) {
	settled = true
	before := w.floats
	w.floats = w.float || !w.full && !wanted
	if w.floats { // in windows, there is always room
		w.openCustomer(!w.closed)
	}
	if w.shown && w.floats {
		size := image.Pt(customerWidth, customerHeight)
		if !before { // it filled a monitor that is gone
			w.desktop.Float(w.customer.window, desktop.Centred(w.cashier.on.At, size))
			w.cashier.window.RequestFocus()
		}
		w.rescue(w.customer, size)
	}
	if !w.full {
		w.rescue(w.cashier, image.Pt(cashierWidth, cashierHeight))
	}
	if w.full {
		if !w.floats && w.shown && w.lies(w.customer, w.cashier.on.At) {
			w.openCustomer(false)
		}
		settled = w.keep(&w.cashier)
		if wanted && w.lies(w.cashier, on.At) {
			wanted, settled = false, false
		}
	}
	if w.floats {
		return settled
	}
	w.customer.on = on
	w.openCustomer(wanted)
	return (!wanted || w.keep(&w.customer)) && settled
}

// lies reports whether a window lies over a part of a place.
func (w *windows) lies(p placed, over image.Rectangle) bool {
	at, ok := w.desktop.Where(p.window)
	return ok && at.Overlaps(over)
}

// cashierMonitor is the monitor for the cashier's window: where a person put it, else
// the primary one, unless that is meant for the customer.
func (w *windows) cashierMonitor(all []desktop.Monitor) desktop.Monitor {
	if !w.full {
		if at, ok := w.desktop.Where(w.cashier.window); ok {
			return desktop.Nearest(all, at)
		}
	}
	if i := slices.IndexFunc(all, func(m desktop.Monitor) bool { return w.chosen != "" && m.ID() == w.chosen }); i >= 0 {
		return all[i]
	}
	meant := slices.MaxFunc(all, func(a, b desktop.Monitor) int { return a.Likeness(w.wish) - b.Likeness(w.wish) })
	for _, m := range all {
		// Of two that show the same, or with nothing else for the cashier, it is not.
		if w.customer.window == nil || meant.Likeness(w.wish) < monitor.Recognised || !m.At.Overlaps(meant.At) {
			return m
		}
	}
	return all[0]
}

// customerMonitor is the monitor for the customer's window, and whether it is to
// be open at all: never over the cashier's.
func (w *windows) customerMonitor(all []desktop.Monitor) (best desktop.Monitor, wanted bool) {
	if w.closed || w.customer.window == nil {
		return w.customer.on, false
	}
	before := w.customer.on.Name
	likeness := func(m desktop.Monitor) int {
		likeness := 2 * m.Likeness(w.wish)
		if m.Name == before {
			likeness++
		}
		return likeness
	}
	best = w.customer.on
	for _, m := range all {
		free := !m.At.Overlaps(w.cashier.on.At)
		large := fits(fyne.NewSize(float32(m.At.Dx()), float32(m.At.Dy())), customerLong, customerShort)
		if free && large && (!wanted || likeness(m) > likeness(best)) {
			best, wanted = m, true
		}
	}
	return best, wanted
}

// openCustomer opens the customer's window or puts it away; while there is none,
// the customer's side stands in the cashier's.
func (w *windows) openCustomer(wanted bool) {
	if w.customer.window == nil {
		return
	}
	w.own(wanted)
	switch {
	case wanted && !w.shown:
		if w.floats || w.desktop == nil {
			w.customer.window.Show()
		} else {
			w.desktop.Cover(w.customer.window, w.customer.on.At)
		}
		w.cashier.window.RequestFocus() // the keyboard stays with the cashier
	case !wanted && w.shown:
		w.customer.window.Hide()
		w.cashier.window.RequestFocus()
	}
	w.shown = wanted
}

// wishCustomer has the customer's window on the monitor of an identity from now on.
func (w *windows) wishCustomer(id string) {
	w.wish, w.chosen = id, ""
	if w.desktop != nil {
		w.look()
	}
}

// keep has a window fill its monitor when it does not, and reports whether it did.
func (w *windows) keep(p *placed) (settled bool) {
	at, ok := w.desktop.Where(p.window)
	if !ok || at == p.on.At {
		p.tries = 0
		if p.paints > 0 {
			p.paints--
			canvas.Refresh(p.window.Content())
		}
		return true
	}
	p.paints = paintsAfter
	if p.tries < fillTries || p.tries%fillRest == 0 {
		slog.Info("a window takes its place", "monitor", p.on.Name, "place", p.on.At.String(), "was", at.String())
		if p == &w.customer {
			w.desktop.Cover(p.window, p.on.At)
		} else {
			w.desktop.Fill(p.window, p.on, p.tries)
		}
	}
	p.tries++
	return p.tries > fillTries // nobody hurries to what will not be
}

// hold has a window that fills a monitor lie before all others. One that comes back
// each time is fought rarely after a while: it may be what somebody wants to see, such
// as a screen that locks the machine.
func (w *windows) hold(p *placed, keyboard bool) {
	if p.pushed >= fillTries && p.pushed%fillRest != 0 {
		p.pushed++
		return
	}
	if w.desktop.Hold(p.window, keyboard) {
		p.pushed = 0
		return
	}
	// What was covered is painted anew, now and when the desktop has come to rest.
	canvas.Refresh(p.window.Content())
	p.paints = paintsAfter
	if p.pushed++; p.pushed == 1 {
		slog.Info("a window is brought before another program's", "monitor", p.on.Name)
	}
}

// takeBack takes the keyboard back from another program.
func (w *windows) takeBack() {
	if now := time.Now(); w.full && w.desktop != nil && now.Sub(w.taken) >= takesBackEvery {
		w.taken = now
		w.hold(&w.cashier, true)
	}
}

// rescue brings a floating window back that is on no monitor, or too small to grab.
func (w *windows) rescue(p placed, size image.Point) {
	at, ok := w.desktop.Where(p.window)
	if !ok {
		return
	}
	for _, m := range w.known {
		if seen := at.Intersect(m.At).Size(); seen.X >= grabLeast && seen.Y >= grabLeast {
			return
		}
	}
	w.desktop.Float(p.window, desktop.Centred(w.cashier.on.At, size))
}

// closeCustomer is somebody's closing of the customer's window: the till goes on,
// with the customer's side in the cashier's window. While the till fills the screen
// nothing is closed by accident.
func (w *windows) closeCustomer() {
	if w.full {
		return
	}
	w.closed = true
	w.openCustomer(false)
	w.tellCustomer()
}

func (w *windows) toggleFullScreen() {
	w.full, w.closed, w.cashier.tries = !w.full, false, 0
	if w.desktop == nil {
		return
	}
	if w.full {
		w.choose()
	} else {
		w.desktop.Release()
	}
	if !w.full && len(w.known) > 0 {
		w.desktop.Float(w.cashier.window, desktop.Centred(w.cashier.on.At.Inset(40), image.Pt(cashierWidth, cashierHeight)))
	}
	w.look()
}

// choose keeps the cashier's window on the monitor to which a person pulled it.
func (w *windows) choose() {
	w.chosen = ""
	at, ok := w.desktop.Where(w.cashier.window)
	if len(w.known) == 0 || !ok {
		return
	}
	if pulled := desktop.Nearest(w.known, at); pulled != w.cashierMonitor(w.known) {
		w.chosen = pulled.ID()
	}
}
