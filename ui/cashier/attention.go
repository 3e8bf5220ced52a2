package cashier

import (
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// Measures of the list, in units. A page's rows share what room there is.
const (
	rowMax   = 104
	rowGap   = 6
	listHead = 62 // title and pages
	listFoot = 40 // for what was heard last
	// rowHigh is the height that three lines need; in a lower row they are drawn smaller,
	// and in one of rowTwo there are two: what the till does by itself then
	// stands only where nobody has anything to do.
	rowHigh = 86
	rowTwo  = 66
)

// attention is the list of what needs people.
type attention struct{ counter }

// attentionState has the times as they read now.
type attentionState struct {
	panel  kiosk.Panel
	list   kiosk.AttentionList
	ages   []string
	doings []string
}

func (s attention) State(v kiosk.View, now time.Time) (st attentionState, ok bool) {
	l := v.Attention
	if v.Screen != kiosk.ScreenAttention || l == nil {
		return st, false
	}
	st = attentionState{panel: v.Panel, list: *l}
	for _, d := range l.Rows {
		st.ages = append(st.ages, s.Tr("screen.doubts.ago", "time", s.roughly(now.Sub(d.Since))))
		st.doings = append(st.doings, s.doing(d.Progress, now))
	}
	return st, true
}

func (s attention) Paint(c *draw.Canvas, st attentionState) {
	unit := c.Unit
	c.Card(draw.R(0, 0, c.W, c.H), draw.CardFill, draw.Hairline, draw.CardRadius*unit, 1)
	pad := 16 * unit
	s.paintTitle(c, st)
	foot := s.Buttons(c, st.panel.Buttons, draw.R(pad, 0, c.W-2*pad, c.H-c.Tall(15, 10)), draw.CardFill)
	head := c.Tall(listHead, 54)
	room := draw.R(pad, head, c.W-2*pad, foot-head-c.Tall(listFoot, 30))
	if len(st.list.Rows) == 0 {
		s.paintNone(c, st, room)
		return
	}
	gap := c.Tall(rowGap, 4)
	rows := float32(kiosk.AttentionPage)
	if c.Low > 0 && st.list.Pages <= 1 { // in a low window few may be as high as they like
		rows = float32(len(st.list.Rows))
	}
	high := min(rowMax*unit, (room.H-(rows-1)*gap)/rows)
	for i := range st.list.Rows {
		s.paintItem(c, st, i, draw.R(room.X, room.Y+float32(i)*(high+gap), room.W, high))
	}
	s.paintHeard(c, st, draw.R(pad+12*unit, foot-c.Tall(34, 27), c.W-2*pad-24*unit, c.Tall(26, 24)))
}

// paintTitle draws the title, the count and the keys that turn the page.
func (s attention) paintTitle(c *draw.Canvas, st attentionState) {
	unit := c.Unit
	pad := 25 * unit
	y := c.Tall(8, 3)
	x := c.W - 14*unit
	if st.list.Pages > 1 {
		x = s.paintPages(c, st, x)
	}
	width := c.Text(s.Text(st.panel.Title), draw.R(pad, y, min(c.W*0.6, x-pad-8*unit), draw.TouchMin*unit), draw.Style{Size: draw.SizeTitle * unit, Bold: true, Color: draw.Ink})
	count := s.Tr("screen.doubts.count", "n", strconv.Itoa(st.list.Total))
	words := draw.Style{Size: draw.SizeText * unit, Color: draw.Dim}
	if w := draw.Width(draw.Typeset(count), words); st.list.Total > 0 && pad+width+w+28*unit < x {
		c.Text(count, draw.R(pad+width+16*unit, y+2*unit, w+1, draw.TouchMin*unit), words)
	}
}

// paintPages draws the keys that turn the page from x to the left, and returns their left edge.
func (s attention) paintPages(c *draw.Canvas, st attentionState, x float32) float32 {
	unit := c.Unit
	y := c.Tall(8, 3)
	turn := func(id string, key kiosk.Key, arrow string) {
		x -= 56 * unit
		c.Touch(id, draw.R(x, y, 56*unit, draw.TouchMin*unit), draw.Face{Fill: draw.CardFill, Line: draw.Hairline, Ink: draw.Ink, Radius: 12 * unit, Stroke: 1}, s.Press(key), func(in *draw.Canvas) {
			in.Text(arrow, draw.R(0, 0, in.W, in.H), draw.Style{Size: 24 * unit, Bold: true, Color: draw.Ink, Align: draw.Centre})
		})
	}
	turn("page.down", kiosk.KeyPageDown, "↓")
	x -= 84 * unit
	page := s.Tr("screen.doubts.page", "page", strconv.Itoa(st.list.Page), "pages", strconv.Itoa(st.list.Pages))
	c.Text(page, draw.R(x, y, 84*unit, draw.TouchMin*unit), draw.Style{Size: draw.SizeText * unit, Bold: true, Color: draw.Ink, Align: draw.Centre, Floor: draw.SizeLegend * unit})
	turn("page.up", kiosk.KeyPageUp, "↑")
	return x
}

// paintNone draws the empty list, when the last payment has settled.
func (s attention) paintNone(c *draw.Canvas, st attentionState, r draw.Rect) {
	unit := c.Unit // no mark: what became of it may have been a yes or a no
	c.Lines(s.remark(st.list.Resolved), draw.R(r.X+20*unit, r.Y, r.W-40*unit, r.H), draw.Style{Size: 24 * unit, Bold: true, Color: draw.Ink, Align: draw.Centre, Floor: draw.SizeText * unit}, 3)
}

// paintItem draws one payment: what it is, what the till does about it, and
// what to do. The accent is on those where somebody has something to do.
func (s attention) paintItem(c *draw.Canvas, st attentionState, i int, r draw.Rect) {
	unit, d := c.Unit, st.list.Rows[i]
	t := screen.Tone(kiosk.TonePlain)
	f := draw.Face{Fill: draw.CardFill, Line: draw.Hairline, Ink: draw.Ink, Radius: 12 * unit, Stroke: 1}
	if d.ActionNeeded {
		t = screen.Tone(kiosk.ToneUnsure)
	}
	if d.Selected {
		f.Fill, f.Line, f.Stroke = draw.Paper, draw.Ink, 2.5*unit
	}
	c.Touch("row."+string(d.OrderNo), r, f, func() { s.Post(kiosk.Picked{OrderNo: d.OrderNo}) }, func(in *draw.Canvas) {
		two := in.H < rowTwo*unit
		if !two {
			unit *= min(1, in.H/(rowHigh*unit))
		}
		x := max(62*unit, min(78*unit, in.W*0.13))
		s.paintMark(in, d, t, x/2)
		w := in.W - x - 16*unit
		top, line := in.H/2-39*unit, float32(26)*unit
		if two {
			top = in.H/2 - 28*unit
		}
		at := draw.R(x, top, w, 30*unit)
		ageStyle := draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Align: draw.Right}
		age := draw.Width(draw.Typeset(st.ages[i]), ageStyle)
		room := min(at.W*0.5, at.W-age-in.PillWidth(s.Text(d.Title))-24*unit)
		used := in.Text("¥ "+d.Amount, draw.R(at.X, at.Y, room, at.H), draw.Style{Size: 23 * unit, Bold: true, Color: draw.Ink, Floor: 14 * unit}) + 12*unit
		used += in.Pill(s.Text(d.Title), at.X+used, at.CY(), t) + 12*unit
		in.Text(st.ages[i], draw.R(at.Right()-age-1, at.Y, age+1, at.H), ageStyle)
		s.paintWhose(in, d, draw.R(at.X+used, at.Y, at.W-used-age-12*unit, at.H), draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim})
		doing := draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Floor: 12 * unit}
		do := draw.Style{Size: 18 * unit, Bold: d.ActionNeeded, Color: t.Ink, Floor: 12 * unit}
		under := draw.R(x, top+29*unit, w, line)
		switch {
		case two && d.ActionNeeded:
			in.Text(s.Text(d.Instruction), under, do)
		case two:
			in.Text(st.doings[i], under, doing)
		default:
			in.Text(st.doings[i], under, doing)
			in.Text(s.Text(d.Instruction), draw.R(x, top+53*unit, w, line), do)
		}
	})
}

// paintWhose draws the wallet and the order's tail; where there is no room for
// both, the tail, by which people find it.
func (s attention) paintWhose(c *draw.Canvas, d kiosk.AttentionItem, r draw.Rect, st draw.Style) {
	tail := s.Tr("screen.history.tail", "tail", d.Tail)
	for _, text := range []string{s.Wallet(d.Wallet) + " · " + tail, tail} {
		if draw.Width(draw.Typeset(text), st) <= r.W {
			c.Text(text, r, st)
			return
		}
	}
}

// paintMark says the same by its shape.
func (s attention) paintMark(c *draw.Canvas, d kiosk.AttentionItem, t draw.Tone, cx float32) {
	unit := c.Unit
	m, on := draw.Dots, draw.Dim
	switch {
	case d.Progress.Querying:
		m, on = draw.SpinnerMark, draw.Ink
	case d.ActionNeeded && d.Progress.Text.ID == "doing.nothing": // no question is left, only something to do
		healthMark(c, kiosk.HealthWarning, cx, c.H/2, 44*unit, t.Mark)
		return
	case d.ActionNeeded:
		m, on = draw.Question, t.Mark
	}
	c.Mark(m, cx, c.H/2, 44*unit, on, draw.OnInk)
}

// paintHeard says below the rows what was heard last: of the chosen one, or of
// one that has left the list since.
func (s attention) paintHeard(c *draw.Canvas, st attentionState, r draw.Rect) {
	heard := st.list.Resolved
	for _, d := range st.list.Rows {
		if said := d.Progress.LastAnswer; d.Selected && !said.Text.IsZero() && !said.At.Before(heard.At) {
			heard = said
		}
	}
	words := draw.Style{Size: draw.SizeSmallText * c.Unit, Color: draw.Ink, Floor: 12 * c.Unit}
	c.Text(c.Truncate(s.remark(heard), r.W/0.75, words), r, words)
}
