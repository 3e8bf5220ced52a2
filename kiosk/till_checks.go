package kiosk

import "slices"

// checksScreen is what looking at the machine and the network found.
type checksScreen struct{ page }

// openChecks shows the screen and looks anew. It never stands in a sale's way: with
// one open it does not open, and what it covers, a result or an alarm, is there
// again behind it.
func (t *Till) openChecks() {
	if t.book.counter.sale != nil || t.book.recovery != nil {
		return
	}
	switch t.top().(type) {
	case foot, alarmCard, help, checksScreen:
		t.open(checksScreen{})
		t.examine(true)
	}
}

func (checksScreen) draw(t *Till, v *View) {
	x := &t.checks
	c := &CheckReport{Results: t.withGateway(x.list), Busy: x.running && x.deep || x.again}
	if !x.listAt.IsZero() {
		c.At = T("check.at", "time", clock(t.wallOf(x.listAt), t))
	}
	v.Screen, v.Checks = ScreenChecks, c
	v.Panel.Buttons = []Button{
		{Action: ActionBack, Key: KeyEsc, Label: T("button.back")},
		{Action: ActionCheck, Key: KeyF5, Label: T("button.check_again")},
	}
}

// withGateway adds that the payments' own calls come to nothing, where the looks
// along the way have found nothing wrong: a gateway's front may answer alone.
func (t *Till) withGateway(found []CheckResult) []CheckResult {
	if !t.book.gatewayTroubled() || t.practice.dropped || len(found) == 0 || FirstFault(found) != nil {
		return found
	}
	return append(slices.Clone(found), CheckResult{
		Check: CheckGateway, Health: HealthFailed, Cause: CauseGateway,
		What: T("check.found.gateway."+string(t.book.link.status.State), "since", clock(t.wallOf(t.book.link.status.Since), t)), Todo: T("check.todo.gateway.mute"),
	})
}
