package app

import (
	"fmt"
	"os"
	"os/exec"
)

// Restart runs program with the same flags and waits for its end; Windows has nothing
// that puts it in the place of this process.
func Restart(program string) error {
	next := exec.Command(program, os.Args[1:]...)
	next.Stdin, next.Stdout, next.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := next.Run(); err != nil {
		return fmt.Errorf("run %s: %w", program, err)
	}
	return nil
}
