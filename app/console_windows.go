package app

import (
	"os"

	"golang.org/x/sys/windows"
)

// AttachConsole lets a program that has a window and no console print into the one
// from which it was started, as far as its standard files do not go elsewhere. From
// the desktop there is none, which is no error.
func AttachConsole() {
	const parent = uintptr(^uint32(0)) // ATTACH_PARENT_PROCESS
	attached := false
	for _, std := range []struct {
		id   uint32
		name string
		flag int
		to   **os.File
	}{
		{windows.STD_INPUT_HANDLE, "CONIN$", os.O_RDWR, &os.Stdin},
		{windows.STD_OUTPUT_HANDLE, "CONOUT$", os.O_RDWR, &os.Stdout},
		{windows.STD_ERROR_HANDLE, "CONOUT$", os.O_RDWR, &os.Stderr},
	} {
		if h, err := windows.GetStdHandle(std.id); err == nil && h != 0 && h != windows.InvalidHandle {
			if kind, err := windows.GetFileType(h); err == nil && kind != windows.FILE_TYPE_UNKNOWN {
				continue // redirected
			}
		}
		if !attached {
			if ok, _, _ := windows.NewLazySystemDLL("kernel32.dll").NewProc("AttachConsole").Call(parent); ok == 0 {
				return
			}
			attached = true
		}
		if f, err := os.OpenFile(std.name, std.flag, 0); err == nil {
			*std.to = f
		}
	}
}
