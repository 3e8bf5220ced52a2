package payments_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
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
			func(c *tilltest.Counter) { c.OpenQR(kiosk.KeyF1, "G1") }, tilltest.SaleIdleMax,
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
			func(c *tilltest.Counter) { c.OpenQR(kiosk.KeyF1, "G1"); c.Press(kiosk.KeyEsc) }, tilltest.PollWindow,
			func(c *tilltest.Counter) bool { return c.Only().State == kiosk.StateClosed },
		},
		"a spent code": {
			func(c *tilltest.Counter) {
				c.Charge("1", tilltest.WechatCode)
				c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
				c.Press(kiosk.KeyEsc, "1", kiosk.KeyEnter)
			}, kiosk.PayCodeMemory,
			func(c *tilltest.Counter) bool {
				c.Scan(tilltest.WechatCode)
				return c.Count(kiosk.CallCharge) == 2
			},
		},
		"an alarm that was put off": {
			func(c *tilltest.Counter) {
				c.OpenQR(kiosk.KeyF1, "G1")
				c.Press(kiosk.KeyEsc)
				c.PayLate("G1")
				c.PressGuarded(kiosk.KeyEsc)
			}, tilltest.SnoozeFor,
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
	c.AnswerFor(tilltest.PollWindow+time.Minute, tilltest.Waiting, nil)
	require.Equal(t, kiosk.StateClosed, c.Only().State)
}

func TestClock_AJumpCorrectsWhatTheNextStartReads(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Now = c.Now.AddDate(-6, 0, 0) // an empty RTC
	c.OpenQR(kiosk.KeyF1, "G1")
	c.Press(kiosk.KeyEsc)
	c.Jump(6 * 365 * 24 * time.Hour)
	require.Equal(t, c.Now.Add(c.Offset+tilltest.PollWindow), c.Only().PollUntil)
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
