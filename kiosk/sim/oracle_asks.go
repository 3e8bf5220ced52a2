package sim

import (
	"time"

	"facepay/kiosk"
)

// polls counts the questions about one payment.
type polls struct {
	since time.Duration
	n     int
}

// called looks at a call before it leaves.
func (o *oracle) called(a *kiosk.Call) {
	p := &a.Payment
	o.neverCalled(a)
	if a.Kind != kiosk.CallPing && o.w.elsewhere(p) {
		o.w.fail("payment %s of %s is asked about at %s", p.OrderNo, p.Provider, o.w.settings.Provider)
	}
	switch a.Kind {
	case kiosk.CallRefund, kiosk.CallRefundQuery:
		for _, f := range o.w.inFlight {
			if f.ID != a.ID && ofRefund(f.Kind) && f.Refund.No == a.Refund.No {
				o.w.fail("refund %s is asked about twice at a time", a.Refund.No)
			}
		}
		if a.Kind == kiosk.CallRefund {
			o.refundCalled(a)
		}
	case kiosk.CallQR, kiosk.CallCharge, kiosk.CallMini:
		row := o.w.ledger.paymentOf(p.OrderNo)
		if !o.w.mutation.breaksJournal() && (row == nil || row.State != kiosk.StateCreated) {
			o.w.fail("%s of payment %s leaves before its row is written", a.Kind, p.OrderNo)
		}
		if s := o.w.ledger.saleOf(p.Sale); !o.w.mutation.breaksJournal() && s.State != kiosk.SaleOpen {
			o.w.fail("%s of payment %s for a sale that is %s", a.Kind, p.OrderNo, s.State)
		}
		if a.Kind == kiosk.CallCharge {
			o.payCodeSent(a)
		}
	case kiosk.CallQuery, kiosk.CallClose:
		asks := func(b *kiosk.Call) bool {
			return b.Payment.OrderNo == p.OrderNo && (b.Kind == kiosk.CallQuery || b.Kind == kiosk.CallClose)
		}
		o.w.failIf(o.w.underWay(asks) > 1, "payment %s is asked about twice at a time", p.OrderNo)
		if a.Kind == kiosk.CallClose {
			o.reverseTooSoon(a)
		}
		o.polledAfterwards(p)
		if c := o.polled[p.OrderNo]; c != nil && a.Kind == kiosk.CallQuery && o.w.now()-c.since < firstMinute {
			if c.n++; c.n > queriesMax {
				o.w.fail("%d queries of payment %s in its first minute", c.n, p.OrderNo)
			}
		}
	}
}

// polledAfterwards bounds the questions about a payment whose sale is over.
func (o *oracle) polledAfterwards(p *kiosk.Payment) {
	if o.w.ledger.saleOf(p.Sale).State == kiosk.SaleOpen {
		return
	}
	c := o.released[p.OrderNo]
	if c == nil {
		c = &polls{since: o.w.now()}
		o.released[p.OrderNo] = c
	}
	limit := releasedQueriesBase + o.w.cashier.asks + releasedQueriesPerMinute*int((o.w.now()-c.since)/time.Minute)
	if c.n++; c.n > limit {
		o.w.fail("%d queries of payment %s within %s after its sale", c.n, p.OrderNo, o.w.now()-c.since)
	}
}

// payCodeSent holds a charge to rule 4, and watches that it is decided in time.
func (o *oracle) payCodeSent(a *kiosk.Call) {
	c := o.w.gateway.codes[a.Code.Reveal()]
	o.w.failIf(c == nil, "a code was sent that no customer showed")
	o.faceSent(&a.Payment, c)
	if c.left++; c.left > 1 {
		o.w.fail("code …%s sent twice, now for payment %s", a.Code.Tail(), a.Payment.OrderNo)
	}
	known := alipayKnown
	if a.Payment.Wallet == kiosk.WeChat {
		known = weChatKnown
	}
	n := a.Payment.OrderNo
	o.w.planHere(known+grace, func() { o.payCodeDecided(n, known) })
}

// payCodeDecided checks that a code payment did not stay undecided without saying so.
func (o *oracle) payCodeDecided(n kiosk.OrderNo, known time.Duration) {
	if o.w.view.Screen == kiosk.ScreenStopped {
		return // a broken disk lay between
	}
	p := o.w.ledger.paymentOf(n)
	o.w.failIf(p == nil, "a code left for payment %s, which stands nowhere", n)
	if p.State == kiosk.StateCreated || p.State == kiosk.StateWaiting {
		o.w.fail("code payment %s is still %s after %s", n, p.State, known)
	}
	open := o.w.ledger.openSale()
	newest := last(o.w.ledger.payments, func(q *kiosk.Payment) bool { return q.Sale == p.Sale })
	if open != nil && open.ID == p.Sale && newest == p && o.w.view.Customer.Kind == kiosk.CustomerConfirm {
		o.w.fail("the screen still asks to confirm payment %s after %s", n, known)
	}
}

// answered looks at an answer before the till does.
func (o *oracle) answered(a *kiosk.Call, err error) {
	switch {
	case a.Kind == kiosk.CallQR && err == nil:
		o.polled[a.Payment.OrderNo] = &polls{since: o.w.now()}
	case a.Kind == kiosk.CallCharge && isNotSent(err) && o.w.mutation != MutateLostIsNotSent:
		if c := o.w.gateway.codes[a.Code.Reveal()]; c != nil {
			c.left-- // proven: it may be sent again
		}
	}
}
