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

// rect is a place in logical pixels.
type rect struct{ x, y, w, h float32 }

func (r rect) cx() float32     { return r.x + r.w/2 }
func (r rect) cy() float32     { return r.y + r.h/2 }
func (r rect) right() float32  { return r.x + r.w }
func (r rect) bottom() float32 { return r.y + r.h }

// inset is r made smaller by d on every side.
func (r rect) inset(d float32) rect { return rect{r.x + d, r.y + d, r.w - 2*d, r.h - 2*d} }

// holds reports whether a place lies in r.
func (r rect) holds(at fyne.Position) bool {
	return at.X >= r.x && at.X < r.right() && at.Y >= r.y && at.Y < r.bottom()
}

type align uint8

const (
	left align = iota
	centre
	right
)

// style says how a text looks. Size and floor are logical pixels.
type style struct {
	size  float32
	bold  bool
	color color.NRGBA
	align align
	// floor is how small the text may become to fit; 0 means three quarters.
	floor float32
}

func (st style) source() fyne.Resource {
	if st.bold {
		return bold
	}
	return regular
}

func (st style) least() float32 {
	if st.floor > 0 {
		return st.floor
	}
	return st.size * 0.75
}

// sheet collects the shapes and texts of one part of the screen while it is
// drawn anew. Text that does not fit its place is noted, for a test to find.
type sheet struct {
	part *part
	scale
	w, h float32
	objs []fyne.CanvasObject
}

func (s *sheet) add(o fyne.CanvasObject) { s.objs = append(s.objs, o) }

// fill draws a rectangle with round corners.
func (s *sheet) fill(r rect, c color.NRGBA, radius float32) { s.card(r, c, c, radius, 0) }

// card draws a rectangle with round corners and a line around it.
func (s *sheet) card(r rect, fill, line color.NRGBA, radius, stroke float32) {
	if radius > 0 && fill.A == 0xFF && r.w*r.h >= largeArea {
		s.largeCard(r, fill, line, radius, stroke)
		return
	}
	o := canvas.NewRectangle(fill)
	o.CornerRadius, o.StrokeColor, o.StrokeWidth = radius, line, stroke
	place(o, r)
	s.add(o)
}

// largeArea is from where on a rectangle with round corners is put together, in
// square logical pixels. Fyne asks of each of its pixels how far from a corner
// it lies, which takes long where a processor does the graphics.
const largeArea = 40_000

// largeCard puts a card together of its corners and of plain rectangles.
func (s *sheet) largeCard(r rect, fill, line color.NRGBA, radius, stroke float32) {
	r = rect{whole(r.x), whole(r.y), whole(r.right()) - whole(r.x), whole(r.bottom()) - whole(r.y)} // no seam between two pixels
	radius = min(float32(math.Ceil(float64(radius))), r.w/2, r.h/2)
	corner := min(2*radius+1, r.w, r.h) // a pixel is hidden below the plain part
	for _, x := range []float32{r.x, r.right() - corner} {
		for _, y := range []float32{r.y, r.bottom() - corner} {
			o := canvas.NewRectangle(fill)
			o.CornerRadius, o.StrokeColor, o.StrokeWidth = radius, line, stroke
			place(o, rect{x, y, corner, corner})
			s.add(o)
		}
	}
	across, down := r.w-2*radius, r.h-2*radius
	s.plain(rect{r.x + radius, r.y + stroke, across, radius - stroke}, fill)
	s.plain(rect{r.x + stroke, r.y + radius - 1, r.w - 2*stroke, down + 2}, fill)
	s.plain(rect{r.x + radius, r.bottom() - radius, across, radius - stroke}, fill)
	if stroke > 0 {
		s.plain(rect{r.x + radius, r.y, across, stroke}, line)
		s.plain(rect{r.x + radius, r.bottom() - stroke, across, stroke}, line)
		s.plain(rect{r.x, r.y + radius, stroke, down}, line)
		s.plain(rect{r.right() - stroke, r.y + radius, stroke, down}, line)
	}
}

// plain draws a rectangle without round corners.
func (s *sheet) plain(r rect, c color.NRGBA) {
	o := canvas.NewRectangle(c)
	place(o, r)
	s.add(o)
}

func (s *sheet) disc(cx, cy, d float32, c color.NRGBA) {
	o := canvas.NewCircle(c)
	place(o, rect{cx - d/2, cy - d/2, d, d})
	s.add(o)
}

// ring draws a full arc: a circle that is only a stroke gets a dark rim inside,
// where the stroke blends into a fill that is transparent black.
func (s *sheet) ring(cx, cy, d, width float32, c color.NRGBA) {
	o := canvas.NewArc(0, 360, 1-2*width/d, c)
	place(o, rect{cx - d/2, cy - d/2, d, d})
	s.add(o)
}

// stroke draws a line through points with round ends and corners.
func (s *sheet) stroke(width float32, c color.NRGBA, points ...fyne.Position) {
	for i, p := range points {
		s.disc(p.X, p.Y, width, c)
		if i == 0 {
			continue
		}
		l := canvas.NewLine(c)
		l.StrokeWidth, l.Position1, l.Position2 = width, points[i-1], p
		s.add(l)
	}
}

func blank(c color.Color) *canvas.Rectangle { return canvas.NewRectangle(c) }

func place(o fyne.CanvasObject, r rect) {
	o.Resize(fyne.NewSize(r.w, r.h))
	o.Move(fyne.NewPos(r.x, r.y))
}

// oneLine is text as one line of it is drawn. Of what the fonts lack Fyne would
// draw a � for each code point, after a search through all fonts of the system.
func oneLine(text string) string {
	shown, _ := font.Legible(text)
	return strings.ReplaceAll(shown, "\n", " ")
}

// measure is the width of text, and the height of its ascent above the baseline.
func measure(text string, size float32, source fyne.Resource) (width, ascent float32) {
	m, base := fyne.CurrentApp().Driver().RenderedTextSize(oneLine(text), max(size, readable), fyne.TextStyle{}, source)
	return m.Width, base
}

// capMiddle is how far the middle of a digit or hanzi stands above the baseline,
// as a share of the size, in the embedded fonts.
const capMiddle = 0.372

// text draws one line in r, centred in height, shrunk to fit. It returns the
// width that it took.
func (s *sheet) text(text string, r rect, st style) float32 {
	if text == "" {
		return 0
	}
	text = typeset(text)
	size := st.size
	width, _ := measure(text, size, st.source())
	if width > r.w {
		size, width = shrink(text, size, st.least(), r.w, st.source())
		if width > r.w+0.5 {
			s.part.overflow(text, width, r.w)
			text = cut(text, size, r.w, st.source())
			width, _ = measure(text, size, st.source())
		}
	}
	x := r.x
	switch st.align {
	case centre:
		x = r.x + (r.w-width)/2
	case right:
		x = r.right() - width
	}
	s.glyphs(text, x, r.cy()+capMiddle*size, size, st)
	return width
}

// shrink finds the largest size from size down to least at which text fits, and
// its width there. Advances are whole pixels, so the width falls in steps.
func shrink(text string, size, least, room float32, source fyne.Resource) (fits, width float32) {
	for {
		width, _ = measure(text, size, source)
		if width <= room || size <= least {
			return size, width
		}
		size = max(least, min(size-0.5, size*room/width))
	}
}

// glyphs draws text with its baseline at y.
func (s *sheet) glyphs(text string, x, y, size float32, st style) {
	o := canvas.NewText(oneLine(text), st.color)
	o.TextSize, o.FontSource = max(size, readable), st.source()
	width, ascent := measure(text, size, st.source())
	place(o, rect{x, y - ascent, width, o.MinSize().Height}) // a higher box would centre it
	s.add(o)
}

// paragraph draws text in lines that fit r's width, from r's top, and returns
// the height that it took. Lines beyond r's height are noted as too much.
func (s *sheet) paragraph(text string, r rect, st style, leading float32) float32 {
	lines := balanced(typeset(text), st.size, r.w, st.source())
	for i, line := range lines {
		y := float32(i) * leading
		if y+leading > r.h+0.5 {
			s.part.overflow(line, y+leading, r.h)
			break
		}
		s.text(line, rect{r.x, r.y + y, r.w, leading}, st)
	}
	return float32(len(lines)) * leading
}

// lines draws text in the middle of r's height, in as few lines as it needs but
// no more than most: what does not fit them shrinks.
func (s *sheet) lines(text string, r rect, st style, most int) {
	for {
		n := lineCount(text, r.w, st)
		leading := st.size * 1.3
		fits := n <= most && float32(n)*leading <= r.h+0.5
		if fits || st.size <= st.least() {
			h := float32(n) * leading
			s.paragraph(text, rect{r.x, r.cy() - h/2, r.w, h}, st, leading)
			if !fits {
				s.part.overflow(text, h, r.h)
			}
			return
		}
		st.floor = st.least() // stays what it was while the size falls
		st.size = max(st.floor, st.size-0.5)
	}
}

// lineCount is how many lines paragraph needs.
func lineCount(text string, width float32, st style) int {
	return len(wrap(typeset(text), st.size, width, st.source()))
}

// wrap breaks text into lines at spaces, and between hanzi.
func wrap(text string, size, width float32, source fyne.Resource) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		line := ""
		for _, word := range words(paragraph) {
			next := line + word
			if w, _ := measure(strings.TrimRight(next, " "), size, source); w > width && line != "" {
				lines = append(lines, strings.TrimRight(line, " "))
				next = strings.TrimLeft(word, " ")
			}
			line = next
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// balanced is wrap into as many lines, of much the same width, that end after a
// sentence or a clause where they can: no word is left alone on the last line.
func balanced(text string, size, width float32, source fyne.Resource) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		plain := wrap(paragraph, size, width, source)
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
		w, _ := measure(part, size, source)
		begin[i+1] = begin[i] + w
		last[i], _ = measure(strings.TrimRight(part, " "), size, source)
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
		if w, _ := measure(lines[i], size, source); w > width {
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

// typeset makes text legible, and gives quotes that stand in Chinese their
// full-width forms; in Latin text they stay as they are.
func typeset(text string) string {
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

// cut shortens text to width with an ellipsis.
func cut(text string, size, width float32, source fyne.Resource) string {
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		short := strings.TrimRight(string(runes[:n]), " ·，,") + "…"
		if w, _ := measure(short, size, source); w <= width {
			return short
		}
	}
	return "…"
}
