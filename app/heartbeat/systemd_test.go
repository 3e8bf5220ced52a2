//go:build linux

package heartbeat

import (
	"context"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSender_TellsSystemdWhenItIsReadyAndThenThatItLives(t *testing.T) {
	for name, socket := range map[string]string{
		"file":     filepath.Join(t.TempDir(), "notify"),
		"abstract": "@facepay-heartbeat-test-" + filepath.Base(t.TempDir()) + time.Now().Format("150405.000000000"),
	} {
		t.Run(name, func(t *testing.T) {
			systemd, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
			require.NoError(t, err)
			defer systemd.Close()
			require.NoError(t, systemd.SetReadDeadline(time.Now().Add(patience)))
			t.Setenv("NOTIFY_SOCKET", socket)
			s := NewSender(nil, nil, nil)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			loop := make(chan func(), 1)
			go s.Run(ctx, func(f func()) { loop <- f })
			s.Ready()
			require.Equal(t, "READY=1", state(t, systemd))
			for range 2 {
				(<-loop)()
				require.Equal(t, "WATCHDOG=1", state(t, systemd))
			}
			<-loop // from here on it stands
			require.NoError(t, systemd.SetReadDeadline(time.Now().Add(3*Every)))
			_, err = systemd.Read(make([]byte, 1))
			require.Error(t, err, "it lives no more")
		})
	}
}

func state(t *testing.T, systemd *net.UnixConn) string {
	t.Helper()
	text := make([]byte, 64)
	n, err := systemd.Read(text)
	require.NoError(t, err)
	return string(text[:n])
}
