package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"facepay/kiosk"
)

// Fault is what is wrong at one place of the event log.
type Fault string

// The faults that VerifyChain tells apart.
const (
	FaultEdited   Fault = "edited"   // the event is not what was written
	FaultRemoved  Fault = "removed"  // the event is not there
	FaultInserted Fault = "inserted" // the event was put between two others
	FaultMove     Fault = "move"     // the event tells of a change that is not allowed
	FaultRow      Fault = "row"      // the sale or payment is not as this event left it
)

// ChainError names the first bad place of the event log. It is an ErrDamaged.
type ChainError struct {
	Seq     int64 // of the event; the one that is missing for FaultRemoved; 0: a row that no event tells of
	Fault   Fault
	Sale    kiosk.SaleID  // FaultRow: whose row
	OrderNo kiosk.OrderNo // FaultRow: whose row, "" for a sale's
}

func (e *ChainError) Error() string {
	s := fmt.Sprintf("event %d: %s", e.Seq, e.Fault)
	if e.Fault == FaultRow {
		s += fmt.Sprintf(" (sale %s, payment …%s)", e.Sale, e.OrderNo.Tail())
	}
	return s
}

// Is makes it an ErrDamaged.
func (e *ChainError) Is(target error) bool { return target == ErrDamaged }

// VerifyChain reads the whole event log and every sale and payment, and returns
// a *ChainError for the first that is not as it was written. Sequence first,
// then rows: an edit of a row and of its seal is found at the seal.
func (r *Reader) VerifyChain(ctx context.Context) error {
	return failed("verify event log", r.snapshot(ctx, func(tx *sql.Tx) error {
		if err := verifyEvents(ctx, tx); err != nil {
			return err
		}
		if err := verifyPayments(ctx, tx); err != nil {
			return err
		}
		if err := verifyRefunds(ctx, tx); err != nil {
			return err
		}
		return verifySales(ctx, tx)
	}))
}

func verifyEvents(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT `+eventColumns+` FROM events ORDER BY seq`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err below has what counts
	var chain walk
	for rows.Next() {
		e, err := scanEvent(rows.Scan)
		if err != nil {
			return err
		}
		if err := chain.step(&e); err != nil {
			return err
		}
	}
	return rows.Err()
}

// walk follows the chain event by event.
type walk struct {
	seq          int64
	hash, before digest // of the last event, and of the one before it
}

// step checks e as the one after the last.
func (c *walk) step(e *event) error {
	want := c.seq + 1
	if e.seq != want {
		return &ChainError{Seq: want, Fault: FaultRemoved}
	}
	if e.prev != c.hash {
		switch {
		case c.seq > 0 && e.prev == c.before:
			return &ChainError{Seq: c.seq, Fault: FaultInserted} // e was written right after the one before the last
		case c.seq > 0 && e.computeHash() == e.hash:
			return &ChainError{Seq: c.seq, Fault: FaultEdited} // e is whole, so the last was given a new hash
		}
		return &ChainError{Seq: e.seq, Fault: FaultEdited}
	}
	if e.computeHash() != e.hash {
		return &ChainError{Seq: e.seq, Fault: FaultEdited}
	}
	if err := checkMoved(&e.record); err != nil {
		return &ChainError{Seq: e.seq, Fault: FaultMove, Sale: e.record.Sale, OrderNo: e.record.OrderNo}
	}
	c.seq, c.before, c.hash = e.seq, c.hash, e.hash
	return nil
}

func qualified(columns, table string) string {
	names := strings.Split(columns, ",")
	for i, n := range names {
		names[i] = table + "." + strings.TrimSpace(n)
	}
	return strings.Join(names, ", ")
}

// seal is the newest event that sealed a row.
type seal struct {
	seq, version int64
	hash         []byte
}

func (s *seal) fits(version int, sum digest) bool {
	return s.version == int64(version) && bytes.Equal(s.hash, sum[:])
}

func verifyPayments(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT `+qualified(paymentColumns, "p")+`,
			coalesce(e.seq, 0), coalesce(e.row_version, 0), e.row_hash
		FROM payments p LEFT JOIN events e ON e.seq = (
			SELECT seq FROM events WHERE order_no = p.order_no AND refund IS NULL AND row_version > 0 ORDER BY seq DESC LIMIT 1)
		ORDER BY p.id`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err below has what counts
	for rows.Next() {
		var s seal
		p, err := scanPayment(rows.Scan, &s.seq, &s.version, &s.hash)
		if err != nil && !isRule(err) {
			return err
		}
		if err != nil || !s.fits(p.Version, paymentDigest(&p)) {
			return &ChainError{Seq: s.seq, Fault: FaultRow, Sale: p.Sale, OrderNo: p.OrderNo}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return verifyNoneGone(ctx, tx, `SELECT e.seq, coalesce(e.sale, ''), e.order_no FROM events e
		LEFT JOIN payments p ON p.order_no = e.order_no
		WHERE e.order_no IS NOT NULL AND p.id IS NULL ORDER BY e.seq LIMIT 1`)
}

func verifySales(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT `+qualified(saleColumns, "s")+`,
			coalesce(e.seq, 0), coalesce(e.row_version, 0), e.row_hash
		FROM sales s LEFT JOIN events e ON e.seq = (
			SELECT seq FROM events WHERE sale = s.sale AND order_no IS NULL AND row_version > 0
			ORDER BY seq DESC LIMIT 1)
		ORDER BY s.id`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err below has what counts
	for rows.Next() {
		var e seal
		s, err := scanSale(rows.Scan, &e.seq, &e.version, &e.hash)
		if err != nil && !isRule(err) {
			return err
		}
		if err != nil || !e.fits(s.Version, saleDigest(&s)) {
			return &ChainError{Seq: e.seq, Fault: FaultRow, Sale: s.ID}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return verifyNoneGone(ctx, tx, `SELECT e.seq, e.sale, '' FROM events e
		LEFT JOIN sales s ON s.sale = e.sale
		WHERE e.sale IS NOT NULL AND s.id IS NULL ORDER BY e.seq LIMIT 1`)
}

// verifyNoneGone runs a query for the first event whose row is not there.
func verifyNoneGone(ctx context.Context, tx *sql.Tx, query string) error {
	gone := ChainError{Fault: FaultRow}
	err := tx.QueryRowContext(ctx, query).Scan(&gone.Seq, &gone.Sale, &gone.OrderNo)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return &gone
}

// Check is the whole look at a ledger: SQLite's integrity, the references
// between rows, and VerifyChain. The error is an ErrDamaged when it finds
// something. It reads everything, beside a running till too.
func (r *Reader) Check(ctx context.Context) error {
	if err := checkIntegrity(ctx, r.db, "integrity_check"); err != nil {
		return failed("check ledger", err)
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
	return r.VerifyChain(ctx)
}

// checkIntegrity runs quick_check or integrity_check. What it finds is an
// ErrDamaged with SQLite's first words on it.
func checkIntegrity(ctx context.Context, db *sql.DB, pragma string) error {
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA `+pragma+`(1)`).Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, found)
	}
	return nil
}
