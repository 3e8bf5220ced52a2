package draw

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// Region is a piece of a window that is drawn anew as a whole.
type Region struct {
	Name      string
	Box       *fyne.Container
	Touches   map[string]*Touch // kept, so that a press survives a redraw
	Spinners  []*canvas.Arc
	Overflows []string // texts that did not fit
	Cuts      []string // texts that were shortened on purpose
	Painted   int      // how often

	at      Rect
	scale   Scale
	shown   bool
	pointer *Pointer
}

// NewRegion makes a region that is hidden, whose surfaces follow pointer.
func NewRegion(name string, pointer *Pointer) *Region {
	return &Region{Name: name, Box: container.NewWithoutLayout(), pointer: pointer, Touches: map[string]*Touch{}}
}

// Shown reports whether anything is drawn there.
func (r *Region) Shown() bool { return r.shown }

// At is the place and the scale at which the region was drawn.
func (r *Region) At() (Rect, Scale) { return r.at, r.scale }

// Hide takes the region off the window.
func (r *Region) Hide() {
	if r.shown {
		r.shown, r.Spinners, r.Overflows, r.Cuts = false, nil, nil, nil
		r.Box.Objects = nil
		r.Box.Hide()
	}
}

// Draw draws the region anew.
func (r *Region) Draw(at Rect, scale Scale, paint func(*Canvas)) {
	r.at, r.scale, r.shown = at, scale, true
	r.Painted++
	r.Spinners, r.Overflows, r.Cuts = nil, nil, nil
	c := &Canvas{region: r, used: map[string]bool{}, Scale: scale, W: at.W, H: at.H}
	paint(c)
	for id := range r.Touches {
		if !c.used[id] {
			delete(r.Touches, id)
		}
	}
	r.Box.Objects = c.objs
	Place(r.Box, at)
	r.Box.Show()
	canvas.Refresh(r.Box)
}

// Measure is the result of paint, with nothing drawn.
func Measure(scale Scale, width float32, paint func(*Canvas) float32) float32 {
	return paint(&Canvas{region: NewRegion("measured", nil), used: map[string]bool{}, Scale: scale, W: width})
}
