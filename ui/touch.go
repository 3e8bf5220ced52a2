package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// pressDepth is how much of its text's colour a pressed key takes on.
const pressDepth = 0.12

// touch is a surface that can be touched or clicked. It never takes the
// keyboard: every key, typed by a person or a scanner, goes to the till.
type touch struct {
	widget.BaseWidget
	ground        *canvas.Rectangle
	objs          []fyne.CanvasObject
	fill, pressed color.NRGBA
	name          string // its part's and its own
	spot          rect   // in the window
	tap           func()
	drag          func(dy float32) // nil: nothing to scroll
	presses       *presses
	isDown        bool
	self          fyne.Widget
}

// surface is a touch, or a widget built on one.
type surface interface {
	fyne.Widget
	base() *touch
}

func newTouch(p *presses) *touch {
	t := &touch{ground: canvas.NewRectangle(color.Transparent), presses: p}
	t.self = t
	t.ExtendBaseWidget(t)
	return t
}

func (t *touch) base() *touch { return t }

var (
	_ desktop.Mouseable = (*touch)(nil)
	_ desktop.Hoverable = (*touch)(nil)
)

// face is how a touch looks at rest.
type face struct {
	fill, line, ink color.NRGBA
	radius, stroke  float32
}

// touch draws a surface in r. What is inside draws itself relative to it. id
// keeps the surface the same one from drawing to drawing.
func (s *sheet) touch(id string, r rect, f face, tap func(), inside func(*sheet)) {
	o, ok := s.part.touches[id]
	if !ok {
		o = newTouch(s.part.presses)
	}
	s.surface(o, id, r, f, tap, inside)
}

// surface draws o, a touch or what is built on one.
func (s *sheet) surface(o surface, id string, r rect, f face, tap func(), inside func(*sheet)) {
	s.part.touches[id], s.part.used[id] = o, true
	t, at := o.base(), s.part.at
	t.name, t.spot = s.part.name+"."+id, rect{at.x + r.x, at.y + r.y, r.w, r.h}
	t.fill, t.pressed, t.tap = f.fill, mix(f.fill, f.ink, pressDepth), tap
	if f.fill.A == 0 {
		t.pressed = color.NRGBA{R: f.ink.R, G: f.ink.G, B: f.ink.B, A: 0x18}
	}
	t.ground.CornerRadius, t.ground.StrokeColor, t.ground.StrokeWidth = f.radius, f.line, f.stroke
	t.paintGround()
	place(t.ground, rect{0, 0, r.w, r.h})
	in := &sheet{part: s.part, scale: s.scale, w: r.w, h: r.h}
	if inside != nil {
		inside(in)
	}
	t.objs = append([]fyne.CanvasObject{t.ground}, in.objs...)
	place(o, r)
	o.Refresh()
	s.add(o)
}

func (t *touch) paintGround() {
	t.ground.FillColor = t.fill
	if t.isDown {
		t.ground.FillColor = t.pressed
	}
}

func (t *touch) press(down bool) {
	if t.isDown == down {
		return
	}
	t.isDown = down
	t.paintGround()
	canvas.Refresh(t.ground)
}

// MouseDown begins a press.
func (t *touch) MouseDown(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonPrimary {
		t.presses.begin(t, e.AbsolutePosition)
	}
}

// MouseUp ends a press, and acts when it was one on this surface.
func (t *touch) MouseUp(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonPrimary {
		t.presses.release(t)
	}
}

// MouseIn is the pointer's coming, perhaps pressed.
func (t *touch) MouseIn(e *desktop.MouseEvent) { t.presses.enter(t, e.AbsolutePosition) }

// MouseMoved is the pointer's moving on the surface.
func (t *touch) MouseMoved(e *desktop.MouseEvent) { t.presses.move(e.AbsolutePosition) }

// MouseOut is the pointer's leaving.
func (t *touch) MouseOut() { t.presses.leave(t) }

// CreateRenderer is called by Fyne.
func (t *touch) CreateRenderer() fyne.WidgetRenderer { return touchRenderer{t} }

type touchRenderer struct{ t *touch }

func (r touchRenderer) Layout(fyne.Size)             {} // the sheet placed everything
func (r touchRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r touchRenderer) Refresh()                     { canvas.Refresh(r.t.self) }
func (r touchRenderer) Objects() []fyne.CanvasObject { return r.t.objs }
func (r touchRenderer) Destroy()                     {}
