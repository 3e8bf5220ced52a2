package till_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

func TestOrderEntry_AsksForTheNumberFirst(t *testing.T) {
	for key, want := range map[kiosk.Key]payments.Method{kiosk.KeyF1: payments.ByQR(kiosk.WeChat), kiosk.KeyF2: payments.ByQR(kiosk.Alipay), kiosk.KeyF3: {Rail: kiosk.RailMini, Wallet: kiosk.WeChat}} {
		t.Run(string(key), func(t *testing.T) {
			c := tilltest.NewCounter(t, gatewaytest.OrderEntry())
			c.Press(key)
			require.Equal(t, "problem.no_amount", c.View.Amount.Problem.ID)
			c.EnterOrder(key, "SO-2026_11a")
			p := c.Pending(kiosk.CallQR).Payment
			require.Equal(t, want, payments.Method{Rail: p.Rail, Wallet: p.Wallet})
			require.True(t, p.Entered)
			require.Equal(t, "SO-2026_11a", p.GatewayOrderNo)
			require.Equal(t, kiosk.Fen(12850), p.Amount)
			c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "SO-2026_11a", QR: "x", Amount: tilltest.Fen(12850)}, nil)
			require.Equal(t, kiosk.CustomerQR, c.View.Customer.Kind)
			c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO-2026_11a", Amount: tilltest.Fen(12850)})
			require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
		})
	}
}

func TestOrderEntry_ByDefaultQR(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.OrderEntry(), tilltest.DefaultQR(kiosk.Alipay))
	c.EnterOrder(kiosk.KeyEnter, "1")
	require.Equal(t, kiosk.Alipay, c.Pending(kiosk.CallQR).Payment.Wallet)
}

func TestOrderEntry_Keys(t *testing.T) {
	c := tilltest.OrderScreen(t)
	require.Equal(t, "order.detail", c.View.Order.Detail.ID)
	c.Press(kiosk.KeyEnter)
	require.Equal(t, "problem.order_empty", c.View.Order.Detail.ID)
	c.KeyIn("A1.")
	require.Equal(t, "A1", c.View.Order.Text)
	require.Equal(t, "problem.order_alphabet", c.View.Order.Detail.ID)
	c.KeyIn("号 ")
	require.Equal(t, "A1", c.View.Order.Text)
	c.KeyIn("B")
	require.Equal(t, "A1", c.View.Order.Text, "nothing is taken until it was corrected")
	c.Press(kiosk.KeyEnter)
	require.Equal(t, "problem.take_back", c.View.Order.Detail.ID)
	require.Empty(t, c.Sales)
	c.Press(kiosk.KeyBackspace)
	c.KeyIn("Ｂ２")
	require.Equal(t, "A1B2", c.View.Order.Text, "full-width characters are meant as plain ones")
	c.Press(kiosk.KeyBackspace, kiosk.KeyBackspace, kiosk.KeyBackspace, kiosk.KeyBackspace, kiosk.KeyBackspace)
	require.Empty(t, c.View.Order.Text)
	c.KeyIn(strings.Repeat("7", till.OrderEntryMax+1))
	require.Len(t, c.View.Order.Text, till.OrderEntryMax)
	require.Equal(t, "problem.order_too_long", c.View.Order.Detail.ID)
	c.Press(kiosk.KeyF2, kiosk.KeyF9, kiosk.KeyF12)
	c.Tap(kiosk.ActionOwner)
	require.Equal(t, kiosk.ScreenOrder, c.View.Screen)
	c.Press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Equal(t, "5", c.View.Amount.Text, "the amount is still there")
	c.Press(kiosk.KeyF2)
	require.Empty(t, c.View.Order.Text)
	c.Tap(kiosk.ActionBack)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Empty(t, c.Sales)
}

func TestOrderEntry_Paste(t *testing.T) {
	for text, tc := range map[string]struct{ shown, problem string }{
		" SO-77 \n": {"SO-77", "order.detail"},
		"SO 77":     {"A", "problem.order_alphabet"},
		"":          {"A", "problem.order_alphabet"},
		strings.Repeat("7", till.OrderEntryMax+1): {"A", "problem.order_too_long"},
		"https://mall.example/order/77":           {"A", "problem.order_alphabet"},
	} {
		c := tilltest.OrderScreen(t)
		c.KeyIn("A")
		c.Step(kiosk.Pasted{Text: text})
		require.Equal(t, tc.shown, c.View.Order.Text, text)
		require.Equal(t, tc.problem, c.View.Order.Detail.ID, text)
	}
}

func TestOrderEntry_Scans(t *testing.T) {
	for name, tc := range map[string]struct{ scan, text, problem string }{
		"a number":           {"SO20261122", "SO20261122", "order.detail"},
		"digits":             {"6901234567892", "6901234567892", "order.detail"},
		"WeChat's code":      {tilltest.WechatCode, "7", "problem.order_is_code"},
		"Alipay's code":      {tilltest.AlipayCode, "7", "problem.order_is_code"},
		"a face":             {"fp" + strings.Repeat("a", 33), "7", "problem.order_is_code"},
		"a link":             {"https://mall.example/77", "7", "scan.link"},
		"a flood":            {strings.Repeat("9", 400), "7", "scan.too_long"},
		"nothing":            {"", "7", "scan.empty"},
		"what no number has": {"SO#77", "7", "problem.order_alphabet"},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.OrderScreen(t)
			c.Press("7", "1", "3")
			c.Step(kiosk.Untyped{Keys: 2}) // they were the scan's beginning
			c.Scan(tc.scan)
			require.Equal(t, tc.text, c.View.Order.Text)
			require.Equal(t, tc.problem, c.View.Order.Detail.ID)
			require.Empty(t, c.Payments)
			require.Equal(t, "5", c.View.Amount.Text, "nothing lands in the amount")
		})
	}
}

func TestOrderEntry_AnotherAmountIsToldAndNotShown(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.OrderEntry())
	c.EnterOrder(kiosk.KeyF1, "SO1")
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "x", Amount: tilltest.Fen(9900)}, nil)
	require.Equal(t, kiosk.CustomerAmount, c.View.Customer.Kind, "no QR was shown, so none failed")
	require.Equal(t, kiosk.T("fail.other_amount", "theirs", "99.00", "amount", "128.50"), c.View.Panel.Detail)
	require.Equal(t, "story.other_amount", c.LastStep())
	require.Equal(t, kiosk.StateClosed, c.Only().State)
	c.Sleep(time.Minute)
	require.Zero(t, c.Count(kiosk.CallClose), "the shop's order is not the till's to cancel")
	c.Press(kiosk.KeyF1)
	require.Equal(t, kiosk.ScreenOrder, c.View.Screen, "another number may be the right one")
	c.Pay("SO1", kiosk.KeyEnter)
	require.Equal(t, 2, c.Count(kiosk.CallQR), "or the same one, put right")
}

func TestOrderEntry_AGatewayThatSaysNoToAnotherAmountNamesIt(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		want   kiosk.Text
	}{
		"the amount is why":  {"", kiosk.T("fail.other_amount", "theirs", "18.88", "amount", "128.50")},
		"something else was": {"CLOSED_CANCELED", kiosk.T("fail.reason", "reason", "CLOSED_CANCELED")},
	} {
		t.Run(name, func(t *testing.T) {
			till := tilltest.NewCounter(t, gatewaytest.OrderEntry())
			till.EnterOrder(kiosk.KeyF1, "SO1")
			till.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictFailed, GatewayOrderNo: "SO1", Amount: tilltest.Fen(1888), Reason: c.reason}, nil)
			require.Equal(t, kiosk.CustomerAmount, till.View.Customer.Kind, "no QR was shown, so none failed")
			require.Equal(t, c.want, till.View.Panel.Detail)
			require.Equal(t, kiosk.T("amount.failed"), till.View.Amount.Label, "this gateway takes no codes")
		})
	}
}

func TestOrderEntry_ASaleThatEndsClosesThePad(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.OrderEntry())
	c.EnterOrder(kiosk.KeyF1, "SO1")
	c.Answer(kiosk.CallQR, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	c.Press(kiosk.KeyF1)
	require.Equal(t, kiosk.ScreenOrder, c.View.Screen)
	c.Sleep(tilltest.SaleIdleMax + time.Second)
	require.Equal(t, "panel.timeout.title", c.View.Panel.Title.ID)
}
