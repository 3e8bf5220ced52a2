//go:build !windows

package app

import (
	"fmt"
	"os"
	"syscall"
)

// Restart puts a new start of this program in the place of this one: same
// process, flags, environment and standard files. It returns only when it
// fails.
func Restart() error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program: %w", err)
	}
	if err := syscall.Exec(program, os.Args, os.Environ()); err != nil {
		return fmt.Errorf("run %s: %w", program, err)
	}
	return nil
}
