package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"os"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

// The files in testdata were made by ImageMagick, another program than decodes them.
func TestOpen_KnowsTheFormatsOfPictures(t *testing.T) {
	for _, name := range []string{"cmyk.jpg", "progressive.jpg", "deep.png", "lossy.webp", "lossless.webp"} {
		data, err := os.ReadFile("testdata/" + name)
		require.NoError(t, err)
		_, err = Check(data)
		require.NoError(t, err, name)
		requireSeen(t, load(t, data, image.Pt(96, 96)), name)
	}
	_, err := Check(readAll(t, "testdata/gray.jpg"))
	require.NoError(t, err)
}

func readAll(t testing.TB, name string) []byte {
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return data
}

// claims is a GIF's header that claims a size.
func claims(width, height uint16) []byte {
	data := []byte("GIF89a")
	data = binary.LittleEndian.AppendUint16(data, width)
	data = binary.LittleEndian.AppendUint16(data, height)
	return append(data, 0, 0, 0)
}

func TestCheck_RefusesBadPictures(t *testing.T) {
	whole := asJPEG(t, quarters(64, 64, seen))
	scan := whole[bytes.Index(whole, []byte{0xFF, 0xDA}) : len(whole)-2]
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 20_000, 20))))
	long := b.Bytes()
	for name, row := range map[string]struct {
		data []byte
		want error
	}{
		"empty":                      {nil, ErrFormat},
		"HTML":                       {[]byte("<html><body>404</body></html>"), ErrFormat},
		"cut":                        {whole[:len(whole)/2], ErrFormat},
		"20,000 pixels wide":         {long, ErrLarge},
		"20,000 pixels by its head":  {claims(20_000, 20_000), ErrLarge},
		"over the pixels":            {claims(9000, 9000), ErrLarge},
		"no width":                   {claims(0, 10), ErrFormat},
		"over the bytes":             {append(bytes.Clone(whole), make([]byte, BytesMax)...), ErrLarge},
		"thousands of scans":         {append(whole[:len(whole)-2:len(whole)-2], bytes.Repeat(scan, 5000)...), ErrLarge},
		"a WebP that moves":          {readAll(t, "testdata/moving.webp"), ErrFormat},
		"500 frames":                 {asGIF(t, 500, 4, 4, gif.DisposalNone), ErrLarge},
		"a GIF of too many pixels":   {again(asGIF(t, 2, 1700, 1700, gif.DisposalNone), 100), ErrLarge},
		"a GIF without its end":      {bytes.TrimSuffix(asGIF(t, 3, 4, 4, 0), []byte{trailer}), ErrFormat},
		"a GIF with a broken frame":  {broken(asGIF(t, 3, 40, 40, 0)), ErrFormat},
		"a GIF whose frame juts out": {juts(asGIF(t, 2, 4, 4, 0)), ErrFormat},
	} {
		_, err := Check(row.data)
		require.ErrorIs(t, err, row.want, name)
		_, err = Open(row.data, image.Pt(40, 40))
		if name != "a GIF with a broken frame" && name != "a GIF whose frame juts out" { // which is unpacked when its turn comes
			require.ErrorIs(t, err, row.want, name)
		}
	}
}

// asGIF is a moving GIF whose frames have a colour each, red, green, blue and white in turn.
func asGIF(t testing.TB, frames, w, h int, disposal byte) []byte {
	g := gif.GIF{Config: image.Config{Width: w, Height: h}}
	for i := range frames {
		img := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{seen[i%4], color.Black})
		g.Image, g.Delay, g.Disposal = append(g.Image, img), append(g.Delay, 20), append(g.Disposal, disposal)
	}
	var b bytes.Buffer
	require.NoError(t, gif.EncodeAll(&b, &g))
	return b.Bytes()
}

// again has the last frame n times.
func again(data []byte, n int) []byte {
	data = bytes.TrimSuffix(data, []byte{trailer})
	return append(append(bytes.Clone(data), bytes.Repeat(data[last(data):], n)...), trailer)
}

// last is the place of the last frame.
func last(data []byte) int {
	m, _ := readFrames(append(bytes.Clone(data), trailer))
	return bytes.LastIndex(data, m.frames[len(m.frames)-1].block)
}

// broken has a code in its last frame that stands for nothing.
func broken(data []byte) []byte {
	data = bytes.Clone(data)
	copy(data[len(data)-8:], []byte{0xFF, 0xFF, 0xFF, 0xFF})
	return data
}

func juts(data []byte) []byte {
	data = bytes.Clone(data)
	data[last(data)+1] = 3
	return data
}

func TestReel_ShowsTheFramesInTurn(t *testing.T) {
	reel, err := Open(asGIF(t, 4, 40, 40, gif.DisposalNone), image.Pt(60, 90))
	require.NoError(t, err)
	require.True(t, reel.Moves())
	for i := range 11 {
		img, stands, err := reel.Frame()
		require.NoError(t, err)
		require.Equal(t, 200*time.Millisecond, stands)
		require.True(t, img.Opaque())
		near(t, seen[i%4], img.RGBAAt(30, 45), fmt.Sprint("frame ", i))
	}
}

// Frames often hold only what changes, and tell what becomes of it.
func TestReel_LeavesTheScreenAsFramesSay(t *testing.T) {
	for name, row := range map[string]struct {
		disposal byte
		corner   color.RGBA // at the first frame's place once the third is up
	}{
		"stays":          {gif.DisposalNone, red},
		"goes to ground": {gif.DisposalBackground, color.RGBA{}},
		"as before":      {gif.DisposalPrevious, white},
	} {
		g := gif.GIF{Config: image.Config{Width: 8, Height: 8}}
		add := func(r image.Rectangle, c color.RGBA, disposal byte) {
			img := image.NewPaletted(r, color.Palette{c, color.Transparent})
			g.Image, g.Delay, g.Disposal = append(g.Image, img), append(g.Delay, 0), append(g.Disposal, disposal)
		}
		add(image.Rect(0, 0, 8, 8), white, gif.DisposalNone)
		add(image.Rect(0, 0, 4, 4), red, row.disposal)
		add(image.Rect(4, 4, 8, 8), blue, gif.DisposalNone)
		var b bytes.Buffer
		require.NoError(t, gif.EncodeAll(&b, &g))
		reel, err := Open(b.Bytes(), image.Pt(8, 8))
		require.NoError(t, err)
		for range 2 {
			for range 3 {
				_, stands, err := reel.Frame()
				require.NoError(t, err)
				require.Equal(t, standsUntold, stands, "told as 0")
			}
			require.Equal(t, row.corner, reel.screen.RGBAAt(1, 1), name)
			require.Equal(t, blue, reel.screen.RGBAAt(6, 6), name)
			require.Equal(t, white, reel.screen.RGBAAt(6, 1), name)
		}
	}
}

func TestRead_TakesFilesOfSaneSizeAlone(t *testing.T) {
	folder := fstest.MapFS{"a": {Data: []byte("12345")}, "d/x": {}}
	data, err := Read(folder, "a", 5)
	require.NoError(t, err)
	require.Equal(t, "12345", string(data))
	_, err = Read(folder, "a", 4)
	require.ErrorIs(t, err, ErrLarge)
	_, err = Read(folder, "d", 9)
	require.ErrorContains(t, err, "is not a file")
	_, err = Read(folder, "none", 9)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// Whatever a file holds, it is shown or refused, and nothing falls.
func FuzzOpen(f *testing.F) {
	f.Add(asGIF(f, 3, 4, 4, gif.DisposalPrevious))
	f.Add(claims(3, 3))
	for _, name := range []string{"cmyk.jpg", "lossy.webp", "lossless.webp"} {
		f.Add(readAll(f, "testdata/"+name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, checked := Check(data)
		reel, err := Open(data, image.Pt(20, 30))
		if checked == nil {
			require.NoError(t, err)
		}
		for i := 0; err == nil && i < 3; i++ {
			_, _, err = reel.Frame()
		}
	})
}
