package office

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var aBill = BillFile{Name: "a.csv", Path: "/stick/a.csv", Size: 5}

func differing() kiosk.Reconciliation {
	return kiosk.Reconciliation{Day: "2026-11-26", Kind: kiosk.BillWeChat, Differences: []kiosk.Difference{
		{Kind: kiosk.MissingInLedger, No: "4200000000000000000000000001"}, {Kind: kiosk.MissingInBill, No: "20261126100000LP0100000003"},
	}}
}

func answers(a BillAnswer) Outcome { return Outcome{Result: a} }

// openBills is a desk on the page of reconciliation with a file and a bill on record.
func openBills(t *testing.T) *desk {
	t.Helper()
	d := openDesk(kiosk.Payment{})
	d.press(kiosk.KeyF4)
	d.gives(kiosk.RightReports)
	require.Contains(t, d.effects, BillsRead{})
	d.does(BillsAnswered{Files: []BillFile{aBill}, Records: []kiosk.BillRecord{{Reconciliation: differing()}}})
	return d
}

func TestBills_AFileIsReadByKeyAndByTouchAndItsResultShown(t *testing.T) {
	for _, by := range []Event{Input{Event: kiosk.Pressed{Key: kiosk.KeyEnter}}, BillChosen{0}} {
		d := openBills(t)
		require.Equal(t, []Job{BillJob{File: aBill}}, d.jobs(by))
		require.Empty(t, d.jobs(by), "one at a time")
		d.does(WorkEnded{Job: BillJob{File: aBill}, Outcome: answers(BillAnswer{Reconciliation: new(differing())})})
		require.Equal(t, BillsCompared, d.View().Bills.Stage)
		require.Contains(t, d.effects, BillsRead{}, "it is on record now")
		require.Empty(t, d.press(kiosk.KeyEsc), "back to the list")
		require.Equal(t, BillsListed, d.View().Bills.Stage)
		require.Equal(t, []kiosk.Event{kiosk.OwnerLeft{}}, d.press(kiosk.KeyEsc))
	}
}

func TestBills_ADifferenceOpensItsPayment(t *testing.T) {
	d := openBills(t)
	d.press(kiosk.KeyDown, kiosk.KeyEnter, kiosk.KeyEnter)
	require.Equal(t, SectionReconcile, d.View().Section, "the till has no such payment")
	d.press(kiosk.KeyDown, kiosk.KeyDown, kiosk.KeyEnter)
	require.Equal(t, SectionHistory, d.View().Section)
	require.Equal(t, "20261126100000LP0100000003", d.View().History.Search)
	d.press(kiosk.KeyF4)
	d.gives(kiosk.RightReports)
	require.Equal(t, BillsCompared, d.View().Bills.Stage, "the other differences are still there")
}

// What a bill is refused for stands there, and the page goes on.
func TestBills_ARefusedFileLeavesTheListAsItWas(t *testing.T) {
	d := openBills(t)
	d.press(kiosk.KeyEnter)
	d.does(WorkEnded{Job: BillJob{File: aBill}, Outcome: Outcome{Said: kiosk.T("x"), Failed: true}})
	require.Equal(t, BillsListed, d.View().Bills.Stage)
	require.Equal(t, "x", d.View().Bills.Reading.Said.ID)
	require.Equal(t, []Job{BillJob{File: aBill}}, d.jobs(BillChosen{0}))
}

func TestBills_AShutDoorForgetsThemAndTheReadingGoesOn(t *testing.T) {
	d := openBills(t)
	d.press(kiosk.KeyEnter)
	d.does(Door{})
	require.Empty(t, d.View().Bills.Files)
	require.True(t, d.View().Bills.Reading.Running())
	d.does(WorkEnded{Job: BillJob{File: aBill}, Outcome: answers(BillAnswer{Reconciliation: new(differing())})})
	require.Equal(t, BillsListed, d.View().Bills.Stage, "nobody sees it")
	require.Empty(t, d.jobs(BillChosen{0}))
}

// A stick that is put in shows up by itself, and moves no other row under the finger; one
// look at a time, since a stick may hang.
func TestBills_LooksAgainEverySoOften(t *testing.T) {
	looks := func(d *desk) (n int) {
		d.does(Ticked{})
		for _, e := range d.effects {
			if _, is := e.(BillsRead); is {
				n++
			}
		}
		return n
	}
	d := openBills(t)
	require.Zero(t, looks(d))
	d.now = d.now.Add(billsLookEvery)
	require.Equal(t, 1, looks(d))
	d.now = d.now.Add(time.Minute)
	require.Zero(t, looks(d))

	records := d.View().Bills.Records
	revision := d.View().Revision
	d.does(BillsAnswered{Files: []BillFile{aBill}, Records: records})
	require.Equal(t, revision, d.View().Revision, "nothing is new")
	d.does(Ticked{})
	d.does(BillsAnswered{Files: []BillFile{{Name: "b.csv", Path: "/stick/b.csv"}, aBill}, Records: records})
	require.Equal(t, 1, d.View().Bills.Row)
	require.Equal(t, []Job{BillJob{File: aBill}}, d.jobs(Input{Event: kiosk.Pressed{Key: kiosk.KeyEnter}}))

	d.now = d.now.Add(time.Minute)
	require.Equal(t, 1, looks(d))
	d.does(Door{})
	d.does(BillsAnswered{Files: []BillFile{aBill}})
	require.Empty(t, d.View().Bills.Files, "the door is shut")
}
