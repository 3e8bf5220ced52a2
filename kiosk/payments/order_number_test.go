package payments

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestOrderNo_IsReadableAndCannotBeGuessed(t *testing.T) {
	b := emptyBook(kiosk.Capabilities{})
	form := regexp.MustCompile(`^20260102090000` + kiosk.TillTag(b.settings.Till) + `[0-9A-HJKMNP-TV-Z]{10}$`)
	seen := map[kiosk.OrderNo]bool{}
	used := map[byte]int{}
	for range 10_000 {
		n := b.orderNumber()
		require.Regexp(t, form, string(n))
		require.False(t, seen[n])
		seen[n] = true
		require.Len(t, n.Tail(), 4)
		for _, b := range []byte(n[16:]) {
			used[b]++
		}
	}
	require.Len(t, used, len(kiosk.OrderAlphabet))
	for b, n := range used {
		require.InDelta(t, 100_000/len(kiosk.OrderAlphabet), n, 400, "%c is drawn as often as the others", b)
	}
}
