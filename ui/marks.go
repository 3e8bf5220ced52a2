package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"facepay/kiosk"
)

// mark draws the big shape that says a result before words do: on is the disc,
// with the shape in it in the colour in.
func (s *sheet) mark(m kiosk.Mark, cx, cy, d float32, on, in color.NRGBA) {
	at := func(x, y float32) fyne.Position { return fyne.NewPos(cx+x*d, cy+y*d) }
	switch m {
	case kiosk.MarkNone:
		return
	case kiosk.MarkSpinner:
		s.spin(cx, cy, d, max(2, d*0.1), track, on)
		return
	case kiosk.MarkScan:
		s.brackets(cx, cy, d, on)
		return
	}
	s.disc(cx, cy, d, on)
	switch m {
	case kiosk.MarkTick:
		s.stroke(d*0.085, in, at(-0.2, 0.03), at(-0.055, 0.18), at(0.215, -0.165))
	case kiosk.MarkCross:
		s.stroke(d*0.085, in, at(-0.17, -0.17), at(0.17, 0.17))
		s.stroke(d*0.085, in, at(0.17, -0.17), at(-0.17, 0.17))
	case kiosk.MarkDots:
		for x := float32(-0.19); x < 0.2; x += 0.19 {
			s.disc(cx+x*d, cy, d*0.1, in)
		}
	case kiosk.MarkQuestion:
		s.text("?", rect{cx - d/2, cy - d/2, d, d}, style{size: d * 0.56, bold: true, color: in, align: centre})
	}
}

// brackets draws the corners of a viewfinder with the scanner's line.
func (s *sheet) brackets(cx, cy, d float32, c color.NRGBA) {
	w, a, b := d*0.075, d*0.4, d*0.18
	for _, x := range []float32{-1, 1} {
		for _, y := range []float32{-1, 1} {
			s.stroke(w, c, fyne.NewPos(cx+x*b, cy+y*a), fyne.NewPos(cx+x*a, cy+y*a), fyne.NewPos(cx+x*a, cy+y*b))
		}
	}
	s.stroke(w, c, fyne.NewPos(cx-d*0.24, cy), fyne.NewPos(cx+d*0.24, cy))
}

// badge is a wallet's mark: our own shape on the wallet's colour.
type badge string

const (
	badgeWeChat badge = "wechat"
	badgeAlipay badge = "alipay"
	badgeMini   badge = "mini"
	badgeUnion  badge = "union"
	badgeScan   badge = "scan"
	badgeOther  badge = "other"
)

var badgeFill = map[badge]color.NRGBA{
	badgeWeChat: wechatMark, badgeAlipay: alipayMark, badgeMini: miniMark,
	badgeUnion: unionMark, badgeScan: inkBadge, badgeOther: inkBadge,
}

func badgeOf(w kiosk.Wallet) badge {
	switch w {
	case kiosk.WeChat:
		return badgeWeChat
	case kiosk.Alipay:
		return badgeAlipay
	case kiosk.UnionPay:
		return badgeUnion
	}
	return badgeOther
}

// badge draws b as a square of side d.
func (s *sheet) badge(b badge, cx, cy, d float32) {
	s.fill(rect{cx - d/2, cy - d/2, d, d}, badgeFill[b], d*0.25)
	white := onInk
	at := func(x, y float32) fyne.Position { return fyne.NewPos(cx+x*d, cy+y*d) }
	switch b {
	case badgeWeChat: // a speech bubble with a smile of two dots
		bubble := canvas.NewRectangle(white)
		bubble.CornerRadius = d * 0.2
		place(bubble, rect{cx - d*0.28, cy - d*0.24, d * 0.56, d * 0.4})
		s.add(bubble)
		s.stroke(d*0.1, white, at(-0.13, 0.1), at(-0.17, 0.24))
		s.disc(cx-d*0.1, cy-d*0.04, d*0.075, badgeFill[b])
		s.disc(cx+d*0.1, cy-d*0.04, d*0.075, badgeFill[b])
	case badgeAlipay: // a coin
		s.ring(cx, cy, d*0.6, max(1, d*0.06), white)
		s.stroke(d*0.07, white, at(-0.1, -0.14), at(0, -0.01), at(0.1, -0.14))
		s.stroke(d*0.07, white, at(0, -0.01), at(0, 0.16))
		s.stroke(d*0.06, white, at(-0.09, 0.05), at(0.09, 0.05))
	case badgeMini: // four tiles, one of them turned on
		for _, p := range []fyne.Position{at(-0.24, -0.24), at(0.03, -0.24), at(-0.24, 0.03)} {
			s.fill(rect{p.X, p.Y, d * 0.21, d * 0.21}, white, d*0.05)
		}
		s.disc(cx+d*0.135, cy+d*0.135, d*0.22, white)
	case badgeUnion: // a card
		s.fill(rect{cx - d*0.28, cy - d*0.19, d * 0.56, d * 0.38}, white, d*0.06)
		s.fill(rect{cx - d*0.28, cy - d*0.1, d * 0.56, d * 0.08}, badgeFill[b], 0)
	case badgeScan:
		s.brackets(cx, cy, d*0.68, white)
	default:
		for x := float32(-0.18); x < 0.2; x += 0.18 {
			s.disc(cx+x*d, cy, d*0.1, white)
		}
	}
}

// backspace draws the delete key's shape.
func (s *sheet) backspace(cx, cy, d float32, c color.NRGBA) {
	w := d * 0.07
	at := func(x, y float32) fyne.Position { return fyne.NewPos(cx+x*d, cy+y*d) }
	s.stroke(w, c, at(-0.5, 0), at(-0.22, -0.3), at(0.5, -0.3), at(0.5, 0.3), at(-0.22, 0.3), at(-0.5, 0))
	s.stroke(w, c, at(0, -0.12), at(0.24, 0.12))
	s.stroke(w, c, at(0.24, -0.12), at(0, 0.12))
}

// phone draws a phone that shows a code, for a customer who is to show theirs.
func (s *sheet) phone(cx, cy, h float32, c, ground color.NRGBA) {
	w := h * 0.52
	s.card(rect{cx - w/2, cy - h/2, w, h}, ground, c, h*0.09, max(2, h*0.035))
	s.stroke(h*0.02, c, fyne.NewPos(cx-w*0.1, cy-h*0.42), fyne.NewPos(cx+w*0.1, cy-h*0.42))
	bar, x := w*0.028, cx-w*0.32
	for i, n := range []float32{2, 1, 3, 1, 2, 1, 1, 3, 2} {
		if i%2 == 0 {
			s.fill(rect{x, cy - h*0.28, n * bar, h * 0.16}, c, 0)
		}
		x += (n + 0.5) * bar
	}
	s.fill(rect{cx - w*0.26, cy - h*0.04, w * 0.52, w * 0.52}, ground, 0)
	cell := w * 0.52 / 7
	for i, row := range [7]string{"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"} {
		for j, m := range row {
			if m == '#' {
				s.fill(rect{cx - w*0.26 + float32(j)*cell, cy - h*0.04 + float32(i)*cell, cell + 0.5, cell + 0.5}, c, 0)
			}
		}
	}
}
