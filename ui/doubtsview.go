package ui

import (
	"image/color"
	"strconv"

	"facepay/kiosk"
)

// Measures of the list, in units. A page's rows share what room there is.
const (
	doubtRowMax = 104
	doubtRowGap = 6
	doubtHead   = 62 // title and pages
	doubtFoot   = 40 // for what was heard last
	// doubtRowHigh is what three lines need; in a lower row they are drawn smaller,
	// and in one of doubtRowTwo there are two: what the till does by itself then
	// stands only where nobody has anything to do.
	doubtRowHigh = 86
	doubtRowTwo  = 66
)

func (u *UI) paintDoubts(c *Canvas) {
	st, unit := c.region.state.(doubtsState), c.Unit
	c.Card(R(0, 0, c.W, c.H), CardFill, Hairline, CardRadius*unit, 1)
	pad := 16 * unit
	u.paintDoubtsTitle(c, st)
	foot := u.paintButtons(c, st.panel.Buttons, R(pad, 0, c.W-2*pad, c.H-c.Tall(15, 10)), CardFill)
	head := c.Tall(doubtHead, 54)
	room := R(pad, head, c.W-2*pad, foot-head-c.Tall(doubtFoot, 30))
	if len(st.list.Rows) == 0 {
		u.paintNoDoubts(c, st, room)
		return
	}
	gap := c.Tall(doubtRowGap, 4)
	rows := float32(kiosk.AttentionPage)
	if c.Low > 0 && st.list.Pages <= 1 { // in a low window few may be as high as they like
		rows = float32(len(st.list.Rows))
	}
	high := min(doubtRowMax*unit, (room.H-(rows-1)*gap)/rows)
	for i := range st.list.Rows {
		u.paintDoubt(c, st, i, R(room.X, room.Y+float32(i)*(high+gap), room.W, high))
	}
	u.paintHeard(c, st, R(pad+12*unit, foot-c.Tall(34, 27), c.W-2*pad-24*unit, c.Tall(26, 24)))
}

// paintDoubtsTitle draws the title, how many there are, and the keys that turn
// the page.
func (u *UI) paintDoubtsTitle(c *Canvas, st doubtsState) {
	unit := c.Unit
	pad := 25 * unit
	y := c.Tall(8, 3)
	x := c.W - 14*unit
	if st.list.Pages > 1 {
		x = u.paintPages(c, st, x)
	}
	width := c.Text(u.text(st.panel.Title), R(pad, y, min(c.W*0.6, x-pad-8*unit), TouchMin*unit), Style{Size: SizeTitle * unit, Bold: true, Color: Ink})
	count := u.say("screen.doubts.count", "n", strconv.Itoa(st.list.Total))
	words := Style{Size: SizeText * unit, Color: Dim}
	if w, _ := Measure(Typeset(count), words.Size, Regular); st.list.Total > 0 && pad+width+w+28*unit < x {
		c.Text(count, R(pad+width+16*unit, y+2*unit, w+1, TouchMin*unit), words)
	}
}

// paintPages draws the keys that turn the page, ending at x, and returns where
// they begin.
func (u *UI) paintPages(c *Canvas, st doubtsState, x float32) float32 {
	unit := c.Unit
	y := c.Tall(8, 3)
	turn := func(id string, key kiosk.Key, arrow string) {
		x -= 56 * unit
		c.Touch(id, R(x, y, 56*unit, TouchMin*unit), Face{Fill: CardFill, Line: Hairline, Ink: Ink, Radius: 12 * unit, Stroke: 1}, u.pressing(key), func(in *Canvas) {
			in.Text(arrow, R(0, 0, in.W, in.H), Style{Size: 24 * unit, Bold: true, Color: Ink, Align: Centre})
		})
	}
	turn("page.down", kiosk.KeyPageDown, "↓")
	x -= 84 * unit
	page := u.say("screen.doubts.page", "page", strconv.Itoa(st.list.Page), "pages", strconv.Itoa(st.list.Pages))
	c.Text(page, R(x, y, 84*unit, TouchMin*unit), Style{Size: SizeText * unit, Bold: true, Color: Ink, Align: Centre, Floor: SizeLegend * unit})
	turn("page.up", kiosk.KeyPageUp, "↑")
	return x
}

// paintNoDoubts is what is left when the last one has settled.
func (u *UI) paintNoDoubts(c *Canvas, st doubtsState, r Rect) {
	unit := c.Unit // no mark: what became of it may have been a yes or a no
	c.Lines(u.remark(st.list.Gone), R(r.X+20*unit, r.Y, r.W-40*unit, r.H), Style{Size: 24 * unit, Bold: true, Color: Ink, Align: Centre, Floor: SizeText * unit}, 3)
}

// paintDoubt draws one payment: what it is, what the till does about it, and
// what to do. The accent is on those where somebody has something to do.
func (u *UI) paintDoubt(c *Canvas, st doubtsState, i int, r Rect) {
	unit, d := c.Unit, st.list.Rows[i]
	t := toneOf(kiosk.TonePlain)
	f := Face{Fill: CardFill, Line: Hairline, Ink: Ink, Radius: 12 * unit, Stroke: 1}
	if d.Hands {
		t = toneOf(kiosk.ToneUnsure)
	}
	if d.Chosen {
		f.Fill, f.Line, f.Stroke = Paper, Ink, 2.5*unit
	}
	c.Touch("row."+string(d.OrderNo), r, f, func() { u.act(kiosk.Picked{OrderNo: d.OrderNo}) }, func(in *Canvas) {
		two := in.H < doubtRowTwo*unit
		if !two {
			unit *= min(1, in.H/(doubtRowHigh*unit))
		}
		x := max(62*unit, min(78*unit, in.W*0.13))
		u.paintDoubtMark(in, d, t, x/2)
		w := in.W - x - 16*unit
		top, line := in.H/2-39*unit, float32(26)*unit
		if two {
			top = in.H/2 - 28*unit
		}
		at := R(x, top, w, 30*unit)
		ageStyle := Style{Size: SizeSmallText * unit, Color: Dim, Align: Right}
		age, _ := Measure(Typeset(st.ages[i]), ageStyle.Size, Regular)
		room := min(at.W*0.5, at.W-age-in.PillWidth(u.text(d.Title))-24*unit)
		used := in.Text("¥ "+d.Amount, R(at.X, at.Y, room, at.H), Style{Size: 23 * unit, Bold: true, Color: Ink, Floor: 14 * unit}) + 12*unit
		used += in.Pill(u.text(d.Title), at.X+used, at.CY(), t) + 12*unit
		in.Text(st.ages[i], R(at.Right()-age-1, at.Y, age+1, at.H), ageStyle)
		u.paintWhose(in, d, R(at.X+used, at.Y, at.W-used-age-12*unit, at.H), Style{Size: SizeSmallText * unit, Color: Dim})
		doing := Style{Size: SizeSmallText * unit, Color: Dim, Floor: 12 * unit}
		do := Style{Size: 18 * unit, Bold: d.Hands, Color: t.Ink, Floor: 12 * unit}
		under := R(x, top+29*unit, w, line)
		switch {
		case two && d.Hands:
			in.Text(u.text(d.Do), under, do)
		case two:
			in.Text(st.doings[i], under, doing)
		default:
			in.Text(st.doings[i], under, doing)
			in.Text(u.text(d.Do), R(x, top+53*unit, w, line), do)
		}
	})
}

// paintWhose draws the wallet and the order's tail; where there is no room for
// both, the tail, by which people find it.
func (u *UI) paintWhose(c *Canvas, d kiosk.AttentionItem, r Rect, st Style) {
	tail := u.say("screen.history.tail", "tail", d.Tail)
	for _, text := range []string{u.wallet(d.Wallet) + " · " + tail, tail} {
		if w, _ := Measure(Typeset(text), st.Size, Regular); w <= r.W {
			c.Text(text, r, st)
			return
		}
	}
}

// paintDoubtMark says the same by its shape.
func (u *UI) paintDoubtMark(c *Canvas, d kiosk.AttentionItem, t Tone, cx float32) {
	unit := c.Unit
	m, on := kiosk.MarkDots, Dim
	switch {
	case d.Doing.Busy:
		m, on = kiosk.MarkSpinner, Ink
	case d.Hands && d.Doing.Text.ID == "doing.nothing": // no question is left, only something to do
		c.healthMark(kiosk.HealthWarning, cx, c.H/2, 44*unit, t.Mark)
		return
	case d.Hands:
		m, on = kiosk.MarkQuestion, t.Mark
	}
	c.Mark(m, cx, c.H/2, 44*unit, on, OnInk)
}

// pillSize is the size of the word on a pill.
const pillSize = 15

// PillWidth is how wide a word is with its colour around it.
func (c *Canvas) PillWidth(word string) float32 {
	return Width(Typeset(word), Style{Size: pillSize * c.Unit, Bold: true}) + 20*c.Unit
}

// Pill draws a word on its colour, beginning at x, and returns its width.
func (c *Canvas) Pill(word string, x, cy float32, t Tone) float32 {
	unit := c.Unit
	st := Style{Size: pillSize * unit, Bold: true, Color: t.Ink, Align: Centre}
	fill := t.Fill
	if fill == CardFill {
		fill = Mix(Hairline, CardFill, 0.4)
	}
	at := R(x, cy-14*unit, c.PillWidth(word), 28*unit)
	c.Fill(at, fill, 8*unit)
	c.Text(word, at, st)
	return at.W
}

// paintHeard says below the rows what was heard last: of the chosen one, or of
// one that has left the list since.
func (u *UI) paintHeard(c *Canvas, st doubtsState, r Rect) {
	heard := st.list.Gone
	for _, d := range st.list.Rows {
		if said := d.Doing.Said; d.Chosen && !said.Text.IsZero() && !said.At.Before(heard.At) {
			heard = said
		}
	}
	words := Style{Size: SizeSmallText * c.Unit, Color: Ink, Floor: 12 * c.Unit}
	c.Text(u.cutTo(u.remark(heard), r.W/0.75, words), r, words)
}

// remark is what was heard and when.
func (u *UI) remark(st kiosk.TimelineEntry) string {
	if st.Text.IsZero() {
		return ""
	}
	return u.timeOf(st.At) + "  " + u.text(st.Text)
}

// paintDoing draws beside a card's words what the till does by itself.
func (u *UI) paintDoing(c *Canvas, text string, busy bool, r Rect, colour color.NRGBA) float32 {
	if text == "" {
		return 0
	}
	unit := c.Unit
	d := 20 * unit
	m := kiosk.MarkDots
	if busy {
		m = kiosk.MarkSpinner
	}
	c.Mark(m, r.X+d/2, r.Y+c.Tall(17, 13), d, colour, OnInk)
	return c.Paragraph(text, R(r.X+d+12*unit, r.Y, r.W-d-12*unit, r.H), Style{Size: c.Tall(SizeText, SizeSmallText), Color: colour, Floor: SizeLegend * unit}, c.Tall(34, 26))
}
