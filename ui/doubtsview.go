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

func (u *UI) paintDoubts(s *sheet) {
	st, k := s.part.state.(doubtsState), s.u
	s.card(rect{0, 0, s.w, s.h}, cardFill, hairline, cardRadius*k, 1)
	pad := 16 * k
	u.paintDoubtsTitle(s, st)
	foot := u.paintButtons(s, st.panel.Buttons, rect{pad, 0, s.w - 2*pad, s.h - s.tall(15, 10)}, cardFill)
	head := s.tall(doubtHead, 54)
	room := rect{pad, head, s.w - 2*pad, foot - head - s.tall(doubtFoot, 30)}
	if len(st.list.Rows) == 0 {
		u.paintNoDoubts(s, st, room)
		return
	}
	gap := s.tall(doubtRowGap, 4)
	rows := float32(kiosk.AttentionPage)
	if s.low > 0 && st.list.Pages <= 1 { // in a low window few may be as high as they like
		rows = float32(len(st.list.Rows))
	}
	high := min(doubtRowMax*k, (room.h-(rows-1)*gap)/rows)
	for i := range st.list.Rows {
		u.paintDoubt(s, st, i, rect{room.x, room.y + float32(i)*(high+gap), room.w, high})
	}
	u.paintHeard(s, st, rect{pad + 12*k, foot - s.tall(34, 27), s.w - 2*pad - 24*k, s.tall(26, 24)})
}

// paintDoubtsTitle draws the title, how many there are, and the keys that turn
// the page.
func (u *UI) paintDoubtsTitle(s *sheet, st doubtsState) {
	k := s.u
	pad := 25 * k
	y := s.tall(8, 3)
	x := s.w - 14*k
	if st.list.Pages > 1 {
		x = u.paintPages(s, st, x)
	}
	width := s.text(u.text(st.panel.Title), rect{pad, y, min(s.w*0.6, x-pad-8*k), touchMin * k}, style{size: sizeTitle * k, bold: true, color: ink})
	count := u.say("screen.doubts.count", "n", strconv.Itoa(st.list.Total))
	words := style{size: sizeText * k, color: dim}
	if w, _ := measure(typeset(count), words.size, regular); st.list.Total > 0 && pad+width+w+28*k < x {
		s.text(count, rect{pad + width + 16*k, y + 2*k, w + 1, touchMin * k}, words)
	}
}

// paintPages draws the keys that turn the page, ending at x, and returns where
// they begin.
func (u *UI) paintPages(s *sheet, st doubtsState, x float32) float32 {
	k := s.u
	y := s.tall(8, 3)
	turn := func(id string, key kiosk.Key, arrow string) {
		x -= 56 * k
		s.touch(id, rect{x, y, 56 * k, touchMin * k}, face{cardFill, hairline, ink, 12 * k, 1}, u.pressing(key), func(in *sheet) {
			in.text(arrow, rect{0, 0, in.w, in.h}, style{size: 24 * k, bold: true, color: ink, align: centre})
		})
	}
	turn("page.down", kiosk.KeyPageDown, "↓")
	x -= 84 * k
	page := u.say("screen.doubts.page", "page", strconv.Itoa(st.list.Page), "pages", strconv.Itoa(st.list.Pages))
	s.text(page, rect{x, y, 84 * k, touchMin * k}, style{size: sizeText * k, bold: true, color: ink, align: centre, floor: sizeLegend * k})
	turn("page.up", kiosk.KeyPageUp, "↑")
	return x
}

// paintNoDoubts is what is left when the last one has settled.
func (u *UI) paintNoDoubts(s *sheet, st doubtsState, r rect) {
	k := s.u // no mark: what became of it may have been a yes or a no
	s.lines(u.remark(st.list.Gone), rect{r.x + 20*k, r.y, r.w - 40*k, r.h}, style{size: 24 * k, bold: true, color: ink, align: centre, floor: sizeText * k}, 3)
}

// paintDoubt draws one payment: what it is, what the till does about it, and
// what to do. The accent is on those where somebody has something to do.
func (u *UI) paintDoubt(s *sheet, st doubtsState, i int, r rect) {
	k, d := s.u, st.list.Rows[i]
	t := toneOf(kiosk.TonePlain)
	f := face{cardFill, hairline, ink, 12 * k, 1}
	if d.Hands {
		t = toneOf(kiosk.ToneUnsure)
	}
	if d.Chosen {
		f.fill, f.line, f.stroke = paper, ink, 2.5*k
	}
	s.touch("row."+string(d.OrderNo), r, f, func() { u.act(kiosk.Picked{OrderNo: d.OrderNo}) }, func(in *sheet) {
		two := in.h < doubtRowTwo*k
		if !two {
			k *= min(1, in.h/(doubtRowHigh*k))
		}
		x := max(62*k, min(78*k, in.w*0.13))
		u.paintDoubtMark(in, d, t, x/2)
		w := in.w - x - 16*k
		top, line := in.h/2-39*k, float32(26)*k
		if two {
			top = in.h/2 - 28*k
		}
		at := rect{x, top, w, 30 * k}
		ageStyle := style{size: sizeSmallText * k, color: dim, align: right}
		age, _ := measure(typeset(st.ages[i]), ageStyle.size, regular)
		room := min(at.w*0.5, at.w-age-in.pillWidth(u.text(d.Title))-24*k)
		used := in.text("¥ "+d.Amount, rect{at.x, at.y, room, at.h}, style{size: 23 * k, bold: true, color: ink, floor: 14 * k}) + 12*k
		used += in.pill(u.text(d.Title), at.x+used, at.cy(), t) + 12*k
		in.text(st.ages[i], rect{at.right() - age - 1, at.y, age + 1, at.h}, ageStyle)
		u.paintWhose(in, d, rect{at.x + used, at.y, at.w - used - age - 12*k, at.h}, style{size: sizeSmallText * k, color: dim})
		doing := style{size: sizeSmallText * k, color: dim, floor: 12 * k}
		do := style{size: 18 * k, bold: d.Hands, color: t.ink, floor: 12 * k}
		under := rect{x, top + 29*k, w, line}
		switch {
		case two && d.Hands:
			in.text(u.text(d.Do), under, do)
		case two:
			in.text(st.doings[i], under, doing)
		default:
			in.text(st.doings[i], under, doing)
			in.text(u.text(d.Do), rect{x, top + 53*k, w, line}, do)
		}
	})
}

// paintWhose draws the wallet and the order's tail; where there is no room for
// both, the tail, by which people find it.
func (u *UI) paintWhose(s *sheet, d kiosk.AttentionItem, r rect, st style) {
	tail := u.say("screen.history.tail", "tail", d.Tail)
	for _, text := range []string{u.wallet(d.Wallet) + " · " + tail, tail} {
		if w, _ := measure(typeset(text), st.size, regular); w <= r.w {
			s.text(text, r, st)
			return
		}
	}
}

// paintDoubtMark says the same by its shape.
func (u *UI) paintDoubtMark(s *sheet, d kiosk.AttentionItem, t tone, cx float32) {
	k := s.u
	m, on := kiosk.MarkDots, dim
	switch {
	case d.Doing.Busy:
		m, on = kiosk.MarkSpinner, ink
	case d.Hands && d.Doing.Text.ID == "doing.nothing": // no question is left, only something to do
		s.healthMark(kiosk.HealthWarning, cx, s.h/2, 44*k, t.mark)
		return
	case d.Hands:
		m, on = kiosk.MarkQuestion, t.mark
	}
	s.mark(m, cx, s.h/2, 44*k, on, onInk)
}

// pillSize is the size of the word on a pill.
const pillSize = 15

// pillWidth is how wide a word is with its colour around it.
func (s *sheet) pillWidth(word string) float32 {
	return width(typeset(word), style{size: pillSize * s.u, bold: true}) + 20*s.u
}

// pill draws a word on its colour, beginning at x, and returns its width.
func (s *sheet) pill(word string, x, cy float32, t tone) float32 {
	k := s.u
	st := style{size: pillSize * k, bold: true, color: t.ink, align: centre}
	fill := t.fill
	if fill == cardFill {
		fill = mix(hairline, cardFill, 0.4)
	}
	at := rect{x, cy - 14*k, s.pillWidth(word), 28 * k}
	s.fill(at, fill, 8*k)
	s.text(word, at, st)
	return at.w
}

// paintHeard says below the rows what was heard last: of the chosen one, or of
// one that has left the list since.
func (u *UI) paintHeard(s *sheet, st doubtsState, r rect) {
	heard := st.list.Gone
	for _, d := range st.list.Rows {
		if said := d.Doing.Said; d.Chosen && !said.Text.IsZero() && !said.At.Before(heard.At) {
			heard = said
		}
	}
	words := style{size: sizeSmallText * s.u, color: ink, floor: 12 * s.u}
	s.text(u.cutTo(u.remark(heard), r.w/0.75, words), r, words)
}

// remark is what was heard and when.
func (u *UI) remark(st kiosk.TimelineEntry) string {
	if st.Text.IsZero() {
		return ""
	}
	return u.timeOf(st.At) + "  " + u.text(st.Text)
}

// paintDoing draws beside a card's words what the till does by itself.
func (u *UI) paintDoing(s *sheet, text string, busy bool, r rect, c color.NRGBA) float32 {
	if text == "" {
		return 0
	}
	k := s.u
	d := 20 * k
	m := kiosk.MarkDots
	if busy {
		m = kiosk.MarkSpinner
	}
	s.mark(m, r.x+d/2, r.y+s.tall(17, 13), d, c, onInk)
	return s.paragraph(text, rect{r.x + d + 12*k, r.y, r.w - d - 12*k, r.h}, style{size: s.tall(sizeText, sizeSmallText), color: c, floor: sizeLegend * k}, s.tall(34, 26))
}
