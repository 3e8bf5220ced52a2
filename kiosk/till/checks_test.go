package till_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/health"
	"facepay/kiosk/payments"
	"facepay/kiosk/till/tilltest"
)

func faultOn(l kiosk.Check, b kiosk.Cause, brief string) kiosk.CheckResult {
	return kiosk.CheckResult{Check: l, Health: kiosk.HealthFailed, Cause: b, Brief: kiosk.T(brief), What: kiosk.T("what"), Todo: kiosk.T("todo")}
}

func wellOn(l kiosk.Check) kiosk.CheckResult {
	return kiosk.CheckResult{Check: l, Health: kiosk.HealthOK, What: kiosk.T("well")}
}

func TestCheck_TheTillLooksByItselfAtItsStartAndEveryHour(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.Answer(kiosk.CallPing, kiosk.Answer{}, nil)
	require.Equal(t, []kiosk.RunChecks{{}}, c.ChecksWithin(health.FirstRun+time.Second), "the quick looks, soon after the start")
	c.Found(wellOn(kiosk.CheckTCP))
	require.Equal(t, health.RunEvery, c.Till.ChecksDue().Sub(c.Now))
}

func TestCheck_TroubleIsLookedIntoAtOnceAndAgainWhileItLasts(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.Answer(kiosk.CallPing, kiosk.Answer{}, nil)
	require.NotEmpty(t, c.ChecksWithin(health.FirstRun+time.Second))
	c.Found(wellOn(kiosk.CheckTCP))

	c.LosePing()
	require.Equal(t, []kiosk.RunChecks{{}}, tilltest.Effects[kiosk.RunChecks](c), "when it begins")
	require.Nil(t, c.View.Fault, "nothing is known yet")
	cable := faultOn(kiosk.CheckNetwork, kiosk.CauseMachine, "cable")
	c.Found(cable, faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "later"))
	require.Equal(t, cable, *c.View.Fault, "the first failure is the cause")
	began := c.Now
	require.Equal(t, []kiosk.RunChecks{{}}, c.ChecksWithin(health.RunEveryGatewayDown+time.Second))
	require.GreaterOrEqual(t, c.Now.Sub(began), health.RunEveryGatewayDown, "no more often")
	c.Found(wellOn(kiosk.CheckNetwork), faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused"))
	require.Equal(t, kiosk.CauseGateway, c.View.Fault.Cause)

	for range 10 {
		c.Sleep(payments.PingEveryBroken)
		c.AnswerPings(nil)
	}
	require.Equal(t, kiosk.GatewayReachable, c.View.Status.Gateway.State)
	require.Nil(t, c.View.Fault, "gone with the trouble")
	c.Step(kiosk.Answered{Call: kiosk.Call{ID: 999, Kind: kiosk.CallPing}, Err: tilltest.Unanswered()})
	require.Nil(t, c.View.Fault, "the next trouble has a cause of its own")
}

func TestCheck_TroubleThatComesAndGoesIsNotLookedIntoEachTime(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.Answer(kiosk.CallPing, kiosk.Answer{}, nil)
	looked := 0
	for range 20 {
		c.Step(kiosk.Answered{Call: kiosk.Call{ID: 999, Kind: kiosk.CallPing}, Err: tilltest.Unanswered()})
		if len(tilltest.Effects[kiosk.RunChecks](c)) > 0 {
			looked++
			c.Found(faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused"))
		}
		c.Step(kiosk.Answered{Call: kiosk.Call{ID: 999, Kind: kiosk.CallPing}})
		c.Now = c.Now.Add(time.Second)
	}
	require.InDelta(t, 2, looked, 1)
}

func TestCheck_WhoseFaultItIsStandsInThePanel(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.OpenQR(kiosk.KeyF1, "G1")
	c.Sleep(payments.PollQuick)
	c.Answer(kiosk.CallQuery, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	c.Found(faultOn(kiosk.CheckNetwork, kiosk.CauseMachine, "cable"))
	c.Now = c.Now.Add(payments.SlowAfter)
	c.Step(kiosk.ScannerChanged{})
	require.Equal(t, "panel.slow.title", c.View.Panel.Title.ID)
	require.Equal(t, kiosk.T("panel.fault.because", "what", "@cable"), c.View.Panel.Detail)
	require.Equal(t, kiosk.CustomerQR, c.View.Customer.Kind, "the customer goes on")
}

func TestCheck_ANetworkDroppedForPracticeIsNobodysFault(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.Tap(kiosk.ActionPracticeDrop)
	c.LosePing()
	c.Found(faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused"))
	require.Nil(t, c.View.Fault)
}

func TestCheck_AilingStandsUntilItIsWell(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	chain := faultOn(kiosk.CheckLedger, kiosk.CauseMachine, "chain")
	c.Step(kiosk.WarningRaised{Result: chain})
	c.Found(faultOn(kiosk.CheckDisk, kiosk.CauseMachine, "disk"), wellOn(kiosk.CheckFolder))
	require.Equal(t, []kiosk.CheckResult{chain, faultOn(kiosk.CheckDisk, kiosk.CauseMachine, "disk")}, c.View.Warnings)
	require.Nil(t, c.View.Fault, "no reason for a silent gateway")
	c.Found(kiosk.CheckResult{Check: kiosk.CheckDisk, Health: kiosk.HealthWarning, What: kiosk.T("cannot tell")})
	require.Len(t, c.View.Warnings, 2, "what cannot be told is not well")
	c.Found(wellOn(kiosk.CheckDisk))
	require.Equal(t, []kiosk.CheckResult{chain}, c.View.Warnings)
	c.Step(kiosk.WarningRaised{Result: wellOn(kiosk.CheckLedger)})
	require.Empty(t, c.View.Warnings)
}

func TestCheck_AClockThatIsTheFaultStandsThereOnce(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.LosePing()
	c.Found(faultOn(kiosk.CheckTLS, kiosk.CauseMachine, "clock"), faultOn(kiosk.CheckClock, kiosk.CauseMachine, "clock"))
	require.Equal(t, "clock", c.View.Fault.Brief.ID)
	require.Empty(t, c.View.Warnings)
}

func TestCheck_TheScreen(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.KeyIn("12")
	c.Press(kiosk.KeyF12, kiosk.KeyF5)
	require.Equal(t, kiosk.ScreenChecks, c.View.Screen)
	require.Equal(t, []kiosk.RunChecks{{Full: true}}, tilltest.Effects[kiosk.RunChecks](c))
	require.True(t, c.View.Checks.Busy)
	require.True(t, c.View.Checks.At.IsZero())
	c.Press(kiosk.KeyF5)
	require.Empty(t, tilltest.Effects[kiosk.RunChecks](c), "one at a time")
	found := []kiosk.CheckResult{wellOn(kiosk.CheckConfig), faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused")}
	c.Step(kiosk.ChecksDone{Full: true, Results: found})
	require.Equal(t, kiosk.CheckReport{Results: found, At: kiosk.T("check.at", "time", "14:32:05")}, *c.View.Checks)
	c.Press(kiosk.KeyF5)
	require.Equal(t, []kiosk.RunChecks{{Full: true}}, tilltest.Effects[kiosk.RunChecks](c), "again")
	require.Equal(t, found, c.View.Checks.Results, "what was found stands until there is something newer")
	c.Scan("130000000000000000")
	require.Equal(t, kiosk.ScreenChecks, c.View.Screen)
	require.Empty(t, c.Sales, "a scan sells nothing here")
	c.Press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Equal(t, "12", c.View.Amount.Text, "what was typed is still there")
}

func TestCheck_ItWaitsForQuickLooksUnderWay(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	require.Equal(t, []kiosk.RunChecks{{}}, c.ChecksWithin(health.FirstRun+time.Second))
	c.Tap(kiosk.ActionCheck)
	require.Empty(t, tilltest.Effects[kiosk.RunChecks](c))
	require.True(t, c.View.Checks.Busy)
	c.Found(wellOn(kiosk.CheckTCP))
	require.Equal(t, []kiosk.RunChecks{{Full: true}}, tilltest.Effects[kiosk.RunChecks](c))
	require.Empty(t, c.View.Checks.Results, "the quick looks are not all")
}

func TestCheck_NeverStandsInASalesWay(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.Pay("12.5", kiosk.KeyF1)
	before := c.View
	c.Tap(kiosk.ActionCheck)
	require.True(t, c.View.Equal(&before))
	require.Empty(t, tilltest.Effects[kiosk.RunChecks](c))
	require.Len(t, c.Sales, 1)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "qr", GatewayOrderNo: "G1"}, nil)
	c.Sleep(payments.PollQuick)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
	c.Tap(kiosk.ActionCheck)
	require.Equal(t, kiosk.ScreenChecks, c.View.Screen)
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind, "the customer goes on reading the answer")
	c.Press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenPanel, c.View.Screen, "the result is there again")
}

func TestCheck_AnExaminationThatWasNeverMadeIsMadeAgain(t *testing.T) {
	c := tilltest.CheckedTill(t)
	require.NotEmpty(t, c.ChecksWithin(3*health.RunLost), "its answer never came")
	c.Till.Undo(kiosk.RunChecks{})
	require.NotEmpty(t, c.ChecksWithin(health.RunLost), "it stood behind a Save that failed")
}

func TestCheck_ANoteInTheBarIsNoReasonToLookOftener(t *testing.T) {
	for of, oftener := range map[kiosk.Health]bool{kiosk.HealthWarning: false, kiosk.HealthFailed: true} {
		c := tilltest.CheckedTill(t)
		f := faultOn(kiosk.CheckFonts, kiosk.CauseMachine, "names")
		f.Health = of
		c.Step(kiosk.WarningRaised{Result: f})
		c.Found(wellOn(kiosk.CheckTCP))
		require.Equal(t, oftener, len(c.ChecksWithin(2*health.RunEveryFailed)) > 0, of)
	}
}

func TestCheck_ALeapOfTheClockIsLookedAt(t *testing.T) {
	c := tilltest.CheckedTill(t)
	c.Found(wellOn(kiosk.CheckClock))
	c.Step(kiosk.ClockChanged{Offset: 8 * time.Hour})
	require.NotEmpty(t, c.ChecksWithin(health.FirstRun+time.Second))
}

func TestCheck_AStoppedTillStillKnowsWhatIsFound(t *testing.T) {
	c := tilltest.CheckedTill(t)
	c.Step(kiosk.SaveFailed{Cause: kiosk.Woke{}, Err: kiosk.ErrLedgerFull})
	require.Equal(t, kiosk.ScreenStopped, c.View.Screen)
	c.Found(faultOn(kiosk.CheckDisk, kiosk.CauseMachine, "disk"))
	require.Equal(t, []kiosk.CheckResult{faultOn(kiosk.CheckDisk, kiosk.CauseMachine, "disk")}, c.View.Warnings)
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
