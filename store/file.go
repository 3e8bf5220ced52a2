package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"facepay/kiosk/health"
	"facepay/store/atomicfile"
)

// WriteFile makes the file path appear with all its content or not at all, so
// that nobody takes half a month for the whole. Only its user can read it. A pipe
// or a device that stands there is written to and stays what it is.
func WriteFile(path string, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil {
		target, err := filepath.EvalSymlinks(path)
		if err != nil || !info.Mode().IsRegular() {
			return writeInto(path, write)
		}
		path = target // so that a link stays one
	}
	return atomicfile.Write(path, write)
}

func writeInto(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, health.WithoutPath(err))
	}
	return errors.Join(write(file), file.Close())
}

// touchPrivate makes sure that name exists and only its owner can read it.
// SQLite gives its sidecars the mode of the database.
func touchPrivate(name string) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, fileMode)
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return failed("create "+filepath.Base(name), err)
	}
	return failed("make "+filepath.Base(name)+" private", os.Chmod(name, fileMode))
}

// exists reports whether name is a file with at least one byte.
func exists(name string) (bool, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("%s is not a file", name)
	}
	return info.Size() > 0, nil
}

// copyFile copies from to a new file and brings it to the disk. It never
// writes over anything.
func copyFile(from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }() // only read from
	dst, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	if err = atomicfile.Finish(dst, err); err != nil {
		_ = os.Remove(to) // half a copy would be taken for a whole one
	}
	return err
}

// sameContent compares two files; one that is not there is as an empty one.
func sameContent(a, b string) (bool, error) {
	hashA, errA := contentHash(a)
	hashB, errB := contentHash(b)
	return hashA == hashB, errors.Join(errA, errB)
}

func contentHash(name string) (digest, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return sha256.Sum256(nil), nil
	}
	if err != nil {
		return digest{}, err
	}
	defer func() { _ = f.Close() }() // only read from
	h := sha256.New()
	_, err = io.Copy(h, f)
	return digest(h.Sum(nil)), err
}

// syncFile brings a file written by somebody else to the disk.
func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return atomicfile.Finish(f, nil)
}
