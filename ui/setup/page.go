// Package setup draws the owner's page Settings.
package setup

import (
	"fmt"
	"math"
	"sync"
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
	"facepay/ui/screen"
)

// Desk is the settings behind the page. It is called on Fyne's goroutine.
type Desk interface {
	Open()
	Close()
	// Take takes a key, a character or a scan, and reports whether it meant anything.
	Take(kiosk.Event) bool
	Touch(kiosk.SetupTouched)
}

// Page is the page Settings.
type Page struct {
	*screen.Context
	Desk Desk
	Do   func(func()) // runs something on Fyne's goroutine, soon
	// Changed is told on Fyne's goroutine when something is to be drawn anew.
	Changed func()
	// Leave takes the touch of a key that means nothing to the desk: Esc, at last.
	Leave func(kiosk.Key)

	mu      sync.Mutex
	pending *kiosk.SetupView
	view    kiosk.SetupView // Fyne's
}

// Show draws v, from any goroutine; of several the newest.
func (p *Page) Show(v kiosk.SetupView) {
	p.mu.Lock()
	waiting := p.pending != nil
	p.pending = &v
	p.mu.Unlock()
	if !waiting {
		p.Do(p.draw)
	}
}

func (p *Page) draw() {
	p.mu.Lock()
	v := p.pending
	p.pending = nil
	p.mu.Unlock()
	if v != nil {
		p.view = *v
		p.Changed()
	}
}

// Open tells that the page came on screen, or went.
func (p *Page) Open(shown bool) {
	if shown {
		p.Desk.Open()
		return
	}
	p.Desk.Close()
}

// Take takes what was typed or scanned.
func (p *Page) Take(e kiosk.Event) bool { return p.Desk.Take(e) }

// State is the input of Paint.
func (p *Page) State() any {
	v := p.view
	v.Left = v.Left.Truncate(time.Second)
	return v
}

// Measures in units.
const (
	entriesWide, entriesWideLow = 224, 190
	entryHigh                   = draw.TouchMin
	rowHigh, rowLow, rowTight   = 62, 52, 36
	rowDevice                   = 54
	choiceWide                  = 180
	choicesHelped               = 5 // beside whose choices there is room for the help
	buttonHigh                  = 60
	buttonWide, buttonLeast     = 190, 72
	resultHigh                  = 34
	pad                         = 16
	rightsBeside                = 640 // the width from which the table has room at the side
	rightsBelow                 = 480 // the height from which it has room below

	qrBeside = 1.1 // the room's shape from which a QR stands beside the rows

	qrRoom       = 440 // the width that it needs for that
	qrBelow      = 420 // the height from which it has room below
	helpShare    = 0.3 // of the page's height at most
	toldShare    = 0.5 // of what is between the help and the buttons
	helpLinesMax = 8
	toldLinesMax = 6

	resultLinesMax = 6
)

// Paint draws the page: the list at the left, what is chosen at the right.
func (p *Page) Paint(c *draw.Canvas) {
	unit, v := c.Unit, &p.view
	c.Card(draw.R(0, 0, c.W, c.H), draw.CardFill, draw.Hairline, draw.CardRadius*unit, 1)
	edge := c.Tall(pad, 8)
	wide := min(c.Tall(entriesWide, entriesWideLow), c.W*0.34)
	p.entries(c, draw.R(edge, edge/2, wide, c.H-edge))
	x := edge + wide + 2*edge
	r := draw.R(x, edge, c.W-x-edge, c.H-2*edge)
	c.Fill(draw.R(x-edge, edge, 1, r.H), draw.Hairline, 0)

	title := draw.R(r.X, r.Y, r.W, 44*unit)
	c.Text(p.Text(v.Title), title, draw.Style{Size: draw.SizeTitle * unit, Bold: true, Color: draw.Ink, Floor: draw.SizeText * unit})
	hint, st := p.Text(v.Help), draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Floor: draw.SizeLegend * unit}
	needs := float32(draw.LineCount(hint, r.W, st)) * st.Leading()
	help := draw.R(r.X, title.Bottom(), r.W, min(max(needs, c.Tall(54, 44)), r.H*helpShare))
	if v.Edit != nil && len(v.Edit.Choices) > choicesHelped { // what is chosen from explains itself
		help.H = 0
	} else {
		c.Lines(hint, help, st, helpLinesMax)
	}
	foot := p.buttons(c, draw.R(r.X, r.Bottom()-buttonHigh*unit, r.W, buttonHigh*unit))
	told := p.told(c, draw.R(r.X, help.Bottom(), r.W, foot-8*unit-help.Bottom()))
	room := draw.R(r.X, help.Bottom()+6*unit, r.W, told-help.Bottom()-12*unit)
	switch {
	case v.QR != "" && len(v.Rows) == 0:
		p.qr(c, room)
	case v.Recorder != nil:
		p.recorder(c, room)
	case v.Edit != nil && v.Edit.Choices != nil:
		p.choices(c, room)
	case v.Edit != nil && v.Edit.Digits:
		at := draw.R(room.X, room.Y, room.W, c.Tall(rowHigh, rowLow))
		at.H = max(rowTight*unit, min(at.H, room.H-4*(draw.TouchMin+2)*unit)) // the keys need theirs
		c.Within(at, func(in *draw.Canvas) { p.row(in, v.Rows[v.Row], true) })
		p.digits(c, draw.R(room.X, at.Bottom(), room.W, room.H-at.H))
	case v.QR != "" && room.W > max(room.H*qrBeside, qrRoom*unit): // beside the rows, or below them
		wide := room.W*0.56 - 16*unit
		p.rows(c, draw.R(room.X, room.Y, wide, room.H))
		p.qr(c, draw.R(room.X+wide+16*unit, room.Y, room.W-wide-16*unit, room.H))
	case v.QR != "" && room.H < qrBelow*unit: // alone, once its row is chosen
		if v.Inside && v.Row == len(v.Rows)-1 {
			p.qr(c, room)
		} else {
			p.rows(c, room)
		}
	case v.QR != "":
		high := min(float32(len(v.Rows))*c.Tall(rowHigh, rowLow), room.H*0.5)
		p.rows(c, draw.R(room.X, room.Y, room.W, high))
		p.qr(c, draw.R(room.X, room.Y+high, room.W, room.H-high))
	case v.Rights && room.W > rightsBeside*unit && p.RightsFit(c, rightsAt(c, room)): // beside the people, or below them
		at := rightsAt(c, room)
		p.rows(c, draw.R(room.X, room.Y, at.X-24*unit-room.X, room.H))
		p.Rights(c, at)
	case v.Rights && room.H < rightsBelow*unit && !v.Inside: // the people once keys are in them
		p.Rights(c, room)
	case v.Rights && room.H >= rightsBelow*unit:
		p.rows(c, draw.R(room.X, room.Y, room.W, room.H*0.46-8*unit))
		p.Rights(c, draw.R(room.X, room.Y+room.H*0.46, room.W, room.H*0.54))
	case len(v.Results) > 0:
		below := room
		if len(v.Rows) > 0 { // the rows have what the results leave, and half of the room at least
			high := min(float32(len(v.Rows))*c.Tall(rowHigh, rowLow), max(room.H/2, room.H-p.resultsHigh(c, room.W)))
			p.rows(c, draw.R(room.X, room.Y, room.W, high))
			below.Y, below.H = room.Y+high, room.H-high
		}
		p.results(c, below)
	default:
		p.rows(c, room)
	}
}

// rightsAt is the place of the rights beside the people.
func rightsAt(c *draw.Canvas, room draw.Rect) draw.Rect {
	x := room.X + room.W*0.42
	return draw.R(x, room.Y, room.Right()-x, room.H)
}

func (p *Page) row(c *draw.Canvas, row kiosk.SetupRow, editing bool) {
	unit := c.Unit
	if isDevice(row) {
		p.device(c, row)
		return
	}
	name := draw.R(14*unit, 3*unit, c.W*0.42-14*unit, c.H-6*unit)
	value := draw.R(c.W*0.44, 0, c.W*0.56-14*unit, c.H)
	if !row.Note.IsZero() {
		note, text := draw.R(name.X, c.H*0.56, name.W, c.H*0.36), p.Text(row.Note)
		st := draw.Style{Size: draw.SizeLegend * unit, Color: draw.Dim, Floor: 11 * unit}
		name.H = c.H * 0.62
		if !oneLine(text, note.W, st) { // below the value too
			note.W, value.H = c.W-28*unit, name.H
		}
		fitted(c, text, note, st)
	}
	c.Lines(p.Text(row.Name), name, draw.Style{Size: draw.SizeText * unit, Color: draw.Ink, Floor: 12 * unit}, 2)
	st := draw.Style{Size: draw.SizeText * unit, Bold: true, Color: draw.Ink, Floor: 11 * unit}
	switch {
	case editing:
		p.typed(c, value.Inset(5*unit))
	case !row.Old.IsZero():
		p.change(c, row, value, st)
	default:
		fitted(c, p.Text(row.Value), value, st)
	}
}

// change is an old value and the new one, which has the room that the old ones leave.
func (p *Page) change(c *draw.Canvas, row kiosk.SetupRow, r draw.Rect, st draw.Style) {
	unit, old := c.Unit, st
	old.Bold, old.Color = false, draw.Dim
	before, after := r, r
	before.W = r.W * 0.25
	for _, other := range p.view.Rows { // one column
		before.W = min(r.W*0.46-12*unit, max(before.W, draw.Width(draw.Typeset(p.Text(other.Old)), old)))
	}
	fitted(c, p.Text(row.Old), before, old)
	arrow := draw.R(before.Right(), r.Y, 28*unit, r.H)
	c.Text("→", arrow, draw.Style{Size: draw.SizeText * unit, Color: draw.Dim, Align: draw.Centre})
	after.X, after.W = arrow.Right(), r.Right()-arrow.Right()
	fitted(c, p.Text(row.Value), after, st)
}

// oneLine reports whether a text fits in one line.
func oneLine(text string, width float32, st draw.Style) bool {
	_, w := draw.Shrink(draw.Typeset(text), width, st)
	return w <= width
}

// fitted is a value in one line, or where it is long for its place in up to three small
// ones; it is cut where those are too little too.
func fitted(c *draw.Canvas, text string, r draw.Rect, st draw.Style) {
	text = draw.Typeset(text)
	if size, width := draw.Shrink(text, r.W, st); width > r.W {
		st.Size = size
		if n := draw.LineCount(text, r.W, st); n <= 3 && float32(n)*st.Leading() <= r.H {
			c.Lines(text, r, st, n)
			return
		}
		text = c.Truncate(text, r.W, st)
	}
	c.Text(text, r, st)
}

// typed is the value that is being entered, its end in sight.
func (p *Page) typed(c *draw.Canvas, r draw.Rect) {
	unit := c.Unit
	c.Card(r, draw.CardFill, draw.Ink, 8*unit, 2)
	st := draw.Style{Size: draw.SizeText * unit, Bold: true, Color: draw.Ink}
	runes := []rune(p.Text(p.view.Edit.Text))
	room := r.W - 24*unit
	for len(runes) > 0 && draw.Width(string(runes), st) > room {
		runes = runes[1:]
	}
	width := float32(0)
	if len(runes) > 0 {
		width = c.Text(string(runes), draw.R(r.X+10*unit, r.Y, room+2*unit, r.H), st)
	}
	c.Fill(draw.R(r.X+12*unit+width, r.CY()-13*unit, 2*unit, 26*unit), draw.Ink, 0)
}

// qr is a page for a phone as a QR, its address and, where that ends, how long it stands.
func (p *Page) qr(c *draw.Canvas, r draw.Rect) {
	unit, v := c.Unit, &p.view
	st := draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Ink, Align: draw.Centre, Floor: 11 * unit}
	lines := draw.LineCount(v.QR, r.W, st)
	address := 24 * unit * float32(lines)
	foot := address + 4*unit
	if v.Left > 0 {
		foot += 24 * unit
	}
	side := float32(math.Floor(float64(min(372*unit, r.W, r.H-foot))))
	at := draw.R(draw.Round(r.CX()-side/2), draw.Round(r.Y+(r.H-foot-side)/2), side, side)
	c.QR(v.QR, at)
	line := draw.R(r.X, at.Bottom()+2*unit, r.W, address)
	c.Lines(v.QR, line, st, lines)
	if v.Left <= 0 {
		return
	}
	line.Y, line.H = line.Bottom(), 24*unit
	left := v.Left.Truncate(time.Second)
	c.Text(p.Tr("setup.phone.left", "time", fmt.Sprintf("%d:%02d", int(left.Minutes()), int(left.Seconds())%60)), line,
		draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Align: draw.Centre})
}

// told is the last thing that happened, at the foot of r. It returns its top; what is
// above stays where it is when there is nothing to tell.
func (p *Page) told(c *draw.Canvas, r draw.Rect) float32 {
	v, unit := &p.view, c.Unit
	text, st := p.Text(v.Told), draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Floor: 12 * unit}
	room := draw.R(r.X+14*unit, r.Y, r.W-28*unit, r.H)
	if v.Busy {
		room.X, room.W = room.X+30*unit, room.W-30*unit
	}
	card := r
	card.H = min(max(c.Tall(50, 42), float32(draw.LineCount(text, room.W, st))*st.Leading()+10*unit), r.H*toldShare)
	card.Y = r.Bottom() - card.H
	if v.Told.IsZero() {
		return card.Y
	}
	t := screen.Tone(v.Tone)
	fill := t.Fill
	if v.Tone == kiosk.TonePlain {
		fill = draw.Paper
	}
	c.Card(card, fill, t.Line, 10*unit, 1)
	if v.Busy {
		c.Spin(r.X+24*unit, card.CY(), 22*unit, 3*unit, draw.Track, draw.Ink)
	}
	room.Y, room.H, st.Color = card.Y, card.H, t.Ink
	c.Lines(text, room, st, toldLinesMax)
	return card.Y
}

// buttons draws the keys that mean something now, the main one at the right, and
// returns their top.
func (p *Page) buttons(c *draw.Canvas, r draw.Rect) float32 {
	unit, gap := c.Unit, draw.KeyGap*c.Unit
	n := float32(len(p.view.Buttons))
	if n == 0 {
		return r.Y
	}
	if n > 3 && (r.W-(n-1)*gap)/n < buttonLeast*unit { // two rows of them
		upper := draw.R(r.X, r.Y-r.H-gap, r.W, r.H)
		half := len(p.view.Buttons) / 2
		p.buttonRow(c, upper, p.view.Buttons[:half])
		p.buttonRow(c, r, p.view.Buttons[half:])
		return upper.Y
	}
	p.buttonRow(c, r, p.view.Buttons)
	return r.Y
}

func (p *Page) buttonRow(c *draw.Canvas, r draw.Rect, buttons []kiosk.Button) {
	unit, gap, n := c.Unit, draw.KeyGap*c.Unit, float32(len(buttons))
	wide := min(buttonWide*unit, (r.W-(n-1)*gap)/n)
	for i, b := range buttons {
		at := draw.R(r.Right()-(n-float32(i))*wide-(n-1-float32(i))*gap, r.Y, wide, r.H)
		f, legend := draw.Key(unit), draw.Dim
		if b.Main {
			f, legend = draw.DarkKey(unit), draw.DimOnInk
		}
		c.Touch("button."+string(b.Key), at, f, func() { p.press(b.Key) }, func(in *draw.Canvas) {
			in.Text(p.Text(b.Label), draw.R(8*unit, 10*unit, in.W-16*unit, in.H-12*unit), draw.Style{Size: draw.SizeText * unit, Bold: true, Color: f.Ink, Align: draw.Centre, Floor: 12 * unit})
			if b.Key == kiosk.KeyBackspace {
				in.Backspace(in.W-20*unit, 15*unit, 18*unit, legend)
				return
			}
			in.Legend(keyboard.Legend(b.Key), legend)
		})
	}
}

// press is a touch of a key's twin. One that means nothing here goes the keys' way.
func (p *Page) press(k kiosk.Key) {
	if !p.Desk.Take(kiosk.Pressed{Key: k}) {
		p.Leave(k)
	}
}
