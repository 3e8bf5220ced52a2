package payments

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// refundPolls is the schedule of a refund: quick
// while somebody waits for it, then backing off.
var refundPolls = pollSchedule{
	{10 * time.Second, 2 * time.Second},
	{time.Minute, 5 * time.Second},
	{10 * time.Minute, 30 * time.Second},
	{time.Hour, time.Minute},
	{pollWindow, 5 * time.Minute},
}

// inFlightMax bounds the time in which a request whose answer was lost may still arrive: its
// call's deadline and as much again twice.
const inFlightMax = 3 * kiosk.CallMax

// RefundQueryable reports whether the gateway can tell more of f.
func (b *Book) RefundQueryable(p *Item, f *RefundItem) bool {
	if f.ByHand || !b.Ours(p) {
		return false
	}
	if f.State == kiosk.RefundRefused {
		return f.recheck && b.settings.Capabilities.QueryRefund
	}
	return f.State != kiosk.RefundDone && (b.settings.Capabilities.RefundAgain || b.settings.Capabilities.QueryRefund)
}

// RefundPolled reports whether f is polled by itself now. While the manager
// decides about it nothing more is sent.
func (b *Book) RefundPolled(f *RefundItem) bool {
	p := b.Find(f.OrderNo)
	return p != nil && b.RefundQueryable(p, f) && b.Now.Before(f.pollUntil) && !b.decidingOn(f)
}

func (b *Book) decidingOn(f *RefundItem) bool {
	return b.attended.decision != "" && b.attended.decision == f.OrderNo
}

// refundPollKind is the kind of call that polls f: the same refund once more, which
// also sends it when it never arrived, or a query where the gateway has it, also
// stuck, or its answer did not fit.
func (b *Book) refundPollKind(f *RefundItem) kiosk.CallKind {
	switch {
	case !b.settings.Capabilities.RefundAgain, f.State == kiosk.RefundRefused:
		return kiosk.CallRefundQuery
	case b.settings.Capabilities.QueryRefund && (f.disputed || f.stuck || f.Note == kiosk.ReasonRefundPending || f.Note.Misfit()):
		return kiosk.CallRefundQuery
	}
	return kiosk.CallRefund
}

func (b *Book) scheduleRefund(f *RefundItem, took time.Duration) {
	f.NextPoll = b.pollAfter(b.RefundDelay(f), took)
}

// RefundDelay until the next question about f, as its age demands.
func (b *Book) RefundDelay(f *RefundItem) time.Duration {
	return refundPolls.delay(b.Now.Sub(f.AskedSteady))
}

// advanceRefunds polls the refunds that are due, and ends the polling of those that
// the gateway has had for too long.
func (b *Book) advanceRefunds() {
	for _, f := range b.refunds {
		p := b.Find(f.OrderNo)
		if p == nil || f.callID != 0 {
			continue
		}
		if f.State == kiosk.RefundAsked && b.reached(f.pollUntil) {
			b.moveRefund(p, f, kiosk.RefundUnknown, kiosk.RecordRefundMoved, kiosk.ReasonExpired)
		}
		if f.recheck && b.reached(f.pollUntil) {
			f.recheck = false
			b.answerRefundNotifications(f.OrderNo, kiosk.NotificationNotNow)
		}
		if b.railOf(p.Wallet).busy.pause == 0 && b.RefundPolled(f) && b.reached(f.NextPoll) && b.callAllowed(p.Wallet, true) { // else see askOne
			b.callRefund(p, f, b.refundPollKind(f))
		}
	}
}

// mostOverdueRefund of the wallets that are meant, nil when none is due.
func (b *Book) mostOverdueRefund(meant func(kiosk.Wallet) bool) *RefundItem {
	var most *RefundItem
	for _, f := range b.refunds {
		due := f.callID == 0 && b.RefundPolled(f) && b.reached(f.NextPoll) && meant(b.walletOf(f))
		if due && (most == nil || f.NextPoll.Before(most.NextPoll)) {
			most = f
		}
	}
	return most
}

// walletOf is the wallet that f goes back to.
func (b *Book) walletOf(f *RefundItem) kiosk.Wallet {
	if p := b.Find(f.OrderNo); p != nil {
		return p.Wallet
	}
	return ""
}

// refundsDue is the time at which a refund is next to be polled or given up.
func (b *Book) refundsDue() (next time.Time) {
	for _, f := range b.refunds {
		if f.callID != 0 {
			continue
		}
		if w := b.walletOf(f); b.RefundPolled(f) && b.callAllowed(w, true) {
			next = Soonest(next, b.NotBefore(w, f.NextPoll))
		}
		if f.State == kiosk.RefundAsked || f.recheck {
			next = Soonest(next, f.pollUntil)
		}
		if b.decidingOn(f) && b.Now.Before(f.inFlightUntil) {
			next = Soonest(next, f.inFlightUntil)
		}
	}
	return next
}

// QueryRefundNow has f polled at once, because somebody wants to know.
func (b *Book) QueryRefundNow(f *RefundItem) {
	f.pollUntil, f.NextPoll = later(f.pollUntil, b.Now.Add(pollAgainFor)), b.Now
}

// refundNotification is a notification about a payment's refunds that waits until the
// gateway was queried about those it had refused.
type refundNotification struct {
	id    uint64
	order kiosk.OrderNo
}

// refundNotified takes a gateway's notification of a refund of p: it proves
// nothing by itself and has the till ask at once. Also a refund that was refused
// is queried again, where that can be: it may be done after all. Until
// that is answered nothing of it is on record, so the notification waits, and ""
// is returned.
func (b *Book) refundNotified(p *Item, id uint64) kiosk.NotificationResult {
	result := kiosk.NotificationTaken
	for _, f := range b.RefundsOf(p.OrderNo) {
		if f.State == kiosk.RefundRefused && !f.ByHand && b.settings.Capabilities.QueryRefund && b.Ours(p) {
			f.recheck, result = true, ""
			f.recheckAgain = f.callID != 0 // what is being answered may be older than the notification
		}
		rested := b.Now.Sub(f.wakeupAt) >= notificationPollEvery // replays must not hammer the gateway
		if f.callID == 0 && (f.recheck || !f.State.Final() && rested) {
			f.wakeupAt = b.Now
			b.QueryRefundNow(f)
		}
	}
	if result == "" && len(b.notifications.refunds) >= notificationsWaitingMax {
		return kiosk.NotificationNotNow
	}
	if result == "" {
		b.notifications.refunds = append(b.notifications.refunds, refundNotification{id, p.OrderNo})
	}
	return result
}

// answerRefundNotifications answers the notifications that wait for n's refunds.
func (b *Book) answerRefundNotifications(n kiosk.OrderNo, r kiosk.NotificationResult) {
	b.notifications.refunds = slices.DeleteFunc(b.notifications.refunds, func(w refundNotification) bool {
		if w.order == n {
			b.acknowledge(w.id, r)
		}
		return w.order == n
	})
}

// refundChecked answers the notifications about p once no refund of it is to be
// queried any more.
func (b *Book) refundChecked(p *Item) {
	for _, f := range b.RefundsOf(p.OrderNo) {
		if f.recheck {
			return
		}
	}
	b.answerRefundNotifications(p.OrderNo, kiosk.NotificationTaken)
}

// restoreRefunds takes up the refunds of the ledger. The calls under way and
// the answers held while the ledger was away still count.
func (b *Book) restoreRefunds(rows []kiosk.Refund) {
	for _, row := range rows {
		if b.Find(row.OrderNo) == nil {
			continue // the ledger gives each refund's payment too
		}
		b.trackRefund(row)
	}
	for _, f := range b.refunds {
		b.recoverRefund(f)
	}
}

// trackRefund begins to follow a refund of the ledger.
func (b *Book) trackRefund(row kiosk.Refund) {
	asked := b.past(row.AskedAt)
	f := &RefundItem{Refund: row, NextPoll: b.Now, mayHaveArrived: true, AskedSteady: asked, pollUntil: asked.Add(pollWindow), callID: b.calls.underWay("", row.No)}
	if !row.State.Final() {
		f.pollUntil = later(f.pollUntil, b.Now.Add(pollAgainFor))
	}
	b.refunds = append(b.refunds, f)
}

// recoverRefund decides what a refund in the ledger is after a stop of the till:
// its request may have left or not, so it is unknown until queried.
func (b *Book) recoverRefund(f *RefundItem) {
	if f.State.Final() || f.callID != 0 {
		return
	}
	if f.State == kiosk.RefundAsked && f.Note != kiosk.ReasonRefundPending && b.redeliveredAnswer(f.No) {
		f.mayHaveArrived = false // it is the answer to the only request
		return
	}
	f.inFlightUntil, f.answerLost = b.Now.Add(inFlightMax), true
	p := b.Find(f.OrderNo)
	if f.State == kiosk.RefundAsked && (f.Note != kiosk.ReasonRefundPending || !b.RefundQueryable(p, f)) {
		b.moveRefund(p, f, kiosk.RefundUnknown, kiosk.RecordRefundMoved, kiosk.ReasonNoAnswer)
	}
}

// redeliveredAnswer reports whether an answer about refund n waits to be taken up.
func (b *Book) redeliveredAnswer(n kiosk.RefundNo) bool {
	return slices.ContainsFunc(b.calls.redelivered, func(e kiosk.Event) bool {
		a, ok := e.(kiosk.Answered)
		return ok && a.Call.Refund.No == n && a.Call.Kind == kiosk.CallRefund
	})
}
