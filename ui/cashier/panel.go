package cashier

import (
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// panel is the screen of a kiosk.Panel.
type panel struct{ counter }

func (s panel) State(v kiosk.View, _ time.Time) (kiosk.Panel, bool) {
	return v.Panel, v.Screen == kiosk.ScreenPanel || v.Screen == kiosk.ScreenRefund && !v.Panel.Title.IsZero()
}

func (s panel) Place(l screen.Layout) draw.Rect { return l.Below }

const headHeight, headLow = 103, 84

func (s panel) Paint(c *draw.Canvas, p kiosk.Panel) {
	unit := c.Unit
	c.Card(draw.R(0, 0, c.W, c.H), draw.CardFill, draw.Hairline, draw.CardRadius*unit, 1)
	pad := c.Tall(16, 12)
	foot := s.Buttons(c, p.Buttons, draw.R(pad, 0, c.W-2*pad, c.H-c.Tall(15, 11)), draw.CardFill)
	head := s.paintHead(c, p)
	gap := c.Tall(12, 6)
	s.steps(c, p.Timeline, draw.R(25*unit, head+gap, c.W-50*unit, foot-head-gap-c.Tall(8, 4)))
}

// paintHead draws mark, title and detail and returns where the head ends.
func (s panel) paintHead(c *draw.Canvas, p kiosk.Panel) float32 {
	unit, t := c.Unit, screen.Tone(p.Tone)
	mark := float32(52)
	switch p.Mark {
	case kiosk.MarkTick, kiosk.MarkCross:
		mark = 64
	case kiosk.MarkNone:
		mark = 0
	}
	mark *= unit
	x := 25 * unit
	if mark > 0 {
		x += mark + 18*unit
	}
	room := c.W - x - 24*unit
	detail := s.Text(p.Detail)
	small := draw.Style{Size: 18 * unit, Color: t.Soft, Floor: draw.SizeLegend * unit}
	lines, leading := 0, c.Tall(26, 24)
	if detail != "" {
		lines = draw.LineCount(detail, room, small)
	}
	height := max(c.Tall(headHeight, headLow), c.Tall(78, 58)+float32(lines)*leading)
	if t.Fill != draw.CardFill {
		line := c.LineWidth(1)
		c.Head(draw.R(line, line, c.W-2*line, height-line), t.Fill, draw.CardRadius*unit-line)
	}
	c.Fill(draw.R(1, height, c.W-2, 1), draw.Hairline, 0)
	if mark > 0 {
		c.Mark(screen.Mark(p.Mark), 25*unit+mark/2, height/2, mark, t.Mark, draw.OnInk)
	}
	block := 36*unit + float32(lines)*leading
	y := (height - block) / 2
	c.Text(s.Text(p.Title), draw.R(x, y, room, 36*unit), draw.Style{Size: draw.SizeTitle * unit, Bold: true, Color: t.Ink, Floor: 17 * unit})
	if lines > 0 {
		c.Paragraph(detail, draw.R(x, y+36*unit, room, float32(lines)*leading), small, leading)
	}
	return height
}
