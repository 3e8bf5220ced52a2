//go:build !windows

package heartbeat

import (
	"os/exec"
	"sync"
	"syscall"
)

// startBound starts cmd in a process group of its own and returns what ends all of that
// group at once. A Ctrl+C in the terminal reaches the parent alone.
func startBound(cmd *exec.Cmd) (kill func(), err error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	group := -cmd.Process.Pid
	// Once: the number may be another group's afterwards.
	return sync.OnceFunc(func() { _ = syscall.Kill(group, syscall.SIGKILL) }), nil
}
