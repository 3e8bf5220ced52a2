package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// sold is a ledger with two sales, three payments and two refunds.
//
//	1 sale_opened s1   2 created P1   3 moved P1        4 created P2   5 moved P2
//	6 moved P1, paid   7 refund R1    8 row_saved P1    9 refund_moved R1
//	10 row_saved P1   11 refund R2   12 sale_opened s2  13 created P3
func sold(t testing.TB) *Ledger {
	t.Helper()
	l := newLedger(t)
	one, two, three := payment("ORDER00000000000000000P1", "s1"), payment("ORDER00000000000000000P2", "s1"),
		payment("ORDER00000000000000000P3", "s2")
	save(t, l, first(sale("s1"), one))
	one, w := moved(one, kiosk.StateWaiting)
	save(t, l, w)
	save(t, l, another(two))
	_, w = moved(two, kiosk.StateWaiting)
	save(t, l, w)
	one, w = moved(one, kiosk.StatePaid)
	save(t, l, w)
	back := refund("REFUND0000000000000000R1", one, 400)
	asked := func(r kiosk.Refund) kiosk.Record {
		return kiosk.Record{At: noon, Kind: kiosk.RecordRefund, OrderNo: r.OrderNo, Refund: r.No, To: kiosk.State(r.State)}
	}
	one.Version++
	save(t, l, kiosk.Write{Refunds: []kiosk.Refund{back}, Payments: []kiosk.Payment{one}, Records: []kiosk.Record{asked(back)}})
	_, w = refundMoved(back, kiosk.RefundDone)
	one.Version, one.Refunded = one.Version+1, 400
	w.Payments = []kiosk.Payment{one}
	save(t, l, w)
	again := refund("REFUND0000000000000000R2", one, 100)
	save(t, l, kiosk.Write{Refunds: []kiosk.Refund{again}, Records: []kiosk.Record{asked(again)}})
	save(t, l, first(sale("s2"), three))
	require.NoError(t, l.Check(context.Background()))
	require.Equal(t, 13, count(t, l.Reader, "events"))
	return l
}

// forge rewrites event seq with a change and gives it a hash that fits it.
func forge(t *testing.T, dir string, seq int64, change func(*event)) {
	t.Helper()
	r, err := OpenReader(context.Background(), dir, testOptions)
	require.NoError(t, err)
	e, err := scanEvent(r.db.QueryRow(`SELECT `+eventColumns+` FROM events WHERE seq = ?`, seq).Scan)
	require.NoError(t, errors.Join(err, r.Close()))
	change(&e)
	e.hash = e.computeHash()
	byOtherHands(t, dir, fmt.Sprintf(`UPDATE events SET note = '%s', amount = %d, row_version = %d, row_hash = x'%x',
		prev_hash = x'%x', hash = x'%x' WHERE seq = %d`, e.record.Note, e.amount, e.rowVersion, e.rowHash, e.prev[:], e.hash[:], seq))
}

// spoiled are statements as a way to spoil a ledger.
func spoiled(statements ...string) func(*testing.T, *Ledger) {
	return func(t *testing.T, l *Ledger) {
		t.Helper()
		byOtherHands(t, l.dir, statements...)
	}
}

// putSale puts the sale s9 in.
const putSale = `INSERT INTO sales SELECT 9, 's9', amount, state, opened_at, left_at, left_why, paid_by, version FROM sales WHERE sale = 's1'`

// noteOf forges the note of one event.
func noteOf(seq int64) func(*event) {
	return func(e *event) {
		if e.seq == seq {
			e.record.Note = "forged"
		}
	}
}

// rewrite forges event seq and every one after it, each with the change: a whole
// new history.
func rewrite(t *testing.T, dir string, seq, last int64, change func(*event)) {
	t.Helper()
	var before digest
	forge(t, dir, seq, func(e *event) { change(e); e.hash = e.computeHash(); before = e.hash })
	for seq++; seq <= last; seq++ {
		forge(t, dir, seq, func(e *event) { change(e); e.prev = before; before = e.computeHash() })
	}
}

// named is the errors in err, a row each: what is wrong, the row by the tail of its
// number, and the event.
func named(t testing.TB, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	require.ErrorIs(t, err, ErrDamaged)
	var all ChainErrors
	var one *ChainError
	if !errors.As(err, &all) {
		require.ErrorAs(t, err, &one)
		all = ChainErrors{one}
	}
	var texts []string
	for _, e := range all {
		name := ""
		tail := func(no string) string {
			return strings.TrimPrefix(strings.TrimPrefix(no, "ORDER00000000000000000"), "REFUND0000000000000000")
		}
		switch e.Row {
		case RowEvent:
			name = fmt.Sprint(e.Seq)
			if e.Last > 0 {
				name += fmt.Sprintf("-%d", e.Last)
			}
		case RowSale:
			name = fmt.Sprintf("%s @%d", e.Sale, e.Seq)
		case RowPayment:
			name = fmt.Sprintf("%s @%d", tail(string(e.OrderNo)), e.Seq)
		case RowRefund:
			name = fmt.Sprintf("%s @%d", tail(string(e.Refund)), e.Seq)
		case RowSchema:
			name = e.Names
		}
		texts = append(texts, fmt.Sprintf("%s %s %s", e.Fault, e.Row, name))
	}
	return texts
}

func TestVerifyChain_NamesEveryTamperedRow(t *testing.T) {
	// away moves events out of the way, so that numbers can be given anew.
	const away = `UPDATE events SET seq = seq + 100 WHERE seq > %d; UPDATE events SET seq = seq - %d WHERE seq > 100`
	const columns = `at, kind, sale, order_no, refund, from_state, to_state, note, amount, row_version, row_hash`
	copyPayment := func(no, id string) string {
		return `INSERT INTO payments SELECT ` + id + `, '` + no + `', ` + strings.TrimPrefix(paymentColumns, "order_no, ") + ` FROM payments WHERE id = 1`
	}
	for name, c := range map[string]struct {
		spoil func(*testing.T, *Ledger)
		want  []string
	}{
		// Events.
		"a seal edited":                {spoiled(`UPDATE events SET row_version = 7 WHERE seq = 4`), []string{"edited event 4"}},
		"the newest edited":            {spoiled(`UPDATE events SET note = 'x' WHERE seq = 13`), []string{"edited event 13"}},
		"a hash edited":                {spoiled(`UPDATE events SET hash = zeroblob(32) WHERE seq = 5`), []string{"edited event 5"}},
		"a hash made longer":           {spoiled(`UPDATE events SET hash = CAST(hash || x'00' AS BLOB) WHERE seq = 5`), []string{"edited event 5"}},
		"a link edited":                {spoiled(`UPDATE events SET prev_hash = zeroblob(32) WHERE seq = 5`), []string{"edited event 5"}},
		"two edited":                   {spoiled(`UPDATE events SET note = 'x' WHERE seq IN (3, 9)`), []string{"edited event 3", "edited event 9"}},
		"one removed":                  {spoiled(`DELETE FROM events WHERE seq = 3`), []string{"removed event 3"}},
		"the first removed":            {spoiled(`DELETE FROM events WHERE seq = 1`), []string{"removed event 1", "inserted sale s1 @0"}},
		"three removed":                {spoiled(`DELETE FROM events WHERE seq BETWEEN 3 AND 5`), []string{"removed event 3-5", "inserted payment P2 @0"}},
		"removed, the rest renumbered": {spoiled(`DELETE FROM events WHERE seq = 3`, fmt.Sprintf(away, 3, 101)), []string{"removed event 3"}},
		"two removed, the rest renumbered": {spoiled(`DELETE FROM events WHERE seq IN (8, 9)`, fmt.Sprintf(away, 8, 102)),
			[]string{"removed event 8-9", "untold refund R1 @7"}},
		"two swapped":             {spoiled(`UPDATE events SET seq = 99 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 4; UPDATE events SET seq = 4 WHERE seq = 99`), []string{"moved event 3", "moved event 4"}},
		"edited, with a new hash": {func(t *testing.T, l *Ledger) { forge(t, l.dir, 3, noteOf(3)) }, []string{"edited event 3"}},
		"put in between, with a hash that fits": {func(t *testing.T, l *Ledger) {
			byOtherHands(t, l.dir, fmt.Sprintf(away, 3, 99), `INSERT INTO events (seq, `+columns+`, prev_hash, hash)
				SELECT 4, `+columns+`, hash, hash FROM events WHERE seq = 3`)
			forge(t, l.dir, 4, noteOf(4))
		}, []string{"inserted event 4"}},
		"put at the end": {spoiled(`INSERT INTO events (seq, ` + columns + `, prev_hash, hash) SELECT 14, ` + columns + `, hash, zeroblob(32) FROM events WHERE seq = 13`),
			[]string{"edited event 14"}},
		"a move that is not allowed, with hashes that fit": {func(t *testing.T, l *Ledger) {
			byOtherHands(t, l.dir, `UPDATE events SET from_state = 'paid', to_state = 'created' WHERE seq = 13`)
			forge(t, l.dir, 13, func(*event) {})
		}, []string{"move event 13"}},

		// The hash has one text for no name and for an empty one.
		"an empty refund instead of none":             {spoiled(`UPDATE events SET refund = '' WHERE seq = 5`), []string{"edited event 5"}},
		"an empty sale instead of none":               {spoiled(`UPDATE events SET sale = '' WHERE seq = 7`), []string{"edited event 7"}},
		"an empty order instead of none":              {spoiled(`UPDATE events SET order_no = '' WHERE seq = 12`), []string{"edited event 12", "inserted sale s2 @0"}},
		"a hidden seal, and the row as it was before": {spoiled(`UPDATE events SET refund = '' WHERE seq = 5`, `UPDATE payments SET state = 'created', version = 1 WHERE id = 2`), []string{"edited event 5", "edited payment P2 @5"}},

		"one put in before the first": {spoiled(`INSERT INTO events (seq, ` + columns + `, prev_hash, hash) SELECT -1, ` + columns + `, prev_hash, hash FROM events WHERE seq = 2`),
			[]string{"inserted event -1"}},
		"one put in far behind the last": {spoiled(`INSERT INTO events (seq, ` + columns + `, prev_hash, hash) SELECT 9223372036854775807, ` + columns + `, prev_hash, hash FROM events WHERE seq = 2`),
			[]string{"inserted event 9223372036854775807", "untold payment P1 @9223372036854775807"}},
		"a payment put in with an event before the first": {spoiled(copyPayment("ORDER00000000000000000P9", "9"),
			`INSERT INTO events (seq, `+columns+`, prev_hash, hash) SELECT 0, `+strings.Replace(columns, "order_no", "'ORDER00000000000000000P9'", 1)+`, prev_hash, hash FROM events WHERE seq = 2`),
			[]string{"inserted event 0", "inserted payment P9 @0"}},

		// The end of the log.
		"the newest removed":     {spoiled(`DELETE FROM events WHERE seq = 13`), []string{"inserted payment P3 @0"}},
		"the newest two removed": {spoiled(`DELETE FROM events WHERE seq >= 12`), []string{"inserted sale s2 @0", "inserted payment P3 @0"}},
		"many at the end removed": {spoiled(`DELETE FROM events WHERE seq >= 9`),
			[]string{"inserted sale s2 @0", "untold payment P1 @8", "inserted payment P3 @0", "untold refund R1 @7", "inserted refund R2 @0"}},

		// Rows.
		"a payment removed":              {spoiled(`DELETE FROM payments WHERE id = 2`), []string{"removed payment P2 @4"}},
		"a sale removed":                 {spoiled(`DELETE FROM sales WHERE sale = 's2'`), []string{"removed sale s2 @12"}},
		"a refund removed":               {spoiled(`DELETE FROM refunds WHERE id = 1`), []string{"removed refund R1 @7"}},
		"a payment put in":               {spoiled(copyPayment("ORDER00000000000000000P9", "9")), []string{"inserted payment P9 @0"}},
		"a payment put in before others": {spoiled(copyPayment("ORDER00000000000000000P9", "-9")), []string{"inserted payment P9 @0"}},
		"a sale put in":                  {spoiled(putSale), []string{"inserted sale s9 @0"}},
		"a refund put in": {spoiled(`INSERT INTO refunds SELECT 9, 'REFUND0000000000000000R9', ` + strings.TrimPrefix(refundColumns, "refund_no, ") + ` FROM refunds WHERE id = 1`),
			[]string{"inserted refund R9 @0"}},
		"put in below every other id":   {spoiled(copyPayment("ORDER00000000000000000P9", "-9223372036854775808")), []string{"inserted payment P9 @0"}},
		"moved below every other id":    {spoiled(`UPDATE payments SET id = -9223372036854775808 WHERE id = 2`), []string{"edited payment P2 @5"}},
		"moved to no id and edited":     {spoiled(`UPDATE refunds SET id = 0, amount = 1 WHERE id = 2`), []string{"edited refund R2 @11"}},
		"moved above every other id":    {spoiled(`UPDATE payments SET id = 9223372036854775807 WHERE id = 2`), []string{"edited payment P2 @5"}},
		"moved above what was recorded": {spoiled(`UPDATE sales SET id = 14 WHERE sale = 's1'`), []string{"edited sale s1 @1"}},
		"edited, and sealed anew by a program": {func(t *testing.T, l *Ledger) {
			byOtherHands(t, l.dir, `UPDATE payments SET amount = 1, state = 'closed' WHERE id = 2`)
			p, err := scanPayment(l.db.QueryRow(`SELECT ` + paymentColumns + ` FROM payments WHERE id = 2`).Scan)
			require.NoError(t, err)
			sum := rowDigest(paymentDomain, paymentValues(&p, bookingIn(t, l, "payments", string(p.OrderNo))))
			rewrite(t, l.dir, 5, 13, func(e *event) {
				if e.seq == 5 {
					e.rowHash = sum[:]
				}
			})
		}, []string{"edited payment P2 @5"}},
		"two payments swapped": {spoiled(`UPDATE payments SET order_no = 'x' WHERE id = 1;
			UPDATE payments SET order_no = 'ORDER00000000000000000P1' WHERE id = 2; UPDATE payments SET order_no = 'ORDER00000000000000000P2' WHERE id = 1`),
			[]string{"untold payment P2 @5", "edited payment P1 @10"}},
		"a row edited with its version": {spoiled(`UPDATE payments SET amount = 1, version = version + 1 WHERE id = 2`), []string{"untold payment P2 @5"}},
		"a row and its seal edited":     {spoiled(`UPDATE payments SET amount = 1 WHERE id = 2; UPDATE events SET amount = 1 WHERE seq = 5`), []string{"edited event 5", "edited payment P2 @5"}},
		"rows of each table edited": {spoiled(`UPDATE sales SET left_at = 5 WHERE sale = 's1'; UPDATE payments SET note = 'x' WHERE id = 2; UPDATE refunds SET reason = 'x' WHERE id = 2`),
			[]string{"edited sale s1 @1", "edited payment P2 @5", "edited refund R2 @11"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := sold(t)
			c.spoil(t, l)
			require.Equal(t, c.want, named(t, l.VerifyChain(context.Background())))
			require.ErrorIs(t, l.Check(context.Background()), ErrDamaged)
		})
	}
}

// Every column of every table that the chain speaks for, changed to a value
// that its kind allows.
func TestVerifyChain_NamesTheRowWhicheverColumnIsEdited(t *testing.T) {
	for _, c := range []struct{ table, where, want string }{
		{"events", "seq = 6", "edited event 6"},
		{"sales", "sale = 's2'", "edited sale s2 @12"},
		{"payments", "id = 2", "edited payment P2 @5"},
		{"refunds", "id = 1", "edited refund R1 @9"},
	} {
		for _, column := range columnsOf(t, c.table) {
			t.Run(c.table+"."+column.name, func(t *testing.T) {
				if column.name == "id" {
					return // the place of a row among others, which is in no seal
				}
				l := sold(t)
				value := column.name + ` + 1`
				switch column.kind {
				case "TEXT":
					value = `coalesce(` + column.name + `, '') || 'x'`
				case "BLOB":
					value = `zeroblob(32)`
				}
				if c.table == "events" && column.name == "seq" {
					value = "60"
				}
				byOtherHands(t, l.dir,
					fmt.Sprintf(`UPDATE %s SET %s = %s WHERE %s`, c.table, column.name, value, c.where))
				got := named(t, l.VerifyChain(context.Background()))
				switch column.name {
				case "sale", "order_no", "refund_no", "refund", "seq", "version":
					// Another name is another row: the one that is gone, or that came, is named.
					require.NotEmpty(t, got)
				default:
					require.Equal(t, []string{c.want}, got)
				}
			})
		}
	}
}

type column struct{ name, kind string }

func columnsOf(t *testing.T, table string) []column {
	t.Helper()
	rows, err := newLedger(t).db.Query(`SELECT name, type FROM pragma_table_info(?)`, table)
	require.NoError(t, err)
	defer rows.Close()
	var all []column
	for rows.Next() {
		var c column
		require.NoError(t, rows.Scan(&c.name, &c.kind))
		all = append(all, c)
	}
	require.NoError(t, rows.Err())
	require.NotEmpty(t, all)
	return all
}

func TestVerifyChain_SaysItInALine(t *testing.T) {
	for name, c := range map[string]struct{ spoil, want string }{
		"a payment edited": {`UPDATE payments SET amount = 1 WHERE id = 2`,
			"payment …00P2 was edited since event 5 (moved, 2026-11-20 12:00:00 +08:00) sealed it"},
		"an event edited":    {`UPDATE events SET note = 'x' WHERE seq = 3`, "event 3 (moved, 2026-11-20 12:00:00 +08:00) about payment …00P1 was edited"},
		"events removed":     {`DELETE FROM events WHERE seq IN (2, 3)`, "events 2 to 3 were removed"},
		"a refund removed":   {`DELETE FROM refunds WHERE id = 2`, "refund …00R2 of payment …00P1 was removed; event 11 (refund, 2026-11-20 12:00:00 +08:00) tells of it"},
		"a sale without one": {`DELETE FROM events WHERE seq = 12`, "event 12 was removed; sale …s2 was inserted; no event tells of it"},
		"a row ahead": {`UPDATE payments SET version = 9 WHERE id = 2`,
			"payment …00P2 was changed after event 5 (moved, 2026-11-20 12:00:00 +08:00), the newest that tells of it: an event was removed, or the row edited"},
	} {
		t.Run(name, func(t *testing.T) {
			l := sold(t)
			byOtherHands(t, l.dir, c.spoil)
			require.EqualError(t, l.VerifyChain(context.Background()), "verify event log: "+c.want)
		})
	}
}

func TestVerifyChain_NamesNoMoreThanAPersonReads(t *testing.T) {
	l := newLedger(t)
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("s")}})
	for i := range 2 * faultsMax {
		save(t, l, kiosk.Write{Payments: []kiosk.Payment{benchPayment(i)}})
	}
	byOtherHands(t, l.dir, `UPDATE events SET note = 'x'`)
	err := l.VerifyChain(context.Background())
	require.Len(t, named(t, err), faultsMax)
	require.True(t, strings.HasSuffix(err.Error(), "; perhaps more"))
}

func TestVerifyChain_BesideARunningTill(t *testing.T) {
	l := sold(t)
	ctx, cancel := context.WithCancel(context.Background())
	wrote := make(chan error, 1)
	go func() {
		p := payment("ORDER00000000000000000P4", "s2")
		err := l.Save(ctx, another(p))
		for err == nil && ctx.Err() == nil {
			to := kiosk.StateUnknown
			if p.State == to {
				to = kiosk.StateWaiting
			}
			var w kiosk.Write
			p, w = moved(p, to)
			err = l.Save(context.Background(), w)
		}
		wrote <- err
	}()
	for range 50 {
		require.NoError(t, l.VerifyChain(context.Background()))
	}
	cancel()
	require.NoError(t, <-wrote)
}
