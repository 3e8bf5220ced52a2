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
	pad := s.tall(27, 18)
	foot := u.paintButtons(s, p.Buttons, rect{pad, 0, s.w - 2*pad, s.h - pad}, t.fill)
	if st.quiet {
		u.paintQuiet(s, p, rect{pad, pad, s.w - 2*pad, foot - 2*pad})
		return
	}
	y := s.tall(26, 12)
	title := style{size: s.tall(30, 25), bold: true, color: t.ink, floor: 20 * k}
	for lineCount(u.text(p.Title), s.w-2*pad, title) > 2 && title.size > title.floor {
		title.size -= k
	}
	y += s.paragraph(u.text(p.Title), rect{pad, y, s.w - 2*pad, s.tall(88, 68)}, title, s.tall(44, 34))
	if p.Amount != "" {
		s.amount(p.Amount, rect{pad, y, s.w - 2*pad, s.tall(100, 58)}, s.tall(sizeAmount, 54), s.tall(sizeYuan, 34), left, ink, dim)
		y += s.tall(112, 62)
	}
	words := style{size: s.tall(20, 18), color: ink, floor: sizeLegend * k}
	if text := u.text(p.Detail); text != "" {
		y += s.paragraph(text, rect{pad, y, s.w - 2*pad, foot - y}, words, s.tall(34, 25)) + s.tall(10, 2)
	}
	y += u.paintDoing(s, st.doing, p.Doing.Busy, rect{pad, y, s.w - 2*pad, foot - y}, t.ink)
	if said := p.Doing.Said; !said.Text.IsZero() {
		p.Timeline = append(slices.Clone(p.Timeline), said)
	}
	u.paintSteps(s, p.Timeline, rect{pad, y, s.w - 2*pad, foot - y - 8*k})
}

// paintQuiet draws what the till says of itself: mark over words, in the middle.
func (u *UI) paintQuiet(s *sheet, p kiosk.Panel, r rect) {
	k, t := s.u, toneOf(p.Tone)
	mark, under, line := s.tall(112, 72), s.tall(28, 10), s.tall(32, 26)
	words := style{size: s.tall(20, 18), color: t.soft, align: centre, floor: sizeLegend * k}
	detail := u.text(p.Detail)
	lines := float32(0)
	if detail != "" {
		lines = float32(lineCount(detail, r.w-40*k, words))
	}
	steps := min(float32(len(p.Timeline)), 4) * stepHeight * k
	height := mark + under + 44*k + lines*line + steps
	y := r.y + max(0, (r.h-height)/2)
	s.mark(p.Mark, r.cx(), y+mark/2, mark, t.mark, onInk)
	y += mark + under
	s.text(u.text(p.Title), rect{r.x, y, r.w, 44 * k}, style{size: 30 * k, bold: true, color: t.ink, align: centre, floor: 16 * k})
	y += 48 * k
	y += s.paragraph(detail, rect{r.x + 20*k, y, r.w - 40*k, lines * line}, words, line) + 8*k
	if left := r.bottom() - y; steps > 0 && left > 0 {
		u.paintSteps(s, p.Timeline, rect{r.x, y, r.w, left})
	}
}
