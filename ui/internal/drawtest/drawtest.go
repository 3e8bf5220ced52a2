// Package drawtest is what tests of the screens see of what was drawn.
package drawtest

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/internal/sample"
)

// Noon is the start time of the tests.
var Noon = time.Date(2026, 11, 22, 14, 32, 17, 0, time.Local)

// View is the sample of that name, in practice mode.
func View(t *testing.T, name string) kiosk.View {
	t.Helper()
	all := sample.Views(Noon, sample.Amount, true)
	i := slices.IndexFunc(all, func(n sample.Named) bool { return n.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return all[i].View
}

// Primary is the event of a finger or the left button.
var Primary = &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}

// Visit walks all visible objects below o with their place on the screen.
func Visit(o fyne.CanvasObject, f func(fyne.CanvasObject, fyne.Position)) {
	visit(o, fyne.Position{}, f)
}

func visit(o fyne.CanvasObject, at fyne.Position, f func(fyne.CanvasObject, fyne.Position)) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	f(o, at)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			visit(c, at, f)
		}
	case fyne.Widget:
		for _, c := range drawn(o) {
			visit(c, at, f)
		}
	}
}

// drawn is the canvas objects of a surface, its ground first.
func drawn(s fyne.Widget) []fyne.CanvasObject { return test.WidgetRenderer(s).Objects() }

// Ground is the colour of a surface.
func Ground(s *draw.Touch) color.Color { return drawn(s.Widget)[0].(*canvas.Rectangle).FillColor }

// VisitTexts walks all visible texts below o with their place on the screen.
func VisitTexts(o fyne.CanvasObject, f func(*canvas.Text, fyne.Position)) {
	Visit(o, func(o fyne.CanvasObject, at fyne.Position) {
		if text, ok := o.(*canvas.Text); ok {
			f(text, at)
		}
	})
}

// Texts are all texts below o.
func Texts(o fyne.CanvasObject) (all []string) {
	VisitTexts(o, func(text *canvas.Text, _ fyne.Position) { all = append(all, text.Text) })
	return all
}

// Catalogues are the texts in languages.
func Catalogues(t *testing.T, languages ...string) (all []*i18n.Catalogue) {
	t.Helper()
	for _, l := range languages {
		c, err := i18n.Load(l)
		require.NoError(t, err)
		all = append(all, c)
	}
	return all
}

// Overlaps reports whether two places share more than an edge.
func Overlaps(a, b draw.Rect) bool {
	const edge = 0.5
	return a.Right() > b.X+edge && b.Right() > a.X+edge && a.Bottom() > b.Y+edge && b.Bottom() > a.Y+edge
}

// payKeyMin is the minimum size of the keys that begin a payment, in units.
const payKeyMin = 64

// Touchable holds that r's surfaces are large enough for a finger, inside r and apart.
func Touchable(t *testing.T, name string, r *draw.Region) {
	t.Helper()
	place, scale := r.At()
	spots := map[string]draw.Rect{}
	for id, s := range r.Touches {
		spot := spot(s)
		least := draw.TouchMin * scale.Unit
		if strings.HasPrefix(id, "pay.") {
			least = payKeyMin * scale.Unit
		}
		wide := spot.W
		if strings.HasPrefix(id, "bar.") { // as wide as its chart lets it be; the row of a table opens the same
			wide = least
		}
		require.GreaterOrEqual(t, min(wide, spot.H)+0.5, least, "%s: %s of %s", name, id, r.Name)
		inside := spot.X >= 0 && spot.Y >= 0 && spot.Right() <= place.W+0.5 && spot.Bottom() <= place.H+0.5
		require.True(t, inside, "%s: %s leaves %s", name, id, r.Name)
		for other, o := range spots {
			require.False(t, Overlaps(spot, o), "%s: %s and %s of %s", name, id, other, r.Name)
		}
		spots[id] = spot
	}
}

// spot is the rectangle of a surface in its region.
func spot(s *draw.Touch) draw.Rect {
	at, size := s.Position(), s.Size()
	return draw.R(at.X, at.Y, size.Width, size.Height)
}

// written is a text as it stands in a region: where its characters are, without
// the room that a font keeps above and below them.
type written struct {
	text string
	at   draw.Rect
	size float32
	in   string // the surface that it stands in, "" for none
}

// inkAbove and inkBelow are how far characters reach from their baseline, as
// shares of the size, in the embedded fonts.
const inkAbove, inkBelow = 0.80, 0.06

// writing are the texts of a region.
func writing(r *draw.Region) []written {
	var all []written
	var gather func(o fyne.CanvasObject, at fyne.Position, in string)
	gather = func(o fyne.CanvasObject, at fyne.Position, in string) {
		at = at.Add(o.Position())
		switch o := o.(type) {
		case *canvas.Text:
			size, base := fyne.CurrentApp().Driver().RenderedTextSize(o.Text, o.TextSize, fyne.TextStyle{}, o.FontSource)
			top := at.Y + base - inkAbove*o.TextSize
			all = append(all, written{o.Text, draw.R(at.X, top, size.Width, (inkAbove+inkBelow)*o.TextSize), o.TextSize, in})
		case fyne.Widget:
			for id, s := range r.Touches {
				if s.Widget == o {
					in = id
				}
			}
			for _, c := range drawn(o) {
				gather(c, at, in)
			}
		}
	}
	for _, o := range r.Box.Objects {
		gather(o, fyne.Position{}, "")
	}
	return all
}

// Legible holds that r's texts are large enough to read, inside r and their
// surface, beside each other, and that none lies below a surface.
func Legible(t *testing.T, name string, r *draw.Region) {
	t.Helper()
	const trembles = 1.5 // advances and positions are whole pixels
	spots := map[string]draw.Rect{}
	for id, s := range r.Touches {
		spots[id] = spot(s)
	}
	place, _ := r.At()
	texts := writing(r)
	for i, w := range texts {
		who := fmt.Sprintf("%s: %q of %s", name, w.text, r.Name)
		require.GreaterOrEqual(t, w.size, draw.Least(), who)
		room := draw.R(0, 0, place.W, place.H)
		if w.in != "" {
			room = spots[w.in]
		}
		room = room.Inset(-trembles)
		inside := w.at.X >= room.X && w.at.Right() <= room.Right() && w.at.Y >= room.Y && w.at.Bottom() <= room.Bottom()
		require.True(t, inside, "%s at %v leaves %v (%s)", who, w.at, room, w.in)
		for id, spot := range spots {
			if _, _, _, alpha := Ground(r.Touches[id]).RGBA(); alpha == 0 { // it lies around the text that it is about
				continue
			}
			require.False(t, w.in != id && Overlaps(w.at, spot.Inset(trembles)), "%s lies below %s", who, id)
		}
		for _, o := range texts[:i] {
			require.False(t, Overlaps(w.at.Inset(trembles/2), o.at.Inset(trembles/2)), "%s lies over %q (%v, %v)", who, o.text, w.at, o.at)
		}
	}
}

// Queue is the calls that other goroutines want made on the UI's.
type Queue chan func()

// NewQueue makes one with room for all that a test hands over.
func NewQueue() Queue { return make(Queue, 1000) }

// Do hands f over.
func (q Queue) Do(f func()) { q <- f }

// Frame does what waits for the end of a frame.
func (q Queue) Frame() {
	for len(q) > 0 {
		(<-q)()
	}
}

// Tap presses and releases s, and lets the frame's events end.
func (q Queue) Tap(s *draw.Touch) {
	s.MouseDown(Primary)
	s.MouseUp(Primary)
	q.Frame()
}

// Until does what is handed over until done.
func (q Queue) Until(t *testing.T, done func() bool) {
	t.Helper()
	const hang = 30 * time.Second // far beyond any work of a test
	limit := time.After(hang)
	for !done() {
		select {
		case f := <-q:
			f()
		case <-limit:
			require.Fail(t, "did not happen")
		}
	}
}
