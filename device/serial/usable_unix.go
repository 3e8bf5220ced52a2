//go:build !windows

package serial

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// usable tells why the port is not there or may not be opened, nil when it may be. It
// does not open it: a till that runs would lose what comes meanwhile.
func usable(port string) error {
	info, err := os.Stat(port)
	if err != nil {
		return fmt.Errorf("look at the port: %w", err)
	}
	if info.Mode()&os.ModeCharDevice == 0 {
		return errors.New("is no serial port")
	}
	const readAndWrite = 0o6
	if err := syscall.Access(port, readAndWrite); err != nil {
		return &os.PathError{Op: "access", Path: port, Err: err}
	}
	return nil
}
