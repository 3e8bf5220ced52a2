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

	tl.types("45.67")
	tl.keys("F2")
	o := g.newest(0)
	require.Equal(t, kiosk.Alipay, o.Wallet)
	tl.awaitQR(customer, o.QR)
	require.Empty(t, tl.window.qr(t), "the cashier's window has room for other things")
	g.pays(o.No)
	tl.awaitPanel("panel.paid.title")
	await(t, "answer in the customer's window", func() bool { return customer.colour(t, inCustomer) == paidColour }, tl.now)
	rows := tl.export()
	require.Len(t, rows, 1)
	sameAsGateway(t, rows[0], g.order(o.No))
}
