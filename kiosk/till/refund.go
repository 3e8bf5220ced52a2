package till

import (
	"cmp"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// refundStage is a step of a refund.
type refundStage string

const (
	refundRefused  refundStage = "nothing" // it cannot be: why says so
	refundAmount   refundStage = "amount"  // how much
	refundConfirm  refundStage = "confirm" // it is asked once more
	refundRecorded refundStage = "done"    // what becomes of it
)

// pinTrust is the time after the owner's PIN in which money is given back without
// asking for it again: the history may stand open at a till that nobody watches.
const pinTrust = 5 * time.Minute

// refundForm is a refund that the owner makes from the history.
type refundForm struct {
	page
	order  kiosk.OrderNo
	stage  refundStage
	since  time.Time      // when the stage came up
	why    kiosk.Text     // refundRefused
	found  *kiosk.Payment // refundRefused: of what
	entry  amountInput    // empty: all that is left
	amount kiosk.Fen      // refundConfirm: to be confirmed
	byHand bool
	reason kiosk.RefundReason // refundConfirm: "" where nobody chose one
	no     kiosk.RefundNo     // refundRecorded
}

// setStage goes to another stage.
func (g *refundForm) setStage(to refundStage, now time.Time) { g.stage, g.since = to, now }

// fixed reports whether the amount of p's refund cannot be chosen.
func (g *refundForm) fixed(t *Till, p *payments.Item) bool {
	return !g.byHand && t.book.RefundSupport(p) == kiosk.RefundFull
}

// fixedField reports whether the amount that is asked for can only be taken as it
// stands.
func (t *Till) fixedField() bool {
	g, ok := t.top().(*refundForm)
	return ok && g.fixed(t, t.book.Find(g.order))
}

func (g *refundForm) field(t *Till) (*amountInput, kiosk.Fen) {
	if p := t.book.Find(g.order); p != nil && g.stage == refundAmount {
		return &g.entry, t.book.Refundable(p)
	}
	return nil, 0
}

// key takes the keys of its buttons and few others.
func (g *refundForm) key(t *Till, k kiosk.Key) {
	if k == kiosk.KeyBackspace {
		t.backspace()
		return
	}
	for _, b := range g.buttons(t) {
		if b.Key == k {
			t.act(b.Action)
			return
		}
	}
	if k == kiosk.KeyF11 {
		t.act(kiosk.ActionFullScreen)
	}
}

func (g *refundForm) act(t *Till, a kiosk.Action) {
	switch p := t.book.Find(g.order); {
	case a == kiosk.ActionFullScreen, a == kiosk.ActionPracticeDrop:
		g.page.act(t, a)
	case a == kiosk.ActionBack && g.stage == refundConfirm:
		g.setStage(refundAmount, t.Now)
	case a == kiosk.ActionBack:
		t.pop(g)
	case p == nil || t.Now.Sub(g.since) < touchGuard:
		// nothing to do, or a press that was meant for the screen before
	case a == kiosk.ActionConfirm:
		g.confirm(t, p)
	case g.stage == refundConfirm:
		g.choose(a)
	case g.stage == refundRecorded:
		g.actOnRecorded(t, a, p)
	}
}

// confirm goes on from the amount to the confirmation, and from there to the refund
// itself.
func (g *refundForm) confirm(t *Till, p *payments.Item) {
	switch g.stage {
	case refundAmount:
		amount := g.entry.fen()
		if g.entry.text == "" {
			amount = t.book.Refundable(p)
		}
		switch {
		case g.entry.stuck():
		case amount == 0:
			g.entry.problem = kiosk.T("problem.zero")
		case amount > t.book.Refundable(p):
			g.entry.problem = kiosk.T("problem.too_much", "max", t.book.Refundable(p).Grouped())
		default:
			g.amount, g.entry.problem = amount, kiosk.Text{}
			g.setStage(refundConfirm, t.Now)
		}
	case refundConfirm:
		if !t.access.trusted(kiosk.RightRefund, t.Now) {
			t.askPIN(kiosk.ActionConfirm, p.OrderNo)
			return
		}
		f := t.book.Refund(p, g.amount, g.byHand, cmp.Or(g.reason, kiosk.RefundNoReason), t.access.approval(kiosk.RightRefund, t.access.verified))
		if f == nil {
			g.entry.problem = kiosk.T("refund.not_now") // it changed since: look again
			g.setStage(refundAmount, t.Now)
			return
		}
		g.no = f.No
		g.setStage(refundRecorded, t.Now)
	}
}

// choose takes the reason whose button is a; once more takes it back.
func (g *refundForm) choose(a kiosk.Action) {
	for _, r := range kiosk.RefundReasons {
		switch {
		case a != reasonAction(r):
		case g.reason == r:
			g.reason = ""
		default:
			g.reason = r
		}
	}
}

// reasonAction is the action of the button for r.
func reasonAction(r kiosk.RefundReason) kiosk.Action { return kiosk.Action("reason_" + string(r)) }

// actOnRecorded takes the buttons beside a refund that is on record.
func (g *refundForm) actOnRecorded(t *Till, a kiosk.Action, p *payments.Item) {
	f := t.book.FindRefund(g.no)
	if f == nil {
		return
	}
	switch a {
	case kiosk.ActionPrint:
		if f.State == kiosk.RefundDone && t.settings.Receipts == kiosk.ReceiptsAsk {
			slip := f.Refund
			t.Effect(kiosk.Print{Payment: p.Payment, Refund: &slip, Paper: true})
		}
	case kiosk.ActionAskAgain:
		if !f.InFlight() && t.book.RefundQueryable(p, f) {
			t.book.QueryRefundNow(f)
		}
	case kiosk.ActionManager:
		if f.State == kiosk.RefundUnknown {
			t.askPIN(kiosk.ActionRefunded, p.OrderNo)
		}
	case kiosk.ActionRefundByHand:
		if f.State == kiosk.RefundRefused && t.book.Undecided(p.OrderNo) == nil && t.book.Refundable(p) > 0 {
			g.byHand, g.entry, g.reason, g.no = true, amountInput{}, "", ""
			g.setStage(refundAmount, t.Now)
		}
	}
}
