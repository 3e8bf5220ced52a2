package tilltest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
)

// OpenSale is a sale with a QR of ¥128.50 on show, the gateway's G1.
func OpenSale(t *testing.T, can kiosk.Capabilities) *Counter {
	t.Helper()
	c := NewCounter(t, can)
	c.OpenQR(kiosk.KeyF1, "G1")
	return c
}

// SilentSale is an open sale whose gateway answers nothing, which the till says.
func SilentSale(t *testing.T, can kiosk.Capabilities) *Counter {
	t.Helper()
	c := OpenSale(t, can)
	c.FallSilent()
	return c
}

// CancelledSale is an open sale that was left by Esc.
func CancelledSale(t *testing.T, can kiosk.Capabilities) *Counter {
	t.Helper()
	c := OpenSale(t, can)
	c.Press(kiosk.KeyEsc)
	return c
}

// LateSale is a cancelled sale whose money has come, and whose alarm takes keys.
func LateSale(t *testing.T, can kiosk.Capabilities) (*Counter, kiosk.OrderNo) {
	t.Helper()
	c := CancelledSale(t, can)
	for c.Only().State != kiosk.StatePaid {
		c.AnswerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	}
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
	c.Sleep(TouchGuard)
	return c, c.Newest()
}

// IdleSale is a sale that timed out while its gateway said that nobody had paid.
func IdleSale(t *testing.T, can kiosk.Capabilities) *Counter {
	t.Helper()
	c := OpenSale(t, can)
	c.AnswerUntilIdle(kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: "G1"}, nil)
	require.Equal(t, kiosk.CustomerFailed, c.View.Customer.Kind)
	return c
}

// MismatchedSale is an open sale of which the gateway says paid with ¥0.01.
func MismatchedSale(t *testing.T) *Counter {
	t.Helper()
	c := OpenSale(t, gatewaytest.Full())
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: Fen(1)})
	require.Equal(t, "panel.incident.title", c.View.Panel.Title.ID)
	return c
}

// SwitchedSale is a sale with WeChat's QR left for Alipay's, the gateway's G2.
func SwitchedSale(t *testing.T, can kiosk.Capabilities) *Counter {
	t.Helper()
	c := OpenSale(t, can)
	c.SwitchQR("G2")
	return c
}

// OpenBlind is a sale with a QR on show that gives no number of the gateway's.
func OpenBlind(t *testing.T, can kiosk.Capabilities) (*Counter, kiosk.OrderNo) {
	t.Helper()
	c := NewCounter(t, can)
	return c, c.OpenBlind()
}

// OrderScreen waits for the number of a shop's order of ¥5.
func OrderScreen(t *testing.T) *Counter {
	t.Helper()
	c := NewCounter(t, gatewaytest.OrderEntry())
	c.Pay("5", kiosk.KeyF1)
	return c
}

// EnteredOrder is a sale with the shop's order SO1 on show.
func EnteredOrder(t *testing.T, can kiosk.Capabilities) *Counter {
	t.Helper()
	c := NewCounter(t, can)
	c.EnterOrder(kiosk.KeyF1, "SO1")
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "x", Amount: Fen(12850)}, nil)
	return c
}

// FailedSO1 has the order fail and entered again.
func FailedSO1(t *testing.T) *Counter {
	t.Helper()
	c := EnteredOrder(t, gatewaytest.OrderEntry())
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "SO1"})
	require.Equal(t, kiosk.StateFailed, c.Only().State)
	c.EnterSO1(kiosk.KeyF2)
	return c
}

// ChargedSale is a sale with a code on its way for ¥1.
func ChargedSale(t *testing.T, can kiosk.Capabilities, code string) *Counter {
	t.Helper()
	c := NewCounter(t, can)
	c.Charge("1", code)
	return c
}

// LostCharge is a code payment of ¥1 whose answer is lost.
func LostCharge(t *testing.T, can kiosk.Capabilities) *Counter {
	t.Helper()
	c := NewCounter(t, can)
	c.LoseAnswer()
	return c
}

// ParkedSale is a code payment in doubt, and nothing else.
func ParkedSale(t *testing.T, can kiosk.Capabilities) (*Counter, kiosk.OrderNo) {
	t.Helper()
	c := NewCounter(t, can)
	return c, c.Park()
}

// OpenDecision is the manager's decision about a parked payment, on screen.
func OpenDecision(t *testing.T, can kiosk.Capabilities) (*Counter, kiosk.OrderNo) {
	t.Helper()
	c, n := ParkedSale(t, can)
	c.OpenDecision()
	return c, n
}

// PaidSale is a sale of ¥128.50 that is paid.
func PaidSale(t *testing.T, can kiosk.Capabilities) (*Counter, kiosk.OrderNo) {
	t.Helper()
	c := NewCounter(t, can)
	return c, c.Sell()
}

// RefundPad is the refund's screen of a paid sale.
func RefundPad(t *testing.T, can kiosk.Capabilities) (*Counter, kiosk.OrderNo) {
	t.Helper()
	c, n := PaidSale(t, can)
	c.OpenRefund(n)
	return c, n
}

// AskedRefund is a refund of ¥5 of ¥128.50 that is under way.
func AskedRefund(t *testing.T, can kiosk.Capabilities) (*Counter, kiosk.OrderNo) {
	t.Helper()
	c, n := PaidSale(t, can)
	c.Refund(n, "5")
	return c, n
}

// AnsweredRefund is such a refund with the gateway's answer to it.
func AnsweredRefund(t *testing.T, can kiosk.Capabilities, a kiosk.RefundAnswer, err error) (*Counter, kiosk.OrderNo) {
	t.Helper()
	c, n := AskedRefund(t, can)
	c.AnswerRefund(kiosk.CallRefund, a, err)
	return c, n
}

// OpenRefundDecision is the manager's decision about a refund of which nothing more can be heard.
func OpenRefundDecision(t *testing.T) *Counter {
	t.Helper()
	c, _ := AnsweredRefund(t, RefundingOnce(), kiosk.RefundAnswer{}, Unanswered())
	c.Press(kiosk.KeyEsc, kiosk.KeyEsc, kiosk.KeyF10, kiosk.KeyF7)
	c.EnterPIN()
	return c
}

const MiniTemplate = "https://shop.example/mini?order={order_no}&sum={amount}&at={path}"

// MiniCounter is a till with a link to the shop's mini-program.
func MiniCounter(t *testing.T, can kiosk.Capabilities) *Counter {
	return NewCounter(t, can, func(s *kiosk.Settings) { s.MiniLink = MiniTemplate })
}

// MiniSale is a sale with the mini-program's link on show.
func MiniSale(t *testing.T, can kiosk.Capabilities) (*Counter, kiosk.OrderNo) {
	t.Helper()
	c := MiniCounter(t, can)
	return c, c.OpenLink()
}

// CheckedTill is a till that has begun the checks that follow its start.
func CheckedTill(t *testing.T) *Counter {
	t.Helper()
	c := NewCounter(t, gatewaytest.Full())
	require.NotEmpty(t, c.ChecksWithin(10*time.Second))
	return c
}

// FailedQR is a QR that the customer's bank refused, whose sale was let go.
func (c *Counter) FailedQR() kiosk.OrderNo {
	c.T.Helper()
	n := c.OpenBlind()
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictFailed})
	require.Equal(c.T, kiosk.StateFailed, c.Payments[n].State)
	c.Press(kiosk.KeyEsc)
	return n
}
