package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"facepay/kiosk"
)

// Mark draws the big shape that says a result before words do: on is the disc,
// with the shape in it in the colour in.
func (c *Canvas) Mark(m kiosk.Mark, cx, cy, d float32, on, in color.NRGBA) {
	at := func(x, y float32) fyne.Position { return fyne.NewPos(cx+x*d, cy+y*d) }
	switch m {
	case kiosk.MarkNone:
		return
	case kiosk.MarkSpinner:
		c.Spin(cx, cy, d, max(2, d*0.1), Track, on)
		return
	case kiosk.MarkScan:
		c.Brackets(cx, cy, d, on)
		return
	}
	c.Disc(cx, cy, d, on)
	switch m {
	case kiosk.MarkTick:
		c.Stroke(d*0.085, in, at(-0.2, 0.03), at(-0.055, 0.18), at(0.215, -0.165))
	case kiosk.MarkCross:
		c.Stroke(d*0.085, in, at(-0.17, -0.17), at(0.17, 0.17))
		c.Stroke(d*0.085, in, at(0.17, -0.17), at(-0.17, 0.17))
	case kiosk.MarkDots:
		for x := float32(-0.19); x < 0.2; x += 0.19 {
			c.Disc(cx+x*d, cy, d*0.1, in)
		}
	case kiosk.MarkQuestion:
		c.Text("?", R(cx-d/2, cy-d/2, d, d), Style{Size: d * 0.56, Bold: true, Color: in, Align: Centre})
	}
}

// Brackets draws the corners of a viewfinder with the scanner's line.
func (c *Canvas) Brackets(cx, cy, d float32, colour color.NRGBA) {
	w, a, b := d*0.075, d*0.4, d*0.18
	for _, x := range []float32{-1, 1} {
		for _, y := range []float32{-1, 1} {
			c.Stroke(w, colour, fyne.NewPos(cx+x*b, cy+y*a), fyne.NewPos(cx+x*a, cy+y*a), fyne.NewPos(cx+x*a, cy+y*b))
		}
	}
	c.Stroke(w, colour, fyne.NewPos(cx-d*0.24, cy), fyne.NewPos(cx+d*0.24, cy))
}

// Badge is a wallet's mark: our own shape on the wallet's colour.
type Badge string

const (
	BadgeWeChat Badge = "wechat"
	BadgeAlipay Badge = "alipay"
	BadgeMini   Badge = "mini"
	BadgeUnion  Badge = "union"
	BadgeScan   Badge = "scan"
	BadgeOther  Badge = "other"
)

var badgeFill = map[Badge]color.NRGBA{
	BadgeWeChat: wechatMark, BadgeAlipay: alipayMark, BadgeMini: miniMark,
	BadgeUnion: unionMark, BadgeScan: inkBadge, BadgeOther: inkBadge,
}

func badgeOf(w kiosk.Wallet) Badge {
	switch w {
	case kiosk.WeChat:
		return BadgeWeChat
	case kiosk.Alipay:
		return BadgeAlipay
	case kiosk.UnionPay:
		return BadgeUnion
	}
	return BadgeOther
}

// Badge draws b as a square of side d.
func (c *Canvas) Badge(b Badge, cx, cy, d float32) {
	c.Fill(R(cx-d/2, cy-d/2, d, d), badgeFill[b], d*0.25)
	white := OnInk
	at := func(x, y float32) fyne.Position { return fyne.NewPos(cx+x*d, cy+y*d) }
	switch b {
	case BadgeWeChat: // a speech bubble with a smile of two dots
		bubble := canvas.NewRectangle(white)
		bubble.CornerRadius = d * 0.2
		Place(bubble, R(cx-d*0.28, cy-d*0.24, d*0.56, d*0.4))
		c.Add(bubble)
		c.Stroke(d*0.1, white, at(-0.13, 0.1), at(-0.17, 0.24))
		c.Disc(cx-d*0.1, cy-d*0.04, d*0.075, badgeFill[b])
		c.Disc(cx+d*0.1, cy-d*0.04, d*0.075, badgeFill[b])
	case BadgeAlipay: // a coin
		c.Ring(cx, cy, d*0.6, max(1, d*0.06), white)
		c.Stroke(d*0.07, white, at(-0.1, -0.14), at(0, -0.01), at(0.1, -0.14))
		c.Stroke(d*0.07, white, at(0, -0.01), at(0, 0.16))
		c.Stroke(d*0.06, white, at(-0.09, 0.05), at(0.09, 0.05))
	case BadgeMini: // four tiles, one of them turned on
		for _, p := range []fyne.Position{at(-0.24, -0.24), at(0.03, -0.24), at(-0.24, 0.03)} {
			c.Fill(R(p.X, p.Y, d*0.21, d*0.21), white, d*0.05)
		}
		c.Disc(cx+d*0.135, cy+d*0.135, d*0.22, white)
	case BadgeUnion: // a card
		c.Fill(R(cx-d*0.28, cy-d*0.19, d*0.56, d*0.38), white, d*0.06)
		c.Fill(R(cx-d*0.28, cy-d*0.1, d*0.56, d*0.08), badgeFill[b], 0)
	case BadgeScan:
		c.Brackets(cx, cy, d*0.68, white)
	default:
		for x := float32(-0.18); x < 0.2; x += 0.18 {
			c.Disc(cx+x*d, cy, d*0.1, white)
		}
	}
}

// Backspace draws the delete key's shape.
func (c *Canvas) Backspace(cx, cy, d float32, colour color.NRGBA) {
	w := d * 0.07
	at := func(x, y float32) fyne.Position { return fyne.NewPos(cx+x*d, cy+y*d) }
	c.Stroke(w, colour, at(-0.5, 0), at(-0.22, -0.3), at(0.5, -0.3), at(0.5, 0.3), at(-0.22, 0.3), at(-0.5, 0))
	c.Stroke(w, colour, at(0, -0.12), at(0.24, 0.12))
	c.Stroke(w, colour, at(0.24, -0.12), at(0, 0.12))
}

// Phone draws a phone that shows a code, for a customer who is to show theirs.
func (c *Canvas) Phone(cx, cy, h float32, colour, ground color.NRGBA) {
	w := h * 0.52
	c.Card(R(cx-w/2, cy-h/2, w, h), ground, colour, h*0.09, max(2, h*0.035))
	c.Stroke(h*0.02, colour, fyne.NewPos(cx-w*0.1, cy-h*0.42), fyne.NewPos(cx+w*0.1, cy-h*0.42))
	bar, x := w*0.028, cx-w*0.32
	for i, n := range []float32{2, 1, 3, 1, 2, 1, 1, 3, 2} {
		if i%2 == 0 {
			c.Fill(R(x, cy-h*0.28, n*bar, h*0.16), colour, 0)
		}
		x += (n + 0.5) * bar
	}
	c.Fill(R(cx-w*0.26, cy-h*0.04, w*0.52, w*0.52), ground, 0)
	cell := w * 0.52 / 7
	for i, row := range [7]string{"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"} {
		for j, m := range row {
			if m == '#' {
				c.Fill(R(cx-w*0.26+float32(j)*cell, cy-h*0.04+float32(i)*cell, cell+0.5, cell+0.5), colour, 0)
			}
		}
	}
}
