package ui

import (
	"fmt"
	"image/color"
	"slices"

	"fyne.io/fyne/v2/canvas"

	"facepay/kiosk"
)

// panelState is what is going on, in words.
type panelState struct {
	panel kiosk.Panel
}

func (u *UI) paintPanel(s *sheet) {
	p, k := s.part.state.(panelState).panel, s.u
	s.card(rect{0, 0, s.w, s.h}, cardFill, hairline, cardRadius*k, 1)
	pad := s.tall(16, 12)
	foot := u.paintButtons(s, p.Buttons, rect{pad, 0, s.w - 2*pad, s.h - s.tall(15, 11)}, cardFill)
	head := u.paintHead(s, p)
	gap := s.tall(12, 6)
	u.paintSteps(s, p.Timeline, rect{25 * k, head + gap, s.w - 50*k, foot - head - gap - s.tall(8, 4)})
}

// paintHead draws mark, title and detail and returns where the head ends.
func (u *UI) paintHead(s *sheet, p kiosk.Panel) float32 {
	k, t := s.u, toneOf(p.Tone)
	mark := float32(52)
	switch p.Mark {
	case kiosk.MarkTick, kiosk.MarkCross:
		mark = 64
	case kiosk.MarkNone:
		mark = 0
	}
	mark *= k
	x := 25 * k
	if mark > 0 {
		x += mark + 18*k
	}
	room := s.w - x - 24*k
	detail := u.text(p.Detail)
	small := style{size: 18 * k, color: t.soft, floor: sizeLegend * k}
	lines, leading := 0, s.tall(26, 24)
	if detail != "" {
		lines = lineCount(detail, room, small)
	}
	height := max(s.tall(panelHead, panelHeadLow), s.tall(78, 58)+float32(lines)*leading)
	if t.fill != cardFill {
		s.head(rect{0, 0, s.w, height}, t.fill, cardRadius*k)
	}
	s.fill(rect{1, height, s.w - 2, 1}, hairline, 0)
	if mark > 0 {
		s.mark(p.Mark, 25*k+mark/2, height/2, mark, t.mark, onInk)
	}
	block := 36*k + float32(lines)*leading
	y := (height - block) / 2
	s.text(u.text(p.Title), rect{x, y, room, 36 * k}, style{size: sizeTitle * k, bold: true, color: t.ink, floor: 17 * k})
	if lines > 0 {
		s.paragraph(detail, rect{x, y + 36*k, room, float32(lines) * leading}, small, leading)
	}
	return height
}

// head fills the top of a card, round at its upper corners only.
func (s *sheet) head(r rect, c color.NRGBA, radius float32) {
	o := canvas.NewRectangle(c)
	o.TopLeftCornerRadius, o.TopRightCornerRadius = radius, radius
	place(o, rect{r.x + 1, r.y + 1, r.w - 2, r.h - 1})
	s.add(o)
}

// paintSteps draws the newest steps that have room: on a low screen they are
// the first to give way.
func (u *UI) paintSteps(s *sheet, steps []kiosk.TimelineEntry, r rect) {
	k := s.u
	row := float32(stepHeight) * k
	fits := max(0, int(r.h/row))
	if len(steps) > fits {
		steps = steps[len(steps)-fits:]
	}
	timed := slices.ContainsFunc(steps, func(st kiosk.TimelineEntry) bool { return !st.At.IsZero() })
	for i, st := range steps {
		at := rect{r.x, r.y + float32(i)*row, r.w, row}
		if !timed { // remarks
			at.h = min(2*row, r.bottom()-at.y)
			s.lines(u.text(st.Text), at, style{size: sizeText * k, color: ink, floor: sizeLegend * k}, 3)
			continue
		}
		if !st.At.IsZero() { // zero: when it was is not known any more
			s.text(u.timeOf(st.At), rect{at.x, at.y, 100 * k, at.h}, style{size: sizeText * k, color: dim})
		}
		s.text(u.text(st.Text), rect{at.x + 112*k, at.y, at.w - 112*k, at.h}, style{size: sizeText * k, color: ink, floor: 13 * k})
	}
}

// paintButtons draws rows of buttons that end at r's bottom and returns where
// they begin.
func (u *UI) paintButtons(s *sheet, buttons []kiosk.Button, r rect, ground color.NRGBA) float32 {
	k := s.u
	rows := buttonRows(buttons)
	high, gap := s.tall(buttonHeight, buttonLow), s.tall(keyGap, 8)
	y := r.bottom() - float32(len(rows))*(high+gap) + gap
	top := y
	for _, row := range rows {
		n := float32(len(row))
		width := (r.w - (n-1)*gap) / n
		low := slices.ContainsFunc(row, func(b kiosk.Button) bool { return u.meetsLegend(b, width, k) })
		for i, b := range row {
			u.paintButton(s, b, rect{r.x + float32(i)*(width+gap), y, width, high}, ground, low)
		}
		y += high + gap
	}
	return top
}

// buttonRows groups buttons by their Group, in order.
func buttonRows(buttons []kiosk.Button) [][]kiosk.Button {
	var rows [][]kiosk.Button
	for i, b := range buttons {
		if i == 0 || b.Group != buttons[i-1].Group {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], b)
	}
	return rows
}

// meetsLegend reports whether the label of a button so wide reaches below its
// legend.
func (u *UI) meetsLegend(b kiosk.Button, width, k float32) bool {
	if b.Key == "" {
		return false
	}
	label, _ := measure(typeset(u.text(b.Label)), sizeButton*k, bold)
	legend, _ := measure(legendOf(b.Key), sizeLegend*k, regular)
	return (width+label)/2 > width-(legendEdge+legendGap)*k-legend
}

// paintButton draws a button; low puts its label below the legend's height, for
// all labels of a row to stand on one line.
func (u *UI) paintButton(s *sheet, b kiosk.Button, r rect, ground color.NRGBA, low bool) {
	k, t := s.u, toneOf(b.Tone)
	f := face{fill: t.fill, ink: t.ink, radius: keyRadius * k}
	legend := mix(t.ink, t.fill, 0.3)
	switch {
	case b.Main:
		f.fill, f.ink, legend = ink, onInk, dimOnInk
	case t.fill == cardFill:
		f.line, f.stroke = hairline, 1
		if ground != cardFill {
			f.line = mix(ground, ink, 0.12)
		}
	}
	id := fmt.Sprintf("button.%s.%s", b.Action, b.Key)
	s.touch(id, r, f, u.tapping(b.Action), func(in *sheet) {
		label, room := u.text(b.Label), rect{12 * k, 0, in.w - 24*k, in.h}
		st := style{size: sizeButton * k, bold: true, color: f.ink, align: centre}
		// A somewhat smaller line is better than two, whose first would reach up to
		// the legend.
		if _, width := shrink(typeset(label), st.size, st.least(), room.w, st.source()); width <= room.w {
			if low {
				room.y, room.h = 9*k, in.h-9*k
			}
			in.text(label, room, st)
		} else {
			st.floor = sizeLegend * k
			y := in.tall(20, 19) // below the legend
			in.lines(label, rect{room.x, y, room.w, in.h - y - in.tall(0, 1)}, st, 2)
		}
		in.legend(legendOf(b.Key), legend)
	})
}

const (
	legendEdge = 12 // beside a legend
	legendGap  = 6  // between a legend and words on its height
	// legendLow is the height of a surface up to which a legend moves further
	// into its corner.
	legendLow = 56
)

// legend draws the name of a surface's key in its corner.
func (s *sheet) legend(text string, c color.NRGBA) {
	k := s.u
	x, y := legendEdge*k, 7*k
	if s.h <= legendLow*k {
		x, y = 10*k, 3*k
	}
	s.text(text, rect{s.w - x - 62*k, y, 62 * k, 20 * k}, style{size: sizeLegend * k, color: c, align: right})
}
