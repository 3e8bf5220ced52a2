package kiosk

import "time"

// Day is one calendar day of the shop, 23 to 25 hours where clocks are changed.
// The zero Day has no moment.
type Day struct {
	Start time.Time
	End   time.Time // the first moment after it
}

// DayOf is the day of at where the shop is.
func DayOf(at time.Time, shop *time.Location) Day {
	y, m, d := at.In(shop).Date()
	return Day{time.Date(y, m, d, 0, 0, 0, 0, shop), time.Date(y, m, d+1, 0, 0, 0, 0, shop)}
}

// Has reports whether at is on d.
func (d Day) Has(at time.Time) bool { return !at.Before(d.Start) && at.Before(d.End) }

// SameInstant compares a time of this run with one that the ledger gave back,
// which keeps milliseconds.
func SameInstant(a, b time.Time) bool { return a.UnixMilli() == b.UnixMilli() }
