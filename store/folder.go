package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/gofrs/flock"
)

// Names inside the data folder.
const (
	LedgerName = "ledger.db"
	// WriteAheadLogName is the ledger's newest part while a till is open, and
	// after one that lost its power: without it a copy ends earlier.
	WriteAheadLogName = LedgerName + "-wal"
	lockName          = "till.lock"
	backupsDir        = "backups"
)

// Only the till's own account may read what its customers paid.
const (
	folderMode fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
)

// sidecars are the files that SQLite keeps beside a database in WAL mode.
var sidecars = []string{"-wal", "-shm"}

// matching lists the files of a folder whose names match, sorted; none where there is no
// such folder.
func matching(dir string, pattern *regexp.Regexp) (paths []string, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, e := range entries { // which are sorted
		if pattern.MatchString(e.Name()) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, nil
}

// checkWritable returns an error unless files can be made in dir. SQLite, on a
// disk that was mounted read-only, says only that it cannot open its file.
func checkWritable(dir string) error {
	f, err := os.CreateTemp(dir, ".facepay-check-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// endingMax is the wait for a till that is ending, such as one whose parent was killed,
// to let go of its folder.
const endingMax = 2 * time.Second

// lockFolderSoon is lockFolder, with that wait.
func lockFolderSoon(ctx context.Context, dir string) (*flock.Flock, error) {
	for deadline := time.Now().Add(endingMax); ; {
		lock, err := lockFolder(dir)
		if !errors.Is(err, ErrInUse) || time.Now().After(deadline) || !sleep(ctx, 20*time.Millisecond) {
			return lock, err
		}
	}
}

// lockFolder makes this process the one till of dir, or returns ErrInUse.
// The system drops the lock when the process ends, however it ends.
func lockFolder(dir string) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(fileMode))
	got, err := lock.TryLock()
	if err != nil {
		return nil, failed("lock data folder", err)
	}
	if !got {
		return nil, fmt.Errorf("%s: %w; close that till, or give this one its own folder with --data", dir, ErrInUse)
	}
	return lock, nil
}
