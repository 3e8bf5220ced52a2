package kiosk

import (
	"slices"
	"strings"
	"time"
)

// A manager's decision about a payment or a refund that nobody knows: the PIN,
// what became of it, from where that is known, and a second look. Only the last
// step puts anything on record.

const (
	// pinMax is how long a PIN that was begun stays on screen.
	pinMax = time.Minute
	// decideMax is how long a decision may take from its PIN on, all steps together,
	// also where people go back and forth: nobody knows who is there after that. While
	// it is about a refund nothing is asked about that.
	decideMax = 5 * time.Minute
)

// evidenceFor is what may stand behind each decision, in the order of their keys.
var evidenceFor = map[Action][]Evidence{
	ActionSayPaid:    {EvidenceInApp, EvidenceBill, EvidenceSupport},
	ActionSayUnpaid:  {EvidenceNotInApp, EvidenceNoBill, EvidenceOtherWay, EvidenceSupport},
	ActionRefunded:   {EvidenceInApp, EvidenceBill, EvidenceSupport},
	ActionUnrefunded: {EvidenceNotInApp, EvidenceNoBill, EvidenceSupport},
}

// reasonKeys choose a reason. None of them has a meaning in the steps around it,
// so that a key pressed twice goes nowhere.
var reasonKeys = []Key{KeyF1, KeyF2, KeyF3, KeyF4}

// whyAction is the action of the button that gives a reason.
func whyAction(e Evidence) Action { return Action("why_" + string(e)) }

// decideStage is how far a decision is.
type decideStage string

const (
	decideWhat decideStage = "what" // paid or not
	decideWhy  decideStage = "why"  // the reason
	decideSure decideStage = "sure" // the second look
)

// deciding is a decision under way.
type deciding struct {
	from     mode // where it was begun
	stage    decideStage
	until    time.Time // when it ends, however far it is: one PIN is good for so long
	verdict  Action
	evidence Evidence
	// What the manager is looking at; when it changes the decision begins anew.
	state    State
	incident Incident
}

// wantDecision asks for the PIN before a decision about p, where one can be made.
func (t *Till) wantDecision(p *item) {
	switch {
	case t.book.unsureRefund(p.OrderNo) != nil:
		t.askPIN(ActionRefunded, p.OrderNo)
	case t.book.undecided(p.OrderNo) == nil && t.book.decidable(p):
		t.askPIN(ActionManager, p.OrderNo)
	}
}

// beginDecision opens the decision about p after the PIN: m says about what.
func (t *Till) beginDecision(m mode, p *item) {
	d := &deciding{from: t.mode, stage: decideWhat, until: t.now.Add(decideMax), state: p.State, incident: p.Incident}
	t.mode, t.focus, t.deciding = m, p.OrderNo, d
}

// decidingNow is the decision on screen, nil when none is.
func (t *Till) decidingNow() *deciding {
	if t.mode != modeDecide && t.mode != modeDecideRefund {
		return nil
	}
	return t.deciding
}

// actOnDecision takes what is done while a decision is up, and reports whether
// it was for it. Nothing else may be done before it is made or left.
func (t *Till) actOnDecision(a Action) bool {
	d := t.decidingNow()
	if d == nil || a == ActionFullScreen || a == ActionPracticeDrop {
		return false
	}
	if a == ActionBack {
		t.stepBack(d)
		return true
	}
	p := t.book.find(t.focus)
	if p == nil || t.guarded() || !t.offered(d, p, a) {
		return true
	}
	switch d.stage {
	case decideWhat:
		d.verdict = a
		d.stage = decideWhy
	case decideWhy:
		d.evidence = Evidence(strings.TrimPrefix(string(a), "why_"))
		d.stage = decideSure
	case decideSure:
		t.decided(d, p)
	}
	return true
}

// offered reports whether a stands on the card.
func (t *Till) offered(d *deciding, p *item, a Action) bool {
	return slices.ContainsFunc(t.decisionPanel(d, p).Buttons, func(b Button) bool { return b.Action == a })
}

// stepBack goes to the step before, and from the first to where it was begun.
func (t *Till) stepBack(d *deciding) {
	switch d.stage {
	case decideSure:
		d.stage = decideWhy
	case decideWhy:
		d.stage = decideWhat
	default:
		t.leaveDecision(d)
	}
}

// leaveDecision goes back to where the decision was begun.
func (t *Till) leaveDecision(d *deciding) {
	n := t.focus
	t.mode, t.focus, t.deciding = modeSell, "", nil
	if d.from == modeDoubts || d.from == modeReview {
		t.backToDoubts(n)
	}
}

// decided puts the decision on record.
func (t *Till) decided(d *deciding, p *item) {
	why := Manager(d.evidence)
	switch d.verdict {
	case ActionSayPaid, ActionSayUnpaid:
		t.book.decide(p, d.verdict == ActionSayPaid, why)
	case ActionRefunded, ActionUnrefunded:
		t.book.decideRefund(p, d.verdict == ActionRefunded, why)
	}
	t.leaveDecision(d)
	if !t.book.needsPeople(p) {
		t.doubtGone(&p.Payment, T("decided."+string(d.verdict)))
	}
}

// advanceDecision ends a decision that nobody goes on with or that the gateway
// has made meanwhile, and begins it anew when its payment has changed.
func (t *Till) advanceDecision() {
	d := t.decidingNow()
	if d == nil {
		t.deciding = nil
		return
	}
	p := t.book.find(t.focus)
	switch {
	case !t.now.Before(d.until):
		t.mode, t.focus, t.deciding = modeSell, "", nil
	case p == nil, t.mode == modeDecide && !t.book.decidable(p), t.mode == modeDecideRefund && t.book.unsureRefund(p.OrderNo) == nil:
		t.leaveDecision(d)
	case p.State != d.state || p.Incident != d.incident:
		d.state, d.incident = p.State, p.Incident
		d.stage = decideWhat
	}
}

// advancePIN closes a pad that nobody goes on with.
func (t *Till) advancePIN() {
	if p := t.pin; p != nil && !p.busy && !t.now.Before(p.touched.Add(pinMax)) {
		t.pin, t.attention.touched = nil, t.now
	}
}

// handsAt is when what people have left standing is closed.
func (t *Till) handsAt() time.Time {
	var next time.Time
	soonest := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	if t.pin != nil && !t.pin.busy {
		soonest(t.pin.touched.Add(pinMax))
	}
	if d := t.decidingNow(); d != nil {
		soonest(d.until)
	}
	if (t.mode == modeDoubts || t.mode == modeReview) && t.pin == nil {
		soonest(t.doubtsUntil())
	}
	return next
}
