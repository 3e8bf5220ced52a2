package logfile

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// metricsLine is one line of metrics as it stands in the log.
type metricsLine struct {
	Msg        string
	Goroutines int
	Heap       int64
	HeapLive   int64 `json:"heap_live"`
	GoMemory   int64 `json:"go_memory"`
	GC         int
	Screen     kiosk.Screen
	Open       int
}

// metricsOf runs the metrics at a level for some time and returns what they told.
func metricsOf(t *testing.T, level slog.Level, span time.Duration, show ...kiosk.View) []metricsLine {
	t.Helper()
	var text bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		v := Metrics{Log: newLogger(&text, level)}
		for _, view := range show {
			v.Shown(view)
		}
		ctx, cancel := context.WithTimeout(t.Context(), span)
		defer cancel()
		v.Run(ctx) // the test hangs, and fails, when this does not end with ctx
	})
	var lines []metricsLine
	for line := range bytes.Lines(text.Bytes()) {
		var l metricsLine
		require.NoError(t, json.Unmarshal(line, &l), "%s", line)
		lines = append(lines, l)
	}
	return lines
}

func TestMetrics_ComeEveryTenSecondsAtDebugLevelUntilTheTillEnds(t *testing.T) {
	require.Len(t, metricsOf(t, slog.LevelDebug, 35*time.Second), 3)
	require.Empty(t, metricsOf(t, slog.LevelDebug, 5*time.Second))
	require.Empty(t, metricsOf(t, slog.LevelInfo, time.Hour))
}

func TestMetrics_TellWhatTheProgramHolds(t *testing.T) {
	runtime.GC()
	lines := metricsOf(t, slog.LevelDebug, 15*time.Second)
	require.Len(t, lines, 1)
	l := lines[0]
	require.Equal(t, "vitals", l.Msg)
	require.Positive(t, l.Goroutines)
	require.Positive(t, l.Heap)
	require.Positive(t, l.HeapLive)
	require.Greater(t, l.GoMemory, l.Heap)
	require.Positive(t, l.GC)
	require.Zero(t, l.Open)
	require.Empty(t, l.Screen, "nothing was shown yet")

	l = metricsOf(t, slog.LevelDebug, 15*time.Second,
		kiosk.View{Screen: kiosk.ScreenAmount}, kiosk.View{Screen: kiosk.ScreenAlarm, Status: kiosk.Status{Open: 3}})[0]
	require.Equal(t, kiosk.ScreenAlarm, l.Screen)
	require.Equal(t, 3, l.Open)
}

func TestMetrics_TellMoreWhenMoreIsHeld(t *testing.T) {
	const held = 200
	before := metricsOf(t, slog.LevelDebug, 15*time.Second)[0]
	end := make(chan struct{})
	for range held {
		go func() { <-end }()
	}
	after := metricsOf(t, slog.LevelDebug, 15*time.Second)[0]
	close(end)
	require.GreaterOrEqual(t, after.Goroutines, before.Goroutines+held/2, "goroutines of earlier tests may end meanwhile")
}
