//go:build e2e

package e2e

import (
	"bytes"
	"image"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// inShiftKey is a point of the section Shift beside its words, dark while that is on screen.
var inShiftKey = image.Pt(140, 215)

// aroundFirstField is a strip through the upper frame of a count's first field, which is
// chosen.
const aroundFirstField = "1x16+540+202"

// countFields is the part of the window with a count's fields.
const countFields = "560x260+240+180"

// touchedDigits are the keys of a count on screen.
var touchedDigits = map[rune]image.Point{
	'7': {X: 897, Y: 191}, '8': {X: 1035, Y: 191}, '9': {X: 1171, Y: 191}, '4': {X: 897, Y: 299}, '5': {X: 1035, Y: 299}, '6': {X: 1171, Y: 299},
	'1': {X: 897, Y: 406}, '2': {X: 1035, Y: 406}, '3': {X: 1171, Y: 406}, '0': {X: 897, Y: 514}, '.': {X: 1035, Y: 514},
}

// picturesDark reports whether a part of w has a pixel that is nearly black.
func (w window) picturesDark(part string, pixels int) bool {
	shot, err := w.picture(part)
	if err != nil || len(shot) < 3*pixels {
		return false
	}
	for shot = shot[len(shot)-3*pixels:]; len(shot) > 0; shot = shot[3:] {
		if max(shot[0], shot[1], shot[2]) < 0x50 {
			return true
		}
	}
	return false
}

// A shift is counted and closed by touch alone.
func TestShift_IsClosedByTouchAlone(t *testing.T) {
	t.Parallel()
	tl := newTill(t, newGateway(t), "[cashier]\ncash = true\n")
	tl.sells("12.50", "F1")
	tl.keys(append(amountKeys("9.50"), "F4")...)
	tl.next()
	tl.opensHistory()
	tl.window.click(t, inShiftKey)
	tl.awaits("the section Shift", func() bool { return tl.window.shows(inShiftKey, ink) })
	tl.awaits("the open shift", func() bool { return tl.window.shows(inCloseKey, ink) })
	tl.window.click(t, inCloseKey)
	first := image.Pt(250, 225)
	tl.awaits("the fields", func() bool { return tl.window.picturesDark(aroundFirstField, 16) })
	// A finger is slower than a frame: each touch is seen before the next.
	touch := func(at image.Point) {
		before, err := tl.window.picture(countFields)
		require.NoError(t, err)
		tl.window.click(t, at)
		tl.awaits("what was touched", func() bool {
			now, err := tl.window.picture(countFields)
			return err == nil && !bytes.Equal(before, now)
		})
	}
	counts := func(field int, yuan string) {
		if field > 0 { // the first is chosen already
			touch(first.Add(image.Pt(0, field*76)))
		}
		for _, c := range yuan {
			touch(touchedDigits[c])
		}
	}
	counts(0, "209.50")
	counts(1, "150")
	counts(2, "200")
	touch(inCloseKey)
	require.Nil(t, tl.shifts()[0].ClosedAt, "the second look closes nothing")
	tl.window.click(t, inCloseKey)
	tl.awaits("a closed shift", func() bool { all := tl.shifts(); return len(all) == 1 && all[0].ClosedAt != nil })
	z := tl.shifts()[0]
	require.Equal(t, struct{ Opening, Taken, Counted, Difference string }{"200.00", "9.50", "209.50", "0.00"}, z.Cash)
	tl.window.click(t, inCloseKey) // done
	tl.window.click(t, inCounterKey)
	tl.awaitScreen(kiosk.ScreenAmount)
	tl.logsNoError()
}
