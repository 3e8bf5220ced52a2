package kiosk

import (
	"slices"
	"time"
)

const (
	// noticesWaitingMax bounds the notifications that wait for the ledger: more
	// than a gateway re-sends at once after the till was away. What is over it is
	// sent again by the gateway.
	noticesWaitingMax = 64
	// noticeWakeEvery is the least time between two questions that notifications
	// of one payment cause: replays must not hammer the gateway.
	noticeWakeEvery = 10 * time.Second
	// notificationGrace is how long after a QR's validity its last notification is
	// waited for. Alipay re-sends one that was missed 4 and 14 minutes later.
	notificationGrace = 15 * time.Minute
	// cutOffAfter is for how long the gateway must have been out of reach for its
	// notifications to count as lost too. A shorter silence is one slow answer, and
	// a sender tries again for longer.
	cutOffAfter = time.Minute
)

// waitingNotice is a notification whose payment is being looked for in the
// ledger.
type waitingNotice struct {
	NotificationReceived
	stale bool // the payment was written since the ledger was asked
}

// listenerChanged notes whether notifications reach this till. What came while they
// did not, or may have been lost, is not known of any payment that could be paid
// then: that nothing came proves nothing about it.
func (t *Till) listenerChanged(listening bool) {
	t.listening = listening
	if !listening {
		t.missNotices()
	}
}

// missNotices notes that notifications may have been lost just now.
func (t *Till) missNotices() {
	for _, p := range t.payments {
		p.missed = true
	}
}

// notificationReceived takes a notification. One that is about no payment in memory waits
// for what the ledger knows.
func (t *Till) notificationReceived(e NotificationReceived) {
	n := e.Notification.OrderNo
	if p := t.find(n); p != nil {
		t.acknowledge(e.ID, t.takeNotice(p, e))
		return
	}
	if len(t.notices) >= noticesWaitingMax {
		t.do(Acknowledge{e.ID, NotificationNotNow})
		return
	}
	if !slices.ContainsFunc(t.notices, func(w waitingNotice) bool { return w.Notification.OrderNo == n }) {
		t.do(Find{n})
	}
	t.notices = append(t.notices, waitingNotice{NotificationReceived: e})
}

// acknowledge answers a notification, unless it is to wait: "".
func (t *Till) acknowledge(id uint64, r NotificationResult) {
	if r != "" {
		t.do(Acknowledge{id, r})
	}
}

// found takes what the ledger has on a payment that the till follows no more.
func (t *Till) found(e Found) {
	t.noticesFound(e)
	t.refundFound(e)
}

// noticesFound decides the notifications that waited for e, oldest first.
func (t *Till) noticesFound(e Found) {
	waiting := t.notices
	t.notices = nil
	again := false
	for _, w := range waiting {
		switch {
		case w.Notification.OrderNo != e.OrderNo:
			t.notices = append(t.notices, w)
		case w.stale && t.find(e.OrderNo) == nil:
			again = true
			w.stale = false
			t.notices = append(t.notices, w)
		default:
			t.acknowledge(w.ID, t.foundNotice(e, w.NotificationReceived))
		}
	}
	if again {
		t.do(Find{e.OrderNo})
	}
}

// staleNotices marks the notifications whose payment this step writes: what the
// ledger was asked for may be older.
func (t *Till) staleNotices() {
	for i := range t.notices {
		w := &t.notices[i]
		w.stale = w.stale || slices.ContainsFunc(t.write.Payments, func(p Payment) bool { return p.OrderNo == w.Notification.OrderNo })
	}
}

func (t *Till) foundNotice(e Found, n NotificationReceived) NotificationResult {
	p := t.find(e.OrderNo)
	switch {
	case p == nil && e.Err != nil:
		return NotificationNotNow
	case p == nil && e.Payment == nil:
		return NotificationNoOrder
	case p == nil:
		p = t.adopt(e)
	}
	return t.takeNotice(p, n)
}

// takeUp follows a payment again that the till had forgotten, with its sale.
// collect forgets it once more when nothing came of that.
func (t *Till) takeUp(e Found) *item {
	p := t.track(*e.Payment, nil)
	at, _ := slices.BinarySearchFunc(t.payments, p, func(a, b *item) int { return a.CreatedAt.Compare(b.CreatedAt) })
	t.payments = slices.Insert(t.payments, at, p)
	if e.Sale != nil && t.sales[e.Sale.ID] == nil {
		s := *e.Sale
		t.sales[s.ID] = &s
	}
	t.takeUpRefunds(e.Refunds)
	return p
}

// takeNotice applies what a notification says of p. Where p can be asked about
// that is only a reason to ask now; elsewhere it is the proof.
func (t *Till) takeNotice(p *item, e NotificationReceived) NotificationResult {
	n := e.Notification
	if p.Provider != t.set.Provider {
		return NotificationNoOrder // of another gateway, from before the config was changed
	}
	t.noticedAt = t.now
	if n.Refund {
		return t.refundNoticed(p, e.ID)
	}
	a := n.Answer
	if h := t.heir(p); h != nil {
		if a.Order == string(p.OrderNo) {
			a.Order = string(h.OrderNo)
		}
		p = h
	}
	switch {
	case t.otherOrder(p, a):
		if a.Verdict == VerdictPaid {
			t.incident(p, IncidentOrder)
		}
		return NotificationOrder
	case a.Amount != nil && *a.Amount != p.Amount:
		if a.Verdict == VerdictPaid {
			t.incident(p, IncidentAmount)
		}
		return NotificationAmount
	case p.State == StatePaid, p.superseded(), p.State.Final() && a.Verdict != VerdictPaid:
		return NotificationTaken // it changes nothing, now or ever
	}
	first := p.hears(a.Verdict)
	if t.queryable(p) {
		t.wakeFor(p, a.Verdict, first)
		return NotificationTaken
	}
	if a.Verdict == VerdictPaid && a.Amount == nil {
		return NotificationAmount // a proof names the amount
	}
	if first {
		t.note(p, RecordNotified, string(a.Verdict))
	}
	t.prove(p, a)
	return NotificationTaken
}

// otherOrder reports whether a notification's numbers contradict what is known
// of p. The till's own number is p's by definition; another one is only wrong
// where the gateway gave p a number or gave that one to another payment.
func (t *Till) otherOrder(p *item, a Answer) bool {
	for _, n := range [...]string{a.Order, a.GatewayOrderNo} {
		if n == "" || n == string(p.OrderNo) || n == p.GatewayOrderNo {
			continue
		}
		if p.GatewayOrderNo != "" && p.GatewayOrderNo != string(p.OrderNo) {
			return true
		}
		if owner, known := t.numbers[n]; known && owner != p.OrderNo {
			return true
		}
	}
	return false
}

// hears notes that a notification said v of p and reports whether it is the
// first one that did.
func (p *item) hears(v Verdict) bool {
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

// heardPaid reports whether a notification of this run said that p was paid.
func (p *item) heardPaid() bool { return p.notified&1 != 0 }

// wakeFor has p asked about now. A payment that had come to nothing is followed
// again when a notification says that it was paid, also after a restart.
func (t *Till) wakeFor(p *item, v Verdict, first bool) {
	if p.State.Final() {
		known := p.Note == ReasonNotified
		first = first && !known // it is on record from before
		if p.Note = ReasonNotified; !known || !t.polled(p) {
			t.watchTo(p, t.now.Add(pollWindow))
		}
	}
	if first {
		t.note(p, RecordNotified, string(v))
	}
	if v == VerdictUnknown || !first && t.now.Sub(p.wokenAt) < noticeWakeEvery {
		return
	}
	if !p.State.Final() && !p.ReleasedAt.IsZero() && (first || !t.polled(p)) {
		t.extendPolling(p)
	}
	p.wakeup, p.wokenAt, p.nextAsk = true, t.now, t.now
}

// prove takes a notification as the gateway's word on p.
func (t *Till) prove(p *item, a Answer) {
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
	t.enrich(p, a)
	t.learn(p, a)
}

// turnAway answers the notifications and mini-programs that wait for a till
// that cannot record any more.
func (t *Till) turnAway() {
	for _, w := range t.notices {
		t.do(Acknowledge{w.ID, NotificationNotNow})
	}
	t.notices = nil
	for _, w := range t.refundNotices {
		t.do(Acknowledge{w.id, NotificationNotNow})
	}
	t.refundNotices = nil
	for _, p := range t.payments {
		t.replyMini(p, MiniReply{Error: MiniNotNow})
	}
}

// undo takes back the replies of a step whose Save failed: they stood behind
// it and were never given.
func (t *Till) undo(unsaid []Effect) {
	for _, e := range unsaid {
		switch e := e.(type) {
		case RunChecks:
			t.unexamined()
		case Acknowledge:
			t.do(Acknowledge{e.ID, NotificationNotNow})
		case ReplyMini:
			t.do(ReplyMini{e.ID, MiniReply{OrderNo: e.Reply.OrderNo, Error: MiniNotNow}})
		}
	}
}
