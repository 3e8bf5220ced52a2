package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// renumberedMax is the distance within which an event is looked for when its number is not the
// one it was written under. Tampering that renumbers more than so many events
// is still found; every event after it is then named as edited.
const renumberedMax = 64

// eventsMax is more events than a till writes in centuries. One with a higher
// number was put there by other hands.
const eventsMax = 1_000_000_000

// walk follows the chain event by event. After a fault it goes on with what it
// finds, so that one break does not hide the next.
type walk struct {
	Seq    int64  `json:"seq"`    // the last event looked at, 0 for none
	Hash   digest `json:"hash"`   // of it
	Before digest `json:"before"` // of the one before it
	// Shift is to be added to the number of an event to get the one it was
	// written under, since events before it were removed or inserted and the rest
	// renumbered.
	Shift int64 `json:"shift,omitempty"`
	// Moved tells that the last event stands in another's place, so that what
	// follows cannot be judged by it.
	Moved bool `json:"moved,omitempty"`
	// Faulty tells that something was wrong at the last event, so that nothing but
	// its hash can be looked for again.
	Faulty bool `json:"faulty,omitempty"`
	// Ended is the last event of the ledger when it was found to end before this point,
	// 0 otherwise: what the till has written since has taken the place of what is
	// missing, and is not to be held against it.
	Ended int64 `json:"ended,omitempty"`
}

type chain struct {
	*walk
	loc *time.Location
	// elsewhere tells whether an event that was written after the one with this
	// hash is anywhere in the log.
	elsewhere func(digest) (bool, error)
	last      event // the one that walk stands at, if it was seen
}

// step judges e, which follows the last one in the table. It returns nil when
// nothing is wrong.
func (c *chain) step(e *event) (*ChainError, error) {
	var found *ChainError
	if e.seq > c.Seq+1 {
		found = removedEvents(c.Seq+1, e.seq-1)
		c.Hash, c.Before = e.prev, digest{}
	}
	written, whole := e.writtenAs(c.Shift)
	linked := e.prev == c.Hash || c.Moved
	var err error
	switch {
	case found != nil:
	case !whole:
		found = eventFault(FaultEdited, e, c.loc)
	case written != c.Shift:
		found, err = c.renumbered(e, written)
	case linked:
		c.Moved = false
		if checkMoved(&e.record) != nil {
			found = eventFault(FaultMove, e, c.loc)
		}
	case c.Seq > 0 && e.prev == c.Before:
		found = c.lastIs(FaultInserted) // e was written right after the one before the last
	default:
		found = c.lastIs(FaultEdited) // e is whole, so the last was given a new hash
	}
	c.Seq, c.Before, c.Hash, c.Faulty, c.last = e.seq, c.Hash, e.hash, found != nil, *e
	return found, err
}

// renumbered judges e, which is whole and was written under another number.
func (c *chain) renumbered(e *event, written int64) (*ChainError, error) {
	if c.Seq > 0 && e.prev == c.Before && written < c.Shift && !c.Moved {
		c.Shift = written
		return c.lastIs(FaultInserted), nil
	}
	there, err := c.elsewhere(c.Hash)
	if err != nil {
		return nil, err
	}
	if there || c.Moved {
		c.Moved = true
		return eventFault(FaultMoved, e, c.loc), nil
	}
	found := &ChainError{Fault: FaultRemoved, Row: RowEvent, Seq: e.seq}
	if gone := written - c.Shift; gone > 1 {
		found.Last = e.seq + gone - 1
	}
	c.Shift = written
	return found, nil
}

// lastIs is a fault in the last event. Its contents are known unless the walk
// was just taken up there.
func (c *chain) lastIs(fault Fault) *ChainError {
	if c.last.seq == c.Seq {
		return eventFault(fault, &c.last, c.loc)
	}
	return &ChainError{Fault: fault, Row: RowEvent, Seq: max(c.Seq, 1)}
}

// writtenAs finds what must be added to e's number for its hash to fit, first
// at shift. It returns false when nothing near does: e was edited.
func (e *event) writtenAs(shift int64) (int64, bool) {
	fits := func(by int64) bool {
		other := *e
		other.seq += by
		return other.computeHash() == e.hash
	}
	if fits(shift) {
		return shift, true
	}
	for d := int64(1); d <= renumberedMax; d++ {
		for _, by := range []int64{shift + d, shift - d} {
			if fits(by) {
				return by, true
			}
		}
	}
	return 0, false
}

// eventSlice is the query for the events after a number and below eventsMax, with whether the rows
// that they are about are there.
var eventSlice = `SELECT e.*, coalesce(e.sale, '') <> '' AND s.id IS NULL,
		coalesce(e.order_no, '') <> '' AND p.id IS NULL, coalesce(e.refund, '') <> '' AND f.id IS NULL,
		e.kind = '` + string(kindShiftClosed) + `' AND z.id IS NULL
	FROM (SELECT ` + eventColumns + ` FROM events WHERE seq > ? AND seq < ` + fmt.Sprint(eventsMax) + ` ORDER BY seq LIMIT ?) e
		LEFT JOIN sales s ON s.sale = e.sale LEFT JOIN payments p ON p.order_no = e.order_no
		LEFT JOIN refunds f ON f.refund_no = e.refund
		LEFT JOIN z_reports z ON e.kind = '` + string(kindShiftClosed) + `' AND z.id = CAST(e.note AS INTEGER)
	ORDER BY e.seq`

// verifyEventsAfter judges a slice of events after at, moves at behind them and
// returns them.
func (r *Reader) verifyEventsAfter(ctx context.Context, tx *sql.Tx, at *walk, found *findings) ([]event, error) {
	c := chain{walk: at, loc: r.opts.Location, elsewhere: func(prev digest) (there bool, err error) {
		// The whole log is read, and only after a fault.
		err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM events WHERE prev_hash = ?)`, prev[:]).Scan(&there)
		return there, err
	}}
	if at.Seq == 0 {
		if err := r.verifyNoneOutside(ctx, tx, found); err != nil {
			return nil, err
		}
	}
	var read []event
	err := each(ctx, tx, func(scan scanner) error {
		if found.full() {
			return nil
		}
		var saleGone, paymentGone, refundGone, shiftGone bool
		e, broken := scanEvent(scan, &saleGone, &paymentGone, &refundGone, &shiftGone)
		if broken != nil && !isRule(broken) {
			return broken
		}
		fault, err := c.step(&e)
		if err != nil {
			return err
		}
		if fault == nil && broken != nil {
			fault, c.Faulty = eventFault(FaultEdited, &e, c.loc), true
		}
		found.add(fault)
		found.add(e.overwrote(c.loc))
		found.gone(&e, r, saleGone, paymentGone, refundGone, shiftGone)
		read = append(read, e)
		return nil
	}, eventSlice, at.Seq, verifySlice)
	return read, err
}

// overwrote is the fault in a row of which e tells that it was written over.
func (e *event) overwrote(loc *time.Location) *ChainError {
	if e.record.Kind != kindRowSaved || e.record.Note == "" {
		return nil
	}
	found := eventFault(FaultOverwritten, e, loc)
	found.Row = nameOf(&e.record).kind
	return found
}

// verifyNoneOutside finds events that were put before the first or far behind the
// last, where the walk does not come by.
func (r *Reader) verifyNoneOutside(ctx context.Context, tx *sql.Tx, found *findings) error {
	return each(ctx, tx, func(scan scanner) error {
		e, err := scanEvent(scan)
		if err != nil && !isRule(err) {
			return err
		}
		found.add(eventFault(FaultInserted, &e, r.opts.Location))
		return nil
	}, `SELECT `+eventColumns+` FROM events WHERE seq < 1 OR seq >= ? ORDER BY seq LIMIT ?`, eventsMax, faultsMax)
}

// verifyAnchor holds the log to a point that was verified before. It returns
// nil when the point is there and as it was.
func verifyAnchor(ctx context.Context, tx *sql.Tx, at *walk, loc *time.Location) (*ChainError, error) {
	if at.Seq == 0 {
		return nil, nil
	}
	fault, err := verifyPoint(ctx, tx, at, loc)
	if fault != nil && at.Ended > 0 {
		fault = removedEvents(at.Ended+1, at.Seq)
		fault.AtEnd = true
	}
	return fault, err
}

func verifyPoint(ctx context.Context, tx *sql.Tx, at *walk, loc *time.Location) (*ChainError, error) {
	e, err := scanEvent(tx.QueryRowContext(ctx, `SELECT `+eventColumns+` FROM events WHERE seq = ?`, at.Seq).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return missingFrom(ctx, tx, at.Seq)
	case err != nil && !isRule(err):
		return nil, err
	}
	written, whole := e.writtenAs(at.Shift)
	whole = whole && err == nil
	switch {
	case e.hash == at.Hash && (at.Faulty || whole && written == at.Shift):
		return nil, nil
	case whole && e.hash != at.Hash:
		return eventFault(FaultRewritten, &e, loc), nil
	}
	return eventFault(FaultEdited, &e, loc), nil
}

// missingFrom names the missing events up to seq, which is one of them.
func missingFrom(ctx context.Context, tx *sql.Tx, seq int64) (*ChainError, error) {
	var below int64
	var goesOn bool
	err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0), EXISTS (SELECT 1 FROM events WHERE seq > ?1) FROM events WHERE seq < ?1`, seq).Scan(&below, &goesOn)
	if err != nil {
		return nil, err
	}
	found := removedEvents(below+1, seq)
	found.AtEnd = !goesOn && seq < eventsMax
	return found, nil
}

// removedEvents names the events from first to last. A number that no till comes
// to was written by other hands and says nothing about how many are gone.
func removedEvents(first, last int64) *ChainError {
	found := &ChainError{Fault: FaultRemoved, Row: RowEvent, Seq: first}
	if last > first && last < eventsMax {
		found.Last = last
	}
	return found
}
