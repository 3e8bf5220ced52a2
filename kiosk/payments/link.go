package payments

import (
	"maps"
	"slices"
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
	if len(b.calls.inFlight) > 0 || b.Now.Before(b.pingDue()) {
		return
	}
	b.link.pingAt = b.Now.Add(pingEvery) // until its answer says better
	b.queue(kiosk.Call{Kind: kiosk.CallPing}, subject{})
}

// connected takes the answer to a ping.
func (b *Book) connected(err error) {
	b.link.pingAt = b.Now.Add(pingEvery)
	for _, r := range b.link.rails {
		if failed := kiosk.RailErrorOf(err, r.wallet); failed != nil {
			b.gatewayTrouble(r, kiosk.FaultOf(failed))
			continue
		}
		switch {
		case r.status.State == kiosk.GatewayUntried, r.status.State == kiosk.GatewayUnreachable,
			r.troubled() && b.Now.Sub(r.calledAt) >= reachableAfter:
			b.gatewayWell(r, kiosk.GatewayStatus{State: kiosk.GatewayReachable})
		}
	}
}

// pingDue is the time of the next ping: no busy gateway gets one.
func (b *Book) pingDue() time.Time {
	at := b.link.pingAt
	for _, r := range b.link.rails {
		at = r.notBefore(at)
	}
	return at
}

// shown is r's light for people. While another gateway answers, the shop's network works;
// where all are in the same trouble, it is no single wallet's.
func (l *link) shown(r *rail) kiosk.GatewayStatus {
	s := r.status
	others := 0
	for _, o := range l.rails {
		if o.status.State == s.State {
			others++
		}
		if s.State == kiosk.GatewayUnreachable && !o.troubled() && o.status.State != kiosk.GatewayUntried {
			s.State = kiosk.GatewaySilent
		}
	}
	if others == len(l.rails) {
		s.Wallet = ""
	}
	return s
}

func newLink(rails map[kiosk.Wallet]string) (l link) {
	for _, w := range slices.Sorted(maps.Keys(rails)) {
		l.rails = append(l.rails, &rail{wallet: w})
	}
	if l.rails == nil {
		l.rails = []*rail{{}}
	}
	l.last = l.rails[0]
	return l
}

// railOf is the gateway of w's payments.
func (b *Book) railOf(w kiosk.Wallet) *rail {
	for _, r := range b.link.rails {
		if r.wallet == w {
			return r
		}
	}
	return b.link.rails[0]
}

// worst is the gateway whose light is shown.
func (l *link) worst() *rail {
	worst := l.last
	for _, r := range l.rails {
		if r.troubled() && (!worst.troubled() || r.status.Since.Before(worst.status.Since)) {
			worst = r
		}
	}
	return worst
}

// updateGatewayStatus sets the gateway's light by the answer to a call about p. One that
// proves nothing of what the gateway must know is nonsense. Of anything else, such
// as a code whose request was lost, it need not know more; and one old order must
// not keep the light from saying how the gateway is.
func (b *Book) updateGatewayStatus(p *Item, e kiosk.Answered) {
	nothing, must, r := provesNothing(e), b.mustKnow(p, e), b.railOf(e.Call.Payment.Wallet)
	if !nothing || must {
		r.calledAt = b.Now
	}
	b.noteBusy(r, e.Err)
	switch {
	case e.Err != nil:
		b.gatewayTrouble(r, kiosk.FaultOf(e.Err))
	case nothing && must:
		b.gatewayTrouble(r, kiosk.GatewayGarbage)
	case nothing:
		if r.status.State == kiosk.GatewaySilent || r.status.State == kiosk.GatewayUnreachable {
			b.gatewayWell(r, kiosk.GatewayStatus{State: kiosk.GatewayReachable}) // it answers
		}
	default:
		const shown = 10 * time.Millisecond // finer would only redraw the bar
		b.gatewayWell(r, kiosk.GatewayStatus{State: kiosk.GatewayOK, Latency: max(shown, e.Took.Round(shown))})
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

func (b *Book) gatewayWell(r *rail, s kiosk.GatewayStatus) {
	r.status, b.link.last = s, r
	if b.GatewayTroubled() { // another is
		b.link.pingAt = b.Now.Add(pingEveryBroken)
		return
	}
	b.link.pingAt = b.Now.Add(pingEvery)
	b.facts = append(b.facts, Fact{Kind: GatewayUp})
}

// gatewayTrouble notes what is wrong with a gateway, and since when.
func (b *Book) gatewayTrouble(r *rail, state kiosk.GatewayState) {
	if state == kiosk.GatewayUntried {
		return
	}
	if !b.GatewayTroubled() {
		b.facts = append(b.facts, Fact{Kind: GatewayDown})
	}
	since := r.status.Since
	if since.IsZero() {
		since = b.Now
	}
	if b.Now.Sub(since) >= unreachableMissesAfter {
		b.missNotifications()
	}
	r.status = kiosk.GatewayStatus{State: state, Wallet: r.wallet, Since: since}
	b.link.pingAt = b.Now.Add(pingEveryBroken)
}

// GatewayTroubled reports whether the last call of the gateway, or of one of them, came to
// nothing.
func (b *Book) GatewayTroubled() bool { return b.link.worst().troubled() }

func (r *rail) troubled() bool {
	switch r.status.State {
	case kiosk.GatewayOK, kiosk.GatewayUntried, kiosk.GatewayReachable:
		return false
	}
	return true
}

// slow reports whether the gateway has been silent for slowAfter. One lost answer is
// nothing; the customer would only worry.
func (b *Book) slow(r *rail) bool {
	return !r.status.Since.IsZero() && b.Now.Sub(r.status.Since) >= slowAfter
}

// slowAfter bounds a silence of the gateway that nobody is told of.
const slowAfter = 4 * time.Second
