//go:build unix

package store

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCarrier_AStickThatHangsIsGivenUp(t *testing.T) {
	l, stick := sold(t), t.TempDir()
	c := newCarrier(l, stick)
	c.stall = 50 * time.Millisecond
	c.source = filepath.Join(stick, "pipe") // whoever opens it waits for ever
	require.NoError(t, syscall.Mkfifo(c.source, 0o600))
	released := make(chan struct{})
	_, err := c.watched(context.Background(), func() error { close(released); return nil })
	require.ErrorIs(t, err, ErrStalled)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = newCarrierOf(c).watched(ctx, func() error { return nil })
	require.ErrorIs(t, err, context.Canceled)
	for range 2 { // so that the goroutines end
		f, err := os.OpenFile(c.source, os.O_RDWR, 0)
		require.NoError(t, err)
		require.NoError(t, f.Close())
	}
}

// Reading from a pipe that nobody writes would never end.
func TestVerify_WaitsForNoFileThatIsNone(t *testing.T) {
	ctx := context.Background()
	l := sold(t)
	for _, name := range []string{checkpointName, auditKeyName, checkpointName + ".part"} {
		require.NoError(t, syscall.Mkfifo(filepath.Join(l.dir, name), uint32(fileMode)))
	}
	require.NoError(t, l.Check(ctx))
	require.ErrorContains(t, l.VerifiedPoint(ctx), "is not a file")
	_, err := l.WriteAudit(ctx, io.Discard, auditRequest)
	require.ErrorContains(t, err, "is not an ed25519 key")
	said := verified(t, l, 1)
	require.Len(t, said, 2, "that the point can neither be read nor written")
}
