package health

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// Intervals of the checks that run by themselves. The quick ones send a handful
// of packets to the gateway and to the shop's DNS server, so none of these may be
// short.
const (
	// firstRun lets a till settle and draw before the first checks.
	firstRun = 5 * time.Second
	// runEveryGatewayDown is about as long as somebody takes to push a cable back in.
	runEveryGatewayDown = 20 * time.Second
	// runEveryFailed holds while anything else fails.
	runEveryFailed = 2 * time.Minute
	// runEvery finds a clock that drifts and a disk that fills.
	runEvery = time.Hour
	// runLost ends the wait for results that never came: past the bound that the
	// runner sets the checks.
	runLost = 2 * time.Minute
	// clockLeap of the wall clock is worth a check of the clock.
	clockLeap = 30 * time.Second
)

// warningsMax bounds the warnings in the bar; there are fewer checks.
const warningsMax = 16

// Monitor decides when checks run and keeps their results and warnings. It is pure:
// whoever holds it hands it the time and carries its effects out. Nothing in it
// comes from the ledger, so a Reload leaves it as it is.
type Monitor struct {
	running bool
	full    bool // all checks are running
	queued  bool // all checks are wanted once those under way have ended
	began   time.Time
	ended   time.Time
	next    time.Time     // zero before the first step
	offset  time.Duration // of the wall clock at the last start

	report   []kiosk.CheckResult // of the last full run
	reportAt time.Time

	fault    *kiosk.CheckResult  // of the gateway's silence, as far as found out
	warnings []kiosk.CheckResult // never changed in place
}

// Situation is the till's as the monitor needs it.
type Situation struct {
	Now         time.Time     // steady
	Offset      time.Duration // of the wall clock
	GatewayDown bool
}

// Run starts the checks, unless they are running.
func (m *Monitor) Run(s Situation, full bool) []kiosk.Effect {
	if m.running {
		m.queued = m.queued || full && !m.full
		return nil
	}
	m.running, m.full, m.began, m.offset = true, full, s.Now, s.Offset
	return []kiosk.Effect{kiosk.RunChecks{Full: full}}
}

// Done takes the results.
func (m *Monitor) Done(s Situation, e kiosk.ChecksDone) []kiosk.Effect {
	m.running, m.ended = false, s.Now
	if e.Full {
		m.report, m.reportAt = e.Results, s.Now
	}
	for _, r := range e.Results {
		if !r.Check.OnTheWay() && !r.Check.Watched() {
			m.Warn(r)
		}
	}
	if len(e.Results) > 0 {
		m.fault = kiosk.FirstFault(e.Results)
	}
	m.next = s.Now.Add(m.pause(s))
	if !m.queued {
		return nil
	}
	m.queued = false
	return m.Run(s, true)
}

func (m *Monitor) pause(s Situation) time.Duration {
	switch {
	case s.GatewayDown:
		return runEveryGatewayDown
	case slices.ContainsFunc(m.warnings, func(r kiosk.CheckResult) bool { return r.Health == kiosk.HealthFailed }):
		return runEveryFailed
	}
	return runEvery
}

// NotRun takes back a RunChecks that was never carried out.
func (m *Monitor) NotRun() { m.running, m.queued = false, false }

// Warn keeps a result that belongs into the bar until its check is well again.
func (m *Monitor) Warn(r kiosk.CheckResult) {
	old := slices.IndexFunc(m.warnings, func(w kiosk.CheckResult) bool { return w.Check == r.Check })
	warnings := slices.Clone(m.warnings)
	switch {
	case r.Brief.IsZero() && (old < 0 || r.Health != kiosk.HealthOK):
		return // well before, or nothing that would say that it is
	case r.Brief.IsZero():
		warnings = slices.Delete(warnings, old, old+1)
	case old >= 0:
		warnings[old] = r
	case len(warnings) < warningsMax:
		warnings = append(warnings, r)
	}
	m.warnings = warnings
}

// GatewayUp forgets the last fault: the next trouble has a cause of its own.
func (m *Monitor) GatewayUp() { m.fault = nil }

// GatewayDown has trouble that begins now looked into at once, unless it comes and
// goes.
func (m *Monitor) GatewayDown(now time.Time) {
	m.next = now
	if soonest := m.ended.Add(runEveryGatewayDown / 2); !m.ended.IsZero() && soonest.After(now) {
		m.next = soonest
	}
}

// Tick runs the quick checks when they are due.
func (m *Monitor) Tick(s Situation) []kiosk.Effect {
	soon := s.Now.Add(firstRun)
	switch {
	case m.next.IsZero():
		m.next = soon
	case m.running && !s.Now.Before(m.began.Add(runLost)):
		m.NotRun()
		m.next = s.Now // no wake lies in the past
	case (s.Offset-m.offset).Abs() >= clockLeap && !m.ended.IsZero() && m.next.After(soon):
		m.next = soon // somebody set the clock, or it went wrong
	case !m.running && !s.Now.Before(m.next):
		return m.Run(s, false)
	}
	return nil
}

// Due is the time of the next Tick that does something.
func (m *Monitor) Due() time.Time {
	if m.running {
		return m.began.Add(runLost)
	}
	return m.next
}

// Fault is the cause of the gateway's silence, nil while nobody knows it.
func (m *Monitor) Fault() *kiosk.CheckResult { return m.fault }

// Warnings are those for the bar, without the one that the gateway's light shows
// already.
func (m *Monitor) Warnings(shown *kiosk.CheckResult) []kiosk.CheckResult {
	if shown == nil {
		return m.warnings
	}
	return slices.DeleteFunc(slices.Clone(m.warnings), func(r kiosk.CheckResult) bool { return r.Brief.Equal(shown.Brief) })
}

// Report is the last full run's results and time, zero before it; busy tells that
// another one is under way or wanted.
func (m *Monitor) Report() (results []kiosk.CheckResult, at time.Time, busy bool) {
	return m.report, m.reportAt, m.running && m.full || m.queued
}
