package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/require"

	"facepay/ui/draw"
	"facepay/ui/internal/drawtest"
	"facepay/ui/internal/sample"
)

func TestLast_HasNoLegendOfAKeyThatAButtonHas(t *testing.T) {
	r := showing(t, "en", "pin-missing")
	require.Contains(t, r.texts("panel"), "F9")
	require.NotContains(t, r.texts("last"), "F9")
	r.draws(view(t, "idle"))
	require.Contains(t, r.texts("last"), "F9")
}

func TestButtons_OfOneRowAreOneSize(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		for _, v := range sample.Views(noon, sample.Amount, true) {
			r.draws(v.View)
			sizes := map[string]float32{} // by region and height
			for _, part := range []string{"panel", "card", "attention", "checks", "help", "rights"} {
				p := r.region(part)
				for id, s := range p.Touches {
					if !strings.HasPrefix(id, "button.") {
						continue
					}
					row := fmt.Sprintf("%s at %.0f", part, s.Spot.Y)
					drawtest.VisitTexts(s.Widget, func(text *canvas.Text, _ fyne.Position) {
						if text.FontSource != draw.Bold { // the legend
							return
						}
						if size, known := sizes[row]; known {
							require.InDelta(t, size, text.TextSize, 0.01, "%s: %q of %s", v.Name, text.Text, row)
						}
						sizes[row] = text.TextSize
					})
				}
			}
		}
	})
}

func TestPIN_KeysThatDoNothingForAWhileLookSo(t *testing.T) {
	r := showing(t, "zh-CN", "pin-locked")
	for _, id := range []string{"key.1", "key.Backspace", "pin.ok"} {
		require.False(t, r.touch("pad", id).Acts(), id)
		require.Equal(t, draw.Paper, drawtest.Ground(r.touch("pad", id)), id)
	}
	require.True(t, r.touch("pad", "pin.back").Acts())
	r.clock.now = func() time.Time { return view(t, "pin-locked").PIN.Until }
	r.draw()
	for _, id := range []string{"key.1", "key.Backspace", "pin.ok"} {
		require.True(t, r.touch("pad", id).Acts(), id)
		require.NotEqual(t, draw.Paper, drawtest.Ground(r.touch("pad", id)), id)
	}
}

func TestHighContrast_TheOutlineOfARowIsWhole(t *testing.T) {
	r := newRig(t, "en", sizes[0], func(o *Options) { o.Look.HighContrast = true })
	r.draws(view(t, "history"))
	outlined := 0
	for _, p := range r.regions() {
		for id, s := range p.Touches {
			if !s.Scrolls() {
				continue
			}
			drawtest.Visit(s.Widget, func(o fyne.CanvasObject, at fyne.Position) {
				ground, ok := o.(*canvas.Rectangle)
				if !ok || ground.StrokeWidth == 0 {
					return
				}
				outlined++
				line, in := ground.StrokeWidth, s.Widget.Size()
				at = at.Subtract(s.Widget.Position())
				require.GreaterOrEqual(t, min(at.X, at.Y), line, id)
				require.LessOrEqual(t, at.X+ground.Size().Width+line, in.Width+0.01, id)
				require.LessOrEqual(t, at.Y+ground.Size().Height+line, in.Height+0.01, id)
			})
		}
	}
	require.Positive(t, outlined, "the chosen row has one")
}
