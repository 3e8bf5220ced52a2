package draw

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// pressDepth is the share of its text's colour that a pressed key takes on.
const pressDepth = 0.12

// Touch is a surface that can be touched or clicked. It never takes the
// keyboard: every key, typed by a person or a scanner, goes to the till.
type Touch struct {
	widget.BaseWidget
	ground        *canvas.Rectangle
	objs          []fyne.CanvasObject
	fill, pressed color.NRGBA
	name          string // its region's and its own
	Spot          Rect   // in the window
	tap           func()
	drag          func(dy float32) // nil: nothing to scroll
	pointer       *Pointer
	Down          bool        // pressed now
	Widget        fyne.Widget // the touch, or the row built on it
}

var (
	_ desktop.Mouseable = (*Touch)(nil)
	_ desktop.Hoverable = (*Touch)(nil)
)

// Face is the style of a touch at rest.
type Face struct {
	Fill, Line, Ink color.NRGBA
	Radius, Stroke  float32
}

// Key is the face of a key, in units of so many pixels.
func Key(unit float32) Face {
	return Face{Fill: CardFill, Line: Hairline, Ink: Ink, Radius: KeyRadius * unit, Stroke: 1}
}

// DarkKey is the face of the key that Enter means.
func DarkKey(unit float32) Face { return Face{Fill: Ink, Ink: OnInk, Radius: KeyRadius * unit} }

// Touch draws a surface in r. What is inside draws itself relative to it. id
// keeps the surface the same one from drawing to drawing.
func (c *Canvas) Touch(id string, r Rect, f Face, tap func(), inside func(*Canvas)) {
	t, ok := c.region.Touches[id]
	if !ok {
		t = &Touch{}
		t.Widget = t
	}
	c.surface(t, id, r, f, tap, inside)
}

// Scroll is the handlers that move a list: of a dragging finger, and of the wheel.
type Scroll struct{ Drag, Wheel func(dy float32) }

// row is a touch in a list. Fyne cuts what can be scrolled off at its edges, so no
// other touch is Scrollable.
type row struct {
	Touch
	wheel func(dy float32)
}

var _ fyne.Scrollable = (*row)(nil)

// Scrolled is the wheel.
func (r *row) Scrolled(e *fyne.ScrollEvent) { r.wheel(e.Scrolled.DY) }

// Row draws a surface as Touch does, from which a list is scrolled too.
func (c *Canvas) Row(id string, r Rect, f Face, tap func(), scroll Scroll, inside func(*Canvas)) {
	t, ok := c.region.Touches[id]
	if !ok {
		made := &row{Touch{drag: scroll.Drag}, scroll.Wheel}
		made.Widget, t = made, &made.Touch
	}
	c.surface(t, id, r, f, tap, inside)
}

func (c *Canvas) surface(t *Touch, id string, r Rect, f Face, tap func(), inside func(*Canvas)) {
	if t.ground == nil {
		t.ground, t.pointer = canvas.NewRectangle(color.Transparent), c.region.pointer
		t.ExtendBaseWidget(t.Widget)
	}
	c.region.Touches[id], c.used[id] = t, true
	at := c.region.at
	t.name, t.Spot = c.region.Name+"."+id, R(at.X+r.X, at.Y+r.Y, r.W, r.H)
	t.fill, t.pressed, t.tap = f.Fill, Mix(f.Fill, f.Ink, pressDepth), tap
	if f.Fill.A == 0 {
		t.pressed = color.NRGBA{R: f.Ink.R, G: f.Ink.G, B: f.Ink.B, A: 0x18}
	}
	if c.HighContrast && f.Stroke == 0 && f.Fill.A > 0 { // nothing else tells it from its ground
		f.Line, f.Stroke = f.Ink, 1
		if f.Ink == OnInk {
			f.Line = f.Fill
		}
	}
	t.ground.CornerRadius, t.ground.StrokeColor, t.ground.StrokeWidth = f.Radius, f.Line, c.LineWidth(f.Stroke)
	t.paintGround()
	ground := R(0, 0, r.W, r.H)
	if t.Scrolls() { // what reaches out of it is cut off
		ground = ground.Inset(t.ground.StrokeWidth)
	}
	Place(t.ground, ground)
	in := c.inner(r)
	if inside != nil {
		inside(in)
	}
	t.objs = append([]fyne.CanvasObject{t.ground}, in.objs...)
	c.Add(t.Widget, r)
	t.Widget.Refresh()
}

func (t *Touch) paintGround() {
	t.ground.FillColor = t.fill
	if t.Down {
		t.ground.FillColor = t.pressed
	}
}

func (t *Touch) press(down bool) {
	if t.Down == down {
		return
	}
	t.Down = down
	t.paintGround()
	canvas.Refresh(t.ground)
}

// Acts reports whether a tap does something.
func (t *Touch) Acts() bool { return t.tap != nil }

// Scrolls reports whether a finger moves a list by it.
func (t *Touch) Scrolls() bool { return t.drag != nil }

// Radius is that of its corners, in logical pixels.
func (t *Touch) Radius() float32 { return t.ground.CornerRadius }

// Press does what a tap does.
func (t *Touch) Press() {
	if t.tap != nil {
		t.tap()
	}
}

// MouseDown begins a press.
func (t *Touch) MouseDown(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonPrimary {
		t.pointer.begin(t, e.AbsolutePosition)
	}
}

// MouseUp ends a press, and acts when it was one on this surface.
func (t *Touch) MouseUp(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonPrimary {
		t.pointer.release(t)
	}
}

// MouseIn is the pointer's coming, perhaps pressed.
func (t *Touch) MouseIn(e *desktop.MouseEvent) { t.pointer.enter(t, e.AbsolutePosition) }

// MouseMoved is the pointer's moving on the surface.
func (t *Touch) MouseMoved(e *desktop.MouseEvent) { t.pointer.move(e.AbsolutePosition) }

// MouseOut is the pointer's leaving.
func (t *Touch) MouseOut() { t.pointer.leave(t) }

// CreateRenderer is called by Fyne.
func (t *Touch) CreateRenderer() fyne.WidgetRenderer { return touchRenderer{t} }

type touchRenderer struct{ t *Touch }

func (r touchRenderer) Layout(fyne.Size)             {} // the canvas placed everything
func (r touchRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r touchRenderer) Refresh()                     { canvas.Refresh(r.t.Widget) }
func (r touchRenderer) Objects() []fyne.CanvasObject { return r.t.objs }
func (r touchRenderer) Destroy()                     {}
