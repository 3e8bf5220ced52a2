package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// jumps are what a machine's clock does: the mains come back to an empty RTC,
// the time service corrects it, somebody sets it.
var jumps = map[string]time.Duration{
	"a little forward": 3 * time.Second, "a little back": -3 * time.Second,
	"over midnight": 10 * time.Hour, "back to yesterday": -15 * time.Hour,
	"8 h forward": 8 * time.Hour, "8 h back": -8 * time.Hour,
	"years forward": 6 * 365 * 24 * time.Hour, "years back": -6 * 365 * 24 * time.Hour,
}

func TestClock_NoJumpMovesADeadline(t *testing.T) {
	for name, deadline := range map[string]struct {
		begin  func(*counter)
		length time.Duration
		over   func(*counter) bool
	}{
		"a sale at which nothing happens": {
			func(c *counter) { c.openQR(kiosk.KeyF1, "G1") }, payments.SaleIdleMax,
			func(c *counter) bool { return !c.saleOpen() },
		},
		"a code that nobody confirms": {
			func(c *counter) {
				c.charge("1", wechatCode)
				c.answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictConfirming}, nil)
			}, payments.WeChatDeadline,
			func(c *counter) bool { return c.only().State == kiosk.StateUnknown },
		},
		"a left QR": {
			func(c *counter) { c.openQR(kiosk.KeyF1, "G1"); c.press(kiosk.KeyEsc) }, payments.PollWindow,
			func(c *counter) bool { return c.only().State == kiosk.StateClosed },
		},
		"a spent code": {
			func(c *counter) {
				c.charge("1", wechatCode)
				c.answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
				c.press(kiosk.KeyEsc)
			}, kiosk.PayCodeMemory,
			func(c *counter) bool { return !c.till.book.Spent(kiosk.WeChat, "6789") },
		},
		"an alarm that was put off": {
			func(c *counter) {
				c.openQR(kiosk.KeyF1, "G1")
				c.press(kiosk.KeyEsc)
				c.payLate("G1")
				c.pressGuarded(kiosk.KeyEsc)
			}, snoozeFor,
			func(c *counter) bool { return c.view.Screen == kiosk.ScreenAlarm },
		},
	} {
		for jump, by := range jumps {
			t.Run(name+", "+jump, func(t *testing.T) {
				can := fullGateway()
				can.Close = false
				c := newCounter(t, can)
				deadline.begin(c)
				c.jump(by)
				c.answerFor(deadline.length-time.Minute/4, waiting, nil)
				require.False(t, deadline.over(c), "too early")
				c.answerFor(time.Minute/2, waiting, nil)
				require.True(t, deadline.over(c), "too late")
			})
		}
	}
}

func TestClock_AJumpAsksNeitherMoreNorLess(t *testing.T) {
	schedule := func(by time.Duration) []time.Duration {
		c := openSale(t, lepayLike())
		c.answerFor(10*time.Second, waiting, nil)
		if by != 0 {
			c.jump(by)
		}
		at := c.answerFor(time.Minute, waiting, nil)
		c.press(kiosk.KeyEsc)
		return append(at, c.answerFor(20*time.Minute, waiting, nil)...)
	}
	for name, by := range jumps {
		require.Equal(t, schedule(0), schedule(by), name)
	}
}

func TestClock_TheRecordHasTheWallClocksTime(t *testing.T) {
	for name, by := range jumps {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.jump(by)
			wall := c.now.Add(by)
			c.openQR(kiosk.KeyF1, "G1")
			p := c.only()
			require.Equal(t, wall, p.CreatedAt)
			require.Equal(t, wall.Format("20060102150405"), string(p.OrderNo[:14]))
			require.Equal(t, wall, c.sales[p.Sale].OpenedAt)
			require.Equal(t, wall, c.view.Amount.Since)
			c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"})
			require.Equal(t, wall.Add(time.Second), c.only().PaidAt)
			require.Equal(t, wall.Add(time.Second), c.view.Last.At)
			for _, r := range c.records {
				require.WithinRange(t, r.At, wall, wall.Add(time.Second))
			}
		})
	}
}

func TestClock_WhatIsShownMovesWithIt(t *testing.T) {
	c := openSale(t, lepayLike())
	began := c.now
	c.answerFor(3*time.Second, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	silent := c.view.Status.Gateway.Since
	before := c.view.Panel.Timeline
	first := before[0].At
	c.jump(-8 * time.Hour)
	require.Equal(t, began.Add(-8*time.Hour), c.view.Amount.Since, "4 seconds have passed, whatever the clock says")
	require.Equal(t, silent.Add(-8*time.Hour), c.view.Status.Gateway.Since)
	require.Equal(t, first.Add(-8*time.Hour), c.view.Panel.Timeline[0].At)
	require.Equal(t, first, before[0].At, "a picture that was handed over does not change")
	c.sleep(payments.SlowAfter)
	c.step(kiosk.Woke{})
	require.Equal(t, "panel.slow.title", c.view.Panel.Title.ID, "the silence was measured")
}

func TestClock_TheDaysSumIsTheDayTheClockShows(t *testing.T) {
	c := newCounter(t, lepayLike())
	sell := func(number string) {
		c.openQR(kiosk.KeyF1, number)
		c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: number})
		c.press(kiosk.KeyEnter)
	}
	sell("G1")
	require.EqualValues(t, 12850, c.view.Today)
	c.jump(10 * time.Hour)
	require.Zero(t, c.view.Today)
	sell("G2")
	sell("G3")
	require.EqualValues(t, 2*12850, c.view.Today)
	c.jump(-10 * time.Hour)
	require.EqualValues(t, 12850, c.view.Today, "back on the day before")
	c.sleep(12 * time.Hour)
	require.EqualValues(t, 2*12850, c.view.Today, "its midnight came")
}

func TestClock_ADayThatCannotBeReadIsReadLater(t *testing.T) {
	till := NewTill(kiosk.Settings{Capabilities: lepayLike(), MaxAmount: 5_000_000})
	now := time.Date(2026, 11, 22, 23, 59, 0, 0, time.UTC)
	till.Step(now, kiosk.Loaded{Snapshot: kiosk.Snapshot{Today: 700}})
	counts := func(e kiosk.Event) (at []time.Time, wake time.Time) {
		for _, f := range till.Step(now, e) {
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
	require.LessOrEqual(t, wake.Sub(now), retryEvery)
	now = now.Add(retryEvery)
	at, _ = counts(kiosk.Woke{})
	require.Len(t, at, 1)
	counts(kiosk.DayCounted{At: at[0], Today: 5})
	require.EqualValues(t, 5, till.book.Today())
}

var leaps = map[string]time.Duration{"8 h": 8 * time.Hour, "25 h": 25 * time.Hour, "years": 6 * 365 * 24 * time.Hour}

// leftBeforeALeap has a QR that was let go a minute before the till stopped, and
// whose clock came back by leap ahead.
func leftBeforeALeap(t *testing.T, can kiosk.Capabilities, leap time.Duration) *counter {
	c := cancelledSale(t, can)
	c.answerFor(time.Minute, waiting, nil)
	c.restartAfter(leap)
	return c
}

// The till was off for a minute, and its clock came back hours or years ahead.
func TestClock_AQRIsNotClosedByALeapWhileTheTillWasOff(t *testing.T) {
	for name, leap := range leaps {
		t.Run(name, func(t *testing.T) {
			can := lepayLike()
			c := leftBeforeALeap(t, can, leap)
			c.answerFor(can.QRValid-2*time.Minute, waiting, nil)
			require.Equal(t, kiosk.StateWaiting, c.only().State, "it can still be paid")
			c.sleep(5 * time.Minute)
			c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
			require.True(t, c.only().Late)
		})
	}
}

// By the clock that leapt the QR was void long ago; what the gateway said right
// after the start is no proof that nobody paid it since.
func TestClock_AQRThatNobodyCouldAskAboutIsUnknownAfterALeap(t *testing.T) {
	for name, leap := range leaps {
		t.Run(name, func(t *testing.T) {
			c := leftBeforeALeap(t, lepayLike(), leap)
			c.answerFor(time.Minute, waiting, nil)
			c.answerFor(26*time.Hour, kiosk.Answer{}, unanswered())
			require.Equal(t, kiosk.StateUnknown, c.only().State, "it could be paid when it was last heard of")
		})
	}
}

func TestClock_AnUnknownQRIsAskedAboutWhileItCanBePaidAfterALeap(t *testing.T) {
	can := lepayLike()
	c := cancelledSale(t, can)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G2"}, nil)
	require.Equal(t, kiosk.StateUnknown, c.only().State)
	c.restartAfter(44 * time.Hour)
	c.answerFor(can.QRValid-time.Minute, waiting, nil)
	c.sleep(5 * time.Minute)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, kiosk.StatePaid, c.only().State)
}

func TestClock_AQRThatEndedIsClosedAfterALeap(t *testing.T) {
	can := lepayLike()
	c := cancelledSale(t, can)
	c.restartAfter(30 * time.Hour)
	c.answerFor(can.QRValid+2*payments.PollAgainFor, waiting, nil)
	require.Equal(t, kiosk.StateClosed, c.only().State, "the gateway said so when it was surely void")
	require.Equal(t, kiosk.ReasonExpired, c.only().Note)
}

func TestClock_AWatchEndsThoughTheClockWentBackYears(t *testing.T) {
	c := cancelledSale(t, lepayLike())
	c.answerFor(time.Minute, waiting, nil)
	c.now = c.now.AddDate(-6, 0, 0)
	c.restart()
	c.answerFor(payments.PollWindow+time.Minute, waiting, nil)
	require.Equal(t, kiosk.StateClosed, c.only().State)
}

func TestClock_AJumpCorrectsWhatTheNextStartReads(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.now = c.now.AddDate(-6, 0, 0) // an empty RTC
	c.openQR(kiosk.KeyF1, "G1")
	c.press(kiosk.KeyEsc)
	c.jump(6 * 365 * 24 * time.Hour)
	require.Equal(t, c.now.Add(c.offset+payments.PollWindow), c.only().PollUntil)
	writes := c.only().Version
	c.jump(2 * time.Second)
	require.Equal(t, writes, c.only().Version, "a correction by seconds is not worth a row")
}

func TestClock_ASpentCodeIsRefusedAfterALeap(t *testing.T) {
	for name, leap := range jumps {
		t.Run(name, func(t *testing.T) {
			c := lostCharge(t, lepayLike())
			c.press(kiosk.KeyF6)
			c.restartAfter(leap)
			c.answerAll(kiosk.Answer{Verdict: kiosk.VerdictWaiting}, nil)
			c.charge("2", wechatCode)
			require.Equal(t, "problem.code_used", c.view.Amount.Problem.ID)
			require.Equal(t, 1, c.count(kiosk.CallCharge))
			c.sleep(kiosk.PayCodeMemory + time.Second)
			c.scan(wechatCode)
			require.Equal(t, 2, c.count(kiosk.CallCharge), "no shop stands still because of its clock")
		})
	}
}

func TestClock_AFailedQRIsAskedAboutAfterALeap(t *testing.T) {
	c := openSale(t, lepayLike())
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "G1"})
	c.press(kiosk.KeyEsc)
	c.restartAfter(8 * time.Hour)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.True(t, c.only().Late, "it had been waiting for minutes, not hours")
}

// Whatever a clock says after a start, the customer may have left a moment ago.
func TestClock_ALeftQRIsAskedAboutQuicklyAfterALeap(t *testing.T) {
	c := cancelledSale(t, lepayLike())
	c.answerFor(10*time.Second, waiting, nil)
	c.restartAfter(8 * time.Hour)
	at := c.answerFor(10*time.Minute, waiting, nil)
	for i := range at[1:] {
		require.LessOrEqual(t, at[i+1]-at[i], 30*time.Second, "money that comes now is seen within a minute")
	}
	require.Greater(t, len(at), 20)
}

func TestClock_OfManyLeftQRsOnlyTheNewestAreAskedAboutQuickly(t *testing.T) {
	c := newCounter(t, lepayLike())
	for i := range 3 * payments.RecoveryPaymentsMax {
		c.openQR(kiosk.KeyF1, "G"+itoa(i))
		c.press(kiosk.KeyEsc)
		c.answerAll(kiosk.Answer{Verdict: kiosk.VerdictWaiting}, nil)
	}
	c.restartAfter(8 * time.Hour)
	c.asked = nil
	c.answerFor(10*time.Minute, waiting, nil)
	asked := map[kiosk.OrderNo]int{}
	for _, a := range c.asked {
		asked[a.Payment.OrderNo]++
	}
	quick := 0
	for i, n := range c.order {
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
		"slept":          {suspendedMin, kiosk.StateUnknown},
		"corrected":      {suspendedMin - time.Second, kiosk.StateClosed},
		"corrected back": {-8 * time.Hour, kiosk.StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := openBlind(t, blindGateway(true))
			c.jump(tc.by)
			c.expire()
			require.Equal(t, tc.want, c.payments[n].State)
		})
	}
}

func TestClock_AMachineThatSleptAsksForThePINAgain(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.openHistory()
	require.False(t, c.till.pins.verifiedAt.IsZero())
	c.jump(-time.Hour)
	require.False(t, c.till.pins.verifiedAt.IsZero())
	c.jump(time.Hour)
	require.True(t, c.till.pins.verifiedAt.IsZero())
}

func TestClock_AReloadKeepsWhatThisRunMeasured(t *testing.T) {
	c := cancelledSale(t, lepayLike())
	c.answerFor(time.Hour, waiting, nil)
	p := c.till.book.Find(c.only().OrderNo)
	sent, left, known := p.SentSteady, p.ReleasedSteady, p.FollowedSince
	c.jump(-8 * time.Hour)
	c.step(kiosk.SaveFailed{Cause: kiosk.Woke{}, Err: kiosk.ErrLedgerFull})
	c.step(kiosk.Loaded{Snapshot: c.restored()})
	p = c.till.book.Find(c.only().OrderNo)
	require.Equal(t, []time.Time{sent, left, known}, []time.Time{p.SentSteady, p.ReleasedSteady, p.FollowedSince})
}
