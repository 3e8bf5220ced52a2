package main

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

// vitalsLine is one line of vitals as it stands in the log.
type vitalsLine struct {
	Msg        string
	Goroutines int
	Heap       int64
	HeapLive   int64 `json:"heap_live"`
	GoMemory   int64 `json:"go_memory"`
	GC         int
	Screen     kiosk.Screen
	Open       int
}

// vitalsOf runs the vitals at a level for some time and returns what they told.
func vitalsOf(t *testing.T, level slog.Level, span time.Duration, show ...kiosk.View) []vitalsLine {
	t.Helper()
	var text bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		v := vitals{log: newLogger(&text, level)}
		for _, view := range show {
			v.see(view)
		}
		ctx, cancel := context.WithTimeout(t.Context(), span)
		defer cancel()
		v.run(ctx) // the test hangs, and fails, when this does not end with ctx
	})
	var lines []vitalsLine
	for line := range bytes.Lines(text.Bytes()) {
		var l vitalsLine
		require.NoError(t, json.Unmarshal(line, &l), "%s", line)
		lines = append(lines, l)
	}
	return lines
}

func TestVitals_ComeEveryTenSecondsUntilTheTillEnds(t *testing.T) {
	require.Len(t, vitalsOf(t, slog.LevelDebug, 35*time.Second), 3)
	require.Empty(t, vitalsOf(t, slog.LevelDebug, 5*time.Second))
}

func TestVitals_CostNothingWithoutTheDebugLevel(t *testing.T) {
	require.Empty(t, vitalsOf(t, slog.LevelInfo, time.Hour))
}

func TestVitals_TellWhatTheProgramHolds(t *testing.T) {
	runtime.GC()
	lines := vitalsOf(t, slog.LevelDebug, 15*time.Second)
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
}

func TestVitals_TellMoreWhenMoreIsHeld(t *testing.T) {
	const held = 200
	before := vitalsOf(t, slog.LevelDebug, 15*time.Second)[0]
	end := make(chan struct{})
	for range held {
		go func() { <-end }()
	}
	after := vitalsOf(t, slog.LevelDebug, 15*time.Second)[0]
	close(end)
	require.GreaterOrEqual(t, after.Goroutines, before.Goroutines+held/2, "goroutines of earlier tests may end meanwhile")
}

func TestVitals_TellTheScreenThatIsShown(t *testing.T) {
	lines := vitalsOf(t, slog.LevelDebug, 15*time.Second,
		kiosk.View{Screen: kiosk.ScreenAmount},
		kiosk.View{Screen: kiosk.ScreenAlarm, Status: kiosk.Status{Open: 3}})
	require.Len(t, lines, 1)
	require.Equal(t, kiosk.ScreenAlarm, lines[0].Screen)
	require.Equal(t, 3, lines[0].Open)
}
