// Package office is the owner's side of the till: its sections, what it reads of
// the ledger, what is chosen there. Office is a pure state machine, the second one
// beside the counter's: Step takes an event and returns effects, and nothing else
// happens. Loop is its shell; whatever it waits for, the counter goes on.
package office

import (
	"cmp"
	"time"

	"facepay/kiosk"
)

// IdleMax is the time without a touch after which the owner's side gives way to
// the counter: whoever opened it has gone.
const IdleMax = 5 * time.Minute

// renewSoon is the time that a gateway is given to answer about a payment, before its row is
// read anew.
const renewSoon = 2 * time.Second

// Section is a part of the owner's side.
type Section string

// The sections, in the order in which they stand on screen.
const (
	SectionToday     Section = "today"
	SectionShift     Section = "shift"
	SectionReports   Section = "reports"
	SectionReconcile Section = "reconcile"
	SectionHistory   Section = "history"
	SectionSettings  Section = "settings"
)

// Sections are all of them, with the key of each.
var Sections = []struct {
	Section Section
	Key     kiosk.Key
}{
	{SectionToday, kiosk.KeyF1},
	{SectionShift, kiosk.KeyF2},
	{SectionReports, kiosk.KeyF3},
	{SectionReconcile, kiosk.KeyF4},
	{SectionHistory, kiosk.KeyF9},
	{SectionSettings, kiosk.KeyF8},
}

// Settings is the configuration of an Office, fixed at start.
type Settings struct {
	Calendar kiosk.Calendar
	Cash     bool           // the drawer is counted when a shift is closed
	Apps     []kiosk.Wallet // whose merchant app is asked for then
	Printer  bool           // there is one
	Codes    kiosk.PayCodeTable
}

// Office is the owner's side. Its only way to change is Step.
type Office struct {
	settings Settings

	open    bool
	aside   bool // the counter asks something in front of it, and it comes back
	section Section
	asked   Section   // that waits for its right; "" for none
	touched time.Time // when somebody last did something there
	history History
	readAt  time.Time // when the list was last asked for
	renewed time.Time // when its rows without an end were read anew
	seller  kiosk.Seller
	shift   shiftPage
	today   Reports // of the day
	reports Reports // of any period
	paper   Work    // of the shift
	bills   Bills   // of reconciliation
	export  Work    // of the reports
	keeping Work    // of the page of today: a backup, a bundle
	scans   scans

	revision uint64 // of what is shown
	turn     turn
}

// turn is the outcome of one step.
type turn struct {
	now     time.Time
	effects []Effect
	changed bool
}

func (t *turn) effect(e Effect) { t.effects = append(t.effects, e) }

// New makes the owner's side of a till whose door is shut.
func New(s Settings) *Office {
	if s.Calendar.Location == nil {
		s.Calendar.Location = time.UTC
	}
	return &Office{
		settings: s, section: SectionHistory, history: History{Filter: newFilter()},
		shift:   shiftPage{Shift: NewShift(ShiftSettings{s.Calendar, s.Cash, s.Apps})},
		today:   Reports{Period: "today", By: kiosk.ByWallet, StartHour: s.Calendar.StartHour()},
		reports: Reports{Period: "month", By: kiosk.ByDay, StartHour: s.Calendar.StartHour()},
	}
}

// View is everything that the screens may know of the owner's side, as a plain
// value. What its lists held once does not change.
type View struct {
	Revision uint64 // another one whenever anything else differs
	Section  Section
	History  History
	Shift    Shift
	Today    Reports
	Reports  Reports
	Paper    Work // of the shift
	Bills    Bills
	Export   Work // of the reports
	Keeping  Work // of the page of today
	Printer  bool // there is one
	// Scan says that a payment code was scanned, which went nowhere.
	Scan kiosk.Text
}

// View is the picture of now.
func (o *Office) View() View {
	return View{
		Revision: o.revision, Section: o.section, History: o.history, Shift: o.shift.view(), Today: o.today, Reports: o.reports,
		Paper: o.paper, Bills: o.bills, Export: o.export, Keeping: o.keeping, Scan: o.scans.told, Printer: o.settings.Printer,
	}
}

// Step takes one event at time now and returns what is to be done about it, a Show
// last when the picture changed. An event that means nothing now is ignored.
func (o *Office) Step(now time.Time, e Event) []Effect {
	o.turn = turn{now: now}
	_, o.history.Today = o.settings.Calendar.Of(now)
	revision := o.revisions()
	switch e := e.(type) {
	case Door:
		o.door(e)
	case Input:
		if !o.open || o.aside {
			o.elsewhere(e.Event)
			break
		}
		o.touched = now
		o.input(e.Event)
	case Touched: // which moves nothing: what is touched must stay under the finger
		o.touched = now
	case SectionChosen:
		o.touched = now
		o.choose(e.Section)
	case Wanted:
		o.wanted(e.Action)
	case RightGiven:
		o.rightGiven(e)
	case Ticked:
		o.tick()
	case PeriodChosen:
		o.figures(o.reports.change(e.Period, o.reports.By, now))
	case GroupingChosen:
		o.figures(o.reports.change(o.reports.Period, e.By, now))
	case RangeToggled:
		o.reports.Range = Range{Open: !o.reports.Range.Open}
		o.reports.Revision++
	case ExportChosen:
		o.startExport(e.Format)
	case ShiftWanted:
		o.startShift()
	case PaperWanted:
		o.printShift()
	case KeepChosen:
		o.startKeep(e.Keep)
	case RowOpened:
		o.openRow(e)
	case ShiftAnswered, ShiftChosen, FieldChosen, SheetSized, SheetScrolled:
		o.shifts(e)
	case BillsAnswered:
		o.billsAnswered(e)
	case BillChosen:
		o.touched = now
		o.openBill(e.Row)
	case ReportAnswered:
		if e.day {
			o.today.answered(e)
		} else {
			o.reports.answered(e)
		}
	default:
		if !o.worked(e) {
			o.read(o.history.Step(e))
		}
	}
	if o.turn.changed || o.revisions() != revision {
		o.revision++
		o.turn.effect(Show{View: o.View()})
	}
	return o.turn.effects
}

// revisions differ whenever a page's own does.
func (o *Office) revisions() uint64 {
	return o.history.Revision + o.shift.Revision + o.today.Revision + o.reports.Revision + o.bills.Revision
}

// door follows the counter's: it is open once the PIN is in.
func (o *Office) door(e Door) {
	was := o.open
	o.scans.strokes.Drop()
	o.scans.passed = false
	o.dropScan()
	if !e.Open || o.aside && !e.Aside {
		o.asked, o.shift.waiting = "", nil // the PIN was not given
	}
	o.seller = e.Seller
	o.open, o.aside = e.Open, e.Open && e.Aside
	if o.open {
		o.touched = o.turn.now
	}
	if o.open != was { // once shut it is the list's too, so that the next one never sees what takes more
		o.forgetWork()
		o.section, o.turn.changed = cmp.Or(e.Section, SectionHistory), true
	}
	o.read(o.history.Step(Shown{Open: o.open, Aside: o.aside}))
	o.showFigures()
}

// showFigures reads what the section on screen shows.
func (o *Office) showFigures() {
	shown := func(s Section) bool { return o.open && o.section == s }
	o.figures(o.today.shown(shown(SectionToday), o.turn.now, o.history.Today))
	o.figures(o.reports.shown(shown(SectionReports), o.turn.now, o.history.Today))
	o.shiftShown()
	o.billsShown()
}

func (o *Office) figures(reads []ReportRead) {
	for _, r := range reads {
		r.day = o.section == SectionToday
		o.turn.effect(r)
	}
}

// openRow shows the payments behind a row of the figures.
func (o *Office) openRow(e RowOpened) {
	var f Filter
	switch o.section {
	case SectionToday:
		f = o.today.behind(e)
	case SectionReports:
		f = o.reports.behind(e)
	default:
		return
	}
	o.choose(SectionHistory)
	o.read(o.history.Step(Narrowed{Filter: f}))
}

// reportsTake takes an input of the reports' page, and reports whether it was one.
func (o *Office) reportsTake(e kiosk.Event) bool {
	if reads, took := o.reports.rangeTakes(e, o.turn.now); took {
		o.figures(reads)
		return true
	}
	p, pressed := e.(kiosk.Pressed)
	if !pressed {
		return false
	}
	k := p.Key
	if k == kiosk.KeyEnter {
		if e, ok := o.reports.chosen(); ok {
			o.openRow(e)
		}
		return true
	}
	reads, took := o.reports.input(k, o.turn.now)
	o.figures(reads)
	return took
}

// input takes a key, a character or a scan.
func (o *Office) input(e kiosk.Event) {
	if o.slowScan(e) {
		return
	}
	o.dropScan()
	if !o.takes(e) && isScan(e) {
		o.tellScan()
	}
}

// takes hands an input to what it is for, and reports whether anything took it.
func (o *Office) takes(e kiosk.Event) bool {
	p, pressed := e.(kiosk.Pressed)
	if pressed {
		for _, s := range Sections {
			if s.Key == p.Key {
				o.choose(s.Section)
				return true
			}
		}
		switch p.Key {
		case kiosk.KeyF10, kiosk.KeyF11:
			o.turn.effect(Tell{Event: p})
			return true
		}
	}
	if pressed && (p.Key == kiosk.KeyEsc && o.cutWork() || o.workKey(p.Key)) {
		return true
	}
	if o.section == SectionHistory && o.historyTakes(e) {
		return true
	}
	if o.section == SectionShift && o.shiftTakes(e) {
		return true
	}
	if pressed && o.section == SectionReconcile && o.billsTake(p.Key) {
		return true
	}
	if o.section == SectionReports && o.reportsTake(e) {
		return true
	}
	if pressed && o.section == SectionToday && p.Key == kiosk.KeyEnter {
		o.openRow(RowOpened{})
		return true
	}
	if pressed && p.Key == kiosk.KeyEsc {
		o.leave()
		return true
	}
	return false
}

// historyTakes takes an input of the list, and reports whether it was one.
func (o *Office) historyTakes(e kiosk.Event) bool {
	h := &o.history
	switch e := e.(type) {
	case kiosk.Typed:
		o.read(h.Step(Strikes{Text: string(e.Rune)}))
	case kiosk.Untyped:
		o.read(h.Step(Unstruck{Characters: e.Keys}))
	case kiosk.Pasted:
		o.read(h.Step(Searched(e)))
	case kiosk.Scanned:
		o.read(h.Step(Searched{Text: e.Code.Reveal()}))
	case kiosk.ScanUnended:
		o.read(h.Step(Searched{Text: e.Code.Reveal()}))
	case kiosk.Pressed:
		return o.historyTakesKey(e.Key)
	}
	return true
}

func (o *Office) historyTakesKey(k kiosk.Key) bool {
	h := &o.history
	switch k {
	case kiosk.KeyF5:
		o.wanted(kiosk.ActionAskAgain)
	case kiosk.KeyF6:
		o.wanted(kiosk.ActionRefund)
	case kiosk.KeyF7:
		o.wanted(kiosk.ActionManager)
	case PrintKey:
		o.wanted(kiosk.ActionPrint)
	case kiosk.KeyTab:
		o.read(h.Step(FilterToggled{}))
	case kiosk.KeyBackspace:
		o.read(h.Step(Unstruck{Characters: 1}))
	case kiosk.KeyEsc:
		reads, took := h.back()
		o.read(reads)
		return took
	default:
		if r := k.Char(); r != 0 {
			o.read(h.Step(Strikes{Text: string(r)}))
			return true
		}
		o.read(h.Step(Moved{Key: k}))
	}
	return true
}

// leave goes back to the counter.
func (o *Office) leave() { o.turn.effect(Tell{Event: kiosk.OwnerLeft{}}) }

// wanted tells the counter what is to be done about the chosen payment, where that
// can be.
func (o *Office) wanted(a kiosk.Action) {
	p, ok := o.history.Chosen()
	if !ok || o.section != SectionHistory || !Can(p, a) {
		return
	}
	switch a {
	case kiosk.ActionPrint:
		o.print(PaperAsk{Payment: &p})
	case kiosk.ActionRefund:
		o.turn.effect(Tell{Event: kiosk.RefundWanted{OrderNo: p.OrderNo}})
	case kiosk.ActionAskAgain:
		o.turn.effect(Tell{Event: kiosk.QueryWanted{OrderNo: p.OrderNo}})
		o.renewed = o.turn.now.Add(renewSoon - refreshAfter)
	case kiosk.ActionManager:
		o.turn.effect(Tell{Event: kiosk.DecisionWanted{OrderNo: p.OrderNo}})
	}
}

// Can reports whether an action makes sense for a payment of the list. The
// counter, which knows more, has the last word.
func Can(p kiosk.Payment, a kiosk.Action) bool {
	switch a {
	case kiosk.ActionPrint:
		return p.State == kiosk.StatePaid
	case kiosk.ActionRefund:
		return p.State == kiosk.StatePaid && p.Refunded < p.Amount
	case kiosk.ActionAskAgain, kiosk.ActionManager:
		return p.State == kiosk.StateUnknown || p.Incident != "" && p.State != kiosk.StatePaid
	}
	return false
}

// tick reads again what has become old, and gives way to the counter when nobody has
// touched anything for long.
func (o *Office) tick() {
	for _, r := range []*Reports{&o.today, &o.reports} {
		if o.open && r.stale(o.turn.now) {
			o.figures(r.load(o.turn.now))
		}
	}
	o.shiftTicks()
	if o.open {
		o.billsShown()
		if o.history.Failed && o.turn.now.Sub(o.readAt) >= refreshAfter {
			o.read(o.history.load())
		}
	}
	if o.open && !o.aside && o.section == SectionHistory && o.turn.now.Sub(o.renewed).Abs() >= refreshAfter {
		o.renewed = o.turn.now
		for _, r := range o.history.renew() {
			o.turn.effect(r)
		}
	}
	if o.turn.now.Sub(o.scans.toldAt).Abs() >= scanToldFor {
		o.dropScan()
	}
	if o.open && !o.aside && o.turn.now.Sub(o.touched) >= IdleMax {
		o.touched = o.turn.now // the counter's answer takes a moment
		o.leave()
	}
}

func (o *Office) read(reads []Read) {
	for _, r := range reads {
		o.readAt = o.turn.now
		o.turn.effect(r)
	}
}
