package store

import (
	"fmt"
	"syscall"
	"unsafe"
)

var freeSpace = syscall.NewLazyDLL("kernel32.dll").NewProc("GetDiskFreeSpaceExW")

func systemSpace(dir string) (space, error) {
	path, err := syscall.UTF16PtrFromString(dir)
	if err != nil {
		return space{}, fmt.Errorf("look at the room in the file system: %w", err)
	}
	var s space
	ok, _, err := freeSpace.Call(uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(&s.free)), uintptr(unsafe.Pointer(&s.total)), 0)
	if ok == 0 {
		return space{}, fmt.Errorf("look at the room in the file system: %w", err)
	}
	return s, nil
}
