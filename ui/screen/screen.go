// Package screen is what the screens of every side are made of: a typed state, a
// place, a painting, and the buttons that they share.
package screen

import (
	"reflect"
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
)

// Screen is one region of a window: what it shows of a View, where, and how.
type Screen[S any] interface {
	// State is the part of a View that is shown at a time; false for nothing.
	State(kiosk.View, time.Time) (S, bool)
	Place(Layout) draw.Rect
	Paint(*draw.Canvas, S)
}

// Layout is the places of the regions of one side of the till, and their scale.
// The customer's has no more than a strip.
type Layout struct {
	draw.Scale
	Side                             draw.Rect // all of it
	Bar, Strip, Amount, Below, Whole draw.Rect
	Last                             draw.Rect
	// Sections and Page are the owner's side's.
	Sections, Page draw.Rect
}

// Layer is a Screen on its region.
type Layer interface {
	// Show draws it when its state, place or scale differ from what is there.
	Show(kiosk.View, time.Time, Layout)
	Hide()
	Region() *draw.Region
}

type layer[S any] struct {
	Screen[S]
	region *draw.Region
	state  S // that was drawn
}

// On puts s on a region of that name, whose surfaces follow pointer.
func On[S any](name string, pointer *draw.Pointer, s Screen[S]) Layer {
	return &layer[S]{Screen: s, region: draw.NewRegion(name, pointer)}
}

func (l *layer[S]) Region() *draw.Region { return l.region }

func (l *layer[S]) Hide() { l.region.Hide() }

func (l *layer[S]) Show(v kiosk.View, now time.Time, layout Layout) {
	state, ok := l.State(v, now)
	if !ok {
		l.Hide()
		return
	}
	place := l.Place(layout)
	at, scale := l.region.At()
	if l.region.Shown() && at == place && scale == layout.Scale && reflect.DeepEqual(l.state, state) {
		return
	}
	l.state = state
	l.region.Draw(place, layout.Scale, func(c *draw.Canvas) { l.Paint(c, state) })
}
