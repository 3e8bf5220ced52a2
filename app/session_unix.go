//go:build !windows

package app

import (
	"context"

	"facepay/device/awake"
)

// ListenForSession calls woke when the machine has slept, until ctx ends. The end of a
// session is a signal here, and nobody waits to be told that the program has ended. woke
// may be nil.
func ListenForSession(ctx context.Context, _, woke func(), _ <-chan struct{}) error {
	if woke != nil {
		awake.Slept(ctx, woke)
	}
	return nil
}
