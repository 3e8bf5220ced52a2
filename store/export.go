package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"time"

	"facepay/kiosk"
)

// ErrPeriod tells that an export's last day lies before its first.
var ErrPeriod = errors.New("the last day lies before the first")

// exportPage is the number of payments that an export holds at once. Each page is a query
// of its own, so that a reader who stops half-way through a pipe does not keep
// the write-ahead log from being emptied.
const exportPage = 500

// Filter says which payments an export has.
type Filter struct {
	// From and To are the first and last business day of the shop, by
	// the day on which a payment was made. Only year, month and day count, as
	// written, whatever location the value has. Zero is no bound.
	From, To time.Time
	// Till is the till's name for a document; the ledger is one till's and does not
	// repeat it.
	Till string
}

// Export yields the payments that f selects, newest last, without ever holding
// more than a page of them. It ends at the first error: ErrPeriod, and those of reading.
func (r *Reader) Export(ctx context.Context, f Filter) iter.Seq2[kiosk.Payment, error] {
	return func(yield func(kiosk.Payment, error) bool) {
		from, to, err := f.bounds(r.opts.calendar())
		if err != nil {
			yield(kiosk.Payment{}, err)
			return
		}
		total, err := r.exported(ctx, from, to)
		if err != nil {
			yield(kiosk.Payment{}, failed("count the payments", err))
			return
		}
		done := int64(0)
		lastAt, lastID := from, int64(-1) // every id is above
		scanWithID := func(scan scanner) (kiosk.Payment, error) {
			return scanPayment(func(into ...any) error { return scan(append(into, &lastID)...) })
		}
		page := make([]kiosk.Payment, 0, exportPage)
		for {
			page = page[:0]
			err := each(ctx, r.db, func(scan scanner) error {
				p, err := scanWithID(scan)
				page = append(page, p)
				return err
			}, `SELECT `+paymentColumns+`, id FROM payments
				WHERE (created_at, id) > (?, ?) AND created_at < ? ORDER BY created_at, id LIMIT ?`, lastAt, lastID, to, exportPage)
			if err != nil {
				yield(kiosk.Payment{}, failed("export", err))
				return
			}
			r.progress(done, max(total, done))
			for _, p := range page {
				if !yield(p, nil) {
					return
				}
			}
			done += int64(len(page))
			if len(page) < exportPage {
				r.progress(done, done)
				return
			}
			lastAt = stamp(page[len(page)-1].CreatedAt)
		}
	}
}

// bounds are the stamps of the first moment in the period and of the first
// after it.
func (f Filter) bounds(c kiosk.Calendar) (from, to int64, err error) {
	from, to = 0, math.MaxInt64
	if !f.From.IsZero() {
		from = max(written(f.From, c).Start.UnixMilli(), 0)
	}
	if !f.To.IsZero() {
		to = written(f.To, c).End.UnixMilli()
	}
	if to <= from {
		return 0, 0, fmt.Errorf("export from %s to %s: %w",
			f.From.Format(time.DateOnly), f.To.Format(time.DateOnly), ErrPeriod)
	}
	return from, to, nil
}

// written is the business day that is written in t.
func written(t time.Time, c kiosk.Calendar) kiosk.Day { return c.On(t.Date()) }

// exported counts the payments made in a period, for who watches.
func (r *Reader) exported(ctx context.Context, from, to int64) (n int64, err error) {
	if r.show == nil {
		return 0, nil
	}
	err = r.db.QueryRowContext(ctx, `SELECT count(*) FROM payments WHERE created_at >= ? AND created_at < ?`, from, to).Scan(&n)
	return n, err
}
