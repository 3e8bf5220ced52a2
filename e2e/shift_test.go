//go:build e2e

package e2e

import (
	"encoding/json"
	"image"
	"image/color"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store"
)

// inCloseKey is a point of the key that goes on with a closing, where it is dark.
var inCloseKey = image.Pt(990, 752)

// shiftFigures is what `facepay shifts` says of one.
type shiftFigures struct {
	Number   int
	Count    int
	Paid     string
	ClosedAt *string `json:"closed_at"`
	Cash     struct{ Opening, Taken, Counted, Difference string }
}

func (tl *till) shifts() (all []shiftFigures) {
	require.NoError(tl.t, json.Unmarshal([]byte(tl.prints("", "shifts", "--format", "json")), &all))
	return all
}

// The day is closed with keys: the drawer is counted, then what an app says is typed, and
// the Z is as the ledger has it. The next sale opens the next shift.
func TestShift_IsClosedAtTheTill(t *testing.T) {
	t.Parallel()
	tl := newTill(t, newGateway(t), "[cashier]\ncash = true\ncount_apps = true\n")
	tl.sells("12.50", "F1")
	tl.sells("31.00", "F2")
	tl.keys(append(amountKeys("9.50"), "F4")...)
	tl.next()
	require.Equal(t, []shiftFigures{{Count: 3, Paid: "53.00"}}, withoutCash(tl.shifts()))

	tl.opensHistory()
	tl.keys("F2")
	tl.awaits("the open shift", func() bool { return tl.window.shows(inCloseKey, ink) })
	tl.keys("Return")
	tl.keys(append(amountKeys("208.50"), "Down")...) // counted
	tl.keys(append(amountKeys("150"), "Down")...)    // stays
	tl.keys(append(amountKeys("200"), "Return")...)  // was there
	tl.keys(append(amountKeys("12.50"), "Return")...)
	require.Nil(t, tl.shifts()[0].ClosedAt, "the second look closes nothing")
	tl.keys("Return")
	tl.awaits("a closed shift", func() bool { all := tl.shifts(); return len(all) == 1 && all[0].ClosedAt != nil })
	z := tl.shifts()[0]
	require.Equal(t, 1, z.Number)
	require.Equal(t, "53.00", z.Paid)
	require.Equal(t, struct{ Opening, Taken, Counted, Difference string }{"200.00", "9.50", "208.50", "-1.00"}, z.Cash)

	tl.awaits("its Z", func() bool { return tl.window.shows(inCloseKey, ink) })
	tl.keys("Return") // done
	tl.keys("Escape")
	tl.awaitScreen(kiosk.ScreenAmount)
	tl.sells("5.00", "F1")
	all := tl.shifts()
	require.Equal(t, []shiftFigures{{Number: 1, Count: 3, Paid: "53.00", ClosedAt: z.ClosedAt}, {Count: 1, Paid: "5.00"}}, withoutCash(all))
	require.Equal(t, "150.00", all[1].Cash.Opening, "what stayed in the drawer")
	tl.logsNoError()
}

func withoutCash(all []shiftFigures) (figures []shiftFigures) {
	for _, z := range all {
		z.Cash = struct{ Opening, Taken, Counted, Difference string }{}
		figures = append(figures, z)
	}
	return figures
}

// inShiftKey is a point of the section Shift beside its words, dark while that is on screen.
var inShiftKey = image.Pt(140, 215)

// aroundFirstField is a strip through the upper frame of a count's first field, which is
// chosen.
const aroundFirstField = "1x40+500+190"

// touchedDigits are the keys of a count on screen.
var touchedDigits = map[rune]image.Point{
	'7': {X: 897, Y: 191}, '8': {X: 1035, Y: 191}, '9': {X: 1171, Y: 191}, '4': {X: 897, Y: 299}, '5': {X: 1035, Y: 299}, '6': {X: 1171, Y: 299},
	'1': {X: 897, Y: 406}, '2': {X: 1035, Y: 406}, '3': {X: 1171, Y: 406}, '0': {X: 897, Y: 514}, '.': {X: 1035, Y: 514},
}

// picturesAny reports whether a part of w has a pixel of a colour.
func (w window) picturesAny(part string, colour color.NRGBA) bool {
	shot, err := w.picture(part)
	if err != nil {
		return false
	}
	for i := len(shot) - 3; i >= 0 && i >= len(shot)-3*40; i -= 3 {
		if shot[i] == colour.R && shot[i+1] == colour.G && shot[i+2] == colour.B {
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
	tl.awaits("the fields", func() bool { return tl.window.picturesAny(aroundFirstField, ink) })
	counts := func(field int, yuan string) {
		tl.window.click(t, first.Add(image.Pt(0, field*76)))
		for _, c := range yuan {
			tl.window.click(t, touchedDigits[c])
		}
	}
	counts(2, "200")
	counts(0, "209.50")
	counts(1, "150")
	tl.window.click(t, inCloseKey)
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

// Somebody who may not close a shift, and then somebody whose PIN is nobody's, change
// nothing but the log of the refusal.
func TestShift_ARefusedCloseChangesNothing(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := layTill(t, g, g.lepay())
	tl.setsPIN()
	ledger, err := store.Open(t.Context(), tl.data, store.Options{})
	require.NoError(t, err)
	for pin, p := range map[string]kiosk.Person{"33333": {Name: "Wang", Role: kiosk.RoleManager}, "4444": {Name: "Li", Role: kiosk.RoleCashier}} {
		_, err := ledger.SavePerson(t.Context(), "owner", p, pin)
		require.NoError(t, err)
	}
	require.NoError(t, ledger.Close())
	tl.open()
	signsIn := func(pin ...string) {
		tl.keys("F7")
		tl.pin(pin...)
		tl.awaitScreen(kiosk.ScreenAmount)
	}
	signsIn("3", "3", "3", "3", "3")
	tl.sells("12.50", "F1")
	signsIn("4", "4", "4", "4")
	open, sold, seen := tl.shifts(), tl.soleRow(), len(tl.facts(0))

	tl.keys("F9")
	tl.pin("4", "4", "4", "4")
	tl.awaits("the refusal", func() bool { return len(tl.facts(seen)) > 0 })
	tl.answers("9")
	tl.keys("9", "9", "9", "Return")
	tl.answers("F2")
	tl.answers("Escape")
	tl.awaitScreen(kiosk.ScreenAmount)
	require.Equal(t, []string{"refused history|Li|Li"}, tl.facts(seen))
	require.Equal(t, open, tl.shifts())
	require.Equal(t, sold, tl.soleRow())

	tl.keys("F9")
	tl.pin("3", "3", "3", "3", "3")
	tl.awaitHistory()
	tl.keys("F2")
	tl.awaits("the open shift", func() bool { return tl.window.shows(inCloseKey, ink) })
	tl.answers("Return")
	tl.answers("Return")
	tl.awaits("a closed shift", func() bool { return tl.shifts()[0].ClosedAt != nil })
	tl.logsNoError()
}

// With a full disk a closing is refused whole; once there is room again the same keys close.
func TestShift_AFullDiskLeavesNoHalfZ(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	m := d.till(newGateway(t))
	m.open()
	m.sellsByCode()
	m.opensHistory()
	m.keys("F2")
	m.awaits("the open shift", func() bool { return m.window.shows(inCloseKey, ink) })
	m.answers("Return")
	d.fills()
	m.answers("Return")
	refusals := func() (n int) {
		m.look()
		for _, l := range m.lines {
			if l.Level == "ERROR" && strings.Contains(l.whole, "close the shift") {
				n++
			}
		}
		return n
	}
	m.awaits("the refusal", func() bool { return refusals() == 1 })
	m.awaits("the way on", func() bool { return m.window.shows(inCloseKey, ink) })
	d.clears()
	all := m.shifts()
	require.Len(t, all, 1)
	require.Zero(t, all[0].Number)
	require.Nil(t, all[0].ClosedAt, "it is still open")
	m.answers("Return")
	m.awaits("a closed shift", func() bool { all := m.shifts(); return len(all) == 1 && all[0].ClosedAt != nil })
	require.Equal(t, 1, m.shifts()[0].Number)
	require.Equal(t, 1, refusals())
	m.keys("Return", "Escape")
	m.awaitScreen(kiosk.ScreenAmount)
	m.sellsByCode()
}

// A payment code that is scanned at the owner's PIN, in a field of Settings or in a count
// lands nowhere, from a serial line, from a scanner that types, and from a slow one.
func TestOwnersSide_AScanLandsInNoField(t *testing.T) {
	s := newSerialScanner(t)
	g := newGateway(t)
	tl := newTill(t, g, s.config(), "[cashier]\ncash = true\n")
	code := paymentCode(kiosk.WeChat, 1)
	scans := func() {
		s.sends(code + "\r\n")
		tl.wedges(code)
		tl.wedgesAt(slowPause, code)
		tl.display.hand(t, "sleep", "1")
	}
	tl.keys(append(amountKeys("9.50"), "F4")...)
	tl.next()
	tl.opensHistory()
	tl.keys("Escape")
	tl.awaitScreen(kiosk.ScreenAmount)

	tl.keys("F9")
	tl.awaitScreen(kiosk.ScreenPIN)
	scans()
	tl.keys("2", "4")
	scans()
	tl.entersPIN()
	tl.awaitHistory()
	require.NotContains(t, strings.Join(tl.facts(0), "\n"), "locked")

	tl.keys("F2")
	tl.awaits("the open shift", func() bool { return tl.window.shows(inCloseKey, ink) })
	tl.answers("Return")
	tl.keys(amountKeys("209.5")...)
	scans()
	tl.keys("0", "Return")
	tl.answers("Return")
	tl.awaits("a closed shift", func() bool { return tl.shifts()[0].ClosedAt != nil })
	require.Equal(t, "209.50", tl.shifts()[0].Cash.Counted)
	tl.answers("Return")

	tl.keys("F8")
	tl.awaits("Settings", func() bool { return tl.window.shows(inSettingsKey, ink) })
	tl.keys("Down", "Down", "Return", "Return", "x")
	scans()
	tl.keys("y", "Return", "F7")
	saved := func() string {
		text, err := os.ReadFile(tl.config)
		require.NoError(t, err)
		return string(text)
	}
	tl.awaits("the shop's name", func() bool { return strings.Contains(saved(), `name = "Tea Housexy"`) })
	require.NotContains(t, saved(), code)
	require.Empty(t, g.book().Orders)
}
