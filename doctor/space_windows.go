package doctor

import (
	"fmt"
	"syscall"
	"unsafe"
)

var freeSpace = syscall.NewLazyDLL("kernel32.dll").NewProc("GetDiskFreeSpaceExW")

// systemSpace asks the file system that dir is on.
func systemSpace(dir string) (Space, error) {
	path, err := syscall.UTF16PtrFromString(dir)
	if err != nil {
		return Space{}, fmt.Errorf("look at the room in the file system: %w", err)
	}
	var s Space
	ok, _, err := freeSpace.Call(uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(&s.Free)), uintptr(unsafe.Pointer(&s.Total)), 0)
	if ok == 0 {
		return Space{}, fmt.Errorf("look at the room in the file system: %w", err)
	}
	return s, nil
}
