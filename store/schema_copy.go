package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"facepay/store/atomicfile"
)

// schemaCopiesKept bounds the copies that migrations leave.
const schemaCopiesKept = 2

// A copy's name tells the schema that the ledger was brought to.
const schemaCopyBegins, schemaCopyEnds = "ledger-before-schema-", ".db"

// ErrNoSchemaCopy tells that nothing can be put back: there is no copy of the ledger
// with that schema, or something was recorded since it was made.
var ErrNoSchemaCopy = errors.New("no copy has all that the ledger has, in the older schema")

// keepCopy keeps a copy of the ledger of dir, which db is, if a migration of it is
// pending. One that a start which was cut off has made is kept as it is, for the ledger
// may have been migrated in part since.
func keepCopy(ctx context.Context, db *sql.DB, dir string, opts Options) error {
	found, known, err := schemaVersions(ctx, db)
	if err != nil || found == 0 || found >= known {
		return err
	}
	head, err := readHead(ctx, db)
	if err != nil {
		return err
	}
	folder := filepath.Join(dir, backupsDir)
	name := filepath.Join(folder, schemaCopyBegins+strconv.FormatInt(known, 10)+schemaCopyEnds)
	if there, err := exists(name); err != nil {
		return err
	} else if there {
		if schema, of, err := copyStands(ctx, name, opts); err == nil && schema <= found && of == head {
			return nil
		}
	}
	if err := writeCopy(ctx, db, name, opts); err != nil {
		return err
	}
	for _, old := range olderThan(schemaCopies(folder), schemaCopiesKept) {
		if err := atomicfile.Remove(old); err != nil {
			return err
		}
	}
	return nil
}

func olderThan(newestFirst []string, kept int) []string {
	return newestFirst[min(kept, len(newestFirst)):]
}

// schemaCopies lists the copies in a folder of backups that migrations left, those of
// the newest schema first.
func schemaCopies(folder string) (names []string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil // without the folder there are none
	}
	schema := func(name string) (n int64) {
		number, found := strings.CutPrefix(filepath.Base(name), schemaCopyBegins)
		if number, end := strings.CutSuffix(number, schemaCopyEnds); found && end {
			n, _ = strconv.ParseInt(number, 10, 64)
		}
		return n
	}
	for _, e := range entries {
		if schema(e.Name()) > 0 {
			names = append(names, filepath.Join(folder, e.Name()))
		}
	}
	slices.SortFunc(names, func(a, b string) int { return int(schema(b) - schema(a)) })
	return names
}

// copyStands returns the schema of a copy and the end of its event log, once it has
// been read from end to end.
func copyStands(ctx context.Context, name string, opts Options) (schema int64, head chainHead, err error) {
	db, err := sql.Open("sqlite3", readerDSN(name, opts)+"&immutable=1") // leaves no sidecars
	if err != nil {
		return 0, head, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err = checkIntegrity(ctx, db, "quick_check"); err != nil {
		return 0, head, err
	}
	if schema, err = storedSchema(ctx, db); err != nil {
		return 0, head, err
	}
	head, err = readHead(ctx, db)
	return schema, head, err
}

// PutBack makes the ledger of dir again what it was in an older schema, by the copy
// that its migration left, which is used up by that. It needs no room on the disk, and
// does nothing where the ledger has that schema. Cut off, it is done or not begun. The
// program need not know the ledger's present schema.
//
// Errors: ErrNoSchemaCopy, ErrInUse, ErrLocked (another program reads the ledger).
func PutBack(ctx context.Context, dir string, schema int64) (err error) {
	defer func() { err = failed("put the ledger of schema "+strconv.FormatInt(schema, 10)+" back", err) }()
	return withFolder(dir, func(name string) error {
		kept, err := copyOf(ctx, dir, name, schema, Options{}.withDefaults())
		if kept == "" || err != nil {
			return err
		}
		return atomicfile.Rename(kept, name)
	})
}

// withFolder has work done on the ledger of dir, if there is one, while no till can open it.
func withFolder(dir string, work func(name string) error) (err error) {
	name := filepath.Join(dir, LedgerName)
	if there, err := exists(name); err != nil || !there {
		return err
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	return work(name)
}

// copyOf finds the copy of a ledger in an older schema, "" if the ledger has that, and
// leaves all of the ledger in its one file, with no log that would be played into
// another.
func copyOf(ctx context.Context, dir, name string, schema int64, opts Options) (_ string, err error) {
	db, err := sql.Open("sqlite3", dsn(name, opts, map[string][]string{"mode": {"rw"}}))
	if err != nil {
		return "", err
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	found, err := storedSchema(ctx, db)
	if err != nil || found == schema {
		return "", err
	}
	head, err := readHead(ctx, db)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoSchemaCopy, err)
	}
	for _, kept := range schemaCopies(filepath.Join(dir, backupsDir)) {
		of, stands, err := copyStands(ctx, kept, opts)
		if err != nil || of != schema || stands != head {
			continue
		}
		return kept, withoutLog(ctx, db)
	}
	return "", ErrNoSchemaCopy
}

// DropUnused removes the ledger of dir if it is of a schema that this program does not
// know and nothing was ever kept in it: a newer program has just made it, where there was
// none before. Any other, and one that cannot be read, stays. Errors: ErrInUse, ErrLocked.
func DropUnused(ctx context.Context, dir string) (err error) {
	defer func() { err = failed("remove a ledger that was never used", err) }()
	return withFolder(dir, func(name string) error {
		if left, err := traces(dir); err != nil || len(left) > 0 {
			return err // there was one before, and nobody would open a folder that lacks it
		}
		unused, err := settleUnused(ctx, name, Options{}.withDefaults())
		if err != nil || !unused {
			return err
		}
		if err := atomicfile.Remove(name); err != nil {
			return err
		}
		return atomicfile.SyncDir(dir)
	})
}

// settleUnused reports whether a ledger is unknown and empty, and leaves one that is
// with no log, which alone would be taken for what is left of a ledger.
func settleUnused(ctx context.Context, name string, opts Options) (unused bool, err error) {
	db, err := sql.Open("sqlite3", dsn(name, opts, map[string][]string{"mode": {"rw"}}))
	if err != nil {
		return false, err
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	found, known, err := schemaVersions(ctx, db)
	if err != nil || found <= known {
		return false, ctx.Err()
	}
	used := true
	err = db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM events) OR EXISTS (SELECT 1 FROM sales) OR EXISTS (SELECT 1 FROM payments)
		OR EXISTS (SELECT 1 FROM refunds) OR EXISTS (SELECT 1 FROM shifts) OR EXISTS (SELECT 1 FROM z_reports)
		OR EXISTS (SELECT 1 FROM pin) OR EXISTS (SELECT 1 FROM people) OR EXISTS (SELECT 1 FROM bills)`).Scan(&used)
	if err != nil || used {
		return false, ctx.Err()
	}
	return true, withoutLog(ctx, db)
}

// withoutLog leaves all of a ledger in its one file, with no log that would be played
// into another.
func withoutLog(ctx context.Context, db *sql.DB) error {
	var journal string
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&journal); err != nil {
		return err
	}
	if journal != "delete" {
		return fmt.Errorf("%w: another program reads it", ErrLocked)
	}
	return nil
}

// Standing tells of the ledger of a folder that no till uses.
type Standing struct {
	Schema int64 // 0: there is no ledger
	// Unsettled: a till would first have to find out what became of a sale.
	Unsettled bool
}

// unsettledFor is the time after which a payment that was let go holds nobody up.
const unsettledFor = 10 * time.Minute

// Look reads the standing of the ledger of dir, and changes nothing. Of a newer schema
// it reads what it still understands. Errors: ErrInUse, and ErrDamaged for what it cannot read.
func Look(ctx context.Context, dir string, now time.Time) (s Standing, err error) {
	defer func() { err = failed("look at ledger", err) }()
	there, err := exists(filepath.Join(dir, LedgerName))
	if err != nil || !there {
		return s, err
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	opts := Options{}.withDefaults()
	r, err := newReader(dir, opts, readerDSN(filepath.Join(dir, LedgerName), opts))
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if s.Schema, err = storedSchema(ctx, r.db); err != nil || s.Schema == 0 {
		return s, err
	}
	err = r.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sales WHERE state = 'open')
		OR EXISTS (SELECT 1 FROM payments INDEXED BY payments_pending WHERE `+pendingIndexed+`
			AND (state = 'created' OR state = 'waiting') AND (left_at = 0 OR left_at > ?))`,
		stamp(now.Add(-unsettledFor))).Scan(&s.Unsettled)
	return s, err
}
