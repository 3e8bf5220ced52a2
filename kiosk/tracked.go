package kiosk

import "time"

// item is a payment with what the till needs to follow it. Everything but
// the Payment can be lost in a crash without harm.
//
// The recorded times of the Payment are wall time and are never measured with;
// those below are the steady clock's.
type item struct {
	Payment
	sentSteady      time.Time
	releasedSteady  time.Time
	pollUntilSteady time.Time
	// written is the end of the watch in the last write, which may have failed, and
	// writtenBefore in the one before it.
	written, writtenBefore watchRow

	followedSince time.Time // since when this run has followed it without a gap
	recent        bool      // asked about as if it had been left no sooner than shortly before known
	asking        uint64    // ID of the ask under way, 0 when none
	nextAsk       time.Time
	confirming    bool      // the customer is at it
	closeAsked    int       // times the gateway was asked to close it
	checkClose    bool      // a close was answered, its effect is not checked yet
	asked         bool      // answered at least once since the start
	askedAt       time.Time // when the ask under way, or the last, left
	saidOpenAt    time.Time // when the gateway last said that nothing was paid
	// silentSince is since when questions about it have had no answer that says
	// anything; zero when the last one had.
	silentSince time.Time
	notified    uint8 // verdicts that notifications had, a bit each
	wakeup      bool  // a notification wants it asked about at once
	missed      bool  // a notification of it may have come while nobody heard
	manual      bool  // somebody wants to know what became of it, now
	lastAnswer  heard
	wokenAt     time.Time
	mini        *miniOrder // the mini-program that opened it, nil before
	dirty       bool       // to be written at the end of this step
}

// find returns the payment that is followed under n, nil when there is none.
func (t *Till) find(n OrderNo) *item {
	for _, p := range t.payments {
		if p.OrderNo == n {
			return p
		}
	}
	return nil
}

// atCounter reports whether p is paid at the counter now, and was not let go.
func (t *Till) atCounter(p *item) bool { return t.ofOpenSale(p) && p.ReleasedAt.IsZero() }

// ofOpenSale reports whether p belongs to the sale at the counter.
func (t *Till) ofOpenSale(p *item) bool { return t.sale != nil && p.Sale == t.sale.ID }
