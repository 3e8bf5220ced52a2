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

func (u *UI) paintAmount(s *sheet) {
	st, k := s.part.state.(amountState), s.u
	s.card(rect{0, 0, s.w, s.h}, cardFill, hairline, cardRadius*k, 1)
	if st.pin != nil {
		u.paintPIN(s, *st.pin)
		return
	}
	if st.order != nil {
		u.paintOrder(s, *st.order)
		return
	}
	pad := 25 * k
	corner := u.text(st.card.Corner)
	if st.since != "" {
		corner = st.since
	}
	top := s.amountTop()
	cornerStyle := style{size: sizeText * k, color: dim, align: right}
	used, _ := measure(corner, cornerStyle.size, regular)
	u.paintCorner(s, st, corner, used, cornerStyle)
	label := rect{top.x, top.y, top.w - used - 20*k, top.h}
	if st.card.Problem.IsZero() {
		s.text(u.text(st.card.Label), label, style{size: sizeText * k, color: dim})
	} else {
		u.paintProblem(s, u.text(st.card.Problem), label)
	}
	colour := ink
	if st.card.Ghost {
		colour = ghost
	}
	s.amount(st.card.Text, rect{pad, s.tall(52, 36), s.w - 2*pad, s.tall(98, 66)}, s.tall(sizeAmount, 60), s.tall(sizeYuan, 36), right, colour, dim)
}

// amountTop is where the words above the amount stand.
func (s *sheet) amountTop() rect {
	pad := 25 * s.u
	return rect{pad, s.tall(8, 4), s.w - 2*pad, s.tall(36, 32)}
}

// paintProblem says in place of the label what is wrong, on the spot.
func (u *UI) paintProblem(s *sheet, text string, r rect) {
	k, t := s.u, toneOf(kiosk.ToneFailed)
	st := style{size: 18 * k, bold: true, color: t.ink, floor: sizeLegend * k}
	room := r.w - 20*k
	width, _ := measure(typeset(text), st.size, bold)
	if width > room {
		width, r.y, r.h, st.size = room, r.y-3*k, s.tall(46, 42), 16*k
	}
	s.fill(rect{r.x - 11*k, r.y, width + 28*k, r.h}, t.fill, 10*k)
	s.lines(text, rect{r.x + 3*k, r.y, width + 1, r.h}, st, 2)
}

// paintCorner draws the words at the top right, which are a key too on the
// amount screen.
func (u *UI) paintCorner(s *sheet, st amountState, text string, width float32, cs style) {
	k := s.u
	if text == "" {
		return
	}
	if !st.help && !st.clear {
		top := s.amountTop()
		s.text(text, rect{top.right() - width - 1, top.y, width + 1, top.h}, cs)
		return
	}
	id, tap := "help", u.tapping(kiosk.ActionHelp)
	if st.clear {
		id, tap = "clear", u.pressing(kiosk.KeyEsc)
	}
	w := width + 32*k
	y, top := s.tall(3, 1), s.amountTop()
	s.touch(id, rect{s.w - 9*k - w, y, w, touchMin * k}, face{ink: ink, radius: 12 * k}, tap, func(in *sheet) {
		in.text(text, rect{0, top.y - y, in.w - 16*k, top.h}, cs)
	})
}

// amountShrinkMax is how far an amount shrinks that is too long for its place.
const amountShrinkMax = 0.4

// amount draws yuan with a lighter sign before them, on one baseline, shrunk
// together to fit.
func (s *sheet) amount(yuan string, r rect, size, sign float32, al align, digits, signColor color.NRGBA) {
	gap := size / 9
	width := func(f float32) (float32, float32) {
		d, _ := measure(yuan, size*f, bold)
		y, _ := measure("¥", sign*f, regular)
		return d, y
	}
	f := float32(1)
	d, y := width(f)
	for d+y+gap*f > r.w && f > amountShrinkMax {
		f -= 0.02
		d, y = width(f)
	}
	if d+y+gap*f > r.w {
		s.part.overflow(yuan, d+y+gap*f, r.w)
	}
	total := d + y + gap*f
	x := r.x
	switch al {
	case centre:
		x += (r.w - total) / 2
	case right:
		x += r.w - total
	}
	base := r.cy() + capMiddle*size*f
	s.glyphs("¥", x, base, sign*f, style{color: signColor})
	s.glyphs(yuan, x+y+gap*f, base, size*f, style{color: digits, bold: true})
}

func (u *UI) paintPIN(s *sheet, pin kiosk.PINEntry) {
	k := s.u
	pad := 25 * k
	detail := u.text(pin.Detail)
	if pin.Busy {
		detail = u.say("screen.pin.busy")
	}
	s.question(u.text(pin.Title), detail)
	step, d := 34*k, 18*k
	x, y := pad+d/2, s.tall(108, 85)
	for i := range kiosk.PINDigitsMax {
		at := x + float32(i)*step
		if i < pin.Dots {
			s.disc(at, y, d, ink)
		} else {
			s.ring(at, y, d, max(1, 1.5*k), ghost)
		}
	}
}

// question says at the top of the amount's card what is to be entered.
func (s *sheet) question(title, detail string) {
	k := s.u
	pad := 25 * k
	s.text(title, rect{pad, s.tall(12, 4), s.w - 2*pad, s.tall(36, 30)}, style{size: 22 * k, bold: true, color: ink})
	st := style{size: 19 * k, color: dim, floor: sizeLegend * k}
	line := rect{pad, s.tall(46, 33), s.w - 2*pad, s.tall(30, 26)}
	if fits, w := shrink(typeset(detail), st.size, sizeSmallText*k, line.w, st.source()); w <= line.w {
		st.size = fits
		s.text(detail, line, st)
		return
	}
	line.h, st.size = s.tall(46, 38), sizeSmallText*k // two lines above the dots
	s.lines(detail, line, st, 2)
}

// orderLineMin is how small the characters of an order number may become; a
// longer number shows its end, where people are typing.
const orderLineMin = 22

// paintOrder draws the number of a shop's order while it is entered.
func (u *UI) paintOrder(s *sheet, o kiosk.OrderEntry) {
	k := s.u
	pad := 25 * k
	s.question(u.text(o.Title), u.text(o.Detail))
	room := s.w - 2*pad
	text := o.Text
	for len(text) > 0 {
		if w, _ := measure(text, orderLineMin*k, bold); w <= room {
			break
		}
		text = "…" + strings.TrimPrefix(text, "…")[1:]
	}
	line := rect{pad, s.tall(82, 60), room, s.tall(56, 36)}
	s.text(text, line, style{size: s.tall(44, 28), bold: true, color: ink, floor: orderLineMin * k})
	s.fill(rect{pad, line.bottom() + 2*k, room, max(1, 2*k)}, ghost, 0)
}
