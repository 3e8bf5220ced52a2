package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// history is the door of the owner's side, after the PIN. What is behind it has a
// machine of its own; here it is only told what is to be done about money.
type history struct {
	page
	wanted kiosk.OrderNo // to be refunded, while the ledger is being read
	// stale: that payment was written meanwhile, so that what comes may be old.
	stale bool
}

// draw shows the door, and an alarm that would come up by itself without it.
func (h *history) draw(t *Till, v *kiosk.View) {
	v.Screen = kiosk.ScreenHistory
	if p := t.dueAlarm(); p != nil {
		v.Alarm = t.alarmPanel(p).Title
	}
}

// ownerLeft shuts the door.
func (t *Till) ownerLeft() {
	if h, ok := t.top().(*history); ok {
		t.pop(h)
	}
}

// ownerScans hands a scan to the owner's side, if that is up.
func (t *Till) ownerScans(c kiosk.PayCode) bool {
	_, up := t.top().(*history)
	if up {
		t.Effect(kiosk.OwnerScanned{Code: c})
	}
	return up
}

// ownerWants does what the owner wants about a payment that is on the list of those
// that need people, where that can be done.
func (t *Till) ownerWants(n kiosk.OrderNo, do func(*payments.Item)) {
	if _, up := t.top().(*history); !up {
		return
	}
	if p := t.book.Find(n); p != nil {
		do(p)
	}
}

// refundWanted begins the refund of a payment that the owner chose.
func (t *Till) refundWanted(e kiosk.RefundWanted) {
	h, ok := t.top().(*history)
	if !ok || h.wanted == e.OrderNo {
		return // it comes in a moment
	}
	h.wanted, h.stale = e.OrderNo, false
	t.Effect(kiosk.Find(e))
}

// refundFound takes what the ledger has on the payment that the owner chose, where
// that is waited for.
func (t *Till) refundFound(e kiosk.Found) {
	h, ok := t.top().(*history)
	if !ok || e.OrderNo == "" || h.wanted != e.OrderNo {
		return
	}
	if h.stale {
		h.stale = false
		t.Effect(kiosk.Find{OrderNo: e.OrderNo})
		return
	}
	h.wanted = ""
	g := &refundForm{order: e.OrderNo, stage: refundRefused, since: t.Now, why: refusedAtSight(e), found: e.Payment}
	t.push(g)
	if !g.why.IsZero() {
		return
	}
	p := t.book.Resume(e)
	switch f := t.book.Undecided(p.OrderNo); {
	case f != nil:
		g.stage, g.no, g.entry.problem = refundRecorded, f.No, kiosk.T("refund.one_at_a_time")
	case t.book.Refundable(p) == 0:
		g.why = kiosk.T("refund.nothing_left")
	default:
		g.stage, g.byHand = refundAmount, t.book.RefundSupport(p) == kiosk.RefundNone
	}
}

// staleRefund notes that the payment which is read from the ledger for a refund was
// written by this step: what comes may be older.
func (t *Till) staleRefund() {
	if h := up[*history](t); h != nil && h.wanted != "" {
		h.stale = h.stale || t.Writes(h.wanted)
	}
}

// refusedAtSight is the reason for refusing a refund, if there is one at first sight.
func refusedAtSight(e kiosk.Found) kiosk.Text {
	switch {
	case e.Err != nil:
		return kiosk.T("refund.no_ledger")
	case e.Payment == nil || e.Sale == nil:
		return kiosk.T("refund.no_payment")
	case e.Payment.State != kiosk.StatePaid:
		return kiosk.T("refund.not_paid")
	}
	return kiosk.Text{}
}
