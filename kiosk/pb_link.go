package kiosk

import (
	"errors"
	"time"
)

// Connections tell at rest whether the gateway can be reached. Whether it
// answers is learnt from the payments' own calls.
const (
	pingEvery       = time.Minute
	pingEveryBroken = 10 * time.Second
	// reachableAfter is how long after the last call a connection that stands
	// lifts what that call had shown: by then its trouble may have passed, and
	// nothing at rest would tell.
	reachableAfter = 2 * time.Minute
)

// ping opens a connection to the gateway when nothing else has been sent for a
// while.
func (b *Book) ping() {
	if len(b.requests.inFlight) > 0 || b.now.Before(b.notBefore(b.link.pingAt)) {
		return
	}
	b.link.pingAt = b.now.Add(pingEvery) // until its answer says better
	b.requests.last++
	b.requests.inFlight[b.requests.last] = ""
	b.calls = append(b.calls, Call{ID: b.requests.last, Kind: CallPing})
}

// connected takes the answer to a ping.
func (b *Book) connected(err error) {
	if err != nil {
		b.gatewayTrouble(faultOf(err))
		return
	}
	b.link.pingAt = b.now.Add(pingEvery)
	switch {
	case b.link.status.State == GatewayUntried, b.link.status.State == GatewayUnreachable,
		b.gatewayTroubled() && b.now.Sub(b.link.calledAt) >= reachableAfter:
		b.gatewayWell(GatewayStatus{State: GatewayReachable})
	}
}

// gatewaySeen keeps the gateway's light by the answer to a call about p. One that
// proves nothing of what the gateway must know is nonsense. Of anything else, such
// as a code whose request was lost, it need not know more; and one old order must
// not keep the light from saying how the gateway is.
func (b *Book) gatewaySeen(p *Item, e Answered) {
	nothing, known := saysNothing(e), b.mustKnow(p, e)
	if !nothing || known {
		b.link.calledAt = b.now
	}
	b.noteBusy(e.Err)
	switch {
	case e.Err != nil:
		b.gatewayTrouble(faultOf(e.Err))
	case nothing && known:
		b.gatewayTrouble(GatewayGarbage)
	case nothing:
		if b.link.status.State == GatewaySilent || b.link.status.State == GatewayUnreachable {
			b.gatewayWell(GatewayStatus{State: GatewayReachable}) // it answers
		}
	default:
		const shown = 10 * time.Millisecond // finer would only redraw the bar
		b.gatewayWell(GatewayStatus{State: GatewayOK, Latency: max(shown, e.Took.Round(shown))})
	}
}

// saysNothing reports whether e is an answer that leaves its payment or refund as
// unknown as it was.
func saysNothing(e Answered) bool {
	if e.Call.Kind == CallRefund || e.Call.Kind == CallRefundQuery {
		return e.Err == nil && (e.Refund.Verdict == RefundSaidUnknown || e.Refund.Verdict == "")
	}
	return e.Err == nil && (e.Answer.Verdict == VerdictUnknown || e.Answer.Verdict == "")
}

// mustKnow reports whether a gateway that works has an answer to e's question
// about p: to what it was asked to do for a customer, and of what it has shown
// that it knows.
func (b *Book) mustKnow(p *Item, e Answered) bool {
	switch e.Call.Kind {
	case CallCharge:
		return true
	case CallClose:
		return false // it may say no in any words, and a question follows
	case CallRefund, CallRefundQuery:
		f := b.findRefund(e.Call.Refund.No)
		known := e.Call.Kind == CallRefund || f != nil && f.Note == ReasonRefundPending
		return f != nil && known && b.now.Sub(f.askedSteady) < doubtPatience
	}
	return p == nil || p.acknowledged() && b.age(p) < doubtPatience
}

// acknowledged reports whether the gateway has shown that it knows p.
func (p *Item) acknowledged() bool {
	return p.QR != "" || p.State == StateWaiting || p.State == StateCreated && p.Rail != RailCode
}

func (b *Book) gatewayWell(s GatewayStatus) {
	b.link.status = s
	b.link.pingAt = b.now.Add(pingEvery)
	b.facts = append(b.facts, Fact{Kind: GatewayHeard})
}

// gatewayTrouble notes what is wrong with the gateway, and since when.
func (b *Book) gatewayTrouble(state GatewayState) {
	if state == GatewayUntried {
		return
	}
	if !b.gatewayTroubled() {
		b.facts = append(b.facts, Fact{Kind: GatewayLost})
	}
	since := b.link.status.Since
	if since.IsZero() {
		since = b.now
	}
	if b.now.Sub(since) >= cutOffAfter {
		b.missNotifications()
	}
	b.link.status = GatewayStatus{State: state, Since: since}
	b.link.pingAt = b.now.Add(pingEveryBroken)
}

// gatewayTroubled reports whether the last call of the gateway came to nothing.
func (b *Book) gatewayTroubled() bool {
	switch b.link.status.State {
	case GatewayOK, GatewayUntried, GatewayReachable:
		return false
	}
	return true
}

// slow reports whether the gateway has been silent long enough to say so. One
// lost answer is nothing; the customer would only worry.
func (b *Book) slow() bool {
	return !b.link.status.Since.IsZero() && b.now.Sub(b.link.status.Since) >= slowAfter
}

// slowAfter is how long the gateway may be silent before both sides are told.
const slowAfter = 4 * time.Second

// busy is how the till holds back from a gateway that wants to be asked less.
type busy struct {
	pause time.Duration // the present one, 0 when the gateway is not busy
	until time.Time
	other bool // the next question is about another payment than the counter's
}

// The pauses after "busy": doubled each time, or as long as the gateway said.
const (
	busyPauseMin = 2 * time.Second
	busyPauseMax = time.Minute
)

// noteBusy takes up, or ends, the pause after an answer. A lost answer leaves it
// as it is.
func (b *Book) noteBusy(err error) {
	var u *Unanswered
	switch {
	case err == nil:
		b.link.busy.pause = 0
	case errors.As(err, &u) && u.Busy:
		if !b.now.Before(b.link.busy.until) || b.link.busy.pause == 0 { // else it was asked before the gateway said so
			b.link.busy.pause = min(max(busyPauseMin, 2*b.link.busy.pause), busyPauseMax)
		}
		if u.RetryAfter > 0 {
			b.link.busy.pause = min(max(u.RetryAfter, busyPauseMin), RetryAfterMax)
		}
		b.link.busy.until = b.now.Add(b.link.busy.pause)
	}
}

// backgroundCallsMax bounds the questions about left payments at one time, so that
// they never hold up the sale at the counter.
const backgroundCallsMax = 4

// room reports whether one more question may leave: from a busy gateway one at a
// time is wanted, and the background leaves room for the counter.
func (b *Book) room(background bool) bool {
	if b.link.busy.pause > 0 {
		return len(b.requests.inFlight) == 0
	}
	return !background || len(b.requests.inFlight) < backgroundCallsMax
}

// notBefore is when a question that is due at a given moment may leave.
func (b *Book) notBefore(at time.Time) time.Time {
	if b.link.busy.pause > 0 && at.Before(b.link.busy.until) {
		return b.link.busy.until
	}
	return at
}

// askOne asks a busy gateway about one payment or refund: about the counter's
// payment and the most overdue of the others in turn. What a notification tells of
// does not wait.
func (b *Book) askOne() {
	for _, p := range b.payments {
		if p.wakeup && p.asking == 0 && !b.now.Before(p.nextAsk) {
			b.poll(p)
		}
	}
	if b.now.Before(b.link.busy.until) || !b.room(true) {
		return
	}
	var counter *Item
	for _, p := range b.payments {
		if b.atCounter(p) && p.asking == 0 && b.followed(p) && !b.now.Before(p.nextAsk) {
			counter = p
		}
	}
	other, refund := b.mostOverdue(), b.overdueRefund()
	switch {
	case counter != nil && (other == nil && refund == nil || !b.link.busy.other):
		b.link.busy.other = true
		b.poll(counter)
	case refund != nil && (other == nil || refund.nextAsk.Before(other.nextAsk)):
		b.link.busy.other = false
		b.callRefund(b.find(refund.OrderNo), refund, b.followKind(refund))
	case other != nil:
		b.link.busy.other = false
		b.poll(other)
	}
}
