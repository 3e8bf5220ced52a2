package store

import (
	"context"
	"fmt"
	"slices"

	"facepay/kiosk"
)

// endingBytesMax of a number are searched: twice as many as the longest that a gateway or
// a wallet makes. The schema says so.
const endingBytesMax = 64

// reversed is a number from its last byte on, in the case in which numbers are searched.
func reversed(number string) []byte {
	b := make([]byte, 0, min(len(number), endingBytesMax))
	for i := len(number) - 1; i >= 0 && len(b) < endingBytesMax; i-- {
		c := number[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return b
}

// endingsOf are the numbers of a payment's row that are searched.
func endingsOf(values []any) (all [][]byte) {
	for _, at := range []int{0, paymentGateway, paymentTrade} {
		if r := reversed(text(values[at])); len(r) >= kiosk.EndingMin && !has(all, r) {
			all = append(all, r)
		}
	}
	return all
}

func has(all [][]byte, r []byte) bool {
	return slices.ContainsFunc(all, func(b []byte) bool { return string(b) == string(r) })
}

const (
	endingAdd = `INSERT INTO endings (ending, payment, number) SELECT ?, id, ? FROM payments WHERE order_no = ?
		ON CONFLICT DO NOTHING`
	endingDrop = `DELETE FROM endings WHERE ending = ? AND number = ? AND payment = (SELECT id FROM payments WHERE order_no = ?)`
)

// writeEndings makes the numbers of a payment's row searched in place of those of stored,
// nil for none.
func (s *saving) writeEndings(ctx context.Context, values, stored []any) error {
	var before [][]byte
	if stored != nil {
		before = endingsOf(stored)
	}
	now := endingsOf(values)
	for _, r := range now {
		if !has(before, r) {
			if _, err := s.stmts.endingAdd.ExecContext(ctx, r[:kiosk.EndingMin], r, values[0]); err != nil {
				return fmt.Errorf("ending: %w", err)
			}
		}
	}
	for _, r := range before {
		if !has(now, r) {
			if _, err := s.stmts.endingDrop.ExecContext(ctx, r[:kiosk.EndingMin], r, values[0]); err != nil {
				return fmt.Errorf("ending: %w", err)
			}
		}
	}
	return nil
}
