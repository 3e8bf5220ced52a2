package kiosk

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// closes reports whether the last step ended the till.
func (c *counter) closes() bool {
	for _, e := range c.other {
		if _, ok := e.(Close); ok {
			return true
		}
	}
	return false
}

// openQR is a counter at which a QR waits for its customer.
func openQR(t *testing.T) *counter {
	t.Helper()
	c := newCounter(t, fullGateway())
	c.openQR(KeyF1, "G1")
	return c
}

func TestClosing_WithoutAnOpenSaleAsksNobody(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.step(Closing{})
	require.True(t, c.closes())

	c = newCounter(t, fullGateway())
	c.typeAmount("12.50")
	c.step(Closing{})
	require.True(t, c.closes(), "an amount is no sale yet")

	c = bareCounter(t, fullGateway())
	c.step(Closing{})
	require.True(t, c.closes(), "before the ledger was read")
}

func TestClosing_AsksOnceWhileASaleIsOpen(t *testing.T) {
	c := openQR(t)
	c.step(Closing{})
	require.False(t, c.closes())
	require.True(t, c.view.Closing)
	require.Equal(t, ScreenPanel, c.view.Screen)
	require.Equal(t, T("closing.title"), c.view.Panel.Title)
	require.Equal(t, CustomerQR, c.view.Customer.Kind, "the customer sees nothing of it")
	c.sleep(closeGuard)
	c.step(Closing{})
	require.True(t, c.closes())
	require.Equal(t, StateWaiting, c.payments[c.order[0]].State, "left as after a power cut: the next start looks first")
}

func TestClosing_TheButtonCloses(t *testing.T) {
	c := openQR(t)
	c.step(Tapped{ActionClose})
	require.False(t, c.closes(), "nobody asked")
	c.step(Closing{})
	c.step(Tapped{ActionClose})
	require.True(t, c.closes())
}

func TestClosing_EscGoesBackToTheSale(t *testing.T) {
	for name, back := range map[string]Event{"Esc": Pressed{KeyEsc}, "its button": Tapped{ActionBack}} {
		c := openQR(t)
		before := c.view.Panel.Title
		c.step(Closing{})
		c.step(back)
		require.False(t, c.view.Closing, name)
		require.Equal(t, before, c.view.Panel.Title, name)
		require.False(t, c.view.Customer.Kind != CustomerQR, "%s: the sale goes on", name)
		c.sleep(time.Minute)
		c.step(Closing{})
		require.False(t, c.closes(), "%s: it is asked anew", name)
	}
}

// A key that is held down repeats: the question is not answered by the wish that
// raised it.
func TestClosing_AHeldKeyDoesNotAnswer(t *testing.T) {
	c := openQR(t)
	for range 200 {
		c.step(Closing{})
		require.False(t, c.closes())
		c.now = c.now.Add(30 * time.Millisecond)
	}
	c.sleep(closeGuard)
	c.step(Closing{})
	require.True(t, c.closes())
}

// A scanner's keys, and a cashier who sells on, close nothing and cancel nothing.
func TestClosing_OtherKeysDoNothing(t *testing.T) {
	c := openQR(t)
	c.step(Closing{})
	for _, k := range []Key{"1", KeyDot, KeyBackspace, KeyEnter, KeyF1, KeyF2, KeyF5, KeyF6, KeyF7, KeyF9, KeyF10, KeyF11, KeyF12, KeyUp} {
		c.press(k)
		require.False(t, c.closes(), k)
		require.True(t, c.view.Closing, k)
	}
	for _, a := range []Action{ActionCancel, ActionPark, ActionAlipay, ActionManager, ActionNext} {
		c.step(Tapped{a})
		require.True(t, c.view.Closing, a)
	}
	require.Len(t, c.order, 1, "one payment, as before")
}

// The question goes with the sale: what the customer paid meanwhile is seen.
func TestClosing_GoesWhenTheSaleEnds(t *testing.T) {
	c := openQR(t)
	c.step(Closing{})
	c.sleep(3 * time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "G1"}, nil)
	require.False(t, c.view.Closing)
	require.Equal(t, CustomerPaid, c.view.Customer.Kind)
	c.step(Closing{})
	require.True(t, c.closes())
}

// The question is above whatever the cashier was about to enter.
func TestClosing_ComesBeforeAPIN(t *testing.T) {
	c := openQR(t)
	c.press(KeyF11)
	require.Equal(t, ScreenPIN, c.view.Screen)
	c.step(Closing{})
	require.True(t, c.view.Closing)
	c.press(KeyEsc)
	require.Equal(t, ScreenPanel, c.view.Screen, "the sale")
}

func TestClosing_AStoppedTillEndsAtOnce(t *testing.T) {
	c := openQR(t)
	c.step(SaveFailed{Err: errors.New("disk full")})
	require.Equal(t, ScreenStopped, c.view.Screen)
	c.step(Closing{})
	require.True(t, c.closes())
}
