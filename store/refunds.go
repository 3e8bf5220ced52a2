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

// verifyRefunds holds every refund to the event that sealed it.
func verifyRefunds(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT `+qualified(refundColumns, "r")+`,
			coalesce(e.seq, 0), coalesce(e.row_version, 0), e.row_hash
		FROM refunds r LEFT JOIN events e ON e.seq = (
			SELECT seq FROM events WHERE refund = r.refund_no AND row_version > 0 ORDER BY seq DESC LIMIT 1)
		ORDER BY r.id`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err below has what counts
	for rows.Next() {
		var s seal
		r, err := scanRefund(rows.Scan, &s.seq, &s.version, &s.hash)
		if err != nil && !isRule(err) {
			return err
		}
		if err != nil || !s.fits(r.Version, refundDigest(&r)) {
			return &ChainError{Seq: s.seq, Fault: FaultRow, OrderNo: r.OrderNo}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return verifyNoneGone(ctx, tx, `SELECT e.seq, coalesce(e.sale, ''), e.order_no FROM events e
		LEFT JOIN refunds r ON r.refund_no = e.refund
		WHERE e.refund IS NOT NULL AND r.id IS NULL ORDER BY e.seq LIMIT 1`)
}
