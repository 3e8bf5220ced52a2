package kiosk

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestClosing_WithoutAnOpenSaleAsksNobody(t *testing.T) {
	c := newCounter(t, fullGateway())
	require.True(t, c.closesAt(Closing{}))

	c = newCounter(t, fullGateway())
	c.keyIn("12.50")
	require.True(t, c.closesAt(Closing{}), "an amount is no sale yet")

	c = bareCounter(t, fullGateway())
	require.True(t, c.closesAt(Closing{}), "before the ledger was read")
}

func TestClosing_AsksOnceWhileASaleIsOpen(t *testing.T) {
	c := openSale(t, fullGateway())
	require.False(t, c.closesAt(Closing{}))
	require.True(t, c.view.Closing)
	require.Equal(t, ScreenPanel, c.view.Screen)
	require.Equal(t, T("closing.title"), c.view.Panel.Title)
	require.Equal(t, CustomerQR, c.view.Customer.Kind, "the customer sees nothing of it")
	c.sleep(closeGuard)
	require.True(t, c.closesAt(Closing{}))
	require.Equal(t, StateWaiting, c.payments[c.order[0]].State, "left as after a power cut: the next start looks first")
}

func TestClosing_TheButtonCloses(t *testing.T) {
	c := openSale(t, fullGateway())
	require.False(t, c.closesAt(Tapped{ActionClose}), "nobody asked")
	c.step(Closing{})
	require.True(t, c.closesAt(Tapped{ActionClose}))
}

func TestClosing_EscGoesBackToTheSale(t *testing.T) {
	for name, back := range map[string]Event{"Esc": Pressed{KeyEsc}, "its button": Tapped{ActionBack}} {
		c := openSale(t, fullGateway())
		before := c.view.Panel.Title
		c.step(Closing{})
		c.step(back)
		require.False(t, c.view.Closing, name)
		require.Equal(t, before, c.view.Panel.Title, name)
		require.False(t, c.view.Customer.Kind != CustomerQR, "%s: the sale goes on", name)
		c.sleep(time.Minute)
		require.False(t, c.closesAt(Closing{}), "%s: it is asked anew", name)
	}
}

// A key that is held down repeats: the question is not answered by the wish that
// raised it.
func TestClosing_AHeldKeyDoesNotAnswer(t *testing.T) {
	c := openSale(t, fullGateway())
	for range 200 {
		require.False(t, c.closesAt(Closing{}))
		c.now = c.now.Add(30 * time.Millisecond)
	}
	c.sleep(closeGuard)
	require.True(t, c.closesAt(Closing{}))
}

// A scanner's keys, and a cashier who sells on, close nothing and cancel nothing.
func TestClosing_OtherKeysDoNothing(t *testing.T) {
	c := openSale(t, fullGateway())
	c.step(Closing{})
	for _, k := range []Key{"1", KeyDot, KeyBackspace, KeyEnter, KeyF1, KeyF2, KeyF5, KeyF6, KeyF7, KeyF9, KeyF10, KeyF11, KeyF12, KeyUp} {
		require.False(t, c.closesAt(Pressed{k}), k)
		require.True(t, c.view.Closing, k)
	}
	for _, a := range []Action{ActionCancel, ActionPark, ActionAlipay, ActionManager, ActionNext} {
		c.tap(a)
		require.True(t, c.view.Closing, a)
	}
	require.Len(t, c.order, 1, "one payment, as before")
}

// The question goes with the sale: what the customer paid meanwhile is seen.
func TestClosing_GoesWhenTheSaleEnds(t *testing.T) {
	c := openSale(t, fullGateway())
	c.step(Closing{})
	c.sleep(3 * time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "G1"}, nil)
	require.False(t, c.view.Closing)
	require.Equal(t, CustomerPaid, c.view.Customer.Kind)
	require.True(t, c.closesAt(Closing{}))
}

// The question is above whatever the cashier was about to enter.
func TestClosing_ComesBeforeAPIN(t *testing.T) {
	c := openSale(t, fullGateway())
	c.press(KeyF11)
	require.Equal(t, ScreenPIN, c.view.Screen)
	c.step(Closing{})
	require.True(t, c.view.Closing)
	c.press(KeyEsc)
	require.Equal(t, ScreenPanel, c.view.Screen, "the sale")
}

func TestClosing_AStoppedTillEndsAtOnce(t *testing.T) {
	c := openSale(t, fullGateway())
	c.step(SaveFailed{Err: errors.New("disk full")})
	require.Equal(t, ScreenStopped, c.view.Screen)
	require.True(t, c.closesAt(Closing{}))
}
