//go:build e2e

package e2e

import (
	"image"
	"testing"

	"facepay/kiosk"
)

// inCounterKey is a point of the key that leads from the owner's side to the counter.
var inCounterKey = image.Pt(108, 746)

// The owner finds a payment by the end of its number among others, begins its refund,
// leaves that, and then the list by a touch.
func TestOwnersSide_FindsAPaymentByTheEndOfItsNumber(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := newTill(t, g)
	tl.sellsWithQR(g, "12.50", "31.00", "45.67")
	var numbers []string
	for _, sold := range tl.export() {
		numbers = append(numbers, sold["order_no"])
	}
	tl.opensHistory()
	first := numbers[0]
	for _, c := range first[len(first)-6:] {
		tl.keys(string(c))
	}
	tl.awaitHistory()
	tl.awaits("the payment that was searched for", func() bool {
		tl.choosesRefund()
		if tl.view().Amount == "12.50" {
			return true
		}
		tl.keys("Escape") // the search was not read yet
		tl.awaitHistory()
		return false
	})
	tl.answers("Return")
	tl.awaitPanel("refund.confirm_by_hand.title") // this gateway takes no refunds
	tl.answers("Escape")
	tl.answers("Escape")
	tl.awaitHistory()
	tl.window.click(t, inCounterKey)
	tl.awaitScreen(kiosk.ScreenAmount)
}
