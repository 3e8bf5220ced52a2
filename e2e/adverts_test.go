//go:build e2e

package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The adverts of these tests: a dark and a light one, which only they have.
var (
	darkAdvert  = color.RGBA{R: 0x50, G: 0x40, B: 0x60, A: 0xFF}
	lightAdvert = color.RGBA{R: 0xB0, G: 0xC8, B: 0xA0, A: 0xFF}
)

func advertPixel(c color.RGBA) pixel { return pixel(c.R)<<16 | pixel(c.G)<<8 | pixel(c.B) }

// layAdverts writes plain pictures into a new folder, and returns the section of the
// config that names it.
func layAdverts(t testing.TB, colours ...color.RGBA) (section string) {
	dir := t.TempDir()
	for i, c := range colours {
		img := image.NewRGBA(image.Rect(0, 0, 540, 700))
		draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%d.png", i)))
		require.NoError(t, err)
		require.NoError(t, png.Encode(f, img))
		require.NoError(t, f.Close())
	}
	return fmt.Sprintf("[adverts]\ninterval = \"1s\"\ndir = %q\n", dir)
}

// light is the mean luminance of pixels, 0 to 255 (ITU-R BT.709).
func light(pixels []pixel) float64 {
	var sum float64
	for _, p := range pixels {
		sum += 0.2126*float64(p>>16&0xFF) + 0.7152*float64(p>>8&0xFF) + 0.0722*float64(p&0xFF)
	}
	return sum / float64(len(pixels))
}

// While one advert fades into the next, no frame is darker or lighter than both.
func TestAdverts_NoFadeFlashes(t *testing.T) {
	tl := layTill(t, nil, layAdverts(t, darkAdvert, lightAdvert))
	tl.flags = []string{"--practice"}
	tl.open()
	o, err := observe(tl.display.name)
	require.NoError(t, err)
	defer o.conn.Close()
	at, err := tl.window.place()
	require.NoError(t, err)
	stage := strip{at.Min.X + at.Dx()*70/100, at.Min.Y + at.Dy()*30/100, at.Dx() / 5, at.Dy() / 4}
	plain := func(pixels []pixel, c color.RGBA) bool { return share(pixels, advertPixel(c)) == 1 }
	grab := func() []pixel {
		pixels, err := o.read(stage)
		require.NoError(t, err)
		return pixels
	}
	await(t, "first advert", func() bool { return plain(grab(), darkAdvert) || plain(grab(), lightAdvert) }, nil)

	const grabs, aFade, away = 200, 10, 0.02 // so that they come from 20 fades or more
	dark, bright := light([]pixel{advertPixel(darkAdvert)}), light([]pixel{advertPixel(lightAdvert)})
	least, most, fading, fades, inThis := bright, dark, 0, 0, 0
	for deadline := time.Now().Add(5 * patience); fading < grabs; time.Sleep(blink) {
		require.True(t, time.Now().Before(deadline), "%d grabs in %d fades", fading, fades)
		pixels := grab()
		if plain(pixels, darkAdvert) || plain(pixels, lightAdvert) {
			inThis = 0
			continue
		}
		if inThis++; inThis == 1 {
			fades++
		}
		if inThis <= aFade {
			fading++
		}
		mean := light(pixels)
		least, most = min(least, mean), max(most, mean)
		require.GreaterOrEqual(t, mean, dark*(1-away), "a dark frame in fade %d", fades)
		require.LessOrEqual(t, mean, bright*(1+away), "a bright frame in fade %d", fades)
	}
	t.Logf("%d grabs in %d fades between %.1f and %.1f: %.1f to %.1f", fading, fades, dark, bright, least, most)
}

// The shop's folder on the screen of a running till: a picture that moves, broken ones
// beside it, another in its place, and the folder pulled out.
func TestAdverts_TheScreenFollowsTheShopsFolder(t *testing.T) {
	section := layAdverts(t)
	dir := section[strings.Index(section, "dir = ")+len("dir = "):]
	dir, err := strconv.Unquote(strings.TrimSpace(dir))
	require.NoError(t, err)
	write := func(name string, data []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	colours := []color.RGBA{darkAdvert, lightAdvert}
	frames := func(n int) []byte {
		moving := gif.GIF{Config: image.Config{Width: 540, Height: 700}}
		for i := range n {
			moving.Image = append(moving.Image, image.NewPaletted(image.Rect(0, 0, 540, 700), color.Palette{colours[i%2]}))
			moving.Delay = append(moving.Delay, 20)
		}
		var b bytes.Buffer
		require.NoError(t, gif.EncodeAll(&b, &moving))
		return b.Bytes()
	}
	const name = "shown.gif"
	write(name, frames(2))
	write("page.jpg", []byte("<html>"))
	write("empty.png", nil)
	write("long.gif", frames(500))
	huge := frames(1)
	copy(huge[6:10], []byte{0x20, 0x4E, 0x20, 0x4E}) // 20,000 pixels on either side
	write("huge.gif", huge)
	tl := layTill(t, nil, section)
	tl.flags = []string{"--practice"}
	tl.open()
	o, err := observe(tl.display.name)
	require.NoError(t, err)
	defer o.conn.Close()
	at, err := tl.window.place()
	require.NoError(t, err)
	stage := strip{at.Min.X + at.Dx()*70/100, at.Min.Y + at.Dy()*30/100, at.Dx() / 5, at.Dy() / 4}
	of := func(c color.RGBA) float64 {
		pixels, err := o.read(stage)
		require.NoError(t, err)
		return share(pixels, advertPixel(c))
	}
	for range 3 {
		for _, c := range colours {
			await(t, fmt.Sprintf("frame of %v", c), func() bool { return of(c) == 1 }, nil)
		}
	}

	other := color.RGBA{R: 0x30, G: 0x90, B: 0xD0, A: 0xFF}
	colours[0] = other
	write(name+".part", frames(1))
	require.NoError(t, os.Rename(filepath.Join(dir, name+".part"), filepath.Join(dir, name)))
	await(t, "the picture in its place", func() bool { return of(other) == 1 }, nil)

	require.NoError(t, os.RemoveAll(dir))
	await(t, "the shop's name, without the folder", func() bool { return of(other) == 0 }, nil)
}

// BenchmarkAdvertsAway measures from the moment at which an amount's first digit is
// handed to the X server to the moment at which no pixel of an advert is on the screen,
// without the start of any tool. Beside it, in turn, how long a bare Fyne window of the
// same size takes to show one rectangle in another colour.
func BenchmarkAdvertsAway(b *testing.B) {
	const rounds, tries = 5, 20
	t := newTypist(b)
	gate := newBenchGateway(b)
	bare := baselineRecipe(b)
	till := tillRecipe(b, lepayAt(gate.url)+layAdverts(b, lightAdvert, darkAdvert))
	left := func(pixels []pixel) float64 {
		return share(pixels, advertPixel(lightAdvert)) + share(pixels, advertPixel(darkAdvert))
	}
	var m paints
	var delays []time.Duration
	for b.Loop() {
		for range rounds {
			p := openPane(b, t.observer, bare)
			for range tries {
				m.repaint(b, t.observer, p)
			}
			p.stop(b)
			p = openPane(b, t.observer, till)
			stage := strip{p.x + p.w*60/100, p.y, p.w * 38 / 100, p.h}
			line := strip{stage.x, p.y + p.h*40/100, stage.w, 2} // is looked at often: to look at the stage keeps the server from the till
			for range tries {
				t.see(b, "advert", stage, func(pixels []pixel) bool { return left(pixels) > 0.5 })
				// Anywhere in an advert's time, so that some digits meet a fade.
				time.Sleep(time.Duration(rand.Int64N(int64(time.Second))))
				pressed, err := t.press(keyFive)
				require.NoError(b, err)
				gone := t.see(b, "stage without an advert", line, func(pixels []pixel) bool { return !faded(pixels) })
				all, err := t.read(stage)
				require.NoError(b, err)
				require.Zero(b, left(all), "the line is without the advert, and the stage has some of it")
				delays = append(delays, gone.Sub(pressed))
				_, err = t.press(keyBackspace)
				require.NoError(b, err)
			}
			p.stop(b)
		}
	}
	reportMs(b, percentile(delays, 50), "away-p50-ms")
	reportMs(b, percentile(delays, 95), "away-p95-ms")
	reportMs(b, percentile(m.bare, 50), "bare-p50-ms")
	reportMs(b, percentile(m.bare, 95), "bare-p95-ms")
	b.ReportMetric(float64(percentile(delays, 50))/float64(percentile(m.bare, 50)), "away-x-bare")
}

// faded reports whether a strip is of the tests' adverts, or of one fading into the other.
func faded(pixels []pixel) bool {
	between := func(v, a, b pixel) bool { return v >= min(a, b) && v <= max(a, b) }
	dark, bright := advertPixel(darkAdvert), advertPixel(lightAdvert)
	for _, shift := range []pixel{16, 8, 0} {
		for _, v := range pixels {
			if !between(v>>shift&0xFF, dark>>shift&0xFF, bright>>shift&0xFF) {
				return false
			}
		}
	}
	return true
}
