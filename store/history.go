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
	payments, err := collect(ctx, r.db, scanPayment, query+` ORDER BY created_at DESC, id DESC LIMIT ?`, append(args, limit)...)
	return payments, failed("history", err)
}

// Story returns the records of one payment, oldest first; none for a payment
// that is not in the ledger. A record that tells of a change of state which is
// not allowed is an ErrMove: the ledger was changed by other hands.
func (r *Reader) Story(ctx context.Context, n kiosk.OrderNo) ([]kiosk.Record, error) {
	records, err := collect(ctx, r.db, func(scan scanner) (kiosk.Record, error) {
		e, err := scanEvent(scan)
		if err == nil {
			if err = checkMoved(&e.record); err != nil {
				err = fmt.Errorf("event %d: %w", e.seq, err)
			}
		}
		return e.record, err
	}, `SELECT `+eventColumns+` FROM events WHERE order_no = ? AND kind <> ? ORDER BY seq LIMIT ?`,
		string(n), string(kindRowSaved), storyMax)
	return records, failed("story of …"+n.Tail(), err)
}

// Find returns the payment n with its sale and its refunds, oldest first.
// Errors: kiosk.ErrNoPayment, ErrRow.
func (r *Reader) Find(ctx context.Context, n kiosk.OrderNo) (p kiosk.Payment, s kiosk.Sale, refunds []kiosk.Refund, err error) {
	err = r.snapshot(ctx, func(tx *sql.Tx) error {
		var err error
		p, err = scanPayment(tx.QueryRowContext(ctx, `SELECT `+paymentColumns+` FROM payments WHERE order_no = ?`, string(n)).Scan)
		if errors.Is(err, sql.ErrNoRows) {
			return kiosk.ErrNoPayment
		}
		if err != nil {
			return err
		}
		if s, err = scanSale(tx.QueryRowContext(ctx, `SELECT `+saleColumns+` FROM sales WHERE sale = ?`, string(p.Sale)).Scan); err != nil {
			return err
		}
		refunds, err = collect(ctx, tx, scanRefund, `SELECT `+refundColumns+` FROM refunds WHERE order_no = ? ORDER BY id`, string(n))
		return err
	})
	if err != nil {
		return kiosk.Payment{}, kiosk.Sale{}, nil, failed("find …"+n.Tail(), err)
	}
	return p, s, refunds, nil
}
