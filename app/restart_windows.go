package app

import (
	"fmt"
	"os"
	"os/exec"
)

// Restart runs this program anew with the same flags and waits for its end;
// Windows has nothing that puts it in the place of this process.
func Restart() error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program: %w", err)
	}
	next := exec.Command(program, os.Args[1:]...)
	next.Stdin, next.Stdout, next.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := next.Run(); err != nil {
		return fmt.Errorf("run %s: %w", program, err)
	}
	return nil
}
