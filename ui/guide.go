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
	style   style
	leading float32 // share of the size
	above   float32 // room before it
	line    bool    // with a rule in that room
}

// sayings are what a guiding stage says: in the screen's language large, and
// then all of it in the other one.
func (u *UI) sayings(st kiosk.CustomerScreen, k float32, al align, strong, soft color.NRGBA) []saying {
	all := []saying{
		{text: u.text(st.Title), style: style{size: 30 * k, bold: true, color: strong}, leading: 1.3},
		{text: u.text(st.Detail), style: style{size: 25 * k, bold: true, color: strong}, leading: 1.35, above: 4 * k},
		{text: u.lined(st.Guide), style: style{size: 21 * k, color: strong}, leading: 1.45, above: 8 * k},
		{text: joined(u.second, []kiosk.Text{st.Title, st.Detail}), style: style{size: 20 * k, bold: true, color: soft}, leading: 1.35, above: 26 * k, line: true},
		{text: joined(u.second, st.Guide), style: style{size: 19 * k, color: soft}, leading: 1.35, above: 2 * k},
	}
	for i := range all {
		all[i].style.align = al
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
		h += a.above + float32(lineCount(a.text, width, a.style))*a.style.size*a.leading
	}
	return h
}

// sayings draws the sayings from r's top.
func (s *sheet) sayings(all []saying, r rect) {
	y := r.y
	for _, a := range all {
		if a.line {
			rule := rect{r.x, y + a.above*0.4, r.w * 0.24, max(1, s.u)}
			if a.style.align == centre {
				rule.x = r.cx() - rule.w/2
			}
			s.fill(rule, a.style.color, 0)
		}
		y += a.above
		y += s.paragraph(a.text, rect{r.x, y, r.w, r.bottom() - y + 1}, a.style, a.style.size*a.leading)
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
func (u *UI) paintGuide(s *sheet, st stageState, ground color.NRGBA, m kiosk.Mark, on color.NRGBA) {
	s.fill(rect{0, 0, s.w, s.h}, ground, 0)
	r := stageRoom(s, st)
	r = r.inset(s.stageEdge())
	soft := mix(ground, stageInk, 0.82)
	if r.w > r.h*1.25 {
		u.paintGuideWide(s, st.stage, r, m, on, soft)
		return
	}
	const markH, amountH = 132, 92
	top := func(f float32) float32 {
		if st.stage.Amount == "" {
			return markH * f * s.u
		}
		return (markH + amountH) * f * s.u
	}
	f := largest(1, func(f float32) bool {
		return top(f)+high(u.sayings(st.stage, f*s.u, centre, stageInk, soft), r.w) <= r.h
	})
	k := f * s.u
	all := u.sayings(st.stage, k, centre, stageInk, soft)
	y := r.y + max(0, (r.h-top(f)-high(all, r.w))/2)
	s.mark(m, r.cx(), y+56*k, 112*k, stageInk, on)
	y += markH * k
	if st.stage.Amount != "" {
		s.stageAmount(st.stage.Amount, rect{r.x, y - 8*k, r.w, amountH * k}, 64*k)
		y += amountH * k
	}
	s.sayings(all, rect{r.x, y, r.w, r.bottom() - y})
}

// paintGuideWide puts shape and amount at the left of the words.
func (u *UI) paintGuideWide(s *sheet, st kiosk.CustomerScreen, r rect, m kiosk.Mark, on, soft color.NRGBA) {
	side := rect{r.x, r.y, r.w * 0.36, r.h}
	words := rect{side.right() + 24*s.u, r.y, r.right() - side.right() - 24*s.u, r.h}
	f := largest(guideGrowth, func(f float32) bool {
		return 240*f*s.u <= r.h && high(u.sayings(st, f*s.u, left, stageInk, soft), words.w) <= r.h
	})
	k := f * s.u
	all := u.sayings(st, k, left, stageInk, soft)
	mark := 128 * k
	block := mark
	if st.Amount != "" {
		block += 100 * k
	}
	y := side.cy() - block/2
	s.mark(m, side.cx(), y+mark/2, mark, stageInk, on)
	if st.Amount != "" {
		s.text("¥ "+st.Amount, rect{side.x, y + mark + 12*k, side.w, 88 * k}, style{size: 60 * k, bold: true, color: stageInk, align: centre, floor: sizeText * s.u})
	}
	h := high(all, words.w)
	s.sayings(all, rect{words.x, words.cy() - h/2, words.w, h})
}

// cardSayings are what an open sale's card says when the customer is to be
// guided while the QR still stands.
func (u *UI) cardSayings(st kiosk.CustomerScreen, k float32, al align) []saying {
	all := []saying{
		{text: u.text(st.Title), style: style{size: 24 * k, bold: true, color: ink}, leading: 1.25},
		{text: u.text(st.Detail), style: style{size: 19 * k, bold: true, color: toneOf(kiosk.ToneUnsure).ink}, leading: 1.35},
		{text: u.lined(st.Guide), style: style{size: 19 * k, color: dim}, leading: 1.3},
		{text: joined(u.second, append([]kiosk.Text{st.Title, st.Detail}, st.Guide...)), style: style{size: 18.5 * k, color: dim}, leading: 1.3, above: 8 * k},
	}
	for i := range all {
		all[i].style.align = al
	}
	return all
}

// paintGuidedTall is paintCardTall with more to say: the QR gives way as far as
// it can still be scanned from where a customer stands.
func (u *UI) paintGuidedTall(s *sheet, st kiosk.CustomerScreen, r rect) {
	const amountH, shapeLeast = 84, 200
	k := s.u
	pad, gap := 20*k, 10*k
	room := r.h - amountH*k - 4*gap
	f := largest(1, func(f float32) bool {
		return high(u.cardSayings(st, f*k, centre), r.w-2*pad)+shapeLeast*k <= room
	})
	all := u.cardSayings(st, f*k, centre)
	words := high(all, r.w-2*pad)
	shape := min(u.shapeSize(s, st, r.w-2*pad), room-words)
	y := r.y + gap + (room-words-shape)/2
	s.amount(st.Amount, rect{r.x + pad, y, r.w - 2*pad, amountH * k}, 60*k, 36*k, centre, ink, dim)
	y += amountH * k
	u.paintShape(s, st, rect{r.cx() - shape/2, y, shape, shape})
	s.sayings(all, rect{r.x + pad, y + shape + gap, r.w - 2*pad, words})
}

// paintGuidedWords is the same beside a QR on a stage that lies: what stands
// below the amount, in r.
func (u *UI) paintGuidedWords(s *sheet, st kiosk.CustomerScreen, r rect) {
	f := largest(1, func(f float32) bool { return high(u.cardSayings(st, f*s.u, left), r.w) <= r.h })
	s.sayings(u.cardSayings(st, f*s.u, left), r)
}
