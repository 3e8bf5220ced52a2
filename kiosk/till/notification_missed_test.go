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

// The till was off while the customer paid; every notification of that time
// met a closed port.
func TestNotificationMissed_WhileTheTillWasOff(t *testing.T) {
	can := gatewaytest.NoQuery(true)
	can.QRValid = 30 * time.Minute
	c, n := tilltest.OpenBlind(t, can)
	c.RestartAfter(26 * time.Minute)
	c.Sleep(3 * time.Hour)
	require.Equal(t, kiosk.StateUnknown, c.Payments[n].State, "nobody can know")
}

// The ledger could not be written for a quarter of an hour; notifications of
// that time were put off.
func TestNotificationMissed_WhileTheLedgerWasAway(t *testing.T) {
	can := gatewaytest.NoQuery(true)
	can.QRValid = 30 * time.Minute
	c, n := tilltest.OpenBlind(t, can)
	c.Step(kiosk.SaveFailed{Cause: kiosk.Woke{}, Err: kiosk.ErrLedgerFull})
	c.Now = c.Now.Add(20 * time.Minute)
	require.Equal(t, kiosk.NotificationNotNow, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: tilltest.Fen(12850)}))
	c.Step(kiosk.Loaded{Snapshot: c.Restored()})
	c.Sleep(3 * time.Hour)
	require.Equal(t, kiosk.StateUnknown, c.Payments[n].State, "a signed notification said paid")
}

func nothing(*tilltest.Counter) {}

// The port of this machine is open all the time; what leads there is not.
func TestNotificationMissed_AnOpenPortIsNoWayFromTheGateway(t *testing.T) {
	for name, tc := range map[string]struct {
		before, meanwhile func(*tilltest.Counter)
		want              kiosk.State
	}{
		"nothing ever came": {nothing, nothing, kiosk.StateUnknown},
		"one came before":   {(*tilltest.Counter).PayByNotice, nothing, kiosk.StateUnknown},
		"one came since":    {nothing, (*tilltest.Counter).PayByNotice, kiosk.StateClosed},
		"one came, then the line was cut": {nothing, func(c *tilltest.Counter) {
			c.PayByNotice()
			for range 3 * time.Minute / payments.PingEveryBroken {
				c.Sleep(payments.PingEveryBroken)
				c.AnswerPings(&kiosk.NotSent{Err: kiosk.ErrConflict})
			}
			c.Sleep(payments.PingEveryBroken)
			c.AnswerPings(nil)
			c.PayByNotice()
		}, kiosk.StateUnknown},
		"one came, one ping was lost": {nothing, func(c *tilltest.Counter) {
			c.PayByNotice()
			c.Sleep(payments.PingEvery)
			c.AnswerPings(&kiosk.NotSent{Err: kiosk.ErrConflict})
			c.Sleep(payments.PingEveryBroken)
			c.AnswerPings(nil)
		}, kiosk.StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, gatewaytest.NoQuery(true))
			tc.before(c)
			n := c.OpenBlind()
			c.Press(kiosk.KeyEsc)
			c.Sleep(time.Minute)
			tc.meanwhile(c)
			c.AnswerFor(time.Hour, kiosk.Answer{}, nil)
			require.Equal(t, tc.want, c.Payments[n].State)
			require.Equal(t, kiosk.ReasonExpired, c.Payments[n].Note)
		})
	}
}

func TestNotificationMissed_SilenceProvesNothing(t *testing.T) {
	for name, tc := range map[string]struct {
		before, meanwhile func(*tilltest.Counter)
		want              kiosk.State
	}{
		"heard all the time":            {nothing, nothing, kiosk.StateClosed},
		"never told that anybody hears": {func(c *tilltest.Counter) { c.Start(); c.Step(kiosk.Loaded{}) }, nothing, kiosk.StateUnknown},
		"deaf when the QR was made":     {tilltest.Listen(false), tilltest.Listen(true), kiosk.StateUnknown},
		"deaf for a moment":             {nothing, tilltest.Listen(false, true), kiosk.StateUnknown},
		"deaf before":                   {tilltest.Listen(false, true), nothing, kiosk.StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, gatewaytest.NoQuery(true))
			tc.before(c)
			n := c.OpenBlind()
			tc.meanwhile(c)
			c.Expire()
			require.Equal(t, tc.want, c.Payments[n].State)
			require.Equal(t, kiosk.ReasonExpired, c.Payments[n].Note)
		})
	}
}

func TestNotificationMissed_ToldBeforeTheLedgerIsLoaded(t *testing.T) {
	for listening, want := range map[bool]kiosk.State{true: kiosk.StateClosed, false: kiosk.StateUnknown} {
		c := tilltest.BareCounter(t, gatewaytest.NoQuery(true))
		if listening {
			c.Step(kiosk.ListenerChanged{Listening: true})
		}
		c.Step(kiosk.Loaded{})
		n := c.OpenBlind()
		c.Expire()
		require.Equal(t, want, c.Payments[n].State)
	}
}

func TestNotificationMissed_ALateNotificationOfAScanProvesNothing(t *testing.T) {
	can := gatewaytest.NoQuery(true)
	c, n := tilltest.OpenBlind(t, can)
	c.Step(kiosk.ListenerChanged{Listening: false})
	c.Step(kiosk.ListenerChanged{Listening: true})
	c.Press(kiosk.KeyEsc)
	c.Sleep(can.QRValid + time.Minute)
	require.Equal(t, kiosk.NotificationTaken, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: string(n), Amount: tilltest.Fen(12850)}))
	c.Sleep(time.Hour)
	require.Equal(t, kiosk.StateUnknown, c.Payments[n].State)
}

func TestNotificationMissed_ANotificationProvesAllTheSame(t *testing.T) {
	c, n := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
	c.Step(kiosk.ListenerChanged{Listening: false})
	c.Expire()
	require.Equal(t, kiosk.StateUnknown, c.Payments[n].State)
	require.Equal(t, kiosk.NotificationTaken, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: tilltest.Fen(12850)}))
	require.Equal(t, kiosk.StatePaid, c.Payments[n].State)
}

func TestStopped_ShowsWhatNotificationsSay(t *testing.T) {
	c, n := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
	paid := kiosk.Notification{OrderNo: n, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: tilltest.Fen(12850)}}
	c.StepUnsaved(kiosk.NotificationReceived{ID: 77, Notification: paid})
	require.Equal(t, []string{string(n)}, c.Lines(), "the one that could not be written")
	require.Equal(t, "128.50", c.View.Panel.Amount)

	c.Notify(n, paid.Answer)
	c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(1)})
	c.Notify("W", kiosk.Answer{Verdict: kiosk.VerdictWaiting, Amount: tilltest.Fen(1)})
	c.Notify("A", kiosk.Answer{Verdict: kiosk.VerdictPaid})
	c.Step(kiosk.NotificationReceived{ID: 78, Notification: kiosk.Notification{OrderNo: "R", Refund: true, Answer: paid.Answer}})
	require.Equal(t, []string{string(n)}, c.Lines(), "once, and nothing that is no proof")
	for i := range 2 * till.PutOffMax {
		c.Notify(kiosk.OrderNo("P"+strconv.Itoa(i)), kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(500)})
	}
	require.Len(t, c.Lines(), till.PutOffMax)
	c.Step(kiosk.Loaded{Snapshot: c.Restored()})
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Equal(t, kiosk.NotificationTaken, c.Notify(n, paid.Answer), "and it is taken when it is sent again")
}
