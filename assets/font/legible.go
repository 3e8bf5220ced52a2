package font

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// Mark stands where a character cannot be drawn: the geta, which printers in the
// East set for a type that they lack.
const Mark = '〓'

// Legible is text as the fonts draw it, and what of it they cannot, each once.
// One Mark stands for each character as people count them, such as an emoji of
// several code points. Controls, among them those that turn the direction of
// writing, are left out, and blanks of every kind are a space; only line feeds
// stay. Legible of what is legible is the same text.
func Legible(text string) (shown string, lacks []string) {
	if drawsAll(text) {
		return text, nil
	}
	var out strings.Builder
	lack := func(cluster string) {
		if !slices.Contains(lacks, cluster) {
			lacks = append(lacks, cluster)
		}
	}
	for clusters := uniseg.NewGraphemes(strings.ToValidUTF8(text, "\uFFFD")); clusters.Next(); {
		cluster := clusters.Str()
		if clean := strings.Map(seen, cluster); drawsAll(clean) {
			out.WriteString(clean)
		} else if composed := norm.NFC.String(clean); drawsAll(composed) {
			out.WriteString(composed)
		} else {
			out.WriteRune(Mark)
			lack(cluster)
			continue
		}
		if strings.ContainsFunc(cluster, harmful) {
			lack(cluster)
		}
	}
	return out.String(), lacks
}

// Harmless is text for a terminal, which draws more than the screens do: without
// what would change what stands beside it.
func Harmless(text string) string {
	return strings.Map(func(r rune) rune {
		if harmful(r) {
			return -1
		}
		return r
	}, text)
}

// Draws reports whether both fonts have a shape for r, if it is an empty one.
func Draws(r rune) bool {
	if r >= 0 && r < plane {
		return drawn().basic[r/64]&(1<<(r%64)) != 0
	}
	return drawn().has(r)
}

func drawsAll(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !Draws(r) })
}

// seen is the character drawn for r: itself, a space, or nothing.
func seen(r rune) rune {
	switch {
	case r == '\n':
		return r
	case unicode.IsSpace(r) && r != '\r' || unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp):
		if Draws(r) {
			return r
		}
		return ' '
	case unseen(r):
		return -1
	}
	return r
}

func unseen(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector) || r == '\u034F'
}

// harmful reports whether r, left where it is, would change what stands beside it
// or what a terminal does.
func harmful(r rune) bool {
	return unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Cc, r) && !unicode.IsSpace(r)
}

// plane is the size of the basic plane, where nearly all text lies.
const plane = 1 << 16

// coverage is the set of code points that the fonts draw.
type coverage struct {
	font  *sfnt.Font
	basic [plane / 64]uint64 // a bit a code point, looked at in each text that is drawn
}

// drawn is the coverage of Regular, which Bold shares. It is nothing at all where
// the font cannot be read, which the looks at the fonts tell.
var drawn = sync.OnceValue(func() *coverage {
	c := &coverage{}
	f, err := sfnt.Parse(Regular)
	if err != nil {
		return c
	}
	c.font = f
	for r := range rune(plane) {
		if !unseen(r) && c.has(r) {
			c.basic[r/64] |= 1 << (r % 64)
		}
	}
	return c
})

func (c *coverage) has(r rune) bool {
	if c.font == nil {
		return false
	}
	glyph, err := c.font.GlyphIndex(nil, r)
	return err == nil && glyph != 0
}
