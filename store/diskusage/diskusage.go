// Package diskusage measures the files of a folder, and knows each system's words for
// a disk that takes no more.
package diskusage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// FileBytes is the size of a file and of those beside it that have its name and more, such
// as the one by which it is replaced.
func FileBytes(path string) (uint64, error) {
	return FolderBytes(filepath.Dir(path), func(name string) bool { return strings.HasPrefix(name, filepath.Base(path)) })
}

// Any matches every name.
func Any(string) bool { return true }

// FolderBytes is the size of the files of a folder whose names match; 0 where there is
// no such folder.
func FolderBytes(dir string, match func(name string) bool) (sum uint64, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	for _, e := range entries {
		if !match(e.Name()) {
			continue
		}
		info, err := e.Info()
		switch {
		case errors.Is(err, fs.ErrNotExist): // it went meanwhile
		case err != nil:
			return 0, err
		case info.Mode().IsRegular():
			sum += uint64(info.Size())
		}
	}
	return sum, err
}
