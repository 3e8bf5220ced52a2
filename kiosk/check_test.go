package kiosk

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func faultOn(l Look, b Blame, brief string) Finding {
	return Finding{Look: l, Health: HealthFailed, Blame: b, Brief: T(brief), What: T("what"), Todo: T("todo")}
}

func wellOn(l Look) Finding { return Finding{Look: l, Health: HealthOK, What: T("well")} }

func TestCheck_TheTillLooksByItselfAtItsStartAndEveryHour(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.answer(AskPing, Answer{}, nil)
	require.Equal(t, []Examine{{}}, c.checksWithin(checkFirst+time.Second), "the quick looks, soon after the start")
	c.step(Examined{Findings: []Finding{wellOn(LookTCP)}})
	require.Equal(t, checkEvery, c.till.examAt().Sub(c.now))
}

func TestCheck_TroubleIsLookedIntoAtOnceAndAgainWhileItLasts(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.answer(AskPing, Answer{}, nil)
	require.NotEmpty(t, c.checksWithin(checkFirst+time.Second))
	c.step(Examined{Findings: []Finding{wellOn(LookTCP)}})

	c.sleep(pingEvery)
	c.answer(AskPing, Answer{}, unanswered())
	require.Equal(t, []Examine{{}}, effects[Examine](c), "when it begins")
	require.Nil(t, c.view.Fault, "nothing is known yet")
	cable := faultOn(LookNetwork, BlameMachine, "cable")
	c.step(Examined{Findings: []Finding{cable, faultOn(LookTCP, BlameGateway, "later")}})
	require.Equal(t, cable, *c.view.Fault, "the first failure is the cause")
	began := c.now
	require.Equal(t, []Examine{{}}, c.checksWithin(checkTrouble+time.Second))
	require.GreaterOrEqual(t, c.now.Sub(began), checkTrouble, "no more often")
	c.step(Examined{Findings: []Finding{wellOn(LookNetwork), faultOn(LookTCP, BlameGateway, "refused")}})
	require.Equal(t, BlameGateway, c.view.Fault.Blame)

	for range 10 {
		c.sleep(pingEveryBroken)
		if a := c.till.gateway; a.State == GatewayReachable {
			break
		}
		if len(c.open) > 0 {
			c.answer(AskPing, Answer{}, nil)
		}
	}
	require.Equal(t, GatewayReachable, c.view.Status.Gateway.State)
	require.Nil(t, c.view.Fault, "gone with the trouble")
	c.step(Answered{Ask: Ask{ID: 999, Kind: AskPing}, Err: unanswered()})
	require.Nil(t, c.view.Fault, "the next trouble has a cause of its own")
}

func TestCheck_TroubleThatComesAndGoesIsNotLookedIntoEachTime(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.answer(AskPing, Answer{}, nil)
	looked := 0
	for range 20 {
		c.step(Answered{Ask: Ask{ID: 999, Kind: AskPing}, Err: unanswered()})
		if len(effects[Examine](c)) > 0 {
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
	c.keyIn("12.5")
	c.press(KeyF1)
	c.answer(AskQR, Answer{Verdict: VerdictWaiting, QR: "qr", GatewayOrderNo: "G1"}, nil)
	c.sleep(pollQuick)
	c.answer(AskQuery, Answer{}, &NotSent{errors.New("no way")})
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
	c.tap(ActionPracticeDrop)
	c.sleep(pingEvery)
	c.answer(AskPing, Answer{}, unanswered())
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
	c.sleep(pingEvery)
	c.answer(AskPing, Answer{}, unanswered())
	c.step(Examined{Findings: []Finding{faultOn(LookTLS, BlameMachine, "clock"), faultOn(LookClock, BlameMachine, "clock")}})
	require.Equal(t, "clock", c.view.Fault.Brief.ID)
	require.Empty(t, c.view.Ailing)
}

func TestCheck_TheScreen(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.keyIn("12")
	c.press(KeyF12, KeyF5)
	require.Equal(t, ScreenCheck, c.view.Screen)
	require.Equal(t, []Examine{{Deep: true}}, effects[Examine](c))
	require.True(t, c.view.Check.Busy)
	require.True(t, c.view.Check.At.IsZero())
	c.press(KeyF5)
	require.Empty(t, effects[Examine](c), "one at a time")
	found := []Finding{wellOn(LookConfig), faultOn(LookTCP, BlameGateway, "refused")}
	c.step(Examined{Deep: true, Findings: found})
	require.Equal(t, Checkup{Findings: found, At: T("check.at", "time", "14:32:05")}, *c.view.Check)
	c.press(KeyF5)
	require.Equal(t, []Examine{{Deep: true}}, effects[Examine](c), "again")
	require.Equal(t, found, c.view.Check.Findings, "what was found stands until there is something newer")
	c.scan("130000000000000000")
	require.Equal(t, ScreenCheck, c.view.Screen)
	require.Empty(t, c.sales, "a scan sells nothing here")
	c.press(KeyEsc)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Equal(t, "12", c.view.Amount.Text, "what was typed is still there")
}

func TestCheck_ItWaitsForQuickLooksUnderWay(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.Equal(t, []Examine{{}}, c.checksWithin(checkFirst+time.Second))
	c.tap(ActionCheck)
	require.Empty(t, effects[Examine](c))
	require.True(t, c.view.Check.Busy)
	c.step(Examined{Findings: []Finding{wellOn(LookTCP)}})
	require.Equal(t, []Examine{{Deep: true}}, effects[Examine](c))
	require.Empty(t, c.view.Check.Findings, "the quick looks are not all")
}

func TestCheck_NeverStandsInASalesWay(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.keyIn("12.5")
	c.press(KeyF1)
	before := c.view
	c.tap(ActionCheck)
	require.True(t, c.view.Equal(&before))
	require.Empty(t, effects[Examine](c))
	require.Len(t, c.sales, 1)
	c.answer(AskQR, Answer{Verdict: VerdictWaiting, QR: "qr", GatewayOrderNo: "G1"}, nil)
	c.sleep(pollQuick)
	c.answer(AskQuery, Answer{Verdict: VerdictPaid}, nil)
	require.Equal(t, StagePaid, c.view.Stage.Kind)
	c.tap(ActionCheck)
	require.Equal(t, ScreenCheck, c.view.Screen)
	require.Equal(t, StagePaid, c.view.Stage.Kind, "the customer goes on reading the answer")
	c.press(KeyEsc)
	require.Equal(t, ScreenPanel, c.view.Screen, "the result is there again")
}

func TestCheck_AnExaminationThatWasNeverMadeIsMadeAgain(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.NotEmpty(t, c.checksWithin(checkFirst+time.Second))
	require.NotEmpty(t, c.checksWithin(3*checkLost), "its answer never came")
	c.till.retract([]Effect{Examine{}})
	require.NotEmpty(t, c.checksWithin(checkLost), "it stood behind a Save that failed")
}

func TestCheck_ANoteInTheBarIsNoReasonToLookOftener(t *testing.T) {
	for health, oftener := range map[Health]bool{HealthNote: false, HealthFailed: true} {
		c := newCounter(t, fullGateway())
		require.NotEmpty(t, c.checksWithin(checkFirst+time.Second))
		f := faultOn(LookFonts, BlameMachine, "names")
		f.Health = health
		c.step(Ailing{f})
		c.step(Examined{Findings: []Finding{wellOn(LookTCP)}})
		require.Equal(t, oftener, len(c.checksWithin(2*checkAiling)) > 0, health)
	}
}

func TestCheck_ALeapOfTheClockIsLookedAt(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.NotEmpty(t, c.checksWithin(checkFirst+time.Second))
	c.step(Examined{Findings: []Finding{wellOn(LookClock)}})
	c.step(ClockChanged{Offset: 8 * time.Hour})
	require.NotEmpty(t, c.checksWithin(checkFirst+time.Second))
}

func TestCheck_AStoppedTillStillKnowsWhatIsFound(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.NotEmpty(t, c.checksWithin(checkFirst+time.Second))
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

func TestRunner_Examines(t *testing.T) {
	for name, row := range map[string]struct {
		examine func(context.Context, bool) []Finding
		want    int
	}{
		"what is found comes back":        {func(_ context.Context, deep bool) []Finding { return make([]Finding, 2) }, 2},
		"nothing to look with":            {nil, 0},
		"a look that panics":              {func(context.Context, bool) []Finding { panic("no") }, 0},
		"one that ignores its time limit": {func(context.Context, bool) []Finding { time.Sleep(2 * examineMax); return make([]Finding, 2) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := NewRunner(NewTill(Settings{}), Parts{Examine: row.examine})
				r.examine(t.Context(), Examine{Deep: true})
				e, ok := (<-r.events).(Examined)
				require.True(t, ok)
				require.True(t, e.Deep)
				require.Len(t, e.Findings, row.want)
				r.asks.Wait()
				time.Sleep(3 * examineMax) // the look that nobody waits for ends, too
			})
		})
	}
}
