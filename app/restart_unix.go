//go:build !windows

package app

import (
	"fmt"
	"os"
	"syscall"
)

// Restart puts a start of program in the place of this one: same process, flags,
// environment and standard files. It returns only when it fails.
func Restart(program string) error {
	if err := syscall.Exec(program, os.Args, os.Environ()); err != nil {
		return fmt.Errorf("run %s: %w", program, err)
	}
	return nil
}
