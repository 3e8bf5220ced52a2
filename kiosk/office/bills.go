package office

import (
	"slices"
	"time"

	"facepay/kiosk"
)

const (
	// billsLookEvery is the interval at which files are looked for: a stick that is put in
	// shows up by itself.
	billsLookEvery = 3 * time.Second
	// billsPage are the rows by which PgUp and PgDn move.
	billsPage = 5
)

// BillFile is a file that may be a bill, on a stick or in the shop's folder.
type BillFile struct {
	Name, Path string
	Size       int64 // bytes
}

// Bills is the page of reconciliation: files to be read, then the bills that were
// compared; or the result of one, whose rows are its differences.
type Bills struct {
	Revision uint64
	Files    []BillFile
	Records  []kiosk.BillRecord // newest first
	Ready    bool
	Failed   bool // they could not be read
	Row      int
	Reading  Work
	Compared bool // Result is on screen, in place of the list
	Result   kiosk.Reconciliation

	asked   time.Time // when files were last looked for
	looking bool      // the answer is still to come: a stick may hang
}

// Rows are those of what is on screen.
func (b *Bills) Rows() int {
	if b.Compared {
		return len(b.Result.Differences)
	}
	return len(b.Files) + len(b.Records)
}

// row names what stands in a row of the list.
func (b *Bills) row(i int) string {
	switch files := len(b.Files); {
	case i < files:
		return b.Files[i].Path
	case i < files+len(b.Records):
		return b.Records[i-files].SHA256
	}
	return ""
}

// BillJob reads a bill and compares it with the ledger. Its Outcome's Result is a
// kiosk.Reconciliation.
type BillJob struct{ File BillFile }

func (BillJob) Section() Section { return SectionReconcile }

type (
	// BillsRead asks which files and records there are; BillsAnswered answers it.
	BillsRead     struct{}
	BillsAnswered struct {
		Files   []BillFile
		Records []kiosk.BillRecord
		Err     error
	}
	// BillChosen is a touch of a row.
	BillChosen struct{ Row int }
)

func (BillsRead) effect()     {}
func (BillsAnswered) office() {}
func (BillChosen) office()    {}

// billsShown looks for files when the page comes on screen and every few seconds; a shut
// door forgets all but the reading under way.
func (o *Office) billsShown() {
	b := &o.bills
	if !o.open {
		*b = Bills{Revision: b.Revision + 1, Reading: b.Reading, looking: b.looking}
		return
	}
	if o.section == SectionReconcile && !o.aside && (!b.Ready || o.turn.now.Sub(b.asked) >= billsLookEvery) {
		o.readBills()
	}
}

// readBills looks for files, one look at a time.
func (o *Office) readBills() {
	if b := &o.bills; !b.looking {
		b.looking, b.asked = true, o.turn.now
		o.turn.effect(BillsRead{})
	}
}

func (o *Office) billsAnswered(e BillsAnswered) {
	b := &o.bills
	b.looking = false
	if !o.open {
		return // it is asked anew behind the next door
	}
	same := func(a, b kiosk.BillRecord) bool { return a.SHA256 == b.SHA256 && a.ImportedAt.Equal(b.ImportedAt) }
	if b.Ready && b.Failed == (e.Err != nil) && slices.Equal(b.Files, e.Files) && slices.EqualFunc(b.Records, e.Records, same) {
		return
	}
	b.Revision++
	chosen := b.row(b.Row)
	b.Files, b.Records, b.Ready, b.Failed = e.Files, e.Records, true, e.Err != nil
	if b.Compared {
		return
	}
	b.Row = max(0, min(b.Row, b.Rows()-1))
	for i := range b.Rows() { // the same one, wherever it stands now
		if chosen != "" && b.row(i) == chosen {
			b.Row = i
		}
	}
}

// billCompared shows what a bill's reading came to, and reads the list anew. Of a till
// that is back at its counter there is nothing to show; the answer is on record.
func (o *Office) billCompared(of Outcome) {
	if res, ok := of.Result.(kiosk.Reconciliation); ok && o.open {
		o.showBill(res)
		o.readBills()
	}
}

func (o *Office) showBill(res kiosk.Reconciliation) {
	b := &o.bills
	b.Compared, b.Result, b.Row = true, res, 0
	b.Revision++
}

// billsTake takes a key of the page, and reports whether it was one.
func (o *Office) billsTake(k kiosk.Key) bool {
	b := &o.bills
	switch k {
	case kiosk.KeyEsc:
		if !b.Compared {
			return false
		}
		b.Compared, b.Result, b.Row = false, kiosk.Reconciliation{}, 0
		b.Reading.Outcome = Outcome{}
	case kiosk.KeyEnter:
		o.openBill(b.Row)
	default:
		to, moves := (&Cursor{Selected: b.Row, Fits: billsPage}).target(k, b.Rows())
		if !moves {
			return false
		}
		b.Row = max(0, min(to, b.Rows()-1))
	}
	b.Revision++
	return true
}

// openBill reads the file of a row, shows the answer on record, or the payment of a
// difference in the list of payments.
func (o *Office) openBill(row int) {
	b := &o.bills
	if !o.open || o.section != SectionReconcile || row < 0 || row >= b.Rows() {
		return
	}
	b.Row = row
	b.Revision++
	switch files := len(b.Files); {
	case b.Compared:
		d := b.Result.Differences[row]
		if d.Kind == kiosk.MissingInLedger {
			return // there is no payment to open
		}
		o.choose(SectionHistory)
		o.read(o.history.Step(Narrowed{Filter: newFilter()}))
		o.read(o.history.Step(Searched{Text: d.No}))
	case row < files:
		o.begin(kiosk.T("screen.work.bill"), BillJob{b.Files[row]})
	default:
		o.showBill(b.Records[row-files].Reconciliation)
	}
}
