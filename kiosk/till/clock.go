package till

import (
	"slices"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// The till measures with a steady clock, which never jumps: the argument of
// Step. Every wait and deadline is on it. What people read and what is
// put on record is in wall time, which can be set, wrong by years or corrected
// at any moment; ClockChanged says how far the two are apart.

// clockChanged takes the wall clock's new distance from the steady one. Nothing
// that is waited for moves; what people read and what the next start will read
// does.
func (t *Till) clockChanged(e kiosk.ClockChanged) {
	by := e.Offset - t.Offset
	t.Offset = e.Offset
	if len(t.sale.timeline) > 0 {
		t.sale.timeline = slices.Clone(t.sale.timeline) // the one on screen is somebody else's now
		for i := range t.sale.timeline {
			t.sale.timeline[i].At = t.sale.timeline[i].At.Add(by)
		}
	}
	if by >= suspendedMin {
		t.suspended()
	}
	if by.Abs() >= payments.ClockRowsMin && t.stopped() == nil {
		t.book.RewritePollEnds()
	}
}

// suspendedMin is the shortest pause of a till that is told from a slow disk or a
// busy machine. Nobody listened and nobody polled meanwhile, and whoever
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
	t.access.verifiedAt = time.Time{}
	t.book.Suspended(t.stopped() == nil)
	t.popPIN()
	switch t.page().(type) {
	case *decision, *history, *refundForm:
		t.popToFoot()
	}
}
