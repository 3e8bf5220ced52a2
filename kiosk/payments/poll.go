package payments

import (
	"time"

	"facepay/kiosk"
)

// pollWindow of a released payment: longer than any wallet lets an order be paid.
const pollWindow = 24 * time.Hour

// The polling schedule while the customer stands at the counter: quick at
// first, when nearly everybody pays, and 35 questions at most in the first
// minute.
const (
	pollQuick    = time.Second
	pollQuickFor = 20 * time.Second
	pollEased    = 3 * time.Second
	pollSlow     = 3 * time.Second
	pollSlowFrom = time.Minute
	pollCode     = 2 * time.Second // wallets want 3 s and more after the first few
)

// pollSchedule gives the delay until the next question by the age of what is asked
// about; past the last row it stays the same.
type pollSchedule []struct{ age, delay time.Duration }

func (s pollSchedule) delay(age time.Duration) time.Duration {
	for _, row := range s {
		if age < row.age {
			return row.delay
		}
	}
	return s[len(s)-1].delay
}

// releasedPolls is the schedule for released payments. Money that comes within a quarter
// of an hour of that, while the customer may still be near, is noticed within
// a minute.
var releasedPolls = pollSchedule{
	{time.Minute, 5 * time.Second},
	{15 * time.Minute, 25 * time.Second},
	{time.Hour, time.Minute},
	{2 * time.Hour, 2 * time.Minute},
	{pollWindow, 5 * time.Minute},
}

// pollAgainFor is the polling window of a payment whose own had ended, after a
// start or when somebody wants to know.
const pollAgainFor = 15 * time.Minute

// pollAfterSilence is the same for one whose query had no answer: longer than it
// takes until its turn comes again among all those of an outage.
const pollAfterSilence = 3 * time.Hour

// extendPolling has p polled for a while, though its window had ended.
func (b *Book) extendPolling(p *Item) {
	b.pollAtLeastUntil(p, b.Now.Add(pollAgainFor))
	p.NextPoll = b.Now
}

// Ours reports whether p is a payment of this till's gateway, and not of another
// one from before the config was changed. This gateway knows nothing of those.
func (b *Book) Ours(p *Item) bool { return p.Provider == b.settings.ProviderOf(p.Wallet) }

// Queryable reports whether the gateway can look p up.
func (b *Book) Queryable(p *Item) bool {
	if p.GatewayOrderNo == "" || !b.Ours(p) {
		return false
	}
	if p.Rail != kiosk.RailCode {
		return b.settings.Capabilities.QueryQR
	}
	own := p.GatewayOrderNo == string(p.OrderNo)
	return b.settings.Capabilities.QueryCode || b.settings.Capabilities.QueryQR && !own
}

// Unqueryable reports whether p is on show, or was, at a gateway that cannot be
// queried: a notification is its proof, or a manager's word.
func (b *Book) Unqueryable(p *Item) bool {
	return p.Rail != kiosk.RailCode && !b.settings.Capabilities.QueryQR && b.Ours(p)
}

// polledInBackground reports whether p, which nobody waits for, is polled. A manager's
// "not paid" is a person's word, and a failed try may be followed by another on
// the customer's phone, so the gateway is still asked.
func (b *Book) polledInBackground(p *Item) bool {
	if p.State == kiosk.StateCreated || p.superseded() || b.reached(p.pollUntilSteady) || !b.Queryable(p) {
		return false
	}
	if p.State == kiosk.StatePaid {
		return p.mayBeReversed()
	}
	return !p.State.Final() || p.Note.Managed() || p.Note == kiosk.ReasonNotified || p.State == kiosk.StateFailed
}

// keepPolling extends the polling window of a failed payment whose query had no
// answer: it must not end in a silence in which its customer may have tried again.
// One that a notification calls paid, or that may have been reversed, is polled until the
// gateway has spoken.
func (b *Book) keepPolling(p *Item) {
	ending := b.polledInBackground(p) && p.pollUntilSteady.Sub(b.Now) < pollAfterSilence/2
	if ending && (p.State.Final() && p.State != kiosk.StateClosed && b.Now.Before(p.SentSteady.Add(pollWindow)) || p.Note == kiosk.ReasonNotified) {
		b.pollUntil(p, b.Now.Add(pollAfterSilence))
	}
}

// payableFor is the time in which a payment may still be paid, also one that failed: a QR
// as long as it is valid, a code while its first try may be on its way.
func (b *Book) payableFor(p *Item) time.Duration {
	if p.Rail == kiosk.RailCode {
		return pollAgainFor
	}
	return b.settings.Capabilities.QRValid
}

// Polled reports whether p is polled at all: at the counter or in the background.
func (b *Book) Polled(p *Item) bool {
	atCounter := !p.State.Final() && p.State != kiosk.StateCreated && p.ReleasedAt.IsZero()
	return b.polledInBackground(p) || atCounter && b.Queryable(p) || b.Unqueryable(p) && b.wantsClose(p)
}

// schedule plans the next question about p.
func (b *Book) schedule(p *Item, took time.Duration) {
	p.NextPoll = b.Now
	if !p.wakeup {
		p.NextPoll = b.pollAfter(b.PollDelay(p), took)
		switch at := b.closeCodeAt(p); {
		case p.Rail != kiosk.RailCode || p.closeTries > 0:
		case b.wantsClose(p): // right after the last question that found no money
			p.NextPoll = b.Now
		case b.settings.Capabilities.Close && b.Now.Before(at):
			p.NextPoll = Soonest(p.NextPoll, at)
		}
	}
}

// pollAfter is the time of the next question: it is planned when the last was
// answered, so that they never overlap. The time that the answer took counts towards
// the delay, half of it at most, so that a slow gateway is not asked more rarely than
// a quick one.
func (b *Book) pollAfter(delay, took time.Duration) time.Time {
	return b.Now.Add(delay - min(took, delay/2))
}

// PollDelay until the next question about p, as its age demands.
func (b *Book) PollDelay(p *Item) time.Duration {
	if p.State == kiosk.StatePaid {
		return reversalPoll
	}
	if !p.ReleasedAt.IsZero() || p.State.Final() {
		since := p.releasedSteady
		if since.IsZero() {
			since = p.SentSteady // a manager said "not paid" while the sale was open
		}
		if gone := p.followedSince.Add(-releasedPolls[0].age); p.restoredRecently && gone.After(since) {
			since = gone
		}
		return releasedPolls.delay(b.Now.Sub(since))
	}
	age := b.Now.Sub(p.SentSteady)
	switch {
	case p.Rail == kiosk.RailCode && age < pollSlowFrom:
		return pollCode
	case age < pollQuickFor:
		return pollQuick
	case age < pollSlowFrom:
		return pollEased
	}
	return pollSlow
}
