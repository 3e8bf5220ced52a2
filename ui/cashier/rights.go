package cashier

import (
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// rights is the table of who may do what.
type rights struct{ counter }

func (s rights) State(v kiosk.View, _ time.Time) ([]kiosk.Button, bool) {
	return v.Panel.Buttons, v.Screen == kiosk.ScreenRights
}

// Measures of the table, in units.
const (
	rightsWide = 0.5 // of the table, for what the rights are about
	rightsMark = 22
	rightsHigh = 56 // of a row at most
)

func (s rights) Paint(c *draw.Canvas, buttons []kiosk.Button) {
	unit := c.Unit
	c.Card(draw.R(0, 0, c.W, c.H), draw.CardFill, draw.Hairline, draw.CardRadius*unit, 1)
	s.Title(c, s.Tr("screen.rights.title"), buttons)
	pad := c.Tall(25, 12)
	r := draw.R(pad, screen.TitleRow(c), c.W-2*pad, c.H-screen.TitleRow(c)-c.Tall(10, 5))
	high := min(r.H/float32(len(kiosk.Rights)+1), rightsHigh*unit)
	about := r.W * rightsWide
	column := (r.W - about) / float32(len(kiosk.Roles))
	cell := func(i int, y float32) draw.Rect { return draw.R(r.X+about+float32(i)*column, y, column, high) }
	for i, role := range kiosk.Roles {
		c.Text(s.Text(role.Text()), cell(i, r.Y), draw.Style{Size: draw.SizeText * unit, Bold: true, Color: draw.Ink, Align: draw.Centre, Floor: draw.SizeLegend * unit})
	}
	for n, right := range kiosk.Rights {
		y := r.Y + float32(n+1)*high
		c.Fill(draw.R(r.X, y, r.W, 1), draw.Hairline, 0)
		c.Lines(s.Text(right.Text()), draw.R(r.X, y, about-12*unit, high), draw.Style{Size: draw.SizeText * unit, Color: draw.Ink, Floor: draw.SizeLegend * unit}, 2)
		for i, role := range kiosk.Roles {
			at := cell(i, y)
			if role.May(right) {
				c.Mark(draw.Tick, at.CX(), at.CY(), rightsMark*unit, draw.LightOK, draw.OnInk)
				continue
			}
			c.Text(s.Tr("screen.rights.asks"), at, draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Align: draw.Centre, Floor: draw.SizeLegend * unit})
		}
	}
}
