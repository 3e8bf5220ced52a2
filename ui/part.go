package ui

import (
	"fmt"
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// Region is a piece of the screen that is drawn anew as a whole, and only when
// what it shows or its place changed.
type Region struct {
	Name  string
	Box   *fyne.Container
	paint func(*Canvas)

	state   any
	at      Rect
	scale   Scale
	Painted int // how often, for tests

	Touches   map[string]Surface // kept, so that a press survives a redraw
	used      map[string]bool
	pointer   *Pointer
	Spinners  []*Spinner
	Overflows []string // texts that did not fit
}

func newPart(name string, p *Pointer, paint func(*Canvas)) *Region {
	return &Region{Name: name, Box: container.NewWithoutLayout(), pointer: p, paint: paint, Touches: map[string]Surface{}}
}

// show draws the part at r when state, place or scale differ from what is there.
// A nil state hides it.
func (p *Region) show(state any, r Rect, scale Scale) {
	if state == nil {
		if p.state != nil {
			p.state, p.Spinners, p.Overflows = nil, nil, nil
			p.Box.Objects = nil
			p.Box.Hide()
		}
		return
	}
	if p.state != nil && p.at == r && p.scale == scale && reflect.DeepEqual(p.state, state) {
		return
	}
	p.state, p.at, p.scale = state, r, scale
	p.draw()
}

func (p *Region) draw() {
	p.Painted++
	p.Spinners, p.Overflows, p.used = nil, nil, map[string]bool{}
	c := &Canvas{region: p, Scale: p.scale, W: p.at.W, H: p.at.H}
	p.paint(c)
	for id := range p.Touches {
		if !p.used[id] {
			delete(p.Touches, id)
		}
	}
	p.Box.Objects = c.objs
	Place(p.Box, p.at)
	p.Box.Show()
	canvas.Refresh(p.Box)
}

func (p *Region) overflow(text string, width, room float32) {
	p.Overflows = append(p.Overflows, fmt.Sprintf("%s: %q needs %.0f, has %.0f", p.Name, text, width, room))
}
