package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"facepay/store/atomicfile"
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

// ReadStatus reads the file at path. Without one the error is fs.ErrNotExist. A
// file that a power cut damaged is an error until the listener writes it again.
func ReadStatus(path string) (Status, error) {
	f, err := atomicfile.Open(path)
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

// writeStatus replaces the file at path, so that a reader sees the old or the new
// one. It is not forced to disk: it tells of a running listener, and strangers could
// set the pace.
func writeStatus(path string, s Status) error {
	data, err := json.MarshalIndent(s, "", "\t")
	if err == nil {
		err = atomicfile.ReplaceUnsynced(path, append(data, '\n')) // one listener a data folder: nobody else writes it
	}
	if err != nil {
		return fmt.Errorf("write the listener's status: %w", err)
	}
	return nil
}
