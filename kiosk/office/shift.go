package office

import (
	"context"
	"errors"
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

// ShiftSettings are the counts that are switched on.
type ShiftSettings struct {
	Cash bool
	Apps []kiosk.Wallet // whose merchant app is asked for; nil for none
}

// ShiftFieldKind tells the fields of a count apart.
type ShiftFieldKind string

// The kinds of field.
const (
	FieldCounted ShiftFieldKind = "counted" // what is in the drawer
	FieldNext    ShiftFieldKind = "next"    // what stays in it for the next shift
	FieldOpening ShiftFieldKind = "opening" // what it had at the beginning, asked for once
	FieldApp     ShiftFieldKind = "app"     // what a merchant app says
)

// ShiftField is one amount of a count.
type ShiftField struct {
	Kind   ShiftFieldKind
	Wallet kiosk.Wallet // FieldApp
	AmountField
}

// Shift is the owner's page of the shift: an X at any time, older Zs, and the closing.
// While something is counted the page shows nothing of ours.
type Shift struct {
	Stage ShiftStage
	// Shown is the open shift, or a closed one; of neither before Ready.
	Shown kiosk.Shift
	Ready bool
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
	latest     int    // the newest closed shift
	visit      uint64 // counts openings, so that late answers are dropped
	person     *kiosk.Person
	approvedBy string
}

// NewShift is the page before it is opened.
func NewShift(s ShiftSettings) Shift { return Shift{settings: s, Stage: ShiftLook} }

// ShiftAsk is something that a Shift wants of the ledger: a shift, or with Close its
// closing, whose At is the moment of it. Its answer comes as a ShiftAnswered.
type ShiftAsk struct {
	Number int
	Close  *kiosk.ShiftClose
	visit  uint64
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
	// ShiftShown says whether the page is on screen, and who looks at it: nil where no
	// people are set up, so that whoever has the PIN may do all.
	ShiftShown struct {
		Open   bool
		Person *kiosk.Person
	}
	// ShiftInput is a key or character: Pressed or Typed.
	ShiftInput struct{ Event kiosk.Event }
	// FieldChosen is a touch of a field of the count.
	FieldChosen struct{ Field int }
	// ShiftRefreshed wants the open shift read again, where it is looked at.
	ShiftRefreshed struct{}
	// ShiftAnswered answers a ShiftAsk.
	ShiftAnswered struct {
		ShiftAsk
		Shift kiosk.Shift
		Err   error
	}
	// ShiftApproved answers an ApprovalAsk, once somebody may.
	ShiftApproved struct {
		ApprovalAsk
		By kiosk.Person
	}
)

func (ShiftShown) office()     {}
func (ShiftInput) office()     {}
func (FieldChosen) office()    {}
func (ShiftRefreshed) office() {}
func (ShiftAnswered) office()  {}
func (ShiftApproved) office()  {}

// Resting reports whether Esc is not the page's own: it leaves.
func (s *Shift) Resting() bool { return s.Stage == ShiftLook && s.Shown.Number == 0 }

// Step takes an event and returns what is wanted because of it.
func (s *Shift) Step(e Event) []Effect {
	switch e := e.(type) {
	case ShiftShown:
		return s.show(e)
	case ShiftRefreshed:
		if s.open && s.Resting() {
			return s.read(0)
		}
	case FieldChosen:
		if e.Field >= 0 && e.Field < len(s.Fields()) && e.Field != s.At {
			s.At = e.Field
			s.Revision++
		}
	case ShiftAnswered:
		if e.visit == s.visit {
			return s.answered(e)
		}
	case ShiftApproved:
		if e.visit == s.visit && s.Resting() && s.Ready && e.By.Role.May(e.Right) && e.Right == s.right() {
			s.approvedBy = e.By.Name
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
	*s = Shift{settings: s.settings, Stage: ShiftLook, open: e.Open, person: e.Person, visit: s.visit + 1, Revision: s.Revision + 1}
	if !e.Open {
		return nil
	}
	return s.read(0)
}

func (s *Shift) read(number int) []Effect {
	return []Effect{ShiftAsk{Number: number, visit: s.visit}}
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
		s.Problem = kiosk.T("shift.problem.read")
	default:
		s.Shown, s.Ready, s.Problem = e.Shift, true, kiosk.Text{}
		if e.Shift.Number == 0 {
			s.latest = e.Shift.After
		}
	}
	return nil
}

func (s *Shift) closed(e ShiftAnswered) []Effect {
	s.Busy = false
	switch {
	case errors.Is(e.Err, kiosk.ErrConflict):
		s.Stage, s.Ready, s.Problem = ShiftLook, false, kiosk.T("shift.problem.changed")
		return s.read(0)
	case e.Err != nil:
		s.Problem = problemOf(e.Err)
	default:
		s.Shown, s.Stage, s.Problem = e.Shift, ShiftClosed, kiosk.Text{}
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
	}
	fields := s.Fields()
	switch {
	case key == kiosk.KeyEnter:
		return s.enter()
	case key == kiosk.KeyEsc:
		return s.back()
	case len(fields) == 0:
		return s.turn(key)
	case key == kiosk.KeyUp, key == kiosk.KeyDown, key == kiosk.KeyTab:
		step := 1
		if key == kiosk.KeyUp {
			step = len(fields) - 1
		}
		s.At = (s.At + step) % len(fields)
	case key == kiosk.KeyBackspace:
		fields[s.At].backspace()
	case r != 0:
		fields[s.At].strike(r)
	default:
		return nil
	}
	s.Revision++
	return nil
}

// turn looks at the shift before or after the one that is shown.
func (s *Shift) turn(k kiosk.Key) []Effect {
	if s.Stage != ShiftLook || !s.Ready {
		return nil
	}
	switch n := s.Shown; {
	case (k == kiosk.KeyUp || k == kiosk.KeyPageUp) && n.After > 0:
		return s.read(n.After)
	case (k == kiosk.KeyDown || k == kiosk.KeyPageDown) && n.Number >= s.latest && n.Number > 0:
		return s.read(0)
	case (k == kiosk.KeyDown || k == kiosk.KeyPageDown) && n.Number > 0:
		return s.read(n.Number + 1)
	}
	return nil
}

// enter goes one step on.
func (s *Shift) enter() []Effect {
	switch s.Stage {
	case ShiftLook:
		if !s.Ready || s.Shown.Number != 0 {
			return nil
		}
		if p := s.person; p != nil && !p.Role.May(s.right()) {
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

// begin begins the closing, with empty counts.
func (s *Shift) begin() {
	s.Drawer, s.Apps = nil, nil
	if s.settings.Cash {
		s.Drawer = []ShiftField{{Kind: FieldCounted}, {Kind: FieldNext}}
		if s.Shown.After == 0 {
			s.Drawer = append(s.Drawer, ShiftField{Kind: FieldOpening})
		}
	}
	for _, w := range s.settings.Apps {
		s.Apps = append(s.Apps, ShiftField{Kind: FieldApp, Wallet: w})
	}
	s.goTo(s.after(ShiftLook))
}

func (s *Shift) goTo(stage ShiftStage) {
	s.Stage, s.At, s.Problem = stage, 0, kiosk.Text{}
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
		s.approvedBy = ""
		return s.read(0)
	}
	return nil
}

// home looks at the open shift again.
func (s *Shift) home() []Effect {
	s.Ready, s.Shown, s.approvedBy = false, kiosk.Shift{}, ""
	s.goTo(ShiftLook)
	return s.read(0)
}

// wish is the closing as the counts have it.
func (s *Shift) wish() *kiosk.ShiftClose {
	c := &kiosk.ShiftClose{After: s.Shown.After, ApprovedBy: s.approvedBy}
	if s.person != nil {
		c.By = s.person.Name
	}
	if len(s.Drawer) > 0 {
		d := s.DrawerClose()
		c.Drawer = &d
	}
	for i := range s.Apps {
		if said, ok := s.Apps[i].Fen(); ok {
			if c.Counted == nil {
				c.Counted = map[kiosk.Wallet]kiosk.Fen{}
			}
			c.Counted[s.Apps[i].Wallet] = said
		}
	}
	return c
}

// DrawerClose has the values of the drawer's fields, and where one is empty, what is meant
// by that: the drawer keeps for the next shift what it had at the beginning, or all that is
// in it where that is less, or was not counted.
func (s *Shift) DrawerClose() kiosk.DrawerClose {
	var d kiosk.DrawerClose
	if s.Shown.Cash != nil {
		d.Opening = s.Shown.Cash.Opening
	}
	next := false
	for i := range s.Drawer {
		amount, ok := s.Drawer[i].Fen()
		switch s.Drawer[i].Kind {
		case FieldCounted:
			if ok {
				d.Counted = &amount
			}
		case FieldNext:
			d.Next, next = amount, ok
		case FieldOpening:
			if ok {
				d.Opening = amount
			}
		}
	}
	switch {
	case next:
	case d.Counted != nil:
		d.Next = min(d.Opening, *d.Counted)
	case s.Shown.Cash != nil:
		d.Next = max(0, d.Opening+s.Shown.Cash.Taken)
	}
	return d
}

// AnswerShift does what a ShiftAsk wants, at the moment at.
func AnswerShift(ctx context.Context, shifts kiosk.Shifts, at time.Time, ask ShiftAsk) ShiftAnswered {
	if ask.Close == nil {
		s, err := shifts.Shift(ctx, ask.Number)
		return ShiftAnswered{ask, s, err}
	}
	c := *ask.Close
	c.At = at
	z, err := shifts.CloseShift(ctx, c)
	return ShiftAnswered{ask, z, err}
}
