package kiosk

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

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

// FillMiniLink is the link to the shop's mini-program for one payment: in
// template {order_no} stands for its number, {amount} for yuan with two decimals
// and {path} for the path at which the till is asked for parameters.
func FillMiniLink(template string, n OrderNo, amount Fen) string {
	return strings.NewReplacer(
		"{order_no}", string(n),
		"{amount}", amount.Yuan(),
		"{path}", "/mini/"+string(n),
	).Replace(template)
}

// The length of the owner's PIN: what people keep in mind, and what can still be
// guessed with patience; see the ledger's limits on guessing.
const (
	PINDigitsMin = 4
	PINDigitsMax = 8
)

// ErrPINShape tells that a PIN is not one of PINDigitsMin to PINDigitsMax digits.
var ErrPINShape = fmt.Errorf("a PIN has %d to %d digits", PINDigitsMin, PINDigitsMax)

// CheckPINShape is ErrPINShape for what cannot be a PIN, nil for all else.
func CheckPINShape(pin string) error {
	if len(pin) < PINDigitsMin || len(pin) > PINDigitsMax || !AllDigits(pin) {
		return ErrPINShape
	}
	return nil
}

// RefundEntry is a refund that the owner makes, on ScreenRefund.
type RefundEntry struct {
	Title  Text
	Detail Text // of which payment, and what kind of refund it is
	// Order is the tail of the payment's order number.
	Order    string
	Wallet   Wallet
	Paid     string // grouped yuan: what was paid
	Refunded string // what went back already, "" when nothing did
	Max      string // the most that can be given back now, "" when nothing can
	// Fixed: the amount cannot be chosen, the digits do nothing.
	Fixed bool
	// ByHand: the money goes back outside of this till; the till only notes it.
	ByHand bool
	// Confirm: this is the second look. The Panel has the question.
	Confirm bool
	// Buttons of the amount's step, when no Panel stands in place of the keypad.
	Buttons []Button
}

// Equal reports whether e and o draw the same.
func (e RefundEntry) Equal(o RefundEntry) bool {
	return e.Order == o.Order && e.Wallet == o.Wallet && e.Paid == o.Paid && e.Refunded == o.Refunded && e.Max == o.Max &&
		e.Fixed == o.Fixed && e.ByHand == o.ByHand && e.Confirm == o.Confirm &&
		e.Title.Equal(o.Title) && e.Detail.Equal(o.Detail) && equalAll(e.Buttons, o.Buttons, (*Button).Equal)
}

// Why a ledger cannot be used; a Ledger wraps its own error with one of these
// so that the till can say it in people's words.
var (
	ErrLedgerFull     = errors.New("the disk is full")
	ErrLedgerReadOnly = errors.New("the ledger cannot be written: its file or folder is read-only")
	ErrLedgerLocked   = errors.New("another program holds the ledger")
	ErrLedgerDamaged  = errors.New("the ledger is damaged")
	ErrLedgerNewer    = errors.New("the ledger was written by a newer version")
)

type (
	// Closing is somebody's wish to close the till's window, such as Alt+F4. The
	// end of the machine or of the desktop's session asks nobody.
	Closing struct{}
	// Close ends the till in order.
	Close struct{}
)

func (Closing) event() {}

func (Close) effect() {}

// ActionClose closes the till although a sale is open.
const ActionClose Action = "close"
