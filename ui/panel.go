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

func (u *UI) paintPanel(c *Canvas) {
	p, unit := c.region.state.(panelState).panel, c.Unit
	c.Card(R(0, 0, c.W, c.H), CardFill, Hairline, CardRadius*unit, 1)
	pad := c.Tall(16, 12)
	foot := u.paintButtons(c, p.Buttons, R(pad, 0, c.W-2*pad, c.H-c.Tall(15, 11)), CardFill)
	head := u.paintHead(c, p)
	gap := c.Tall(12, 6)
	u.paintSteps(c, p.Timeline, R(25*unit, head+gap, c.W-50*unit, foot-head-gap-c.Tall(8, 4)))
}

// paintHead draws mark, title and detail and returns where the head ends.
func (u *UI) paintHead(c *Canvas, p kiosk.Panel) float32 {
	unit, t := c.Unit, toneOf(p.Tone)
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
	detail := u.text(p.Detail)
	small := Style{Size: 18 * unit, Color: t.Soft, Floor: SizeLegend * unit}
	lines, leading := 0, c.Tall(26, 24)
	if detail != "" {
		lines = LineCount(detail, room, small)
	}
	height := max(c.Tall(panelHead, panelHeadLow), c.Tall(78, 58)+float32(lines)*leading)
	if t.Fill != CardFill {
		c.Head(R(0, 0, c.W, height), t.Fill, CardRadius*unit)
	}
	c.Fill(R(1, height, c.W-2, 1), Hairline, 0)
	if mark > 0 {
		c.Mark(p.Mark, 25*unit+mark/2, height/2, mark, t.Mark, OnInk)
	}
	block := 36*unit + float32(lines)*leading
	y := (height - block) / 2
	c.Text(u.text(p.Title), R(x, y, room, 36*unit), Style{Size: SizeTitle * unit, Bold: true, Color: t.Ink, Floor: 17 * unit})
	if lines > 0 {
		c.Paragraph(detail, R(x, y+36*unit, room, float32(lines)*leading), small, leading)
	}
	return height
}

// Head fills the top of a card, round at its upper corners only.
func (c *Canvas) Head(r Rect, colour color.NRGBA, radius float32) {
	o := canvas.NewRectangle(colour)
	o.TopLeftCornerRadius, o.TopRightCornerRadius = radius, radius
	Place(o, R(r.X+1, r.Y+1, r.W-2, r.H-1))
	c.Add(o)
}

// paintSteps draws the newest steps that have room: on a low screen they are
// the first to give way.
func (u *UI) paintSteps(c *Canvas, steps []kiosk.TimelineEntry, r Rect) {
	unit := c.Unit
	row := float32(stepHeight) * unit
	fits := max(0, int(r.H/row))
	if len(steps) > fits {
		steps = steps[len(steps)-fits:]
	}
	timed := slices.ContainsFunc(steps, func(st kiosk.TimelineEntry) bool { return !st.At.IsZero() })
	for i, st := range steps {
		at := R(r.X, r.Y+float32(i)*row, r.W, row)
		if !timed { // remarks
			at.H = min(2*row, r.Bottom()-at.Y)
			c.Lines(u.text(st.Text), at, Style{Size: SizeText * unit, Color: Ink, Floor: SizeLegend * unit}, 3)
			continue
		}
		if !st.At.IsZero() { // zero: when it was is not known any more
			c.Text(u.timeOf(st.At), R(at.X, at.Y, 100*unit, at.H), Style{Size: SizeText * unit, Color: Dim})
		}
		c.Text(u.text(st.Text), R(at.X+112*unit, at.Y, at.W-112*unit, at.H), Style{Size: SizeText * unit, Color: Ink, Floor: 13 * unit})
	}
}

// paintButtons draws rows of buttons that end at r's bottom and returns where
// they begin.
func (u *UI) paintButtons(c *Canvas, buttons []kiosk.Button, r Rect, ground color.NRGBA) float32 {
	unit := c.Unit
	rows := buttonRows(buttons)
	high, gap := c.Tall(buttonHeight, buttonLow), c.Tall(KeyGap, 8)
	y := r.Bottom() - float32(len(rows))*(high+gap) + gap
	top := y
	for _, row := range rows {
		n := float32(len(row))
		width := (r.W - (n-1)*gap) / n
		low := slices.ContainsFunc(row, func(b kiosk.Button) bool { return u.meetsLegend(b, width, unit) })
		for i, b := range row {
			u.paintButton(c, b, R(r.X+float32(i)*(width+gap), y, width, high), ground, low)
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
func (u *UI) meetsLegend(b kiosk.Button, width, unit float32) bool {
	if b.Key == "" {
		return false
	}
	label, _ := Measure(Typeset(u.text(b.Label)), SizeButton*unit, Bold)
	legend, _ := Measure(legendOf(b.Key), SizeLegend*unit, Regular)
	return (width+label)/2 > width-(legendEdge+legendGap)*unit-legend
}

// paintButton draws a button; low puts its label below the legend's height, for
// all labels of a row to stand on one line.
func (u *UI) paintButton(c *Canvas, b kiosk.Button, r Rect, ground color.NRGBA, low bool) {
	unit, t := c.Unit, toneOf(b.Tone)
	f := Face{Fill: t.Fill, Ink: t.Ink, Radius: KeyRadius * unit}
	legend := Mix(t.Ink, t.Fill, 0.3)
	switch {
	case b.Main:
		f.Fill, f.Ink, legend = Ink, OnInk, DimOnInk
	case t.Fill == CardFill:
		f.Line, f.Stroke = Hairline, 1
		if ground != CardFill {
			f.Line = Mix(ground, Ink, 0.12)
		}
	}
	id := fmt.Sprintf("button.%s.%s", b.Action, b.Key)
	c.Touch(id, r, f, u.tapping(b.Action), func(in *Canvas) {
		label, room := u.text(b.Label), R(12*unit, 0, in.W-24*unit, in.H)
		st := Style{Size: SizeButton * unit, Bold: true, Color: f.Ink, Align: Centre}
		// A somewhat smaller line is better than two, whose first would reach up to
		// the legend.
		if _, width := Shrink(Typeset(label), st.Size, st.Least(), room.W, st.Source()); width <= room.W {
			if low {
				room.Y, room.H = 9*unit, in.H-9*unit
			}
			in.Text(label, room, st)
		} else {
			st.Floor = SizeLegend * unit
			y := in.Tall(20, 19) // below the legend
			in.Lines(label, R(room.X, y, room.W, in.H-y-in.Tall(0, 1)), st, 2)
		}
		in.Legend(legendOf(b.Key), legend)
	})
}

const (
	legendEdge = 12 // beside a legend
	legendGap  = 6  // between a legend and words on its height
	// legendLow is the height of a surface up to which a legend moves further
	// into its corner.
	legendLow = 56
)

// Legend draws the name of a surface's key in its corner.
func (c *Canvas) Legend(text string, colour color.NRGBA) {
	unit := c.Unit
	x, y := legendEdge*unit, 7*unit
	if c.H <= legendLow*unit {
		x, y = 10*unit, 3*unit
	}
	c.Text(text, R(c.W-x-62*unit, y, 62*unit, 20*unit), Style{Size: SizeLegend * unit, Color: colour, Align: Right})
}
