package printer

import (
	"strings"
	"unicode"

	"facepay/assets/font"
	"facepay/assets/i18n"
	"facepay/kiosk"
)

// columnsOf is the width of text in columns of the paper: hanzi, and all else that is not
// ASCII, take two as they do in a printer's own fonts.
func columnsOf(text string) (n int) {
	for _, r := range text {
		n += columnsOfRune(r)
	}
	return n
}

func columnsOfRune(r rune) int {
	if r < 0x80 {
		return 1
	}
	return 2
}

// line is one line of text as it is printed: at the left, or in the middle.
type line struct {
	text   string
	middle bool
	bold   bool
	wide   bool // twice as wide
	high   bool // twice as high
}

// setter sets lines for paper of a width.
type setter struct {
	columns int
	texts   *i18n.Catalogue
}

// text is a Text in words that can be printed.
func (s setter) text(t kiosk.Text) string {
	shown, _ := font.Legible(s.texts.Text(t))
	return strings.ReplaceAll(shown, "\n", " ")
}

// set are the lines of text of a line of a paper.
func (s setter) set(l kiosk.PaperLine) (lines []line) {
	left, right := s.text(l.Left), s.text(l.Right)
	width, form := s.columns, line{}
	switch l.Style {
	case kiosk.LineHeading:
		form = line{middle: true, wide: true, high: true}
		width /= 2
	case kiosk.LineTitle, kiosk.LineCopy:
		form = line{middle: true, bold: true}
	case kiosk.LineNote:
		form = line{middle: true}
	case kiosk.LineRule:
		left = strings.Repeat("-", s.columns)
	case kiosk.LineSum:
		form = line{bold: true}
	case kiosk.LineAmount:
		form = line{wide: true, high: true}
		if width /= 2; columnsOf(left)+1+columnsOf(right) > width {
			form.wide, width = false, s.columns
		}
	}
	texts := wrap(left, width)
	if right != "" {
		texts = pair(left, right, width)
	}
	for _, text := range texts {
		form.text = text
		lines = append(lines, form)
	}
	return lines
}

// pair sets one text at the left and one at the right edge, in one line where both fit.
func pair(left, right string, width int) []string {
	if room := width - columnsOf(left) - columnsOf(right); room > 0 {
		return []string{left + strings.Repeat(" ", room) + right}
	}
	lines := wrap(left, width)
	for _, l := range wrap(right, width) {
		lines = append(lines, strings.Repeat(" ", width-columnsOf(l))+l)
	}
	return lines
}

// noneBefore are signs that do not begin a line.
const noneBefore = "，。、；：！？）》」』】〉…·%),.;:!?"

// wrap breaks text into lines of at most width columns: between words, or anywhere between
// hanzi. A word that is wider than a line is cut.
func wrap(text string, width int) (lines []string) {
	rest := []rune(strings.TrimSpace(text))
	for len(rest) > 0 {
		end, used := 0, 0
		for end < len(rest) && used+columnsOfRune(rest[end]) <= width {
			used += columnsOfRune(rest[end])
			end++
		}
		if end < len(rest) {
			if at := breakBefore(rest, end); at > 0 {
				end = at
			}
		}
		lines = append(lines, strings.TrimRightFunc(string(rest[:end]), unicode.IsSpace))
		rest = []rune(strings.TrimLeftFunc(string(rest[end:]), unicode.IsSpace))
	}
	if lines == nil {
		return []string{""}
	}
	return lines
}

// breakBefore is the last place up to end before which a line may begin, 0 for none.
func breakBefore(text []rune, end int) int {
	for at := end; at > 0; at-- {
		before, after := text[at-1], text[at]
		if unicode.IsSpace(before) || unicode.IsSpace(after) {
			return at
		}
		if (before >= 0x80 || after >= 0x80) && !strings.ContainsRune(noneBefore, after) && !strings.ContainsRune("（《「『【〈(", before) {
			return at
		}
	}
	return 0
}
