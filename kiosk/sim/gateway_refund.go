package sim

import (
	"time"

	"facepay/kiosk"
)

// refund is one refund in the gateway's books.
type refund struct {
	no     kiosk.RefundNo
	amount kiosk.Fen
	state  refundState
	doneAt time.Duration
	lied   bool // refused in words, and done later all the same
	told   *notification
}

// ofRefund reports whether a call is about a refund.
func ofRefund(k kiosk.CallKind) bool { return k == kiosk.CallRefund || k == kiosk.CallRefundQuery }

type refundState uint8

const (
	refundPending refundState = iota
	refundDone
	refundRefused
)

// refund gives back whatever it is asked for: that it is not too much is the
// till's business here, so that the books show it.
func (g *gateway) refund(p *kiosk.Payment, r *kiosk.Refund) kiosk.RefundAnswer {
	g.w.failIf(g.profile.can.Refund == kiosk.RefundNone, "asked to give back at a gateway that cannot")
	o := g.lookup(p.GatewayOrderNo)
	if o == nil || o.state != orderPaid {
		return kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "nothing was paid"}
	}
	switch {
	case g.profile.can.Refund != kiosk.RefundFull || r.Amount == o.amount:
	case o.amount != p.Amount: // it had taken another amount, and a manager said that it is paid
		return kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "not the whole"}
	default:
		g.w.fail("asked for %s of order %s, whose %s go back whole or not at all", r.Amount, o.number, o.amount)
	}
	back := g.refunds[r.No]
	g.w.failIf(back != nil && !g.profile.can.RefundAgain, "refund %s was asked for twice at a gateway that gives back twice", r.No)
	if back == nil {
		back = &refund{no: r.No, amount: r.Amount}
		g.refunds[r.No] = back
		o.refunds = append(o.refunds, back)
		g.work(o, back)
	}
	return g.refundAnswer(o, back)
}

// work does or refuses a refund, now or later.
func (g *gateway) work(o *order, r *refund) {
	d := g.w.dice
	g.w.oracle.refundTaken(o, r)
	if g.w.faulty() && d.chance(g.liesRefused) {
		g.w.count(FaultRefusedDone)
		r.lied = true
		g.w.plan(d.between(time.Second, 20*time.Minute), func() { g.finish(o, r, false) })
		return
	}
	refuse := g.w.faulty() && d.chance(0.1)
	if !d.chance(g.profile.refundLater) {
		g.finish(o, r, refuse)
		return
	}
	most := pick(d, []time.Duration{10 * time.Second, 10 * time.Minute, 5 * time.Hour})
	g.w.plan(d.between(time.Second, most), func() { g.finish(o, r, refuse) })
}

func (g *gateway) finish(o *order, r *refund, refuse bool) {
	if refuse {
		r.state = refundRefused
		return
	}
	r.state, r.doneAt = refundDone, g.w.now()
	o.returned += r.amount
	g.w.counts.Returned++
	g.w.note("gateway", "gives %s of order %s back (refund %s)", r.amount, o.number, r.no)
	g.w.oracle.moneyBack(o, r)
	if g.profile.noticeRefund {
		r.told = g.notifyRefund(o)
	}
}

func (g *gateway) refundAnswer(o *order, r *refund) kiosk.RefundAnswer {
	ans := kiosk.RefundAnswer{GatewayNo: "R" + o.number}
	if g.profile.refundNames {
		ans.Order, ans.Refund, ans.Amount = o.number, string(r.no), new(r.amount)
	}
	state := r.state
	if r.lied && state == refundPending {
		state = refundRefused
	}
	switch state {
	case refundDone:
		ans.Verdict, ans.DoneAt = kiosk.RefundSaidDone, g.w.at(r.doneAt)
		if g.profile.refundTotal {
			ans.Total = new(o.returned)
		}
	case refundRefused:
		ans.Verdict, ans.Reason = kiosk.RefundSaidRefused, "refused"
	default:
		ans.Verdict = kiosk.RefundSaidPending
	}
	return ans
}

func (g *gateway) queryRefund(p *kiosk.Payment, r *kiosk.Refund) kiosk.RefundAnswer {
	g.w.failIf(!g.profile.can.QueryRefund, "a refund was queried at a gateway that has no such query")
	o, back := g.lookup(p.GatewayOrderNo), g.refunds[r.No]
	switch {
	case o != nil && back != nil:
		return g.refundAnswer(o, back)
	case g.profile.refundAbsentRefused:
		return kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "no such refund"}
	}
	return kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "no such refund"}
}

// refundFinal reports whether refund n was done, and whether that can change no more.
func (g *gateway) refundFinal(n kiosk.RefundNo) (done, final bool) {
	r := g.refunds[n]
	if r == nil {
		return false, true
	}
	return r.state == refundDone, r.state != refundPending && !r.lied
}

func (g *gateway) lied(n kiosk.RefundNo) bool {
	r := g.refunds[n]
	return r != nil && r.lied
}
