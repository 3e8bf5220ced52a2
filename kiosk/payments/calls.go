package payments

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// Tick does everything about the payments that has come due.
func (b *Book) Tick() {
	for _, p := range b.payments {
		if !p.State.Final() && p.Rail == kiosk.RailCode && b.reached(b.codeDeadline(p)) {
			b.markUnknown(p, kiosk.ReasonDeadline)
		}
		b.expire(p)
	}
	b.pollDue()
	if at, ok := b.saleTimeout(); ok && b.reached(at) {
		b.Abandon(kiosk.AbandonTimeout)
	}
	b.advanceRecovery()
	b.advanceRefunds()
	b.proveSilent()
	b.ping()
	b.countDay()
}

// pollDue polls the payments whose turn it is.
func (b *Book) pollDue() {
	for _, r := range b.link.rails {
		if r.busy.pause > 0 {
			b.pollBusy(r)
		}
	}
	atEase := func(w kiosk.Wallet) bool { return b.railOf(w).busy.pause == 0 }
	// One call for the most overdue payment, in a long outage too.
	if _, inFlight := b.calls.inFlight[b.calls.overdue]; !inFlight {
		if p := b.mostOverdue(atEase); p != nil {
			b.poll(p)
			b.calls.overdue = p.callID
		}
	}
	// The others newest first: the customer who left a moment ago may still be near.
	for _, p := range slices.Backward(b.payments) {
		if p.callID == 0 && atEase(p.Wallet) && b.reached(p.NextPoll) {
			b.poll(p)
		}
	}
}

// mostOverdue payment in the background, of the wallets that are meant; nil when none is due.
func (b *Book) mostOverdue(meant func(kiosk.Wallet) bool) *Item {
	var most *Item
	for _, p := range b.payments {
		due := p.callID == 0 && b.reached(p.NextPoll) && b.Polled(p) && !b.atCounter(p) && meant(p.Wallet)
		if due && (most == nil || p.NextPoll.Before(most.NextPoll)) {
			most = p
		}
	}
	return most
}

// poll sends the call about p that is due: a close, else a query.
func (b *Book) poll(p *Item) {
	if !b.Polled(p) || !b.callAllowed(p.Wallet, !b.atCounter(p)) {
		return // an answer will make room and wake the till
	}
	if b.wantsClose(p) {
		p.closeTries++
		b.note(p, kiosk.RecordCloseAsked, "")
		b.call(p, kiosk.CallClose, kiosk.PayCode{})
		return
	}
	b.call(p, kiosk.CallQuery, kiosk.PayCode{})
}

// call queues one call about p behind the step's Save.
func (b *Book) call(p *Item, k kiosk.CallKind, c kiosk.PayCode) *kiosk.Call {
	call := b.queue(kiosk.Call{Kind: k, Payment: p.Payment, Code: c}, subject{wallet: p.Wallet, payment: p.OrderNo})
	p.callID, p.calledAt, p.wakeup = call.ID, b.Now, false
	return call
}

// callRefund queues one call about f. Its payment is not in flight by that.
func (b *Book) callRefund(p *Item, f *RefundItem, k kiosk.CallKind) {
	f.callID = b.queue(kiosk.Call{Kind: k, Payment: p.Payment, Refund: f.Refund}, subject{wallet: p.Wallet, refund: f.No}).ID
}

func (b *Book) queue(c kiosk.Call, about subject) *kiosk.Call {
	b.calls.last++
	c.ID = b.calls.last
	b.calls.inFlight[c.ID] = about
	b.queued = append(b.queued, c)
	return &b.queued[len(b.queued)-1]
}

// underWay is the newest call about payment p or refund f that is not answered, 0 without
// one; the other of them is "".
func (c *gatewayCalls) underWay(p kiosk.OrderNo, f kiosk.RefundNo) (newest uint64) {
	for id, about := range c.inFlight {
		if about.payment == p && about.refund == f {
			newest = max(newest, id)
		}
	}
	return newest
}

// Soonest of these times, zero when none is set.
func Soonest(at ...time.Time) (first time.Time) {
	for _, a := range at {
		if !a.IsZero() && (first.IsZero() || a.Before(first)) {
			first = a
		}
	}
	return first
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// Due time of what the book does next by itself.
func (b *Book) Due() (next time.Time) {
	for _, p := range b.payments {
		if p.callID == 0 && b.Polled(p) && b.callAllowed(p.Wallet, !b.atCounter(p)) {
			next = Soonest(next, b.NotBefore(p.Wallet, p.NextPoll))
		}
		if !p.State.Final() && p.Rail == kiosk.RailCode && (p.State == kiosk.StateCreated || p.State == kiosk.StateWaiting) {
			next = Soonest(next, b.codeDeadline(p))
		}
		if p.State == kiosk.StateWaiting && p.callID == 0 || p.releasedInSilence() && b.noNotificationProves(p) {
			next = Soonest(next, p.pollUntilSteady)
		}
	}
	timeout, _ := b.saleTimeout()
	call := b.Now.Add(pingEvery) // to notice a sleep also while calls are under way
	if len(b.calls.inFlight) == 0 {
		call = b.pingDue()
	}
	return Soonest(next, timeout, call, b.recoveryUntil(), b.refundsDue(), b.dayEnds())
}
