package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// copied copies files of a data folder, of which a till may be using, to a new one.
func copied(t *testing.T, dir string, names ...string) string {
	t.Helper()
	other := t.TempDir()
	for _, name := range names {
		require.NoError(t, copyFile(filepath.Join(dir, name), filepath.Join(other, name)))
	}
	return other
}

// soldOn is a ledger of two days, the second of which is in its write-ahead log
// alone. It was verified up to its end.
func soldOn(t *testing.T) *Ledger {
	t.Helper()
	l := sold(t)
	require.NoError(t, l.Close())
	l, err := Open(t.Context(), l.dir, testOptions)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	four := payment("ORDER00000000000000000P4", "s2")
	save(t, l, another(four)) // event 14
	require.Empty(t, verified(t, l, 1))
	return l
}

func TestBehind_ACopyWithoutTheWriteAheadLogIsToldFromAHistoryThatWasChanged(t *testing.T) {
	l := soldOn(t)
	for name, row := range map[string]struct {
		files  []string
		spoil  []string // what other hands do to it
		behind bool
		want   []string
	}{
		"whole":                           {[]string{LedgerName, WriteAheadLogName, checkpointName}, nil, false, nil},
		"without the log":                 {[]string{LedgerName, checkpointName}, nil, true, []string{"removed event 14"}},
		"without the log and the point":   {[]string{LedgerName}, nil, false, nil},
		"without the log, and edited too": {[]string{LedgerName, checkpointName}, []string{`UPDATE payments SET amount = 1 WHERE id = 2`}, false, []string{"removed event 14", "edited payment P2 @5"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := copied(t, l.dir, row.files...)
			if row.spoil != nil {
				byOtherHands(t, dir, row.spoil...)
			}
			r, err := OpenReader(t.Context(), dir, testOptions)
			require.NoError(t, err)
			err = r.Check(t.Context())
			require.Equal(t, row.want, named(t, err))
			require.Equal(t, row.behind, Behind(err))
			require.NoError(t, r.Close())

			till, err := Open(t.Context(), dir, testOptions)
			require.NoError(t, err)
			said := verified(t, till, 1)
			require.NoError(t, till.Close())
			require.Equal(t, len(row.want) > 0, len(said) > 0)
			if row.behind {
				require.Len(t, said, 1)
				require.True(t, Behind(said[0]))
				require.ErrorContains(t, said[0], "it lacks what it once had from event 14 to event 14: an older copy, or one without ledger.db-wal")
			}
		})
	}
}

// What is sold on such a copy takes the numbers of what is missing. That is still
// no history that somebody wrote anew.
func TestBehind_ItStaysThatWhenTheTillSellsOn(t *testing.T) {
	l := soldOn(t)
	dir := copied(t, l.dir, LedgerName, checkpointName)
	for start := range 4 {
		till, err := Open(t.Context(), dir, testOptions)
		require.NoError(t, err)
		said := verified(t, till, 1)
		require.Len(t, said, 1, start)
		require.True(t, Behind(said[0]), "%d: %v", start, said[0])
		require.ErrorContains(t, said[0], "from event 14 to event 14")
		p := payment("ORDER0000000000000000X"+fmt.Sprint(start, start), "s2")
		save(t, till, another(p))
		err = till.Check(t.Context())
		require.True(t, Behind(err), "%d: %v", start, err)
		require.NoError(t, till.Close())
	}
	require.NoError(t, os.Remove(filepath.Join(dir, checkpointName)))
	require.Empty(t, restarted(t, dir, 1), "on purpose, and by hand")
}

func TestBehind_ALedgerWhoseRowsAreInTheMissingLogIsNoNewOne(t *testing.T) {
	l := sold(t) // its tables, too, are in the log alone
	require.Empty(t, verified(t, l, 1))
	backedUp(t, l, noon)
	for name, beside := range map[string]string{"the verified point": checkpointName, "a backup": backupsDir} {
		t.Run(name, func(t *testing.T) {
			dir := copied(t, l.dir, LedgerName)
			if beside == backupsDir {
				require.NoError(t, os.CopyFS(filepath.Join(dir, backupsDir), os.DirFS(filepath.Join(l.dir, backupsDir))))
			} else {
				require.NoError(t, copyFile(filepath.Join(l.dir, beside), filepath.Join(dir, beside)))
			}
			before := content(t, filepath.Join(dir, LedgerName))

			_, err := OpenReader(t.Context(), dir, testOptions)
			require.ErrorIs(t, err, ErrEmptied)
			require.Regexp(t, `^has no rows, and once had some: it was copied without ledger\.db-wal`, english().Found(CheckLedger(dir, testOptions, LedgerLook{Max: time.Minute, Practice: true}).Run(t.Context())[0]))
			_, err = Open(t.Context(), dir, testOptions)
			require.ErrorIs(t, err, ErrEmptied)
			require.ErrorContains(t, err, WriteAheadLogName)
			var choices *DamagedError
			require.True(t, errors.As(err, &choices), "the till offers what can be done")
			require.Equal(t, before, content(t, filepath.Join(dir, LedgerName)))
		})
	}
}

func TestBehind_AFirstStartThatWasCutOffIsANewOne(t *testing.T) {
	l := newLedger(t)
	dir := copied(t, l.dir, LedgerName)
	again, err := Open(t.Context(), dir, testOptions)
	require.NoError(t, err)
	require.NoError(t, again.Close())
}
