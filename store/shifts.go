package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"facepay/kiosk"
)

// Shift returns the closed shift of a number, as its Z report has it, or as number 0 the
// open one as its Z would be now; of none open an empty one without a beginning. Errors:
// kiosk.ErrNoShift.
func (r *Reader) Shift(ctx context.Context, number int) (s kiosk.Shift, err error) {
	if number == 0 {
		err = r.snapshot(ctx, func(tx *sql.Tx) error {
			s, _, err = openShift(ctx, tx, r.opts)
			return err
		})
		s.Number = 0
		return s, failed("read the open shift", err)
	}
	document, err := r.ShiftDocument(ctx, number)
	if err != nil {
		return s, err
	}
	return ReadShift(document)
}

// ShiftDocument is the Z report of a closed shift byte for byte as it was stored, or of
// the open one, number 0, as ShiftJSON makes it. Errors: kiosk.ErrNoShift.
func (r *Reader) ShiftDocument(ctx context.Context, number int) ([]byte, error) {
	if number == 0 {
		s, err := r.Shift(ctx, 0)
		if err != nil {
			return nil, err
		}
		return ShiftJSON(&s, r.opts.Location)
	}
	document, err := zReport(ctx, r.db, number)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("shift %d: %w", number, kiosk.ErrNoShift)
	}
	return document, failed("read shift "+strconv.Itoa(number), err)
}

func zReport(ctx context.Context, q rowQuerier, number int) (document []byte, err error) {
	err = q.QueryRowContext(ctx, `SELECT document FROM z_reports WHERE number = ?`, number).Scan(&document)
	return document, err
}

// Shifts returns the shifts that were closed on the business days from to to, "" for no
// bound, oldest first.
func (r *Reader) Shifts(ctx context.Context, from, to kiosk.Date) ([]kiosk.Shift, error) {
	documents, err := r.ShiftDocuments(ctx, from, to)
	if err != nil {
		return nil, err
	}
	all := make([]kiosk.Shift, len(documents))
	for i, d := range documents {
		if all[i], err = ReadShift(d); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// ShiftDocuments is Shifts for their Z reports byte for byte as they were stored.
func (r *Reader) ShiftDocuments(ctx context.Context, from, to kiosk.Date) ([][]byte, error) {
	if to == "" {
		to = "9999-99-99" // behind every day
	}
	all, err := collect(ctx, r.db, func(scan scanner) (document []byte, err error) {
		return document, scan(&document)
	}, `SELECT document FROM z_reports WHERE day BETWEEN ? AND ? ORDER BY number`, string(from), string(to))
	return all, failed("read shifts", err)
}

// CloseShift closes the open shift, or an empty one where none is open, in one transaction
// of the one writer: its payments and refunds, what is carried over and what became of
// earlier ones are of the same moment. The Z report is never changed afterwards, and the
// event log seals it. Like a Save that has begun it is not interrupted by ctx. Errors:
// kiosk.ErrConflict when c is about another shift, and those of Save.
func (l *Ledger) CloseShift(ctx context.Context, c kiosk.ShiftClose) (z kiosk.Shift, err error) {
	if err := ctx.Err(); err != nil {
		return z, fmt.Errorf("close shift: %w", err)
	}
	if stamp(c.At) <= 0 || c.Drawer != nil && (c.Drawer.Next < 0 || c.Drawer.Opening < 0) {
		return z, fmt.Errorf("close shift: %w: a closing needs a time, and a drawer no less than nothing", ErrRow)
	}
	err = l.locked(func() error {
		return l.commit(func(ctx context.Context) (events []event, err error) {
			z, events, err = l.closeShift(ctx, &c)
			return events, err
		})
	})
	if err != nil {
		return kiosk.Shift{}, failed("close shift", err)
	}
	return z, nil
}

func (l *Ledger) closeShift(ctx context.Context, c *kiosk.ShiftClose) (z kiosk.Shift, events []event, err error) {
	s := saving{Ledger: l}
	number, err := s.openShift(c.At, c.By)
	if err != nil {
		return z, nil, err
	}
	if c.After != int(number)-1 {
		return z, nil, fmt.Errorf("%w: shift %d is open, and %d was to be closed", kiosk.ErrConflict, number, c.After+1)
	}
	z, differs, err := openShift(ctx, l.conn, l.opts)
	if err != nil {
		return z, nil, err
	}
	closeAs(&z, c, l.opts.calendar(), differs)
	document, err := ShiftJSON(&z, l.opts.Location)
	if err != nil {
		return z, nil, err
	}
	if z, err = ReadShift(document); err != nil { // what anybody will read, and nothing else
		return z, nil, err
	}
	_, day := l.opts.calendar().Of(c.At)
	var last, opening int64
	if err := l.conn.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM payments`).Scan(&last); err != nil {
		return z, nil, err
	}
	if c.Drawer != nil {
		opening = int64(c.Drawer.Next)
	}
	values := []any{number, string(day), last, opening, string(document), int64(1)}
	if _, err := l.conn.ExecContext(ctx, `INSERT INTO z_reports (id, `+shiftColumns+`) VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6)`, values...); err != nil {
		return z, nil, err
	}
	if _, err := l.conn.ExecContext(ctx, `UPDATE shifts SET closed_at = ? WHERE number = ?`, stamp(c.At), number); err != nil {
		return z, nil, err
	}
	l.shift = 0
	sum := rowDigest(shiftDomain, values)
	events = []event{{record: kiosk.Record{At: c.At, Kind: kindShiftClosed, Note: strconv.FormatInt(number, 10)}, rowVersion: 1, rowHash: sum[:]}}
	return z, events, l.writeEvents(ctx, events)
}

// closeAs puts a wish to close into the shift as it is.
func closeAs(z *kiosk.Shift, c *kiosk.ShiftClose, days kiosk.Calendar, differs bool) {
	z.ClosedAt, z.ClosedBy, z.ApprovedBy, z.Counted = c.At, c.By, c.ApprovedBy, c.Counted
	taken := drawerTaken(z)
	opening := kiosk.Fen(0)
	if z.Cash != nil {
		opening = z.Cash.Opening
	}
	z.Cash = nil
	if d := c.Drawer; d != nil {
		if z.After == 0 {
			opening = d.Opening
		}
		z.Cash = &kiosk.CashCount{Opening: opening, Taken: taken, Counted: d.Counted}
	}
	_, opened := days.Of(z.OpenedAt)
	_, closed := days.Of(z.ClosedAt)
	if opened < closed {
		z.Notes = append(z.Notes, kiosk.ShiftNoteLate)
	}
	if z.OpenedBy != "" && z.OpenedBy != z.ClosedBy {
		z.Notes = append(z.Notes, kiosk.ShiftNoteOther)
	}
	if differs {
		z.Notes = append(z.Notes, kiosk.ShiftNoteRecounted)
	}
}

// drawerTaken is the sum that the drawer gained in a shift by its sales and refunds.
func drawerTaken(s *kiosk.Shift) kiosk.Fen { return s.ByWallet[kiosk.Cash].Net() }
