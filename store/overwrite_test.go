package store

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// What other hands changed in a row stays found when the till writes its next
// version over it, which it does in any case.
func TestSave_ARowThatWasEditedIsWrittenOverAndNamedForGood(t *testing.T) {
	ctx := context.Background()
	paid := func(t *testing.T, l *Ledger) kiosk.Write {
		_, w := moved(stored(t, l, "ORDER00000000000000000P2"), kiosk.StatePaid)
		return w
	}
	for name, c := range map[string]struct {
		edit string
		next func(*testing.T, *Ledger) kiosk.Write
		want string
	}{
		"a note": {`UPDATE payments SET note = 'x' WHERE id = 2`, paid, "overwritten payment P2 @14"},
		"a sale": {`UPDATE sales SET left_why = 'cancelled' WHERE sale = 's2'`, func(*testing.T, *Ledger) kiosk.Write {
			s := sale("s2")
			s.State, s.Version = kiosk.SaleAbandoned, 2
			return kiosk.Write{Sales: []kiosk.Sale{s}}
		}, "overwritten sale s2 @14"},
		"a refund": {`UPDATE refunds SET reason = 'x' WHERE id = 2`, func(t *testing.T, l *Ledger) kiosk.Write {
			_, _, refunds, err := l.Find(ctx, "ORDER00000000000000000P1")
			require.NoError(t, err)
			_, w := refundMoved(refunds[1], kiosk.RefundDone)
			return w
		}, "overwritten refund R2 @14"},
	} {
		t.Run(name, func(t *testing.T) {
			l := sold(t)
			require.Empty(t, verified(t, l, 1))
			byOtherHands(t, l.dir, c.edit)
			save(t, l, c.next(t, l))
			require.Equal(t, []string{c.want}, named(t, l.Check(ctx)))
			require.Equal(t, []string{c.want}, namedIn(t, verified(t, l, 1)))
			require.NoError(t, l.Close())
			for range 2 {
				require.Equal(t, []string{c.want}, restarted(t, l.dir, 1), "and at every start")
			}
			l = openLedger(t, l.dir)
			require.Equal(t, []string{c.want}, named(t, l.Check(ctx)))
			story, err := l.Story(ctx, "ORDER00000000000000000P2")
			require.NoError(t, err)
			for _, r := range story {
				require.NotEqual(t, kindRowSaved, r.Kind)
			}
		})
	}
}

// stored is the payment as it stands in the file.
func stored(t *testing.T, l *Ledger, n kiosk.OrderNo) kiosk.Payment {
	t.Helper()
	p, _, _, err := l.Find(context.Background(), n)
	require.NoError(t, err)
	return p
}

// A running till knows the row as it was, and what it writes is what counts.
func TestSave_NoEditKeepsARunningTillFromRecording(t *testing.T) {
	for name, edit := range map[string]string{
		"an amount":     `UPDATE payments SET amount = 1 WHERE id = 2`,
		"its sale":      `UPDATE payments SET sale = 's2' WHERE id = 2`,
		"its creation":  `UPDATE payments SET created_at = 1 WHERE id = 2`,
		"a state":       `UPDATE payments SET state = 'paid' WHERE id = 2`,
		"no state":      `UPDATE payments SET state = 'x' WHERE id = 2`,
		"a version":     `UPDATE payments SET version = 9 WHERE id = 2`,
		"a truth value": `UPDATE payments SET late = 7 WHERE id = 2`,
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			l := sold(t)
			next, w := moved(stored(t, l, "ORDER00000000000000000P2"), kiosk.StateUnknown)
			byOtherHands(t, l.dir, edit)
			save(t, l, w)
			require.Equal(t, next, stored(t, l, next.OrderNo))
			require.Equal(t, []string{"overwritten payment P2 @14"}, named(t, l.Check(ctx)))
			_, w = moved(next, kiosk.StateWaiting)
			save(t, l, w)
			require.Equal(t, []string{"overwritten payment P2 @14"}, named(t, l.Check(ctx)), "and the next version is as any")
		})
	}
}

// A till that was started after the edit has taken the row as it stands there.
func TestSave_AnEditThatAStartTookOverStaysNamed(t *testing.T) {
	ctx := context.Background()
	l := sold(t)
	require.Empty(t, verified(t, l, 1))
	require.NoError(t, l.Close())
	byOtherHands(t, l.dir, `UPDATE payments SET amount = 1, version = 7 WHERE id = 2`)
	l = openLedger(t, l.dir)
	_, w := moved(stored(t, l, "ORDER00000000000000000P2"), kiosk.StatePaid)
	save(t, l, w)
	require.Equal(t, []string{"overwritten payment P2 @14", "edited payment P2 @15"}, named(t, l.Check(ctx)), "its events tell of another amount")
	text, _ := audited(t, l.Reader, auditRequest)
	require.Contains(t, string(text), `"paid":"25.00"`, "a summary has what the events say")
}

// What the daily round found before must not hide that it was written over.
func TestKeepVerifying_ARowThatWasNamedAndThenWrittenOverStaysNamed(t *testing.T) {
	l := sold(t)
	require.NoError(t, l.Close())
	byOtherHands(t, l.dir, `UPDATE payments SET note = 'x' WHERE id = 2`)
	require.Equal(t, []string{"edited payment P2 @5"}, restarted(t, l.dir, 1))
	l = openLedger(t, l.dir)
	_, w := moved(stored(t, l, "ORDER00000000000000000P2"), kiosk.StatePaid)
	save(t, l, w)
	require.NoError(t, l.Close())
	for range 3 {
		require.Equal(t, []string{"overwritten payment P2 @14"}, restarted(t, l.dir, 1))
	}
}

func TestSave_GoesOnAfterAnEventThatOtherHandsAppended(t *testing.T) {
	const columns = `at, kind, sale, order_no, from_state, to_state, note, amount, row_version, row_hash, prev_hash, hash`
	for name, c := range map[string]struct {
		seq     string
		refused int
		want    []string
	}{
		"in the place of the next": {"14", 1, []string{"edited event 14"}},
		"after a gap":              {"16", 1, []string{"removed event 14-15"}},
		"far behind":               {"9223372036854775807", 0, []string{"inserted event 9223372036854775807"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := sold(t)
			byOtherHands(t, l.dir, `INSERT INTO events (seq, `+columns+`)
				SELECT `+c.seq+`, at, kind, sale, order_no, '', '', 'forged', 0, 0, x'', hash, zeroblob(32) FROM events WHERE seq = 13`)
			w := first(sale("s3"), payment("ORDER00000000000000000P4", "s3"))
			w.Records = append(w.Records, kiosk.Record{At: noon, Kind: kiosk.RecordNotified, Sale: "s3", OrderNo: "ORDER00000000000000000P4"})
			for range c.refused {
				require.ErrorIs(t, l.Save(context.Background(), w), ErrRow)
			}
			save(t, l, w)
			require.Equal(t, c.want, namedIn(t, verified(t, l, 1)))
			require.NoError(t, l.Close())
			l = openLedger(t, l.dir)
			save(t, l, first(sale("s4"), payment("ORDER00000000000000000P5", "s4")))
		})
	}
}
