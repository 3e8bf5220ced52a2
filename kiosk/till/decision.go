package till

import (
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// decisionMax bounds a decision from its PIN on, all steps together,
// also where people go back and forth: nobody knows who is there after that. While
// it is about a refund nothing is asked about that.
const decisionMax = 5 * time.Minute

// evidenceFor lists the evidence for each verdict, in the order of the keys.
var evidenceFor = map[kiosk.Action][]kiosk.Evidence{
	kiosk.ActionSayPaid:    {kiosk.EvidenceInApp, kiosk.EvidenceBill, kiosk.EvidenceSupport},
	kiosk.ActionSayUnpaid:  {kiosk.EvidenceNotInApp, kiosk.EvidenceNoBill, kiosk.EvidenceOtherWay, kiosk.EvidenceSupport},
	kiosk.ActionRefunded:   {kiosk.EvidenceInApp, kiosk.EvidenceBill, kiosk.EvidenceSupport},
	kiosk.ActionUnrefunded: {kiosk.EvidenceNotInApp, kiosk.EvidenceNoBill, kiosk.EvidenceSupport},
}

// evidenceKeys choose the evidence. None of them has a meaning in the steps around it,
// so that a key pressed twice goes nowhere.
var evidenceKeys = []kiosk.Key{kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3, kiosk.KeyF4}

// evidenceAction is the action of the button for e.
func evidenceAction(e kiosk.Evidence) kiosk.Action { return kiosk.Action("why_" + string(e)) }

// decisionStage is a step of a decision.
type decisionStage string

const (
	decideVerdict  decisionStage = "what" // paid or not
	decideEvidence decisionStage = "why"  // from where that is known
	decideConfirm  decisionStage = "sure" // it is asked once more
)

// decision is a manager's decision about a payment or a refund that nobody knows:
// after the PIN its verdict, the evidence, and a confirmation. Only the last step puts anything on record.
type decision struct {
	page
	order    kiosk.OrderNo
	refund   bool // it is about the payment's refund
	stage    decisionStage
	until    time.Time // when it ends, however far it is: one PIN is good for so long
	verdict  kiosk.Action
	evidence kiosk.Evidence
	// What the manager is looking at; when it changes the decision begins anew.
	state    kiosk.State
	incident kiosk.Incident
	by       kiosk.Approval
}

// askForDecision asks for the PIN before a decision about p, where one can be made.
func (t *Till) askForDecision(p *payments.Item) {
	switch {
	case t.book.UnknownRefund(p.OrderNo) != nil:
		t.askPIN(kiosk.ActionRefunded, p.OrderNo)
	case t.book.Undecided(p.OrderNo) == nil && t.book.Decidable(p):
		t.askPIN(kiosk.ActionManager, p.OrderNo)
	}
}

// beginDecision opens the decision about p, or about its refund, after the PIN. The
// list where it was begun, if there is one, stays behind it.
func (t *Till) beginDecision(p *payments.Item, refund bool, by kiosk.Approval) {
	list, door := up[*attention](t), up[*history](t)
	t.popToFoot()
	if door != nil {
		t.push(door)
	}
	if list != nil {
		t.push(list)
	}
	t.push(&decision{order: p.OrderNo, refund: refund, stage: decideVerdict, until: t.Now.Add(decisionMax), state: p.State, incident: p.Incident, by: by})
}

// act takes what is done while the decision is up. Nothing else may be done before
// it is made or left.
func (d *decision) act(t *Till, a kiosk.Action) {
	switch a {
	case kiosk.ActionFullScreen, kiosk.ActionPracticeDrop:
		d.page.act(t, a)
		return
	case kiosk.ActionBack:
		switch d.stage {
		case decideConfirm:
			d.stage = decideEvidence
		case decideEvidence:
			d.stage = decideVerdict
		default:
			d.leave(t)
		}
		return
	}
	p := t.book.Find(d.order)
	if p == nil || t.guarded() || !slices.ContainsFunc(d.panel(t, p).Buttons, func(b kiosk.Button) bool { return b.Action == a }) {
		return
	}
	switch d.stage {
	case decideVerdict:
		d.verdict, d.stage = a, decideEvidence
	case decideEvidence:
		d.evidence, d.stage = kiosk.Evidence(strings.TrimPrefix(string(a), "why_")), decideConfirm
	case decideConfirm:
		d.record(t, p)
	}
}

// leave goes back to where the decision was begun.
func (d *decision) leave(t *Till) {
	t.pop(d)
	if list := up[*attention](t); list != nil {
		list.back(t, d.order)
	}
}

// record puts the decision on record.
func (d *decision) record(t *Till, p *payments.Item) {
	why := kiosk.Manager(d.evidence)
	switch d.verdict {
	case kiosk.ActionSayPaid, kiosk.ActionSayUnpaid:
		t.book.Decide(p, d.verdict == kiosk.ActionSayPaid, why, d.by)
	case kiosk.ActionRefunded, kiosk.ActionUnrefunded:
		t.book.DecideRefund(p, d.verdict == kiosk.ActionRefunded, why, d.by)
	}
	d.leave(t)
	if !t.book.NeedsAttention(p) {
		t.resolved(&p.Payment, kiosk.T("decided."+string(d.verdict)))
	}
}

// tick ends a decision that nobody goes on with or that the gateway has made
// meanwhile, and begins it anew when its payment has changed.
func (d *decision) tick(t *Till) {
	p := t.book.Find(d.order)
	switch {
	case !t.Now.Before(d.until):
		t.popToFoot()
	case p == nil, !d.refund && !t.book.Decidable(p), d.refund && t.book.UnknownRefund(p.OrderNo) == nil:
		d.leave(t)
	case p.State != d.state || p.Incident != d.incident:
		d.state, d.incident, d.stage = p.State, p.Incident, decideVerdict
	}
}

func (d *decision) due(*Till) time.Time { return d.until }

func (d *decision) draw(t *Till, v *kiosk.View) {
	if p := t.book.Find(d.order); p != nil {
		v.Screen, v.Panel = kiosk.ScreenAlarm, d.panel(t, p)
		v.PracticeButtons = nil // the customer's keys are the reasons' here
	}
}

// panel is the step of the decision that is up.
func (d *decision) panel(t *Till, p *payments.Item) kiosk.Panel {
	amount, at := p.Amount, p.CreatedAt
	f := t.book.UnknownRefund(p.OrderNo)
	if d.refund && f != nil {
		amount, at = f.Amount, f.AskedAt
	}
	v := kiosk.Panel{Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Amount: amount.Grouped()}
	about := kiosk.T("decide.about", "wallet", walletWord(p.Wallet), "order", p.OrderNo.Tail(), "time", clock(at, t))
	switch {
	case d.stage == decideConfirm:
		v.Title, v.Detail = kiosk.T("decide.sure."+string(d.verdict)), kiosk.T("decide.sure.detail", "about", about.Arg(), "reason", d.evidence.Text().Arg())
		v.Buttons = []kiosk.Button{{Action: kiosk.ActionConfirm, Key: kiosk.KeyEnter, Label: kiosk.T("button.record"), Main: true}}
	case d.stage == decideEvidence:
		v.Title, v.Detail = kiosk.T("decide.why."+string(d.verdict)), about
		v.Buttons = evidenceButtons(d.verdict)
		return v
	case d.refund:
		v.Title, v.Detail, v.Timeline = kiosk.T("decide.refund.title"), kiosk.T("decide.refund.wait", "order", string(p.OrderNo), "amount", v.Amount), t.timelineOf(p)
		v.Buttons = []kiosk.Button{{Action: kiosk.ActionRefunded, Key: kiosk.KeyF5, Label: kiosk.T("button.say_refunded")}}
		switch {
		case f == nil:
		case f.Stuck(): // it left the shop, so that nothing went back cannot be said
			v.Detail.ID = "decide.refund.stuck"
		case t.book.RefundCallsEnded(f): // that nothing went back can only be said when no request is on its way any more
			v.Detail.ID = "decide.refund.detail"
			v.Buttons = append(v.Buttons, kiosk.Button{Action: kiosk.ActionUnrefunded, Key: kiosk.KeyF6, Label: kiosk.T("button.say_unrefunded")})
		}
	default:
		v.Title, v.Detail, v.Timeline = kiosk.T("decide.title"), kiosk.T("decide.detail", "order", string(p.OrderNo)), t.timelineOf(p)
		v.Buttons = []kiosk.Button{
			{Action: kiosk.ActionSayPaid, Key: kiosk.KeyF5, Label: kiosk.T("button.say_paid")},
			{Action: kiosk.ActionSayUnpaid, Key: kiosk.KeyF6, Label: kiosk.T("button.say_unpaid")},
		}
	}
	v.Buttons = append(v.Buttons, backButton)
	return v
}

// evidenceButtons offer the evidence for a verdict, two in a row.
func evidenceButtons(verdict kiosk.Action) []kiosk.Button {
	var bs []kiosk.Button
	for i, r := range evidenceFor[verdict] {
		bs = append(bs, kiosk.Button{Action: evidenceAction(r), Key: evidenceKeys[i], Label: r.Text(), Group: i / 2})
	}
	back := backButton
	back.Group = len(bs)
	return append(bs, back)
}
