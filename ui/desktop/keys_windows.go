package desktop

import (
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	setWindowsHook   = user32.NewProc("SetWindowsHookExW")
	callNextHook     = user32.NewProc("CallNextHookEx")
	getAsyncKeyState = user32.NewProc("GetAsyncKeyState")
	getMessage       = user32.NewProc("GetMessageW")
)

// keysHeld tells that keys that leave the till are swallowed.
var keysHeld atomic.Bool

// hookKeys starts the hook once; it stays to the program's end.
var hookKeys = sync.OnceValue(func() error {
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // Windows calls the hook on the thread that set it, which has to take messages
		const keyboardLowLevel = 13
		hook, _, err := setWindowsHook.Call(keyboardLowLevel, syscall.NewCallback(keyHook), 0, 0)
		if hook == 0 {
			started <- err
			return
		}
		started <- nil
		var message [64]byte // larger than MSG
		for {
			if got, _, _ := getMessage.Call(uintptr(unsafe.Pointer(&message)), 0, 0, 0); int32(got) <= 0 {
				return
			}
		}
	}()
	return <-started
})

// holdKeys swallows the keys with which Windows leaves a program, or lets them go.
func holdKeys(on bool) error {
	if on && !keysHeld.Load() {
		if err := hookKeys(); err != nil {
			return err
		}
	}
	keysHeld.Store(on)
	return nil
}

// keyEvent is KBDLLHOOKSTRUCT.
type keyEvent struct {
	key, scan, flags, time uint32
	extra                  uintptr
}

// keyHook is a LowLevelKeyboardProc. It is quick: every key waits for it.
func keyHook(code int32, message uintptr, event *keyEvent) uintptr {
	const action = 0
	if code == action && keysHeld.Load() && leaves(event.key, event.flags, control()) {
		return 1
	}
	result, _, _ := callNextHook.Call(0, uintptr(code), message, uintptr(unsafe.Pointer(event)))
	return result
}

// control reports whether a Ctrl is down.
func control() bool {
	state, _, _ := getAsyncKeyState.Call(windows.VK_CONTROL)
	return state&0x8000 != 0
}

// leaves reports whether a key leaves the till: the Windows keys, those that start
// programs, Alt or Ctrl with Escape, Alt with Tab or a blank. Alt+F4 asks.
// Ctrl+Alt+Del is told to no program.
func leaves(key, flags uint32, control bool) bool {
	const alt = 0x20
	switch key {
	case windows.VK_LWIN, windows.VK_RWIN, windows.VK_APPS, windows.VK_SLEEP,
		windows.VK_BROWSER_HOME, windows.VK_BROWSER_SEARCH, windows.VK_LAUNCH_MAIL, windows.VK_LAUNCH_MEDIA_SELECT, windows.VK_LAUNCH_APP1, windows.VK_LAUNCH_APP2:
		return true
	case windows.VK_TAB, windows.VK_SPACE:
		return flags&alt != 0
	case windows.VK_ESCAPE:
		return flags&alt != 0 || control
	}
	return false
}
