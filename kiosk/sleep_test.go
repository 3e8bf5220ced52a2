package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// eachSleep runs test with each of them.
func eachSleep(t *testing.T, test func(t *testing.T, sleep func(*counter, time.Duration))) {
	for name, sleep := range sleeps {
		t.Run(name, func(t *testing.T) { test(t, sleep) })
	}
}

const overnight = 14 * time.Hour

func TestSleep_EndsAManagersDecision(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		for steps := range 3 {
			c, n := openDecision(t, lepayLike())
			c.pressGuarded([]Key{KeyF5, KeyF1}[:steps]...)
			sleep(c, overnight)
			c.pressGuarded(KeyF5, KeyF1, KeyEnter)
			require.Equal(t, StateUnknown, c.payments[n].State, "whoever woke it has no PIN")
		}
	})
}

func TestSleep_EndsADecisionAboutARefund(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c := openRefundDecision(t)
		require.Equal(t, "decide.refund.title", c.view.Panel.Title.ID)
		sleep(c, overnight)
		c.pressGuarded(KeyF5, KeyF1, KeyEnter)
		require.Equal(t, RefundUnknown, c.theRefund().State)
	})
}

func TestSleep_EndsAPINPadAndALateAnswerToIt(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c, _ := parkedSale(t, lepayLike())
		c.press(KeyF9, "1", "2", "3", "4")
		sleep(c, overnight)
		require.Nil(t, c.view.PIN)
		c.press(KeyF9, "1", "2", "3", "4", KeyEnter)
		require.True(t, c.view.PIN.Busy)
		pad := effects[CheckPIN](c)[0].Pad
		sleep(c, overnight)
		c.step(PINChecked{Pad: pad, Result: PINResult{OK: true}})
		require.Equal(t, ScreenAmount, c.view.Screen)
		require.True(t, c.till.pins.pinAt.IsZero())
	})
}

func TestSleep_LeavesTheHistory(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c := newCounter(t, lepayLike())
		c.openHistory()
		require.Equal(t, ScreenHistory, c.view.Screen)
		sleep(c, sleptMin+pingEvery)
		require.Equal(t, ScreenAmount, c.view.Screen)
	})
}

func TestSleep_LeavesARefundThatIsBeingMade(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c, n := refundPad(t, refunding())
		require.Equal(t, ScreenRefund, c.view.Screen)
		sleep(c, overnight)
		require.Equal(t, ScreenAmount, c.view.Screen)
		c.step(RefundWanted{n})
		require.Equal(t, ScreenAmount, c.view.Screen)
		require.Empty(t, c.refunds)
	})
}

func TestSleep_LosesNothingOfAnOpenSale(t *testing.T) {
	c := lostCharge(t, lepayLike())
	c.pressPIN(KeyF7)
	require.Equal(t, "decide.title", c.view.Panel.Title.ID)
	c.jump(overnight)
	require.True(t, c.saleOpen())
	require.Len(t, c.sales, 1)
	require.Equal(t, "panel.unknown.title", c.view.Panel.Title.ID)
	c.press(KeyF7, "1")
	c.jump(overnight)
	require.Equal(t, "panel.unknown.title", c.view.Panel.Title.ID)
	require.True(t, c.hasButton(ActionPark))
}

// Silence proves that nobody paid only where somebody would have heard.
func TestSleep_ItsSilenceIsNoProof(t *testing.T) {
	for name, row := range map[string]struct {
		late time.Duration
		want State
	}{
		"it slept":            {overnight, StateUnknown},
		"its timer is late":   {10 * time.Millisecond, StateClosed},
		"the machine is busy": {sleptMin - time.Second, StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := openBlind(t, blindGateway(true))
			c.press(KeyEsc)
			c.payByNotice()
			for i := 0; i < 300 && c.payments[n].State == StateWaiting; i++ {
				c.now = c.wake.Add(row.late)
				c.step(Woke{})
				c.answerAll(Answer{}, nil)
			}
			require.Equal(t, row.want, c.payments[n].State)
		})
	}
}

// A call that is under way must not keep the till from noticing.
func TestSleep_IsNoticedWhileACallIsUnderWay(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openHistory()
	c.sleep(2 * pingEvery)
	require.True(t, c.isOpen(CallPing), "nobody answers it")
	c.now = c.now.Add(pingEvery + sleptMin)
	c.step(Woke{})
	require.Equal(t, ScreenAmount, c.view.Screen)
}

// Reading a large ledger takes its time, and that is no sleep.
func TestSleep_TheFirstStepAfterALoadIsNone(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.step(SaveFailed{Err: ErrLedgerFull})
	c.now = c.now.Add(time.Minute)
	c.step(Loaded{c.restored()})
	c.openHistory()
	c.now = c.now.Add(sleptMin - time.Second)
	c.step(Woke{})
	require.Equal(t, ScreenHistory, c.view.Screen)
}
