package store

import (
	"os"
	"path/filepath"
	"strings"

	"facepay/kiosk/health"
	"facepay/store/diskusage"
)

// Usage measures the ledger of dir and all that the till keeps of it beside it.
func Usage(dir string) ([]health.DiskUsage, error) {
	ledger := ledgerBytes(dir)
	kept, err := diskusage.FolderBytes(filepath.Join(dir, backupsDir), diskusage.Any)
	if err != nil {
		return nil, err
	}
	copies, err := diskusage.FolderBytes(dir, func(name string) bool {
		return damagedName.MatchString(strings.TrimSuffix(strings.TrimSuffix(name, sidecars[0]), sidecars[1])) || replacedName.MatchString(name)
	})
	if err != nil {
		return nil, err
	}
	point, err := diskusage.FileBytes(filepath.Join(dir, checkpointName))
	if err != nil {
		return nil, err
	}
	return []health.DiskUsage{
		{Kind: "ledger", Bytes: ledger},
		// The new backup is there before the oldest goes; so are the copies of migrations.
		{Kind: "backups", Bytes: kept, Max: max(backupsBytesMax, backupsLeast*ledger) + (1+schemaCopiesKept)*ledger},
		{Kind: "copies", Bytes: copies, Max: (damagedKept + replacedKept) * max(ledger, openCheckBytes)},
		{Kind: "verified", Bytes: point, Max: 2 * checkpointBytesMax},
	}, nil
}

// ledgerBytes is the size of the ledger with its write-ahead log, 0 where there is none.
func ledgerBytes(dir string) (sum uint64) {
	for _, suffix := range append([]string{""}, sidecars...) {
		if info, err := os.Stat(filepath.Join(dir, LedgerName+suffix)); err == nil {
			sum += uint64(info.Size())
		}
	}
	return sum
}
