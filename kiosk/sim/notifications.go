package sim

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// notification is one of the gateway's, and what became of sending it.
type notification struct {
	order   *order
	payment kiosk.OrderNo
	verdict kiosk.Verdict
	refund  bool
	tries   int
	acked   bool
}

// delivery is a notification that the till has and has not answered.
type delivery struct {
	*notification
	id     uint64
	no     kiosk.OrderNo // as it arrived: a bad one names another
	amount kiosk.Fen
	bad    bool // the order, amount or verdict is not what the books say
	// stranger: it is the other till's, and this one has nothing to do with it.
	stranger bool
	at       time.Duration
}

// notify tells the till, until it acknowledges, what o has become.
func (g *gateway) notify(o *order, v kiosk.Verdict) { g.send(&notification{order: o, verdict: v}) }

func (g *gateway) notifyRefund(o *order) *notification {
	n := &notification{order: o, verdict: kiosk.VerdictPaid, refund: true}
	g.send(n)
	return n
}

func (g *gateway) send(n *notification) {
	if !g.profile.can.Notifications || n.order.rail == kiosk.RailCode && !n.refund || n.order.payment == "" {
		return
	}
	n.payment = n.order.payment
	if n.verdict == kiosk.VerdictPaid && !n.refund {
		n.order.told = n
	}
	g.w.network.notify(n, g.w.dice.between(30*time.Millisecond, 3*time.Second))
}

// notify tries to deliver n after d; the way is as bad as that of the till's own calls.
func (n *network) notify(no *notification, d time.Duration) {
	n.w.plan(d, func() { n.tryNotification(no) })
}

func (n *network) tryNotification(no *notification) {
	if no.acked {
		return
	}
	w, d := n.w, n.w.dice
	no.tries++
	if w.faulty() && d.chance(0.03) {
		w.plan(d.between(0, time.Minute), w.forge)
	}
	if no.tries <= len(w.gateway.profile.retries) {
		n.notify(no, w.gateway.profile.retries[no.tries-1])
	}
	f := fate{ok: true}
	if w.faulty() {
		f = n.drawFate(&kiosk.Call{Kind: kiosk.CallQuery})
	}
	switch {
	case f.ok:
		n.deliver(no, false)
	case f.inOutage, f.fault == FaultNotSent, f.fault == FaultLostRequest, f.fault == FaultServer:
		w.count(FaultNotice)
	case f.fault == FaultLateRequest, f.fault == FaultLateAnswer:
		w.count(FaultNoticeLate)
		w.plan(d.between(time.Second, pick(d, []time.Duration{time.Minute, time.Hour, 5 * time.Hour})), func() { n.deliver(no, false) })
	case f.fault == FaultDuplicate:
		w.count(FaultNoticeTwice)
		n.deliver(no, false)
		w.plan(d.between(0, 3*time.Second), func() { n.deliver(no, false) })
	case f.fault == FaultAmount, f.fault == FaultOrder, f.fault == FaultGarbage:
		w.count(FaultNoticeBad)
		n.deliver(no, true)
	default: // its acknowledgement is lost
		w.count(FaultNotice)
		n.deliver(no, false)
		no.acked = false
	}
}

// deliver hands n to the till's listener, which lives and dies with the till.
func (n *network) deliver(no *notification, bad bool) {
	w := n.w
	if row := w.ledger.paymentOf(no.payment); w.till == nil && w.twin == nil || w.webhookDown || row != nil && w.elsewhere(row) {
		return
	}
	o := no.order
	e := kiosk.NotificationReceived{Notification: kiosk.Notification{OrderNo: no.payment, Refund: no.refund, Answer: kiosk.Answer{Verdict: no.verdict, Amount: new(o.amount), GatewayOrderNo: o.number}}}
	if !w.gateway.profile.can.OwnNumber {
		e.Notification.Answer.Order = o.number
	}
	if no.verdict == kiosk.VerdictPaid && !no.refund {
		e.Notification.Answer.PaidAt, e.Notification.Answer.TradeNo = w.at(o.paidAt), "T"+o.number
	}
	if bad {
		n.spoil(&e.Notification)
	} else if n.astray(no, &e) {
		return
	}
	if w.till == nil {
		return
	}
	w.counts.Noticed++
	w.receives(e, delivery{notification: no, amount: o.amount, bad: bad})
}

// receives gives the till a notification that came to its listener.
func (w *world) receives(e kiosk.NotificationReceived, d delivery) {
	w.notificationID++
	e.ID, d.id, d.no, d.at = w.notificationID, w.notificationID, e.Notification.OrderNo, w.now()
	w.delivered = append(w.delivered, d)
	w.wrap.notified(&e, d.stranger)
	w.feed(e)
}

// spoil makes a notification say paid about something else, as far as the till
// can know it: its signature fits.
func (n *network) spoil(no *kiosk.Notification) {
	d := n.w.dice
	row := n.w.ledger.paymentOf(no.OrderNo)
	numbered := row != nil && row.GatewayOrderNo != "" && row.GatewayOrderNo != string(row.OrderNo)
	no.Answer.Verdict = kiosk.VerdictPaid
	no.Refund = false
	switch {
	case d.chance(0.6):
		*no.Answer.Amount += kiosk.Fen(1 + d.IntN(900))
	case numbered && d.chance(0.5):
		no.Answer.GatewayOrderNo = "X" + d.digits(12)
		if o := n.w.strange(); o != nil {
			no.Answer.GatewayOrderNo = o.number
		}
	default:
		no.OrderNo = kiosk.OrderNo("X" + d.digits(23))
		if o := n.w.strange(); o != nil && o.payment != "" {
			no.OrderNo = o.payment
		}
	}
}

// acknowledged takes the till's answer to a notification.
func (w *world) acknowledged(id uint64, r kiosk.NotificationResult) {
	i := slices.IndexFunc(w.delivered, func(d delivery) bool { return d.id == id })
	w.failIf(i < 0, "notification %d was answered twice, or never came", id)
	n := w.delivered[i]
	w.delivered = slices.Delete(w.delivered, i, i+1)
	if n.stranger {
		w.oracle.strayAnswered(&n, r)
		return
	}
	w.oracle.notificationAnswered(&n, r)
	if r == kiosk.NotificationTaken && !n.bad {
		n.acked = !w.faulty() || !w.dice.chance(w.network.rate/2)
		w.counts.Acknowledged++
	}
}

// notificationsAnswered: the till answers every notification soon.
func (w *world) notificationsAnswered() {
	const within = 2 * time.Second
	for _, n := range w.delivered {
		w.failIf(w.now()-n.at > within && w.till != nil, "a notification of payment %s was not answered within %s", n.no, within)
	}
}

// forge sends a notification whose signature does not fit to the till's listener,
// which refuses it and counts: nothing of it reaches the till but the count.
func (w *world) forge() {
	if w.till == nil || w.webhookDown || !w.faulty() {
		return
	}
	w.count(FaultForged)
	w.feed(kiosk.NotificationsRefused{Count: w.refused + 1})
	w.planHere(refusedShown, func() { w.feed(kiosk.NotificationsRefused{Count: w.refused - 1}) })
}

// refusedShown is the time for which a refused notification counts.
const refusedShown = 10 * time.Minute

// listen opens the till's listener a moment after its start, where its gateway
// sends notifications. Now and then it is deaf for a while, and says so.
func (w *world) listen() {
	if !w.settings.Capabilities.Notifications {
		return
	}
	d := w.dice
	w.webhookDown = true
	w.setWebhook(d.between(0, 300*time.Millisecond), true)
	if w.faulty() && d.chance(0.2) {
		from := d.between(time.Second, pick(d, []time.Duration{time.Minute, 30 * time.Minute}))
		w.setWebhook(from, false)
		w.setWebhook(from+d.between(0, pick(d, []time.Duration{time.Second, 20 * time.Minute})), true)
	}
}

// setWebhook opens or closes the till's listener, after a while.
func (w *world) setWebhook(after time.Duration, listening bool) {
	w.planHere(after, func() {
		if listening || !w.calm {
			w.webhookDown = !listening
			w.feed(kiosk.ListenerChanged{Listening: listening})
		}
	})
}
