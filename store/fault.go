package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
)

// Fault is the kind of damage at one place of the ledger.
type Fault string

const (
	FaultEdited   Fault = "edited"   // it is not what was written
	FaultRemoved  Fault = "removed"  // it is not there
	FaultInserted Fault = "inserted" // it was put there: between two events, or a row that no event tells of
	FaultMoved    Fault = "moved"    // the event stands in another's place
	FaultMove     Fault = "move"     // the event tells of a change of state that is not allowed
	// FaultUnrecorded is a row that is ahead of the newest event about it: an event
	// after that one was removed, or the row was edited together with its version.
	FaultUnrecorded Fault = "untold"
	// FaultRewritten is an event that fits into its chain and is not the one that
	// was verified in this place before: the history up to it was written anew.
	FaultRewritten Fault = "rewritten"
	// FaultOverwritten is a row that was not as it had been sealed when the till
	// wrote its next version over it. That is in the log for good.
	FaultOverwritten Fault = "overwritten"
	// FaultSchema is a table, index or trigger that is not as this program makes it.
	FaultSchema Fault = "schema"
)

// RowKind is the kind of row that a fault is in.
type RowKind string

const (
	RowEvent   RowKind = "event"
	RowSale    RowKind = "sale"
	RowPayment RowKind = "payment"
	RowRefund  RowKind = "refund"
	RowSchema  RowKind = "schema" // the ledger's tables, indexes and triggers
)

// faultsMax bounds the faults that one verification names. Who wants to know what
// is left after so many compares the whole with a backup.
const faultsMax = 20

// ChainError names one bad place of the ledger. It is an ErrDamaged.
type ChainError struct {
	Fault Fault
	Row   RowKind
	// Seq is the number of the event; for another kind of row that of the newest
	// event about it, 0 when no event tells of it.
	Seq  int64
	Last int64 // the last of several events removed in a row, else 0
	// AtEnd tells that events which had been verified are missing and that none
	// came after them when that was found, as in a ledger of an earlier moment: an
	// older copy, or one that was copied without its write-ahead log.
	AtEnd bool
	Kind  kiosk.RecordKind // of event Seq, "" when it is not there
	At    time.Time        // of event Seq, in the shop's location; zero when it is not there

	// What the row is, or what the event is about, as far as that can be told.
	Sale    kiosk.SaleID
	OrderNo kiosk.OrderNo
	Refund  kiosk.RefundNo
	Names   string // of a schema: what is not as it was made

	judged bool  // found in the row itself, and not at an event
	id     int64 // of the row then
	fits   bool  // its seal then, and not the events before that
}

// Error names the row in a line for a log; numbers of orders have their last
// four characters only.
func (e *ChainError) Error() string {
	switch e.Row {
	case RowEvent:
		return e.eventText()
	case RowSchema:
		return "its tables, indexes or triggers are not as this program makes them: " + e.Names
	}
	s := e.subject() + " was " + string(e.Fault)
	switch {
	case e.Fault == FaultUnrecorded:
		return fmt.Sprintf("%s was changed after %s, the newest that tells of it: an event was removed, or the row edited", e.subject(), e.event())
	case e.Fault == FaultOverwritten:
		return e.subject() + " was not as it had been sealed when the till wrote over it with " + e.event()
	case e.Fault == FaultRemoved:
		return s + "; " + e.event() + " tells of it"
	case e.Seq == 0:
		return s + "; no event tells of it"
	}
	return s + " since " + e.event() + " sealed it"
}

func (e *ChainError) eventText() string {
	if e.AtEnd {
		return fmt.Sprintf("it lacks what it once had from event %d to event %d: an older copy, or one without %s", e.Seq, max(e.Seq, e.Last), WriteAheadLogName)
	}
	if e.Fault == FaultRemoved && e.Last > e.Seq {
		return fmt.Sprintf("events %d to %d were removed", e.Seq, e.Last)
	}
	name := e.event()
	if about := e.subject(); about != "" {
		name += " about " + about
	}
	switch e.Fault {
	case FaultMove:
		return name + " tells of a change of state that is not allowed"
	case FaultMoved:
		return name + " was moved from another place"
	case FaultRewritten:
		return "the history up to " + name + " was written anew after it had been verified"
	}
	return name + " was " + string(e.Fault)
}

func (e *ChainError) event() string {
	s := fmt.Sprintf("event %d", e.Seq)
	if e.Kind != "" {
		s += fmt.Sprintf(" (%s, %s)", e.Kind, e.At.Format("2006-01-02 15:04:05 -07:00"))
	}
	return s
}

func (e *ChainError) subject() string {
	switch {
	case e.Refund != "":
		return fmt.Sprintf("refund …%s of payment …%s", kiosk.OrderNo(e.Refund).Tail(), e.OrderNo.Tail())
	case e.OrderNo != "":
		return "payment …" + e.OrderNo.Tail()
	case e.Sale != "":
		return "sale …" + kiosk.OrderNo(e.Sale).Tail()
	}
	return ""
}

func (e *ChainError) Is(target error) bool { return target == ErrDamaged }

func eventFault(fault Fault, e *event, loc *time.Location) *ChainError {
	r := &e.record
	return &ChainError{Fault: fault, Row: RowEvent, Seq: e.seq, Kind: r.Kind, At: r.At.In(loc), Sale: r.Sale,
		OrderNo: r.OrderNo, Refund: r.Refund}
}

// ChainErrors are the faults of one verification, in the order in which they
// were found.
type ChainErrors []*ChainError

func (e ChainErrors) Error() string {
	texts := make([]string, len(e))
	for i, fault := range e {
		texts[i] = fault.Error()
	}
	s := strings.Join(texts, "; ")
	if e.Full() {
		s += "; perhaps more"
	}
	return s
}

// Full reports whether the verification ended at so many faults: there may be more.
func (e ChainErrors) Full() bool { return len(e) >= faultsMax }

func (e ChainErrors) Unwrap() []error {
	errs := make([]error, len(e))
	for i, fault := range e {
		errs[i] = fault
	}
	return errs
}

// fullError tells that the rest was not looked at, because so much was found
// before. It is what that was: a history that was changed, and not a file that
// a disk spoiled.
type fullError struct{ found ChainErrors }

func (e *fullError) Error() string {
	return fmt.Sprintf("%v: %d places; the rest was not looked at", ErrDamaged, len(e.found))
}

func (e *fullError) Unwrap() error { return e.found }

// Behind reports whether all that a verification found is that the ledger ends
// before the point up to which it was verified: nothing in it was changed.
func Behind(err error) bool {
	faults := chainFaults(err)
	return len(faults) > 0 && !slices.ContainsFunc(faults, func(e *ChainError) bool { return !e.AtEnd })
}
