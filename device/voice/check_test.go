package voice

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestCheck(t *testing.T) {
	none := func() error { return errors.New("no card") }
	one := func() error { return nil }
	nothing := func() []string { return nil }
	found := func(c Config, dataDir string, open func() error, cards func() []string) (ids []string) {
		for _, r := range check(c, Mandarin, dataDir, open, cards).Run(t.Context()) {
			require.Equal(t, kiosk.CheckVoice, r.Check)
			require.NotEqual(t, kiosk.HealthFailed, r.Health, "a till without sound sells")
			ids = append(ids, r.What.ID)
		}
		return ids
	}
	require.Equal(t, []string{"check.found.voice.ok"}, found(Default(), t.TempDir(), one, nothing))
	require.Equal(t, []string{"check.found.voice.none"}, found(Default(), t.TempDir(), none, nothing))
	require.Equal(t, []string{"check.found.voice.busy"}, found(Default(), t.TempDir(), none, func() []string { return []string{"USB Audio"} }))
	require.Equal(t, []string{"check.found.voice.off"}, found(Config{}, t.TempDir(), none, nothing))

	dataDir := t.TempDir()
	dir := folder(dataDir, Mandarin)
	require.NoError(t, os.MkdirAll(dir, 0o700))
	for name, file := range map[string][]byte{
		"yi1.wav":  wav(1, 1, 16, 16000, spokenAt(16000, 1)),
		"er4.wav":  wav(1, 1, 24, 16000, nil),
		"wu3.wav":  []byte("ID3"),
		"jiu3.wav": make([]byte, clipBytesMax+1),
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), file, 0o600))
	}
	require.Equal(t, []string{
		"check.found.voice.ok_own", "check.found.voice.bad_format", "check.found.voice.bad_file", "check.found.voice.bad_big",
	}, found(Default(), dataDir, one, nothing))
}
