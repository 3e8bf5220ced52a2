package kiosk

import (
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

	list   []Finding // of the last deep examination
	listAt time.Time // zero before it

	fault  *Finding  // why the gateway is not heard, as far as found out
	ailing []Finding // what else stands in the bar, never changed in place
}

// examine has the looks run, unless they are running.
func (t *Till) examine(deep bool) {
	x := &t.exam
	if x.running {
		x.again = x.again || deep && !x.deep
		return
	}
	x.running, x.deep, x.began, x.offset = true, deep, t.now, t.offset
	t.do(Examine{Deep: deep})
}

// examined takes what was found.
func (t *Till) examined(e Examined) {
	x := &t.exam
	x.running, x.looked = false, t.now
	if e.Deep {
		x.list, x.listAt = e.Findings, t.now
	}
	for _, f := range e.Findings {
		if !f.Look.onTheWay() {
			t.ails(f)
		}
	}
	if len(e.Findings) > 0 {
		x.fault = FirstFault(e.Findings)
	}
	x.next = t.now.Add(t.checkPause())
	if x.again {
		x.again = false
		t.examine(true)
	}
}

// checkPause is how long until the till looks again by itself.
func (t *Till) checkPause() time.Duration {
	switch {
	case t.gatewayTroubled():
		return checkTrouble
	case slices.ContainsFunc(t.exam.ailing, func(f Finding) bool { return f.Health == HealthFailed }):
		return checkAiling
	}
	return checkEvery
}

// unexamined takes back an Examine that stood behind a Save that failed.
func (t *Till) unexamined() { t.exam.running, t.exam.again = false, false }

// ails notes a finding that belongs into the bar, or that its look is well again.
func (t *Till) ails(f Finding) {
	old := slices.IndexFunc(t.exam.ailing, func(a Finding) bool { return a.Look == f.Look })
	ailing := slices.Clone(t.exam.ailing)
	switch {
	case f.Brief.IsZero() && (old < 0 || f.Health != HealthOK):
		return // well before, or nothing that would say that it is
	case f.Brief.IsZero():
		ailing = slices.Delete(ailing, old, old+1)
	case old >= 0:
		ailing[old] = f
	case len(ailing) < ailingMax:
		ailing = append(ailing, f)
	}
	t.exam.ailing = ailing
}

// checkGatewaySeen follows the gateway's light: trouble that begins is looked
// into at once, and what was found goes when the gateway is heard again.
func (t *Till) checkGatewaySeen(troubledBefore bool) {
	x := &t.exam
	switch troubled := t.gatewayTroubled(); {
	case !troubled:
		x.fault = nil
	case !troubledBefore:
		// Trouble that comes and goes is not looked into each time.
		x.next = t.now
		if soonest := x.looked.Add(checkTrouble / 2); !x.looked.IsZero() && soonest.After(t.now) {
			x.next = soonest
		}
	}
}

// advanceExam looks when that is due.
func (t *Till) advanceExam() {
	x := &t.exam
	switch {
	case x.next.IsZero():
		x.next = t.now.Add(checkFirst)
	case x.running && !t.now.Before(x.began.Add(checkLost)):
		t.unexamined()
		x.next = t.now // no wake lies in the past
	case (t.offset-x.offset).Abs() >= checkLeap && !x.looked.IsZero() && x.next.After(t.now.Add(checkFirst)):
		x.next = t.now.Add(checkFirst) // somebody set the clock, or it went wrong
	case !x.running && !t.now.Before(x.next):
		t.examine(false)
	}
}

// examAt is when the till looks next by itself, zero while it does.
func (t *Till) examAt() time.Time {
	if t.exam.running {
		return t.exam.began.Add(checkLost)
	}
	return t.exam.next
}

// gatewayFault is why the gateway is not heard, nil when it is or nobody knows.
// A network that was dropped for practice is nobody's fault.
func (t *Till) gatewayFault() *Finding {
	if !t.gatewayTroubled() || t.dropped {
		return nil
	}
	return t.exam.fault
}

// ailingShown are the findings for the bar, without the one that is the
// gateway's light already.
func (t *Till) ailingShown(fault *Finding) []Finding {
	if fault == nil {
		return t.exam.ailing
	}
	return slices.DeleteFunc(slices.Clone(t.exam.ailing), func(f Finding) bool { return f.Brief.Equal(fault.Brief) })
}

// gatewayToBlame reports whether the looks have found that the gateway's side is
// at fault. A connection that it refuses looks like a network that is down.
func (t *Till) gatewayToBlame() bool {
	f := t.gatewayFault()
	return f != nil && f.Blame == BlameGateway
}

// faultDetail says why a gateway that is asked does not answer.
func (t *Till) faultDetail() Text {
	if f := t.gatewayFault(); f != nil {
		return T("panel.fault.because", "what", f.Brief.Arg())
	}
	if !t.gatewayTroubled() {
		return T("panel.fault." + string(GatewayGarbage)) // only of this payment it says nothing
	}
	return T("panel.fault." + string(t.gateway.State))
}

// openCheck shows the screen of findings and looks anew. It never stands in a
// sale's way: with one open it does not open, and what it covers, a result or an
// alarm, is there again behind it.
func (t *Till) openCheck() {
	switch t.mode {
	case modeSell, modeHelp, modeCheck:
	default:
		return
	}
	if t.sale != nil || t.settle != nil {
		return
	}
	t.mode = modeCheck
	t.examine(true)
}

// helpButtons stand on the table of keys.
func helpButtons() []Button {
	return []Button{
		{Action: ActionBack, Key: KeyEsc, Label: T("button.back")},
		{Action: ActionCheck, Key: KeyF5, Label: T("button.check")},
	}
}

// withGateway adds that the payments' own calls come to nothing, where the looks
// along the way have found nothing wrong: a gateway's front may answer alone.
func (t *Till) withGateway(found []Finding) []Finding {
	if !t.gatewayTroubled() || t.dropped || len(found) == 0 || FirstFault(found) != nil {
		return found
	}
	return append(slices.Clone(found), Finding{
		Look: LookGateway, Health: HealthFailed, Blame: BlameGateway,
		What: T("check.found.gateway."+string(t.gateway.State), "since", clock(t.wallOf(t.gateway.Since), t)), Todo: T("check.todo.gateway.mute"),
	})
}

// checkView draws the screen of findings.
func (t *Till) checkView(v *View) {
	x := &t.exam
	c := &Checkup{Findings: t.withGateway(x.list), Busy: x.running && x.deep || x.again}
	if !x.listAt.IsZero() {
		c.At = T("check.at", "time", clock(t.wallOf(x.listAt), t))
	}
	v.Screen, v.Check = ScreenCheck, c
	v.Panel.Buttons = []Button{
		{Action: ActionBack, Key: KeyEsc, Label: T("button.back")},
		{Action: ActionCheck, Key: KeyF5, Label: T("button.check_again")},
	}
}
