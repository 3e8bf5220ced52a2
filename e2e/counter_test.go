//go:build e2e

package e2e

import (
	"cmp"
	"image"
	"image/color"
	"slices"
	"strings"
	"time"

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

// isPaid lets the customer pay the QR of an order that is on show.
func (tl *till) isPaid(o practice.Order) {
	tl.shows(o)
	tl.gateway.pays(o.No)
	tl.awaitAnswer()
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

func (tl *till) awaitState(no string, s practice.State) {
	await(tl.t, "order that is "+string(s)+" at the gateway", func() bool { return tl.gateway.order(no).State == s }, tl.now)
}

// agrees asserts that ledger, export and the gateway's ledger tell the same, to
// each number of an order that was paid.
func (tl *till) agrees() []row {
	agree, said := tl.compares(false)
	require.True(tl.t, agree, said)
	rows := tl.export()
	byNumber := map[string]row{}
	for _, r := range rows {
		byNumber[r["gateway_order_no"]] = r
	}
	for _, o := range tl.gateway.book().Orders {
		if o.State == practice.StatePaid {
			sameMoney(tl.t, byNumber[cmp.Or(o.Own, o.No)], o)
		}
	}
	tl.gateway.onceOnly()
	return rows
}

// decides makes a manager's decision after the PIN: what, the first of its
// reasons, and the second look.
func (tl *till) decides(what string) {
	for _, step := range []struct{ key, next string }{{what, "decide.why."}, {"F1", "decide.sure."}} {
		tl.answers(step.key)
		tl.await("step of the decision", func(v logLine) bool {
			return v.Screen == kiosk.ScreenAlarm && strings.HasPrefix(v.Panel, step.next)
		})
	}
	tl.answers("Return")
}

var pinKeys = []string{"2", "4", "6", "8", "Return"}

// sellsWithQR takes amounts in yuan, one after the other, by WeChat's QR.
func (tl *till) sellsWithQR(g *gateway, amounts ...string) {
	for _, yuan := range amounts {
		o := tl.opens(yuan, "F1")
		g.pays(o.No)
		tl.awaitAnswer()
		tl.keys("Return")
		tl.awaitNext()
	}
}

// setsPIN sets the owner's PIN as the owner does who prepares a till: without one no
// manager decides about money.
func (tl *till) setsPIN() {
	tl.prints("2468\n", "pin", "--stdin")
	tl.pinSet = true
}

// entersPIN enters the owner's PIN where it is asked for: the first time in a
// till's life it is set by that, twice.
func (tl *till) entersPIN() {
	tl.awaitScreen(kiosk.ScreenPIN)
	tl.keys(pinKeys...)
	if !tl.pinSet {
		tl.keys(pinKeys...)
		tl.pinSet = true
	}
}

// inFirstRow is a point of the history's first row between two of its words,
// where it has the paper's colour when it is chosen, and the card's before there
// are any rows.
var (
	inFirstRow = image.Pt(445, 182)
	paper      = color.NRGBA{R: 0xF6, G: 0xF5, B: 0xF1, A: 0xFF}
)

// opensHistory opens the owner's list, with the newest payment chosen.
func (tl *till) opensHistory() {
	tl.keys("F9")
	tl.entersPIN()
	tl.awaitHistory()
}

// awaitHistory waits until the list is there with its rows, which are read after
// it is opened.
func (tl *till) awaitHistory() {
	tl.awaitScreen(kiosk.ScreenHistory)
	tl.awaits("rows in the window", func() bool { return tl.window.shows(inFirstRow, paper) })
}

// choosesRefund begins the refund of the payment that is chosen in the history.
func (tl *till) choosesRefund() {
	tl.awaits("refund", func() bool { // until the list is read a key chooses nothing, and in the refund it means nothing
		tl.keys("F6")
		return comes(5*time.Second, func() bool { return tl.view().Screen == kiosk.ScreenRefund })
	})
}

// givesBack gives back what stands there, or an amount that is typed first, and
// waits for what comes of it.
func (tl *till) givesBack(yuan, outcome string) {
	if yuan != "" {
		tl.keys(amountKeys(yuan)...)
	}
	tl.answers("Return")
	tl.awaitPanel("refund.confirm.title")
	tl.answers("Return")
	tl.awaitPanel(outcome)
}

// showed reports whether a panel was on the screens since the till was opened.
func (tl *till) showed(title string) bool {
	return slices.ContainsFunc(tl.views(), func(v logLine) bool { return v.Panel == title })
}
