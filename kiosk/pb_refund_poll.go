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
const refundStray = 3 * CallMax

// followable reports whether anything more can be learnt of f from the gateway.
func (b *Book) followable(p *Item, f *RefundItem) bool {
	if f.ByHand || p.Provider != b.settings.Provider {
		return false
	}
	if f.State == RefundRefused {
		return f.check && b.settings.Capabilities.QueryRefund
	}
	return f.State != RefundDone && (b.settings.Capabilities.RefundAgain || b.settings.Capabilities.QueryRefund)
}

// followed reports whether f is asked about by itself now. While the manager
// decides about it nothing more is sent.
func (b *Book) refundFollowed(f *RefundItem) bool {
	p := b.find(f.OrderNo)
	return p != nil && b.followable(p, f) && b.now.Before(f.followUntil) && !b.decidingOn(f)
}

func (b *Book) decidingOn(f *RefundItem) bool {
	return b.screens.decided != "" && b.screens.decided == f.OrderNo
}

// followKind is how f is asked about: by asking for the same refund once more,
// which also sends it when it never arrived, or by a query where the gateway is
// known to have it or its answer did not fit.
func (b *Book) followKind(f *RefundItem) CallKind {
	switch {
	case !b.settings.Capabilities.RefundAgain, f.State == RefundRefused:
		return CallRefundQuery
	case b.settings.Capabilities.QueryRefund && (f.disputed || f.Note == ReasonRefundPending || f.Note.misfit()):
		return CallRefundQuery
	}
	return CallRefund
}

// callRefund queues one call about f; finish puts it behind the step's Save.
func (b *Book) callRefund(p *Item, f *RefundItem, k CallKind) {
	b.requests.last++
	b.requests.inFlight[b.requests.last] = "" // it is no question about the payment itself
	b.requests.refunds[b.requests.last] = f.No
	f.asking = b.requests.last
	b.calls = append(b.calls, Call{ID: b.requests.last, Kind: k, Payment: p.Payment, Refund: f.Refund})
}

func (b *Book) scheduleRefund(f *RefundItem, took time.Duration) {
	delay := b.refundDelay(f)
	f.nextAsk = b.now.Add(delay - min(took, delay/2))
}

// refundDelay is how often f is asked about now.
func (b *Book) refundDelay(f *RefundItem) time.Duration {
	age := b.now.Sub(f.askedSteady)
	for _, l := range refundPolls {
		if age < l.age {
			return l.delay
		}
	}
	return refundPolls[len(refundPolls)-1].delay
}

// advanceRefunds asks about the refunds that are due, and ends the waiting for
// those that the gateway has had for too long.
func (b *Book) advanceRefunds() {
	for _, f := range b.refunds {
		p := b.find(f.OrderNo)
		if p == nil || f.asking != 0 {
			continue
		}
		if f.State == RefundAsked && !b.now.Before(f.followUntil) {
			b.moveRefund(p, f, RefundUnknown, RecordRefundMoved, ReasonExpired)
		}
		if f.check && !b.now.Before(f.followUntil) {
			f.check = false
			b.answerRefundNotifications(f.OrderNo, NotificationNotNow)
		}
		if b.link.busy.pause == 0 && b.refundFollowed(f) && !b.now.Before(f.nextAsk) && b.room(true) { // else see askOne
			b.callRefund(p, f, b.followKind(f))
		}
	}
}

// overdueRefund is the refund that should have been asked about the longest ago,
// nil when none is due.
func (b *Book) overdueRefund() *RefundItem {
	var most *RefundItem
	for _, f := range b.refunds {
		due := f.asking == 0 && b.refundFollowed(f) && !b.now.Before(f.nextAsk)
		if due && (most == nil || f.nextAsk.Before(most.nextAsk)) {
			most = f
		}
	}
	return most
}

// refundsAt is when there is next something to do about a refund.
func (b *Book) refundsAt() time.Time {
	var next time.Time
	soonest := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	for _, f := range b.refunds {
		if f.asking != 0 {
			continue
		}
		if b.refundFollowed(f) && b.room(true) {
			soonest(b.notBefore(f.nextAsk))
		}
		if f.State == RefundAsked || f.check {
			soonest(f.followUntil)
		}
		if b.decidingOn(f) && b.now.Before(f.strayUntil) {
			soonest(f.strayUntil)
		}
	}
	return next
}

// queryRefundNow asks about f at once, because somebody wants to know.
func (b *Book) queryRefundNow(f *RefundItem) {
	if until := b.now.Add(pollAgainFor); f.followUntil.Before(until) {
		f.followUntil = until
	}
	f.nextAsk = b.now
}

// refundNotification is a notification about a payment's refunds that waits until the
// gateway was asked about those it had refused.
type refundNotification struct {
	id    uint64
	order OrderNo
}

// refundNotified takes a gateway's notification of a refund of p: it proves
// nothing by itself and has the till ask at once. Also a refund that was refused
// is asked about again, where it can be queried: it may be done after all. Until
// that is answered nothing of it is on record, so the notification waits, and ""
// is returned.
func (b *Book) refundNotified(p *Item, id uint64) NotificationResult {
	result := NotificationTaken
	for _, f := range b.refundsOf(p.OrderNo) {
		if f.State == RefundRefused && !f.ByHand && b.settings.Capabilities.QueryRefund && p.Provider == b.settings.Provider {
			f.check, result = true, ""
			f.again = f.asking != 0 // what is being answered may be older than the notification
		}
		rested := b.now.Sub(f.wokenAt) >= notificationPollEvery // replays must not hammer the gateway
		if f.asking == 0 && (f.check || !f.State.Final() && rested) {
			f.wokenAt = b.now
			b.queryRefundNow(f)
		}
	}
	if result == "" && len(b.notifications.refunds) >= notificationsWaitingMax {
		return NotificationNotNow
	}
	if result == "" {
		b.notifications.refunds = append(b.notifications.refunds, refundNotification{id, p.OrderNo})
	}
	return result
}

// answerRefundNotifications answers the notifications that wait for n's refunds.
func (b *Book) answerRefundNotifications(n OrderNo, r NotificationResult) {
	b.notifications.refunds = slices.DeleteFunc(b.notifications.refunds, func(w refundNotification) bool {
		if w.order == n {
			b.effect(Acknowledge{w.id, r})
		}
		return w.order == n
	})
}

// refundChecked answers the notifications about p once no refund of it is to be
// asked about any more.
func (b *Book) refundChecked(p *Item) {
	for _, f := range b.refundsOf(p.OrderNo) {
		if f.check {
			return
		}
	}
	b.answerRefundNotifications(p.OrderNo, NotificationTaken)
}

// restoreRefunds takes up the refunds of the ledger. The calls under way and
// the answers held while the ledger was away still count.
func (b *Book) restoreRefunds(rows []Refund) {
	for id := range b.requests.refunds {
		if _, still := b.requests.inFlight[id]; !still {
			delete(b.requests.refunds, id)
		}
	}
	for _, row := range rows {
		if b.find(row.OrderNo) == nil {
			continue // the ledger gives each refund's payment too
		}
		b.followRefund(row)
	}
	for id, no := range b.requests.refunds {
		if f := b.findRefund(no); f != nil {
			f.asking = id
		}
	}
	for _, f := range b.refunds {
		b.recoverRefund(f)
	}
}

// followRefund begins to follow a refund of the ledger.
func (b *Book) followRefund(row Refund) {
	asked := b.past(row.AskedAt)
	f := &RefundItem{Refund: row, nextAsk: b.now, mayBeThere: true, askedSteady: asked, followUntil: asked.Add(pollWindow)}
	if until := b.now.Add(pollAgainFor); !row.State.Final() && f.followUntil.Before(until) {
		f.followUntil = until
	}
	b.refunds = append(b.refunds, f)
}

// recoverRefund decides what a refund in the ledger is after a stop of the till:
// its request may have left or not, so it is unknown until asked about.
func (b *Book) recoverRefund(f *RefundItem) {
	if f.State.Final() || f.asking != 0 {
		return
	}
	if f.State == RefundAsked && f.Note != ReasonRefundPending && b.heldAnswer(f.No) {
		f.mayBeThere = false // it is the answer to the only request
		return
	}
	f.strayUntil, f.lost = b.now.Add(refundStray), true
	p := b.find(f.OrderNo)
	if f.State == RefundAsked && (f.Note != ReasonRefundPending || !b.followable(p, f)) {
		b.moveRefund(p, f, RefundUnknown, RecordRefundMoved, ReasonNoAnswer)
	}
}

// heldAnswer reports whether an answer about refund n waits to be taken up.
func (b *Book) heldAnswer(n RefundNo) bool {
	return slices.ContainsFunc(b.requests.redelivered, func(e Event) bool {
		a, ok := e.(Answered)
		return ok && a.Call.Refund.No == n && a.Call.Kind == CallRefund
	})
}
