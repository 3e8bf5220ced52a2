package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

// Sizes of a notice in units; here a unit follows the window's width.
const (
	noticeWidth    = 760
	noticeGrowth   = 1.6 // on a monitor that shows nothing else
	noticeLeast    = 0.6 // on the smallest one that there is a till for
	noticePad      = 36
	noticeMark     = 60
	noticeButton   = 60 // height
	noticeLineSize = 15
	noticeLinesMax = 9 // of the technical line
)

// scale is the unit for a window of size: as large as all of it fits.
func (o *notice) scale(size fyne.Size) float32 {
	k := min(noticeGrowth, max(1, size.Width/noticeWidth))
	for k > noticeLeast && (size.Width < noticeWidth*k || o.height(size.Width, k) > size.Height) {
		k -= 0.05
	}
	return k
}

// height is what a notice takes at width with unit k.
func (o *notice) height(width, k float32) float32 {
	dry := newPart("measure", &o.presses, nil)
	dry.used = map[string]bool{}
	s := &sheet{part: dry, scale: scale{u: k}, w: width}
	return o.paintAll(s, 0)
}

func (o *notice) paint(s *sheet) {
	y := max(0, (s.h-o.height(s.w, s.u))/2)
	o.paintAll(s, y)
}

// paintAll draws a notice from y on and returns where it ends.
func (o *notice) paintAll(s *sheet, y float32) float32 {
	k := s.u
	r := rect{0, 0, min(s.w, noticeWidth*k*1.1) - 2*noticePad*k, 0}
	r.x = (s.w - r.w) / 2
	y = o.paintWords(s, rect{r.x, y + noticePad*k, r.w, 0})
	line, t := o.Line, toneOf(kiosk.TonePlain)
	t.ink = dim
	if o.state.failed != "" {
		line, t = o.say(kiosk.T("screen.notice.failed"), "\n")+"\n"+o.state.failed, toneOf(kiosk.ToneFailed)
	}
	y = s.technical(line, rect{r.x, y + 20*k, r.w, 0}, t)
	y += 20 * k
	var plain []int
	for i, c := range o.Choices {
		if c.Explain.IsZero() {
			plain = append(plain, i)
			continue
		}
		y = o.paintRow(s, i, rect{r.x, y, r.w, 0}) + keyGap*k
	}
	x := r.right()
	for n := len(plain) - 1; n >= 0; n-- {
		x -= 210 * k
		o.paintPlain(s, plain[n], rect{x, y, 210 * k, noticeButton * k})
		x -= keyGap * k
	}
	if len(plain) > 0 {
		y += noticeButton * k
	}
	return y + noticePad*k
}

// say is t in every language of the notice.
func (o *notice) say(t kiosk.Text, between string) string {
	var all []string
	for _, c := range o.Texts {
		all = append(all, c.Text(t))
	}
	return strings.Join(all, between)
}

// paintWords draws the mark and, beside it, title and advice in each language.
func (o *notice) paintWords(s *sheet, r rect) float32 {
	k, t := s.u, toneOf(o.Tone)
	s.mark(o.Mark, r.x+noticeMark/2*k, r.y+noticeMark/2*k, noticeMark*k, t.mark, onInk)
	x := r.x + (noticeMark+22)*k
	w := r.right() - x
	y := r.y
	for i, texts := range o.Texts {
		title := style{size: 27 * k, bold: true, color: t.ink, floor: 18 * k}
		words := style{size: 18 * k, color: ink, floor: sizeLegend * k}
		if i > 0 {
			y += 14 * k
			title.size, words.size, words.color = 20*k, 16*k, dim
		}
		y += o.paintText(s, texts, o.Title, rect{x, y, w, 0}, title) + 4*k
		y += o.paintText(s, texts, o.Advice, rect{x, y, w, 0}, words)
	}
	return max(y, r.y+noticeMark*k)
}

// paintText draws a text in as many lines as it takes and returns their height.
func (o *notice) paintText(s *sheet, texts *i18n.Catalogue, t kiosk.Text, r rect, st style) float32 {
	text, leading := texts.Text(t), st.size*1.45
	if text == "" {
		return 0
	}
	r.h = float32(lineCount(text, r.w, st)) * leading
	return s.paragraph(text, r, st, leading)
}

// technical draws a line that nobody wrote for a screen, in a box as high as it
// needs, and returns where that ends.
func (s *sheet) technical(text string, r rect, t tone) float32 {
	if text == "" {
		return r.y
	}
	k := s.u
	st := style{size: noticeLineSize * k, color: t.ink}
	leading, pad := st.size*1.5, 16*k
	lines := wrapTight(text, st.size, r.w-2*pad, st.source())
	if len(lines) > noticeLinesMax { // its end has what went wrong, its beginning where
		tail := lines[len(lines)-noticeLinesMax/2:]
		lines = append(append(lines[:noticeLinesMax-len(tail)-1:noticeLinesMax-len(tail)-1], "…"), tail...)
	}
	r.h = float32(len(lines))*leading + 2*12*k
	s.card(r, t.fill, t.line, 12*k, 1)
	for i, line := range lines {
		s.text(line, rect{r.x + pad, r.y + 12*k + float32(i)*leading, r.w - 2*pad, leading}, st)
	}
	return r.bottom()
}

// wrapTight is wrap for what need not have spaces: a path, say.
func wrapTight(text string, size, width float32, source fyne.Resource) []string {
	var lines []string
	for _, line := range wrap(text, size, width, source) {
		for {
			n := fitting(line, size, width, source)
			lines = append(lines, line[:n])
			if line = line[n:]; line == "" {
				break
			}
		}
	}
	return lines
}

// fitting is how many bytes of line fit width, at least one character, up to the
// last separator of a path when one is near.
func fitting(line string, size, width float32, source fyne.Resource) int {
	if w, _ := measure(line, size, source); w <= width {
		return len(line)
	}
	fits, broken := 0, 0
	for i, r := range line {
		end := i + len(string(r))
		if w, _ := measure(line[:end], size, source); w > width && fits > 0 {
			break
		}
		fits = end
		if strings.ContainsRune(`/\-_.:`, r) {
			broken = end
		}
	}
	if broken > fits/2 {
		return broken
	}
	return fits
}

func (o *notice) face(c NoticeChoice, i int, k float32) (f face, soft, legend tone) {
	f = face{fill: cardFill, line: mix(paper, ink, 0.16), ink: ink, radius: keyRadius * k, stroke: 1}
	soft.ink, legend.ink = dim, dim
	switch {
	case o.state.armed == i:
		t := toneOf(kiosk.ToneFailed)
		f.fill, f.line, f.ink = t.fill, t.line, t.ink
		soft.ink, legend.ink = t.soft, t.soft
	case c.Main:
		f.fill, f.line, f.ink, f.stroke = ink, ink, onInk, 0
		soft.ink, legend.ink = stageSoft, dimOnInk
	}
	return f, soft, legend
}

// label is what choice i says now.
func (o *notice) label(i int) string {
	c := o.Choices[i]
	switch {
	case o.state.busy == i:
		return o.say(kiosk.T("screen.notice.busy"), " · ")
	case o.state.armed == i:
		return o.say(c.Sure, " · ")
	}
	return o.say(c.Label, " · ")
}

// paintRow draws a choice with its explanation and returns where it ends.
func (o *notice) paintRow(s *sheet, i int, r rect) float32 {
	c, k := o.Choices[i], s.u
	f, soft, legend := o.face(c, i, k)
	pad := 20 * k
	words := style{size: 16 * k, color: soft.ink, floor: sizeLegend * k}
	explain := o.say(c.Explain, "\n")
	leading := words.size * 1.42
	lines := float32(lineCount(explain, r.w-2*pad, words)) * leading
	r.h = 18*k + 28*k + 4*k + lines + 16*k
	s.touch(fmt.Sprintf("choice.%d", i), r, f, func() { o.press(i) }, func(in *sheet) {
		room := in.w - 2*pad - 70*k
		if o.state.busy == i {
			in.spin(in.w-pad-14*k, 18*k+14*k, 28*k, 3*k, mix(f.fill, f.ink, 0.25), f.ink)
		} else {
			in.legend(o.legend(c), legend.ink)
		}
		in.text(o.label(i), rect{pad, 18 * k, room, 28 * k}, style{size: sizeButton * k, bold: true, color: f.ink, floor: sizeLegend * k})
		in.paragraph(explain, rect{pad, 50 * k, in.w - 2*pad, lines}, words, leading)
	})
	return r.bottom()
}

func (o *notice) paintPlain(s *sheet, i int, r rect) {
	c, k := o.Choices[i], s.u
	f, _, legend := o.face(c, i, k)
	s.touch(fmt.Sprintf("choice.%d", i), r, f, func() { o.press(i) }, func(in *sheet) {
		in.text(o.label(i), rect{12 * k, 0, in.w - 24*k, in.h}, style{size: 19 * k, bold: true, color: f.ink, align: centre, floor: sizeLegend * k})
		in.legend(o.legend(c), legend.ink)
	})
}

// legend names the key of c: Enter for the main one.
func (o *notice) legend(c NoticeChoice) string {
	if c.Main {
		return legendOf(kiosk.KeyEnter)
	}
	return legendOf(c.Key)
}

// press is a touch of choice i, after the keys pressed before it.
func (o *notice) press(i int) {
	o.keyboard.flush()
	o.choose(i)
}
