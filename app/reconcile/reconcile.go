// Package reconcile compares a gateway's bill with the ledger and puts on record what
// came of it, for the command and for the owner's window.
package reconcile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"
	"time"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/providers/bill"
	"facepay/store"
)

// daysAround a bill's are those whose bills may have a payment of its day.
const daysAround = 3

// BillError tells why a bill cannot be compared: whoever brought it can mend that.
type BillError struct {
	Path string
	Err  error
	// Read is the part that was read of it, such as the table whose columns are not known, or the
	// days of which one is to be chosen.
	Read *Read
}

func (e *BillError) Error() string {
	texts, err := i18n.Load("en")
	if err != nil {
		return e.Path + ": " + e.Err.Error()
	}
	return e.Path + ": " + texts.Text(kiosk.BillText(e.Err))
}

func (e *BillError) Unwrap() error { return e.Err }

// Read is a bill that was read, to be compared more than once.
type Read struct {
	Bill kiosk.Bill
	// SHA256 is the file's. With columns that were named it is of those too: the same file
	// with other columns is another bill.
	SHA256 string

	headers string // to be remembered with columns, "" for none
	columns bill.Columns
}

// Request is a bill that is to be compared.
type Request struct {
	Path     string
	Kind     kiosk.BillKind // "": guessed
	Day      kiosk.Date     // "": guessed
	Provider string         // only its payments; "": all
	Columns  bill.Columns   // of a CSV, kept for the next one; nil: as known
	Read     *Read          // that was read before; nil: the file is read
	Fetched  bool           // from the gateway: the bill is no other merchant's
	Till     string         // its name in the config, for its tag in order numbers
	Now      time.Time
	// Progress is told the bytes of the file that are read, and all of them. nil: none.
	Progress func(done, total int64)
}

// Result is the comparison's outcome.
type Result struct {
	kiosk.Reconciliation
	Read *Read
	// NotRecorded is why it could not be put on record, as on a disk that is read-only.
	NotRecorded error
}

// Import compares the bill and puts the answer on record. The same file again has the
// same answer. It can be cut off by ctx without harm, and works beside a running till.
// Errors: *BillError, and those of the ledger.
func Import(ctx context.Context, r *store.Reader, q Request) (res Result, err error) {
	read := q.Read
	if read == nil {
		if read, err = ReadFile(ctx, r, q); err != nil {
			return res, err
		}
	}
	res.Read = read
	day, err := office.BillDay(&read.Bill, q.Day)
	if err != nil {
		return res, billError(q.Path, err, read)
	}
	if res.Reconciliation, err = compare(ctx, r, q, &read.Bill, day); err != nil {
		return res, billError(q.Path, err, read)
	}
	earlier, err := r.BillRecord(ctx, read.SHA256, &res.Reconciliation)
	if err != nil {
		return res, err
	}
	switch {
	case earlier != nil:
		earlier.AlreadyImported, earlier.Settled = true, settled(&earlier.Reconciliation, &res.Reconciliation)
		res.Reconciliation = earlier.Reconciliation
	case ctx.Err() != nil:
		return res, ctx.Err()
	default:
		res.NotRecorded = r.RecordBill(ctx, &kiosk.BillRecord{SHA256: read.SHA256, ImportedAt: q.Now, Reconciliation: res.Reconciliation})
	}
	if read.headers != "" && res.NotRecorded == nil {
		res.NotRecorded = r.RememberBillColumns(ctx, read.headers, read.columns)
	}
	return res, nil
}

// ReadFile reads the bill in the file of q. Errors: those of Import.
func ReadFile(ctx context.Context, r *store.Reader, q Request) (*Read, error) {
	read, err := readFile(ctx, r, q)
	if err != nil {
		return nil, billError(q.Path, err, read)
	}
	return read, nil
}

// readFile reads the bill. What there is of it comes beside an error.
func readFile(ctx context.Context, r *store.Reader, q Request) (*Read, error) {
	var read Read
	var err error
	read.Bill, err = bill.Read(ctx, q.Path, bill.Options{
		Kind: q.Kind, Columns: q.Columns, Progress: q.Progress,
		Remember: func(headers string, c bill.Columns) { read.headers, read.columns = headers, c },
		Remembered: func(headers string) bill.Columns {
			c, readErr := r.BillColumns(ctx, headers)
			if readErr != nil {
				return nil // the ledger tells it again when they are compared
			}
			return c
		},
	})
	if err != nil {
		return &read, err
	}
	sum, err := hashed(ctx, q.Path)
	if table := read.Bill.Table; table != nil && table.Named {
		for _, name := range bill.ColumnNames() {
			fmt.Fprintf(sum, "%s=%q\n", name, table.Columns[name])
		}
	}
	read.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return &read, err
}

// billError names the file, unless the reading was cut off or the ledger failed.
func billError(path string, err error, read *Read) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, new(ledgerError)) {
		return err
	}
	return &BillError{path, err, read}
}

// ledgerError keeps an error of the ledger from being taken for one of the bill.
type ledgerError struct{ error }

func (e ledgerError) Unwrap() error { return e.error }

func compare(ctx context.Context, r *store.Reader, q Request, b *kiosk.Bill, day kiosk.Date) (res kiosk.Reconciliation, err error) {
	c := office.Comparison{Bill: b, Day: day, Provider: q.Provider, Tag: kiosk.TillTag(q.Till), Now: q.Now, Fetched: q.Fetched}
	span, err := kiosk.BillDay(day)
	if err != nil {
		return res, err
	}
	if c.Payments, c.Refunds, err = r.Billed(ctx, span); err != nil {
		return res, ledgerError{err}
	}
	orders, others := c.Unknown()
	more, err := r.BilledByNumber(ctx, orders, others)
	if err != nil {
		return res, ledgerError{err}
	}
	c.Payments = append(c.Payments, more...)
	refunds, err := r.RefundsOf(ctx, c.Refunded())
	if err != nil {
		return res, ledgerError{err}
	}
	c.Refunds = append(c.Refunds, refunds...)
	from, until := span.Start.In(kiosk.Beijing).AddDate(0, 0, -daysAround), span.Start.In(kiosk.Beijing).AddDate(0, 0, daysAround)
	for i := range c.Payments { // one that was decided later stood in the bill of its own day
		if p := &c.Payments[i]; !p.PaidAt.Before(span.Start) && p.CreatedAt.Before(from) {
			from = p.CreatedAt.In(kiosk.Beijing)
		}
	}
	records, err := r.Reconciliations(ctx, kiosk.Date(from.Format(time.DateOnly)), kiosk.Date(until.Format(time.DateOnly)))
	if err != nil {
		return res, ledgerError{err}
	}
	for i := range records {
		if records[i].Day != day {
			c.Elsewhere = append(c.Elsewhere, records[i].Elsewhere...)
			c.RefundsElsewhere = append(c.RefundsElsewhere, records[i].RefundsElsewhere...)
		}
	}
	if c.Merchants, err = r.BillMerchants(ctx, b.Kind); err != nil {
		return res, ledgerError{err}
	}
	return c.Result()
}

// settled are the numbers of earlier differences that are none any more.
func settled(earlier, now *kiosk.Reconciliation) (numbers []string) {
	for _, d := range earlier.Differences {
		still := func(o kiosk.Difference) bool { return o.No == d.No && o.Kind == d.Kind }
		if !slices.ContainsFunc(now.Differences, still) {
			numbers = append(numbers, d.No)
		}
	}
	return numbers
}

func hashed(ctx context.Context, path string) (h hash.Hash, err error) {
	h = sha256.New()
	f, err := os.Open(path)
	if err != nil {
		return h, bill.FileError(err)
	}
	defer func() { _ = f.Close() }() // only read from
	buffer := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return h, err
		}
		n, err := f.Read(buffer)
		h.Write(buffer[:n])
		if errors.Is(err, io.EOF) {
			return h, nil
		}
		if err != nil {
			return h, bill.FileError(err)
		}
	}
}
