package ui

import (
	"slices"
	"strings"

	"facepay/kiosk"
)

// helpState is the table of keys.
type helpState struct {
	buttons  []kiosk.Button
	practice bool
	mini     bool // there is a mini-program to pay by
}

func (u *UI) paintHelp(s *sheet) {
	st, k := s.part.state.(helpState), s.u
	s.card(rect{0, 0, s.w, s.h}, cardFill, hairline, cardRadius*k, 1)
	room := u.paintTitle(s, u.say("screen.help.title"), st.buttons)
	made := style{size: sizeLegend * k, color: dim, align: right}
	if text := u.say("screen.help.version", "version", u.Version); width(text, made) <= room.w { // a narrow window has no room for it
		s.text(text, room, made)
	}
	pad := s.tall(16, 8)
	u.paintBindings(s, explained(st.practice, st.mini), rect{pad, s.titleRow(), s.w - 2*pad, s.h - s.titleRow() - s.tall(8, 4)})
}

// Measures of the table of keys, in units.
const (
	bindingHigh  = 68 // at most
	bindingLow   = 30 // at least, where nothing is touched
	bindingSize  = sizeSmallText
	bindingLeast = 13
	bindingLead  = 1.3 // of the size of the words
	capWide      = 76
	capLow       = 64
)

// paintBindings draws the table in two columns, read down. Words become smaller
// where there is little room; what explains itself is left out at last.
func (u *UI) paintBindings(s *sheet, rows []binding, r rect) {
	k := s.u
	width := (r.w - cardGap*k) / 2
	for {
		for size := float32(bindingSize); size >= bindingLeast; size-- {
			words := style{size: size * k, color: ink}
			high, half := u.bindingHeights(s, rows, width, words)
			left, right := sum(high[:half]), sum(high[half:])
			if max(left, right) > r.h+0.5 {
				continue
			}
			u.paintColumn(s, rows[:half], high[:half], min(bindingHigh*k, r.h/float32(half)), rect{r.x, r.y, width, r.h}, words)
			u.paintColumn(s, rows[half:], high[half:], min(bindingHigh*k, r.h/float32(half)), rect{r.right() - width, r.y, width, r.h}, words)
			return
		}
		fewer := slices.DeleteFunc(slices.Clone(rows), binding.plain)
		if len(fewer) == len(rows) {
			s.part.overflow("keys", 0, r.h)
			return
		}
		rows = fewer
	}
}

// plain reports whether a key explains itself.
func (b binding) plain() bool {
	return b.text == "screen.key.digits" || b.key == kiosk.KeyBackspace || b.key == kiosk.KeyF12
}

func sum(all []float32) (total float32) {
	for _, v := range all {
		total += v
	}
	return total
}

// bindingHeights are what the rows need, and how many stand in the first column.
func (u *UI) bindingHeights(s *sheet, rows []binding, width float32, words style) (high []float32, half int) {
	k := s.u
	for _, b := range rows {
		least := float32(bindingLow) * k
		if b.leaves {
			least = touchMin * k
		}
		lines := lineCount(u.say(b.text), width-s.bindingInset(), words)
		high = append(high, max(least, (float32(lines)*max(words.size, readable)*bindingLead)+4*k))
	}
	half = (len(rows) + 1) / 2
	for half > 1 && sum(high[:half-1]) >= sum(high[half-1:]) {
		half--
	}
	for half < len(rows) && sum(high[half:]) > sum(high[:half+1]) {
		half++
	}
	return high, half
}

// bindingInset is what a row's key takes of its width.
func (s *sheet) bindingInset() float32 { return 28*s.u + s.tall(capWide, capLow) }

// paintColumn draws rows below each other, each as high as it needs and the same
// where there is room.
func (u *UI) paintColumn(s *sheet, rows []binding, high []float32, wanted float32, r rect, words style) {
	for ; ; wanted -= s.u { // as high as all of them can be
		spare := r.h
		for _, h := range high {
			spare -= max(h, wanted)
		}
		if spare >= 0 || wanted <= 0 {
			break
		}
	}
	y := r.y
	for i, b := range rows {
		h := max(high[i], wanted)
		u.paintBinding(s, b, rect{r.x, y, r.w, h}, words)
		y += h
	}
}

// titleRow is how high the title of help, check and history is, with the way back.
func (s *sheet) titleRow() float32 { return s.tall(70, 58) }

// titleButton is how wide a button beside a title is, in units: two of them leave
// room for a remark on a low screen. It takes no more than titleShare of a row.
const (
	titleButton = 144
	titleShare  = 0.23
)

// paintTitle draws a title with the way back at its right, and returns the room
// between them.
func (u *UI) paintTitle(s *sheet, title string, buttons []kiosk.Button) rect {
	k := s.u
	pad, y := 25*k, s.tall(11, 5)
	width := s.text(title, rect{pad, y, s.w / 2, touchMin * k}, style{size: sizeTitle * k, bold: true, color: ink})
	x, wide := s.w-14*k, min(titleButton*k, titleShare*s.w)
	for _, b := range u.withBack(buttons) {
		x -= wide
		u.paintButton(s, b, rect{x, y, wide, touchMin * k}, cardFill, u.meetsLegend(b, wide, k))
		x -= keyGap * k
	}
	left := pad + width + cardGap*k
	return rect{left, y, x - left, touchMin * k}
}

// paintBinding draws a row of the table. A key without a place of its own on
// the other screens can be touched here.
func (u *UI) paintBinding(s *sheet, b binding, r rect, words style) {
	k := s.u
	legend := b.legend
	if strings.HasPrefix(legend, "screen.") {
		legend = u.say(legend)
	}
	inside := func(in *sheet) {
		high := min(32*k, in.h-4*k)
		cap := rect{8 * k, (in.h - high) / 2, in.tall(capWide, capLow), high}
		in.card(cap, paper, hairline, 8*k, 1)
		if b.key == kiosk.KeyBackspace {
			in.backspace(cap.cx(), cap.cy(), 24*k, ink)
		} else {
			in.text(legend, cap, style{size: 15 * k, bold: true, color: ink, align: centre})
		}
		leading := max(words.size, readable) * bindingLead
		room := in.w - in.bindingInset()
		block := float32(lineCount(u.say(b.text), room, words)) * leading
		in.paragraph(u.say(b.text), rect{cap.right() + 14*k, (in.h - block) / 2, room, block}, words, leading)
	}
	if !b.leaves {
		in := &sheet{part: s.part, scale: s.scale, w: r.w, h: r.h}
		inside(in)
		for _, o := range in.objs {
			o.Move(o.Position().AddXY(r.x, r.y))
			s.add(o)
		}
		return
	}
	framed := func(in *sheet) {
		in.card(rect{0, 0, in.w, in.h}.inset(2*k), cardFill, hairline, 12*k, 1)
		inside(in)
	}
	s.touch("help."+b.legend, r, face{fill: cardFill, ink: ink, radius: 12 * k}, func() {
		u.act(kiosk.Tapped{Action: kiosk.ActionBack})
		u.post(kiosk.Pressed{Key: b.key})
	}, framed)
}

// withBack is buttons, or a way back when the View names none.
func (u *UI) withBack(buttons []kiosk.Button) []kiosk.Button {
	if len(buttons) > 0 {
		return buttons
	}
	return []kiosk.Button{{Action: kiosk.ActionBack, Key: kiosk.KeyEsc, Label: kiosk.T("screen.back")}}
}
