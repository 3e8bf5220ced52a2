package practice

import (
	"path/filepath"
	"strings"

	"facepay/kiosk/health"
	"facepay/store/diskusage"
)

// Usage measures the journal, of which there are two while it is written anew.
func Usage(journal string) ([]health.DiskUsage, error) {
	bytes, err := diskusage.FolderBytes(filepath.Dir(journal), func(name string) bool { return strings.HasPrefix(name, filepath.Base(journal)) })
	return []health.DiskUsage{{Kind: "practice", Bytes: bytes, Max: 2 * journalBytesMax}}, err
}
