// Package customer draws the customer's side: the amount, the QR, what became of a
// payment, and adverts in between.
package customer

import (
	"time"

	"fyne.io/fyne/v2"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// Options is the configuration of the customer's side, fixed at start.
type Options struct {
	Context *screen.Context
	Pointer *draw.Pointer
	// Second is the other language, for what the customer is told in both.
	Second func() *i18n.Catalogue
	// Played is told how long an advert stood. It may be nil.
	Played func(kiosk.Advert, time.Duration)
	// Look is the present look of the screens.
	Look func() draw.Look
	// Do runs a function on the UI's goroutine, soon.
	Do func(func())
	// Changed is told when something is to be drawn anew.
	Changed func()
}

// Side is a place for the customer's side: half of the cashier's window, or a
// window of its own. What it draws stays with one window, whose graphics keep it.
type Side struct {
	Layers  []screen.Layer
	adverts *adverts
	stage   stage
	options Options
	waiting *time.Timer // nil unless an advert has given way to an amount that is to come
}

// amountComes is the time for which an advert that has given way waits for the amount,
// before it comes back: far beyond that of a digit. A scan between sales brings none.
const amountComes = 500 * time.Millisecond

// GiveWay takes the advert on the stage away, of which the ground of an amount is left.
func (s *Side) GiveWay() {
	switch {
	case s.waiting != nil:
		s.waiting.Reset(amountComes)
	case s.adverts.showing():
		var t *time.Timer
		t = time.AfterFunc(amountComes, func() {
			s.options.Do(func() {
				if s.waiting == t {
					s.waiting = nil
					s.options.Changed()
				}
			})
		})
		s.waiting = t
		s.options.Changed()
	}
}

// NewSide makes a place for the customer's side, in a window of its own where own.
func NewSide(o Options, own bool) *Side {
	s := &Side{adverts: newAdverts(o), options: o}
	s.stage = stage{o.Context, o.Second, s.adverts, own}
	s.Layers = []screen.Layer{screen.On("stage", o.Pointer, s.stage)}
	if own {
		s.Layers = append(s.Layers, screen.On("customer strip", o.Pointer, screen.Strip{Context: o.Context}))
	}
	return s
}

// comes ends the wait for an amount.
func (s *Side) comes() {
	if s.waiting != nil {
		s.waiting.Stop()
		s.waiting = nil
	}
}

// Objects are the canvas objects of the side, from back to front.
func (s *Side) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{s.adverts.box}
	for _, l := range s.Layers {
		all = append(all, l.Region().Box)
	}
	return all
}

// Show draws the View; pixels are of the screen, a logical one. It reports whether
// the drawn scene stands there, which reaches beyond the side's edge.
func (s *Side) Show(v kiosk.View, now time.Time, l screen.Layout, pixels float32) (scene bool) {
	if l.Side.W <= 0 || l.Side.H <= 0 {
		return false
	}
	idle := v.Customer.Kind == kiosk.CustomerAdverts
	if !idle {
		s.comes()
	}
	var list []kiosk.Advert
	switch {
	case s.waiting != nil:
		v.Customer = kiosk.CustomerScreen{Kind: kiosk.CustomerAmount}
		idle = false
	case idle:
		list = v.Customer.Adverts
	}
	state, _ := s.stage.State(v, now)
	s.adverts.set(list, advertPlace(l, state), pixels)
	for _, layer := range s.Layers {
		layer.Show(v, now, l)
	}
	return idle && !s.adverts.showing()
}

// Hide shows nothing there.
func (s *Side) Hide() {
	for _, l := range s.Layers {
		l.Hide()
	}
	s.comes()
	s.adverts.set(nil, draw.Rect{}, 1)
}
