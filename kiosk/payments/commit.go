package payments

import (
	"slices"

	"facepay/kiosk"
)

// Commit ends the step and forgets what nothing can happen to any more. Its effects
// keep rule 1: first one Save of all that changed, then the calls, of payments as that
// Save writes them, then the rest, what is heard last.
func (b *Book) Commit() []kiosk.Effect {
	b.collectPayments()
	b.collectRefunds()
	const others = 4 // Save, Wake, Show and CountDay
	out := make([]kiosk.Effect, 0, len(b.queued)+len(b.effects)+others)
	if !b.write.Empty() {
		out = append(out, kiosk.Save{Write: b.write})
	}
	for _, c := range b.queued {
		if p := b.Find(c.Payment.OrderNo); p != nil {
			c.Payment = p.Payment
		}
		if f := b.FindRefund(c.Refund.No); f != nil {
			c.Refund = f.Refund
		}
		out = append(out, c)
	}
	for _, heard := range []bool{false, true} {
		for _, e := range b.effects {
			if _, say := e.(kiosk.Say); say == heard {
				out = append(out, e)
			}
		}
	}
	return out
}

// Committed takes that all steps until now are on record.
func (b *Book) Committed() {
	b.committed.last, b.committed.today = b.totals.last, b.totals.today
	b.calls.redelivered = nil
}

// Rollback takes that the last step's Save failed. Nothing behind it was carried out:
// its calls were never made, nor the effects that are returned.
func (b *Book) Rollback() []kiosk.Effect {
	if b.write.Empty() {
		return nil
	}
	for _, c := range b.queued {
		b.CallEnded(c.ID)
	}
	return b.effects
}

// Halt takes that nothing can be recorded any more: whoever waits for the till is
// turned away, the open sale is dropped, and the totals are again those on record.
func (b *Book) Halt() {
	for _, w := range b.notifications.waiting {
		b.acknowledge(w.ID, kiosk.NotificationNotNow)
	}
	for _, w := range b.notifications.refunds {
		b.acknowledge(w.id, kiosk.NotificationNotNow)
	}
	b.notifications.waiting, b.notifications.refunds = nil, nil
	for _, p := range b.payments {
		b.replyMini(p, kiosk.MiniReply{Error: kiosk.MiniNotNow})
	}
	b.counter.sale = nil
	b.totals.last, b.totals.today = b.committed.last, b.committed.today
}

// collectPayments adds the payments that changed to the write, oldest first, and
// forgets the ones that nothing can happen to any more.
func (b *Book) collectPayments() {
	done := false
	for _, p := range b.payments {
		if p.dirty {
			p.dirty = false
			p.Version++
			p.written, p.writtenBefore = pollRow{p.PollUntil, p.pollUntilSteady}, p.written
			b.write.Payments = append(b.write.Payments, p.Payment)
		}
		done = done || b.done(p)
	}
	b.markStaleNotifications()
	if !done {
		return
	}
	b.payments = slices.DeleteFunc(b.payments, b.done)
	for id := range b.sales {
		b.forgetSale(id)
	}
}

// collectRefunds adds the refunds that changed to the write and forgets those whose
// payment is followed no more.
func (b *Book) collectRefunds() {
	for _, f := range b.refunds {
		if f.dirty {
			f.dirty = false
			f.Version++
			b.write.Refunds = append(b.write.Refunds, f.Refund)
		}
	}
	b.refunds = slices.DeleteFunc(b.refunds, func(f *RefundItem) bool { return b.Find(f.OrderNo) == nil })
}
