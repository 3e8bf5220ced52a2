package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"facepay/kiosk"
)

// Folder looks whether the data folder, or the nearest folder above it that
// exists, can be written, by writing an empty file and removing it.
func Folder(dir string) Look {
	return Look{Name: kiosk.CheckFolder, Run: func(context.Context) []kiosk.CheckResult {
		exists := nearest(dir)
		file, err := os.CreateTemp(exists, ".facepay-check-*")
		if err == nil {
			err = errors.Join(file.Close(), os.Remove(file.Name()))
		}
		switch {
		case err != nil:
			var path *fs.PathError
			if errors.As(err, &path) {
				err = path.Err // the text names the folder already
			}
			return []kiosk.CheckResult{found(folderDenied, "dir", dir, "reason", kiosk.Trim(err.Error()))}
		case exists != dir:
			return []kiosk.CheckResult{found(folderLater, "dir", dir)}
		}
		return []kiosk.CheckResult{found(folderOK, "dir", dir)}
	}}
}

// nearest is dir, or the nearest folder above it that exists.
func nearest(dir string) string {
	for {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

// Limits of the room in the data folder. A ledger grows by some kilobytes a sale
// and is kept eight times, in itself and in a week of backups.
const (
	// diskLowBytes is months of a busy shop: time enough to make room.
	diskLowBytes = 512 << 20
	// diskFullBytes is what a night's backup may need; below it the ledger itself
	// is soon in danger.
	diskFullBytes = 64 << 20
)

// Space is the room in a file system, in bytes.
type Space struct {
	Free  uint64 // for this user
	Total uint64
}

// Disk looks at the room in the data folder. space tells it; nil asks the
// system.
func Disk(dir string, space func(dir string) (Space, error)) Look {
	if space == nil {
		space = systemSpace
	}
	return Look{Name: kiosk.CheckDisk, Run: func(context.Context) []kiosk.CheckResult {
		room, err := space(nearest(dir))
		if err != nil || room.Total == 0 {
			reason := "?"
			if err != nil {
				reason = kiosk.Trim(err.Error())
			}
			return []kiosk.CheckResult{found(diskUnreadable, "dir", dir, "reason", reason)}
		}
		state := diskOK
		switch {
		case room.Free < diskFullBytes:
			state = diskFull
		case room.Free < diskLowBytes:
			state = diskLow
		}
		return []kiosk.CheckResult{found(state, "dir", dir, "free", size(room.Free), "share", share(room), "least", size(diskLowBytes))}
	}}
}

// size is bytes as people read them.
func size(n uint64) string {
	const gib, mib = 1 << 30, 1 << 20
	if n >= 10*gib {
		return strconv.FormatUint(n/gib, 10) + " GB"
	}
	if n >= gib {
		return strconv.FormatFloat(float64(n)/gib, 'f', 1, 64) + " GB"
	}
	return strconv.FormatUint(n/mib, 10) + " MB"
}

// share is how much of the whole is free.
func share(s Space) string {
	part := 100 * float64(s.Free) / float64(s.Total)
	if part > 0 && part < 1 {
		return "<1%"
	}
	return strconv.FormatFloat(part, 'f', 0, 64) + "%"
}
