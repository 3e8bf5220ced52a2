package kiosk

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// examines returns the Examine effects of the last step.
func (c *counter) examines() (all []Examine) {
	for _, e := range c.other {
		if x, ok := e.(Examine); ok {
			all = append(all, x)
		}
	}
	return all
}

// examinesWithin lets time pass until the till looks, at most d.
func (c *counter) examinesWithin(d time.Duration) []Examine {
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

func faultOn(l Look, b Blame, brief string) Finding {
	return Finding{Look: l, Health: HealthFailed, Blame: b, Brief: T(brief), What: T("what"), Todo: T("todo")}
}

func wellOn(l Look) Finding { return Finding{Look: l, Health: HealthOK, What: T("well")} }

// silence answers the oldest ping with nothing.
func (c *counter) silence() {
	c.t.Helper()
	c.sleep(pingEvery)
	c.step(Answered{Ask: c.take(AskPing), Err: &Unanswered{Err: errors.New("timeout")}})
}

// take is the oldest unanswered ask of kind k, which is answered now.
func (c *counter) take(k AskKind) Ask {
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
	c.step(Answered{Ask: c.take(AskPing)})
	require.Equal(t, []Examine{{}}, c.examinesWithin(checkFirst+time.Second), "the quick looks, soon after the start")
	c.step(Examined{Findings: []Finding{wellOn(LookTCP)}})
	require.Equal(t, checkEvery, c.till.examAt().Sub(c.now))
}

func TestCheck_TroubleIsLookedIntoAtOnceAndAgainWhileItLasts(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.step(Answered{Ask: c.take(AskPing)})
	require.NotEmpty(t, c.examinesWithin(checkFirst+time.Second))
	c.step(Examined{Findings: []Finding{wellOn(LookTCP)}})

	c.silence()
	require.Equal(t, []Examine{{}}, c.examines(), "when it begins")
	require.Nil(t, c.view.Fault, "nothing is known yet")
	cable := faultOn(LookNetwork, BlameMachine, "cable")
	c.step(Examined{Findings: []Finding{cable, faultOn(LookTCP, BlameGateway, "later")}})
	require.Equal(t, cable, *c.view.Fault, "the first failure is the cause")
	began := c.now
	require.Equal(t, []Examine{{}}, c.examinesWithin(checkTrouble+time.Second))
	require.GreaterOrEqual(t, c.now.Sub(began), checkTrouble, "no more often")
	c.step(Examined{Findings: []Finding{wellOn(LookNetwork), faultOn(LookTCP, BlameGateway, "refused")}})
	require.Equal(t, BlameGateway, c.view.Fault.Blame)

	for range 10 {
		c.sleep(pingEveryBroken)
		if a := c.till.gateway; a.State == GatewayReachable {
			break
		}
		if len(c.open) > 0 {
			c.step(Answered{Ask: c.take(AskPing)})
		}
	}
	require.Equal(t, GatewayReachable, c.view.Status.Gateway.State)
	require.Nil(t, c.view.Fault, "gone with the trouble")
	c.step(Answered{Ask: Ask{ID: 999, Kind: AskPing}, Err: &Unanswered{Err: errors.New("timeout")}})
	require.Nil(t, c.view.Fault, "the next trouble has a cause of its own")
}

func TestCheck_TroubleThatComesAndGoesIsNotLookedIntoEachTime(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.step(Answered{Ask: c.take(AskPing)})
	looked := 0
	for range 20 {
		c.step(Answered{Ask: Ask{ID: 999, Kind: AskPing}, Err: &Unanswered{Err: errors.New("timeout")}})
		if len(c.examines()) > 0 {
			looked++
			c.step(Examined{Findings: []Finding{faultOn(LookTCP, BlameGateway, "refused")}})
		}
		c.step(Answered{Ask: Ask{ID: 999, Kind: AskPing}})
		c.now = c.now.Add(time.Second)
	}
	require.InDelta(t, 2, looked, 1)
}

func TestCheck_WhoseFaultItIsStandsInThePanel(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.typeAmount("12.5")
	c.press(KeyF1)
	c.step(Answered{Ask: c.take(AskQR), Answer: Answer{Verdict: VerdictWaiting, QR: "qr", GatewayOrderNo: "G1"}})
	c.sleep(pollQuick)
	c.step(Answered{Ask: c.take(AskQuery), Err: &NotSent{errors.New("no way")}})
	cable := faultOn(LookNetwork, BlameMachine, "cable")
	c.step(Examined{Findings: []Finding{cable}})
	c.now = c.now.Add(slowAfter)
	c.step(ScannerChanged{})
	require.Equal(t, "panel.slow.title", c.view.Panel.Title.ID)
	require.Equal(t, T("panel.fault.because", "what", "@cable"), c.view.Panel.Detail)
	require.Equal(t, StageQR, c.view.Stage.Kind, "the customer goes on")
}

func TestCheck_ANetworkDroppedForPracticeIsNobodysFault(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.step(Tapped{ActionPracticeDrop})
	c.silence()
	c.step(Examined{Findings: []Finding{faultOn(LookTCP, BlameGateway, "refused")}})
	require.Nil(t, c.view.Fault)
}

func TestCheck_AilingStandsUntilItIsWell(t *testing.T) {
	c := newCounter(t, fullGateway())
	chain := faultOn(LookLedger, BlameMachine, "chain")
	c.step(Ailing{chain})
	c.step(Examined{Findings: []Finding{faultOn(LookDisk, BlameMachine, "disk"), wellOn(LookFolder)}})
	require.Equal(t, []Finding{chain, faultOn(LookDisk, BlameMachine, "disk")}, c.view.Ailing)
	require.Nil(t, c.view.Fault, "no reason for a silent gateway")
	c.step(Examined{Findings: []Finding{{Look: LookDisk, Health: HealthNote, What: T("cannot tell")}}})
	require.Len(t, c.view.Ailing, 2, "what cannot be told is not well")
	c.step(Examined{Findings: []Finding{wellOn(LookDisk)}})
	require.Equal(t, []Finding{chain}, c.view.Ailing)
	c.step(Ailing{wellOn(LookLedger)})
	require.Empty(t, c.view.Ailing)
}

func TestCheck_AClockThatIsTheFaultStandsThereOnce(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.silence()
	c.step(Examined{Findings: []Finding{faultOn(LookTLS, BlameMachine, "clock"), faultOn(LookClock, BlameMachine, "clock")}})
	require.Equal(t, "clock", c.view.Fault.Brief.ID)
	require.Empty(t, c.view.Ailing)
}

func TestCheck_TheScreen(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.typeAmount("12")
	c.press(KeyF12, KeyF5)
	require.Equal(t, ScreenCheck, c.view.Screen)
	require.Equal(t, []Examine{{Deep: true}}, c.examines())
	require.True(t, c.view.Check.Busy)
	require.True(t, c.view.Check.At.IsZero())
	c.press(KeyF5)
	require.Empty(t, c.examines(), "one at a time")
	found := []Finding{wellOn(LookConfig), faultOn(LookTCP, BlameGateway, "refused")}
	c.step(Examined{Deep: true, Findings: found})
	require.Equal(t, Checkup{Findings: found, At: T("check.at", "time", "14:32:05")}, *c.view.Check)
	c.press(KeyF5)
	require.Equal(t, []Examine{{Deep: true}}, c.examines(), "again")
	require.Equal(t, found, c.view.Check.Findings, "what was found stands until there is something newer")
	c.step(Scanned{NewCode("130000000000000000")})
	require.Equal(t, ScreenCheck, c.view.Screen)
	require.Empty(t, c.sales, "a scan sells nothing here")
	c.press(KeyEsc)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Equal(t, "12", c.view.Amount.Text, "what was typed is still there")
}

func TestCheck_ItWaitsForQuickLooksUnderWay(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.Equal(t, []Examine{{}}, c.examinesWithin(checkFirst+time.Second))
	c.step(Tapped{ActionCheck})
	require.Empty(t, c.examines())
	require.True(t, c.view.Check.Busy)
	c.step(Examined{Findings: []Finding{wellOn(LookTCP)}})
	require.Equal(t, []Examine{{Deep: true}}, c.examines())
	require.Empty(t, c.view.Check.Findings, "the quick looks are not all")
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
	c.step(Answered{Ask: c.take(AskQR), Answer: Answer{Verdict: VerdictWaiting, QR: "qr", GatewayOrderNo: "G1"}})
	c.sleep(pollQuick)
	c.step(Answered{Ask: c.take(AskQuery), Answer: Answer{Verdict: VerdictPaid}})
	require.Equal(t, StagePaid, c.view.Stage.Kind)
	c.step(Tapped{ActionCheck})
	require.Equal(t, ScreenCheck, c.view.Screen)
	require.Equal(t, StagePaid, c.view.Stage.Kind, "the customer goes on reading the answer")
	c.press(KeyEsc)
	require.Equal(t, ScreenPanel, c.view.Screen, "the result is there again")
}

func TestCheck_AnExaminationThatWasNeverMadeIsMadeAgain(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.NotEmpty(t, c.examinesWithin(checkFirst+time.Second))
	require.NotEmpty(t, c.examinesWithin(3*checkLost), "its answer never came")
	c.till.retract([]Effect{Examine{}})
	require.NotEmpty(t, c.examinesWithin(checkLost), "it stood behind a Save that failed")
}

func TestCheck_ANoteInTheBarIsNoReasonToLookOftener(t *testing.T) {
	for health, oftener := range map[Health]bool{HealthNote: false, HealthFailed: true} {
		c := newCounter(t, fullGateway())
		require.NotEmpty(t, c.examinesWithin(checkFirst+time.Second))
		f := faultOn(LookFonts, BlameMachine, "names")
		f.Health = health
		c.step(Ailing{f})
		c.step(Examined{Findings: []Finding{wellOn(LookTCP)}})
		require.Equal(t, oftener, len(c.examinesWithin(2*checkAiling)) > 0, health)
	}
}

func TestCheck_ALeapOfTheClockIsLookedAt(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.NotEmpty(t, c.examinesWithin(checkFirst+time.Second))
	c.step(Examined{Findings: []Finding{wellOn(LookClock)}})
	c.step(ClockChanged{Offset: 8 * time.Hour})
	require.NotEmpty(t, c.examinesWithin(checkFirst+time.Second))
}

func TestCheck_AStoppedTillStillKnowsWhatIsFound(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.NotEmpty(t, c.examinesWithin(checkFirst+time.Second))
	c.step(SaveFailed{Cause: Woke{}, Err: ErrLedgerFull})
	require.Equal(t, ScreenStopped, c.view.Screen)
	disk := faultOn(LookDisk, BlameMachine, "disk")
	c.step(Examined{Findings: []Finding{disk}})
	require.Equal(t, []Finding{disk}, c.view.Ailing)
}

func TestFirstFault_IsOnTheWayToTheGateway(t *testing.T) {
	tcp, disk := faultOn(LookTCP, BlameGateway, "refused"), faultOn(LookDisk, BlameMachine, "disk")
	require.Nil(t, FirstFault([]Finding{disk, wellOn(LookTCP), faultOn(LookClock, BlameMachine, "clock")}))
	require.Equal(t, tcp, *FirstFault([]Finding{disk, tcp, faultOn(LookHTTP, BlameGateway, "later")}))
}

func TestText_Arg(t *testing.T) {
	require.Equal(t, "@a", T("a").Arg())
	require.Equal(t, `@a "n" "8" "what" "@b \"x\" \"q\\\"\""`, T("a", "n", "8", "what", T("b", "x", `q"`).Arg()).Arg())
}
