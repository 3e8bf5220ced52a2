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
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// logLine is one line of the till's log, in which at debug level stands what
// its screens show.
type logLine struct {
	Msg   string
	Level string
	State string // of the scanner

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

	whole string
}

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
		return err
	}))
}

// views are those that the till had to show since this run of the program began.
func (tl *till) views() []logLine { return tl.told("view") }

// view is the last view drawn: the one that a key or touch meets.
func (tl *till) view() logLine {
	if vs := tl.told("drawn"); len(vs) > 0 {
		return vs[len(vs)-1]
	}
	return logLine{}
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

// follower keeps of the till's log only what counts: a soak has a hundred thousand
// lines.
type follower struct {
	logFile
	shown    logLine   // the last view drawn
	shownAt  time.Time // since when
	vitals   vitalsLine
	troubles []string // errors that the till logged, troublesMax at most
	warnings int
}

// look reads what was logged since the last look.
func (f *follower) look() error { return f.lines(f.readLine) }

// troublesMax is enough to see what is wrong, and bounds a till that logs
// nothing but errors.
const troublesMax = 20

// vitalsLine is the till's own line about itself.
type vitalsLine struct {
	Goroutines int
	HeapLive   int64 `json:"heap_live"`
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
