package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"facepay/store/atomicfile"
)

const (
	damagedNameFormat = "ledger-damaged-20060102-150405"
	// renewedName is a ledger that is being put in place. It has no meaning
	// until it is renamed.
	renewedName = "ledger-new.db"
	// copiesPerSecondMax bounds the search for a free name.
	copiesPerSecondMax = 100
	// damagedKept is the number of copies that are set aside: each may be the only one that
	// has some sales, and one of years takes gigabytes.
	damagedKept = 5

	// suspectName has the damage that was found in a ledger beside its running till: the
	// next start reads all of it.
	suspectName = "ledger-suspect"
	// startCheckBytes is the largest ledger that SQLite reads from end to end at a start: that
	// of a first day, in a few milliseconds. A larger one is read beside the till; see CheckFile.
	startCheckBytes = 1 << 20
	// openCheckBytes is the largest ledger that SQLite reads from end to end while people wait
	// for a check: a tenth of a second.
	openCheckBytes = 32 << 20
)

// journalSuffix ends the name of the journal that SQLite keeps for a moment when a ledger's
// write-ahead log is closed for good.
const journalSuffix = "-journal"

// settleJournal takes back the write of a ledger that was cut off while its log was closed for good:
// who only reads cannot, and would call the ledger read-only.
func settleJournal(ctx context.Context, dir string, opts Options) (err error) {
	name := filepath.Join(dir, LedgerName)
	if left, err := exists(name + journalSuffix); err != nil || !left {
		return err
	}
	if there, err := exists(name); err != nil || !there {
		return err
	}
	db, err := sql.Open("sqlite3", dsn(name, opts, url.Values{"mode": {"rw"}}))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var n int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&n); !errors.Is(reason(err), ErrDamaged) {
		return err
	}
	return nil // whoever opens it next says so
}

var damagedName = regexp.MustCompile(`^ledger-damaged-\d{8}-\d{6}(-\d+)?\.db$`)

// diagnose looks at the ledger of dir without changing it. It returns nil for
// one that is sound, or for a folder that never had one.
func diagnose(ctx context.Context, dir string, opts Options) error {
	name := filepath.Join(dir, LedgerName)
	there, err := exists(name)
	if err != nil {
		return failed("look at ledger", err)
	}
	if there {
		err = diagnoseFile(ctx, dir, name, opts)
	} else {
		err = Absence(dir)
	}
	if !errors.Is(err, ErrDamaged) {
		return failed("look at ledger", err)
	}
	return damaged(ctx, dir, err)
}

func diagnoseFile(ctx context.Context, dir, name string, opts Options) error {
	r, err := newReader(dir, opts, readerDSN(name, opts))
	if err != nil {
		return err
	}
	suspected, err := exists(filepath.Join(dir, suspectName))
	if info, statErr := os.Stat(name); err == nil && (suspected || statErr != nil || info.Size() <= startCheckBytes) {
		err = checkIntegrity(ctx, r.db, "quick_check")
	}
	if err == nil {
		err = r.checkSchema(ctx)
	}
	if err == nil {
		err = r.checkLength(ctx)
	}
	if err == nil && suspected {
		err = atomicfile.Remove(filepath.Join(dir, suspectName)) // SQLite finds nothing any more
	}
	if errors.Is(err, ErrOlder) {
		err = nil // Open brings it up to date
	}
	if why := reason(err); why != nil {
		err = fmt.Errorf("%w: %w", why, err)
	}
	return errors.Join(err, r.Close())
}

// checkLength returns ErrDamaged for a ledger that is shorter than its header says. What
// stands in a write-ahead log is not in it yet.
func (r *Reader) checkLength(ctx context.Context) error {
	left, err := exists(filepath.Join(r.dir, WriteAheadLogName))
	if err != nil || left {
		return err
	}
	var bytes int64
	err = r.db.QueryRowContext(ctx, `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`).Scan(&bytes)
	if err != nil {
		return err
	}
	info, err := os.Stat(filepath.Join(r.dir, LedgerName))
	if err == nil && info.Size() < bytes {
		err = fmt.Errorf("%w: it has %d bytes of %d", ErrDamaged, info.Size(), bytes)
	}
	return err
}

// Absence tells a new folder, nil, from one whose ledger went away, which is
// ErrDamaged: beginning an empty one in silence would forget the shop's money.
func Absence(dir string) error {
	left, err := traces(dir)
	if err != nil {
		return err
	}
	for _, part := range []struct{ name, what string }{
		{WriteAheadLogName, "its write-ahead log is there"},
		{renewedName, "what a repair that was cut off was to put in its place is there"},
	} {
		there, err := exists(filepath.Join(dir, part.name))
		if err != nil {
			return err
		}
		if there {
			left = append(left, part.what)
		}
	}
	if len(left) == 0 {
		return nil
	}
	return fmt.Errorf("%w: it is gone or empty, but %s", ErrDamaged, left[0])
}

// traces are the files that a till that sold leaves beside its ledger.
func traces(dir string) ([]string, error) {
	var left []string
	kept, err := matching(filepath.Join(dir, backupsDir), backupName)
	if err != nil {
		return nil, err
	}
	if len(kept) > 0 {
		left = append(left, "its backups are there")
	}
	verified, err := exists(filepath.Join(dir, checkpointName))
	if verified {
		left = append(left, "the point up to which it was verified is there")
	}
	return left, err
}

// damaged sets a copy of the ledger aside and returns the *DamagedError with
// the choices.
func damaged(ctx context.Context, dir string, cause error) error {
	kept, err := setAside(dir)
	if err != nil {
		return errors.Join(&DamagedError{Dir: dir, Cause: cause}, failed("set the damaged ledger aside", err))
	}
	d := &DamagedError{Dir: dir, Copy: kept, Cause: cause}
	if all, err := backupsToRestore(ctx, dir); err == nil && len(all) > 0 {
		d.Backup = all[0]
	}
	return d
}

// backupsToRestore lists the backups of a data folder, newest first by what is in them.
func backupsToRestore(ctx context.Context, dir string) ([]string, error) {
	tomorrow := time.Now().AddDate(0, 0, 1) // the shop's day may have begun
	all, err := backups(filepath.Join(dir, backupsDir), tomorrow)
	return byContent(ctx, all, Options{}.withDefaults()), err
}

// setAside copies the ledger and its write-ahead log, on the disk when it
// returns. A ledger of which there is a copy already is not copied again,
// however often the till is started. It returns "" when there is nothing.
func setAside(dir string) (string, error) {
	name := filepath.Join(dir, LedgerName)
	there, err := exists(name)
	logThere, logErr := exists(name + sidecars[0])
	if err := errors.Join(err, logErr); err != nil || !there && !logThere {
		return "", err
	}
	if kept, err := sameCopy(dir, name); kept != "" || err != nil {
		return kept, err
	}
	to, err := freeName(dir, time.Now().Format(damagedNameFormat))
	if err != nil {
		return "", err
	}
	for _, suffix := range append([]string{""}, sidecars...) {
		if err := copyFile(name+suffix, to+suffix); err != nil && !(errors.Is(err, fs.ErrNotExist)) {
			return "", err
		}
	}
	return to, errors.Join(atomicfile.SyncDir(dir), pruneCopies(dir, damagedName, to, damagedKept))
}

// pruneCopies removes the oldest of the copies that were set aside under names like these, down
// to most, but never kept, whatever the clock says.
func pruneCopies(dir string, like *regexp.Regexp, kept string, most int) error {
	copies, err := matching(dir, like)
	if err != nil {
		return err
	}
	copies = slices.DeleteFunc(copies, func(c string) bool { return c == kept })
	for _, c := range copies[:max(0, len(copies)+1-most)] {
		for _, suffix := range append(slices.Clone(sidecars), "") {
			if err := atomicfile.Remove(c + suffix); err != nil {
				return err
			}
		}
	}
	return nil
}

// copiesIn are the copies that were set aside in dir, oldest first.
func copiesIn(dir string) ([]string, error) { return matching(dir, damagedName) }

// freeName is a name that nothing has yet.
func freeName(dir, base string) (string, error) {
	for i := range copiesPerSecondMax {
		name := filepath.Join(dir, base)
		if i > 0 {
			name += fmt.Sprintf("-%d", i)
		}
		if _, err := os.Lstat(name + ".db"); errors.Is(err, fs.ErrNotExist) {
			return name + ".db", nil
		}
	}
	return "", fmt.Errorf("no free name like %s", base)
}

// sameCopy finds a copy of name and its write-ahead log that was set aside
// before.
func sameCopy(dir, name string) (string, error) {
	copies, err := copiesIn(dir)
	if err != nil {
		return "", err
	}
	for _, c := range copies {
		same, err := sameContent(name, c)
		sameLog, logErr := sameContent(name+sidecars[0], c+sidecars[0])
		if err := errors.Join(err, logErr); err != nil {
			return "", err
		}
		if same && sameLog {
			return c, nil
		}
	}
	return "", nil
}

// RestoreBackup puts the newest backup that passes its check in the place of
// the ledger and returns its name. What stood there is kept as
// ledger-damaged-<time>.db. No till may be using the folder. Errors: ErrInUse,
// ErrNoBackup (nothing was changed), ErrDiskFull, ErrReadOnly.
func RestoreBackup(ctx context.Context, dir string) (string, error) {
	restored := ""
	err := replaceLedger(dir, func(to string) error {
		all, err := backupsToRestore(ctx, dir)
		if err != nil {
			return err
		}
		for _, name := range all {
			if err := checkBackup(ctx, name, Options{}.withDefaults()); err != nil {
				if ctx.Err() != nil {
					return err
				}
				continue // an older one may be sound
			}
			restored = name
			return copyFile(name, to)
		}
		return ErrNoBackup
	})
	if err != nil {
		return "", failed("restore backup", err)
	}
	return restored, nil
}

// BeginNew puts an empty ledger in the place of the old one, which is kept as
// ledger-damaged-<time>.db; the backups stay. No till may be using the folder.
// Errors: ErrInUse, ErrDiskFull, ErrReadOnly.
func BeginNew(ctx context.Context, dir string) error {
	return failed("begin new ledger", replaceLedger(dir, func(to string) error {
		opts := Options{}.withDefaults()
		if err := touchPrivate(to); err != nil {
			return err
		}
		db, err := sql.Open("sqlite3", dsn(to, opts, url.Values{"mode": {"rw"}}))
		if err != nil {
			return err
		}
		db.SetMaxOpenConns(1)
		return errors.Join(migrate(ctx, db), db.Close(), syncFile(to))
	}))
}

// replaceLedger makes a new ledger with write, under another name, and puts it
// in place once it is on the disk and the old one has been set aside. Cut off
// anywhere, the folder has the old ledger with all that belongs to it, or none,
// which Absence notices, and its copy, or the new.
func replaceLedger(dir string, write func(to string) error) (err error) {
	lock, err := lockFolder(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()

	renewed := filepath.Join(dir, renewedName)
	if err := atomicfile.Remove(renewed); err != nil {
		return err
	}
	if err := write(renewed); err != nil {
		return err
	}
	if _, err := setAside(dir); err != nil {
		return err
	}
	for _, step := range swap(dir, renewed) {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// swap are the steps that put renewed in the place of the ledger. The ledger
// itself goes first: without its write-ahead log it would lack its newest rows in
// silence. The log must be gone before the new ledger has its name, since SQLite
// would play it into the wrong file. Each is on the disk before the next.
func swap(dir, renewed string) []func() error {
	name := filepath.Join(dir, LedgerName)
	remove := func(name string) func() error {
		return func() error {
			if err := atomicfile.Remove(name); err != nil {
				return err
			}
			return atomicfile.SyncDir(dir)
		}
	}
	return []func() error{
		remove(name),
		remove(name + sidecars[0]),
		remove(name + sidecars[1]),
		remove(name + journalSuffix),
		remove(filepath.Join(dir, checkpointName)),
		remove(filepath.Join(dir, suspectName)),
		func() error { return atomicfile.Rename(renewed, name) },
	}
}
