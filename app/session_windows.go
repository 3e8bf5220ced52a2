package app

import (
	"context"
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Messages of Windows to every window before the user's session ends (Win32, "Logging
// Off"), and when the machine has slept ("WM_POWERBROADCAST").
const (
	wmQueryEndSession  = 0x0011
	wmEndSession       = 0x0016
	wmPowerBroadcast   = 0x0218
	pbtResumeAutomatic = 0x12
)

// sessionEndMax is the time that a till takes to end when its user logs off. Windows
// ends a program after five seconds by itself.
const sessionEndMax = 4 * time.Second

var (
	user32           = windows.NewLazySystemDLL("user32.dll")
	registerClass    = user32.NewProc("RegisterClassExW")
	createWindow     = user32.NewProc("CreateWindowExW")
	defWindowProc    = user32.NewProc("DefWindowProcW")
	getMessage       = user32.NewProc("GetMessageW")
	dispatchMessage  = user32.NewProc("DispatchMessageW")
	windowClassBytes = uint32(unsafe.Sizeof(windowClass{}))
)

// windowClass is WNDCLASSEXW.
type windowClass struct {
	size, style                        uint32
	procedure                          uintptr
	classExtra, windowExtra            int32
	instance, icon, cursor, background windows.Handle
	menu, name                         *uint16
	smallIcon                          windows.Handle
}

// message is MSG.
type message struct {
	window         windows.HWND
	id             uint32
	wParam, lParam uintptr
	time           uint32
	x, y           int32
	private        uint32
}

// ListenForSession calls woke, which may be nil, when the machine has slept, and end when
// the user logs off or the machine shuts down; Windows waits until ended is closed. It
// has a window that nobody sees: only windows are told, and of them none that takes
// messages alone. The till's own window has to be up: Wine hangs when two threads make
// its first windows at once. It returns an error if it cannot listen, else never.
func ListenForSession(_ context.Context, end, woke func(), ended <-chan struct{}) error {
	runtime.LockOSThread() // a window's messages go to the thread that made it
	name, err := windows.UTF16PtrFromString("facepay session")
	if err != nil {
		return err
	}
	class := windowClass{size: windowClassBytes, name: name, procedure: syscall.NewCallback(
		func(window windows.HWND, id uint32, wParam, lParam uintptr) uintptr {
			switch id {
			case wmQueryEndSession:
				return 1 // the till keeps nobody from going home
			case wmEndSession:
				if wParam != 0 {
					end()
					select {
					case <-ended:
					case <-time.After(sessionEndMax):
					}
				}
				return 0
			case wmPowerBroadcast:
				if wParam == pbtResumeAutomatic && woke != nil {
					woke()
				}
				return 1
			}
			result, _, _ := defWindowProc.Call(uintptr(window), uintptr(id), wParam, lParam)
			return result
		})}
	if atom, _, err := registerClass.Call(uintptr(unsafe.Pointer(&class))); atom == 0 {
		return err
	}
	window, _, err := createWindow.Call(0, uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(name)), 0, 0, 0, 0, 0, 0, 0, 0, 0)
	if window == 0 {
		return err
	}
	for m := new(message); ; {
		if got, _, err := getMessage.Call(uintptr(unsafe.Pointer(m)), 0, 0, 0); int32(got) <= 0 {
			return err
		}
		_, _, _ = dispatchMessage.Call(uintptr(unsafe.Pointer(m)))
	}
}
