package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"facepay/kiosk"
)

// Load returns what a till needs to go on after a start; see kiosk.Snapshot.
// An incident counts as answered once a manager's decision (a record of kind
// decided or late_answered) stands in the event log after it; a refund that was
// done after all does so once a decision took the incident from the payment, since
// answering late money is no answer to that. Errors: ErrRow, ErrDamaged, ErrLocked.
func (l *Ledger) Load(ctx context.Context, now time.Time) (kiosk.Snapshot, error) {
	if err := l.locked(func() error { return nil }); err != nil {
		return kiosk.Snapshot{}, fmt.Errorf("load: %w", err)
	}
	var res kiosk.Snapshot
	err := l.snapshot(ctx, func(tx *sql.Tx) error {
		var err error
		if res.Payments, err = collect(ctx, tx, scanPayment, loadPayments, stamp(now)); err != nil {
			return fmt.Errorf("pending payments: %w", err)
		}
		if res.Sales, err = collect(ctx, tx, scanSale, loadSales, stamp(now)); err != nil {
			return fmt.Errorf("open sales: %w", err)
		}
		if res.Refunds, err = collect(ctx, tx, scanRefund, loadRefunds, stamp(now)); err != nil {
			return fmt.Errorf("refunds: %w", err)
		}
		if res.RecentTails, err = loadTails(ctx, tx, now); err != nil {
			return fmt.Errorf("codes sent: %w", err)
		}
		if res.Last, err = loadLast(ctx, tx); err != nil {
			return fmt.Errorf("last sale: %w", err)
		}
		_, day := l.opts.calendar().Of(now)
		if err := tx.QueryRowContext(ctx, loadToday,
			string(day), string(kiosk.StatePaid)).Scan(&res.Today); err != nil {
			return fmt.Errorf("paid today: %w", err)
		}
		if res.People, err = people(ctx, tx); err != nil {
			return fmt.Errorf("people: %w", err)
		}
		return tx.QueryRowContext(ctx, pinSet).Scan(&res.PINSet)
	})
	if err != nil {
		return kiosk.Snapshot{}, failed("load", err)
	}
	return res, nil
}

// newest selects the payments that are looked through whatever the clock says.
var newest = fmt.Sprintf(`id > (SELECT max(id) FROM payments) - %d`, kiosk.SnapshotMin)

// pendingIndexed is the condition of the index payments_pending.
const pendingIndexed = `(state = 'created' OR state = 'waiting' OR state = 'unknown' OR watch_until > 0
		OR (late = 1 AND late_done = '') OR incident <> '')`

// pendingWhere selects the payments that a till takes up again; ?1 is now. Its
// first part repeats the condition of the index payments_pending, so that years
// of settled payments are not read.
var pendingWhere = pendingIndexed + `
	AND (state IN ('created', 'waiting', 'unknown')
		OR ((state <> 'paid' OR rail = 'code') AND watch_until > 0 AND (watch_until > ?1 OR note = '` + string(kiosk.ReasonNotified) + `' OR ` + newest + `))
		OR (late = 1 AND late_done = '')
		OR incident = '` + string(kiosk.IncidentRefunded) + `'
		OR (incident <> '' AND NOT EXISTS (
			SELECT 1 FROM events d WHERE d.order_no = payments.order_no AND d.kind IN ('decided', 'late_answered')
				AND d.seq > coalesce((SELECT max(i.seq) FROM events i
					WHERE i.order_no = payments.order_no AND i.kind = 'incident'), 0))))`

// pendingOrders selects the numbers of the payments that a till takes up again:
// those of pendingWhere, those of an open sale, and those with a refund that is not
// settled.
var pendingOrders = `SELECT order_no FROM payments INDEXED BY payments_pending WHERE ` + pendingWhere + `
	UNION SELECT order_no FROM payments INDEXED BY payments_sale WHERE sale IN (SELECT sale FROM sales WHERE state = 'open')
	UNION SELECT order_no FROM refunds INDEXED BY refunds_open WHERE state = 'asked' OR state = 'unknown'`

// The queries of a Load.
var (
	loadPayments = `SELECT ` + paymentColumns + ` FROM payments WHERE order_no IN (` + pendingOrders + `) ORDER BY id`
	loadSales    = `SELECT ` + saleColumns + ` FROM sales
		WHERE id IN (SELECT id FROM sales WHERE state = 'open')
			OR sale IN (SELECT sale FROM payments WHERE order_no IN (` + pendingOrders + `))
		ORDER BY id`
	loadRefunds = `SELECT ` + refundColumns + ` FROM refunds WHERE order_no IN (` + pendingOrders + `) ORDER BY id`
	loadToday   = `SELECT coalesce(sum(amount), 0) FROM sums WHERE day = ? AND state = ?`
	loadSent    = `SELECT wallet, code_tail, sent_at FROM payments
		WHERE id IN (SELECT * FROM (SELECT id FROM payments WHERE code_tail <> '' AND sent_at > ? ORDER BY sent_at DESC LIMIT ?)
			UNION SELECT id FROM payments WHERE ` + newest + `)
			AND code_tail <> '' AND rail = 'code' AND NOT (state = 'failed' AND note = ?)
		ORDER BY id`
	loadLastSale     = `SELECT ` + saleColumns + ` FROM sales WHERE id > 0 AND state <> 'open' ORDER BY id DESC LIMIT 1`
	loadLastPayments = `SELECT ` + paymentColumns + ` FROM payments WHERE sale = ? ORDER BY id`
)

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// scanner reads the columns of one row, as a Scan does.
type scanner = func(...any) error

// each hands every row of a query to read, and ends at the first error.
func each(ctx context.Context, q querier, read func(scanner) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err below has what counts
	for rows.Next() {
		if err := read(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// collect is each for rows of one type; nil with an error.
func collect[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query string, args ...any) (all []T, err error) {
	err = each(ctx, q, func(row scanner) error {
		one, err := scan(row)
		all = append(all, one)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// loadTails returns the codes sent in the last kiosk.PayCodeMemory, and those of the
// newest payments: the clock may have been set since.
func loadTails(ctx context.Context, tx *sql.Tx, now time.Time) ([]kiosk.SentTail, error) {
	return collect(ctx, tx, func(scan scanner) (t kiosk.SentTail, err error) {
		var at int64
		err = scan(&t.Wallet, &t.Tail, &at)
		t.At = unstamp(at)
		return t, err
	}, loadSent, stamp(now.Add(-kiosk.PayCodeMemory)), kiosk.SnapshotMin,
		string(kiosk.ReasonNotSent)) // its code was not spent
}

// loadLast returns the newest sale that is no longer open. A till has one sale
// at a time, so the newest opened is the newest ended.
func loadLast(ctx context.Context, tx *sql.Tx) (*kiosk.LastSale, error) {
	s, err := scanSale(tx.QueryRowContext(ctx, loadLastSale).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	payments, err := collect(ctx, tx, scanPayment, loadLastPayments, string(s.ID))
	if err != nil {
		return nil, err
	}
	last := kiosk.LastSaleOf(&s, payments)
	return &last, nil
}
