package office

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

type sampleJob struct{ of Section }

func (j sampleJob) Section() Section { return j.of }

func TestWork_TellsTheShareThatIsDone(t *testing.T) {
	var w Work
	require.Nil(t, w.cut(), "there is nothing to cut off")
	require.Len(t, w.begin(kiosk.T("x"), sampleJob{SectionReports}), 1)
	require.Negative(t, w.Share)
	require.Nil(t, w.begin(kiosk.T("y"), sampleJob{SectionReports}), "one at a time")
	w.moved(WorkMoved{SectionReports, 1, 0})
	require.Negative(t, w.Share, "of how much is not known")
	w.moved(WorkMoved{SectionReports, 1, 4})
	require.InDelta(t, 0.25, w.Share, 1e-9)
	require.Len(t, w.cut(), 1)
	require.Nil(t, w.cut(), "once is enough")
}

// A work goes on whatever page is on screen; what came of it stays until it was seen.
func TestWork_EscCutsItOffAndLeavingDoesNot(t *testing.T) {
	job := sampleJob{SectionToday}
	d := openDesk(kiosk.Payment{})
	d.press(kiosk.KeyF1)
	d.begin(kiosk.T("x"), job)
	d.press(kiosk.KeyF9, kiosk.KeyF1)
	require.Empty(t, d.press(kiosk.KeyEsc), "it does not leave")
	require.True(t, d.View().Keeping.Cutting)
	d.does(WorkEnded{Job: job, Outcome: Outcome{Said: kiosk.T("said")}})
	require.Equal(t, "said", d.View().Keeping.Said.ID)
	require.False(t, d.View().Keeping.Running())
	d.press(kiosk.KeyF9, kiosk.KeyF1)
	require.Empty(t, d.View().Keeping.Said.ID)
	require.Equal(t, []kiosk.Event{kiosk.OwnerLeft{}}, d.press(kiosk.KeyEsc))
}

func TestWork_AShiftIsWrittenByKeyAndByTouch(t *testing.T) {
	for name, do := range map[string]Event{"key": Input{Event: kiosk.Pressed{Key: ShiftKey}}, "touch": ShiftWanted{}} {
		d := &desk{Office: New(Settings{}), now: noon}
		d.does(Door{Open: true})
		d.press(kiosk.KeyF2)
		d.does(do)
		require.NotContains(t, d.effects, WorkBegun{ShiftJob{}}, "%s: nothing is read yet", name)
		d.does(ShiftAnswered{ShiftAsk: ShiftAsk{From: "2026-10-28", visit: d.shift.visit}, Closed: []kiosk.Shift{{Number: 6}, {Number: 7}}})
		d.press(kiosk.KeyDown)
		d.does(do)
		require.Contains(t, d.effects, WorkBegun{ShiftJob{Number: 7}}, name)
		require.Empty(t, d.press(kiosk.KeyEsc))
		require.True(t, d.View().Paper.Cutting)
	}
}
