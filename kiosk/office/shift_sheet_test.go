package office

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// Every line of a long Z comes into sight by keys and by a finger.
func TestShift_EveryLineOfALongSheetIsReached(t *testing.T) {
	const lines, fits = 415, 14
	d := atDesk(t, ShiftSettings{}, nil, kiosk.Shift{After: 3})
	d.step(SheetSized{Lines: lines, Fits: fits})
	sheet := func() Sheet { return d.page.Sheet }
	d.press(kiosk.KeyDown)
	require.Zero(t, sheet().Top, "the arrows choose a shift")

	d.press(kiosk.KeyTab)
	require.True(t, sheet().Keyed)
	seen := map[int]bool{}
	look := func() {
		for i := range fits {
			seen[sheet().Top+i] = true
		}
	}
	for _, way := range []struct {
		name string
		on   func()
	}{
		{"lines", func() { d.press(kiosk.KeyDown) }},
		{"pages", func() { d.press(kiosk.KeyPageDown) }},
		{"a finger", func() { d.step(SheetScrolled{Lines: 3}) }},
	} {
		clear(seen)
		d.press(kiosk.KeyHome)
		for look(); sheet().Top+fits < lines; look() {
			was := sheet().Top
			way.on()
			require.Greater(t, sheet().Top, was, way.name)
		}
		require.Len(t, seen, lines, way.name)
		way.on()
		require.Equal(t, lines-fits, sheet().Top, "the last line stays in sight")
	}
	d.press(kiosk.KeyPageUp)
	require.Equal(t, lines-fits-fits+1, sheet().Top)
	d.press(kiosk.KeyUp)
	require.Equal(t, lines-fits-fits, sheet().Top)
	d.press(kiosk.KeyHome, kiosk.KeyUp)
	require.Zero(t, sheet().Top)
	d.press(kiosk.KeyEnd)
	require.Equal(t, lines-fits, sheet().Top)
	d.step(SheetSized{Lines: 20, Fits: fits})
	require.Equal(t, 6, sheet().Top, "fewer lines by now")
	require.False(t, d.page.Resting(), "Esc goes back to the list first")
	d.press(kiosk.KeyEsc)
	require.True(t, d.page.Resting())
	d.press(kiosk.KeyTab, kiosk.KeyTab)
	require.False(t, sheet().Keyed, "Tab leads back too")
	d.step(SheetSized{Lines: 5, Fits: fits})
	d.press(kiosk.KeyTab)
	require.False(t, sheet().Keyed, "there is nothing to move")
}

// The sheet of an older Z is read by Enter, the one at the second look and the new Z by
// the keys alone; another one begins at its first line.
func TestShift_ASheetBeginsAtItsFirstLine(t *testing.T) {
	d := &shiftDesk{T: t, page: NewShift(ShiftSettings{}), closed: []kiosk.Shift{{Number: 1}, {Number: 2}}}
	d.step(ShiftShown{Open: true, Today: "2026-11-27"})
	d.answers(kiosk.Shift{After: 2}, nil)
	d.step(SheetSized{Lines: 100, Fits: 10})
	d.press(kiosk.KeyDown, kiosk.KeyEnter, kiosk.KeyEnd)
	require.Equal(t, 90, d.page.Sheet.Top)
	require.Equal(t, 1, d.page.Row)
	d.press(kiosk.KeyEsc, kiosk.KeyDown)
	require.Equal(t, 2, d.page.Row)
	require.Zero(t, d.page.Sheet.Top)
	d.press(kiosk.KeyHome)
	d.answers(kiosk.Shift{After: 2}, nil)

	d.press(kiosk.KeyTab, kiosk.KeyEnd, kiosk.KeyEnter)
	require.Equal(t, ShiftConfirm, d.page.Stage)
	require.Zero(t, d.page.Sheet.Top)
	d.press(kiosk.KeyPageDown)
	require.Equal(t, 9, d.page.Sheet.Top)
	d.press(kiosk.KeyEnter)
	d.answers(kiosk.Shift{Number: 3}, nil)
	require.Equal(t, ShiftClosed, d.page.Stage)
	require.Zero(t, d.page.Sheet.Top)
	d.press(kiosk.KeyEnd)
	require.Equal(t, 90, d.page.Sheet.Top)
}
