// Package atomicfile replaces files so that a reader, a crash or a power cut finds
// the old content or the new one, on systems that let an open file be replaced and
// on Windows, which does not.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces the file path with what write gives, for its user alone to read.
// The file beside it that becomes the new one is forced to disk before it takes the
// name; so is the name.
func Write(path string, write func(io.Writer) error) error {
	part, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() { _ = os.Remove(part.Name()) }() // nothing is left there once it was renamed
	if err := Finish(part, write(part)); err != nil {
		return err
	}
	if err := Rename(part.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// PartSuffix ends the name of a file that is not whole yet.
const PartSuffix = ".part"

// Replace is Write with content that is at hand, by one writer: through one and the
// same file beside path, so that power cuts leave no heap of them. What stands there
// must be a file or nothing: a pipe would take the content and never end.
func Replace(path string, content []byte) error { return replace(path, content, Finish, Rename) }

// ReplaceUnsynced is Replace without the wait for the disk: for what tells of a running
// program, and is of no use after a power cut.
func ReplaceUnsynced(path string, content []byte) error {
	closed := func(f *os.File, err error) error { return errors.Join(err, f.Close()) }
	return replace(path, content, closed, rename)
}

func replace(path string, content []byte, finish func(*os.File, error) error, rename func(from, to string) error) error {
	part := path + PartSuffix
	if info, err := os.Lstat(part); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", part)
	}
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err := finish(f, err); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return rename(part, path)
}

// Rename gives the file from the name to, over the file that has it. The name is on
// the disk when it returns nil. On Windows from must be closed, and a program that
// holds to open makes it wait, for heldMax at most.
func Rename(from, to string) error {
	if err := rename(from, to); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(to))
}

// Remove removes the file path, if it is there. On Windows it waits as Rename does.
func Remove(path string) error {
	if err := remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Finish closes a file that was written to, with err, and brings it to the disk.
func Finish(f *os.File, err error) error {
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
