package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"facepay/kiosk"
)

// verifySlice is the number of rows that are verified in one read transaction. Each takes
// some milliseconds, so that neither a Save nor the emptying of the write-ahead
// log ever waits for the verification of a big ledger.
const verifySlice = 500

// position is the point that a verification has come to: events by their numbers, then
// the rows of each table by their ids. What is behind it and changes is told of
// by an event that is still before it. The zero position is before all that the
// till writes; other hands may give a row an id below 1, and advance looks for
// those as long as it stands there.
type position struct {
	walk
	IDs [len(tables)]int64 `json:"ids"` // the last row verified, in the order of tables
}

func (p *position) started() bool { return *p != position{} }

type findings struct{ list ChainErrors }

// rowFault is the identity of a fault: two with the same are one.
type rowFault struct {
	fault Fault
	row   RowKind
	name  string // of the row, or the event's number
}

func (f *ChainError) identity() rowFault {
	name := f.name().no
	switch f.Row {
	case RowEvent:
		name = fmt.Sprint(f.Seq)
	case RowSchema:
		name = f.Names
	}
	return rowFault{f.Fault, f.Row, name}
}

// event reports whether an event about the row of a fault was found to be wrong.
func (f *findings) event(fault *ChainError) bool {
	row := fault.name()
	return slices.ContainsFunc(f.list, func(e *ChainError) bool { return e.Row == RowEvent && e.name() == row })
}

func (e *ChainError) name() rowName {
	if e.Shift != "" {
		return rowName{RowShift, e.Shift}
	}
	return nameOf(&kiosk.Record{Sale: e.Sale, OrderNo: e.OrderNo, Refund: e.Refund})
}

func (f *findings) add(fault *ChainError) {
	if fault == nil || f.full() {
		return
	}
	identity := fault.identity()
	if !slices.ContainsFunc(f.list, func(e *ChainError) bool { return e.identity() == identity }) {
		f.list = append(f.list, fault)
	}
}

func (f *findings) full() bool { return f.list.Full() }

func (f *findings) err() error {
	if len(f.list) == 0 {
		return nil
	}
	return f.list
}

// gone adds the rows that e is about and that are not there.
func (f *findings) gone(e *event, r *Reader, sale, payment, refund, shift bool) {
	about := eventFault(FaultRemoved, e, r.opts.Location)
	if sale {
		f.add(&ChainError{Fault: FaultRemoved, Row: RowSale, Seq: e.seq, Kind: about.Kind, At: about.At, Sale: about.Sale})
	}
	if payment {
		f.add(&ChainError{Fault: FaultRemoved, Row: RowPayment, Seq: e.seq, Kind: about.Kind, At: about.At, Sale: about.Sale, OrderNo: about.OrderNo})
	}
	if refund {
		about.Row = RowRefund
		f.add(about)
	}
	if shift {
		f.add(&ChainError{Fault: FaultRemoved, Row: RowShift, Seq: e.seq, Kind: about.Kind, At: about.At, Shift: about.Shift})
	}
}

// VerifyChain reads the whole ledger and returns ChainErrors for what is not as it
// was written: up to 20 places, the schema first, events, then rows, so that an
// edit of a row and of its seal is found at the seal. It also holds the log to
// the points up to which the till verified it before; see KeepVerifying. It works
// beside a running till: each part is read in a transaction of its own.
func (r *Reader) VerifyChain(ctx context.Context) error {
	return failed("verify event log", r.verifyAll(ctx))
}

func (r *Reader) verifyAll(ctx context.Context) error {
	var found findings
	fault, err := r.verifySchema(ctx)
	if err != nil {
		return err
	}
	found.add(fault)
	// The points are read before the ledger, which never falls behind them.
	before, err := readCheckpoint(r.dir)
	if err == nil { // one that cannot be read says nothing; KeepVerifying reports it
		if err := r.verifyAnchors(ctx, before.anchors(), &found); err != nil {
			return err
		}
	}
	return r.verifyFrom(ctx, &position{}, &found)
}

// verifyFrom verifies all that is behind at, moves at there and returns what was found.
func (r *Reader) verifyFrom(ctx context.Context, at *position, found *findings) error {
	end, err := r.end(ctx)
	if err != nil {
		return err
	}
	begun := at.rows()
	for done := false; !done && !found.full(); {
		r.progress(at.rows()-begun, end.rows()-begun)
		if done, err = r.advance(ctx, at, found); err != nil {
			return err
		}
	}
	r.progress(at.rows()-begun, at.rows()-begun)
	return found.err()
}

// rows are the rows behind which p stands, as far as numbers tell: none is missing in a
// sound ledger.
func (p *position) rows() int64 {
	rows := p.Seq
	for _, id := range p.IDs {
		rows += id
	}
	return rows
}

// end is the ledger's last row now, without hashes: what a verification still has to read. A
// number that no till comes to says nothing about that.
func (r *Reader) end(ctx context.Context) (p position, err error) {
	err = r.db.QueryRowContext(ctx, `SELECT coalesce((SELECT max(seq) FROM events WHERE seq < ?), 0)`, eventsMax).Scan(&p.Seq)
	for i := range tables {
		if err != nil {
			break
		}
		err = r.db.QueryRowContext(ctx, `SELECT coalesce((SELECT max(id) FROM `+tables[i].name+` WHERE id < ?), 0)`, eventsMax).Scan(&p.IDs[i])
	}
	return p, err
}

// verifyAnchors holds the log to points that were verified before.
func (r *Reader) verifyAnchors(ctx context.Context, anchors []walk, found *findings) error {
	return r.snapshot(ctx, func(tx *sql.Tx) error {
		for i := range anchors {
			fault, err := verifyAnchor(ctx, tx, &anchors[i], r.opts.Location)
			if err != nil {
				return err
			}
			found.add(fault)
		}
		return nil
	})
}

// advance verifies the next rows after at, up to verifySlice, moves at behind
// them and reports whether that was all. Faults are added to found; at passes
// them.
func (r *Reader) advance(ctx context.Context, at *position, found *findings) (done bool, err error) {
	err = r.snapshot(ctx, func(tx *sql.Tx) error {
		done = false
		read, err := r.verifyEventsAfter(ctx, tx, &at.walk, found)
		if err != nil {
			return err
		}
		if err := r.verifyChanged(ctx, tx, at, read, found); err != nil {
			return err
		}
		room := verifySlice - len(read)
		for i := range tables {
			if room == 0 || found.full() {
				return nil
			}
			if at.IDs[i] == 0 {
				// The till puts no row there.
				if _, _, err := r.verifyWhere(ctx, tx, &tables[i], found, `t.id < 1`, faultsMax); err != nil {
					return err
				}
			}
			n, last, err := r.verifyWhere(ctx, tx, &tables[i], found, `t.id > ?`, at.IDs[i], room)
			if err != nil {
				return err
			}
			if n > 0 {
				at.IDs[i] = last
			}
			room -= n
		}
		done = room > 0
		return nil
	})
	return done, err
}

// verifyChanged holds the rows that events tell of to their seals, where at has
// passed them already.
func (r *Reader) verifyChanged(ctx context.Context, tx *sql.Tx, at *position, read []event, found *findings) error {
	named := make(map[RowKind][]any, len(tables)) // numbers
	seen := make(map[rowName]bool)
	for i := range read {
		if name := nameOf(&read[i].record); !seen[name] {
			seen[name] = true
			named[name.kind] = append(named[name.kind], name.no)
		}
	}
	for i := range tables {
		t := &tables[i]
		numbers := named[t.kind]
		if at.IDs[i] == 0 || len(numbers) == 0 {
			continue
		}
		// The plus keeps SQLite from going through all rows by their ids.
		where := `t.` + t.key() + ` IN (` + strings.Repeat(`, ?`, len(numbers))[2:] + `) AND +t.id <= ?`
		if _, _, err := r.verifyWhere(ctx, tx, t, found, where, append(numbers, at.IDs[i], len(numbers))...); err != nil {
			return err
		}
	}
	return nil
}

// Check is the whole look at a ledger: SQLite's integrity, the references
// between rows, VerifyChain and Recount. The error is an ErrDamaged or an ErrSums when
// it finds something. It reads everything, beside a running till too.
func (r *Reader) Check(ctx context.Context) error {
	// What was edited past the schema's rules is found by SQLite as well, but
	// only the chain names the row.
	integrity := checkIntegrity(ctx, r.db, "integrity_check")
	chain := r.VerifyChain(ctx)
	if integrity != nil {
		if errors.Is(chain, ErrDamaged) {
			return failed("check ledger", fmt.Errorf("%w; %w", chain, integrity))
		}
		return failed("check ledger", integrity)
	}
	if chain != nil {
		return chain
	}
	var table, parent string
	var row, constraint sql.NullInt64
	err := r.db.QueryRowContext(ctx, `PRAGMA foreign_key_check`).Scan(&table, &row, &parent, &constraint)
	if err == nil {
		return fmt.Errorf("check ledger: %w: row %d of %s refers to a row of %s that is not there",
			ErrDamaged, row.Int64, table, parent)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return failed("check ledger", err)
	}
	return r.Recount(ctx, "")
}

// checkIntegrity runs quick_check or integrity_check, of one table where it is named. What
// it finds is an ErrDamaged with SQLite's first words on it.
func checkIntegrity(ctx context.Context, db *sql.DB, pragma string, table ...string) error {
	part := "1" // the number of faults that are told
	if len(table) > 0 {
		part = `"` + strings.ReplaceAll(table[0], `"`, `""`) + `"`
	}
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA `+pragma+`(`+part+`)`).Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, found)
	}
	return nil
}
