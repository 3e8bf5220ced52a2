package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"facepay/kiosk"
)

const (
	// pageMax bounds one page of the history: more than a screen shows, little
	// enough to hold in memory many times over.
	pageMax = 500
	// storyMax bounds the records of one payment. A payment watched for a day has
	// some hundred.
	storyMax = 10_000
)

// Payments returns up to limit payments (at most 500), newest first: those made
// before the payment before, or the newest of all for "". Errors: ErrNoPayment
// when before is not in the ledger, ErrRow.
func (r *Reader) Payments(ctx context.Context, before kiosk.OrderNo, limit int) ([]kiosk.Payment, error) {
	limit = min(max(limit, 0), pageMax)
	query, args := `SELECT `+paymentColumns+` FROM payments`, []any{}
	if before != "" {
		var created, id int64
		err := r.db.QueryRowContext(ctx, `SELECT created_at, id FROM payments WHERE order_no = ?`,
			string(before)).Scan(&created, &id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("history before …%s: %w", before.Tail(), ErrNoPayment)
		}
		if err != nil {
			return nil, failed("history", err)
		}
		query += ` WHERE (created_at, id) < (?, ?)`
		args = append(args, created, id)
	}
	payments, err := queryPayments(ctx, r.db, query+` ORDER BY created_at DESC, id DESC LIMIT ?`,
		append(args, limit)...)
	if err != nil {
		return nil, failed("history", err)
	}
	return payments, nil
}

// Story returns the records of one payment, oldest first; none for a payment
// that is not in the ledger. A record that tells of a change of state which is
// not allowed is an ErrMove: the ledger was changed by other hands.
func (r *Reader) Story(ctx context.Context, n kiosk.OrderNo) ([]kiosk.Record, error) {
	records, err := r.story(ctx, n)
	if err != nil {
		return nil, failed("story of …"+n.Tail(), err)
	}
	return records, nil
}

func (r *Reader) story(ctx context.Context, n kiosk.OrderNo) ([]kiosk.Record, error) {
	rows, err := r.db.QueryContext(ctx, `SELECT `+eventColumns+` FROM events
		WHERE order_no = ? AND kind <> ? ORDER BY seq LIMIT ?`, string(n), string(kindRowSaved), storyMax)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err below has what counts
	var records []kiosk.Record
	for rows.Next() {
		e, err := scanEvent(rows.Scan)
		if err != nil {
			return nil, err
		}
		if err := checkMoved(&e.record); err != nil {
			return nil, fmt.Errorf("event %d: %w", e.seq, err)
		}
		records = append(records, e.record)
	}
	return records, rows.Err()
}
