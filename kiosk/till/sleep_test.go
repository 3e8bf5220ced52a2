package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
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
			c.pressGuarded([]kiosk.Key{kiosk.KeyF5, kiosk.KeyF1}[:steps]...)
			sleep(c, overnight)
			c.pressGuarded(kiosk.KeyF5, kiosk.KeyF1, kiosk.KeyEnter)
			require.Equal(t, kiosk.StateUnknown, c.payments[n].State, "whoever woke it has no PIN")
		}
	})
}

func TestSleep_EndsADecisionAboutARefund(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c := openRefundDecision(t)
		require.Equal(t, "decide.refund.title", c.view.Panel.Title.ID)
		sleep(c, overnight)
		c.pressGuarded(kiosk.KeyF5, kiosk.KeyF1, kiosk.KeyEnter)
		require.Equal(t, kiosk.RefundUnknown, c.theRefund().State)
	})
}

func TestSleep_EndsAPINPadAndALateAnswerToIt(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c, _ := parkedSale(t, lepayLike())
		c.press(kiosk.KeyF9, "1", "2", "3", "4")
		sleep(c, overnight)
		require.Nil(t, c.view.PIN)
		c.press(kiosk.KeyF9, "1", "2", "3", "4", kiosk.KeyEnter)
		require.True(t, c.view.PIN.Busy)
		pad := effects[kiosk.CheckPIN](c)[0].Pad
		sleep(c, overnight)
		c.step(kiosk.PINChecked{Pad: pad, Result: kiosk.PINResult{OK: true}})
		require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
		require.True(t, c.till.pins.verifiedAt.IsZero())
	})
}

func TestSleep_LeavesTheHistory(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c := newCounter(t, lepayLike())
		c.openHistory()
		require.Equal(t, kiosk.ScreenHistory, c.view.Screen)
		sleep(c, suspendedMin+payments.PingEvery)
		require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	})
}

func TestSleep_LeavesARefundThatIsBeingMade(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c, n := refundPad(t, refunding())
		require.Equal(t, kiosk.ScreenRefund, c.view.Screen)
		sleep(c, overnight)
		require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
		c.step(kiosk.RefundWanted{OrderNo: n})
		require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
		require.Empty(t, c.refunds)
	})
}

func TestSleep_LosesNothingOfAnOpenSale(t *testing.T) {
	c := lostCharge(t, lepayLike())
	c.pressPIN(kiosk.KeyF7)
	require.Equal(t, "decide.title", c.view.Panel.Title.ID)
	c.jump(overnight)
	require.True(t, c.saleOpen())
	require.Len(t, c.sales, 1)
	require.Equal(t, "panel.unknown.title", c.view.Panel.Title.ID)
	c.press(kiosk.KeyF7, "1")
	c.jump(overnight)
	require.Equal(t, "panel.unknown.title", c.view.Panel.Title.ID)
	require.True(t, c.hasButton(kiosk.ActionPark))
}

// Silence proves that nobody paid only where somebody would have heard.
func TestSleep_ItsSilenceIsNoProof(t *testing.T) {
	for name, row := range map[string]struct {
		late time.Duration
		want kiosk.State
	}{
		"it slept":            {overnight, kiosk.StateUnknown},
		"its timer is late":   {10 * time.Millisecond, kiosk.StateClosed},
		"the machine is busy": {suspendedMin - time.Second, kiosk.StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := openBlind(t, blindGateway(true))
			c.press(kiosk.KeyEsc)
			c.payByNotice()
			for i := 0; i < 300 && c.payments[n].State == kiosk.StateWaiting; i++ {
				c.now = c.wake.Add(row.late)
				c.step(kiosk.Woke{})
				c.answerAll(kiosk.Answer{}, nil)
			}
			require.Equal(t, row.want, c.payments[n].State)
		})
	}
}

// A call that is under way must not keep the till from noticing.
func TestSleep_IsNoticedWhileACallIsUnderWay(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openHistory()
	c.sleep(2 * payments.PingEvery)
	require.True(t, c.isOpen(kiosk.CallPing), "nobody answers it")
	c.now = c.now.Add(payments.PingEvery + suspendedMin)
	c.step(kiosk.Woke{})
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
}

// Reading a large ledger takes its time, and that is no sleep.
func TestSleep_TheFirstStepAfterALoadIsNone(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
	c.now = c.now.Add(time.Minute)
	c.step(kiosk.Loaded{Snapshot: c.restored()})
	c.openHistory()
	c.now = c.now.Add(suspendedMin - time.Second)
	c.step(kiosk.Woke{})
	require.Equal(t, kiosk.ScreenHistory, c.view.Screen)
}
