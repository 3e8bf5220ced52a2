// Package diskusage measures the files of a folder, and knows each system's words for
// a disk that takes no more.
package diskusage

import (
	"errors"
	"io/fs"
	"os"
)

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
