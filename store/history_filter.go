package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"facepay/kiosk"
)

// ErrEnding tells that the end of a number is too short to be searched for.
var ErrEnding = fmt.Errorf("fewer than %d characters of a number are not searched for", kiosk.EndingMin)

// Payments returns up to limit payments (at most 500) that f selects, newest first: those
// behind the payment before, or the first for "". Errors: ErrNoPayment when before is
// not in the ledger, ErrEnding, ErrRow.
//
// Whatever f is, a page is read off keys. All payments are read in the order in which they
// were made, those of an ending in the order of their ids. Any other selection goes from one
// day of which the sums say that something may be there to the next.
func (r *Reader) Payments(ctx context.Context, f kiosk.HistoryFilter, before kiosk.OrderNo, limit int) (page []kiosk.Payment, err error) {
	err = r.snapshot(ctx, func(tx *sql.Tx) error {
		at := place{day: "~", id: math.MaxInt64, created: math.MaxInt64}
		if before != "" {
			err := tx.QueryRowContext(ctx, `SELECT day, id, created_at FROM payments WHERE order_no = ?`, string(before)).Scan(&at.day, &at.id, &at.created)
			if errors.Is(err, sql.ErrNoRows) {
				err = fmt.Errorf("before …%s: %w", before.Tail(), ErrNoPayment)
			}
			if err != nil {
				return err
			}
		}
		s := selection{HistoryFilter: f, tx: tx, limit: min(max(limit, 0), pageMax)}
		read := s.days
		switch {
		case f == (kiosk.HistoryFilter{}):
			read = s.all
		case f.Ending != "":
			read = s.endings
		}
		page, err = read(ctx, at)
		return err
	})
	return page, failed("history", err)
}

// place is that of a payment in the history.
type place struct {
	day         string
	id, created int64
}

// selection reads a page of the payments that a filter selects.
type selection struct {
	kiosk.HistoryFilter
	tx    *sql.Tx
	limit int
}

const (
	historyAll = `SELECT ` + paymentColumns + ` FROM payments WHERE (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?`
	// historyDay goes on to the next day.
	historyDay      = `SELECT day FROM sums WHERE day < ? AND count > 0 AND state <> '` + stateRefunded + `'`
	historyDayShift = `SELECT day FROM sums INDEXED BY sums_shift WHERE day < ? AND count > 0 AND state <> '` + stateRefunded + `'`
	historyDayEnd   = ` ORDER BY day DESC LIMIT 1`
	// historyDayUnderWay goes on to the next day with payments that stand in no sum.
	historyDayUnderWay = `SELECT coalesce(max(day), '') FROM payments INDEXED BY payments_pending WHERE ` + pendingIndexed + ` AND ` + underWay + ` AND day < ? AND day >= ?`
	historyOfDay       = `SELECT ` + paymentColumns + ` FROM payments WHERE id IN (
		SELECT id FROM payments INDEXED BY payments_day WHERE day = ? AND amount >= ? AND amount <= ? AND id < ?`
	historyOfDayEnd = ` ORDER BY id DESC LIMIT ?) ORDER BY id DESC`
	historyEnding   = ` FROM endings e CROSS JOIN payments p ON p.id = e.payment
		WHERE e.ending = ? AND e.payment < ? AND substr(e.number, 1, ?) = ?`
	historyEndingEnd = ` GROUP BY e.payment ORDER BY e.payment DESC LIMIT ?`
)

func (s *selection) all(ctx context.Context, at place) ([]kiosk.Payment, error) {
	return collect(ctx, s.tx, scanPayment, historyAll, at.created, at.id, s.limit)
}

// condition is a part of a query with what it is about.
type condition struct {
	text string
	arg  any
}

func joined(conditions []condition) (text string, args []any) {
	for _, c := range conditions {
		text, args = text+` AND `+c.text, append(args, c.arg)
	}
	return text, args
}

// conditions on the columns that a payment and its sum have alike.
func (s *selection) conditions() (all []condition) {
	add := func(is bool, text string, arg any) {
		if is {
			all = append(all, condition{text, arg})
		}
	}
	if s.Hour != nil {
		add(true, `hour = ?`, *s.Hour)
	}
	add(s.Shift != 0, `shift = ?`, s.Shift)
	add(s.Wallet != "", `wallet = ?`, string(s.Wallet))
	add(s.State != "", `state = ?`, string(s.State))
	add(s.Cashier != "" || s.Nobody, `cashier = ?`, s.Cashier)
	add(s.Late, `late >= ?`, 1)
	return all
}

// ofSums are the conditions on a day's sums.
func (s *selection) ofSums() []condition {
	all := s.conditions()
	if s.From != "" {
		all = append(all, condition{`day >= ?`, string(s.From)})
	}
	if s.Channel != "" {
		all = append(all, condition{`channel = ?`, s.Channel})
	}
	if s.Refunded {
		all = append(all, condition{`returned >= ?`, 1})
	}
	return all
}

// ofPayments are the conditions on payments of a day.
func (s *selection) ofPayments() []condition {
	all := s.conditions()
	if s.Channel == faceChannel {
		all = append(all, condition{`face = ?`, 1})
	} else if s.Channel != "" {
		all = append(all, condition{`face = 0 AND rail = ?`, s.Channel})
	}
	if s.Refunded {
		all = append(all, condition{`refunded >= ?`, 1})
	}
	return all
}

var faceChannel = (&kiosk.Payment{Face: true}).Channel()

func (s *selection) amounts() (least, most int64) {
	if most = int64(s.Max); most == 0 {
		most = math.MaxInt64
	}
	return int64(s.Min), most
}

// days goes back from day to day.
func (s *selection) days(ctx context.Context, at place) (page []kiosk.Payment, err error) {
	if s.To != "" && at.day > string(s.To) {
		at = place{day: string(s.To) + "~", id: math.MaxInt64} // behind that day and before the next
	}
	ofPayments, paymentArgs := joined(s.ofPayments())
	least, most := s.amounts()
	for len(page) < s.limit {
		args := append([]any{at.day, least, most, at.id}, paymentArgs...)
		more, err := collect(ctx, s.tx, scanPayment, historyOfDay+ofPayments+historyOfDayEnd, append(args, s.limit-len(page))...)
		if err != nil {
			return nil, err
		}
		page = append(page, more...)
		if at.day, err = s.dayBefore(ctx, at.day); err != nil {
			return nil, err
		}
		if at.day == "" {
			break
		}
		at.id = math.MaxInt64
	}
	return page, nil
}

// dayBefore is the last day before one on which something that s selects may be, "" for none.
func (s *selection) dayBefore(ctx context.Context, day string) (before string, err error) {
	next := historyDay
	if s.Shift != 0 {
		next = historyDayShift
	}
	ofSums, sumArgs := joined(s.ofSums())
	err = s.tx.QueryRowContext(ctx, next+ofSums+historyDayEnd, append([]any{day}, sumArgs...)...).Scan(&before)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	var open string
	err = s.tx.QueryRowContext(ctx, historyDayUnderWay, day, string(s.From)).Scan(&open)
	return max(before, open), err
}

// endings reads the payments with a number of that ending.
func (s *selection) endings(ctx context.Context, at place) ([]kiosk.Payment, error) {
	if len([]rune(s.Ending)) < kiosk.EndingMin {
		return nil, ErrEnding
	}
	number := reversed(s.Ending)
	if len(number) < len(s.Ending) {
		return nil, nil // longer than any that is searched
	}
	all := s.ofPayments()
	if s.From != "" {
		all = append(all, condition{`day >= ?`, string(s.From)})
	}
	if s.To != "" {
		all = append(all, condition{`day <= ?`, string(s.To)})
	}
	least, most := s.amounts()
	all = append(all, condition{`amount >= ?`, least}, condition{`amount <= ?`, most})
	where, more := joined(all)
	args := append([]any{number[:kiosk.EndingMin], at.id, len(number), number}, more...)
	found, err := collect(ctx, s.tx, scanPayment, `SELECT `+paymentColumns+historyEnding+where+historyEndingEnd, append(args, s.limit)...)
	kept := found[:0]
	for _, p := range found { // whatever other hands put among the endings
		if endsWith(&p, number) {
			kept = append(kept, p)
		}
	}
	return kept, err
}

func endsWith(p *kiosk.Payment, ending []byte) bool {
	for _, n := range []string{string(p.OrderNo), p.GatewayOrderNo, p.TradeNo} {
		if bytes.HasPrefix(reversed(n), ending) {
			return true
		}
	}
	return false
}
