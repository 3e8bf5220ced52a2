package ui

import (
	"slices"

	"facepay/kiosk"
)

// alarmState is one large card in place of amount and panel.
type alarmState struct {
	panel kiosk.Panel
	// quiet: it is no alarm but the till itself that speaks, without an amount
	// in question.
	quiet bool
	doing string // what the till does about it by itself
}

// alarmLine is how thick the line around an alarm is.
const alarmLine = 3

func (u *UI) paintAlarm(c *Canvas) {
	st, unit := c.region.state.(alarmState), c.Unit
	p, t := st.panel, toneOf(st.panel.Tone)
	line := float32(alarmLine) * unit
	if t.Fill == CardFill {
		line = 1
	}
	c.Card(R(0, 0, c.W, c.H), t.Fill, t.Line, CardRadius*unit, line)
	pad := c.Tall(27, 18)
	foot := u.paintButtons(c, p.Buttons, R(pad, 0, c.W-2*pad, c.H-pad), t.Fill)
	if st.quiet {
		u.paintQuiet(c, p, R(pad, pad, c.W-2*pad, foot-2*pad))
		return
	}
	y := c.Tall(26, 12)
	title := Style{Size: c.Tall(30, 25), Bold: true, Color: t.Ink, Floor: 20 * unit}
	for LineCount(u.text(p.Title), c.W-2*pad, title) > 2 && title.Size > title.Floor {
		title.Size -= unit
	}
	y += c.Paragraph(u.text(p.Title), R(pad, y, c.W-2*pad, c.Tall(88, 68)), title, c.Tall(44, 34))
	if p.Amount != "" {
		c.Amount(p.Amount, R(pad, y, c.W-2*pad, c.Tall(100, 58)), c.Tall(SizeAmount, 54), c.Tall(SizeYuan, 34), Left, Ink, Dim)
		y += c.Tall(112, 62)
	}
	words := Style{Size: c.Tall(20, 18), Color: Ink, Floor: SizeLegend * unit}
	if text := u.text(p.Detail); text != "" {
		y += c.Paragraph(text, R(pad, y, c.W-2*pad, foot-y), words, c.Tall(34, 25)) + c.Tall(10, 2)
	}
	y += u.paintDoing(c, st.doing, p.Doing.Busy, R(pad, y, c.W-2*pad, foot-y), t.Ink)
	if said := p.Doing.Said; !said.Text.IsZero() {
		p.Timeline = append(slices.Clone(p.Timeline), said)
	}
	u.paintSteps(c, p.Timeline, R(pad, y, c.W-2*pad, foot-y-8*unit))
}

// paintQuiet draws what the till says of itself: mark over words, in the middle.
func (u *UI) paintQuiet(c *Canvas, p kiosk.Panel, r Rect) {
	unit, t := c.Unit, toneOf(p.Tone)
	mark, under, line := c.Tall(112, 72), c.Tall(28, 10), c.Tall(32, 26)
	words := Style{Size: c.Tall(20, 18), Color: t.Soft, Align: Centre, Floor: SizeLegend * unit}
	detail := u.text(p.Detail)
	lines := float32(0)
	if detail != "" {
		lines = float32(LineCount(detail, r.W-40*unit, words))
	}
	steps := min(float32(len(p.Timeline)), 4) * stepHeight * unit
	height := mark + under + 44*unit + lines*line + steps
	y := r.Y + max(0, (r.H-height)/2)
	c.Mark(p.Mark, r.CX(), y+mark/2, mark, t.Mark, OnInk)
	y += mark + under
	c.Text(u.text(p.Title), R(r.X, y, r.W, 44*unit), Style{Size: 30 * unit, Bold: true, Color: t.Ink, Align: Centre, Floor: 16 * unit})
	y += 48 * unit
	y += c.Paragraph(detail, R(r.X+20*unit, y, r.W-40*unit, lines*line), words, line) + 8*unit
	if left := r.Bottom() - y; steps > 0 && left > 0 {
		u.paintSteps(c, p.Timeline, R(r.X, y, r.W, left))
	}
}
