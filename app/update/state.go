package update

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"time"

	"facepay/store/atomicfile"
)

const stateName = "state.json"

// stateBytesMax bounds what is read; a state has under 2 KiB.
const stateBytesMax = 64 << 10

// Stage is the progress of a version that is to run and does not yet.
type Stage string

// The stages. One that is confirmed has none: it is what runs.
const (
	Staged  Stage = "staged"  // it is tried at the next start of the till
	Trying  Stage = "trying"  // a trial began, and its end is not known
	Refused Stage = "refused" // it failed its trial
)

// Slot is a version on the disk; without a Version it is the installed program.
type Slot struct {
	Version string `json:"version,omitempty"`
	Size    int64  `json:"size,omitempty"` // of its program, in bytes
	SHA256  string `json:"sha256,omitempty"`
}

// Confirmed is the slot that runs at each start.
type Confirmed struct {
	Slot
	At   time.Time `json:"at,omitzero"`
	Over string    `json:"over,omitempty"` // the newer installed version in whose place it was asked for
	// Data is the data folder on which it was tried, and Schema its ledger's before.
	Data   string `json:"data,omitempty"`
	Schema int64  `json:"schema,omitempty"`
}

// Candidate is a version that is to run.
type Candidate struct {
	Slot
	Stage  Stage     `json:"stage"`
	At     time.Time `json:"at"`
	Back   bool      `json:"back,omitempty"`   // it is the one that ran before
	Older  bool      `json:"older,omitempty"`  // it was asked for although it is older than the one that runs
	Reason string    `json:"reason,omitempty"` // for which it was refused, or waits
	Tries  int       `json:"tries,omitempty"`
	// Data is the data folder of the trial, and Schema its ledger's before.
	Data   string `json:"data,omitempty"`
	Schema int64  `json:"schema,omitempty"`
}

// State is the content of state.json. The zero State is that of a till that was never
// updated: the installed program runs.
type State struct {
	Confirmed Confirmed `json:"confirmed,omitzero"`
	Previous  Confirmed `json:"previous,omitzero"` // ran before Confirmed
	Candidate Candidate `json:"candidate,omitzero"`
}

// Read reads the state; where there is none it is zero.
func (s Slots) Read() (st State, err error) {
	f, err := atomicfile.Open(filepath.Join(s.dir, stateName))
	if errors.Is(err, fs.ErrNotExist) {
		return st, nil
	}
	if err != nil {
		return st, fmt.Errorf("read the state of updates: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, stateBytesMax))
	if err == nil {
		err = json.Unmarshal(text, &st)
	}
	for _, v := range []string{st.Confirmed.Version, st.Previous.Version, st.Candidate.Version} {
		if err == nil && v != "" && !valid(v) {
			err = fmt.Errorf("%q is no version", v)
		}
	}
	if err != nil {
		return State{}, fmt.Errorf("%s: %w", f.Name(), err)
	}
	return st, nil
}

// moment is told of each durable step of an update before and after it. Tests end the
// program there.
var moment = func(string) {}

// write brings a state to the disk.
func (s Slots) write(st State, what string) error {
	text, err := json.MarshalIndent(st, "", "  ")
	if err != nil {
		return err
	}
	moment("before " + what)
	if err := atomicfile.Replace(filepath.Join(s.dir, stateName), append(text, '\n')); err != nil {
		return plain(fmt.Errorf("write the state of updates: %w", err))
	}
	moment("after " + what)
	return nil
}
