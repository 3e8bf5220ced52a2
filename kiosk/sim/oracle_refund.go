package sim

import (
	"time"

	"facepay/kiosk"
)

// refundCalled looks at a refund before it leaves.
func (o *oracle) refundCalled(a *kiosk.Call) {
	w, r := o.w, &a.Refund
	p := w.ledger.paymentOf(r.OrderNo)
	w.failIf(a.Payment.OrderNo != r.OrderNo, "refund %s of payment %s is asked for on payment %s", r.No, r.OrderNo, a.Payment.OrderNo)
	o.refundSent[r.No] = w.now()
	if w.mutation.breaksJournal() {
		return
	}
	row := w.ledger.refundOf(r.No)
	w.failIf(row == nil, "refund %s leaves before its row is written", r.No)
	w.failIf(row.State.Final(), "refund %s leaves and is %s", r.No, row.State)
	w.failIf(row.ByHand, "refund %s leaves and was given back by hand", r.No)
	w.failIf(*row != *r, "refund %s leaves as %+v, its row is %+v", r.No, *r, *row)
	w.failIf(p.State != kiosk.StatePaid, "refund %s of payment %s, which is %s", r.No, p.OrderNo, p.State)
	w.ledger.room(p)
}

// refundTaken: the gateway has a refund that it will work on.
func (o *oracle) refundTaken(ord *order, r *refund) {
	row := o.w.ledger.refundOf(r.no)
	o.w.failIf(row == nil, "refund without its row: %s of payment %s as %s, which is not in the ledger", r.amount, ord.payment, r.no)
	wrong := row.OrderNo != o.w.ownerOf(ord).OrderNo
	o.w.failIf(wrong, "refund %s of payment %s reached the order of payment %s", r.no, row.OrderNo, ord.payment)
	o.w.failIf(row.Amount != r.amount, "refund %s is %s on record and %s at the gateway", r.no, row.Amount, r.amount)
	o.w.failIf(row.State == kiosk.RefundRefused, "refund %s reached the gateway and was refused by the till's word", r.no)
}

// moneyBack is called the moment that money goes back to a customer.
func (o *oracle) moneyBack(ord *order, r *refund) {
	if r.lied {
		return
	}
	honest := kiosk.Fen(0)
	for _, back := range ord.refunds {
		if back.state == refundDone && !back.lied {
			honest += back.amount
		}
	}
	o.w.failIf(honest > ord.amount, "%s went back of order %s, which took %s", honest, ord.number, ord.amount)
	o.w.ledger.room(o.w.ownerOf(ord))
	refused := o.w.ledger.refundOf(r.no).State == kiosk.RefundRefused
	o.w.failIf(refused, "%s went back as refund %s, which the till says was refused", r.amount, r.no)
}

// refundsVisible: a refund of which nobody knows what became is seen.
func (o *oracle) refundsVisible(v *kiosk.View) {
	for r := range each(o.w.ledger.refunds) {
		if r.State == kiosk.RefundUnknown && v.Status.Open == 0 && v.Screen != kiosk.ScreenAlarm && v.Screen != kiosk.ScreenRefund {
			o.w.fail("nobody knows of refund %s and the screen does not say so: %s", r.No, sayView(v))
		}
	}
}

// refundsAtEnd: what the gateway gave back is done on record, seen to be unknown, or still asked about.
func (o *oracle) refundsAtEnd() {
	w := o.w
	for r := range each(w.ledger.refunds) {
		const asks = 5*time.Minute + time.Minute // the longest pause between two questions, and an answer
		back := w.gateway.refunds[r.No]
		done, _ := w.gateway.refundFinal(r.No)
		can := &w.settings.Capabilities
		followed := !r.ByHand && (can.RefundAgain || can.QueryRefund)
		recent := done && w.now()-back.doneAt < asks || w.now()-w.calmAt < asks
		switch {
		case r.State == kiosk.RefundRefused && done && back.lied:
			if back.told.acked && w.now()-max(back.doneAt, w.calmAt) > asks {
				w.fail("refund %s is refused on record, done at the gateway, and its notification was acknowledged", r.No)
			}
		case r.State == kiosk.RefundRefused && done:
			w.fail("refund %s is refused on record and done at the gateway", r.No)
		case r.State == kiosk.RefundUnknown && w.view.Status.Open == 0:
			w.fail("refund %s is unknown and nothing on screen says so", r.No)
		case r.State == kiosk.RefundAsked && (!followed || done && !recent):
			w.fail("refund %s still waits, done at the gateway: %v", r.No, done)
		}
	}
}

// notificationAnswered holds the till's answer to a notification against its rows.
func (o *oracle) notificationAnswered(n *delivery, r kiosk.NotificationResult) {
	w := o.w
	row := w.ledger.paymentOf(n.no)
	if row != nil && r != kiosk.NotificationNotNow {
		o.notifiedAt = w.now()
	}
	switch {
	case r == kiosk.NotificationNoOrder && row != nil:
		w.fail("a notification of payment %s was taken for a stranger's", n.no)
	case r == kiosk.NotificationTaken && row == nil:
		w.fail("a notification of payment %s was acknowledged, which has no row", n.no)
	case r == kiosk.NotificationTaken && n.bad:
		w.fail("a notification about something else was acknowledged for payment %s", n.no)
	case r == kiosk.NotificationAmount && !n.bad && n.amount == row.Amount:
		w.fail("a notification of payment %s was refused for its amount, which is right", n.no)
	case r == kiosk.NotificationOrder && !n.bad:
		w.fail("a notification of payment %s was refused for its order, which is right", n.no)
	case r != kiosk.NotificationTaken || n.refund:
	case !o.factOnRecord(row, n.verdict):
		w.fail("a notification that payment %s is %s was acknowledged before it was on record: its row is %s", n.no, n.verdict, row.State)
	}
}

func (o *oracle) factOnRecord(row *kiosk.Payment, v kiosk.Verdict) bool {
	return row.State == kiosk.StatePaid || row.State.Final() && v != kiosk.VerdictPaid || o.w.ledger.noticed[noticedFact{row.OrderNo, string(v)}]
}

// noticedFact is a notification on record.
type noticedFact struct {
	payment kiosk.OrderNo
	verdict string
}
