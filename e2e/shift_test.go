//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store"
)

// inCloseKey is a point of the key that goes on with a closing, where it is dark.
var inCloseKey = image.Pt(990, 752)

// shiftFigures is one shift in the JSON of `facepay shifts`.
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
	tl.backToCounter()
	tl.sells("5.00", "F1")
	all := tl.shifts()
	require.Equal(t, []shiftFigures{{Number: 1, Count: 3, Paid: "53.00", ClosedAt: z.ClosedAt}, {Count: 1, Paid: "5.00"}}, withoutCash(all))
	require.Equal(t, "150.00", all[1].Cash.Opening, "what stayed in the drawer")
	tl.logsNoError()
}

// backToCounter leaves the owner's side from a closed shift. Until its Z is there Enter means
// nothing, and Escape goes back by a page.
func (tl *till) backToCounter() {
	tl.awaits("the counter", func() bool {
		tl.keys("Escape")
		return comes(5*time.Second, func() bool { return tl.view().Screen == kiosk.ScreenAmount })
	})
}

func withoutCash(all []shiftFigures) (figures []shiftFigures) {
	for _, z := range all {
		z.Cash = struct{ Opening, Taken, Counted, Difference string }{}
		figures = append(figures, z)
	}
	return figures
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
	drawn := len(tl.views())
	tl.answers("9")
	tl.keys("9", "9", "9", "Return")
	const pressed = 5 // while a PIN is looked at the pad takes no keys, and that takes as long as the machine is busy
	tl.awaits("word on the PIN", func() bool { return len(tl.views()) > drawn+pressed })
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
	before, err := tl.window.picture(countFields)
	require.NoError(t, err)
	tl.answers("Return")
	tl.awaits("the second look", func() bool {
		now, err := tl.window.picture(countFields)
		return err == nil && !bytes.Equal(before, now)
	})
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
	m.keys("Return")
	m.backToCounter()
	m.sellsByCode()
}
