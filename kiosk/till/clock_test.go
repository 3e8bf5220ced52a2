package till_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

func TestClock_WhatIsShownMovesWithIt(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	began := c.Now
	c.AnswerFor(3*time.Second, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	silent := c.View.Status.Gateway.Since
	before := c.View.Panel.Timeline
	first := before[0].At
	c.Jump(-8 * time.Hour)
	require.Equal(t, began.Add(-8*time.Hour), c.View.Amount.Since, "4 seconds have passed, whatever the clock says")
	require.Equal(t, silent.Add(-8*time.Hour), c.View.Status.Gateway.Since)
	require.Equal(t, first.Add(-8*time.Hour), c.View.Panel.Timeline[0].At)
	require.Equal(t, first, before[0].At, "a picture that was handed over does not change")
	c.Sleep(tilltest.SlowAfter)
	c.Step(kiosk.Woke{})
	require.Equal(t, "panel.slow.title", c.View.Panel.Title.ID, "the silence was measured")
}

func TestClock_ADayThatCannotBeReadIsReadLater(t *testing.T) {
	desk := till.NewTill(kiosk.Settings{Capabilities: tilltest.LepayLike(), MaxAmount: 5_000_000})
	now := time.Date(2026, 11, 22, 23, 59, 0, 0, time.UTC)
	desk.Step(now, kiosk.Loaded{Snapshot: kiosk.Snapshot{Today: 700}})
	counts := func(e kiosk.Event) (at []time.Time, wake time.Time) {
		for _, f := range desk.Step(now, e) {
			switch f := f.(type) {
			case kiosk.CountDay:
				at = append(at, f.At)
			case kiosk.Wake:
				wake = f.At
			}
		}
		return at, wake
	}
	now = now.Add(time.Minute)
	at, _ := counts(kiosk.Woke{})
	require.Equal(t, []time.Time{now}, at)
	at, wake := counts(kiosk.DayCounted{At: now, Err: kiosk.ErrLedgerLocked})
	require.Empty(t, at, "not at once")
	require.LessOrEqual(t, wake.Sub(now), till.RetryEvery)
	now = now.Add(till.RetryEvery)
	at, _ = counts(kiosk.Woke{})
	require.Len(t, at, 1)
	counts(kiosk.DayCounted{At: at[0], Today: 5})
	require.EqualValues(t, 5, desk.Book().Today())
}

func TestClock_AMachineThatSleptAsksForThePINAgain(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.OpenHistory()
	require.False(t, c.Till.PINVerifiedAt().IsZero())
	c.Jump(-time.Hour)
	require.False(t, c.Till.PINVerifiedAt().IsZero())
	c.Jump(time.Hour)
	require.True(t, c.Till.PINVerifiedAt().IsZero())
}

const overnight = 14 * time.Hour

func TestSleep_EndsAManagersDecision(t *testing.T) {
	tilltest.EachSleep(t, func(t *testing.T, sleep func(*tilltest.Counter, time.Duration)) {
		for steps := range 3 {
			c, n := tilltest.OpenDecision(t, tilltest.LepayLike())
			c.PressGuarded([]kiosk.Key{kiosk.KeyF5, kiosk.KeyF1}[:steps]...)
			sleep(c, overnight)
			c.PressGuarded(kiosk.KeyF5, kiosk.KeyF1, kiosk.KeyEnter)
			require.Equal(t, kiosk.StateUnknown, c.Payments[n].State, "whoever woke it has no PIN")
		}
	})
}

func TestSleep_EndsADecisionAboutARefund(t *testing.T) {
	tilltest.EachSleep(t, func(t *testing.T, sleep func(*tilltest.Counter, time.Duration)) {
		c := tilltest.OpenRefundDecision(t)
		require.Equal(t, "decide.refund.title", c.View.Panel.Title.ID)
		sleep(c, overnight)
		c.PressGuarded(kiosk.KeyF5, kiosk.KeyF1, kiosk.KeyEnter)
		require.Equal(t, kiosk.RefundUnknown, c.TheRefund().State)
	})
}

func TestSleep_EndsAPINPadAndALateAnswerToIt(t *testing.T) {
	tilltest.EachSleep(t, func(t *testing.T, sleep func(*tilltest.Counter, time.Duration)) {
		c, _ := tilltest.ParkedSale(t, tilltest.LepayLike())
		c.Press(kiosk.KeyF9, "1", "2", "3", "4")
		sleep(c, overnight)
		require.Nil(t, c.View.PIN)
		c.Press(kiosk.KeyF9, "1", "2", "3", "4", kiosk.KeyEnter)
		require.True(t, c.View.PIN.Busy)
		pad := tilltest.Effects[kiosk.CheckPIN](c)[0].Pad
		sleep(c, overnight)
		c.Step(kiosk.PINChecked{Pad: pad, Result: tilltest.RightPIN()})
		require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
		require.True(t, c.Till.PINVerifiedAt().IsZero())
	})
}

func TestSleep_LeavesTheHistory(t *testing.T) {
	tilltest.EachSleep(t, func(t *testing.T, sleep func(*tilltest.Counter, time.Duration)) {
		c := tilltest.NewCounter(t, tilltest.LepayLike())
		c.OpenHistory()
		require.Equal(t, kiosk.ScreenHistory, c.View.Screen)
		sleep(c, till.SuspendedMin+tilltest.PingEvery)
		require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	})
}

func TestSleep_LeavesARefundThatIsBeingMade(t *testing.T) {
	tilltest.EachSleep(t, func(t *testing.T, sleep func(*tilltest.Counter, time.Duration)) {
		c, n := tilltest.RefundPad(t, gatewaytest.Refunding())
		require.Equal(t, kiosk.ScreenRefund, c.View.Screen)
		sleep(c, overnight)
		require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
		c.Step(kiosk.RefundWanted{OrderNo: n})
		require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
		require.Empty(t, c.Refunds)
	})
}

func TestSleep_LosesNothingOfAnOpenSale(t *testing.T) {
	c := tilltest.LostCharge(t, tilltest.LepayLike())
	c.PressPIN(kiosk.KeyF7)
	require.Equal(t, "decide.title", c.View.Panel.Title.ID)
	c.Jump(overnight)
	require.True(t, c.SaleOpen())
	require.Len(t, c.Sales, 1)
	require.Equal(t, "panel.unknown.title", c.View.Panel.Title.ID)
	c.Press(kiosk.KeyF7, "1")
	c.Jump(overnight)
	require.Equal(t, "panel.unknown.title", c.View.Panel.Title.ID)
	require.True(t, c.HasButton(kiosk.ActionPark))
}

// Silence proves that nobody paid only where somebody would have heard.
func TestSleep_ItsSilenceIsNoProof(t *testing.T) {
	for name, row := range map[string]struct {
		late time.Duration
		want kiosk.State
	}{
		"it slept":            {overnight, kiosk.StateUnknown},
		"its timer is late":   {10 * time.Millisecond, kiosk.StateClosed},
		"the machine is busy": {till.SuspendedMin - time.Second, kiosk.StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
			c.Press(kiosk.KeyEsc)
			c.PayByNotice()
			for i := 0; i < 300 && c.Payments[n].State == kiosk.StateWaiting; i++ {
				c.Now = c.Wake.Add(row.late)
				c.Step(kiosk.Woke{})
				c.AnswerAll(kiosk.Answer{}, nil)
			}
			require.Equal(t, row.want, c.Payments[n].State)
		})
	}
}

// A call that is under way must not keep the till from noticing.
func TestSleep_IsNoticedWhileACallIsUnderWay(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.OpenHistory()
	c.Sleep(2 * tilltest.PingEvery)
	require.True(t, c.IsOpen(kiosk.CallPing), "nobody answers it")
	c.Now = c.Now.Add(tilltest.PingEvery + till.SuspendedMin)
	c.Step(kiosk.Woke{})
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
}

// Reading a large ledger takes its time, and that is no sleep.
func TestSleep_TheFirstStepAfterALoadIsNone(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
	c.Now = c.Now.Add(time.Minute)
	c.Step(kiosk.Loaded{Snapshot: c.Restored()})
	c.OpenHistory()
	c.Now = c.Now.Add(till.SuspendedMin - time.Second)
	c.Step(kiosk.Woke{})
	require.Equal(t, kiosk.ScreenHistory, c.View.Screen)
}

// A machine that slept is a clock that jumped: nobody heard meanwhile.
func TestClock_AMachineThatSleptHeardNothing(t *testing.T) {
	for name, tc := range map[string]struct {
		by   time.Duration
		want kiosk.State
	}{
		"slept":          {till.SuspendedMin, kiosk.StateUnknown},
		"corrected":      {till.SuspendedMin - time.Second, kiosk.StateClosed},
		"corrected back": {-8 * time.Hour, kiosk.StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
			c.Jump(tc.by)
			c.Expire()
			require.Equal(t, tc.want, c.Payments[n].State)
		})
	}
}
