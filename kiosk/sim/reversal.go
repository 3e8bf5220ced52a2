package sim

import (
	"time"

	"facepay/kiosk"
)

// The wallets themselves give a code payment up by a call that gives back what was paid:
// WeChat's reverse, Alipay's cancel. It may meet the customer who is paying.

// What a reversal meets at the gateway, for the coverage.
const (
	reversalWaiting = "waits for the password"
	reversalPaid    = "paid before it was asked for"
	reversalRace    = "paid while it was on its way"
	reversalFailed  = "refused by the wallet"
	reversalOver    = "reversed before"
	reversalAbsent  = "never seen"
	reversalSoon    = "too soon"
	reversalIdle    = "said done and did nothing"
	reversalThen    = "charged after it was reversed"
	reversalStray   = "kept by the network until the till knew of the money"
)

var reversals = []string{
	reversalWaiting, reversalPaid, reversalRace, reversalFailed, reversalOver, reversalAbsent, reversalSoon, reversalIdle, reversalThen, reversalStray,
}

// meetsReversal counts what a reversal of p meets.
func (w *world) meetsReversal(p *kiosk.Payment, met string) {
	w.counts.meet(pair{aboutReversal, string(p.Wallet), met}, 1)
}

// reverse closes a code payment, and gives back what was paid. Only a question tells that
// it is over.
func (g *gateway) reverse(a *kiosk.Call) kiosk.Answer {
	p, o := &a.Payment, g.find(&a.Payment)
	if o == nil {
		g.w.meetsReversal(p, reversalAbsent)
		g.reversed[p.OrderNo] = true
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "no such order"}
	}
	done := kiosk.Answer{Order: o.number, Verdict: kiosk.VerdictClosed}
	switch {
	case g.w.now()-o.bornAt < g.profile.reverseAfter:
		g.w.meetsReversal(p, reversalSoon)
		return kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "too soon"}
	case o.state == orderClosed:
		g.w.meetsReversal(p, reversalOver)
		return done
	case o.state == orderFailed:
		g.w.meetsReversal(p, reversalFailed)
		return done
	case g.w.faulty() && g.w.dice.chance(g.idleClose):
		g.w.count(FaultIdleClose)
		g.w.meetsReversal(p, reversalIdle)
		return done
	case o.state == orderPaid:
		met, f := reversalPaid, g.w.inFlight[a.ID]
		switch row := g.w.ownerOf(o); {
		case f == nil && row.State == kiosk.StatePaid:
			met = reversalStray
		case f != nil && o.paidAt >= f.at:
			met = reversalRace
		}
		g.w.meetsReversal(p, met)
		g.w.note("gateway", "reverses order %s and gives %s back", o.number, o.amount)
		o.reversed, o.returned = true, o.amount
	default:
		g.w.meetsReversal(p, reversalWaiting)
	}
	o.state = orderClosed
	return done
}

// lastMoment has some customers enter the password just when the till gives their payment
// up.
func (g *gateway) lastMoment(a *kiosk.Call) {
	if !g.profile.reverses || a.Kind != kiosk.CallClose || a.Payment.Rail != kiosk.RailCode {
		return
	}
	if o := g.byOwn[a.Payment.OrderNo]; o != nil && o.state == orderConfirming && g.w.dice.chance(0.4) {
		g.w.plan(g.w.dice.between(0, 100*time.Millisecond), func() { g.confirm(o, true) })
	}
}

// reversedAtEnd: what went back is called paid nowhere, or was given back on record after
// that, with an alarm.
func (o *oracle) reversedAtEnd() {
	for _, ord := range o.w.gateway.orders {
		if row := o.w.ownerOf(ord); ord.reversed && row != nil && row.State == kiosk.StatePaid && row.Refunded != row.Amount {
			o.w.fail("%s of payment %s went back by a reversal, and its row says paid and kept", ord.amount, ord.payment)
		}
	}
}

// reverseTooSoon: the till asks for no reversal before the wallet takes one. How old a code
// is that was sent before a start, only a clock says that may have leapt; the wallet refuses.
func (o *oracle) reverseTooSoon(a *kiosk.Call) {
	const wallets = 15 * time.Second
	p := &a.Payment
	sent := o.w.ledger.times[p.OrderNo].sent
	if age := o.w.now() - sent; p.Rail == kiosk.RailCode && sent >= o.w.startedAt && age+grace < wallets {
		o.w.fail("code payment %s is closed %s after it was sent", p.OrderNo, age)
	}
}
