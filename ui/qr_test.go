package ui

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/makiuchi-d/gozxing"
	zxing "github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"
)

func decode(t *testing.T, img image.Image) string {
	t.Helper()
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	require.NoError(t, err)
	result, err := zxing.NewQRCodeReader().Decode(bmp, nil)
	require.NoError(t, err)
	return result.GetText()
}

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
				require.Equal(t, text, decode(t, m.draw(side, side)))
			})
		}
	}
}

func TestQR_OfTheStageIsReadByAnotherDecoder(t *testing.T) {
	for _, size := range sizes {
		r := newRig(t, "zh-CN", size)
		v := view(t, "qr")
		r.draws(v)
		var found []*canvas.Raster
		visit(r.stage.part.box, fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
			if raster, ok := o.(*canvas.Raster); ok {
				found = append(found, raster)
			}
		})
		require.Len(t, found, 1)
		side := found[0].Size()
		require.Equal(t, side.Width, side.Height)
		require.Equal(t, v.Customer.QR, decode(t, found[0].Generator(int(side.Width), int(side.Height))))
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

func TestQR_TooLongIsACrossNotACrash(t *testing.T) {
	_, err := encodeQR(strings.Repeat("x", 5000))
	require.Error(t, err)
	r := newRig(t, "zh-CN", sizes[0])
	v := view(t, "qr")
	v.Customer.QR = strings.Repeat("x", 5000)
	r.draws(v)
	require.Contains(t, strings.Join(r.stage.part.over, " "), "QR")
}
