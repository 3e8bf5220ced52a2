package atomicfile

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// heldMax bounds the wait for a program that holds a file open: a virus scanner or
// an indexer looks at each new file for a moment.
const heldMax = 2 * time.Second

func rename(from, to string) error {
	return waitFree(func() error {
		source, err := windows.UTF16PtrFromString(from)
		if err != nil {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
		}
		target, err := windows.UTF16PtrFromString(to)
		if err == nil {
			err = windows.MoveFileEx(source, target, windows.MOVEFILE_REPLACE_EXISTING|windows.MOVEFILE_WRITE_THROUGH)
		}
		if err != nil {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
		}
		return nil
	})
}

func remove(path string) error {
	return waitFree(func() error { return os.Remove(path) })
}

// waitFree does what another program's hold on the file keeps from being done, until
// that program lets go.
func waitFree(do func() error) error {
	deadline := time.Now().Add(heldMax)
	for pause := time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		err := do()
		if !held(err) || time.Now().After(deadline) {
			return err
		}
		time.Sleep(pause)
	}
}

// held reports whether err may be another program's hold. A folder without the right
// to write gives the same access denied, after the wait.
func held(err error) bool {
	for _, hold := range []error{
		windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_ACCESS_DENIED,
		windows.ERROR_USER_MAPPED_FILE, windows.ERROR_DELETE_PENDING,
	} {
		if errors.Is(err, hold) {
			return true
		}
	}
	return false
}

// Open opens a file for reading. While it is replaced, Windows says for a moment that
// it cannot be had.
func Open(path string) (f *os.File, err error) {
	err = waitFree(func() error { f, err = os.Open(path); return err })
	return f, err
}

// SyncDir has nothing to do: Rename writes the name through.
func SyncDir(string) error { return nil }
