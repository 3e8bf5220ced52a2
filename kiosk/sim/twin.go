package sim

import (
	"facepay/kiosk"
)

// Two tills of one merchant: each has its own ledger, counter, machine and way to
// the gateway, and both stand in the same books there. What is one till's must
// never move the other's: notifications that reach the wrong one, because both
// share a public address, answers about the other's orders, and phones that ask
// the wrong one.

const (
	// twinShare is the share of runs with a second till, each of which costs some three others.
	twinShare = 1.0 / 40
	// crossRate is the chance that a notification or a phone reaches the wrong one.
	crossRate = 0.3
)

// addTwin sets up the merchant's second till.
func (w *world) addTwin(p profile) {
	x := &world{seed: w.seed, mutation: w.mutation, dice: w.dice, counts: w.counts, queue: w.queue, base: w.base, twin: w}
	x.furnish(p, "02")
	x.gateway.prefix = "H"
	w.twin = x
}

// both are the run's tills.
func (w *world) both() []*world {
	if w.twin == nil {
		return []*world{w}
	}
	return []*world{w, w.twin}
}

// done reports whether nobody at any counter goes on.
func (w *world) done() bool { return w.cashier.done && (w.twin == nil || w.twin.cashier.done) }

// lookup finds an order in the merchant's books, whichever till it is of.
func (g *gateway) lookup(number string) *order {
	o := g.byNumber[number]
	if o == nil && g.w.twin != nil {
		o = g.w.twin.gateway.byNumber[number]
	}
	return o
}

// ofTwin reports whether an order is the other till's.
func (w *world) ofTwin(number string) bool {
	return w.twin != nil && w.twin.gateway.byNumber[number] != nil
}

// strange picks an order of the other till, nil when there is none.
func (w *world) strange() *order {
	if w.twin == nil || len(w.twin.gateway.orders) == 0 || !w.dice.chance(0.7) {
		return nil
	}
	return pick(w.dice, w.twin.gateway.orders)
}

// astray delivers a notification to the other till; it reports whether only there.
func (n *network) astray(no *notification, e *kiosk.NotificationReceived) bool {
	w := n.w
	x := w.twin
	if x == nil || !w.faulty() || !w.dice.chance(crossRate) {
		return false
	}
	only := w.dice.chance(0.5)
	if x.till == nil || x.webhookDown {
		return only
	}
	w.count(FaultOtherTill)
	x.note("world", "the other till's notification comes here")
	x.receives(*e, delivery{notification: no, amount: no.order.amount, stranger: true})
	return only
}

// strayAnswered looks at what a till says to the other's notification: anything
// but "mine", so that the gateway goes on sending it to the right one.
func (o *oracle) strayAnswered(n *delivery, r kiosk.NotificationResult) {
	if r != kiosk.NotificationNoOrder && r != kiosk.NotificationNotNow {
		o.w.fail("a till answered %q to a notification of the other till's payment %s", r, n.no)
	}
}

// wrongDoor lets a phone ask the other till for its parameters.
func (c *crowd) wrongDoor(p *phone) {
	w := c.w
	if w.twin == nil || p.astray || !w.faulty() || !w.dice.chance(crossRate) {
		return
	}
	w.count(FaultOtherTill)
	again := *p
	again.astray = true
	w.twin.crowd.ask(&again)
}

// apart holds both tills' ledgers against the merchant's books: each order that
// was paid is the row of the till that made it, and no row of the other's.
func (o *oracle) apart() {
	x := o.w.twin
	if x == nil {
		return
	}
	for _, ord := range o.w.gateway.orders {
		o.w.failIf(x.ledger.paymentOf(ord.payment) != nil, "both tills have a payment %s", ord.payment)
		for p := range each(x.ledger.payments) {
			if p.GatewayOrderNo == ord.number {
				o.w.fail("order %s of payment %s stands in the other till's payment %s", ord.number, ord.payment, p.OrderNo)
			}
		}
	}
	for _, r := range o.w.gateway.refunds {
		o.w.failIf(x.ledger.refundOf(r.no) != nil, "refund %s stands in both tills' ledgers", r.no)
	}
}
