package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

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

// makeFolder makes dir, with its parents, for its owner only. The mode of a
// folder that was there before is its owner's choice and stays.
func makeFolder(dir string) error {
	return failed("make data folder", os.MkdirAll(dir, folderMode))
}

// checkWritable returns an error unless files can be made in dir. SQLite, on a
// disk that was mounted read-only, says only that it cannot open its file.
func checkWritable(dir string) error {
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return failed("write to data folder", err)
	}
	return failed("write to data folder", errors.Join(f.Close(), os.Remove(f.Name())))
}

// lockFolder makes this process the one till of dir, or returns *InUseError.
// The system drops the lock when the process ends, however it ends.
func lockFolder(dir string) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(fileMode))
	got, err := lock.TryLock()
	if err != nil {
		return nil, failed("lock data folder", err)
	}
	if !got {
		return nil, &InUseError{Dir: dir}
	}
	return lock, nil
}

// touchPrivate makes sure that name exists and only its owner can read it.
// SQLite gives its sidecars the mode of the database.
func touchPrivate(name string) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, fileMode)
	if err != nil {
		return failed("create "+filepath.Base(name), err)
	}
	if err := f.Close(); err != nil {
		return failed("create "+filepath.Base(name), err)
	}
	return failed("make "+filepath.Base(name)+" private", os.Chmod(name, fileMode))
}

// exists reports whether name is a file with at least one byte.
func exists(name string) (bool, error) {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if !info.Mode().IsRegular() {
		return false, fmt.Errorf("%s is not a file", name)
	}
	return info.Size() > 0, nil
}

// copyFile copies from to a new file and brings it to the disk. It never
// writes over anything.
func copyFile(from, to string) (err error) {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }() // only read from
	dst, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(to) // half a copy would be taken for a whole one
		}
	}()
	if _, err := io.Copy(dst, src); err != nil {
		_ = dst.Close() // the first error counts
		return err
	}
	if err := dst.Sync(); err != nil {
		_ = dst.Close() // the first error counts
		return err
	}
	return dst.Close()
}

// syncFile brings a file written by somebody else to the disk.
func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		_ = f.Close() // the first error counts
		return err
	}
	return f.Close()
}

// syncFolder brings the names in dir to the disk, so that a rename survives a
// power cut. Windows has no such call and journals names itself.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		_ = f.Close() // the first error counts
		return err
	}
	return f.Close()
}
