//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	alipayservicepractice "facepay/providers/alipayservice/practice"
	"facepay/providers/practice"
	smallsaaspractice "facepay/providers/smallsaas/practice"
	weidoufupractice "facepay/providers/weidoufu/practice"
	yfpaypractice "facepay/providers/yfpay/practice"
)

// ears counts the addresses at which tills listen in this run.
var ears atomic.Int32

// newEar is an address at which one till can listen: all of 127.0.0.0/8 is this
// machine, and its process number makes it this run's own. The port is below
// those that the system hands out by itself.
func newEar() string {
	pid := os.Getpid()
	return fmt.Sprintf("127.%d.%d.%d:8780", 1+pid>>8&0x7F, pid&0xFF, ears.Add(1))
}

// hears is the section of a till that listens at ear and is reached at url.
func hears(ear, url string) string {
	return fmt.Sprintf("[notify]\nlisten = %q\npublic_url = %q\n", ear, url)
}

// miniLink is the section for the practice gateway's mini-program.
func (g *gateway) miniLink() string {
	return fmt.Sprintf("[mini]\nlink = %q\n", g.URL+miniPath+"{order_no}")
}

const miniPath = "/mini?order="

// The sections of the four gateways, with the accounts that the practice gateway
// knows.

func (g *gateway) smallsaas(product string) string {
	return fmt.Sprintf("provider = \"smallsaas\"\n[providers.smallsaas]\nbase_url = %q\nusername = %q\npassword = %q\nstore_id = %q\nstore_name = %q\nproduct_id = %q\n",
		g.URL, smallsaaspractice.Username, smallsaaspractice.Password, smallsaaspractice.StoreID, smallsaaspractice.StoreName, product)
}

func (g *gateway) yfpay() string {
	return fmt.Sprintf("provider = \"yfpay\"\n[providers.yfpay]\nbase_url = %q\ninst_no = %q\nmch_no = %q\nshop_no = %q\nterminal_no = %q\nkey = %q\n",
		g.URL+"/yfpay", yfpaypractice.InstNo, yfpaypractice.MchNo, yfpaypractice.ShopNo, yfpaypractice.TerminalNo, yfpaypractice.Key)
}

func (g *gateway) alipayservice() string {
	return fmt.Sprintf("provider = \"alipayservice\"\n[providers.alipayservice]\nbase_url = %q\nstore_id = %q\napp_id = %q\nalipay_public_key = %q\n",
		g.URL, alipayservicepractice.StoreID, alipayservicepractice.AppID, alipayservicepractice.PublicKey)
}

func (g *gateway) weidoufu() string {
	return fmt.Sprintf("provider = \"weidoufu\"\n[providers.weidoufu]\nbase_url = %q\naccess_key = %q\nsecret_key = %q\ncode_path = %q\nclose_path = %q\n",
		g.URL, weidoufupractice.AccessKey, weidoufupractice.SecretKey, weidoufupractice.CodePath, weidoufupractice.ClosePath)
}

// counter is a till that sells, beside its gateway's ledger.
type counter struct {
	*till
	gateway *gateway
	orders  int // at the gateway, as far as this test made them
}

// opens begins a sale and waits for its order at the gateway.
func (c *counter) opens(yuan string, keys ...string) practice.Order {
	c.t.Helper()
	c.keys(append(amountKeys(yuan), keys...)...)
	return c.order(yuan)
}

// order is the newest at the gateway, once it is there.
func (c *counter) order(yuan string) practice.Order {
	c.t.Helper()
	o := c.gateway.newest(c.orders)
	c.orders++
	require.Equal(c.t, yuan, o.Amount.Yuan())
	return o
}

// shows waits until the screen has the QR of an order, as a phone reads it.
func (c *counter) shows(o practice.Order) {
	c.t.Helper()
	c.awaitQR(c.window, o.QR)
}

// next waits for the answer in words and goes on.
func (c *counter) next() {
	c.t.Helper()
	c.awaitPanel("panel.paid.title")
	c.keys("Return")
	c.awaitNext()
}

// sells makes a whole sale by a QR.
func (c *counter) sells(yuan, key string) practice.Order {
	c.t.Helper()
	o := c.opens(yuan, key)
	c.shows(o)
	c.gateway.pays(o.No)
	c.next()
	return o
}

// scansFor opens a sale for a scanner and scans a code.
func (c *counter) scansFor(s *serialScanner, yuan, code string) {
	c.t.Helper()
	c.keys(append(amountKeys(yuan), "Return")...)
	c.awaitPanel("panel.armed.title")
	s.sends(code + "\r")
}

// opensMini begins a sale by the mini-program, and returns the till's number from
// the link that a phone reads.
func (c *counter) opensMini(yuan string) string {
	c.t.Helper()
	c.keys(append(amountKeys(yuan), "F3")...)
	link := c.gateway.URL + miniPath
	number := ""
	await(c.t, "link to the mini-program", func() bool {
		var found bool
		number, found = strings.CutPrefix(c.window.qr(c.t), link)
		return found
	}, c.now)
	return number
}

// leaves cancels the sale.
func (c *counter) leaves() {
	c.t.Helper()
	c.keys("Escape")
	c.awaitNext()
}

// awaitState waits until the gateway has an order in a state.
func (c *counter) awaitState(no string, s practice.State) {
	c.t.Helper()
	await(c.t, "order that is "+string(s)+" at the gateway", func() bool { return c.gateway.order(no).State == s }, c.now)
}

// agrees asserts that the export and the gateway's ledger tell the same of every
// order that was paid, and of what went back.
func (c *counter) agrees() []row {
	c.t.Helper()
	book := c.gateway.book()
	rows := c.export()
	byNumber := map[string]row{}
	for _, r := range rows {
		byNumber[r["gateway_order_no"]] = r
	}
	var returned kiosk.Fen
	for _, r := range rows {
		back, err := kiosk.ParseYuan(r["refunded"])
		if r["refunded"] != "0.00" {
			require.NoError(c.t, err)
		}
		returned += back
	}
	require.Equal(c.t, book.Returned, returned, "what went back")
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
		require.NotNil(c.t, r, "the till does not know of order %s", o.No)
		sameMoney(c.t, r, o)
	}
	for _, r := range rows {
		if r["state"] == "paid" {
			paid--
		}
	}
	require.Zero(c.t, paid, "payments that only the till has for paid: %v", rows)
	c.gateway.onceOnly()
	return rows
}

func newCounter(t *testing.T, g *gateway, config string) *counter {
	t.Helper()
	return &counter{till: openTill(t, g, config), gateway: g}
}
