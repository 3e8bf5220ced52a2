package font_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"facepay/assets/font"
)

func TestLegible_OneMarkForEachCharacterThatPeopleCount(t *testing.T) {
	for name, row := range map[string]struct {
		text, shown string
		lacks       []string
	}{
		"nothing":                            {"", "", nil},
		"rare hanzi and traditional Chinese": {"鱻龍粿囍·老字號", "鱻龍粿囍·老字號", nil},
		"hanzi beyond GBK that names use":    {"㙍䶮𫖯", "㙍䶮𫖯", nil},
		"a family of one emoji":              {"店👨‍👩‍👧店", "店〓店", []string{"👨‍👩‍👧"}},
		"families side by side":              {"👨‍👩‍👧👨‍👩‍👧", "〓〓", []string{"👨‍👩‍👧"}},
		"a flag, a skin, a keycap":           {"🇨🇳👍🏽", "〓〓", []string{"🇨🇳", "👍🏽"}},
		"the same twice is named once":       {"😀😀", "〓〓", []string{"😀"}},
		"hanzi of extension B":               {"𠮷野家", "〓野家", []string{"𠮷"}},
		"private use":                        {"\ue000x\uf8ff\U0010fffd", "〓x〓〓", []string{"\ue000", "\uf8ff", "\U0010fffd"}},
		"an accent that composes":            {"Cafe\u0301", "Café", nil},
		"a heap of accents":                  {"a" + strings.Repeat("\u0336\u0301", 100) + "b", "〓b", []string{"a" + strings.Repeat("\u0336\u0301", 100)}},
		"Hebrew":                             {"אש", "〓〓", []string{"א", "ש"}},
		"a turned direction":                 {"12\u202e34", "1234", []string{"\u202e"}},
		"isolates":                           {"\u206812\u2069", "12", []string{"\u2068", "\u2069"}},
		"an escape":                          {"\x1b[31mred\x00", "[31mred", []string{"\x1b", "\x00"}},
		"blanks of every kind":               {"a\tb\u00a0c\u2003d\u3000e\u2028f\u0085g", "a b c d\u3000e f g", nil},
		"line ends":                          {"a\r\nb\nc\rd", "a\nb\ncd", nil},
		"what only programs see":             {"\ufeff店\u200b名\u00ad字\u200d鱻\ufe00鱻\U000e0100", "店名字鱻鱻", nil},
		"a heart that asks to be an emoji":   {"♥\ufe0f", "♥", nil},
		"broken UTF-8 and the sign for it":   {"a\xff\ufffd", "a〓〓", []string{"\ufffd"}},
		"a mark that stood there before":     {"〓", "〓", nil},
	} {
		t.Run(name, func(t *testing.T) {
			shown, lacks := font.Legible(row.text)
			require.Equal(t, row.shown, shown)
			require.Equal(t, row.lacks, lacks)
		})
	}
}

func TestLegible_AlwaysIsWhatTheFontsDraw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		shown, _ := font.Legible(text)
		for _, r := range shown {
			if r != '\n' && !font.Draws(r) {
				t.Fatalf("%q became %q, with %U in it", text, shown, r)
			}
		}
		again, lacks := font.Legible(shown)
		if again != shown || lacks != nil {
			t.Fatalf("%q became %q and then %q", text, shown, again)
		}
	})
}

func BenchmarkDraws(b *testing.B) {
	for b.Loop() {
		font.Legible("请在手机上确认付款，不要重复付款")
	}
}
