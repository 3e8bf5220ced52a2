package till

import (
	"slices"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/kiosk/payments"
)

// checksScreen lists the results of the checks of the machine and the network.
type checksScreen struct{ page }

// openChecks shows the screen and runs the checks. It never stands in a sale's
// way: with one open it does not open, and what it covers, a result or an alarm, is
// there again behind it.
func (t *Till) openChecks() {
	if t.book.Sale() != nil || t.book.Recovering() {
		return
	}
	switch t.top().(type) {
	case foot, alarmCard, help, checksScreen:
		t.open(checksScreen{})
		t.Effect(t.health.Run(t.situation(), true)...)
	}
}

// situation of the till for the monitor.
func (t *Till) situation() health.Situation {
	return health.Situation{Now: t.Now, Offset: t.Offset, GatewayDown: t.book.GatewayTroubled()}
}

func (checksScreen) draw(t *Till, v *kiosk.View) {
	results, at, busy := t.health.Report()
	c := &kiosk.CheckReport{Results: t.withGateway(results), Busy: busy}
	if !at.IsZero() {
		c.At = kiosk.T("check.at", "time", clock(t.WallOf(at), t))
	}
	v.Screen, v.Checks = kiosk.ScreenChecks, c
	v.Panel.Buttons = []kiosk.Button{
		backButton,
		{Action: kiosk.ActionCheck, Key: kiosk.KeyF5, Label: kiosk.T("button.check_again")},
	}
}

// withGateway adds that the payments' own calls come to nothing, where the checks
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

// gatewayFault is the cause of the gateway's silence, nil when it is heard or nobody
// knows.
// A network that was dropped for practice is nobody's fault.
func (t *Till) gatewayFault() *kiosk.CheckResult {
	if !t.book.GatewayTroubled() || t.practice.dropped {
		return nil
	}
	return t.health.Fault()
}

// gatewayToBlame reports whether the checks have found that the gateway's side is
// at fault. A connection that it refuses looks like a network that is down.
func (t *Till) gatewayToBlame() bool {
	f := t.gatewayFault()
	return f != nil && f.Cause == kiosk.CauseGateway
}

// faultDetail is the reason that a gateway that is asked does not answer.
func (t *Till) faultDetail(p *payments.Item) kiosk.Text {
	at := t.book.GatewayStatusOf(p)
	if f := t.gatewayFault(); f != nil {
		return kiosk.T("panel.fault.because", "what", f.Brief.Arg())
	}
	if at.Since.IsZero() {
		return kiosk.T("panel.fault." + string(kiosk.GatewayGarbage)) // only of this payment it says nothing
	}
	return kiosk.T("panel.fault." + string(at.State))
}
