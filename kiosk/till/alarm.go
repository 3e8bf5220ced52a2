package till

import (
	"time"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// snoozeFor is the time for which "later" keeps an alarm off the screen. The count
// in the status bar stays.
const snoozeFor = 10 * time.Minute

// alarmCard is the card of a payment that came up by itself.
type alarmCard struct{ page }

// alarm is the payment whose card comes up by itself, nil while anything else has
// the counter.
func (t *Till) alarm() *payments.Item {
	if t.book.Sale() != nil || t.result != nil || t.book.Recovering() || len(t.stack) > 0 {
		return nil
	}
	return t.dueAlarm()
}

// dueAlarm is the first alarm that nobody has put off, nil without one.
func (t *Till) dueAlarm() *payments.Item {
	for _, p := range t.book.Payments() {
		if t.book.Alarming(p) && !t.Now.Before(t.alarms.snooze[p.OrderNo]) {
			return p
		}
	}
	return nil
}

// onCard is the payment that the card or the decision on screen is about, nil when
// there is none.
func (t *Till) onCard() *payments.Item {
	switch s := t.page().(type) {
	case *card:
		return t.book.Find(s.order)
	case *decision:
		return t.book.Find(s.order)
	}
	return t.alarm()
}

// cardID tells one card from another.
type cardID struct {
	order kiosk.OrderNo
	late  bool
	page  screen // nil when it came by itself
	stage decisionStage
	// What the card says of a refund; its buttons differ by it.
	refund   kiosk.RefundNo
	state    kiosk.RefundState
	incident kiosk.Incident
}

// touchGuard is a new card's age before its buttons work: a
// card that appears under a finger on its way down must not be answered by it.
const touchGuard = 700 * time.Millisecond

// noteCard notes when the card on screen became another one.
func (t *Till) noteCard() {
	var about cardID
	if p := t.onCard(); p != nil {
		about = cardID{order: p.OrderNo, late: p.Late, page: t.page(), incident: p.Incident}
		if d, ok := about.page.(*decision); ok {
			about.stage = d.stage
		}
		if of := t.book.RefundsOf(p.OrderNo); len(of) > 0 {
			about.refund, about.state = of[len(of)-1].No, of[len(of)-1].State
		}
	}
	if c := &t.alarms.card; about != c.about {
		c.about, c.since, c.keys = about, t.Now, false
	}
}

// notForCard notes that somebody typed, scanned or pressed something while a card
// is up that came by itself, which takes none of it: the card says so.
func (t *Till) notForCard() {
	if t.alarm() != nil {
		t.alarms.card.keys = true
	}
}

// guarded reports whether the card on screen is too new to be answered.
func (t *Till) guarded() bool {
	return t.onCard() != nil && t.Now.Sub(t.alarms.card.since) < touchGuard
}

// snooze puts p's card off.
func (t *Till) snooze(p *payments.Item) {
	t.alarms.snooze[p.OrderNo] = t.Now.Add(snoozeFor)
	t.popToFoot()
}

// snoozeDue is the end of the first snooze.
func (t *Till) snoozeDue() time.Time {
	var next time.Time
	for n, at := range t.alarms.snooze {
		if p := t.book.Find(n); p != nil && t.book.Alarming(p) && at.After(t.Now) {
			next = payments.Soonest(next, at)
		}
	}
	return next
}

func (alarmCard) scan(t *Till, _ kiosk.PayCode, _ kiosk.Text) { t.notForCard() }

func (c alarmCard) act(t *Till, a kiosk.Action) {
	if _, pays := t.methodOf(a); pays {
		t.notForCard()
	} else if !t.actOnCard(a, t.alarm()) {
		c.page.act(t, a)
	}
}

func (alarmCard) draw(t *Till, v *kiosk.View) {
	v.Screen, v.Panel = kiosk.ScreenAlarm, t.alarmPanel(t.alarm())
	if t.alarms.card.keys {
		v.Panel.Progress = kiosk.Progress{Text: kiosk.T("alarm.answer_first")}
	}
}

// actOnCard takes what is done about p on its card, and reports whether a was that.
func (t *Till) actOnCard(a kiosk.Action, p *payments.Item) bool {
	f := t.book.Undecided(p.OrderNo)
	switch a {
	case kiosk.ActionRefunded, kiosk.ActionUnrefunded:
		return true
	case kiosk.ActionRefund, kiosk.ActionRefundByHand, kiosk.ActionAccept:
		if t.guarded() || f != nil {
			return true
		}
	case kiosk.ActionAskAgain:
		t.book.QueryNow(p)
		return true
	}
	switch {
	case a == kiosk.ActionManager && f != nil:
		if f.State == kiosk.RefundUnknown && !t.guarded() {
			t.askPIN(kiosk.ActionRefunded, p.OrderNo)
		}
	case a == kiosk.ActionAccept && p.Incident == kiosk.IncidentRefunded:
		t.book.AcknowledgeRefund(p)
	case a == kiosk.ActionRefund, a == kiosk.ActionRefundByHand:
		t.askForLateRefund(a, p)
	default:
		return t.actOnPayment(a, p)
	}
	return true
}

// actOnPayment takes the buttons that decide about one payment, on its card or at
// its sale, and reports whether a was one.
func (t *Till) actOnPayment(a kiosk.Action, p *payments.Item) bool {
	switch a {
	case kiosk.ActionAskAgain:
		t.book.QueryNow(p)
		return true
	case kiosk.ActionPark, kiosk.ActionManager, kiosk.ActionAccept, kiosk.ActionLater:
	default:
		return false
	}
	if t.guarded() {
		t.notForCard()
		return true
	}
	switch {
	case a == kiosk.ActionPark && t.book.Sale() != nil:
		t.park(p)
	case a == kiosk.ActionManager && t.book.Decidable(p):
		t.askPIN(a, p.OrderNo)
	case a == kiosk.ActionAccept:
		t.book.AcceptLate(p)
	case a == kiosk.ActionLater:
		t.snooze(p)
	}
	return true
}

// askForLateRefund asks for the PIN before late money is given back: through the
// gateway where it can, else by people.
func (t *Till) askForLateRefund(a kiosk.Action, p *payments.Item) {
	switch {
	case !p.Late || p.LateDone != "":
	case t.book.RefundSupport(p) != kiosk.RefundNone && (a == kiosk.ActionRefund || !t.book.RefundableByHand(p)):
		t.askPIN(kiosk.ActionRefund, p.OrderNo)
	case a == kiosk.ActionRefundByHand:
		t.askPIN(kiosk.ActionRefundByHand, p.OrderNo)
	}
}
