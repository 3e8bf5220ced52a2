package customer

import (
	"image/color"
	"strings"

	"facepay/kiosk"
	"facepay/ui/draw"
)

// saying is one text of a guide with its look; the texts stand below each other.
type saying struct {
	text    string
	style   draw.Style
	leading float32 // share of the size
	above   float32 // room before it
	line    bool    // with a rule in that room
}

// sayings are the texts of a guiding stage: in the screen's language large, and
// then all of it in the other one.
func (s stage) sayings(st kiosk.CustomerScreen, unit float32, strong, soft color.NRGBA) []saying {
	return []saying{
		{text: s.Text(st.Title), style: draw.Style{Size: 30 * unit, Bold: true, Color: strong}, leading: 1.3},
		{text: s.Text(st.Detail), style: draw.Style{Size: 25 * unit, Bold: true, Color: strong}, leading: 1.35, above: 4 * unit},
		{text: s.lined(st.Guide), style: draw.Style{Size: 21 * unit, Color: strong}, leading: 1.45, above: 8 * unit},
		{text: s.second().Sentences(st.Title, st.Detail), style: draw.Style{Size: 20 * unit, Bold: true, Color: soft}, leading: 1.35, above: 26 * unit, line: true},
		{text: s.second().Sentences(st.Guide...), style: draw.Style{Size: 19 * unit, Color: soft}, leading: 1.35, above: 2 * unit},
	}
}

// lined puts sentences one below the other.
func (s stage) lined(texts []kiosk.Text) string {
	var lines []string
	for _, t := range texts {
		lines = append(lines, s.Text(t))
	}
	return strings.Join(lines, "\n")
}

// high is the height of the sayings in a column so wide.
func high(all []saying, width float32) float32 {
	h := float32(0)
	for _, a := range all {
		h += a.above + float32(draw.LineCount(a.text, width, a.style))*a.style.Size*a.leading
	}
	return h
}

// drawSayings draws the sayings from r's top.
func drawSayings(c *draw.Canvas, all []saying, al draw.Align, r draw.Rect) {
	y := r.Y
	for _, a := range all {
		a.style.Align = al
		if a.line {
			rule := draw.R(r.X, y+a.above*0.4, r.W*0.24, max(1, c.Unit))
			if al == draw.Centre {
				rule.X = r.CX() - rule.W/2
			}
			c.Fill(rule, a.style.Color, 0)
		}
		y += a.above
		y += c.Paragraph(a.text, draw.R(r.X, y, r.W, r.Bottom()-y+1), a.style, a.style.Size*a.leading)
	}
}

// guideGrowth is the largest scale of a guide on a monitor of the customer's,
// against the till's own screen.
const guideGrowth = 1.6

// largest is the largest share of the usual size at which fits says yes.
func largest(most float32, fits func(f float32) bool) float32 {
	const step, least = 0.04, 0.5
	for most > least && !fits(most) {
		most -= step
	}
	return most
}

// paintGuide shows a stage that guides: shape, amount and words below each
// other, or beside each other where the stage lies.
func (s stage) paintGuide(c *draw.Canvas, st stageState, l look) {
	c.Fill(draw.R(0, 0, c.W, c.H), *l.ground, 0)
	r := stageRoom(c, st).Inset(sideEdge(c))
	soft := draw.Faint(draw.StageInk, *l.ground, 0.18)
	if r.W > r.H*1.25 {
		s.paintGuideWide(c, st.stage, r, l, soft)
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
		return top(f)+high(s.sayings(st.stage, f*c.Unit, draw.StageInk, soft), r.W) <= r.H
	})
	unit := f * c.Unit
	all := s.sayings(st.stage, unit, draw.StageInk, soft)
	y := r.Y + max(0, (r.H-top(f)-high(all, r.W))/2)
	c.Mark(l.mark, r.CX(), y+56*unit, 112*unit, draw.StageInk, *l.on)
	y += markH * unit
	if st.stage.Amount != "" {
		stageAmount(c, st.stage.Amount, draw.R(r.X, y-8*unit, r.W, amountH*unit), 64*unit)
		y += amountH * unit
	}
	drawSayings(c, all, draw.Centre, draw.R(r.X, y, r.W, r.Bottom()-y))
}

// paintGuideWide puts shape and amount at the left of the words.
func (s stage) paintGuideWide(c *draw.Canvas, st kiosk.CustomerScreen, r draw.Rect, l look, soft color.NRGBA) {
	side := draw.R(r.X, r.Y, r.W*0.36, r.H)
	words := draw.R(side.Right()+24*c.Unit, r.Y, r.Right()-side.Right()-24*c.Unit, r.H)
	f := largest(guideGrowth, func(f float32) bool {
		return 240*f*c.Unit <= r.H && high(s.sayings(st, f*c.Unit, draw.StageInk, soft), words.W) <= r.H
	})
	unit := f * c.Unit
	all := s.sayings(st, unit, draw.StageInk, soft)
	mark := 128 * unit
	block := mark
	if st.Amount != "" {
		block += 100 * unit
	}
	y := side.CY() - block/2
	c.Mark(l.mark, side.CX(), y+mark/2, mark, draw.StageInk, *l.on)
	if st.Amount != "" {
		c.Text("¥ "+st.Amount, draw.R(side.X, y+mark+12*unit, side.W, 88*unit), draw.Style{Size: 60 * unit, Bold: true, Color: draw.StageInk, Align: draw.Centre, Floor: draw.SizeText * c.Unit})
	}
	h := high(all, words.W)
	drawSayings(c, all, draw.Left, draw.R(words.X, words.CY()-h/2, words.W, h))
}

// cardSayings are the texts of an open sale's card when the customer is to be
// guided while the QR still stands.
func (s stage) cardSayings(st kiosk.CustomerScreen, unit float32) []saying {
	return []saying{
		{text: s.Text(st.Title), style: draw.Style{Size: 24 * unit, Bold: true, Color: draw.Ink}, leading: 1.25},
		{text: s.Text(st.Detail), style: draw.Style{Size: 19 * unit, Bold: true, Color: draw.Unsure.Ink}, leading: 1.35},
		{text: s.lined(st.Guide), style: draw.Style{Size: 19 * unit, Color: draw.Dim}, leading: 1.3},
		{text: s.second().Sentences(append([]kiosk.Text{st.Title, st.Detail}, st.Guide...)...), style: draw.Style{Size: 18.5 * unit, Color: draw.Dim}, leading: 1.3, above: 8 * unit},
	}
}

// paintGuidedTall is paintCardTall with more to say: the QR gives way as far as
// it can still be scanned from where a customer stands.
func (s stage) paintGuidedTall(c *draw.Canvas, st kiosk.CustomerScreen, r draw.Rect) {
	const amountH, shapeLeast = 84, 200
	unit := c.Unit
	pad, gap := 20*unit, 10*unit
	room := r.H - amountH*unit - 4*gap
	f := largest(1, func(f float32) bool {
		return high(s.cardSayings(st, f*unit), r.W-2*pad)+shapeLeast*unit <= room
	})
	all := s.cardSayings(st, f*unit)
	words := high(all, r.W-2*pad)
	shape := min(s.shapeSize(c, st, r.W-2*pad), room-words)
	y := r.Y + gap + (room-words-shape)/2
	c.Amount(st.Amount, draw.R(r.X+pad, y, r.W-2*pad, amountH*unit), draw.Style{Size: 60 * unit, Align: draw.Centre, Color: draw.Ink}, 36*unit)
	y += amountH * unit
	s.paintShape(c, st, draw.R(r.CX()-shape/2, y, shape, shape))
	drawSayings(c, all, draw.Centre, draw.R(r.X+pad, y+shape+gap, r.W-2*pad, words))
}

// guidedHigh is the height of paintGuidedWords.
func (s stage) guidedHigh(c *draw.Canvas, st kiosk.CustomerScreen, r draw.Rect) float32 {
	return high(s.cardSayings(st, s.guidedScale(c, st, r)*c.Unit), r.W)
}

func (s stage) guidedScale(c *draw.Canvas, st kiosk.CustomerScreen, r draw.Rect) float32 {
	return largest(1, func(f float32) bool { return high(s.cardSayings(st, f*c.Unit), r.W) <= r.H })
}

// paintGuidedWords is the same beside a QR on a stage that lies, below the amount.
func (s stage) paintGuidedWords(c *draw.Canvas, st kiosk.CustomerScreen, r draw.Rect) {
	drawSayings(c, s.cardSayings(st, s.guidedScale(c, st, r)*c.Unit), draw.Left, r)
}
