package cashier

import (
	"slices"
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// card is one large card in place of amount and panel.
type card struct{ counter }

type cardState struct {
	panel kiosk.Panel
	// quiet: no alarm, but the till speaks of itself, without an amount in question.
	quiet bool
	doing string // what the till does about it by itself
}

func (s card) State(v kiosk.View, now time.Time) (cardState, bool) {
	switch v.Screen {
	case kiosk.ScreenAlarm:
		return cardState{panel: v.Panel, doing: s.doing(v.Panel.Progress, now)}, true
	case kiosk.ScreenRecovering, kiosk.ScreenStopped:
		return cardState{panel: v.Panel, quiet: v.Panel.Amount == ""}, true
	}
	return cardState{}, false
}

func (s card) Paint(c *draw.Canvas, st cardState) {
	unit := c.Unit
	p, t := st.panel, screen.Tone(st.panel.Tone)
	line := 3 * unit
	if t.Fill == draw.CardFill {
		line = 1
	}
	c.Card(draw.R(0, 0, c.W, c.H), t.Fill, t.Line, draw.CardRadius*unit, line)
	pad := c.Tall(27, 18)
	foot := s.Buttons(c, p.Buttons, draw.R(pad, 0, c.W-2*pad, c.H-pad), t.Fill)
	if st.quiet {
		s.paintQuiet(c, p, draw.R(pad, pad, c.W-2*pad, foot-2*pad))
		return
	}
	y := c.Tall(26, 12)
	title := draw.Style{Size: c.Tall(30, 25), Bold: true, Color: t.Ink, Floor: 20 * unit}
	for draw.LineCount(s.Text(p.Title), c.W-2*pad, title) > 2 && title.Size > title.Floor {
		title.Size -= unit
	}
	y += c.Paragraph(s.Text(p.Title), draw.R(pad, y, c.W-2*pad, c.Tall(88, 68)), title, c.Tall(44, 34))
	if p.Amount != "" {
		c.Amount(p.Amount, draw.R(pad, y, c.W-2*pad, c.Tall(100, 58)), draw.Style{Size: c.Tall(draw.SizeAmount, 54), Color: draw.Ink}, c.Tall(draw.SizeYuan, 34))
		y += c.Tall(112, 62)
	}
	words := draw.Style{Size: c.Tall(20, 18), Color: draw.Ink, Floor: draw.SizeLegend * unit}
	if text := s.Text(p.Detail); text != "" {
		y += c.Paragraph(text, draw.R(pad, y, c.W-2*pad, foot-y), words, c.Tall(34, 25)) + c.Tall(10, 2)
	}
	y += s.paintDoing(c, st.doing, p.Progress.Querying, draw.R(pad, y, c.W-2*pad, foot-y), t.Ink)
	if said := p.Progress.LastAnswer; !said.Text.IsZero() {
		p.Timeline = append(slices.Clone(p.Timeline), said)
	}
	s.steps(c, p.Timeline, draw.R(pad, y, c.W-2*pad, foot-y-8*unit))
}

// paintQuiet draws what the till says of itself: mark over words, in the middle.
func (s card) paintQuiet(c *draw.Canvas, p kiosk.Panel, r draw.Rect) {
	unit, t := c.Unit, screen.Tone(p.Tone)
	mark, under, line := c.Tall(112, 72), c.Tall(28, 10), c.Tall(32, 26)
	words := draw.Style{Size: c.Tall(20, 18), Color: t.Soft, Align: draw.Centre, Floor: draw.SizeLegend * unit}
	detail := s.Text(p.Detail)
	lines := float32(0)
	if detail != "" {
		lines = float32(draw.LineCount(detail, r.W-40*unit, words))
	}
	steps := min(float32(len(p.Timeline)), 4) * stepHeight * unit
	height := mark + under + 44*unit + lines*line + steps
	y := r.Y + max(0, (r.H-height)/2)
	c.Mark(screen.Mark(p.Mark), r.CX(), y+mark/2, mark, t.Mark, draw.OnInk)
	y += mark + under
	c.Text(s.Text(p.Title), draw.R(r.X, y, r.W, 44*unit), draw.Style{Size: 30 * unit, Bold: true, Color: t.Ink, Align: draw.Centre, Floor: 16 * unit})
	y += 48 * unit
	y += c.Paragraph(detail, draw.R(r.X+20*unit, y, r.W-40*unit, lines*line), words, line) + 8*unit
	if left := r.Bottom() - y; steps > 0 && left > 0 {
		s.steps(c, p.Timeline, draw.R(r.X, y, r.W, left))
	}
}
