package kiosk

import (
	"slices"
	"time"
)

// refundPolls is the schedule of questions about a refund, by its age: quick
// while somebody waits for it, then backing off.
var refundPolls = []struct{ age, delay time.Duration }{
	{10 * time.Second, 2 * time.Second},
	{time.Minute, 5 * time.Second},
	{10 * time.Minute, 30 * time.Second},
	{time.Hour, time.Minute},
	{pollWindow, 5 * time.Minute},
}

// refundStray is how long a request whose answer was lost may still arrive: its
// call's deadline and as much again twice.
const refundStray = 3 * askMax

// followable reports whether anything more can be learnt of f from the gateway.
func (t *Till) followable(p *item, f *trackedRefund) bool {
	if f.ByHand || p.Provider != t.set.Provider {
		return false
	}
	if f.State == RefundRefused {
		return f.check && t.set.Capabilities.QueryRefund
	}
	return f.State != RefundDone && (t.set.Capabilities.RefundAgain || t.set.Capabilities.QueryRefund)
}

// followed reports whether f is asked about by itself now. While the manager
// decides about it nothing more is sent.
func (t *Till) refundFollowed(f *trackedRefund) bool {
	p := t.find(f.OrderNo)
	return p != nil && t.followable(p, f) && t.now.Before(f.followUntil) && !t.decidingOn(f)
}

func (t *Till) decidingOn(f *trackedRefund) bool {
	return t.decidedOn != "" && t.decidedOn == f.OrderNo
}

// followKind is how f is asked about: by asking for the same refund once more,
// which also sends it when it never arrived, or by a query where the gateway is
// known to have it or its answer did not fit.
func (t *Till) followKind(f *trackedRefund) CallKind {
	switch {
	case !t.set.Capabilities.RefundAgain, f.State == RefundRefused:
		return CallRefundQuery
	case t.set.Capabilities.QueryRefund && (f.disputed || f.Note == ReasonRefundPending || f.Note.misfit()):
		return CallRefundQuery
	}
	return CallRefund
}

// askRefund queues one call about f; finish puts it behind the step's Save.
func (t *Till) askRefund(p *item, f *trackedRefund, k CallKind) {
	t.callID++
	t.inFlight[t.callID] = "" // it is no question about the payment itself
	t.refundCalls[t.callID] = f.No
	f.asking = t.callID
	t.calls = append(t.calls, Call{ID: t.callID, Kind: k, Payment: p.Payment, Refund: f.Refund})
}

func (t *Till) scheduleRefund(f *trackedRefund, took time.Duration) {
	delay := t.refundDelay(f)
	f.nextAsk = t.now.Add(delay - min(took, delay/2))
}

// refundDelay is how often f is asked about now.
func (t *Till) refundDelay(f *trackedRefund) time.Duration {
	age := t.now.Sub(f.askedAt)
	for _, l := range refundPolls {
		if age < l.age {
			return l.delay
		}
	}
	return refundPolls[len(refundPolls)-1].delay
}

// advanceRefunds asks about the refunds that are due, and ends the waiting for
// those that the gateway has had for too long.
func (t *Till) advanceRefunds() {
	for _, f := range t.refunds {
		p := t.find(f.OrderNo)
		if p == nil || f.asking != 0 {
			continue
		}
		if f.State == RefundAsked && !t.now.Before(f.followUntil) {
			t.moveRefund(p, f, RefundUnknown, RecordRefundMoved, ReasonExpired)
		}
		if f.check && !t.now.Before(f.followUntil) {
			f.check = false
			t.answerRefundNotices(f.OrderNo, NotificationNotNow)
		}
		if t.busy.pause == 0 && t.refundFollowed(f) && !t.now.Before(f.nextAsk) && t.room(true) { // else see askOne
			t.askRefund(p, f, t.followKind(f))
		}
	}
}

// overdueRefund is the refund that should have been asked about the longest ago,
// nil when none is due.
func (t *Till) overdueRefund() *trackedRefund {
	var most *trackedRefund
	for _, f := range t.refunds {
		due := f.asking == 0 && t.refundFollowed(f) && !t.now.Before(f.nextAsk)
		if due && (most == nil || f.nextAsk.Before(most.nextAsk)) {
			most = f
		}
	}
	return most
}

// refundsAt is when there is next something to do about a refund.
func (t *Till) refundsAt() time.Time {
	var next time.Time
	soonest := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	for _, f := range t.refunds {
		if f.asking != 0 {
			continue
		}
		if t.refundFollowed(f) && t.room(true) {
			soonest(t.notBefore(f.nextAsk))
		}
		if f.State == RefundAsked || f.check {
			soonest(f.followUntil)
		}
		if t.decidingOn(f) && t.now.Before(f.strayUntil) {
			soonest(f.strayUntil)
		}
	}
	return next
}

// askRefundAgain asks about f at once, because somebody wants to know.
func (t *Till) askRefundAgain(f *trackedRefund) {
	if until := t.now.Add(pollAgainFor); f.followUntil.Before(until) {
		f.followUntil = until
	}
	f.nextAsk = t.now
}

// refundNotice is a notification about a payment's refunds that waits until the
// gateway was asked about those it had refused.
type refundNotice struct {
	id    uint64
	order OrderNo
}

// refundNoticed takes a gateway's notification of a refund of p: it proves
// nothing by itself and has the till ask at once. Also a refund that was refused
// is asked about again, where it can be queried: it may be done after all. Until
// that is answered nothing of it is on record, so the notification waits, and ""
// is returned.
func (t *Till) refundNoticed(p *item, id uint64) NotificationResult {
	result := NotificationTaken
	for _, f := range t.refundsOf(p.OrderNo) {
		if f.State == RefundRefused && !f.ByHand && t.set.Capabilities.QueryRefund && p.Provider == t.set.Provider {
			f.check, result = true, ""
			f.again = f.asking != 0 // what is being answered may be older than the notification
		}
		rested := t.now.Sub(f.wokenAt) >= noticeWakeEvery // replays must not hammer the gateway
		if f.asking == 0 && (f.check || !f.State.Final() && rested) {
			f.wokenAt = t.now
			t.askRefundAgain(f)
		}
	}
	if result == "" && len(t.refundNotices) >= noticesWaitingMax {
		return NotificationNotNow
	}
	if result == "" {
		t.refundNotices = append(t.refundNotices, refundNotice{id, p.OrderNo})
	}
	return result
}

// answerRefundNotices answers the notifications that wait for n's refunds.
func (t *Till) answerRefundNotices(n OrderNo, r NotificationResult) {
	t.refundNotices = slices.DeleteFunc(t.refundNotices, func(w refundNotice) bool {
		if w.order == n {
			t.do(Acknowledge{w.id, r})
		}
		return w.order == n
	})
}

// refundChecked answers the notifications about p once no refund of it is to be
// asked about any more.
func (t *Till) refundChecked(p *item) {
	for _, f := range t.refundsOf(p.OrderNo) {
		if f.check {
			return
		}
	}
	t.answerRefundNotices(p.OrderNo, NotificationTaken)
}

// restoreRefunds takes up the refunds of the ledger. The calls under way and
// the answers held while the ledger was away still count.
func (t *Till) restoreRefunds(rows []Refund) {
	for id := range t.refundCalls {
		if _, still := t.inFlight[id]; !still {
			delete(t.refundCalls, id)
		}
	}
	for _, row := range rows {
		if t.find(row.OrderNo) == nil {
			continue // the ledger gives each refund's payment too
		}
		t.followRefund(row)
	}
	for id, no := range t.refundCalls {
		if f := t.findRefund(no); f != nil {
			f.asking = id
		}
	}
	for _, f := range t.refunds {
		t.pickUpRefund(f)
	}
}

// followRefund begins to follow a refund of the ledger.
func (t *Till) followRefund(row Refund) {
	asked := t.past(row.AskedAt)
	f := &trackedRefund{Refund: row, nextAsk: t.now, mayBeThere: true, askedAt: asked, followUntil: asked.Add(pollWindow)}
	if until := t.now.Add(pollAgainFor); !row.State.Final() && f.followUntil.Before(until) {
		f.followUntil = until
	}
	t.refunds = append(t.refunds, f)
}

// pickUpRefund decides what a refund in the ledger is after a stop of the till:
// its request may have left or not, so it is unknown until asked about.
func (t *Till) pickUpRefund(f *trackedRefund) {
	if f.State.Final() || f.asking != 0 {
		return
	}
	if f.State == RefundAsked && f.Note != ReasonRefundPending && t.heldAnswer(f.No) {
		f.mayBeThere = false // it is the answer to the only request
		return
	}
	f.strayUntil, f.lost = t.now.Add(refundStray), true
	p := t.find(f.OrderNo)
	if f.State == RefundAsked && (f.Note != ReasonRefundPending || !t.followable(p, f)) {
		t.moveRefund(p, f, RefundUnknown, RecordRefundMoved, ReasonNoAnswer)
	}
}

// heldAnswer reports whether an answer about refund n waits to be taken up.
func (t *Till) heldAnswer(n RefundNo) bool {
	return slices.ContainsFunc(t.redelivered, func(e Event) bool {
		a, ok := e.(Answered)
		return ok && a.Call.Refund.No == n && a.Call.Kind == CallRefund
	})
}
