package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"facepay/kiosk"
)

// statements are the prepared statements of a Save, on the writer's connection.
type statements struct {
	saleInsert, saleUpdate       *sql.Stmt
	paymentInsert, paymentUpdate *sql.Stmt
	refundInsert, refundUpdate   *sql.Stmt
	refundRoom                   *sql.Stmt
	eventInsert                  *sql.Stmt
	now, seal                    [len(tables)]*sql.Stmt // the row with a number, and the newest seal of it
}

// statement is one of them and what it is made of.
type statement struct {
	stmt **sql.Stmt
	text string
}

// list has all of them. An update leaves out the row's own number: SQLite looks
// for rows that refer to a number which is set, even to what it was, and would
// read the whole event log for it.
func (s *statements) list() []statement {
	list := []statement{
		{&s.saleInsert, `INSERT INTO sales (` + saleColumns + `) VALUES (?,?,?,?,?,?,?,?)
			ON CONFLICT (sale) DO NOTHING`},
		{&s.saleUpdate, `UPDATE sales SET amount=?2, state=?3, opened_at=?4, left_at=?5, left_why=?6, paid_by=?7, version=?8
			WHERE sale=?1`},
		{&s.paymentInsert, `INSERT INTO payments (` + paymentColumns + `)
			VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (order_no) DO NOTHING`},
		{&s.paymentUpdate, `UPDATE payments SET wallet=?4, rail=?5, face=?6, code_tail=?7, provider=?8, state=?9,
			gateway_order_no=?10, trade_no=?11, qr=?12, payer=?13, sent_at=?15, paid_at=?16, left_at=?17,
			watch_until=?18, late=?19, late_done=?20, refunded=?21, incident=?22, note=?23, cashier=?24,
			entered=?25, version=?26 WHERE order_no=?1`},
		{&s.refundInsert, `INSERT INTO refunds (` + refundColumns + `) VALUES (?,?,?,?,?,?,?,?,?,?,?)
			ON CONFLICT (refund_no) DO NOTHING`},
		{&s.refundUpdate, `UPDATE refunds SET amount=?3, state=?4, by_hand=?5, reason=?6, gateway_no=?7, asked_at=?8,
			done_at=?9, note=?10, version=?11 WHERE refund_no=?1 AND order_no=?2`},
		{&s.refundRoom, `SELECT amount - (SELECT coalesce(sum(amount), 0) FROM refunds
			WHERE order_no = p.order_no AND state <> 'refused') FROM payments p WHERE order_no = ?`},
		{&s.eventInsert, `INSERT INTO events (seq, at, kind, sale, order_no, refund, from_state, to_state, note, amount,
			row_version, row_hash, prev_hash, hash)
			VALUES (?,?,?,nullif(?,''),nullif(?,''),nullif(?,''),?,?,?,?,?,?,?,?)`},
	}
	for i := range tables {
		list = append(list, statement{&s.now[i], tables[i].now()}, statement{&s.seal[i], tables[i].seal()})
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
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	if err := checkWrite(&w); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return fmt.Errorf("save: %w", ErrClosed)
	}
	return failed("save", l.save(&w))
}

func checkWrite(w *kiosk.Write) error {
	for i := range w.Sales {
		if err := checkSale(&w.Sales[i]); err != nil {
			return err
		}
	}
	for i := range w.Payments {
		if err := checkPayment(&w.Payments[i]); err != nil {
			return err
		}
	}
	for i := range w.Refunds {
		if err := checkRefund(&w.Refunds[i]); err != nil {
			return err
		}
	}
	for i := range w.Records {
		if err := checkRecord(&w.Records[i]); err != nil {
			return err
		}
	}
	return nil
}

// save writes w under l.mu.
func (l *Ledger) save(w *kiosk.Write) error {
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
	tx, err := l.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	events, err := l.writeAll(ctx, w)
	if err != nil {
		// SQLite may have rolled back by itself, on a full disk for one. Other hands
		// may have added to the event log, which must not keep the next save from it.
		_ = tx.Rollback()
		l.known = false
		return err
	}
	if err := tx.Commit(); err != nil {
		l.known, l.seals = false, nil // read it again rather than reason about what is there
		return err
	}
	last := &events[len(events)-1]
	l.head = chainHead{seq: last.seq, hash: last.hash}
	l.remember(events)
	afterCommit()
	return nil
}

// writeAll writes the rows in the order in which they refer to each other, and
// returns the events that it added.
func (l *Ledger) writeAll(ctx context.Context, w *kiosk.Write) ([]event, error) {
	var marks []event
	wrote := func(mark event) {
		if mark.record.Kind != "" {
			marks = append(marks, mark)
		}
	}
	for i := range w.Sales {
		mark, err := l.writeSale(ctx, &w.Sales[i])
		if err != nil {
			return nil, fmt.Errorf("sale %s: %w", w.Sales[i].ID, err)
		}
		wrote(mark)
	}
	for i := range w.Payments {
		mark, err := l.writePayment(ctx, &w.Payments[i])
		if err != nil {
			return nil, fmt.Errorf("payment …%s: %w", w.Payments[i].OrderNo.Tail(), err)
		}
		wrote(mark)
	}
	for i := range w.Refunds {
		mark, err := l.writeRefund(ctx, &w.Refunds[i])
		if err != nil {
			return nil, fmt.Errorf("refund …%s: %w", kiosk.OrderNo(w.Refunds[i].No).Tail(), err)
		}
		wrote(mark)
	}
	events := eventsOf(w)
	for i := range marks {
		marks[i].record.At = events[0].record.At // a row that was written has one
	}
	events = append(marks, events...)
	head := l.head
	for i := range events {
		e := &events[i]
		e.seq, e.prev = head.seq+1, head.hash
		e.hash = e.computeHash()
		if err := l.writeEvent(ctx, e); err != nil {
			return nil, fmt.Errorf("event %d (%s): %w", e.seq, e.record.Kind, err)
		}
		head = chainHead{seq: e.seq, hash: e.hash}
	}
	return events, nil
}

func (l *Ledger) writeSale(ctx context.Context, s *kiosk.Sale) (event, error) {
	values := saleValues(s)
	if s.Version == 1 {
		return event{}, insertFirst(ctx, l.stmts.saleInsert, values)
	}
	return l.overwrite(ctx, atSales, l.stmts.saleUpdate, values, func([]any) error { return nil })
}

func (l *Ledger) writePayment(ctx context.Context, p *kiosk.Payment) (event, error) {
	values := paymentValues(p)
	if p.Version == 1 {
		return event{}, insertFirst(ctx, l.stmts.paymentInsert, values)
	}
	return l.overwrite(ctx, atPayments, l.stmts.paymentUpdate, values, func(now []any) error {
		state, _ := now[8].(string)
		return checkMove(p.OrderNo, kiosk.State(state), p.State)
	})
}

func (l *Ledger) writeRefund(ctx context.Context, r *kiosk.Refund) (event, error) {
	values := refundValues(r)
	if r.Version == 1 {
		if err := insertFirst(ctx, l.stmts.refundInsert, values); err != nil {
			return event{}, err
		}
		return event{}, l.checkRefundRoom(ctx, r)
	}
	return l.overwrite(ctx, atRefunds, l.stmts.refundUpdate, values, func(now []any) error {
		state, _ := now[3].(string)
		return checkRefundMove(r.OrderNo, kiosk.RefundState(state), r.State)
	})
}

// checkRefundRoom refuses a refund with which more than was paid would go back,
// whoever asks for it. One that was refused and done after all has happened and
// is recorded whatever it adds up to.
func (l *Ledger) checkRefundRoom(ctx context.Context, r *kiosk.Refund) error {
	var room kiosk.Fen
	if err := l.stmts.refundRoom.QueryRowContext(ctx, string(r.OrderNo)).Scan(&room); err != nil {
		return err
	}
	if room < 0 {
		return fmt.Errorf("%w: %s more than was paid would go back", ErrRow, -room)
	}
	return nil
}

// insertFirst inserts the first version of a row, which is a conflict when
// there is one already.
func insertFirst(ctx context.Context, insert *sql.Stmt, values []any) error {
	res, err := insert.ExecContext(ctx, values...)
	if err != nil {
		return err
	}
	rows, err := res.RowsAffected()
	if err == nil && rows == 0 {
		err = fmt.Errorf("%w: there is a version 1", kiosk.ErrConflict)
	}
	return err
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
