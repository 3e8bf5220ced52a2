package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sleeps are the two ways in which a till notices that its machine did not run:
// the monotonic clock stood still, or it went on and nobody woke the till.
var sleeps = map[string]func(*counter, time.Duration){
	"the steady clock stood still": (*counter).jump,
	"the steady clock went on":     func(c *counter, d time.Duration) { c.now = c.now.Add(d); c.step(Woke{}) },
}

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
			c := newCounter(t, lepayLike())
			n := c.parks()
			c.press(KeyF10)
			c.manages()
			for _, k := range []Key{KeyF5, KeyF1}[:steps] {
				c.sleep(alarmGuard)
				c.press(k)
			}
			sleep(c, overnight)
			for _, k := range []Key{KeyF5, KeyF1, KeyEnter} {
				c.sleep(alarmGuard)
				c.press(k)
			}
			require.Equal(t, StateUnknown, c.payments[n].State, "whoever woke it has no PIN")
		}
	})
}

func TestSleep_EndsADecisionAboutARefund(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c := decidingOnARefund(t)
		require.Equal(t, "decide.refund.title", c.view.Panel.Title.ID)
		sleep(c, overnight)
		for _, k := range []Key{KeyF5, KeyF1, KeyEnter} {
			c.sleep(alarmGuard)
			c.press(k)
		}
		require.Equal(t, RefundUnknown, c.theRefund().State)
	})
}

func TestSleep_EndsAPINPadAndALateAnswerToIt(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c := newCounter(t, lepayLike())
		c.parks()
		c.press(KeyF9, "1", "2", "3", "4")
		sleep(c, overnight)
		require.Nil(t, c.view.PIN)
		c.press(KeyF9, "1", "2", "3", "4", KeyEnter)
		require.True(t, c.view.PIN.Busy)
		pad := c.till.pin.id
		sleep(c, overnight)
		c.step(PINChecked{Pad: pad, Result: PINResult{OK: true}})
		require.Equal(t, ScreenAmount, c.view.Screen)
		require.True(t, c.till.pins.pinAt.IsZero())
	})
}

func TestSleep_LeavesTheHistory(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c := newCounter(t, lepayLike())
		c.press(KeyF9)
		c.enterPIN()
		require.Equal(t, ScreenHistory, c.view.Screen)
		sleep(c, sleptMin+pingEvery)
		require.Equal(t, ScreenAmount, c.view.Screen)
	})
}

func TestSleep_LeavesARefundThatIsBeingMade(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c := newCounter(t, refunding())
		n := c.sell()
		c.wantRefund(n)
		require.Equal(t, ScreenRefund, c.view.Screen)
		sleep(c, overnight)
		require.Equal(t, ScreenAmount, c.view.Screen)
		c.step(RefundWanted{n})
		require.Equal(t, ScreenAmount, c.view.Screen)
		require.Empty(t, c.refunds)
	})
}

func TestSleep_LosesNothingOfAnOpenSale(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.loseAnswer()
	sale := c.till.book.sale.ID
	c.press(KeyF7)
	c.enterPIN()
	require.Equal(t, "decide.title", c.view.Panel.Title.ID)
	c.jump(overnight)
	require.Equal(t, sale, c.till.book.sale.ID)
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
			c := newCounter(t, blindGateway(true))
			n := c.openBlind()
			c.press(KeyEsc)
			c.paidByNotice()
			for range 300 {
				if c.payments[n].State != StateWaiting {
					break
				}
				c.now = c.wake.Add(row.late)
				c.step(Woke{})
				c.answerAll(Answer{})
			}
			require.Equal(t, row.want, c.payments[n].State)
		})
	}
}

// A call that is under way must not keep the till from noticing.
func TestSleep_IsNoticedWhileACallIsUnderWay(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.press(KeyF9)
	c.enterPIN()
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
	c.press(KeyF9)
	c.enterPIN()
	c.now = c.now.Add(sleptMin - time.Second)
	c.step(Woke{})
	require.Equal(t, ScreenHistory, c.view.Screen)
}
