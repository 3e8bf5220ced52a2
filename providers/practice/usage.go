package practice

import (
	"facepay/kiosk/health"
	"facepay/store/diskusage"
)

// Usage measures the journal, of which there are two while it is written anew.
func Usage(journal string) ([]health.DiskUsage, error) {
	bytes, err := diskusage.FileBytes(journal)
	return []health.DiskUsage{{Kind: "practice", Bytes: bytes, Max: 2 * journalBytesMax}}, err
}
