package runner

import (
	"context"

	"facepay/kiosk"
)

// eventsMax: a person at a stuck till cannot press more than this before
// somebody looks; what is over it is dropped, as a dead key would be.
const eventsMax = 256

// Inbox is the queue of a till's events. It is made before everything that posts
// to it, and so before the runner that empties it.
type Inbox struct{ events chan kiosk.Event }

// NewInbox makes an empty inbox.
func NewInbox() Inbox { return Inbox{make(chan kiosk.Event, eventsMax)} }

// Post hands over an event of a person or a device without waiting. It reports
// whether there was room.
func (i Inbox) Post(e kiosk.Event) bool {
	select {
	case i.events <- e:
		return true
	default:
		return false
	}
}

// deliver hands over an answer, which must not be lost while the till runs.
func (i Inbox) deliver(ctx context.Context, e kiosk.Event) {
	select {
	case i.events <- e:
	case <-ctx.Done():
	}
}
