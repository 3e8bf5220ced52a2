package kiosk

import "time"

// advance does everything that has come due: in the book first, then on the
// screens.
func (t *Till) advance() {
	t.book.tick()
	t.tellFacts()
	t.advanceAlarms()
	t.advanceExam()
}

// wakeAt is when the till has something to do by itself.
func (t *Till) wakeAt() time.Time {
	if t.mode == modeStarting {
		return time.Time{}
	}
	if t.stopped != nil {
		return t.stopped.retryAt
	}
	return soonest(t.book.bookDue(), t.alarmAt(), t.typing.quietAt, t.examAt())
}
