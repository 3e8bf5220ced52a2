package logfile

import (
	"context"
	"log/slog"
	"runtime/metrics"
	"sync/atomic"
	"time"

	"facepay/kiosk"
)

// metricsEvery is the pause between two lines of metrics: often enough to tell
// growth from a wave within a minute, and a hundredth of what a debug log of a
// busy till holds anyway.
const metricsEvery = 10 * time.Second

// Metrics tells in the log, at debug level, how the program itself is: what only
// it can see, for whoever looks for slow growth. None of it is secret.
type Metrics struct {
	Log  *slog.Logger
	view atomic.Pointer[kiosk.View]
}

// Shown notes what the till shows now.
func (v *Metrics) Shown(now kiosk.View) { v.view.Store(&now) }

// Run logs until ctx ends; at another level than debug there is nothing to do.
func (v *Metrics) Run(ctx context.Context) {
	if !v.Log.Enabled(ctx, slog.LevelDebug) {
		return
	}
	tick := time.NewTicker(metricsEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			v.tell(ctx)
		}
	}
}

// The runtime's own measurements; their names are those of runtime/metrics.
const (
	metricGoroutines = "/sched/goroutines:goroutines"
	metricHeap       = "/memory/classes/heap/objects:bytes"
	metricHeapLive   = "/gc/heap/live:bytes"
	metricMemory     = "/memory/classes/total:bytes"
	metricGC         = "/gc/cycles/total:gc-cycles"
)

// tell logs one line. The bytes of "heap" are objects in use, with those that
// the next collection will find dead; "heap_live" is what the last one left, and
// so without that wave; "go_memory" is all that the Go part of the program has
// from the system.
func (v *Metrics) tell(ctx context.Context) {
	samples := []metrics.Sample{
		{Name: metricGoroutines}, {Name: metricHeap}, {Name: metricHeapLive}, {Name: metricMemory}, {Name: metricGC},
	}
	metrics.Read(samples) // unlike runtime.ReadMemStats it stops nothing
	read := map[string]uint64{}
	for _, s := range samples {
		if s.Value.Kind() == metrics.KindUint64 { // else this Go has it no more
			read[s.Name] = s.Value.Uint64()
		}
	}
	view := kiosk.View{}
	if seen := v.view.Load(); seen != nil {
		view = *seen
	}
	v.Log.LogAttrs(ctx, slog.LevelDebug, "vitals",
		slog.Uint64("goroutines", read[metricGoroutines]),
		slog.Uint64("heap", read[metricHeap]),
		slog.Uint64("heap_live", read[metricHeapLive]),
		slog.Uint64("go_memory", read[metricMemory]),
		slog.Uint64("gc", read[metricGC]),
		slog.String("screen", string(view.Screen)),
		slog.Int("open", view.Status.Open),
	)
}
