package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"facepay/kiosk/health"
	"facepay/store/atomicfile"
)

const (
	// backupsKept is the number of days that can be gone back to, while they fit into
	// backupsBytesMax; backupsLeast of them are kept of a ledger that is larger than that.
	backupsKept  = 7
	backupsLeast = 2
	// backupsBytesMax is a small part of the smallest disk that tills have, 64 GB, and a
	// week of the first year of a busy shop.
	backupsBytesMax = 4 << 30
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
// all but the newest 7, or fewer of a ledger of years. The copy is checked and on the
// disk before it takes that name; one of the same day is replaced. Selling goes on
// meanwhile. A ledger in which SQLite finds something broken is not copied (ErrDamaged),
// and read from end to end at the next Open. Without room for a copy it is ErrDiskFull.
func (l *Ledger) Backup(ctx context.Context, now time.Time) (_ string, err error) {
	defer func() { err = failed("backup", err) }()
	dir := filepath.Join(l.dir, backupsDir)
	now = now.In(l.opts.Location)
	name := filepath.Join(dir, now.Format(backupNameFormat))
	// A copy of what is broken would push a sound one out.
	if err := l.suspect(failed("look at the ledger", checkIntegrity(ctx, l.db, "quick_check"))); err != nil {
		return "", err
	}
	if err := l.makeRoom(ctx, dir, now, systemSpace); err != nil {
		return "", err
	}
	if err := writeCopy(ctx, l.db, name, l.opts); err != nil {
		return "", err
	}
	return name, pruneBackups(dir, now)
}

// makeRoom removes the oldest backups, all but the newest, until there is room for one
// more and for what is recorded meanwhile, or returns ErrDiskFull.
func (l *Ledger) makeRoom(ctx context.Context, dir string, now time.Time, ask func(string) (space, error)) error {
	var need uint64
	err := l.db.QueryRowContext(ctx, `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`).Scan(&need)
	if err != nil {
		return err
	}
	kept, err := backups(dir, now)
	if err != nil {
		return err
	}
	for {
		room, err := ask(l.dir)
		if err != nil || room.free >= need+diskFullBytes {
			return err
		}
		if len(kept) < 2 {
			return fmt.Errorf("it needs %s and %s are free: %w", health.BytesText(need+diskFullBytes), health.BytesText(room.free), ErrDiskFull)
		}
		oldest := len(kept) - 1
		if err := atomicfile.Remove(kept[oldest]); err != nil {
			return err
		}
		kept = kept[:oldest]
	}
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
		return errors.Join(err, atomicfile.Remove(temp))
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

// backups lists the backups of a folder of backups, newest first by their names. Those of
// a day after now's come last: a clock that was ahead has named them.
func backups(dir string, now time.Time) ([]string, error) {
	names, err := matching(dir, backupName)
	slices.Reverse(names)
	today := now.Format(backupNameFormat)
	ahead := max(0, slices.IndexFunc(names, func(name string) bool { return filepath.Base(name) <= today }))
	return slices.Concat(names[ahead:], names[:ahead]), err
}

// byContent puts each backup behind those that have all that it has and more, since a
// clock that was wrong names them wrongly. What cannot be read, or is of another history,
// stays where its name has put it.
func byContent(ctx context.Context, names []string, opts Options) (sorted []string) {
	heads := map[string]chainHead{}
	for _, name := range names {
		_ = readBackup(name, opts, func(db *sql.DB) error { // it may be damaged, which who takes it finds
			head, err := readHead(ctx, db)
			if err == nil {
				heads[name] = head
			}
			return err
		})
	}
	hasMore := func(name, than string) (has bool) {
		head, readable := heads[name]
		old, known := heads[than]
		if !readable || !known || head.seq <= old.seq {
			return false
		}
		err := readBackup(name, opts, func(db *sql.DB) error {
			return db.QueryRowContext(ctx, `SELECT ? = 0 OR EXISTS (SELECT 1 FROM events WHERE seq = ? AND hash = ?)`, old.seq, old.seq, old.hash[:]).Scan(&has)
		})
		return err == nil && has
	}
	var place func(name string)
	place = func(name string) {
		if slices.Contains(sorted, name) {
			return
		}
		for _, other := range names {
			if hasMore(other, name) {
				place(other)
			}
		}
		sorted = append(sorted, name)
	}
	for _, name := range names {
		place(name)
	}
	return sorted
}

// readBackup reads in a backup, without making anything beside it.
func readBackup(name string, opts Options, read func(*sql.DB) error) (err error) {
	db, err := sql.Open("sqlite3", readerDSN(name, opts)+"&immutable=1")
	if err != nil {
		return err
	}
	return errors.Join(read(db), db.Close())
}

// pruneBackups removes the oldest backups of more than may be kept.
func pruneBackups(dir string, now time.Time) error {
	names, err := backups(dir, now)
	if err != nil {
		return err
	}
	var taken int64
	for i, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		taken += info.Size()
		if i < backupsLeast || i < backupsKept && taken <= backupsBytesMax {
			continue
		}
		if err := atomicfile.Remove(name); err != nil {
			return err
		}
	}
	return nil
}

// NightlyBackups makes a backup at once when there is none of today, since
// most tills are switched off at night, and from then on one each day after 3
// in the morning. It tells report of every backup made and every failure, and
// tries a failed one again after an hour. Days are those of clock. It returns when ctx
// is done.
func (l *Ledger) NightlyBackups(ctx context.Context, clock func() time.Time, report func(name string, err error)) {
	due := true // whatever the hour
	for {
		now := clock().In(l.opts.Location)
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
