package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"facepay/kiosk"
)

// stateRefunded is the state under which refunds that were done stand in the sums.
const stateRefunded = "refunded"

// sumKey is the key of a row of the sums.
type sumKey struct {
	day                                       string
	hour, shift                               int64
	cashier, wallet, channel, provider, state string
}

// sum is the total of the payments or refunds of a key.
type sum struct{ count, amount, late, returned int64 }

func (s sum) plus(o sum) sum {
	return sum{s.count + o.count, s.amount + o.amount, s.late + o.late, s.returned + o.returned}
}

func (s sum) minus() sum { return sum{-s.count, -s.amount, -s.late, -s.returned} }

// sums are changes of the sums, or sums.
type sums map[sumKey]sum

func (s sums) add(k sumKey, by sum) {
	if by = s[k].plus(by); by == (sum{}) {
		delete(s, k)
		return
	}
	s[k] = by
}

// paymentSum is the key and the sum of a payment's row.
func paymentSum(values []any) (sumKey, sum) {
	b := bookingOf(values)
	k := sumKey{string(b.day), b.hour, b.shift, text(values[paymentCashier]), text(values[paymentWallet]),
		channelOf(values), text(values[paymentProvider]), text(values[paymentState])}
	returned := min(whole(values[paymentRefunded]), 1)
	return k, sum{1, whole(values[paymentAmount]), whole(values[paymentLate]), returned}
}

func channelOf(values []any) string {
	p := kiosk.Payment{Rail: kiosk.Rail(text(values[paymentRail])), Face: whole(values[paymentFace]) != 0}
	return p.Channel()
}

// refundSum is the key and the sum of a payment's refund.
func refundSum(payment sumKey, b booking, amount int64) (sumKey, sum) {
	k := payment
	k.day, k.hour, k.shift, k.state = string(b.day), b.hour, b.shift, stateRefunded
	return k, sum{count: 1, amount: amount}
}

// underWay selects the payments that stand in no sum; see the schema.
const underWay = `state IN ('created', 'waiting')`

func (k *sumKey) underWay() bool {
	return k.state == string(kiosk.StateCreated) || k.state == string(kiosk.StateWaiting)
}

// countPayment changes the sums by a payment's row that is written over stored, nil for none.
func (s *saving) countPayment(values, stored []any) error {
	now, by := paymentSum(values)
	if !now.underWay() {
		s.sums.add(now, by)
	}
	if stored == nil {
		return nil
	}
	was, of := paymentSum(stored)
	if !was.underWay() {
		s.sums.add(was, of.minus())
	}
	if was.cashier == now.cashier && was.wallet == now.wallet && was.channel == now.channel && was.provider == now.provider {
		return nil
	}
	// Its refunds count under what it says.
	return each(context.Background(), s.conn, func(scan scanner) error {
		var b booking
		var amount int64
		if err := scan(&b.day, &b.hour, &b.shift, &amount); err != nil {
			return err
		}
		before, of := refundSum(was, b, amount)
		s.sums.add(before, of.minus())
		s.sums.add(refundSum(now, b, amount))
		return nil
	}, `SELECT day, hour, shift, amount FROM refunds WHERE order_no = ? AND state = 'done'`, values[0])
}

// countRefund is countPayment for a refund's row, whose payment was written before.
func (s *saving) countRefund(values, stored []any) error {
	done := func(v []any) bool { return v != nil && text(v[refundState]) == string(kiosk.RefundDone) }
	if !done(values) && !done(stored) {
		return nil
	}
	payment, into := places(len(splitColumns(paymentColumns)))
	if err := s.stmts.now[atPayments].QueryRowContext(context.Background(), values[refundOrder]).Scan(into...); err != nil {
		return err
	}
	of, _ := paymentSum(payment)
	if done(values) {
		s.sums.add(refundSum(of, bookingOf(values), whole(values[refundAmount])))
	}
	if done(stored) {
		k, was := refundSum(of, bookingOf(stored), whole(stored[refundAmount]))
		s.sums.add(k, was.minus())
	}
	return nil
}

const (
	sumKeyColumns = `day, hour, shift, cashier, wallet, channel, provider, state`
	sumColumns    = sumKeyColumns + `, count, amount, late, returned`
	sumAdd        = `INSERT INTO sums (` + sumColumns + `) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount,
			late = late + excluded.late, returned = returned + excluded.returned`
)

func (k *sumKey) compare(o *sumKey) int {
	return cmp.Or(strings.Compare(k.day, o.day), cmp.Compare(k.hour, o.hour), cmp.Compare(k.shift, o.shift),
		strings.Compare(k.cashier, o.cashier), strings.Compare(k.wallet, o.wallet), strings.Compare(k.channel, o.channel),
		strings.Compare(k.provider, o.provider), strings.Compare(k.state, o.state))
}

// sorted are the keys of s in the order of the table.
func (s sums) sorted() []sumKey {
	keys := make([]sumKey, 0, len(s))
	for k := range s {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b sumKey) int { return a.compare(&b) })
	return keys
}

func (s *saving) writeSums(ctx context.Context) error {
	for _, k := range s.sums.sorted() {
		by := s.sums[k]
		if _, err := s.stmts.sumAdd.ExecContext(ctx, k.day, k.hour, k.shift, k.cashier, k.wallet, k.channel, k.provider, k.state,
			by.count, by.amount, by.late, by.returned); err != nil {
			return fmt.Errorf("sums of %s: %w", k.day, err)
		}
	}
	return nil
}
