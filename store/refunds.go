package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

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
		if s, err = findSale(ctx, tx, p.Sale); err != nil {
			return err
		}
		refunds, err = refundsOf(ctx, tx, n)
		return err
	})
	if err != nil {
		return kiosk.Payment{}, kiosk.Sale{}, nil, failed("find …"+n.Tail(), err)
	}
	return p, s, refunds, nil
}

func findSale(ctx context.Context, tx *sql.Tx, id kiosk.SaleID) (kiosk.Sale, error) {
	return scanSale(tx.QueryRowContext(ctx, `SELECT `+saleColumns+` FROM sales WHERE sale = ?`, string(id)).Scan)
}

func refundsOf(ctx context.Context, tx *sql.Tx, n kiosk.OrderNo) ([]kiosk.Refund, error) {
	return queryRefunds(ctx, tx, `SELECT `+refundColumns+` FROM refunds WHERE order_no = ? ORDER BY id`, string(n))
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

// addRefunds adds the refunds that are not settled, with their payments and
// sales where those are not loaded already, and all refunds of the payments
// that are.
func addRefunds(ctx context.Context, tx *sql.Tx, res *kiosk.Restored) error {
	open, err := queryRefunds(ctx, tx, `SELECT `+refundColumns+` FROM refunds WHERE state = 'asked' OR state = 'unknown' ORDER BY id`)
	if err != nil {
		return err
	}
	for _, r := range open {
		if slices.ContainsFunc(res.Payments, func(p kiosk.Payment) bool { return p.OrderNo == r.OrderNo }) {
			continue
		}
		p, err := scanPayment(tx.QueryRowContext(ctx, `SELECT `+paymentColumns+` FROM payments WHERE order_no = ?`, string(r.OrderNo)).Scan)
		if err != nil {
			return fmt.Errorf("payment …%s: %w", r.OrderNo.Tail(), err)
		}
		res.Payments = append(res.Payments, p)
		if slices.ContainsFunc(res.Sales, func(s kiosk.Sale) bool { return s.ID == p.Sale }) {
			continue
		}
		s, err := findSale(ctx, tx, p.Sale)
		if err != nil {
			return fmt.Errorf("sale of …%s: %w", r.OrderNo.Tail(), err)
		}
		res.Sales = append(res.Sales, s)
	}
	for i := range res.Payments {
		refunds, err := refundsOf(ctx, tx, res.Payments[i].OrderNo)
		if err != nil {
			return err
		}
		res.Refunds = append(res.Refunds, refunds...)
	}
	return nil
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
