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
	"path/filepath"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// logLine is one line of the till's log, in which at debug level stands what
// its screens show.
type logLine struct {
	Time  time.Time
	Msg   string
	Level string
	State string // of the scanner, or of a paper
	Fault string // of the printer
	Says  string // what is said of the printer

	Screen  kiosk.Screen
	Amount  string
	Problem string
	Panel   string
	Detail  string
	Stage   kiosk.CustomerScreenKind
	Wallet  kiosk.Wallet // on the stage
	Open    int
	Gateway kiosk.GatewayState
	Scanner kiosk.ScannerState

	Goroutines int
	HeapLive   int   `json:"heap_live"`
	CHeap      int64 `json:"c_heap"`
	CMemory    int64 `json:"c_memory"`
	CMapped    int64 `json:"c_mapped"`

	whole string
}

// holes are the bytes that the C heap has of the system, free and not given back.
func (l logLine) holes() int64 { return l.CMemory - l.CHeap }

// logFile is the till's log, which is read while it is written, over its rotation.
type logFile struct {
	path  string
	file  *os.File
	rest  []byte // a line that is not whole yet
	bytes int64  // read so far
}

// lines hands each whole line on that was logged since the last time.
func (f *logFile) lines(read func([]byte) error) error {
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
		if err := f.readLines(read); err != nil {
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
func (f *logFile) turned() bool {
	mine, err := f.file.Stat()
	if err != nil {
		return false
	}
	theirs, err := os.Stat(f.path)
	return err == nil && !os.SameFile(mine, theirs)
}

func (f *logFile) close() error {
	if f.file == nil {
		return nil
	}
	err := f.file.Close()
	f.file = nil
	return err
}

// readLines takes the whole lines out of rest.
func (f *logFile) readLines(read func([]byte) error) error {
	for {
		line, rest, whole := bytes.Cut(f.rest, []byte("\n"))
		if !whole {
			f.rest = bytes.Clone(f.rest) // lets go of what was read before
			return nil
		}
		f.rest = rest
		if err := read(line); err != nil {
			return fmt.Errorf("a line of the till's log: %s: %w", line, err)
		}
	}
}

// look reads what the log has got since the last look.
func (tl *till) look() {
	tl.log.path = filepath.Join(tl.data, "log", "facepay.log")
	require.NoError(tl.t, tl.log.lines(func(line []byte) error {
		l := logLine{whole: string(line)}
		err := json.Unmarshal(line, &l)
		tl.lines = append(tl.lines, l)
		if l.Msg == "drawn" {
			tl.shown = l
		}
		return err
	}))
}

// views are those that the till had to show since this run of the program began.
func (tl *till) views() []logLine { return tl.told("view") }

// view is the last view drawn: the one that a key or touch meets.
func (tl *till) view() logLine {
	tl.look()
	return tl.shown
}

// told are the lines of the log with this message, since this run of the
// program began.
func (tl *till) told(msg string) []logLine {
	tl.look()
	var ls []logLine
	for _, l := range tl.lines[tl.start:] {
		if l.Msg == msg {
			ls = append(ls, l)
		}
	}
	return ls
}

// logTally counts in a till's log what is not shown, for a till that runs for long.
type logTally struct {
	vitals   logLine  // the till's newest line about itself
	troubles []string // errors that it logged, troublesMax at most
	warnings int
}

// troublesMax is enough to see what is wrong, and bounds a till that logs
// nothing but errors.
const troublesMax = 20

// take counts the till's lines and lets go of all but the last: a soak has a hundred
// thousand.
func (c *logTally) take(tl *till) {
	tl.look()
	for ; tl.counted < len(tl.lines); tl.counted++ {
		switch l := tl.lines[tl.counted]; {
		case l.Level == "ERROR" && len(c.troubles) < troublesMax:
			c.troubles = append(c.troubles, l.whole)
		case l.Level == "WARN":
			c.warnings++
		case l.Msg == "vitals":
			c.vitals = l
		}
	}
	if old := len(tl.lines) - explained; old > 0 {
		tl.lines = slices.Delete(tl.lines, 0, old)
		tl.counted -= old
	}
}
