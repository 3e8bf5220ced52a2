package ui

import (
	"fmt"
	"image"
	"log/slog"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// monitor is one screen of the desktop.
type monitor struct {
	name string
	at   image.Rectangle // in the desktop's own pixels
}

// desk is the desktop: what monitors there are, and where windows stand on them.
// It is used on Fyne's goroutine only.
type desk interface {
	// monitors are those that are on now, the primary one first.
	monitors() []monitor
	// where is the place of a window's content; ok is false while it cannot be told
	// or people have put the window away.
	where(fyne.Window) (at image.Rectangle, ok bool)
	// fill makes a window fill a monitor. Again is how often that was asked before
	// without effect.
	fill(w fyne.Window, m monitor, again int)
	// float gives a window a place of its own.
	float(fyne.Window, image.Rectangle)
	// changed has f called when a monitor comes or goes.
	changed(f func(came bool))
}

const (
	// screensEvery is how often the monitors are looked at: what was switched on or
	// changed its mode gets its window within this, and the desktop's own time.
	screensEvery = time.Second
	// paintsAfter is at how many looks a window is painted anew once it has its place:
	// a frame that was drawn while the desktop still resized it stays cut off.
	paintsAfter = 3
	// fillTries is how often a window is asked in a row to take its place. A desktop
	// that will not have it there is asked rarely after that, every fillRest looks.
	fillTries, fillRest = 6, 30
	// grabLeast is how much of a window must be on a monitor, in pixels each way, to
	// be of use to anybody.
	grabLeast = 200

	// The windows' sizes when they do not fill a monitor.
	cashierWidth, cashierHeight   = 1280, 800
	customerWidth, customerHeight = 800, 600
)

// screens keeps the windows in their places while monitors go off, come back and
// change their modes.
type screens struct {
	desk   desk // nil where there is none to look at
	timer  *time.Timer
	full   bool // the cashier's window fills a monitor
	closed bool // somebody closed the customer's window
	shown  bool // the customer's window is open

	known             []monitor
	cashier, customer placing
}

// placing is where a window was put, and how often.
type placing struct {
	on     monitor
	tries  int
	paints int // still to come
}

func (s *screens) stop() {
	if s.timer != nil {
		s.timer.Stop()
	}
}

// watchScreens puts the windows into their places, and again whenever they leave
// them.
func (u *UI) watchScreens() {
	if u.screens.desk == nil {
		u.openCustomer(true)
		return
	}
	u.screens.desk.changed(func(came bool) {
		u.later(func() {
			if came { // one that is brought is meant to be used
				u.screens.closed = false
			}
			u.lookAtScreens()
		})
	})
	u.lookAtScreens()
	u.window.RequestFocus()
}

// lookAtScreens is one look, and sets the time of the next.
func (u *UI) lookAtScreens() {
	s := &u.screens
	s.stop()
	s.timer = time.AfterFunc(screensEvery, func() { u.do(u.lookAtScreens) })
	all := s.desk.monitors()
	if !slices.Equal(all, s.known) {
		slog.Info("monitors", "before", fmt.Sprint(s.known), "now", fmt.Sprint(all))
		s.known, s.cashier.tries, s.customer.tries = all, 0, 0
		s.cashier.paints, s.customer.paints = paintsAfter, paintsAfter
	}
	if len(all) == 0 {
		return // nobody sees anything, and there is no place to take
	}
	s.cashier.on = u.cashierMonitor(all)
	on, wanted := s.customerMonitor(all)
	u.openCustomer(wanted)
	if s.shown && s.fills(u) {
		s.customer.on = on
		u.keep(u.customer, &s.customer)
	}
	if s.full {
		u.keep(u.window, &s.cashier)
	} else {
		u.rescue(u.window, s.cashier.on, image.Pt(cashierWidth, cashierHeight))
	}
	if s.shown && !s.fills(u) {
		u.rescue(u.customer, s.cashier.on, image.Pt(customerWidth, customerHeight))
	}
}

// fills reports whether the customer's window is one that fills a monitor.
func (s *screens) fills(u *UI) bool { return u.Window.IsZero() }

// cashierMonitor is where the cashier's window is to be: where it was, as long as
// that is on, and otherwise on the primary monitor.
func (u *UI) cashierMonitor(all []monitor) monitor {
	s := &u.screens
	if !s.full {
		if at, ok := s.desk.where(u.window); ok {
			return nearest(all, at)
		}
	}
	for _, m := range all {
		if m.name == s.cashier.on.name && m.at.Min == s.cashier.on.at.Min {
			return m
		}
	}
	for _, m := range all {
		if m.name == s.cashier.on.name {
			return m
		}
	}
	return all[0]
}

// nearest is the monitor that has most of a window, the first one for a window
// that is on none.
func nearest(all []monitor, at image.Rectangle) monitor {
	area := func(m monitor) int {
		size := m.at.Intersect(at).Size()
		return size.X * size.Y
	}
	return slices.MaxFunc(all, func(a, b monitor) int { return area(a) - area(b) })
}

// customerMonitor is where the customer's window is to be, and whether it is to
// be open at all: never over the cashier's.
func (s *screens) customerMonitor(all []monitor) (m monitor, wanted bool) {
	if s.closed {
		return monitor{}, false
	}
	before := s.customer.on.name
	for _, m = range all {
		free := !m.at.Overlaps(s.cashier.on.at)
		large := fits(fyne.NewSize(float32(m.at.Dx()), float32(m.at.Dy())), stageLong, stageShort)
		if free && large && (!wanted || m.name == before) {
			s.customer.on, wanted = m, true
		}
	}
	return s.customer.on, wanted
}

// openCustomer opens the customer's window or puts it away; while there is none,
// the customer's side stands in the cashier's.
func (u *UI) openCustomer(wanted bool) {
	if u.customer == nil {
		return
	}
	s := &u.screens
	if !s.fills(u) { // in windows, there is always room
		wanted = !s.closed
	}
	if wanted != (u.stage == &u.own) {
		u.stage.hide()
		u.stage = &u.half
		if wanted {
			u.stage = &u.own
		}
		u.draw()
	}
	switch {
	case wanted && !s.shown:
		u.customer.Show()
		u.window.RequestFocus() // the keyboard stays with the cashier
	case !wanted && s.shown:
		if at, ok := s.place(u.customer); ok {
			s.desk.float(u.customer, image.Rectangle{Min: at.Min, Max: at.Min.Add(image.Pt(customerWidth, customerHeight))})
		}
		u.customer.Hide()
		u.window.RequestFocus()
	}
	s.shown = wanted
}

// place is where a window stands, if that can be told.
func (s *screens) place(w fyne.Window) (image.Rectangle, bool) {
	if s.desk == nil {
		return image.Rectangle{}, false
	}
	return s.desk.where(w)
}

// keep has a window fill its monitor when it does not.
func (u *UI) keep(w fyne.Window, p *placing) {
	at, ok := u.screens.desk.where(w)
	if !ok || at == p.on.at {
		p.tries = 0
		if p.paints > 0 {
			p.paints--
			canvas.Refresh(w.Content())
		}
		return
	}
	p.paints = paintsAfter
	if p.tries < fillTries || p.tries%fillRest == 0 {
		slog.Info("a window takes its place", "monitor", p.on.name, "place", p.on.at.String(), "was", at.String())
		u.screens.desk.fill(w, p.on, p.tries)
	}
	p.tries++
}

// rescue brings a floating window back that is on no monitor, or too small to be
// taken hold of.
func (u *UI) rescue(w fyne.Window, m monitor, size image.Point) {
	at, ok := u.screens.desk.where(w)
	if !ok {
		return
	}
	for _, m := range u.screens.known {
		if seen := at.Intersect(m.at).Size(); seen.X >= grabLeast && seen.Y >= grabLeast {
			return
		}
	}
	u.screens.desk.float(w, centred(m.at, size))
}

// centred is a place of size in the middle of r, no larger than r.
func centred(r image.Rectangle, size image.Point) image.Rectangle {
	size.X, size.Y = min(size.X, r.Dx()), min(size.Y, r.Dy())
	at := r.Min.Add(r.Size().Sub(size).Div(2))
	return image.Rectangle{Min: at, Max: at.Add(size)}
}

// closeCustomer is somebody's closing of the customer's window: the till goes on,
// with the customer's side in the cashier's window.
func (u *UI) closeCustomer() {
	u.screens.closed = true
	u.openCustomer(false)
}

func (u *UI) toggleFullScreen() {
	s := &u.screens
	s.full, s.closed, s.cashier.tries = !s.full, false, 0
	if s.desk == nil {
		return
	}
	if !s.full && len(s.known) > 0 {
		s.desk.float(u.window, centred(s.cashier.on.at.Inset(40), image.Pt(cashierWidth, cashierHeight)))
	}
	u.lookAtScreens()
}

// frameAbove and frameBelow are what a window's frame may take of a monitor, in
// pixels.
const frameAbove, frameBelow = 40, 10

// roomFor is the part of its monitor that a window with a frame can have; ok is
// false where that cannot be told.
func roomFor(d desk, w fyne.Window) (room image.Rectangle, ok bool) {
	if d == nil {
		return image.Rectangle{}, false
	}
	at, ok := d.where(w)
	all := d.monitors()
	if !ok || len(all) == 0 {
		return image.Rectangle{}, false
	}
	room = nearest(all, at).at
	room.Min.Y += frameAbove
	room.Max.Y -= frameBelow
	return room, true
}

// shrinkWindow makes a window that is larger than its monitor fit it.
func shrinkWindow(d desk, w fyne.Window) {
	room, ok := roomFor(d, w)
	if at, _ := d.where(w); ok && (at.Dx() > room.Dx() || at.Dy() > room.Dy()) {
		d.float(w, centred(room, at.Size()))
	}
}
