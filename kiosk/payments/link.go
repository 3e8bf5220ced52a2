package payments

import (
	"errors"
	"facepay/kiosk"
	"time"
)

// Connections tell at rest whether the gateway can be reached. Whether it
// answers is learnt from the payments' own calls.
const (
	PingEvery       = time.Minute
	PingEveryBroken = 10 * time.Second
	// reachableAfter is how long after the last call a connection that stands
	// lifts what that call had shown: by then its trouble may have passed, and
	// nothing at rest would tell.
	ReachableAfter = 2 * time.Minute
)

// ping opens a connection to the gateway when nothing else has been sent for a
// while.
func (b *Book) ping() {
	if len(b.calls.inFlight) > 0 || b.Now.Before(b.NotBefore(b.link.pingAt)) {
		return
	}
	b.link.pingAt = b.Now.Add(PingEvery) // until its answer says better
	b.queue(kiosk.Call{Kind: kiosk.CallPing}, subject{})
}

// connected takes the answer to a ping.
func (b *Book) connected(err error) {
	if err != nil {
		b.gatewayTrouble(kiosk.FaultOf(err))
		return
	}
	b.link.pingAt = b.Now.Add(PingEvery)
	switch {
	case b.link.status.State == kiosk.GatewayUntried, b.link.status.State == kiosk.GatewayUnreachable,
		b.GatewayTroubled() && b.Now.Sub(b.link.calledAt) >= ReachableAfter:
		b.gatewayWell(kiosk.GatewayStatus{State: kiosk.GatewayReachable})
	}
}

// updateGatewayStatus keeps the gateway's light by the answer to a call about p. One that
// proves nothing of what the gateway must know is nonsense. Of anything else, such
// as a code whose request was lost, it need not know more; and one old order must
// not keep the light from saying how the gateway is.
func (b *Book) updateGatewayStatus(p *Item, e kiosk.Answered) {
	nothing, known := provesNothing(e), b.mustKnow(p, e)
	if !nothing || known {
		b.link.calledAt = b.Now
	}
	b.noteBusy(e.Err)
	switch {
	case e.Err != nil:
		b.gatewayTrouble(kiosk.FaultOf(e.Err))
	case nothing && known:
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
		known := e.Call.Kind == kiosk.CallRefund || f != nil && f.Note == kiosk.ReasonRefundPending
		return f != nil && known && b.Now.Sub(f.AskedSteady) < UnknownPatience
	}
	return p == nil || p.acknowledged() && b.Age(p) < UnknownPatience
}

// acknowledged reports whether the gateway has shown that it knows p.
func (p *Item) acknowledged() bool {
	return p.QR != "" || p.State == kiosk.StateWaiting || p.State == kiosk.StateCreated && p.Rail != kiosk.RailCode
}

func (b *Book) gatewayWell(s kiosk.GatewayStatus) {
	b.link.status = s
	b.link.pingAt = b.Now.Add(PingEvery)
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
	b.link.pingAt = b.Now.Add(PingEveryBroken)
}

// GatewayTroubled reports whether the last call of the gateway came to nothing.
func (b *Book) GatewayTroubled() bool {
	switch b.link.status.State {
	case kiosk.GatewayOK, kiosk.GatewayUntried, kiosk.GatewayReachable:
		return false
	}
	return true
}

// slow reports whether the gateway has been silent long enough to say so. One
// lost answer is nothing; the customer would only worry.
func (b *Book) slow() bool {
	return !b.link.status.Since.IsZero() && b.Now.Sub(b.link.status.Since) >= SlowAfter
}

// SlowAfter is how long the gateway may be silent before both sides are told.
const SlowAfter = 4 * time.Second

// busy is how the till holds back from a gateway that wants to be asked less.
type busy struct {
	pause      time.Duration // the present one, 0 when the gateway is not busy
	until      time.Time
	othersTurn bool // the next question is about another payment than the counter's
}

// The pauses after "busy": doubled each time, or as long as the gateway said.
const (
	BusyPauseMin = 2 * time.Second
	BusyPauseMax = time.Minute
)

// noteBusy takes up, or ends, the pause after an answer. A lost answer leaves it
// as it is.
func (b *Book) noteBusy(err error) {
	var u *kiosk.Unanswered
	switch {
	case err == nil:
		b.link.busy.pause = 0
	case errors.As(err, &u) && u.Busy:
		if !b.Now.Before(b.link.busy.until) || b.link.busy.pause == 0 { // else it was asked before the gateway said so
			b.link.busy.pause = min(max(BusyPauseMin, 2*b.link.busy.pause), BusyPauseMax)
		}
		if u.RetryAfter > 0 {
			b.link.busy.pause = min(max(u.RetryAfter, BusyPauseMin), kiosk.RetryAfterMax)
		}
		b.link.busy.until = b.Now.Add(b.link.busy.pause)
	}
}

// BackgroundCallsMax bounds the questions about left payments at one time, so that
// they never hold up the sale at the counter.
const BackgroundCallsMax = 4

// callAllowed reports whether one more question may leave: from a busy gateway one at a
// time is wanted, and the background leaves room for the counter.
func (b *Book) callAllowed(background bool) bool {
	if b.link.busy.pause > 0 {
		return len(b.calls.inFlight) == 0
	}
	return !background || len(b.calls.inFlight) < BackgroundCallsMax
}

// NotBefore is when a question that is due at a given moment may leave.
func (b *Book) NotBefore(at time.Time) time.Time {
	if b.link.busy.pause > 0 && at.Before(b.link.busy.until) {
		return b.link.busy.until
	}
	return at
}

// pollBusy asks a busy gateway about one payment or refund: about the counter's
// payment and the most overdue of the others in turn. What a notification tells of
// does not wait.
func (b *Book) pollBusy() {
	for _, p := range b.payments {
		if p.wakeup && p.CallID == 0 && !b.Now.Before(p.NextPoll) {
			b.poll(p)
		}
	}
	if b.Now.Before(b.link.busy.until) || !b.callAllowed(true) {
		return
	}
	var counter *Item
	for _, p := range b.payments {
		if b.atCounter(p) && p.CallID == 0 && b.Polled(p) && !b.Now.Before(p.NextPoll) {
			counter = p
		}
	}
	other, refund := b.mostOverdue(), b.mostOverdueRefund()
	switch {
	case counter != nil && (other == nil && refund == nil || !b.link.busy.othersTurn):
		b.link.busy.othersTurn = true
		b.poll(counter)
	case refund != nil && (other == nil || refund.NextPoll.Before(other.NextPoll)):
		b.link.busy.othersTurn = false
		b.callRefund(b.Find(refund.OrderNo), refund, b.refundPollKind(refund))
	case other != nil:
		b.link.busy.othersTurn = false
		b.poll(other)
	}
}
