package store

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// chained is a ledger with two payments and six events: sale opened, created,
// moved, created, moved, moved.
func chained(t *testing.T) *Ledger {
	t.Helper()
	l := newLedger(t)
	one, two := payment("ORDER0000000000000000001", "s1"), payment("ORDER0000000000000000002", "s1")
	save(t, l, first(sale("s1"), one))
	one, w := moved(one, kiosk.StateWaiting)
	save(t, l, w)
	save(t, l, kiosk.Write{Payments: []kiosk.Payment{two}, Records: []kiosk.Record{created(two)}})
	_, w = moved(two, kiosk.StateWaiting)
	save(t, l, w)
	_, w = moved(one, kiosk.StatePaid)
	save(t, l, w)
	require.NoError(t, l.Check(context.Background()))
	require.Equal(t, 6, count(t, l.Reader, "events"))
	return l
}

// forge rewrites event seq with a change and gives it a hash that fits it.
func forge(t *testing.T, l *Ledger, seq int64, change func(*event)) {
	t.Helper()
	e, err := scanEvent(l.db.QueryRow(`SELECT `+eventColumns+` FROM events WHERE seq = ?`, seq).Scan)
	require.NoError(t, err)
	change(&e)
	e.hash = e.computeHash()
	byOtherHands(t, l.dir, noTriggers, fmt.Sprintf(`UPDATE events SET note = '%s', prev_hash = x'%x', hash = x'%x' WHERE seq = %d`,
		e.record.Note, e.prev, e.hash, seq))
}

func TestVerifyChain_NamesTheFirstBadPlace(t *testing.T) {
	sql := func(statements ...string) func(*testing.T, *Ledger) {
		return func(t *testing.T, l *Ledger) {
			byOtherHands(t, l.dir, append([]string{noTriggers}, statements...)...)
		}
	}
	const shiftUp = `UPDATE events SET seq = seq + 100 WHERE seq >= 4; UPDATE events SET seq = seq - 99 WHERE seq > 100;`
	const columns = `at, kind, sale, order_no, from_state, to_state, note, amount, row_version, row_hash`
	for name, c := range map[string]struct {
		spoil func(*testing.T, *Ledger)
		seq   int64
		fault Fault
	}{
		"a note edited":     {sql(`UPDATE events SET note = 'x' WHERE seq = 3`), 3, FaultEdited},
		"an amount edited":  {sql(`UPDATE events SET amount = 1 WHERE seq = 2`), 2, FaultEdited},
		"a time edited":     {sql(`UPDATE events SET at = at + 1 WHERE seq = 1`), 1, FaultEdited},
		"a seal edited":     {sql(`UPDATE events SET row_version = 7 WHERE seq = 4`), 4, FaultEdited},
		"the newest edited": {sql(`UPDATE events SET note = 'x' WHERE seq = 6`), 6, FaultEdited},
		"a hash edited":     {sql(`UPDATE events SET hash = zeroblob(32) WHERE seq = 5`), 5, FaultEdited},
		"one removed":       {sql(`DELETE FROM events WHERE seq = 3`), 3, FaultRemoved},
		"the first removed": {sql(`DELETE FROM events WHERE seq = 1`), 1, FaultRemoved},
		"removed, the rest renumbered": {sql(`DELETE FROM events WHERE seq = 3`,
			`UPDATE events SET seq = seq - 1 WHERE seq > 3`), 3, FaultEdited},
		"edited, with a new hash": {func(t *testing.T, l *Ledger) {
			forge(t, l, 3, func(e *event) { e.record.Note = "forged" })
		}, 3, FaultEdited},
		"put in between, with a hash that fits": {func(t *testing.T, l *Ledger) {
			byOtherHands(t, l.dir, noTriggers, shiftUp, `INSERT INTO events (seq, `+columns+`, prev_hash, hash)
				SELECT 4, `+columns+`, hash, hash FROM events WHERE seq = 3`)
			forge(t, l, 4, func(e *event) { e.record.Note = "forged" })
		}, 4, FaultInserted},
		"the newest removed":        {sql(`DELETE FROM events WHERE seq = 6`), 3, FaultRow},
		"a payment's amount edited": {sql(`UPDATE payments SET amount = 1 WHERE id = 2`), 5, FaultRow},
		"a payment's note edited":   {sql(`UPDATE payments SET note = 'x' WHERE id = 1`), 6, FaultRow},
		"a sale edited":             {sql(`UPDATE sales SET amount = 1`), 1, FaultRow},
		"a payment removed":         {sql(`DELETE FROM payments WHERE id = 2`), 4, FaultRow},
		"a sale removed":            {sql(`DELETE FROM sales`), 1, FaultRow},
		"a payment put in": {sql(`INSERT INTO payments SELECT 9, 'ORDER0000000000000000009', sale, amount, wallet, rail, face,
			code_tail, provider, state, gateway_order_no, trade_no, qr, payer, created_at, sent_at, paid_at, left_at,
			watch_until, late, late_done, refunded, incident, note, cashier, entered, version FROM payments WHERE id = 1`), 0, FaultRow},
	} {
		t.Run(name, func(t *testing.T) {
			l := chained(t)
			c.spoil(t, l)
			err := l.VerifyChain(context.Background())
			var chain *ChainError
			require.ErrorAs(t, err, &chain)
			require.Equal(t, c.seq, chain.Seq, err)
			require.Equal(t, c.fault, chain.Fault, err)
			require.ErrorIs(t, err, ErrDamaged)
		})
	}
}

func TestEvents_CannotBeChangedThroughSQL(t *testing.T) {
	l := chained(t)
	for _, s := range []string{`UPDATE events SET note = 'x'`, `DELETE FROM events`, `DELETE FROM payments`, `DELETE FROM sales`} {
		_, err := l.conn.ExecContext(context.Background(), s)
		require.ErrorIs(t, failed("change", err), ErrRow, s)
	}
	require.NoError(t, l.VerifyChain(context.Background()))
}

func TestChain_GoesOnAfterARestart(t *testing.T) {
	l := chained(t)
	require.NoError(t, l.Close())
	l = openLedger(t, l.dir)
	save(t, l, first(sale("s2"), payment("ORDER0000000000000000003", "s2")))
	require.Equal(t, 8, count(t, l.Reader, "events"))
	require.NoError(t, l.Check(context.Background()))
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
