package kiosk

import (
	"github.com/stretchr/testify/require"
)

const (
	wechatCode = "134567890123456789"
	alipayCode = "284567890123451234"
)

func (c *counter) press(keys ...Key) {
	c.t.Helper()
	for _, k := range keys {
		c.step(Pressed{k})
	}
}

// pressGuarded presses keys on cards that take none right after they came up.
func (c *counter) pressGuarded(keys ...Key) {
	c.t.Helper()
	for _, k := range keys {
		c.sleep(alarmGuard)
		c.press(k)
	}
}

func (c *counter) tap(actions ...Action) {
	c.t.Helper()
	for _, a := range actions {
		c.step(Tapped{a})
	}
}

// tapGuarded is pressGuarded by touch.
func (c *counter) tapGuarded(actions ...Action) {
	c.t.Helper()
	for _, a := range actions {
		c.sleep(alarmGuard)
		c.tap(a)
	}
}

// keyIn types a text as the window hands it on.
func (c *counter) keyIn(text string) {
	c.t.Helper()
	for _, r := range text {
		if r == '.' || r >= '0' && r <= '9' {
			c.press(Key(string(r)))
		} else {
			c.step(Typed{r})
		}
	}
}

// pay types an amount and presses a pay key.
func (c *counter) pay(amount string, k Key) {
	c.t.Helper()
	c.keyIn(amount)
	c.press(k)
}

// scan is a scanner's code.
func (c *counter) scan(code string) {
	c.t.Helper()
	c.step(Scanned{NewPayCode(code)})
}

// openQR types an amount and brings a QR on show.
func (c *counter) openQR(k Key, number string) {
	c.t.Helper()
	c.pay("128.5", k)
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, GatewayOrderNo: number, QR: "weixin://" + number}, nil)
	require.Equal(c.t, CustomerQR, c.view.Customer.Kind)
}

// openBlind shows a QR of ¥128.50 at a gateway that gives no number of its own.
func (c *counter) openBlind() OrderNo {
	c.t.Helper()
	c.openQR(KeyF1, "")
	return c.newest()
}

// switchQR has the open sale's QR left for Alipay's.
func (c *counter) switchQR(number string) {
	c.t.Helper()
	c.press(KeyF2)
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, GatewayOrderNo: number, QR: "y"}, nil)
}

// openLink types ¥12.34 and puts the mini-program's link on show.
func (c *counter) openLink() OrderNo {
	c.t.Helper()
	c.pay("12.34", KeyF3)
	require.Equal(c.t, CustomerQR, c.view.Customer.Kind)
	return c.newest()
}

// enterOrder types ¥128.50, presses k and types an order's number.
func (c *counter) enterOrder(k Key, number string) {
	c.t.Helper()
	c.pay("128.5", k)
	require.Equal(c.t, ScreenOrder, c.view.Screen)
	c.keyIn(number)
	require.Equal(c.t, number, c.view.Order.Text)
	c.press(KeyEnter)
}

// charge sends a code for an amount.
func (c *counter) charge(amount, code string) {
	c.t.Helper()
	c.pay(amount, KeyEnter)
	c.scan(code)
}

// failCode has a code come to nothing at the open sale.
func (c *counter) failCode(code string) {
	c.t.Helper()
	c.scan(code)
	c.answer(CallCharge, Answer{Verdict: VerdictFailed, Reason: "余额不足"}, nil)
}

// loseAnswer sells for ¥1 by code, and the answer to the charge is lost.
func (c *counter) loseAnswer() {
	c.t.Helper()
	c.charge("1", wechatCode)
	c.answer(CallCharge, Answer{}, unanswered())
}

// park loses the answer of a code payment and sells on.
func (c *counter) park() OrderNo {
	c.t.Helper()
	before := len(c.payments)
	c.sleep(PayCodeMemory) // for a fresh code
	c.loseAnswer()
	c.press(KeyF6)
	require.Equal(c.t, ScreenAmount, c.view.Screen)
	require.Len(c.t, c.payments, before+1)
	return c.newest()
}

// sell takes ¥128.50 by QR.
func (c *counter) sell() OrderNo {
	c.t.Helper()
	c.openQR(KeyF1, "G1")
	c.answerPoll(Answer{Verdict: VerdictPaid, Order: "G1"})
	return c.newest()
}

func (c *counter) enterPIN() {
	c.t.Helper()
	require.Equal(c.t, ScreenPIN, c.view.Screen)
	c.press("1", "2", "3", "4", KeyEnter)
	require.Len(c.t, c.other, 1)
	check := effects[CheckPIN](c)
	require.Len(c.t, check, 1)
	c.step(PINChecked{Pad: check[0].Pad, Result: PINResult{OK: true}})
}

// pressPIN presses a key and enters the PIN that it asks for.
func (c *counter) pressPIN(k Key) {
	c.t.Helper()
	c.press(k)
	c.enterPIN()
}

// openDecision opens the manager's decision about what is chosen in the list.
func (c *counter) openDecision() {
	c.t.Helper()
	c.press(KeyF10, KeyF7)
	c.enterPIN()
	require.Equal(c.t, "decide.title", c.view.Panel.Title.ID)
}

// decide makes a manager's decision after the PIN: the verdict, the first reason,
// and the second look.
func (c *counter) decide(verdict Key) {
	c.t.Helper()
	c.pressGuarded(verdict, KeyF1, KeyEnter)
}

// decideAtTheCounter has the manager called to the open sale, by touch.
func (c *counter) decideAtTheCounter(verdict Key) {
	c.t.Helper()
	c.tapGuarded(ActionManager)
	c.enterPIN()
	c.decide(verdict)
}

// openHistory opens the owner's list.
func (c *counter) openHistory() {
	c.t.Helper()
	c.pressPIN(KeyF9)
	require.Equal(c.t, ScreenHistory, c.view.Screen)
}

// openRefund opens the refund's screen of n from the history.
func (c *counter) openRefund(n OrderNo) {
	c.t.Helper()
	if c.view.Screen != ScreenHistory {
		c.openHistory()
	}
	c.step(RefundWanted{n})
	c.find(n)
	c.sleep(alarmGuard)
}

// refund gives an amount of n back; "" is all of it.
func (c *counter) refund(n OrderNo, amount string) {
	c.t.Helper()
	c.openRefund(n)
	c.confirmRefund(amount)
}

// confirmRefund types the refund's amount and goes through the second look.
func (c *counter) confirmRefund(amount string) {
	c.t.Helper()
	c.keyIn(amount)
	c.press(KeyEnter)
	require.True(c.t, c.view.Refund.Confirm)
	c.pressGuarded(KeyEnter)
}
