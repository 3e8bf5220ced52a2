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
	o := tl.opens("3480.07", "F1")
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
	r := tl.soleRow()
	require.Equal(t, []string{"paid", "true", o.No}, []string{r["state"], r["late"], r["gateway_order_no"]})
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
	require.Equal(t, kiosk.WeChat, o.Wallet)
	tl.isPaid(o)
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
