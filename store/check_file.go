package store

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"facepay/store/atomicfile"
)

const (
	// checkFileAfter is the time that a till has to itself before its file is read.
	checkFileAfter = 5 * time.Second
	// checkFileRest is the pause between two tables.
	checkFileRest = time.Second
)

// CheckFile has SQLite read the whole ledger once beside the till that began to write it,
// a table with its indexes at a time, and tells report of what is broken (ErrDamaged) and
// of a failure to read. The next Open then reads all of a broken one, and refuses it. A small
// ledger was read whole by Open. It returns when it is through or ctx is done.
func (l *Ledger) CheckFile(ctx context.Context, report func(error)) {
	if !sleep(ctx, checkFileAfter) {
		return
	}
	if err := l.checkFile(ctx, sleep); err != nil && ctx.Err() == nil {
		report(err)
	}
}

func (l *Ledger) checkFile(ctx context.Context, rest func(context.Context, time.Duration) bool) error {
	names, err := collect(ctx, l.db, func(scan scanner) (name string, err error) { return name, scan(&name) },
		`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
	for _, name := range names {
		if err == nil {
			err = checkIntegrity(ctx, l.db, "quick_check", name)
		}
		if err != nil || !rest(ctx, checkFileRest) {
			break
		}
	}
	return l.suspect(failed("read the ledger from end to end", err))
}

// suspect has the next Open read the whole ledger if err is damage that was found.
func (r *Reader) suspect(err error) error {
	if !errors.Is(err, ErrDamaged) {
		return err
	}
	return errors.Join(err, atomicfile.Replace(filepath.Join(r.dir, suspectName), []byte(err.Error()+"\n")))
}
