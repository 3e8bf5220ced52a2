package app

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/kiosk"
)

func TestMute_IsKeptForTheNextStart(t *testing.T) {
	dir := t.TempDir()
	a := &App{setup: config.Loaded{DataDir: dir}, log: slog.New(slog.DiscardHandler)}
	require.Empty(t, mutedOn(dir))
	for _, day := range []kiosk.Date{"2026-11-29", "", "2026-11-30"} {
		a.muteVoice(day)
		require.Eventually(t, func() bool { return mutedOn(dir) == day }, 30*time.Second, time.Millisecond)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, muteFile), make([]byte, 1<<20), 0o600))
	require.Empty(t, mutedOn(dir), "no date")
}
