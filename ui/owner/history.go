package owner

import (
	"fmt"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// rowHeight of the list, in units.
const rowHeight = 48

// paintHistory draws the list of payments, and the story of the chosen one.
func (s *Side) paintHistory(c *draw.Canvas) {
	unit, h := c.Unit, &s.view.History
	s.card(c, s.Tr("screen.history.title"))
	foot := c.H - 12*unit

	timelineHeight := c.Tall(176, 128)
	list := draw.R(9*unit, screen.TitleRow(c), c.W-18*unit, foot-timelineHeight-screen.TitleRow(c))
	s.row = rowHeight * unit
	fits := s.fits(max(1, int(list.H/s.row)))
	if len(h.Rows) == 0 && !h.Failed {
		text := s.Tr("screen.history.empty")
		if h.Loading {
			text = s.Tr("screen.history.loading")
		}
		c.Text(text, list, draw.Style{Size: draw.SizeText * unit, Color: draw.Dim, Align: draw.Centre})
		return
	}
	top := h.Top
	if len(h.Rows) == 0 { // the place to come back to is kept
		top = 0
	}
	for i := range fits {
		r := draw.R(list.X, list.Y+float32(i)*rowHeight*unit, list.W, rowHeight*unit)
		switch n := top + i; {
		case n < len(h.Rows):
			s.paintPayment(c, n, r)
		case n < h.Lines():
			s.paintUnread(c, r)
		}
	}
	if len(h.Rows) == 0 {
		return
	}
	scrollBar(c, list, h, fits)
	s.paintTimeline(c, draw.R(0, foot-timelineHeight, c.W, timelineHeight-10*unit))
}

// paintUnread is the line below the rows when the next page could not be read.
func (s *Side) paintUnread(c *draw.Canvas, r draw.Rect) {
	unit, h := c.Unit, &s.view.History
	text, t := s.Tr("screen.history.failed"), draw.Unsure
	if h.Loading {
		text = s.Tr("screen.history.loading")
	}
	c.Row("unread", r, draw.Face{Fill: t.Fill, Ink: t.Ink, Radius: 10 * unit}, s.does(office.Retried{}), s.scrolling(), func(in *draw.Canvas) {
		in.Text(text, draw.R(14*unit, 0, in.W-28*unit, in.H), draw.Style{Size: draw.SizeText * unit, Color: t.Ink, Align: draw.Centre, Floor: draw.SizeLegend * unit})
	})
}

// paymentTone is the colour of a payment's state in the list.
func paymentTone(p kiosk.Payment) draw.Tone {
	switch {
	case p.Refunded > 0:
		return draw.Plain
	case p.Late || p.State == kiosk.StateUnknown:
		return draw.Unsure
	case p.State == kiosk.StatePaid:
		return draw.Paid
	case p.State == kiosk.StateFailed:
		return draw.Failed
	}
	return draw.Plain
}

func (s *Side) stateWord(p kiosk.Payment) string {
	switch {
	case p.Refunded > 0 && p.Refunded >= p.Amount:
		return s.Tr("screen.state.done")
	case p.Refunded > 0:
		return s.Tr("screen.state.part")
	case p.Late:
		return s.Tr("screen.state.late")
	}
	return s.Tr("screen.state." + string(p.State))
}

// paintPayment draws one row: state, wallet, amount, time, tail.
func (s *Side) paintPayment(c *draw.Canvas, n int, r draw.Rect) {
	unit, h, p := c.Unit, &s.view.History, s.view.History.Rows[n]
	f := draw.Face{Ink: draw.Ink, Radius: 10 * unit}
	if n == h.Selected {
		f.Fill = draw.Paper
	}
	// Rows are kept by their place, so that a drag goes on while they change.
	id := fmt.Sprintf("row.%d", n-h.Top)
	c.Row(id, r, f, s.does(office.Chosen{Row: n}), s.scrolling(), func(in *draw.Canvas) {
		t := paymentTone(p)
		pill := draw.R(10*unit, in.H/2-15*unit, 104*unit, 30*unit)
		if t.Fill == draw.CardFill {
			t.Fill = draw.Mix(draw.Hairline, draw.CardFill, 0.4)
		}
		in.Fill(pill, t.Fill, 8*unit)
		in.Text(s.stateWord(p), pill.Inset(4*unit), draw.Style{Size: 15 * unit, Bold: true, Color: t.Ink, Align: draw.Centre, Floor: 11 * unit})
		body := draw.Style{Size: 18 * unit, Color: draw.Ink, Floor: draw.SizeLegend * unit}
		rest := in.W - 124*unit - 14*unit
		col := func(from, to float32) draw.Rect { return draw.R(124*unit+from*rest, 0, (to-from)*rest, in.H) }
		wallet := body
		wallet.Floor = 10 * unit
		in.Text(s.Wallet(p.Wallet), col(0, 0.21), wallet)
		money := body
		money.Bold, money.Align = true, draw.Right
		in.Text("¥ "+p.Amount.Grouped(), col(0.22, 0.5), money)
		when := body
		when.Color, when.Align = draw.Dim, draw.Right
		in.Text(s.when(p), col(0.52, 0.8), when)
		when.Floor = 11 * unit
		in.Text(s.Tr("screen.history.tail", "tail", p.OrderNo.Tail()), col(0.81, 1), when)
	})
}

// when is the time of a payment, with the day when it is not today.
func (s *Side) when(p kiosk.Payment) string {
	if kiosk.DayOf(s.Now(), s.Location).Has(p.CreatedAt) {
		return s.Time(p.CreatedAt)
	}
	return p.CreatedAt.In(s.Location).Format("01-02 15:04")
}

// scrollBar draws the list's scroll bar, if not all lines fit.
func scrollBar(c *draw.Canvas, r draw.Rect, h *office.History, fits int) {
	if h.Lines() <= fits {
		return
	}
	unit := c.Unit
	size := max(36*unit, r.H*float32(fits)/float32(h.Lines()))
	at := (r.H - size) * float32(h.Top) / float32(h.Lines()-fits)
	c.Fill(draw.R(r.Right()+1*unit, r.Y+at, 4*unit, size), draw.Ghost, 2*unit)
}

// fits tells the office how many lines of the list have room.
func (s *Side) fits(lines int) int {
	if lines != s.lines {
		s.lines = lines
		s.Office(office.Resized{Lines: lines})
	}
	return lines
}

// scrolling moves the list under a finger, row by row, and with the wheel.
func (s *Side) scrolling() draw.Scroll {
	return draw.Scroll{
		Drag: func(dy float32) {
			s.dragged -= dy
			if n := int(s.dragged / s.row); n != 0 {
				s.dragged -= float32(n) * s.row
				s.Office(office.Scrolled{Rows: n})
			}
		},
		Wheel: func(dy float32) { s.Office(office.Scrolled{Rows: wheelRows(dy, s.row)}) },
	}
}

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
