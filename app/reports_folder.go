package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"facepay/app/config"
	"facepay/app/report"
	"facepay/kiosk/health"
	"facepay/store"
	"facepay/store/atomicfile"
	"facepay/store/diskusage"
)

// reportsFolder of the data folder takes what leaves the till while no stick is there.
const reportsFolder = "reports"

// Bounds of what the folder keeps; the newest document stays, whatever its size.
const (
	reportsMost      = 200
	reportsBytesMost = 256 << 20
	copiesMost       = 2 // of the ledger, however many a stick keeps
)

// Names that the till gives: those of documents, behind shop and till, and of copies.
var (
	documentName = regexp.MustCompile(`-(\d{4}-\d\d-\d\d(-\d{4}-\d\d-\d\d)?-[a-z]+|Z\d+|X-\d{8}-\d{6}|facepay-\d{8}-\d{6})( \(\d+\))?\.(pdf|xlsx|csv|zip)$`)
	copyName     = regexp.MustCompile(`^facepay-.+-[0-9a-f]{8}-\d{8}-\d{6}\.db$`)
)

// own is the shop's own folder for documents.
func (w works) own() string { return filepath.Join(w.setup.DataDir, reportsFolder) }

// folder is the target of a document: the first stick, or the shop's own folder.
func (w works) folder() (string, error) {
	if sticks := w.sticks(); len(sticks) > 0 {
		return sticks[0], nil
	}
	dir := w.own()
	return dir, report.Reason(dir, os.MkdirAll(dir, 0o700))
}

// tidy removes the oldest documents of the shop's own folder, so that it keeps its bounds
// with the one that was just written. What the till did not name itself it leaves alone.
func (w works) tidy(written string) error {
	dir := w.own()
	if filepath.Dir(written) != dir {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var documents []fs.FileInfo
	for _, e := range entries {
		if !documentName.MatchString(e.Name()) || e.Name() == filepath.Base(written) {
			continue
		}
		if info, infoErr := e.Info(); infoErr == nil && info.Mode().IsRegular() {
			documents = append(documents, info)
		}
	}
	slices.SortFunc(documents, func(a, b fs.FileInfo) int { // newest first
		if at := b.ModTime().Compare(a.ModTime()); at != 0 {
			return at
		}
		return strings.Compare(b.Name(), a.Name())
	})
	kept, bytes := 1, int64(0)
	if info, err := os.Stat(written); err == nil {
		bytes = info.Size()
	}
	for _, d := range documents {
		if kept == reportsMost || bytes+d.Size() > reportsBytesMost {
			err = errors.Join(err, atomicfile.Remove(filepath.Join(dir, d.Name())))
			continue
		}
		kept++
		bytes += d.Size()
	}
	return err
}

// reportsUsage measures what the till wrote into the folder. A new document or copy is
// there before the oldest goes.
func reportsUsage(s config.Loaded) func() ([]health.DiskUsage, error) {
	return func() ([]health.DiskUsage, error) {
		dir := filepath.Join(s.DataDir, reportsFolder)
		documents, err := diskusage.FolderBytes(dir, documentName.MatchString)
		if err != nil {
			return nil, err
		}
		copies, err := diskusage.FolderBytes(dir, copyName.MatchString)
		if err != nil {
			return nil, err
		}
		ledger, err := diskusage.FileBytes(filepath.Join(s.DataDir, store.LedgerName))
		return []health.DiskUsage{
			{Kind: "reports", Bytes: documents, Max: 2 * reportsBytesMost},
			{Kind: "reports_copies", Bytes: copies, Max: (copiesMost + 1) * max(ledger, 1<<20)},
		}, err
	}
}
