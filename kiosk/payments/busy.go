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
func (b *Book) noteBusy(err error) {
	var u *kiosk.Unanswered
	switch {
	case err == nil:
		b.link.busy.pause = 0
	case errors.As(err, &u) && u.Busy:
		if b.reached(b.link.busy.until) || b.link.busy.pause == 0 { // else it was asked before the gateway said so
			b.link.busy.pause = min(max(busyPauseMin, 2*b.link.busy.pause), busyPauseMax)
		}
		if u.RetryAfter > 0 {
			b.link.busy.pause = min(max(u.RetryAfter, busyPauseMin), kiosk.RetryAfterMax)
		}
		b.link.busy.until = b.Now.Add(b.link.busy.pause)
	}
}

// backgroundCallsMax bounds the calls about released payments at one time, so that
// they never hold up the sale at the counter.
const backgroundCallsMax = 4

// callAllowed reports whether one more call may leave: from a busy gateway one at a
// time is wanted, and the background leaves room for the counter.
func (b *Book) callAllowed(background bool) bool {
	if b.link.busy.pause > 0 {
		return len(b.calls.inFlight) == 0
	}
	return !background || len(b.calls.inFlight) < backgroundCallsMax
}

// NotBefore delays a poll that is due at the given time by the pause of a busy gateway.
func (b *Book) NotBefore(at time.Time) time.Time {
	if b.link.busy.pause > 0 && at.Before(b.link.busy.until) {
		return b.link.busy.until
	}
	return at
}

// pollBusy polls a busy gateway about one payment or refund: about the counter's
// payment and the most overdue of the others in turn. What a notification tells of
// does not wait.
func (b *Book) pollBusy() {
	for _, p := range b.payments {
		if p.wakeup && p.callID == 0 && b.reached(p.NextPoll) {
			b.poll(p)
		}
	}
	if b.Now.Before(b.link.busy.until) || !b.callAllowed(true) {
		return
	}
	var counter *Item
	for _, p := range b.payments {
		if b.atCounter(p) && p.callID == 0 && b.Polled(p) && b.reached(p.NextPoll) {
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
