package kiosk

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// examines returns the Examine effects of the last step.
func (c *counter) examines() (all []RunChecks) {
	for _, e := range c.other {
		if x, ok := e.(RunChecks); ok {
			all = append(all, x)
		}
	}
	return all
}

// examinesWithin lets time pass until the till looks, at most d.
func (c *counter) examinesWithin(d time.Duration) []RunChecks {
	c.t.Helper()
	for until := c.now.Add(d); !c.wake.IsZero() && !c.wake.After(until); {
		if c.wake.After(c.now) {
			c.now = c.wake
		}
		c.wake = time.Time{}
		c.step(Woke{})
		if found := c.examines(); len(found) > 0 {
			return found
		}
	}
	return nil
}

func faultOn(l Check, b Cause, brief string) CheckResult {
	return CheckResult{Check: l, Health: HealthFailed, Cause: b, Brief: T(brief), What: T("what"), Todo: T("todo")}
}

func wellOn(l Check) CheckResult { return CheckResult{Check: l, Health: HealthOK, What: T("well")} }

// silence answers the oldest ping with nothing.
func (c *counter) silence() {
	c.t.Helper()
	c.sleep(pingEvery)
	c.step(Answered{Call: c.take(CallPing), Err: &Unanswered{Err: errors.New("timeout")}})
}

// take is the oldest unanswered ask of kind k, which is answered now.
func (c *counter) take(k CallKind) Call {
	a := c.pending(k)
	for i, o := range c.open {
		if o.ID == a.ID {
			c.open = append(c.open[:i:i], c.open[i+1:]...)
			break
		}
	}
	return a
}

func TestCheck_TheTillLooksByItselfAtItsStartAndEveryHour(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.step(Answered{Call: c.take(CallPing)})
	require.Equal(t, []RunChecks{{}}, c.examinesWithin(checkFirst+time.Second), "the quick looks, soon after the start")
	c.step(ChecksDone{Results: []CheckResult{wellOn(CheckTCP)}})
	require.Equal(t, checkEvery, c.till.examAt().Sub(c.now))
}

func TestCheck_TroubleIsLookedIntoAtOnceAndAgainWhileItLasts(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.step(Answered{Call: c.take(CallPing)})
	require.NotEmpty(t, c.examinesWithin(checkFirst+time.Second))
	c.step(ChecksDone{Results: []CheckResult{wellOn(CheckTCP)}})

	c.silence()
	require.Equal(t, []RunChecks{{}}, c.examines(), "when it begins")
	require.Nil(t, c.view.Fault, "nothing is known yet")
	cable := faultOn(CheckNetwork, CauseMachine, "cable")
	c.step(ChecksDone{Results: []CheckResult{cable, faultOn(CheckTCP, CauseGateway, "later")}})
	require.Equal(t, cable, *c.view.Fault, "the first failure is the cause")
	began := c.now
	require.Equal(t, []RunChecks{{}}, c.examinesWithin(checkTrouble+time.Second))
	require.GreaterOrEqual(t, c.now.Sub(began), checkTrouble, "no more often")
	c.step(ChecksDone{Results: []CheckResult{wellOn(CheckNetwork), faultOn(CheckTCP, CauseGateway, "refused")}})
	require.Equal(t, CauseGateway, c.view.Fault.Cause)

	for range 10 {
		c.sleep(pingEveryBroken)
		if a := c.till.book.gateway; a.State == GatewayReachable {
			break
		}
		if len(c.open) > 0 {
			c.step(Answered{Call: c.take(CallPing)})
		}
	}
	require.Equal(t, GatewayReachable, c.view.Status.Gateway.State)
	require.Nil(t, c.view.Fault, "gone with the trouble")
	c.step(Answered{Call: Call{ID: 999, Kind: CallPing}, Err: &Unanswered{Err: errors.New("timeout")}})
	require.Nil(t, c.view.Fault, "the next trouble has a cause of its own")
}

func TestCheck_TroubleThatComesAndGoesIsNotLookedIntoEachTime(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.step(Answered{Call: c.take(CallPing)})
	looked := 0
	for range 20 {
		c.step(Answered{Call: Call{ID: 999, Kind: CallPing}, Err: &Unanswered{Err: errors.New("timeout")}})
		if len(c.examines()) > 0 {
			looked++
			c.step(ChecksDone{Results: []CheckResult{faultOn(CheckTCP, CauseGateway, "refused")}})
		}
		c.step(Answered{Call: Call{ID: 999, Kind: CallPing}})
		c.now = c.now.Add(time.Second)
	}
	require.InDelta(t, 2, looked, 1)
}

func TestCheck_WhoseFaultItIsStandsInThePanel(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.typeAmount("12.5")
	c.press(KeyF1)
	c.step(Answered{Call: c.take(CallQR), Answer: Answer{Verdict: VerdictWaiting, QR: "qr", GatewayOrderNo: "G1"}})
	c.sleep(pollQuick)
	c.step(Answered{Call: c.take(CallQuery), Err: &NotSent{errors.New("no way")}})
	cable := faultOn(CheckNetwork, CauseMachine, "cable")
	c.step(ChecksDone{Results: []CheckResult{cable}})
	c.now = c.now.Add(slowAfter)
	c.step(ScannerChanged{})
	require.Equal(t, "panel.slow.title", c.view.Panel.Title.ID)
	require.Equal(t, T("panel.fault.because", "what", "@cable"), c.view.Panel.Detail)
	require.Equal(t, CustomerQR, c.view.Customer.Kind, "the customer goes on")
}

func TestCheck_ANetworkDroppedForPracticeIsNobodysFault(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.step(Tapped{ActionPracticeDrop})
	c.silence()
	c.step(ChecksDone{Results: []CheckResult{faultOn(CheckTCP, CauseGateway, "refused")}})
	require.Nil(t, c.view.Fault)
}

func TestCheck_AilingStandsUntilItIsWell(t *testing.T) {
	c := newCounter(t, fullGateway())
	chain := faultOn(CheckLedger, CauseMachine, "chain")
	c.step(WarningRaised{chain})
	c.step(ChecksDone{Results: []CheckResult{faultOn(CheckDisk, CauseMachine, "disk"), wellOn(CheckFolder)}})
	require.Equal(t, []CheckResult{chain, faultOn(CheckDisk, CauseMachine, "disk")}, c.view.Warnings)
	require.Nil(t, c.view.Fault, "no reason for a silent gateway")
	c.step(ChecksDone{Results: []CheckResult{{Check: CheckDisk, Health: HealthWarning, What: T("cannot tell")}}})
	require.Len(t, c.view.Warnings, 2, "what cannot be told is not well")
	c.step(ChecksDone{Results: []CheckResult{wellOn(CheckDisk)}})
	require.Equal(t, []CheckResult{chain}, c.view.Warnings)
	c.step(WarningRaised{wellOn(CheckLedger)})
	require.Empty(t, c.view.Warnings)
}

func TestCheck_AClockThatIsTheFaultStandsThereOnce(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.silence()
	c.step(ChecksDone{Results: []CheckResult{faultOn(CheckTLS, CauseMachine, "clock"), faultOn(CheckClock, CauseMachine, "clock")}})
	require.Equal(t, "clock", c.view.Fault.Brief.ID)
	require.Empty(t, c.view.Warnings)
}

func TestCheck_TheScreen(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.typeAmount("12")
	c.press(KeyF12, KeyF5)
	require.Equal(t, ScreenChecks, c.view.Screen)
	require.Equal(t, []RunChecks{{Full: true}}, c.examines())
	require.True(t, c.view.Checks.Busy)
	require.True(t, c.view.Checks.At.IsZero())
	c.press(KeyF5)
	require.Empty(t, c.examines(), "one at a time")
	found := []CheckResult{wellOn(CheckConfig), faultOn(CheckTCP, CauseGateway, "refused")}
	c.step(ChecksDone{Full: true, Results: found})
	require.Equal(t, CheckReport{Results: found, At: T("check.at", "time", "14:32:05")}, *c.view.Checks)
	c.press(KeyF5)
	require.Equal(t, []RunChecks{{Full: true}}, c.examines(), "again")
	require.Equal(t, found, c.view.Checks.Results, "what was found stands until there is something newer")
	c.step(Scanned{NewPayCode("130000000000000000")})
	require.Equal(t, ScreenChecks, c.view.Screen)
	require.Empty(t, c.sales, "a scan sells nothing here")
	c.press(KeyEsc)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Equal(t, "12", c.view.Amount.Text, "what was typed is still there")
}

func TestCheck_ItWaitsForQuickLooksUnderWay(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.Equal(t, []RunChecks{{}}, c.examinesWithin(checkFirst+time.Second))
	c.step(Tapped{ActionCheck})
	require.Empty(t, c.examines())
	require.True(t, c.view.Checks.Busy)
	c.step(ChecksDone{Results: []CheckResult{wellOn(CheckTCP)}})
	require.Equal(t, []RunChecks{{Full: true}}, c.examines())
	require.Empty(t, c.view.Checks.Results, "the quick looks are not all")
}

func TestCheck_NeverStandsInASalesWay(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.typeAmount("12.5")
	c.press(KeyF1)
	before := c.view
	c.step(Tapped{ActionCheck})
	require.True(t, c.view.Equal(&before))
	require.Empty(t, c.examines())
	require.Len(t, c.sales, 1)
	c.step(Answered{Call: c.take(CallQR), Answer: Answer{Verdict: VerdictWaiting, QR: "qr", GatewayOrderNo: "G1"}})
	c.sleep(pollQuick)
	c.step(Answered{Call: c.take(CallQuery), Answer: Answer{Verdict: VerdictPaid}})
	require.Equal(t, CustomerPaid, c.view.Customer.Kind)
	c.step(Tapped{ActionCheck})
	require.Equal(t, ScreenChecks, c.view.Screen)
	require.Equal(t, CustomerPaid, c.view.Customer.Kind, "the customer goes on reading the answer")
	c.press(KeyEsc)
	require.Equal(t, ScreenPanel, c.view.Screen, "the result is there again")
}

func TestCheck_AnExaminationThatWasNeverMadeIsMadeAgain(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.NotEmpty(t, c.examinesWithin(checkFirst+time.Second))
	require.NotEmpty(t, c.examinesWithin(3*checkLost), "its answer never came")
	c.till.undo([]Effect{RunChecks{}})
	require.NotEmpty(t, c.examinesWithin(checkLost), "it stood behind a Save that failed")
}

func TestCheck_ANoteInTheBarIsNoReasonToLookOftener(t *testing.T) {
	for health, oftener := range map[Health]bool{HealthWarning: false, HealthFailed: true} {
		c := newCounter(t, fullGateway())
		require.NotEmpty(t, c.examinesWithin(checkFirst+time.Second))
		f := faultOn(CheckFonts, CauseMachine, "names")
		f.Health = health
		c.step(WarningRaised{f})
		c.step(ChecksDone{Results: []CheckResult{wellOn(CheckTCP)}})
		require.Equal(t, oftener, len(c.examinesWithin(2*checkAiling)) > 0, health)
	}
}

func TestCheck_ALeapOfTheClockIsLookedAt(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.NotEmpty(t, c.examinesWithin(checkFirst+time.Second))
	c.step(ChecksDone{Results: []CheckResult{wellOn(CheckClock)}})
	c.step(ClockChanged{Offset: 8 * time.Hour})
	require.NotEmpty(t, c.examinesWithin(checkFirst+time.Second))
}

func TestCheck_AStoppedTillStillKnowsWhatIsFound(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.NotEmpty(t, c.examinesWithin(checkFirst+time.Second))
	c.step(SaveFailed{Cause: Woke{}, Err: ErrLedgerFull})
	require.Equal(t, ScreenStopped, c.view.Screen)
	disk := faultOn(CheckDisk, CauseMachine, "disk")
	c.step(ChecksDone{Results: []CheckResult{disk}})
	require.Equal(t, []CheckResult{disk}, c.view.Warnings)
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
