package kiosk

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// starting is a till that has nothing loaded yet.
type starting struct{ page }

func (starting) card(t *Till) AmountCard         { return t.amount.card(t) }
func (starting) customer(t *Till) CustomerScreen { return t.amount.customer(t) }

func (starting) draw(_ *Till, v *View) {
	v.Screen, v.Panel = ScreenRecovering, Panel{Mark: MarkSpinner, Title: T("panel.settling.title"), Detail: T("panel.settling.detail")}
}

// stopped is a till whose ledger cannot be written: it sells nothing that it
// cannot record.
type stopped struct {
	page
	err     error
	amount  Fen       // of the sale that it stopped in, 0 when there was none
	held    []Event   // answers that came meanwhile; they are taken up again
	noticed []Payment // said to be paid by notifications that were put off
	retryAt time.Time
	busy    bool // a Reload is under way
}

// stopped is what is up while nothing can be recorded, nil on a till that works.
func (t *Till) stopped() *stopped {
	s, _ := t.down.(*stopped)
	return s
}

// restore builds the till from the ledger's rows alone.
func (t *Till) restore(r Snapshot) {
	var held []Event
	if s := t.stopped(); s != nil {
		held = s.held
	}
	t.forget()
	t.pins.pinSet = r.PINSet
	t.book.restoreBook(r, held)
}

// retryEvery is how often a stopped till looks at its ledger by itself.
const retryEvery = 10 * time.Second

// heldAnswersMax: answers kept while the ledger cannot be written.
const heldAnswersMax = 100

// putOffMax bounds the notifications that a stopped till keeps: more than one
// screen has lines.
const putOffMax = 20

// stop takes a failed Save or Load. What this step did to the till's state is
// not on record, so the state is dropped with the next Loaded.
func (t *Till) stop(e SaveFailed) {
	s := t.stopped()
	if s == nil {
		s = &stopped{held: t.book.requests.redelivered}
		switch {
		case t.book.counter.sale != nil:
			s.amount = t.book.counter.sale.Amount
		case t.result != nil:
			s.amount = t.result.sale.Amount
		}
		t.down = s
	}
	// What the step had already made of itself must not be seen, and what it
	// showed was not carried out.
	t.drawn.up = false
	t.book.turnAway()
	t.amount.entry, t.book.counter.sale, t.result = entry{}, nil, nil
	t.popAll()
	t.book.totals.last, t.book.totals.today = t.durable.last, t.durable.today
	s.err, s.busy, s.retryAt = e.Err, false, t.now.Add(retryEvery)
	if e.Cause != nil {
		s.hold(t, e.Cause)
	}
}

func (s *stopped) hold(t *Till, e Event) {
	switch e := e.(type) {
	case NotificationReceived:
		s.putOff(t, e.Notification)
	case Answered:
		delete(t.book.requests.inFlight, e.Call.ID)
		if len(s.held) < heldAnswersMax {
			s.held = append(s.held, e)
		}
	}
}

// whileDown handles events while nothing is loaded or the ledger is broken.
func (t *Till) whileDown(e Event) {
	switch e := e.(type) {
	case Pressed:
		if r := e.Key.char(); r != 0 {
			t.keepElsewhere(r)
		} else if e.Key == KeyEnter {
			t.dropStrokes()
		}
	case Typed:
		t.keepElsewhere(e.Rune)
	case ScanUnended:
		t.typing.torn = t.now
		if e.Keys {
			t.typing.tornKeys = t.now
		}
	case NotificationReceived:
		t.effect(Acknowledge{e.ID, NotificationNotNow})
	case MiniAsked:
		t.book.refuseMini(e, MiniNotNow)
	default:
		t.takeAnyhow(e)
	}
	if s := t.stopped(); s != nil {
		s.take(t, e)
	}
}

// take keeps what the ledger has to learn, and looks whether it can be written again.
func (s *stopped) take(t *Till, e Event) {
	s.hold(t, e)
	retry := !t.now.Before(s.retryAt)
	switch e := e.(type) {
	case Pressed:
		retry = retry || e.Key == KeyEnter || e.Key == KeyF5
	case Tapped:
		retry = retry || e.Action == ActionRetry
	}
	if retry && !s.busy {
		s.busy, s.retryAt = true, t.now.Add(retryEvery)
		t.effect(Reload{})
	}
}

func (s *stopped) due(*Till) time.Time { return s.retryAt }

// putOff keeps what a notification said that cannot be put on record, for people
// to note down. The gateway sends it again, but nobody knows when.
func (s *stopped) putOff(t *Till, n Notification) {
	a := n.Answer
	if n.Refund || a.Verdict != VerdictPaid || a.Amount == nil || len(s.noticed) >= putOffMax || hasOrder(s.noticed, n.OrderNo) {
		return
	}
	if p := t.book.find(n.OrderNo); p != nil && p.Amount != *a.Amount {
		return // no proof of this payment
	}
	s.noticed = append(s.noticed, Payment{OrderNo: n.OrderNo, Amount: *a.Amount})
}

func hasOrder(ps []Payment, n OrderNo) bool {
	return slices.ContainsFunc(ps, func(p Payment) bool { return p.OrderNo == n })
}

// paidUnrecorded returns the payments that the gateway says are paid and that
// could not be written, for people to note down.
func (s *stopped) paidUnrecorded() []Payment {
	var paid []Payment
	for _, e := range s.held {
		a, ok := e.(Answered)
		if ok && a.Err == nil && a.Answer.Verdict == VerdictPaid && (a.Answer.Amount == nil || *a.Answer.Amount == a.Call.Payment.Amount) {
			paid = append(paid, a.Call.Payment)
		}
	}
	for _, p := range s.noticed {
		if !hasOrder(paid, p.OrderNo) {
			paid = append(paid, p)
		}
	}
	return paid
}

// text is the sentence for people.
func (s *stopped) text() Text {
	for _, c := range []struct {
		err error
		id  string
	}{
		{ErrLedgerFull, "stopped.full"}, {ErrLedgerReadOnly, "stopped.read_only"},
		{ErrLedgerLocked, "stopped.locked"}, {ErrLedgerDamaged, "stopped.damaged"}, {ErrLedgerNewer, "stopped.newer"},
	} {
		if errors.Is(s.err, c.err) {
			return T(c.id)
		}
	}
	return T("stopped.other", "error", Trim(fmt.Sprint(s.err)))
}

func (s *stopped) card(*Till) AmountCard {
	return AmountCard{Label: T("amount.due"), Text: s.amount.Grouped(), Ghost: s.amount == 0}
}

func (s *stopped) customer(*Till) CustomerScreen {
	c := CustomerScreen{Kind: CustomerAskHelp, Title: T("stage.ask.title"), Detail: T("stage.ask.detail")}
	if s.amount > 0 {
		c.Amount = s.amount.Grouped()
	}
	return c
}

// draw says why nothing can be sold, and what must not be forgotten.
func (s *stopped) draw(_ *Till, v *View) {
	v.PracticeButtons = nil
	v.Screen, v.Panel = ScreenStopped, Panel{
		Tone: ToneFailed, Mark: MarkCross, Title: T("stopped.title"), Detail: s.text(),
		Buttons: []Button{{Action: ActionRetry, Key: KeyEnter, Label: T("button.retry"), Main: true}},
	}
	for _, p := range s.paidUnrecorded() {
		v.Panel.Amount = p.Amount.Grouped()
		v.Panel.Timeline = append(v.Panel.Timeline, TimelineEntry{time.Time{}, T("stopped.paid_unrecorded", "amount", p.Amount.Grouped(), "order", string(p.OrderNo))})
	}
}
