package till_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
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
	require.Equal(t, []kiosk.RunChecks{{}}, c.ChecksWithin(10*time.Second), "the quick looks, soon after the start")
	c.Found(wellOn(kiosk.CheckTCP))
	require.Equal(t, []kiosk.RunChecks{{}}, c.ChecksWithin(time.Hour))
}

func TestCheck_TroubleIsLookedIntoAtOnceAndAgainWhileItLasts(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.Answer(kiosk.CallPing, kiosk.Answer{}, nil)
	require.NotEmpty(t, c.ChecksWithin(10*time.Second))
	c.Found(wellOn(kiosk.CheckTCP))

	c.LosePing()
	require.Equal(t, []kiosk.RunChecks{{}}, tilltest.Effects[kiosk.RunChecks](c), "when it begins")
	require.Nil(t, c.View.Fault, "nothing is known yet")
	cable := faultOn(kiosk.CheckNetwork, kiosk.CauseMachine, "cable")
	c.Found(cable, faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "later"))
	require.Equal(t, cable, *c.View.Fault, "the first failure is the cause")
	require.Equal(t, []kiosk.RunChecks{{}}, c.ChecksWithin(30*time.Second))
	c.Found(wellOn(kiosk.CheckNetwork), faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused"))
	require.Equal(t, kiosk.CauseGateway, c.View.Fault.Cause)

	for range 10 {
		c.Sleep(tilltest.PingEveryBroken)
		c.AnswerPings(nil)
	}
	require.Equal(t, kiosk.GatewayReachable, c.View.Status.Gateway.State)
	require.Nil(t, c.View.Fault, "gone with the trouble")
	c.Step(kiosk.Answered{Call: kiosk.Call{ID: 999, Kind: kiosk.CallPing}, Err: tilltest.Unanswered()})
	require.Nil(t, c.View.Fault, "the next trouble has a cause of its own")
}

func TestCheck_WhoseFaultItIsStandsInThePanel(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.OpenQR(kiosk.KeyF1, "G1")
	c.Sleep(tilltest.PollQuick)
	c.Answer(kiosk.CallQuery, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	c.Found(faultOn(kiosk.CheckNetwork, kiosk.CauseMachine, "cable"))
	c.Now = c.Now.Add(tilltest.SlowAfter)
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
	require.Equal(t, []kiosk.RunChecks{{}}, c.ChecksWithin(10*time.Second))
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
	c.Sleep(tilltest.PollQuick)
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
	c.Till.Undo(kiosk.RunChecks{})
	require.NotEmpty(t, c.ChecksWithin(time.Minute), "it stood behind a Save that failed")
}

func TestCheck_ALeapOfTheClockIsLookedAt(t *testing.T) {
	c := tilltest.CheckedTill(t)
	c.Found(wellOn(kiosk.CheckClock))
	c.Step(kiosk.ClockChanged{Offset: 8 * time.Hour})
	require.NotEmpty(t, c.ChecksWithin(10*time.Second))
}

func TestCheck_AStoppedTillStillKnowsWhatIsFound(t *testing.T) {
	c := tilltest.CheckedTill(t)
	c.Step(kiosk.SaveFailed{Cause: kiosk.Woke{}, Err: kiosk.ErrLedgerFull})
	require.Equal(t, kiosk.ScreenStopped, c.View.Screen)
	chain, disk := faultOn(kiosk.CheckLedger, kiosk.CauseMachine, "chain"), faultOn(kiosk.CheckDisk, kiosk.CauseMachine, "disk")
	c.Step(kiosk.WarningRaised{Result: chain})
	c.Found(disk)
	require.Equal(t, []kiosk.CheckResult{chain, disk}, c.View.Warnings)
}
