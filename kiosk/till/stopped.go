package till

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"facepay/kiosk"
)

// stopped is a till whose ledger cannot be written: it sells nothing that it
// cannot record.
type stopped struct {
	page
	err      error
	amount   kiosk.Fen       // of the sale that it stopped in, 0 when there was none
	held     []kiosk.Event   // answers that came meanwhile; they are taken up again
	notified []kiosk.Payment // said to be paid by notifications that were put off
	retryAt  time.Time
	busy     bool // a Reload is under way
}

// stopped is the screen while nothing can be recorded, nil on a till that works.
func (t *Till) stopped() *stopped {
	s, _ := t.down.(*stopped)
	return s
}

// retryEvery is the interval at which a stopped till tries its ledger by itself.
const retryEvery = 10 * time.Second

// heldAnswersMax: answers kept while the ledger cannot be written.
const heldAnswersMax = 100

// putOffMax bounds the notifications that a stopped till keeps: more than one
// screen has lines.
const putOffMax = 20

// stop takes a failed Save or Load. What this step did to the till's state is
// not on record, so the state is dropped with the next Loaded.
func (t *Till) stop(e kiosk.SaveFailed) {
	s := t.stopped()
	if s == nil {
		s = &stopped{held: t.book.Redelivered()}
		switch {
		case t.book.Sale() != nil:
			s.amount = t.book.Sale().Amount
		case t.result != nil:
			s.amount = t.result.sale.Amount
		}
		t.down = s
	}
	// What the step had already made of itself must not be seen, and what it
	// showed was not carried out.
	t.drawn.up = false
	t.book.Halt()
	t.sellAs(t.access.recorded)
	t.amount.entry, t.result = amountInput{}, nil
	t.popAll()
	s.err, s.busy, s.retryAt = e.Err, false, t.Now.Add(retryEvery)
	if e.Cause != nil {
		s.hold(t, e.Cause)
	}
}

func (s *stopped) hold(t *Till, e kiosk.Event) {
	switch e := e.(type) {
	case kiosk.NotificationReceived:
		s.putOff(t, e.Notification)
	case kiosk.Answered:
		t.book.CallEnded(e.Call.ID)
		if len(s.held) < heldAnswersMax {
			s.held = append(s.held, e)
		}
	}
}

// whileDown handles events while nothing is loaded or the ledger is broken.
func (t *Till) whileDown(e kiosk.Event) {
	switch e := e.(type) {
	case kiosk.Pressed:
		if r := e.Key.Char(); r != 0 {
			t.keepElsewhere(r)
		} else if e.Key == kiosk.KeyEnter {
			t.dropStrokes()
		}
	case kiosk.Typed:
		t.keepElsewhere(e.Rune)
	case kiosk.ScanUnended:
		t.typing.torn = t.Now
		if e.Keys {
			t.typing.tornKeys = t.Now
		}
	case kiosk.NotificationReceived:
		t.Effect(kiosk.Acknowledge{ID: e.ID, Result: kiosk.NotificationNotNow})
	case kiosk.MiniAsked:
		t.book.RefuseMini(e, kiosk.MiniNotNow)
	default:
		t.takeAnyhow(e)
	}
	if s := t.stopped(); s != nil {
		s.take(t, e)
	}
}

// take keeps what the ledger has to learn, and tries whether it can be written again.
func (s *stopped) take(t *Till, e kiosk.Event) {
	s.hold(t, e)
	retry := !t.Now.Before(s.retryAt)
	switch e := e.(type) {
	case kiosk.Pressed:
		retry = retry || e.Key == kiosk.KeyEnter || e.Key == kiosk.KeyF5
	case kiosk.Tapped:
		retry = retry || e.Action == kiosk.ActionRetry
	}
	if retry && !s.busy {
		s.busy, s.retryAt = true, t.Now.Add(retryEvery)
		t.Effect(kiosk.Reload{})
	}
}

func (s *stopped) due(*Till) time.Time { return s.retryAt }

// putOff keeps what a notification said that cannot be put on record, for people
// to note down. The gateway sends it again, but nobody knows when.
func (s *stopped) putOff(t *Till, n kiosk.Notification) {
	a := n.Answer
	if n.Refund || a.Verdict != kiosk.VerdictPaid || a.Amount == nil || len(s.notified) >= putOffMax || hasOrder(s.notified, n.OrderNo) {
		return
	}
	if p := t.book.Find(n.OrderNo); p != nil && p.Amount != *a.Amount {
		return // no proof of this payment
	}
	s.notified = append(s.notified, kiosk.Payment{OrderNo: n.OrderNo, Amount: *a.Amount})
}

func hasOrder(ps []kiosk.Payment, n kiosk.OrderNo) bool {
	return slices.ContainsFunc(ps, func(p kiosk.Payment) bool { return p.OrderNo == n })
}

// paidUnrecorded returns the payments that the gateway says are paid and that
// could not be written, for people to note down.
func (s *stopped) paidUnrecorded() []kiosk.Payment {
	var paid []kiosk.Payment
	for _, e := range s.held {
		a, ok := e.(kiosk.Answered)
		if ok && a.Err == nil && a.Answer.Verdict == kiosk.VerdictPaid && (a.Answer.Amount == nil || *a.Answer.Amount == a.Call.Payment.Amount) {
			paid = append(paid, a.Call.Payment)
		}
	}
	for _, p := range s.notified {
		if !hasOrder(paid, p.OrderNo) {
			paid = append(paid, p)
		}
	}
	return paid
}

// text is the sentence for people.
func (s *stopped) text() kiosk.Text {
	for _, c := range []struct {
		err error
		id  string
	}{
		{kiosk.ErrLedgerFull, "stopped.full"}, {kiosk.ErrLedgerReadOnly, "stopped.read_only"},
		{kiosk.ErrLedgerLocked, "stopped.locked"}, {kiosk.ErrLedgerDamaged, "stopped.damaged"}, {kiosk.ErrLedgerNewer, "stopped.newer"},
	} {
		if errors.Is(s.err, c.err) {
			return kiosk.T(c.id)
		}
	}
	return kiosk.T("stopped.other", "error", kiosk.Trim(fmt.Sprint(s.err)))
}

func (s *stopped) card(*Till) kiosk.AmountCard {
	return kiosk.AmountCard{Label: kiosk.T("amount.due"), Text: s.amount.Grouped(), Ghost: s.amount == 0}
}

func (s *stopped) customer(*Till) kiosk.CustomerScreen {
	c := kiosk.CustomerScreen{Kind: kiosk.CustomerAskHelp, Title: kiosk.T("stage.ask.title"), Detail: kiosk.T("stage.ask.detail")}
	if s.amount > 0 {
		c.Amount = s.amount.Grouped()
	}
	return c
}

// draw shows the reason that nothing can be sold, and the payments not to be forgotten.
func (s *stopped) draw(_ *Till, v *kiosk.View) {
	v.PracticeButtons = nil
	v.Screen, v.Panel = kiosk.ScreenStopped, kiosk.Panel{
		Tone: kiosk.ToneFailed, Mark: kiosk.MarkCross, Title: kiosk.T("stopped.title"), Detail: s.text(),
		Buttons: []kiosk.Button{{Action: kiosk.ActionRetry, Key: kiosk.KeyEnter, Label: kiosk.T("button.retry"), Main: true}},
	}
	for _, p := range s.paidUnrecorded() {
		v.Panel.Amount = p.Amount.Grouped()
		v.Panel.Timeline = append(v.Panel.Timeline, kiosk.TimelineEntry{Text: kiosk.T("stopped.paid_unrecorded", "amount", p.Amount.Grouped(), "order", string(p.OrderNo))})
	}
}
