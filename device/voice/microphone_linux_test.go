package voice

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gen2brain/malgo"
	"github.com/stretchr/testify/require"
)

// spokenInto has ALSA's microphone hear samples, and then its last moment again and again.
func spokenInto(t *testing.T, samples []int16) Microphone {
	t.Helper()
	dir := t.TempDir()
	var raw []byte
	for _, s := range samples {
		raw = binary.LittleEndian.AppendUint16(raw, uint16(s))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "said"), raw, 0o600))
	conf := fmt.Sprintf(`pcm.!default { type plug slave { rate %d channels 1 format S16_LE pcm { type file slave.pcm { type null } file "/dev/null" infile %q format raw } } }
`, sampleRate, filepath.Join(dir, "said"))
	path := filepath.Join(dir, "asound.conf")
	require.NoError(t, os.WriteFile(path, []byte(conf), 0o600))
	t.Setenv("ALSA_CONFIG_PATH", path)
	return func(ctx context.Context, heard func([]int16)) error {
		return listenOn(ctx, []malgo.Backend{malgo.BackendAlsa}, heard)
	}
}

func TestMicrophone_AWordThroughALSA(t *testing.T) {
	s := newStudio(t)
	for range 20 { // it is opened and left for each
		v := s.records(spokenInto(t, pronounced(t, "wechat", 0.5, 10)))
		require.NoError(t, v.Problem)
		require.Equal(t, RecorderTaken, v.Stage)
	}
	word, err := builtIn(Mandarin, "wechat")
	require.NoError(t, err)
	require.InDelta(t, duration(word).Seconds(), duration(s.lastOut).Seconds(), 0.15)
}

func TestMicrophone_NoneIsTold(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "asound.conf")
	require.NoError(t, os.WriteFile(path, []byte("pcm.!default { type hw card 7 }\n"), 0o600))
	t.Setenv("ALSA_CONFIG_PATH", path)
	err := listenOn(t.Context(), []malgo.Backend{malgo.BackendAlsa}, func([]int16) {})
	require.ErrorIs(t, err, ErrNoMicrophone)
}

// The library's own device without a microphone is as slow as one with it.
func TestMicrophone_TheRecorderLeavesItAtOnce(t *testing.T) {
	r := NewRecorder(RecorderOptions{
		Language: English, DataDir: t.TempDir(), Changed: func() {}, Log: slog.New(slog.DiscardHandler),
		Microphone: func(ctx context.Context, heard func([]int16)) error {
			return listenOn(ctx, []malgo.Backend{malgo.BackendNull + 1}, heard)
		},
	})
	r.Open()
	r.Record()
	require.Eventually(t, func() bool { return r.View().Stage == RecorderListening }, soon, time.Millisecond)
	r.Close()
	r.Wait()
	<-r.mic
}
