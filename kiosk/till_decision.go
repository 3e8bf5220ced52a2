package kiosk

import (
	"slices"
	"strings"
	"time"
)

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

// decisionStage is how far a decision is.
type decisionStage string

const (
	decideWhat decisionStage = "what" // paid or not
	decideWhy  decisionStage = "why"  // the reason
	decideSure decisionStage = "sure" // the second look
)

// decision is a manager's decision about a payment or a refund that nobody knows:
// after the PIN what became of it, from where that is known, and a second look.
// Only the last step puts anything on record.
type decision struct {
	page
	order    OrderNo
	refund   bool // it is about the payment's refund
	stage    decisionStage
	until    time.Time // when it ends, however far it is: one PIN is good for so long
	verdict  Action
	evidence Evidence
	// What the manager is looking at; when it changes the decision begins anew.
	state    State
	incident Incident
}

// wantDecision asks for the PIN before a decision about p, where one can be made.
func (t *Till) wantDecision(p *Item) {
	switch {
	case t.book.unsureRefund(p.OrderNo) != nil:
		t.askPIN(ActionRefunded, p.OrderNo)
	case t.book.undecided(p.OrderNo) == nil && t.book.decidable(p):
		t.askPIN(ActionManager, p.OrderNo)
	}
}

// beginDecision opens the decision about p, or about its refund, after the PIN. The
// attention list, if it was begun there, stays behind it.
func (t *Till) beginDecision(p *Item, refund bool) {
	list := up[*attention](t)
	t.popToFoot()
	if list != nil {
		t.push(list)
	}
	t.push(&decision{order: p.OrderNo, refund: refund, stage: decideWhat, until: t.now.Add(decideMax), state: p.State, incident: p.Incident})
}

// act takes what is done while the decision is up. Nothing else may be done before
// it is made or left.
func (d *decision) act(t *Till, a Action) {
	switch a {
	case ActionFullScreen, ActionPracticeDrop:
		d.page.act(t, a)
		return
	case ActionBack:
		switch d.stage {
		case decideSure:
			d.stage = decideWhy
		case decideWhy:
			d.stage = decideWhat
		default:
			d.leave(t)
		}
		return
	}
	p := t.book.find(d.order)
	if p == nil || t.guarded() || !slices.ContainsFunc(d.panel(t, p).Buttons, func(b Button) bool { return b.Action == a }) {
		return
	}
	switch d.stage {
	case decideWhat:
		d.verdict = a
		d.stage = decideWhy
	case decideWhy:
		d.evidence = Evidence(strings.TrimPrefix(string(a), "why_"))
		d.stage = decideSure
	case decideSure:
		d.made(t, p)
	}
}

// leave goes back to where the decision was begun.
func (d *decision) leave(t *Till) {
	t.pop(d)
	if list := up[*attention](t); list != nil {
		list.back(t, d.order)
	}
}

// made puts the decision on record.
func (d *decision) made(t *Till, p *Item) {
	why := Manager(d.evidence)
	switch d.verdict {
	case ActionSayPaid, ActionSayUnpaid:
		t.book.decide(p, d.verdict == ActionSayPaid, why)
	case ActionRefunded, ActionUnrefunded:
		t.book.decideRefund(p, d.verdict == ActionRefunded, why)
	}
	d.leave(t)
	if !t.book.needsAttention(p) {
		t.itemGone(&p.Payment, T("decided."+string(d.verdict)))
	}
}

// tick ends a decision that nobody goes on with or that the gateway has made
// meanwhile, and begins it anew when its payment has changed.
func (d *decision) tick(t *Till) {
	p := t.book.find(d.order)
	switch {
	case !t.now.Before(d.until):
		t.popToFoot()
	case p == nil, !d.refund && !t.book.decidable(p), d.refund && t.book.unsureRefund(p.OrderNo) == nil:
		d.leave(t)
	case p.State != d.state || p.Incident != d.incident:
		d.state, d.incident, d.stage = p.State, p.Incident, decideWhat
	}
}

func (d *decision) due(*Till) time.Time { return d.until }

func (d *decision) draw(t *Till, v *View) {
	if p := t.book.find(d.order); p != nil {
		v.Screen, v.Panel = ScreenAlarm, d.panel(t, p)
		v.PracticeButtons = nil // the customer's keys are the reasons' here
	}
}

// panel is the step of the decision that is up.
func (d *decision) panel(t *Till, p *Item) Panel {
	amount, at := p.Amount, p.CreatedAt
	f := t.book.unsureRefund(p.OrderNo)
	if d.refund && f != nil {
		amount, at = f.Amount, f.AskedAt
	}
	v := Panel{Tone: ToneUnsure, Mark: MarkQuestion, Amount: amount.Grouped()}
	about := T("decide.about", "wallet", walletWord(p.Wallet), "order", p.OrderNo.Tail(), "time", clock(at, t))
	switch {
	case d.stage == decideSure:
		v.Title, v.Detail = T("decide.sure."+string(d.verdict)), T("decide.sure.detail", "about", about.Arg(), "reason", d.evidence.text().Arg())
		v.Buttons = []Button{{Action: ActionConfirm, Key: KeyEnter, Label: T("button.record"), Main: true}}
	case d.stage == decideWhy:
		v.Title, v.Detail = T("decide.why."+string(d.verdict)), about
		v.Buttons = reasonButtons(d.verdict)
		return v
	case d.refund:
		v.Title, v.Detail, v.Timeline = T("decide.refund.title"), T("decide.refund.wait", "order", string(p.OrderNo), "amount", v.Amount), t.timelineOf(p)
		v.Buttons = []Button{{Action: ActionRefunded, Key: KeyF5, Label: T("button.say_refunded")}}
		if f != nil && t.book.quiet(f) { // that nothing went back can only be said when no request is on its way any more
			v.Detail.ID = "decide.refund.detail"
			v.Buttons = append(v.Buttons, Button{Action: ActionUnrefunded, Key: KeyF6, Label: T("button.say_unrefunded")})
		}
	default:
		v.Title, v.Detail, v.Timeline = T("decide.title"), T("decide.detail", "order", string(p.OrderNo)), t.timelineOf(p)
		v.Buttons = []Button{
			{Action: ActionSayPaid, Key: KeyF5, Label: T("button.say_paid")},
			{Action: ActionSayUnpaid, Key: KeyF6, Label: T("button.say_unpaid")},
		}
	}
	v.Buttons = append(v.Buttons, backButton)
	return v
}

// reasonButtons are the reasons that may stand behind a decision, two in a row.
func reasonButtons(verdict Action) []Button {
	var bs []Button
	for i, r := range evidenceFor[verdict] {
		bs = append(bs, Button{Action: whyAction(r), Key: reasonKeys[i], Label: r.text(), Group: i / 2})
	}
	back := backButton
	back.Group = len(bs)
	return append(bs, back)
}
