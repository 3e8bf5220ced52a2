//go:build !windows

package update

import (
	"fmt"
	"os"
	"syscall"
)

// Run puts another program in the place of this process: same flags, environment and
// standard files. It returns only when it fails.
func Run(program string, args []string) (code int, err error) {
	if err := syscall.Exec(program, append([]string{program}, args...), os.Environ()); err != nil {
		return 0, fmt.Errorf("run %s: %w", program, err)
	}
	return 0, nil
}
