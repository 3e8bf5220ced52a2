package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// newerSchemas has the ledger know so many schemas more, as a newer program does, until
// the test ends or the function that it returns is called.
func newerSchemas(t *testing.T, more int) (older func()) {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"migrations/00001_ledger.sql"} {
		text, err := embedded.ReadFile(name)
		require.NoError(t, err)
		files[name] = &fstest.MapFile{Data: text}
	}
	for n := 2; n < 2+more; n++ {
		files[fmt.Sprintf("migrations/%05d_more.sql", n)] = &fstest.MapFile{
			Data: fmt.Appendf(nil, "-- +goose Up\nCREATE TABLE more_%d (id INTEGER PRIMARY KEY);\n", n),
		}
	}
	migrations = files
	older = func() { migrations = embedded }
	t.Cleanup(older)
	return older
}

// soldLedger is the data folder of a till that sold once and was closed.
func soldLedger(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	sellsAndCloses(t, dir, 1)
	return dir
}

func sellsAndCloses(t *testing.T, dir string, n int) {
	t.Helper()
	l, err := Open(context.Background(), dir, testOptions)
	require.NoError(t, err)
	p := payment(fmt.Sprintf("ORDER%019d", n), fmt.Sprintf("s%d", n))
	s := sale(fmt.Sprintf("s%d", n))
	s.State, s.PaidBy = kiosk.SalePaid, p.OrderNo
	p.State, p.PaidAt = kiosk.StatePaid, noon
	save(t, l, first(s, p))
	require.NoError(t, l.Close())
}

func copyNames(dir string) (all []string) {
	for _, name := range schemaCopies(filepath.Join(dir, backupsDir)) {
		all = append(all, filepath.Base(name))
	}
	return all
}

func schemaOf(t *testing.T, dir string) int64 {
	t.Helper()
	s, err := Look(t.Context(), dir, noon)
	require.NoError(t, err)
	return s.Schema
}

func TestOpen_KeepsACopyBeforeAMigrationThatCanBePutBackExactly(t *testing.T) {
	dir := soldLedger(t)
	require.Empty(t, copyNames(dir), "nothing was pending")
	older := newerSchemas(t, 1)
	l, err := Open(t.Context(), dir, testOptions)
	require.NoError(t, err)
	require.Equal(t, []string{"ledger-before-schema-2.db"}, copyNames(dir))
	require.ErrorIs(t, PutBack(t.Context(), dir, 1), ErrInUse)
	require.NoError(t, l.Close())
	require.Equal(t, int64(2), schemaOf(t, dir))

	older()
	_, err = Open(t.Context(), dir, testOptions)
	require.ErrorIs(t, err, ErrNewer)
	for range 2 { // a second time there is nothing to do
		require.NoError(t, PutBack(t.Context(), dir, 1))
		require.Equal(t, int64(1), schemaOf(t, dir))
		require.Empty(t, copyNames(dir), "it is used up")
	}
	l, err = Open(t.Context(), dir, testOptions)
	require.NoError(t, err)
	require.NoError(t, l.Check(t.Context()))
	payments, err := l.Payments(t.Context(), kiosk.HistoryFilter{}, "", 10)
	require.NoError(t, err)
	require.Len(t, payments, 1)
	require.NoError(t, l.Close())
}

func TestPutBack_NotOverWhatWasRecordedSince(t *testing.T) {
	dir := soldLedger(t)
	newerSchemas(t, 1)
	sellsAndCloses(t, dir, 2)
	require.ErrorIs(t, PutBack(t.Context(), dir, 1), ErrNoSchemaCopy)
	require.Equal(t, int64(2), schemaOf(t, dir))
	sellsAndCloses(t, dir, 3)
	require.Equal(t, []string{"ledger-before-schema-2.db"}, copyNames(dir))
}

func TestDropUnused_OnlyANewerLedgerInWhichNothingEverWas(t *testing.T) {
	name := func(dir string) string { return filepath.Join(dir, LedgerName) }
	fresh := func(newer bool, do func(*Ledger)) (dir string) {
		dir = filepath.Join(t.TempDir(), "data")
		if newer {
			defer newerSchemas(t, 1)()
		}
		l, err := Open(t.Context(), dir, testOptions)
		require.NoError(t, err)
		do(l)
		require.NoError(t, l.Close())
		return dir
	}
	nothing := func(*Ledger) {}

	dir := fresh(true, nothing)
	lock, err := lockFolder(dir)
	require.NoError(t, err)
	require.ErrorIs(t, DropUnused(t.Context(), dir), ErrInUse)
	require.NoError(t, lock.Close())
	for range 2 { // a second time there is nothing to do
		require.NoError(t, DropUnused(t.Context(), dir))
		require.NoFileExists(t, name(dir))
		require.NoError(t, Absence(dir))
	}
	l, err := Open(t.Context(), dir, testOptions)
	require.NoError(t, err)
	require.NoError(t, l.Close())

	for what, dir := range map[string]string{
		"known": fresh(false, nothing),
		"sold":  fresh(true, func(l *Ledger) { save(t, l, first(sale("s1"), payment("ORDER1", "s1"))) }),
		"PIN":   fresh(true, func(l *Ledger) { require.NoError(t, l.SetPIN(t.Context(), "471128")) }),
		"kept": fresh(true, func(l *Ledger) {
			_, err := l.Backup(t.Context(), noon)
			require.NoError(t, err)
		}),
	} {
		before, err := os.ReadFile(name(dir))
		require.NoError(t, err)
		require.NoError(t, DropUnused(t.Context(), dir), what)
		after, err := os.ReadFile(name(dir))
		require.NoError(t, err, what)
		require.Equal(t, before, after, what)
	}

	// What a till that lost its power has in its log is in the ledger.
	dir = fresh(true, nothing)
	older := newerSchemas(t, 1)
	l, err = Open(t.Context(), dir, testOptions)
	require.NoError(t, err)
	save(t, l, first(sale("s1"), payment("ORDER1", "s1")))
	cut := t.TempDir()
	for _, file := range []string{LedgerName, WriteAheadLogName} {
		require.NoError(t, copyFile(filepath.Join(dir, file), filepath.Join(cut, file)))
	}
	require.NoError(t, l.Close())
	older()
	require.NoError(t, DropUnused(t.Context(), cut))
	require.FileExists(t, name(cut))
}

func TestPutBack_WaitsForNobodyWhoReads(t *testing.T) {
	dir := soldLedger(t)
	older := newerSchemas(t, 1)
	l, err := Open(t.Context(), dir, testOptions)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	reader := besideTill(t, dir)
	_, err = reader.Payments(t.Context(), kiosk.HistoryFilter{}, "", 1)
	require.NoError(t, err)
	require.ErrorIs(t, PutBack(t.Context(), dir, 1), ErrLocked)
	require.NoError(t, reader.Close())
	require.NoError(t, PutBack(t.Context(), dir, 1))
	older()
	sellsAndCloses(t, dir, 2)
}

// A start that was cut off between two migrations begins with a ledger in between; the
// copy stays the one of before the first.
func TestOpen_ACopyOfAMigrationThatWasCutOffStays(t *testing.T) {
	dir := soldLedger(t)
	newerSchemas(t, 2)
	l, err := Open(t.Context(), dir, testOptions)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	byOtherHands(t, dir, `DROP TABLE more_3`, `DELETE FROM goose_db_version WHERE version_id = 3`)
	require.Equal(t, int64(2), schemaOf(t, dir))
	l, err = Open(t.Context(), dir, testOptions)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.NoError(t, PutBack(t.Context(), dir, 1))
	require.Equal(t, int64(1), schemaOf(t, dir))
}

func TestOpen_KeepsTwoCopiesAtMost(t *testing.T) {
	dir := soldLedger(t)
	for more := 1; more <= 11; more++ {
		newerSchemas(t, more)
		sellsAndCloses(t, dir, 1+more)
	}
	require.Equal(t, []string{"ledger-before-schema-12.db", "ledger-before-schema-11.db"}, copyNames(dir))
	for _, kept := range []string{"ledger-20261120.db", "ledger-before-schema-.db", "ledger-before-schema-x.db", "ledger-before-schema-2.db.part"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, backupsDir, kept), nil, 0o600))
	}
	require.Len(t, copyNames(dir), 2, "of these names only")
}

func TestOpen_DoesNotMigrateWithoutACopy(t *testing.T) {
	dir := soldLedger(t)
	older := newerSchemas(t, 1)
	require.NoError(t, os.WriteFile(filepath.Join(dir, backupsDir), nil, 0o600)) // a file where the folder should be
	_, err := Open(t.Context(), dir, testOptions)
	require.ErrorContains(t, err, "copy the ledger before its schema is brought up to date; nothing was changed")
	require.NoError(t, os.Remove(filepath.Join(dir, backupsDir)))
	require.Equal(t, int64(1), schemaOf(t, dir))
	older()
	sellsAndCloses(t, dir, 2)
}

func TestLook_TellsOfASaleThatIsNotSettled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s, err := Look(t.Context(), dir, noon)
	require.NoError(t, err)
	require.Zero(t, s, "there is no folder")
	require.NoDirExists(t, dir)

	l, err := Open(t.Context(), dir, testOptions)
	require.NoError(t, err)
	_, err = Look(t.Context(), dir, noon)
	require.ErrorIs(t, err, ErrInUse)
	open, p := sale("s1"), payment("ORDER0000000000000000001", "s1")
	save(t, l, first(open, p))
	require.NoError(t, l.Close())
	s, err = Look(t.Context(), dir, noon)
	require.NoError(t, err)
	require.Equal(t, Standing{Schema: 1, Unsettled: true}, s)

	l, err = Open(t.Context(), dir, testOptions)
	require.NoError(t, err)
	p, w := moved(p, kiosk.StateWaiting)
	p.ReleasedAt, w.Payments[0].ReleasedAt = noon, noon
	open.State, open.AbandonReason, open.AbandonedAt, open.Version = kiosk.SaleAbandoned, kiosk.AbandonCancelled, noon, 2
	w.Sales = append(w.Sales, open)
	save(t, l, w)
	require.NoError(t, l.Close())
	for after, unsettled := range map[time.Duration]bool{time.Minute: true, time.Hour: false} {
		s, err = Look(t.Context(), dir, noon.Add(after))
		require.NoError(t, err)
		require.Equal(t, unsettled, s.Unsettled, after)
	}
}
