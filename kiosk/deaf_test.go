package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The till was off while the customer paid; every notification of that time
// met a closed port.
func TestDeaf_WhileTheTillWasOff(t *testing.T) {
	can := blindGateway(true)
	can.QRValid = 30 * time.Minute
	c := newCounter(t, can)
	n := c.openBlind()
	c.now = c.now.Add(26 * time.Minute)
	c.start(can)
	c.step(Loaded{c.restored()})
	c.sleep(3 * time.Hour)
	require.Equal(t, StateUnknown, c.payments[n].State, "nobody can know")
}

// The ledger could not be written for a quarter of an hour; notifications of
// that time were put off.
func TestDeaf_WhileTheLedgerWasAway(t *testing.T) {
	can := blindGateway(true)
	can.QRValid = 30 * time.Minute
	c := newCounter(t, can)
	n := c.openBlind()
	c.step(SaveFailed{Cause: Woke{}, Err: ErrLedgerFull})
	c.now = c.now.Add(20 * time.Minute)
	require.Equal(t, NotificationNotNow, c.notify(n, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850)}))
	c.step(Loaded{c.restored()})
	c.sleep(3 * time.Hour)
	require.Equal(t, StateUnknown, c.payments[n].State, "a signed notification said paid")
}

// leftToExpire leaves the QR on show and waits until it can be paid no more.
// Meanwhile another customer pays, which a notification tells.
func (c *counter) leftToExpire() {
	c.t.Helper()
	c.press(KeyEsc)
	c.paidByNotice()
	c.sleep(time.Hour)
}

// paidByNotice sells for ¥128.50 at a gateway that only notifies.
func (c *counter) paidByNotice() {
	c.t.Helper()
	n := c.openBlind()
	c.sleep(time.Second)
	require.Equal(c.t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850)}))
	c.press(KeyEnter)
}

// The port of this machine is open all the time; what leads there is not.
func TestDeaf_AnOpenPortIsNoWayFromTheGateway(t *testing.T) {
	for name, tc := range map[string]struct {
		before, meanwhile func(*counter)
		want              State
	}{
		"nothing ever came": {nil, nil, StateUnknown},
		"one came before":   {(*counter).paidByNotice, nil, StateUnknown},
		"one came since":    {nil, (*counter).paidByNotice, StateClosed},
		"one came, then the line was cut": {nil, func(c *counter) {
			c.paidByNotice()
			for range 3 * time.Minute / pingEveryBroken {
				c.sleep(pingEveryBroken)
				c.pinged(&NotSent{ErrConflict})
			}
			c.sleep(pingEveryBroken)
			c.pinged(nil)
			c.paidByNotice()
		}, StateUnknown},
		"one came, one ping was lost": {nil, func(c *counter) {
			c.paidByNotice()
			c.sleep(pingEvery)
			c.pinged(&NotSent{ErrConflict})
			c.sleep(pingEveryBroken)
			c.pinged(nil)
		}, StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, blindGateway(true))
			if tc.before != nil {
				tc.before(c)
			}
			n := c.openBlind()
			c.press(KeyEsc)
			c.sleep(time.Minute)
			if tc.meanwhile != nil {
				tc.meanwhile(c)
			}
			c.pinged(nil)
			for range 60 {
				c.sleep(time.Minute)
				c.pinged(nil)
			}
			require.Equal(t, tc.want, c.payments[n].State)
			require.Equal(t, ReasonExpired, c.payments[n].Note)
		})
	}
}

// pinged answers the pings that are under way.
func (c *counter) pinged(err error) {
	c.t.Helper()
	for i := len(c.open) - 1; i >= 0; i-- {
		if c.open[i].Kind == CallPing {
			c.answer(CallPing, Answer{}, err)
		}
	}
}

func TestDeaf_SilenceProvesNothing(t *testing.T) {
	for name, tc := range map[string]struct {
		before, meanwhile func(*counter)
		want              State
	}{
		"heard all the time":            {nil, nil, StateClosed},
		"never told that anybody hears": {func(c *counter) { c.till.book.listening = false }, nil, StateUnknown},
		"deaf when the QR was made": {
			func(c *counter) { c.step(ListenerChanged{false}) },
			func(c *counter) { c.step(ListenerChanged{true}) }, StateUnknown,
		},
		"deaf for a moment": {nil, func(c *counter) { c.step(ListenerChanged{false}); c.step(ListenerChanged{true}) }, StateUnknown},
		"deaf before":       {func(c *counter) { c.step(ListenerChanged{false}); c.step(ListenerChanged{true}) }, nil, StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, blindGateway(true))
			if tc.before != nil {
				tc.before(c)
			}
			n := c.openBlind()
			if tc.meanwhile != nil {
				tc.meanwhile(c)
			}
			c.leftToExpire()
			require.Equal(t, tc.want, c.payments[n].State)
			require.Equal(t, ReasonExpired, c.payments[n].Note)
		})
	}
}

func TestDeaf_ToldBeforeTheLedgerIsLoaded(t *testing.T) {
	for listening, want := range map[bool]State{true: StateClosed, false: StateUnknown} {
		c := bareCounter(t, blindGateway(true))
		if listening {
			c.step(ListenerChanged{true})
		}
		c.step(Loaded{})
		n := c.openBlind()
		c.leftToExpire()
		require.Equal(t, want, c.payments[n].State)
	}
}

func TestDeaf_ALateNotificationOfAScanProvesNothing(t *testing.T) {
	can := blindGateway(true)
	c := newCounter(t, can)
	n := c.openBlind()
	c.step(ListenerChanged{false})
	c.step(ListenerChanged{true})
	c.press(KeyEsc)
	c.sleep(can.QRValid + time.Minute)
	require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictWaiting, Order: string(n), Amount: fen(12850)}))
	c.sleep(time.Hour)
	require.Equal(t, StateUnknown, c.payments[n].State)
}

func TestDeaf_ANotificationProvesAllTheSame(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	n := c.openBlind()
	c.step(ListenerChanged{false})
	c.leftToExpire()
	require.Equal(t, StateUnknown, c.payments[n].State)
	require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850)}))
	require.Equal(t, StatePaid, c.payments[n].State)
}

// lines are the stopped screen's orders that are to be noted down.
func (c *counter) lines() (orders []string) {
	require.Equal(c.t, ScreenStopped, c.view.Screen)
	for _, s := range c.view.Panel.Timeline {
		require.Equal(c.t, "stopped.paid_unrecorded", s.Text.ID)
		orders = append(orders, s.Text.Args[3])
	}
	return orders
}

func TestStopped_ShowsWhatNotificationsSay(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	n := c.openBlind()
	paid := Notification{OrderNo: n, Answer: Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850)}}
	e := NotificationReceived{ID: 77, Notification: paid}
	c.till.Step(c.now, e) // its Save fails
	c.step(SaveFailed{Cause: e, Err: ErrLedgerFull})
	require.Equal(t, []string{string(n)}, c.lines(), "the one that could not be written")
	require.Equal(t, "128.50", c.view.Panel.Amount)

	c.notify(n, paid.Answer)
	c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(1)})
	c.notify("W", Answer{Verdict: VerdictWaiting, Amount: fen(1)})
	c.notify("A", Answer{Verdict: VerdictPaid})
	c.step(NotificationReceived{ID: 78, Notification: Notification{OrderNo: "R", Refund: true, Answer: paid.Answer}})
	require.Equal(t, []string{string(n)}, c.lines(), "once, and nothing that is no proof")
	for i := range 2 * putOffMax {
		c.notify(OrderNo("P"+itoa(i)), Answer{Verdict: VerdictPaid, Amount: fen(500)})
	}
	require.Len(t, c.lines(), putOffMax)
	c.step(Loaded{c.restored()})
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Equal(t, NotificationTaken, c.notify(n, paid.Answer), "and it is taken when it is sent again")
}
