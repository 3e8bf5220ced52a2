package ui

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"

	"facepay/kiosk"
)

func (u *UI) paintHistory(s *sheet) {
	st, k, h := s.part.state.(historyState), s.u, u.history
	s.card(rect{0, 0, s.w, s.h}, cardFill, hairline, cardRadius*k, 1)
	u.paintTitle(s, u.say("screen.history.title"), st.buttons)
	foot := s.h - 12*k

	storyHeight := s.tall(176, 128)
	list := rect{9 * k, s.titleRow(), s.w - 18*k, foot - storyHeight - s.titleRow()}
	h.fits = max(1, int(list.h/(rowHeight*k)))
	if len(h.rows) == 0 && !h.failed {
		s.text(u.emptyHistory(), list, style{size: sizeText * k, color: dim, align: centre})
		return
	}
	top := h.top
	if len(h.rows) == 0 { // the place to come back to is kept
		top = 0
	}
	for i := range h.fits {
		r := rect{list.x, list.y + float32(i)*rowHeight*k, list.w, rowHeight * k}
		switch n := top + i; {
		case n < len(h.rows):
			u.paintPayment(s, n, r)
		case n < h.lines():
			u.paintUnread(s, r)
		}
	}
	if len(h.rows) == 0 {
		return
	}
	s.scrollBar(list, h)
	u.paintStory(s, rect{0, foot - storyHeight, s.w, storyHeight - 10*k})
}

func (u *UI) emptyHistory() string {
	if u.history.loading {
		return u.say("screen.history.loading")
	}
	return u.say("screen.history.empty")
}

// paintUnread is the line below the rows when the next page could not be read.
func (u *UI) paintUnread(s *sheet, r rect) {
	k, h := s.u, u.history
	text, t := u.say("screen.history.failed"), toneOf(kiosk.ToneUnsure)
	if h.loading {
		text = u.say("screen.history.loading")
	}
	o, ok := s.part.touches["unread"]
	if !ok {
		o = u.newRow()
	}
	s.surface(o, "unread", r, face{fill: t.fill, ink: t.ink, radius: 10 * k}, h.again, func(in *sheet) {
		in.text(text, rect{14 * k, 0, in.w - 28*k, in.h}, style{size: sizeText * k, color: t.ink, align: centre, floor: sizeLegend * k})
	})
}

// paymentTone is how a payment's state looks in the list.
func paymentTone(p kiosk.Payment) kiosk.Tone {
	switch {
	case p.Refunded > 0:
		return kiosk.TonePlain
	case p.Late:
		return kiosk.ToneUnsure
	case p.State == kiosk.StatePaid:
		return kiosk.TonePaid
	case p.State == kiosk.StateUnknown:
		return kiosk.ToneUnsure
	case p.State == kiosk.StateFailed:
		return kiosk.ToneFailed
	}
	return kiosk.TonePlain
}

func (u *UI) stateWord(p kiosk.Payment) string {
	switch {
	case p.Refunded > 0 && p.Refunded >= p.Amount:
		return u.say("screen.state.done")
	case p.Refunded > 0:
		return u.say("screen.state.part")
	case p.Late:
		return u.say("screen.state.late")
	}
	return u.say("screen.state." + string(p.State))
}

// paintPayment draws one row: state, wallet, amount, time, tail.
func (u *UI) paintPayment(s *sheet, n int, r rect) {
	k, h, p := s.u, u.history, u.history.rows[n]
	f := face{ink: ink, radius: 10 * k}
	if n == h.selected {
		f.fill = paper
	}
	// Rows are kept by their place, so that a drag goes on while they change.
	id := fmt.Sprintf("row.%d", n-h.top)
	o, ok := s.part.touches[id]
	if !ok {
		o = u.newRow()
	}
	s.surface(o, id, r, f, func() { h.choose(n) }, func(in *sheet) {
		t := toneOf(paymentTone(p))
		pill := rect{10 * k, in.h/2 - 15*k, 104 * k, 30 * k}
		if t.fill == cardFill {
			t.fill = mix(hairline, cardFill, 0.4)
		}
		in.fill(pill, t.fill, 8*k)
		in.text(u.stateWord(p), pill.inset(4*k), style{size: 15 * k, bold: true, color: t.ink, align: centre, floor: 11 * k})
		body := style{size: 18 * k, color: ink, floor: sizeLegend * k}
		rest := in.w - 124*k - 14*k
		col := func(from, to float32) rect { return rect{124*k + from*rest, 0, (to - from) * rest, in.h} }
		in.text(u.wallet(p.Wallet), col(0.02, 0.2), body)
		money := body
		money.bold, money.align = true, right
		in.text("¥ "+p.Amount.Grouped(), col(0.2, 0.5), money)
		when := body
		when.color, when.align = dim, right
		in.text(u.when(p), col(0.52, 0.8), when)
		in.text(u.say("screen.history.tail", "tail", p.OrderNo.Tail()), col(0.81, 1), when)
	})
}

// when is the time of a payment, with the day when it is not today.
func (u *UI) when(p kiosk.Payment) string {
	if kiosk.DayOf(u.now(), u.Location).Has(p.CreatedAt) {
		return u.timeOf(p.CreatedAt)
	}
	return p.CreatedAt.In(u.Location).Format("01-02 15:04")
}

// scrollBar says how far down the list is.
func (s *sheet) scrollBar(r rect, h *history) {
	if h.lines() <= h.fits {
		return
	}
	k := s.u
	size := max(36*k, r.h*float32(h.fits)/float32(h.lines()))
	at := (r.h - size) * float32(h.top) / float32(h.lines()-h.fits)
	s.fill(rect{r.right() + 1*k, r.y + at, 4 * k, size}, ghost, 2*k)
}

// paintStory draws what happened to the chosen payment, oldest first.
func (u *UI) paintStory(s *sheet, r rect) {
	k, h := s.u, u.history
	s.fill(rect{1, r.y, s.w - 2, 1}, hairline, 0)
	pad := 25 * k
	head := style{size: 16 * k, color: dim}
	s.text(u.say("screen.history.story"), rect{pad, r.y + 6*k, 160 * k, 30 * k}, style{size: 16 * k, bold: true, color: ink})
	head.align = right
	room := s.w - 2*pad - 160*k
	if _, ok := h.refundable(); ok {
		const wide = 150
		s.touch("refund", rect{s.w - 12*k - wide*k, r.y + 6*k, wide * k, touchMin * k}, face{cardFill, hairline, ink, keyRadius * k, 1}, u.giveBack, func(in *sheet) {
			in.text(u.say("screen.history.refund"), rect{8 * k, 0, in.w - 16*k, in.h}, style{size: sizeText * k, bold: true, color: ink, align: centre, floor: sizeLegend * k})
			in.legend(legendOf(kiosk.KeyF6), dim)
		})
		room -= (wide + 4) * k
	}
	s.text(u.say("screen.history.order", "order", string(h.storyOf)), rect{pad + 160*k, r.y + 6*k, room, 30 * k}, head)
	row := 27 * k
	if h.storyFailed {
		s.text(u.say("screen.history.story.failed"), rect{pad, r.y + 38*k, s.w - 2*pad, row}, style{size: 16 * k, color: toneOf(kiosk.ToneUnsure).ink, floor: 12 * k})
	}
	fits := max(0, int((r.h-38*k)/row))
	records := h.story
	if len(records) > fits {
		records = records[len(records)-fits:]
	}
	for i, rec := range records {
		y := r.y + 38*k + float32(i)*row
		s.text(u.timeOf(rec.At), rect{pad, y, 90 * k, row}, style{size: 16 * k, color: dim})
		s.text(u.Texts.Record(rec), rect{pad + 96*k, y, s.w - 2*pad - 96*k, row}, style{size: 16 * k, color: ink, floor: 12 * k})
	}
}

// giveBack begins a refund of the chosen payment.
func (u *UI) giveBack() {
	if p, ok := u.history.refundable(); ok {
		u.act(kiosk.RefundWanted{OrderNo: p.OrderNo})
	}
}

// row is a touch in the list: a finger that moves along, and the wheel, scroll.
type row struct {
	touch
	wheel func(dy float32)
}

var _ fyne.Scrollable = (*row)(nil)

func (u *UI) newRow() *row {
	r := &row{touch: touch{ground: blank(color.Transparent), presses: &u.presses}}
	r.self = r
	r.drag = func(dy float32) { u.history.drag(dy, rowHeight*u.unit) }
	r.wheel = func(dy float32) { u.history.scroll(wheelRows(dy, rowHeight*u.unit)) }
	r.ExtendBaseWidget(r)
	return r
}

// Scrolled is the wheel.
func (r *row) Scrolled(e *fyne.ScrollEvent) { r.wheel(e.Scrolled.DY) }

// wheelRows turns a wheel's pixels into whole rows, never none.
func wheelRows(dy, row float32) int {
	switch n := int(-dy / row); {
	case n != 0:
		return n
	case dy > 0:
		return -1
	case dy < 0:
		return 1
	}
	return 0
}

// drag moves the list under a finger, row by row.
func (h *history) drag(dy, row float32) {
	h.dragged -= dy
	if n := int(h.dragged / row); n != 0 {
		h.dragged -= float32(n) * row
		h.scroll(n)
	}
}
