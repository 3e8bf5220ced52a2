package cashier

import (
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
	"facepay/ui/screen"
)

// help is the table of keys.
type help struct{ counter }

type helpState struct {
	buttons  []kiosk.Button
	practice bool
	mini     bool // there is a mini-program to pay by
	cash     bool // cash is recorded
	print    bool // papers are printed when they are wanted
}

func (s help) State(v kiosk.View, _ time.Time) (helpState, bool) {
	return helpState{v.Panel.Buttons, v.Practice, s.Accepts.Mini != kiosk.MiniNone, s.Cash, s.Prints}, v.Screen == kiosk.ScreenHelp
}

func (s help) Paint(c *draw.Canvas, st helpState) {
	unit := c.Unit
	c.Card(draw.R(0, 0, c.W, c.H), draw.CardFill, draw.Hairline, draw.CardRadius*unit, 1)
	room := s.Title(c, s.Tr("screen.help.title"), st.buttons)
	made := draw.Style{Size: draw.SizeLegend * unit, Color: draw.Dim, Align: draw.Right}
	if text := s.Tr("screen.help.version", "version", s.Version); draw.Width(text, made) <= room.W { // a narrow window has no room for it
		c.Text(text, room, made)
	}
	pad := c.Tall(16, 8)
	s.paintBindings(c, keyboard.Explained(st.practice, st.mini, st.cash, st.print), draw.R(pad, screen.TitleRow(c), c.W-2*pad, c.H-screen.TitleRow(c)-c.Tall(8, 4)))
}

// Measures of the table of keys, in units.
const (
	bindingHigh  = 68 // at most
	bindingLow   = 30 // at least, where nothing is touched
	bindingSize  = draw.SizeSmallText
	bindingLeast = 13
	bindingLead  = 1.3 // of the size of the words
	capWide      = 76
	capLow       = 64
)

// paintBindings draws the table in two columns, read down. Words become smaller
// where there is little room; what explains itself is left out at last.
func (s help) paintBindings(c *draw.Canvas, rows []keyboard.Binding, r draw.Rect) {
	unit := c.Unit
	width := (r.W - draw.CardGap*unit) / 2
	for {
		for size := float32(bindingSize); size >= bindingLeast; size-- {
			words := draw.Style{Size: size * unit, Color: draw.Ink}
			high, half := s.bindingHeights(c, rows, width, words)
			left, right := sum(high[:half]), sum(high[half:])
			if max(left, right) > r.H+0.5 {
				continue
			}
			s.paintColumn(c, rows[:half], high[:half], min(bindingHigh*unit, r.H/float32(half)), draw.R(r.X, r.Y, width, r.H), words)
			s.paintColumn(c, rows[half:], high[half:], min(bindingHigh*unit, r.H/float32(half)), draw.R(r.Right()-width, r.Y, width, r.H), words)
			return
		}
		fewer := slices.DeleteFunc(slices.Clone(rows), keyboard.Binding.Plain)
		if len(fewer) == len(rows) {
			c.Overflow("keys", 0, r.H)
			return
		}
		rows = fewer
	}
}

func sum(all []float32) (total float32) {
	for _, v := range all {
		total += v
	}
	return total
}

// bindingHeights are the heights that the rows need, and the number of rows in the first column.
func (s help) bindingHeights(c *draw.Canvas, rows []keyboard.Binding, width float32, words draw.Style) (high []float32, half int) {
	unit := c.Unit
	for _, b := range rows {
		least := float32(bindingLow) * unit
		if b.Leaves {
			least = draw.TouchMin * unit
		}
		lines := draw.LineCount(s.Tr(b.Text), width-bindingInset(c), words)
		high = append(high, max(least, (float32(lines)*max(words.Size, draw.Least())*bindingLead)+4*unit))
	}
	half = (len(rows) + 1) / 2
	for half > 1 && sum(high[:half-1]) >= sum(high[half-1:]) {
		half--
	}
	for half < len(rows) && sum(high[half:]) > sum(high[:half+1]) {
		half++
	}
	return high, half
}

// bindingInset is the width of a row's key, with its margin.
func bindingInset(c *draw.Canvas) float32 { return 28*c.Unit + c.Tall(capWide, capLow) }

// paintColumn draws rows of one height, where there is room, else each as high as it needs.
func (s help) paintColumn(c *draw.Canvas, rows []keyboard.Binding, high []float32, wanted float32, r draw.Rect, words draw.Style) {
	for ; ; wanted -= c.Unit { // as high as all of them can be
		spare := r.H
		for _, h := range high {
			spare -= max(h, wanted)
		}
		if spare >= 0 || wanted <= 0 {
			break
		}
	}
	y := r.Y
	for i, b := range rows {
		h := max(high[i], wanted)
		s.paintBinding(c, b, draw.R(r.X, y, r.W, h), words)
		y += h
	}
}

// paintBinding draws a row of the table. A key without a place of its own on
// the other screens can be touched here.
func (s help) paintBinding(c *draw.Canvas, b keyboard.Binding, r draw.Rect, words draw.Style) {
	unit := c.Unit
	legend := b.Legend
	if strings.HasPrefix(legend, "screen.") {
		legend = s.Tr(legend)
	}
	inside := func(in *draw.Canvas) {
		high := min(32*unit, in.H-4*unit)
		cap := draw.R(8*unit, (in.H-high)/2, in.Tall(capWide, capLow), high)
		in.Card(cap, draw.Paper, draw.Hairline, 8*unit, 1)
		if b.Key == kiosk.KeyBackspace {
			in.Backspace(cap.CX(), cap.CY(), 24*unit, draw.Ink)
		} else {
			in.Text(legend, cap, draw.Style{Size: 15 * unit, Bold: true, Color: draw.Ink, Align: draw.Centre})
		}
		leading := max(words.Size, draw.Least()) * bindingLead
		room := in.W - bindingInset(in)
		block := float32(draw.LineCount(s.Tr(b.Text), room, words)) * leading
		in.Paragraph(s.Tr(b.Text), draw.R(cap.Right()+14*unit, (in.H-block)/2, room, block), words, leading)
	}
	if !b.Leaves {
		c.Within(r, inside)
		return
	}
	framed := func(in *draw.Canvas) {
		in.Card(draw.R(0, 0, in.W, in.H).Inset(2*unit), draw.CardFill, draw.Hairline, 12*unit, 1)
		inside(in)
	}
	c.Touch("help."+b.Legend, r, draw.Face{Fill: draw.CardFill, Ink: draw.Ink, Radius: 12 * unit}, func() {
		s.Post(kiosk.Tapped{Action: kiosk.ActionBack})
		s.Post(kiosk.Pressed{Key: b.Key})
	}, framed)
}
