package till

import (
	"facepay/kiosk"
	"facepay/kiosk/health"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// openSale is a sale with a QR of ¥128.50 on show, the gateway's G1.
func openSale(t *testing.T, can kiosk.Capabilities) *counter {
	t.Helper()
	c := newCounter(t, can)
	c.openQR(kiosk.KeyF1, "G1")
	return c
}

// silentSale is an open sale whose gateway answers nothing, which the till says.
func silentSale(t *testing.T, can kiosk.Capabilities) *counter {
	t.Helper()
	c := openSale(t, can)
	c.fallSilent()
	return c
}

// cancelledSale is an open sale that was left by Esc.
func cancelledSale(t *testing.T, can kiosk.Capabilities) *counter {
	t.Helper()
	c := openSale(t, can)
	c.press(kiosk.KeyEsc)
	return c
}

// lateSale is a cancelled sale whose money has come, and whose alarm takes keys.
func lateSale(t *testing.T, can kiosk.Capabilities) (*counter, kiosk.OrderNo) {
	t.Helper()
	c := cancelledSale(t, can)
	for c.only().State != kiosk.StatePaid {
		c.answerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	}
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
	c.sleep(touchGuard)
	return c, c.newest()
}

// idleSale is a sale that timed out while its gateway said that nobody had paid.
func idleSale(t *testing.T, can kiosk.Capabilities) *counter {
	t.Helper()
	c := openSale(t, can)
	c.answerUntilIdle(kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: "G1"}, nil)
	require.Equal(t, kiosk.CustomerFailed, c.view.Customer.Kind)
	return c
}

// mismatchedSale is an open sale of which the gateway says paid with ¥0.01.
func mismatchedSale(t *testing.T) *counter {
	t.Helper()
	c := openSale(t, fullGateway())
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: fen(1)})
	require.Equal(t, "panel.incident.title", c.view.Panel.Title.ID)
	return c
}

// switchedSale is a sale with WeChat's QR left for Alipay's, the gateway's G2.
func switchedSale(t *testing.T, can kiosk.Capabilities) *counter {
	t.Helper()
	c := openSale(t, can)
	c.switchQR("G2")
	return c
}

// openBlind is a sale with a QR on show that gives no number of the gateway's.
func openBlind(t *testing.T, can kiosk.Capabilities) (*counter, kiosk.OrderNo) {
	t.Helper()
	c := newCounter(t, can)
	return c, c.openBlind()
}

// orderScreen waits for the number of a shop's order of ¥5.
func orderScreen(t *testing.T) *counter {
	t.Helper()
	c := newCounter(t, shopGateway())
	c.pay("5", kiosk.KeyF1)
	return c
}

// enteredOrder is a sale with the shop's order SO1 on show.
func enteredOrder(t *testing.T, can kiosk.Capabilities) *counter {
	t.Helper()
	c := newCounter(t, can)
	c.enterOrder(kiosk.KeyF1, "SO1")
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "x", Amount: fen(12850)}, nil)
	return c
}

// chargedSale is a sale with a code on its way for ¥1.
func chargedSale(t *testing.T, can kiosk.Capabilities, code string) *counter {
	t.Helper()
	c := newCounter(t, can)
	c.charge("1", code)
	return c
}

// lostCharge is a code payment of ¥1 whose answer is lost.
func lostCharge(t *testing.T, can kiosk.Capabilities) *counter {
	t.Helper()
	c := newCounter(t, can)
	c.loseAnswer()
	return c
}

// parkedSale is a code payment in doubt, and nothing else.
func parkedSale(t *testing.T, can kiosk.Capabilities) (*counter, kiosk.OrderNo) {
	t.Helper()
	c := newCounter(t, can)
	return c, c.park()
}

// openDecision is the manager's decision about a parked payment, on screen.
func openDecision(t *testing.T, can kiosk.Capabilities) (*counter, kiosk.OrderNo) {
	t.Helper()
	c, n := parkedSale(t, can)
	c.openDecision()
	return c, n
}

// paidSale is a sale of ¥128.50 that is paid.
func paidSale(t *testing.T, can kiosk.Capabilities) (*counter, kiosk.OrderNo) {
	t.Helper()
	c := newCounter(t, can)
	return c, c.sell()
}

// refundPad is the refund's screen of a paid sale.
func refundPad(t *testing.T, can kiosk.Capabilities) (*counter, kiosk.OrderNo) {
	t.Helper()
	c, n := paidSale(t, can)
	c.openRefund(n)
	return c, n
}

// askedRefund is a refund of ¥5 of ¥128.50 that is under way.
func askedRefund(t *testing.T, can kiosk.Capabilities) (*counter, kiosk.OrderNo) {
	t.Helper()
	c, n := paidSale(t, can)
	c.refund(n, "5")
	return c, n
}

// answeredRefund is such a refund with the gateway's answer to it.
func answeredRefund(t *testing.T, can kiosk.Capabilities, a kiosk.RefundAnswer, err error) (*counter, kiosk.OrderNo) {
	t.Helper()
	c, n := askedRefund(t, can)
	c.answerRefund(kiosk.CallRefund, a, err)
	return c, n
}

// openRefundDecision is the manager's decision about a refund of which nothing more can be heard.
func openRefundDecision(t *testing.T) *counter {
	t.Helper()
	c, _ := answeredRefund(t, refundingOnce(), kiosk.RefundAnswer{}, unanswered())
	c.press(kiosk.KeyEsc, kiosk.KeyEsc, kiosk.KeyF10, kiosk.KeyF7)
	c.enterPIN()
	return c
}

const miniTemplate = "https://shop.example/mini?order={order_no}&sum={amount}&at={path}"

// miniCounter is a till with a link to the shop's mini-program.
func miniCounter(t *testing.T, can kiosk.Capabilities) *counter {
	return newCounter(t, can, func(s *kiosk.Settings) { s.MiniLink = miniTemplate })
}

// miniSale is a sale with the mini-program's link on show.
func miniSale(t *testing.T, can kiosk.Capabilities) (*counter, kiosk.OrderNo) {
	t.Helper()
	c := miniCounter(t, can)
	return c, c.openLink()
}

// checkedTill is a till that has begun the checks that follow its start.
func checkedTill(t *testing.T) *counter {
	t.Helper()
	c := newCounter(t, fullGateway())
	require.NotEmpty(t, c.checksWithin(health.FirstRun+time.Second))
	return c
}
