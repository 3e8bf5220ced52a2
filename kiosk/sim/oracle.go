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
	leftQueriesBase      = 40
	leftQueriesPerMinute = 3
)

// oracle holds the till against the gateway's books. Every check either ends
// the run or says nothing.
type oracle struct {
	w        *world
	justPaid []kiosk.Payment // moved to paid by the step under way
	polled   map[kiosk.OrderNo]*polls
	left     map[kiosk.OrderNo]*polls // questions about payments after their sale
	// refundLeft is when a refund was last asked for, refundAsking which of them
	// are being asked about.
	refundLeft   map[kiosk.RefundNo]time.Duration
	refundAsking map[kiosk.RefundNo]bool
	last         struct { // the ledger's last sale, and after which of its writes
		writes int
		sale   kiosk.LastSale
	}
	unquiet []func() // looks at money that wait for a working network and till
}

// polls counts the questions about one payment.
type polls struct {
	since time.Duration
	n     int
}

func newOracle(w *world) *oracle {
	return &oracle{w: w, polled: map[kiosk.OrderNo]*polls{}, left: map[kiosk.OrderNo]*polls{}, refundLeft: map[kiosk.RefundNo]time.Duration{}, refundAsking: map[kiosk.RefundNo]bool{}}
}

func (o *oracle) beforeEffects() { o.justPaid = o.justPaid[:0] }

// afterEffects looks at the picture that stands once a step is done.
func (o *oracle) afterEffects() {
	v := &o.w.view
	if !o.w.shown {
		return
	}
	if v.Screen == kiosk.ScreenStopped || v.Screen == kiosk.ScreenSettling {
		return
	}
	o.sums(v)
	o.refundsVisible(v)
	if v.Status.Refused != o.w.refused {
		o.w.fail("the screen counts %d refused notifications, the listener %d", v.Status.Refused, o.w.refused)
	}
	open := o.w.ledger.openSale()
	for i := range o.w.ledger.payments {
		p := &o.w.ledger.payments[i]
		if open != nil && p.Sale == open.ID {
			continue
		}
		if (p.State == kiosk.StateUnknown || alarming(p)) && v.Status.Open == 0 && v.Screen != kiosk.ScreenAlarm {
			o.w.fail("payment %s needs people and the screen does not say so: %s", p.OrderNo, sayView(v))
		}
	}
}

// sums holds the two figures that are always on screen against the ledger: the
// day's total, and whether the last sale was paid.
func (o *oracle) sums(v *kiosk.View) {
	if today := o.w.ledger.today(o.w.tillWall()); v.Today != today && !o.w.clocks.uncounted {
		o.w.fail("the screen says %s for today, the ledger %s", v.Today, today)
	}
	n := len(o.w.ledger.ended)
	if n == 0 {
		return
	}
	if o.last.writes != o.w.ledger.writes {
		o.last.writes, o.last.sale = o.w.ledger.writes, o.w.ledger.lastSale(o.w.ledger.saleOf(o.w.ledger.ended[n-1]))
	}
	want := &o.last.sale
	paid := func(out kiosk.Outcome) bool { return out == kiosk.OutcomePaid || out == kiosk.OutcomeLate }
	switch got := v.Last; {
	case got == nil, got.Amount != want.Amount:
		o.w.fail("the screen says that the last sale was %+v, the ledger %+v", got, want)
	case got.Outcome != want.Outcome && (paid(got.Outcome) || paid(want.Outcome)):
		o.w.fail("the screen says that the last sale was %+v, the ledger %+v", got, want)
	}
}

// asked looks at a call before it leaves.
func (o *oracle) asked(a *kiosk.Ask) {
	p := &a.Payment
	if a.Kind != kiosk.AskPing && o.w.elsewhere(p) {
		o.w.fail("payment %s of %s is asked about at %s", p.OrderNo, p.Provider, o.w.settings.Provider)
	}
	switch a.Kind {
	case kiosk.AskRefund, kiosk.AskRefundQuery:
		if o.refundAsking[a.Refund.No] {
			o.w.fail("refund %s is asked about twice at a time", a.Refund.No)
		}
		o.refundAsking[a.Refund.No] = true
		if a.Kind == kiosk.AskRefund {
			o.askedBack(a)
		}
	case kiosk.AskQR, kiosk.AskCharge, kiosk.AskMini:
		row := o.w.ledger.paymentOf(p.OrderNo)
		if !o.w.mutation.breaksJournal() && (row == nil || row.State != kiosk.StateCreated) {
			o.w.fail("%s of payment %s leaves before its row is written", a.Kind, p.OrderNo)
		}
		if s := o.w.ledger.saleOf(p.Sale); !o.w.mutation.breaksJournal() && s.State != kiosk.SaleOpen {
			o.w.fail("%s of payment %s for a sale that is %s", a.Kind, p.OrderNo, s.State)
		}
		if a.Kind == kiosk.AskCharge {
			o.codeLeaves(a)
		}
	case kiosk.AskQuery, kiosk.AskClose:
		if o.w.asking[p.OrderNo]++; o.w.asking[p.OrderNo] > 1 {
			o.w.fail("payment %s is asked about twice at a time", p.OrderNo)
		}
		o.askedAfterwards(p)
		if c := o.polled[p.OrderNo]; c != nil && a.Kind == kiosk.AskQuery && o.w.now()-c.since < firstMinute {
			if c.n++; c.n > queriesMax {
				o.w.fail("%d queries of payment %s in its first minute", c.n, p.OrderNo)
			}
		}
	}
}

// askedAfterwards bounds the questions about a payment whose sale is over.
func (o *oracle) askedAfterwards(p *kiosk.Payment) {
	if o.w.ledger.saleOf(p.Sale).State == kiosk.SaleOpen {
		return
	}
	c := o.left[p.OrderNo]
	if c == nil {
		c = &polls{since: o.w.now()}
		o.left[p.OrderNo] = c
	}
	limit := leftQueriesBase + o.w.cashier.asks + leftQueriesPerMinute*int((o.w.now()-c.since)/time.Minute)
	if c.n++; c.n > limit {
		o.w.fail("%d queries of payment %s within %s after its sale", c.n, p.OrderNo, o.w.now()-c.since)
	}
}

// codeLeaves holds a charge to rule 4, and watches that it is decided in time.
func (o *oracle) codeLeaves(a *kiosk.Ask) {
	c := o.w.gateway.codes[a.Code.Reveal()]
	if c == nil {
		o.w.fail("a code was sent that no customer showed")
	}
	if c.left++; c.left > 1 {
		o.w.fail("code …%s sent twice, now for payment %s", a.Code.Tail(), a.Payment.OrderNo)
	}
	known := alipayKnown
	if a.Payment.Wallet == kiosk.WeChat {
		known = weChatKnown
	}
	n, start := a.Payment.OrderNo, o.w.starts
	o.w.plan(known+grace, func() { o.codeKnown(n, start, known) })
}

// codeKnown checks that a code payment did not stay undecided without saying so.
func (o *oracle) codeKnown(n kiosk.OrderNo, start int, known time.Duration) {
	if start != o.w.starts || o.w.view.Screen == kiosk.ScreenStopped {
		return // a crash or a broken disk lay between
	}
	p := o.w.ledger.paymentOf(n)
	if p == nil {
		o.w.fail("a code left for payment %s, which stands nowhere", n)
	}
	if p.State == kiosk.StateCreated || p.State == kiosk.StateWaiting {
		o.w.fail("code payment %s is still %s after %s", n, p.State, known)
	}
	open := o.w.ledger.openSale()
	if open != nil && open.ID == p.Sale && o.newestOf(p.Sale) == n && o.w.view.Stage.Kind == kiosk.StageConfirm {
		o.w.fail("the screen still asks to confirm payment %s after %s", n, known)
	}
}

// answered looks at an answer before the till does.
func (o *oracle) answered(a *kiosk.Ask, err error) {
	switch {
	case a.Kind == kiosk.AskQR && err == nil:
		o.polled[a.Payment.OrderNo] = &polls{since: o.w.now()}
	case a.Kind == kiosk.AskCharge && notSent(err) && !o.w.mutation.liesNotSent():
		if c := o.w.gateway.codes[a.Code.Reveal()]; c != nil {
			c.left-- // proven: it may be sent again
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
	for _, ord := range o.w.gateway.orders {
		if o.covers(ord, p) && ord.state == orderPaid && ord.amount == p.Amount {
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
	for i := range o.w.ledger.payments {
		other := &o.w.ledger.payments[i]
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
	if row == nil {
		o.w.fail("money without its row: %s taken for payment %s, which is not in the ledger", ord.amount, ord.payment)
	}
	o.w.plan(lateSeen+grace, func() { o.moneySeen(ord, o.w.now()-grace-lateSeen) })
}

// leftLongAgo reports whether p is asked about at the pace of what was left: its
// customer has gone. A try that failed at the counter was never left; it counts
// from when it was sent, as the till does.
func (w *world) leftLongAgo(p *kiosk.Payment) bool {
	times := w.ledger.timesOf(p)
	switch {
	case !p.LeftAt.IsZero():
		return w.now()-times.left > lateSeenLeft
	case p.State.Settled():
		return w.now()-times.sent > lateSeenLeft
	}
	return false
}

// moneySeen checks that money is known, or shown to be unknown, a minute after
// it came and the network is well.
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
	row := w.ownerOf(ord)
	if !w.gateway.profile.canAsk(row) && row.Rail != kiosk.RailCode {
		return // its notification comes when it comes; noticeAnswered and the end look
	}
	longAgo := w.leftLongAgo(row)
	if w.unheard(row) {
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
	for i := range o.w.ledger.payments {
		p := &o.w.ledger.payments[i]
		if p.Sale != id || p.State != kiosk.StatePaid {
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
	if paid-marked > 1 {
		o.w.fail("sale %s was paid %d times and %d of them are marked", id, paid, marked)
	}
}

// saw looks at a picture that is drawn.
func (o *oracle) saw(v *kiosk.View) {
	newest := o.newestSale()
	switch v.Stage.Kind {
	case kiosk.StageAdverts:
		if open := o.w.ledger.openSale(); open != nil {
			o.w.fail("adverts while sale %s is open", open.ID)
		}
	case kiosk.StageQR:
		o.sawQR(v)
	case kiosk.StagePaid:
		if newest == nil || !o.salePaid(newest.ID) {
			o.w.fail("the stage says paid and the newest sale is not")
		}
		if v.Stage.Amount != newest.Amount.Grouped() {
			o.w.fail("the stage says %s paid, the sale is %s", v.Stage.Amount, newest.Amount)
		}
	}
}

// sawQR: a QR on the stage belongs to the open sale and costs its amount.
func (o *oracle) sawQR(v *kiosk.View) {
	if row := o.w.miniOf(v.Stage.QR); row != nil {
		o.showsLink(v, row)
		return
	}
	ord, open := o.w.gateway.byQR[v.Stage.QR], o.w.ledger.openSale()
	switch {
	case ord == nil:
		o.w.fail("the stage shows a QR that the gateway never made: %q", v.Stage.QR)
	case open == nil || ord.sale != open.ID:
		o.w.fail("the stage shows the QR of sale %s, which is not open", ord.sale)
	case ord.amount != open.Amount && o.w.gateway.profile.openNames:
		o.w.fail("the stage shows a QR that costs %s, as the gateway said, for a sale of %s", ord.amount, open.Amount)
	case v.Stage.Amount != open.Amount.Grouped():
		o.w.fail("the stage asks for %s, the sale is %s", v.Stage.Amount, open.Amount)
	}
	if row := o.w.ledger.paymentOf(ord.payment); row.State != kiosk.StateWaiting && row.State != kiosk.StateUnknown {
		o.w.fail("the stage shows the QR of payment %s, which is %s", row.OrderNo, row.State)
	}
}

func (o *oracle) newestSale() *kiosk.Sale {
	if n := len(o.w.ledger.sales); n > 0 {
		return &o.w.ledger.sales[n-1]
	}
	return nil
}

// newestOf is the payment that a sale has begun last.
func (o *oracle) newestOf(id kiosk.SaleID) kiosk.OrderNo {
	for i := len(o.w.ledger.payments) - 1; i >= 0; i-- {
		if p := &o.w.ledger.payments[i]; p.Sale == id {
			return p.OrderNo
		}
	}
	return ""
}

func (o *oracle) salePaid(id kiosk.SaleID) bool {
	for i := range o.w.ledger.payments {
		if p := &o.w.ledger.payments[i]; p.Sale == id && p.State == kiosk.StatePaid {
			return true
		}
	}
	return false
}

// heard: "paid" is said once, in the step that put it on record.
func (o *oracle) heard(ph kiosk.Phrase) {
	if ph.Kind != kiosk.PhrasePaid {
		return
	}
	for i, p := range o.justPaid {
		if p.Amount == ph.Amount && p.Wallet == ph.Wallet {
			o.justPaid = append(o.justPaid[:i], o.justPaid[i+1:]...)
			return
		}
	}
	o.w.fail("said that %s was paid, and nothing was put on record", ph.Amount)
}

// wakeSlack is how far the end of a run may fall behind a wake that is due and
// has not been carried out yet: a step takes some milliseconds here.
const wakeSlack = time.Second

// atEnd looks at the books of both sides after everything has come to rest.
func (o *oracle) atEnd() {
	w := o.w
	for i := range w.ledger.payments {
		p, watched := &w.ledger.payments[i], w.ledger.watchedUntil(i)
		switch {
		case p.State.Settled():
		case p.State == kiosk.StateUnknown && w.view.Status.Open > 0:
		case watched+wakeSlack > w.now(): // only after a brief tail
		default:
			w.fail("payment %s never ended: it is %s, left at %v, watched until %v", p.OrderNo, p.State, p.LeftAt, p.WatchUntil)
		}
	}
	w.noticesStill()
	w.phonesStill()
	o.refundsAtEnd()
	for _, ord := range w.gateway.orders {
		if ord.state == orderPaid {
			o.settledMoney(ord)
			o.twice(w.ownerOf(ord).Sale)
		}
	}
}

// settledMoney: in the end all money is on record as paid, or seen to be unknown
// where no question could tell.
func (o *oracle) settledMoney(ord *order) {
	w := o.w
	row := w.ownerOf(ord)
	recent := w.now()-ord.paidAt < lateSeen+grace || !row.State.Settled() && w.ledger.watchedUntil(w.ledger.payment[row.OrderNo]) > w.now()
	switch {
	case row.State == kiosk.StatePaid:
	case recent:
	case o.noticeToCome(ord, row), w.unheard(row):
	case w.elsewhere(row) && row.State == kiosk.StateUnknown && w.view.Status.Open > 0:
	case ord.amount != row.Amount && (row.State == kiosk.StateUnknown || alarming(row)) && w.view.Status.Open > 0:
	case row.State == kiosk.StateUnknown && !w.gateway.profile.canAsk(row) && w.view.Status.Open > 0:
	default:
		w.fail("%s taken for payment %s, which ended as %s", ord.amount, ord.payment, row.State)
	}
}

// noticeToCome: only a notification can tell of ord's money, and it has not got
// through yet.
func (o *oracle) noticeToCome(ord *order, row *kiosk.Payment) bool {
	return row.Rail != kiosk.RailCode && !o.w.gateway.profile.canAsk(row) && ord.told != nil && !ord.told.acked
}
