package customer

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/internal/drawtest"
	"facepay/ui/screen"
)

var noon, view = drawtest.Noon, drawtest.View

// rig is the customer's half of a cashier's window.
type rig struct {
	*Side
	queue  drawtest.Queue
	layout screen.Layout
	view   kiosk.View
}

func newRig(t *testing.T, language string, change ...func(*Options)) *rig {
	t.Helper()
	test.NewTempApp(t)
	texts := drawtest.Catalogues(t, language)[0]
	r := &rig{queue: drawtest.NewQueue(), layout: screen.Layout{Scale: draw.Scale{Unit: 1}, Side: draw.R(742, 0, 538, 800)}}
	o := Options{
		Context: &screen.Context{Shop: "松间茶铺", Texts: texts, Accepts: kiosk.Capabilities{Code: true}},
		Pointer: draw.NewPointer(func() time.Time { return noon }, r.queue.Do),
		Second:  func() *i18n.Catalogue { return i18n.Other(texts) },
		Do:      r.queue.Do, Changed: func() { r.draws(r.view) },
		Look: func() draw.Look { return draw.Look{} },
	}
	for _, c := range change {
		c(&o)
	}
	r.Side = NewSide(o, false)
	t.Cleanup(r.Hide)
	return r
}

// still are options where nothing moves.
func still(o *Options) { o.Look = func() draw.Look { return draw.Look{Still: true} } }

func (r *rig) draws(v kiosk.View) {
	r.view = v
	r.Show(v, noon, r.layout, 1)
}

func (r *rig) texts() []string { return drawtest.Texts(r.Layers[0].Region().Box) }

// A word of the shop's name is smaller rather than broken, and stands whole in the strip.
func TestIdle_TheShopsNameKeepsItsWords(t *testing.T) {
	r := newRig(t, "en")
	r.stage.Shop = "Pinewood Tea"
	r.layout.Side, r.layout.Scale.Unit = draw.R(594, 0, 430, 768), 1.24 // 1024x768 with large text
	r.draws(view(t, "idle"))
	shown := r.texts()
	require.Contains(t, shown, "Pinewood")
	require.Contains(t, shown, "Tea")
	require.Contains(t, shown, "Pinewood Tea", "in the strip")
}
