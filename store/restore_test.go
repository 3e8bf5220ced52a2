package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// saleOn adds a sale with its payment.
func saleOn(t *testing.T, l *Ledger, n int) {
	t.Helper()
	p := payment(fmt.Sprintf("ORDER%019d", n), fmt.Sprintf("n%d", n))
	p.CreatedAt = noon.Add(time.Duration(n) * time.Second)
	save(t, l, first(sale(fmt.Sprintf("n%d", n)), p))
}

// closed is the folder of a ledger that is closed.
func closed(t *testing.T, l *Ledger) string {
	t.Helper()
	require.NoError(t, l.Close())
	return l.dir
}

func prepared(t *testing.T, dir, file string) *Restore {
	t.Helper()
	s, err := PrepareRestore(context.Background(), dir, file, testOptions, nil)
	require.NoError(t, err)
	return s
}

// restored puts a file in place, and returns the plan and what is kept.
func restored(t *testing.T, dir, file string) (RestorePlan, string) {
	t.Helper()
	s := prepared(t, dir, file)
	kept, err := s.Apply(context.Background(), noon.AddDate(0, 0, 1))
	require.NoError(t, err)
	require.NoError(t, s.Close())
	return s.RestorePlan, kept
}

func orders(t *testing.T, r *Reader) (all []string) {
	t.Helper()
	for p, err := range r.Export(context.Background(), Filter{}) {
		require.NoError(t, err)
		all = append(all, string(p.OrderNo))
	}
	return all
}

func TestRestore_TellsKeepsAndCanBeUndone(t *testing.T) {
	l := newLedger(t)
	saleOn(t, l, 1)
	saleOn(t, l, 2)
	made := copyOut(t, l.Reader, target(t.TempDir(), "01", 0))
	saleOn(t, l, 3)
	require.Empty(t, verified(t, l, 1))
	dir := closed(t, l)

	s := prepared(t, dir, made.File)
	require.Equal(t, RelationEarlier, s.Relation)
	require.Equal(t, int64(1), s.Lost)
	require.Zero(t, s.Gained)
	require.Equal(t, int64(2), s.Would.Payments)
	require.Equal(t, int64(3), s.Now.Payments)
	require.Equal(t, int64(2), s.Would.Open)
	require.Equal(t, made.Chain, s.Would.Chain)
	require.NoError(t, s.Close())
	before := openLedger(t, dir)
	require.Len(t, orders(t, before.Reader), 3, "nothing was changed")
	closed(t, before)

	plan, kept := restored(t, dir, made.File)
	require.Regexp(t, `ledger-replaced-\d{8}-\d{6}\.db$`, kept)
	require.Empty(t, names(t, dir, restoringName+"*"))
	require.Empty(t, names(t, dir, LedgerName+"-*"), "no write-ahead log of the old ledger")
	after := openLedger(t, dir)
	require.Len(t, orders(t, after.Reader), 2)
	require.NoError(t, after.Check(context.Background()))
	require.NoError(t, after.VerifiedPoint(context.Background()), "the next check does not cry wolf")
	require.Empty(t, verified(t, after, 1))
	e, err := scanEvent(after.db.QueryRow(`SELECT ` + eventColumns + ` FROM events ORDER BY seq DESC LIMIT 1`).Scan)
	require.NoError(t, err)
	require.Equal(t, kindRestored, e.record.Kind, "and the history says that it went back")
	require.Contains(t, e.record.Note, fmt.Sprintf("the ledger before ended with event %d", plan.Now.Events))
	saleOn(t, after, 4) // and the till sells on
	require.NoError(t, after.Check(context.Background()))
	closed(t, after)

	plan, _ = restored(t, dir, kept)
	require.Equal(t, RelationBranched, plan.Relation)
	require.Equal(t, int64(1), plan.Gained)
	require.Equal(t, int64(1), plan.Lost)
	again := openLedger(t, dir)
	require.Len(t, orders(t, again.Reader), 3)
	require.Len(t, names(t, dir, "ledger-replaced-*.db"), 2)
}

func TestRestore_AnOldWriteAheadLogIsNeverPlayedIntoAnotherLedger(t *testing.T) {
	l := newLedger(t)
	saleOn(t, l, 1)
	made := copyOut(t, l.Reader, target(t.TempDir(), "01", 0))
	saleOn(t, l, 2)
	// What a till that lost its power leaves: the newest sales in the log alone.
	dir := copied(t, l.dir, LedgerName, WriteAheadLogName)
	require.NotEmpty(t, content(t, filepath.Join(dir, WriteAheadLogName)))
	plan, kept := restored(t, dir, made.File)
	require.Equal(t, int64(2), plan.Now.Payments, "what is in the log counts")
	after := openLedger(t, dir)
	require.Len(t, orders(t, after.Reader), 1)
	require.NoError(t, after.Check(context.Background()))
	there := t.TempDir()
	require.NoError(t, copyFile(kept, filepath.Join(there, LedgerName)))
	require.Len(t, orders(t, besideTill(t, there)), 2, "and is kept")
}

func TestRestore_ANewMachineAndADamagedLedger(t *testing.T) {
	l := sold(t)
	made := copyOut(t, l.Reader, target(t.TempDir(), "01", 0))
	dir := filepath.Join(t.TempDir(), "new")
	plan, kept := restored(t, dir, made.File)
	require.Equal(t, RelationNone, plan.Relation)
	require.False(t, plan.Present)
	require.Empty(t, kept)
	l = openLedger(t, dir)
	require.Equal(t, 3, count(t, l.Reader, "payments"))
	closed(t, l)

	corrupt(t, filepath.Join(dir, LedgerName))
	plan, kept = restored(t, dir, made.File)
	require.ErrorIs(t, plan.NowErr, ErrDamaged)
	require.Regexp(t, `ledger-damaged-`, kept)
	require.Equal(t, 3, count(t, openLedger(t, dir).Reader, "payments"))
}

func TestRestore_RefusesInOneSentence(t *testing.T) {
	source := sold(t)
	good := copyOut(t, source.Reader, target(t.TempDir(), "01", 0)).File
	dir := closed(t, newLedger(t))
	file := func(change func(name string)) string {
		name := filepath.Join(t.TempDir(), "file.db")
		require.NoError(t, copyFile(good, name))
		change(name)
		return name
	}
	newer := file(func(name string) {
		byOtherHandsIn(t, name, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	})
	for name, row := range map[string]struct {
		file string
		want error
		says string
	}{
		"missing":  {filepath.Join(dir, "none"), nil, "there is no such file"},
		"empty":    {file(func(name string) { require.NoError(t, os.Truncate(name, 0)) }), nil, "or it is empty"},
		"a folder": {dir, nil, "is not a file"},
		"text": {file(func(name string) {
			require.NoError(t, os.WriteFile(name, []byte("<html>no ledger, but longer than a header of one hundred bytes, so that it is looked at</html>"), fileMode))
		}), ErrDamaged, "only a part of a ledger"},
		"cut in half": {file(func(name string) { require.NoError(t, os.Truncate(name, int64(len(content(t, good))/2))) }), ErrDamaged, "only a part of a ledger"},
		"damaged":     {file(func(name string) { corrupt(t, name) }), ErrDamaged, "only a part of a ledger"},
		"another program's": {file(func(name string) {
			require.NoError(t, os.Remove(name))
			byOtherHandsIn(t, name, `CREATE TABLE notes (id INTEGER)`)
		}), ErrNotLedger, "no ledger of facepay"},
		"newer":      {newer, ErrNewer, "install the newer program"},
		"with a log": {file(func(name string) { require.NoError(t, os.WriteFile(name+"-wal", []byte("log"), fileMode)) }), errHasLog, "a write-ahead log lies beside it"},
	} {
		t.Run(name, func(t *testing.T) {
			before := content(t, filepath.Join(dir, LedgerName))
			_, err := PrepareRestore(context.Background(), dir, row.file, testOptions, nil)
			require.ErrorContains(t, err, row.says)
			if row.want != nil {
				require.ErrorIs(t, err, row.want)
			}
			require.Empty(t, names(t, dir, restoringName+"*"))
			require.Equal(t, before, content(t, filepath.Join(dir, LedgerName)))
		})
	}
	l := openLedger(t, dir)
	_, err := PrepareRestore(context.Background(), dir, good, testOptions, nil)
	require.ErrorIs(t, err, ErrInUse)
	require.NoError(t, l.Close())

	foreign := newLedger(t)
	saleOn(t, foreign, 77)
	other, err := PrepareRestore(context.Background(), closed(t, foreign), good, testOptions, nil)
	require.NoError(t, err)
	require.Equal(t, RelationOther, other.Relation)
	require.NoError(t, other.Close())
}

func TestRestore_AnEditedHistoryIsToldAndStaysFaulty(t *testing.T) {
	l := sold(t)
	file := copyOut(t, l.Reader, target(t.TempDir(), "01", 0)).File
	byOtherHandsIn(t, file, `UPDATE payments SET amount = amount + 1 WHERE id = 2`)
	dir := closed(t, l)
	plan, _ := restored(t, dir, file)
	require.ErrorIs(t, plan.Edited, ErrDamaged)
	after := openLedger(t, dir)
	require.NotEmpty(t, verified(t, after, 1), "and the till says so at its next start")
}

func TestRestore_KeepsFiveReplacedLedgers(t *testing.T) {
	l := sold(t)
	file := copyOut(t, l.Reader, target(t.TempDir(), "01", 0)).File
	dir := closed(t, l)
	for range 7 {
		restored(t, dir, file)
	}
	require.Len(t, names(t, dir, "ledger-replaced-*"), replacedKept)
}
