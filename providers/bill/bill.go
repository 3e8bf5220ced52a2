// Package bill reads the bills of gateways and wallets: WeChat's, Alipay's, yfpay's
// and any table with a line of headers. It stands apart from the gateways because a
// wallet's bill is the same at whichever of them the shop has a contract.
//
// Everything is read as a stream and bounded, since a bill comes on somebody's stick.
package bill

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"facepay/kiosk"
)

const (
	// BytesMax bounds a bill's text, unpacked: some 800,000 rows of WeChat's.
	BytesMax = 256 << 20
	// RowsMax bounds its rows, far over a day of a shop's.
	RowsMax = 500_000
	// lineBytesMax bounds a line: the longest of WeChat's is under 2 KiB.
	lineBytesMax = 64 << 10
)

// Options of Read.
type Options struct {
	Kind kiosk.BillKind // "": guessed
	// Columns are what the user says about the columns of a table. They are handed to
	// Remember with its line of headers; without them Remembered is asked for what was
	// said earlier. Both may be nil.
	Columns    Columns
	Remember   func(headers string, c Columns)
	Remembered func(headers string) Columns
	// Progress is told the bytes of the file that are behind, and all of them. nil: none.
	Progress func(done, total int64)
}

// Read reads the bill in the file path. Of one whose columns are not known, or hold what
// they should not, the Table is there beside the error. Errors: kiosk.BillCause, and those
// of ctx.
func Read(ctx context.Context, path string, o Options) (b kiosk.Bill, err error) {
	defer func() { err = FileError(err) }()
	info, err := os.Stat(path) // first: a pipe would never open
	switch {
	case err != nil:
		return b, err
	case !info.Mode().IsRegular():
		return b, kiosk.BillNoFile
	case info.Size() == 0:
		return b, kiosk.BillEmpty
	case info.Size() > BytesMax:
		return b, kiosk.BillLarge
	}
	f, err := os.Open(path)
	if err != nil {
		return b, err
	}
	defer func() { _ = f.Close() }() // only read from
	return read(ctx, f, info.Size(), o)
}

// FileError tells the cause of a file's or medium's error; other errors stay as they are.
func FileError(err error) error {
	switch {
	case err == nil, errors.As(err, new(kiosk.BillCause)), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return kiosk.BillMissing
	case errors.Is(err, fs.ErrPermission):
		return kiosk.BillDenied
	}
	return fmt.Errorf("%w: %w", kiosk.BillVanished, err)
}

func read(ctx context.Context, f io.ReaderAt, size int64, o Options) (b kiosk.Bill, err error) {
	texts, err := unpack(f, size)
	if err != nil {
		return b, err
	}
	none := kiosk.BillPacked
	for _, t := range texts {
		in, err := t.open(func(r io.Reader) io.Reader { return &watched{ctx: ctx, r: r, total: t.size, tell: o.Progress} })
		if err != nil {
			return b, err
		}
		read, err := parse(in, o)
		err = errors.Join(err, in.Close())
		if errors.Is(err, kiosk.BillSumsAlone) {
			none = kiosk.BillSumsAlone
			continue // Alipay's zip has the day's sums beside the rows
		}
		return read, firstOf(err)
	}
	return b, none
}

// firstOf is the first of joined errors: the others come of it.
func firstOf(err error) error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()[0]
	}
	return err
}

// watched ends a reading that was cancelled, and tells how far it is.
type watched struct {
	ctx         context.Context
	r           io.Reader
	done, total int64
	tell        func(done, total int64)
}

func (w *watched) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.r.Read(p)
	w.done += int64(n)
	if w.tell != nil {
		w.tell(w.done, w.total)
	}
	return n, err
}

// parse reads one text as the kind that it is.
func parse(in io.Reader, o Options) (kiosk.Bill, error) {
	r := newLines(decode(in))
	first, err := r.peek()
	if errors.Is(err, io.EOF) {
		return kiosk.Bill{}, kiosk.BillEmpty
	}
	if err != nil {
		return kiosk.Bill{}, err
	}
	if garbled(first) {
		return kiosk.Bill{}, kiosk.BillEncoding
	}
	kind := guess(first)
	if o.Kind != "" && kind != o.Kind {
		if kind == kiosk.BillWeChat || kind == kiosk.BillAlipay || o.Kind == kiosk.BillWeChat || o.Kind == kiosk.BillAlipay {
			return kiosk.Bill{}, &kiosk.BillError{Cause: kiosk.BillOtherKind, Args: []string{"is", string(kind), "asked", string(o.Kind)}}
		}
		kind = o.Kind // yfpay's and others' are tables of the same form
	}
	switch kind {
	case kiosk.BillWeChat:
		return readWeChat(r)
	case kiosk.BillAlipay:
		return readAlipay(r)
	}
	return readTable(r, kind, o)
}
