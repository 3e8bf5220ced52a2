package screen

import (
	"fmt"
	"image/color"
	"slices"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
)

const buttonHeight, buttonLow = 72, 56

// Buttons draws rows of buttons at r's bottom and returns their top.
func (s *Context) Buttons(c *draw.Canvas, buttons []kiosk.Button, r draw.Rect, ground color.NRGBA) float32 {
	unit := c.Unit
	rows := buttonRows(buttons)
	high, gap := c.Tall(buttonHeight, buttonLow), c.Tall(draw.KeyGap, 8)
	y := r.Bottom() - float32(len(rows))*(high+gap) + gap
	top := y
	for _, row := range rows {
		n := float32(len(row))
		width := (r.W - (n-1)*gap) / n
		size := s.labelSize(c, row, width, high)
		low := slices.ContainsFunc(row, func(b kiosk.Button) bool { return s.meetsLegend(b, width, size, unit) })
		for i, b := range row {
			s.button(c, b, draw.R(r.X+float32(i)*(width+gap), y, width, high), ground, size, low)
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

// labelRoom is the room of a label of two lines in a button, below the legend.
func labelRoom(c *draw.Canvas, width, high float32) draw.Rect {
	y := c.Tall(20, 19)
	return draw.R(12*c.Unit, y, width-24*c.Unit, high-y-c.Tall(0, 1))
}

// labelStyle is the font style of a label.
func labelStyle(unit float32) draw.Style {
	return draw.Style{Size: draw.SizeButton * unit, Bold: true, Align: draw.Centre}
}

// labelSize is the size at which the labels of all buttons of a row fit: what stands
// together speaks equally loud.
func (s *Context) labelSize(c *draw.Canvas, row []kiosk.Button, width, high float32) float32 {
	st := labelStyle(c.Unit)
	size, room := st.Size, labelRoom(c, width, high)
	for _, b := range row {
		// One smaller line is better than two, whose first would reach up to the legend.
		label := s.Text(b.Label)
		fits, wide := draw.Shrink(draw.Typeset(label), room.W, st)
		if wide > room.W {
			two := st
			two.Floor = draw.SizeLegend * c.Unit
			fits = draw.LinesSize(label, room, two, 2)
		}
		size = min(size, fits)
	}
	return size
}

// meetsLegend reports whether a label of a size in a button so wide reaches below its legend.
func (s *Context) meetsLegend(b kiosk.Button, width, size, unit float32) bool {
	if b.Key == "" {
		return false
	}
	label := draw.Width(draw.Typeset(s.Text(b.Label)), draw.Style{Size: size, Bold: true})
	legend := draw.Width(keyboard.Legend(b.Key), draw.Style{Size: draw.SizeLegend * unit})
	return (width+label)/2 > width-(draw.LegendEdge+draw.LegendGap)*unit-legend
}

// button draws a button whose label has a size; low puts it below the legend's height, for
// all labels of a row to stand on one line.
func (s *Context) button(c *draw.Canvas, b kiosk.Button, r draw.Rect, ground color.NRGBA, size float32, low bool) {
	unit, t := c.Unit, Tone(b.Tone)
	f := draw.Face{Fill: t.Fill, Ink: t.Ink, Radius: draw.KeyRadius * unit}
	legend := draw.Faint(t.Ink, t.Fill, 0.3)
	switch {
	case b.Main:
		f.Fill, f.Ink, legend = draw.Ink, draw.OnInk, draw.DimOnInk
	case t.Fill == draw.CardFill:
		f.Line, f.Stroke = draw.Hairline, 1
		if ground != draw.CardFill {
			f.Line = draw.Faint(draw.Ink, ground, 0.88)
		}
	}
	id := fmt.Sprintf("button.%s.%s", b.Action, b.Key)
	c.Touch(id, r, f, s.Tap(b.Action), func(in *draw.Canvas) {
		label, room := s.Text(b.Label), draw.R(12*unit, 0, in.W-24*unit, in.H)
		st := labelStyle(unit)
		st.Size, st.Color, st.Floor = size, f.Ink, min(size, draw.SizeLegend*unit)
		if draw.Width(draw.Typeset(label), st) <= room.W {
			if low {
				room.Y, room.H = 11*unit, in.H-11*unit
			}
			in.Text(label, room, st)
		} else {
			in.Lines(label, labelRoom(in, in.W, in.H), st, 2)
		}
		in.Legend(keyboard.Legend(b.Key), legend)
	})
}

// TitleRow is the height of the title of help, check and history, with the way back.
func TitleRow(c *draw.Canvas) float32 { return c.Tall(70, 58) }

// titleButton is the width of a button beside a title, in units: two of them leave
// room for a remark on a low screen. It takes no more than titleShare of a row.
const (
	titleButton = 144
	titleShare  = 0.23
)

// Title draws a title and the way back, and returns the room between them.
func (s *Context) Title(c *draw.Canvas, title string, buttons []kiosk.Button) draw.Rect {
	unit := c.Unit
	pad, y := 25*unit, c.Tall(11, 5)
	width := c.Text(title, draw.R(pad, y, c.W/2, draw.TouchMin*unit), draw.Style{Size: draw.SizeTitle * unit, Bold: true, Color: draw.Ink})
	x, all := c.W-14*unit, withBack(buttons)
	room := (x-pad-width-draw.CardGap*unit)/float32(len(all)) - draw.KeyGap*unit
	wide := min(titleButton*unit, titleShare*c.W, room)
	size := s.labelSize(c, all, wide, draw.TouchMin*unit)
	for _, b := range all {
		x -= wide
		s.button(c, b, draw.R(x, y, wide, draw.TouchMin*unit), draw.CardFill, size, s.meetsLegend(b, wide, size, unit))
		x -= draw.KeyGap * unit
	}
	left := pad + width + draw.CardGap*unit
	return draw.R(left, y, x-left, draw.TouchMin*unit)
}

// withBack is buttons, or a way back when the View names none.
func withBack(buttons []kiosk.Button) []kiosk.Button {
	if len(buttons) > 0 {
		return buttons
	}
	return []kiosk.Button{{Action: kiosk.ActionBack, Key: kiosk.KeyEsc, Label: kiosk.T("screen.back")}}
}
