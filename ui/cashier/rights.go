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

func (s rights) Paint(c *draw.Canvas, buttons []kiosk.Button) {
	unit := c.Unit
	c.Card(draw.R(0, 0, c.W, c.H), draw.CardFill, draw.Hairline, draw.CardRadius*unit, 1)
	s.Title(c, s.Tr("screen.rights.title"), buttons)
	pad := c.Tall(25, 12)
	s.Context.Rights(c, draw.R(pad, screen.TitleRow(c), c.W-2*pad, c.H-screen.TitleRow(c)-c.Tall(10, 5)))
}
