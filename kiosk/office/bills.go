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
	Stick      string // its name, "" for the shop's folder
	Size       int64  // bytes
}

// BillNote tells how it stands with a bill that the till fetches by itself.
type BillNote struct {
	Said      kiosk.Text
	Attention bool // somebody is to look
}

// BillStage is the step of reconciliation that its page shows.
type BillStage string

// The stages.
const (
	BillsListed   BillStage = ""         // files to be read, then the bills that were compared
	BillsColumns  BillStage = "columns"  // a file's columns, of which one is asked for
	BillsDays     BillStage = "days"     // the days of a file, of which one is to be compared
	BillsCompared BillStage = "compared" // a bill's differences
)

// Bills is the page of reconciliation.
type Bills struct {
	Revision uint64
	Files    []BillFile
	Records  []kiosk.BillRecord // newest first
	Notes    []BillNote         // of bills that are fetched, the newest day first
	Ready    bool
	Failed   bool // they could not be read
	Row      int
	Reading  Work
	Stage    BillStage
	File     BillFile // of the stages but the list; none for a bill on record
	Columns  ColumnsAsked
	Days     DaysAsked
	Result   kiosk.Reconciliation

	job     BillJob          // of File, as it was done last
	table   *kiosk.BillTable // of File, nil where its columns are those of its kind
	asked   time.Time        // when files were last looked for
	looking bool             // the answer is still to come: a stick may hang
}

// Rows are those of what is on screen.
func (b *Bills) Rows() int {
	switch b.Stage {
	case BillsColumns:
		return len(b.Columns.Headers())
	case BillsDays:
		return len(b.Days.Days)
	case BillsCompared:
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
// BillAnswer.
type BillJob struct {
	File    BillFile
	Columns map[string]string // the headers of its table by what they are, "" for none; nil: as they are known
	Day     kiosk.Date        // "": the only one
	Read    any               // of DaysAsked
}

// BillAnswer is the comparison of a bill, or else the question about it that comes first.
type BillAnswer struct {
	Reconciliation *kiosk.Reconciliation
	Table          *kiosk.BillTable // whose columns are asked for, or can be named otherwise
	Column         string           // the header that holds what it should not, "" for none
	Days           DaysAsked
}

func (BillJob) Section() Section { return SectionReconcile }

type (
	// BillsRead asks which files and records there are; BillsAnswered answers it.
	BillsRead     struct{}
	BillsAnswered struct {
		Files   []BillFile
		Records []kiosk.BillRecord
		Notes   []BillNote
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

func sameNote(a, b BillNote) bool { return a.Attention == b.Attention && a.Said.Equal(b.Said) }

func (o *Office) billsAnswered(e BillsAnswered) {
	b := &o.bills
	b.looking = false
	if !o.open {
		return // it is asked anew behind the next door
	}
	same := func(a, b kiosk.BillRecord) bool { return a.SHA256 == b.SHA256 && a.ImportedAt.Equal(b.ImportedAt) }
	if b.Ready && b.Failed == (e.Err != nil) && slices.Equal(b.Files, e.Files) && slices.EqualFunc(b.Records, e.Records, same) && slices.EqualFunc(b.Notes, e.Notes, sameNote) {
		return
	}
	b.Revision++
	chosen := b.row(b.Row)
	b.Files, b.Records, b.Notes, b.Ready, b.Failed = e.Files, e.Records, e.Notes, true, e.Err != nil
	if b.Stage != BillsListed {
		return
	}
	b.Row = max(0, min(b.Row, b.Rows()-1))
	for i := range b.Rows() { // the same one, wherever it stands now
		if chosen != "" && b.row(i) == chosen {
			b.Row = i
		}
	}
}

// billAnswered shows what a bill's reading came to, or asks what has to be known. Of a till
// that is back at its counter there is nothing to show; the answer is on record.
func (o *Office) billAnswered(e WorkEnded) {
	answer, ok := e.Outcome.Result.(BillAnswer)
	job, of := e.Job.(BillJob)
	if !ok || !of || !o.open {
		return
	}
	b := &o.bills
	job.Read, b.Reading.Result = nil, nil
	b.File, b.job, b.table = job.File, job, answer.Table
	switch {
	case answer.Reconciliation != nil:
		if job.Day == "" {
			b.Days = DaysAsked{}
		}
		b.show(*answer.Reconciliation)
		o.readBills()
	case len(answer.Days.Days) > 0:
		b.Days = answer.Days
		b.stage(BillsDays, 0)
	case answer.Table != nil:
		b.askColumns(answer.Column)
	}
}

// stage goes to a stage of the page, on a row.
func (b *Bills) stage(s BillStage, row int) {
	b.Stage, b.Row = s, row
	b.Revision++
}

func (b *Bills) show(res kiosk.Reconciliation) {
	b.Result = res
	b.stage(BillsCompared, 0)
}

// list goes back to the list, on the file that was read.
func (b *Bills) list() {
	row := max(0, slices.IndexFunc(b.Files, func(f BillFile) bool { return f.Path == b.File.Path }))
	b.File, b.Columns, b.Days, b.Result, b.job, b.table = BillFile{}, ColumnsAsked{}, DaysAsked{}, kiosk.Reconciliation{}, BillJob{}, nil
	b.stage(BillsListed, row)
}

// Columned reports whether the bill on screen is one whose columns can be named otherwise.
func (b *Bills) Columned() bool { return b.Stage == BillsCompared && b.table != nil }

// billsTake takes a key of the page, and reports whether it was one.
func (o *Office) billsTake(k kiosk.Key) bool {
	b := &o.bills
	switch k {
	case kiosk.KeyEsc:
		if b.Stage == BillsListed {
			return false
		}
		b.Reading.Outcome = Outcome{}
		b.back()
	case kiosk.KeyEnter:
		o.openBill(b.Row)
	case BillColumnsKey:
		if !b.Columned() {
			return false
		}
		b.Reading.Outcome = Outcome{}
		b.askColumns("")
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

// back goes one step back.
func (b *Bills) back() {
	day := func(d DayOfBill) bool { return d.Day == b.job.Day }
	switch i := slices.IndexFunc(b.Days.Days, day); {
	case b.Stage == BillsCompared && i >= 0:
		b.stage(BillsDays, i)
	case b.Stage == BillsColumns && b.Columns.At > 0:
		b.question(b.Columns.At - 1)
	default:
		b.list()
	}
}

// openBill takes a row: it reads the file or the day, takes the column, shows the answer
// on record, or the payment of a difference in the list of payments.
func (o *Office) openBill(row int) {
	b := &o.bills
	if !o.open || o.section != SectionReconcile || row < 0 || row >= b.Rows() {
		return
	}
	b.Row = row
	b.Revision++
	switch files := len(b.Files); {
	case b.Stage == BillsCompared:
		d := b.Result.Differences[row]
		if d.Kind == kiosk.MissingInLedger {
			return // there is no payment to open
		}
		o.choose(SectionHistory)
		o.read(o.history.Step(Narrowed{Filter: newFilter()}))
		o.read(o.history.Step(Searched{Text: d.No}))
	case b.Reading.Running():
	case b.Stage == BillsColumns:
		if b.takeColumn(row) {
			o.readBill(BillJob{File: b.File, Columns: b.Columns.Chosen})
		}
	case b.Stage == BillsDays:
		o.readBill(BillJob{File: b.File, Columns: b.job.Columns, Day: b.Days.Days[row].Day, Read: b.Days.Read})
	case row < files:
		o.readBill(BillJob{File: b.Files[row]})
	default:
		b.show(b.Records[row-files].Reconciliation)
	}
}

func (o *Office) readBill(job BillJob) { o.begin(kiosk.T("screen.work.bill"), job) }
