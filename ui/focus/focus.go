// Package focus has every control of a window reached and pressed by the keyboard.
package focus

import (
	"cmp"
	"image/color"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"facepay/kiosk"
	"facepay/ui/draw"
)

const (
	// strokeGap parts what is typed in one go from what is typed later, as kiosk.Strokes
	// has it: a Tab so soon after the characters of a code is a slow scanner's.
	strokeGap = 2 * time.Second
	// afterStroke is the time after a character in which no Enter presses a control: it
	// may end a scan.
	afterStroke = 600 * time.Millisecond
	// afterLoss is the time in which an Enter may still be meant for a control that has
	// just gone, as the second half of a double tap may: it does nothing.
	afterLoss = 500 * time.Millisecond
)

// Focus is the focus of one window's keyboard: the control that Enter and the space bar
// press. There is none until Tab is pressed, and any other key takes it away, so that no
// Enter of a scan, which follows characters, ever presses a control. Its methods are
// called on Fyne's goroutine.
type Focus struct {
	now     func() time.Time
	regions func() []*draw.Region // of the window, in the order of Tab
	dark    *canvas.Rectangle     // a dark ring around a light one: one of them is seen on any ground
	light   *canvas.Rectangle

	on     *control
	at     int // its place in the order
	where  any // the screen on which it was chosen
	lost   time.Time
	struck time.Time // the last character
	run    int       // characters typed in one go
}

// control is the name of a surface: it stays when that is drawn anew.
type control struct{ region, id string }

// New makes the focus of the controls of regions.
func New(now func() time.Time, regions func() []*draw.Region) *Focus {
	f := &Focus{now: now, regions: regions, dark: canvas.NewRectangle(color.Transparent), light: canvas.NewRectangle(color.Transparent)}
	f.hide()
	return f
}

// Objects are the ring's, to lie above everything else of the window.
func (f *Focus) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{f.dark, f.light} }

// On is the name of the control that has the focus: its region's and its own; "" for none.
func (f *Focus) On() (region, id string) {
	if f.on == nil {
		return "", ""
	}
	return f.on.region, f.on.id
}

// Take takes what a person or a scanner typed, and reports whether it was the focus's.
func (f *Focus) Take(e kiosk.Event) bool {
	now := f.now()
	switch e := e.(type) {
	case kiosk.Pressed:
		switch {
		case e.Key == kiosk.KeyTab:
			if f.Typing() {
				f.struck = now // perhaps the first of several that end a scan
			}
			if f.run >= kiosk.ScanCharsMin && now.Sub(f.struck) <= strokeGap { // the end of a slow scan
				f.Drop()
				return false
			}
			f.Move(1)
			return true
		case e.Key == kiosk.KeyEnter:
			return f.press(now)
		case e.Key.Char() != 0:
			f.strikes(now)
		}
	case kiosk.Typed:
		if e.Rune == ' ' && f.on != nil {
			return f.press(now)
		}
		f.strikes(now)
	}
	f.Drop()
	return false
}

func (f *Focus) strikes(now time.Time) {
	if now.Sub(f.struck) > strokeGap {
		f.run = 0
	}
	f.run++
	f.struck = now
}

// Typing reports whether a character has just been typed, so that an Enter may be a scan's.
func (f *Focus) Typing() bool { return f.now().Sub(f.struck) < afterStroke }

// press presses the control that has the focus.
func (f *Focus) press(now time.Time) bool {
	if f.on == nil {
		gone := now.Sub(f.lost)
		return gone >= 0 && gone < afterLoss
	}
	t := f.touch(*f.on)
	if t == nil || f.Typing() {
		return true
	}
	t.Press()
	return true
}

// Move moves the focus to the next control, or with -1 to the one before.
func (f *Focus) Move(by int) {
	all := f.controls()
	if len(all) == 0 {
		return
	}
	switch {
	case f.on != nil:
		f.at = slices.Index(all, *f.on) + by
	case by < 0:
		f.at = len(all) - 1
	default:
		f.at = min(f.at, len(all)) // of one that has gone, the next; else the first
	}
	f.at = (f.at + len(all)) % len(all)
	f.on = &all[f.at]
	f.show()
}

// Drop takes the focus away; the next Tab begins anew.
func (f *Focus) Drop() {
	f.on, f.at, f.lost = nil, 0, time.Time{}
	f.hide()
}

// Follow has the ring follow its control after a drawing. where is the screen: on another
// one the focus is gone.
func (f *Focus) Follow(where any) {
	same := f.where == where
	f.where = where
	switch {
	case !same:
		gone := f.on != nil
		f.Drop()
		if gone {
			f.lost = f.now()
		}
	case f.on != nil && f.touch(*f.on) == nil:
		at := f.at
		f.Drop()
		f.at, f.lost = at, f.now()
	case f.on != nil:
		f.show()
	}
}

func (f *Focus) touch(c control) *draw.Touch {
	for _, r := range f.regions() {
		if r.Name == c.region && r.Shown() {
			return r.Touches[c.id]
		}
	}
	return nil
}

// controls are the controls in the order of Tab: region by region, in each as people
// read, what a list of pages leads to before that list. Rows through which the arrows
// move are left to those.
func (f *Focus) controls() (all []control) {
	for _, r := range f.regions() {
		if !r.Shown() {
			continue
		}
		var ids []string
		for id, t := range r.Touches {
			if t.Acts() && !(t.Scrolls() && strings.HasPrefix(id, "row.")) {
				ids = append(ids, id)
			}
		}
		slices.SortFunc(ids, func(a, b string) int {
			if lists := isEntry(a); lists != isEntry(b) {
				if lists {
					return 1
				}
				return -1
			}
			s, o := r.Touches[a].Spot, r.Touches[b].Spot
			if s.CY() < o.Y || o.CY() < s.Y { // on different lines
				return cmp.Compare(s.CY(), o.CY())
			}
			return cmp.Or(cmp.Compare(s.X, o.X), strings.Compare(a, b))
		})
		for _, id := range ids {
			all = append(all, control{r.Name, id})
		}
	}
	return all
}

// isEntry reports whether a control is one of a list of pages.
func isEntry(id string) bool { return strings.HasPrefix(id, "entry.") }

// The widths of the two rings, in logical pixels at least.
const (
	darkRing  = 4
	lightRing = 3
)

func (f *Focus) show() {
	t := f.touch(*f.on)
	if t == nil {
		return
	}
	at, radius := t.Spot, t.Radius()
	for _, ring := range []struct {
		o      *canvas.Rectangle
		colour color.NRGBA
		inset  float32
		width  float32
	}{{f.dark, draw.Ink, -darkRing / 2, darkRing}, {f.light, draw.CardFill, darkRing / 2, lightRing}} {
		ring.o.StrokeColor, ring.o.StrokeWidth = ring.colour, ring.width
		ring.o.CornerRadius = max(0, radius-ring.inset)
		draw.Place(ring.o, at.Inset(ring.inset))
		ring.o.Show()
		canvas.Refresh(ring.o)
	}
}

func (f *Focus) hide() {
	for _, o := range []*canvas.Rectangle{f.dark, f.light} {
		if o.Visible() {
			o.Hide()
		}
	}
}
