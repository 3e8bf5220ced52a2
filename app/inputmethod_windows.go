package app

import (
	"fmt"
	"syscall"
)

// withoutInputMethod switches input methods off for every window of the till,
// before one opens: it takes keys as they are pressed, and one would only hold the
// characters back.
func withoutInputMethod() error {
	const ofAllThreads = 0xFFFFFFFF
	if ok, _, err := syscall.NewLazyDLL("imm32.dll").NewProc("ImmDisableIME").Call(ofAllThreads); ok == 0 {
		return fmt.Errorf("switch input methods off: %w", err)
	}
	return nil
}
