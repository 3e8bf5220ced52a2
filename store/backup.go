package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"facepay/store/atomicfile"
)

const (
	// backupsKept is the number of days that can be gone back to.
	backupsKept = 7
	// backupHour is the hour at which the nightly backup of a till that runs through the
	// night is made: few shops sell then.
	backupHour = 3
	// backupLookEvery bounds the sleep between two looks at the clock, which a
	// suspended machine or a set clock makes wrong, and is the wait after a
	// failure.
	backupLookEvery = time.Hour
)

// backupName is the file of one local day; names sort as their days do.
const backupNameFormat = "ledger-20060102.db"

var backupName = regexp.MustCompile(`^ledger-\d{8}\.db$`)

// Backup writes a whole copy of the ledger, as it is at this moment, to
// backups/ledger-YYYYMMDD.db for now's day in the shop's location, and removes
// all but the newest 7. The copy is checked and on the disk before it takes
// that name; one of the same day is replaced. Selling goes on meanwhile.
func (l *Ledger) Backup(ctx context.Context, now time.Time) (_ string, err error) {
	defer func() { err = failed("backup", err) }()
	dir := filepath.Join(l.dir, backupsDir)
	name := filepath.Join(dir, now.In(l.opts.Location).Format(backupNameFormat))
	if err := writeCopy(ctx, l.db, name, l.opts); err != nil {
		return "", err
	}
	return name, pruneBackups(dir)
}

// writeCopy writes a whole copy of the ledger db to name, in a folder that it makes.
// The copy is checked and on the disk before it takes that name.
func writeCopy(ctx context.Context, db *sql.DB, name string, opts Options) error {
	if err := os.MkdirAll(filepath.Dir(name), folderMode); err != nil {
		return err
	}
	temp := name + atomicfile.PartSuffix
	// What a cut-off copy left is of no use; SQLite writes to an empty file.
	if err := atomicfile.Remove(temp); err != nil {
		return err
	}
	if err := touchPrivate(temp); err != nil {
		return err
	}
	if err := vacuumInto(ctx, db, temp, opts); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return atomicfile.Rename(temp, name)
}

func vacuumInto(ctx context.Context, db *sql.DB, temp string, opts Options) error {
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, temp); err != nil {
		return err
	}
	if err := syncFile(temp); err != nil {
		return err
	}
	return checkBackup(ctx, temp, opts)
}

// checkBackup reads a backup from end to end. SQLite takes an empty file for a
// database, and that of another program too, so that it has to be a ledger that
// Open takes.
func checkBackup(ctx context.Context, name string, opts Options) error {
	there, err := exists(name)
	if err != nil {
		return err
	}
	if !there {
		return fmt.Errorf("%s is gone or empty: %w", name, ErrDamaged)
	}
	db, err := sql.Open("sqlite3", readerDSN(name, opts)+"&immutable=1") // leaves no sidecars
	if err != nil {
		return err
	}
	err = checkIntegrity(ctx, db, "quick_check")
	if err == nil {
		err = checkLedger(ctx, name, db)
	}
	return errors.Join(err, db.Close())
}

// checkLedger returns an error unless db has the tables of a ledger, of this
// program or an older one.
func checkLedger(ctx context.Context, name string, db *sql.DB) error {
	found, known, err := schemaVersions(ctx, db)
	if err != nil {
		return err
	}
	if found > known {
		return &SchemaError{File: name, Found: found, Known: known}
	}
	var ours int
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema
		WHERE type = 'table' AND name IN ('sales', 'payments', 'refunds', 'events', 'pin')`).Scan(&ours)
	if err != nil {
		return err
	}
	if found == 0 || ours != 5 {
		return fmt.Errorf("%s is no ledger: %w", name, ErrDamaged)
	}
	return nil
}

// backups lists the backups of a folder of backups, newest first.
func backups(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range slices.Backward(entries) { // which are sorted
		if backupName.MatchString(e.Name()) {
			names = append(names, filepath.Join(dir, e.Name()))
		}
	}
	return names, nil
}

func pruneBackups(dir string) error {
	names, err := backups(dir)
	if err != nil {
		return err
	}
	for _, name := range names[min(backupsKept, len(names)):] {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	return nil
}

// NightlyBackups makes a backup at once when there is none of today, since
// most tills are switched off at night, and from then on one each day after 3
// in the morning. It tells report of every backup made and every failure, and
// tries a failed one again after an hour. It returns when ctx is done.
func (l *Ledger) NightlyBackups(ctx context.Context, report func(name string, err error)) {
	due := true // whatever the hour
	for {
		now := time.Now().In(l.opts.Location)
		if due || now.Hour() >= backupHour {
			due = l.backupOnce(ctx, now, report)
		}
		if !sleep(ctx, min(untilBackup(now), backupLookEvery)) {
			return
		}
	}
}

// backupOnce makes the backup of now's day unless there is one, and returns
// whether it is still to be made.
func (l *Ledger) backupOnce(ctx context.Context, now time.Time, report func(string, error)) bool {
	there, err := exists(filepath.Join(l.dir, backupsDir, now.Format(backupNameFormat)))
	if err == nil && there {
		return false
	}
	name := ""
	if err == nil {
		name, err = l.Backup(ctx, now)
	}
	if ctx.Err() == nil {
		report(name, err)
	}
	return err != nil
}

// untilBackup is the time from now to the next backupHour.
func untilBackup(now time.Time) time.Duration {
	y, m, d := now.Date()
	next := time.Date(y, m, d, backupHour, 0, 0, 0, now.Location())
	if !next.After(now) {
		next = time.Date(y, m, d+1, backupHour, 0, 0, 0, now.Location())
	}
	return next.Sub(now)
}
