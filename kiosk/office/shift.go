package office

import (
	"context"
	"errors"
	"slices"
	"time"

	"facepay/kiosk"
)

// ShiftStage is a step of closing a shift.
type ShiftStage string

// The stages, in their order.
const (
	ShiftLook    ShiftStage = "look"    // the open shift as it is, or an older Z
	ShiftDrawer  ShiftStage = "drawer"  // the drawer is counted
	ShiftApps    ShiftStage = "apps"    // what each merchant app says
	ShiftConfirm ShiftStage = "confirm" // the second look
	ShiftClosed  ShiftStage = "closed"  // its Z
)

// ShiftSettings are the counts that are switched on, and the calendar by which a shift was
// forgotten.
type ShiftSettings struct {
	Calendar kiosk.Calendar
	Cash     bool
	Apps     []kiosk.Wallet // whose merchant app is asked for; nil for none
}

// shiftDays is the number of business days whose Zs are listed, today included.
const shiftDays = 31

// Shift is the owner's page of the shift: an X at any time, older Zs, and the closing.
// While something is counted the page shows nothing of ours.
type Shift struct {
	Stage ShiftStage
	// Shown is the open shift, or a closed one; of neither before Ready.
	Shown kiosk.Shift
	Ready bool
	// Closed are the Zs of the last days, newest first. Row 0 of the list is the open
	// shift, behind it stand these.
	Closed []kiosk.Shift
	Row    int
	Sheet  Sheet // the lines of Shown
	// Forgotten: the open shift was opened on an earlier business day.
	Forgotten bool
	// Drawer and Apps are the fields of the counts, At the one of the stage that is
	// typed into.
	Drawer, Apps []ShiftField
	At           int
	Busy         bool       // it is being closed
	Problem      kiosk.Text // why it could not be read or closed
	// Revision is another one whenever any of this changed.
	Revision uint64

	settings   ShiftSettings
	open       bool
	today      kiosk.Date
	visit      uint64 // counts openings, so that late answers are dropped
	person     *kiosk.Person
	approvedBy string
	struck     []string // the texts of the field before each character that was typed last
}

// NewShift is the page before it is opened.
func NewShift(s ShiftSettings) Shift { return Shift{settings: s, Stage: ShiftLook} }

// ShiftAsk is something that a Shift wants of the ledger: the open shift, with From the
// Zs since that business day too, or with Close its closing, whose At is the moment of
// it. Its answer comes as a ShiftAnswered.
type ShiftAsk struct {
	From  kiosk.Date
	Close *kiosk.ShiftClose
	visit uint64
}

// ApprovalAsk wants somebody who may do what the person at the page may not; a
// ShiftApproved answers it.
type ApprovalAsk struct {
	Right kiosk.Right
	visit uint64
}

func (ShiftAsk) effect()    {}
func (ApprovalAsk) effect() {}

type (
	// ShiftShown says whether the page is on screen, on which business day, and who sells:
	// nil where no people are set up, so that whoever has the PIN may do all.
	ShiftShown struct {
		Open   bool
		Today  kiosk.Date
		Person *kiosk.Person
	}
	// ShiftInput is a key or character: Pressed, Typed or Untyped.
	ShiftInput struct{ Event kiosk.Event }
	// FieldChosen is a touch of a field of the count.
	FieldChosen struct{ Field int }
	// ShiftChosen is a touch of a row of the list: 0 is the open shift.
	ShiftChosen struct{ Row int }
	// ShiftRefreshed wants the open shift read again, where it is looked at.
	ShiftRefreshed struct{}
	// ShiftAnswered answers a ShiftAsk.
	ShiftAnswered struct {
		ShiftAsk
		Shift  kiosk.Shift
		Closed []kiosk.Shift // of an ask with From, oldest first
		Err    error
	}
	// ShiftApproved answers an ApprovalAsk: who may, by the name that goes on record.
	ShiftApproved struct {
		ApprovalAsk
		By string
	}
)

func (ShiftShown) office()     {}
func (ShiftInput) office()     {}
func (FieldChosen) office()    {}
func (ShiftChosen) office()    {}
func (ShiftRefreshed) office() {}
func (ShiftAnswered) office()  {}
func (ShiftApproved) office()  {}

// Resting reports whether Esc is not the page's own: it leaves.
func (s *Shift) Resting() bool { return s.Stage == ShiftLook && s.Row == 0 && !s.Sheet.Keyed }

// Written reports whether the shift on screen can be written as it is.
func (s *Shift) Written() bool { return s.Stage == ShiftClosed || s.Stage == ShiftLook && s.Ready }

// Step takes an event and returns what is wanted because of it.
func (s *Shift) Step(e Event) []Effect {
	switch e := e.(type) {
	case ShiftShown:
		return s.show(e)
	case ShiftRefreshed:
		if s.open && s.Resting() {
			return s.read("")
		}
	case FieldChosen:
		if e.Field >= 0 && e.Field < len(s.Fields()) {
			s.choose(e.Field)
		}
	case ShiftChosen:
		if s.open && s.Stage == ShiftLook {
			return s.turn(e.Row)
		}
	case SheetSized:
		to := s.Sheet
		to.Lines, to.Fits = e.Lines, e.Fits
		to.Keyed = to.Keyed && to.Scrolls()
		s.sheet(to.at(to.Top))
	case SheetScrolled:
		s.sheet(s.Sheet.at(s.Sheet.Top + e.Lines))
	case ShiftAnswered:
		if e.visit == s.visit {
			return s.answered(e)
		}
	case ShiftApproved:
		if e.visit == s.visit && s.Resting() && s.Ready && e.Right == s.right() {
			s.approvedBy = e.By
			s.begin()
		}
	case ShiftInput:
		if s.open && !s.Busy {
			return s.input(e.Event)
		}
	}
	return nil
}

func (s *Shift) show(e ShiftShown) []Effect {
	if e.Open == s.open {
		return nil
	}
	*s = Shift{settings: s.settings, Stage: ShiftLook, open: e.Open, today: e.Today, person: e.Person, visit: s.visit + 1, Revision: s.Revision + 1, Sheet: s.Sheet}
	s.anew()
	if !e.Open {
		return nil
	}
	return s.read(daysBefore(s.today, shiftDays-1))
}

// read reads the open shift, and the list where from is a day.
func (s *Shift) read(from kiosk.Date) []Effect {
	return []Effect{ShiftAsk{From: from, visit: s.visit}}
}

// right is the one that closing the open shift takes.
func (s *Shift) right() kiosk.Right {
	if s.person == nil {
		return kiosk.RightCloseShift
	}
	return s.Shown.CloseRight(*s.person)
}

func (s *Shift) answered(e ShiftAnswered) []Effect {
	s.Revision++
	switch {
	case e.Close != nil:
		return s.closed(e)
	case s.Stage != ShiftLook:
		// A closing has begun since: what it is held against is what was looked at.
	case e.Err != nil:
		s.Problem = problemRead
	default:
		if e.From != "" {
			s.Closed = slices.Clone(e.Closed)
			slices.Reverse(s.Closed)
			s.Row = min(s.Row, len(s.Closed))
		}
		if s.Row > 0 {
			break // it comes anew with the row
		}
		s.Shown, s.Ready, s.Forgotten = e.Shift, true, false
		if at := e.Shift.OpenedAt; !at.IsZero() {
			_, day := s.settings.Calendar.Of(at)
			s.Forgotten = day < s.today
		}
		if s.Problem.ID == problemRead.ID {
			s.Problem = kiosk.Text{}
		}
	}
	return nil
}

var problemRead = kiosk.T("shift.problem.read")

func (s *Shift) closed(e ShiftAnswered) []Effect {
	s.Busy = false
	switch {
	case errors.Is(e.Err, kiosk.ErrConflict):
		reads := s.home()
		s.Problem = kiosk.T("shift.problem.changed")
		return reads
	case e.Err != nil:
		s.Problem = problemOf(e.Err)
	default:
		s.Shown = e.Shift
		s.goTo(ShiftClosed)
	}
	return nil
}

// problemOf says why a shift could not be closed. Nothing of it is on record then.
func problemOf(err error) kiosk.Text {
	switch {
	case errors.Is(err, kiosk.ErrLedgerFull):
		return kiosk.T("shift.problem.full")
	case errors.Is(err, kiosk.ErrLedgerReadOnly):
		return kiosk.T("shift.problem.read_only")
	}
	return kiosk.T("shift.problem.close")
}

// Fields are those of the count under way.
func (s *Shift) Fields() []ShiftField {
	switch s.Stage {
	case ShiftDrawer:
		return s.Drawer
	case ShiftApps:
		return s.Apps
	}
	return nil
}

func (s *Shift) input(e kiosk.Event) []Effect {
	r := rune(0)
	key := kiosk.Key("")
	switch e := e.(type) {
	case kiosk.Pressed:
		key, r = e.Key, e.Key.Char()
	case kiosk.Typed:
		r = e.Rune
	case kiosk.Untyped:
		s.takeBack(e.Keys)
		return nil
	}
	fields := s.Fields()
	switch {
	case key == kiosk.KeyEnter:
		return s.enter()
	case key == kiosk.KeyEsc:
		return s.back()
	case len(fields) == 0 && (s.Stage != ShiftLook || s.Sheet.Keyed):
		if key == kiosk.KeyTab {
			s.keyed(false)
		}
		s.sheet(s.Sheet.key(key))
	case len(fields) == 0:
		if key == kiosk.KeyTab {
			s.keyed(true)
		} else {
			list := Cursor{Selected: s.Row, Fits: shiftStride}
			if row, ok := list.target(key, 1+len(s.Closed)); ok {
				return s.turn(row)
			}
		}
	case key == kiosk.KeyDown, key == kiosk.KeyTab:
		s.choose((s.At + 1) % len(fields))
	case key == kiosk.KeyUp:
		s.choose((s.At + len(fields) - 1) % len(fields))
	case key == kiosk.KeyBackspace:
		fields[s.At].backspace()
		s.struck = nil
		s.Revision++
	case r != 0:
		s.struck = append(s.struck, fields[s.At].Text)
		fields[s.At].strike(r)
		s.Revision++
	}
	return nil
}

// shiftStride is the number of rows that a page key moves.
const shiftStride = 6

// turn looks at a row of the list, or the nearest that there is.
func (s *Shift) turn(row int) []Effect {
	row = min(max(row, 0), len(s.Closed))
	switch {
	case row == s.Row:
		return nil
	case row == 0:
		return s.home()
	}
	s.Row, s.Shown, s.Ready, s.Problem = row, s.Closed[row-1], true, kiosk.Text{}
	s.anew()
	s.Revision++
	return nil
}

// enter goes one step on.
func (s *Shift) enter() []Effect {
	switch s.Stage {
	case ShiftLook:
		if !s.Ready || s.Row != 0 {
			s.keyed(true)
			return nil
		}
		s.keyed(false)
		if p := s.person; p != nil && (p.Name == "" || !p.Role.May(s.right())) {
			return []Effect{ApprovalAsk{Right: s.right(), visit: s.visit}}
		}
		s.begin()
	case ShiftConfirm:
		s.Busy, s.Problem = true, kiosk.Text{}
		s.Revision++
		return []Effect{ShiftAsk{Close: s.wish(), visit: s.visit}}
	case ShiftClosed:
		return s.home()
	default:
		s.goTo(s.after(s.Stage))
	}
	return nil
}

func (s *Shift) goTo(stage ShiftStage) {
	s.Stage, s.At, s.struck, s.Problem = stage, 0, nil, kiosk.Text{}
	s.anew()
	s.Revision++
}

// stages are those of this closing.
func (s *Shift) stages() []ShiftStage {
	all := []ShiftStage{ShiftLook}
	if len(s.Drawer) > 0 {
		all = append(all, ShiftDrawer)
	}
	if len(s.Apps) > 0 {
		all = append(all, ShiftApps)
	}
	return append(all, ShiftConfirm)
}

func (s *Shift) after(stage ShiftStage) ShiftStage {
	all := s.stages()
	for i, of := range all[:len(all)-1] {
		if of == stage {
			return all[i+1]
		}
	}
	return ShiftConfirm
}

// back goes one step back: Esc.
func (s *Shift) back() []Effect {
	if s.Stage == ShiftLook && s.Sheet.Keyed {
		s.keyed(false)
		return nil
	}
	if s.Stage == ShiftLook || s.Stage == ShiftClosed {
		return s.home()
	}
	all := s.stages()
	for i, of := range all[1:] {
		if of == s.Stage {
			s.goTo(all[i])
			break
		}
	}
	if s.Stage == ShiftLook {
		return s.home()
	}
	return nil
}

// home looks at the open shift again.
func (s *Shift) home() []Effect {
	s.Ready, s.Row, s.Shown, s.approvedBy = false, 0, kiosk.Shift{}, ""
	s.goTo(ShiftLook)
	return s.read(daysBefore(s.today, shiftDays-1))
}

// AnswerShift does what a ShiftAsk wants, at the moment at. A closing whose outcome the
// ledger could not tell is looked up.
func AnswerShift(ctx context.Context, shifts kiosk.Shifts, at time.Time, ask ShiftAsk) ShiftAnswered {
	answer := ShiftAnswered{ShiftAsk: ask}
	if ask.Close == nil {
		if answer.Shift, answer.Err = shifts.Shift(ctx, 0); answer.Err == nil && ask.From != "" {
			answer.Closed, answer.Err = shifts.Shifts(ctx, ask.From, "")
		}
		return answer
	}
	c := *ask.Close
	c.At = at
	if answer.Shift, answer.Err = shifts.CloseShift(ctx, c); answer.Err == nil {
		return answer
	}
	// Of this moment, it can only be this closing's.
	if z, err := shifts.Shift(ctx, c.After+1); err == nil && z.ClosedAt.UnixMilli() == at.UnixMilli() && z.ClosedBy == c.By {
		answer.Shift, answer.Err = z, nil
	}
	return answer
}
