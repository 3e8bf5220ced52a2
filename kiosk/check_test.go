package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func faultOn(l Check, b Cause, brief string) CheckResult {
	return CheckResult{Check: l, Health: HealthFailed, Cause: b, Brief: T(brief), What: T("what"), Todo: T("todo")}
}

// found ends the quick checks with these results.
func (c *counter) found(results ...CheckResult) { c.step(ChecksDone{Results: results}) }

// losePing leaves the next ping unanswered.
func (c *counter) losePing() {
	c.sleep(pingEvery)
	c.answer(CallPing, Answer{}, unanswered())
}

func wellOn(l Check) CheckResult { return CheckResult{Check: l, Health: HealthOK, What: T("well")} }

func TestCheck_TheTillLooksByItselfAtItsStartAndEveryHour(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.answer(CallPing, Answer{}, nil)
	require.Equal(t, []RunChecks{{}}, c.checksWithin(checkFirst+time.Second), "the quick looks, soon after the start")
	c.found(wellOn(CheckTCP))
	require.Equal(t, checkEvery, c.till.examAt().Sub(c.now))
}

func TestCheck_TroubleIsLookedIntoAtOnceAndAgainWhileItLasts(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.answer(CallPing, Answer{}, nil)
	require.NotEmpty(t, c.checksWithin(checkFirst+time.Second))
	c.found(wellOn(CheckTCP))

	c.losePing()
	require.Equal(t, []RunChecks{{}}, effects[RunChecks](c), "when it begins")
	require.Nil(t, c.view.Fault, "nothing is known yet")
	cable := faultOn(CheckNetwork, CauseMachine, "cable")
	c.found(cable, faultOn(CheckTCP, CauseGateway, "later"))
	require.Equal(t, cable, *c.view.Fault, "the first failure is the cause")
	began := c.now
	require.Equal(t, []RunChecks{{}}, c.checksWithin(checkTrouble+time.Second))
	require.GreaterOrEqual(t, c.now.Sub(began), checkTrouble, "no more often")
	c.found(wellOn(CheckNetwork), faultOn(CheckTCP, CauseGateway, "refused"))
	require.Equal(t, CauseGateway, c.view.Fault.Cause)

	for range 10 {
		c.sleep(pingEveryBroken)
		c.answerPings(nil)
	}
	require.Equal(t, GatewayReachable, c.view.Status.Gateway.State)
	require.Nil(t, c.view.Fault, "gone with the trouble")
	c.step(Answered{Call: Call{ID: 999, Kind: CallPing}, Err: unanswered()})
	require.Nil(t, c.view.Fault, "the next trouble has a cause of its own")
}

func TestCheck_TroubleThatComesAndGoesIsNotLookedIntoEachTime(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.answer(CallPing, Answer{}, nil)
	looked := 0
	for range 20 {
		c.step(Answered{Call: Call{ID: 999, Kind: CallPing}, Err: unanswered()})
		if len(effects[RunChecks](c)) > 0 {
			looked++
			c.found(faultOn(CheckTCP, CauseGateway, "refused"))
		}
		c.step(Answered{Call: Call{ID: 999, Kind: CallPing}})
		c.now = c.now.Add(time.Second)
	}
	require.InDelta(t, 2, looked, 1)
}

func TestCheck_WhoseFaultItIsStandsInThePanel(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.openQR(KeyF1, "G1")
	c.sleep(pollQuick)
	c.answer(CallQuery, Answer{}, &NotSent{ErrConflict})
	c.found(faultOn(CheckNetwork, CauseMachine, "cable"))
	c.now = c.now.Add(slowAfter)
	c.step(ScannerChanged{})
	require.Equal(t, "panel.slow.title", c.view.Panel.Title.ID)
	require.Equal(t, T("panel.fault.because", "what", "@cable"), c.view.Panel.Detail)
	require.Equal(t, CustomerQR, c.view.Customer.Kind, "the customer goes on")
}

func TestCheck_ANetworkDroppedForPracticeIsNobodysFault(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.tap(ActionPracticeDrop)
	c.losePing()
	c.found(faultOn(CheckTCP, CauseGateway, "refused"))
	require.Nil(t, c.view.Fault)
}

func TestCheck_AilingStandsUntilItIsWell(t *testing.T) {
	c := newCounter(t, fullGateway())
	chain := faultOn(CheckLedger, CauseMachine, "chain")
	c.step(WarningRaised{chain})
	c.found(faultOn(CheckDisk, CauseMachine, "disk"), wellOn(CheckFolder))
	require.Equal(t, []CheckResult{chain, faultOn(CheckDisk, CauseMachine, "disk")}, c.view.Warnings)
	require.Nil(t, c.view.Fault, "no reason for a silent gateway")
	c.found(CheckResult{Check: CheckDisk, Health: HealthWarning, What: T("cannot tell")})
	require.Len(t, c.view.Warnings, 2, "what cannot be told is not well")
	c.found(wellOn(CheckDisk))
	require.Equal(t, []CheckResult{chain}, c.view.Warnings)
	c.step(WarningRaised{wellOn(CheckLedger)})
	require.Empty(t, c.view.Warnings)
}

func TestCheck_AClockThatIsTheFaultStandsThereOnce(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.losePing()
	c.found(faultOn(CheckTLS, CauseMachine, "clock"), faultOn(CheckClock, CauseMachine, "clock"))
	require.Equal(t, "clock", c.view.Fault.Brief.ID)
	require.Empty(t, c.view.Warnings)
}

func TestCheck_TheScreen(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.keyIn("12")
	c.press(KeyF12, KeyF5)
	require.Equal(t, ScreenChecks, c.view.Screen)
	require.Equal(t, []RunChecks{{Full: true}}, effects[RunChecks](c))
	require.True(t, c.view.Checks.Busy)
	require.True(t, c.view.Checks.At.IsZero())
	c.press(KeyF5)
	require.Empty(t, effects[RunChecks](c), "one at a time")
	found := []CheckResult{wellOn(CheckConfig), faultOn(CheckTCP, CauseGateway, "refused")}
	c.step(ChecksDone{Full: true, Results: found})
	require.Equal(t, CheckReport{Results: found, At: T("check.at", "time", "14:32:05")}, *c.view.Checks)
	c.press(KeyF5)
	require.Equal(t, []RunChecks{{Full: true}}, effects[RunChecks](c), "again")
	require.Equal(t, found, c.view.Checks.Results, "what was found stands until there is something newer")
	c.scan("130000000000000000")
	require.Equal(t, ScreenChecks, c.view.Screen)
	require.Empty(t, c.sales, "a scan sells nothing here")
	c.press(KeyEsc)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Equal(t, "12", c.view.Amount.Text, "what was typed is still there")
}

func TestCheck_ItWaitsForQuickLooksUnderWay(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.Equal(t, []RunChecks{{}}, c.checksWithin(checkFirst+time.Second))
	c.tap(ActionCheck)
	require.Empty(t, effects[RunChecks](c))
	require.True(t, c.view.Checks.Busy)
	c.found(wellOn(CheckTCP))
	require.Equal(t, []RunChecks{{Full: true}}, effects[RunChecks](c))
	require.Empty(t, c.view.Checks.Results, "the quick looks are not all")
}

func TestCheck_NeverStandsInASalesWay(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.pay("12.5", KeyF1)
	before := c.view
	c.tap(ActionCheck)
	require.True(t, c.view.Equal(&before))
	require.Empty(t, effects[RunChecks](c))
	require.Len(t, c.sales, 1)
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "qr", GatewayOrderNo: "G1"}, nil)
	c.sleep(pollQuick)
	c.answer(CallQuery, Answer{Verdict: VerdictPaid}, nil)
	require.Equal(t, CustomerPaid, c.view.Customer.Kind)
	c.tap(ActionCheck)
	require.Equal(t, ScreenChecks, c.view.Screen)
	require.Equal(t, CustomerPaid, c.view.Customer.Kind, "the customer goes on reading the answer")
	c.press(KeyEsc)
	require.Equal(t, ScreenPanel, c.view.Screen, "the result is there again")
}

func TestCheck_AnExaminationThatWasNeverMadeIsMadeAgain(t *testing.T) {
	c := checkedTill(t)
	require.NotEmpty(t, c.checksWithin(3*checkLost), "its answer never came")
	c.till.undo([]Effect{RunChecks{}})
	require.NotEmpty(t, c.checksWithin(checkLost), "it stood behind a Save that failed")
}

func TestCheck_ANoteInTheBarIsNoReasonToLookOftener(t *testing.T) {
	for health, oftener := range map[Health]bool{HealthWarning: false, HealthFailed: true} {
		c := checkedTill(t)
		f := faultOn(CheckFonts, CauseMachine, "names")
		f.Health = health
		c.step(WarningRaised{f})
		c.found(wellOn(CheckTCP))
		require.Equal(t, oftener, len(c.checksWithin(2*checkAiling)) > 0, health)
	}
}

func TestCheck_ALeapOfTheClockIsLookedAt(t *testing.T) {
	c := checkedTill(t)
	c.found(wellOn(CheckClock))
	c.step(ClockChanged{Offset: 8 * time.Hour})
	require.NotEmpty(t, c.checksWithin(checkFirst+time.Second))
}

func TestCheck_AStoppedTillStillKnowsWhatIsFound(t *testing.T) {
	c := checkedTill(t)
	c.step(SaveFailed{Cause: Woke{}, Err: ErrLedgerFull})
	require.Equal(t, ScreenStopped, c.view.Screen)
	c.found(faultOn(CheckDisk, CauseMachine, "disk"))
	require.Equal(t, []CheckResult{faultOn(CheckDisk, CauseMachine, "disk")}, c.view.Warnings)
}

func TestFirstFault_IsOnTheWayToTheGateway(t *testing.T) {
	tcp, disk := faultOn(CheckTCP, CauseGateway, "refused"), faultOn(CheckDisk, CauseMachine, "disk")
	require.Nil(t, FirstFault([]CheckResult{disk, wellOn(CheckTCP), faultOn(CheckClock, CauseMachine, "clock")}))
	require.Equal(t, tcp, *FirstFault([]CheckResult{disk, tcp, faultOn(CheckHTTP, CauseGateway, "later")}))
}

func TestText_Arg(t *testing.T) {
	require.Equal(t, "@a", T("a").Arg())
	require.Equal(t, `@a "n" "8" "what" "@b \"x\" \"q\\\"\""`, T("a", "n", "8", "what", T("b", "x", `q"`).Arg()).Arg())
}
