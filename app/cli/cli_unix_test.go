//go:build unix

package cli

import (
	"bufio"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/store"
)

func TestExport_OutputKeepsAPipeAPipeAndALinkALink(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	ledger, err := store.Open(t.Context(), data, store.Options{})
	require.NoError(t, err)
	require.NoError(t, ledger.Close())
	pipe, file := filepath.Join(dir, "pipe"), filepath.Join(dir, "file")
	toPipe, toFile := filepath.Join(dir, "to-pipe"), filepath.Join(dir, "to-file")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.NoError(t, os.Symlink(pipe, toPipe))
	require.NoError(t, os.Symlink(file, toFile))
	for _, output := range []string{pipe, toPipe, toFile} {
		before, err := os.Lstat(output)
		require.NoError(t, err)
		reader, err := os.OpenFile(output, os.O_RDWR, 0) // so that neither end waits for the other
		require.NoError(t, err)
		done(t, "export", "--data", data, "--output", output)
		after, err := os.Lstat(output)
		require.NoError(t, err)
		require.Equal(t, before.Mode(), after.Mode(), output)
		if output == toFile {
			reader, err = os.Open(file)
			require.NoError(t, err)
		}
		line, err := bufio.NewReader(reader).ReadString('\n')
		require.NoError(t, err)
		require.Contains(t, line, "order_no,created_at,amount")
		require.NoError(t, reader.Close())
	}
}

func TestPractice_PrintsItsAddressFirstAndEndsInGoodOrder(t *testing.T) {
	heedHangups(t)
	for _, end := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(end.String(), func(t *testing.T) {
			cmd := program(t, "practice")
			out, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			address, err := bufio.NewReader(out).ReadString('\n')
			require.NoError(t, err)
			reply, err := http.Get(strings.TrimSpace(address) + "/")
			require.NoError(t, err)
			reply.Body.Close()
			require.Equal(t, http.StatusOK, reply.StatusCode)
			require.NoError(t, cmd.Process.Signal(end))
			require.NoError(t, cmd.Wait())
		})
	}
}

// heedHangups has this process and its children take a hangup as usual, also
// where the tests themselves were started with nohup.
func heedHangups(t *testing.T) {
	t.Helper()
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(hangups) })
}

func TestEndSignals_NohupOutlivesItsTerminal(t *testing.T) {
	heedHangups(t)
	require.Contains(t, endSignals(), os.Signal(syscall.SIGHUP))
	signal.Ignore(syscall.SIGHUP)
	t.Cleanup(func() { signal.Reset(syscall.SIGHUP) })
	require.NotContains(t, endSignals(), os.Signal(syscall.SIGHUP))
}
