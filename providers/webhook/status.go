package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Status is the state of a listener in a file, for a command that runs
// beside the till.
type Status struct {
	Started time.Time `json:"started"`
	Updated time.Time `json:"updated"`
	Ended   time.Time `json:"ended,omitzero"` // zero while it runs, and after a crash
	Address string    `json:"address"`        // the listening address, "" while there is none; Error is the reason then
	Error   string    `json:"error,omitempty"`
	Counts  Counts    `json:"counts"`
	// RefusedLately are the notifications refused for their form or signature in
	// the ten minutes before Updated.
	RefusedLately int `json:"refused_lately"`
}

// statusBytesMax: the file has under 1 KiB; a longer one is not ours.
const statusBytesMax = 64 << 10

// statusMode: counts of a shop's traffic are nobody else's business.
const statusMode = 0o600

// ReadStatus reads the file at path. Without one the error is fs.ErrNotExist. A
// file that a power cut damaged is an error until the listener writes it again.
func ReadStatus(path string) (Status, error) {
	f, err := os.Open(path)
	if err != nil {
		return Status{}, fmt.Errorf("read the listener's status: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, statusBytesMax+1))
	if err == nil && len(data) > statusBytesMax {
		err = errors.New("is too long")
	}
	var s Status
	if err == nil {
		err = json.Unmarshal(data, &s)
	}
	if err != nil {
		return Status{}, fmt.Errorf("read the listener's status %s: %w", path, err)
	}
	return s, nil
}

// writeStatus replaces the file at path, so that a reader sees the old or the
// new one. It is not forced to disk: it tells of a running listener, and after a
// power cut there is none.
func writeStatus(path string, s Status) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write the listener's status: %w", err)
		}
	}()
	data, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	fresh := filepath.Clean(path) + ".new" // one listener a data folder: nobody else writes it
	if err := os.WriteFile(fresh, append(data, '\n'), statusMode); err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	if err := os.Rename(fresh, path); err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	return nil
}
