package runner

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till"
)

func TestRunner_Examines(t *testing.T) {
	for name, row := range map[string]struct {
		examine func(context.Context, bool) []kiosk.CheckResult
		want    int
	}{
		"what is found comes back": {func(_ context.Context, deep bool) []kiosk.CheckResult { return make([]kiosk.CheckResult, 2) }, 2},
		"nothing to look with":     {nil, 0},
		"a look that panics":       {func(context.Context, bool) []kiosk.CheckResult { panic("no") }, 0},
		"one that ignores its time limit": {func(context.Context, bool) []kiosk.CheckResult {
			time.Sleep(2 * checksMax)
			return make([]kiosk.CheckResult, 2)
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := New(NewInbox(), till.NewTill(kiosk.Settings{}), Ports{RunChecks: row.examine})
				r.runChecks(t.Context(), kiosk.RunChecks{Full: true})
				e, ok := (<-r.inbox.events).(kiosk.ChecksDone)
				require.True(t, ok)
				require.True(t, e.Full)
				require.Len(t, e.Results, row.want)
				r.calls.Wait()
				time.Sleep(3 * checksMax) // the check that nobody waits for ends, too
			})
		})
	}
}
