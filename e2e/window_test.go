//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// customerWidth is the customer's window where there is no second monitor to
// fill.
const customerWidth = 800

// With a customer's screen the QR stands there, and not at the cashier's.
func TestCustomerScreen(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := newTill(t, g, "[customer_screen]\nenabled = true\n")
	customer := tl.awaitWindowOf(customerWidth)
	// Side by side as far as there is room; the cashier's has the keyboard.
	tl.display.hand(t, "windowmove", tl.window.id, "0", "0", "windowmove", customer.id, "1100", "580", "windowraise", customer.id)
	tl.window.focus(t)

	o := tl.opens("45.67", "F2")
	require.Equal(t, kiosk.Alipay, o.Wallet)
	tl.awaitQR(customer, o.QR)
	require.Empty(t, tl.window.qr(t), "the cashier's window has room for other things")
	g.pays(o.No)
	tl.awaitPanel("panel.paid.title")
	await(t, "answer in the customer's window", func() bool { return customer.shows(inCustomer, paidColour) }, tl.now)
	sameAsGateway(t, tl.soleRow(), g.order(o.No))
}

// Alt+F4 with an open sale asks once, on the till; the end of the session asks
// nobody.
func TestClose_AsksOnceWhileASaleIsOpen(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := newTill(t, g)
	o := tl.opens("45.67", "F2")
	tl.keys("alt+F4")
	tl.awaitPanel("closing.title")
	tl.shows(o)
	tl.answers("Escape")
	tl.awaitPanel("panel.qr.title")

	tl.keys("alt+F4")
	tl.awaitPanel("closing.title")
	tl.display.hand(t, "sleep", "1.5", "key", "alt+F4")
	require.True(t, tl.awaitEnd().Success(), tl.stderr.String())

	tl.open() // the customer's QR is still watched
	g.pays(o.No)
	tl.await("payment that came after the end", func(v logLine) bool { return v.Open == 1 && v.Screen == kiosk.ScreenAlarm })
	tl.answers("F4")
	tl.awaitScreen(kiosk.ScreenAmount)
	tl.keys("alt+F4")
	require.True(t, tl.awaitEnd().Success(), tl.stderr.String())
}
