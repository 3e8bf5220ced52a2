package cashier

import (
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// amount is the card at the top.
type amount struct{ counter }

// amountState is the card with the amount, or with the dots of a PIN or the
// number of an order in its place.
type amountState struct {
	card  kiosk.AmountCard
	since string // time passed, when the card counts it
	pin   *kiosk.PINEntry
	order *kiosk.OrderEntry
	wait  string  // how long no PIN is looked at
	shift float32 // of the dots of a PIN that was wrong, in units
	help  bool    // the corner opens the help
	clear bool    // the corner clears the amount
}

func (s amount) State(v kiosk.View, now time.Time) (amountState, bool) {
	st := amountState{card: v.Amount, pin: v.PIN, order: v.Order}
	if v.PIN != nil {
		st.shift = shaking(now.Sub(s.Shaken))
		if left := v.PIN.Until.Sub(now); !v.PIN.Until.IsZero() && left > 0 {
			st.wait = elapsed(left + time.Second - time.Nanosecond)
		}
	}
	if v.Screen == kiosk.ScreenAmount {
		st.help, st.clear = v.Amount.Ghost, !v.Amount.Ghost
	}
	if !v.Amount.Since.IsZero() {
		st.since = elapsed(now.Sub(v.Amount.Since))
	}
	return st, !wholeScreen(v.Screen)
}

func (s amount) Place(l screen.Layout) draw.Rect { return l.Amount }

func (s amount) Paint(c *draw.Canvas, st amountState) {
	unit := c.Unit
	c.Card(draw.R(0, 0, c.W, c.H), draw.CardFill, draw.Hairline, draw.CardRadius*unit, 1)
	if st.pin != nil {
		s.paintPIN(c, st)
		return
	}
	if st.order != nil {
		s.paintOrder(c, *st.order)
		return
	}
	pad := 25 * unit
	corner := s.Text(st.card.Corner)
	if st.since != "" {
		corner = st.since
	}
	top := amountTop(c)
	cornerStyle := draw.Style{Size: draw.SizeText * unit, Color: draw.Dim, Align: draw.Right}
	used := draw.Width(corner, cornerStyle)
	s.paintCorner(c, st, corner, used, cornerStyle)
	label := draw.R(top.X, top.Y, top.W-used-20*unit, top.H)
	if st.card.Problem.IsZero() {
		c.Text(s.Text(st.card.Label), label, draw.Style{Size: draw.SizeText * unit, Color: draw.Dim})
	} else {
		s.paintProblem(c, s.Text(st.card.Problem), label)
	}
	colour := draw.Ink
	if st.card.Ghost {
		colour = draw.Ghost
	}
	c.Amount(st.card.Text, draw.R(pad, c.Tall(52, 36), c.W-2*pad, c.Tall(98, 66)), draw.Style{Size: c.Tall(draw.SizeAmount, 60), Align: draw.Right, Color: colour}, c.Tall(draw.SizeYuan, 36))
}

// amountTop is the place of the label above the amount.
func amountTop(c *draw.Canvas) draw.Rect {
	pad := 25 * c.Unit
	return draw.R(pad, c.Tall(8, 4), c.W-2*pad, c.Tall(36, 32))
}

// paintProblem says in place of the label what is wrong, on the spot.
func (s amount) paintProblem(c *draw.Canvas, text string, r draw.Rect) {
	unit, t := c.Unit, screen.Tone(kiosk.ToneFailed)
	st := draw.Style{Size: 18 * unit, Bold: true, Color: t.Ink, Floor: draw.SizeLegend * unit}
	room := r.W - 20*unit
	width := draw.Width(draw.Typeset(text), st)
	if width > room {
		width, r.Y, r.H, st.Size = room, r.Y-3*unit, c.Tall(46, 42), 16*unit
	}
	c.Fill(draw.R(r.X-11*unit, r.Y, width+28*unit, r.H), t.Fill, 10*unit)
	c.Lines(text, draw.R(r.X+3*unit, r.Y, width+1, r.H), st, 2)
}

// paintCorner draws the words at the top right: a key too on the amount screen.
func (s amount) paintCorner(c *draw.Canvas, st amountState, text string, width float32, cs draw.Style) {
	unit := c.Unit
	if text == "" {
		return
	}
	if !st.help && !st.clear {
		top := amountTop(c)
		c.Text(text, draw.R(top.Right()-width-1, top.Y, width+1, top.H), cs)
		return
	}
	id, tap := "help", s.Tap(kiosk.ActionHelp)
	if st.clear {
		id, tap = "clear", s.Press(kiosk.KeyEsc)
	}
	w := width + 32*unit
	y, top := c.Tall(3, 1), amountTop(c)
	c.Touch(id, draw.R(c.W-9*unit-w, y, w, draw.TouchMin*unit), draw.Face{Ink: draw.Ink, Radius: 12 * unit}, tap, func(in *draw.Canvas) {
		in.Text(text, draw.R(0, top.Y-y, in.W-16*unit, top.H), cs)
	})
}

// ShakeTime is the time for which the dots of a wrong PIN shake, shakeStep that of one
// move, and shakes the moves in units.
const (
	ShakeTime = 400 * time.Millisecond
	shakeStep = 50 * time.Millisecond
)

var shakes = [...]float32{-14, 14, -12, 12, -8, 8, -4, 4}

// shaking is the dots' offset so long after a wrong PIN.
func shaking(since time.Duration) float32 {
	if since < 0 || since >= ShakeTime {
		return 0
	}
	return shakes[since/shakeStep]
}

func (s amount) paintPIN(c *draw.Canvas, st amountState) {
	pin := st.pin
	unit := c.Unit
	pad := 25 * unit
	detail := s.Text(pin.Detail)
	if pin.Busy {
		detail = s.Tr("screen.pin.busy")
	}
	if st.wait != "" {
		detail = s.Tr("screen.pin.wait", "time", st.wait)
	}
	question(c, s.Text(pin.Title), detail)
	step, d := 34*unit, 18*unit
	x, y := pad+d/2+st.shift*unit, c.Tall(108, 85)
	for i := range kiosk.PINDigitsMax {
		at := x + float32(i)*step
		if i < pin.Dots {
			c.Disc(at, y, d, draw.Ink)
		} else {
			c.Ring(at, y, d, max(1, 1.5*unit), draw.Ghost)
		}
	}
}

// question says at the top of the amount's card what is to be entered.
func question(c *draw.Canvas, title, detail string) {
	unit := c.Unit
	pad := 25 * unit
	head := draw.Style{Size: 22 * unit, Bold: true, Color: draw.Ink, Floor: draw.SizeSmallText * unit}
	top := draw.R(pad, c.Tall(12, 4), c.W-2*pad, c.Tall(36, 30))
	line := draw.R(pad, c.Tall(46, 33), c.W-2*pad, c.Tall(30, 26))
	if size, w := draw.Shrink(draw.Typeset(title), top.W, head); w > top.W { // with a long name in it
		head.Size, head.Floor = size, draw.SizeLegend*unit
		top.Y, top.H, line.Y = c.Tall(8, 2), c.Tall(46, 37), c.Tall(54, 39)
	}
	c.Lines(title, top, head, 2)
	st := draw.Style{Size: 19 * unit, Color: draw.Dim, Floor: draw.SizeLegend * unit}
	small := st
	small.Floor = draw.SizeSmallText * unit
	if fits, w := draw.Shrink(draw.Typeset(detail), line.W, small); w <= line.W {
		st.Size = fits
		c.Text(detail, line, st)
		return
	}
	line.H, st.Size = c.Tall(46, 38), draw.SizeSmallText*unit // two lines above the dots
	c.Lines(detail, line, st, 2)
}

// orderLineMin is the smallest text size of an order number; a longer one shows
// its end, where people are typing.
const orderLineMin = 22

func (s amount) paintOrder(c *draw.Canvas, o kiosk.OrderEntry) {
	unit := c.Unit
	pad := 25 * unit
	question(c, s.Text(o.Title), s.Text(o.Detail))
	room := c.W - 2*pad
	text := o.Text
	for len(text) > 0 {
		if draw.Width(text, draw.Style{Size: orderLineMin * unit, Bold: true}) <= room {
			break
		}
		text = "…" + strings.TrimPrefix(text, "…")[1:]
	}
	line := draw.R(pad, c.Tall(82, 60), room, c.Tall(56, 36))
	c.Text(text, line, draw.Style{Size: c.Tall(44, 28), Bold: true, Color: draw.Ink, Floor: orderLineMin * unit})
	c.Fill(draw.R(pad, line.Bottom()+2*unit, room, max(1, 2*unit)), draw.Ghost, 0)
}
