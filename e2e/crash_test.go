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

func (c *crashStage) order(n int) practice.Order {
	c.gateway.newest(c.before + n)
	return c.gateway.book().Orders[c.before+n]
}

// answerHeld is longer than any of these tests leaves a till that is about to
// be killed.
const answerHeld = 30 * time.Second

// crashPoint is a moment of a sale.
type crashPoint struct {
	name  string
	until []step // up to the moment
	// settles: something was open of which the gateway can be asked, so the till
	// finds out about it before it sells again.
	settles bool
	// alarm: money came that the till had not heard of.
	alarm bool
	// doubt: what became of a code cannot be found out, which stays in sight.
	doubt bool
	// races: the kill races the code on its way, so there may be a doubt.
	races bool
}

// step is something that people or the gateway do.
type step func(*crashStage)

// The steps of a sale by QR and of one by code.
var (
	types       step = func(c *crashStage) { c.types(c.amount()) }
	leaves      step = func(c *crashStage) { c.leaves() }
	orders      step = func(c *crashStage) { c.order(0) }
	isScanned   step = func(c *crashStage) { c.gateway.scans(c.order(0).No) }
	isPaid      step = func(c *crashStage) { c.gateway.pays(c.order(0).No) }
	armed       step = func(c *crashStage) { c.arms(c.amount()) }
	codeScanned step = func(c *crashStage) { c.scansCode() }
	goesOn      step = func(c *crashStage) { c.next() }
	killed      step = func(c *crashStage) { c.kill() }
	started     step = func(c *crashStage) { c.run() }
	// passwordAsked scans a code that the wallet pays only after a password.
	passwordAsked step = func(c *crashStage) {
		c.gateway.set(func(s *practice.Settings) { s.FreeLimit = 0 })
		c.arms(c.amount())
		c.scansCode()
		c.awaitPanel("panel.confirm.title")
	}
)

func presses(key string) step         { return func(c *crashStage) { c.keys(key) } }
func holds(route string) step         { return func(c *crashStage) { c.gateway.dawdles(route, answerHeld) } }
func showsQR(w kiosk.Wallet) step     { return func(c *crashStage) { c.opensQR(w) } }
func switchesQR(w kiosk.Wallet) step  { return func(c *crashStage) { c.switchesTo(w) } }
func panelShown(title string) step    { return func(c *crashStage) { c.awaitPanel(title) } }
func screenShown(s kiosk.Screen) step { return func(c *crashStage) { c.awaitScreen(s) } }
func answerLost(route string) step {
	return func(c *crashStage) { c.gateway.fails(practice.FaultLoseAnswer, route) }
}

var crashPoints = []crashPoint{
	{name: "nothing sold yet"},
	{name: "an amount stands there", until: []step{types}},
	{name: "the key is pressed", until: []step{types, presses("F1")}},
	{name: "the sale is open, its QR is asked for", until: []step{holds("qrCodePay"), types, presses("F1"), panelShown("panel.opening.title")}},
	{name: "the gateway has made the order", until: []step{holds("qrCodePay"), types, presses("F2"), orders}},
	{name: "the QR is on show", settles: true, until: []step{showsQR(kiosk.WeChat)}},
	{name: "the customer has scanned", settles: true, until: []step{showsQR(kiosk.WeChat), isScanned, panelShown("panel.scanned.title")}},
	{name: "the customer has paid this moment", settles: true, alarm: true, until: []step{holds("queryOrder"), showsQR(kiosk.WeChat), isPaid}},
	{name: "the till says paid", until: []step{showsQR(kiosk.Alipay), isPaid, panelShown("panel.paid.title")}},
	{name: "the QR was switched", settles: true, until: []step{showsQR(kiosk.WeChat), switchesQR(kiosk.Alipay)}},
	{name: "the QR that was left is paid", settles: true, alarm: true, until: []step{
		holds("queryOrder"), showsQR(kiosk.WeChat), switchesQR(kiosk.Alipay), isPaid,
	}},
	{name: "cancelled this moment", until: []step{showsQR(kiosk.WeChat), leaves}},
	{name: "cancelled, then paid", alarm: true, until: []step{holds("aliQueryOrder"), showsQR(kiosk.Alipay), leaves, isPaid}},
	{name: "the alarm about late money is on screen", alarm: true, until: []step{
		showsQR(kiosk.WeChat), leaves, isPaid, screenShown(kiosk.ScreenAlarm), // left first: else it is paid at the counter
	}},
	{name: "still asking what became of a sale cut off before", alarm: true, until: []step{
		holds("queryOrder"), showsQR(kiosk.WeChat), isPaid, killed, started, screenShown(kiosk.ScreenRecovering),
	}},
	{name: "the sale waits for a code", until: []step{armed}},
	{name: "the code is scanned", races: true, until: []step{armed, codeScanned}},
	{name: "the code is on its way", doubt: true, until: []step{holds("tofastpay"), armed, codeScanned, orders}},
	{name: "the customer types a password", settles: true, until: []step{passwordAsked}},
	{name: "the password is typed this moment", settles: true, alarm: true, until: []step{
		holds("queryOrder"), holds("aliQueryOrder"), passwordAsked, isPaid,
	}},
	{name: "the answer is lost, the till says that it does not know", doubt: true, until: []step{
		answerLost("tofastpay"), armed, codeScanned, panelShown("panel.unknown.title"),
	}},
	{name: "a code was paid and the next amount is typed", until: []step{
		armed, codeScanned, panelShown("panel.paid.title"), goesOn, types,
	}},
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
	for _, does := range p.until {
		does(c)
	}
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
	if p.doubt || p.races && c.states()["unknown"] > doubts {
		doubts++
		require.Equal(t, doubts, c.view().Open, "%s: what nobody knows is not in sight", p.name)
	}
	require.LessOrEqual(t, c.states()["unknown"], doubts, "%s: it does not know of more", p.name)
	c.gateway.onceOnly()
	agree, said := c.compares(c.certain)
	require.True(t, agree, "%s: %s", p.name, said)
	c.sellsByCode()
}
