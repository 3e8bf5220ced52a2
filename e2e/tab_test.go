//go:build e2e

package e2e

import (
	"fmt"
	"image"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// gained counts the points of a window that are ink now and were not in a picture, as
// those of the ring of Tab.
func (w window) gained(t *testing.T, before []byte) (points int) {
	now, err := w.picture("")
	require.NoError(t, err)
	require.Len(t, now, len(before))
	is := func(p []byte, i int) bool { return p[i] == ink.R && p[i+1] == ink.G && p[i+2] == ink.B }
	for i := len(now) % 3; i+2 < len(now); i += 3 { // the header's end is no ink
		if is(now, i) && !is(before, i) {
			points++
		}
	}
	return points
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
	const ringPoints = 1000 // the least around a row or a key
	rings := func(what string) {
		before, err := tl.window.picture("")
		require.NoError(t, err)
		tl.keys("Tab")
		tl.awaits("a ring around "+what, func() bool { return tl.window.gained(t, before) > ringPoints })
	}
	does := func(what string, at image.Rectangle) {
		before := tl.window.part(t, at)
		tl.keys("Return")
		tl.awaits(what, func() bool { return tl.window.part(t, at) != before })
	}
	page := image.Rect(484, 180, 1256, 700) // what stands on the page, but for its title and keys
	calm := func(what string) {             // what Enter brought has come to rest
		tl.awaits(what, func() bool { before := tl.window.part(t, page); return tl.window.part(t, page) == before })
	}
	tl.keys("Home", "Next", "Next", "Return") // the eleventh entry
	calm("the table of devices")
	rings("the first device")
	rings("the second device")
	does("what its test found", image.Rect(500, 600, 1240, 700))
	tl.keys("Escape", "Home", "Next", "Next", "Down", "Return")
	calm("the recorder")
	rings("the word before")
	rings("the next word")
	does("the next word", image.Rect(620, 250, 1130, 560))
}
