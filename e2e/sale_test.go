//go:build e2e

package e2e

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// The grounds of the cashier's side, and of the customer's when the money is
// there.
var (
	ink        = color.NRGBA{R: 0x17, G: 0x19, B: 0x1E, A: 0xFF}
	paidColour = color.NRGBA{R: 0x06, G: 0x58, B: 0x3A, A: 0xFF}
)

// Points at the edges of both sides, where nothing but the ground is, and of the
// customer's side in a window of its own.
var (
	inScanKey  = image.Pt(700, 650)
	inStage    = image.Pt(1270, 10)
	inCustomer = image.Pt(790, 10)
)

// sameAsGateway asserts that a payment in the export, which was never late, is
// what the gateway has in its own ledger.
func sameAsGateway(t *testing.T, r row, o practice.Order) {
	require.Equal(t, "false", r["late"])
	sameMoney(t, r, o)
}

// sameMoney is sameAsGateway for payments that may have come late.
func sameMoney(t *testing.T, r row, o practice.Order) {
	number := o.No
	if o.Own != "" { // the till's number is the gateway's too
		require.Equal(t, o.Own, r["order_no"])
		number = o.Own
	}
	require.Equal(t, number, r["gateway_order_no"])
	require.Equal(t, o.Amount.Yuan(), r["amount"])
	require.Equal(t, string(o.Wallet), r["wallet"])
	require.Equal(t, string(o.Rail), r["channel"])
	require.Equal(t, string(o.State), r["state"])
	require.Equal(t, o.Dialect, r["provider"])
	require.Equal(t, o.Refunded.Yuan(), r["refunded"])
	require.NotEmpty(t, r["paid_at"])
	switch {
	case o.Dialect != "lepay" && !strings.HasPrefix(r["note"], "manager "):
		require.Contains(t, []string{o.TradeNo, o.No}, r["trade_no"], "the wallet's number or the gateway's")
	case o.Dialect == "lepay" && o.Wallet == kiosk.Alipay && o.Rail == kiosk.RailQR: // elsewhere lepay does not tell it
		require.Equal(t, o.TradeNo, r["trade_no"])
	}
}

// awaitAnswer waits until the window itself says that the sale is paid.
func (tl *till) awaitAnswer() {
	tl.awaitPanel("panel.paid.title")
	await(tl.t, "answer in the window", func() bool { return tl.window.shows(inStage, paidColour) }, tl.now)
}

// Where the keys stand that a sale by touch needs, in a window of 1280x800: the
// counter's side is 742 wide, its keys begin at 24,236. There are four columns:
// digits 146 wide, pay keys 226; and four rows, 104.5 high; 10 apart. A panel's
// buttons stand in a row that ends 15 above its foot at 684.
var touchPlaces = map[string]image.Point{
	"7": {97, 288}, "8": {253, 288}, "9": {409, 288}, "wechat": {605, 288},
	"4": {97, 403}, "5": {253, 403}, "6": {409, 403}, "alipay": {605, 403},
	"1": {97, 517}, "2": {253, 517}, "3": {409, 517}, "mini": {605, 517},
	"0": {97, 632}, "dot": {253, 632}, "backspace": {409, 632}, "scan": {605, 632},
	"clear":  {660, 95},  // the corner of the amount's card
	"middle": {371, 633}, // a panel's only button, or the second of three
	"left":   {203, 633}, // the first of two
	"right":  {539, 633}, // the second
}

func (tl *till) touches(name string) {
	at, known := touchPlaces[name]
	require.True(tl.t, known, "no place for %s", name)
	tl.window.click(tl.t, at)
}

// A sale by touch alone, with a slip of the finger, a cleared amount and a
// customer who wants the other wallet's QR.
func TestSaleByTouch(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := newTill(t, g)
	// The paper is the window's own colour, there before anything can be touched;
	// the dark key is not.
	await(t, "keys in the window", func() bool { return tl.window.shows(inScanKey, ink) }, tl.now)

	for _, touch := range []struct{ key, amount string }{
		{"9", "9"}, {"9", "99"}, {"clear", "0.00"},
		{"1", "1"}, {"2", "12"}, {"3", "123"}, {"backspace", "12"}, {"dot", "12."}, {"0", "12.0"}, {"5", "12.05"},
	} {
		tl.touches(touch.key)
		tl.awaitAmount(touch.amount)
	}

	tl.touches("wechat")
	left := g.newest(0)
	tl.shows(left)
	tl.touches("left") // the other wallet's QR
	o := g.newest(1)
	require.Equal(t, kiosk.Alipay, o.Wallet)
	tl.isPaid(o)
	tl.touches("middle")
	tl.awaitNext()

	// Cancelled before anybody paid: the till forgets nothing about it.
	tl.touches("7")
	tl.awaitAmount("7")
	tl.touches("scan")
	tl.awaitPanel("panel.armed.title")
	tl.touches("middle") // Alipay, between WeChat and cancel
	o2 := g.newest(2)
	require.Equal(t, kiosk.Alipay, o2.Wallet)
	tl.shows(o2)
	tl.touches("right")
	tl.awaitNext()

	rows := tl.export()
	require.Len(t, rows, 3)
	require.Equal(t, "waiting", rows[0]["state"], "the QR that was left is watched")
	sameAsGateway(t, rows[1], g.order(o.No))
	require.Equal(t, "waiting", rows[2]["state"])
	g.onceOnly()
}
