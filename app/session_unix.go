//go:build !windows

package app

import (
	"context"

	"facepay/device/awake"
)

// listenForSession calls woke when the machine has slept, until ctx ends. The end of a
// session is a signal here, and nobody waits to be told that the program has ended.
func listenForSession(ctx context.Context, _, woke func(), _ <-chan struct{}) error {
	awake.Slept(ctx, woke)
	return nil
}
