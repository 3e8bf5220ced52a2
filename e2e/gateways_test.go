//go:build e2e

package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
	smallsaaspractice "facepay/providers/smallsaas/practice"
)

// TestGateways sells at each gateway by every way that it has, against the
// gateway's own ledger.
func TestGateways(t *testing.T) {
	t.Parallel()
	for _, vendor := range []struct {
		name  string
		sells func(*testing.T, *gateway)
	}{
		{"yfpay", sellsAtYFPay},
		{"weidoufu", sellsAtWeidoufu},
		{"smallsaas", sellsAtSmallsaas},
		{"alipayservice", sellsAtAlipayService},
		{"official", sellsAtOfficial},
	} {
		t.Run(vendor.name, func(t *testing.T) {
			t.Parallel()
			vendor.sells(t, newGateway(t))
		})
	}
}

// openFullTill opens a till with a scanner, that hears notifications and has the
// shop's mini-program.
func openFullTill(t *testing.T, g *gateway, config string) (*till, *serialScanner) {
	ear, s := newEar(), newSerialScanner(t)
	tl := openManagedTill(t, g, config+hears(ear, "http://"+ear)+g.miniLink()+s.config())
	require.NoError(t, g.SetTillURL(t.Context(), "http://"+ear))
	return tl, s
}

// isPaidAfterCancel cancels a sale whose customer pays the QR all the same.
func (tl *till) isPaidAfterCancel(yuan, key string) practice.Order {
	o := tl.opens(yuan, key)
	tl.await("QR on show", func(v logLine) bool { return v.Stage == kiosk.CustomerQR })
	tl.leaves()
	tl.awaitState(o.No, practice.StateClosed)
	tl.gateway.paysLate(o.No)
	return o
}

// losesQR opens a sale whose QR is lost on its way.
func (tl *till) losesQR(route, yuan, key string) {
	tl.gateway.fails(practice.FaultLoseAnswer, route)
	tl.opens(yuan, key)
	tl.awaitPanel("panel.failed.title")
	require.Equal(tl.t, "fail.no_qr", tl.view().Detail)
}

// sellsByCode makes a whole sale by a code, which is sent once.
func (tl *till) sellsByCode(s *serialScanner, yuan, code string) {
	tl.scansFor(s, yuan, code)
	tl.order(yuan)
	tl.next()
	tl.gateway.sentOnce(code)
}

// yfpay offers everything and can be asked about everything.
func sellsAtYFPay(t *testing.T, g *gateway) {
	c, s := openFullTill(t, g, g.yfpay())

	c.sells("12.50", "F1")

	// Cancelled, and paid all the same: the owner gives it back.
	o := c.isPaidAfterCancel("66.60", "F2")
	c.awaitPanel("alarm.late.title.cancelled")
	c.answers("F6")
	c.entersPIN()
	c.awaitNext()
	require.Equal(t, o.Amount, g.order(o.No).Refunded)

	// By code; the second answer is lost, and the till finds out by its own number.
	c.sellsByCode(s, "7.01", paymentCode(kiosk.WeChat, 1))
	g.fails(practice.FaultLoseAnswer, "yfpay/pay")
	c.sellsByCode(s, "7.02", paymentCode(kiosk.Alipay, 2))

	// By the shop's mini-program: its first customer is the only one.
	number := c.opensMini("20.00")
	require.Equal(t, "20.00", g.openMini(number, kiosk.WeChat, practice.MiniOpenID, "").Amount)
	require.Empty(t, g.openMini(number, kiosk.WeChat, "oSomebodyElse000000000000002", kiosk.MiniTaken).Params)
	g.pays(c.order("20.00").No)
	c.awaitAnswer()

	// A part goes back, then the rest, of which the answer is lost: the same number
	// is asked again, and nothing goes back twice.
	c.opensHistory()
	c.choosesRefund()
	c.givesBack("7.5", "refund.done.title")
	c.keys("Escape")
	c.awaitHistory()
	g.fails(practice.FaultLoseAnswer, "refundorder")
	c.choosesRefund()
	c.givesBack("", "refund.done.title")
	require.True(t, c.showed("refund.unknown.title"), "it said that it did not know")
	rows := c.agrees()
	require.Len(t, rows, 5)
	require.Equal(t, "20.00", rows[4]["refunded"])
}

// weidoufu tells of a payment by notification alone, and of refunds nothing after
// its first answer.
func sellsAtWeidoufu(t *testing.T, g *gateway) {
	c, s := openFullTill(t, g, g.weidoufu())

	// The first QR is lost on its way, and the next one is as good.
	c.losesQR("native", "31.00", "F1")
	c.keys("F2")
	o := c.order("31.00")
	c.isPaid(o)
	c.next()

	// Cancelled, and paid all the same: the customer has the goods.
	c.isPaidAfterCancel("66.61", "F1")
	c.awaitPanel("alarm.late.title.cancelled")
	c.answers("F4")
	c.awaitNext()

	// By code; the second answer is lost, and the notification tells.
	c.sellsByCode(s, "7.01", paymentCode(kiosk.Alipay, 1))
	g.fails(practice.FaultLoseAnswer, "micropay")
	c.sellsByCode(s, "7.02", paymentCode(kiosk.WeChat, 2))

	// By the shop's mini-program, which has to say who the customer is.
	number := c.opensMini("20.00")
	g.openMini(number, "", "", kiosk.MiniBuyer)
	g.openMini(number, kiosk.Alipay, practice.MiniBuyerID, "")
	o = c.order("20.00")
	require.Equal(t, kiosk.Alipay, o.Wallet)
	g.pays(o.No)
	c.awaitAnswer()

	// A refund whose answer is lost may not be asked for again: the manager looks
	// in the merchant's app.
	c.opensHistory()
	c.choosesRefund()
	g.fails(practice.FaultLoseAnswer, "refund")
	c.givesBack("8", "refund.unknown.title")
	require.Equal(t, "refund.unknown.no_query", c.view().Detail)
	c.answers("F7")
	c.entersPIN()
	c.awaitPanel("decide.refund.title")
	c.decides("F5")
	c.awaitHistory() // it was decided from the list
	require.Equal(t, 1, g.book().Requests["weidoufu/refund"])
	c.choosesRefund()
	c.givesBack("", "refund.done.title")
	c.agrees()
}

// smallsaas sells n times a thing of one fen.
func sellsAtSmallsaas(t *testing.T, g *gateway) {
	c := openManagedTill(t, g, g.smallsaas(smallsaaspractice.ProductID))
	c.sells("12.50", "F1")

	// The order is made and its number lost, so that there is no QR to show.
	c.losesQR("smallsaas/create", "31.00", "F2")
	c.keys("F2")
	o := c.order("31.00")
	c.isPaid(o)
	c.next()

	// Cancelled, and paid all the same, while the next customer pays on the page
	// that the mini-program rail has here.
	c.isPaidAfterCancel("66.62", "F1")
	o = c.opens("20.00", "F3")
	page := ""
	await(t, "page of the mall", func() bool { page = c.window.qr(t); return page != "" }, c.now)
	require.Equal(t, g.URL+"/app/payment/wpay/"+o.No, page)
	opened, err := http.Get(page)
	require.NoError(t, err)
	require.NoError(t, opened.Body.Close())
	require.Equal(t, http.StatusOK, opened.StatusCode)
	require.Equal(t, kiosk.RailMini, g.order(o.No).Rail)
	g.pays(o.No)
	c.awaitAnswer()
	c.keys("Return")
	c.awaitPanel("alarm.late.title.cancelled")
	c.answers("F6")
	c.entersPIN()
	c.await("the late money's way back", func(v logLine) bool { return v.Screen == kiosk.ScreenAmount && v.Open == 0 })
	require.True(t, c.showed("refund.pending.title"), "people at the mall see to it, and it said so")

	// All of it goes back or nothing.
	c.opensHistory()
	c.choosesRefund()
	c.keys("5")
	c.awaitProblem("refund.whole_only")
	c.keys("BackSpace")
	c.givesBack("", "refund.done.title")
	c.agrees()
}

// alipayservice can be asked about nothing but refunds.
func sellsAtAlipayService(t *testing.T, g *gateway) {
	c := openManagedTill(t, g, g.alipayservice())
	o := c.opens("12.50", "F2")
	c.shows(o)
	require.Equal(t, "panel.proof.manager", c.view().Detail)
	g.pays(o.No)
	c.keys("F7")
	c.entersPIN()
	c.awaitPanel("decide.title")
	c.decides("F5")
	c.awaitAnswer()

	// What went back can be asked for again by the same number.
	g.fails(practice.FaultLoseAnswer, "alipayservice/refund")
	c.opensHistory()
	c.choosesRefund()
	c.givesBack("2.5", "refund.done.title")
	require.True(t, c.showed("refund.unknown.title"), "it said that it did not know")
	require.Equal(t, "2.50", g.order(o.No).Refunded.Yuan())

	// A till that hears Alipay's notifications needs no manager.
	ear := newEar()
	c.reopen(g.alipayservice() + hears(ear, "http://"+ear))
	o = c.opens("31.00", "F2")
	c.shows(o)
	require.Equal(t, "panel.proof.notice", c.view().Detail)
	g.pays(o.No)
	c.next()
	c.losesQR("qrcode", "45.00", "F2")
	c.leaves()

	// An order here cannot be closed; paid after it was cancelled it goes back.
	o = c.opens("66.63", "F2")
	c.shows(o)
	c.leaves()
	g.pays(o.No)
	c.awaitPanel("alarm.late.title.cancelled")
	c.answers("F6")
	c.entersPIN()
	c.awaitNext()
	c.agrees()
}

// codeThat is a code of a wallet that does something at the gateway.
func (g *gateway) codeThat(w kiosk.Wallet, does practice.CodeBehaviour) string {
	made, err := practice.NewCode(w, does)
	require.NoError(g.t, err)
	return made.Reveal()
}

// officialRail is one wallet itself, with its names for what the till asks.
type officialRail struct {
	wallet          kiosk.Wallet
	name, key       string
	open, pay, undo string
	digit           string // in front of each amount, so that no two sales have the same
	refusesOld      bool   // a notification that was signed long ago
}

var officialRails = []officialRail{
	{kiosk.WeChat, "wechatpay", "F1", "native", "codepay", "reverse", "1", true},
	{kiosk.Alipay, "alipay", "F2", "precreate", "pay", "cancel", "2", false},
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

		// By code, of which an answer is lost; one with a password; one that is refused.
		c.sellsByCode(s, rail.digit+"7.01", code())
		loses(rail.pay)
		c.sellsByCode(s, rail.digit+"7.02", code())
		c.scansFor(s, rail.digit+"7.03", g.codeThat(rail.wallet, practice.CodePassword))
		o = c.order(rail.digit + "7.03")
		c.await("password", func(v logLine) bool { return v.Stage == kiosk.CustomerConfirm })
		g.pays(o.No)
		c.next()
		c.scansFor(s, rail.digit+"7.04", g.codeThat(rail.wallet, practice.CodeBalance))
		c.order(rail.digit + "7.04")
		c.awaitPanel("panel.failed.title")
		c.leaves()

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
	settings, err := g.Settings(t.Context())
	require.NoError(t, err)
	settings.FreeLimit = 100
	require.NoError(t, g.SetSettings(t.Context(), settings))
	for _, rail := range officialRails {
		c.losesReversals(s, rail, func() string { n++; return paymentCode(rail.wallet, n) })
	}
	for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} {
		n++
		yuan := fmt.Sprintf("5.%02d", n)
		c.scansFor(s, yuan, paymentCode(w, n))
		o := c.order(yuan)
		c.await("password", func(v logLine) bool { return v.Stage == kiosk.CustomerConfirm })
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

// losesReversals leaves two sales at the password, of which the customer pays the second while
// the till hears nothing. Each is reversed, with the answer lost: the till finds out by asking
// that nothing was paid, or that it went back.
func (tl *till) losesReversals(s *serialScanner, rail officialRail, code func() string) {
	g, route := tl.gateway, func(call string) string { return rail.name + "/" + call }
	for i, pays := range []bool{false, true} {
		yuan := fmt.Sprintf("%s8.%02d", rail.digit, i+1)
		tl.scansFor(s, yuan, code())
		o := tl.order(yuan)
		tl.await("password", func(v logLine) bool { return v.Stage == kiosk.CustomerConfirm })
		g.fails(practice.FaultLoseAnswer, route(rail.undo))
		if pays {
			g.faults(practice.Fault{Kind: practice.FaultLoseRequest, Route: route("query")})
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
		asked := g.book().Requests[route("query")]
		g.hurries()
		r := row{}
		settled := func() bool {
			r = tl.rowOf(o)
			return r["state"] != "waiting" && r["state"] != "unknown"
		}
		awaitWithin(tl.t, time.Minute, "end of what was reversed", settled, func() string { return fmt.Sprint(r, tl.now()) })
		require.Equal(tl.t, "closed", r["state"])
		require.Empty(tl.t, r["paid_at"], "it never counted as paid")
		require.Greater(tl.t, g.book().Requests[route("query")], asked, "it was asked")
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
