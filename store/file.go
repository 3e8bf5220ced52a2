package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"facepay/kiosk/health"
)

// WriteWhole makes the file path appear with all its content or not at all, so
// that nobody takes half a month for the whole. Only its user can read it. A pipe
// or a device that stands there is written to and stays what it is.
func WriteWhole(path string, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil {
		target, err := filepath.EvalSymlinks(path)
		if err != nil || !info.Mode().IsRegular() {
			return writeInto(path, write)
		}
		path = target // so that a link stays one
	}
	part, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(part.Name()) // nothing is left there once it was renamed
	err = write(part)
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// writeInto writes to what is no regular file.
func writeInto(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, health.WithoutPath(err))
	}
	return errors.Join(write(file), file.Close())
}
