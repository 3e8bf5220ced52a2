package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	red   = color.RGBA{R: 0xFF, A: 0xFF}
	green = color.RGBA{G: 0xFF, A: 0xFF}
	blue  = color.RGBA{B: 0xFF, A: 0xFF}
	white = color.RGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}
)

// quarters is a picture of four colours: of the top, then of the bottom.
func quarters(w, h int, of [4]color.RGBA) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i, c := range of {
		at := image.Pt(i%2*w/2, i/2*h/2)
		draw.Draw(img, image.Rectangle{Min: at, Max: image.Pt(w, h)}, image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

// seen is the colours of the test's picture the right way up.
var seen = [4]color.RGBA{red, green, blue, white}

// stored is the pixels of it by orientation, by the standard's words on where
// the first row and the first column belong.
var stored = map[orientation][4]color.RGBA{
	upright:     {red, green, blue, white},
	mirrored:    {green, red, white, blue},
	upsideDown:  {white, blue, green, red},
	flipped:     {blue, white, red, green},
	transposed:  {red, blue, green, white},
	turnedRight: {green, white, red, blue},
	transversed: {white, green, blue, red},
	turnedLeft:  {blue, red, white, green},
}

// tiff is the structure of EXIF's tags: another tag, and the orientation.
func tiff(order binary.ByteOrder, kind uint16, o orientation) []byte {
	var b bytes.Buffer
	mark := "MM\x00*"
	if order == binary.LittleEndian {
		mark = "II*\x00"
	}
	b.WriteString(mark)
	put := func(values ...any) {
		for _, v := range values {
			_ = binary.Write(&b, order, v) // a buffer takes everything
		}
	}
	put(uint32(10), uint16(0), uint16(2)) // a gap before the directory, which may be anywhere
	put(uint16(0x010F), uint16(2), uint32(3), [4]byte{'a', 'b'})
	put(uint16(0x0112), kind, uint32(1))
	if kind == 3 {
		put(uint16(o), uint16(0))
	} else {
		put(uint32(o))
	}
	put(uint32(0))
	return b.Bytes()
}

func segment(kind byte, content []byte) []byte {
	out := []byte{0xFF, kind}
	out = binary.BigEndian.AppendUint16(out, uint16(len(content)+2))
	return append(out, content...)
}

func asJPEG(t *testing.T, img image.Image, segments ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 100}))
	return append(append([]byte("\xFF\xD8"), bytes.Join(segments, nil)...), b.Bytes()[2:]...)
}

func asPNG(t *testing.T, img image.Image, exif []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	chunk := append([]byte("eXIf"), exif...)
	whole := binary.BigEndian.AppendUint32(nil, uint32(len(exif)))
	whole = append(whole, chunk...)
	whole = binary.BigEndian.AppendUint32(whole, crc32.ChecksumIEEE(chunk))
	const behindHeader = 8 + 25
	return append(append(append([]byte{}, b.Bytes()[:behindHeader]...), whole...), b.Bytes()[behindHeader:]...)
}

func load(t *testing.T, data []byte, size image.Point) *image.RGBA {
	t.Helper()
	reel, err := Open(data, size)
	require.NoError(t, err)
	img, stands, err := reel.Frame()
	require.NoError(t, err)
	require.False(t, reel.Moves())
	require.Zero(t, stands)
	require.Equal(t, image.Rectangle{Max: size}, img.Rect)
	require.True(t, img.Opaque())
	return img
}

// near allows for what JPEG makes of a colour.
func near(t *testing.T, want, got color.RGBA, what string) {
	t.Helper()
	const away = 24
	for _, d := range []int{int(want.R) - int(got.R), int(want.G) - int(got.G), int(want.B) - int(got.B)} {
		require.LessOrEqual(t, max(d, -d), away, "%s: %v, not %v", what, got, want)
	}
}

func requireSeen(t *testing.T, img *image.RGBA, what string) {
	t.Helper()
	w, h := img.Rect.Dx(), img.Rect.Dy()
	for i, c := range seen {
		near(t, c, img.RGBAAt(w/4+i%2*w/2, h/4+i/2*h/2), fmt.Sprintf("%s, quarter %d", what, i))
	}
}

func TestOpen_TurnsAPictureAsItWasHeld(t *testing.T) {
	const w, h = 96, 64
	for o, quarter := range stored {
		img := quarters(w, h, quarter)
		if o.turned() {
			img = quarters(h, w, quarter)
		}
		for name, data := range map[string][]byte{
			"big endian":    asJPEG(t, img, segment(0xE1, append(exifMark, tiff(binary.BigEndian, 3, o)...))),
			"little endian": asJPEG(t, img, segment(0xE1, append(exifMark, tiff(binary.LittleEndian, 3, o)...))),
			"as a long":     asJPEG(t, img, segment(0xE1, append(exifMark, tiff(binary.BigEndian, 4, o)...))),
			"behind others": asJPEG(t, img, segment(0xE0, make([]byte, 14)), segment(0xE1, []byte("http://ns.adobe.com/xap/1.0/\x00<x/>")),
				[]byte{0xFF, 0xFF}, segment(0xE2, make([]byte, 60_000)), segment(0xE1, append(exifMark, tiff(binary.LittleEndian, 3, o)...))),
			"png": asPNG(t, img, tiff(binary.BigEndian, 3, o)),
		} {
			what := fmt.Sprintf("orientation %d, %s", o, name)
			requireSeen(t, load(t, data, image.Pt(w, h)), what)
			requireSeen(t, load(t, data, image.Pt(w*2, h*2-3)), what+", trimmed a little")
		}
	}
}

// A broken EXIF is no reason not to show a picture: it is shown as it is stored.
func TestOpen_ShowsAPictureWithABrokenEXIF(t *testing.T) {
	img := quarters(96, 64, seen)
	whole := tiff(binary.BigEndian, 3, upsideDown)
	change := func(at int, to ...byte) []byte {
		b := bytes.Clone(whole)
		copy(b[at:], to)
		return b
	}
	broken := map[string][]byte{
		"empty":                      {},
		"no byte order":              change(0, 'X', 'X'),
		"not 42":                     change(3, 43),
		"a directory at its head":    change(4, 0, 0, 0, 0),
		"a directory far away":       change(4, 0xFF, 0xFF, 0xFF, 0xFF),
		"a directory at its end":     change(4, 0, 0, 0, byte(len(whole))),
		"orientation 0":              change(10+2+12+8, 0, 0),
		"orientation 9":              change(10+2+12+8, 0, 9),
		"as a text":                  change(10+2+12+2, 0, 2),
		"none of it":                 change(10+2+12+4, 0, 0, 0, 0),
		"more entries than it holds": append(change(10, 0xFF, 0xFF)[:10+2+12], 0x01, 0x0F),
	}
	for n := range whole[:10+2+2*12] {
		broken[fmt.Sprintf("cut after %d bytes", n)] = whole[:n]
	}
	for name, exif := range broken {
		data := asJPEG(t, img, segment(0xE1, append(bytes.Clone(exifMark), exif...)))
		requireSeen(t, load(t, data, image.Pt(96, 64)), name)
		requireSeen(t, load(t, asPNG(t, img, exif), image.Pt(96, 64)), name+", png")
	}
	requireSeen(t, load(t, asJPEG(t, img), image.Pt(96, 64)), "none")
}

func TestOpen_ShowsTheWholeOfAPictureOfAnotherShape(t *testing.T) {
	for name, row := range map[string]struct {
		w, h int
		size image.Point
	}{
		"a wide one on a high place":     {900, 300, image.Pt(400, 600)},
		"a high one on a wide place":     {300, 900, image.Pt(600, 400)},
		"a square on a high place":       {300, 300, image.Pt(300, 500)},
		"a panorama":                     {4000, 40, image.Pt(400, 600)},
		"a hair":                         {1, 3000, image.Pt(400, 600)},
		"a small one":                    {30, 10, image.Pt(400, 600)},
		"one that is larger than it all": {3000, 1000, image.Pt(300, 700)},
	} {
		var b bytes.Buffer
		require.NoError(t, png.Encode(&b, quarters(row.w, row.h, seen)))
		img := load(t, b.Bytes(), row.size)
		fitted := image.Pt(row.size.X, max(1, row.h*row.size.X/row.w))
		if fitted.Y > row.size.Y {
			fitted = image.Pt(max(1, row.w*row.size.Y/row.h), row.size.Y)
		}
		at := row.size.Sub(fitted).Div(2)
		if fitted.X >= 8 && fitted.Y >= 8 {
			for i, c := range seen { // its corners are there
				x, y := at.X+1+i%2*(fitted.X-3), at.Y+1+i/2*(fitted.Y-3)
				near(t, c, img.RGBAAt(x, y), fmt.Sprintf("%s, corner %d", name, i))
			}
		}
		for _, corner := range []image.Point{{0, 0}, {row.size.X - 1, row.size.Y - 1}} { // and colours around it, darker than it
			c := img.RGBAAt(corner.X, corner.Y)
			require.NotEqual(t, color.RGBA{A: 0xFF}, c, name)
			require.LessOrEqual(t, max(c.R, c.G, c.B), uint8(0xC0), name)
		}
	}
}

func TestOpen_FillsItsPlaceWhenLittleIsTrimmedForThat(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, quarters(1000, 620, seen)))
	img := load(t, b.Bytes(), image.Pt(500, 300))
	near(t, red, img.RGBAAt(0, 0), "top left")
	near(t, white, img.RGBAAt(499, 299), "bottom right")
}

func FuzzOrientation(f *testing.F) {
	for _, o := range []orientation{upright, turnedRight} {
		exif := tiff(binary.BigEndian, 3, o)
		f.Add(append([]byte("\xFF\xD8"), segment(0xE1, append(bytes.Clone(exifMark), exif...))...))
		f.Add(append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x2CeXIf"), exif...))
		f.Add(append([]byte("RIFF\x00\x00\x00\x00WEBPEXIF\x2C\x00\x00\x00"), exif...))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o := orientationOf(bytes.NewReader(data))
		require.GreaterOrEqual(t, o, upright)
		require.LessOrEqual(t, o, turnedLeft)
	})
}
