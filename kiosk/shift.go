package kiosk

import "time"

// Shift is a range of the event log between two closings, never a range of times. A
// payment belongs to the shift that was open when it became paid. A closed shift is
// the Z report: it never changes.
type Shift struct {
	Number   int // from 1 without a gap in closed ones; 0 is the open one
	OpenedAt time.Time
	ClosedAt time.Time // zero while it is open
	OpenedBy string
	ClosedBy string
	Totals
	ByWallet map[Wallet]Totals
	Cash     *CashCount     // nil where cash is off
	Counted  map[Wallet]Fen // what a person read in a merchant app before they saw ours
	// Carried are payments that were open or unknown when it closed.
	Carried []OrderNo
	// Later is what became, in this shift, of payments of earlier ones.
	Later []ShiftLater
}

// CashCount is the drawer of a shift.
type CashCount struct {
	Opening, Taken Fen
	Counted        *Fen // nil until somebody counts
}

// Difference is what was counted less what should be there; 0 until it is counted.
func (c CashCount) Difference() Fen {
	if c.Counted == nil {
		return 0
	}
	return *c.Counted - c.Opening - c.Taken
}

// ShiftLater is what became of a payment after its shift had been closed.
type ShiftLater struct {
	OrderNo OrderNo
	What    string // paid, closed, failed or refunded
	From    int    // the number of the earlier shift
}

// ShiftClose is a wish to close the open shift.
type ShiftClose struct {
	At      time.Time
	By      string
	Cash    *Fen           // counted; nil where cash is off
	Opening Fen            // what the drawer has for the next shift
	Counted map[Wallet]Fen // of the merchant apps, where they were asked for
}
