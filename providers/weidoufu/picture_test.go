package weidoufu

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"

	"facepay/providers/wire/wiretest"
)

// pngOf is a picture of a QR in base64, of white paper for "".
func pngOf(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, pictureOf(t, text)))
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func pictureOf(t testing.TB, text string) image.Image {
	t.Helper()
	if text == "" {
		img := image.NewGray(image.Rect(0, 0, 64, 64))
		draw.Draw(img, img.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
		return img
	}
	q := wiretest.Call(qrcode.New(text, qrcode.Medium)).OK(t)
	return q.Image(300)
}

func TestReadPicture(t *testing.T) {
	const text = "weixin://wxpay/bizpayurl?pr=uEjiUsG"
	var jpg bytes.Buffer
	require.NoError(t, jpeg.Encode(&jpg, pictureOf(t, text), &jpeg.Options{Quality: 70}))
	for name, s := range map[string]string{
		"PNG":                       pngOf(t, text),
		"PNG as a data URL":         "data:image/png;base64," + pngOf(t, text),
		"JPEG":                      base64.StdEncoding.EncodeToString(jpg.Bytes()),
		"with a line end behind it": pngOf(t, text) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, text, wiretest.Call(readPicture(s)).OK(t))
		})
	}
	for name, s := range map[string]struct {
		picture string
		want    error
	}{
		"empty":                  {"", errPicture},
		"no base64":              {"not base64!", errPicture},
		"no picture":             {base64.StdEncoding.EncodeToString([]byte("GIF89a and nothing else")), errPicture},
		"cut off":                {pngOf(t, text)[:400], errPicture},
		"no QR on it":            {pngOf(t, ""), errPicture},
		"too long":               {strings.Repeat("A", pictureBytesMax+1), errPictureLong},
		"a claim of 65535 lines": {base64.StdEncoding.EncodeToString(bomb(65535, 65535)), errPictureLong},
		"a claim of no lines":    {base64.StdEncoding.EncodeToString(bomb(0, 0)), errPicture},
		"a thousand by nothing":  {base64.StdEncoding.EncodeToString(bomb(1000, 1)), errPicture},
	} {
		t.Run(name, func(t *testing.T) {
			wiretest.Call(readPicture(s.picture)).Fails(t, s.want)
		})
	}
}

// bomb is the head of a PNG that claims to be w by h.
func bomb(w, h uint32) []byte {
	chunk := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(chunk[4:], w)
	binary.BigEndian.PutUint32(chunk[8:], h)
	chunk[12] = 8
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}
