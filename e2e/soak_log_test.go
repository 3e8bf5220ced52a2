//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// follower reads the till's log while it is written, over its rotation, and
// keeps of it only what counts: a soak has a hundred thousand lines.
type follower struct {
	path string
	file *os.File
	rest []byte // a line that is not whole yet

	shown    logLine   // what the screens show now
	shownAt  time.Time // since when
	vitals   vitalsLine
	bytes    int64
	troubles []string // what the till logged as errors, troublesMax at most
	warnings int
}

// troublesMax is enough to see what is wrong, and bounds a till that logs
// nothing but errors.
const troublesMax = 20

// vitalsLine is the till's own line about itself.
type vitalsLine struct {
	Goroutines int
	HeapLive   int64 `json:"heap_live"`
}

// look reads what was logged since the last look.
func (f *follower) look() error {
	for {
		if f.file == nil {
			file, err := os.Open(f.path)
			if errors.Is(err, fs.ErrNotExist) {
				return nil // for a moment, between two files
			}
			if err != nil {
				return fmt.Errorf("open the till's log: %w", err)
			}
			f.file = file
		}
		turned := f.turned() // asked first: what is in an old file is whole then
		fresh, err := io.ReadAll(f.file)
		if err != nil {
			return fmt.Errorf("read the till's log: %w", err)
		}
		f.bytes += int64(len(fresh))
		f.rest = append(f.rest, fresh...)
		if err := f.readLines(); err != nil {
			return err
		}
		if !turned {
			return nil
		}
		if err := f.close(); err != nil {
			return err
		}
	}
}

// turned reports whether the till writes into another file by now.
func (f *follower) turned() bool {
	mine, err := f.file.Stat()
	if err != nil {
		return false
	}
	theirs, err := os.Stat(f.path)
	return err == nil && !os.SameFile(mine, theirs)
}

func (f *follower) close() error {
	if f.file == nil {
		return nil
	}
	err := f.file.Close()
	f.file = nil
	return err
}

// readLines takes the whole lines out of rest.
func (f *follower) readLines() error {
	for {
		line, rest, whole := bytes.Cut(f.rest, []byte("\n"))
		if !whole {
			f.rest = bytes.Clone(f.rest) // lets go of what was read before
			return nil
		}
		f.rest = rest
		if err := f.readLine(line); err != nil {
			return fmt.Errorf("a line of the till's log: %s: %w", line, err)
		}
	}
}

func (f *follower) readLine(line []byte) error {
	var head struct {
		Time       time.Time
		Msg, Level string
	}
	if err := json.Unmarshal(line, &head); err != nil {
		return err
	}
	switch {
	case head.Level == "ERROR":
		if len(f.troubles) < troublesMax {
			f.troubles = append(f.troubles, string(line))
		}
	case head.Level == "WARN":
		f.warnings++
	case head.Msg == "vitals":
		return json.Unmarshal(line, &f.vitals)
	case head.Msg == "drawn":
		l := logLine{whole: string(line)}
		if err := json.Unmarshal(line, &l); err != nil {
			return err
		}
		f.shown, f.shownAt = l, head.Time
	}
	return nil
}
