package office

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// shiftPage is the page of the shift with what the Office knows of it beside.
type shiftPage struct {
	Shift
	readAt  time.Time
	waiting *ApprovalAsk // for its right
}

// view is the page as a plain value.
func (s *shiftPage) view() Shift {
	v := s.Shift
	v.Drawer, v.Apps = slices.Clone(v.Drawer), slices.Clone(v.Apps)
	return v
}

// shifts hands the page of the shift an event.
func (o *Office) shifts(e Event) {
	for _, effect := range o.shift.Step(e) {
		if ask, ok := effect.(ApprovalAsk); ok {
			o.shift.waiting = &ask
			effect = Tell{Event: kiosk.RightWanted{Right: ask.Right}}
		} else {
			o.shift.readAt = o.turn.now
		}
		o.turn.effect(effect)
	}
}

// shiftShown tells the page whether it is on screen, and who sells. With people set up it
// asks for somebody who may close another's shift, whatever the role of who sells: the
// counter asks nobody who was just asked.
func (o *Office) shiftShown() {
	e := ShiftShown{Open: o.open && o.section == SectionShift, Today: o.history.Today}
	if o.seller.Asked {
		e.Person = &kiosk.Person{Name: o.seller.Name, Role: kiosk.RoleCashier}
	}
	o.shifts(e)
}

// shiftTakes takes an input of the page, and reports whether it was one.
func (o *Office) shiftTakes(e kiosk.Event) bool {
	if p, ok := e.(kiosk.Pressed); isScan(e) || ok && p.Key == kiosk.KeyEsc && o.shift.Resting() {
		return false
	}
	o.shifts(ShiftInput{Event: e})
	return true
}

// shiftApproved goes on with the closing that waits for that right.
func (o *Office) shiftApproved(e RightGiven) {
	if ask := o.shift.waiting; ask != nil && ask.Right == e.Right {
		o.shift.waiting = nil
		o.shifts(ShiftApproved{*ask, e.Approval.By})
	}
}

// shiftTicks reads the open shift again where that has become old.
func (o *Office) shiftTicks() {
	if o.turn.now.Sub(o.shift.readAt) >= refreshAfter {
		o.shifts(ShiftRefreshed{})
	}
}
