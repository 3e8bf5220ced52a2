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
