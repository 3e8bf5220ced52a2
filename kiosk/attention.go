package kiosk

import "time"

// AttentionPage is how many payments a page of the list has: as many as can be read
// from where a cashier stands, and touched without aiming.
const AttentionPage = 4

// AttentionList is one page of what needs people.
type AttentionList struct {
	Rows        []AttentionItem
	Total       int // on all pages
	Page, Pages int // from 1
	// Gone is what became of the last one that left the list while it was up.
	Gone TimelineEntry
}

// AttentionItem is one payment that needs people.
type AttentionItem struct {
	OrderNo OrderNo
	Tail    string
	Amount  string // grouped yuan without the sign; a refund's where it is about one
	Wallet  Wallet
	Since   time.Time // its age counts from then
	Title   Text      // what it is: unknown, late, …
	Doing   Doing
	Do      Text // what the cashier should do
	Hands   bool // somebody has to do something, and not only to wait
	Chosen  bool
}

// Doing is what the till is doing about a payment by itself.
type Doing struct {
	Text Text
	Next time.Time     // when it asks again; zero: it does not, or Busy
	Busy bool          // it is asking this moment, because somebody wanted to know
	Said TimelineEntry // the last that was heard of it
}

// Equal reports whether l and o draw the same.
func (l AttentionList) Equal(o AttentionList) bool {
	if len(l.Rows) != len(o.Rows) || l.Total != o.Total || l.Page != o.Page || l.Pages != o.Pages || !l.Gone.Equal(&o.Gone) {
		return false
	}
	for i := range l.Rows {
		if !l.Rows[i].Equal(o.Rows[i]) {
			return false
		}
	}
	return true
}

// Equal reports whether d and o draw the same.
func (d AttentionItem) Equal(o AttentionItem) bool {
	return d.OrderNo == o.OrderNo && d.Tail == o.Tail && d.Amount == o.Amount && d.Wallet == o.Wallet && d.Since.Equal(o.Since) &&
		d.Hands == o.Hands && d.Chosen == o.Chosen && d.Title.Equal(o.Title) && d.Doing.Equal(&o.Doing) && d.Do.Equal(o.Do)
}

// Equal reports whether d and o draw the same.
func (d *Doing) Equal(o *Doing) bool {
	return d.Busy == o.Busy && d.Next.Equal(o.Next) && d.Text.Equal(o.Text) && d.Said.Equal(&o.Said)
}
