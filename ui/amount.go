package ui

import (
	"image/color"
	"strings"
	"time"

	"facepay/kiosk"
)

// amountState is the card with the amount, or with the dots of a PIN or the
// number of an order in its place.
type amountState struct {
	card  kiosk.AmountCard
	since string // time passed, when the card counts it
	pin   *kiosk.PINEntry
	order *kiosk.OrderEntry
	help  bool // the corner opens the help
	clear bool // the corner clears the amount
}

func (u *UI) amountState(now time.Time) amountState {
	v := u.view
	st := amountState{card: v.Amount, pin: v.PIN, order: v.Order}
	if v.Screen == kiosk.ScreenAmount {
		st.help, st.clear = v.Amount.Ghost, !v.Amount.Ghost
	}
	if !v.Amount.Since.IsZero() {
		st.since = elapsed(now.Sub(v.Amount.Since))
	}
	return st
}

func (u *UI) paintAmount(c *Canvas) {
	st, unit := c.region.state.(amountState), c.Unit
	c.Card(R(0, 0, c.W, c.H), CardFill, Hairline, CardRadius*unit, 1)
	if st.pin != nil {
		u.paintPIN(c, *st.pin)
		return
	}
	if st.order != nil {
		u.paintOrder(c, *st.order)
		return
	}
	pad := 25 * unit
	corner := u.text(st.card.Corner)
	if st.since != "" {
		corner = st.since
	}
	top := c.amountTop()
	cornerStyle := Style{Size: SizeText * unit, Color: Dim, Align: Right}
	used, _ := Measure(corner, cornerStyle.Size, Regular)
	u.paintCorner(c, st, corner, used, cornerStyle)
	label := R(top.X, top.Y, top.W-used-20*unit, top.H)
	if st.card.Problem.IsZero() {
		c.Text(u.text(st.card.Label), label, Style{Size: SizeText * unit, Color: Dim})
	} else {
		u.paintProblem(c, u.text(st.card.Problem), label)
	}
	colour := Ink
	if st.card.Ghost {
		colour = Ghost
	}
	c.Amount(st.card.Text, R(pad, c.Tall(52, 36), c.W-2*pad, c.Tall(98, 66)), c.Tall(SizeAmount, 60), c.Tall(SizeYuan, 36), Right, colour, Dim)
}

// amountTop is where the words above the amount stand.
func (c *Canvas) amountTop() Rect {
	pad := 25 * c.Unit
	return R(pad, c.Tall(8, 4), c.W-2*pad, c.Tall(36, 32))
}

// paintProblem says in place of the label what is wrong, on the spot.
func (u *UI) paintProblem(c *Canvas, text string, r Rect) {
	unit, t := c.Unit, toneOf(kiosk.ToneFailed)
	st := Style{Size: 18 * unit, Bold: true, Color: t.Ink, Floor: SizeLegend * unit}
	room := r.W - 20*unit
	width, _ := Measure(Typeset(text), st.Size, Bold)
	if width > room {
		width, r.Y, r.H, st.Size = room, r.Y-3*unit, c.Tall(46, 42), 16*unit
	}
	c.Fill(R(r.X-11*unit, r.Y, width+28*unit, r.H), t.Fill, 10*unit)
	c.Lines(text, R(r.X+3*unit, r.Y, width+1, r.H), st, 2)
}

// paintCorner draws the words at the top right, which are a key too on the
// amount screen.
func (u *UI) paintCorner(c *Canvas, st amountState, text string, width float32, cs Style) {
	unit := c.Unit
	if text == "" {
		return
	}
	if !st.help && !st.clear {
		top := c.amountTop()
		c.Text(text, R(top.Right()-width-1, top.Y, width+1, top.H), cs)
		return
	}
	id, tap := "help", u.tapping(kiosk.ActionHelp)
	if st.clear {
		id, tap = "clear", u.pressing(kiosk.KeyEsc)
	}
	w := width + 32*unit
	y, top := c.Tall(3, 1), c.amountTop()
	c.Touch(id, R(c.W-9*unit-w, y, w, TouchMin*unit), Face{Ink: Ink, Radius: 12 * unit}, tap, func(in *Canvas) {
		in.Text(text, R(0, top.Y-y, in.W-16*unit, top.H), cs)
	})
}

// amountShrinkMax is how far an amount shrinks that is too long for its place.
const amountShrinkMax = 0.4

// Amount draws yuan with a lighter sign before them, on one baseline, shrunk
// together to fit.
func (c *Canvas) Amount(yuan string, r Rect, size, sign float32, al Align, digits, signColor color.NRGBA) {
	gap := size / 9
	width := func(f float32) (float32, float32) {
		d, _ := Measure(yuan, size*f, Bold)
		y, _ := Measure("¥", sign*f, Regular)
		return d, y
	}
	f := float32(1)
	d, y := width(f)
	for d+y+gap*f > r.W && f > amountShrinkMax {
		f -= 0.02
		d, y = width(f)
	}
	if d+y+gap*f > r.W {
		c.region.overflow(yuan, d+y+gap*f, r.W)
	}
	total := d + y + gap*f
	x := r.X
	switch al {
	case Centre:
		x += (r.W - total) / 2
	case Right:
		x += r.W - total
	}
	base := r.CY() + capMiddle*size*f
	c.glyphs("¥", x, base, sign*f, Style{Color: signColor})
	c.glyphs(yuan, x+y+gap*f, base, size*f, Style{Color: digits, Bold: true})
}

func (u *UI) paintPIN(c *Canvas, pin kiosk.PINEntry) {
	unit := c.Unit
	pad := 25 * unit
	detail := u.text(pin.Detail)
	if pin.Busy {
		detail = u.say("screen.pin.busy")
	}
	c.question(u.text(pin.Title), detail)
	step, d := 34*unit, 18*unit
	x, y := pad+d/2, c.Tall(108, 85)
	for i := range kiosk.PINDigitsMax {
		at := x + float32(i)*step
		if i < pin.Dots {
			c.Disc(at, y, d, Ink)
		} else {
			c.Ring(at, y, d, max(1, 1.5*unit), Ghost)
		}
	}
}

// question says at the top of the amount's card what is to be entered.
func (c *Canvas) question(title, detail string) {
	unit := c.Unit
	pad := 25 * unit
	c.Text(title, R(pad, c.Tall(12, 4), c.W-2*pad, c.Tall(36, 30)), Style{Size: 22 * unit, Bold: true, Color: Ink})
	st := Style{Size: 19 * unit, Color: Dim, Floor: SizeLegend * unit}
	line := R(pad, c.Tall(46, 33), c.W-2*pad, c.Tall(30, 26))
	if fits, w := Shrink(Typeset(detail), st.Size, SizeSmallText*unit, line.W, st.Source()); w <= line.W {
		st.Size = fits
		c.Text(detail, line, st)
		return
	}
	line.H, st.Size = c.Tall(46, 38), SizeSmallText*unit // two lines above the dots
	c.Lines(detail, line, st, 2)
}

// orderLineMin is how small the characters of an order number may become; a
// longer number shows its end, where people are typing.
const orderLineMin = 22

// paintOrder draws the number of a shop's order while it is entered.
func (u *UI) paintOrder(c *Canvas, o kiosk.OrderEntry) {
	unit := c.Unit
	pad := 25 * unit
	c.question(u.text(o.Title), u.text(o.Detail))
	room := c.W - 2*pad
	text := o.Text
	for len(text) > 0 {
		if w, _ := Measure(text, orderLineMin*unit, Bold); w <= room {
			break
		}
		text = "…" + strings.TrimPrefix(text, "…")[1:]
	}
	line := R(pad, c.Tall(82, 60), room, c.Tall(56, 36))
	c.Text(text, line, Style{Size: c.Tall(44, 28), Bold: true, Color: Ink, Floor: orderLineMin * unit})
	c.Fill(R(pad, line.Bottom()+2*unit, room, max(1, 2*unit)), Ghost, 0)
}
