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
	return waitFree(func() error { return os.Rename(from, to) })
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
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION) ||
		errors.Is(err, windows.ERROR_ACCESS_DENIED)
}

// Open opens a file for reading. While it is replaced, Windows says for a moment that
// it cannot be had.
func Open(path string) (f *os.File, err error) {
	err = waitFree(func() error { f, err = os.Open(path); return err })
	return f, err
}

// SyncDir has nothing to do: Windows journals names itself.
func SyncDir(string) error { return nil }
