package app

import (
	"os"
	"strings"

	"golang.org/x/sys/windows"
)

// AttachConsole lets a command print into the console from which it was started, as
// far as its standard files do not go elsewhere; from the desktop there is none. The
// till itself stays apart: its console's Ctrl+C is meant for what was started after it.
func AttachConsole(args []string) {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") && args[0] != "--help" && args[0] != "-h" {
		return
	}
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
