package store

import (
	"context"
	"database/sql"
	"errors"

	"facepay/kiosk"
)

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
		refunds, err = queryRefunds(ctx, tx, `SELECT `+refundColumns+` FROM refunds WHERE order_no = ? ORDER BY id`, string(n))
		return err
	})
	if err != nil {
		return kiosk.Payment{}, kiosk.Sale{}, nil, failed("find …"+n.Tail(), err)
	}
	return p, s, refunds, nil
}

func queryRefunds(ctx context.Context, q querier, query string, args ...any) ([]kiosk.Refund, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err below has what counts
	var refunds []kiosk.Refund
	for rows.Next() {
		r, err := scanRefund(rows.Scan)
		if err != nil {
			return nil, err
		}
		refunds = append(refunds, r)
	}
	return refunds, rows.Err()
}
