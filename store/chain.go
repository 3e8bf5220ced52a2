package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"facepay/kiosk"
)

// kindRowSaved marks an event that the ledger adds itself: when a row is saved
// without a record of its own, so that every row is sealed, and, with a note,
// before a row that did not fit its seal is written over. A Story leaves it out.
const kindRowSaved kiosk.RecordKind = "row_saved"

// kindShiftClosed is the event that seals a Z report; its note is the number.
const kindShiftClosed kiosk.RecordKind = "shift_closed"

// ownKind reports whether events of kind k are the ledger's own.
func ownKind(k kiosk.RecordKind) bool {
	switch k {
	case kindRowSaved, kindShiftClosed, kindRestored, kindPersonAdded, kindPersonRenamed, kindPersonRole, kindPersonRemoved, kindPersonPIN:
		return true
	}
	return false
}

// digest is a SHA-256. Files have it as hex.
type digest [sha256.Size]byte

func (d digest) String() string { return hex.EncodeToString(d[:]) }

func (d digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d *digest) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(d)) {
		return fmt.Errorf("a hash has %d hex digits, not %d", hex.EncodedLen(len(d)), len(text))
	}
	if _, err := hex.Decode(d[:], text); err != nil {
		return fmt.Errorf("read a hash: %w", err)
	}
	return nil
}

// Domains keep the hash of one kind of row from ever being that of another.
// They are part of the stored format.
const (
	eventDomain   = "facepay ledger event 1"
	paymentDomain = "facepay ledger payment 1"
	saleDomain    = "facepay ledger sale 1"
	refundDomain  = "facepay ledger refund 1"
	shiftDomain   = "facepay ledger shift 1"
)

// event is one row of the event log.
type event struct {
	seq        int64
	record     kiosk.Record
	amount     kiosk.Fen // of the sale, payment or refund it is about, when that was saved with it
	rowVersion int64     // of the row that rowHash seals, 0 for none
	rowHash    []byte    // digest of that row after the event, nil for none
	prev, hash digest
}

type chainHead struct {
	seq  int64
	hash digest
}

// encode appends the canonical encoding of values to b: for each a tag, then a
// length and that many bytes of text, or eight bytes of a number. No encoding
// is a prefix of another, so different lists never encode alike.
func encode(b []byte, values ...any) []byte {
	for _, v := range values {
		switch v := v.(type) {
		case string:
			b = append(b, 's')
			b = binary.BigEndian.AppendUint64(b, uint64(len(v)))
			b = append(b, v...)
		case []byte:
			b = append(b, 'b')
			b = binary.BigEndian.AppendUint64(b, uint64(len(v)))
			b = append(b, v...)
		case int64:
			b = append(b, 'i')
			b = binary.BigEndian.AppendUint64(b, uint64(v))
		default:
			panic(fmt.Sprintf("store: %T has no canonical encoding", v)) // a column was added without one
		}
	}
	return b
}

func (e *event) computeHash() digest { return sha256.Sum256(e.encoding()) }

func (e *event) encoding() []byte {
	r := &e.record
	return encode(make([]byte, 0, 512), eventDomain, e.seq, e.prev[:], stamp(r.At), string(r.Kind),
		string(r.Sale), string(r.OrderNo), string(r.Refund), string(r.From), string(r.To), r.Note, int64(e.amount), e.rowVersion,
		e.rowHash)
}

func rowDigest(domain string, values []any) digest {
	return sha256.Sum256(encode(encode(make([]byte, 0, 1024), domain), values...))
}

// eventsOf turns the records of a write into events that seal its rows, which are those
// of rowsOf as they were written: the last record about a row seals it, and a row
// without a record gets an event of the ledger's own.
func eventsOf(w *kiosk.Write, rows []rowWrite) []event {
	events := make([]event, 0, len(w.Records)+len(w.Payments)+len(w.Sales)+len(w.Refunds))
	lastOf := make(map[rowName]int)
	for i, r := range w.Records {
		events = append(events, event{record: r})
		lastOf[nameOf(&r)] = i
	}
	// seal puts a row's digest into the last event about it.
	seal := func(of kiosk.Record, amount kiosk.Fen, version int, row *rowWrite) {
		sum := rowDigest(tables[row.table].domain, row.values)
		at, found := lastOf[nameOf(&of)]
		if !found {
			at = len(events)
			lastOf[nameOf(&of)] = at
			of.Kind = kindRowSaved
			events = append(events, event{record: of})
		}
		e := &events[at]
		e.amount, e.rowVersion, e.rowHash = amount, int64(version), sum[:]
	}
	sales, rows := rows[:len(w.Sales)], rows[len(w.Sales):]
	payments, refunds := rows[:len(w.Payments)], rows[len(w.Payments):]
	for i := range w.Payments {
		p := &w.Payments[i]
		at := latest(p.CreatedAt, p.SentAt, p.PaidAt, p.ReleasedAt)
		seal(kiosk.Record{At: at, Sale: p.Sale, OrderNo: p.OrderNo}, p.Amount, p.Version, &payments[i])
	}
	for i := range w.Refunds {
		r := &w.Refunds[i]
		seal(kiosk.Record{At: latest(r.AskedAt, r.DoneAt), OrderNo: r.OrderNo, Refund: r.No}, r.Amount, r.Version, &refunds[i])
	}
	for i := range w.Sales {
		s := &w.Sales[i]
		seal(kiosk.Record{At: latest(s.OpenedAt, s.AbandonedAt), Sale: s.ID}, s.Amount, s.Version, &sales[i])
	}
	return events
}

// rowName names the row that a record is about.
type rowName struct {
	kind RowKind
	no   string
}

func nameOf(r *kiosk.Record) rowName {
	switch {
	case r.Kind == kindShiftClosed:
		return rowName{RowShift, r.Note}
	case r.Refund != "":
		return rowName{RowRefund, string(r.Refund)}
	case r.OrderNo != "":
		return rowName{RowPayment, string(r.OrderNo)}
	}
	return rowName{RowSale, string(r.Sale)}
}

func latest(times ...time.Time) time.Time { return slices.MaxFunc(times, time.Time.Compare) }

const eventColumns = `seq, at, kind, sale, order_no, refund, from_state, to_state, note, amount, row_version,
	row_hash, prev_hash, hash`

// scanEvent reads eventColumns, and then whatever more was selected into rest.
// With ErrRow, which only other hands can bring about, the event is what could
// be read of it. A name that is empty and not NULL is one: the hash has the same
// text for both, and the queries for what is about a row do not.
func scanEvent(scan scanner, rest ...any) (event, error) {
	var e event
	var at int64
	var prev, hash []byte
	var sale, order, refund sql.NullString
	r := &e.record
	err := scan(append([]any{&e.seq, &at, &r.Kind, &sale, &order, &refund, &r.From, &r.To, &r.Note, &e.amount,
		&e.rowVersion, &e.rowHash, &prev, &hash}, rest...)...)
	if err != nil {
		return event{}, err
	}
	r.At, r.Sale, r.OrderNo, r.Refund = unstamp(at), kiosk.SaleID(sale.String), kiosk.OrderNo(order.String), kiosk.RefundNo(refund.String)
	if copy(e.prev[:], prev) != len(prev) || copy(e.hash[:], hash) != len(hash) || len(prev) != len(hash) {
		return e, fmt.Errorf("event %d: %w: hashes of %d and %d bytes", e.seq, ErrRow, len(prev), len(hash))
	}
	if !r.Kind.Known() && !ownKind(r.Kind) {
		return e, fmt.Errorf("event %d: %w: kind %q is none", e.seq, ErrRow, r.Kind)
	}
	for _, name := range []sql.NullString{sale, order, refund} {
		if name.Valid && name.String == "" {
			return e, fmt.Errorf("event %d: %w: an empty name in place of none", e.seq, ErrRow)
		}
	}
	return e, nil
}

type rowQuerier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// readHead reads the end of the event log, as far as a till can have written it:
// after an event with the highest number there would be no other.
func readHead(ctx context.Context, q rowQuerier) (chainHead, error) {
	var h chainHead
	var hash []byte
	err := q.QueryRowContext(ctx, `SELECT seq, hash FROM events WHERE seq > 0 AND seq < ? ORDER BY seq DESC LIMIT 1`, eventsMax).Scan(&h.seq, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return chainHead{}, nil
	}
	if err != nil {
		return chainHead{}, err
	}
	if copy(h.hash[:], hash) != len(h.hash) {
		return chainHead{}, fmt.Errorf("event %d: %w: hash of %d bytes", h.seq, ErrRow, len(hash))
	}
	return h, nil
}
