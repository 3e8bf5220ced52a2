package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store/atomicfile"
)

// corrupt overwrites the middle of a file.
func corrupt(t *testing.T, name string) {
	t.Helper()
	text := content(t, name)
	for i := range len(text) / 2 {
		text[len(text)/4+i] = byte(i * 31)
	}
	require.NoError(t, os.WriteFile(name, text, fileMode))
}

// backedUp is the name of a backup made at a time.
func backedUp(t *testing.T, l *Ledger, at time.Time) string {
	t.Helper()
	name, err := l.Backup(context.Background(), at)
	require.NoError(t, err)
	return name
}

func content(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return text
}

func names(t *testing.T, pattern ...string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(pattern...))
	require.NoError(t, err)
	return found
}

func TestBackup_IsTheWholeLedgerOfThatMoment(t *testing.T) {
	l := oneSale(t)
	// Late at night in UTC is the next day in the shop.
	name := backedUp(t, l, time.Date(2026, 11, 19, 23, 0, 0, 0, time.UTC))
	require.Equal(t, filepath.Join(l.dir, "backups", "ledger-20261120.db"), name)
	save(t, l, first(sale("s2"), payment("ORDER0000000000000000002", "s2")))

	other := t.TempDir()
	require.NoError(t, copyFile(name, filepath.Join(other, LedgerName)))
	r := besideTill(t, other)
	require.NoError(t, r.Check(context.Background()))
	require.Equal(t, 1, count(t, r, "payments"))

	again := backedUp(t, l, noon)
	require.Equal(t, name, again, "the same day is replaced")
	require.Equal(t, []string{name}, names(t, l.dir, "backups", "*"), "and nothing else is left")
}

func TestBackup_KeepsSevenAndTouchesNothingElse(t *testing.T) {
	l := newLedger(t)
	dir := filepath.Join(l.dir, backupsDir)
	require.NoError(t, os.MkdirAll(dir, folderMode))
	mine := filepath.Join(dir, "ledger-20200101 keep.db")
	require.NoError(t, os.WriteFile(mine, []byte("the owner's"), fileMode))
	cutOff := filepath.Join(dir, "ledger-20261109.db"+atomicfile.PartSuffix)
	require.NoError(t, os.WriteFile(cutOff, []byte("half"), fileMode))
	for i := range 10 {
		backedUp(t, l, noon.AddDate(0, 0, i-11))
	}
	var want []string
	for i := range 7 {
		want = append(want, filepath.Join(dir, fmt.Sprintf("ledger-202611%02d.db", 12+i)))
	}
	require.Equal(t, append([]string{mine}, want...), names(t, dir, "*"))
}

// A clock that is behind, and then one that is right again, cost no backup that was just made.
func TestBackup_StaysWhateverTheClockSays(t *testing.T) {
	l := oneSale(t)
	for day := range 7 {
		backedUp(t, l, noon.AddDate(0, 0, day-6))
	}
	for _, at := range []time.Time{noon.AddDate(0, 0, -30), noon.AddDate(1, 0, 0), noon.AddDate(0, 0, 1), noon.AddDate(0, 0, 2)} {
		require.FileExists(t, backedUp(t, l, at))
	}
	var want []string
	for day := range 7 {
		want = append(want, filepath.Join(l.dir, backupsDir, noon.AddDate(0, 0, day-4).Format(backupNameFormat)))
	}
	require.Equal(t, want, names(t, l.dir, backupsDir, "*"), "what a wrong clock has named goes first")
}

func TestBackup_AFailureLeavesTheOneBefore(t *testing.T) {
	l := oneSale(t)
	name := backedUp(t, l, noon)
	before := content(t, name)
	require.NoError(t, os.Mkdir(name+atomicfile.PartSuffix, folderMode)) // in the way
	require.NoError(t, os.WriteFile(filepath.Join(name+atomicfile.PartSuffix, "x"), nil, fileMode))
	_, err := l.Backup(context.Background(), noon)
	require.Error(t, err)
	require.Equal(t, before, content(t, name))
}

func TestNightlyBackups_AtStartAndEachNight(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		l, err := Open(t.Context(), dir, Options{Location: time.UTC}) // the bubble begins at midnight, 2000-01-01
		require.NoError(t, err)
		time.Sleep(13 * time.Hour)
		ctx, cancel := context.WithCancel(t.Context())
		type made struct {
			name string
			at   time.Time
		}
		reports := make(chan made, 100)
		done := make(chan struct{})
		go func() {
			defer close(done)
			l.NightlyBackups(ctx, time.Now, func(name string, err error) {
				if err != nil {
					name = "failed"
				}
				reports <- made{filepath.Base(name), time.Now().UTC()}
			})
		}()
		// until sleeps and returns what was reported meanwhile.
		until := func(at time.Time) (got []made) {
			time.Sleep(time.Until(at))
			synctest.Wait()
			for len(reports) > 0 {
				got = append(got, <-reports)
			}
			return got
		}
		at := func(day, hour int) time.Time { return time.Date(2000, 1, day, hour, 0, 0, 0, time.UTC) }
		require.Equal(t, []made{{"ledger-20000101.db", at(1, 13)}}, until(at(1, 13)))
		require.Equal(t, []made{{"ledger-20000102.db", at(2, 3)}}, until(at(2, 14)))

		// A night on which it fails for two hours.
		blocked := filepath.Join(dir, backupsDir, "ledger-20000103.db"+atomicfile.PartSuffix)
		require.NoError(t, os.MkdirAll(filepath.Join(blocked, "x"), folderMode))
		require.Equal(t, []made{{"failed", at(3, 3)}, {"failed", at(3, 4)}}, until(at(3, 4).Add(time.Minute)))
		require.NoError(t, os.RemoveAll(blocked))
		require.Equal(t, []made{{"ledger-20000103.db", at(3, 5)}}, until(at(3, 12)))
		cancel()
		<-done
		require.NoError(t, l.Close())
	})
}

func TestOpen_SetsADamagedLedgerAsideAndNamesTheChoices(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, file string){
		"bytes overwritten": corrupt,
		"cut short":         func(t *testing.T, file string) { require.NoError(t, os.Truncate(file, 5000)) },
		"not a database": func(t *testing.T, file string) {
			require.NoError(t, os.WriteFile(file, []byte("<html>this was a ledger once, some time ago</html>"), fileMode))
		},
		"another program's": func(t *testing.T, file string) {
			require.NoError(t, os.Remove(file))
			byOtherHands(t, filepath.Dir(file), `CREATE TABLE songs (title)`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			l := oneSale(t)
			backup := backedUp(t, l, noon)
			save(t, l, first(sale("s2"), payment("ORDER0000000000000000002", "s2")))
			require.NoError(t, l.Close())
			file := filepath.Join(l.dir, LedgerName)
			spoil(t, file)
			bad := content(t, file)

			var kept string
			for range 3 { // however often the till is started, there is one copy
				_, err := Open(ctx, l.dir, testOptions)
				var damaged *DamagedError
				require.ErrorAs(t, err, &damaged)
				require.ErrorIs(t, err, ErrDamaged)
				require.Equal(t, backup, damaged.Backup)
				require.Contains(t, err.Error(), "begin a new ledger")
				kept = damaged.Copy
			}
			require.Equal(t, []string{kept}, names(t, l.dir, "ledger-damaged-*.db"))
			require.Equal(t, bad, content(t, kept))
			require.Equal(t, bad, content(t, file), "the damaged file stays as it was found")

			restored, err := RestoreBackup(ctx, l.dir)
			require.NoError(t, err)
			require.Equal(t, backup, restored)
			l = openLedger(t, l.dir)
			require.Equal(t, 1, count(t, l.Reader, "payments"))
			save(t, l, first(sale("s3"), payment("ORDER0000000000000000003", "s3")))
			require.NoError(t, l.Check(ctx))
			require.FileExists(t, kept)
		})
	}
}

func TestBeginNew_KeepsWhatWasThere(t *testing.T) {
	ctx := context.Background()
	l := oneSale(t)
	backedUp(t, l, noon)
	require.NoError(t, l.Close())
	corrupt(t, filepath.Join(l.dir, LedgerName))
	require.NoError(t, BeginNew(ctx, l.dir))
	require.Len(t, names(t, l.dir, "ledger-damaged-*.db"), 1)
	require.Empty(t, names(t, l.dir, "ledger-new*"))
	l = openLedger(t, l.dir)
	require.Zero(t, count(t, l.Reader, "payments"))
	save(t, l, first(sale("s2"), payment("ORDER0000000000000000002", "s2")))
	require.NoError(t, l.Check(ctx))
}

func TestRestoreBackup_PassesOverABackupThatIsDamagedToo(t *testing.T) {
	ctx := context.Background()
	l := oneSale(t)
	older := backedUp(t, l, noon.AddDate(0, 0, -1))
	newest := backedUp(t, l, noon)
	require.NoError(t, l.Close())
	corrupt(t, newest)
	corrupt(t, filepath.Join(l.dir, LedgerName))
	got, err := RestoreBackup(ctx, l.dir)
	require.NoError(t, err)
	require.Equal(t, older, got)

	corrupt(t, older)
	before := content(t, filepath.Join(l.dir, LedgerName))
	_, err = RestoreBackup(ctx, l.dir)
	require.ErrorIs(t, err, ErrNoBackup)
	require.Equal(t, before, content(t, filepath.Join(l.dir, LedgerName)))
}

// Neither a clock that was a year ahead nor one that is behind hides what was sold since.
func TestRestoreBackup_TakesTheOneThatHasMoreWhateverItsName(t *testing.T) {
	for _, wrong := range []time.Time{noon.AddDate(1, 0, 0), noon.AddDate(100, 0, 0), noon.AddDate(0, 0, -1)} {
		l := oneSale(t)
		stale := backedUp(t, l, wrong)
		save(t, l, first(sale("s2"), payment("ORDER0000000000000000002", "s2")))
		newest := backedUp(t, l, noon)
		require.NoError(t, l.Close())
		corrupt(t, filepath.Join(l.dir, LedgerName))
		_, err := Open(t.Context(), l.dir, testOptions)
		var damaged *DamagedError
		require.ErrorAs(t, err, &damaged)
		require.Equal(t, newest, damaged.Backup)
		got, err := RestoreBackup(t.Context(), l.dir)
		require.NoError(t, err)
		require.Equal(t, newest, got)

		corrupt(t, newest)
		corrupt(t, filepath.Join(l.dir, LedgerName))
		got, err = RestoreBackup(t.Context(), l.dir)
		require.NoError(t, err)
		require.Equal(t, stale, got)
	}
}

// A ledger that was begun anew has fewer events than the backups of the one before.
func TestRestoreBackup_OfAnotherHistoryGoesByTheDay(t *testing.T) {
	l := oneSale(t)
	save(t, l, first(sale("s2"), payment("ORDER0000000000000000002", "s2")))
	backedUp(t, l, noon)
	require.NoError(t, l.Close())
	require.NoError(t, BeginNew(t.Context(), l.dir))
	l = openLedger(t, l.dir)
	save(t, l, first(sale("s3"), payment("ORDER0000000000000000003", "s3")))
	newest := backedUp(t, l, noon.AddDate(0, 0, 1))
	require.NoError(t, l.Close())
	got, err := RestoreBackup(t.Context(), l.dir)
	require.NoError(t, err)
	require.Equal(t, newest, got)
}

// cutOff is the folder of l as a power cut would leave it, its log unplayed.
func cutOff(t *testing.T, l *Ledger) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(l.dir)))
	require.NoError(t, os.Remove(filepath.Join(dir, lockName)))
	require.FileExists(t, filepath.Join(dir, WriteAheadLogName))
	return dir
}

// A stale write-ahead log beside a restored ledger would be played into it.
func TestRestoreBackup_LeavesNoWriteAheadLogBehind(t *testing.T) {
	ctx := context.Background()
	l := oneSale(t)
	backedUp(t, l, noon)
	save(t, l, first(sale("s2"), payment("ORDER0000000000000000002", "s2")))
	cut := cutOff(t, l)
	_, err := RestoreBackup(ctx, cut)
	require.NoError(t, err)
	kept := names(t, cut, "ledger-damaged-*.db")
	require.Len(t, kept, 1)
	require.FileExists(t, kept[0]+"-wal")
	back := openLedger(t, cut)
	require.Equal(t, 1, count(t, back.Reader, "payments"))
	require.NoError(t, back.Check(ctx))
}

func TestOpen_ALedgerThatWentAwayIsNotANewShop(t *testing.T) {
	ctx := context.Background()
	l := newLedger(t)
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("s1")}})
	backup := backedUp(t, l, noon)
	require.NoError(t, l.Close())
	file := filepath.Join(l.dir, LedgerName)
	for name, spoil := range map[string]func() error{
		"empty": func() error { return os.Truncate(file, 0) },
		"gone":  func() error { return os.Remove(file) },
	} {
		require.NoError(t, spoil(), name)
		_, err := Open(ctx, l.dir, testOptions)
		var damaged *DamagedError
		require.ErrorAs(t, err, &damaged, name)
		require.Equal(t, DamagedError{Dir: l.dir, Backup: backup, Cause: damaged.Cause}, *damaged, name)
		_, err = RestoreBackup(ctx, l.dir)
		require.NoError(t, err, name)
	}
	require.Equal(t, 1, count(t, openLedger(t, l.dir).Reader, "sales"))
}

// Wherever a repair is cut off, no ledger stands there without its newest rows.
func TestRestoreBackup_CutOffAnywhereIsNoticedOrHasChangedNothing(t *testing.T) {
	ctx := context.Background()
	l := oneSale(t)
	require.Empty(t, verified(t, l, 1))
	cut := func(t *testing.T) string {
		dir := cutOff(t, l)
		require.NoError(t, os.WriteFile(filepath.Join(dir, renewedName), []byte("the new ledger"), fileMode))
		return dir
	}
	steps := len(swap("", ""))
	for done := range steps {
		t.Run(fmt.Sprint(done), func(t *testing.T) {
			dir := cut(t)
			for _, step := range swap(dir, filepath.Join(dir, renewedName))[:done] {
				require.NoError(t, step())
			}
			opened, err := Open(ctx, dir, testOptions)
			if done == 0 {
				require.NoError(t, err)
				require.Equal(t, 1, count(t, opened.Reader, "payments"))
				require.NoError(t, opened.Close())
				return
			}
			var damaged *DamagedError
			require.ErrorAs(t, err, &damaged)
			require.ErrorContains(t, err, "it is gone or empty")
		})
	}
	t.Run("none", func(t *testing.T) {
		dir := cut(t)
		require.NoError(t, os.Remove(filepath.Join(dir, checkpointName)))
		require.NoError(t, os.MkdirAll(filepath.Join(dir, checkpointName, "full"), folderMode))
		require.Error(t, BeginNew(ctx, dir), "the point cannot be removed")
		require.Len(t, names(t, dir, "ledger-damaged-*.db"), 1)
		_, err := Open(ctx, dir, testOptions)
		require.Error(t, err, "what is left is no new shop")
	})
}

func TestRestoreBackup_TakesNothingButALedger(t *testing.T) {
	ctx := context.Background()
	database := func(statements ...string) func(*testing.T, string) {
		return func(t *testing.T, name string) {
			db, err := sql.Open("sqlite3", name)
			require.NoError(t, err)
			for _, s := range statements {
				_, err := db.Exec(s)
				require.NoError(t, err)
			}
			require.NoError(t, db.Close())
		}
	}
	for name, put := range map[string]func(*testing.T, string){
		"an empty file":      func(t *testing.T, name string) { require.NoError(t, os.WriteFile(name, nil, fileMode)) },
		"an empty database":  database(`CREATE TABLE songs (title)`, `DROP TABLE songs`),
		"another program's":  database(`CREATE TABLE songs (title)`),
		"another's by goose": database(`CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY, version_id INTEGER, is_applied INTEGER)`, `INSERT INTO goose_db_version VALUES (1, 1, 1)`, `CREATE TABLE songs (title)`),
		"a newer program's": func(t *testing.T, name string) {
			l := newLedger(t)
			byOtherHands(t, l.dir, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
			_, err := l.db.Exec(`VACUUM INTO ?`, name)
			require.NoError(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := oneSale(t)
			good := backedUp(t, l, noon)
			require.NoError(t, l.Close())
			put(t, filepath.Join(l.dir, backupsDir, "ledger-20991231.db"))
			got, err := RestoreBackup(ctx, l.dir)
			require.NoError(t, err)
			require.Equal(t, good, got)
			require.Equal(t, 1, count(t, openLedger(t, l.dir).Reader, "payments"))
		})
	}
}
