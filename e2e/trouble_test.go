//go:build e2e

package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// lateMoneyMax is the time in which the till must tell of money that comes for a
// sale that was let go a moment ago.
const lateMoneyMax = 60 * time.Second

// The cashier cancels, the customer pays the QR that the phone still shows.
func TestLateMoneyIsAnAlarm(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := newTill(t, g)
	o := tl.opens("66.60", "F1")
	tl.shows(o)
	tl.leaves()
	tl.await("asking about what was left", func(logLine) bool { return g.requests("queryOrder") > 0 })

	g.pays(o.No)
	paid := time.Now()
	awaitWithin(t, lateMoneyMax, "alarm", func() bool { return tl.view().Screen == kiosk.ScreenAlarm }, tl.now)
	t.Logf("the alarm came %s after the money", time.Since(paid).Round(100*time.Millisecond))
	require.Equal(t, "alarm.late.title.cancelled", tl.view().Panel)
	require.Equal(t, 1, tl.view().Open)

	tl.answers("F4")
	tl.awaitNext()
	require.Zero(t, tl.view().Open)
	rows := tl.export()
	require.Len(t, rows, 1)
	require.Equal(t, "paid", rows[0]["state"])
	require.Equal(t, "true", rows[0]["late"])
	require.Equal(t, o.No, rows[0]["gateway_order_no"])
	g.onceOnly()
}

// The gateway takes a code and its answer is lost. Nobody can be asked, so the
// till says that it does not know, and nothing that people press or scan sends
// anything again, until a manager has looked at the customer's phone.
func TestLostAnswerIsResolvedByManager(t *testing.T) {
	t.Parallel()
	s := newSerialScanner(t)
	g := newGateway(t)
	g.set(func(s *practice.Settings) { s.PasswordReply = practice.PasswordBare })
	g.fails(practice.FaultLoseAnswer, "tofastpay")
	tl := newTill(t, g, s.config())

	code := paymentCode(kiosk.WeChat, 1)
	tl.scansFor(s, "25", code)
	tl.awaitPanel("panel.unknown.title")
	require.Equal(t, kiosk.CustomerAskHelp, tl.view().Stage)

	for _, again := range []struct {
		problem string
		try     func()
	}{
		{"problem.code_sent_once", func() { s.sends(code + "\r") }},
		{"problem.unknown_stays", func() { tl.keys("Escape") }},
		{"problem.code_sent_once", func() { s.sends(paymentCode(kiosk.Alipay, 2) + "\r") }},
		{"problem.one_at_a_time", func() { tl.keys("Return", "F1", "F2") }},
	} {
		again.try()
		tl.awaitProblem(again.problem)
	}
	require.Equal(t, 1, g.requests("tofastpay"))
	require.Zero(t, g.requests("qrCodePay"))

	tl.keys("F7")
	tl.entersPIN()
	tl.awaitPanel("decide.title")
	tl.decides("F5")
	tl.awaitAnswer()

	g.sentOnce(code)
	require.Len(t, g.book().Codes, 1, "no other code was sent")
	rows := tl.export()
	require.Len(t, rows, 1)
	require.Equal(t, "paid", rows[0]["state"])
	require.Equal(t, "25.00", rows[0]["amount"])
	require.Equal(t, "code", rows[0]["channel"])
	require.Equal(t, "manager merchant_app", rows[0]["note"])
	require.Equal(t, "false", rows[0]["late"])
	g.onceOnly()
}

// The network is down: the till says that nothing was sent, and once it is back
// the same key, and even the same code, is safe to try.
func TestNetworkDown(t *testing.T) {
	t.Parallel()
	s := newSerialScanner(t)
	g := newGateway(t)
	tl := newTill(t, g, s.config())
	notSent := func(v logLine) bool {
		return v.Panel == "panel.failed.title" && v.Detail == "fail.not_sent" && v.Gateway == kiosk.GatewayUnreachable
	}

	g.network(practice.NetworkDown)
	tl.types("5")
	tl.keys("F1")
	tl.await("being told that nothing was sent", notSent)
	g.network(practice.NetworkUp)
	tl.keys("F1")
	o := g.newest(0)
	tl.shows(o)
	g.pays(o.No)
	tl.awaitAnswer()
	tl.keys("Return")
	tl.awaitNext()

	g.network(practice.NetworkDown)
	code := paymentCode(kiosk.Alipay, 1)
	tl.scansFor(s, "6", code)
	tl.await("being told that nothing was sent", notSent)
	g.network(practice.NetworkUp)
	s.sends(code + "\r")
	tl.awaitPanel("panel.paid.title")

	rows := tl.export()
	require.Len(t, rows, 4)
	require.Equal(t, []string{"failed", "not_sent"}, []string{rows[0]["state"], rows[0]["note"]})
	sameAsGateway(t, rows[1], g.order(o.No))
	require.Equal(t, []string{"failed", "not_sent"}, []string{rows[2]["state"], rows[2]["note"]})
	sameAsGateway(t, rows[3], g.order(g.sentOnce(code).Order))
	g.onceOnly()
}
