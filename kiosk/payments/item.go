package payments

import (
	"facepay/kiosk"
	"time"
)

// done reports whether the till needs p no more.
func (b *Book) done(p *Item) bool {
	return p.State.Final() && p.CallID == 0 && !b.ofOpenSale(p) && !b.Alarming(p) && !b.polledInBackground(p) && !b.refunding(p)
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
	ReleasedSteady  time.Time
	PollUntilSteady time.Time
	// written is the end of the watch in the last write, which may have failed, and
	// writtenBefore in the one before it.
	written, writtenBefore pollRow

	FollowedSince    time.Time // since when this run has followed it without a gap
	restoredRecently bool      // asked about as if it had been left no sooner than shortly before known
	CallID           uint64    // ID of the ask under way, 0 when none
	NextPoll         time.Time
	Confirming       bool      // the customer is at it
	closeTries       int       // times the gateway was asked to close it
	checkClose       bool      // a close was answered, its effect is not checked yet
	answered         bool      // answered at least once since the start
	calledAt         time.Time // when the ask under way, or the last, left
	notPaidAt        time.Time // when the gateway last said that nothing was paid
	// silentSince is since when questions about it have had no answer that says
	// anything; zero when the last one had.
	silentSince         time.Time
	notified            uint8 // verdicts that notifications had, a bit each
	wakeup              bool  // a notification wants it asked about at once
	missedNotifications bool  // a notification of it may have come while nobody heard
	Manual              bool  // somebody wants to know what became of it, now
	LastAnswer          LastAnswer
	wakeupAt            time.Time
	Mini                *miniOrder // the mini-program that opened it, nil before
	dirty               bool       // to be written at the end of this step
}

// Find returns the payment that is followed under n, nil when there is none.
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
