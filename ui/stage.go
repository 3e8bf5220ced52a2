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
	part    *part
	strip   *part // above it, in a window of its own
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
	st.part.show(nil, rect{}, scale{})
	st.strip.show(nil, rect{}, scale{})
	st.adverts.set(nil, rect{}, 1)
}

func (u *UI) paintStage(s *sheet) {
	st, k := s.part.state.(stageState), s.u
	guides := len(st.stage.Guide) > 0
	switch st.stage.Kind {
	case kiosk.CustomerAdverts, "":
		u.paintAdvert(s, st)
	case kiosk.CustomerPaid:
		u.paintResult(s, st, paidStage, kiosk.MarkTick, toneOf(kiosk.TonePaid).mark)
	case kiosk.CustomerUnsure:
		u.paintOutcome(s, st, guides, unsureStage, kiosk.MarkDots, toneOf(kiosk.ToneUnsure).mark)
	case kiosk.CustomerFailed:
		u.paintOutcome(s, st, guides, failedStage, kiosk.MarkCross, toneOf(kiosk.ToneFailed).mark)
	case kiosk.CustomerAskHelp:
		u.paintOutcome(s, st, guides, unsureStage, kiosk.MarkQuestion, toneOf(kiosk.ToneUnsure).mark)
	case kiosk.CustomerAmount:
		u.paintStageAmount(s, st)
	default:
		u.paintStageCard(s, st)
	}
	if len(st.buttons) > 0 {
		r := rect{s.stageEdge(), s.h - s.practiceRow(), s.w - 2*s.stageEdge(), touchMin * k}
		u.paintPractice(s, st.buttons, r, stageButton, stageInk, mix(stageButton, stageInk, 0.25))
	}
}

// stageEdge is the room around what stands on the stage.
func (s *sheet) stageEdge() float32 { return s.tall(28, 16) }

// stripRow is how high the shop's strip below an advert is.
func (k scale) stripRow() float32 { return k.tall(71, 54) }

// practiceRow is what the practice buttons take from a stage's foot.
func (k scale) practiceRow() float32 { return k.tall(touchMin+10, touchMin+8) }

// advert is where a picture stands: above the shop's strip.
func (p *places) advert(st stageState) rect {
	r := p.stage
	r.h -= whole(p.stageK.stripRow())
	if len(st.buttons) > 0 {
		r.h -= p.stageK.practiceRow()
	}
	return r
}

// stageRoom is what the practice buttons leave of the stage.
func stageRoom(s *sheet, st stageState) rect {
	h := s.h
	if len(st.buttons) > 0 {
		h -= s.practiceRow()
	}
	return rect{0, 0, s.w, h}
}

// paintStageAmount shows the amount while it is typed.
func (u *UI) paintStageAmount(s *sheet, st stageState) {
	k := s.u
	s.fill(rect{0, 0, s.w, s.h}, stageFill, 0)
	r := stageRoom(s, st)
	y, pad := r.cy(), s.stageEdge()
	s.lines(u.text(st.stage.Title), rect{pad, y - 116*k, s.w - 2*pad, 68 * k}, style{size: 30 * k, color: stageInk, align: centre, floor: 18 * k}, 2)
	s.stageAmount(st.stage.Amount, rect{pad, y - 50*k, s.w - 2*pad, 116 * k}, sizeStageAmount*k)
	s.lines(u.text(st.stage.Detail), rect{pad, y + 64*k, s.w - 2*pad, 64 * k}, style{size: 24 * k, color: stageSoft, align: centre, floor: 15 * k}, 2)
}

// stageAmount draws an amount for the customer, the sign as large as the digits.
func (s *sheet) stageAmount(yuan string, r rect, size float32) {
	s.text("¥ "+yuan, r, style{size: size, bold: true, color: stageInk, align: centre, floor: size * 0.4})
}

// paintOutcome shows what is not a success, with the words that guide the
// customer where there are any.
func (u *UI) paintOutcome(s *sheet, st stageState, guides bool, ground color.NRGBA, m kiosk.Mark, on color.NRGBA) {
	if guides {
		u.paintGuide(s, st, ground, m, on)
		return
	}
	u.paintResult(s, st, ground, m, on)
}

// paintResult shows a result that is seen across the counter: shape, words,
// amount, words.
func (u *UI) paintResult(s *sheet, st stageState, ground color.NRGBA, m kiosk.Mark, on color.NRGBA) {
	k := s.u
	s.fill(rect{0, 0, s.w, s.h}, ground, 0)
	r, pad := stageRoom(s, st), s.stageEdge()
	detail := u.text(st.stage.Detail)
	const markH, titleH, amountH, detailH = markSize + 22, 50, 128, 46
	height := float32(markH+titleH+detailH) * k
	if st.stage.Amount != "" {
		height += amountH * k
	}
	f := min(1, (r.h-20*k)/height) * k // a low stage shrinks all of it
	y := r.y + (r.h-height*f/k)/2
	s.mark(m, r.cx(), y+markSize/2*f, markSize*f, stageInk, on)
	y += markH * f
	s.text(u.text(st.stage.Title), rect{pad, y, s.w - 2*pad, titleH * f}, style{size: 30 * f, bold: true, color: stageInk, align: centre, floor: 17 * f})
	y += titleH * f
	if st.stage.Amount != "" {
		s.stageAmount(st.stage.Amount, rect{pad, y, s.w - 2*pad, amountH * f}, sizeStageAmount*f)
		y += amountH * f
	}
	size := float32(20)
	if st.stage.Kind == kiosk.CustomerUnsure {
		size = 26 // what must not be missed
	}
	s.lines(detail, rect{pad, y, s.w - 2*pad, (detailH + 16) * f}, style{size: size * f, bold: size > 20, color: mix(ground, stageInk, 0.92), align: centre, floor: 14 * f}, 2)
}

// paintStageCard shows an open sale: the wallet, the amount, what to do.
func (u *UI) paintStageCard(s *sheet, st stageState) {
	k := s.u
	s.fill(rect{0, 0, s.w, s.h}, stageFill, 0)
	r := stageRoom(s, st)
	edge, head := s.stageEdge(), s.tall(walletHead, 60)
	card := rect{edge, edge, r.w - 2*edge, r.h - 2*edge}
	if len(st.buttons) > 0 {
		card.h += 8 * k // the buttons' own gap is enough
	}
	radius := 26 * k
	s.fill(card, cardFill, radius)
	if card.w > card.h*1.3 {
		u.paintCardWide(s, st.stage, card)
		return
	}
	body := card
	if t, mark, word, ok := u.stageHead(st.stage); ok {
		s.cardHead(rect{card.x, card.y, card.w, head}, t.fill, radius)
		s.badge(mark, card.x+48*k, card.y+head/2, 40*k)
		s.text(word, rect{card.x + 82*k, card.y, card.w - 100*k, head}, style{size: 26 * k, bold: true, color: t.ink})
		body.y, body.h = body.y+head, body.h-head
	}
	u.paintCardTall(s, st.stage, body)
}

// paintCardTall stacks amount, shape and words.
func (u *UI) paintCardTall(s *sheet, st kiosk.CustomerScreen, r rect) {
	if len(st.Guide) > 0 {
		u.paintGuidedTall(s, st, r)
		return
	}
	k := s.u
	pad := s.tall(20, 12)
	amountH, titleH, detailH := s.tall(96, 70), s.tall(46, 38), s.tall(38, 30)
	shape := u.shapeSize(s, st, r.w-2*pad)
	words := titleH + detailH
	spare, least := r.h-amountH-shape-words, s.tall(16, 9)*4
	if spare < least { // a low stage: the shape gives way, never the amount
		shape, spare = max(shape+spare-least, 80*k), least
	}
	gap := spare / 4
	y := r.y + gap
	s.amount(st.Amount, rect{r.x + pad, y, r.w - 2*pad, amountH}, s.tall(sizeCardAmount, 58), s.tall(40, 34), centre, ink, dim)
	y += amountH + gap
	u.paintShape(s, st, rect{r.cx() - shape/2, y, shape, shape})
	y += shape + gap
	s.lines(u.text(st.Title), rect{r.x + pad, y - 10*k, r.w - 2*pad, titleH + 10*k}, style{size: 26 * k, bold: true, color: ink, align: centre, floor: 17 * k}, 2)
	s.text(u.text(st.Detail), rect{r.x + pad, y + titleH, r.w - 2*pad, detailH}, style{size: sizeText * k, color: dim, align: centre, floor: sizeLegend * k})
}

// A card on a stage that lies grows up to wideGrowth, in units of width that
// keep wideLeast for words and shape.
const (
	wideGrowth = 1.7
	wideLeast  = 780
)

// paintCardWide puts the words beside the shape, on a stage that lies.
func (u *UI) paintCardWide(s *sheet, st kiosk.CustomerScreen, r rect) {
	// A monitor of the customer's own has room to draw all of it larger.
	unit := s.u
	defer func() { s.u = unit }()
	s.u *= max(1, min(wideGrowth, r.h/((qrSize+64)*unit), r.w/(wideLeast*unit)))
	k := s.u
	pad := s.tall(32, 16)
	shape := min(u.shapeSize(s, st, r.w*0.5), r.h-2*s.tall(16, 8))
	side := max(shape, s.tall(240, 200))
	u.paintShape(s, st, rect{r.right() - pad - side/2 - shape/2, r.cy() - shape/2, shape, shape})
	room := rect{r.x + pad, r.y, r.w - side - 3*pad, r.h}
	y := r.cy() - 120*k
	if len(st.Guide) > 0 {
		y = r.y + 16*k // there is more to say below
	}
	if t, mark, word, ok := u.stageHead(st); ok {
		s.badge(mark, room.x+20*k, y+20*k, 40*k)
		s.text(word, rect{room.x + 54*k, y, room.w - 54*k, 40 * k}, style{size: 26 * k, bold: true, color: t.ink})
	}
	s.amount(st.Amount, rect{room.x, y + 56*k, room.w, 96 * k}, sizeCardAmount*k, 40*k, left, ink, dim)
	if len(st.Guide) > 0 {
		u.paintGuidedWords(s, st, rect{room.x, y + 152*k, room.w, r.bottom() - y - 164*k})
		return
	}
	s.lines(u.text(st.Title), rect{room.x, y + 150*k, room.w, 64 * k}, style{size: 26 * k, bold: true, color: ink, floor: 15 * k}, 3)
	s.text(u.text(st.Detail), rect{room.x, y + 210*k, room.w, 38 * k}, style{size: sizeText * k, color: dim, floor: sizeLegend * k})
}

// shapeSize is how large the shape of a stage wants to be.
func (u *UI) shapeSize(s *sheet, st kiosk.CustomerScreen, room float32) float32 {
	switch st.Kind {
	case kiosk.CustomerQR:
		return float32(math.Floor(float64(min(qrSize*s.u, room))))
	case kiosk.CustomerShowCode:
		return 220 * s.u
	}
	return 120 * s.u
}

// paintShape draws the QR, the phone to be shown, or what waits.
func (u *UI) paintShape(s *sheet, st kiosk.CustomerScreen, r rect) {
	switch st.Kind {
	case kiosk.CustomerQR:
		// On whole pixels: a QR between two pixels would blur at its edges.
		r.x, r.y = float32(math.Round(float64(r.x))), float32(math.Round(float64(r.y)))
		s.qr(st.QR, r)
	case kiosk.CustomerShowCode:
		s.brackets(r.cx(), r.cy(), r.w*1.1, track)
		s.phone(r.cx(), r.cy(), r.h*0.72, ink, cardFill)
	default:
		s.spin(r.cx(), r.cy(), r.w, r.w*0.1, track, ink)
	}
}

// stageHead is what stands above an open sale: the wallet, or the shop's
// mini-program, whose customer has not chosen one yet.
func (u *UI) stageHead(st kiosk.CustomerScreen) (t tone, mark badge, word string, ok bool) {
	if st.Tone == kiosk.ToneMini {
		return toneOf(kiosk.ToneMini), badgeMini, u.say("screen.stage.mini"), true
	}
	t, ok = walletTone(st.Wallet)
	return t, badgeOf(st.Wallet), u.stageWallet(st.Wallet), ok
}

// walletTone is a wallet's colours, and whether it has any.
func walletTone(w kiosk.Wallet) (tone, bool) {
	switch w {
	case kiosk.WeChat:
		return toneOf(kiosk.ToneWeChat), true
	case kiosk.Alipay:
		return toneOf(kiosk.ToneAlipay), true
	case kiosk.UnionPay:
		return toneOf(kiosk.TonePlain), true
	}
	return tone{}, false
}

func (u *UI) stageWallet(w kiosk.Wallet) string {
	switch w {
	case kiosk.WeChat, kiosk.Alipay, kiosk.UnionPay:
		return u.say("screen.stage." + string(w))
	}
	return u.say("screen.stage." + string(kiosk.WalletUnknown))
}

// cardHead fills the top of a card that has no line around it.
func (s *sheet) cardHead(r rect, c color.NRGBA, radius float32) {
	o := canvas.NewRectangle(c)
	o.TopLeftCornerRadius, o.TopRightCornerRadius = radius, radius
	place(o, r)
	s.add(o)
}

// paintAdvert draws what lies over an advert: the shop's strip; and, where there
// is no advert, a view of our own with the shop's name.
func (u *UI) paintAdvert(s *sheet, st stageState) {
	k := s.u
	r := stageRoom(s, st)
	if !st.picture {
		u.paintScene(s, rect{0, 0, s.w, r.h - s.stripRow()})
	}
	s.fill(rect{0, r.h - s.stripRow(), s.w, s.h - r.h + s.stripRow()}, stageStrip, 0)
	wallets := u.accepts()
	pad := 45 * k
	if s.w < 480*k {
		pad = s.stageEdge()
	}
	soft := style{size: 20 * k, color: mix(stageStrip, stageInk, 0.9), align: right}
	row := rect{pad, r.h - s.stripRow(), s.w - 2*pad, s.stripRow()}
	width, _ := measure(wallets, soft.size, regular)
	s.text(wallets, row, soft)
	name := style{size: 20 * k, bold: true, color: stageInk}
	row.w -= width + 20*k
	s.text(u.cutTo(u.Shop, row.w, name), row, name)
}

// paintScene draws a moon over hills, from a handful of shapes that the screen
// itself draws: it costs no memory and is sharp at any size.
func (u *UI) paintScene(s *sheet, r rect) {
	k := s.u
	sky := canvas.NewVerticalGradient(sceneTop, sceneBottom)
	place(sky, rect{r.x, r.y, r.w, r.h + 2})
	s.add(sky)
	moon := min(r.w, r.h) * 0.34
	s.disc(r.right()-moon*0.64, r.y+moon*0.86, moon, sceneSun)
	for i, c := range sceneHill {
		d := r.w * (1.5 + 0.25*float32(i))
		x := r.x + r.w*[]float32{0.1, 0.95, 0.35}[i]
		top := r.bottom() - r.h*[]float32{0.3, 0.2, 0.1}[i]
		s.disc(x, top+d/2, d, c)
	}
	pad := 45 * k
	size := 60 * k
	name := style{size: size, bold: true, color: stageInk}
	lines := balanced(typeset(u.Shop), size, r.w-2*pad, bold)
	if len(lines) > 2 {
		name.size = 42 * k
		lines = balanced(typeset(u.Shop), name.size, r.w-2*pad, bold)
		lines = lines[:min(len(lines), 3)]
	}
	leading := name.size * 1.26
	y := r.bottom() - r.h*0.2 - float32(len(lines))*leading
	s.text(u.say("screen.stage.welcome"), rect{pad, y - 46*k, r.w - 2*pad, 44 * k}, style{size: 27 * k, color: mix(sceneBottom, stageInk, 0.88)})
	for i, line := range lines {
		s.text(line, rect{pad, y + float32(i)*leading, r.w - 2*pad, leading}, name)
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
