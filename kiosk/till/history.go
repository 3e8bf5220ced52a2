package till

import (
	"facepay/kiosk"
)

// history is the owner's list, after the PIN.
type history struct {
	page
	wanted kiosk.OrderNo // to be refunded, while the ledger is being read
	// stale: that payment was written meanwhile, so that what comes may be old.
	stale bool
}

func (h *history) draw(_ *Till, v *kiosk.View) { v.Screen = kiosk.ScreenHistory }

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
