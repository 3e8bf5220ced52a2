package till

import (
	"facepay/kiosk"

	"github.com/stretchr/testify/require"
)

const (
	wechatCode = "134567890123456789"
	alipayCode = "284567890123451234"
)

func (c *counter) press(keys ...kiosk.Key) {
	c.t.Helper()
	for _, k := range keys {
		c.step(kiosk.Pressed{Key: k})
	}
}

// pressGuarded presses keys on cards that take none right after they came up.
func (c *counter) pressGuarded(keys ...kiosk.Key) {
	c.t.Helper()
	for _, k := range keys {
		c.sleep(touchGuard)
		c.press(k)
	}
}

func (c *counter) tap(actions ...kiosk.Action) {
	c.t.Helper()
	for _, a := range actions {
		c.step(kiosk.Tapped{Action: a})
	}
}

// tapGuarded is pressGuarded by touch.
func (c *counter) tapGuarded(actions ...kiosk.Action) {
	c.t.Helper()
	for _, a := range actions {
		c.sleep(touchGuard)
		c.tap(a)
	}
}

// keyIn types a text as the window hands it on.
func (c *counter) keyIn(text string) {
	c.t.Helper()
	for _, r := range text {
		if r == '.' || r >= '0' && r <= '9' {
			c.press(kiosk.Key(string(r)))
		} else {
			c.step(kiosk.Typed{Rune: r})
		}
	}
}

// pay types an amount and presses a pay key.
func (c *counter) pay(amount string, k kiosk.Key) {
	c.t.Helper()
	c.keyIn(amount)
	c.press(k)
}

// scan is a scanner's code.
func (c *counter) scan(code string) {
	c.t.Helper()
	c.step(kiosk.Scanned{Code: kiosk.NewPayCode(code)})
}

// openQR types an amount and brings a QR on show.
func (c *counter) openQR(k kiosk.Key, number string) {
	c.t.Helper()
	c.pay("128.5", k)
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: number, QR: "weixin://" + number}, nil)
	require.Equal(c.t, kiosk.CustomerQR, c.view.Customer.Kind)
}

// openBlind shows a QR of ¥128.50 at a gateway that gives no number of its own.
func (c *counter) openBlind() kiosk.OrderNo {
	c.t.Helper()
	c.openQR(kiosk.KeyF1, "")
	return c.newest()
}

// switchQR has the open sale's QR left for Alipay's.
func (c *counter) switchQR(number string) {
	c.t.Helper()
	c.press(kiosk.KeyF2)
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: number, QR: "y"}, nil)
}

// openLink types ¥12.34 and puts the mini-program's link on show.
func (c *counter) openLink() kiosk.OrderNo {
	c.t.Helper()
	c.pay("12.34", kiosk.KeyF3)
	require.Equal(c.t, kiosk.CustomerQR, c.view.Customer.Kind)
	return c.newest()
}

// enterOrder types ¥128.50, presses k and types an order's number.
func (c *counter) enterOrder(k kiosk.Key, number string) {
	c.t.Helper()
	c.pay("128.5", k)
	require.Equal(c.t, kiosk.ScreenOrder, c.view.Screen)
	c.keyIn(number)
	require.Equal(c.t, number, c.view.Order.Text)
	c.press(kiosk.KeyEnter)
}

// charge sends a code for an amount.
func (c *counter) charge(amount, code string) {
	c.t.Helper()
	c.pay(amount, kiosk.KeyEnter)
	c.scan(code)
}

// failCode has a code come to nothing at the open sale.
func (c *counter) failCode(code string) {
	c.t.Helper()
	c.scan(code)
	c.answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "余额不足"}, nil)
}

// loseAnswer sells for ¥1 by code, and the answer to the charge is lost.
func (c *counter) loseAnswer() {
	c.t.Helper()
	c.charge("1", wechatCode)
	c.answer(kiosk.CallCharge, kiosk.Answer{}, unanswered())
}

// park loses the answer of a code payment and sells on.
func (c *counter) park() kiosk.OrderNo {
	c.t.Helper()
	before := len(c.payments)
	c.sleep(kiosk.PayCodeMemory) // for a fresh code
	c.loseAnswer()
	c.press(kiosk.KeyF6)
	require.Equal(c.t, kiosk.ScreenAmount, c.view.Screen)
	require.Len(c.t, c.payments, before+1)
	return c.newest()
}

// sell takes ¥128.50 by QR.
func (c *counter) sell() kiosk.OrderNo {
	c.t.Helper()
	c.openQR(kiosk.KeyF1, "G1")
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"})
	return c.newest()
}

func (c *counter) enterPIN() {
	c.t.Helper()
	require.Equal(c.t, kiosk.ScreenPIN, c.view.Screen)
	c.press("1", "2", "3", "4", kiosk.KeyEnter)
	require.Len(c.t, c.other, 1)
	check := effects[kiosk.CheckPIN](c)
	require.Len(c.t, check, 1)
	c.step(kiosk.PINChecked{Pad: check[0].Pad, Result: kiosk.PINResult{OK: true}})
}

// pressPIN presses a key and enters the PIN that it asks for.
func (c *counter) pressPIN(k kiosk.Key) {
	c.t.Helper()
	c.press(k)
	c.enterPIN()
}

// openDecision opens the manager's decision about what is chosen in the list.
func (c *counter) openDecision() {
	c.t.Helper()
	c.press(kiosk.KeyF10, kiosk.KeyF7)
	c.enterPIN()
	require.Equal(c.t, "decide.title", c.view.Panel.Title.ID)
}

// decide makes a manager's decision after the PIN: the verdict, the first reason,
// and the second look.
func (c *counter) decide(verdict kiosk.Key) {
	c.t.Helper()
	c.pressGuarded(verdict, kiosk.KeyF1, kiosk.KeyEnter)
}

// decideAtTheCounter has the manager called to the open sale, by touch.
func (c *counter) decideAtTheCounter(verdict kiosk.Key) {
	c.t.Helper()
	c.tapGuarded(kiosk.ActionManager)
	c.enterPIN()
	c.decide(verdict)
}

// openHistory opens the owner's list.
func (c *counter) openHistory() {
	c.t.Helper()
	c.pressPIN(kiosk.KeyF9)
	require.Equal(c.t, kiosk.ScreenHistory, c.view.Screen)
}

// openRefund opens the refund's screen of n from the history.
func (c *counter) openRefund(n kiosk.OrderNo) {
	c.t.Helper()
	if c.view.Screen != kiosk.ScreenHistory {
		c.openHistory()
	}
	c.step(kiosk.RefundWanted{OrderNo: n})
	c.find(n)
	c.sleep(touchGuard)
}

// refund gives an amount of n back; "" is all of it.
func (c *counter) refund(n kiosk.OrderNo, amount string) {
	c.t.Helper()
	c.openRefund(n)
	c.confirmRefund(amount)
}

// confirmRefund types the refund's amount and goes through the second look.
func (c *counter) confirmRefund(amount string) {
	c.t.Helper()
	c.keyIn(amount)
	c.press(kiosk.KeyEnter)
	require.True(c.t, c.view.Refund.Confirm)
	c.pressGuarded(kiosk.KeyEnter)
}
