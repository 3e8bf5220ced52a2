package store

import (
	"fmt"

	"golang.org/x/sys/windows"
)

func systemSpace(dir string) (s space, err error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err == nil {
		err = windows.GetDiskFreeSpaceEx(path, &s.free, &s.total, nil)
	}
	if err != nil {
		return space{}, fmt.Errorf("look at the room in the file system: %w", err)
	}
	return s, nil
}
