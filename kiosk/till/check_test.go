package till

import (
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/kiosk/payments"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func faultOn(l kiosk.Check, b kiosk.Cause, brief string) kiosk.CheckResult {
	return kiosk.CheckResult{Check: l, Health: kiosk.HealthFailed, Cause: b, Brief: kiosk.T(brief), What: kiosk.T("what"), Todo: kiosk.T("todo")}
}

// found ends the quick checks with these results.
func (c *counter) found(results ...kiosk.CheckResult) { c.step(kiosk.ChecksDone{Results: results}) }

// losePing leaves the next ping unanswered.
func (c *counter) losePing() {
	c.sleep(payments.PingEvery)
	c.answer(kiosk.CallPing, kiosk.Answer{}, unanswered())
}

func wellOn(l kiosk.Check) kiosk.CheckResult {
	return kiosk.CheckResult{Check: l, Health: kiosk.HealthOK, What: kiosk.T("well")}
}

func TestCheck_TheTillLooksByItselfAtItsStartAndEveryHour(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.answer(kiosk.CallPing, kiosk.Answer{}, nil)
	require.Equal(t, []kiosk.RunChecks{{}}, c.checksWithin(health.FirstRun+time.Second), "the quick looks, soon after the start")
	c.found(wellOn(kiosk.CheckTCP))
	require.Equal(t, health.RunEvery, c.till.health.Due().Sub(c.now))
}

func TestCheck_TroubleIsLookedIntoAtOnceAndAgainWhileItLasts(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.answer(kiosk.CallPing, kiosk.Answer{}, nil)
	require.NotEmpty(t, c.checksWithin(health.FirstRun+time.Second))
	c.found(wellOn(kiosk.CheckTCP))

	c.losePing()
	require.Equal(t, []kiosk.RunChecks{{}}, effects[kiosk.RunChecks](c), "when it begins")
	require.Nil(t, c.view.Fault, "nothing is known yet")
	cable := faultOn(kiosk.CheckNetwork, kiosk.CauseMachine, "cable")
	c.found(cable, faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "later"))
	require.Equal(t, cable, *c.view.Fault, "the first failure is the cause")
	began := c.now
	require.Equal(t, []kiosk.RunChecks{{}}, c.checksWithin(health.RunEveryGatewayDown+time.Second))
	require.GreaterOrEqual(t, c.now.Sub(began), health.RunEveryGatewayDown, "no more often")
	c.found(wellOn(kiosk.CheckNetwork), faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused"))
	require.Equal(t, kiosk.CauseGateway, c.view.Fault.Cause)

	for range 10 {
		c.sleep(payments.PingEveryBroken)
		c.answerPings(nil)
	}
	require.Equal(t, kiosk.GatewayReachable, c.view.Status.Gateway.State)
	require.Nil(t, c.view.Fault, "gone with the trouble")
	c.step(kiosk.Answered{Call: kiosk.Call{ID: 999, Kind: kiosk.CallPing}, Err: unanswered()})
	require.Nil(t, c.view.Fault, "the next trouble has a cause of its own")
}

func TestCheck_TroubleThatComesAndGoesIsNotLookedIntoEachTime(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.answer(kiosk.CallPing, kiosk.Answer{}, nil)
	looked := 0
	for range 20 {
		c.step(kiosk.Answered{Call: kiosk.Call{ID: 999, Kind: kiosk.CallPing}, Err: unanswered()})
		if len(effects[kiosk.RunChecks](c)) > 0 {
			looked++
			c.found(faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused"))
		}
		c.step(kiosk.Answered{Call: kiosk.Call{ID: 999, Kind: kiosk.CallPing}})
		c.now = c.now.Add(time.Second)
	}
	require.InDelta(t, 2, looked, 1)
}

func TestCheck_WhoseFaultItIsStandsInThePanel(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.openQR(kiosk.KeyF1, "G1")
	c.sleep(payments.PollQuick)
	c.answer(kiosk.CallQuery, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	c.found(faultOn(kiosk.CheckNetwork, kiosk.CauseMachine, "cable"))
	c.now = c.now.Add(payments.SlowAfter)
	c.step(kiosk.ScannerChanged{})
	require.Equal(t, "panel.slow.title", c.view.Panel.Title.ID)
	require.Equal(t, kiosk.T("panel.fault.because", "what", "@cable"), c.view.Panel.Detail)
	require.Equal(t, kiosk.CustomerQR, c.view.Customer.Kind, "the customer goes on")
}

func TestCheck_ANetworkDroppedForPracticeIsNobodysFault(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.tap(kiosk.ActionPracticeDrop)
	c.losePing()
	c.found(faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused"))
	require.Nil(t, c.view.Fault)
}

func TestCheck_AilingStandsUntilItIsWell(t *testing.T) {
	c := newCounter(t, fullGateway())
	chain := faultOn(kiosk.CheckLedger, kiosk.CauseMachine, "chain")
	c.step(kiosk.WarningRaised{Result: chain})
	c.found(faultOn(kiosk.CheckDisk, kiosk.CauseMachine, "disk"), wellOn(kiosk.CheckFolder))
	require.Equal(t, []kiosk.CheckResult{chain, faultOn(kiosk.CheckDisk, kiosk.CauseMachine, "disk")}, c.view.Warnings)
	require.Nil(t, c.view.Fault, "no reason for a silent gateway")
	c.found(kiosk.CheckResult{Check: kiosk.CheckDisk, Health: kiosk.HealthWarning, What: kiosk.T("cannot tell")})
	require.Len(t, c.view.Warnings, 2, "what cannot be told is not well")
	c.found(wellOn(kiosk.CheckDisk))
	require.Equal(t, []kiosk.CheckResult{chain}, c.view.Warnings)
	c.step(kiosk.WarningRaised{Result: wellOn(kiosk.CheckLedger)})
	require.Empty(t, c.view.Warnings)
}

func TestCheck_AClockThatIsTheFaultStandsThereOnce(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.losePing()
	c.found(faultOn(kiosk.CheckTLS, kiosk.CauseMachine, "clock"), faultOn(kiosk.CheckClock, kiosk.CauseMachine, "clock"))
	require.Equal(t, "clock", c.view.Fault.Brief.ID)
	require.Empty(t, c.view.Warnings)
}

func TestCheck_TheScreen(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.keyIn("12")
	c.press(kiosk.KeyF12, kiosk.KeyF5)
	require.Equal(t, kiosk.ScreenChecks, c.view.Screen)
	require.Equal(t, []kiosk.RunChecks{{Full: true}}, effects[kiosk.RunChecks](c))
	require.True(t, c.view.Checks.Busy)
	require.True(t, c.view.Checks.At.IsZero())
	c.press(kiosk.KeyF5)
	require.Empty(t, effects[kiosk.RunChecks](c), "one at a time")
	found := []kiosk.CheckResult{wellOn(kiosk.CheckConfig), faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused")}
	c.step(kiosk.ChecksDone{Full: true, Results: found})
	require.Equal(t, kiosk.CheckReport{Results: found, At: kiosk.T("check.at", "time", "14:32:05")}, *c.view.Checks)
	c.press(kiosk.KeyF5)
	require.Equal(t, []kiosk.RunChecks{{Full: true}}, effects[kiosk.RunChecks](c), "again")
	require.Equal(t, found, c.view.Checks.Results, "what was found stands until there is something newer")
	c.scan("130000000000000000")
	require.Equal(t, kiosk.ScreenChecks, c.view.Screen)
	require.Empty(t, c.sales, "a scan sells nothing here")
	c.press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	require.Equal(t, "12", c.view.Amount.Text, "what was typed is still there")
}

func TestCheck_ItWaitsForQuickLooksUnderWay(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.Equal(t, []kiosk.RunChecks{{}}, c.checksWithin(health.FirstRun+time.Second))
	c.tap(kiosk.ActionCheck)
	require.Empty(t, effects[kiosk.RunChecks](c))
	require.True(t, c.view.Checks.Busy)
	c.found(wellOn(kiosk.CheckTCP))
	require.Equal(t, []kiosk.RunChecks{{Full: true}}, effects[kiosk.RunChecks](c))
	require.Empty(t, c.view.Checks.Results, "the quick looks are not all")
}

func TestCheck_NeverStandsInASalesWay(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.pay("12.5", kiosk.KeyF1)
	before := c.view
	c.tap(kiosk.ActionCheck)
	require.True(t, c.view.Equal(&before))
	require.Empty(t, effects[kiosk.RunChecks](c))
	require.Len(t, c.sales, 1)
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "qr", GatewayOrderNo: "G1"}, nil)
	c.sleep(payments.PollQuick)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind)
	c.tap(kiosk.ActionCheck)
	require.Equal(t, kiosk.ScreenChecks, c.view.Screen)
	require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind, "the customer goes on reading the answer")
	c.press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenPanel, c.view.Screen, "the result is there again")
}

func TestCheck_AnExaminationThatWasNeverMadeIsMadeAgain(t *testing.T) {
	c := checkedTill(t)
	require.NotEmpty(t, c.checksWithin(3*health.RunLost), "its answer never came")
	c.till.undo([]kiosk.Effect{kiosk.RunChecks{}})
	require.NotEmpty(t, c.checksWithin(health.RunLost), "it stood behind a Save that failed")
}

func TestCheck_ANoteInTheBarIsNoReasonToLookOftener(t *testing.T) {
	for of, oftener := range map[kiosk.Health]bool{kiosk.HealthWarning: false, kiosk.HealthFailed: true} {
		c := checkedTill(t)
		f := faultOn(kiosk.CheckFonts, kiosk.CauseMachine, "names")
		f.Health = of
		c.step(kiosk.WarningRaised{Result: f})
		c.found(wellOn(kiosk.CheckTCP))
		require.Equal(t, oftener, len(c.checksWithin(2*health.RunEveryFailed)) > 0, of)
	}
}

func TestCheck_ALeapOfTheClockIsLookedAt(t *testing.T) {
	c := checkedTill(t)
	c.found(wellOn(kiosk.CheckClock))
	c.step(kiosk.ClockChanged{Offset: 8 * time.Hour})
	require.NotEmpty(t, c.checksWithin(health.FirstRun+time.Second))
}

func TestCheck_AStoppedTillStillKnowsWhatIsFound(t *testing.T) {
	c := checkedTill(t)
	c.step(kiosk.SaveFailed{Cause: kiosk.Woke{}, Err: kiosk.ErrLedgerFull})
	require.Equal(t, kiosk.ScreenStopped, c.view.Screen)
	c.found(faultOn(kiosk.CheckDisk, kiosk.CauseMachine, "disk"))
	require.Equal(t, []kiosk.CheckResult{faultOn(kiosk.CheckDisk, kiosk.CauseMachine, "disk")}, c.view.Warnings)
}

func TestFirstFault_IsOnTheWayToTheGateway(t *testing.T) {
	tcp, disk := faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused"), faultOn(kiosk.CheckDisk, kiosk.CauseMachine, "disk")
	require.Nil(t, kiosk.FirstFault([]kiosk.CheckResult{disk, wellOn(kiosk.CheckTCP), faultOn(kiosk.CheckClock, kiosk.CauseMachine, "clock")}))
	require.Equal(t, tcp, *kiosk.FirstFault([]kiosk.CheckResult{disk, tcp, faultOn(kiosk.CheckHTTP, kiosk.CauseGateway, "later")}))
}

func TestText_Arg(t *testing.T) {
	require.Equal(t, "@a", kiosk.T("a").Arg())
	require.Equal(t, `@a "n" "8" "what" "@b \"x\" \"q\\\"\""`, kiosk.T("a", "n", "8", "what", kiosk.T("b", "x", `q"`).Arg()).Arg())
}
