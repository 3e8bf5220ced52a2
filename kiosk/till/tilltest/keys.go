package tilltest

import (
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

const (
	WechatCode = "134567890123456789"
	AlipayCode = "284567890123451234"
)

func (c *Counter) Press(keys ...kiosk.Key) {
	c.T.Helper()
	for _, k := range keys {
		c.Step(kiosk.Pressed{Key: k})
	}
}

// PressGuarded presses keys on cards that take none right after they came up.
func (c *Counter) PressGuarded(keys ...kiosk.Key) {
	c.T.Helper()
	for _, k := range keys {
		c.Sleep(TouchGuard)
		c.Press(k)
	}
}

func (c *Counter) Tap(actions ...kiosk.Action) {
	c.T.Helper()
	for _, a := range actions {
		c.Step(kiosk.Tapped{Action: a})
	}
}

// TapGuarded is PressGuarded by touch.
func (c *Counter) TapGuarded(actions ...kiosk.Action) {
	c.T.Helper()
	for _, a := range actions {
		c.Sleep(TouchGuard)
		c.Tap(a)
	}
}

// KeyIn types a text as the window hands it on.
func (c *Counter) KeyIn(text string) {
	c.T.Helper()
	for _, r := range text {
		if r == '.' || r >= '0' && r <= '9' {
			c.Press(kiosk.Key(string(r)))
		} else {
			c.Step(kiosk.Typed{Rune: r})
		}
	}
}

// Pay types an amount and presses a pay key.
func (c *Counter) Pay(amount string, k kiosk.Key) {
	c.T.Helper()
	c.KeyIn(amount)
	c.Press(k)
}

// Scan is a scanner's code.
func (c *Counter) Scan(code string) {
	c.T.Helper()
	c.Step(kiosk.Scanned{Code: kiosk.NewPayCode(code)})
}

// OpenQR types an amount and brings a QR on show.
func (c *Counter) OpenQR(k kiosk.Key, number string) {
	c.T.Helper()
	c.Pay("128.5", k)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: number, QR: "weixin://" + number}, nil)
	require.Equal(c.T, kiosk.CustomerQR, c.View.Customer.Kind)
}

// OpenBlind shows a QR of ¥128.50 at a gateway that gives no number of its own.
func (c *Counter) OpenBlind() kiosk.OrderNo {
	c.T.Helper()
	c.OpenQR(kiosk.KeyF1, "")
	return c.Newest()
}

// SwitchQR has the open sale's QR left for Alipay's.
func (c *Counter) SwitchQR(number string) {
	c.T.Helper()
	c.Press(kiosk.KeyF2)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: number, QR: "y"}, nil)
}

// OpenLink types ¥12.34 and puts the mini-program's link on show.
func (c *Counter) OpenLink() kiosk.OrderNo {
	c.T.Helper()
	c.Pay("12.34", kiosk.KeyF3)
	require.Equal(c.T, kiosk.CustomerQR, c.View.Customer.Kind)
	return c.Newest()
}

// EnterOrder types ¥128.50, presses k and types an order's number.
func (c *Counter) EnterOrder(k kiosk.Key, number string) {
	c.T.Helper()
	c.Pay("128.5", k)
	require.Equal(c.T, kiosk.ScreenOrder, c.View.Screen)
	c.KeyIn(number)
	require.Equal(c.T, number, c.View.Order.Text)
	c.Press(kiosk.KeyEnter)
}

// Charge sends a code for an amount.
func (c *Counter) Charge(amount, code string) {
	c.T.Helper()
	c.Pay(amount, kiosk.KeyEnter)
	c.Scan(code)
}

// FailCode has a code come to nothing at the open sale.
func (c *Counter) FailCode(code string) {
	c.T.Helper()
	c.Scan(code)
	c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "余额不足"}, nil)
}

// LoseAnswer sells for ¥1 by code, and the answer to the charge is lost.
func (c *Counter) LoseAnswer() {
	c.T.Helper()
	c.Charge("1", WechatCode)
	c.Answer(kiosk.CallCharge, kiosk.Answer{}, Unanswered())
}

// Park loses the answer of a code payment and sells on.
func (c *Counter) Park() kiosk.OrderNo {
	c.T.Helper()
	before := len(c.Payments)
	c.Sleep(kiosk.PayCodeMemory) // for a fresh code
	c.LoseAnswer()
	c.Press(kiosk.KeyF6)
	require.Equal(c.T, kiosk.ScreenAmount, c.View.Screen)
	require.Len(c.T, c.Payments, before+1)
	return c.Newest()
}

// Sell takes ¥128.50 by QR.
func (c *Counter) Sell() kiosk.OrderNo {
	c.T.Helper()
	c.OpenQR(kiosk.KeyF1, "G1")
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"})
	return c.Newest()
}

// RightPIN is the answer to the owner's PIN.
func RightPIN() kiosk.PINResult { return PINAnswer(true) }

// PINAnswer is the answer to the owner's PIN, or to one that is nobody's.
func PINAnswer(right bool) kiosk.PINResult {
	if !right {
		return kiosk.PINResult{}
	}
	return kiosk.PINResult{OK: true, Person: kiosk.Person{ID: 1, Role: kiosk.RoleOwner, HasPIN: true}}
}

func (c *Counter) EnterPIN() {
	c.T.Helper()
	require.Equal(c.T, kiosk.ScreenPIN, c.View.Screen)
	c.Press("1", "2", "3", "4", kiosk.KeyEnter)
	require.Len(c.T, c.Other, 1)
	check := Effects[kiosk.CheckPIN](c)
	require.Len(c.T, check, 1)
	c.Step(kiosk.PINChecked{Pad: check[0].Pad, Result: RightPIN()})
}

// PressPIN presses a key and enters the PIN that it asks for.
func (c *Counter) PressPIN(k kiosk.Key) {
	c.T.Helper()
	c.Press(k)
	c.EnterPIN()
}

// OpenDecision opens the manager's decision about what is chosen in the list.
func (c *Counter) OpenDecision() {
	c.T.Helper()
	c.Press(kiosk.KeyF10, kiosk.KeyF7)
	c.EnterPIN()
	require.Equal(c.T, "decide.title", c.View.Panel.Title.ID)
}

// Decide makes a manager's decision after the PIN: the verdict, the first reason,
// and the second look.
func (c *Counter) Decide(verdict kiosk.Key) {
	c.T.Helper()
	c.PressGuarded(verdict, kiosk.KeyF1, kiosk.KeyEnter)
}

// DecideAtTheCounter has the manager called to the open sale, by touch.
func (c *Counter) DecideAtTheCounter(verdict kiosk.Key) {
	c.T.Helper()
	c.TapGuarded(kiosk.ActionManager)
	c.EnterPIN()
	c.Decide(verdict)
}

// OpenHistory opens the owner's list.
func (c *Counter) OpenHistory() {
	c.T.Helper()
	c.PressPIN(kiosk.KeyF9)
	require.Equal(c.T, kiosk.ScreenHistory, c.View.Screen)
}

// OpenRefund opens the refund's screen of n from the history.
func (c *Counter) OpenRefund(n kiosk.OrderNo) {
	c.T.Helper()
	if c.View.Screen != kiosk.ScreenHistory {
		c.OpenHistory()
	}
	c.Step(kiosk.RefundWanted{OrderNo: n})
	c.Find(n)
	c.Sleep(TouchGuard)
}

// Refund gives an amount of n back; "" is all of it.
func (c *Counter) Refund(n kiosk.OrderNo, amount string) {
	c.T.Helper()
	c.OpenRefund(n)
	c.ConfirmRefund(amount)
}

// ConfirmRefund types the refund's amount and goes through the second look.
func (c *Counter) ConfirmRefund(amount string) {
	c.T.Helper()
	c.KeyIn(amount)
	c.Press(kiosk.KeyEnter)
	require.True(c.T, c.View.Refund.Confirm)
	c.PressGuarded(kiosk.KeyEnter)
}

// EnterSO1 enters the order once more in the same sale.
func (c *Counter) EnterSO1(k kiosk.Key) {
	c.T.Helper()
	c.Press(k)
	require.Equal(c.T, kiosk.ScreenOrder, c.View.Screen)
	c.Pay("SO1", kiosk.KeyEnter)
}

// ShowSO1 brings the order's other QR.
func (c *Counter) ShowSO1() {
	c.T.Helper()
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "y", Amount: Fen(12850)}, nil)
}
