package sim

import "facepay/kiosk"

// openMini makes an order for the customer who has the shop's mini-program open.
func (g *gateway) openMini(p *kiosk.Payment, b kiosk.Buyer) kiosk.Answer {
	g.w.failIf(g.profile.can.Mini != kiosk.MiniParams, "asked for parameters at a gateway that makes none")
	g.w.failIf(b.ID == "" && !g.profile.can.MiniAnyone, "an order was opened for nobody")
	o := g.byOwn[p.OrderNo]
	if o == nil {
		o = g.book(p)
		o.buyer = b
		o.payableUntil = g.w.now() + g.profile.can.QRValid
		g.byParams[paramsOf(o)] = o
		g.mistake(o)
	}
	g.w.failIf(o.buyer != b, "order %s was opened for %v and now for %v", o.number, o.buyer, b)
	ans := g.openAnswer(o, "")
	if ans.Verdict == kiosk.VerdictWaiting {
		ans.Params = []byte(paramsOf(o))
	}
	return ans
}

// paramsOf are the parameters with which a wallet pays o.
func paramsOf(o *order) string { return `{"order":"` + o.number + `"}` }

// shopOrder makes an order in the shop's own system, whose number a cashier may
// enter at the till.
func (g *gateway) shopOrder(amount kiosk.Fen) *order {
	o := &order{
		rail: kiosk.RailQR, amount: amount, entered: true, bornAt: g.w.now(),
		payableUntil: g.w.now() + g.profile.can.QRValid,
	}
	g.enter(o)
	return o
}

// openEntered makes a QR for an order that exists.
func (g *gateway) openEntered(p *kiosk.Payment) kiosk.Answer {
	g.w.failIf(!g.profile.can.OrderEntry, "the number of an order was entered, which this gateway does not take")
	o := g.byNumber[p.GatewayOrderNo]
	if o == nil || !o.entered {
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "no such order"}
	}
	if !o.final(g.w.now()) {
		o.payableUntil = g.w.now() + g.profile.can.QRValid
	}
	if o.state != orderPaid && o.final(g.w.now()) {
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "order is closed"}
	}
	qr := string(p.Wallet) + "://" + string(p.Rail) + "/" + o.number
	g.byQR[qr] = o
	return g.openAnswer(o, qr)
}

// ownerOf is the till's payment that ord's money belongs to, nil when there is
// no row. An order of the shop may have been entered more than once: the one that
// it paid, else one that can still be paid, else the newest.
func (w *world) ownerOf(ord *order) *kiosk.Payment {
	if !ord.entered {
		return w.ledger.paymentOf(ord.payment)
	}
	var best *kiosk.Payment
	for p := range each(w.ledger.payments) {
		switch {
		case !p.Entered || p.GatewayOrderNo != ord.number:
		case p.State == kiosk.StatePaid:
			return p
		case best == nil, !p.State.Final(), best.State.Final():
			best = p
		}
	}
	return best
}

// claim notes which of the till's payments last asked for an order of the shop.
func (g *gateway) claim(p *kiosk.Payment) {
	o := g.byNumber[p.GatewayOrderNo]
	if o == nil || !o.entered {
		return
	}
	o.payment, o.sale, o.wallet = p.OrderNo, p.Sale, p.Wallet
}

// byOwnOrder is the mini-program's order of payment n, nil when there is none.
func (g *gateway) byOwnOrder(n kiosk.OrderNo) *order {
	for _, o := range g.orders {
		if o.payment == n && g.byParams[paramsOf(o)] == o {
			return o
		}
	}
	return nil
}
