package kiosk

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// restore builds the till from the ledger's rows alone.
func (t *Till) restore(r Snapshot) {
	var held []Event
	if t.stopped != nil {
		held = t.stopped.held
	}
	t.forget()
	t.pins.pinSet = r.PINSet
	t.book.restoreBook(r, held)
}

// stopped is a till whose ledger cannot be written: it sells nothing that it
// cannot record.
type stopped struct {
	err     error
	amount  Fen       // of the sale that it stopped in, 0 when there was none
	held    []Event   // answers that came meanwhile; they are taken up again
	noticed []Payment // said to be paid by notifications that were put off
	retryAt time.Time
	busy    bool // a Reload is under way
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
	if t.stopped == nil {
		t.stopped = &stopped{held: t.book.requests.redelivered}
		switch {
		case t.book.counter.sale != nil:
			t.stopped.amount = t.book.counter.sale.Amount
		case t.result != nil:
			t.stopped.amount = t.result.sale.Amount
		}
	}
	// What the step had already made of itself must not be seen, and what it
	// showed was not carried out.
	t.drawn.up = false
	t.book.turnAway()
	t.mode, t.entry, t.book.counter.sale, t.result, t.pin, t.order = modeSell, entry{}, nil, nil, nil, nil
	t.book.totals.last, t.book.totals.today = t.durable.last, t.durable.today
	t.stopped.err, t.stopped.busy, t.stopped.retryAt = e.Err, false, t.now.Add(retryEvery)
	if e.Cause != nil {
		t.hold(e.Cause)
	}
}

func (t *Till) hold(e Event) {
	if n, ok := e.(NotificationReceived); ok {
		t.putOff(n.Notification)
	}
	a, ok := e.(Answered)
	if !ok {
		return
	}
	delete(t.book.requests.inFlight, a.Call.ID)
	if len(t.stopped.held) < heldAnswersMax {
		t.stopped.held = append(t.stopped.held, e)
	}
}

// whileStopped handles events while nothing is loaded or the ledger is broken.
func (t *Till) whileStopped(e Event) {
	switch e := e.(type) {
	case Loaded:
		t.restore(e.Snapshot)
		return
	case SaveFailed:
		t.stop(e)
		return
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
	case Closing:
		t.do(Close{}) // nothing is sold, and starting again may mend it
	case ScannerChanged:
		t.devices.scanner = e.State
	case AdvertsChanged:
		t.devices.adverts = e.Files
	case ChecksDone:
		t.checksDone(e)
	case WarningRaised:
		t.warningRaised(e.Result)
	case NotificationReceived:
		t.do(Acknowledge{e.ID, NotificationNotNow})
		t.putOff(e.Notification)
	case NotificationsRefused:
		t.devices.refusedNotices = e.Count
	case ListenerChanged:
		t.book.listenerChanged(e.Listening)
	case MiniAsked:
		t.book.refuseMini(e, MiniNotNow)
	}
	if t.stopped == nil {
		return
	}
	t.hold(e)
	retry := !t.now.Before(t.stopped.retryAt)
	switch e := e.(type) {
	case Pressed:
		retry = retry || e.Key == KeyEnter || e.Key == KeyF5
	case Tapped:
		retry = retry || e.Action == ActionRetry
	}
	if retry && !t.stopped.busy {
		t.stopped.busy, t.stopped.retryAt = true, t.now.Add(retryEvery)
		t.do(Reload{})
	}
}

// putOff keeps what a notification said that cannot be put on record, for people
// to note down. The gateway sends it again, but nobody knows when.
func (t *Till) putOff(n Notification) {
	a := n.Answer
	if t.stopped == nil || n.Refund || a.Verdict != VerdictPaid || a.Amount == nil || len(t.stopped.noticed) >= putOffMax || hasOrder(t.stopped.noticed, n.OrderNo) {
		return
	}
	if p := t.book.find(n.OrderNo); p != nil && p.Amount != *a.Amount {
		return // no proof of this payment
	}
	t.stopped.noticed = append(t.stopped.noticed, Payment{OrderNo: n.OrderNo, Amount: *a.Amount})
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
