package draw

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"facepay/assets/font"
)

// Wrap breaks typeset text into lines at spaces, between hanzi, and a word that is wider
// than a line, such as a file's path, where it must.
func Wrap(text string, width float32, st Style) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		line := ""
		for _, word := range broken(words(paragraph), width, st) {
			next := line + word
			if line != "" && Width(strings.TrimRight(next, " "), st) > width {
				lines = append(lines, strings.TrimRight(line, " "))
				next = strings.TrimLeft(word, " ")
			}
			line = next
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// wordBreaks are the characters after which a word that is too wide is broken first.
const wordBreaks = "/\\-_.:"

// broken has the words that are wider than width in pieces that are not.
func broken(words []string, width float32, st Style) []string {
	var out []string
	for _, word := range words {
		for word != "" && Width(strings.TrimRight(word, " "), st) > width {
			end, after := 0, 0
			for end < len(word) {
				r, size := utf8.DecodeRuneInString(word[end:])
				next := end + size
				if end > 0 && Width(word[:next], st) > width {
					break
				}
				if end = next; strings.ContainsRune(wordBreaks, r) {
					after = next
				}
			}
			if after > 0 {
				end = after
			}
			out, word = append(out, word[:end]), word[end:]
		}
		if word != "" {
			out = append(out, word)
		}
	}
	return out
}

// Splits reports whether Wrap would break a plain word, which a path or a number is not.
func Splits(text string, width float32, st Style) bool {
	other := func(r rune) bool { return !unicode.Is(unicode.Latin, r) }
	return slices.ContainsFunc(strings.Fields(Typeset(text)), func(word string) bool {
		return !strings.ContainsFunc(word, other) && Width(word, st) > width
	})
}

// LineCount is the number of lines that Paragraph needs.
func LineCount(text string, width float32, st Style) int {
	return len(Wrap(Typeset(text), width, st))
}

// Balanced is Wrap into as many lines, of much the same width, that end after a
// sentence or a clause where they can: no word is left alone on the last line.
func Balanced(text string, width float32, st Style) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(Typeset(text), "\n") {
		plain := Wrap(paragraph, width, st)
		if len(plain) > 1 {
			plain = even(plain, words(paragraph), width, st)
		}
		lines = append(lines, plain...)
	}
	return lines
}

// clauseBonus is the share of a line that may stay empty for it to end after a clause.
const clauseBonus = 0.2

// even breaks the words of a paragraph into as many lines as plain has, at the
// places that leave the least room empty; plain itself where that cannot be.
func even(plain, parts []string, width float32, st Style) []string {
	n, none := len(parts), math.Inf(1)
	begin, last := make([]float32, n+1), make([]float32, n) // where a word begins; its width as the last of a line
	for i, part := range parts {
		begin[i+1] = begin[i] + Width(part, st)
		last[i] = Width(strings.TrimRight(part, " "), st)
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
		if Width(lines[i], st) > width {
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
		if r == ' ' && i > 0 && (runes[i-1] == '¥' || runes[i-1] == ':' && unicode.IsDigit(next)) || again(runes, i) || again(runes, i-1) {
			breaks = false
		}
		if breaks && !strings.ContainsRune(noLineStart, next) && !strings.ContainsRune(noLineEnd, r) && next != ' ' {
			out = append(out, string(word))
			word = nil
		}
	}
	return append(out, string(word))
}

// again reports whether a verb that is said twice begins at i, such as 扫一扫: one word.
func again(runes []rune, i int) bool {
	return i >= 0 && i+2 < len(runes) && runes[i+1] == '一' && runes[i] == runes[i+2]
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

// Truncate ends a text that is too wide with an ellipsis within width, and notes it for a
// test to find.
func (c *Canvas) Truncate(text string, width float32, st Style) string {
	if Width(text, st) <= width {
		return text
	}
	c.region.Cuts = append(c.region.Cuts, text)
	return Cut(text, width, st)
}

// Cut ends text with an ellipsis within width.
func Cut(text string, width float32, st Style) string {
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		short := strings.TrimRight(string(runes[:n]), " ·，,") + "…"
		if Width(short, st) <= width {
			return short
		}
	}
	return "…"
}
