package screen

import (
	"facepay/kiosk"
	"facepay/ui/draw"
)

// Measures of the table, in units.
const (
	rightsWide = 0.5  // of the table, for what the rights are about
	rightsMost = 0.64 // where that is long
	rightsMark = 22
	rightsHigh = 56 // of a row at most
)

// RightsFit reports whether there is room for the table in r.
func (x *Context) RightsFit(c *draw.Canvas, r draw.Rect) bool {
	what, room := draw.Style{Size: draw.SizeLegend * c.Unit}, r.W*rightsWide-12*c.Unit
	for _, right := range kiosk.Rights {
		if float32(draw.LineCount(x.Text(right.Text()), room, what))*what.Leading() > rightsRow(c, r) {
			return false
		}
	}
	return true
}

// rightsRow is the height of a row of the table.
func rightsRow(c *draw.Canvas, r draw.Rect) float32 {
	return min(r.H/float32(len(kiosk.Rights)+1), rightsHigh*c.Unit)
}

// Rights draws the table of who may do what.
func (x *Context) Rights(c *draw.Canvas, r draw.Rect) {
	unit, high := c.Unit, rightsRow(c, r)
	mark := min(rightsMark*unit, high*0.8)
	about := r.W * rightsWide
	for _, right := range kiosk.Rights {
		needs := draw.Width(x.Text(right.Text()), draw.Style{Size: draw.SizeLegend * unit}) + 14*unit
		about = max(about, min(needs, r.W*rightsMost))
	}
	column := (r.W - about) / float32(len(kiosk.Roles))
	// Of one size: what stands together speaks equally loud.
	role := draw.Style{Size: draw.SizeText * unit, Bold: true, Color: draw.Ink, Align: draw.Centre, Floor: 12 * unit}
	what := draw.Style{Size: draw.SizeText * unit, Color: draw.Ink, Floor: draw.SizeLegend * unit}
	for _, r := range kiosk.Roles {
		role.Size, _ = draw.Shrink(x.Text(r.Text()), column-6*unit, role)
	}
	for _, r := range kiosk.Rights {
		what.Size, _ = draw.Shrink(x.Text(r.Text()), about-12*unit, what)
	}
	cell := func(i int, y float32) draw.Rect { return draw.R(r.X+about+float32(i)*column, y, column, high) }
	for i, who := range kiosk.Roles {
		c.Text(x.Text(who.Text()), cell(i, r.Y), role)
	}
	for n, right := range kiosk.Rights {
		y := r.Y + float32(n+1)*high
		c.Fill(draw.R(r.X, y, r.W, 1), draw.Hairline, 0)
		c.Lines(x.Text(right.Text()), draw.R(r.X, y, about-12*unit, high), what, 2)
		for i, who := range kiosk.Roles {
			at := cell(i, y)
			if who.May(right) {
				c.Mark(draw.Tick, at.CX(), at.CY(), mark, draw.LightOK, draw.OnInk)
				continue
			}
			c.Text(x.Tr("screen.rights.asks"), at, draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Align: draw.Centre, Floor: draw.SizeLegend * unit})
		}
	}
}
