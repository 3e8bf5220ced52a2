package report

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"facepay/kiosk"
	"facepay/store/atomicfile"
	"facepay/store/diskusage"
)

// Errors of WriteTo, each with one sentence for people: Told.
var (
	ErrGone     = errors.New("the folder or stick is not there")
	ErrFull     = errors.New("the disk or stick is full")
	ErrReadOnly = errors.New("the folder or stick takes no writes")
)

// WriteTo writes a document into a folder or onto a stick under name, in which what a
// file system refuses becomes a hyphen, and returns its path. It is written beside and
// renamed, so that what is cut off leaves nothing, and a document of that name is
// replaced at the end alone. Cut off by ctx it returns its error; else ErrGone, ErrFull,
// ErrReadOnly, and others.
func WriteTo(ctx context.Context, dir, name string, write func(io.Writer) error) (path string, err error) {
	path = filepath.Join(dir, fileName(name))
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return "", fmt.Errorf("%s: %w", dir, ErrGone)
	}
	err = atomicfile.Write(path, func(to io.Writer) error {
		buffered := bufio.NewWriterSize(stoppable{ctx, to}, bufferFull)
		if err := write(buffered); err != nil {
			return err
		}
		if err := buffered.Flush(); err != nil {
			return err
		}
		return ctx.Err() // until here it can be cut off
	})
	if err != nil {
		return "", Reason(dir, err)
	}
	return path, nil
}

// namesMost is the number of documents of one name: whoever has more tidies up.
const namesMost = 99

// WriteNew is WriteTo that leaves a document of that name as it is: its own name then has
// a number. Errors: ErrFull too where there are too many.
func WriteNew(ctx context.Context, dir, name string, write func(io.Writer) error) (path string, err error) {
	name = fileName(name)
	base, suffix := strings.TrimSuffix(name, filepath.Ext(name)), filepath.Ext(name)
	for n := 2; n <= namesMost; n++ {
		if _, err := os.Lstat(filepath.Join(dir, name)); errors.Is(err, fs.ErrNotExist) {
			return WriteTo(ctx, dir, name, write)
		} else if err != nil {
			return "", Reason(dir, err)
		}
		name = fmt.Sprintf("%s (%d)%s", base, n, suffix)
	}
	return "", fmt.Errorf("%s: %d documents of this name: %w", dir, namesMost, ErrFull)
}

// stoppable refuses to write once ctx is done.
type stoppable struct {
	ctx context.Context
	to  io.Writer
}

func (s stoppable) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.to.Write(p)
}

// Reason is a system's error about a folder as one of ours, where it is one of those that
// people can mend.
func Reason(dir string, err error) error {
	if err == nil {
		return nil
	}
	_, gone := os.Stat(dir)
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case diskusage.Full(err):
		return fmt.Errorf("%s: %w", dir, ErrFull)
	case diskusage.ReadOnly(err), errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: %w", dir, ErrReadOnly)
	case gone != nil, errors.Is(err, syscall.EIO), errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", dir, ErrGone)
	}
	return err
}

// Told is an error of WriteTo as a sentence; the zero Text where the person cut it off.
func Told(err error) kiosk.Text {
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return kiosk.Text{}
	case errors.Is(err, ErrFull):
		return kiosk.T("report.full")
	case errors.Is(err, ErrGone):
		return kiosk.T("report.gone")
	case errors.Is(err, ErrReadOnly):
		return kiosk.T("report.read_only")
	}
	return kiosk.T("report.failed")
}

// fileName is name without what FAT and Windows refuse, and without what a shell or a
// spreadsheet could take for more than a name.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || strings.ContainsRune(`<>:"/\|?*`, r) {
			return '-'
		}
		return r
	}, name)
	return strings.TrimRight(strings.TrimLeft(name, " .=+-@"), " .")
}
