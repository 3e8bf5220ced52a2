package health

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

func named(l kiosk.Check) []kiosk.CheckResult {
	return []kiosk.CheckResult{{Check: l, Health: kiosk.HealthOK}}
}

func checksOf(results []kiosk.CheckResult) (names []kiosk.Check) {
	for _, f := range results {
		names = append(names, f.Check)
	}
	return names
}

func TestRun_RunsSideBySideAndTellsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		after := func(d time.Duration, l kiosk.Check) Check {
			return Check{Name: l, Run: func(context.Context) []kiosk.CheckResult { time.Sleep(d); return named(l) }}
		}
		began := time.Now()
		found := Results(t.Context(), []Check{after(3*time.Second, "slow"), after(time.Second, "quick"), after(2*time.Second, "middle")}, true)
		require.Equal(t, []kiosk.Check{"slow", "quick", "middle"}, checksOf(found))
		require.Equal(t, 3*time.Second, time.Since(began), "side by side")
	})
}

func TestRun_LeavesTheFullChecksOut(t *testing.T) {
	checks := []Check{
		{Name: "quick", Run: func(context.Context) []kiosk.CheckResult { return named("quick") }},
		{Name: "full", Full: true, Run: func(context.Context) []kiosk.CheckResult { return named("full") }},
	}
	require.Equal(t, []kiosk.Check{"quick"}, checksOf(Results(t.Context(), checks, false)))
	require.Equal(t, []kiosk.Check{"quick", "full"}, checksOf(Results(t.Context(), checks, true)))
}

func TestRun_ACheckThatHangsOrBreaksIsAResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		began := time.Now()
		found := Results(t.Context(), []Check{
			{Name: "hangs", Run: func(context.Context) []kiosk.CheckResult { <-release; return nil }},
			{Name: "breaks", Run: func(context.Context) []kiosk.CheckResult { panic("no such thing") }},
			{Name: "longer", Max: 20 * time.Second, Run: func(ctx context.Context) []kiosk.CheckResult { <-ctx.Done(); return named("longer") }},
			{Name: "well", Run: func(context.Context) []kiosk.CheckResult { return named("well") }},
		}, true)
		require.Equal(t, []kiosk.Check{"hangs", "breaks", "longer", "well"}, checksOf(found))
		require.Equal(t, "check.found.look.late", found[0].What.ID)
		require.Equal(t, "check.found.look.broke", found[1].What.ID)
		require.Equal(t, kiosk.HealthFailed, found[1].Health)
		require.Equal(t, 20*time.Second, time.Since(began), "each has its own bound")
	})
}

func TestRun_AResultOfNothingHasItsTexts(t *testing.T) {
	for _, language := range i18n.Languages() {
		texts, err := i18n.Load(language)
		require.NoError(t, err)
		for _, s := range []string{"look.late", "look.broke"} {
			require.True(t, texts.Has("check.found."+s) && texts.Has("check.todo."+s), "%s: %s", language, s)
		}
	}
}
