package kiosk

import (
	"slices"
	"time"
)

// givingStage is how far the owner is with a refund.
type givingStage string

const (
	givingFind    givingStage = "find"    // the ledger is being read; the history is still up
	givingNothing givingStage = "nothing" // it cannot be: told says why
	givingAmount  givingStage = "amount"  // how much
	givingConfirm givingStage = "confirm" // the second look
	givingDone    givingStage = "done"    // on record; what becomes of it
)

// pinTrust is how long after the owner's PIN money is given back without asking
// for it again: the history may stand open at a till that nobody watches.
const pinTrust = 5 * time.Minute

// refundForm is a refund that the owner makes from the history, after the PIN.
type refundForm struct {
	order  OrderNo
	stage  givingStage
	since  time.Time // when the stage came up
	told   Text      // givingNothing: why
	found  *Payment  // givingNothing: of what
	entry  entry     // empty: all that is left
	amount Fen       // givingConfirm: what is looked at twice
	byHand bool
	no     RefundNo // givingDone
	// stale: the payment was written while the ledger was being read, so that
	// what comes may be old.
	stale bool
}

// turn goes to another stage.
func (g *refundForm) turn(to givingStage, now time.Time) { g.stage, g.since = to, now }

// refundWanted begins the refund of a payment that the owner chose.
func (t *Till) refundWanted(e RefundWanted) {
	if t.mode != modeHistory || t.book.counter.sale != nil || t.pin != nil || t.book.recovery != nil {
		return
	}
	if g := t.refundForm; g != nil && g.stage == givingFind && g.order == e.OrderNo {
		return // it comes in a moment
	}
	t.refundForm = &refundForm{order: e.OrderNo, stage: givingFind}
	t.do(Find(e))
}

// refundFound takes what the ledger has on the payment that the owner chose. It
// reports whether that was waited for.
func (t *Till) refundFound(e Found) bool {
	g := t.refundForm
	if g == nil || g.stage != givingFind || g.order != e.OrderNo || t.mode != modeHistory || t.pin != nil {
		return false
	}
	if g.stale {
		g.stale = false
		t.do(Find{e.OrderNo})
		return true
	}
	t.mode, g.found = modeRefund, e.Payment
	if t.giveNothing(g, e) {
		return true
	}
	p := t.book.adopt(e)
	switch f := t.book.undecided(p.OrderNo); {
	case f != nil:
		g.no = f.No
		g.entry.problem = T("refund.one_at_a_time")
		g.turn(givingDone, t.now)
	case t.book.refundable(p) == 0:
		g.told = T("refund.nothing_left")
		g.turn(givingNothing, t.now)
	default:
		g.byHand = t.book.refundWay(p) == RefundNone
		g.turn(givingAmount, t.now)
	}
	return true
}

// staleRefund notes that the payment which is read from the ledger for a refund was
// written by this step: what comes may be older.
func (t *Till) staleRefund() {
	if g := t.refundForm; g != nil && g.stage == givingFind {
		g.stale = g.stale || slices.ContainsFunc(t.write.Payments, func(p Payment) bool { return p.OrderNo == g.order })
	}
}

// giveNothing says why nothing can be given back, if that is so at first sight.
func (t *Till) giveNothing(g *refundForm, e Found) bool {
	switch {
	case e.Err != nil:
		g.told = T("refund.no_ledger")
	case e.Payment == nil || e.Sale == nil:
		g.told = T("refund.no_payment")
	case e.Payment.State != StatePaid:
		g.told = T("refund.not_paid")
	default:
		return false
	}
	g.turn(givingNothing, t.now)
	return true
}

// givingOf is the payment whose refund is being made, nil when there is none.
func (t *Till) givingOf() *item {
	if t.refundForm == nil {
		return nil
	}
	return t.book.find(t.refundForm.order)
}

// givingAmount is what would be given back: what was typed, or all that is left.
func (t *Till) givingAmount(p *item) Fen {
	if t.refundForm.entry.text == "" {
		return t.book.refundable(p)
	}
	return t.refundForm.entry.fen()
}

// fixedRefund reports whether the amount of p's refund cannot be chosen.
func (t *Till) fixedRefund(p *item) bool {
	return !t.refundForm.byHand && t.book.refundWay(p) == RefundFull
}

// pressRefund takes a key on the refund's screen that is no character.
func (t *Till) pressRefund(k Key) {
	if k == KeyBackspace {
		if e, _ := t.field(); e != nil {
			e.backspace()
		}
		return
	}
	for _, b := range t.refundButtons() {
		if b.Key == k {
			t.act(b.Action)
			return
		}
	}
	if k == KeyF11 {
		t.act(ActionFullScreen)
	}
}

// actOnGiving does what a button of the refund's screen asks for.
func (t *Till) actOnGiving(a Action) {
	g, p := t.refundForm, t.givingOf()
	switch {
	case g == nil:
		t.mode = modeSell
	case a == ActionBack:
		t.giveNoMore()
	case p == nil || t.now.Sub(g.since) < alarmGuard:
		return // nothing to do, or a press that was meant for the screen before
	case a == ActionConfirm:
		t.confirmRefund(g, p)
	case g.stage == givingDone:
		t.actOnGiven(a, p)
	}
}

// giveNoMore is one step back.
func (t *Till) giveNoMore() {
	g := t.refundForm
	if g.stage == givingConfirm {
		g.turn(givingAmount, t.now)
		return
	}
	t.refundForm, t.mode = nil, modeHistory
}

// confirmRefund goes on from the amount to the second look, and from there to
// the refund itself.
func (t *Till) confirmRefund(g *refundForm, p *item) {
	switch g.stage {
	case givingAmount:
		switch amount := t.givingAmount(p); {
		case g.entry.stuck():
		case amount == 0:
			g.entry.problem = T("problem.zero")
		case amount > t.book.refundable(p):
			g.entry.problem = T("problem.too_much", "max", t.book.refundable(p).Grouped())
		default:
			g.amount, g.entry.problem = amount, Text{}
			g.turn(givingConfirm, t.now)
		}
	case givingConfirm:
		if t.now.Sub(t.pins.pinAt) >= pinTrust {
			t.askPIN(ActionConfirm, p.OrderNo)
			return
		}
		f := t.book.refund(p, g.amount, g.byHand, reasonOwner)
		if f == nil {
			g.entry.problem = T("refund.not_now") // it changed since: look again
			g.turn(givingAmount, t.now)
			return
		}
		g.no = f.No
		g.turn(givingDone, t.now)
	}
}

// actOnGiven takes the buttons beside a refund that is on record.
func (t *Till) actOnGiven(a Action, p *item) {
	f := t.book.findRefund(t.refundForm.no)
	if f == nil {
		return
	}
	switch a {
	case ActionAskAgain:
		if f.asking == 0 && t.book.followable(p, f) {
			t.book.askRefundAgain(f)
		}
	case ActionManager:
		if f.State == RefundUnknown {
			t.askPIN(ActionRefunded, p.OrderNo)
		}
	case ActionRefundByHand:
		if f.State == RefundRefused && t.book.undecided(p.OrderNo) == nil && t.book.refundable(p) > 0 {
			t.refundForm.byHand, t.refundForm.entry, t.refundForm.no = true, entry{}, ""
			t.refundForm.turn(givingAmount, t.now)
		}
	}
}

// actOnRefund takes what concerns refunds, and reports whether a did.
func (t *Till) actOnRefund(a Action) bool {
	if t.mode == modeRefund {
		if a == ActionFullScreen || a == ActionPracticeDrop {
			return false
		}
		t.actOnGiving(a)
		return true
	}
	p := t.onAlarm()
	if p == nil {
		return false
	}
	f := t.book.undecided(p.OrderNo)
	switch a {
	case ActionRefund, ActionRefundByHand, ActionAccept:
		if t.guarded() || f != nil {
			return true
		}
	}
	switch a {
	case ActionAskAgain:
		if f != nil {
			t.book.askNow(p)
		}
		return f != nil
	case ActionManager:
		if f != nil && f.State == RefundUnknown && !t.guarded() {
			t.askPIN(ActionRefunded, p.OrderNo)
		}
		return f != nil
	case ActionRefunded, ActionUnrefunded:
		return true
	case ActionAccept:
		if p.Incident == IncidentRefunded {
			t.book.seen(p)
			return true
		}
	case ActionRefund, ActionRefundByHand:
		t.wantLateBack(a, p)
		return true
	}
	return false
}

// wantLateBack asks for the PIN before late money is given back: through the
// gateway where it can, else by people.
func (t *Till) wantLateBack(a Action, p *item) {
	switch {
	case !p.Late || p.LateDone != "":
	case t.book.refundWay(p) != RefundNone && (a == ActionRefund || !t.book.byHandOffered(p)):
		t.askPIN(ActionRefund, p.OrderNo)
	case a == ActionRefundByHand:
		t.askPIN(ActionRefundByHand, p.OrderNo)
	}
}

// refundAllowed does with a refund what the PIN was asked for.
func (t *Till) refundAllowed(purpose Action, p *item) {
	switch {
	case p == nil:
	case purpose == ActionRefunded:
		if t.book.unsureRefund(p.OrderNo) != nil {
			t.refundForm = nil
			t.beginDecision(modeDecideRefund, p)
		}
	case purpose == ActionConfirm:
		if g := t.refundForm; g != nil && t.mode == modeRefund && g.stage == givingConfirm && g.order == p.OrderNo {
			t.confirmRefund(g, p)
		}
	case purpose == ActionRefund:
		if t.book.refundWay(p) != RefundNone {
			t.book.giveLateBack(p, false)
		}
	case purpose == ActionRefundByHand:
		if t.book.byHandOffered(p) {
			t.book.giveLateBack(p, true)
		}
	}
}
