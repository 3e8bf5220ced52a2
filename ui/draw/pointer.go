package draw

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

const (
	// doubleTap is within which a second tap at the same place belongs to the first:
	// people click twice out of habit, and what has come up under the finger
	// meanwhile is not what they meant.
	doubleTap = 500 * time.Millisecond
	// dragStart is the distance that a finger moves before it scrolls, in logical
	// pixels; a tap trembles less.
	dragStart = 10
)

// Pointer follows the one press that there can be, across surfaces. It takes
// the place of Fyne's own taps, which would act on the surface that was touched
// before.
type Pointer struct {
	// Pressed is told of each press, wherever it is. It may be nil.
	Pressed func()

	now func() time.Time
	do  func(func())

	down    bool
	settled bool   // the frame of the press is over: the pointer is where it was pressed
	presses uint64 // so far
	on      *Touch // what is pressed; nil while between surfaces or dragging
	at      time.Time
	up      bool // released, and waiting for a move that is still to come
	drag    func(dy float32)
	dragged bool
	from, y float32
	where   fyne.Position // of the pointer
	last    tapped
}

// NewPointer makes a Pointer; do runs on the UI's goroutine after the events of this frame.
func NewPointer(now func() time.Time, do func(func())) *Pointer { return &Pointer{now: now, do: do} }

// tapped is the last tap that did something.
type tapped struct {
	name  string // of the surface, which says what it does
	where fyne.Position
	at    time.Time
}

// doubles reports whether a press on t ends a double tap on what stood there before.
func (p *Pointer) doubles(t *Touch) bool {
	age := p.at.Sub(p.last.at)
	return p.last.name != t.name && age >= 0 && age < doubleTap && t.Spot.Holds(p.last.where)
}

// tap does what t does, but for the second half of a double tap.
func (p *Pointer) tap(t *Touch) {
	if t == nil || t.tap == nil || p.doubles(t) {
		return
	}
	p.last = tapped{t.name, p.where, p.now()}
	t.tap()
}

// begin is a press on t; nil where there is nothing to press. Fyne 2.8 hands on a
// press at once but the pointer's move only after all events of a frame, so a finger's
// press arrives at the place of the touch before it, and the move to its own place
// right after: for that frame, and perhaps the next, the press still belongs to wherever
// the pointer goes.
func (p *Pointer) begin(t *Touch, where fyne.Position) {
	p.end()
	if p.Pressed != nil {
		p.Pressed()
	}
	p.down, p.settled, p.at, p.where = true, false, p.now(), where
	p.presses++
	press := p.presses
	p.do(func() { p.settled = p.settled || p.presses == press })
	p.take(t, where.Y)
}

func (p *Pointer) take(t *Touch, y float32) {
	p.on, p.from, p.y = t, y, y
	if t != nil {
		p.drag = t.drag
		t.press(true)
	}
}

// lift has what is pressed spring back.
func (p *Pointer) lift() {
	if p.on != nil {
		p.on.press(false)
		p.on = nil
	}
}

// end forgets the press.
func (p *Pointer) end() {
	p.lift()
	p.down, p.up, p.drag, p.dragged = false, false, nil, false
}

// leave is the pointer's leaving of t.
func (p *Pointer) leave(t *Touch) {
	if p.on != t || t == nil || !p.down {
		return
	}
	p.lift()
	if p.settled && p.drag == nil {
		p.end()
	}
}

// enter is the pointer's coming to t.
func (p *Pointer) enter(t *Touch, where fyne.Position) {
	switch {
	case !p.down:
	case !p.settled && !p.dragged:
		p.lift()
		p.drag, p.where = nil, where
		p.take(t, where.Y)
	default:
		p.move(where)
	}
}

// move is the pointer's moving while it is down.
func (p *Pointer) move(where fyne.Position) {
	p.where = where
	if !p.down || p.up || p.drag == nil {
		return
	}
	y := where.Y
	if !p.dragged && max(y-p.from, p.from-y) < dragStart {
		return
	}
	p.dragged = true
	p.lift()
	p.drag(y - p.y)
	p.y = y
}

// release is a release over t. What was pressed acts after this frame's events,
// when it is known where the pointer really is.
func (p *Pointer) release(t *Touch) {
	if !p.down || p.on != t || p.dragged {
		p.end()
		return
	}
	p.up = true
	p.do(func() {
		pressed, ok := p.on, p.up
		p.end()
		if ok {
			p.tap(pressed)
		}
	})
}

// Backdrop lies below everything and knows of presses that no surface takes.
type Backdrop struct{ Touch }

// NewBackdrop makes the backdrop of a window.
func NewBackdrop(p *Pointer) *Backdrop {
	f := &Backdrop{Touch{pointer: p}}
	f.Widget = f
	f.ExtendBaseWidget(f)
	return f
}

// MouseDown is a press beside all surfaces.
func (f *Backdrop) MouseDown(e *desktop.MouseEvent) { f.pointer.begin(nil, e.AbsolutePosition) }

// MouseUp ends a press.
func (f *Backdrop) MouseUp(*desktop.MouseEvent) { f.pointer.release(nil) }

// MouseIn is the pointer's coming from a surface.
func (f *Backdrop) MouseIn(*desktop.MouseEvent) {}

// MouseOut does nothing.
func (f *Backdrop) MouseOut() {}
