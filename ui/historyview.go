package ui

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"

	"facepay/kiosk"
)

func (u *UI) paintHistory(c *Canvas) {
	st, unit, h := c.region.state.(historyState), c.Unit, u.history
	c.Card(R(0, 0, c.W, c.H), CardFill, Hairline, CardRadius*unit, 1)
	u.paintTitle(c, u.say("screen.history.title"), st.buttons)
	foot := c.H - 12*unit

	storyHeight := c.Tall(176, 128)
	list := R(9*unit, c.titleRow(), c.W-18*unit, foot-storyHeight-c.titleRow())
	h.fits = max(1, int(list.H/(rowHeight*unit)))
	if len(h.rows) == 0 && !h.failed {
		c.Text(u.emptyHistory(), list, Style{Size: SizeText * unit, Color: Dim, Align: Centre})
		return
	}
	top := h.top
	if len(h.rows) == 0 { // the place to come back to is kept
		top = 0
	}
	for i := range h.fits {
		r := R(list.X, list.Y+float32(i)*rowHeight*unit, list.W, rowHeight*unit)
		switch n := top + i; {
		case n < len(h.rows):
			u.paintPayment(c, n, r)
		case n < h.lines():
			u.paintUnread(c, r)
		}
	}
	if len(h.rows) == 0 {
		return
	}
	c.scrollBar(list, h)
	u.paintStory(c, R(0, foot-storyHeight, c.W, storyHeight-10*unit))
}

func (u *UI) emptyHistory() string {
	if u.history.loading {
		return u.say("screen.history.loading")
	}
	return u.say("screen.history.empty")
}

// paintUnread is the line below the rows when the next page could not be read.
func (u *UI) paintUnread(c *Canvas, r Rect) {
	unit, h := c.Unit, u.history
	text, t := u.say("screen.history.failed"), toneOf(kiosk.ToneUnsure)
	if h.loading {
		text = u.say("screen.history.loading")
	}
	o, ok := c.region.Touches["unread"]
	if !ok {
		o = u.newRow()
	}
	c.Surface(o, "unread", r, Face{Fill: t.Fill, Ink: t.Ink, Radius: 10 * unit}, h.again, func(in *Canvas) {
		in.Text(text, R(14*unit, 0, in.W-28*unit, in.H), Style{Size: SizeText * unit, Color: t.Ink, Align: Centre, Floor: SizeLegend * unit})
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
func (u *UI) paintPayment(c *Canvas, n int, r Rect) {
	unit, h, p := c.Unit, u.history, u.history.rows[n]
	f := Face{Ink: Ink, Radius: 10 * unit}
	if n == h.selected {
		f.Fill = Paper
	}
	// Rows are kept by their place, so that a drag goes on while they change.
	id := fmt.Sprintf("row.%d", n-h.top)
	o, ok := c.region.Touches[id]
	if !ok {
		o = u.newRow()
	}
	c.Surface(o, id, r, f, func() { h.choose(n) }, func(in *Canvas) {
		t := toneOf(paymentTone(p))
		pill := R(10*unit, in.H/2-15*unit, 104*unit, 30*unit)
		if t.Fill == CardFill {
			t.Fill = Mix(Hairline, CardFill, 0.4)
		}
		in.Fill(pill, t.Fill, 8*unit)
		in.Text(u.stateWord(p), pill.Inset(4*unit), Style{Size: 15 * unit, Bold: true, Color: t.Ink, Align: Centre, Floor: 11 * unit})
		body := Style{Size: 18 * unit, Color: Ink, Floor: SizeLegend * unit}
		rest := in.W - 124*unit - 14*unit
		col := func(from, to float32) Rect { return R(124*unit+from*rest, 0, (to-from)*rest, in.H) }
		in.Text(u.wallet(p.Wallet), col(0.02, 0.2), body)
		money := body
		money.Bold, money.Align = true, Right
		in.Text("¥ "+p.Amount.Grouped(), col(0.2, 0.5), money)
		when := body
		when.Color, when.Align = Dim, Right
		in.Text(u.when(p), col(0.52, 0.8), when)
		in.Text(u.say("screen.history.tail", "tail", p.OrderNo.Tail()), col(0.81, 1), when)
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
func (c *Canvas) scrollBar(r Rect, h *history) {
	if h.lines() <= h.fits {
		return
	}
	unit := c.Unit
	size := max(36*unit, r.H*float32(h.fits)/float32(h.lines()))
	at := (r.H - size) * float32(h.top) / float32(h.lines()-h.fits)
	c.Fill(R(r.Right()+1*unit, r.Y+at, 4*unit, size), Ghost, 2*unit)
}

// paintStory draws what happened to the chosen payment, oldest first.
func (u *UI) paintStory(c *Canvas, r Rect) {
	unit, h := c.Unit, u.history
	c.Fill(R(1, r.Y, c.W-2, 1), Hairline, 0)
	pad := 25 * unit
	head := Style{Size: 16 * unit, Color: Dim}
	c.Text(u.say("screen.history.story"), R(pad, r.Y+6*unit, 160*unit, 30*unit), Style{Size: 16 * unit, Bold: true, Color: Ink})
	head.Align = Right
	room := c.W - 2*pad - 160*unit
	if _, ok := h.refundable(); ok {
		const wide = 150
		c.Touch("refund", R(c.W-12*unit-wide*unit, r.Y+6*unit, wide*unit, TouchMin*unit), Face{Fill: CardFill, Line: Hairline, Ink: Ink, Radius: KeyRadius * unit, Stroke: 1}, u.giveBack, func(in *Canvas) {
			in.Text(u.say("screen.history.refund"), R(8*unit, 0, in.W-16*unit, in.H), Style{Size: SizeText * unit, Bold: true, Color: Ink, Align: Centre, Floor: SizeLegend * unit})
			in.Legend(legendOf(kiosk.KeyF6), Dim)
		})
		room -= (wide + 4) * unit
	}
	c.Text(u.say("screen.history.order", "order", string(h.storyOf)), R(pad+160*unit, r.Y+6*unit, room, 30*unit), head)
	row := 27 * unit
	if h.storyFailed {
		c.Text(u.say("screen.history.story.failed"), R(pad, r.Y+38*unit, c.W-2*pad, row), Style{Size: 16 * unit, Color: toneOf(kiosk.ToneUnsure).Ink, Floor: 12 * unit})
	}
	fits := max(0, int((r.H-38*unit)/row))
	records := h.story
	if len(records) > fits {
		records = records[len(records)-fits:]
	}
	for i, rec := range records {
		y := r.Y + 38*unit + float32(i)*row
		c.Text(u.timeOf(rec.At), R(pad, y, 90*unit, row), Style{Size: 16 * unit, Color: Dim})
		c.Text(u.Texts.Record(rec), R(pad+96*unit, y, c.W-2*pad-96*unit, row), Style{Size: 16 * unit, Color: Ink, Floor: 12 * unit})
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
	Touch
	wheel func(dy float32)
}

var _ fyne.Scrollable = (*row)(nil)

func (u *UI) newRow() *row {
	r := &row{Touch: Touch{ground: blank(color.Transparent), pointer: &u.presses}}
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
