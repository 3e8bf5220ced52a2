package till

import (
	"facepay/kiosk"
	"slices"
	"time"
)

// When the till looks by itself. The quick looks send a handful of packets to
// the gateway and to the shop's DNS server, so none of these may be short.
const (
	// checkFirst lets a till settle and draw before it looks for the first time.
	checkFirst = 5 * time.Second
	// checkTrouble is how often the looks are repeated while the gateway is not
	// heard: about as long as somebody takes to push a cable back in.
	checkTrouble = 20 * time.Second
	// checkAiling is how often they are repeated while something else fails.
	checkAiling = 2 * time.Minute
	// checkEvery finds a clock that drifts and a disk that fills.
	checkEvery = time.Hour
	// checkLost is when an examination is given up whose answer never came: past
	// the bound that the runner sets it.
	checkLost = 2 * time.Minute
	// checkLeap of the wall clock is worth a look at the clock.
	checkLeap = 30 * time.Second
)

// ailingMax bounds the findings that stand in the bar; there are fewer looks.
const ailingMax = 16

// exam is what the till knows from looking at the machine and at the way to the
// gateway. It comes from no ledger, so a Reload leaves it as it is.
type exam struct {
	running bool // looks are under way
	deep    bool // they are all of them
	again   bool // all of them are wanted once those under way have ended
	began   time.Time
	looked  time.Time // when the last ones ended
	next    time.Time // when to look by itself; zero before the first step

	offset time.Duration // of the wall clock when it was looked at last

	list   []kiosk.CheckResult // of the last deep examination
	listAt time.Time           // zero before it

	fault  *kiosk.CheckResult  // why the gateway is not heard, as far as found out
	ailing []kiosk.CheckResult // what else stands in the bar, never changed in place
}

// examine has the looks run, unless they are running.
func (t *Till) examine(deep bool) {
	x := &t.checks
	if x.running {
		x.again = x.again || deep && !x.deep
		return
	}
	x.running, x.deep, x.began, x.offset = true, deep, t.Now, t.Offset
	t.Effect(kiosk.RunChecks{Full: deep})
}

// checksDone takes what was found.
func (t *Till) checksDone(e kiosk.ChecksDone) {
	x := &t.checks
	x.running, x.looked = false, t.Now
	if e.Full {
		x.list, x.listAt = e.Results, t.Now
	}
	for _, f := range e.Results {
		if !f.Check.OnTheWay() {
			t.warningRaised(f)
		}
	}
	if len(e.Results) > 0 {
		x.fault = kiosk.FirstFault(e.Results)
	}
	x.next = t.Now.Add(t.checkPause())
	if x.again {
		x.again = false
		t.examine(true)
	}
}

// checkPause is how long until the till looks again by itself.
func (t *Till) checkPause() time.Duration {
	switch {
	case t.book.GatewayTroubled():
		return checkTrouble
	case slices.ContainsFunc(t.checks.ailing, func(f kiosk.CheckResult) bool { return f.Health == kiosk.HealthFailed }):
		return checkAiling
	}
	return checkEvery
}

// unexamined takes back a RunChecks that stood behind a Save that failed.
func (t *Till) unexamined() { t.checks.running, t.checks.again = false, false }

// warningRaised notes a finding that belongs into the bar, or that its look is well again.
func (t *Till) warningRaised(f kiosk.CheckResult) {
	old := slices.IndexFunc(t.checks.ailing, func(a kiosk.CheckResult) bool { return a.Check == f.Check })
	ailing := slices.Clone(t.checks.ailing)
	switch {
	case f.Brief.IsZero() && (old < 0 || f.Health != kiosk.HealthOK):
		return // well before, or nothing that would say that it is
	case f.Brief.IsZero():
		ailing = slices.Delete(ailing, old, old+1)
	case old >= 0:
		ailing[old] = f
	case len(ailing) < ailingMax:
		ailing = append(ailing, f)
	}
	t.checks.ailing = ailing
}

// lookInto has trouble with the gateway that begins now looked into at once, unless
// it comes and goes.
func (x *exam) lookInto(now time.Time) {
	x.next = now
	if soonest := x.looked.Add(checkTrouble / 2); !x.looked.IsZero() && soonest.After(now) {
		x.next = soonest
	}
}

// tickExam looks when that is due.
func (t *Till) tickExam() {
	x := &t.checks
	switch {
	case x.next.IsZero():
		x.next = t.Now.Add(checkFirst)
	case x.running && !t.Now.Before(x.began.Add(checkLost)):
		t.unexamined()
		x.next = t.Now // no wake lies in the past
	case (t.Offset-x.offset).Abs() >= checkLeap && !x.looked.IsZero() && x.next.After(t.Now.Add(checkFirst)):
		x.next = t.Now.Add(checkFirst) // somebody set the clock, or it went wrong
	case !x.running && !t.Now.Before(x.next):
		t.examine(false)
	}
}

// examAt is when the till looks next by itself, zero while it does.
func (t *Till) examAt() time.Time {
	if t.checks.running {
		return t.checks.began.Add(checkLost)
	}
	return t.checks.next
}

// gatewayFault is why the gateway is not heard, nil when it is or nobody knows.
// A network that was dropped for practice is nobody's fault.
func (t *Till) gatewayFault() *kiosk.CheckResult {
	if !t.book.GatewayTroubled() || t.practice.dropped {
		return nil
	}
	return t.checks.fault
}

// ailingShown are the findings for the bar, without the one that is the
// gateway's light already.
func (t *Till) ailingShown(fault *kiosk.CheckResult) []kiosk.CheckResult {
	if fault == nil {
		return t.checks.ailing
	}
	return slices.DeleteFunc(slices.Clone(t.checks.ailing), func(f kiosk.CheckResult) bool { return f.Brief.Equal(fault.Brief) })
}

// gatewayToBlame reports whether the looks have found that the gateway's side is
// at fault. A connection that it refuses looks like a network that is down.
func (t *Till) gatewayToBlame() bool {
	f := t.gatewayFault()
	return f != nil && f.Cause == kiosk.CauseGateway
}

// faultDetail says why a gateway that is asked does not answer.
func (t *Till) faultDetail() kiosk.Text {
	if f := t.gatewayFault(); f != nil {
		return kiosk.T("panel.fault.because", "what", f.Brief.Arg())
	}
	if !t.book.GatewayTroubled() {
		return kiosk.T("panel.fault." + string(kiosk.GatewayGarbage)) // only of this payment it says nothing
	}
	return kiosk.T("panel.fault." + string(t.book.GatewayStatus().State))
}
