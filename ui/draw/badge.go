package draw

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// Badge is a wallet's mark: our own shape on the wallet's colour.
type Badge string

const (
	BadgeWeChat Badge = "wechat"
	BadgeAlipay Badge = "alipay"
	BadgeMini   Badge = "mini"
	BadgeUnion  Badge = "union"
	BadgeCash   Badge = "cash"
	BadgeScan   Badge = "scan"
	BadgeOther  Badge = "other"
)

var badgeFill = map[Badge]*color.NRGBA{
	BadgeWeChat: &wechatMark, BadgeAlipay: &alipayMark, BadgeMini: &miniMark,
	BadgeUnion: &UnionMark, BadgeCash: &inkBadge, BadgeScan: &inkBadge, BadgeOther: &inkBadge,
}

// Badge draws b as a square of side d.
func (c *Canvas) Badge(b Badge, cx, cy, d float32) {
	fill := *badgeFill[b]
	c.Fill(R(cx-d/2, cy-d/2, d, d), fill, d*0.25)
	white := OnInk
	at := func(x, y float32) fyne.Position { return fyne.NewPos(cx+x*d, cy+y*d) }
	switch b {
	case BadgeWeChat: // a speech bubble with a smile of two dots
		c.Fill(R(cx-d*0.28, cy-d*0.24, d*0.56, d*0.4), white, d*0.2)
		c.stroke(d*0.1, white, at(-0.13, 0.1), at(-0.17, 0.24))
		c.Disc(cx-d*0.1, cy-d*0.04, d*0.075, fill)
		c.Disc(cx+d*0.1, cy-d*0.04, d*0.075, fill)
	case BadgeAlipay: // a coin
		c.Ring(cx, cy, d*0.6, max(1, d*0.06), white)
		c.stroke(d*0.07, white, at(-0.1, -0.14), at(0, -0.01), at(0.1, -0.14))
		c.stroke(d*0.07, white, at(0, -0.01), at(0, 0.16))
		c.stroke(d*0.06, white, at(-0.09, 0.05), at(0.09, 0.05))
	case BadgeMini: // four tiles, one of them turned on
		for _, p := range []fyne.Position{at(-0.24, -0.24), at(0.03, -0.24), at(-0.24, 0.03)} {
			c.Fill(R(p.X, p.Y, d*0.21, d*0.21), white, d*0.05)
		}
		c.Disc(cx+d*0.135, cy+d*0.135, d*0.22, white)
	case BadgeUnion: // a card
		c.Fill(R(cx-d*0.28, cy-d*0.19, d*0.56, d*0.38), white, d*0.06)
		c.Fill(R(cx-d*0.28, cy-d*0.1, d*0.56, d*0.08), fill, 0)
	case BadgeCash: // a note
		c.Fill(R(cx-d*0.3, cy-d*0.18, d*0.6, d*0.36), white, d*0.05)
		c.Disc(cx, cy, d*0.2, fill)
	case BadgeScan:
		c.Brackets(cx, cy, d*0.68, white)
	default:
		for x := float32(-0.18); x < 0.2; x += 0.18 {
			c.Disc(cx+x*d, cy, d*0.1, white)
		}
	}
}
