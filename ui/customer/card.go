package customer

import (
	"math"

	"facepay/kiosk"
	"facepay/ui/draw"
)

const (
	walletHead     = 84
	qrSize         = 372
	sizeCardAmount = 68
)

// paintStageCard shows an open sale: the wallet, the amount, what to do.
func (s stage) paintStageCard(c *draw.Canvas, st stageState) {
	unit := c.Unit
	c.Fill(draw.R(0, 0, c.W, c.H), draw.StageFill, 0)
	r := stageRoom(c, st)
	edge, head := sideEdge(c), c.Tall(walletHead, 60)
	card := draw.R(edge, edge, r.W-2*edge, r.H-2*edge)
	if len(st.buttons) > 0 {
		card.H += 8 * unit // the buttons' own gap is enough
	}
	radius := 26 * unit
	c.Fill(card, draw.CardFill, radius)
	if card.W > card.H*1.3 {
		s.paintCardWide(c, st.stage, card)
		return
	}
	body := card
	if t, mark, word, ok := s.stageHead(st.stage); ok {
		c.Head(draw.R(card.X, card.Y, card.W, head), t.Fill, radius)
		c.Badge(mark, card.X+48*unit, card.Y+head/2, 40*unit)
		c.Text(word, draw.R(card.X+82*unit, card.Y, card.W-100*unit, head), draw.Style{Size: 26 * unit, Bold: true, Color: t.Ink})
		body.Y, body.H = body.Y+head, body.H-head
	}
	s.paintCardTall(c, st.stage, body)
}

// paintCardTall stacks amount, shape and words.
func (s stage) paintCardTall(c *draw.Canvas, st kiosk.CustomerScreen, r draw.Rect) {
	if len(st.Guide) > 0 {
		s.paintGuidedTall(c, st, r)
		return
	}
	unit := c.Unit
	pad := c.Tall(20, 12)
	detail := detailStyle(unit)
	detail.Align = draw.Centre
	amountH, titleH := c.Tall(96, 70), c.Tall(46, 38)
	detailH := detailHigh(c, s.Text(st.Detail), r.W-2*pad)
	shape := s.shapeSize(c, st, r.W-2*pad)
	words := titleH + detailH
	spare, least := r.H-amountH-shape-words, c.Tall(16, 9)*4
	if spare < least { // a low stage: the shape gives way, never the amount
		shape, spare = max(shape+spare-least, 80*unit), least
	}
	gap := spare / 4
	y := r.Y + gap
	c.Amount(st.Amount, draw.R(r.X+pad, y, r.W-2*pad, amountH), draw.Style{Size: c.Tall(sizeCardAmount, 58), Align: draw.Centre, Color: draw.Ink}, c.Tall(40, 34))
	y += amountH + gap
	s.paintShape(c, st, draw.R(r.CX()-shape/2, y, shape, shape))
	y += shape + gap
	c.Lines(s.Text(st.Title), draw.R(r.X+pad, y-10*unit, r.W-2*pad, titleH+10*unit), draw.Style{Size: 26 * unit, Bold: true, Color: draw.Ink, Align: draw.Centre, Floor: 17 * unit}, 2)
	c.Lines(s.Text(st.Detail), draw.R(r.X+pad, y+titleH, r.W-2*pad, detailH), detail, 2)
}

func detailStyle(unit float32) draw.Style {
	return draw.Style{Size: draw.SizeText * unit, Color: draw.Dim, Floor: draw.SizeLegend * unit}
}

// detailHigh is the height of a detail: that of one line, or of two where one would be
// too small to be read across the counter.
func detailHigh(c *draw.Canvas, text string, width float32) float32 {
	st := detailStyle(c.Unit)
	st.Floor = draw.SizeSmallText * c.Unit
	if _, w := draw.Shrink(draw.Typeset(text), width, st); w > width {
		return c.Tall(54, 46)
	}
	return c.Tall(38, 30)
}

// A card on a stage that lies grows up to wideGrowth, in units of width that
// keep wideLeast for words and shape.
const (
	wideGrowth = 1.7
	wideLeast  = 780
)

// paintCardWide puts the words beside the shape, on a stage that lies.
func (s stage) paintCardWide(c *draw.Canvas, st kiosk.CustomerScreen, r draw.Rect) {
	// A monitor of the customer's own has room to draw all of it larger.
	before := c.Unit
	defer func() { c.Unit = before }()
	c.Unit *= max(1, min(wideGrowth, r.H/((qrSize+64)*before), r.W/(wideLeast*before)))
	unit := c.Unit
	pad := min(32*unit, r.W*0.04)
	shape := min(s.shapeSize(c, st, r.W*0.5), r.H-2*c.Tall(16, 8))
	side := max(shape, c.Tall(240, 200))
	s.paintShape(c, st, draw.R(r.Right()-pad-side/2-shape/2, r.CY()-shape/2, shape, shape))
	room := draw.R(r.X+pad, r.Y, r.W-side-3*pad, r.H)
	y := r.CY() - 120*unit
	if len(st.Guide) > 0 { // there is more to say below
		y = max(r.Y+16*unit, r.CY()-(152*unit+s.guidedHigh(c, st, draw.R(0, 0, room.W, r.H-184*unit)))/2)
	}
	if t, mark, word, ok := s.stageHead(st); ok {
		c.Badge(mark, room.X+20*unit, y+20*unit, 40*unit)
		c.Text(word, draw.R(room.X+54*unit, y, room.W-54*unit, 40*unit), draw.Style{Size: 26 * unit, Bold: true, Color: t.Ink})
	}
	c.Amount(st.Amount, draw.R(room.X, y+56*unit, room.W, 96*unit), draw.Style{Size: sizeCardAmount * unit, Color: draw.Ink}, 40*unit)
	if len(st.Guide) > 0 {
		s.paintGuidedWords(c, st, draw.R(room.X, y+152*unit, room.W, r.Bottom()-y-164*unit))
		return
	}
	title := draw.Style{Size: 26 * unit, Bold: true, Color: draw.Ink, Floor: 15 * unit}
	below := y + 210*unit
	if draw.LineCount(s.Text(st.Title), room.W, title) > 1 {
		below += 10 * unit
	}
	c.Lines(s.Text(st.Title), draw.R(room.X, y+150*unit, room.W, 64*unit), title, 3)
	c.Lines(s.Text(st.Detail), draw.R(room.X, below, room.W, detailHigh(c, s.Text(st.Detail), room.W)), detailStyle(unit), 2)
}

// shapeSize is the preferred size of a stage's shape, such as its QR.
func (s stage) shapeSize(c *draw.Canvas, st kiosk.CustomerScreen, room float32) float32 {
	switch st.Kind {
	case kiosk.CustomerQR:
		return float32(math.Floor(float64(min(qrSize*c.Unit, room))))
	case kiosk.CustomerShowCode:
		return 220 * c.Unit
	}
	return 120 * c.Unit
}

// paintShape draws the QR, the phone to be shown, or what waits.
func (s stage) paintShape(c *draw.Canvas, st kiosk.CustomerScreen, r draw.Rect) {
	switch st.Kind {
	case kiosk.CustomerQR:
		// On whole pixels: a QR between two pixels would blur at its edges.
		r.X, r.Y = draw.Round(r.X), draw.Round(r.Y)
		c.QR(st.QR, r)
	case kiosk.CustomerShowCode:
		c.Brackets(r.CX(), r.CY(), r.W*1.1, draw.Track)
		c.Phone(r.CX(), r.CY(), r.H*0.72, draw.Ink, draw.CardFill)
	default:
		c.Spin(r.CX(), r.CY(), r.W, r.W*0.1, draw.Track, draw.Ink)
	}
}

// stageHead is the heading of an open sale: the wallet, or the shop's
// mini-program, whose customer has not chosen one yet.
func (s stage) stageHead(st kiosk.CustomerScreen) (t *draw.Tone, mark draw.Badge, word string, ok bool) {
	if st.Tone == kiosk.ToneMini {
		return &draw.Mini, draw.BadgeMini, s.Tr("screen.stage.mini"), true
	}
	l, ok := walletLooks[st.Wallet]
	return l.tone, l.badge, s.Tr("screen.stage." + string(st.Wallet)), ok
}

// walletLooks are the wallets' colours and badges.
var walletLooks = map[kiosk.Wallet]struct {
	tone  *draw.Tone
	badge draw.Badge
}{
	kiosk.WeChat: {&draw.WeChat, draw.BadgeWeChat}, kiosk.Alipay: {&draw.Alipay, draw.BadgeAlipay}, kiosk.UnionPay: {&draw.Plain, draw.BadgeUnion},
	kiosk.Cash: {&draw.Plain, draw.BadgeCash},
}
