package till

import (
	"facepay/kiosk"
	"slices"
)

// checksScreen is what looking at the machine and the network found.
type checksScreen struct{ page }

// openChecks shows the screen and looks anew. It never stands in a sale's way: with
// one open it does not open, and what it covers, a result or an alarm, is there
// again behind it.
func (t *Till) openChecks() {
	if t.book.Sale() != nil || t.book.Recovering() {
		return
	}
	switch t.top().(type) {
	case foot, alarmCard, help, checksScreen:
		t.open(checksScreen{})
		t.examine(true)
	}
}

func (checksScreen) draw(t *Till, v *kiosk.View) {
	x := &t.checks
	c := &kiosk.CheckReport{Results: t.withGateway(x.list), Busy: x.running && x.deep || x.again}
	if !x.listAt.IsZero() {
		c.At = kiosk.T("check.at", "time", clock(t.WallOf(x.listAt), t))
	}
	v.Screen, v.Checks = kiosk.ScreenChecks, c
	v.Panel.Buttons = []kiosk.Button{
		{Action: kiosk.ActionBack, Key: kiosk.KeyEsc, Label: kiosk.T("button.back")},
		{Action: kiosk.ActionCheck, Key: kiosk.KeyF5, Label: kiosk.T("button.check_again")},
	}
}

// withGateway adds that the payments' own calls come to nothing, where the looks
// along the way have found nothing wrong: a gateway's front may answer alone.
func (t *Till) withGateway(found []kiosk.CheckResult) []kiosk.CheckResult {
	if !t.book.GatewayTroubled() || t.practice.dropped || len(found) == 0 || kiosk.FirstFault(found) != nil {
		return found
	}
	return append(slices.Clone(found), kiosk.CheckResult{
		Check: kiosk.CheckGateway, Health: kiosk.HealthFailed, Cause: kiosk.CauseGateway,
		What: kiosk.T("check.found.gateway."+string(t.book.GatewayStatus().State), "since", clock(t.WallOf(t.book.GatewayStatus().Since), t)), Todo: kiosk.T("check.todo.gateway.mute"),
	})
}
