package store

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestEvents_CannotBeChangedThroughSQL(t *testing.T) {
	l := sold(t)
	for _, s := range []string{`UPDATE events SET note = 'x'`, `DELETE FROM events`, `DELETE FROM payments`, `DELETE FROM sales`, `DELETE FROM refunds`} {
		_, err := l.conn.ExecContext(context.Background(), s)
		require.ErrorIs(t, failed("change", err), ErrRow, s)
	}
	require.NoError(t, l.VerifyChain(context.Background()))
}

// FuzzEventEncoding holds that two events with any difference never encode
// alike, wherever text is moved from one field to the next.
func FuzzEventEncoding(f *testing.F) {
	f.Add("moved", "s1", "ORDER1", "created", "waiting", "note", int64(1), int64(2),
		"moved", "s1", "ORDER1", "created", "waiting", "note", int64(1), int64(2))
	f.Add("moved", "s1", "", "", "", "", int64(1), int64(2), "moved", "s", "1", "", "", "", int64(1), int64(2))
	f.Add("a\x00", "b", "", "", "", "", int64(0), int64(0), "a", "\x00b", "", "", "", "", int64(0), int64(0))
	f.Fuzz(func(t *testing.T, kind1, sale1, order1, from1, to1, note1 string, at1, amount1 int64,
		kind2, sale2, order2, from2, to2, note2 string, at2, amount2 int64) {
		build := func(kind, sale, order, from, to, note string, at, amount int64) *event {
			return &event{seq: 1, amount: kiosk.Fen(amount), record: kiosk.Record{At: time.UnixMilli(at),
				Kind: kiosk.RecordKind(kind), Sale: kiosk.SaleID(sale), OrderNo: kiosk.OrderNo(order),
				From: kiosk.State(from), To: kiosk.State(to), Note: note}}
		}
		same := kind1 == kind2 && sale1 == sale2 && order1 == order2 && from1 == from2 && to1 == to2 &&
			note1 == note2 && stamp(time.UnixMilli(at1)) == stamp(time.UnixMilli(at2)) && amount1 == amount2
		a := build(kind1, sale1, order1, from1, to1, note1, at1, amount1)
		b := build(kind2, sale2, order2, from2, to2, note2, at2, amount2)
		if bytes.Equal(a.encoding(), b.encoding()) != same {
			t.Fatalf("%+v and %+v: encodings agree: %v, events agree: %v", a.record, b.record, !same, same)
		}
	})
}

func TestEventEncoding_CoversEveryField(t *testing.T) {
	base := event{seq: 5, record: kiosk.Record{At: noon, Kind: "k", Sale: "s", OrderNo: "o", From: "f", To: "t", Note: "n"},
		amount: 1, rowVersion: 2, rowHash: []byte{3}}
	seen := map[digest]string{base.computeHash(): "base"}
	for name, change := range map[string]func(*event){
		"seq": func(e *event) { e.seq++ }, "prev": func(e *event) { e.prev[31]++ },
		"at": func(e *event) { e.record.At = noon.Add(time.Millisecond) }, "kind": func(e *event) { e.record.Kind = "x" },
		"sale": func(e *event) { e.record.Sale = "x" }, "order": func(e *event) { e.record.OrderNo = "x" },
		"from": func(e *event) { e.record.From = "x" }, "to": func(e *event) { e.record.To = "x" },
		"note": func(e *event) { e.record.Note = "x" }, "amount": func(e *event) { e.amount++ },
		"rowVersion": func(e *event) { e.rowVersion++ }, "rowHash": func(e *event) { e.rowHash = []byte{4} },
	} {
		e := base
		change(&e)
		require.NotContains(t, seen, e.computeHash(), name)
		seen[e.computeHash()] = name
	}
}
