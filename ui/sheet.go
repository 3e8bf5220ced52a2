package ui

import (
	"image/color"
	"math"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"facepay/assets/font"
)

// Rect is a place in logical pixels.
type Rect struct{ X, Y, W, H float32 }

func (r Rect) CX() float32     { return r.X + r.W/2 }
func (r Rect) CY() float32     { return r.Y + r.H/2 }
func (r Rect) Right() float32  { return r.X + r.W }
func (r Rect) Bottom() float32 { return r.Y + r.H }

// Inset is r made smaller by d on every side.
func (r Rect) Inset(d float32) Rect { return R(r.X+d, r.Y+d, r.W-2*d, r.H-2*d) }

// Holds reports whether a place lies in r.
func (r Rect) Holds(at fyne.Position) bool {
	return at.X >= r.X && at.X < r.Right() && at.Y >= r.Y && at.Y < r.Bottom()
}

type Align uint8

const (
	Left Align = iota
	Centre
	Right
)

// Style says how a text looks. Size and floor are logical pixels.
type Style struct {
	Size  float32
	Bold  bool
	Color color.NRGBA
	Align Align
	// Floor is how small the text may become to fit; 0 means three quarters.
	Floor float32
}

func (st Style) Source() fyne.Resource {
	if st.Bold {
		return Bold
	}
	return Regular
}

func (st Style) Least() float32 {
	if st.Floor > 0 {
		return st.Floor
	}
	return st.Size * 0.75
}

// Canvas collects the shapes and texts of one part of the screen while it is
// drawn anew. Text that does not fit its place is noted, for a test to find.
type Canvas struct {
	region *Region
	Scale
	W, H float32
	objs []fyne.CanvasObject
}

func (c *Canvas) Add(o fyne.CanvasObject) { c.objs = append(c.objs, o) }

// Fill draws a rectangle with round corners.
func (c *Canvas) Fill(r Rect, colour color.NRGBA, radius float32) {
	c.Card(r, colour, colour, radius, 0)
}

// Card draws a rectangle with round corners and a line around it.
func (c *Canvas) Card(r Rect, fill, line color.NRGBA, radius, stroke float32) {
	if radius > 0 && fill.A == 0xFF && r.W*r.H >= largeArea {
		c.largeCard(r, fill, line, radius, stroke)
		return
	}
	o := canvas.NewRectangle(fill)
	o.CornerRadius, o.StrokeColor, o.StrokeWidth = radius, line, stroke
	Place(o, r)
	c.Add(o)
}

// largeArea is from where on a rectangle with round corners is put together, in
// square logical pixels. Fyne asks of each of its pixels how far from a corner
// it lies, which takes long where a processor does the graphics.
const largeArea = 40_000

// largeCard puts a card together of its corners and of plain rectangles.
func (c *Canvas) largeCard(r Rect, fill, line color.NRGBA, radius, stroke float32) {
	r = R(Round(r.X), Round(r.Y), Round(r.Right())-Round(r.X), Round(r.Bottom())-Round(r.Y)) // no seam between two pixels
	radius = min(float32(math.Ceil(float64(radius))), r.W/2, r.H/2)
	corner := min(2*radius+1, r.W, r.H) // a pixel is hidden below the plain part
	for _, x := range []float32{r.X, r.Right() - corner} {
		for _, y := range []float32{r.Y, r.Bottom() - corner} {
			o := canvas.NewRectangle(fill)
			o.CornerRadius, o.StrokeColor, o.StrokeWidth = radius, line, stroke
			Place(o, R(x, y, corner, corner))
			c.Add(o)
		}
	}
	across, down := r.W-2*radius, r.H-2*radius
	c.plain(R(r.X+radius, r.Y+stroke, across, radius-stroke), fill)
	c.plain(R(r.X+stroke, r.Y+radius-1, r.W-2*stroke, down+2), fill)
	c.plain(R(r.X+radius, r.Bottom()-radius, across, radius-stroke), fill)
	if stroke > 0 {
		c.plain(R(r.X+radius, r.Y, across, stroke), line)
		c.plain(R(r.X+radius, r.Bottom()-stroke, across, stroke), line)
		c.plain(R(r.X, r.Y+radius, stroke, down), line)
		c.plain(R(r.Right()-stroke, r.Y+radius, stroke, down), line)
	}
}

// plain draws a rectangle without round corners.
func (c *Canvas) plain(r Rect, colour color.NRGBA) {
	o := canvas.NewRectangle(colour)
	Place(o, r)
	c.Add(o)
}

func (c *Canvas) Disc(cx, cy, d float32, colour color.NRGBA) {
	o := canvas.NewCircle(colour)
	Place(o, R(cx-d/2, cy-d/2, d, d))
	c.Add(o)
}

// Ring draws a full arc: a circle that is only a stroke gets a dark rim inside,
// where the stroke blends into a fill that is transparent black.
func (c *Canvas) Ring(cx, cy, d, width float32, colour color.NRGBA) {
	o := canvas.NewArc(0, 360, 1-2*width/d, colour)
	Place(o, R(cx-d/2, cy-d/2, d, d))
	c.Add(o)
}

// Stroke draws a line through points with round ends and corners.
func (c *Canvas) Stroke(width float32, colour color.NRGBA, points ...fyne.Position) {
	for i, p := range points {
		c.Disc(p.X, p.Y, width, colour)
		if i == 0 {
			continue
		}
		l := canvas.NewLine(colour)
		l.StrokeWidth, l.Position1, l.Position2 = width, points[i-1], p
		c.Add(l)
	}
}

func blank(c color.Color) *canvas.Rectangle { return canvas.NewRectangle(c) }

func Place(o fyne.CanvasObject, r Rect) {
	o.Resize(fyne.NewSize(r.W, r.H))
	o.Move(fyne.NewPos(r.X, r.Y))
}

// oneLine is text as one line of it is drawn. Of what the fonts lack Fyne would
// draw a � for each code point, after a search through all fonts of the system.
func oneLine(text string) string {
	shown, _ := font.Legible(text)
	return strings.ReplaceAll(shown, "\n", " ")
}

// Measure is the width of text, and the height of its ascent above the baseline.
func Measure(text string, size float32, source fyne.Resource) (width, ascent float32) {
	m, base := fyne.CurrentApp().Driver().RenderedTextSize(oneLine(text), max(size, SizeLeast), fyne.TextStyle{}, source)
	return m.Width, base
}

// capMiddle is how far the middle of a digit or hanzi stands above the baseline,
// as a share of the size, in the embedded fonts.
const capMiddle = 0.372

// Text draws one line in r, centred in height, shrunk to fit. It returns the
// width that it took.
func (c *Canvas) Text(Text string, r Rect, st Style) float32 {
	if Text == "" {
		return 0
	}
	Text = Typeset(Text)
	size := st.Size
	width, _ := Measure(Text, size, st.Source())
	if width > r.W {
		size, width = Shrink(Text, size, st.Least(), r.W, st.Source())
		if width > r.W+0.5 {
			c.region.overflow(Text, width, r.W)
			Text = Cut(Text, size, r.W, st.Source())
			width, _ = Measure(Text, size, st.Source())
		}
	}
	x := r.X
	switch st.Align {
	case Centre:
		x = r.X + (r.W-width)/2
	case Right:
		x = r.Right() - width
	}
	c.glyphs(Text, x, r.CY()+capMiddle*size, size, st)
	return width
}

// Shrink finds the largest size from size down to least at which text fits, and
// its width there. Advances are whole pixels, so the width falls in steps.
func Shrink(text string, size, least, room float32, source fyne.Resource) (fits, width float32) {
	for {
		width, _ = Measure(text, size, source)
		if width <= room || size <= least {
			return size, width
		}
		size = max(least, min(size-0.5, size*room/width))
	}
}

// glyphs draws text with its baseline at y.
func (c *Canvas) glyphs(text string, x, y, size float32, st Style) {
	o := canvas.NewText(oneLine(text), st.Color)
	o.TextSize, o.FontSource = max(size, SizeLeast), st.Source()
	width, ascent := Measure(text, size, st.Source())
	Place(o, R(x, y-ascent, width, o.MinSize().Height)) // a higher box would centre it
	c.Add(o)
}

// Paragraph draws text in lines that fit r's width, from r's top, and returns
// the height that it took. Lines beyond r's height are noted as too much.
func (c *Canvas) Paragraph(text string, r Rect, st Style, leading float32) float32 {
	lines := Balanced(Typeset(text), st.Size, r.W, st.Source())
	for i, line := range lines {
		y := float32(i) * leading
		if y+leading > r.H+0.5 {
			c.region.overflow(line, y+leading, r.H)
			break
		}
		c.Text(line, R(r.X, r.Y+y, r.W, leading), st)
	}
	return float32(len(lines)) * leading
}

// Lines draws text in the middle of r's height, in as few lines as it needs but
// no more than most: what does not fit them shrinks.
func (c *Canvas) Lines(text string, r Rect, st Style, most int) {
	for {
		n := LineCount(text, r.W, st)
		leading := st.Size * 1.3
		fits := n <= most && float32(n)*leading <= r.H+0.5
		if fits || st.Size <= st.Least() {
			h := float32(n) * leading
			c.Paragraph(text, R(r.X, r.CY()-h/2, r.W, h), st, leading)
			if !fits {
				c.region.overflow(text, h, r.H)
			}
			return
		}
		st.Floor = st.Least() // stays what it was while the size falls
		st.Size = max(st.Floor, st.Size-0.5)
	}
}

// LineCount is how many lines paragraph needs.
func LineCount(text string, width float32, st Style) int {
	return len(Wrap(Typeset(text), st.Size, width, st.Source()))
}

// Wrap breaks text into lines at spaces, and between hanzi.
func Wrap(text string, size, width float32, source fyne.Resource) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		line := ""
		for _, word := range words(paragraph) {
			next := line + word
			if w, _ := Measure(strings.TrimRight(next, " "), size, source); w > width && line != "" {
				lines = append(lines, strings.TrimRight(line, " "))
				next = strings.TrimLeft(word, " ")
			}
			line = next
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// Balanced is wrap into as many lines, of much the same width, that end after a
// sentence or a clause where they can: no word is left alone on the last line.
func Balanced(text string, size, width float32, source fyne.Resource) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		plain := Wrap(paragraph, size, width, source)
		if len(plain) > 1 {
			plain = even(plain, words(paragraph), size, width, source)
		}
		lines = append(lines, plain...)
	}
	return lines
}

// clauseBonus is how much of a line may stay empty for it to end after a clause.
const clauseBonus = 0.2

// even breaks the words of a paragraph into as many lines as plain has, at the
// places that leave the least room empty; plain itself where that cannot be.
func even(plain, parts []string, size, width float32, source fyne.Resource) []string {
	n, none := len(parts), math.Inf(1)
	begin, last := make([]float32, n+1), make([]float32, n) // where a word begins; its width as the last of a line
	for i, part := range parts {
		w, _ := Measure(part, size, source)
		begin[i+1] = begin[i] + w
		last[i], _ = Measure(strings.TrimRight(part, " "), size, source)
	}
	costs := make([]float64, n+1) // of so many words in the lines so far
	for i := range costs {
		costs[i] = none
	}
	costs[0] = 0
	begins := make([][]int, 0, len(plain)) // of each line, by where it ends
	for range plain {
		next, from := make([]float64, n+1), make([]int, n+1)
		for end := range next {
			next[end] = none
			for start := end - 1; start >= 0; start-- {
				w := begin[end-1] - begin[start] + last[end-1]
				if w > width {
					break
				}
				empty := float64(1 - w/width)
				cost := costs[start] + empty*empty
				if end < n && strings.ContainsAny(parts[end-1], clauseEnd) {
					cost -= clauseBonus * clauseBonus
				}
				if cost < next[end] {
					next[end], from[end] = cost, start
				}
			}
		}
		costs, begins = next, append(begins, from)
	}
	if costs[n] == none {
		return plain
	}
	lines := make([]string, len(plain))
	for i, end := len(plain)-1, n; i >= 0; i-- {
		start := begins[i][end]
		lines[i] = strings.TrimRight(strings.Join(parts[start:end], ""), " ")
		if w, _ := Measure(lines[i], size, source); w > width {
			return plain
		}
		end = start
	}
	return lines
}

// clauseEnd holds what ends a clause.
const clauseEnd = "，。；：？！,.;:?!"

// noLineStart holds what may not begin a line in Chinese.
const noLineStart = "，。、；：？！）》」』】”’…·,.;:?!)\ufdd1\ufdd3"

// noLineEnd holds what may not end one.
const noLineEnd = "（《「『【“‘(\ufdd0\ufdd2"

// words splits text where a line may end: after spaces and around hanzi, but
// never so that a closing mark begins a line.
func words(text string) []string {
	var out []string
	var word []rune
	runes := []rune(text)
	for i, r := range runes {
		word = append(word, r)
		if i+1 == len(runes) {
			break
		}
		next := runes[i+1]
		breaks := r == ' ' && next != ' ' || wide(r) || wide(next)
		if breaks && !strings.ContainsRune(noLineStart, next) && !strings.ContainsRune(noLineEnd, r) && next != ' ' {
			out = append(out, string(word))
			word = nil
		}
	}
	return append(out, string(word))
}

// wide reports whether r is a hanzi or full-width mark.
func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFF60 ||
		r >= 0xFDD0 && r <= 0xFDD4
}

// Typeset makes text legible, and gives quotes that stand in Chinese their
// full-width forms; in Latin text they stay as they are.
func Typeset(text string) string {
	text, _ = font.Legible(text)
	if !strings.ContainsAny(text, "‘’“”") {
		return text
	}
	runes := []rune(text)
	near := func(i int) bool { return i >= 0 && i < len(runes) && wide(runes[i]) }
	for i, r := range runes {
		if strings.ContainsRune("‘’“”", r) && (near(i-1) || near(i+1)) {
			runes[i] = font.FullWidth[r]
		}
	}
	return string(runes)
}

// Cut shortens text to width with an ellipsis.
func Cut(text string, size, width float32, source fyne.Resource) string {
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		short := strings.TrimRight(string(runes[:n]), " ·，,") + "…"
		if w, _ := Measure(short, size, source); w <= width {
			return short
		}
	}
	return "…"
}

// R makes a Rect.
func R(x, y, w, h float32) Rect { return Rect{x, y, w, h} }
