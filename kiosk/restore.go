package kiosk

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// recovery is the time after a start in which the till first finds out what
// became of the payments that were open.
type recovery struct {
	waits map[OrderNo]bool
	until time.Time
}

const (
	// settleMax bounds the wait before selling: one call with its deadline.
	settleMax = 20 * time.Second
	// settleRecent: what was left this short before may be paid this moment, also
	// when the till stops twice in a row.
	settleRecent = 10 * time.Minute
	// settlePaymentsMax: older ones are asked about in the background.
	settlePaymentsMax = 20
)

// restore builds the till from the ledger's rows alone.
func (t *Till) restore(r Snapshot) {
	var held []Event
	if t.stopped != nil {
		held = t.stopped.held
	}
	t.forget()
	t.pinSet = r.PINSet
	t.restoreBook(r, held)
}

// restoreBook builds the book from the ledger's rows alone, and from the answers
// that were held while it could not be written.
func (t *Till) restoreBook(r Snapshot, held []Event) {
	t.redelivered = held
	before, tails := map[OrderNo]*item{}, t.tails
	for _, p := range t.payments {
		before[p.OrderNo] = p
	}
	t.forgetBook()
	t.recovery = &recovery{waits: map[OrderNo]bool{}, until: t.now.Add(settleMax)}
	t.restoreTails(tails, r.RecentTails)
	t.last, t.today = r.Last, r.Today
	read := r.At
	if read.IsZero() {
		read = t.wall()
	}
	t.day, t.countAt = DayOf(read, t.set.Location), time.Time{}
	for i := range r.Sales {
		s := r.Sales[i]
		t.sales[s.ID] = &s
	}
	for i, row := range r.Payments {
		p := t.track(row, before[row.OrderNo])
		// The clock may say that everybody has long gone, and the newest customers
		// may still be near.
		p.recent = i >= len(r.Payments)-settlePaymentsMax
		t.payments = append(t.payments, p)
	}
	for id, n := range t.inFlight {
		if p := t.find(n); p != nil {
			p.asking = id
		}
	}
	var open *Sale
	for i := range r.Sales {
		if s := t.sales[r.Sales[i].ID]; s.State == SaleOpen {
			t.cutOff(s)
			open = s
		}
	}
	for _, p := range t.payments {
		t.pickUp(p)
	}
	t.restoreRefunds(r.Refunds)
	if open != nil {
		t.showLast(open, t.paymentsOf(open.ID))
	}
	for _, e := range t.redelivered {
		if a, ok := e.(Answered); ok {
			t.answered(a)
		}
	}
}

// pickUp decides what a payment in the ledger is after a stop of the till.
func (t *Till) pickUp(p *item) {
	if p.State.Final() {
		t.rewatch(p)
		return
	}
	switch {
	case p.State == StateCreated && p.Rail != RailCode:
		t.move(p, StateClosed, RecordMoved, ReasonNeverShown)
		return
	case !t.ours(p):
		t.disown(p)
		return
	case p.State == StateCreated:
		t.move(p, StateUnknown, RecordMoved, ReasonNoAnswer)
	}
	overdue := t.overdue(p)
	recent := t.now.Sub(p.releasedSteady) < settleRecent
	fresh := p.ReleasedAt.IsZero() || recent || p.State == StateUnknown || overdue
	t.release(p, Reason(AbandonRestart))
	t.watchOverGap(p)
	p.missed = true // whatever came while the till was off, or could not record, is not known
	if t.queryable(p) && fresh && len(t.recovery.waits) < settlePaymentsMax {
		t.recovery.waits[p.OrderNo] = true
	}
}

// overdue reports whether p was left and its watch has run out.
func (t *Till) overdue(p *item) bool {
	return !p.ReleasedAt.IsZero() && !t.now.Before(p.pollUntilSteady)
}

// watchOverGap takes up the watch of p after a gap in which nobody asked, a stop of the
// till or a sleep of its machine.
func (t *Till) watchOverGap(p *item) {
	switch {
	case p.State.Final():
		t.rewatch(p)
		return
	case p.ReleasedAt.IsZero():
		return
	case t.overdue(p):
		t.extendPolling(p)
	}
	if t.queryable(p) {
		t.watchPast(p, t.payableFor(p))
	}
}

// rewatch follows a payment that had come to nothing and might be paid after
// all. Whether that time has passed, only a clock says that may have leapt, so
// it begins anew with the start.
func (t *Till) rewatch(p *item) {
	mayBePaid := p.State == StateFailed || p.State == StateClosed && (p.Note.Managed() || p.Note == ReasonNotified)
	if mayBePaid && !p.superseded() && !p.PollUntil.IsZero() && t.queryable(p) {
		t.watchPast(p, t.payableFor(p))
	}
}

// watchPast has p asked about for longer than the given time since this run has
// followed it, so that the last answers are given after it.
func (t *Till) watchPast(p *item, d time.Duration) {
	if until := p.followedSince.Add(d + pollAgainFor); p.pollUntilSteady.Before(until) {
		t.watchTo(p, until)
	}
}

// disown leaves p to people: it is open at a gateway that the config names no
// more, and this one knows nothing of it. Under its own gateway's name again it
// is asked about again.
func (t *Till) disown(p *item) {
	if p.ReleasedAt.IsZero() {
		p.releasedSteady, p.ReleasedAt = t.now, t.releaseTime(p.Sale)
		t.because(p, RecordReleased, Reason(AbandonRestart))
	}
	switch {
	case p.State != StateUnknown:
		t.move(p, StateUnknown, RecordPollingEnded, ReasonOtherGateway)
	case p.Note != ReasonOtherGateway:
		p.Note = ReasonOtherGateway
		t.because(p, RecordPollingEnded, ReasonOtherGateway)
	}
	if p.pollUntilSteady.IsZero() || p.pollUntilSteady.After(t.now) {
		t.watchTo(p, t.now)
	}
}

// cutOff leaves a sale that was open when the till stopped.
func (t *Till) cutOff(s *Sale) {
	s.State, s.AbandonedAt, s.AbandonReason = SaleAbandoned, t.endsAt(s), AbandonRestart
	t.writeSale(s)
	t.record(Record{Kind: RecordSaleEnded, Sale: s.ID, Note: endedNote(s)})
}

// advanceSettling ends the settling when every payment has been heard of, or
// its time is up.
func (t *Till) advanceSettling() {
	if t.recovery == nil {
		return
	}
	for n := range t.recovery.waits {
		if p := t.find(n); p == nil || p.asked || p.State.Final() {
			delete(t.recovery.waits, n)
		}
	}
	if len(t.recovery.waits) == 0 || !t.now.Before(t.recovery.until) {
		t.recovery = nil
		t.doubtCutOff()
	}
}

// doubtCutOff makes unknown the QRs that the stop cut off and of which nothing
// was heard since: people see them, as they do one that was let go in a silence.
func (t *Till) doubtCutOff() {
	for _, p := range t.payments {
		s := t.sales[p.Sale]
		if s != nil && s.AbandonReason == AbandonRestart && p.State == StateWaiting && p.saidOpenAt.IsZero() && t.now.Sub(p.releasedSteady) < settleRecent {
			t.move(p, StateUnknown, RecordMoved, ReasonGatewaySilent)
		}
	}
}

func (t *Till) settlingUntil() time.Time {
	if t.recovery == nil {
		return time.Time{}
	}
	return t.recovery.until
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

// putOffMax bounds the notifications that a stopped till keeps: more than one
// screen has lines.
const putOffMax = 20

// stop takes a failed Save or Load. What this step did to the till's state is
// not on record, so the state is dropped with the next Loaded.
func (t *Till) stop(e SaveFailed) {
	if t.stopped == nil {
		t.stopped = &stopped{held: t.redelivered}
		switch {
		case t.sale != nil:
			t.stopped.amount = t.sale.Amount
		case t.result != nil:
			t.stopped.amount = t.result.sale.Amount
		}
	}
	// What the step had already made of itself must not be seen, and what it
	// showed was not carried out.
	t.drawn = false
	t.turnAway()
	t.mode, t.entry, t.sale, t.result, t.pin, t.order = modeSell, entry{}, nil, nil, nil, nil
	t.last, t.today = t.saved.last, t.saved.today
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
	delete(t.inFlight, a.Call.ID)
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
		t.torn = t.now
		if e.Keys {
			t.tornKeys = t.now
		}
	case Closing:
		t.do(Close{}) // nothing is sold, and starting again may mend it
	case ScannerChanged:
		t.scanner = e.State
	case AdvertsChanged:
		t.adverts = e.Files
	case ChecksDone:
		t.checksDone(e)
	case WarningRaised:
		t.warningRaised(e.Result)
	case NotificationReceived:
		t.do(Acknowledge{e.ID, NotificationNotNow})
		t.putOff(e.Notification)
	case NotificationsRefused:
		t.refusedNotices = e.Count
	case ListenerChanged:
		t.listenerChanged(e.Listening)
	case MiniAsked:
		t.refuseMini(e, MiniNotNow)
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
	if p := t.find(n.OrderNo); p != nil && p.Amount != *a.Amount {
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

// Why a ledger cannot be used; a Ledger wraps its own error with one of these
// so that the till can say it in people's words.
var (
	ErrLedgerFull     = errors.New("the disk is full")
	ErrLedgerReadOnly = errors.New("the ledger cannot be written: its file or folder is read-only")
	ErrLedgerLocked   = errors.New("another program holds the ledger")
	ErrLedgerDamaged  = errors.New("the ledger is damaged")
	ErrLedgerNewer    = errors.New("the ledger was written by a newer version")
)

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
