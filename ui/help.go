package ui

import (
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
	s.text(u.say("screen.help.version", "version", u.Version), room, style{size: sizeLegend * k, color: dim, align: right})
	// Two columns, read down, of rows high enough for a finger.
	top, pad := float32(titleRow)*k, 16*k
	rows := explained(st.practice, st.mini)
	half := (len(rows) + 1) / 2
	width := (s.w - 2*pad - cardGap*k) / 2
	row := min(68*k, (s.h-top-8*k)/float32(half))
	for i, b := range rows {
		x := pad + float32(i/half)*(width+cardGap*k)
		u.paintBinding(s, b, rect{x, top + float32(i%half)*row, width, row})
	}
}

// titleRow is how high the title of help and history is, with the way back.
const titleRow = 70

// titleButton is how wide a button beside a title is: two of them leave room for
// a remark on a low screen.
const titleButton = 144

// paintTitle draws a title with the way back at its right, and returns the room
// between them.
func (u *UI) paintTitle(s *sheet, title string, buttons []kiosk.Button) rect {
	k := s.u
	pad := 25 * k
	width := s.text(title, rect{pad, 11 * k, s.w / 2, touchMin * k}, style{size: sizeTitle * k, bold: true, color: ink})
	x := s.w - 14*k
	for _, b := range u.withBack(buttons) {
		x -= titleButton * k
		u.paintButton(s, b, rect{x, 11 * k, titleButton * k, touchMin * k}, cardFill, false)
		x -= keyGap * k
	}
	left := pad + width + cardGap*k
	return rect{left, 11 * k, x - left, touchMin * k}
}

// paintBinding draws a row of the table. A key without a place of its own on
// the other screens can be touched here.
func (u *UI) paintBinding(s *sheet, b binding, r rect) {
	k := s.u
	legend := b.legend
	if strings.HasPrefix(legend, "screen.") {
		legend = u.say(legend)
	}
	inside := func(in *sheet) {
		cap := rect{8 * k, in.h/2 - 16*k, 76 * k, 32 * k}
		in.card(cap, paper, hairline, 8*k, 1)
		if b.key == kiosk.KeyBackspace {
			in.backspace(cap.cx(), cap.cy(), 24*k, ink)
		} else {
			in.text(legend, cap, style{size: 15 * k, bold: true, color: ink, align: centre})
		}
		words := style{size: sizeSmallText * k, color: ink, floor: 13 * k}
		in.lines(u.say(b.text), rect{cap.right() + 14*k, 0, in.w - cap.right() - 20*k, in.h}, words, 3)
	}
	if !b.leaves {
		in := &sheet{part: s.part, u: s.u, w: r.w, h: r.h}
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
