//go:build e2e

package e2e

import (
	"encoding/json"
	"image"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
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
