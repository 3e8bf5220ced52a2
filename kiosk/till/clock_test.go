package till_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

// jumps are changes of a machine's clock: the mains come back to an empty RTC,
// the time service corrects it, somebody sets it.
var jumps = map[string]time.Duration{
	"a little forward": 3 * time.Second, "a little back": -3 * time.Second,
	"over midnight": 10 * time.Hour, "back to yesterday": -15 * time.Hour,
	"8 h forward": 8 * time.Hour, "8 h back": -8 * time.Hour,
	"years forward": 6 * 365 * 24 * time.Hour, "years back": -6 * 365 * 24 * time.Hour,
}

func TestClock_NoJumpMovesADeadline(t *testing.T) {
	for name, deadline := range map[string]struct {
		begin  func(*tilltest.Counter)
		length time.Duration
		over   func(*tilltest.Counter) bool
	}{
		"a sale at which nothing happens": {
			func(c *tilltest.Counter) { c.OpenQR(kiosk.KeyF1, "G1") }, payments.SaleIdleMax,
			func(c *tilltest.Counter) bool { return !c.SaleOpen() },
		},
		"a code that nobody confirms": {
			func(c *tilltest.Counter) {
				c.Charge("1", tilltest.WechatCode)
				c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictConfirming}, nil)
			}, payments.WeChatDeadline,
			func(c *tilltest.Counter) bool { return c.Only().State == kiosk.StateUnknown },
		},
		"a left QR": {
			func(c *tilltest.Counter) { c.OpenQR(kiosk.KeyF1, "G1"); c.Press(kiosk.KeyEsc) }, payments.PollWindow,
			func(c *tilltest.Counter) bool { return c.Only().State == kiosk.StateClosed },
		},
		"a spent code": {
			func(c *tilltest.Counter) {
				c.Charge("1", tilltest.WechatCode)
				c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
				c.Press(kiosk.KeyEsc)
			}, kiosk.PayCodeMemory,
			func(c *tilltest.Counter) bool { return !c.Till.Book().Spent(kiosk.WeChat, "6789") },
		},
		"an alarm that was put off": {
			func(c *tilltest.Counter) {
				c.OpenQR(kiosk.KeyF1, "G1")
				c.Press(kiosk.KeyEsc)
				c.PayLate("G1")
				c.PressGuarded(kiosk.KeyEsc)
			}, till.SnoozeFor,
			func(c *tilltest.Counter) bool { return c.View.Screen == kiosk.ScreenAlarm },
		},
	} {
		for jump, by := range jumps {
			t.Run(name+", "+jump, func(t *testing.T) {
				can := gatewaytest.Full()
				can.Close = false
				c := tilltest.NewCounter(t, can)
				deadline.begin(c)
				c.Jump(by)
				c.AnswerFor(deadline.length-time.Minute/4, tilltest.Waiting, nil)
				require.False(t, deadline.over(c), "too early")
				c.AnswerFor(time.Minute/2, tilltest.Waiting, nil)
				require.True(t, deadline.over(c), "too late")
			})
		}
	}
}

func TestClock_AJumpAsksNeitherMoreNorLess(t *testing.T) {
	schedule := func(by time.Duration) []time.Duration {
		c := tilltest.OpenSale(t, tilltest.LepayLike())
		c.AnswerFor(10*time.Second, tilltest.Waiting, nil)
		if by != 0 {
			c.Jump(by)
		}
		at := c.AnswerFor(time.Minute, tilltest.Waiting, nil)
		c.Press(kiosk.KeyEsc)
		return append(at, c.AnswerFor(20*time.Minute, tilltest.Waiting, nil)...)
	}
	for name, by := range jumps {
		require.Equal(t, schedule(0), schedule(by), name)
	}
}

func TestClock_TheRecordHasTheWallClocksTime(t *testing.T) {
	for name, by := range jumps {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, tilltest.LepayLike())
			c.Jump(by)
			wall := c.Now.Add(by)
			c.OpenQR(kiosk.KeyF1, "G1")
			p := c.Only()
			require.Equal(t, wall, p.CreatedAt)
			require.Equal(t, wall.Format("20060102150405"), string(p.OrderNo[:14]))
			require.Equal(t, wall, c.Sales[p.Sale].OpenedAt)
			require.Equal(t, wall, c.View.Amount.Since)
			c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"})
			require.Equal(t, wall.Add(time.Second), c.Only().PaidAt)
			require.Equal(t, wall.Add(time.Second), c.View.Last.At)
			for _, r := range c.Records {
				require.WithinRange(t, r.At, wall, wall.Add(time.Second))
			}
		})
	}
}

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
	c.Sleep(payments.SlowAfter)
	c.Step(kiosk.Woke{})
	require.Equal(t, "panel.slow.title", c.View.Panel.Title.ID, "the silence was measured")
}

func TestClock_TheDaysSumIsTheDayTheClockShows(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	sell := func(number string) {
		c.OpenQR(kiosk.KeyF1, number)
		c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: number})
		c.Press(kiosk.KeyEnter)
	}
	sell("G1")
	require.EqualValues(t, 12850, c.View.Today)
	c.Jump(10 * time.Hour)
	require.Zero(t, c.View.Today)
	sell("G2")
	sell("G3")
	require.EqualValues(t, 2*12850, c.View.Today)
	c.Jump(-10 * time.Hour)
	require.EqualValues(t, 12850, c.View.Today, "back on the day before")
	c.Sleep(12 * time.Hour)
	require.EqualValues(t, 2*12850, c.View.Today, "its midnight came")
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

var leaps = map[string]time.Duration{"8 h": 8 * time.Hour, "25 h": 25 * time.Hour, "years": 6 * 365 * 24 * time.Hour}

// leftBeforeALeap has a QR that was let go a minute before the till stopped, and
// whose clock came back by leap ahead.
func leftBeforeALeap(t *testing.T, can kiosk.Capabilities, leap time.Duration) *tilltest.Counter {
	c := tilltest.CancelledSale(t, can)
	c.AnswerFor(time.Minute, tilltest.Waiting, nil)
	c.RestartAfter(leap)
	return c
}

// The till was off for a minute, and its clock came back hours or years ahead.
func TestClock_AQRIsNotClosedByALeapWhileTheTillWasOff(t *testing.T) {
	for name, leap := range leaps {
		t.Run(name, func(t *testing.T) {
			can := tilltest.LepayLike()
			c := leftBeforeALeap(t, can, leap)
			c.AnswerFor(can.QRValid-2*time.Minute, tilltest.Waiting, nil)
			require.Equal(t, kiosk.StateWaiting, c.Only().State, "it can still be paid")
			c.Sleep(5 * time.Minute)
			c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
			require.True(t, c.Only().Late)
		})
	}
}

// By the clock that leapt the QR was void long ago; what the gateway said right
// after the start is no proof that nobody paid it since.
func TestClock_AQRThatNobodyCouldAskAboutIsUnknownAfterALeap(t *testing.T) {
	for name, leap := range leaps {
		t.Run(name, func(t *testing.T) {
			c := leftBeforeALeap(t, tilltest.LepayLike(), leap)
			c.AnswerFor(time.Minute, tilltest.Waiting, nil)
			c.AnswerFor(26*time.Hour, kiosk.Answer{}, tilltest.Unanswered())
			require.Equal(t, kiosk.StateUnknown, c.Only().State, "it could be paid when it was last heard of")
		})
	}
}

func TestClock_AnUnknownQRIsAskedAboutWhileItCanBePaidAfterALeap(t *testing.T) {
	can := tilltest.LepayLike()
	c := tilltest.CancelledSale(t, can)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G2"}, nil)
	require.Equal(t, kiosk.StateUnknown, c.Only().State)
	c.RestartAfter(44 * time.Hour)
	c.AnswerFor(can.QRValid-time.Minute, tilltest.Waiting, nil)
	c.Sleep(5 * time.Minute)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, kiosk.StatePaid, c.Only().State)
}

func TestClock_AQRThatEndedIsClosedAfterALeap(t *testing.T) {
	can := tilltest.LepayLike()
	c := tilltest.CancelledSale(t, can)
	c.RestartAfter(30 * time.Hour)
	c.AnswerFor(can.QRValid+2*payments.PollAgainFor, tilltest.Waiting, nil)
	require.Equal(t, kiosk.StateClosed, c.Only().State, "the gateway said so when it was surely void")
	require.Equal(t, kiosk.ReasonExpired, c.Only().Note)
}

func TestClock_AWatchEndsThoughTheClockWentBackYears(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	c.AnswerFor(time.Minute, tilltest.Waiting, nil)
	c.Now = c.Now.AddDate(-6, 0, 0)
	c.Restart()
	c.AnswerFor(payments.PollWindow+time.Minute, tilltest.Waiting, nil)
	require.Equal(t, kiosk.StateClosed, c.Only().State)
}

func TestClock_AJumpCorrectsWhatTheNextStartReads(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Now = c.Now.AddDate(-6, 0, 0) // an empty RTC
	c.OpenQR(kiosk.KeyF1, "G1")
	c.Press(kiosk.KeyEsc)
	c.Jump(6 * 365 * 24 * time.Hour)
	require.Equal(t, c.Now.Add(c.Offset+payments.PollWindow), c.Only().PollUntil)
	writes := c.Only().Version
	c.Jump(2 * time.Second)
	require.Equal(t, writes, c.Only().Version, "a correction by seconds is not worth a row")
}

func TestClock_ASpentCodeIsRefusedAfterALeap(t *testing.T) {
	for name, leap := range jumps {
		t.Run(name, func(t *testing.T) {
			c := tilltest.LostCharge(t, tilltest.LepayLike())
			c.Press(kiosk.KeyF6)
			c.RestartAfter(leap)
			c.AnswerAll(kiosk.Answer{Verdict: kiosk.VerdictWaiting}, nil)
			c.Charge("2", tilltest.WechatCode)
			require.Equal(t, "problem.code_used", c.View.Amount.Problem.ID)
			require.Equal(t, 1, c.Count(kiosk.CallCharge))
			c.Sleep(kiosk.PayCodeMemory + time.Second)
			c.Scan(tilltest.WechatCode)
			require.Equal(t, 2, c.Count(kiosk.CallCharge), "no shop stands still because of its clock")
		})
	}
}

func TestClock_AFailedQRIsAskedAboutAfterALeap(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "G1"})
	c.Press(kiosk.KeyEsc)
	c.RestartAfter(8 * time.Hour)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.True(t, c.Only().Late, "it had been waiting for minutes, not hours")
}

// Whatever a clock says after a start, the customer may have left a moment ago.
func TestClock_ALeftQRIsAskedAboutQuicklyAfterALeap(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	c.AnswerFor(10*time.Second, tilltest.Waiting, nil)
	c.RestartAfter(8 * time.Hour)
	at := c.AnswerFor(10*time.Minute, tilltest.Waiting, nil)
	for i := range at[1:] {
		require.LessOrEqual(t, at[i+1]-at[i], 30*time.Second, "money that comes now is seen within a minute")
	}
	require.Greater(t, len(at), 20)
}

func TestClock_OfManyLeftQRsOnlyTheNewestAreAskedAboutQuickly(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	for i := range 3 * payments.RecoveryPaymentsMax {
		c.OpenQR(kiosk.KeyF1, "G"+strconv.Itoa(i))
		c.Press(kiosk.KeyEsc)
		c.AnswerAll(kiosk.Answer{Verdict: kiosk.VerdictWaiting}, nil)
	}
	c.RestartAfter(8 * time.Hour)
	c.Asked = nil
	c.AnswerFor(10*time.Minute, tilltest.Waiting, nil)
	asked := map[kiosk.OrderNo]int{}
	for _, a := range c.Asked {
		asked[a.Payment.OrderNo]++
	}
	quick := 0
	for i, n := range c.Order {
		if asked[n] > 10 {
			quick++
			require.GreaterOrEqual(t, i, 2*payments.RecoveryPaymentsMax)
		}
	}
	require.Equal(t, payments.RecoveryPaymentsMax, quick)
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

func TestClock_AMachineThatSleptAsksForThePINAgain(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.OpenHistory()
	require.False(t, c.Till.PINVerifiedAt().IsZero())
	c.Jump(-time.Hour)
	require.False(t, c.Till.PINVerifiedAt().IsZero())
	c.Jump(time.Hour)
	require.True(t, c.Till.PINVerifiedAt().IsZero())
}

func TestClock_AReloadKeepsWhatThisRunMeasured(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	c.AnswerFor(time.Hour, tilltest.Waiting, nil)
	p := c.Till.Book().Find(c.Only().OrderNo)
	sent, left, known := p.SentSteady, p.ReleasedSteady, p.FollowedSince
	c.Jump(-8 * time.Hour)
	c.Step(kiosk.SaveFailed{Cause: kiosk.Woke{}, Err: kiosk.ErrLedgerFull})
	c.Step(kiosk.Loaded{Snapshot: c.Restored()})
	p = c.Till.Book().Find(c.Only().OrderNo)
	require.Equal(t, []time.Time{sent, left, known}, []time.Time{p.SentSteady, p.ReleasedSteady, p.FollowedSince})
}
