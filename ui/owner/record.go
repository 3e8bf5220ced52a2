package owner

import (
	"slices"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
)

// payButtons are what can be done about the chosen payment, from the right.
var payButtons = []struct {
	id, text string
	action   kiosk.Action
	key      kiosk.Key
}{
	{"refund", "screen.history.refund", kiosk.ActionRefund, kiosk.KeyF6},
	{"decide", "screen.history.decide", kiosk.ActionManager, kiosk.KeyF7},
	{"ask", "screen.history.ask", kiosk.ActionAskAgain, kiosk.KeyF5},
	{"print", "screen.history.print", kiosk.ActionPrint, office.PrintKey},
}

// paintStory draws what is known of the chosen payment, what can be done about it, and
// what happened to it, oldest first.
func (s *Side) paintStory(c *draw.Canvas, r draw.Rect) {
	unit, h := c.Unit, &s.view.History
	p, ok := h.Chosen()
	if !ok {
		return
	}
	pad := 20 * unit
	if r.X == 0 { // below the list
		pad = pageInset(c)
	}
	x, room := r.X+pad, r.W-2*pad
	y := r.Y + 8*unit
	narrow := room > 520*unit // the buttons stand beside the number, not below it
	right := s.paintDoing(c, p, narrow, draw.R(x, r.Y+6*unit, room, r.H-12*unit))
	if narrow {
		room = right - x - draw.KeyGap*unit
	}
	small := draw.Style{Size: 16 * unit, Color: draw.Dim, Floor: 11 * unit}
	strong := draw.Style{Size: 18 * unit, Bold: true, Color: draw.Ink, Floor: 12 * unit}
	c.Text("¥ "+p.Amount.Grouped()+"  "+s.Wallet(p.Wallet)+"  "+s.stateWord(p), draw.R(x, y, room, 26*unit), strong)
	y += 26 * unit
	numbers := []string{s.Tr("screen.history.order", "order", string(p.OrderNo))}
	if !narrow {
		if p.TradeNo != "" {
			numbers = append(numbers, s.Tr("screen.history.trade", "number", p.TradeNo))
		}
		if p.Refunded > 0 {
			numbers = append(numbers, s.Tr("screen.history.refunded", "amount", p.Refunded.Grouped()))
		}
		if p.Cashier != "" {
			numbers = append(numbers, s.Tr("screen.history.cashier", "name", p.Cashier))
		}
	}
	for _, number := range numbers {
		c.Text(number, draw.R(x, y, room, 24*unit), small)
		y += 24 * unit
	}
	y += 4 * unit
	foot := r.Bottom() - 8*unit
	if !narrow {
		foot = right - 8*unit
	} else if right < r.Right()-pad-unit {
		y = max(y, r.Y+(6+draw.TouchMin+4)*unit)
	}
	room = r.W - 2*pad
	row := 27 * unit
	if h.TimelineFailed {
		c.Lines(s.Tr("screen.history.story.failed"), draw.R(x, y, room, 2*row), draw.Style{Size: 16 * unit, Color: draw.Unsure.Ink, Floor: 12 * unit}, 2)
		return
	}
	time := draw.Style{Size: 16 * unit, Color: draw.Dim, Floor: 11 * unit}
	said := draw.Style{Size: 16 * unit, Color: draw.Ink, Floor: 13 * unit}
	at := draw.R(x+90*unit, y, room-90*unit, row)
	records := h.Timeline
	var lines []int // of each of the newest that have room
	for free := int((foot - y) / row); len(lines) < len(records); {
		n := 1
		if _, w := draw.Shrink(draw.Typeset(s.Texts.Record(records[len(records)-1-len(lines)])), at.W, said); w > at.W {
			n = 2
		}
		if free -= n; free < 0 {
			break
		}
		lines = append(lines, n)
	}
	slices.Reverse(lines)
	for i, rec := range records[len(records)-len(lines):] {
		at.H = float32(lines[i]) * row
		c.Text(s.Time(rec.At), draw.R(x, at.Y, 84*unit, row), time)
		c.Lines(s.Texts.Record(rec), at, said, lines[i])
		at.Y += at.H
	}
}

// paintDoing draws what can be done about a payment: with beside in the upper right
// corner, else at the foot. It returns where the buttons begin: their left or their top.
func (s *Side) paintDoing(c *draw.Canvas, p kiosk.Payment, beside bool, r draw.Rect) float32 {
	unit := c.Unit
	var can []int
	for i, b := range payButtons {
		if office.Can(p, b.action) && (b.action != kiosk.ActionPrint || s.view.Printer) {
			can = append(can, i)
		}
	}
	gap := draw.KeyGap * unit
	wide := 130 * unit
	at := draw.R(r.Right(), r.Y, wide, draw.TouchMin*unit)
	if !beside {
		at = draw.R(r.Right()+gap, r.Bottom()-draw.TouchMin*unit-4*unit, (r.W-2*gap)/3, draw.TouchMin*unit)
		wide = at.W
		if len(can) == 0 {
			return r.Bottom()
		}
	}
	for n, i := range can {
		b := payButtons[i]
		at.X -= wide
		if !beside || n > 0 {
			at.X -= gap
		}
		s.key(c, b.id, s.Tr(b.text), keyboard.Legend(b.key), at, draw.Key(unit), draw.Dim, s.does(office.Wanted{Action: b.action}))
	}
	if beside {
		return at.X
	}
	return at.Y
}
