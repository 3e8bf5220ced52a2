package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"facepay/store"
)

// beforeTerminal runs facepay with its standard error on a terminal and returns its exit code and
// what it printed to either.
func beforeTerminal(t *testing.T, args ...string) (code int, stdout, screen string) {
	t.Helper()
	cmd := program(t, args...)
	master, terminal, err := pty.Open()
	require.NoError(t, err)
	defer master.Close()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, terminal
	require.NoError(t, cmd.Start())
	require.NoError(t, terminal.Close())
	shown, _ := io.ReadAll(master) // a pty ends with an error when its process does
	_ = cmd.Wait()
	return cmd.ProcessState.ExitCode(), out.String(), string(shown)
}

func emptyLedger(t *testing.T) (data string) {
	t.Helper()
	data = t.TempDir()
	ledger, err := store.Open(t.Context(), data, store.Options{})
	require.NoError(t, err)
	require.NoError(t, ledger.Close())
	return data
}

func TestProgress_IsOnATerminalAlone(t *testing.T) {
	data := emptyLedger(t)
	file := filepath.Join(t.TempDir(), "file")
	for _, test := range []struct {
		what string
		args []string
	}{
		{"export: ", []string{"export", "--data", data, "--output", file}},
		{"audit: ", []string{"audit", "--data", data, "--output", file}},
		{"audit: ", []string{"audit", "--data", data, "--verify", file}},
		{"verify the ledger: ", []string{"check", "--practice", "--data", data, "--full"}},
	} {
		code, stdout, screen := beforeTerminal(t, test.args...)
		require.Equal(t, exitDone, code, stdout+screen)
		require.Contains(t, screen, "\r"+test.what)
		require.True(t, strings.HasSuffix(screen, "\r"), "%q: the line is taken away", screen)
		require.NotContains(t, stdout, "\r")
		_, stderr := done(t, test.args...)
		require.Empty(t, stderr)
	}
}

func TestReport_WhatWasStoppedSaysSo(t *testing.T) {
	var stderr bytes.Buffer
	require.Equal(t, exitFailed, printError(fmt.Errorf("export the history: %w", context.Canceled), &stderr))
	require.Equal(t, "facepay: stopped before the end; nothing was left half done\n", stderr.String())
}
