// Package crash counts the tills of a data folder that ended without having been
// closed, one after another. No clock on the wall has a part in it: that may say 1970 at
// a machine's start.
package crash

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"facepay/store/atomicfile"
)

// Most is the number of unclean ends in a row after which a till is not just started
// again.
const Most = 3

// Healthy is the time after which a till that runs has nothing to do with those before.
const Healthy = 5 * time.Minute

// Names in the folder of the log.
const (
	stateName = "ends.json"
	lockName  = "ends.lock"
)

// Choice is the decision of people about the next start, after too many unclean ends.
type Choice string

// The choices.
const (
	None  Choice = ""
	Retry Choice = "retry" // as ever
	Plain Choice = "plain" // with what selling needs, and nothing else
)

// Record is this process's part of the count. A nil one counts nothing.
type Record struct {
	Choice Choice // of people, for this start

	path  string
	lock  *flock.Flock
	mu    sync.Mutex
	state state
}

type state struct {
	Open    bool   `json:"open"`    // a till runs, or ended without being closed
	Unclean int    `json:"unclean"` // ends in a row
	Next    Choice `json:"next,omitempty"`
}

// Begin notes in folder that a till runs now. While another one does, nothing is
// counted and the Record is nil.
func Begin(folder string) (*Record, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the log folder: %w", err)
	}
	r := &Record{path: filepath.Join(folder, stateName), lock: flock.New(filepath.Join(folder, lockName), flock.SetPermissions(0o600))}
	if got, err := r.lock.TryLock(); err != nil || !got {
		return nil, err
	}
	text, err := os.ReadFile(r.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(fmt.Errorf("read how the last till ended: %w", err), r.lock.Close())
	}
	_ = json.Unmarshal(text, &r.state) // what cannot be read counts for nothing
	if r.state.Open {
		r.state.Unclean++
	}
	r.state.Open, r.Choice, r.state.Next = true, r.state.Next, None
	if err := r.write(); err != nil {
		return nil, errors.Join(err, r.lock.Close())
	}
	return r, nil
}

// Unclean is the number of tills in a row that ended without being closed, each before
// it was healthy.
func (r *Record) Unclean() int {
	if r == nil {
		return 0
	}
	return r.state.Unclean
}

// Ask reports whether people are to be asked before a till is started once more.
func (r *Record) Ask() bool { return r != nil && r.Choice == None && r.state.Unclean >= Most }

// Watch forgets the ends before once this till has run for Healthy, if ctx lasts.
func (r *Record) Watch(ctx context.Context) error {
	if r == nil {
		return nil
	}
	select {
	case <-ctx.Done():
		return nil
	case <-time.After(Healthy):
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.state.Open {
		return nil
	}
	r.state.Unclean = 0
	return r.write()
}

// Close notes that the till has ended in order.
func (r *Record) Close() error {
	if r == nil {
		return nil
	}
	return r.end(state{})
}

// Hold notes that people are asked: what ends that window is no crash of a till.
func (r *Record) Hold() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.Open = false
	return r.write()
}

// Leave notes that no till was started, but people chose what is to be next. The count
// stands: if that till crashes too, they are asked again.
func (r *Record) Leave(next Choice) error { return r.end(state{Unclean: r.Unclean(), Next: next}) }

func (r *Record) end(s state) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state = s
	return errors.Join(r.write(), r.lock.Close())
}

func (r *Record) write() error {
	text, err := json.Marshal(r.state)
	if err != nil {
		return err
	}
	if err := atomicfile.Replace(r.path, append(text, '\n')); err != nil {
		return fmt.Errorf("note how the till ended: %w", err)
	}
	return nil
}
