package kiosk

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRunner_Examines(t *testing.T) {
	for name, row := range map[string]struct {
		examine func(context.Context, bool) []Finding
		want    int
	}{
		"what is found comes back":        {func(_ context.Context, deep bool) []Finding { return make([]Finding, 2) }, 2},
		"nothing to look with":            {nil, 0},
		"a look that panics":              {func(context.Context, bool) []Finding { panic("no") }, 0},
		"one that ignores its time limit": {func(context.Context, bool) []Finding { time.Sleep(2 * examineMax); return make([]Finding, 2) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := NewRunner(NewTill(Settings{}), Parts{Examine: row.examine})
				r.examine(t.Context(), Examine{Deep: true})
				e, ok := (<-r.events).(Examined)
				require.True(t, ok)
				require.True(t, e.Deep)
				require.Len(t, e.Findings, row.want)
				r.asks.Wait()
				time.Sleep(3 * examineMax) // the look that nobody waits for ends, too
			})
		})
	}
}
