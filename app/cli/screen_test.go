//go:build unix

package cli

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/ui/desktop"
)

// A screen that could be drawn on is not called broken because something that the trying
// process has started keeps its output open.
func TestTriedScreen_WhatLivesOnIsNoFailure(t *testing.T) {
	for script, want := range map[string]error{"sleep 10 & exit 0": nil, "sleep 10 & exit 3": desktop.ErrNoDisplay} {
		ctx, cancel := context.WithCancel(t.Context())
		cmd := exec.CommandContext(ctx, "sh", "-c", script)
		cmd.WaitDelay = time.Millisecond
		why, err := cmd.Output()
		require.ErrorIs(t, triedScreen(ctx, why, err), want)
		cancel()
	}
}
