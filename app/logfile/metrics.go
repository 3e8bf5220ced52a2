package logfile

import (
	"context"
	"log/slog"
	"runtime/metrics"
	"sync/atomic"
	"time"

	"facepay/app/malloc"
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

// measurements are the runtime's own, by their names in the log: the bytes of
// "heap" are objects in use, with those that the next collection will find dead;
// "heap_live" is what the last one left, and so without that wave; "go_memory" is
// all that the Go part of the program has from the system. "c_heap" and "c_memory"
// are the same two of the C library; "c_mapped" is what of the latter goes back to
// the system as soon as it is freed.
var measurements = []struct{ name, metric string }{
	{"goroutines", "/sched/goroutines:goroutines"},
	{"heap", "/memory/classes/heap/objects:bytes"},
	{"heap_live", "/gc/heap/live:bytes"},
	{"go_memory", "/memory/classes/total:bytes"},
	{"gc", "/gc/cycles/total:gc-cycles"},
}

func (v *Metrics) tell(ctx context.Context) {
	samples := make([]metrics.Sample, len(measurements))
	for i, m := range measurements {
		samples[i].Name = m.metric
	}
	metrics.Read(samples) // unlike runtime.ReadMemStats it stops nothing
	var attrs []slog.Attr
	for i, s := range samples {
		var value uint64 // 0 where this Go has it no more
		if s.Value.Kind() == metrics.KindUint64 {
			value = s.Value.Uint64()
		}
		attrs = append(attrs, slog.Uint64(measurements[i].name, value))
	}
	if c, ok := malloc.Read(); ok {
		attrs = append(attrs, slog.Int64("c_heap", c.InUse), slog.Int64("c_memory", c.Held), slog.Int64("c_mapped", c.Mapped))
	}
	view := kiosk.View{}
	if seen := v.view.Load(); seen != nil {
		view = *seen
	}
	attrs = append(attrs, slog.String("screen", string(view.Screen)), slog.Int("open", view.Status.Open))
	v.Log.LogAttrs(ctx, slog.LevelDebug, "vitals", attrs...)
}
