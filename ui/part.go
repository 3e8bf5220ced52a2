package ui

import (
	"fmt"
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// part is a piece of the screen that is drawn anew as a whole, and only when
// what it shows or its place changed.
type part struct {
	name  string
	box   *fyne.Container
	paint func(*sheet)

	state   any
	at      rect
	scale   scale
	painted int // how often, for tests

	touches map[string]surface // kept, so that a press survives a redraw
	used    map[string]bool
	presses *presses
	spins   []*spinner
	over    []string // texts that did not fit
}

func newPart(name string, p *presses, paint func(*sheet)) *part {
	return &part{name: name, box: container.NewWithoutLayout(), presses: p, paint: paint, touches: map[string]surface{}}
}

// show draws the part at r when state, place or scale differ from what is there.
// A nil state hides it.
func (p *part) show(state any, r rect, k scale) {
	if state == nil {
		if p.state != nil {
			p.state, p.spins, p.over = nil, nil, nil
			p.box.Objects = nil
			p.box.Hide()
		}
		return
	}
	if p.state != nil && p.at == r && p.scale == k && reflect.DeepEqual(p.state, state) {
		return
	}
	p.state, p.at, p.scale = state, r, k
	p.draw()
}

func (p *part) draw() {
	p.painted++
	p.spins, p.over, p.used = nil, nil, map[string]bool{}
	s := &sheet{part: p, scale: p.scale, w: p.at.w, h: p.at.h}
	p.paint(s)
	for id := range p.touches {
		if !p.used[id] {
			delete(p.touches, id)
		}
	}
	p.box.Objects = s.objs
	place(p.box, p.at)
	p.box.Show()
	canvas.Refresh(p.box)
}

func (p *part) overflow(text string, width, room float32) {
	p.over = append(p.over, fmt.Sprintf("%s: %q needs %.0f, has %.0f", p.name, text, width, room))
}
