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

func (u *UI) paintAlarm(s *sheet) {
	st, k := s.part.state.(alarmState), s.u
	p, t := st.panel, toneOf(st.panel.Tone)
	line := float32(alarmLine) * k
	if t.fill == cardFill {
		line = 1
	}
	s.card(rect{0, 0, s.w, s.h}, t.fill, t.line, cardRadius*k, line)
	pad := 27 * k
	foot := u.paintButtons(s, p.Buttons, rect{pad, 0, s.w - 2*pad, s.h - pad}, t.fill)
	if st.quiet {
		u.paintQuiet(s, p, rect{pad, pad, s.w - 2*pad, foot - 2*pad})
		return
	}
	y := 26 * k
	title := style{size: 30 * k, bold: true, color: t.ink, floor: 20 * k}
	y += s.paragraph(u.text(p.Title), rect{pad, y, s.w - 2*pad, 88 * k}, title, 44*k)
	if p.Amount != "" {
		s.amount(p.Amount, rect{pad, y, s.w - 2*pad, 100 * k}, sizeAmount*k, sizeYuan*k, left, ink, dim)
		y += 112 * k
	}
	words := style{size: 20 * k, color: ink, floor: sizeLegend * k}
	if text := u.text(p.Detail); text != "" {
		y += s.paragraph(text, rect{pad, y, s.w - 2*pad, foot - y}, words, 34*k) + 10*k
	}
	y += u.paintDoing(s, st.doing, p.Doing.Busy, rect{pad, y, s.w - 2*pad, foot - y}, t.ink)
	if said := p.Doing.Said; !said.Text.IsZero() {
		p.Steps = append(slices.Clone(p.Steps), said)
	}
	u.paintSteps(s, p.Steps, rect{pad, y, s.w - 2*pad, foot - y - 8*k})
}

// paintQuiet draws what the till says of itself: mark over words, in the middle.
func (u *UI) paintQuiet(s *sheet, p kiosk.Panel, r rect) {
	k, t := s.u, toneOf(p.Tone)
	mark := 112 * k
	words := style{size: 20 * k, color: t.soft, align: centre, floor: sizeLegend * k}
	detail := u.text(p.Detail)
	lines := float32(0)
	if detail != "" {
		lines = float32(lineCount(detail, r.w-40*k, words))
	}
	steps := min(float32(len(p.Steps)), 4) * stepHeight * k
	height := mark + 28*k + 44*k + lines*32*k + steps
	y := r.y + max(0, (r.h-height)/2)
	s.mark(p.Mark, r.cx(), y+mark/2, mark, t.mark, onInk)
	y += mark + 28*k
	s.text(u.text(p.Title), rect{r.x, y, r.w, 44 * k}, style{size: 30 * k, bold: true, color: t.ink, align: centre, floor: 17 * k})
	y += 48 * k
	y += s.paragraph(detail, rect{r.x + 20*k, y, r.w - 40*k, lines * 32 * k}, words, 32*k) + 8*k
	if left := r.bottom() - y; steps > 0 && left > 0 {
		u.paintSteps(s, p.Steps, rect{r.x, y, r.w, left})
	}
}
