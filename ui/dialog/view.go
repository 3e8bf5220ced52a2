package dialog

import (
	"fmt"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
)

// Sizes of a dialog in units; here a unit follows the window's width.
const (
	width        = 760
	growth       = 1.6 // on a monitor that shows nothing else
	unitLeast    = 0.6 // on the smallest one that there is a till for
	edge         = 36
	markSize     = 60
	buttonHeight = 60 // height
	lineSize     = 15
	linesMax     = 9  // of the technical line
	toldMax      = 14 // of what a choice tells
)

// unit is the unit for a window of size: as large as all of it fits.
func (o *dialog) unit(size fyne.Size) float32 {
	unit := min(growth, max(1, size.Width/width))
	for unit > unitLeast && (size.Width < width*unit || o.height(size.Width, unit) > size.Height) {
		unit -= 0.05
	}
	return unit
}

// height is the height of a notice at width, in units of so many pixels.
func (o *dialog) height(width, unit float32) float32 {
	return draw.Measure(draw.Scale{Unit: unit}, width, func(c *draw.Canvas) float32 { return o.paintAll(c, 0) })
}

func (o *dialog) paint(c *draw.Canvas) {
	y := max(0, (c.H-o.height(c.W, c.Unit))/2)
	o.paintAll(c, y)
}

// paintAll draws a notice from y on and returns where it ends.
func (o *dialog) paintAll(c *draw.Canvas, y float32) float32 {
	unit := c.Unit
	r := draw.R(0, 0, min(c.W, width*unit*1.1)-2*edge*unit, 0)
	r.X = (c.W - r.W) / 2
	y = o.paintWords(c, draw.R(r.X, y+edge*unit, r.W, 0))
	line, t := o.Line, draw.Plain
	t.Ink = draw.Dim
	most := linesMax
	if o.state.told != "" {
		line, most = o.state.told, toldMax
	}
	if o.state.failed != "" {
		line, t = o.tr(kiosk.T("screen.notice.failed"), "\n")+"\n"+o.state.failed, draw.Failed
	}
	y = technical(c, line, most, draw.R(r.X, y+20*unit, r.W, 0), t)
	y += 20 * unit
	var plain []int
	for i, choice := range o.Choices {
		if choice.Explain.IsZero() {
			plain = append(plain, i)
			continue
		}
		y = o.paintRow(c, i, draw.R(r.X, y, r.W, 0)) + draw.KeyGap*unit
	}
	x := r.Right()
	for n := len(plain) - 1; n >= 0; n-- {
		x -= 210 * unit
		o.paintPlain(c, plain[n], draw.R(x, y, 210*unit, buttonHeight*unit))
		x -= draw.KeyGap * unit
	}
	if len(plain) > 0 {
		y += buttonHeight * unit
	}
	return y + edge*unit
}

// tr is t in every language of the notice.
func (o *dialog) tr(t kiosk.Text, between string) string {
	var all []string
	for _, c := range o.Texts {
		all = append(all, c.Text(t))
	}
	return strings.Join(all, between)
}

// paintWords draws the mark and, beside it, title and advice in each language.
func (o *dialog) paintWords(c *draw.Canvas, r draw.Rect) float32 {
	unit, t := c.Unit, o.Tone
	c.Mark(o.Mark, r.X+markSize/2*unit, r.Y+markSize/2*unit, markSize*unit, t.Mark, draw.OnInk)
	x := r.X + (markSize+22)*unit
	w := r.Right() - x
	y := r.Y
	for i, texts := range o.Texts {
		title := draw.Style{Size: 27 * unit, Bold: true, Color: t.Ink, Floor: 18 * unit}
		words := draw.Style{Size: 18 * unit, Color: draw.Ink, Floor: draw.SizeLegend * unit}
		if i > 0 {
			y += 14 * unit
			title.Size, words.Size, words.Color = 20*unit, 16*unit, draw.Dim
		}
		y += o.paintText(c, texts, o.Title, draw.R(x, y, w, 0), title) + 4*unit
		y += o.paintText(c, texts, o.Advice, draw.R(x, y, w, 0), words)
	}
	return max(y, r.Y+markSize*unit)
}

// paintText draws a text in as many lines as it takes and returns their height.
func (o *dialog) paintText(c *draw.Canvas, texts *i18n.Catalogue, t kiosk.Text, r draw.Rect, st draw.Style) float32 {
	text, leading := texts.Text(t), st.Size*1.45
	if text == "" {
		return 0
	}
	r.H = float32(draw.LineCount(text, r.W, st)) * leading
	return c.Paragraph(text, r, st, leading)
}

// technical draws a line that nobody wrote for a screen, in a box as high as it
// needs, and returns where that ends.
func technical(c *draw.Canvas, text string, most int, r draw.Rect, t draw.Tone) float32 {
	if text == "" {
		return r.Y
	}
	unit := c.Unit
	st := draw.Style{Size: lineSize * unit, Color: t.Ink}
	leading, pad := st.Size*1.5, 16*unit
	lines := wrapTight(text, r.W-2*pad, st)
	if len(lines) > most { // its end has what went wrong, its beginning where
		tail := lines[len(lines)-most/2:]
		lines = append(append(lines[:most-len(tail)-1:most-len(tail)-1], "…"), tail...)
	}
	r.H = float32(len(lines))*leading + 2*12*unit
	c.Card(r, t.Fill, t.Line, 12*unit, 1)
	for i, line := range lines {
		c.Text(line, draw.R(r.X+pad, r.Y+12*unit+float32(i)*leading, r.W-2*pad, leading), st)
	}
	return r.Bottom()
}

// wrapTight is wrap for what need not have spaces: a path, say.
func wrapTight(text string, width float32, st draw.Style) []string {
	var lines []string
	for _, line := range draw.Wrap(text, width, st) {
		for {
			n := fitting(line, width, st)
			lines = append(lines, line[:n])
			if line = line[n:]; line == "" {
				break
			}
		}
	}
	return lines
}

// fitting is the number of bytes of line that fit width, at least one character, up to the
// last separator of a path when one is near.
func fitting(line string, width float32, st draw.Style) int {
	if draw.Width(line, st) <= width {
		return len(line)
	}
	fits, broken := 0, 0
	for i, r := range line {
		end := i + len(string(r))
		if fits > 0 && draw.Width(line[:end], st) > width {
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

func (o *dialog) face(c Choice, i int, unit float32) (f draw.Face, soft, legend color.NRGBA) {
	f = draw.Face{Fill: draw.CardFill, Line: draw.Faint(draw.Ink, draw.Paper, 0.84), Ink: draw.Ink, Radius: draw.KeyRadius * unit, Stroke: 1}
	soft, legend = draw.Dim, draw.Dim
	switch {
	case o.state.armed == i:
		t := draw.Failed
		f.Fill, f.Line, f.Ink = t.Fill, t.Line, t.Ink
		soft, legend = t.Soft, t.Soft
	case c.Main:
		f.Fill, f.Line, f.Ink, f.Stroke = draw.Ink, draw.Ink, draw.OnInk, 0
		soft, legend = draw.StageSoft, draw.DimOnInk
	}
	return f, soft, legend
}

// label is the text of choice i's button now.
func (o *dialog) label(i int) string {
	c := o.Choices[i]
	switch {
	case o.state.busy == i:
		return o.tr(kiosk.T("screen.notice.busy"), " · ")
	case o.state.armed == i:
		return o.tr(c.Sure, " · ")
	}
	return o.tr(c.Label, " · ")
}

// paintRow draws a choice with its explanation and returns where it ends.
func (o *dialog) paintRow(c *draw.Canvas, i int, r draw.Rect) float32 {
	choice, unit := o.Choices[i], c.Unit
	f, soft, legend := o.face(choice, i, unit)
	pad := 20 * unit
	words := draw.Style{Size: 16 * unit, Color: soft, Floor: draw.SizeLegend * unit}
	explain := o.tr(choice.Explain, "\n")
	leading := words.Size * 1.42
	lines := float32(draw.LineCount(explain, r.W-2*pad, words)) * leading
	r.H = 18*unit + 28*unit + 4*unit + lines + 16*unit
	c.Touch(fmt.Sprintf("choice.%d", i), r, f, func() { o.press(i) }, func(in *draw.Canvas) {
		room := in.W - 2*pad - 70*unit
		if o.state.busy == i {
			in.Spin(in.W-pad-14*unit, 18*unit+14*unit, 28*unit, 3*unit, draw.Mix(f.Fill, f.Ink, 0.25), f.Ink)
		} else {
			in.Legend(o.legend(choice), legend)
		}
		in.Text(o.label(i), draw.R(pad, 18*unit, room, 28*unit), draw.Style{Size: draw.SizeButton * unit, Bold: true, Color: f.Ink, Floor: draw.SizeLegend * unit})
		in.Paragraph(explain, draw.R(pad, 50*unit, in.W-2*pad, lines), words, leading)
	})
	return r.Bottom()
}

func (o *dialog) paintPlain(c *draw.Canvas, i int, r draw.Rect) {
	choice, unit := o.Choices[i], c.Unit
	f, _, legend := o.face(choice, i, unit)
	c.Touch(fmt.Sprintf("choice.%d", i), r, f, func() { o.press(i) }, func(in *draw.Canvas) {
		in.Text(o.label(i), draw.R(12*unit, 0, in.W-24*unit, in.H), draw.Style{Size: 19 * unit, Bold: true, Color: f.Ink, Align: draw.Centre, Floor: draw.SizeLegend * unit})
		in.Legend(o.legend(choice), legend)
	})
}

// legend names the key of c: Enter for the main one.
func (o *dialog) legend(c Choice) string {
	if c.Main {
		return keyboard.Legend(kiosk.KeyEnter)
	}
	return keyboard.Legend(c.Key)
}

// press is a touch of choice i, after the keys pressed before it.
func (o *dialog) press(i int) {
	o.keyboard.Flush()
	o.choose(i)
}
