package desktop

import (
	"log/slog"
	"os"
	"unsafe"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"golang.org/x/sys/windows"
)

var (
	user32              = windows.NewLazySystemDLL("user32.dll")
	getForegroundWindow = user32.NewProc("GetForegroundWindow")
	setForegroundWindow = user32.NewProc("SetForegroundWindow")
	setWindowPos        = user32.NewProc("SetWindowPos")
	isIconic            = user32.NewProc("IsIconic")
	showWindow          = user32.NewProc("ShowWindow")
	sendInput           = user32.NewProc("SendInput")
)

// Hold keeps w over all other windows, and gives it the keyboard where another program
// has that.
func (d *glfwDesktop) Hold(w fyne.Window, keyboard bool) (held bool) {
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return true
	}
	held = true
	native.RunNative(func(context any) {
		if c, ok := context.(driver.WindowsWindowContext); ok && c.HWND != 0 {
			held = hold(c.HWND, keyboard)
		}
	})
	if keyboard {
		if err := holdKeys(true); err != nil {
			slog.Warn("the keys of Windows' own stay as they are", "err", err)
		}
	}
	return held
}

// setUnmanaged is of no use where no window manager places windows.
func setUnmanaged(fyne.Window, bool) {}

// Release gives Windows its own keys back. A window that fills no monitor any more is
// not over all others: the window library sees to that.
func (d *glfwDesktop) Release() { _ = holdKeys(false) }

func hold(window uintptr, keyboard bool) bool {
	const (
		topmost                    = ^uintptr(0) // HWND_TOPMOST
		noSize, noMove, noActivate = 0x0001, 0x0002, 0x0010
		noOwnerOrder, restore      = 0x0200, 9
	)
	if iconic, _, _ := isIconic.Call(window); iconic != 0 {
		_, _, _ = showWindow.Call(window, restore)
	}
	_, _, _ = setWindowPos.Call(window, topmost, 0, 0, 0, 0, noSize|noMove|noActivate|noOwnerOrder)
	if !keyboard || foreground() {
		return true
	}
	// Windows lets only the program that had the last input take the foreground: an
	// input that does nothing makes it this one.
	var input mouseInput
	_, _, _ = sendInput.Call(1, uintptr(unsafe.Pointer(&input)), unsafe.Sizeof(input))
	_, _, _ = setForegroundWindow.Call(window)
	return false
}

// mouseInput is INPUT with a MOUSEINPUT; all zero is a mouse that does nothing.
type mouseInput struct {
	kind              uint32
	_                 uint32
	x, y              int32
	data, flags, time uint32
	_                 uint32
	extra             uintptr
}

// foreground reports whether the keyboard is this program's.
func foreground() bool {
	window, _, _ := getForegroundWindow.Call()
	var process uint32
	_, err := windows.GetWindowThreadProcessId(windows.HWND(window), &process)
	return err == nil && process == uint32(os.Getpid())
}
