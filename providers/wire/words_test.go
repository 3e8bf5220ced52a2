package wire

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestPhrase(t *testing.T) {
	for said, want := range map[string]string{
		"余额不足":                    "余额不足",
		" a\x00b\r\n\tc ":         "ab   c",
		"a\xffb\u200bc\uFFFD":     "abc",
		"@story.paid":             "story.paid",
		"＠story.paid":             "story.paid",
		" @ ＠@\u200b@ story.paid": "story.paid",
		"\x00\u200b@\xffstory":    "story",
		"@":                       "",
		"me@shop.example":         "me@shop.example",
	} {
		require.Equal(t, want, Phrase(said), "%q", said)
	}
	require.Equal(t, strings.Repeat("付", kiosk.ReasonRunesMax)+"…", Phrase("@"+strings.Repeat("付", kiosk.ReasonRunesMax+1)))
}
