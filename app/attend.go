package app

import (
	"context"
	"errors"
	"os/exec"

	"facepay/app/heartbeat"
)

// Attend waits for the end of a till that runs as a child of this process, and returns
// its exit code, and whether it has ended to be started anew. The end of the session
// waits for both.
func Attend(child *heartbeat.Child) (code int, again bool) {
	go func() {
		// Where nobody can be told of it the child is told by itself.
		_ = ListenForSession(context.Background(), child.End, nil, child.Done())
	}()
	err := child.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() > 0 {
		return exit.ExitCode(), child.Again()
	}
	if err != nil {
		return 1, child.Again() // such as a signal that nobody could heed
	}
	return 0, child.Again()
}
