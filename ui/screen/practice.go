package screen

import (
	"image/color"
	"slices"
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
)

// Strip says in practice mode that no money moves.
type Strip struct {
	*Context
	// Buttons has the practice buttons stand in the strip. It is nil on the
	// customer's, which says no more.
	Buttons func() bool
}

// StripState is the content of the strip.
type StripState struct {
	dropped bool
	buttons []kiosk.Button // with a customer's screen they stand here
}

func (s Strip) State(v kiosk.View, _ time.Time) (st StripState, ok bool) {
	if s.Buttons != nil {
		st.dropped = v.NetworkDropped
		if s.Buttons() {
			st.buttons = v.PracticeButtons
		}
	}
	return st, v.Practice
}

func (s Strip) Place(l Layout) draw.Rect { return l.Strip }

func (s Strip) Paint(c *draw.Canvas, st StripState) {
	unit := c.Unit
	c.Stripes(draw.R(0, 0, c.W, c.H), draw.PracticeFill, draw.PracticeStripe)
	text := s.Tr("screen.practice")
	if st.dropped {
		text = s.Tr("screen.practice.dropped")
	}
	room := draw.R(draw.Edge*unit, 0, c.W-2*draw.Edge*unit, c.H)
	if n := float32(len(st.buttons)); n > 0 {
		width := min(150*unit, (c.W*0.68-n*draw.KeyGap*unit)/n)
		x := c.W - draw.Edge*unit - n*width - (n-1)*draw.KeyGap*unit
		s.Practice(c, st.buttons, draw.R(x, (c.H-draw.TouchMin*unit)/2, c.W-draw.Edge*unit-x, draw.TouchMin*unit), draw.CardFill, draw.PracticeInk, draw.Faint(draw.PracticeInk, draw.PracticeStripe, 1))
		room.W = x - draw.CardGap*unit - room.X
	}
	c.Lines(text, room, draw.Style{Size: 16 * unit, Bold: true, Color: draw.PracticeInk, Align: draw.Centre, Floor: 12 * unit}, 2)
}

// Practice draws the buttons that play the customer and the network.
func (s *Context) Practice(c *draw.Canvas, buttons []kiosk.Button, r draw.Rect, fill, text, line color.NRGBA) {
	unit, n := c.Unit, float32(len(buttons))
	width := min(170*unit, (r.W-(n-1)*draw.KeyGap*unit)/n)
	r.X += (r.W - n*width - (n-1)*draw.KeyGap*unit) / 2
	// All labels stand on one line, also those without a key above.
	below := float32(0)
	if slices.ContainsFunc(buttons, func(b kiosk.Button) bool { return b.Key != "" }) {
		below = 11 * unit
	}
	// They speak equally loud, as long as none needs two lines.
	one := draw.Style{Size: 15 * unit, Color: text, Align: draw.Centre, Floor: 13 * unit}
	for _, b := range buttons {
		one.Size, _ = draw.Shrink(draw.Typeset(s.Text(b.Label)), width-c.Tall(16, 8), one)
	}
	for i, b := range buttons {
		at := draw.R(r.X+float32(i)*(width+draw.KeyGap*unit), r.Y, width, r.H)
		c.Touch("practice."+string(b.Action), at, draw.Face{Fill: fill, Line: line, Ink: text, Radius: 12 * unit, Stroke: 1}, s.Tap(b.Action), func(in *draw.Canvas) {
			pad := in.Tall(8, 4)
			label, room := s.Text(b.Label), draw.R(pad, below, in.W-2*pad, in.H-below-unit)
			legend := func() {
				if b.Key != "" {
					in.Text(keyboard.Legend(b.Key), draw.R(8*unit, unit, in.W-16*unit, 17*unit), draw.Style{Size: draw.SizeLegend * unit, Color: draw.Faint(text, fill, 0.3), Align: draw.Right})
				}
			}
			if draw.Width(draw.Typeset(label), one) <= room.W {
				in.Text(label, room, one)
				legend()
				return
			}
			two := one
			two.Size, two.Floor = one.Floor, 11*unit
			if c.Low > 0 { // two lines leave no room for the key's name
				room.Y, room.H = 0, in.H
			} else {
				legend()
			}
			in.Lines(label, room, two, 2)
		})
	}
}
