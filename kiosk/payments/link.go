package payments

import (
	"time"

	"facepay/kiosk"
)

// Intervals of the pings: at rest a plain connection shows whether the gateway can be
// reached. Whether it answers, only the payments' own calls show.
const (
	pingEvery       = time.Minute
	pingEveryBroken = 10 * time.Second
	// reachableAfter the last call a connection that stands
	// lifts what that call had shown: by then its trouble may have passed, and
	// nothing at rest would tell.
	reachableAfter = 2 * time.Minute
)

// ping opens a connection to the gateway when nothing else has been sent for a
// while.
func (b *Book) ping() {
	if len(b.calls.inFlight) > 0 || b.Now.Before(b.NotBefore(b.link.pingAt)) {
		return
	}
	b.link.pingAt = b.Now.Add(pingEvery) // until its answer says better
	b.queue(kiosk.Call{Kind: kiosk.CallPing}, subject{})
}

// connected takes the answer to a ping.
func (b *Book) connected(err error) {
	if err != nil {
		b.gatewayTrouble(kiosk.FaultOf(err))
		return
	}
	b.link.pingAt = b.Now.Add(pingEvery)
	switch {
	case b.link.status.State == kiosk.GatewayUntried, b.link.status.State == kiosk.GatewayUnreachable,
		b.GatewayTroubled() && b.Now.Sub(b.link.calledAt) >= reachableAfter:
		b.gatewayWell(kiosk.GatewayStatus{State: kiosk.GatewayReachable})
	}
}

// updateGatewayStatus sets the gateway's light by the answer to a call about p. One that
// proves nothing of what the gateway must know is nonsense. Of anything else, such
// as a code whose request was lost, it need not know more; and one old order must
// not keep the light from saying how the gateway is.
func (b *Book) updateGatewayStatus(p *Item, e kiosk.Answered) {
	nothing, must := provesNothing(e), b.mustKnow(p, e)
	if !nothing || must {
		b.link.calledAt = b.Now
	}
	b.noteBusy(e.Err)
	switch {
	case e.Err != nil:
		b.gatewayTrouble(kiosk.FaultOf(e.Err))
	case nothing && must:
		b.gatewayTrouble(kiosk.GatewayGarbage)
	case nothing:
		if b.link.status.State == kiosk.GatewaySilent || b.link.status.State == kiosk.GatewayUnreachable {
			b.gatewayWell(kiosk.GatewayStatus{State: kiosk.GatewayReachable}) // it answers
		}
	default:
		const shown = 10 * time.Millisecond // finer would only redraw the bar
		b.gatewayWell(kiosk.GatewayStatus{State: kiosk.GatewayOK, Latency: max(shown, e.Took.Round(shown))})
	}
}

// provesNothing reports whether e is an answer that leaves its payment or refund as
// unknown as it was.
func provesNothing(e kiosk.Answered) bool {
	if e.Call.Kind == kiosk.CallRefund || e.Call.Kind == kiosk.CallRefundQuery {
		return e.Err == nil && (e.Refund.Verdict == kiosk.RefundSaidUnknown || e.Refund.Verdict == "")
	}
	return e.Err == nil && (e.Answer.Verdict == kiosk.VerdictUnknown || e.Answer.Verdict == "")
}

// mustKnow reports whether a gateway that works has an answer to e's question
// about p: to what it was asked to do for a customer, and of what it has shown
// that it knows.
func (b *Book) mustKnow(p *Item, e kiosk.Answered) bool {
	switch e.Call.Kind {
	case kiosk.CallCharge:
		return true
	case kiosk.CallClose:
		return false // it may say no in any words, and a question follows
	case kiosk.CallRefund, kiosk.CallRefundQuery:
		f := b.FindRefund(e.Call.Refund.No)
		must := e.Call.Kind == kiosk.CallRefund || f != nil && f.Note == kiosk.ReasonRefundPending
		return f != nil && must && b.Now.Sub(f.AskedSteady) < UnknownPatience
	}
	return p == nil || p.acknowledged() && b.Age(p) < UnknownPatience
}

// acknowledged reports whether the gateway has shown that it knows p.
func (p *Item) acknowledged() bool {
	return p.QR != "" || p.State == kiosk.StateWaiting || p.State == kiosk.StateCreated && p.Rail != kiosk.RailCode
}

func (b *Book) gatewayWell(s kiosk.GatewayStatus) {
	b.link.status = s
	b.link.pingAt = b.Now.Add(pingEvery)
	b.facts = append(b.facts, Fact{Kind: GatewayUp})
}

// gatewayTrouble notes what is wrong with the gateway, and since when.
func (b *Book) gatewayTrouble(state kiosk.GatewayState) {
	if state == kiosk.GatewayUntried {
		return
	}
	if !b.GatewayTroubled() {
		b.facts = append(b.facts, Fact{Kind: GatewayDown})
	}
	since := b.link.status.Since
	if since.IsZero() {
		since = b.Now
	}
	if b.Now.Sub(since) >= unreachableMissesAfter {
		b.missNotifications()
	}
	b.link.status = kiosk.GatewayStatus{State: state, Since: since}
	b.link.pingAt = b.Now.Add(pingEveryBroken)
}

// GatewayTroubled reports whether the last call of the gateway came to nothing.
func (b *Book) GatewayTroubled() bool {
	switch b.link.status.State {
	case kiosk.GatewayOK, kiosk.GatewayUntried, kiosk.GatewayReachable:
		return false
	}
	return true
}

// slow reports whether the gateway has been silent for slowAfter. One lost answer is
// nothing; the customer would only worry.
func (b *Book) slow() bool {
	return !b.link.status.Since.IsZero() && b.Now.Sub(b.link.status.Since) >= slowAfter
}

// slowAfter bounds a silence of the gateway that nobody is told of.
const slowAfter = 4 * time.Second
