package webhook

import (
	"facepay/kiosk/health"
	"facepay/store/diskusage"
)

// Usage measures the status file.
func Usage(statusFile string) ([]health.DiskUsage, error) {
	bytes, err := diskusage.FileBytes(statusFile)
	return []health.DiskUsage{{Kind: "notices", Bytes: bytes, Max: 2 * statusBytesMax}}, err
}
