package kiosk

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Ledger is the record on disk. One till writes it.
type Ledger interface {
	// Save commits w as one transaction, to the disk itself, before it returns.
	// Rows are written by compare-and-set on their Version: a row whose stored
	// version is not the given one less one is ErrConflict and nothing of w is
	// written. Any other error also means that nothing of w was written.
	Save(ctx context.Context, w Write) error
	// Load returns what a till needs to go on after a start, or an error when
	// the ledger cannot be read or fails its checks.
	Load(ctx context.Context, now time.Time) (Snapshot, error)
	// Find returns the payment n with its sale and its refunds, oldest first;
	// ErrNoPayment.
	Find(ctx context.Context, n OrderNo) (Payment, Sale, []Refund, error)
	// SetPIN stores the owner's PIN as a hash; ErrPINShape, ErrPINTaken.
	SetPIN(ctx context.Context, pin string) error
	// CheckPIN compares pin with everybody's and counts misses on disk. now is of a
	// steady clock, which nobody sets: a wait passes on it alone, and for a ledger that
	// was opened anew it has not passed at all.
	CheckPIN(ctx context.Context, pin string, now time.Time) (PINResult, error)
}

// History reads the ledger for people, beside the till, newest first.
type History interface {
	// Payments returns up to limit payments that f selects, those behind before ("" for
	// the first). Newest first is by when they were made; where f has more than an Ending,
	// by the day on which they count, then in the order in which they came on record.
	Payments(ctx context.Context, f HistoryFilter, before OrderNo, limit int) ([]Payment, error)
	// Story returns the records of one payment, oldest first.
	Story(ctx context.Context, n OrderNo) ([]Record, error)
}

// Errors of a Ledger.
var (
	ErrConflict  = errors.New("another write came first")
	ErrNoPayment = errors.New("no such payment")
)

// Why a ledger cannot be used; a Ledger wraps its own error with one of these
// so that the till can say it in people's words.
var (
	ErrLedgerFull     = errors.New("the disk is full")
	ErrLedgerReadOnly = errors.New("the ledger cannot be written: its file or folder is read-only")
	ErrLedgerLocked   = errors.New("another program holds the ledger")
	ErrLedgerDamaged  = errors.New("the ledger is damaged")
	ErrLedgerNewer    = errors.New("the ledger was written by a newer version")
)

// Write is one transaction: the rows that a step puts on record, all or none.
type Write struct {
	Sales    []Sale
	Payments []Payment
	Refunds  []Refund
	Records  []Record
}

// Empty reports whether there is nothing to write.
func (w Write) Empty() bool {
	return len(w.Sales)+len(w.Payments)+len(w.Refunds)+len(w.Records) == 0
}

// Record is one row of the append-only event log. The ledger chains the rows by
// hash, so that an edited history shows.
type Record struct {
	At      time.Time
	Kind    RecordKind
	Sale    SaleID
	OrderNo OrderNo  // "" for a record about a sale alone
	Refund  RefundNo // "" for a record about no refund
	From    State    // "" when no state changed; a refund's as State(RefundState)
	To      State
	Note    string // a Reason, or what RecordKind says; Texts reads it
}

// RecordKind is the type of a record.
type RecordKind string

// The kinds of record.
const (
	RecordSaleOpened    RecordKind = "sale_opened"
	RecordSaleEnded     RecordKind = "sale_ended" // Note has the sale's new state and why
	RecordCreated       RecordKind = "created"
	RecordMoved         RecordKind = "moved"
	RecordReleased      RecordKind = "left"     // the payment was let go and is polled
	RecordNumbered      RecordKind = "numbered" // the gateway assigned its order number
	RecordLate          RecordKind = "late"
	RecordIncident      RecordKind = "incident"
	RecordDecided       RecordKind = "decided"       // by a manager with PIN, Note has the reason
	RecordPollingEnded  RecordKind = "watched_out"   // no longer polled
	RecordCloseAsked    RecordKind = "close_asked"   // the gateway was asked to close it
	RecordLateDone      RecordKind = "late_answered" // Note has the LateDone
	RecordNotified      RecordKind = "noticed"       // a notification came; Note has what it said
	RecordBuyer         RecordKind = "buyer"         // a mini-program asked for p's parameters
	RecordRefund        RecordKind = "refund"        // a refund was put on record; Note has its amount
	RecordRefundMoved   RecordKind = "refund_moved"
	RecordRefundDecided RecordKind = "refund_decided" // by a manager with PIN

	// Note of the following is an Approval.
	RecordApproved RecordKind = "approved"   // who asked for what stands beside it, and who approved
	RecordRefused  RecordKind = "refused"    // By may not do it; nothing was done
	RecordLocked   RecordKind = "pin_locked" // too many misses; By is ""
	RecordSignedIn RecordKind = "signed_in"  // By sells from now on; Asked did
)

// recordKinds are all of them. What a ledger has of another kind was written by other
// hands, or by a newer program.
var recordKinds = []RecordKind{RecordSaleOpened, RecordSaleEnded, RecordCreated, RecordMoved, RecordReleased,
	RecordNumbered, RecordLate, RecordIncident, RecordDecided, RecordPollingEnded, RecordCloseAsked, RecordLateDone,
	RecordNotified, RecordBuyer, RecordRefund, RecordRefundMoved, RecordRefundDecided,
	RecordApproved, RecordRefused, RecordLocked, RecordSignedIn}

// Known reports whether k is one of the kinds of record.
func (k RecordKind) Known() bool { return slices.Contains(recordKinds, k) }

// SnapshotMin is the number of newest payments that a Ledger looks through by their
// order and not by their times: a clock that leapt while the till was off makes
// them seem old. It is more than one counter can begin within the life of a
// code.
const SnapshotMin = 32

// Snapshot is the ledger's content for a till that starts. Its lists are in the
// order in which their rows were first written, oldest first.
type Snapshot struct {
	// At is the time that Load was asked for, which Today is of; zero: the time of
	// the step that takes it.
	At time.Time
	// Sales still open, and the sales of all Payments below.
	Sales []Sale
	// Payments that are not final, are still polled, or whose late money or
	// incident nobody has answered, that are an open sale's, or that have a Refund
	// below; and those among the newest SnapshotMin that were polled after they
	// had ended.
	Payments []Payment
	// Refunds that are not final, and all others of the same payments.
	Refunds []Refund
	// RecentTails are the tails of codes sent in the last PayCodeMemory, and whatever
	// the clock says, of those among the newest SnapshotMin payments.
	RecentTails []SentTail
	// Last is the newest sale that ended, nil if there is none.
	Last *LastSale
	// Today is the sum that was paid on the business day of now, late money included.
	Today Fen
	// PINSet tells whether the owner has a PIN.
	PINSet bool
	// People is everybody, see People.
	People []Person
}

// SentTail remembers that a code was spent, by its last 4.
type SentTail struct {
	Wallet Wallet
	Tail   string
	At     time.Time
}

// PayCodeMemory is the time for which a spent code is refused by its tail: longer than any
// wallet's code lives (about a minute).
const PayCodeMemory = 3 * time.Minute
