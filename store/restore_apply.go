package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"facepay/kiosk"
	"facepay/store/atomicfile"
)

// kindRestored marks the event that the ledger adds itself when it is put in the place of
// another: a history that went back does so on the record.
const kindRestored kiosk.RecordKind = "restored"

const (
	replacedNameFormat = "ledger-replaced-20060102-150405"
	// replacedKept is the number of replaced ledgers that stay.
	replacedKept = 5
)

var replacedName = regexp.MustCompile(`^ledger-replaced-\d{8}-\d{6}(-\d+)?\.db$`)

// Apply puts the file in the place of the ledger, and returns where what stood there is kept, ""
// where nothing did; restoring that undoes it. The first event afterwards tells of it, and the
// verified point is the new ledger's end. Cut off anywhere, the folder has the old ledger or the
// new one, each whole; where the old one is damaged, as replaceLedger. Errors: ErrDiskFull, ErrLocked,
// ErrReadOnly; nothing was changed then.
func (s *Restore) Apply(ctx context.Context, now time.Time) (kept string, err error) {
	defer func() { err = failed("restore "+s.File, err) }()
	whole := false
	if s.Present && s.NowErr == nil {
		whole, err = closeLog(ctx, filepath.Join(s.dir, LedgerName), s.opts)
	}
	if err == nil {
		err = s.record(ctx, now)
	}
	if err == nil {
		err = ctx.Err() // the last moment to stop
	}
	if err != nil {
		return "", err
	}
	if whole {
		kept, err = s.exchange(now)
	} else {
		kept, err = s.displace()
	}
	if err != nil {
		return kept, err
	}
	point := checkpoint{Format: checkpointFormat, Head: s.end, RoundEnded: now}
	if s.Edited != nil {
		return kept, nil // the next start looks at all of it and tells
	}
	return kept, writeCheckpoint(s.dir, &point)
}

// closeLog brings all of a ledger into its one file. It is not, if another program has it open,
// which might remove the log of the next ledger by its name.
func closeLog(ctx context.Context, name string, opts Options) (whole bool, err error) {
	db, err := sql.Open("sqlite3", dsn(name, opts, map[string][]string{"mode": {"rw"}, "_synchronous": {"FULL"}}))
	if err != nil {
		return false, err
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	var journal string
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&journal); err != nil {
		return false, err
	}
	if journal != "delete" {
		return false, fmt.Errorf("%w: another program reads the ledger", ErrLocked)
	}
	return true, nil
}

// record adds the event to what was brought in, and verifies it.
func (s *Restore) record(ctx context.Context, now time.Time) (err error) {
	db, err := s.openTemp()
	if err != nil {
		return err
	}
	head := s.Would.head
	e := event{seq: head.seq + 1, prev: head.hash, record: kiosk.Record{At: now, Kind: kindRestored, Note: s.note()}}
	e.hash = e.computeHash()
	r := &e.record
	_, err = db.ExecContext(ctx, eventInsert, e.seq, stamp(r.At), string(r.Kind), "", "", "", "", "", r.Note, 0, 0, []byte{}, e.prev[:], e.hash[:])
	if err == nil {
		var found findings
		err = (&Reader{dir: s.dir, opts: s.opts, db: db}).verifyFrom(ctx, &s.end, &found)
		if len(found.list) > 0 && s.Edited != nil {
			err = nil // it was told of
		}
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	return syncFile(s.temp())
}

// note tells the history what was put back, and over what.
func (s *Restore) note() string {
	note := "from " + filepath.Base(s.File)
	if s.Now.head.seq > 0 {
		note += fmt.Sprintf("; the ledger before ended with event %d, %.16s", s.Now.head.seq, s.Now.Chain)
	}
	return kiosk.Trim(note)
}

// exchange keeps a copy of the ledger, which is one file, and puts the new one in its place. The
// verified point, which is the old one's, goes first: without it the till verifies anew.
func (s *Restore) exchange(now time.Time) (kept string, err error) {
	name := filepath.Join(s.dir, LedgerName)
	if kept, err = s.keep(name, now); err != nil {
		return "", err
	}
	for _, old := range []string{checkpointName, suspectName} {
		if err := atomicfile.Remove(filepath.Join(s.dir, old)); err != nil {
			return kept, err
		}
	}
	if err := atomicfile.SyncDir(s.dir); err != nil {
		return kept, err
	}
	return kept, atomicfile.Rename(s.temp(), name)
}

// keep copies the ledger under a name of its own.
func (s *Restore) keep(name string, now time.Time) (kept string, err error) {
	kept, err = freeName(s.dir, now.In(s.opts.Location).Format(replacedNameFormat))
	if err != nil {
		return "", err
	}
	part := kept + atomicfile.PartSuffix
	if err := errors.Join(s.dropParts(), copyFile(name, part)); err != nil {
		return "", err
	}
	if err := atomicfile.Rename(part, kept); err != nil {
		return "", err
	}
	return kept, pruneCopies(s.dir, replacedName, kept, replacedKept)
}

// dropParts removes copies that were cut off.
func (s *Restore) dropParts() error {
	entries, err := os.ReadDir(s.dir)
	for _, e := range entries {
		if name := e.Name(); len(name) > len(atomicfile.PartSuffix) && replacedName.MatchString(name[:len(name)-len(atomicfile.PartSuffix)]) {
			err = errors.Join(err, atomicfile.Remove(filepath.Join(s.dir, name)))
		}
	}
	return err
}

// displace puts the new ledger in the place of one that cannot be opened, or of none, with all that
// may lie around.
func (s *Restore) displace() (kept string, err error) {
	renewed := filepath.Join(s.dir, renewedName)
	if err := atomicfile.Rename(s.temp(), renewed); err != nil {
		return "", err
	}
	if kept, err = setAside(s.dir); err != nil {
		return kept, err
	}
	for _, step := range swap(s.dir, renewed) {
		if err := step(); err != nil {
			return kept, err
		}
	}
	return kept, nil
}
