package store

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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
	// From and To are the first and last calendar day in the shop's location, by
	// the day on which a payment was made. Only year, month and day count, as
	// written, whatever location the value has. Zero is no bound.
	From, To time.Time
	// Till is the till's name for the column of that name; the ledger is one
	// till's and does not repeat it.
	Till string
}

var exportColumns = []string{"order_no", "created_at", "amount", "wallet", "channel", "provider", "state",
	"gateway_order_no", "trade_no", "paid_at", "late", "refunded", "payer", "till", "cashier", "note"}

// Export yields the payments that f selects, newest last, without ever holding
// more than a page of them. It ends at the first error.
func (r *Reader) Export(ctx context.Context, f Filter) iter.Seq2[kiosk.Payment, error] {
	return func(yield func(kiosk.Payment, error) bool) {
		from, to, err := f.bounds(r.opts.Location)
		if err != nil {
			yield(kiosk.Payment{}, err)
			return
		}
		lastAt, lastID := from, int64(-1) // every id is above
		scanWithID := func(scan scanner) (kiosk.Payment, error) {
			return scanPayment(func(into ...any) error { return scan(append(into, &lastID)...) })
		}
		for {
			page, err := collect(ctx, r.db, scanWithID, `SELECT `+paymentColumns+`, id FROM payments
				WHERE (created_at, id) > (?, ?) AND created_at < ? ORDER BY created_at, id LIMIT ?`, lastAt, lastID, to, exportPage)
			if err != nil {
				yield(kiosk.Payment{}, failed("export", err))
				return
			}
			for _, p := range page {
				if !yield(p, nil) {
					return
				}
			}
			if len(page) < exportPage {
				return
			}
			lastAt = stamp(page[len(page)-1].CreatedAt)
		}
	}
}

// bounds are the stamps of the first moment in the period and of the first
// after it.
func (f Filter) bounds(loc *time.Location) (from, to int64, err error) {
	from, to = 0, math.MaxInt64
	if !f.From.IsZero() {
		from = max(written(f.From, loc).Start.UnixMilli(), 0)
	}
	if !f.To.IsZero() {
		to = written(f.To, loc).End.UnixMilli()
	}
	if to <= from {
		return 0, 0, fmt.Errorf("export from %s to %s: %w",
			f.From.Format(time.DateOnly), f.To.Format(time.DateOnly), ErrPeriod)
	}
	return from, to, nil
}

// written is the day at loc that is written in t.
func written(t time.Time, loc *time.Location) kiosk.Day {
	y, m, d := t.Date()
	return kiosk.DayOn(y, m, d, loc)
}

// byteOrderMark tells spreadsheet programs that the file is UTF-8.
const byteOrderMark = "\ufeff"

// WriteCSV writes the payments that f selects to w as CSV with a byte order
// mark and a line of column names. Nothing is written when f is wrong.
func (r *Reader) WriteCSV(ctx context.Context, w io.Writer, f Filter) error {
	if _, _, err := f.bounds(r.opts.Location); err != nil {
		return err
	}
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return failed("write export", err)
	}
	out := csv.NewWriter(w)
	if err := out.Write(exportColumns); err != nil {
		return failed("write export", err)
	}
	total, err := r.exported(ctx, f)
	if err != nil {
		return failed("count the payments", err)
	}
	done := int64(0)
	for p, err := range r.Export(ctx, f) {
		if err != nil {
			return err
		}
		if done%exportPage == 0 {
			r.progress(done, max(total, done))
		}
		done++
		if err := out.Write(csvCells(&p, f.Till, r.opts.Location)); err != nil {
			return failed("write export", err)
		}
	}
	out.Flush()
	r.progress(done, done)
	return failed("write export", out.Error())
}

// exported counts the payments that f selects, for who watches.
func (r *Reader) exported(ctx context.Context, f Filter) (n int64, err error) {
	if r.show == nil {
		return 0, nil
	}
	from, to, err := f.bounds(r.opts.Location)
	if err == nil {
		err = r.db.QueryRowContext(ctx, `SELECT count(*) FROM payments WHERE created_at >= ? AND created_at < ?`, from, to).Scan(&n)
	}
	return n, err
}

// csvCells are the cells of one payment, in the order of exportColumns. Yuan
// have two decimals; times are RFC 3339 with the shop's offset, empty when
// there is none.
func csvCells(p *kiosk.Payment, till string, loc *time.Location) []string {
	return []string{
		string(p.OrderNo), csvTime(p.CreatedAt, loc), p.Amount.Yuan(), string(p.Wallet), p.Channel(),
		plainCell(p.Provider), string(p.State), plainCell(p.GatewayOrderNo), plainCell(p.TradeNo),
		csvTime(p.PaidAt, loc), strconv.FormatBool(p.Late), p.Refunded.Yuan(), plainCell(p.Payer),
		plainCell(till), plainCell(p.Cashier), plainCell(string(p.Note)),
	}
}

func csvTime(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(loc).Format(time.RFC3339)
}

// plainCell keeps text that came from outside from being run as a formula by a
// spreadsheet program: text that starts as one does gets an apostrophe in
// front, which the programs show as text.
func plainCell(s string) string {
	// Programs skip leading white space, and take the full-width signs too.
	rest := strings.TrimLeft(s, " \t\r\n\u00a0\u3000\ufeff")
	first, _ := utf8.DecodeRuneInString(rest)
	if rest != "" && strings.ContainsRune("=+-@＝＋－＠", first) || strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") {
		return "'" + s
	}
	return s
}
