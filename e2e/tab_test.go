//go:build e2e

package e2e

import (
	"fmt"
	"image"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// ring is the box around the points of a part of the window that are ink now and were not in
// a picture, such as the ring of Tab, and empty where those are too few for one.
func (w window) ring(t *testing.T, part image.Rectangle, before []byte) (box image.Rectangle) {
	const least = 1000
	now, err := w.picture("")
	require.NoError(t, err)
	require.Len(t, now, len(before))
	var wide, high int
	_, err = fmt.Sscanf(string(now), "P6\n%d %d\n", &wide, &high)
	require.NoError(t, err)
	pixels := func(p []byte) []byte { return p[len(p)-3*wide*high:] }
	now, before = pixels(now), pixels(before)
	is := func(p []byte, i int) bool { return p[3*i] == ink.R && p[3*i+1] == ink.G && p[3*i+2] == ink.B }
	points := 0
	for i := range wide * high {
		if at := image.Pt(i%wide, i/wide); at.In(part) && is(now, i) && !is(before, i) {
			box = box.Union(image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))})
			points++
		}
	}
	if points < least {
		return image.Rectangle{}
	}
	return box
}

// part is a picture of a part of the window.
func (w window) part(t *testing.T, r image.Rectangle) string {
	p, err := w.picture(fmt.Sprintf("%dx%d+%d+%d", r.Dx(), r.Dy(), r.Min.X, r.Min.Y))
	require.NoError(t, err)
	return string(p)
}

// Tab reaches the table of devices and the keys of the recorder on a real window, with a
// ring that is seen, and Enter presses what it is around.
func TestTab_ReachesTheDevicesAndTheRecorder(t *testing.T) {
	t.Parallel()
	card := newSoundCard(t, t.TempDir())
	g := newGateway(t)
	tl := layTill(t, g, g.lepay())
	tl.environ = append(tl.environ, card.environ()...)
	tl.open()
	tl.keys("F9")
	tl.entersPIN()
	tl.awaitScreen(kiosk.ScreenHistory)
	tl.keys("F8")
	tl.awaits("the settings", func() bool { return tl.window.shows(tl.inSettingsKey(), ink) })
	page := image.Rect(470, 120, 1270, 700) // what stands on the page, but for its title and keys
	rings := func(what string) (ring image.Rectangle) {
		before, err := tl.window.picture("")
		require.NoError(t, err)
		tl.keys("Tab")
		tl.awaits("a ring around "+what, func() bool { // that has come to rest
			ring = tl.window.ring(t, page, before)
			return !ring.Empty() && tl.window.ring(t, page, before) == ring
		})
		return ring
	}
	does := func(what string, at image.Rectangle) {
		before := tl.window.part(t, at)
		tl.keys("Return")
		tl.awaits(what, func() bool { return tl.window.part(t, at) != before })
	}
	calm := func(what string) { // what Enter brought has come to rest
		tl.awaits(what, func() bool { before := tl.window.part(t, page); return tl.window.part(t, page) == before })
	}
	opens := func(what string, keys ...string) { // key by key, as each is seen
		for _, k := range keys {
			before := tl.window.part(t, page)
			tl.keys(k)
			tl.awaits(what+" after "+k, func() bool { return tl.window.part(t, page) != before })
		}
		calm(what)
	}
	opens("the table of devices", "Next", "Next", "Return") // the eleventh entry
	first := rings("the first device")
	second := rings("the second device")
	require.Equal(t, image.Pt(first.Min.X, first.Max.X), image.Pt(second.Min.X, second.Max.X), "a row like the first")
	require.GreaterOrEqual(t, second.Min.Y, first.Max.Y-4, "below it")
	does("what its test found", image.Rect(500, 600, 1240, 700))
	opens("the recorder", "Escape", "Home", "Next", "Next", "Down", "Return")
	back := rings("the word before")
	next := rings("the next word")
	require.GreaterOrEqual(t, next.Min.X, back.Max.X, "right of the word before")
	require.Equal(t, back.Size(), next.Size(), "a key like it")
	does("the next word", image.Rect(620, 250, 1130, 560))
}
