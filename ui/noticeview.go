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
	unit := min(noticeGrowth, max(1, size.Width/noticeWidth))
	for unit > noticeLeast && (size.Width < noticeWidth*unit || o.height(size.Width, unit) > size.Height) {
		unit -= 0.05
	}
	return unit
}

// height is what a notice takes at width with unit k.
func (o *notice) height(width, unit float32) float32 {
	dry := newPart("measure", &o.presses, nil)
	dry.used = map[string]bool{}
	c := &Canvas{region: dry, Scale: Scale{Unit: unit}, W: width}
	return o.paintAll(c, 0)
}

func (o *notice) paint(c *Canvas) {
	y := max(0, (c.H-o.height(c.W, c.Unit))/2)
	o.paintAll(c, y)
}

// paintAll draws a notice from y on and returns where it ends.
func (o *notice) paintAll(c *Canvas, y float32) float32 {
	unit := c.Unit
	r := R(0, 0, min(c.W, noticeWidth*unit*1.1)-2*noticePad*unit, 0)
	r.X = (c.W - r.W) / 2
	y = o.paintWords(c, R(r.X, y+noticePad*unit, r.W, 0))
	line, t := o.Line, toneOf(kiosk.TonePlain)
	t.Ink = Dim
	if o.state.failed != "" {
		line, t = o.say(kiosk.T("screen.notice.failed"), "\n")+"\n"+o.state.failed, toneOf(kiosk.ToneFailed)
	}
	y = c.technical(line, R(r.X, y+20*unit, r.W, 0), t)
	y += 20 * unit
	var plain []int
	for i, choice := range o.Choices {
		if choice.Explain.IsZero() {
			plain = append(plain, i)
			continue
		}
		y = o.paintRow(c, i, R(r.X, y, r.W, 0)) + KeyGap*unit
	}
	x := r.Right()
	for n := len(plain) - 1; n >= 0; n-- {
		x -= 210 * unit
		o.paintPlain(c, plain[n], R(x, y, 210*unit, noticeButton*unit))
		x -= KeyGap * unit
	}
	if len(plain) > 0 {
		y += noticeButton * unit
	}
	return y + noticePad*unit
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
func (o *notice) paintWords(c *Canvas, r Rect) float32 {
	unit, t := c.Unit, toneOf(o.Tone)
	c.Mark(o.Mark, r.X+noticeMark/2*unit, r.Y+noticeMark/2*unit, noticeMark*unit, t.Mark, OnInk)
	x := r.X + (noticeMark+22)*unit
	w := r.Right() - x
	y := r.Y
	for i, texts := range o.Texts {
		title := Style{Size: 27 * unit, Bold: true, Color: t.Ink, Floor: 18 * unit}
		words := Style{Size: 18 * unit, Color: Ink, Floor: SizeLegend * unit}
		if i > 0 {
			y += 14 * unit
			title.Size, words.Size, words.Color = 20*unit, 16*unit, Dim
		}
		y += o.paintText(c, texts, o.Title, R(x, y, w, 0), title) + 4*unit
		y += o.paintText(c, texts, o.Advice, R(x, y, w, 0), words)
	}
	return max(y, r.Y+noticeMark*unit)
}

// paintText draws a text in as many lines as it takes and returns their height.
func (o *notice) paintText(c *Canvas, texts *i18n.Catalogue, t kiosk.Text, r Rect, st Style) float32 {
	text, leading := texts.Text(t), st.Size*1.45
	if text == "" {
		return 0
	}
	r.H = float32(LineCount(text, r.W, st)) * leading
	return c.Paragraph(text, r, st, leading)
}

// technical draws a line that nobody wrote for a screen, in a box as high as it
// needs, and returns where that ends.
func (c *Canvas) technical(text string, r Rect, t Tone) float32 {
	if text == "" {
		return r.Y
	}
	unit := c.Unit
	st := Style{Size: noticeLineSize * unit, Color: t.Ink}
	leading, pad := st.Size*1.5, 16*unit
	lines := wrapTight(text, st.Size, r.W-2*pad, st.Source())
	if len(lines) > noticeLinesMax { // its end has what went wrong, its beginning where
		tail := lines[len(lines)-noticeLinesMax/2:]
		lines = append(append(lines[:noticeLinesMax-len(tail)-1:noticeLinesMax-len(tail)-1], "…"), tail...)
	}
	r.H = float32(len(lines))*leading + 2*12*unit
	c.Card(r, t.Fill, t.Line, 12*unit, 1)
	for i, line := range lines {
		c.Text(line, R(r.X+pad, r.Y+12*unit+float32(i)*leading, r.W-2*pad, leading), st)
	}
	return r.Bottom()
}

// wrapTight is wrap for what need not have spaces: a path, say.
func wrapTight(text string, size, width float32, source fyne.Resource) []string {
	var lines []string
	for _, line := range Wrap(text, size, width, source) {
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
	if w, _ := Measure(line, size, source); w <= width {
		return len(line)
	}
	fits, broken := 0, 0
	for i, r := range line {
		end := i + len(string(r))
		if w, _ := Measure(line[:end], size, source); w > width && fits > 0 {
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

func (o *notice) face(c NoticeChoice, i int, unit float32) (f Face, soft, legend Tone) {
	f = Face{Fill: CardFill, Line: Mix(Paper, Ink, 0.16), Ink: Ink, Radius: KeyRadius * unit, Stroke: 1}
	soft.Ink, legend.Ink = Dim, Dim
	switch {
	case o.state.armed == i:
		t := toneOf(kiosk.ToneFailed)
		f.Fill, f.Line, f.Ink = t.Fill, t.Line, t.Ink
		soft.Ink, legend.Ink = t.Soft, t.Soft
	case c.Main:
		f.Fill, f.Line, f.Ink, f.Stroke = Ink, Ink, OnInk, 0
		soft.Ink, legend.Ink = StageSoft, DimOnInk
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
func (o *notice) paintRow(c *Canvas, i int, r Rect) float32 {
	choice, unit := o.Choices[i], c.Unit
	f, soft, legend := o.face(choice, i, unit)
	pad := 20 * unit
	words := Style{Size: 16 * unit, Color: soft.Ink, Floor: SizeLegend * unit}
	explain := o.say(choice.Explain, "\n")
	leading := words.Size * 1.42
	lines := float32(LineCount(explain, r.W-2*pad, words)) * leading
	r.H = 18*unit + 28*unit + 4*unit + lines + 16*unit
	c.Touch(fmt.Sprintf("choice.%d", i), r, f, func() { o.press(i) }, func(in *Canvas) {
		room := in.W - 2*pad - 70*unit
		if o.state.busy == i {
			in.Spin(in.W-pad-14*unit, 18*unit+14*unit, 28*unit, 3*unit, Mix(f.Fill, f.Ink, 0.25), f.Ink)
		} else {
			in.Legend(o.legend(choice), legend.Ink)
		}
		in.Text(o.label(i), R(pad, 18*unit, room, 28*unit), Style{Size: SizeButton * unit, Bold: true, Color: f.Ink, Floor: SizeLegend * unit})
		in.Paragraph(explain, R(pad, 50*unit, in.W-2*pad, lines), words, leading)
	})
	return r.Bottom()
}

func (o *notice) paintPlain(c *Canvas, i int, r Rect) {
	choice, unit := o.Choices[i], c.Unit
	f, _, legend := o.face(choice, i, unit)
	c.Touch(fmt.Sprintf("choice.%d", i), r, f, func() { o.press(i) }, func(in *Canvas) {
		in.Text(o.label(i), R(12*unit, 0, in.W-24*unit, in.H), Style{Size: 19 * unit, Bold: true, Color: f.Ink, Align: Centre, Floor: SizeLegend * unit})
		in.Legend(o.legend(choice), legend.Ink)
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
