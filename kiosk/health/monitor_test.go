package health

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var quick, full = []kiosk.Effect{kiosk.RunChecks{}}, []kiosk.Effect{kiosk.RunChecks{Full: true}}

func failedOn(c kiosk.Check, cause kiosk.Cause, brief string) kiosk.CheckResult {
	return kiosk.CheckResult{Check: c, Health: kiosk.HealthFailed, Cause: cause, Brief: kiosk.T(brief)}
}

// watch is a monitor and its till's situation.
type watch struct {
	t *testing.T
	Monitor
	Situation
}

// newWatch has a monitor that runs its first checks.
func newWatch(t *testing.T) *watch {
	t.Helper()
	w := &watch{t: t, Situation: Situation{Now: time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)}}
	require.Empty(t, w.Tick(w.Situation))
	require.Equal(t, quick, w.runsAfter(firstRun), "the till has drawn by then")
	return w
}

// runsAfter waits for what is due, which is to be in d, and returns what it starts.
func (w *watch) runsAfter(d time.Duration) []kiosk.Effect {
	w.t.Helper()
	require.Equal(w.t, d, w.Due().Sub(w.Now))
	w.Now = w.Due()
	return w.Tick(w.Situation)
}

func (w *watch) found(results ...kiosk.CheckResult) []kiosk.Effect {
	return w.Done(w.Situation, kiosk.ChecksDone{Results: results})
}

func TestMonitor_HowSoonChecksRunAgain(t *testing.T) {
	for name, c := range map[string]struct {
		down  bool
		found kiosk.CheckResult
		want  time.Duration
	}{
		"all is well":         {false, named(kiosk.CheckTCP)[0], runEvery},
		"no gateway":          {true, failedOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused"), runEveryGatewayDown},
		"something fails":     {false, failedOn(kiosk.CheckFonts, kiosk.CauseMachine, "names"), runEveryFailed},
		"a note in the bar":   {false, kiosk.CheckResult{Check: kiosk.CheckFonts, Health: kiosk.HealthWarning, Brief: kiosk.T("names")}, runEvery},
		"all while it is out": {true, named(kiosk.CheckTCP)[0], runEveryGatewayDown},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWatch(t)
			w.Situation.GatewayDown = c.down
			w.found(c.found)
			require.Equal(t, quick, w.runsAfter(c.want))
		})
	}
}

func TestMonitor_TroubleThatComesAndGoesIsNotLookedIntoEachTime(t *testing.T) {
	w := newWatch(t)
	w.found(named(kiosk.CheckTCP)...)
	w.Now = w.Now.Add(time.Minute)
	looked := 0
	for range 20 {
		w.Monitor.GatewayDown(w.Now)
		if len(w.Tick(w.Situation)) > 0 {
			looked++
			w.found(failedOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused"))
		}
		w.GatewayUp()
		w.Now = w.Now.Add(time.Second)
	}
	require.Equal(t, 2, looked, "the first at once")
}

func TestMonitor_TheFirstFailureOnTheWayIsTheFault(t *testing.T) {
	w := newWatch(t)
	require.Nil(t, w.Fault(), "nothing is known yet")
	cable, refused := failedOn(kiosk.CheckNetwork, kiosk.CauseMachine, "cable"), failedOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused")
	w.found(cable, refused)
	require.Equal(t, cable, *w.Fault())
	w.found(named(kiosk.CheckNetwork)[0], refused)
	require.Equal(t, refused, *w.Fault())
	w.GatewayUp()
	require.Nil(t, w.Fault(), "the next trouble has a cause of its own")
}

func TestMonitor_AWarningStandsUntilItsCheckIsWell(t *testing.T) {
	w := newWatch(t)
	chain, disk := failedOn(kiosk.CheckLedger, kiosk.CauseMachine, "chain"), failedOn(kiosk.CheckDisk, kiosk.CauseMachine, "disk")
	w.Warn(chain)
	w.found(disk, named(kiosk.CheckFolder)[0])
	require.Equal(t, []kiosk.CheckResult{chain, disk}, w.Warnings(nil))
	require.Equal(t, []kiosk.CheckResult{disk}, w.Warnings(&chain), "the light shows it already")
	require.Nil(t, w.Fault(), "no reason for a silent gateway")
	w.found(kiosk.CheckResult{Check: kiosk.CheckDisk, Health: kiosk.HealthWarning, What: kiosk.T("cannot tell")})
	require.Len(t, w.Warnings(nil), 2, "what cannot be told is not well")
	w.found(named(kiosk.CheckDisk)...)
	require.Equal(t, []kiosk.CheckResult{chain}, w.Warnings(nil))
	w.Warn(named(kiosk.CheckLedger)[0])
	require.Empty(t, w.Warnings(nil))
}

func TestMonitor_AFullRunWaitsForTheChecksUnderWay(t *testing.T) {
	w := newWatch(t)
	require.Empty(t, w.Run(w.Situation, true), "one at a time")
	_, at, busy := w.Report()
	require.True(t, busy && at.IsZero())
	require.Equal(t, full, w.found(named(kiosk.CheckTCP)...))
	all := named(kiosk.CheckConfig)
	require.Empty(t, w.Done(w.Situation, kiosk.ChecksDone{Full: true, Results: all}))
	results, at, busy := w.Report()
	require.Equal(t, all, results)
	require.Equal(t, w.Now, at)
	require.False(t, busy)
}

func TestMonitor_ChecksThatWereNeverMadeAreMadeAgain(t *testing.T) {
	w := newWatch(t)
	require.Empty(t, w.runsAfter(runLost), "their results never came")
	require.Equal(t, quick, w.runsAfter(0))
	w.NotRun()
	require.Equal(t, quick, w.runsAfter(0))
}

func TestMonitor_ALeapOfTheClockIsLookedAt(t *testing.T) {
	for by, soon := range map[time.Duration]bool{8 * time.Hour: true, -clockLeap: true, clockLeap - time.Second: false} {
		w := newWatch(t)
		w.found(named(kiosk.CheckClock)...)
		w.Offset = by
		require.Empty(t, w.Tick(w.Situation))
		require.Equal(t, soon, w.Due().Equal(w.Now.Add(firstRun)), by)
	}
}

// Whoever watches a device has its line in the bar: what the checks saw in passing leaves it.
func TestMonitor_WhatADeviceTellsItselfStandsWhateverTheChecksSay(t *testing.T) {
	for _, device := range []kiosk.Check{kiosk.CheckScanner, kiosk.CheckPole, kiosk.CheckFace, kiosk.CheckPrinter} {
		w := newWatch(t)
		babbles := failedOn(device, kiosk.CauseMachine, "babbles")
		w.Warn(babbles)
		full := func(results ...kiosk.CheckResult) {
			w.Done(w.Situation, kiosk.ChecksDone{Full: true, Results: results})
		}
		full(named(device)...)
		require.Equal(t, []kiosk.CheckResult{babbles}, w.Warnings(nil))
		full(failedOn(device, kiosk.CauseMachine, "busy"))
		require.Equal(t, []kiosk.CheckResult{babbles}, w.Warnings(nil))
		report, _, _ := w.Report()
		require.Equal(t, "busy", report[0].Brief.ID, "the page has it")
		w.Warn(named(device)[0])
		require.Empty(t, w.Warnings(nil))
	}
}
