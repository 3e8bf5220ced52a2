package ui

import (
	"image/color"
	"log/slog"
	"strings"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

// other is the catalogue of the other language, for what the customer is told in
// both.
func other(texts *i18n.Catalogue) *i18n.Catalogue {
	for _, l := range i18n.Languages() {
		if l == texts.Language() {
			continue
		}
		c, err := i18n.Load(l)
		if err != nil {
			slog.Error("texts of the other language", "error", err)
			continue
		}
		return c
	}
	return texts
}

// saying is one text of a guide with its look; the texts stand below each other.
type saying struct {
	text    string
	style   Style
	leading float32 // share of the size
	above   float32 // room before it
	line    bool    // with a rule in that room
}

// sayings are what a guiding stage says: in the screen's language large, and
// then all of it in the other one.
func (u *UI) sayings(st kiosk.CustomerScreen, unit float32, al Align, strong, soft color.NRGBA) []saying {
	all := []saying{
		{text: u.text(st.Title), style: Style{Size: 30 * unit, Bold: true, Color: strong}, leading: 1.3},
		{text: u.text(st.Detail), style: Style{Size: 25 * unit, Bold: true, Color: strong}, leading: 1.35, above: 4 * unit},
		{text: u.lined(st.Guide), style: Style{Size: 21 * unit, Color: strong}, leading: 1.45, above: 8 * unit},
		{text: joined(u.second, []kiosk.Text{st.Title, st.Detail}), style: Style{Size: 20 * unit, Bold: true, Color: soft}, leading: 1.35, above: 26 * unit, line: true},
		{text: joined(u.second, st.Guide), style: Style{Size: 19 * unit, Color: soft}, leading: 1.35, above: 2 * unit},
	}
	for i := range all {
		all[i].style.Align = al
	}
	return all
}

// lined puts sentences one below the other.
func (u *UI) lined(texts []kiosk.Text) string {
	var lines []string
	for _, t := range texts {
		lines = append(lines, u.text(t))
	}
	return strings.Join(lines, "\n")
}

// joined puts sentences one behind the other, as the language does. The stop
// between two stands in the catalogue; one that a sentence has is not doubled.
func joined(c *i18n.Catalogue, texts []kiosk.Text) string {
	all := ""
	for i, t := range texts {
		if i == 0 {
			all = c.Text(t)
			continue
		}
		all = c.Text(kiosk.T("screen.sentences", "first", strings.TrimRight(all, ".。"), "then", c.Text(t)))
	}
	return all
}

// high is how much room the sayings need in a column so wide.
func high(all []saying, width float32) float32 {
	h := float32(0)
	for _, a := range all {
		h += a.above + float32(LineCount(a.text, width, a.style))*a.style.Size*a.leading
	}
	return h
}

// sayings draws the sayings from r's top.
func (c *Canvas) sayings(all []saying, r Rect) {
	y := r.Y
	for _, a := range all {
		if a.line {
			rule := R(r.X, y+a.above*0.4, r.W*0.24, max(1, c.Unit))
			if a.style.Align == Centre {
				rule.X = r.CX() - rule.W/2
			}
			c.Fill(rule, a.style.Color, 0)
		}
		y += a.above
		y += c.Paragraph(a.text, R(r.X, y, r.W, r.Bottom()-y+1), a.style, a.style.Size*a.leading)
	}
}

// guideGrowth is how much larger than on the till's own screen a guide may
// become on a monitor of the customer's.
const guideGrowth = 1.6

// largest is the largest share of the usual size at which fits says yes.
func largest(most float32, fits func(f float32) bool) float32 {
	const step, least = 0.04, 0.5
	f := most
	for f > least && !fits(f) {
		f -= step
	}
	return f
}

// paintGuide shows a stage that guides: shape, amount and words below each
// other, or beside each other where the stage lies.
func (u *UI) paintGuide(c *Canvas, st stageState, ground color.NRGBA, m kiosk.Mark, on color.NRGBA) {
	c.Fill(R(0, 0, c.W, c.H), ground, 0)
	r := stageRoom(c, st)
	r = r.Inset(c.stageEdge())
	soft := Mix(ground, StageInk, 0.82)
	if r.W > r.H*1.25 {
		u.paintGuideWide(c, st.stage, r, m, on, soft)
		return
	}
	const markH, amountH = 132, 92
	top := func(f float32) float32 {
		if st.stage.Amount == "" {
			return markH * f * c.Unit
		}
		return (markH + amountH) * f * c.Unit
	}
	f := largest(1, func(f float32) bool {
		return top(f)+high(u.sayings(st.stage, f*c.Unit, Centre, StageInk, soft), r.W) <= r.H
	})
	unit := f * c.Unit
	all := u.sayings(st.stage, unit, Centre, StageInk, soft)
	y := r.Y + max(0, (r.H-top(f)-high(all, r.W))/2)
	c.Mark(m, r.CX(), y+56*unit, 112*unit, StageInk, on)
	y += markH * unit
	if st.stage.Amount != "" {
		c.stageAmount(st.stage.Amount, R(r.X, y-8*unit, r.W, amountH*unit), 64*unit)
		y += amountH * unit
	}
	c.sayings(all, R(r.X, y, r.W, r.Bottom()-y))
}

// paintGuideWide puts shape and amount at the left of the words.
func (u *UI) paintGuideWide(c *Canvas, st kiosk.CustomerScreen, r Rect, m kiosk.Mark, on, soft color.NRGBA) {
	side := R(r.X, r.Y, r.W*0.36, r.H)
	words := R(side.Right()+24*c.Unit, r.Y, r.Right()-side.Right()-24*c.Unit, r.H)
	f := largest(guideGrowth, func(f float32) bool {
		return 240*f*c.Unit <= r.H && high(u.sayings(st, f*c.Unit, Left, StageInk, soft), words.W) <= r.H
	})
	unit := f * c.Unit
	all := u.sayings(st, unit, Left, StageInk, soft)
	mark := 128 * unit
	block := mark
	if st.Amount != "" {
		block += 100 * unit
	}
	y := side.CY() - block/2
	c.Mark(m, side.CX(), y+mark/2, mark, StageInk, on)
	if st.Amount != "" {
		c.Text("¥ "+st.Amount, R(side.X, y+mark+12*unit, side.W, 88*unit), Style{Size: 60 * unit, Bold: true, Color: StageInk, Align: Centre, Floor: SizeText * c.Unit})
	}
	h := high(all, words.W)
	c.sayings(all, R(words.X, words.CY()-h/2, words.W, h))
}

// cardSayings are what an open sale's card says when the customer is to be
// guided while the QR still stands.
func (u *UI) cardSayings(st kiosk.CustomerScreen, unit float32, al Align) []saying {
	all := []saying{
		{text: u.text(st.Title), style: Style{Size: 24 * unit, Bold: true, Color: Ink}, leading: 1.25},
		{text: u.text(st.Detail), style: Style{Size: 19 * unit, Bold: true, Color: toneOf(kiosk.ToneUnsure).Ink}, leading: 1.35},
		{text: u.lined(st.Guide), style: Style{Size: 19 * unit, Color: Dim}, leading: 1.3},
		{text: joined(u.second, append([]kiosk.Text{st.Title, st.Detail}, st.Guide...)), style: Style{Size: 18.5 * unit, Color: Dim}, leading: 1.3, above: 8 * unit},
	}
	for i := range all {
		all[i].style.Align = al
	}
	return all
}

// paintGuidedTall is paintCardTall with more to say: the QR gives way as far as
// it can still be scanned from where a customer stands.
func (u *UI) paintGuidedTall(c *Canvas, st kiosk.CustomerScreen, r Rect) {
	const amountH, shapeLeast = 84, 200
	unit := c.Unit
	pad, gap := 20*unit, 10*unit
	room := r.H - amountH*unit - 4*gap
	f := largest(1, func(f float32) bool {
		return high(u.cardSayings(st, f*unit, Centre), r.W-2*pad)+shapeLeast*unit <= room
	})
	all := u.cardSayings(st, f*unit, Centre)
	words := high(all, r.W-2*pad)
	shape := min(u.shapeSize(c, st, r.W-2*pad), room-words)
	y := r.Y + gap + (room-words-shape)/2
	c.Amount(st.Amount, R(r.X+pad, y, r.W-2*pad, amountH*unit), 60*unit, 36*unit, Centre, Ink, Dim)
	y += amountH * unit
	u.paintShape(c, st, R(r.CX()-shape/2, y, shape, shape))
	c.sayings(all, R(r.X+pad, y+shape+gap, r.W-2*pad, words))
}

// paintGuidedWords is the same beside a QR on a stage that lies: what stands
// below the amount, in r.
func (u *UI) paintGuidedWords(c *Canvas, st kiosk.CustomerScreen, r Rect) {
	f := largest(1, func(f float32) bool { return high(u.cardSayings(st, f*c.Unit, Left), r.W) <= r.H })
	c.sayings(u.cardSayings(st, f*c.Unit, Left), r)
}
