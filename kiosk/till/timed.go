package till

import (
	"time"

	"facepay/kiosk/payments"
)

// timed are the parts of a till with deadlines of their own, in the order in which
// they act on them.
var timed = [...]struct {
	tick func(*Till)
	due  func(*Till) time.Time // when next, zero when there is nothing
}{
	{func(t *Till) { t.book.Tick(); t.tellFacts() }, func(t *Till) time.Time { return t.book.Due() }},
	{(*Till).tickScreens, (*Till).screensDue},
	{func(*Till) {}, (*Till).snoozeDue},
	{func(*Till) {}, (*Till).faceDue},
	{func(*Till) {}, (*Till).muteDue},
	{(*Till).tickTyping, func(t *Till) time.Time { return t.typing.quietAt }},
	{func(t *Till) { t.Effect(t.health.Tick(t.situation())...) }, func(t *Till) time.Time { return t.health.Due() }},
}

// tick does everything that has come due.
func (t *Till) tick() {
	for i := range timed {
		timed[i].tick(t)
	}
}

// nextDue is the till's next deadline.
func (t *Till) nextDue() (next time.Time) {
	if t.down != nil {
		return t.down.due(t)
	}
	for i := range timed {
		next = payments.Soonest(next, timed[i].due(t))
	}
	return next
}

// tickScreens begins with what is in front.
func (t *Till) tickScreens() {
	for i := len(t.stack) - 1; i >= 0; i-- {
		if i < len(t.stack) { // the one before may have gone with others
			t.stack[i].tick(t)
		}
	}
}

func (t *Till) screensDue() (next time.Time) {
	for _, s := range t.stack {
		next = payments.Soonest(next, s.due(t))
	}
	return next
}
