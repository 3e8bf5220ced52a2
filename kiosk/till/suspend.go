package till

import "time"

// suspendedMin is how long a till must not have run for that to be told from a slow
// disk or a busy machine. Nobody heard and nobody watched meanwhile, and whoever
// is at the till now may be somebody else. A shorter sleep loses no notification,
// since its sender tries again for longer.
const suspendedMin = 10 * time.Second

// wasSuspended reports whether the till did not run for a while although the steady
// clock went on: its own Wake is that far overdue. So it is on machines whose
// monotonic clock counts their sleep, and where the process or its virtual machine
// was stopped. Where that clock stands still, ClockChanged tells.
func (t *Till) wasSuspended(now time.Time) bool {
	due := t.due
	if due.Before(t.Now) {
		due = t.Now // it was overdue when the last step ended
	}
	return !t.due.IsZero() && now.Sub(due) >= suspendedMin
}

// suspended takes that the till did not run for a while. What a PIN had opened is
// closed, and what came meanwhile is not known.
func (t *Till) suspended() {
	t.pins.verifiedAt = time.Time{}
	t.book.Suspended(t.stopped() == nil)
	t.popPIN()
	switch t.page().(type) {
	case *decision, *history, *refundForm:
		t.popToFoot()
	}
}
