package customer

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// plainPicture writes a plain picture and returns its file.
func plainPicture(t *testing.T, name string, w, h int, c color.RGBA) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	file := filepath.Join(t.TempDir(), name)
	f, err := os.Create(file)
	require.NoError(t, err)
	if filepath.Ext(name) == ".jpg" {
		require.NoError(t, jpeg.Encode(f, img, nil))
	} else {
		require.NoError(t, png.Encode(f, img))
	}
	require.NoError(t, f.Close())
	return file
}

var red = color.RGBA{R: 0xFF, A: 0xFF}

func advertised(t *testing.T, files ...string) kiosk.View {
	v := view(t, "idle")
	for _, f := range files {
		v.Customer.Adverts = append(v.Customer.Adverts, kiosk.Advert{File: f})
	}
	return v
}

func TestAdverts_ShowAPictureOfTheStagesSize(t *testing.T) {
	for _, name := range []string{"a.png", "a.jpg"} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, "zh-CN")
			r.draws(advertised(t, plainPicture(t, name, 300, 200, red)))
			require.Contains(t, r.texts(), "欢迎光临", "until it is decoded")
			r.queue.Until(t, r.adverts.showing)
			p := advertPlace(r.layout, stageState{buttons: r.view.PracticeButtons})
			require.Less(t, p.H, r.layout.Side.H, "the shop's strip hides nothing of it")
			require.Equal(t, image.Pt(int(p.W), int(p.H)), r.adverts.pictures[r.adverts.front].Rect.Size())
			shown := r.texts()
			require.NotContains(t, shown, "欢迎光临")
			require.Contains(t, shown, "支持微信、支付宝、刷脸")
		})
	}
}

func TestAdverts_ASaleLetsGoOfThePicture(t *testing.T) {
	r := newRig(t, "zh-CN")
	r.draws(advertised(t, plainPicture(t, "a.png", 30, 20, red)))
	r.queue.Until(t, r.adverts.showing)
	r.draws(view(t, "amount"))
	require.False(t, r.adverts.showing())
	require.False(t, r.adverts.box.Visible())
}

// The frame after the first digit has nothing of an advert, and none fades out first;
// nothing brings one back while the sale is open.
func TestAdverts_TheNextFrameAfterTheFirstDigitHasNone(t *testing.T) {
	for _, in := range []string{"a picture's time", "a fade", "a picture that is being decoded"} {
		t.Run("in "+in, func(t *testing.T) {
			r := newRig(t, "zh-CN")
			frame := func() (ofAdverts int) {
				c := software.NewCanvas()
				c.SetContent(container.NewWithoutLayout(r.Objects()...))
				c.Resize(fyne.NewSize(1280, 800))
				picture := c.Capture()
				for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y += 3 {
					for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x += 3 {
						if red, green, _, _ := picture.At(x, y).RGBA(); red > 0x4000 && green < 0x1000 {
							ofAdverts++
						}
					}
				}
				return ofAdverts
			}
			r.draws(advertised(t, plainPicture(t, "a.png", 30, 20, red), plainPicture(t, "b.png", 30, 20, color.RGBA{R: 0xC0, A: 0xFF})))
			r.queue.Until(t, r.adverts.showing)
			a := r.adverts
			switch in {
			case "a fade":
				a.due(a.turn)()
				front := a.front
				r.queue.Until(t, func() bool { return a.front != front })
				// The driver of the tests has a fade done at once: here it is half done.
				a.pictures[front] = a.pictures[a.front]
				a.layers[front].Show()
				a.layers[1].Translucency = 0.5
				a.fade = fyne.NewAnimation(fadeTime, func(float32) {})
			case "a picture that is being decoded":
				a.due(a.turn)()
			}
			require.Positive(t, frame(), "there is one")
			r.draws(view(t, "amount"))
			require.Zero(t, frame())
			require.Nil(t, a.fade)
			require.False(t, a.box.Visible())
			a.due(a.turn - 1)()
			if in == "a picture that is being decoded" {
				(<-r.queue)()
			}
			require.Zero(t, frame())
			require.False(t, a.showing())
		})
	}
}

func TestAdverts_APictureThatComesTooLateIsDropped(t *testing.T) {
	r := newRig(t, "zh-CN")
	r.draws(advertised(t, plainPicture(t, "a.png", 30, 20, red)))
	f := <-r.queue
	r.draws(view(t, "qr"))
	f()
	require.False(t, r.adverts.showing())
}

func TestAdverts_WhatCannotBeDecodedIsLeftOut(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "broken.png")
	require.NoError(t, os.WriteFile(broken, []byte("no picture"), 0o600))
	r := newRig(t, "zh-CN")
	r.draws(advertised(t, broken, filepath.Join(t.TempDir(), "gone.png"), plainPicture(t, "a.png", 30, 20, red)))
	r.queue.Until(t, r.adverts.showing)

	r = newRig(t, "zh-CN")
	r.draws(advertised(t, broken))
	r.queue.Until(t, func() bool { return r.adverts.failures == 1 })
	require.False(t, r.adverts.showing())
	require.Contains(t, r.texts(), "欢迎光临")
}

// A picture that somebody deleted comes up again at every turn until the folder is
// read anew.
func TestAdverts_TheLogIsToldOnceOfOneThatIsLeftOut(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	broken, good := filepath.Join(t.TempDir(), "broken.png"), plainPicture(t, "a.png", 30, 20, red)
	require.NoError(t, os.WriteFile(broken, []byte("no picture"), 0o600))
	r := newRig(t, "zh-CN", still)
	r.draws(advertised(t, broken, good))
	r.queue.Until(t, r.adverts.showing)
	for range 4 {
		r.adverts.timer.Stop()
		before := r.adverts.timer
		r.adverts.due(r.adverts.turn)()
		r.queue.Until(t, func() bool { return r.adverts.timer != before })
	}
	require.Equal(t, 1, strings.Count(log.String(), "left out"), log.String())
}

func TestAdverts_TheNextOneFollows(t *testing.T) {
	r := newRig(t, "zh-CN", still)
	blue := color.RGBA{B: 0xFF, A: 0xFF}
	r.draws(advertised(t, plainPicture(t, "a.png", 30, 20, red), plainPicture(t, "b.png", 30, 20, blue)))
	r.queue.Until(t, r.adverts.showing)
	require.Equal(t, red, r.middle())
	r.adverts.due(r.adverts.turn)()
	r.queue.Until(t, func() bool { return r.middle() == blue })
}

// middle is the colour in the middle of the picture that is seen.
func (r *rig) middle() color.RGBA {
	p := r.adverts.pictures[r.adverts.front]
	return p.RGBAAt(p.Rect.Max.X/2, p.Rect.Max.Y/2)
}

func TestAdverts_AMovingPictureMovesUntilItIsTakenAway(t *testing.T) {
	blue := color.RGBA{B: 0xFF, A: 0xFF}
	moving := gif.GIF{Config: image.Config{Width: 30, Height: 20}}
	for _, c := range []color.RGBA{red, blue} {
		moving.Image = append(moving.Image, image.NewPaletted(image.Rect(0, 0, 30, 20), color.Palette{c}))
		moving.Delay = append(moving.Delay, 5)
	}
	file := filepath.Join(t.TempDir(), "moving.gif")
	var b bytes.Buffer
	require.NoError(t, gif.EncodeAll(&b, &moving))
	require.NoError(t, os.WriteFile(file, b.Bytes(), 0o600))
	r := newRig(t, "zh-CN")
	r.draws(advertised(t, file))
	r.queue.Until(t, r.adverts.showing)
	for _, c := range []color.RGBA{red, blue, red, blue} {
		r.queue.Until(t, func() bool { return r.middle() == c })
	}
	r.draws(view(t, "amount"))
	require.False(t, r.adverts.showing())
	require.False(t, r.adverts.frames.Stop(), "no frame is waited for any more")

	r = newRig(t, "zh-CN", still)
	r.draws(advertised(t, file))
	r.queue.Until(t, r.adverts.showing)
	require.Nil(t, r.adverts.frames, "with reduced motion its first frame stands")
}

func TestAdverts_APictureThatIsReplacedWhileItIsShownIsSeenAnew(t *testing.T) {
	file := plainPicture(t, "a.png", 30, 20, red)
	v := advertised(t, file)
	v.Customer.Adverts[0].Hash = "first"
	r := newRig(t, "zh-CN")
	r.draws(v)
	r.queue.Until(t, r.adverts.showing)
	blue := color.RGBA{B: 0xFF, A: 0xFF}
	content, err := os.ReadFile(plainPicture(t, "b.png", 30, 20, blue))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, content, 0o600))
	anew := advertised(t, file)
	anew.Customer.Adverts[0].Hash = "second"
	r.draws(anew)
	require.True(t, r.adverts.showing(), "the old one stands until the new one is there")
	r.queue.Until(t, func() bool { return r.middle() == blue })

	require.NoError(t, os.Remove(file)) // as with a stick that is pulled out
	r.adverts.due(r.adverts.turn)()
	r.draws(view(t, "idle"))
	require.False(t, r.adverts.showing())
	require.Contains(t, r.texts(), "欢迎光临")
}

// The first digit waits until it is told from a scanner's; the advert does not.
func TestAdverts_GiveWayToAnAmountThatIsToCome(t *testing.T) {
	r := newRig(t, "zh-CN")
	idle := advertised(t, plainPicture(t, "a.png", 30, 20, red))
	r.GiveWay()
	require.Nil(t, r.waiting, "there is none yet")
	r.draws(idle)
	r.queue.Until(t, r.adverts.showing)
	r.GiveWay()
	require.False(t, r.adverts.showing())
	require.NotContains(t, r.texts(), "松间茶铺", "nothing else takes its place meanwhile")
	idle.Status.Gateway.Latency++
	r.draws(idle)
	require.False(t, r.adverts.showing())
	r.draws(view(t, "amount"))
	require.Contains(t, r.texts(), "¥ 128.50")
	require.Nil(t, r.waiting)

	r.draws(idle)
	r.queue.Until(t, r.adverts.showing)
	r.GiveWay() // for a scan, that is no amount
	require.False(t, r.adverts.showing())
	r.queue.Until(t, r.adverts.showing)
	require.Nil(t, r.waiting)
	r.GiveWay()
	r.Hide()
	require.Nil(t, r.waiting)
}
