package ui

import (
	"image/color"
	"math"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"facepay/kiosk"
)

// stageState is the customer's side.
type stageState struct {
	stage   kiosk.CustomerScreen
	buttons []kiosk.Button // practice, when the stage is in the cashier's window
	picture bool           // an advert lies below
}

// stage is a place for the customer's side: half of the cashier's window, or a
// window of its own. What it draws stays with one window, whose graphics keep it.
type stage struct {
	part    *Region
	strip   *Region // above it, in a window of its own
	adverts *adverts
	root    *fyne.Container // of its own window, nil in the cashier's
}

func (u *UI) newStage() stage {
	return stage{
		part:    newPart("stage", &u.presses, u.paintStage),
		strip:   newPart("customer strip", &u.presses, u.paintStrip),
		adverts: newAdverts(u.AdvertInterval, u.ReducedMotion, u.later, u.draw),
	}
}

// hide shows nothing there.
func (st *stage) hide() {
	st.part.show(nil, Rect{}, Scale{})
	st.strip.show(nil, Rect{}, Scale{})
	st.adverts.set(nil, Rect{}, 1)
}

func (u *UI) paintStage(c *Canvas) {
	st, unit := c.region.state.(stageState), c.Unit
	guides := len(st.stage.Guide) > 0
	switch st.stage.Kind {
	case kiosk.CustomerAdverts, "":
		u.paintAdvert(c, st)
	case kiosk.CustomerPaid:
		u.paintResult(c, st, StagePaid, kiosk.MarkTick, toneOf(kiosk.TonePaid).Mark)
	case kiosk.CustomerUnsure:
		u.paintOutcome(c, st, guides, StageUnsure, kiosk.MarkDots, toneOf(kiosk.ToneUnsure).Mark)
	case kiosk.CustomerFailed:
		u.paintOutcome(c, st, guides, StageFailed, kiosk.MarkCross, toneOf(kiosk.ToneFailed).Mark)
	case kiosk.CustomerAskHelp:
		u.paintOutcome(c, st, guides, StageUnsure, kiosk.MarkQuestion, toneOf(kiosk.ToneUnsure).Mark)
	case kiosk.CustomerAmount:
		u.paintStageAmount(c, st)
	default:
		u.paintStageCard(c, st)
	}
	if len(st.buttons) > 0 {
		r := R(c.stageEdge(), c.H-c.practiceRow(), c.W-2*c.stageEdge(), TouchMin*unit)
		u.paintPractice(c, st.buttons, r, StageButton, StageInk, Mix(StageButton, StageInk, 0.25))
	}
}

// stageEdge is the room around what stands on the stage.
func (c *Canvas) stageEdge() float32 { return c.Tall(28, 16) }

// stripRow is how high the shop's strip below an advert is.
func (scale Scale) stripRow() float32 { return scale.Tall(71, 54) }

// practiceRow is what the practice buttons take from a stage's foot.
func (scale Scale) practiceRow() float32 { return scale.Tall(TouchMin+10, TouchMin+8) }

// advert is where a picture stands: above the shop's strip.
func (p *places) advert(st stageState) Rect {
	r := p.stage
	r.H -= Round(p.stageK.stripRow())
	if len(st.buttons) > 0 {
		r.H -= p.stageK.practiceRow()
	}
	return r
}

// stageRoom is what the practice buttons leave of the stage.
func stageRoom(c *Canvas, st stageState) Rect {
	h := c.H
	if len(st.buttons) > 0 {
		h -= c.practiceRow()
	}
	return R(0, 0, c.W, h)
}

// paintStageAmount shows the amount while it is typed.
func (u *UI) paintStageAmount(c *Canvas, st stageState) {
	unit := c.Unit
	c.Fill(R(0, 0, c.W, c.H), StageFill, 0)
	r := stageRoom(c, st)
	y, pad := r.CY(), c.stageEdge()
	c.Lines(u.text(st.stage.Title), R(pad, y-116*unit, c.W-2*pad, 68*unit), Style{Size: 30 * unit, Color: StageInk, Align: Centre, Floor: 18 * unit}, 2)
	c.stageAmount(st.stage.Amount, R(pad, y-50*unit, c.W-2*pad, 116*unit), sizeStageAmount*unit)
	c.Lines(u.text(st.stage.Detail), R(pad, y+64*unit, c.W-2*pad, 64*unit), Style{Size: 24 * unit, Color: StageSoft, Align: Centre, Floor: 15 * unit}, 2)
}

// stageAmount draws an amount for the customer, the sign as large as the digits.
func (c *Canvas) stageAmount(yuan string, r Rect, size float32) {
	c.Text("¥ "+yuan, r, Style{Size: size, Bold: true, Color: StageInk, Align: Centre, Floor: size * 0.4})
}

// paintOutcome shows what is not a success, with the words that guide the
// customer where there are any.
func (u *UI) paintOutcome(c *Canvas, st stageState, guides bool, ground color.NRGBA, m kiosk.Mark, on color.NRGBA) {
	if guides {
		u.paintGuide(c, st, ground, m, on)
		return
	}
	u.paintResult(c, st, ground, m, on)
}

// paintResult shows a result that is seen across the counter: shape, words,
// amount, words.
func (u *UI) paintResult(c *Canvas, st stageState, ground color.NRGBA, m kiosk.Mark, on color.NRGBA) {
	unit := c.Unit
	c.Fill(R(0, 0, c.W, c.H), ground, 0)
	r, pad := stageRoom(c, st), c.stageEdge()
	detail := u.text(st.stage.Detail)
	const markH, titleH, amountH, detailH = markSize + 22, 50, 128, 46
	height := float32(markH+titleH+detailH) * unit
	if st.stage.Amount != "" {
		height += amountH * unit
	}
	f := min(1, (r.H-20*unit)/height) * unit // a low stage shrinks all of it
	y := r.Y + (r.H-height*f/unit)/2
	c.Mark(m, r.CX(), y+markSize/2*f, markSize*f, StageInk, on)
	y += markH * f
	c.Text(u.text(st.stage.Title), R(pad, y, c.W-2*pad, titleH*f), Style{Size: 30 * f, Bold: true, Color: StageInk, Align: Centre, Floor: 17 * f})
	y += titleH * f
	if st.stage.Amount != "" {
		c.stageAmount(st.stage.Amount, R(pad, y, c.W-2*pad, amountH*f), sizeStageAmount*f)
		y += amountH * f
	}
	size := float32(20)
	if st.stage.Kind == kiosk.CustomerUnsure {
		size = 26 // what must not be missed
	}
	c.Lines(detail, R(pad, y, c.W-2*pad, (detailH+16)*f), Style{Size: size * f, Bold: size > 20, Color: Mix(ground, StageInk, 0.92), Align: Centre, Floor: 14 * f}, 2)
}

// paintStageCard shows an open sale: the wallet, the amount, what to do.
func (u *UI) paintStageCard(c *Canvas, st stageState) {
	unit := c.Unit
	c.Fill(R(0, 0, c.W, c.H), StageFill, 0)
	r := stageRoom(c, st)
	edge, head := c.stageEdge(), c.Tall(walletHead, 60)
	card := R(edge, edge, r.W-2*edge, r.H-2*edge)
	if len(st.buttons) > 0 {
		card.H += 8 * unit // the buttons' own gap is enough
	}
	radius := 26 * unit
	c.Fill(card, CardFill, radius)
	if card.W > card.H*1.3 {
		u.paintCardWide(c, st.stage, card)
		return
	}
	body := card
	if t, mark, word, ok := u.stageHead(st.stage); ok {
		c.cardHead(R(card.X, card.Y, card.W, head), t.Fill, radius)
		c.Badge(mark, card.X+48*unit, card.Y+head/2, 40*unit)
		c.Text(word, R(card.X+82*unit, card.Y, card.W-100*unit, head), Style{Size: 26 * unit, Bold: true, Color: t.Ink})
		body.Y, body.H = body.Y+head, body.H-head
	}
	u.paintCardTall(c, st.stage, body)
}

// paintCardTall stacks amount, shape and words.
func (u *UI) paintCardTall(c *Canvas, st kiosk.CustomerScreen, r Rect) {
	if len(st.Guide) > 0 {
		u.paintGuidedTall(c, st, r)
		return
	}
	unit := c.Unit
	pad := c.Tall(20, 12)
	amountH, titleH, detailH := c.Tall(96, 70), c.Tall(46, 38), c.Tall(38, 30)
	shape := u.shapeSize(c, st, r.W-2*pad)
	words := titleH + detailH
	spare, least := r.H-amountH-shape-words, c.Tall(16, 9)*4
	if spare < least { // a low stage: the shape gives way, never the amount
		shape, spare = max(shape+spare-least, 80*unit), least
	}
	gap := spare / 4
	y := r.Y + gap
	c.Amount(st.Amount, R(r.X+pad, y, r.W-2*pad, amountH), c.Tall(sizeCardAmount, 58), c.Tall(40, 34), Centre, Ink, Dim)
	y += amountH + gap
	u.paintShape(c, st, R(r.CX()-shape/2, y, shape, shape))
	y += shape + gap
	c.Lines(u.text(st.Title), R(r.X+pad, y-10*unit, r.W-2*pad, titleH+10*unit), Style{Size: 26 * unit, Bold: true, Color: Ink, Align: Centre, Floor: 17 * unit}, 2)
	c.Text(u.text(st.Detail), R(r.X+pad, y+titleH, r.W-2*pad, detailH), Style{Size: SizeText * unit, Color: Dim, Align: Centre, Floor: SizeLegend * unit})
}

// A card on a stage that lies grows up to wideGrowth, in units of width that
// keep wideLeast for words and shape.
const (
	wideGrowth = 1.7
	wideLeast  = 780
)

// paintCardWide puts the words beside the shape, on a stage that lies.
func (u *UI) paintCardWide(c *Canvas, st kiosk.CustomerScreen, r Rect) {
	// A monitor of the customer's own has room to draw all of it larger.
	before := c.Unit
	defer func() { c.Unit = before }()
	c.Unit *= max(1, min(wideGrowth, r.H/((qrSize+64)*before), r.W/(wideLeast*before)))
	unit := c.Unit
	pad := c.Tall(32, 16)
	shape := min(u.shapeSize(c, st, r.W*0.5), r.H-2*c.Tall(16, 8))
	side := max(shape, c.Tall(240, 200))
	u.paintShape(c, st, R(r.Right()-pad-side/2-shape/2, r.CY()-shape/2, shape, shape))
	room := R(r.X+pad, r.Y, r.W-side-3*pad, r.H)
	y := r.CY() - 120*unit
	if len(st.Guide) > 0 {
		y = r.Y + 16*unit // there is more to say below
	}
	if t, mark, word, ok := u.stageHead(st); ok {
		c.Badge(mark, room.X+20*unit, y+20*unit, 40*unit)
		c.Text(word, R(room.X+54*unit, y, room.W-54*unit, 40*unit), Style{Size: 26 * unit, Bold: true, Color: t.Ink})
	}
	c.Amount(st.Amount, R(room.X, y+56*unit, room.W, 96*unit), sizeCardAmount*unit, 40*unit, Left, Ink, Dim)
	if len(st.Guide) > 0 {
		u.paintGuidedWords(c, st, R(room.X, y+152*unit, room.W, r.Bottom()-y-164*unit))
		return
	}
	c.Lines(u.text(st.Title), R(room.X, y+150*unit, room.W, 64*unit), Style{Size: 26 * unit, Bold: true, Color: Ink, Floor: 15 * unit}, 3)
	c.Text(u.text(st.Detail), R(room.X, y+210*unit, room.W, 38*unit), Style{Size: SizeText * unit, Color: Dim, Floor: SizeLegend * unit})
}

// shapeSize is how large the shape of a stage wants to be.
func (u *UI) shapeSize(c *Canvas, st kiosk.CustomerScreen, room float32) float32 {
	switch st.Kind {
	case kiosk.CustomerQR:
		return float32(math.Floor(float64(min(qrSize*c.Unit, room))))
	case kiosk.CustomerShowCode:
		return 220 * c.Unit
	}
	return 120 * c.Unit
}

// paintShape draws the QR, the phone to be shown, or what waits.
func (u *UI) paintShape(c *Canvas, st kiosk.CustomerScreen, r Rect) {
	switch st.Kind {
	case kiosk.CustomerQR:
		// On whole pixels: a QR between two pixels would blur at its edges.
		r.X, r.Y = float32(math.Round(float64(r.X))), float32(math.Round(float64(r.Y)))
		c.QR(st.QR, r)
	case kiosk.CustomerShowCode:
		c.Brackets(r.CX(), r.CY(), r.W*1.1, Track)
		c.Phone(r.CX(), r.CY(), r.H*0.72, Ink, CardFill)
	default:
		c.Spin(r.CX(), r.CY(), r.W, r.W*0.1, Track, Ink)
	}
}

// stageHead is what stands above an open sale: the wallet, or the shop's
// mini-program, whose customer has not chosen one yet.
func (u *UI) stageHead(st kiosk.CustomerScreen) (t Tone, mark Badge, word string, ok bool) {
	if st.Tone == kiosk.ToneMini {
		return toneOf(kiosk.ToneMini), BadgeMini, u.say("screen.stage.mini"), true
	}
	t, ok = walletTone(st.Wallet)
	return t, badgeOf(st.Wallet), u.stageWallet(st.Wallet), ok
}

// walletTone is a wallet's colours, and whether it has any.
func walletTone(w kiosk.Wallet) (Tone, bool) {
	switch w {
	case kiosk.WeChat:
		return toneOf(kiosk.ToneWeChat), true
	case kiosk.Alipay:
		return toneOf(kiosk.ToneAlipay), true
	case kiosk.UnionPay:
		return toneOf(kiosk.TonePlain), true
	}
	return Tone{}, false
}

func (u *UI) stageWallet(w kiosk.Wallet) string {
	switch w {
	case kiosk.WeChat, kiosk.Alipay, kiosk.UnionPay:
		return u.say("screen.stage." + string(w))
	}
	return u.say("screen.stage." + string(kiosk.WalletUnknown))
}

// cardHead fills the top of a card that has no line around it.
func (c *Canvas) cardHead(r Rect, colour color.NRGBA, radius float32) {
	o := canvas.NewRectangle(colour)
	o.TopLeftCornerRadius, o.TopRightCornerRadius = radius, radius
	Place(o, r)
	c.Add(o)
}

// paintAdvert draws what lies over an advert: the shop's strip; and, where there
// is no advert, a view of our own with the shop's name.
func (u *UI) paintAdvert(c *Canvas, st stageState) {
	unit := c.Unit
	r := stageRoom(c, st)
	if !st.picture {
		u.paintScene(c, R(0, 0, c.W, r.H-c.stripRow()))
	}
	c.Fill(R(0, r.H-c.stripRow(), c.W, c.H-r.H+c.stripRow()), StageStrip, 0)
	wallets := u.accepts()
	pad := 45 * unit
	if c.W < 480*unit {
		pad = c.stageEdge()
	}
	soft := Style{Size: 20 * unit, Color: Mix(StageStrip, StageInk, 0.9), Align: Right}
	row := R(pad, r.H-c.stripRow(), c.W-2*pad, c.stripRow())
	width, _ := Measure(wallets, soft.Size, Regular)
	c.Text(wallets, row, soft)
	name := Style{Size: 20 * unit, Bold: true, Color: StageInk}
	row.W -= width + 20*unit
	c.Text(u.cutTo(u.Shop, row.W, name), row, name)
}

// paintScene draws a moon over hills, from a handful of shapes that the screen
// itself draws: it costs no memory and is sharp at any size.
func (u *UI) paintScene(c *Canvas, r Rect) {
	unit := c.Unit
	sky := canvas.NewVerticalGradient(sceneTop, sceneBottom)
	Place(sky, R(r.X, r.Y, r.W, r.H+2))
	c.Add(sky)
	moon := min(r.W, r.H) * 0.34
	c.Disc(r.Right()-moon*0.64, r.Y+moon*0.86, moon, sceneSun)
	for i, colour := range sceneHill {
		d := r.W * (1.5 + 0.25*float32(i))
		x := r.X + r.W*[]float32{0.1, 0.95, 0.35}[i]
		top := r.Bottom() - r.H*[]float32{0.3, 0.2, 0.1}[i]
		c.Disc(x, top+d/2, d, colour)
	}
	pad := 45 * unit
	size := 60 * unit
	name := Style{Size: size, Bold: true, Color: StageInk}
	lines := Balanced(Typeset(u.Shop), size, r.W-2*pad, Bold)
	if len(lines) > 2 {
		name.Size = 42 * unit
		lines = Balanced(Typeset(u.Shop), name.Size, r.W-2*pad, Bold)
		lines = lines[:min(len(lines), 3)]
	}
	leading := name.Size * 1.26
	y := r.Bottom() - r.H*0.2 - float32(len(lines))*leading
	c.Text(u.say("screen.stage.welcome"), R(pad, y-46*unit, r.W-2*pad, 44*unit), Style{Size: 27 * unit, Color: Mix(sceneBottom, StageInk, 0.88)})
	for i, line := range lines {
		c.Text(line, R(pad, y+float32(i)*leading, r.W-2*pad, leading), name)
	}
}

// accepts names what can be paid with, "" for nothing that is known.
func (u *UI) accepts() string {
	can := u.Accepts
	var words []string
	for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} {
		if can.Code || slices.Contains(can.QR, w) || can.Mini != kiosk.MiniNone && slices.Contains(can.MiniWallets, w) {
			words = append(words, u.wallet(w))
		}
	}
	if can.Code {
		words = append(words, u.say("screen.stage.face"))
	}
	if len(words) == 0 {
		return ""
	}
	return u.say("screen.stage.accepts", "wallets", strings.Join(words, u.say("screen.stage.and")))
}
