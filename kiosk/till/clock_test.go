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
