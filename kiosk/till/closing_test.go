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

func TestClosing_WithoutAnOpenSaleAsksNobody(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	require.True(t, c.ClosesAt(kiosk.Closing{}))

	c = tilltest.NewCounter(t, gatewaytest.Full())
	c.KeyIn("12.50")
	require.True(t, c.ClosesAt(kiosk.Closing{}), "an amount is no sale yet")

	c = tilltest.BareCounter(t, gatewaytest.Full())
	require.True(t, c.ClosesAt(kiosk.Closing{}), "before the ledger was read")

	c = tilltest.OpenSale(t, gatewaytest.Full())
	c.Step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
	require.Equal(t, kiosk.ScreenStopped, c.View.Screen)
	require.True(t, c.ClosesAt(kiosk.Closing{}), "nothing is sold")
}

func TestClosing_AsksOnceWhileASaleIsOpen(t *testing.T) {
	c := tilltest.OpenSale(t, gatewaytest.Full())
	require.False(t, c.ClosesAt(kiosk.Closing{}))
	require.True(t, c.View.Closing)
	require.Equal(t, kiosk.ScreenPanel, c.View.Screen)
	require.Equal(t, kiosk.T("closing.title"), c.View.Panel.Title)
	require.Equal(t, kiosk.CustomerQR, c.View.Customer.Kind, "the customer sees nothing of it")
	for range 200 { // a key that is held down repeats
		c.Now = c.Now.Add(30 * time.Millisecond)
		require.False(t, c.ClosesAt(kiosk.Closing{}))
	}
	c.Sleep(till.CloseGuard)
	require.True(t, c.ClosesAt(kiosk.Closing{}))
	require.Equal(t, kiosk.StateWaiting, c.Payments[c.Order[0]].State, "left as after a power cut: the next start looks first")
}

func TestClosing_TheButtonCloses(t *testing.T) {
	c := tilltest.OpenSale(t, gatewaytest.Full())
	require.False(t, c.ClosesAt(kiosk.Tapped{Action: kiosk.ActionClose}), "nobody asked")
	c.Step(kiosk.Closing{})
	require.True(t, c.ClosesAt(kiosk.Tapped{Action: kiosk.ActionClose}))
}

func TestClosing_EscGoesBackToTheSale(t *testing.T) {
	for name, back := range map[string]kiosk.Event{"Esc": kiosk.Pressed{Key: kiosk.KeyEsc}, "its button": kiosk.Tapped{Action: kiosk.ActionBack}} {
		c := tilltest.OpenSale(t, gatewaytest.Full())
		before := c.View.Panel.Title
		c.Step(kiosk.Closing{})
		c.Step(back)
		require.False(t, c.View.Closing, name)
		require.Equal(t, before, c.View.Panel.Title, name)
		require.False(t, c.View.Customer.Kind != kiosk.CustomerQR, "%s: the sale goes on", name)
		c.Sleep(time.Minute)
		require.False(t, c.ClosesAt(kiosk.Closing{}), "%s: it is asked anew", name)
	}
}

// A scanner's keys, and a cashier who sells on, close nothing and cancel nothing.
func TestClosing_OtherKeysDoNothing(t *testing.T) {
	c := tilltest.OpenSale(t, gatewaytest.Full())
	c.Step(kiosk.Closing{})
	for _, k := range []kiosk.Key{"1", kiosk.KeyDot, kiosk.KeyBackspace, kiosk.KeyEnter, kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF5, kiosk.KeyF6, kiosk.KeyF7, kiosk.KeyF9, kiosk.KeyF10, kiosk.KeyF11, kiosk.KeyF12, kiosk.KeyUp} {
		require.False(t, c.ClosesAt(kiosk.Pressed{Key: k}), k)
		require.True(t, c.View.Closing, k)
	}
	for _, a := range []kiosk.Action{kiosk.ActionCancel, kiosk.ActionPark, kiosk.ActionAlipay, kiosk.ActionManager, kiosk.ActionNext} {
		c.Tap(a)
		require.True(t, c.View.Closing, a)
	}
	require.Len(t, c.Order, 1, "one payment, as before")
}

// The question goes with the sale: what the customer paid meanwhile is seen.
func TestClosing_GoesWhenTheSaleEnds(t *testing.T) {
	c := tilltest.OpenSale(t, gatewaytest.Full())
	c.Step(kiosk.Closing{})
	c.Sleep(3 * time.Second)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.False(t, c.View.Closing)
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
	require.True(t, c.ClosesAt(kiosk.Closing{}))
}

// The question is above whatever the cashier was about to enter.
func TestClosing_ComesBeforeAPIN(t *testing.T) {
	c := tilltest.OpenSale(t, gatewaytest.Full())
	c.Press(kiosk.KeyF11)
	require.Equal(t, kiosk.ScreenPIN, c.View.Screen)
	c.Step(kiosk.Closing{})
	require.True(t, c.View.Closing)
	c.Press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenPanel, c.View.Screen, "the sale")
}

// A till that fills the screen is left with the PIN alone, however often its window is
// closed.
func TestClosing_ALockedTillWantsThePIN(t *testing.T) {
	locked := kiosk.Closing{Locked: true}
	for name, open := range map[string]func() *tilltest.Counter{
		"an amount": func() *tilltest.Counter {
			c := tilltest.NewCounter(t, gatewaytest.Full())
			c.KeyIn("12.50")
			return c
		},
		"a PIN for something else": func() *tilltest.Counter {
			c := tilltest.NewCounter(t, gatewaytest.Full())
			c.Press(kiosk.KeyF11)
			return c
		},
		"the question of an open sale, touched": func() *tilltest.Counter {
			c := tilltest.OpenSale(t, gatewaytest.Full())
			require.False(t, c.ClosesAt(locked))
			require.Equal(t, kiosk.T("closing.title"), c.View.Panel.Title)
			require.False(t, c.ClosesAt(kiosk.Tapped{Action: kiosk.ActionClose}))
			return c
		},
		"the question of an open sale, twice": func() *tilltest.Counter {
			c := tilltest.OpenSale(t, gatewaytest.Full())
			require.False(t, c.ClosesAt(locked))
			c.Sleep(till.CloseGuard)
			return c
		},
	} {
		c := open()
		for range 5 {
			require.False(t, c.ClosesAt(locked), name)
			require.True(t, c.View.Closing, name)
			c.Sleep(till.CloseGuard)
		}
		require.Equal(t, kiosk.ScreenPIN, c.View.Screen, name)
		require.Equal(t, kiosk.T("pin.for.close"), c.View.PIN.Detail, name)
		c.Press(kiosk.KeyEsc)
		require.NotEqual(t, kiosk.ScreenPIN, c.View.Screen, name)
		for c.View.Closing { // the question behind it
			c.Press(kiosk.KeyEsc)
		}
		c.Step(locked)
		if c.View.Screen != kiosk.ScreenPIN {
			c.Tap(kiosk.ActionClose)
		}
		c.EnterPIN()
		require.Len(t, tilltest.Effects[kiosk.Close](c), 1, name)
	}
}

// Without a PIN it is asked once, in words that say so: practice has to be left, too.
func TestClosing_ALockedTillWithoutAPINAsksOnce(t *testing.T) {
	for practice, title := range map[bool]string{true: "closing.practice.title", false: "closing.no_pin.title"} {
		c := tilltest.BareCounter(t, gatewaytest.Full(), func(s *kiosk.Settings) { s.Practice = practice })
		c.Load(kiosk.Snapshot{})
		require.False(t, c.ClosesAt(kiosk.Closing{Locked: true}))
		require.True(t, c.View.Closing)
		require.Equal(t, kiosk.T(title), c.View.Panel.Title)
		require.True(t, c.ClosesAt(kiosk.Tapped{Action: kiosk.ActionClose}))

		c.Step(kiosk.Pressed{Key: kiosk.KeyEsc})
		require.False(t, c.View.Closing)
		require.False(t, c.ClosesAt(kiosk.Closing{Locked: true}))
		c.Sleep(till.CloseGuard)
		require.True(t, c.ClosesAt(kiosk.Closing{Locked: true}))
		c.Sleep(till.PINIdleMax)
		require.False(t, c.View.Closing, "nobody answers")
	}
}
