package draw

import "image/color"

// ChartBar is one bar of a chart, on a field whose sides are 1.
type ChartBar struct {
	ID         string // of the surface that is touched; "" for none
	X, Y, W, H float64
	Usual      float64 // the height of the mark across the bar, where there is one
	HasUsual   bool
	Color      color.NRGBA
	Tap        func()
}

// ChartWord is a word below the bars, centred on X, or beside the field at Y.
type ChartWord struct {
	X, Y float64
	Text string
}

// Chart draws bars over their labels, with lines across at the ticks. All edges lie on
// whole pixels: a bar's neighbours are as sharp as itself.
func (c *Canvas) Chart(r Rect, bars []ChartBar, labels, ticks []ChartWord) {
	unit := c.Unit
	small := Style{Size: 13 * unit, Color: Dim, Floor: 10 * unit}
	left := float32(0)
	for _, t := range ticks {
		left = max(left, Width(t.Text, small))
	}
	if left > 0 {
		left += 8 * unit
	}
	below := float32(0)
	if len(labels) > 0 {
		below = 22 * unit
	}
	above := float32(0)
	if len(ticks) > 0 {
		above = 8 * unit
	}
	field := R(Round(r.X+left), Round(r.Y+above), 0, 0)
	field.W, field.H = Round(r.Right())-field.X, Round(r.Bottom()-below)-field.Y
	y := func(at float64) float32 { return Round(field.Y + float32(at)*field.H) }
	last := field.Bottom() + field.H
	for _, t := range ticks {
		at := y(t.Y)
		c.Fill(R(field.X, at-1, field.W, 1), Hairline, 0)
		if last-at >= 16*unit { // they do not touch each other
			c.Text(t.Text, R(r.X, at-9*unit, left-8*unit, 18*unit), Style{Size: small.Size, Color: Dim, Align: Right, Floor: small.Floor})
			last = at
		}
	}
	for _, b := range bars {
		x := Round(field.X + float32(b.X)*field.W)
		wide := max(1, Round(field.X+float32(b.X+b.W)*field.W)-x)
		top := y(b.Y)
		at := R(x, top, wide, max(0, y(b.Y+b.H)-top))
		draw := func(in *Canvas, dx, dy float32) {
			if at.H > 0 {
				in.Fill(R(at.X-dx, at.Y-dy, at.W, at.H), b.Color, 0)
			}
			if b.HasUsual {
				in.Fill(R(at.X-dx-Round(2*unit), y(b.Usual)-dy-Round(unit), at.W+Round(4*unit), max(2, Round(2*unit))), LightWarn, 0)
			}
		}
		if b.ID == "" || at.H == 0 {
			draw(c, 0, 0)
			continue
		}
		c.Touch(b.ID, R(x, field.Y, wide, field.H), Face{Ink: Ink}, b.Tap, func(in *Canvas) { draw(in, x, field.Y) })
	}
	edge := field.X - field.W
	for _, l := range labels {
		wide := Width(l.Text, small)
		at := field.X + float32(l.X)*field.W - wide/2
		if at < edge+4*unit || at+wide > c.W { // no room beside the one before
			continue
		}
		c.Text(l.Text, R(at, field.Bottom()+2*unit, wide+1, below-2*unit), small)
		edge = at + wide
	}
}
