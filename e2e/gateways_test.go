//go:build e2e

package e2e

import (
	"net/http"
	"testing"

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
		{"codes by v2", sellsByV2},
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
