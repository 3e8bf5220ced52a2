package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

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
			for range 3 * time.Minute / tilltest.PingEveryBroken {
				c.Sleep(tilltest.PingEveryBroken)
				c.AnswerPings(&kiosk.NotSent{Err: kiosk.ErrConflict})
			}
			c.Sleep(tilltest.PingEveryBroken)
			c.AnswerPings(nil)
			c.PayByNotice()
		}, kiosk.StateUnknown},
		"one came, one ping was lost": {nothing, func(c *tilltest.Counter) {
			c.PayByNotice()
			c.Sleep(tilltest.PingEvery)
			c.AnswerPings(&kiosk.NotSent{Err: kiosk.ErrConflict})
			c.Sleep(tilltest.PingEveryBroken)
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
