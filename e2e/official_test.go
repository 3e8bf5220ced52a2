//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// officialRail is one wallet itself, with its names for what the till asks.
type officialRail struct {
	wallet          kiosk.Wallet
	name, key       string
	open, pay, undo string
	query           string // of a code payment
	digit           string // in front of each amount, so that no two sales have the same
	refusesOld      bool   // a notification that was signed long ago
}

var officialRails = []officialRail{
	{kiosk.WeChat, "wechatpay", "F1", "native", "codepay", "reverse", "query", "1", true},
	{kiosk.Alipay, "alipay", "F2", "precreate", "pay", "cancel", "query", "2", false},
}

// sellsAtOfficial sells at both wallets themselves: each is asked and told of by itself, and every
// answer may be lost.
func sellsAtOfficial(t *testing.T, g *gateway) {
	ear, s := newEar(), newSerialScanner(t)
	c := openManagedTill(t, g, g.official()+hears(ear, "http://"+ear)+s.config())
	n := 0
	for _, rail := range officialRails {
		loses := func(route string) { g.fails(practice.FaultLoseAnswer, rail.name+"/"+route) }
		code := func() string { n++; return paymentCode(rail.wallet, n) }

		// By QR: told before the till asks, and asked before the till is told.
		g.dawdles(rail.name+"/query", 8*time.Second)
		c.sells(rail.digit+"12.50", rail.key)
		g.hurries()
		g.faults(practice.Fault{Kind: practice.FaultDelay, Route: rail.name + "/notify", DelayMS: 10_000, Count: 1})
		c.sells(rail.digit+"13.50", rail.key)
		g.hurries()

		// An old notification: WeChat's is refused until it comes anew, Alipay's is taken.
		g.fails(practice.FaultOld, rail.name+"/notify")
		old := c.sells(rail.digit+"13.60", rail.key)
		awaitWithin(t, time.Minute, "notification that is taken", func() bool { o := g.order(old.No); return o.NoticesSent > 0 && !o.NoticeDue }, c.now)
		require.Equal(t, rail.refusesOld, g.order(old.No).NoticesSent > g.order(old.No).NoticesAcked)

		// A QR whose answer is lost, and a query's.
		loses(rail.open)
		loses("query")
		o := c.opens(rail.digit+"14.50", rail.key)
		c.await("QR on show or none", func(v logLine) bool { return v.Stage == kiosk.CustomerQR || v.Panel == "panel.failed.title" })
		if c.view().Panel == "panel.failed.title" {
			c.keys(rail.key)
			o = c.order(rail.digit + "14.50")
		}
		c.isPaid(o)
		c.next()

		c.sellsByCodes(s, rail, code)

		// Cancelled, its answer lost, and paid all the same: it goes back.
		loses("close")
		o = c.isPaidAfterCancel(rail.digit+"66.60", rail.key)
		c.awaitPanel("alarm.late.title.cancelled")
		c.answers("F6")
		c.entersPIN()
		c.awaitNext()
		require.Equal(t, o.Amount, g.order(o.No).Refunded)

		// A part goes back, then the rest, of which both answers are lost.
		c.sellsByCode(s, rail.digit+"20.00", code())
		c.opensHistory()
		c.choosesRefund()
		c.givesBack("7.5", "refund.done.title")
		c.keys("Escape")
		c.awaitHistory()
		loses("refund")
		loses("refund_query")
		c.choosesRefund()
		c.givesBack("", "refund.done.title")
		c.keys("Escape")
		c.awaitHistory()
		c.leaves()
	}
	// A face is Alipay's.
	c.sellsByCode(s, "9.90", "fp"+strings.Repeat("0aB9", 8)+"Z")
	// Who leaves at the password has nothing to pay afterwards, at either wallet.
	g.asksForPasswords()
	for _, rail := range officialRails {
		c.losesReversals(s, rail, func() string { n++; return paymentCode(rail.wallet, n) })
	}
	for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} {
		n++
		yuan := fmt.Sprintf("5.%02d", n)
		c.scansFor(s, yuan, paymentCode(w, n))
		o := c.order(yuan)
		c.awaitPanel("panel.confirm.title") // not while the code is still being sent
		c.leaves()
		awaitWithin(t, time.Minute, "end of a code", func() bool { return g.order(o.No).State == practice.StateClosed }, c.now)
	}
	providers := map[string]int{}
	agree, said := c.compares(true)
	require.True(t, agree, said)
	g.onceOnly()
	for _, r := range c.export() {
		providers[r["provider"]]++
	}
	require.Len(t, providers, 2, "%v", providers)
	c.logsNoError()
}

// sellsByV2 sells by WeChat's codes where the contract has v2's code payment alone.
func sellsByV2(t *testing.T, g *gateway) {
	s := newSerialScanner(t)
	c := openTill(t, g, g.wechatV2()+s.config())
	rail := officialRails[0]
	rail.pay, rail.undo, rail.query = "micropay", "reversev2", "orderquery"
	n := 0
	code := func() string { n++; return paymentCode(rail.wallet, n) }
	c.sellsByCodes(s, rail, code)
	g.asksForPasswords()
	c.losesReversals(s, rail, code)
	agree, said := c.compares(true)
	require.True(t, agree, said)
	g.onceOnly()
	require.Zero(t, g.book().Requests["wechatpay/codepay"], "none by v3")
	c.logsNoError()
}

// asksForPasswords has every code ask for its password from now on.
func (g *gateway) asksForPasswords() {
	settings, err := g.Settings(g.t.Context())
	require.NoError(g.t, err)
	settings.FreeLimit = 100
	require.NoError(g.t, g.SetSettings(g.t.Context(), settings))
}

// sellsByCodes sells by code, of which an answer is lost; by one with a password; and by one that
// is refused.
func (tl *till) sellsByCodes(s *serialScanner, rail officialRail, code func() string) {
	g := tl.gateway
	tl.sellsByCode(s, rail.digit+"7.01", code())
	g.fails(practice.FaultLoseAnswer, rail.name+"/"+rail.pay)
	tl.sellsByCode(s, rail.digit+"7.02", code())
	tl.scansFor(s, rail.digit+"7.03", g.codeThat(rail.wallet, practice.CodePassword))
	o := tl.order(rail.digit + "7.03")
	tl.awaitPanel("panel.confirm.title")
	g.pays(o.No)
	tl.next()
	tl.scansFor(s, rail.digit+"7.04", g.codeThat(rail.wallet, practice.CodeBalance))
	tl.order(rail.digit + "7.04")
	tl.awaitPanel("panel.failed.title")
	tl.leaves()
}

// losesReversals leaves two sales at the password, of which the customer pays the second while
// the till hears nothing. Each is reversed, with the answer lost: the till finds out by asking
// that nothing was paid, or that it went back.
func (tl *till) losesReversals(s *serialScanner, rail officialRail, code func() string) {
	g, route := tl.gateway, func(call string) string { return rail.name + "/" + call }
	for i, pays := range []bool{false, true} {
		yuan := fmt.Sprintf("%s8.%02d", rail.digit, i+1)
		tl.scansFor(s, yuan, code())
		o := tl.order(yuan)
		tl.awaitPanel("panel.confirm.title")
		g.fails(practice.FaultLoseAnswer, route(rail.undo))
		if pays {
			g.faults(practice.Fault{Kind: practice.FaultLoseRequest, Route: route(rail.query)})
		}
		tl.leaves()
		if pays {
			g.pays(o.No)
		}
		undone := func() bool {
			o = g.order(o.No)
			return o.State == practice.StateClosed || o.Refunded == o.Amount
		}
		awaitWithin(tl.t, time.Minute, "reversal at the gateway", undone, tl.now)
		require.Equal(tl.t, pays, o.Refunded > 0)
		asked := g.book().Requests[route(rail.query)]
		g.hurries()
		r := row{}
		settled := func() bool {
			r = tl.rowOf(o)
			return r["state"] != "waiting" && r["state"] != "unknown"
		}
		awaitWithin(tl.t, time.Minute, "end of what was reversed", settled, func() string { return fmt.Sprint(r, tl.now()) })
		require.Equal(tl.t, "closed", r["state"])
		require.Empty(tl.t, r["paid_at"], "it never counted as paid")
		require.Greater(tl.t, g.book().Requests[route(rail.query)], asked, "it was asked")
		require.Equal(tl.t, pays, strings.Contains(r["note"], "退"), "the words tell what went back: %v", r)
	}
}

// rowOf is the export's row of an order at the gateway.
func (tl *till) rowOf(o practice.Order) row {
	for _, r := range tl.export() {
		if r["gateway_order_no"] == o.Own {
			return r
		}
	}
	return row{}
}
