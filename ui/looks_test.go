package ui

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/internal/drawtest"
	"facepay/ui/internal/sample"
)

// looking is a window, in logical pixels and with so many pixels of each.
type looking struct {
	size   fyne.Size
	pixels float32
}

// looked are the windows in which every look is drawn: the monitors of shops, and the same
// at a scale of 200 per cent.
var looked = []looking{
	{fyne.NewSize(1024, 768), 1}, {fyne.NewSize(1280, 800), 1}, {fyne.NewSize(1366, 768), 1}, {fyne.NewSize(1920, 1080), 1}, {fyne.NewSize(800, 1280), 1},
	{fyne.NewSize(512, 384), 2}, {fyne.NewSize(640, 400), 2}, {fyne.NewSize(683, 384), 2}, {fyne.NewSize(960, 540), 2}, {fyne.NewSize(400, 640), 2},
}

// TestEveryScreen_OfOtherEyesAndHands is TestEveryScreen for large text, high contrast and
// left hands, and for screens that are scaled up.
func TestEveryScreen_OfOtherEyesAndHands(t *testing.T) {
	for _, look := range []draw.Look{{}, {Large: true, HighContrast: true, Still: true, LeftHanded: true}} {
		for _, at := range looked {
			for _, language := range i18n.Languages() {
				if look == (draw.Look{}) && at.pixels == 1 { // TestEveryScreen
					continue
				}
				t.Run(fmt.Sprintf("%.0fx%.0f@%.0f/%s/%v", at.size.Width, at.size.Height, at.pixels, language, look), func(t *testing.T) {
					r := newRig(t, language, fyne.NewSize(1, 1), func(o *Options) { o.Look = look })
					r.pixels = func() float32 { return at.pixels }
					r.counter.root.Resize(at.size)
					for _, v := range sample.Views(noon, sample.Amount, true) {
						r.draws(v.View)
						whole(t, v.Name, r)
						complete(t, v.Name, r)
					}
					r.draws(view(t, "history"))
					for _, page := range sample.OwnersPages(noon) {
						r.settings.Show(page.Settings)
						r.queue.Frame()
						r.owner.Show(page.View)
						r.draw()
						whole(t, page.Name, r)
					}
				})
			}
		}
	}
}

func TestLarge_GrowsByAThirdWhereThereIsRoom(t *testing.T) {
	for size, least := range map[fyne.Size]float32{
		fyne.NewSize(1280, 800): 1.3, fyne.NewSize(1920, 1080): 1.3, fyne.NewSize(1366, 768): 1.28, fyne.NewSize(800, 1280): 1.23, fyne.NewSize(1024, 768): 1.14,
	} {
		for _, own := range []bool{false, true} {
			if own && size.Width < size.Height { // whose width is full already
				continue
			}
			var units [2]float32
			for i, look := range []draw.Look{{}, {Large: true}} {
				var customers *fyne.Size
				if own {
					customers = &fyne.Size{Width: 1280, Height: 800}
				}
				counter, _ := layouts(size, customers, false, true, true, look)
				units[i] = counter.Unit
			}
			require.GreaterOrEqual(t, units[1]/units[0]+0.005, least, "%v, %v", size, own)
		}
	}
}

func TestLarge_TheAmountStaysTheLargest(t *testing.T) {
	for _, at := range looked {
		r := newRig(t, "zh-CN", at.size, func(o *Options) { o.Look.Large = true })
		r.pixels = func() float32 { return at.pixels }
		for _, name := range []string{"amount", "qr", "confirm", "paid", "unknown"} {
			r.draws(view(t, name))
			var amount, other float32
			for _, l := range r.counter.layers {
				drawtest.VisitTexts(l.Region().Box, func(text *canvas.Text, _ fyne.Position) {
					if text.Text == sample.Amount.Grouped() && l.Region().Name == "amount" {
						amount = max(amount, text.TextSize)
					} else {
						other = max(other, text.TextSize)
					}
				})
			}
			require.Greater(t, amount, other, "%s at %v", name, at.size)
		}
	}
}

func TestLeftHand_MirrorsTheKeysAndKeepsTheDigits(t *testing.T) {
	for _, customer := range []bool{false, true} {
		r := newRig(t, "zh-CN", sizes[0], func(o *Options) { o.CustomerScreen = customer })
		for _, left := range []bool{false, true} {
			r.setLook(draw.Look{LeftHanded: left})
			r.draws(view(t, "amount"))
			pad := func(id string) draw.Rect { return r.touch("pad", id).Spot }
			require.Equal(t, left, pad("pay.wechat").Right() < pad("key.1").X)
			require.Less(t, pad("key.1").X, pad("key.2").X)
			require.Less(t, pad("key.2").X, pad("key.3").X)
			for id, want := range map[string]kiosk.Event{"pay.wechat": kiosk.Tapped{Action: kiosk.ActionWeChat}, "key.3": kiosk.Pressed{Key: "3"}} {
				r.tapAt(t, "pad", id, middle(pad(id)))
				require.Equal(t, []kiosk.Event{want}, r.posted())
				r.advance(1e9)
			}
			counter, side := r.layouts()
			if !customer {
				require.Equal(t, left, side.Side.X < counter.Side.X)
				require.InDelta(t, r.counter.size.Width, counter.Side.W+side.Side.W, 0.01)
			}
			r.draws(view(t, "pin"))
			require.Equal(t, left, r.touch("pad", "pin.ok").Spot.Right() < pad("key.1").X)
		}
	}
}

func TestStill_NothingTurnsOrShakes(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0], func(o *Options) { o.Look.Still = true })
	for _, v := range sample.Views(noon, sample.Amount, true) {
		r.draws(v.View)
		require.Empty(t, r.spinners(), v.Name)
		require.True(t, r.context.Shaken.IsZero(), v.Name)
	}
	r.draws(view(t, "confirm"))
	waits := func() (lines int) {
		drawtest.Visit(r.counter.root, func(o fyne.CanvasObject, _ fyne.Position) {
			if _, ok := o.(*canvas.Line); ok {
				lines++
			}
		})
		return lines
	}
	still := waits()
	r.setLook(draw.Look{})
	require.NotEmpty(t, r.spinners(), "at once, where things may move")
	require.Greater(t, still, waits(), "what waits has a sign of its own")
}

// contrast is the ratio of two colours' luminance (WCAG 2.2).
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n.R) + 0.7152*linear(n.G) + 0.0722*linear(n.B)
}

func TestContrast_OfKnownPairs(t *testing.T) {
	black, white := color.NRGBA{A: 255}, color.NRGBA{R: 255, G: 255, B: 255, A: 255}
	require.InDelta(t, 21, contrast(black, white), 0.001)
	require.InDelta(t, 4.54, contrast(color.NRGBA{R: 0x76, G: 0x76, B: 0x76, A: 255}, white), 0.01)
}

// ground is something opaque that was painted, and its colours.
type ground struct {
	at      draw.Rect
	colours []color.Color
}

// below are the colours under a place: of the topmost thing that holds it.
func below(all []ground, at fyne.Position) []color.Color {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].at.Holds(at) {
			return all[i].colours
		}
	}
	return []color.Color{draw.Paper}
}

// TestHighContrast_EveryPairThatIsDrawn computes the ratio of each text and each shape to
// what lies under it, on every screen and page.
func TestHighContrast_EveryPairThatIsDrawn(t *testing.T) {
	const text, shape = 7, 3
	pairs := 0
	for _, size := range []fyne.Size{sizes[0], sizes[3]} {
		r := newRig(t, "zh-CN", size, func(o *Options) { o.Look.HighContrast = true })
		measure := func(name string) {
			var all []ground
			surface := false // the next rectangle is the ground of one that is touched
			drawtest.Visit(r.counter.root, func(o fyne.CanvasObject, pos fyne.Position) {
				at := draw.R(pos.X, pos.Y, o.Size().Width, o.Size().Height)
				middle := fyne.NewPos(at.CX(), at.CY())
				holds := func(c color.Color, least float64, what string) {
					for _, under := range below(all, middle) {
						if same := c == under; same && least == shape { // it is not meant to be seen
							continue
						}
						pairs++
						require.GreaterOrEqual(t, contrast(c, under), least, "%s: %s: %v on %v at %v", name, what, c, under, at)
					}
				}
				switch o := o.(type) {
				case *draw.Backdrop:
				case fyne.Widget:
					surface = true
				case *canvas.Text:
					holds(o.Color, text, o.Text)
				case *canvas.Circle:
					holds(o.FillColor, shape, "disc")
					all = append(all, ground{at, []color.Color{o.FillColor}})
				case *canvas.Arc:
					holds(o.FillColor, shape, "ring")
				case *canvas.Rectangle:
					_, _, _, alpha := o.FillColor.RGBA()
					line := o.StrokeColor
					if o.StrokeWidth == 0 {
						line = o.FillColor
					}
					if o.StrokeWidth > 0 && at.W > 4 && at.H > 4 || surface && alpha == 0xFFFF {
						edge := fyne.NewPos(at.X-1, at.CY())
						for _, under := range below(all, edge) {
							pairs++
							require.GreaterOrEqual(t, max(contrast(line, under), contrast(o.FillColor, under)), float64(shape), "%s: line %v, fill %v on %v at %v", name, line, o.FillColor, under, at)
						}
					}
					if surface = false; alpha == 0xFFFF {
						all = append(all, ground{at, []color.Color{o.FillColor}})
					}
				case *canvas.LinearGradient:
					all = append(all, ground{at, []color.Color{o.StartColor, o.EndColor}})
				case *canvas.Raster: // stripes, and QR codes, on which nothing is written
					all = append(all, ground{at, []color.Color{draw.PracticeFill, draw.PracticeStripe}})
				}
			})
		}
		for _, v := range sample.Views(noon, sample.Amount, true) {
			r.draws(v.View)
			measure(v.Name)
		}
		r.draws(view(t, "history"))
		for _, page := range sample.OwnersPages(noon) {
			r.settings.Show(page.Settings)
			r.queue.Frame()
			r.owner.Show(page.View)
			r.draw()
			measure(page.Name)
		}
	}
	require.Greater(t, pairs, 5000)
	t.Log(pairs, "pairs")
}
