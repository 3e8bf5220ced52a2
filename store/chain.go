package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"facepay/kiosk"
)

// kindRowSaved marks an event that the ledger adds itself when a row is saved
// without a record of its own, so that every row is sealed. A Story leaves it
// out.
const kindRowSaved kiosk.RecordKind = "row_saved"

// digest is a SHA-256.
type digest [sha256.Size]byte

// Domains keep the hash of one kind of row from ever being that of another.
// They are part of the stored format.
const (
	eventDomain   = "facepay ledger event 1"
	paymentDomain = "facepay ledger payment 1"
	saleDomain    = "facepay ledger sale 1"
)

// event is one row of the event log.
type event struct {
	seq        int64
	record     kiosk.Record
	amount     kiosk.Fen // of the sale or payment it is about, when that was saved with it
	rowVersion int64     // of the row that rowHash seals, 0 for none
	rowHash    []byte    // digest of that row after the event, nil for none
	prev, hash digest
}

// chainHead is the end of the event log.
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

// encoding is what the hash of e is made of.
func (e *event) encoding() []byte {
	r := &e.record
	return encode(make([]byte, 0, 512), eventDomain, e.seq, e.prev[:], stamp(r.At), string(r.Kind),
		string(r.Sale), string(r.OrderNo), string(r.From), string(r.To), r.Note, int64(e.amount), e.rowVersion,
		e.rowHash)
}

func (e *event) computeHash() digest { return sha256.Sum256(e.encoding()) }

func paymentDigest(p *kiosk.Payment) digest {
	return sha256.Sum256(encode(encode(make([]byte, 0, 1024), paymentDomain), paymentValues(p)...))
}

func saleDigest(s *kiosk.Sale) digest {
	return sha256.Sum256(encode(encode(make([]byte, 0, 256), saleDomain), saleValues(s)...))
}

// eventsOf turns the records of a write into events that seal its rows: the
// last record about a row seals it, and a row without a record gets an event of
// the ledger's own.
func eventsOf(w *kiosk.Write) []event {
	events := make([]event, 0, len(w.Records)+len(w.Payments)+len(w.Sales))
	lastOfPayment := make(map[kiosk.OrderNo]int)
	lastOfSale := make(map[kiosk.SaleID]int)
	for i, r := range w.Records {
		events = append(events, event{record: r})
		if r.OrderNo != "" {
			lastOfPayment[r.OrderNo] = i
		} else {
			lastOfSale[r.Sale] = i
		}
	}
	for i := range w.Payments {
		p := &w.Payments[i]
		at, found := lastOfPayment[p.OrderNo]
		if !found {
			at = len(events)
			lastOfPayment[p.OrderNo] = at
			events = append(events, event{record: kiosk.Record{
				At: latest(p.CreatedAt, p.SentAt, p.PaidAt, p.LeftAt), Kind: kindRowSaved, Sale: p.Sale, OrderNo: p.OrderNo,
			}})
		}
		sum := paymentDigest(p)
		e := &events[at]
		e.amount, e.rowVersion, e.rowHash = p.Amount, int64(p.Version), sum[:]
	}
	for i := range w.Sales {
		s := &w.Sales[i]
		at, found := lastOfSale[s.ID]
		if !found {
			at = len(events)
			lastOfSale[s.ID] = at
			events = append(events, event{record: kiosk.Record{
				At: latest(s.OpenedAt, s.LeftAt), Kind: kindRowSaved, Sale: s.ID,
			}})
		}
		sum := saleDigest(s)
		e := &events[at]
		e.amount, e.rowVersion, e.rowHash = s.Amount, int64(s.Version), sum[:]
	}
	return events
}

// latest is the last of times.
func latest(times ...time.Time) time.Time {
	var last time.Time
	for _, t := range times {
		if t.After(last) {
			last = t
		}
	}
	return last
}

const eventColumns = `seq, at, kind, coalesce(sale, ''), coalesce(order_no, ''), from_state, to_state, note,
	amount, row_version, row_hash, prev_hash, hash`

// scanEvent reads eventColumns.
func scanEvent(scan func(...any) error) (event, error) {
	var e event
	var at int64
	var prev, hash []byte
	r := &e.record
	err := scan(&e.seq, &at, &r.Kind, &r.Sale, &r.OrderNo, &r.From, &r.To, &r.Note, &e.amount, &e.rowVersion,
		&e.rowHash, &prev, &hash)
	if err != nil {
		return event{}, err
	}
	r.At = unstamp(at)
	copy(e.prev[:], prev)
	copy(e.hash[:], hash)
	return e, nil
}

// readHead reads the end of the event log.
func readHead(ctx context.Context, conn *sql.Conn) (chainHead, error) {
	var h chainHead
	var hash []byte
	err := conn.QueryRowContext(ctx, `SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1`).Scan(&h.seq, &hash)
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
