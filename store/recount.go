package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
)

// ErrSums tells that what follows from the rows is not as they are: sums, or the ends of
// numbers. The rows themselves are as good as before; Rebuild mends it.
var ErrSums = errors.New("the sums differ from the rows")

// SumDifference is a sum that is not what its rows come to. It is an ErrSums.
type SumDifference struct {
	Key        sumKey
	Sums, Rows sum
}

func (d *SumDifference) Error() string {
	return fmt.Sprintf("%s %02d h, shift %d, %s: the sums have %s, the rows %s", d.Key.day, d.Key.hour, d.Key.shift,
		d.Key.words(), d.Sums, d.Rows)
}

func (d *SumDifference) Is(target error) bool { return target == ErrSums }

// words are a key without the time.
func (k *sumKey) words() string {
	words := []string{k.wallet, k.channel, k.provider, k.state}
	if k.cashier != "" {
		words = append([]string{k.cashier}, words...)
	}
	return strings.Join(words, " ")
}

func (s sum) String() string {
	text := fmt.Sprintf("%d of %s", s.count, kiosk.Fen(s.amount).Yuan())
	if s.late != 0 || s.returned != 0 {
		text += fmt.Sprintf(" (%d late, %d with money back)", s.late, s.returned)
	}
	return text
}

// EndingMissing is a payment that is not found by one of its numbers. It is an ErrSums.
type EndingMissing struct{ OrderNo kiosk.OrderNo }

func (e *EndingMissing) Error() string {
	return fmt.Sprintf("payment …%s is not found by all of its numbers", e.OrderNo.Tail())
}

func (e *EndingMissing) Is(target error) bool { return target == ErrSums }

// SumErrors are the differences that a recount found, up to 20. They are an ErrSums.
type SumErrors []error

func (e SumErrors) Error() string {
	words := make([]string, len(e))
	for i, one := range e {
		words[i] = one.Error()
	}
	return strings.Join(words, "; ")
}

func (e SumErrors) Is(target error) bool { return target == ErrSums }

// Recount compares the sums of the business days since from, and the ends of their
// payments' numbers, with the rows. The error is SumErrors where something differs. It
// works beside a running till, each day in a read transaction of its own.
func (r *Reader) Recount(ctx context.Context, from kiosk.Date) error {
	return r.recount(ctx, from, func(int) bool { return true })
}

// recount is Recount that rests after each day, of which it says how many rows it had.
func (r *Reader) recount(ctx context.Context, from kiosk.Date, rest func(rows int) bool) error {
	var found SumErrors
	for day := from; len(found) < faultsMax; {
		next, err := r.dayFrom(ctx, day)
		if err != nil || next == "" {
			return cmpErr(failed("recount", err), found)
		}
		rows, err := r.recountDay(ctx, next, &found)
		if err != nil {
			return failed("recount "+string(next), err)
		}
		if !rest(rows) {
			return ctx.Err()
		}
		day = next + "\x00" // the first text after it
	}
	return cmpErr(nil, found)
}

func cmpErr(err error, found SumErrors) error {
	if err == nil && len(found) > 0 {
		return failed("recount", found)
	}
	return err
}

// dayQuery is the first day at or after ?1 on which anything counts.
const dayQuery = `SELECT coalesce(min(day), '') FROM (
	SELECT (SELECT min(day) FROM payments WHERE day >= ?1) AS day
	UNION ALL SELECT (SELECT min(day) FROM refunds WHERE state = 'done' AND day >= ?1)
	UNION ALL SELECT (SELECT min(day) FROM sums WHERE day >= ?1))`

func (r *Reader) dayFrom(ctx context.Context, from kiosk.Date) (day kiosk.Date, err error) {
	err = r.db.QueryRowContext(ctx, dayQuery, string(from)).Scan(&day)
	return day, err
}

// channelColumn is a payment's Channel.
const channelColumn = `CASE WHEN p.face = 1 THEN 'face' ELSE p.rail END`

// The sums of a day by its rows, and as they stand.
const (
	sumsOfPayments = `SELECT p.day, p.hour, p.shift, p.cashier, p.wallet, ` + channelColumn + `, p.provider, p.state,
			count(*), sum(p.amount), sum(p.late), sum(p.refunded > 0)
		FROM payments p WHERE p.day >= ?1 AND p.day <= ?2 AND NOT p.` + underWay + ` GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`
	sumsOfRefunds = `SELECT r.day, r.hour, r.shift, p.cashier, p.wallet, ` + channelColumn + `, p.provider, '` + stateRefunded + `',
			count(*), sum(r.amount), 0, 0
		FROM refunds r JOIN payments p ON p.order_no = r.order_no
		WHERE r.state = 'done' AND r.day >= ?1 AND r.day <= ?2 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`
	sumsOfDay = `SELECT ` + sumColumns + ` FROM sums WHERE day = ?`
)

// recountDay adds to found what differs on a day, and returns how many payments it has.
func (r *Reader) recountDay(ctx context.Context, day kiosk.Date, found *SumErrors) (rows int, err error) {
	err = r.snapshot(ctx, func(tx *sql.Tx) error {
		have, want := sums{}, sums{}
		for _, q := range []struct {
			into  sums
			query string
			args  []any
		}{{have, sumsOfDay, []any{string(day)}}, {want, sumsOfPayments, []any{string(day), string(day)}}, {want, sumsOfRefunds, []any{string(day), string(day)}}} {
			if err := each(ctx, tx, func(scan scanner) error {
				var k sumKey
				var s sum
				err := scan(&k.day, &k.hour, &k.shift, &k.cashier, &k.wallet, &k.channel, &k.provider, &k.state, &s.count, &s.amount, &s.late, &s.returned)
				q.into.add(k, s)
				return err
			}, q.query, q.args...); err != nil {
				return err
			}
		}
		found.compare(have, want)
		rows, err = recountEndings(ctx, tx, day, found)
		return err
	})
	return rows, err
}

func (e *SumErrors) add(err error) {
	if len(*e) < faultsMax {
		*e = append(*e, err)
	}
}

func (e *SumErrors) compare(have, want sums) {
	all := sums{}
	for _, s := range []sums{have, want} {
		for k := range s {
			all[k] = sum{}
		}
	}
	for _, k := range all.sorted() {
		if have[k] != want[k] {
			e.add(&SumDifference{k, have[k], want[k]})
		}
	}
}

const endingThere = `SELECT EXISTS (SELECT 1 FROM endings WHERE ending = ? AND payment = ? AND number = ?)`

// recountEndings finds payments of a day that are not found by their numbers.
func recountEndings(ctx context.Context, tx *sql.Tx, day kiosk.Date, found *SumErrors) (rows int, err error) {
	there, err := tx.PrepareContext(ctx, endingThere)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, there.Close()) }()
	type numbered struct {
		id     int64
		order  string
		values []any
	}
	all, err := collect(ctx, tx, func(scan scanner) (n numbered, err error) {
		n.values = make([]any, max(paymentGateway, paymentTrade)+1)
		var gateway, trade string
		err = scan(&n.id, &n.order, &gateway, &trade)
		n.values[0], n.values[paymentGateway], n.values[paymentTrade] = n.order, gateway, trade
		return n, err
	}, `SELECT id, order_no, gateway_order_no, trade_no FROM payments WHERE day = ?`, string(day))
	if err != nil {
		return 0, err
	}
	for _, n := range all {
		for _, number := range endingsOf(n.values) {
			var is bool
			if err := there.QueryRowContext(ctx, number[:kiosk.EndingMin], n.id, number).Scan(&is); err != nil {
				return 0, err
			}
			if !is {
				found.add(&EndingMissing{kiosk.OrderNo(n.order)})
				break
			}
		}
	}
	return len(all), nil
}

// rebuildRows is the number of payments whose numbers are sorted at once.
const rebuildRows = 100_000

// Rebuild makes anew what follows from the rows: the sums and the ends of numbers. No sale
// can be recorded meanwhile.
func (l *Ledger) Rebuild(ctx context.Context) error {
	return failed("rebuild the sums", l.locked(func() error {
		tx, err := l.conn.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if err := rebuild(ctx, tx); err != nil {
			return errors.Join(err, tx.Rollback())
		}
		return tx.Commit()
	}))
}

func rebuild(ctx context.Context, tx *sql.Tx) error {
	for _, q := range []string{
		`DELETE FROM sums`, `DELETE FROM endings`,
		`INSERT INTO sums (` + sumColumns + `) ` + sumsOfPayments,
		`INSERT INTO sums (` + sumColumns + `) ` + sumsOfRefunds,
	} {
		var days []any
		if strings.Contains(q, "?1") {
			days = []any{"", "~"} // all
		}
		if _, err := tx.ExecContext(ctx, q, days...); err != nil {
			return err
		}
	}
	for after := int64(-1 << 63); ; {
		type key struct {
			number []byte
			id     int64
		}
		var keys []key
		rows := 0
		err := each(ctx, tx, func(scan scanner) error {
			values := make([]any, max(paymentGateway, paymentTrade)+1)
			rows++
			err := scan(&after, &values[0], &values[paymentGateway], &values[paymentTrade])
			for _, number := range endingsOf(values) {
				keys = append(keys, key{number, after})
			}
			return err
		}, `SELECT id, order_no, gateway_order_no, trade_no FROM payments WHERE id > ? ORDER BY id LIMIT ?`, after, rebuildRows)
		if err != nil || rows == 0 {
			return err
		}
		slices.SortFunc(keys, func(a, b key) int { return strings.Compare(string(a.number), string(b.number)) })
		insert, err := tx.PrepareContext(ctx, `INSERT INTO endings (ending, payment, number) VALUES (?, ?, ?)`)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if _, err := insert.ExecContext(ctx, k.number[:kiosk.EndingMin], k.id, k.number); err != nil {
				return errors.Join(err, insert.Close())
			}
		}
		if err := insert.Close(); err != nil {
			return err
		}
	}
}

// recountSince is the first day that a look at what is new counts again.
func recountSince(whole time.Time, c kiosk.Calendar) kiosk.Date {
	_, day := c.Of(whole.AddDate(0, 0, -1))
	return day
}
