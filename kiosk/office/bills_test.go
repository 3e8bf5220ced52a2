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

var aTable = kiosk.BillTable{Headers: []string{"单据", "品名", "实付", "时间"}, Columns: map[string]string{"trade_no": "单据"}}

// The columns are asked for one after the other, by keys and by touch; what is not there
// can be left out, and Esc goes one step back.
func TestBills_ColumnsAreChosenOneAfterTheOther(t *testing.T) {
	want := BillJob{File: aBill, Columns: map[string]string{"order_no": "单据", "amount": "实付", "refunded": "", "paid_at": "时间"}}
	for name, steps := range map[string][]Event{
		"keys": {key(kiosk.KeyEnter), key(kiosk.KeyDown), key(kiosk.KeyEnd), key(kiosk.KeyUp), key(kiosk.KeyEnter), key(kiosk.KeyEnter), key(kiosk.KeyEsc), key(kiosk.KeyEsc),
			key(kiosk.KeyEnter), key(kiosk.KeyHome), key(kiosk.KeyEnter), key(kiosk.KeyEnd)},
		"touch": {BillChosen{0}, BillChosen{2}, BillChosen{0}},
	} {
		t.Run(name, func(t *testing.T) {
			d := openBills(t)
			d.press(kiosk.KeyEnter)
			d.does(WorkEnded{Job: BillJob{File: aBill}, Outcome: answers(BillAnswer{Table: &aTable})})
			b := d.View().Bills
			require.Equal(t, BillsColumns, b.Stage)
			require.Equal(t, "order_no", b.Columns.Asked())
			for _, e := range steps {
				require.Empty(t, d.jobs(e))
			}
			b = d.View().Bills
			require.Equal(t, "paid_at", b.Columns.Asked())
			require.Equal(t, "amount", b.Columns.As("实付"))
			last := key(kiosk.KeyEnter)
			if name == "touch" {
				last = BillChosen{4}
			}
			require.Equal(t, []Job{want}, d.jobs(last))
		})
	}
}

func key(k kiosk.Key) Event { return Input{Event: kiosk.Pressed{Key: k}} }

func TestBills_AColumnIsOneThing(t *testing.T) {
	d := openBills(t)
	d.does(WorkEnded{Job: BillJob{File: aBill}, Outcome: answers(BillAnswer{Table: &aTable})})
	d.press(kiosk.KeyEnter, kiosk.KeyEnter)
	b := d.View().Bills
	require.Equal(t, "amount", b.Columns.Asked())
	require.Equal(t, kiosk.T("screen.bills.column.taken", "column", "单据", "as", "@screen.bills.column.order_no"), b.Reading.Said)
	d.press(kiosk.KeyEsc, kiosk.KeyEsc)
	require.Equal(t, BillsListed, d.View().Bills.Stage)
	require.Zero(t, d.View().Bills.Reading.Said)
}

// A column that holds what it should not is asked for again, below the sentence; so is one
// of a bill that was compared.
func TestBills_ColumnsCanBeChosenAnew(t *testing.T) {
	d := openBills(t)
	named := aTable
	named.Named, named.Columns = true, map[string]string{"order_no": "单据", "amount": "品名", "paid_at": "时间"}
	d.does(WorkEnded{Job: BillJob{File: aBill}, Outcome: Outcome{Said: kiosk.T("x"), Failed: true, Result: BillAnswer{Table: &named, Column: "品名"}}})
	b := d.View().Bills
	require.Equal(t, "amount", b.Columns.Asked())
	require.Equal(t, "品名", b.Columns.Headers()[b.Row])
	require.Equal(t, "x", b.Reading.Said.ID)
	d.press(kiosk.KeyDown, kiosk.KeyEnter, kiosk.KeyEnter)
	b = d.View().Bills
	require.Equal(t, "时间", b.Columns.Headers()[b.Row])
	job := BillJob{File: aBill, Columns: map[string]string{"order_no": "单据", "amount": "实付", "refunded": "", "paid_at": "时间"}}
	require.Equal(t, []Job{job}, d.jobs(key(kiosk.KeyEnter)))
	named.Columns = job.Columns
	d.does(WorkEnded{Job: job, Outcome: answers(BillAnswer{Table: &named, Reconciliation: new(differing())})})
	b = d.View().Bills
	require.True(t, b.Columned())
	d.press(BillColumnsKey)
	b = d.View().Bills
	require.Equal(t, BillsColumns, b.Stage)
	require.Equal(t, "order_no", b.Columns.Asked())

	d.press(kiosk.KeyEsc, kiosk.KeyDown, kiosk.KeyEnter)
	b = d.View().Bills
	require.Equal(t, BillsCompared, b.Stage)
	require.False(t, b.Columned(), "of a bill on record the file is not there")
	d.press(BillColumnsKey)
	require.Equal(t, BillsCompared, d.View().Bills.Stage)
}

// Of a bill of several days one is chosen after the other, and the file is not read again.
func TestBills_TheDaysOfABillAreChosenOneAfterTheOther(t *testing.T) {
	read := new(int)
	days := DaysAsked{Days: []DayOfBill{{"2026-11-25", 3}, {"2026-11-26", 0}}, SHA256: "f", Read: read}
	columns := map[string]string{"order_no": "单据"}
	d := openBills(t)
	d.does(WorkEnded{Job: BillJob{File: aBill, Columns: columns}, Outcome: answers(BillAnswer{Table: &aTable, Days: days})})
	require.Equal(t, BillsDays, d.View().Bills.Stage)
	second := BillJob{File: aBill, Columns: columns, Day: "2026-11-26", Read: read}
	d.press(kiosk.KeyDown)
	require.Equal(t, []Job{second}, d.jobs(key(kiosk.KeyEnter)))
	d.does(WorkEnded{Job: second, Outcome: answers(BillAnswer{Table: &aTable, Reconciliation: new(differing())})})
	require.Equal(t, BillsCompared, d.View().Bills.Stage)
	record := kiosk.BillRecord{SHA256: "f", Reconciliation: kiosk.Reconciliation{Day: "2026-11-26"}}
	d.does(BillsAnswered{Files: []BillFile{aBill}, Records: []kiosk.BillRecord{record}})
	d.press(kiosk.KeyEsc)
	b := d.View().Bills
	require.Equal(t, BillsDays, b.Stage)
	require.Equal(t, 1, b.Row)
	require.Nil(t, b.Record(b.Days.Days[0]))
	require.Equal(t, &record, b.Record(b.Days.Days[1]))
	require.Equal(t, []Job{BillJob{File: aBill, Columns: columns, Day: "2026-11-25", Read: read}}, d.jobs(BillChosen{0}))
	d.does(WorkEnded{Job: BillJob{File: aBill}, Outcome: Outcome{Said: kiosk.T("x"), Failed: true}})
	require.Equal(t, BillsDays, d.View().Bills.Stage, "what failed can be tried again")
	d.press(kiosk.KeyEsc)
	require.Equal(t, BillsListed, d.View().Bills.Stage)
	require.Zero(t, d.View().Bills.Days, "what was read is let go")
}
