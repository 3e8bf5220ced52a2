package store

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"facepay/assets/i18n"
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
	RowShift   RowKind = "shift"  // the Z report of a closed one
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
	Shift   string // the number of a closed one
	Names   string // of a schema: what is not as it was made

	judged bool  // found in the row itself, and not at an event
	id     int64 // of the row then
	fits   bool  // its seal then, and not the events before that
}

// Error names the row in a line for a log, in the words of facepay check; numbers
// of orders have their last four characters only.
func (e *ChainError) Error() string {
	if e.AtEnd { // after "is older than what was verified:" facepay check has no second colon
		return fmt.Sprintf("it lacks what it once had from event %d to event %d: an older copy, or one without %s", e.Seq, max(e.Seq, e.Last), WriteAheadLogName)
	}
	return english().Text(faultText(e))
}

var english = sync.OnceValue(func() *i18n.Catalogue {
	texts, err := i18n.Load("en")
	if err != nil {
		return &i18n.Catalogue{} // which has the keys
	}
	return texts
})

func faultText(e *ChainError) kiosk.Text {
	event, about := faultEvent(e), faultSubject(e)
	switch {
	case e.Row == RowSchema:
		return kiosk.T("check.fault.schema", "names", e.Names)
	case e.AtEnd:
		return kiosk.T("check.fault.behind", "first", fmt.Sprint(e.Seq), "last", fmt.Sprint(max(e.Seq, e.Last)))
	case e.Row == RowEvent && e.Fault == FaultRemoved && e.Last > e.Seq:
		return kiosk.T("check.fault.events_removed", "first", fmt.Sprint(e.Seq), "last", fmt.Sprint(e.Last))
	case e.Row == RowEvent && about.IsZero():
		return kiosk.T("check.fault.event."+string(e.Fault), "event", event.Arg())
	case e.Row == RowEvent:
		of := kiosk.T("check.place.about", "event", event.Arg(), "subject", about.Arg())
		return kiosk.T("check.fault.event."+string(e.Fault), "event", of.Arg())
	case e.Seq == 0 && (e.Fault == FaultEdited || e.Fault == FaultInserted):
		return kiosk.T("check.fault.untold_row."+string(e.Fault), "subject", about.Arg())
	}
	return kiosk.T("check.fault.row."+string(e.Fault), "subject", about.Arg(), "event", event.Arg())
}

func faultEvent(e *ChainError) kiosk.Text {
	if e.Kind == "" {
		return kiosk.T("check.place.event", "seq", fmt.Sprint(e.Seq))
	}
	return kiosk.T("check.place.event_at", "seq", fmt.Sprint(e.Seq), "kind", string(e.Kind), "at", e.At.Format("2006-01-02 15:04:05 -07:00"))
}

// faultSubject names the sale, payment or refund that a fault is about; zero when
// that cannot be told.
func faultSubject(e *ChainError) kiosk.Text {
	switch {
	case e.Shift != "":
		return kiosk.T("check.place.shift", "number", e.Shift)
	case e.Refund != "":
		return kiosk.T("check.place.refund", "refund", kiosk.OrderNo(e.Refund).Tail(), "order", e.OrderNo.Tail())
	case e.OrderNo != "":
		return kiosk.T("check.place.payment", "order", e.OrderNo.Tail())
	case e.Sale != "":
		return kiosk.T("check.place.sale", "sale", kiosk.OrderNo(e.Sale).Tail())
	}
	return kiosk.Text{}
}

func (e *ChainError) Is(target error) bool { return target == ErrDamaged }

func eventFault(fault Fault, e *event, loc *time.Location) *ChainError {
	r := &e.record
	found := &ChainError{Fault: fault, Row: RowEvent, Seq: e.seq, Kind: r.Kind, At: r.At.In(loc), Sale: r.Sale,
		OrderNo: r.OrderNo, Refund: r.Refund}
	if r.Kind == kindShiftClosed {
		found.Shift = r.Note
	}
	return found
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

func (e ChainErrors) Is(target error) bool { return target == ErrDamaged }

// faultTexts are the places of a ledger whose history was changed.
func faultTexts(faults ChainErrors) []kiosk.Text {
	texts := make([]kiosk.Text, 0, len(faults)+1)
	for _, fault := range faults {
		texts = append(texts, faultText(fault))
	}
	if faults.Full() {
		texts = append(texts, kiosk.T("check.places.more"))
	}
	return texts
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
