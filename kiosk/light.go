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
func (t *Till) ping() {
	if len(t.inFlight) > 0 || t.now.Before(t.notBefore(t.pingAt)) {
		return
	}
	t.pingAt = t.now.Add(pingEvery) // until its answer says better
	t.callID++
	t.inFlight[t.callID] = ""
	t.calls = append(t.calls, Call{ID: t.callID, Kind: CallPing})
}

// connected takes the answer to a ping.
func (t *Till) connected(err error) {
	if err != nil {
		t.gatewayTrouble(faultOf(err))
		return
	}
	t.pingAt = t.now.Add(pingEvery)
	switch {
	case t.gateway.State == GatewayUntried, t.gateway.State == GatewayUnreachable,
		t.gatewayTroubled() && t.now.Sub(t.calledAt) >= reachableAfter:
		t.gatewayWell(GatewayStatus{State: GatewayReachable})
	}
}

// gatewaySeen keeps the gateway's light by the answer to a call about p. One that
// proves nothing of what the gateway must know is nonsense. Of anything else, such
// as a code whose request was lost, it need not know more; and one old order must
// not keep the light from saying how the gateway is.
func (t *Till) gatewaySeen(p *item, e Answered) {
	nothing, known := saysNothing(e), t.mustKnow(p, e)
	if !nothing || known {
		t.calledAt = t.now
	}
	t.noteBusy(e.Err)
	switch {
	case e.Err != nil:
		t.gatewayTrouble(faultOf(e.Err))
	case nothing && known:
		t.gatewayTrouble(GatewayGarbage)
	case nothing:
		if t.gateway.State == GatewaySilent || t.gateway.State == GatewayUnreachable {
			t.gatewayWell(GatewayStatus{State: GatewayReachable}) // it answers
		}
	default:
		const shown = 10 * time.Millisecond // finer would only redraw the bar
		t.gatewayWell(GatewayStatus{State: GatewayOK, Latency: max(shown, e.Took.Round(shown))})
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
func (t *Till) mustKnow(p *item, e Answered) bool {
	switch e.Call.Kind {
	case CallCharge:
		return true
	case CallClose:
		return false // it may say no in any words, and a question follows
	case CallRefund, CallRefundQuery:
		f := t.findRefund(e.Call.Refund.No)
		known := e.Call.Kind == CallRefund || f != nil && f.Note == ReasonRefundPending
		return f != nil && known && t.now.Sub(f.askedAt) < doubtPatience
	}
	return p == nil || p.acknowledged() && t.age(p) < doubtPatience
}

// acknowledged reports whether the gateway has shown that it knows p.
func (p *item) acknowledged() bool {
	return p.QR != "" || p.State == StateWaiting || p.State == StateCreated && p.Rail != RailCode
}

func (t *Till) gatewayWell(s GatewayStatus) {
	t.gateway = s
	t.pingAt = t.now.Add(pingEvery)
	t.facts = append(t.facts, Fact{Kind: GatewayHeard})
}

// gatewayTrouble notes what is wrong with the gateway, and since when.
func (t *Till) gatewayTrouble(state GatewayState) {
	if state == GatewayUntried {
		return
	}
	if !t.gatewayTroubled() {
		t.facts = append(t.facts, Fact{Kind: GatewayLost})
	}
	since := t.gateway.Since
	if since.IsZero() {
		since = t.now
	}
	if t.now.Sub(since) >= cutOffAfter {
		t.missNotices()
	}
	t.gateway = GatewayStatus{State: state, Since: since}
	t.pingAt = t.now.Add(pingEveryBroken)
}

// gatewayTroubled reports whether the last call of the gateway came to nothing.
func (t *Till) gatewayTroubled() bool {
	switch t.gateway.State {
	case GatewayOK, GatewayUntried, GatewayReachable:
		return false
	}
	return true
}

// slow reports whether the gateway has been silent long enough to say so. One
// lost answer is nothing; the customer would only worry.
func (t *Till) slow() bool {
	return !t.gateway.Since.IsZero() && t.now.Sub(t.gateway.Since) >= slowAfter
}

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
func (t *Till) noteBusy(err error) {
	var u *Unanswered
	switch {
	case err == nil:
		t.busy.pause = 0
	case errors.As(err, &u) && u.Busy:
		if !t.now.Before(t.busy.until) || t.busy.pause == 0 { // else it was asked before the gateway said so
			t.busy.pause = min(max(busyPauseMin, 2*t.busy.pause), busyPauseMax)
		}
		if u.RetryAfter > 0 {
			t.busy.pause = min(max(u.RetryAfter, busyPauseMin), RetryAfterMax)
		}
		t.busy.until = t.now.Add(t.busy.pause)
	}
}

// room reports whether one more question may leave: from a busy gateway one at a
// time is wanted, and the background leaves room for the counter.
func (t *Till) room(background bool) bool {
	if t.busy.pause > 0 {
		return len(t.inFlight) == 0
	}
	return !background || len(t.inFlight) < backgroundAsksMax
}

// notBefore is when a question that is due at a given moment may leave.
func (t *Till) notBefore(at time.Time) time.Time {
	if t.busy.pause > 0 && at.Before(t.busy.until) {
		return t.busy.until
	}
	return at
}

// askOne asks a busy gateway about one payment or refund: about the counter's
// payment and the most overdue of the others in turn. What a notification tells of
// does not wait.
func (t *Till) askOne() {
	for _, p := range t.payments {
		if p.wakeup && p.asking == 0 && !t.now.Before(p.nextAsk) {
			t.askAbout(p)
		}
	}
	if t.now.Before(t.busy.until) || !t.room(true) {
		return
	}
	var counter *item
	for _, p := range t.payments {
		if t.atCounter(p) && p.asking == 0 && t.followed(p) && !t.now.Before(p.nextAsk) {
			counter = p
		}
	}
	other, refund := t.mostOverdue(), t.overdueRefund()
	switch {
	case counter != nil && (other == nil && refund == nil || !t.busy.other):
		t.busy.other = true
		t.askAbout(counter)
	case refund != nil && (other == nil || refund.nextAsk.Before(other.nextAsk)):
		t.busy.other = false
		t.askRefund(t.find(refund.OrderNo), refund, t.followKind(refund))
	case other != nil:
		t.busy.other = false
		t.askAbout(other)
	}
}
