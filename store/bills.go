package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
)

// numbersAtOnce are the numbers that one query looks up.
const numbersAtOnce = 500

// aroundDays are the business days around a day of Beijing's on which something of
// it may count, wherever on earth the shop is and whenever its day begins.
func aroundDays(day kiosk.Day) (first, last string) {
	start := day.Start.In(kiosk.Beijing)
	return start.AddDate(0, 0, -2).Format(time.DateOnly), start.AddDate(0, 0, 1).Format(time.DateOnly)
}

const billedColumns = `order_no, gateway_order_no, trade_no, amount, wallet, provider, state, created_at, paid_at`

func scanBilled(scan scanner) (kiosk.BilledPayment, error) {
	var p kiosk.BilledPayment
	var created, paid int64
	err := scan(&p.OrderNo, &p.GatewayNo, &p.TradeNo, &p.Amount, &p.Wallet, &p.Provider, &p.State, &created, &paid)
	if err == nil && !slices.Contains(states, p.State) {
		err = fmt.Errorf("payment …%s: %w: state %q", p.OrderNo.Tail(), ErrRow, p.State)
	}
	p.CreatedAt, p.PaidAt = unstamp(created), unstamp(paid)
	return p, err
}

func billedRefund(scan scanner) (kiosk.BilledRefund, error) {
	var r kiosk.BilledRefund
	var asked, done int64
	err := scan(&r.No, &r.GatewayNo, &r.OrderNo, &r.Amount, &r.State, &r.ByHand, &asked, &done)
	r.AskedAt, r.DoneAt = unstamp(asked), unstamp(done)
	return r, err
}

const billedRefundColumns = `refund_no, gateway_no, order_no, amount, state, by_hand, asked_at, done_at`

// Billed returns the payments that became paid in a bill's day, and the refunds that
// were asked for or done in it with their payments. Errors: ErrRow.
func (r *Reader) Billed(ctx context.Context, day kiosk.Day) (payments []kiosk.BilledPayment, refunds []kiosk.BilledRefund, err error) {
	first, last := aroundDays(day)
	from, to := stamp(day.Start), stamp(day.End)
	err = r.snapshot(ctx, func(tx *sql.Tx) error {
		if payments, err = collect(ctx, tx, scanBilled, `SELECT `+billedColumns+` FROM payments
			WHERE day >= ? AND day <= ? AND state = 'paid' AND paid_at >= ? AND paid_at < ?`, first, last, from, to); err != nil {
			return err
		}
		// What was asked for near midnight may be done on the next day, and is then of either.
		if refunds, err = collect(ctx, tx, billedRefund, `SELECT `+billedRefundColumns+` FROM refunds
			WHERE state = 'done' AND day >= ? AND day <= ? AND (done_at >= ? AND done_at < ? OR asked_at >= ? AND asked_at < ?)
			UNION ALL SELECT `+billedRefundColumns+` FROM refunds WHERE (state = 'asked' OR state = 'unknown') AND asked_at >= ? AND asked_at < ?`,
			first, last, from, to, from, to, from, to); err != nil {
			return err
		}
		orders := make([]string, len(refunds))
		for i, f := range refunds {
			orders[i] = string(f.OrderNo)
		}
		of, err := byNumbers(ctx, tx, scanBilled, `SELECT `+billedColumns+` FROM payments WHERE order_no IN `, orders)
		payments = append(payments, of...)
		return err
	})
	if err != nil {
		return nil, nil, failed("read what a bill covers", err)
	}
	return payments, refunds, nil
}

// BilledByNumber returns the payments that have one of the orders as our number, or one
// of the others as whichever number of theirs. Errors: ErrRow.
func (r *Reader) BilledByNumber(ctx context.Context, orders, others []string) (payments []kiosk.BilledPayment, err error) {
	err = r.snapshot(ctx, func(tx *sql.Tx) error {
		if payments, err = byNumbers(ctx, tx, scanBilled, `SELECT `+billedColumns+` FROM payments WHERE order_no IN `, orders); err != nil {
			return err
		}
		for _, n := range others {
			number := reversed(n)
			if len(number) < kiosk.EndingMin {
				continue
			}
			found, err := collect(ctx, tx, scanBilled, `SELECT `+billedColumns+` FROM payments
				WHERE id IN (SELECT payment FROM endings WHERE ending = ? AND number = ?)`, number[:kiosk.EndingMin], number)
			if err != nil {
				return err
			}
			payments = append(payments, found...)
		}
		return nil
	})
	if err != nil {
		return nil, failed("look up a bill's numbers", err)
	}
	return payments, nil
}

// RefundsOf returns all refunds of the payments.
func (r *Reader) RefundsOf(ctx context.Context, orders []kiosk.OrderNo) (refunds []kiosk.BilledRefund, err error) {
	numbers := make([]string, len(orders))
	for i, n := range orders {
		numbers[i] = string(n)
	}
	err = r.snapshot(ctx, func(tx *sql.Tx) error {
		refunds, err = byNumbers(ctx, tx, billedRefund, `SELECT `+billedRefundColumns+` FROM refunds WHERE order_no IN `, numbers)
		return err
	})
	return refunds, failed("read refunds", err)
}

// byNumbers collects the rows of a query that ends before a list of numbers.
func byNumbers[T any](ctx context.Context, tx *sql.Tx, scan func(scanner) (T, error), query string, numbers []string) (all []T, err error) {
	for part := range slices.Chunk(numbers, numbersAtOnce) {
		args := make([]any, len(part))
		for i, n := range part {
			args[i] = n
		}
		rows, err := collect(ctx, tx, scan, query+`(?`+strings.Repeat(`,?`, len(part)-1)+`)`, args...)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

const recordColumns = `sha256, imported_at, result`

func scanRecord(scan scanner) (b kiosk.BillRecord, err error) {
	var at int64
	var result []byte
	if err = scan(&b.SHA256, &at, &result); err != nil {
		return b, err
	}
	b.ImportedAt = unstamp(at)
	if err := json.Unmarshal(result, &b.Reconciliation); err != nil {
		return b, fmt.Errorf("bill of %s: %w: %w", b.ImportedAt.Format(time.DateOnly), ErrRow, err)
	}
	return b, nil
}

// Reconciliations returns the bills of the days from and to that were compared, the
// earliest day first, of a day the earliest comparison first. Errors: ErrRow.
func (r *Reader) Reconciliations(ctx context.Context, from, to kiosk.Date) ([]kiosk.BillRecord, error) {
	records, err := collect(ctx, r.db, scanRecord, `SELECT `+recordColumns+` FROM bills WHERE day >= ? AND day <= ? ORDER BY day, id`, string(from), string(to))
	return records, failed("read reconciliations", err)
}

// BillRecord returns the comparison of a file as that kind, day and provider, nil if
// there was none. Errors: ErrRow.
func (r *Reader) BillRecord(ctx context.Context, sha256 string, of *kiosk.Reconciliation) (*kiosk.BillRecord, error) {
	b, err := scanRecord(r.db.QueryRowContext(ctx, `SELECT `+recordColumns+` FROM bills WHERE sha256 = ? AND kind = ? AND day = ? AND provider = ?`,
		sha256, string(of.Kind), string(of.Day), of.Provider).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, failed("read a reconciliation", err)
	}
	return &b, nil
}

// BillMerchants are the merchants whose bills of a kind were compared.
func (r *Reader) BillMerchants(ctx context.Context, k kiosk.BillKind) ([]string, error) {
	names, err := collect(ctx, r.db, func(scan scanner) (name string, err error) {
		err = scan(&name)
		return name, err
	}, `SELECT DISTINCT merchant FROM bills WHERE kind = ? AND merchant > ''`, string(k))
	return names, failed("read the merchants of bills", err)
}

// RecordBill puts a comparison on record; one that is there already stays as it is. It
// works beside the till that writes the ledger: no row of the till's is touched, and the
// till waits for it no longer than for a backup. Errors: ErrReadOnly, ErrDiskFull, ErrLocked.
func (r *Reader) RecordBill(ctx context.Context, b *kiosk.BillRecord) error {
	result, err := json.Marshal(&b.Reconciliation)
	if err != nil {
		return failed("record a bill", err)
	}
	return failed("record a bill", r.write(ctx, `INSERT INTO bills (sha256, kind, day, provider, merchant, imported_at, result)
		VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING`, b.SHA256, string(b.Kind), string(b.Day), b.Provider, b.Merchant, stamp(b.ImportedAt), string(result)))
}

// BillColumns returns what was said about the columns below a line of headers, nil for
// nothing.
func (r *Reader) BillColumns(ctx context.Context, headers string) (columns map[string]string, err error) {
	var text []byte
	err = r.db.QueryRowContext(ctx, `SELECT columns FROM bill_columns WHERE headers = ?`, headers).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &columns)
	}
	return columns, failed("read a bill's columns", err)
}

// RememberBillColumns keeps what was said about the columns below a line of headers.
// Errors: those of RecordBill.
func (r *Reader) RememberBillColumns(ctx context.Context, headers string, columns map[string]string) error {
	text, err := json.Marshal(columns)
	if err != nil {
		return failed("remember a bill's columns", err)
	}
	return failed("remember a bill's columns", r.write(ctx, `INSERT INTO bill_columns (headers, columns) VALUES (?,?)
		ON CONFLICT (headers) DO UPDATE SET columns = excluded.columns`, headers, string(text)))
}

// write runs one statement as a transaction of its own, on a connection of its own.
func (r *Reader) write(ctx context.Context, statement string, args ...any) (err error) {
	db, err := sql.Open("sqlite3", writerDSN(filepath.Join(r.dir, LedgerName), r.opts))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, statement, args...)
	return err
}
