package awake

import (
	"context"

	"golang.org/x/sys/windows"
)

func sleepers(bool) []sleeper { return []sleeper{thread{}} }

// thread keeps Windows awake as long as it lives (Win32, "SetThreadExecutionState").
type thread struct{}

var setThreadExecutionState = windows.NewLazySystemDLL("kernel32.dll").NewProc("SetThreadExecutionState")

func (thread) name() string { return "SetThreadExecutionState" }

func (thread) keep(_ context.Context, awake bool) error {
	const continuous, system, display = 0x80000000, 0x1, 0x2
	state := uintptr(continuous)
	if awake {
		state |= system | display
	}
	if before, _, err := setThreadExecutionState.Call(state); before == 0 {
		return err
	}
	return nil
}
