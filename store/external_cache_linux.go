package store

import (
	"os"

	"golang.org/x/sys/unix"
)

// forgetCached has what was written to f read from the device itself, and not from memory.
// A file system that has no such call reads as it does.
func forgetCached(f *os.File) {
	_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) // a wish
}
