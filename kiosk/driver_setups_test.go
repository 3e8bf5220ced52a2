package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// openSale has a QR of ¥128.50 on show, the gateway's G1.
func openSale(t *testing.T, can Capabilities) *counter {
	t.Helper()
	c := newCounter(t, can)
	c.openQR(KeyF1, "G1")
	return c
}

// silentSale has its gateway answer nothing, and the till say so.
func silentSale(t *testing.T, can Capabilities) *counter {
	t.Helper()
	c := openSale(t, can)
	c.fallSilent()
	return c
}

// cancelledSale has it left by Esc.
func cancelledSale(t *testing.T, can Capabilities) *counter {
	t.Helper()
	c := openSale(t, can)
	c.press(KeyEsc)
	return c
}

// lateSale has its money come afterwards, and the alarm take keys.
func lateSale(t *testing.T, can Capabilities) (*counter, OrderNo) {
	t.Helper()
	c := cancelledSale(t, can)
	for c.only().State != StatePaid {
		c.answerNext(Answer{Verdict: VerdictPaid, Order: "G1"}, nil)
	}
	require.Equal(t, ScreenAlarm, c.view.Screen)
	c.sleep(alarmGuard)
	return c, c.newest()
}

// idleSale has it time out while its gateway says that nobody has paid.
func idleSale(t *testing.T, can Capabilities) *counter {
	t.Helper()
	c := openSale(t, can)
	c.answerUntilIdle(Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
	require.Equal(t, CustomerFailed, c.view.Customer.Kind)
	return c
}

// mismatchedSale has the gateway say paid with ¥0.01.
func mismatchedSale(t *testing.T) *counter {
	t.Helper()
	c := openSale(t, fullGateway())
	c.answerPoll(Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(1)})
	require.Equal(t, "panel.incident.title", c.view.Panel.Title.ID)
	return c
}

// switchedSale has WeChat's QR left for Alipay's, the gateway's G2.
func switchedSale(t *testing.T, can Capabilities) *counter {
	t.Helper()
	c := openSale(t, can)
	c.switchQR("G2")
	return c
}

// openBlind has a QR on show that gives no number of the gateway's.
func openBlind(t *testing.T, can Capabilities) (*counter, OrderNo) {
	t.Helper()
	c := newCounter(t, can)
	return c, c.openBlind()
}

// orderScreen waits for the number of a shop's order of ¥5.
func orderScreen(t *testing.T) *counter {
	t.Helper()
	c := newCounter(t, shopGateway())
	c.pay("5", KeyF1)
	return c
}

// enteredOrder has the shop's order SO1 on show.
func enteredOrder(t *testing.T, can Capabilities) *counter {
	t.Helper()
	c := newCounter(t, can)
	c.enterOrder(KeyF1, "SO1")
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "x", Amount: fen(12850)}, nil)
	return c
}

// chargedSale has a code on its way for ¥1.
func chargedSale(t *testing.T, can Capabilities, code string) *counter {
	t.Helper()
	c := newCounter(t, can)
	c.charge("1", code)
	return c
}

// lostCharge has its answer lost.
func lostCharge(t *testing.T, can Capabilities) *counter {
	t.Helper()
	c := newCounter(t, can)
	c.loseAnswer()
	return c
}

// parkedSale has a code payment in doubt, and nothing else.
func parkedSale(t *testing.T, can Capabilities) (*counter, OrderNo) {
	t.Helper()
	c := newCounter(t, can)
	return c, c.park()
}

// openDecision has the manager's decision about it on screen.
func openDecision(t *testing.T, can Capabilities) (*counter, OrderNo) {
	t.Helper()
	c, n := parkedSale(t, can)
	c.openDecision()
	return c, n
}

// paidSale has ¥128.50 paid.
func paidSale(t *testing.T, can Capabilities) (*counter, OrderNo) {
	t.Helper()
	c := newCounter(t, can)
	return c, c.sell()
}

// refundPad has the refund's screen of it open.
func refundPad(t *testing.T, can Capabilities) (*counter, OrderNo) {
	t.Helper()
	c, n := paidSale(t, can)
	c.openRefund(n)
	return c, n
}

// askedRefund has ¥5 of ¥128.50 asked back.
func askedRefund(t *testing.T, can Capabilities) (*counter, OrderNo) {
	t.Helper()
	c, n := paidSale(t, can)
	c.refund(n, "5")
	return c, n
}

// answeredRefund has the gateway's answer to it, too.
func answeredRefund(t *testing.T, can Capabilities, a RefundAnswer, err error) (*counter, OrderNo) {
	t.Helper()
	c, n := askedRefund(t, can)
	c.answerRefund(CallRefund, a, err)
	return c, n
}

// openRefundDecision has the manager at a refund of which nothing more can be heard.
func openRefundDecision(t *testing.T) *counter {
	t.Helper()
	c, _ := answeredRefund(t, refundingOnce(), RefundAnswer{}, unanswered())
	c.press(KeyEsc, KeyEsc, KeyF10, KeyF7)
	c.enterPIN()
	return c
}

const miniTemplate = "https://shop.example/mini?order={order_no}&sum={amount}&at={path}"

// miniCounter has a till with a link to the shop's mini-program.
func miniCounter(t *testing.T, can Capabilities) *counter {
	return newCounter(t, can, func(s *Settings) { s.MiniLink = miniTemplate })
}

// miniSale has the mini-program's link on show.
func miniSale(t *testing.T, can Capabilities) (*counter, OrderNo) {
	t.Helper()
	c := miniCounter(t, can)
	return c, c.openLink()
}

// checkedTill has begun the checks that follow its start.
func checkedTill(t *testing.T) *counter {
	t.Helper()
	c := newCounter(t, fullGateway())
	require.NotEmpty(t, c.checksWithin(checkFirst+time.Second))
	return c
}
