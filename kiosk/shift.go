package kiosk

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Shift is a range of the event log between two closings, never a range of times. A
// payment belongs to the shift that was open when it became paid. A closed shift is
// the Z report: it never changes.
type Shift struct {
	Number   int // from 1 without a gap in closed ones; 0 is the open one
	After    int // the number of the one closed before it, 0 for none
	OpenedAt time.Time
	ClosedAt time.Time // zero while it is open
	OpenedBy string
	ClosedBy string
	// ApprovedBy may close it, where ClosedBy may not.
	ApprovedBy string
	Totals
	ByWallet  map[Wallet]Totals
	ByCashier map[string]Totals
	Cash      *CashCount     // nil where cash is off
	Counted   map[Wallet]Fen // what a person read in a merchant app before they saw ours
	// Carried are payments that were open or unknown when it closed, and Returning those
	// of which a refund was.
	Carried, Returning []OrderNo
	// Later has the ends, in this shift, of payments of earlier ones.
	Later []ShiftLater
	Notes []ShiftNote
}

// ShiftNote is something unusual about a closing, a word that stands in its Z.
type ShiftNote string

// The notes.
const (
	// ShiftNoteLate: it was closed on a later business day than it was opened on.
	ShiftNoteLate ShiftNote = "late"
	// ShiftNoteOther: somebody else closed it than had opened it.
	ShiftNoteOther ShiftNote = "other"
	// ShiftNoteRecounted: the sums that were kept differed from its payments and
	// refunds, which the Z has.
	ShiftNoteRecounted ShiftNote = "recounted"
)

// Text says a note in words.
func (n ShiftNote) Text() Text { return T("shift.note." + string(n)) }

// CloseRight is the right that a person needs to close s.
func (s *Shift) CloseRight(p Person) Right {
	if s.OpenedBy != "" && s.OpenedBy != p.Name {
		return RightCloseOther
	}
	return RightCloseShift
}

// Wallets are those of s in the order of the table of wallets: the ones with money, and
// the ones that were counted.
func (s *Shift) Wallets() (all []Wallet) {
	for _, w := range []Wallet{WeChat, Alipay, UnionPay, Cash, WalletUnknown} {
		_, counted := s.Counted[w]
		if t := s.ByWallet[w]; counted || t.Count > 0 || t.RefundCount > 0 {
			all = append(all, w)
		}
	}
	return all
}

// Cashiers are those of s by name.
func (s *Shift) Cashiers() (all []string) {
	for name := range s.ByCashier {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// CashCount is the drawer of a shift.
type CashCount struct {
	Opening, Taken Fen
	Counted        *Fen // nil until somebody counts
}

// Due is the sum that should be in the drawer.
func (c CashCount) Due() Fen { return c.Opening + c.Taken }

// Difference is the counted sum less the one that should be there; 0 until it is counted.
func (c CashCount) Difference() Fen {
	if c.Counted == nil {
		return 0
	}
	return *c.Counted - c.Due()
}

// ShiftLater is the end of a payment after its shift had been closed.
type ShiftLater struct {
	OrderNo OrderNo
	What    string // paid, closed, failed or refunded
	From    int    // the number of the earlier shift
}

// ShiftClose is a wish to close the open shift.
type ShiftClose struct {
	// After is that of the shift which was looked at, so that a second wish closes
	// nothing else: ErrConflict.
	After int
	At    time.Time
	By    string
	// ApprovedBy said that By may, "" where nobody was asked.
	ApprovedBy string
	Drawer     *DrawerClose   // nil where cash is off
	Counted    map[Wallet]Fen // of the merchant apps, where they were asked for
}

// DrawerClose is the drawer at a closing.
type DrawerClose struct {
	Counted *Fen // nil where nobody counted
	// Opening is the drawer's sum at the beginning, for a till's first shift. Others begin
	// with the Next of the one before.
	Opening Fen
	Next    Fen // what stays in it for the next shift
}

// What became of the payment of a ShiftLater.
const (
	LaterPaid     = string(StatePaid)
	LaterClosed   = string(StateClosed)
	LaterFailed   = string(StateFailed)
	LaterRefunded = string(LateRefunded)
)

// ErrNoShift tells that there is no closed shift of a number.
var ErrNoShift = errors.New("no such shift")

// Shifts reads shifts, and closes the open one.
type Shifts interface {
	// Shift returns the closed shift of a number, or as number 0 the open one as its Z
	// would be now; of none open an empty one. Errors: ErrNoShift.
	Shift(ctx context.Context, number int) (Shift, error)
	// Shifts returns those that were closed on the business days from to to, "" for no
	// bound, oldest first.
	Shifts(ctx context.Context, from, to Date) ([]Shift, error)
	// CloseShift closes the open shift, or an empty one where none is open, in one
	// transaction, and returns its Z. Errors: ErrConflict, and those of Ledger.Save.
	CloseShift(ctx context.Context, c ShiftClose) (Shift, error)
}
