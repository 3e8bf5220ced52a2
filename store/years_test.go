package store

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk/health"
)

// sparse makes a file of that size without its bytes on the disk.
func sparse(t *testing.T, name string, size int64) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), folderMode))
	f, err := os.Create(name)
	require.NoError(t, err)
	require.NoError(t, f.Truncate(size))
	require.NoError(t, f.Close())
}

// large is the folder of a ledger that is not read whole at a start, and its file.
func large(t *testing.T) (dir, file, backup string) {
	l := oneSale(t)
	backup, err := l.Backup(t.Context(), noon)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	byOtherHands(t, l.dir, `CREATE TABLE filling (bytes BLOB)`, fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= %d)
		INSERT INTO filling SELECT zeroblob(1000) FROM n`, 2*startCheckBytes/1000), `PRAGMA wal_checkpoint(TRUNCATE)`)
	return l.dir, filepath.Join(l.dir, LedgerName), backup
}

// A large ledger is read whole beside its till, and before each backup: what is broken there
// pushes no sound backup out, and is told at the next start.
func TestOpen_OfALargeBrokenLedger(t *testing.T) {
	for name, find := range map[string]func(*testing.T, *Ledger) error{
		"a backup": func(t *testing.T, l *Ledger) error {
			_, err := l.Backup(t.Context(), noon.AddDate(0, 0, 1))
			return err
		},
		"beside the till": func(t *testing.T, l *Ledger) error {
			return l.checkFile(t.Context(), func(context.Context, time.Duration) bool { return true })
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			dir, file, sound := large(t)
			f, err := os.OpenFile(file, os.O_RDWR, 0)
			require.NoError(t, err)
			_, err = f.WriteAt(bytes.Repeat([]byte{0xA5}, 64<<10), startCheckBytes)
			require.NoError(t, err)
			require.NoError(t, f.Close())

			l := openLedger(t, dir)
			require.ErrorIs(t, find(t, l), ErrDamaged)
			require.Equal(t, []string{sound}, names(t, dir, backupsDir, "*"))
			require.NoError(t, l.Close())
			bad := content(t, file)

			for range 2 { // until it is mended
				_, err = Open(ctx, dir, testOptions)
				require.ErrorIs(t, err, ErrDamaged)
			}
			kept := names(t, dir, "ledger-damaged-*.db")
			require.Len(t, kept, 1)
			require.Equal(t, bad, content(t, kept[0]), "nothing was written over")
			_, err = RestoreBackup(ctx, dir)
			require.NoError(t, err)
			l = openLedger(t, dir)
			require.Equal(t, 1, count(t, l.Reader, "payments"))
			require.NoFileExists(t, filepath.Join(dir, suspectName))
		})
	}
}

func TestOpen_ALargeLedgerThatIsCutShortIsDamaged(t *testing.T) {
	dir, file, _ := large(t)
	l := openLedger(t, dir)
	require.NoError(t, l.checkFile(t.Context(), func(context.Context, time.Duration) bool { return true }))
	require.NoError(t, l.Close())
	require.NoError(t, os.Truncate(file, startCheckBytes))
	_, err := Open(t.Context(), dir, testOptions)
	require.ErrorIs(t, err, ErrDamaged)
}

func TestBackups_OfYearsAreFew(t *testing.T) {
	dir := t.TempDir()
	for day := 20; day < 29; day++ {
		sparse(t, filepath.Join(dir, fmt.Sprintf("ledger-202611%d.db", day)), backupsBytesMax/3)
	}
	require.NoError(t, pruneBackups(dir, noon.AddDate(0, 0, 9)))
	require.Len(t, names(t, dir, "*"), 3)
	sparse(t, filepath.Join(dir, "ledger-20261129.db"), backupsBytesMax)
	require.NoError(t, pruneBackups(dir, noon.AddDate(0, 0, 9)))
	require.Equal(t, []string{filepath.Join(dir, "ledger-20261128.db"), filepath.Join(dir, "ledger-20261129.db")}, names(t, dir, "*"))
}

// Today's backup is worth more than those before yesterday's.
func TestBackup_MakesRoomForItself(t *testing.T) {
	l := oneSale(t)
	dir := filepath.Join(l.dir, backupsDir)
	for day := 24; day < 28; day++ {
		sparse(t, filepath.Join(dir, fmt.Sprintf("ledger-202611%d.db", day)), 100)
	}
	free := uint64(diskFullBytes)
	ask := func(string) (space, error) {
		all, err := backups(dir, noon.AddDate(0, 0, 7))
		return space{free: free + uint64(4-len(all))<<20, total: 1 << 40}, err
	}
	require.NoError(t, l.makeRoom(context.Background(), dir, noon.AddDate(0, 0, 7), ask))
	require.Equal(t, []string{filepath.Join(dir, "ledger-20261125.db"), filepath.Join(dir, "ledger-20261126.db"), filepath.Join(dir, "ledger-20261127.db")}, names(t, dir, "*"))
	free = 0
	require.ErrorIs(t, l.makeRoom(context.Background(), dir, noon.AddDate(0, 0, 7), ask), ErrDiskFull)
	require.Equal(t, []string{filepath.Join(dir, "ledger-20261127.db")}, names(t, dir, "*"), "one is always kept")
}

// The copy that was just made stays, even with a clock that lost its years.
func TestCopies_OldestGoButNotTheNewest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "店 [1]")
	copyOf := func(at time.Time) string { return filepath.Join(dir, at.Format(damagedNameFormat)+".db") }
	for day := range damagedKept + 1 {
		sparse(t, copyOf(noon.AddDate(0, 0, day)), 10)
		sparse(t, copyOf(noon.AddDate(0, 0, day))+"-wal", 10)
	}
	own := filepath.Join(dir, "ledger-damaged-keep.db")
	sparse(t, own, 10)
	newest := copyOf(time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC))
	sparse(t, newest, 10)
	require.NoError(t, pruneCopies(dir, damagedName, newest, damagedKept))
	left, err := copiesIn(dir)
	require.NoError(t, err)
	require.Len(t, left, damagedKept)
	require.Contains(t, left, newest)
	require.NotContains(t, left, copyOf(noon))
	require.NoFileExists(t, copyOf(noon)+"-wal")
	require.FileExists(t, own)
}

// The room for tomorrow's backup is said to be missing today.
func TestCheckDisk_WantsRoomForABackup(t *testing.T) {
	dir := t.TempDir()
	look := func(free uint64) health.State {
		result := checkDisk(dir, func(string) (space, error) { return space{free, 1 << 40}, nil }).Run(t.Context())[0]
		for _, s := range []health.State{diskOK, diskLow, diskFull} {
			if result.What.ID == "check.found."+s.Name {
				return s
			}
		}
		return health.State{}
	}
	require.Equal(t, diskOK, look(1<<30))
	sparse(t, filepath.Join(dir, LedgerName), 3<<30)
	require.Equal(t, diskLow, look(1<<30))
	require.Equal(t, diskOK, look(4<<30))
}

func TestUsage_CountsEachKind(t *testing.T) {
	dir := t.TempDir()
	sparse(t, filepath.Join(dir, LedgerName), 5<<30)
	sparse(t, filepath.Join(dir, WriteAheadLogName), 1)
	sparse(t, filepath.Join(dir, backupsDir, "ledger-20261128.db.part"), 3)
	sparse(t, filepath.Join(dir, "ledger-damaged-20261128-120000.db"), 7)
	sparse(t, filepath.Join(dir, "ledger-damaged-20261128-120000.db-wal"), 2)
	sparse(t, filepath.Join(dir, checkpointName), 11)
	found, err := Usage(dir)
	require.NoError(t, err)
	const ledger = 5<<30 + 1
	require.Equal(t, []health.DiskUsage{{Kind: "ledger", Bytes: ledger}, {Kind: "backups", Bytes: 3, Max: 5 * ledger},
		{Kind: "copies", Bytes: 9, Max: (damagedKept + replacedKept) * ledger}, {Kind: "verified", Bytes: 11, Max: 2 * checkpointBytesMax}}, found)
}
