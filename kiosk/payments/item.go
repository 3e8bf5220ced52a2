package payments

import (
	"time"

	"facepay/kiosk"
)

// done reports whether nothing can happen to p any more.
func (b *Book) done(p *Item) bool {
	return p.State.Final() && p.callID == 0 && !b.ofOpenSale(p) && !b.Alarming(p) && !b.polledInBackground(p) && !b.refunding(p)
}

func (b *Book) forgetSale(id kiosk.SaleID) {
	if b.counter.sale != nil && b.counter.sale.ID == id {
		return
	}
	for _, p := range b.payments {
		if p.Sale == id {
			return
		}
	}
	delete(b.sales, id)
}

// Item is a payment with what the till needs to follow it. Everything but
// the Payment can be lost in a crash without harm.
//
// The recorded times of the Payment are wall time and are never measured with;
// those below are the steady clock's.
type Item struct {
	kiosk.Payment
	SentSteady      time.Time
	releasedSteady  time.Time // zero while it is at the counter
	pollUntilSteady time.Time // zero while it is at the counter
	followedSince   time.Time // start of the time in which this run has followed it without a gap
	NextPoll        time.Time
	LastAnswer      LastAnswer
	Confirming      bool // the customer is at it, by the gateway's newest answer
	Manual          bool // somebody asked for the answer to come

	// written is PollUntil in the last write, which may have failed, and
	// writtenBefore in the one before it.
	written, writtenBefore pollRow

	dirty            bool      // to be written at the end of this step
	callID           uint64    // of the call under way, 0 when none
	calledAt         time.Time // of that call, or of the last
	answered         bool      // at least once since the start
	restored         bool      // taken from the ledger, which does not tell what calls were made before
	restoredRecently bool      // polled as if it had been released shortly before followedSince
	closeTries       int       // calls that asked the gateway to close it
	closesNotSent    int       // of them those of which no request left
	checkClose       bool      // a close was answered, its effect is not checked yet
	reversalUntil    time.Time // it is paid, and a request to reverse it may arrive until then
	notPaidAt        time.Time // the gateway's last "not paid yet"
	askedLast        bool      // its polling window ended in a silence, and one more question was put
	silentSince      time.Time // no query has had an answer that says anything; zero when the last one had

	mini                *miniOrder // the mini-program that opened it, nil before
	notified            uint8      // verdicts that notifications had, a bit each
	wakeup              bool       // a notification wants it polled at once
	wakeupAt            time.Time
	missedNotifications bool // a notification of it may have been lost
}

// InFlight reports whether a call about p is under way.
func (p *Item) InFlight() bool { return p.callID != 0 }

// Find returns the payment n that is followed, nil when there is none.
func (b *Book) Find(n kiosk.OrderNo) *Item {
	for _, p := range b.payments {
		if p.OrderNo == n {
			return p
		}
	}
	return nil
}

// atCounter reports whether p is paid at the counter now, and was not let go.
func (b *Book) atCounter(p *Item) bool { return b.ofOpenSale(p) && p.ReleasedAt.IsZero() }

// ofOpenSale reports whether p belongs to the sale at the counter.
func (b *Book) ofOpenSale(p *Item) bool { return b.counter.sale != nil && p.Sale == b.counter.sale.ID }
