package font_test

import (
	"fmt"
	"slices"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"facepay/assets/font"
)

func parse(t *testing.T, data []byte) *sfnt.Font {
	t.Helper()
	f, err := sfnt.Parse(data)
	require.NoError(t, err)
	return f
}

var weights = map[string][]byte{"regular": font.Regular, "bold": font.Bold}

func has(t *testing.T, f *sfnt.Font, r rune) bool {
	t.Helper()
	glyph, err := f.GlyphIndex(nil, r)
	require.NoError(t, err)
	return glyph != 0
}

// twoBytes is what an encoding has from one pair of bytes to another.
func twoBytes(e encoding.Encoding, first, last int) (all []rune) {
	for lead := first >> 8; lead <= last>>8; lead++ {
		for trail := 0x40; trail <= 0xFE; trail++ {
			if pair := lead<<8 | trail; pair < first || pair > last {
				continue
			}
			out, err := e.NewDecoder().Bytes([]byte{byte(lead), byte(trail)})
			r := []rune(string(out))
			if err != nil || len(r) != 1 || r[0] == '\uFFFD' || unicode.Is(unicode.Co, r[0]) {
				continue // a free place of the table
			}
			all = append(all, r[0])
		}
	}
	return all
}

// sourceLacks are the characters of the encodings for which Noto Sans CJK has no
// shape in any of its faces: "approximately equal to or the image of".
var sourceLacks = []rune{'≒'}

func TestFonts_HaveAllOfGBKAndBig5AndASCII(t *testing.T) {
	for name, data := range weights {
		f := parse(t, data)
		for r := rune(' '); r <= '~'; r++ {
			require.True(t, has(t, f, r), "%s: %q", name, r)
		}
		for encoding, want := range map[string]struct {
			characters []rune
			hanzi      int // as the standards count them
		}{
			"GBK":      {twoBytes(simplifiedchinese.GBK, 0x8140, 0xFEFE), 20902},
			"GB 18030": {twoBytes(simplifiedchinese.GB18030, 0x8140, 0xFEFE), 20902},
			// Beyond these is what Hong Kong added.
			"Big5": {append(twoBytes(traditionalchinese.Big5, 0xA440, 0xC67E), twoBytes(traditionalchinese.Big5, 0xC940, 0xF9D5)...), 13053 - 2},
		} {
			var missing []string
			hanzi := 0
			for _, r := range want.characters {
				if unicode.Is(unicode.Han, r) {
					hanzi++
				}
				if !has(t, f, r) && !slices.Contains(sourceLacks, r) {
					missing = append(missing, fmt.Sprintf("%c %U", r, r))
				}
			}
			require.GreaterOrEqual(t, hanzi, want.hanzi, encoding)
			require.Empty(t, missing, "%s: %d of %s", name, len(missing), encoding)
		}
		for _, r := range sourceLacks {
			require.False(t, has(t, f, r), "%s: %q need not stand in the list", name, r)
		}
	}
}

func TestFonts_DrawTheSameCharacters(t *testing.T) {
	regular, bold := parse(t, font.Regular), parse(t, font.Bold)
	for r := range rune(unicode.MaxRune) {
		if has(t, regular, r) != has(t, bold, r) {
			t.Errorf("%U is in one weight only", r)
		}
	}
}

func TestFonts_DigitsHaveOneWidth(t *testing.T) {
	for name, data := range weights {
		f := parse(t, data)
		width := func(r rune) fixed.Int26_6 {
			glyph, err := f.GlyphIndex(nil, r)
			require.NoError(t, err)
			w, err := f.GlyphAdvance(nil, glyph, fixed.I(1000), 0)
			require.NoError(t, err)
			return w
		}
		for r := '1'; r <= '9'; r++ {
			require.Equal(t, width('0'), width(r), "%s: %q", name, r)
		}
	}
}

func TestFonts_QuotesAreLatinAndKeepTheirFullWidthForms(t *testing.T) {
	for name, data := range weights {
		f := parse(t, data)
		width := func(r rune) fixed.Int26_6 {
			glyph, err := f.GlyphIndex(nil, r)
			require.NoError(t, err)
			w, err := f.GlyphAdvance(nil, glyph, fixed.I(1000), 0)
			require.NoError(t, err)
			return w
		}
		for latin, wide := range font.FullWidth {
			require.Less(t, width(latin), fixed.I(600), "%s: %q", name, latin)
			require.Equal(t, fixed.I(1000), width(wide), "%s: full-width %q", name, latin)
		}
	}
}
