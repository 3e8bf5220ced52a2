package payments

import (
	"slices"
	"time"

	"facepay/kiosk"
)

const (
	// notificationsWaitingMax bounds the notifications that wait for the ledger: more
	// than a gateway re-sends at once after the till was away. What is over it is
	// sent again by the gateway.
	notificationsWaitingMax = 64
	// notificationPollEvery is the least time between two questions that notifications
	// of one payment cause: replays must not hammer the gateway.
	notificationPollEvery = 10 * time.Second
	// notificationGrace is the wait for the last notification after a QR's validity. Alipay re-sends one that was missed 4 and 14 minutes later.
	notificationGrace = 15 * time.Minute
	// unreachableMissesAfter is the time for which the gateway must have been out of reach
	// for its notifications to count as lost too. A shorter silence is one slow answer, and
	// a sender tries again for longer.
	unreachableMissesAfter = time.Minute
)

// waitingNotification is a notification whose payment is being looked for in the
// ledger.
type waitingNotification struct {
	kiosk.NotificationReceived
	stale bool // the payment was written since the ledger was asked
}

// ListenerChanged notes whether notifications reach this till. What came while they
// did not, or may have been lost, is uncertain of any payment that could be paid
// then: that nothing came proves nothing about it.
func (b *Book) ListenerChanged(listening bool) {
	b.notifications.listening = listening
	if !listening {
		b.missNotifications()
	}
}

// missNotifications notes that notifications may have been lost just now.
func (b *Book) missNotifications() {
	for _, p := range b.payments {
		p.missedNotifications = true
	}
}

// NotificationReceived takes a notification. One that is about no payment in memory waits
// for what the ledger knows.
func (b *Book) NotificationReceived(e kiosk.NotificationReceived) {
	n := e.Notification.OrderNo
	if p := b.Find(n); p != nil {
		b.acknowledge(e.ID, b.applyNotification(p, e))
		return
	}
	if len(b.notifications.waiting) >= notificationsWaitingMax {
		b.acknowledge(e.ID, kiosk.NotificationNotNow)
		return
	}
	if !slices.ContainsFunc(b.notifications.waiting, func(w waitingNotification) bool { return w.Notification.OrderNo == n }) {
		b.Effect(kiosk.Find{OrderNo: n})
	}
	b.notifications.waiting = append(b.notifications.waiting, waitingNotification{NotificationReceived: e})
}

// acknowledge answers a notification, unless it is to wait: "".
func (b *Book) acknowledge(id uint64, r kiosk.NotificationResult) {
	if r != "" {
		b.Effect(kiosk.Acknowledge{ID: id, Result: r})
	}
}

// NotificationsFound decides the notifications that waited for e, oldest first.
func (b *Book) NotificationsFound(e kiosk.Found) {
	waiting := b.notifications.waiting
	b.notifications.waiting = nil
	again := false
	for _, w := range waiting {
		switch {
		case w.Notification.OrderNo != e.OrderNo:
			b.notifications.waiting = append(b.notifications.waiting, w)
		case w.stale && b.Find(e.OrderNo) == nil:
			again = true
			w.stale = false
			b.notifications.waiting = append(b.notifications.waiting, w)
		default:
			b.acknowledge(w.ID, b.applyFound(e, w.NotificationReceived))
		}
	}
	if again {
		b.Effect(kiosk.Find{OrderNo: e.OrderNo})
	}
}

// markStaleNotifications marks the notifications whose payment this step writes: what the
// ledger was asked for may be older.
func (b *Book) markStaleNotifications() {
	for i := range b.notifications.waiting {
		w := &b.notifications.waiting[i]
		w.stale = w.stale || b.Writes(w.Notification.OrderNo)
	}
}

func (b *Book) applyFound(e kiosk.Found, n kiosk.NotificationReceived) kiosk.NotificationResult {
	p := b.Find(e.OrderNo)
	switch {
	case p == nil && e.Err != nil:
		return kiosk.NotificationNotNow
	case p == nil && e.Payment == nil:
		return kiosk.NotificationNoOrder
	case p == nil:
		p = b.Resume(e)
	}
	return b.applyNotification(p, n)
}

// applyNotification applies what a notification says of p. Where p can be queried that
// only wakes the poll; elsewhere it is the proof (rule 6).
func (b *Book) applyNotification(p *Item, e kiosk.NotificationReceived) kiosk.NotificationResult {
	n := e.Notification
	if !b.Ours(p) {
		return kiosk.NotificationNoOrder // of another gateway, from before the config was changed
	}
	b.notifications.lastAt = b.Now
	if n.Refund {
		return b.refundNotified(p, e.ID)
	}
	a := n.Answer
	if h := b.successor(p); h != nil {
		if a.Order == string(p.OrderNo) {
			a.Order = string(h.OrderNo)
		}
		p = h
	}
	switch {
	case b.otherOrder(p, a):
		if a.Verdict == kiosk.VerdictPaid {
			b.incident(p, kiosk.IncidentOrder)
		}
		return kiosk.NotificationOrder
	case a.Amount != nil && *a.Amount != p.Amount:
		if a.Verdict == kiosk.VerdictPaid {
			b.incident(p, kiosk.IncidentAmount)
		}
		return kiosk.NotificationAmount
	case p.State == kiosk.StatePaid, p.superseded(), p.State.Final() && a.Verdict != kiosk.VerdictPaid:
		return kiosk.NotificationTaken // it changes nothing, now or ever
	}
	first := p.recordNotified(a.Verdict)
	if b.Queryable(p) {
		b.pollNow(p, a.Verdict, first)
		return kiosk.NotificationTaken
	}
	if a.Verdict == kiosk.VerdictPaid && a.Amount == nil {
		return kiosk.NotificationAmount // a proof names the amount
	}
	if first {
		b.note(p, kiosk.RecordNotified, string(a.Verdict))
	}
	b.prove(p, a)
	return kiosk.NotificationTaken
}

// otherOrder reports whether a notification's numbers contradict what is known
// of p. The till's own number is p's by definition; another one is only wrong
// where the gateway gave p a number or gave that one to another payment.
func (b *Book) otherOrder(p *Item, a kiosk.Answer) bool {
	for _, n := range [...]string{a.Order, a.GatewayOrderNo} {
		if n == "" || n == string(p.OrderNo) || n == p.GatewayOrderNo {
			continue
		}
		if p.GatewayOrderNo != "" && p.GatewayOrderNo != string(p.OrderNo) {
			return true
		}
		if owner, claimed := b.numbers.owners[n]; claimed && owner != p.OrderNo {
			return true
		}
	}
	return false
}

// recordNotified notes that a notification said v of p and reports whether it is the
// first one that did.
func (p *Item) recordNotified(v kiosk.Verdict) bool {
	bit := uint8(1)
	for _, of := range [...]kiosk.Verdict{kiosk.VerdictPaid, kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictFailed, kiosk.VerdictClosed} {
		if v == of {
			break
		}
		bit <<= 1
	}
	first := p.notified&bit == 0
	p.notified |= bit
	return first
}

// notifiedPaid reports whether a notification of this run said that p was paid.
func (p *Item) notifiedPaid() bool { return p.notified&1 != 0 }

// pollNow has p polled now. A payment that had come to nothing is followed
// again when a notification says that it was paid, also after a restart.
func (b *Book) pollNow(p *Item, v kiosk.Verdict, first bool) {
	if p.State.Final() {
		recorded := p.Note == kiosk.ReasonNotified
		first = first && !recorded
		if p.Note = kiosk.ReasonNotified; !recorded || !b.polledInBackground(p) {
			b.pollUntil(p, b.Now.Add(pollWindow))
		}
	}
	if first {
		b.note(p, kiosk.RecordNotified, string(v))
	}
	if v == kiosk.VerdictUnknown || !first && b.Now.Sub(p.wakeupAt) < notificationPollEvery {
		return
	}
	if !p.State.Final() && !p.ReleasedAt.IsZero() && (first || !b.polledInBackground(p)) {
		b.extendPolling(p)
	}
	p.wakeup, p.wakeupAt, p.NextPoll = true, b.Now, b.Now
}

// prove takes a notification as the gateway's word on p.
func (b *Book) prove(p *Item, a kiosk.Answer) {
	switch a.Verdict {
	case kiosk.VerdictUnknown:
		return
	case kiosk.VerdictWaiting, kiosk.VerdictConfirming:
		// The first notification is sent when the customer has scanned. One that
		// overtakes the answer with the QR has nothing to tell yet.
		if p.State == kiosk.StateCreated {
			return
		}
		a.Verdict = kiosk.VerdictConfirming
	}
	b.enrich(p, a)
	b.apply(p, a)
}
