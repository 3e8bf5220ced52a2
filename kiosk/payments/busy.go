package payments

import (
	"errors"
	"time"

	"facepay/kiosk"
)

// busy is the rate limit that a gateway asks for.
type busy struct {
	pause      time.Duration // the present one, 0 when the gateway is not busy
	until      time.Time
	othersTurn bool // the next question is about another payment than the counter's
}

// Pauses after "busy": doubled each time, or as long as the gateway said.
const (
	busyPauseMin = 2 * time.Second
	busyPauseMax = time.Minute
)

// noteBusy takes up, or ends, the pause after an answer. A lost answer leaves it
// as it is.
func (b *Book) noteBusy(r *rail, err error) {
	var u *kiosk.Unanswered
	switch {
	case err == nil:
		r.busy.pause = 0
	case errors.As(err, &u) && u.Busy:
		if b.reached(r.busy.until) || r.busy.pause == 0 { // else it was asked before the gateway said so
			r.busy.pause = min(max(busyPauseMin, 2*r.busy.pause), busyPauseMax)
		}
		if u.RetryAfter > 0 {
			r.busy.pause = min(max(u.RetryAfter, busyPauseMin), kiosk.RetryAfterMax)
		}
		r.busy.until = b.Now.Add(r.busy.pause)
	}
}

// backgroundCallsMax bounds the calls about released payments at one time, so that
// they never hold up the sale at the counter.
const backgroundCallsMax = 4

// callAllowed reports whether one more call may leave about a payment of w: from a busy
// gateway one at a time is wanted, and the background leaves room for the counter.
func (b *Book) callAllowed(w kiosk.Wallet, background bool) bool {
	if r := b.railOf(w); r.busy.pause > 0 {
		return !b.asked(r)
	}
	return !background || len(b.calls.inFlight) < backgroundCallsMax
}

// asked reports whether a call of r is under way.
func (b *Book) asked(r *rail) bool {
	for _, s := range b.calls.inFlight {
		if s == (subject{}) || b.railOf(s.wallet) == r { // a ping goes to all
			return true
		}
	}
	return false
}

// NotBefore delays a poll of a payment of w that is due at the given time by the pause of a
// busy gateway.
func (b *Book) NotBefore(w kiosk.Wallet, at time.Time) time.Time { return b.railOf(w).notBefore(at) }

func (r *rail) notBefore(at time.Time) time.Time {
	if r.busy.pause > 0 && at.Before(r.busy.until) {
		return r.busy.until
	}
	return at
}

// pollBusy polls a busy gateway about one payment or refund: about the counter's
// payment and the most overdue of the others in turn. What a notification tells of
// does not wait.
func (b *Book) pollBusy(r *rail) {
	its := func(w kiosk.Wallet) bool { return b.railOf(w) == r }
	for _, p := range b.payments {
		if p.wakeup && p.callID == 0 && its(p.Wallet) && b.reached(p.NextPoll) {
			b.poll(p)
		}
	}
	if b.Now.Before(r.busy.until) || b.asked(r) {
		return
	}
	var counter *Item
	for _, p := range b.payments {
		if b.atCounter(p) && p.callID == 0 && its(p.Wallet) && b.Polled(p) && b.reached(p.NextPoll) {
			counter = p
		}
	}
	other, refund := b.mostOverdue(its), b.mostOverdueRefund(its)
	switch {
	case counter != nil && (other == nil && refund == nil || !r.busy.othersTurn):
		r.busy.othersTurn = true
		b.poll(counter)
	case refund != nil && (other == nil || refund.NextPoll.Before(other.NextPoll)):
		r.busy.othersTurn = false
		b.callRefund(b.Find(refund.OrderNo), refund, b.refundPollKind(refund))
	case other != nil:
		r.busy.othersTurn = false
		b.poll(other)
	}
}
