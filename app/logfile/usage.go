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
	isCrash := func(name string) bool { return strings.HasPrefix(name, crashName) }
	crashes, err := diskusage.FolderBytes(dir, isCrash)
	if err != nil {
		return nil, err
	}
	log, err := diskusage.FolderBytes(dir, func(name string) bool { return !isCrash(name) })
	return []health.DiskUsage{
		{Kind: "log", Bytes: log, Max: (logFilesMax + 1) * logMegabytesMax << 20},
		// One that is being written, and the one before it; each may end with a whole report.
		{Kind: "crashes", Bytes: crashes, Max: 4 * crashBytesMax},
	}, err
}
