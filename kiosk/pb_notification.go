package kiosk

import (
	"slices"
	"time"
)

const (
	// notificationsWaitingMax bounds the notifications that wait for the ledger: more
	// than a gateway re-sends at once after the till was away. What is over it is
	// sent again by the gateway.
	notificationsWaitingMax = 64
	// notificationPollEvery is the least time between two questions that notifications
	// of one payment cause: replays must not hammer the gateway.
	notificationPollEvery = 10 * time.Second
	// notificationGrace is how long after a QR's validity its last notification is
	// waited for. Alipay re-sends one that was missed 4 and 14 minutes later.
	notificationGrace = 15 * time.Minute
	// cutOffAfter is for how long the gateway must have been out of reach for its
	// notifications to count as lost too. A shorter silence is one slow answer, and
	// a sender tries again for longer.
	cutOffAfter = time.Minute
)

// waitingNotification is a notification whose payment is being looked for in the
// ledger.
type waitingNotification struct {
	NotificationReceived
	stale bool // the payment was written since the ledger was asked
}

// listenerChanged notes whether notifications reach this till. What came while they
// did not, or may have been lost, is not known of any payment that could be paid
// then: that nothing came proves nothing about it.
func (b *Book) listenerChanged(listening bool) {
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

// notificationReceived takes a notification. One that is about no payment in memory waits
// for what the ledger knows.
func (b *Book) notificationReceived(e NotificationReceived) {
	n := e.Notification.OrderNo
	if p := b.find(n); p != nil {
		b.acknowledge(e.ID, b.applyNotification(p, e))
		return
	}
	if len(b.notifications.waiting) >= notificationsWaitingMax {
		b.effect(Acknowledge{e.ID, NotificationNotNow})
		return
	}
	if !slices.ContainsFunc(b.notifications.waiting, func(w waitingNotification) bool { return w.Notification.OrderNo == n }) {
		b.effect(Find{n})
	}
	b.notifications.waiting = append(b.notifications.waiting, waitingNotification{NotificationReceived: e})
}

// acknowledge answers a notification, unless it is to wait: "".
func (b *Book) acknowledge(id uint64, r NotificationResult) {
	if r != "" {
		b.effect(Acknowledge{id, r})
	}
}

// notificationsFound decides the notifications that waited for e, oldest first.
func (b *Book) notificationsFound(e Found) {
	waiting := b.notifications.waiting
	b.notifications.waiting = nil
	again := false
	for _, w := range waiting {
		switch {
		case w.Notification.OrderNo != e.OrderNo:
			b.notifications.waiting = append(b.notifications.waiting, w)
		case w.stale && b.find(e.OrderNo) == nil:
			again = true
			w.stale = false
			b.notifications.waiting = append(b.notifications.waiting, w)
		default:
			b.acknowledge(w.ID, b.applyFound(e, w.NotificationReceived))
		}
	}
	if again {
		b.effect(Find{e.OrderNo})
	}
}

// markStaleNotifications marks the notifications whose payment this step writes: what the
// ledger was asked for may be older.
func (b *Book) markStaleNotifications() {
	for i := range b.notifications.waiting {
		w := &b.notifications.waiting[i]
		w.stale = w.stale || slices.ContainsFunc(b.write.Payments, func(p Payment) bool { return p.OrderNo == w.Notification.OrderNo })
	}
}

func (b *Book) applyFound(e Found, n NotificationReceived) NotificationResult {
	p := b.find(e.OrderNo)
	switch {
	case p == nil && e.Err != nil:
		return NotificationNotNow
	case p == nil && e.Payment == nil:
		return NotificationNoOrder
	case p == nil:
		p = b.resume(e)
	}
	return b.applyNotification(p, n)
}

// applyNotification applies what a notification says of p. Where p can be asked about
// that is only a reason to ask now; elsewhere it is the proof.
func (b *Book) applyNotification(p *Item, e NotificationReceived) NotificationResult {
	n := e.Notification
	if p.Provider != b.settings.Provider {
		return NotificationNoOrder // of another gateway, from before the config was changed
	}
	b.notifications.lastAt = b.now
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
		if a.Verdict == VerdictPaid {
			b.incident(p, IncidentOrder)
		}
		return NotificationOrder
	case a.Amount != nil && *a.Amount != p.Amount:
		if a.Verdict == VerdictPaid {
			b.incident(p, IncidentAmount)
		}
		return NotificationAmount
	case p.State == StatePaid, p.superseded(), p.State.Final() && a.Verdict != VerdictPaid:
		return NotificationTaken // it changes nothing, now or ever
	}
	first := p.recordNotified(a.Verdict)
	if b.queryable(p) {
		b.pollNow(p, a.Verdict, first)
		return NotificationTaken
	}
	if a.Verdict == VerdictPaid && a.Amount == nil {
		return NotificationAmount // a proof names the amount
	}
	if first {
		b.note(p, RecordNotified, string(a.Verdict))
	}
	b.prove(p, a)
	return NotificationTaken
}

// otherOrder reports whether a notification's numbers contradict what is known
// of p. The till's own number is p's by definition; another one is only wrong
// where the gateway gave p a number or gave that one to another payment.
func (b *Book) otherOrder(p *Item, a Answer) bool {
	for _, n := range [...]string{a.Order, a.GatewayOrderNo} {
		if n == "" || n == string(p.OrderNo) || n == p.GatewayOrderNo {
			continue
		}
		if p.GatewayOrderNo != "" && p.GatewayOrderNo != string(p.OrderNo) {
			return true
		}
		if owner, known := b.numbers.owners[n]; known && owner != p.OrderNo {
			return true
		}
	}
	return false
}

// recordNotified notes that a notification said v of p and reports whether it is the
// first one that did.
func (p *Item) recordNotified(v Verdict) bool {
	bit := uint8(1)
	for _, known := range [...]Verdict{VerdictPaid, VerdictWaiting, VerdictConfirming, VerdictFailed, VerdictClosed} {
		if v == known {
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

// pollNow has p asked about now. A payment that had come to nothing is followed
// again when a notification says that it was paid, also after a restart.
func (b *Book) pollNow(p *Item, v Verdict, first bool) {
	if p.State.Final() {
		known := p.Note == ReasonNotified
		first = first && !known // it is on record from before
		if p.Note = ReasonNotified; !known || !b.polled(p) {
			b.pollUntil(p, b.now.Add(pollWindow))
		}
	}
	if first {
		b.note(p, RecordNotified, string(v))
	}
	if v == VerdictUnknown || !first && b.now.Sub(p.wokenAt) < notificationPollEvery {
		return
	}
	if !p.State.Final() && !p.ReleasedAt.IsZero() && (first || !b.polled(p)) {
		b.extendPolling(p)
	}
	p.wakeup, p.wokenAt, p.nextAsk = true, b.now, b.now
}

// prove takes a notification as the gateway's word on p.
func (b *Book) prove(p *Item, a Answer) {
	switch a.Verdict {
	case VerdictUnknown:
		return
	case VerdictWaiting, VerdictConfirming:
		// The first notification is sent when the customer has scanned. One that
		// overtakes the answer with the QR has nothing to tell yet.
		if p.State == StateCreated {
			return
		}
		a.Verdict = VerdictConfirming
	}
	b.enrich(p, a)
	b.apply(p, a)
}

// turnAway answers the notifications and mini-programs that wait for a till
// that cannot record any more.
func (b *Book) turnAway() {
	for _, w := range b.notifications.waiting {
		b.effect(Acknowledge{w.ID, NotificationNotNow})
	}
	b.notifications.waiting = nil
	for _, w := range b.notifications.refunds {
		b.effect(Acknowledge{w.id, NotificationNotNow})
	}
	b.notifications.refunds = nil
	for _, p := range b.payments {
		b.replyMini(p, MiniReply{Error: MiniNotNow})
	}
}
