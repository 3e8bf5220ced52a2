package webhook

import (
	"path/filepath"
	"strings"

	"facepay/kiosk/health"
	"facepay/store/diskusage"
)

// Usage measures the status file.
func Usage(statusFile string) ([]health.DiskUsage, error) {
	bytes, err := diskusage.FolderBytes(filepath.Dir(statusFile), func(name string) bool { return strings.HasPrefix(name, filepath.Base(statusFile)) })
	return []health.DiskUsage{{Kind: "notices", Bytes: bytes, Max: 2 * statusBytesMax}}, err
}
