package sim

import (
	"time"

	"facepay/kiosk"
)

// What the till has promised, with the little that a test's clock adds.
const (
	weChatKnown  = 60 * time.Second // a WeChat code is decided or shown unknown
	alipayKnown  = 65 * time.Second // so is every other wallet's
	lateSeen     = 60 * time.Second // money that came is seen, on a healthy network
	lateSeenLeft = 10 * time.Minute // if its payment was left no longer ago
	grace        = 250 * time.Millisecond
	firstMinute  = time.Minute
	// queriesMax bounds the questions about one QR in its first minute: 35 by the
	// schedule, and what an impatient cashier's "ask again" adds.
	queriesMax = 40
	// A payment whose sale is over is asked about 12 times in the first minute and
	// then less and less; the rest is for starts and a cashier who presses "ask".
	releasedQueriesBase      = 40
	releasedQueriesPerMinute = 3
)

// oracle holds the till against the gateway's books: a check ends the run or says nothing.
type oracle struct {
	w          *world
	justPaid   []kiosk.Payment // moved to paid by the step under way
	polled     map[kiosk.OrderNo]*polls
	released   map[kiosk.OrderNo]*polls         // polls of payments after their sale
	refundSent map[kiosk.RefundNo]time.Duration // when it was last
	last       struct {                         // the ledger's last sale, and after which of its writes
		writes int
		sale   *kiosk.LastSale
	}
	final      map[kiosk.OrderNo]bool // of which gateway or network said: not paid, and never will be
	seller     string                 // who signed in last since the till's start
	nothing    int                    // answers in a row that said nothing of a QR
	notifiedAt time.Duration          // of the last notification that the till took
	drawer     drawer
	unquiet    []func() // looks at money that wait for a working network and till
}

func newOracle(w *world) *oracle {
	return &oracle{w: w, polled: map[kiosk.OrderNo]*polls{}, released: map[kiosk.OrderNo]*polls{}, final: map[kiosk.OrderNo]bool{}, refundSent: map[kiosk.RefundNo]time.Duration{}}
}

func (o *oracle) beforeEffects() { o.justPaid = o.justPaid[:0] }

// afterEffects looks at the picture that stands once a step is done.
func (o *oracle) afterEffects() {
	v := &o.w.view
	if !o.w.shown {
		return
	}
	if v.Screen == kiosk.ScreenStopped || v.Screen == kiosk.ScreenRecovering {
		return
	}
	o.sums(v)
	o.red(v)
	o.green(v)
	o.refundsVisible(v)
	if v.Status.Refused != o.w.refused {
		o.w.fail("the screen counts %d refused notifications, the listener %d", v.Status.Refused, o.w.refused)
	}
	open := o.w.ledger.openSale()
	for p := range each(o.w.ledger.payments) {
		if open != nil && p.Sale == open.ID {
			continue
		}
		if (p.State == kiosk.StateUnknown || alarming(p)) && v.Status.Open == 0 && v.Screen != kiosk.ScreenAlarm {
			o.w.fail("payment %s needs people and the screen does not say so: %s", p.OrderNo, sayView(v))
		}
	}
}

// markedPaid looks at a row that becomes paid: rule 3, and only once.
func (o *oracle) markedPaid(old, p *kiosk.Payment, decided bool) {
	o.w.counts.Paid++
	if p.Late {
		o.w.counts.Late++
	}
	o.justPaid = append(o.justPaid, *p)
	if decided {
		return // the model's manager says so only with money on the gateway's books
	}
	if p.Rail == kiosk.RailQR && old.QR == "" {
		o.w.fail("payment %s went from %s to paid and its QR was never on show", p.OrderNo, old.State)
	}
	for _, ord := range o.w.gateway.orders {
		// What was asked before a reversal may be answered, or recorded, after it;
		// reversedAtEnd looks again.
		was := ord.state == orderPaid || ord.reversed && ord.saidPaid
		if o.covers(ord, p) && was && ord.amount == p.Amount {
			o.provesOne(p, ord)
			return
		}
	}
	o.w.fail("payment %s went from %s to paid without money at the gateway", p.OrderNo, old.State)
}

// covers reports whether ord's money is p's.
func (o *oracle) covers(ord *order, p *kiosk.Payment) bool {
	return ord.payment == p.OrderNo || ord.entered && p.Entered && ord.number == p.GatewayOrderNo
}

// provesOne: an order of the shop that was paid is one payment's.
func (o *oracle) provesOne(p *kiosk.Payment, ord *order) {
	for other := range each(o.w.ledger.payments) {
		if ord.entered && other.OrderNo != p.OrderNo && other.State == kiosk.StatePaid && other.GatewayOrderNo == p.GatewayOrderNo {
			o.w.fail("order %s was paid once and proves payments %s and %s", ord.number, other.OrderNo, p.OrderNo)
		}
	}
}

// moneyTaken is called the moment a customer's money moves.
func (o *oracle) moneyTaken(ord *order) {
	o.w.counts.Taken++
	for _, other := range o.w.gateway.orders {
		if other != ord && other.sale == ord.sale && other.state == orderPaid {
			o.w.counts.Twice++
			break
		}
	}
	row := o.w.ownerOf(ord)
	o.w.failIf(row == nil, "money without its row: %s taken for payment %s, which is not in the ledger", ord.amount, ord.payment)
	o.w.plan(lateSeen+grace, func() { o.moneySeen(ord, o.w.now()-grace-lateSeen) })
}

// releasedLongAgo reports whether p is asked about at the pace of what was left: its
// customer has gone. A try that failed at the counter was never left; it counts
// from when it was sent, as the till does.
func (w *world) releasedLongAgo(p *kiosk.Payment) bool {
	times := w.ledger.times[p.OrderNo]
	switch {
	case !p.ReleasedAt.IsZero():
		return w.now()-times.released > lateSeenLeft
	case p.State.Final():
		return w.now()-times.sent > lateSeenLeft
	}
	return false
}

// moneySeen: a minute after money came and the network is well, it is known or shown to be unknown.
func (o *oracle) moneySeen(ord *order, from time.Duration) {
	w := o.w
	quiet, ok := w.network.quiet()
	if !ok || w.till == nil {
		o.unquiet = append(o.unquiet, func() { o.moneySeen(ord, from) })
		return
	}
	if due := max(from, quiet) + lateSeen + grace; due > w.now() {
		w.plan(due-w.now(), func() { o.moneySeen(ord, from) })
		return
	}
	if w.view.Screen == kiosk.ScreenStopped {
		return // the disk is broken; the end of the run looks again
	}
	if ord.reversed {
		return // it went back
	}
	row := w.ownerOf(ord)
	if !w.gateway.profile.canAsk(row) && row.Rail != kiosk.RailCode {
		return // its notification comes when it comes; noticeAnswered and the end look
	}
	longAgo := w.releasedLongAgo(row)
	if w.gatewayChanged(row) {
		return
	}
	if longAgo || row.State == kiosk.StatePaid {
		o.twice(row.Sale)
		return
	}
	if !o.visible(row) {
		w.fail("%s came for payment %s %s ago, its row says %s and nothing on screen does", ord.amount, ord.payment, w.now()-ord.paidAt, row.State)
	}
}

// quiet makes the looks that waited for a working network and till.
func (o *oracle) quiet() {
	looks := o.unquiet
	o.unquiet = nil
	for _, look := range looks {
		o.w.plan(0, look)
	}
}

// visible reports whether people can see that p is not settled.
func (o *oracle) visible(p *kiosk.Payment) bool {
	v := &o.w.view
	if p.State != kiosk.StateUnknown && !alarming(p) {
		return false
	}
	if open := o.w.ledger.openSale(); open != nil && open.ID == p.Sale && p.State == kiosk.StateUnknown {
		return true // the counter is about it
	}
	return v.Status.Open > 0 || v.Screen == kiosk.ScreenAlarm
}

// twice checks that all money of one sale but one payment's is marked as too
// much. afterEffects checks that marks stand on screen until answered.
func (o *oracle) twice(id kiosk.SaleID) {
	paid, marked, doubled := 0, 0, 0
	for p := range o.w.ledger.paymentsOf(id) {
		if p.State != kiosk.StatePaid {
			continue
		}
		paid++
		more := p.Incident == kiosk.IncidentDoubled || p.Incident == kiosk.IncidentRefunded
		if p.Late || more {
			marked++
		}
		if more {
			doubled++
		}
	}
	if s := o.w.ledger.saleOf(id); s.State == kiosk.SalePaid && paid-doubled > 1 {
		o.w.fail("sale %s was paid %d times and only %d of them are marked as paid twice", id, paid, doubled)
	}
	o.w.failIf(paid-marked > 1, "sale %s was paid %d times and %d of them are marked", id, paid, marked)
}

func (o *oracle) newestSale() *kiosk.Sale {
	return last(o.w.ledger.sales, func(*kiosk.Sale) bool { return true })
}

// wakeSlack is the time by which the end of a run may be past a wake that is due: steps take some milliseconds.
const wakeSlack = time.Second

// atEnd looks at the books of both sides after everything has come to rest.
func (o *oracle) atEnd() {
	w := o.w
	o.counted()
	for p := range each(w.ledger.payments) {
		switch {
		case p.State.Final():
		case p.State == kiosk.StateUnknown && w.view.Status.Open > 0:
		case w.ledger.polledUntil(p)+wakeSlack > w.now(): // only after a brief tail
		default:
			w.fail("payment %s never ended: it is %s, left at %v, watched until %v", p.OrderNo, p.State, p.ReleasedAt, p.PollUntil)
		}
	}
	w.notificationsAnswered()
	w.phonesStill()
	o.refundsAtEnd()
	o.reversedAtEnd()
	for _, ord := range w.gateway.orders {
		if ord.state == orderPaid {
			o.finalMoney(ord)
			o.twice(w.ownerOf(ord).Sale)
		}
	}
}

// finalMoney: in the end all money is on record, or seen to be unknown where no question could tell.
func (o *oracle) finalMoney(ord *order) {
	w := o.w
	row := w.ownerOf(ord)
	recent := w.now()-ord.paidAt < lateSeen+grace || !row.State.Final() && w.ledger.polledUntil(row) > w.now()
	switch {
	case row.State == kiosk.StatePaid:
	case recent:
	case o.notificationToCome(ord, row), w.gatewayChanged(row):
	case w.elsewhere(row) && row.State == kiosk.StateUnknown && w.view.Status.Open > 0:
	case ord.amount != row.Amount && (row.State == kiosk.StateUnknown || alarming(row)) && w.view.Status.Open > 0:
	case row.State == kiosk.StateUnknown && w.view.Status.Open > 0 && (!w.gateway.profile.canAsk(row) || ord.answeredAt < ord.paidAt):
	default:
		w.fail("%s taken for payment %s, which ended as %s", ord.amount, ord.payment, row.State)
	}
}

// notificationToCome: only a notification can tell of ord's money, and it has not got
// through yet. That none came counts as "not paid" only where one of another
// payment has shown since that the way is open.
func (o *oracle) notificationToCome(ord *order, row *kiosk.Payment) bool {
	const way = time.Minute // that the request may have been on its way to the gateway
	if row.State == kiosk.StateClosed && row.Note == kiosk.ReasonExpired && o.notifiedAt+way < ord.bornAt {
		return false
	}
	return row.Rail != kiosk.RailCode && !o.w.gateway.profile.canAsk(row) && ord.told != nil && !ord.told.acked
}
