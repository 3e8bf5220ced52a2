package font_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/encoding/simplifiedchinese"

	"facepay/assets/font"
	"facepay/assets/i18n"
	"facepay/kiosk"
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

func TestFonts_DrawEveryCharacterOfTheCatalogues(t *testing.T) {
	for name, data := range weights {
		f := parse(t, data)
		for _, language := range i18n.Languages() {
			texts, err := i18n.Load(language)
			require.NoError(t, err)
			for _, key := range texts.Keys() {
				for _, r := range texts.Text(kiosk.T(key)) {
					require.True(t, r == '\n' || has(t, f, r), "%s: %q of %s %s has no glyph", name, r, language, key)
				}
			}
		}
	}
}

func TestFonts_HaveAllOfGB2312AndASCII(t *testing.T) {
	for name, data := range weights {
		f := parse(t, data)
		for r := rune(' '); r <= '~'; r++ {
			require.True(t, has(t, f, r), "%s: %q", name, r)
		}
		hanzi := 0
		for row := 0xB0; row <= 0xF7; row++ {
			for cell := 0xA1; cell <= 0xFE; cell++ {
				out, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{byte(row), byte(cell)})
				r := []rune(string(out))
				if err != nil || len(r) != 1 || r[0] == '\uFFFD' || r[0] >= 0xE000 && r[0] < 0xF900 {
					continue // a free place of the table
				}
				hanzi++
				require.True(t, has(t, f, r[0]), "%s: %q", name, r[0])
			}
		}
		require.Equal(t, 6763, hanzi)
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
