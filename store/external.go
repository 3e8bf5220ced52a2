package store

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"facepay/kiosk/health"
	"facepay/store/atomicfile"
)

// External copies are those outside the data folder, on a stick or in a folder of another
// machine. Several tills may use one stick.

// ExternalTarget says where an external copy goes, and of which till it is.
type ExternalTarget struct {
	Dir  string // must be there: a stick that is out is no folder to be made
	Till string // shop.till, for the name
	Keep int    // copies of this till that stay, the new one among them; at least 1
	Now  time.Time
	// Pace bounds the bytes a second that are written and read back; 0 is externalPace.
	Pace int64
}

// ExternalCopy is a copy that was written, read back and found to be the ledger.
type ExternalCopy struct {
	File     string
	Bytes    int64
	Payments int64
	Events   int64
	Chain    string // hash of the last event, in hex
	Removed  int    // older copies of this till that made room
}

// ErrNoTarget tells that the place for an external copy is not there.
var ErrNoTarget = errors.New("it is not there; plug the stick in, or make the folder")

// ErrCopying tells that another process copies the same ledger.
var ErrCopying = errors.New("another copy of this ledger is being made")

// Names in the folder of backups.
const (
	outgoingName     = "outgoing.db" // the ledger on its way out
	outgoingLockName = "outgoing.lock"
)

// BackupTo writes a verified copy of the ledger, as it is at this moment, to a stick or a
// folder, and removes this till's older ones there, of which to.Keep stay. Names begin with
// facepay, the till's name and an id of its own, so that no till removes another's. The copy is
// read back before it takes its name. Selling goes on meanwhile: what is slow is the file, of
// which the ledger knows nothing.
//
// Errors: ErrNoTarget, ErrCopying, ErrDiskFull, ErrTargetReadOnly, ErrStalled, ErrDamaged (the ledger
// itself is broken: nothing was copied).
func (r *Reader) BackupTo(ctx context.Context, to ExternalTarget) (_ ExternalCopy, err error) {
	defer func() { err = outFailed("copy the ledger to "+to.Dir, err) }()
	return r.outgoing(ctx, to, func(temp string) (string, error) {
		if err := checkIntegrity(ctx, r.db, "quick_check"); err != nil {
			return "", fmt.Errorf("look at the ledger: %w", err)
		}
		return temp, r.snapshotTo(ctx, temp)
	})
}

// backupFileTo is BackupTo with a backup that is there and was checked.
func (r *Reader) backupFileTo(ctx context.Context, to ExternalTarget, name string) (_ ExternalCopy, err error) {
	defer func() { err = outFailed("copy "+filepath.Base(name)+" to "+to.Dir, err) }()
	return r.outgoing(ctx, to, func(string) (string, error) { return name, nil })
}

// ErrTargetReadOnly tells that a stick takes no writes.
var ErrTargetReadOnly = errors.New("nothing can be written there: it is read-only, or this user may not")

// outFailed is failed, of which the words are about the ledger.
func outFailed(doing string, err error) error {
	if errors.Is(reason(err), ErrReadOnly) {
		return fmt.Errorf("%s: %w (%w)", doing, ErrTargetReadOnly, err)
	}
	return failed(doing, err)
}

// outgoing carries the file that source names out. temp is a name for one that is of no use
// afterwards.
func (r *Reader) outgoing(ctx context.Context, to ExternalTarget, source func(temp string) (string, error)) (_ ExternalCopy, err error) {
	if err := checkTarget(to.Dir); err != nil {
		return ExternalCopy{}, err
	}
	id, err := tillID(r.dir)
	if err != nil {
		return ExternalCopy{}, err
	}
	dir := filepath.Join(r.dir, backupsDir)
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return ExternalCopy{}, err
	}
	lock := flock.New(filepath.Join(dir, outgoingLockName), flock.SetPermissions(fileMode))
	if got, err := lock.TryLock(); err != nil || !got {
		return ExternalCopy{}, errors.Join(err, ErrCopying)
	}
	temp := filepath.Join(dir, outgoingName)
	if err := atomicfile.Remove(temp); err != nil { // what a copy that was cut off left
		return ExternalCopy{}, errors.Join(err, lock.Close())
	}
	name, err := source(temp)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return ExternalCopy{}, errors.Join(err, atomicfile.Remove(temp), lock.Close())
	}
	c := carrier{reader: r, to: to, id: id, source: name}
	// A stick may hang for ever; whoever waits must not. What it then does with the file is its own.
	return c.watched(ctx, func() error { return errors.Join(atomicfile.Remove(temp), lock.Close()) })
}

// checkTarget refuses what is no folder, before anything is done.
func checkTarget(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ErrNoTarget
	case err != nil:
		return health.WithoutPath(err)
	case !info.IsDir():
		return errors.New("it is a file, and not a folder")
	}
	return nil
}

// tillID is the name of this till among those that use one stick: eight digits of its own key
// for summaries, which no other data folder has.
func tillID(dir string) (string, error) {
	key, err := auditKey(dir)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(key.Public().(ed25519.PublicKey))
	return hex.EncodeToString(sum[:4]), nil
}

// snapshotTo writes the ledger as it is now to temp, checked and on the disk.
func (r *Reader) snapshotTo(ctx context.Context, temp string) error {
	var size int64
	err := r.db.QueryRowContext(ctx, `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`).Scan(&size)
	if err != nil {
		return err
	}
	if room, err := systemSpace(r.dir); err == nil && room.free < uint64(size)+diskFullBytes {
		return fmt.Errorf("the data folder needs %s for it and %s are free: %w",
			health.BytesText(uint64(size)+diskFullBytes), health.BytesText(room.free), ErrDiskFull)
	}
	if err := touchPrivate(temp); err != nil {
		return err
	}
	stop := r.watchGrowth(temp, size)
	defer stop()
	return vacuumInto(ctx, r.db, temp, r.opts)
}

// growthEvery is the interval at which a file that SQLite writes is looked at.
const growthEvery = 200 * time.Millisecond

// watchGrowth tells how much of size the file name has, until stop returns. It is told on
// a goroutine of its own, which has ended then.
func (r *Reader) watchGrowth(name string, size int64) (stop func()) {
	if r.show == nil {
		return func() {}
	}
	r.show(0, externalParts*size)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(growthEvery)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				if info, err := os.Stat(name); err == nil {
					r.show(min(info.Size(), size), externalParts*size)
				}
			}
		}
	}()
	return func() { close(done); <-ended }
}

// ledgerEnd counts what a ledger file has, without making anything beside it.
func ledgerEnd(ctx context.Context, name string, opts Options) (c ExternalCopy, err error) {
	db, err := sql.Open("sqlite3", readerDSN(name, opts)+"&immutable=1")
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := checkLedger(ctx, name, db); err != nil {
		return c, err
	}
	head, err := readHead(ctx, db)
	if err != nil {
		return c, err
	}
	c.Events, c.Chain = head.seq, head.hash.String()
	return c, db.QueryRowContext(ctx, `SELECT count(*) FROM payments`).Scan(&c.Payments)
}
