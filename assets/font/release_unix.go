//go:build !windows

package font

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Release gives the memory of the fonts' files back to the system, once whoever
// draws has read them. They are a part of the program's file: what is looked at
// again is read from there.
func Release() {
	page := uintptr(os.Getpagesize())
	for _, file := range [][]byte{Regular, Bold} {
		at := uintptr(unsafe.Pointer(unsafe.SliceData(file)))
		skip := (page - at%page) % page
		whole := (uintptr(len(file)) - skip) / page * page
		_ = unix.Madvise(file[skip:skip+whole], unix.MADV_DONTNEED)
	}
}
