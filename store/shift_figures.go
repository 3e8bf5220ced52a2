package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"facepay/kiosk"
)

// queries reads rows, and single ones.
type queries interface {
	querier
	rowQuerier
}

// openShift is the open shift as its Z would be now, from its payments and refunds
// themselves, and whether the sums that are kept differ from them. Of none open it has the
// number that the next will have, and no beginning.
func openShift(ctx context.Context, q queries, opts Options) (s kiosk.Shift, differs bool, err error) {
	var opened int64
	err = q.QueryRowContext(ctx, `SELECT number, opened_at, opened_by FROM shifts WHERE closed_at = 0`).Scan(&s.Number, &opened, &s.OpenedBy)
	if errors.Is(err, sql.ErrNoRows) {
		err = q.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) + 1 FROM shifts`).Scan(&s.Number)
	}
	if err != nil {
		return s, false, err
	}
	s.OpenedAt, s.After = unstamp(opened), s.Number-1
	figures, err := shiftFigures(ctx, q, s.Number, shiftRows)
	if err != nil {
		return s, false, err
	}
	kept, err := shiftFigures(ctx, q, s.Number, shiftSums)
	if err != nil {
		return s, false, err
	}
	s.Totals, s.ByWallet, s.ByCashier = addUp(figures)
	before, err := zBefore(ctx, q, s.After)
	if err != nil {
		return s, false, err
	}
	if opts.Cash {
		s.Cash = &kiosk.CashCount{Opening: before.opening, Taken: drawerTaken(&s)}
	}
	if err := stillOpen(ctx, q, &s); err != nil {
		return s, false, err
	}
	s.Later, err = laterIn(ctx, q, s.Number, before)
	return s, !maps.Equal(figures, kept), err
}

// figureKey is the key of a shift's figure.
type figureKey struct {
	wallet  kiosk.Wallet
	cashier string
	state   string // paid, unknown or refunded
}

type figure struct{ count, amount, late int64 }

// The figures of a shift, from its rows, and from the sums that are kept.
const (
	shiftRows = `SELECT wallet, cashier, state, count(*), sum(amount), sum(late) FROM payments INDEXED BY payments_shift
			WHERE shift = ?1 AND (state = 'paid' OR state = 'unknown') GROUP BY wallet, cashier, state
		UNION ALL SELECT p.wallet, p.cashier, '` + stateRefunded + `', count(*), sum(r.amount), 0
			FROM refunds r INDEXED BY refunds_shift JOIN payments p ON p.order_no = r.order_no
			WHERE r.shift = ?1 AND r.state = 'done' GROUP BY p.wallet, p.cashier`
	shiftSums = `SELECT wallet, cashier, state, sum(count), sum(amount), sum(late) FROM sums INDEXED BY sums_shift
		WHERE shift = ?1 AND (state = 'paid' OR state = 'unknown' OR state = '` + stateRefunded + `')
		GROUP BY wallet, cashier, state HAVING sum(count) <> 0`
)

func shiftFigures(ctx context.Context, q querier, number int, query string) (map[figureKey]figure, error) {
	all := map[figureKey]figure{}
	err := each(ctx, q, func(scan scanner) error {
		var k figureKey
		var f figure
		err := scan(&k.wallet, &k.cashier, &k.state, &f.count, &f.amount, &f.late)
		if k.state == string(kiosk.StateUnknown) || k.state == stateRefunded {
			f.late = 0
		}
		all[k] = f
		return err
	}, query, number)
	return all, err
}

// addUp adds figures up.
func addUp(figures map[figureKey]figure) (total kiosk.Totals, byWallet map[kiosk.Wallet]kiosk.Totals, byCashier map[string]kiosk.Totals) {
	byWallet, byCashier = map[kiosk.Wallet]kiosk.Totals{}, map[string]kiosk.Totals{}
	for k, f := range figures {
		var t kiosk.Totals
		switch k.state {
		case string(kiosk.StatePaid):
			t.Count, t.Paid, t.Late = int(f.count), kiosk.Fen(f.amount), int(f.late)
		case stateRefunded:
			t.RefundCount, t.Refunded = int(f.count), kiosk.Fen(f.amount)
		default:
			total.Unknown += int(f.count) // of which it is not sure whose money they would be
			continue
		}
		total = total.Add(t)
		byWallet[k.wallet] = byWallet[k.wallet].Add(t)
		byCashier[k.cashier] = byCashier[k.cashier].Add(t)
	}
	return total, byWallet, byCashier
}

// What is open and what became of earlier payments. The last of them finds the shift in
// which a payment was made, by the newest payment that each Z has.
const (
	carriedOrders = `SELECT order_no FROM payments INDEXED BY payments_pending WHERE ` + pendingIndexed + `
		AND state IN ('created', 'waiting', 'unknown') ORDER BY id`
	returningOrders = `SELECT order_no FROM refunds INDEXED BY refunds_open WHERE state = 'asked' OR state = 'unknown'
		GROUP BY order_no ORDER BY min(id)`
	paidAfterAll  = `SELECT id, order_no, 0 FROM payments INDEXED BY payments_shift WHERE shift = ? AND id <= ? AND state = 'paid'`
	refundedLater = `SELECT p.id, p.order_no, p.shift FROM refunds r INDEXED BY refunds_shift
		JOIN payments p ON p.order_no = r.order_no WHERE r.shift = ? AND r.state = 'done' AND p.shift < r.shift`
	madeInShift = `SELECT number FROM z_reports WHERE last_payment >= ? ORDER BY last_payment, number LIMIT 1`
)

// stillOpen lists the payments and refunds that nobody knows the end of.
func stillOpen(ctx context.Context, q querier, s *kiosk.Shift) (err error) {
	order := func(scan scanner) (n kiosk.OrderNo, err error) { return n, scan(&n) }
	s.Carried, err = collect(ctx, q, order, carriedOrders)
	if err != nil {
		return err
	}
	s.Returning, err = collect(ctx, q, order, returningOrders)
	return err
}

// closedBefore is the part that a shift takes over from the one before it.
type closedBefore struct {
	lastPayment int64 // the id of the newest payment when that was closed
	opening     kiosk.Fen
	carried     []kiosk.OrderNo
}

// zBefore reads what a shift takes over from the closed one of a number, of which 0 is none.
func zBefore(ctx context.Context, q queries, number int) (b closedBefore, err error) {
	if number == 0 {
		return b, nil
	}
	var document []byte
	if err := q.QueryRowContext(ctx, `SELECT last_payment, opening, document FROM z_reports WHERE number = ?`, number).
		Scan(&b.lastPayment, &b.opening, &document); err != nil {
		return b, err
	}
	s, err := ReadShift(document)
	b.carried = s.Carried
	return b, err
}

// laterIn has the ends, in the open shift, of payments of earlier ones: those that had
// been carried over and have come to an end, those that had come to nothing and were paid
// after all, and those of which money went back. Each is named once, in the order in which
// the payments were made.
func laterIn(ctx context.Context, q queries, number int, before closedBefore) ([]kiosk.ShiftLater, error) {
	type found struct {
		id int64
		kiosk.ShiftLater
	}
	var all []found
	add := func(f found) {
		if !slices.ContainsFunc(all, func(o found) bool { return o.OrderNo == f.OrderNo && o.What == f.What }) {
			all = append(all, f)
		}
	}
	for _, n := range before.carried {
		var f found
		if err := q.QueryRowContext(ctx, `SELECT id, order_no, state FROM payments WHERE order_no = ?`, string(n)).Scan(&f.id, &f.OrderNo, &f.What); err != nil {
			return nil, err
		}
		if kiosk.State(f.What).Final() {
			add(f)
		}
	}
	read := func(what string) func(scanner) error {
		return func(scan scanner) error {
			f := found{ShiftLater: kiosk.ShiftLater{What: what}}
			err := scan(&f.id, &f.OrderNo, &f.From)
			add(f)
			return err
		}
	}
	if err := each(ctx, q, read(kiosk.LaterPaid), paidAfterAll, number, before.lastPayment); err != nil {
		return nil, err
	}
	if err := each(ctx, q, read(kiosk.LaterRefunded), refundedLater, number); err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(a.id, b.id) })
	later := make([]kiosk.ShiftLater, len(all))
	for i, f := range all {
		if f.From == 0 { // the shift in which it was made
			if err := q.QueryRowContext(ctx, madeInShift, f.id).Scan(&f.From); err != nil {
				return nil, err
			}
		}
		later[i] = f.ShiftLater
	}
	return later, nil
}
