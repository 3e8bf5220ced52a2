package adverts

import (
	"path/filepath"

	"facepay/kiosk/health"
	"facepay/kiosk/picture"
	"facepay/store/diskusage"
)

// Usage measures the gateway's pictures in the data folder, those of the list before
// the newest among them.
func Usage(data string) ([]health.DiskUsage, error) {
	bytes, err := diskusage.FolderBytes(filepath.Join(data, folderName), diskusage.Any)
	return []health.DiskUsage{{Kind: "adverts", Bytes: bytes, Max: 2 * (cacheBytesMax + picture.BytesMax)}}, err
}
