package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"facepay/kiosk"
)

// statements are the prepared statements of a Save, on the writer's connection.
type statements struct {
	insert, update [len(tables)]*sql.Stmt
	move           [len(tables)]*sql.Stmt // update of a row that counts where it did
	now, seal      [len(tables)]*sql.Stmt // the row with a number, and the newest seal of it
	refundRoom     *sql.Stmt
	eventInsert    *sql.Stmt
	// A sql.Tx starts a goroutine, whose waking took a fifth of a save's own time.
	begin, commit, rollback *sql.Stmt
	shiftOpen               *sql.Stmt
	sumAdd                  *sql.Stmt
	endingAdd               *sql.Stmt
	endingDrop              *sql.Stmt
}

type statement struct {
	stmt **sql.Stmt
	text string
}

const eventInsert = `INSERT INTO events (seq, at, kind, sale, order_no, refund, from_state, to_state, note, amount,
	row_version, row_hash, prev_hash, hash)
	VALUES (?,?,?,nullif(?,''),nullif(?,''),nullif(?,''),?,?,?,?,?,?,?,?)`

func (s *statements) list() []statement {
	list := []statement{
		{&s.refundRoom, `SELECT amount - (SELECT coalesce(sum(amount), 0) FROM refunds
			WHERE order_no = p.order_no AND state <> 'refused') FROM payments p WHERE order_no = ?`},
		{&s.eventInsert, eventInsert},
		{&s.begin, `BEGIN IMMEDIATE`}, {&s.commit, `COMMIT`}, {&s.rollback, `ROLLBACK`},
		{&s.shiftOpen, `SELECT number FROM shifts WHERE closed_at = 0`},
		{&s.sumAdd, sumAdd}, {&s.endingAdd, endingAdd}, {&s.endingDrop, endingDrop},
	}
	for i := range tables {
		t := &tables[i]
		list = append(list, statement{&s.insert[i], t.insert()}, statement{&s.update[i], t.update(t.fixed)},
			statement{&s.move[i], t.update(t.unmoved())},
			statement{&s.now[i], t.now()}, statement{&s.seal[i], t.seal()})
	}
	return list
}

func (s *statements) prepare(ctx context.Context, conn *sql.Conn) error {
	for _, p := range s.list() {
		stmt, err := conn.PrepareContext(ctx, p.text)
		if err != nil {
			return fmt.Errorf("prepare %q: %w", p.text, err)
		}
		*p.stmt = stmt
	}
	return nil
}

func (s *statements) close() error {
	var errs []error
	for _, p := range s.list() {
		if *p.stmt != nil {
			errs = append(errs, (*p.stmt).Close())
		}
	}
	return errors.Join(errs...)
}

// Save commits w as one transaction, on the disk itself when it returns; see
// kiosk.Ledger. A Save that has begun is not interrupted by ctx: a half-heard
// answer about a commit would be worse than the wait, which the busy timeout
// bounds. Errors: kiosk.ErrConflict, ErrMove, ErrRow, ErrReadOnly, ErrDiskFull,
// ErrLocked, ErrDamaged.
func (l *Ledger) Save(ctx context.Context, w kiosk.Write) error {
	if w.Empty() {
		return nil
	}
	if err := cmp.Or(ctx.Err(), checkWrite(&w)); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	return failed("save", l.locked(func() error { return l.save(&w) }))
}

func checkWrite(w *kiosk.Write) error {
	return cmp.Or(checkEach(w.Sales, checkSale), checkEach(w.Payments, checkPayment), checkEach(w.Refunds, checkRefund),
		checkEach(w.Records, checkRecord))
}

func checkEach[T any](rows []T, check func(*T) error) error {
	for i := range rows {
		if err := check(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// save writes w under l.mu.
func (l *Ledger) save(w *kiosk.Write) error {
	return l.commit(func(ctx context.Context) ([]event, error) { return l.writeAll(ctx, w) })
}

// commit is one transaction of the writer under l.mu, which is on the disk itself when it
// returns. write returns the events that it added, at least one.
func (l *Ledger) commit(write func(context.Context) ([]event, error)) error {
	ctx := context.Background()
	if !l.known {
		head, err := readHead(ctx, l.conn)
		if err != nil {
			return err
		}
		l.head, l.known = head, true
	}
	if err := beforeWrite(ctx, l.conn); err != nil {
		return err
	}
	if _, err := l.stmts.begin.ExecContext(ctx); err != nil {
		return err
	}
	events, err := write(ctx)
	if err != nil {
		// SQLite may have rolled back by itself, on a full disk for one. Other hands
		// may have added to the event log, which must not keep the next save from it.
		_, _ = l.stmts.rollback.ExecContext(ctx)
		l.known, l.shift = false, 0
		return err
	}
	if _, err := l.stmts.commit.ExecContext(ctx); err != nil {
		_, _ = l.stmts.rollback.ExecContext(ctx)  // it may still be open
		l.known, l.seals, l.shift = false, nil, 0 // read it again rather than reason about what is there
		return err
	}
	last := &events[len(events)-1]
	l.head = chainHead{seq: last.seq, hash: last.hash}
	l.remember(events)
	afterCommit()
	return nil
}

// saving is one Save under way.
type saving struct {
	*Ledger
	sums sums // by which the rows change them
}

type rowWrite struct {
	table  int
	name   string // in errors
	values []any  // without the booking until book has said it
	// move allows the change from the values that are stored.
	move func(stored []any) error
	// book says where the row counts and count changes the sums; nil for a row that counts nowhere.
	book  func(s *saving, stored []any) (booking, error)
	count func(s *saving, values, stored []any) error
}

// rowsOf are the rows of w in the order in which they refer to each other.
func rowsOf(w *kiosk.Write) []rowWrite {
	rows := make([]rowWrite, 0, len(w.Sales)+len(w.Payments)+len(w.Refunds))
	for i := range w.Sales {
		s := &w.Sales[i]
		rows = append(rows, rowWrite{table: atSales, name: "sale " + string(s.ID), values: saleValues(s), move: func([]any) error { return nil }})
	}
	for i := range w.Payments {
		p := &w.Payments[i]
		rows = append(rows, rowWrite{atPayments, "payment …" + p.OrderNo.Tail(), paymentValues(p, booking{}),
			func(stored []any) error {
				return checkMove(p.OrderNo, kiosk.State(text(stored[paymentState])), p.State)
			},
			func(s *saving, stored []any) (booking, error) { return s.bookPayment(p, stored) }, (*saving).countPayment})
	}
	for i := range w.Refunds {
		r := &w.Refunds[i]
		rows = append(rows, rowWrite{atRefunds, "refund …" + kiosk.OrderNo(r.No).Tail(), refundValues(r, booking{}),
			func(stored []any) error {
				return checkRefundMove(r.OrderNo, kiosk.RefundState(text(stored[refundState])), r.State)
			},
			func(s *saving, stored []any) (booking, error) { return s.bookRefund(r, stored) }, (*saving).countRefund})
	}
	return rows
}

// writeAll writes the rows of w and returns the events that it added.
func (l *Ledger) writeAll(ctx context.Context, w *kiosk.Write) ([]event, error) {
	s := saving{Ledger: l, sums: sums{}}
	var marks []event
	rows := rowsOf(w)
	for i := range rows {
		mark, err := s.writeRow(ctx, &rows[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", rows[i].name, err)
		}
		if mark.record.Kind != "" {
			marks = append(marks, mark)
		}
	}
	if err := s.writeSums(ctx); err != nil {
		return nil, err
	}
	events := eventsOf(w, rows)
	for i := range marks {
		marks[i].record.At = events[0].record.At // a row that was written has one
	}
	events = append(marks, events...)
	return events, l.writeEvents(ctx, events)
}

// writeEvents chains events to the end of the log.
func (l *Ledger) writeEvents(ctx context.Context, events []event) error {
	head := l.head
	for i := range events {
		e := &events[i]
		e.seq, e.prev = head.seq+1, head.hash
		e.hash = e.computeHash()
		if err := l.writeEvent(ctx, e); err != nil {
			return fmt.Errorf("event %d (%s): %w", e.seq, e.record.Kind, err)
		}
		head = chainHead{seq: e.seq, hash: e.hash}
	}
	return nil
}

func (s *saving) writeRow(ctx context.Context, row *rowWrite) (event, error) {
	if row.values[len(row.values)-1] != int64(1) {
		return s.overwrite(ctx, row)
	}
	if err := s.book(row, nil); err != nil {
		return event{}, err
	}
	res, err := s.stmts.insert[row.table].ExecContext(ctx, row.values...)
	if err != nil {
		return event{}, err
	}
	if rows, err := res.RowsAffected(); err == nil && rows == 0 {
		return event{}, fmt.Errorf("%w: there is a version 1", kiosk.ErrConflict)
	} else if err != nil {
		return event{}, err
	}
	if row.table == atRefunds {
		if err := s.checkRefundRoom(ctx, row.values[refundOrder]); err != nil {
			return event{}, err
		}
	}
	return event{}, s.derive(ctx, row, nil)
}

// book puts into a row where it counts; stored is nil for a new row, and for one that
// other hands have changed.
func (s *saving) book(row *rowWrite, stored []any) error {
	if row.book == nil {
		return nil
	}
	b, err := row.book(s, stored)
	if err == nil {
		b.into(row.values)
	}
	return err
}

// derive writes what follows from a row that was written over stored, nil for none.
func (s *saving) derive(ctx context.Context, row *rowWrite, stored []any) error {
	if row.count == nil {
		return nil
	}
	if err := row.count(s, row.values, stored); err != nil {
		return err
	}
	if row.table == atPayments {
		return s.writeEndings(ctx, row.values, stored)
	}
	return nil
}

// checkRefundRoom refuses a refund with which more than was paid would go back,
// whoever asks for it. One that was refused and done after all has happened and
// is recorded whatever it adds up to.
func (l *Ledger) checkRefundRoom(ctx context.Context, orderNo any) error {
	var room kiosk.Fen
	if err := l.stmts.refundRoom.QueryRowContext(ctx, orderNo).Scan(&room); err != nil {
		return err
	}
	if room < 0 {
		return fmt.Errorf("%w: %s more than was paid would go back", ErrRow, -room)
	}
	return nil
}

func (l *Ledger) writeEvent(ctx context.Context, e *event) error {
	r := &e.record
	rowHash := e.rowHash
	if rowHash == nil {
		rowHash = []byte{} // nil would be NULL
	}
	_, err := l.stmts.eventInsert.ExecContext(ctx, e.seq, stamp(r.At), string(r.Kind), string(r.Sale),
		string(r.OrderNo), string(r.Refund), string(r.From), string(r.To), r.Note, int64(e.amount), e.rowVersion, rowHash,
		e.prev[:], e.hash[:])
	return err
}
