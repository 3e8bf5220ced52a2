package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// The states of the data folder and of the room in it.
var (
	folderOK     = health.State{Name: "folder.ok", Check: kiosk.CheckFolder, Health: kiosk.HealthOK}
	folderLater  = health.State{Name: "folder.later", Check: kiosk.CheckFolder, Health: kiosk.HealthOK}
	folderDenied = health.State{Name: "folder.denied", Check: kiosk.CheckFolder, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine, Brief: true}

	diskOK         = health.State{Name: "disk.ok", Check: kiosk.CheckDisk, Health: kiosk.HealthOK}
	diskLow        = health.State{Name: "disk.low", Check: kiosk.CheckDisk, Health: kiosk.HealthWarning, Cause: kiosk.CauseMachine, Brief: true}
	diskFull       = health.State{Name: "disk.full", Check: kiosk.CheckDisk, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine, Brief: true}
	diskUnreadable = health.State{Name: "disk.unreadable", Check: kiosk.CheckDisk, Health: kiosk.HealthWarning, Cause: kiosk.CauseMachine}
)

// CheckFolder looks whether the data folder, or the nearest folder above it that
// exists, can be written, by writing an empty file and removing it.
func CheckFolder(dir string) health.Check {
	return health.Check{Name: kiosk.CheckFolder, Run: func(context.Context) []kiosk.CheckResult {
		exists := nearestFolder(dir)
		if err := checkWritable(exists); err != nil {
			return health.One(folderDenied.Result("dir", dir, "reason", health.Reason(err)))
		}
		if exists != dir {
			return health.One(folderLater.Result("dir", dir))
		}
		return health.One(folderOK.Result("dir", dir))
	}}
}

// nearestFolder is dir, or the nearest folder above it that exists.
func nearestFolder(dir string) string {
	for {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

// Limits of the room in the data folder, beside which there must be some for a copy of
// the ledger: the next backup. A ledger grows by one and a half kilobytes a sale.
const (
	// diskLowBytes is months of a busy shop: time enough to make room.
	diskLowBytes = 512 << 20
	// diskFullBytes is the space below which the ledger itself is soon in danger.
	diskFullBytes = 64 << 20
)

// space is the room in a file system, in bytes.
type space struct {
	free  uint64 // for this user
	total uint64
}

func CheckDisk(dir string) health.Check { return checkDisk(dir, systemSpace) }

func checkDisk(dir string, ask func(dir string) (space, error)) health.Check {
	return health.Check{Name: kiosk.CheckDisk, Run: func(context.Context) []kiosk.CheckResult {
		room, err := ask(nearestFolder(dir))
		switch {
		case err != nil:
			return health.One(diskUnreadable.Result("dir", dir, "reason", health.Reason(err)))
		case room.total == 0:
			return health.One(diskUnreadable.Result("dir", dir, "reason", "?"))
		}
		state, least := diskOK, diskLowBytes+ledgerBytes(dir)
		switch {
		case room.free < diskFullBytes:
			state = diskFull
		case room.free < least:
			state = diskLow
		}
		return health.One(state.Result("dir", dir, "free", health.BytesText(room.free), "share", room.share(), "least", health.BytesText(least)))
	}}
}

func (s space) share() string {
	part := 100 * float64(s.free) / float64(s.total)
	if part > 0 && part < 1 {
		return "<1%"
	}
	return strconv.FormatFloat(part, 'f', 0, 64) + "%"
}
