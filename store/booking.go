package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"facepay/kiosk"
)

// booking is the day, hour and shift in which a payment or a refund counts. It is decided when the row is saved, from
// the calendar and the open shift, and kept: no later change of the calendar moves a past
// day. The zero booking is that of a refund that is not done.
type booking struct {
	day   kiosk.Date
	hour  int64 // of the shop's clock
	shift int64 // its number
}

// bookingColumns stand before a row's version.
const bookingColumns = 3

// bookedIn are the columns of values that have its booking.
func bookedIn(values []any) []any {
	return values[len(values)-1-bookingColumns : len(values)-1]
}

func (b booking) into(values []any) {
	to := bookedIn(values)
	to[0], to[1], to[2] = string(b.day), b.hour, b.shift
}

// bookingOf is the booking that values have, of a row that fits its seal.
func bookingOf(values []any) booking {
	in := bookedIn(values)
	return booking{kiosk.Date(text(in[0])), whole(in[1]), whole(in[2])}
}

// text and whole read a value of a row as it stands in the file, where other hands may
// have put one of another kind.
func text(v any) string { s, _ := v.(string); return s }
func whole(v any) int64 { n, _ := v.(int64); return n }

// at takes the day and the hour of a moment.
func (b booking) at(moment time.Time, c kiosk.Calendar) booking {
	_, b.day = c.Of(moment)
	b.hour = int64(moment.In(c.Location).Hour())
	return b
}

// countsAt is the moment by which p counts: when it was paid, else when it was made.
func countsAt(p *kiosk.Payment) time.Time {
	if p.State == kiosk.StatePaid && !p.PaidAt.IsZero() {
		return p.PaidAt
	}
	return p.CreatedAt
}

// bookPayment decides where p counts. stored are the values that it replaces, nil for a
// new row and for one that other hands have changed.
func (s *saving) bookPayment(p *kiosk.Payment, stored []any) (b booking, err error) {
	moment, before, was := countsAt(p), time.Time{}, kiosk.State("")
	if stored != nil {
		old := kiosk.Payment{State: kiosk.State(text(stored[paymentState])), CreatedAt: unstamp(whole(stored[paymentCreated])), PaidAt: unstamp(whole(stored[paymentPaid]))}
		b, before, was = bookingOf(stored), countsAt(&old), old.State
	}
	becamePaid := p.State == kiosk.StatePaid && was != kiosk.StatePaid
	if stored == nil || becamePaid {
		if b.shift, err = s.openShift(latest(p.CreatedAt, p.SentAt, p.PaidAt, p.ReleasedAt), p.Cashier); err != nil {
			return b, err
		}
	}
	if stored == nil || becamePaid || stamp(before) != stamp(moment) {
		b = b.at(moment, s.opts.calendar())
	}
	return b, nil
}

// bookRefund decides where r counts, as bookPayment does.
func (s *saving) bookRefund(r *kiosk.Refund, stored []any) (b booking, err error) {
	if r.State != kiosk.RefundDone {
		return booking{}, nil
	}
	moment := r.DoneAt
	if moment.IsZero() {
		moment = r.AskedAt
	}
	if stored != nil && text(stored[refundState]) == string(kiosk.RefundDone) {
		b = bookingOf(stored)
		if before := unstamp(whole(stored[refundDone])); stamp(before) == stamp(r.DoneAt) {
			return b, nil
		}
	} else if b.shift, err = s.openShift(latest(r.AskedAt, r.DoneAt), ""); err != nil {
		return b, err
	}
	return b.at(moment, s.opts.calendar()), nil
}

// openShift is the number of the shift that is open, which it opens where none is.
func (s *saving) openShift(at time.Time, by string) (int64, error) {
	if s.shift != 0 { // this process alone opens and closes
		return s.shift, nil
	}
	ctx := context.Background()
	err := s.stmts.shiftOpen.QueryRowContext(ctx).Scan(&s.shift)
	if errors.Is(err, sql.ErrNoRows) {
		err = s.conn.QueryRowContext(ctx, `INSERT INTO shifts (number, opened_at, opened_by, closed_at)
			VALUES ((SELECT coalesce(max(number), 0) + 1 FROM shifts), ?, ?, 0) RETURNING number`, stamp(at), by).Scan(&s.shift)
	}
	return s.shift, err
}

// placeOf is the place of a column among columns.
func placeOf(columns, name string) int { return slices.Index(splitColumns(columns), name) }

// The places of columns that say where a row counts.
var (
	paymentWidth    = len(splitColumns(paymentColumns))
	paymentAmount   = placeOf(paymentColumns, "amount")
	paymentWallet   = placeOf(paymentColumns, "wallet")
	paymentRail     = placeOf(paymentColumns, "rail")
	paymentFace     = placeOf(paymentColumns, "face")
	paymentProvider = placeOf(paymentColumns, "provider")
	paymentState    = placeOf(paymentColumns, "state")
	paymentGateway  = placeOf(paymentColumns, "gateway_order_no")
	paymentTrade    = placeOf(paymentColumns, "trade_no")
	paymentCreated  = placeOf(paymentColumns, "created_at")
	paymentPaid     = placeOf(paymentColumns, "paid_at")
	paymentLate     = placeOf(paymentColumns, "late")
	paymentRefunded = placeOf(paymentColumns, "refunded")
	paymentCashier  = placeOf(paymentColumns, "cashier")

	refundOrder  = placeOf(refundColumns, "order_no")
	refundAmount = placeOf(refundColumns, "amount")
	refundState  = placeOf(refundColumns, "state")
	refundDone   = placeOf(refundColumns, "done_at")
)
