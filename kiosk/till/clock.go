package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
	"slices"
)

// The till measures with a steady clock, which never jumps: the argument of
// Step. Every wait, watch and deadline is on it. What people read and what is
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
