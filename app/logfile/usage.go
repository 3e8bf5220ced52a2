package logfile

import (
	"path/filepath"
	"strings"

	"facepay/kiosk/health"
	"facepay/store/diskusage"
)

// Usage measures the log of the data folder and the crash reports beside it.
func Usage(dataDir string) ([]health.DiskUsage, error) {
	dir := filepath.Join(dataDir, Folder)
	isCrash := func(name string) bool { return strings.HasPrefix(name, crashPrefix) }
	crashes, err := diskusage.FolderBytes(dir, isCrash)
	if err != nil {
		return nil, err
	}
	log, err := diskusage.FolderBytes(dir, func(name string) bool { return !isCrash(name) })
	return []health.DiskUsage{
		{Kind: "log", Bytes: log, Max: ((logFilesMax+1)*logMegabytesMax + (supervisorFilesMax+1)*supervisorMegabytesMax) << 20},
		// Those that are kept, and the one that a crash writes: one stack per goroutine has
		// a few hundred KiB.
		{Kind: "crashes", Bytes: crashes, Max: reportsMax*reportBytesMax + 1<<20},
	}, err
}
