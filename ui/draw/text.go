package draw

import (
	"cmp"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"facepay/assets/font"
)

// Align is the horizontal alignment of a text in its place.
type Align uint8

const (
	Left Align = iota
	Centre
	Right
)

// Style is the font style of a text. Size and Floor are logical pixels.
type Style struct {
	Size  float32
	Bold  bool
	Color color.NRGBA
	Align Align
	// Floor is the smallest size to which the text shrinks to fit; 0 means three quarters.
	Floor float32
}

func (st Style) font() fyne.Resource {
	if st.Bold {
		return Bold
	}
	return Regular
}

func (st Style) floor() float32 { return cmp.Or(st.Floor, st.Size*0.75) }

// oneLine is text as one line of it is drawn. Of what the fonts lack Fyne would
// draw a � for each code point, after a search through all fonts of the system.
func oneLine(text string) string {
	shown, _ := font.Legible(text)
	return strings.ReplaceAll(shown, "\n", " ")
}

// measure is the width of text, and the height of its ascent above the baseline.
func measure(text string, st Style) (width, ascent float32) {
	m, base := fyne.CurrentApp().Driver().RenderedTextSize(oneLine(text), max(st.Size, least), fyne.TextStyle{}, st.font())
	return m.Width, base
}

// Width is the width of text in a style, in logical pixels.
func Width(text string, st Style) float32 {
	w, _ := measure(text, st)
	return w
}

// Warm has the fonts read, which takes longer than to lay out a whole screen, away
// from the UI's goroutine. What it returns waits until they are; no text may be
// measured before.
func Warm() (wait func()) {
	read := make(chan struct{})
	go func() {
		defer close(read)
		measure("0", Style{Size: SizeText})
		measure("0", Style{Size: SizeText, Bold: true})
	}()
	return func() { <-read }
}

// capMiddle is the height of the middle of a digit or hanzi above the baseline,
// as a share of the size, in the embedded fonts.
const capMiddle = 0.372

// Text draws one line in r, centred in height, shrunk to fit, and returns its width.
func (c *Canvas) Text(text string, r Rect, st Style) float32 {
	if text == "" {
		return 0
	}
	text = Typeset(text)
	width := Width(text, st)
	if width > r.W {
		st.Size, width = Shrink(text, r.W, st)
		if width > r.W+0.5 {
			c.Overflow(text, width, r.W)
			text = Cut(text, r.W, st)
			width = Width(text, st)
		}
	}
	x := r.X
	switch st.Align {
	case Centre:
		x = r.X + (r.W-width)/2
	case Right:
		x = r.Right() - width
	}
	c.glyphs(text, x, r.CY()+capMiddle*st.Size, st)
	return width
}

// Shrink finds the largest size from that of st down to its floor at which text
// fits, and its width there. Advances are whole pixels, so the width falls in
// steps.
func Shrink(text string, room float32, st Style) (size, width float32) {
	for least := st.floor(); ; st.Size = max(least, min(st.Size-0.5, st.Size*room/width)) {
		if width = Width(text, st); width <= room || st.Size <= least {
			return st.Size, width
		}
	}
}

// glyphs draws text with its baseline at y.
func (c *Canvas) glyphs(text string, x, y float32, st Style) {
	o := canvas.NewText(oneLine(text), st.Color)
	o.TextSize, o.FontSource = max(st.Size, least), st.font()
	width, ascent := measure(text, st)
	c.Add(o, R(x, y-ascent, width, o.MinSize().Height)) // a higher box would centre it
}

// Paragraph draws text in lines that fit r's width, from r's top, and returns
// the height that it took. Lines beyond r's height are noted as too much.
func (c *Canvas) Paragraph(text string, r Rect, st Style, leading float32) float32 {
	lines := Balanced(text, r.W, st)
	for i, line := range lines {
		y := float32(i) * leading
		if y+leading > r.H+0.5 {
			c.Overflow(line, y+leading, r.H)
			break
		}
		c.Text(line, R(r.X, r.Y+y, r.W, leading), st)
	}
	return float32(len(lines)) * leading
}

// Leading is the height of a line of Lines.
func (st Style) Leading() float32 { return st.Size * 1.3 }

// Lines draws text in the middle of r's height, in as few lines as it needs but
// no more than most: what does not fit them shrinks, as does a word that would be split.
func (c *Canvas) Lines(text string, r Rect, st Style, most int) {
	st.Floor = st.floor() // stays what it was while the size falls
	st.Size = LinesSize(text, r, st, most)
	n, leading := LineCount(text, r.W, st), st.Leading()
	h := float32(n) * leading
	c.Paragraph(text, R(r.X, r.CY()-h/2, r.W, h), st, leading)
	if n > most || h > r.H+0.5 {
		c.Overflow(text, h, r.H)
	}
}

// LinesSize finds the largest size from that of st down to its floor at which Lines has
// room for text.
func LinesSize(text string, r Rect, st Style, most int) float32 {
	for least := st.floor(); ; st.Size = max(least, st.Size-0.5) {
		n := LineCount(text, r.W, st)
		fits := n <= most && float32(n)*st.Leading() <= r.H+0.5 && !Splits(text, r.W, st)
		if fits || st.Size <= least {
			return st.Size
		}
	}
}

// amountShrinkMax is the least scale of an amount that is too long for its place.
const amountShrinkMax = 0.4

// Amount draws yuan and a lighter sign on one baseline, shrunk together to fit.
func (c *Canvas) Amount(yuan string, r Rect, st Style, sign float32) {
	st.Bold = true
	digits, yen := st, Style{Color: Dim}
	f, gap, yenWidth, total := float32(1), float32(0), float32(0), float32(0)
	for ; ; f -= 0.02 {
		digits.Size, yen.Size, gap = st.Size*f, sign*f, st.Size/9*f
		yenWidth = Width("¥", yen)
		total = Width(yuan, digits) + yenWidth + gap
		if total <= r.W || f <= amountShrinkMax {
			break
		}
	}
	if total > r.W {
		c.Overflow(yuan, total, r.W)
	}
	x := r.X
	switch st.Align {
	case Centre:
		x += (r.W - total) / 2
	case Right:
		x += r.W - total
	}
	base := r.CY() + capMiddle*st.Size*f
	c.glyphs("¥", x, base, yen)
	c.glyphs(yuan, x+yenWidth+gap, base, digits)
}
