package update

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
)

// Run runs another program with the same flags, environment and standard files, waits
// for its end and returns its exit code; Windows has nothing that puts it in the place
// of this process. An error tells that it was not started.
func Run(program string, args []string) (code int, err error) {
	cmd := exec.Command(program, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	// The console tells each of its programs of Ctrl+C; this one ends after the other.
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("run %s: %w", program, err)
	}
	if err := cmd.Wait(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		return 0, fmt.Errorf("run %s: %w", program, err)
	}
	return cmd.ProcessState.ExitCode(), nil
}
