//go:build e2e

package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// crashStage is a till with a sale in which it will be killed.
type crashStage struct {
	*faultTill
	// before is the number of orders at the gateway when the sale began.
	before int
}

// order is the sale's nth at the gateway.
func (c *crashStage) order(n int) practice.Order {
	c.gateway.newest(c.before + n)
	return c.gateway.book().Orders[c.before+n]
}

// answerHeld is longer than any of these tests leaves a till that is about to
// be killed.
const answerHeld = 30 * time.Second

// crashPoint is a moment of a sale.
type crashPoint struct {
	name string
	// until plays the sale up to the moment.
	until func(*crashStage)
	// settles: something was open of which the gateway can be asked, so the till
	// finds out about it before it sells again.
	settles bool
	// alarm: money came that the till had not heard of.
	alarm bool
	// doubt: what became of a code cannot be found out, which stays in sight.
	doubt bool
}

// The moments, of a sale by QR and of one by code.
var crashPoints = []crashPoint{
	{name: "nothing sold yet", until: func(c *crashStage) {}},
	{name: "an amount stands there", until: func(c *crashStage) { c.types("9.99") }},
	{name: "the key is pressed", until: func(c *crashStage) {
		c.types(c.amount())
		c.keys("F1")
	}},
	{name: "the sale is open, its QR is asked for", until: func(c *crashStage) {
		c.gateway.dawdles("qrCodePay", answerHeld)
		c.types(c.amount())
		c.keys("F1")
		c.awaitPanel("panel.opening.title")
	}},
	{name: "the gateway has made the order", until: func(c *crashStage) {
		c.gateway.dawdles("qrCodePay", answerHeld)
		c.types(c.amount())
		c.keys("F2")
		c.order(0)
	}},
	{name: "the QR is on show", settles: true, until: func(c *crashStage) { c.opensQR(kiosk.WeChat) }},
	{name: "the customer has scanned", settles: true, until: func(c *crashStage) {
		c.opensQR(kiosk.WeChat)
		c.gateway.scans(c.order(0).No)
		c.awaitPanel("panel.scanned.title")
	}},
	{name: "the customer has paid this moment", settles: true, alarm: true, until: func(c *crashStage) {
		c.gateway.dawdles("queryOrder", answerHeld)
		c.opensQR(kiosk.WeChat)
		c.gateway.pays(c.order(0).No)
	}},
	{name: "the till says paid", until: func(c *crashStage) {
		c.opensQR(kiosk.Alipay)
		c.gateway.pays(c.order(0).No)
		c.awaitPanel("panel.paid.title")
	}},
	{name: "the QR was switched", settles: true, until: func(c *crashStage) {
		c.opensQR(kiosk.WeChat)
		c.switchesTo(kiosk.Alipay)
	}},
	{name: "the QR that was left is paid", settles: true, alarm: true, until: func(c *crashStage) {
		c.gateway.dawdles("queryOrder", answerHeld)
		c.opensQR(kiosk.WeChat)
		c.switchesTo(kiosk.Alipay)
		c.gateway.pays(c.order(0).No)
	}},
	{name: "cancelled this moment", until: func(c *crashStage) {
		c.opensQR(kiosk.WeChat)
		c.leaves()
	}},
	{name: "cancelled, then paid", alarm: true, until: func(c *crashStage) {
		c.gateway.dawdles("aliQueryOrder", answerHeld)
		c.opensQR(kiosk.Alipay)
		c.leaves()
		c.gateway.pays(c.order(0).No)
	}},
	{name: "the alarm about late money is on screen", alarm: true, until: func(c *crashStage) {
		c.opensQR(kiosk.WeChat)
		c.keys("Escape")
		c.gateway.pays(c.order(0).No)
		c.awaitScreen(kiosk.ScreenAlarm)
	}},
	{name: "still asking what became of a sale cut off before", alarm: true, until: func(c *crashStage) {
		c.gateway.dawdles("queryOrder", answerHeld)
		c.opensQR(kiosk.WeChat)
		c.gateway.pays(c.order(0).No)
		c.kill()
		c.run()
		c.awaitScreen(kiosk.ScreenRecovering)
	}},
	{name: "the sale waits for a code", until: func(c *crashStage) { c.arms(c.amount()) }},
	{name: "the code is scanned", until: func(c *crashStage) {
		c.arms(c.amount())
		c.scansCode()
	}},
	{name: "the code is on its way", doubt: true, until: func(c *crashStage) {
		c.gateway.dawdles("tofastpay", answerHeld)
		c.arms(c.amount())
		c.scansCode()
		c.order(0)
	}},
	{name: "the customer types a password", settles: true, until: func(c *crashStage) {
		c.needsPassword()
		c.awaitPanel("panel.confirm.title")
	}},
	{name: "the password is typed this moment", settles: true, alarm: true, until: func(c *crashStage) {
		c.gateway.dawdles("queryOrder", answerHeld)
		c.gateway.dawdles("aliQueryOrder", answerHeld)
		c.needsPassword()
		c.awaitPanel("panel.confirm.title")
		c.gateway.pays(c.order(0).No)
	}},
	{name: "the answer is lost, the till says that it does not know", doubt: true, until: func(c *crashStage) {
		c.gateway.fails(practice.FaultLoseAnswer, "tofastpay")
		c.arms(c.amount())
		c.scansCode()
		c.awaitPanel("panel.unknown.title")
	}},
	{name: "a code was paid and the next amount is typed", until: func(c *crashStage) {
		c.arms(c.amount())
		c.scansCode()
		c.awaitPanel("panel.paid.title")
		c.keys("Return")
		c.awaitNext()
		c.types("1")
	}},
}

// needsPassword scans a code that the wallet pays only after a password.
func (c *crashStage) needsPassword() {
	c.gateway.set(func(s *practice.Settings) { s.FreeLimit = 0 })
	c.arms(c.amount())
	c.scansCode()
}

// A till that is killed in the middle of whatever it does charges nobody twice,
// forgets no money, and first finds out what is open.
func TestKilledAtAnyPoint(t *testing.T) {
	t.Parallel()
	const tills = 3 // side by side, each with its share of the moments
	for n := range tills {
		t.Run(fmt.Sprintf("till %d", n+1), func(t *testing.T) {
			t.Parallel()
			g := newGateway(t)
			c := &crashStage{faultTill: newFaultTill(t, g, g.lepay())}
			c.program = program // what others run too
			c.open()
			for i := n; i < len(crashPoints); i += tills {
				c.survives(crashPoints[i])
			}
		})
	}
}

// survives kills the till at p and looks at what it makes of that.
func (c *crashStage) survives(p crashPoint) {
	t := c.t
	t.Log("killed when:", p.name)
	c.before = len(c.gateway.book().Orders)
	doubts := c.view().Open
	p.until(c)
	c.kill()
	c.gateway.hurries()
	c.gateway.set(func(s *practice.Settings) { s.FreeLimit = 100_000 })
	c.open()

	settled := slices.ContainsFunc(c.views(), func(v logLine) bool { return v.Screen == kiosk.ScreenRecovering })
	if p.settles {
		require.True(t, settled, "%s: the till sold before it had asked about what was open", p.name)
	}
	if p.alarm {
		c.awaitScreen(kiosk.ScreenAlarm)
		c.answers(cardKey(c.view()))
	}
	c.awaitNext()
	if p.doubt {
		require.Equal(t, doubts+1, c.view().Open, "%s: what nobody knows is not in sight", p.name)
	}
	c.nothingLost(p)
	c.sellsByCode()
}

// nothingLost compares what the till knows with what the gateway took.
func (c *crashStage) nothingLost(p crashPoint) {
	t := c.t
	c.gateway.onceOnly()
	rows := c.export()
	for _, o := range c.gateway.book().Orders {
		if o.Charges == 0 {
			continue
		}
		known := slices.ContainsFunc(rows, func(r row) bool {
			if r["gateway_order_no"] != "" {
				return r["gateway_order_no"] == o.No && r["state"] == "paid" && r["amount"] == o.Amount.Yuan()
			}
			return r["channel"] == "code" && r["state"] == "unknown" && r["amount"] == o.Amount.Yuan()
		})
		require.True(t, known, "%s: the gateway took %s on order %s, of which the till knows nothing: %v", p.name, o.Amount.Yuan(), o.No, rows)
	}
	for _, r := range rows {
		if r["state"] == "paid" {
			require.Equal(t, 1, c.gateway.order(r["gateway_order_no"]).Charges, "%s: paid without money", p.name)
		}
	}
}
