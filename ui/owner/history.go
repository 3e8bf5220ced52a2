package owner

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
	"facepay/ui/screen"
)

// rowHeight of the list, in units.
const rowHeight = 48

// wideHistory is the width from which on the story stands beside the list, in units.
const wideHistory = 880

// paintHistory draws the list of payments, and the story of the chosen one.
func (s *Side) paintHistory(c *draw.Canvas) {
	unit, h := c.Unit, &s.view.History
	title := s.card(c, s.Tr("screen.history.title"))
	head := screen.TitleRow(c)
	list := draw.R(9*unit, head, c.W-18*unit, c.H-12*unit-head)
	var story draw.Rect
	if c.W >= wideHistory*unit {
		list.W = draw.Round(c.W * 0.58)
		story = draw.R(list.Right()+9*unit, head, c.W-list.Right()-9*unit, c.H-head-1)
		c.Fill(draw.R(story.X, head, 1, story.H), draw.Hairline, 0)
	} else if !h.Filter.Open { // whose choices want the room
		high := c.Tall(196, 148)
		list.H -= high
		story = draw.R(0, list.Bottom()+2*unit, c.W, high+9*unit)
		c.Fill(draw.R(1, story.Y, c.W-2, 1), draw.Hairline, 0)
	}
	x := pageInset(c) + title + draw.CardGap*unit
	s.paintSearch(c, draw.R(x, c.Tall(11, 5), c.W-14*unit-x, draw.TouchMin*unit))
	if h.Filter.Open {
		s.paintFilter(c, list)
	} else {
		s.paintList(c, list)
	}
	if len(h.Rows) > 0 && story.H > 0 {
		s.paintStory(c, story)
	}
}

// paintSearch draws what is searched for, and the way to the filter.
func (s *Side) paintSearch(c *draw.Canvas, r draw.Rect) {
	unit, h := c.Unit, &s.view.History
	wide := min(150*unit, r.W*0.3)
	label := s.Tr("screen.history.filter")
	f, legend := draw.Key(unit), draw.Dim
	if h.Filter.Count > 0 || h.Filter.Open {
		f, legend = draw.DarkKey(unit), draw.DimOnInk
	}
	if h.Filter.Count > 0 {
		label = s.Tr("screen.history.filtered", "n", strconv.Itoa(h.Filter.Count))
	}
	s.key(c, "filter", label, "", draw.R(r.Right()-wide, r.Y, wide, r.H), f, legend, s.does(office.FilterToggled{}))
	r.W -= wide + draw.KeyGap*unit
	if h.Search != "" || h.Filter.Count > 0 {
		all := min(110*unit, r.W*0.36)
		s.key(c, "clear", s.Tr("screen.history.clear"), keyboard.Legend(kiosk.KeyEsc), draw.R(r.Right()-all, r.Y, all, r.H), draw.Key(unit), draw.Dim, s.does(office.Cleared{}))
		r.W -= all + draw.KeyGap*unit
	}
	c.Card(r, draw.Paper, draw.Hairline, draw.KeyRadius*unit, 1)
	in := draw.R(r.X+14*unit, r.Y, r.W-28*unit, r.H)
	st := draw.Style{Size: draw.SizeText * unit, Color: draw.Dim, Floor: 11 * unit}
	if h.Search == "" {
		hint := s.Tr("screen.history.search")
		legible := st
		legible.Floor = draw.SizeLegend * unit
		if _, w := draw.Shrink(draw.Typeset(hint), in.W, legible); w > in.W {
			hint = s.Tr("screen.history.search.short")
		}
		c.Text(c.Truncate(hint, in.W, draw.Style{Size: st.Floor}), in, st)
		return
	}
	st.Color, st.Bold = draw.Ink, true
	text := "…" + h.Search
	for len(text) > len("…")+1 && draw.Width(text, draw.Style{Size: st.Floor, Bold: true}) > in.W {
		text = "…" + text[len("…")+1:]
	}
	c.Text(text, in, st)
}

// key draws a key with its name in the corner.
func (s *Side) key(c *draw.Canvas, id, label, name string, r draw.Rect, f draw.Face, legend color.NRGBA, tap func()) {
	c.Touch(id, r, f, tap, func(in *draw.Canvas) {
		unit := in.Unit
		room := draw.R(10*unit, 0, in.W-20*unit, in.H)
		if name != "" {
			room.Y, room.H = 9*unit, in.H-9*unit
		}
		in.Text(label, room, draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: f.Ink, Align: draw.Centre, Floor: 10 * unit})
		if name != "" {
			in.Text(name, draw.R(6*unit, 0, in.W-14*unit, 18*unit), draw.Style{Size: 13 * unit, Color: legend, Align: draw.Right, Floor: 10 * unit})
		}
	})
}

// typedColumns is the room for a range that is typed, in widths of a choice.
const typedColumns = 2.2

// paintFilter draws the choices of the filter in place of the list.
func (s *Side) paintFilter(c *draw.Canvas, r draw.Rect) {
	unit, f := c.Unit, &s.view.History.Filter
	high := min(c.Tall(62, draw.TouchMin+2), r.H/float32(len(f.Rows)))
	for i, row := range f.Rows {
		y := r.Y + float32(i)*high
		if i == f.At {
			c.Fill(draw.R(r.X, y, r.W, high-2*unit), draw.Paper, 10*unit)
		}
		name := min(110*unit, r.W*0.17)
		x, room := r.X+name+6*unit, r.W-name-12*unit
		n := float32(len(row.Choices))
		beside := row.Types && room/(n+typedColumns) >= 62*unit // there is room for what is typed
		label := s.Tr("screen.filter." + string(row.Field))
		if beside {
			n += typedColumns
		} else if row.Typed != "" {
			label = strings.Replace(row.Typed, "-", "-\n", 1)
		}
		c.Lines(label, draw.R(r.X+10*unit, y, name-10*unit, high), draw.Style{Size: draw.SizeSmallText * unit, Bold: i == f.At, Color: draw.Ink, Floor: 10 * unit}, 2)
		gap := 6 * unit
		wide := min((room-(n-1)*gap)/n, 120*unit)
		for j, choice := range row.Choices {
			face := draw.Key(unit)
			if j == row.Chosen && row.Typed == "" {
				face = draw.DarkKey(unit)
			}
			face.Radius = 10 * unit
			at := draw.R(x+float32(j)*(wide+gap), y+(high-2*unit-draw.TouchMin*unit)/2, wide, draw.TouchMin*unit)
			c.Touch(fmt.Sprintf("choice.%s.%d", row.Field, j), at, face, s.does(office.FilterChosen{Row: i, Choice: j}), func(in *draw.Canvas) {
				label := s.choice(row.Field, choice)
				if choice == "yesterday" && draw.Width(label, draw.Style{Size: max(10*unit, draw.Least())}) > in.W-4*unit {
					label = s.Tr("screen.filter.when.yesterday.short")
				}
				in.Lines(label, draw.R(2*unit, 0, in.W-4*unit, in.H), draw.Style{Size: 16 * unit, Color: face.Ink, Align: draw.Centre, Floor: 10 * unit}, 2)
			})
		}
		if !beside {
			continue
		}
		at := draw.R(x+float32(len(row.Choices))*(wide+gap)+6*unit, y, 0, high-2*unit)
		at.W = r.Right() - 8*unit - at.X
		st := draw.Style{Size: 16 * unit, Color: draw.Ink, Bold: true, Floor: 10 * unit}
		text := row.Typed
		if text == "" {
			st.Color, st.Bold = draw.Dim, false
			text = s.Tr("screen.filter." + string(row.Field) + ".type")
		}
		c.Lines(text, at, st, 2)
	}
}

// choice is a choice of the filter in words.
func (s *Side) choice(f office.FilterField, choice string) string {
	switch {
	case choice == "all":
		return s.Tr("screen.filter.all")
	case f == office.FilterWallet:
		return s.Wallet(kiosk.Wallet(choice))
	case f == office.FilterState:
		return s.Tr("screen.state." + choice)
	case f == office.FilterCashier && choice == "":
		return s.Tr("screen.figures.nobody")
	case f == office.FilterCashier:
		return choice
	}
	return s.Tr("screen.filter." + string(f) + "." + choice)
}

// paintList draws the rows that have room.
func (s *Side) paintList(c *draw.Canvas, list draw.Rect) {
	unit, h := c.Unit, &s.view.History
	s.row = rowHeight * unit
	fits := s.fits(max(1, int(list.H/s.row)))
	if len(h.Rows) == 0 && !h.Failed {
		text := s.Tr("screen.history.empty")
		switch {
		case h.Loading:
			text = s.Tr("screen.history.loading")
		case h.Search != "" || h.Filter.Count > 0:
			text = s.Tr("screen.history.none")
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
	if len(h.Rows) > 0 {
		scrollBar(c, list, h, fits)
	}
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
		pill := draw.R(pageInset(c)-r.X, in.H/2-15*unit, 104*unit, 30*unit)
		if t.Fill == draw.CardFill {
			t.Fill = draw.Wash
		}
		in.Fill(pill, t.Fill, 8*unit)
		in.Text(s.stateWord(p), pill.Inset(4*unit), draw.Style{Size: 15 * unit, Bold: true, Color: t.Ink, Align: draw.Centre, Floor: 11 * unit})
		body := draw.Style{Size: 18 * unit, Color: draw.Ink, Floor: draw.SizeLegend * unit}
		x := pill.Right() + 10*unit
		rest := in.W - x - 14*unit
		col := func(from, to float32) draw.Rect { return draw.R(x+from*rest, 0, (to-from)*rest, in.H) }
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
