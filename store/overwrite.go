package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"facepay/kiosk"
)

// sealsMax bounds the seals that are remembered: many times what is open at a
// counter.
const sealsMax = 1000

// overwrite puts the next version of a row in place of the one that is stored,
// which has to be the version before, with the same fixed columns, and the move
// has to be allowed.
//
// A row that does not fit its seal was changed by other hands. That must not keep
// the shop from recording what happened, so that the till's row is written all
// the same; but its new seal would hide the change for good. The event that is
// returned then tells of it.
func (s *saving) overwrite(ctx context.Context, w *rowWrite) (event, error) {
	t, values := &tables[w.table], w.values
	var mark event
	next := values[len(values)-1].(int64)
	row, err := s.storedRow(ctx, w.table, values[0].(string))
	if errors.Is(err, sql.ErrNoRows) {
		return mark, fmt.Errorf("%w: version %d over none", kiosk.ErrConflict, next)
	}
	if err != nil {
		return mark, err
	}
	found := t.judge(&row, s.opts.Location)
	if row.stored() != next-1 && (found == nil || row.version != next-1) {
		return mark, fmt.Errorf("%w: version %d over %d", kiosk.ErrConflict, next, row.stored())
	}
	if found != nil {
		mark.record = t.record(values)
		mark.record.Kind, mark.record.Note = kindRowSaved, string(found.Fault)
		if err := s.book(w, nil); err != nil {
			return mark, err
		}
		if _, err := s.conn.ExecContext(ctx, t.update(nil), values...); err != nil { // a fixed column may be what was edited
			return mark, err
		}
		return mark, s.derive(ctx, w, row.values)
	}
	if err := w.move(row.values); err != nil {
		return mark, err
	}
	for _, i := range t.fixed {
		if row.values[i] != values[i] {
			return mark, fmt.Errorf("%w: %s is fixed", ErrRow, splitColumns(t.columns)[i])
		}
	}
	if err := s.book(w, row.values); err != nil {
		return mark, err
	}
	update := s.stmts.update[w.table]
	if w.book != nil && slices.Equal(bookedIn(values), bookedIn(row.values)) {
		update = s.stmts.move[w.table]
	}
	if _, err = update.ExecContext(ctx, values...); err != nil {
		return mark, err
	}
	return mark, s.derive(ctx, w, row.values)
}

func (l *Ledger) storedRow(ctx context.Context, at int, number string) (sealedRow, error) {
	values, into := places(strings.Count(tables[at].columns, ",") + 1)
	row := sealedRow{values: values}
	if err := l.stmts.now[at].QueryRowContext(ctx, number).Scan(into...); err != nil {
		return row, err
	}
	var known bool
	if row.seal, known = l.seals[rowName{tables[at].kind, number}]; known {
		return row, nil
	}
	err := l.stmts.seal[at].QueryRowContext(ctx, number).Scan(&row.seq, &row.version, &row.hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil // no event tells of it
	}
	return row, err
}

// remember keeps the seals that were written, so that the next version of a row
// need not look for the one before.
func (l *Ledger) remember(events []event) {
	if len(l.seals) >= sealsMax || l.seals == nil {
		l.seals = make(map[rowName]seal)
	}
	for i := range events {
		if e := &events[i]; e.rowVersion > 0 {
			l.seals[nameOf(&e.record)] = seal{e.seq, e.rowVersion, e.rowHash}
		}
	}
}
