package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
)

// table is one of the tables whose rows are sealed by events.
type table struct {
	kind    RowKind
	name    string
	columns string // of the digest, in its order: the row's own number first, its version last
	domain  string // of the digest
	about   string // selects the events about the row t
	differs string // tells of an event that sealed the row t whether it is of another row than t
	fixed   []int  // columns that no save changes
}

// tables are all of them, in the order in which they refer to each other. The
// row id is in no digest. A start goes by the order of the ids, so that one which
// the till cannot have given is a fault of its row.
var tables = [...]table{
	{RowSale, "sales", saleColumns, saleDomain, `sale = t.sale AND order_no IS NULL`, `amount <> t.amount`, []int{1, 3}},
	{RowPayment, "payments", paymentColumns, paymentDomain, `order_no = t.order_no AND coalesce(refund, '') = ''`,
		`amount <> t.amount OR sale <> t.sale`, []int{1, 2, 13}},
	{RowRefund, "refunds", refundColumns, refundDomain, `refund = t.refund_no`,
		`amount <> t.amount OR order_no <> t.order_no`, []int{1, 2, 7}},
	{RowShift, "z_reports", shiftColumns, shiftDomain, `kind = '` + string(kindShiftClosed) + `' AND note = CAST(t.number AS TEXT)`,
		`false`, nil},
}

// The places of the tables.
const (
	atSales = iota
	atPayments
	atRefunds
	atShifts
)

// query selects id, columns, the newest event that sealed the row, and whether
// what all events tell of the row, or its id, does not fit it. The till gives ids
// from 1 on, and writes an event with each row.
func (t *table) query(where string) string {
	unlike := `t.id NOT BETWEEN 1 AND (SELECT coalesce(max(seq), 0) FROM events)
		OR EXISTS (SELECT 1 FROM events WHERE ` + t.about + ` AND row_version > 0 AND seq > 0 AND (` + t.differs + `))`
	if t.kind == RowPayment || t.kind == RowRefund {
		unlike += ` OR coalesce((SELECT to_state FROM events WHERE ` + t.about + ` AND to_state <> '' AND seq > 0
			ORDER BY seq DESC LIMIT 1), t.state) <> t.state`
	}
	return `SELECT t.id, t.` + strings.Join(splitColumns(t.columns), `, t.`) + `,
			coalesce(e.seq, 0), coalesce(e.row_version, 0), e.row_hash, coalesce(e.kind, ''), coalesce(e.at, 0), ` + unlike + `
		FROM ` + t.name + ` t LEFT JOIN events e ON e.seq = (
			SELECT seq FROM events WHERE ` + t.about + ` AND row_version > 0 AND seq > 0 ORDER BY seq DESC LIMIT 1)
		WHERE ` + where + ` ORDER BY t.id LIMIT ?`
}

func (t *table) insert() string {
	marks := strings.Repeat(", ?", len(splitColumns(t.columns)))
	return `INSERT INTO ` + t.name + ` (` + t.columns + `) VALUES (` + marks[2:] + `) ON CONFLICT (` + t.key() + `) DO NOTHING`
}

// update sets all but the fixed columns. The row's own number is left out: SQLite
// looks for rows that refer to a number which is set, even to what it was, and
// would read the whole event log for it.
func (t *table) update(fixed []int) string {
	var set []string
	for i, name := range splitColumns(t.columns) {
		if i > 0 && !slices.Contains(fixed, i) {
			set = append(set, fmt.Sprintf("%s=?%d", name, i+1))
		}
	}
	return `UPDATE ` + t.name + ` SET ` + strings.Join(set, ", ") + ` WHERE ` + t.key() + `=?1`
}

// unmoved are the columns that a save does not change in a row that counts where it did:
// an index on what is set is written, even to what it was.
func (t *table) unmoved() []int {
	unmoved := slices.Clone(t.fixed)
	for i, name := range splitColumns(t.columns) {
		if name == "day" || name == "hour" || name == "shift" {
			unmoved = append(unmoved, i)
		}
	}
	return unmoved
}

// now selects columns of the row with a number, and seal the newest event that
// sealed it. Two statements take half the time of one with a join.
func (t *table) now() string {
	return `SELECT ` + t.columns + ` FROM ` + t.name + ` WHERE ` + t.key() + ` = ?`
}

func (t *table) seal() string {
	return `SELECT seq, row_version, row_hash FROM events WHERE ` + strings.ReplaceAll(t.about, "t."+t.key(), "?") + `
		AND row_version > 0 AND seq > 0 ORDER BY seq DESC LIMIT 1`
}

func (t *table) key() string { return t.columns[:strings.Index(t.columns, ",")] }

func splitColumns(columns string) []string {
	names := strings.Split(columns, ",")
	for i, n := range names {
		names[i] = strings.TrimSpace(n)
	}
	return names
}

// sealedRow is one row as it stands in the file, whatever stands there, with
// the newest event that sealed it.
type sealedRow struct {
	id     int64
	values []any
	seal
	kind   kiosk.RecordKind
	at     int64
	unlike bool // what all events tell of it, though it may fit its seal
}

// seal is the part of an event about the row that it sealed.
type seal struct {
	seq     int64 // of the event, 0 for none
	version int64
	hash    []byte
}

func (t *table) scan(scan scanner) (sealedRow, error) {
	values, into := places(strings.Count(t.columns, ",") + 1)
	r := sealedRow{values: values}
	into = append(append([]any{&r.id}, into...), &r.seq, &r.version, &r.hash, &r.kind, &r.at, &r.unlike)
	err := scan(into...)
	return r, err
}

// places are n values, and pointers to them for a Scan.
func places(n int) (values, into []any) {
	values, into = make([]any, n), make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	return values, into
}

func (r *sealedRow) stored() int64 {
	version, _ := r.values[len(r.values)-1].(int64)
	return version
}

// judge holds a row to its seal. Values are compared as they stand in the file,
// so that one which no program of ours would write is an edit like any other.
func (t *table) judge(r *sealedRow, loc *time.Location) *ChainError {
	sum, ok := digestOf(t.domain, r.values)
	fits := ok && r.seq > 0 && bytes.Equal(sum[:], r.hash)
	if fits && !r.unlike {
		return nil
	}
	fault := FaultEdited
	switch {
	case r.seq == 0:
		fault = FaultInserted
	case r.stored() > r.version:
		fault = FaultUnrecorded
	}
	found := &ChainError{Fault: fault, Row: t.kind, Seq: r.seq, Kind: r.kind, judged: true, id: r.id, fits: fits}
	if r.seq > 0 {
		found.At = unstamp(r.at).In(loc)
	}
	name := t.record(r.values)
	found.Sale, found.OrderNo, found.Refund = name.Sale, name.OrderNo, name.Refund
	if t.kind == RowShift {
		found.Shift = fmt.Sprint(r.values[0])
	}
	return found
}

func (t *table) record(values []any) (r kiosk.Record) {
	word := func(i int) string { s, _ := values[i].(string); return s }
	switch t.kind {
	case RowSale:
		r.Sale = kiosk.SaleID(word(0))
	case RowPayment:
		r.OrderNo, r.Sale = kiosk.OrderNo(word(0)), kiosk.SaleID(word(1))
	case RowRefund:
		r.Refund, r.OrderNo = kiosk.RefundNo(word(0)), kiosk.OrderNo(word(1))
	}
	return r
}

// digestOf is the digest of a row's values, false for a value of a kind that no
// column has.
func digestOf(domain string, values []any) (digest, bool) {
	for _, v := range values {
		switch v.(type) {
		case string, int64:
		default:
			return digest{}, false
		}
	}
	return rowDigest(domain, values), true
}

// verifyWhere judges the rows of t that meet a condition, of which the last
// argument is their number at most. It returns how many they were and the last
// one's id.
func (r *Reader) verifyWhere(ctx context.Context, tx *sql.Tx, t *table, found *findings, where string, args ...any) (n int, last int64, err error) {
	err = each(ctx, tx, func(scan scanner) error {
		if found.full() {
			return nil
		}
		row, err := t.scan(scan)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		if fault := t.judge(&row, r.opts.Location); fault != nil && !(fault.fits && found.event(fault)) {
			found.add(fault)
		}
		n, last = n+1, row.id
		return nil
	}, t.query(where), args...)
	return n, last, err
}

// verifySuspect looks again at a place where something was wrong.
func (r *Reader) verifySuspect(ctx context.Context, s suspect, found *findings) error {
	return r.snapshot(ctx, func(tx *sql.Tx) error {
		if s.Row != (suspectRow{}) {
			return r.verifySuspectRow(ctx, tx, &s.Row, found)
		}
		fault, err := verifyAnchor(ctx, tx, &s.After, r.opts.Location)
		if err != nil || fault != nil {
			found.add(fault)
			return err
		}
		_, err = r.verifyEventsAfter(ctx, tx, &s.After, found)
		return err
	})
}

// verifySuspectRow judges the row that has the id, and the one that has the
// number.
func (r *Reader) verifySuspectRow(ctx context.Context, tx *sql.Tx, s *suspectRow, found *findings) error {
	at := slices.IndexFunc(tables[:], func(t table) bool { return t.kind == s.Kind })
	if at < 0 {
		return nil // no table of this program's: the day's round finds what is wrong again
	}
	t := &tables[at]
	if _, _, err := r.verifyWhere(ctx, tx, t, found, `t.id = ? OR t.`+t.key()+` = ?`, s.ID, s.Number, 2); err != nil {
		return err
	}
	return r.verifyGone(ctx, tx, t, s.Number, found)
}

// verifyGone finds that no row of t has a number of which events tell.
func (r *Reader) verifyGone(ctx context.Context, tx *sql.Tx, t *table, number string, found *findings) error {
	e, err := scanEvent(tx.QueryRowContext(ctx, `SELECT `+eventColumns+` FROM events WHERE seq = (
			SELECT (SELECT max(seq) FROM events WHERE `+t.about+`) FROM (SELECT ? AS `+t.key()+`) t)
		AND NOT EXISTS (SELECT 1 FROM `+t.name+` WHERE `+t.key()+` = ?)`, number, number).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil && !isRule(err):
		return err
	}
	found.gone(&e, r, t.kind == RowSale, t.kind == RowPayment, t.kind == RowRefund, t.kind == RowShift)
	return nil
}
