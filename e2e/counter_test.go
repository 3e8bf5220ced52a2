//go:build e2e

package e2e

import (
	"strings"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// opens begins a sale and waits for its order at the gateway.
func (tl *till) opens(yuan string, keys ...string) practice.Order {
	tl.orders = len(tl.gateway.book().Orders)
	tl.keys(append(amountKeys(yuan), keys...)...)
	return tl.order(yuan)
}

// order is the newest at the gateway, once it is there.
func (tl *till) order(yuan string) practice.Order {
	o := tl.gateway.newest(tl.orders)
	tl.orders++
	amount, err := kiosk.ParseYuan(yuan)
	require.NoError(tl.t, err)
	require.Equal(tl.t, amount, o.Amount)
	return o
}

// shows waits until the screen has the QR of an order, as a phone reads it.
func (tl *till) shows(o practice.Order) {
	tl.awaitQR(tl.window, o.QR)
}

// next waits for the answer in words and goes on.
func (tl *till) next() {
	tl.awaitPanel("panel.paid.title")
	tl.keys("Return")
	tl.awaitNext()
}

// sells makes a whole sale by a QR.
func (tl *till) sells(yuan, key string) practice.Order {
	o := tl.opens(yuan, key)
	tl.shows(o)
	tl.gateway.pays(o.No)
	tl.next()
	return o
}

// arms opens a sale with the scanner alone.
func (tl *till) arms(yuan string) {
	tl.types(yuan)
	tl.keys("Return")
	tl.awaitPanel("panel.armed.title")
}

// scansFor opens a sale for a scanner and scans a code.
func (tl *till) scansFor(s *serialScanner, yuan, code string) {
	tl.arms(yuan)
	s.sends(code + "\r")
}

// opensMini begins a sale by the mini-program, and returns the till's number from
// the link that a phone reads.
func (tl *till) opensMini(yuan string) string {
	tl.keys(append(amountKeys(yuan), "F3")...)
	link := tl.gateway.URL + miniPath
	number := ""
	await(tl.t, "link to the mini-program", func() bool {
		var found bool
		number, found = strings.CutPrefix(tl.window.qr(tl.t), link)
		return found
	}, tl.now)
	return number
}

// leaves cancels the sale.
func (tl *till) leaves() {
	tl.keys("Escape")
	tl.awaitNext()
}

// awaitState waits until the gateway has an order in a state.
func (tl *till) awaitState(no string, s practice.State) {
	await(tl.t, "order that is "+string(s)+" at the gateway", func() bool { return tl.gateway.order(no).State == s }, tl.now)
}

// agrees asserts that the export and the gateway's ledger tell the same of every
// order that was paid, and of what went back.
func (tl *till) agrees() []row {
	book := tl.gateway.book()
	rows := tl.export()
	byNumber := map[string]row{}
	for _, r := range rows {
		byNumber[r["gateway_order_no"]] = r
	}
	var returned kiosk.Fen
	for _, r := range rows {
		back, err := kiosk.ParseYuan(r["refunded"])
		if r["refunded"] != "0.00" {
			require.NoError(tl.t, err)
		}
		returned += back
	}
	require.Equal(tl.t, book.Returned, returned, "what went back")
	paid := 0
	for _, o := range book.Orders {
		if o.State != practice.StatePaid {
			continue
		}
		paid++
		number := o.No
		if o.Own != "" {
			number = o.Own
		}
		r := byNumber[number]
		require.NotNil(tl.t, r, "the till does not know of order %s", o.No)
		sameMoney(tl.t, r, o)
	}
	for _, r := range rows {
		if r["state"] == "paid" {
			paid--
		}
	}
	require.Zero(tl.t, paid, "payments that only the till has for paid: %v", rows)
	tl.gateway.onceOnly()
	return rows
}
