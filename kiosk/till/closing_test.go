package till

import (
	"errors"
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestClosing_WithoutAnOpenSaleAsksNobody(t *testing.T) {
	c := newCounter(t, gatewaytest.Full())
	require.True(t, c.closesAt(kiosk.Closing{}))

	c = newCounter(t, gatewaytest.Full())
	c.keyIn("12.50")
	require.True(t, c.closesAt(kiosk.Closing{}), "an amount is no sale yet")

	c = bareCounter(t, gatewaytest.Full())
	require.True(t, c.closesAt(kiosk.Closing{}), "before the ledger was read")
}

func TestClosing_AsksOnceWhileASaleIsOpen(t *testing.T) {
	c := openSale(t, gatewaytest.Full())
	require.False(t, c.closesAt(kiosk.Closing{}))
	require.True(t, c.view.Closing)
	require.Equal(t, kiosk.ScreenPanel, c.view.Screen)
	require.Equal(t, kiosk.T("closing.title"), c.view.Panel.Title)
	require.Equal(t, kiosk.CustomerQR, c.view.Customer.Kind, "the customer sees nothing of it")
	c.sleep(closeGuard)
	require.True(t, c.closesAt(kiosk.Closing{}))
	require.Equal(t, kiosk.StateWaiting, c.payments[c.order[0]].State, "left as after a power cut: the next start looks first")
}

func TestClosing_TheButtonCloses(t *testing.T) {
	c := openSale(t, gatewaytest.Full())
	require.False(t, c.closesAt(kiosk.Tapped{Action: kiosk.ActionClose}), "nobody asked")
	c.step(kiosk.Closing{})
	require.True(t, c.closesAt(kiosk.Tapped{Action: kiosk.ActionClose}))
}

func TestClosing_EscGoesBackToTheSale(t *testing.T) {
	for name, back := range map[string]kiosk.Event{"Esc": kiosk.Pressed{Key: kiosk.KeyEsc}, "its button": kiosk.Tapped{Action: kiosk.ActionBack}} {
		c := openSale(t, gatewaytest.Full())
		before := c.view.Panel.Title
		c.step(kiosk.Closing{})
		c.step(back)
		require.False(t, c.view.Closing, name)
		require.Equal(t, before, c.view.Panel.Title, name)
		require.False(t, c.view.Customer.Kind != kiosk.CustomerQR, "%s: the sale goes on", name)
		c.sleep(time.Minute)
		require.False(t, c.closesAt(kiosk.Closing{}), "%s: it is asked anew", name)
	}
}

// A key that is held down repeats: the question is not answered by the wish that
// raised it.
func TestClosing_AHeldKeyDoesNotAnswer(t *testing.T) {
	c := openSale(t, gatewaytest.Full())
	for range 200 {
		require.False(t, c.closesAt(kiosk.Closing{}))
		c.now = c.now.Add(30 * time.Millisecond)
	}
	c.sleep(closeGuard)
	require.True(t, c.closesAt(kiosk.Closing{}))
}

// A scanner's keys, and a cashier who sells on, close nothing and cancel nothing.
func TestClosing_OtherKeysDoNothing(t *testing.T) {
	c := openSale(t, gatewaytest.Full())
	c.step(kiosk.Closing{})
	for _, k := range []kiosk.Key{"1", kiosk.KeyDot, kiosk.KeyBackspace, kiosk.KeyEnter, kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF5, kiosk.KeyF6, kiosk.KeyF7, kiosk.KeyF9, kiosk.KeyF10, kiosk.KeyF11, kiosk.KeyF12, kiosk.KeyUp} {
		require.False(t, c.closesAt(kiosk.Pressed{Key: k}), k)
		require.True(t, c.view.Closing, k)
	}
	for _, a := range []kiosk.Action{kiosk.ActionCancel, kiosk.ActionPark, kiosk.ActionAlipay, kiosk.ActionManager, kiosk.ActionNext} {
		c.tap(a)
		require.True(t, c.view.Closing, a)
	}
	require.Len(t, c.order, 1, "one payment, as before")
}

// The question goes with the sale: what the customer paid meanwhile is seen.
func TestClosing_GoesWhenTheSaleEnds(t *testing.T) {
	c := openSale(t, gatewaytest.Full())
	c.step(kiosk.Closing{})
	c.sleep(3 * time.Second)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.False(t, c.view.Closing)
	require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind)
	require.True(t, c.closesAt(kiosk.Closing{}))
}

// The question is above whatever the cashier was about to enter.
func TestClosing_ComesBeforeAPIN(t *testing.T) {
	c := openSale(t, gatewaytest.Full())
	c.press(kiosk.KeyF11)
	require.Equal(t, kiosk.ScreenPIN, c.view.Screen)
	c.step(kiosk.Closing{})
	require.True(t, c.view.Closing)
	c.press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenPanel, c.view.Screen, "the sale")
}

func TestClosing_AStoppedTillEndsAtOnce(t *testing.T) {
	c := openSale(t, gatewaytest.Full())
	c.step(kiosk.SaveFailed{Err: errors.New("disk full")})
	require.Equal(t, kiosk.ScreenStopped, c.view.Screen)
	require.True(t, c.closesAt(kiosk.Closing{}))
}
