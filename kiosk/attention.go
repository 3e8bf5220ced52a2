package kiosk

import (
	"slices"
	"time"
)

// AttentionPage is the number of payments on a page of the list: as many as can be read
// from where a cashier stands, and touched without aiming.
const AttentionPage = 4

// AttentionList is one page of the payments that need people.
type AttentionList struct {
	Rows        []AttentionItem
	Total       int // on all pages
	Page, Pages int // from 1
	// Resolved is the outcome of the last one that left the list while it was up.
	Resolved TimelineEntry
}

// AttentionItem is one payment that needs people.
type AttentionItem struct {
	OrderNo      OrderNo
	Tail         string
	Amount       string // grouped yuan without the sign; a refund's where it is about one
	Wallet       Wallet
	Since        time.Time // its age counts from then
	Title        Text      // what it is: unknown, late, …
	Progress     Progress
	Instruction  Text // what the cashier should do
	ActionNeeded bool // somebody has to do something, and not only to wait
	Selected     bool
}

// Progress of a payment that the till follows by itself.
type Progress struct {
	Text       Text
	NextQuery  time.Time // when it asks again; zero: it does not, or Querying
	Querying   bool      // it is asking this moment, because somebody wanted to know
	LastAnswer TimelineEntry
}

// Equal reports whether l and o draw the same.
func (l AttentionList) Equal(o AttentionList) bool {
	return l.Total == o.Total && l.Page == o.Page && l.Pages == o.Pages && l.Resolved.Equal(&o.Resolved) &&
		slices.EqualFunc(l.Rows, o.Rows, AttentionItem.Equal)
}

// Equal reports whether d and o draw the same.
func (d AttentionItem) Equal(o AttentionItem) bool {
	return d.OrderNo == o.OrderNo && d.Tail == o.Tail && d.Amount == o.Amount && d.Wallet == o.Wallet && d.Since.Equal(o.Since) &&
		d.ActionNeeded == o.ActionNeeded && d.Selected == o.Selected && d.Title.Equal(o.Title) && d.Progress.Equal(&o.Progress) && d.Instruction.Equal(o.Instruction)
}

// Equal reports whether d and o draw the same.
func (d *Progress) Equal(o *Progress) bool {
	return d.Querying == o.Querying && d.NextQuery.Equal(o.NextQuery) && d.Text.Equal(o.Text) && d.LastAnswer.Equal(&o.LastAnswer)
}
