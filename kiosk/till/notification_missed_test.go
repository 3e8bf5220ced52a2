package till

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The till was off while the customer paid; every notification of that time
// met a closed port.
func TestNotificationMissed_WhileTheTillWasOff(t *testing.T) {
	can := gatewaytest.NoQuery(true)
	can.QRValid = 30 * time.Minute
	c, n := openBlind(t, can)
	c.restartAfter(26 * time.Minute)
	c.sleep(3 * time.Hour)
	require.Equal(t, kiosk.StateUnknown, c.payments[n].State, "nobody can know")
}

// The ledger could not be written for a quarter of an hour; notifications of
// that time were put off.
func TestNotificationMissed_WhileTheLedgerWasAway(t *testing.T) {
	can := gatewaytest.NoQuery(true)
	can.QRValid = 30 * time.Minute
	c, n := openBlind(t, can)
	c.step(kiosk.SaveFailed{Cause: kiosk.Woke{}, Err: kiosk.ErrLedgerFull})
	c.now = c.now.Add(20 * time.Minute)
	require.Equal(t, kiosk.NotificationNotNow, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: fen(12850)}))
	c.step(kiosk.Loaded{Snapshot: c.restored()})
	c.sleep(3 * time.Hour)
	require.Equal(t, kiosk.StateUnknown, c.payments[n].State, "a signed notification said paid")
}

func nothing(*counter) {}

// The port of this machine is open all the time; what leads there is not.
func TestNotificationMissed_AnOpenPortIsNoWayFromTheGateway(t *testing.T) {
	for name, tc := range map[string]struct {
		before, meanwhile func(*counter)
		want              kiosk.State
	}{
		"nothing ever came": {nothing, nothing, kiosk.StateUnknown},
		"one came before":   {(*counter).payByNotice, nothing, kiosk.StateUnknown},
		"one came since":    {nothing, (*counter).payByNotice, kiosk.StateClosed},
		"one came, then the line was cut": {nothing, func(c *counter) {
			c.payByNotice()
			for range 3 * time.Minute / payments.PingEveryBroken {
				c.sleep(payments.PingEveryBroken)
				c.answerPings(&kiosk.NotSent{Err: kiosk.ErrConflict})
			}
			c.sleep(payments.PingEveryBroken)
			c.answerPings(nil)
			c.payByNotice()
		}, kiosk.StateUnknown},
		"one came, one ping was lost": {nothing, func(c *counter) {
			c.payByNotice()
			c.sleep(payments.PingEvery)
			c.answerPings(&kiosk.NotSent{Err: kiosk.ErrConflict})
			c.sleep(payments.PingEveryBroken)
			c.answerPings(nil)
		}, kiosk.StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, gatewaytest.NoQuery(true))
			tc.before(c)
			n := c.openBlind()
			c.press(kiosk.KeyEsc)
			c.sleep(time.Minute)
			tc.meanwhile(c)
			c.answerFor(time.Hour, kiosk.Answer{}, nil)
			require.Equal(t, tc.want, c.payments[n].State)
			require.Equal(t, kiosk.ReasonExpired, c.payments[n].Note)
		})
	}
}

func TestNotificationMissed_SilenceProvesNothing(t *testing.T) {
	for name, tc := range map[string]struct {
		before, meanwhile func(*counter)
		want              kiosk.State
	}{
		"heard all the time":            {nothing, nothing, kiosk.StateClosed},
		"never told that anybody hears": {func(c *counter) { c.start(); c.step(kiosk.Loaded{}) }, nothing, kiosk.StateUnknown},
		"deaf when the QR was made":     {listen(false), listen(true), kiosk.StateUnknown},
		"deaf for a moment":             {nothing, listen(false, true), kiosk.StateUnknown},
		"deaf before":                   {listen(false, true), nothing, kiosk.StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, gatewaytest.NoQuery(true))
			tc.before(c)
			n := c.openBlind()
			tc.meanwhile(c)
			c.expire()
			require.Equal(t, tc.want, c.payments[n].State)
			require.Equal(t, kiosk.ReasonExpired, c.payments[n].Note)
		})
	}
}

func TestNotificationMissed_ToldBeforeTheLedgerIsLoaded(t *testing.T) {
	for listening, want := range map[bool]kiosk.State{true: kiosk.StateClosed, false: kiosk.StateUnknown} {
		c := bareCounter(t, gatewaytest.NoQuery(true))
		if listening {
			c.step(kiosk.ListenerChanged{Listening: true})
		}
		c.step(kiosk.Loaded{})
		n := c.openBlind()
		c.expire()
		require.Equal(t, want, c.payments[n].State)
	}
}

func TestNotificationMissed_ALateNotificationOfAScanProvesNothing(t *testing.T) {
	can := gatewaytest.NoQuery(true)
	c, n := openBlind(t, can)
	c.step(kiosk.ListenerChanged{Listening: false})
	c.step(kiosk.ListenerChanged{Listening: true})
	c.press(kiosk.KeyEsc)
	c.sleep(can.QRValid + time.Minute)
	require.Equal(t, kiosk.NotificationTaken, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: string(n), Amount: fen(12850)}))
	c.sleep(time.Hour)
	require.Equal(t, kiosk.StateUnknown, c.payments[n].State)
}

func TestNotificationMissed_ANotificationProvesAllTheSame(t *testing.T) {
	c, n := openBlind(t, gatewaytest.NoQuery(true))
	c.step(kiosk.ListenerChanged{Listening: false})
	c.expire()
	require.Equal(t, kiosk.StateUnknown, c.payments[n].State)
	require.Equal(t, kiosk.NotificationTaken, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: fen(12850)}))
	require.Equal(t, kiosk.StatePaid, c.payments[n].State)
}

func TestStopped_ShowsWhatNotificationsSay(t *testing.T) {
	c, n := openBlind(t, gatewaytest.NoQuery(true))
	paid := kiosk.Notification{OrderNo: n, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: fen(12850)}}
	c.stepUnsaved(kiosk.NotificationReceived{ID: 77, Notification: paid})
	require.Equal(t, []string{string(n)}, c.lines(), "the one that could not be written")
	require.Equal(t, "128.50", c.view.Panel.Amount)

	c.notify(n, paid.Answer)
	c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(1)})
	c.notify("W", kiosk.Answer{Verdict: kiosk.VerdictWaiting, Amount: fen(1)})
	c.notify("A", kiosk.Answer{Verdict: kiosk.VerdictPaid})
	c.step(kiosk.NotificationReceived{ID: 78, Notification: kiosk.Notification{OrderNo: "R", Refund: true, Answer: paid.Answer}})
	require.Equal(t, []string{string(n)}, c.lines(), "once, and nothing that is no proof")
	for i := range 2 * putOffMax {
		c.notify(kiosk.OrderNo("P"+itoa(i)), kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(500)})
	}
	require.Len(t, c.lines(), putOffMax)
	c.step(kiosk.Loaded{Snapshot: c.restored()})
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	require.Equal(t, kiosk.NotificationTaken, c.notify(n, paid.Answer), "and it is taken when it is sent again")
}
