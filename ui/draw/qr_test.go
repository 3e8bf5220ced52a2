package draw

import (
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/ui/internal/qrtest"
)

func TestQR_IsReadByAnotherDecoder(t *testing.T) {
	for name, text := range map[string]string{
		"a wallet's short link": "weixin://wxpay/bizpayurl?pr=abcdefg",
		"a long link":           "https://pay.example/" + strings.Repeat("0123456789abcdef", 16),
		"Chinese":               "付款给松间茶铺",
	} {
		for _, side := range []int{300, 372, 502, 601} {
			t.Run(name, func(t *testing.T) {
				m, err := encodeQR(text)
				require.NoError(t, err)
				require.Equal(t, text, qrtest.Text(t, m.draw(side, side)))
			})
		}
	}
}

func TestQR_HasWholePixelsAndAQuietZone(t *testing.T) {
	m, err := encodeQR("https://pay.example/1")
	require.NoError(t, err)
	n := len(m)
	img := m.draw(372, 372)
	px := 372 / n
	margin := (372 - px*n) / 2
	for y := range 372 {
		for x := range 372 {
			c := img.RGBAAt(x, y)
			mx, my := (x-margin)/px, (y-margin)/px
			inside := x >= margin && y >= margin && mx < n && my < n
			want := color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
			if inside && m[my][mx] {
				want = color.RGBA{A: 0xFF}
			}
			require.Equal(t, want, c)
			if inside && (mx < quietZone || my < quietZone || mx >= n-quietZone || my >= n-quietZone) {
				require.Equal(t, uint8(0xFF), c.R, "quiet zone at %d,%d", x, y)
			}
		}
	}
}
