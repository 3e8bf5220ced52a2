package kiosk

import (
	"slices"
	"time"
)

// refundStage is how far the owner is with a refund.
type refundStage string

const (
	refundRefused  refundStage = "nothing" // it cannot be: why says so
	refundAmount   refundStage = "amount"  // how much
	refundConfirm  refundStage = "confirm" // the second look
	refundRecorded refundStage = "done"    // what becomes of it
)

// pinTrust is how long after the owner's PIN money is given back without asking
// for it again: the history may stand open at a till that nobody watches.
const pinTrust = 5 * time.Minute

// history is the owner's list, after the PIN.
type history struct {
	page
	wanted OrderNo // to be refunded, while the ledger is being read
	// stale: that payment was written meanwhile, so that what comes may be old.
	stale bool
}

// refundForm is a refund that the owner makes from the history.
type refundForm struct {
	page
	order  OrderNo
	stage  refundStage
	since  time.Time // when the stage came up
	why    Text      // refundRefused
	found  *Payment  // refundRefused: of what
	entry  entry     // empty: all that is left
	amount Fen       // refundConfirm: what is looked at twice
	byHand bool
	no     RefundNo // refundRecorded
}

// setStage goes to another stage.
func (g *refundForm) setStage(to refundStage, now time.Time) { g.stage, g.since = to, now }

func (h *history) draw(_ *Till, v *View) { v.Screen = ScreenHistory }

// refundWanted begins the refund of a payment that the owner chose.
func (t *Till) refundWanted(e RefundWanted) {
	h, ok := t.top().(*history)
	if !ok || h.wanted == e.OrderNo {
		return // it comes in a moment
	}
	h.wanted, h.stale = e.OrderNo, false
	t.effect(Find(e))
}

// refundFound takes what the ledger has on the payment that the owner chose, where
// that is waited for.
func (t *Till) refundFound(e Found) {
	h, ok := t.top().(*history)
	if !ok || e.OrderNo == "" || h.wanted != e.OrderNo {
		return
	}
	if h.stale {
		h.stale = false
		t.effect(Find{e.OrderNo})
		return
	}
	h.wanted = ""
	g := &refundForm{order: e.OrderNo, stage: refundRefused, since: t.now, why: refusedAtSight(e), found: e.Payment}
	t.push(g)
	if !g.why.IsZero() {
		return
	}
	p := t.book.resume(e)
	switch f := t.book.undecided(p.OrderNo); {
	case f != nil:
		g.stage, g.no, g.entry.problem = refundRecorded, f.No, T("refund.one_at_a_time")
	case t.book.refundable(p) == 0:
		g.why = T("refund.nothing_left")
	default:
		g.stage, g.byHand = refundAmount, t.book.refundSupport(p) == RefundNone
	}
}

// staleRefund notes that the payment which is read from the ledger for a refund was
// written by this step: what comes may be older.
func (t *Till) staleRefund() {
	if h := up[*history](t); h != nil && h.wanted != "" {
		h.stale = h.stale || slices.ContainsFunc(t.write.Payments, func(p Payment) bool { return p.OrderNo == h.wanted })
	}
}

// refusedAtSight says why nothing can be given back, if that is so at first sight.
func refusedAtSight(e Found) Text {
	switch {
	case e.Err != nil:
		return T("refund.no_ledger")
	case e.Payment == nil || e.Sale == nil:
		return T("refund.no_payment")
	case e.Payment.State != StatePaid:
		return T("refund.not_paid")
	}
	return Text{}
}

// fixed reports whether the amount of p's refund cannot be chosen.
func (g *refundForm) fixed(t *Till, p *Item) bool {
	return !g.byHand && t.book.refundSupport(p) == RefundFull
}

// fixedField reports whether the amount that is asked for can only be taken as it
// stands.
func (t *Till) fixedField() bool {
	g, ok := t.top().(*refundForm)
	return ok && g.fixed(t, t.book.find(g.order))
}

func (g *refundForm) field(t *Till) (*entry, Fen) {
	if p := t.book.find(g.order); p != nil && g.stage == refundAmount {
		return &g.entry, t.book.refundable(p)
	}
	return nil, 0
}

// key takes the keys of its buttons and few others.
func (g *refundForm) key(t *Till, k Key) {
	if k == KeyBackspace {
		t.backspace()
		return
	}
	for _, b := range g.buttons(t) {
		if b.Key == k {
			t.act(b.Action)
			return
		}
	}
	if k == KeyF11 {
		t.act(ActionFullScreen)
	}
}

func (g *refundForm) act(t *Till, a Action) {
	switch p := t.book.find(g.order); {
	case a == ActionFullScreen, a == ActionPracticeDrop:
		g.page.act(t, a)
	case a == ActionBack && g.stage == refundConfirm:
		g.setStage(refundAmount, t.now)
	case a == ActionBack:
		t.pop(g)
	case p == nil || t.now.Sub(g.since) < alarmGuard:
		// nothing to do, or a press that was meant for the screen before
	case a == ActionConfirm:
		g.confirm(t, p)
	case g.stage == refundRecorded:
		g.actOnRecorded(t, a, p)
	}
}

// confirm goes on from the amount to the second look, and from there to the refund
// itself.
func (g *refundForm) confirm(t *Till, p *Item) {
	switch g.stage {
	case refundAmount:
		amount := g.entry.fen()
		if g.entry.text == "" {
			amount = t.book.refundable(p)
		}
		switch {
		case g.entry.stuck():
		case amount == 0:
			g.entry.problem = T("problem.zero")
		case amount > t.book.refundable(p):
			g.entry.problem = T("problem.too_much", "max", t.book.refundable(p).Grouped())
		default:
			g.amount, g.entry.problem = amount, Text{}
			g.setStage(refundConfirm, t.now)
		}
	case refundConfirm:
		if t.now.Sub(t.pins.pinAt) >= pinTrust {
			t.askPIN(ActionConfirm, p.OrderNo)
			return
		}
		f := t.book.refund(p, g.amount, g.byHand, reasonOwner)
		if f == nil {
			g.entry.problem = T("refund.not_now") // it changed since: look again
			g.setStage(refundAmount, t.now)
			return
		}
		g.no = f.No
		g.setStage(refundRecorded, t.now)
	}
}

// actOnRecorded takes the buttons beside a refund that is on record.
func (g *refundForm) actOnRecorded(t *Till, a Action, p *Item) {
	f := t.book.findRefund(g.no)
	if f == nil {
		return
	}
	switch a {
	case ActionAskAgain:
		if f.asking == 0 && t.book.followable(p, f) {
			t.book.queryRefundNow(f)
		}
	case ActionManager:
		if f.State == RefundUnknown {
			t.askPIN(ActionRefunded, p.OrderNo)
		}
	case ActionRefundByHand:
		if f.State == RefundRefused && t.book.undecided(p.OrderNo) == nil && t.book.refundable(p) > 0 {
			g.byHand, g.entry, g.no = true, entry{}, ""
			g.setStage(refundAmount, t.now)
		}
	}
}
