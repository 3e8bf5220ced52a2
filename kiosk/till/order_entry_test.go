package till

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOrderEntry_AsksForTheNumberFirst(t *testing.T) {
	for key, want := range map[kiosk.Key]payments.Method{kiosk.KeyF1: payments.ByQR(kiosk.WeChat), kiosk.KeyF2: payments.ByQR(kiosk.Alipay), kiosk.KeyF3: {Rail: kiosk.RailMini, Wallet: kiosk.WeChat}} {
		t.Run(string(key), func(t *testing.T) {
			c := newCounter(t, gatewaytest.OrderEntry())
			c.press(key)
			require.Equal(t, "problem.no_amount", c.view.Amount.Problem.ID)
			c.enterOrder(key, "SO-2026_11a")
			p := c.pending(kiosk.CallQR).Payment
			require.Equal(t, want, payments.Method{Rail: p.Rail, Wallet: p.Wallet})
			require.True(t, p.Entered)
			require.Equal(t, "SO-2026_11a", p.GatewayOrderNo)
			require.Equal(t, kiosk.Fen(12850), p.Amount)
			c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "SO-2026_11a", QR: "x", Amount: fen(12850)}, nil)
			require.Equal(t, kiosk.CustomerQR, c.view.Customer.Kind)
			c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO-2026_11a", Amount: fen(12850)})
			require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind)
		})
	}
}

func TestOrderEntry_ByDefaultQR(t *testing.T) {
	c := newCounter(t, gatewaytest.OrderEntry(), defaultQR(kiosk.Alipay))
	c.enterOrder(kiosk.KeyEnter, "1")
	require.Equal(t, kiosk.Alipay, c.pending(kiosk.CallQR).Payment.Wallet)
}

func TestOrderEntry_Keys(t *testing.T) {
	c := orderScreen(t)
	require.Equal(t, "order.detail", c.view.Order.Detail.ID)
	c.press(kiosk.KeyEnter)
	require.Equal(t, "problem.order_empty", c.view.Order.Detail.ID)
	c.keyIn("A1.")
	require.Equal(t, "A1", c.view.Order.Text)
	require.Equal(t, "problem.order_alphabet", c.view.Order.Detail.ID)
	c.keyIn("号 ")
	require.Equal(t, "A1", c.view.Order.Text)
	c.keyIn("B")
	require.Equal(t, "A1", c.view.Order.Text, "nothing is taken until it was corrected")
	c.press(kiosk.KeyEnter)
	require.Equal(t, "problem.take_back", c.view.Order.Detail.ID)
	require.Empty(t, c.sales)
	c.press(kiosk.KeyBackspace)
	c.keyIn("Ｂ２")
	require.Equal(t, "A1B2", c.view.Order.Text, "full-width characters are meant as plain ones")
	c.press(kiosk.KeyBackspace, kiosk.KeyBackspace, kiosk.KeyBackspace, kiosk.KeyBackspace, kiosk.KeyBackspace)
	require.Empty(t, c.view.Order.Text)
	c.keyIn(strings.Repeat("7", orderEntryMax+1))
	require.Len(t, c.view.Order.Text, orderEntryMax)
	require.Equal(t, "problem.order_too_long", c.view.Order.Detail.ID)
	c.press(kiosk.KeyF2, kiosk.KeyF9, kiosk.KeyF12)
	c.tap(kiosk.ActionOwner)
	require.Equal(t, kiosk.ScreenOrder, c.view.Screen)
	c.press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	require.Equal(t, "5", c.view.Amount.Text, "the amount is still there")
	c.press(kiosk.KeyF2)
	require.Empty(t, c.view.Order.Text)
	c.tap(kiosk.ActionBack)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	require.Empty(t, c.sales)
}

func TestOrderEntry_Paste(t *testing.T) {
	for text, tc := range map[string]struct{ shown, problem string }{
		" SO-77 \n":                          {"SO-77", "order.detail"},
		"SO 77":                              {"A", "problem.order_alphabet"},
		"":                                   {"A", "problem.order_alphabet"},
		strings.Repeat("7", orderEntryMax+1): {"A", "problem.order_too_long"},
		"https://mall.example/order/77":      {"A", "problem.order_alphabet"},
	} {
		c := orderScreen(t)
		c.keyIn("A")
		c.step(kiosk.Pasted{Text: text})
		require.Equal(t, tc.shown, c.view.Order.Text, text)
		require.Equal(t, tc.problem, c.view.Order.Detail.ID, text)
	}
}

func TestOrderEntry_Scans(t *testing.T) {
	for name, tc := range map[string]struct{ scan, text, problem string }{
		"a number":           {"SO20261122", "SO20261122", "order.detail"},
		"digits":             {"6901234567892", "6901234567892", "order.detail"},
		"WeChat's code":      {wechatCode, "7", "problem.order_is_code"},
		"Alipay's code":      {alipayCode, "7", "problem.order_is_code"},
		"a face":             {"fp" + strings.Repeat("a", 33), "7", "problem.order_is_code"},
		"a link":             {"https://mall.example/77", "7", "scan.link"},
		"a flood":            {strings.Repeat("9", 400), "7", "scan.too_long"},
		"nothing":            {"", "7", "scan.empty"},
		"what no number has": {"SO#77", "7", "problem.order_alphabet"},
	} {
		t.Run(name, func(t *testing.T) {
			c := orderScreen(t)
			c.press("7", "1", "3")
			c.step(kiosk.Untyped{Keys: 2}) // they were the scan's beginning
			c.scan(tc.scan)
			require.Equal(t, tc.text, c.view.Order.Text)
			require.Equal(t, tc.problem, c.view.Order.Detail.ID)
			require.Empty(t, c.payments)
			require.Equal(t, "5", c.view.Amount.Text, "nothing lands in the amount")
		})
	}
}

func TestOrderEntry_AnotherAmountIsToldAndNotShown(t *testing.T) {
	c := newCounter(t, gatewaytest.OrderEntry())
	c.enterOrder(kiosk.KeyF1, "SO1")
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "x", Amount: fen(9900)}, nil)
	require.Equal(t, kiosk.CustomerAmount, c.view.Customer.Kind, "no QR was shown, so none failed")
	require.Equal(t, kiosk.T("fail.other_amount", "theirs", "99.00", "amount", "128.50"), c.view.Panel.Detail)
	require.Equal(t, "story.other_amount", c.lastStep())
	require.Equal(t, kiosk.StateClosed, c.only().State)
	c.sleep(time.Minute)
	require.Zero(t, c.count(kiosk.CallClose), "the shop's order is not the till's to cancel")
	c.press(kiosk.KeyF1)
	require.Equal(t, kiosk.ScreenOrder, c.view.Screen, "another number may be the right one")
	c.pay("SO1", kiosk.KeyEnter)
	require.Equal(t, 2, c.count(kiosk.CallQR), "or the same one, put right")
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
			till := newCounter(t, gatewaytest.OrderEntry())
			till.enterOrder(kiosk.KeyF1, "SO1")
			till.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictFailed, GatewayOrderNo: "SO1", Amount: fen(1888), Reason: c.reason}, nil)
			require.Equal(t, kiosk.CustomerAmount, till.view.Customer.Kind, "no QR was shown, so none failed")
			require.Equal(t, c.want, till.view.Panel.Detail)
			require.Equal(t, kiosk.T("amount.failed"), till.view.Amount.Label, "this gateway takes no codes")
		})
	}
}

func TestAskQR_AnOrderOfAnotherAmountIsClosedAgain(t *testing.T) {
	can := gatewaytest.OrderEntry()
	can.OrderEntry = false
	c := newCounter(t, can)
	c.pay("1", kiosk.KeyF1)
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "x", Amount: fen(101)}, nil)
	require.Equal(t, "G1", c.pending(kiosk.CallClose).Payment.GatewayOrderNo)
	require.Equal(t, kiosk.StateClosed, c.only().State)
	require.Equal(t, kiosk.OtherAmount(101), c.only().Note)
	c.answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, nil)
	c.sleep(time.Hour)
	require.Equal(t, 1, c.count(kiosk.CallClose))
	require.Equal(t, kiosk.StateClosed, c.only().State)
}

func TestOrderEntry_OneOrderHasOnePayment(t *testing.T) {
	c := enteredOrder(t, gatewaytest.OrderEntry())
	c.sleep(time.Second)
	query := c.pending(kiosk.CallQuery)
	first := query.Payment.OrderNo
	c.press(kiosk.KeyF2)
	second := c.pending(kiosk.CallQR).Payment
	require.Equal(t, "SO1", second.GatewayOrderNo, "the same order by another wallet")
	require.Equal(t, kiosk.StateWaiting, c.payments[first].State, "nothing else can be paid yet")
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "y"}, nil)
	require.Equal(t, kiosk.StateClosed, c.payments[first].State)
	require.Equal(t, kiosk.ReasonEnteredAgain, c.payments[first].Note)
	c.step(kiosk.Answered{Call: query, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO1"}})
	require.Equal(t, kiosk.StateClosed, c.payments[first].State, "the order's money counts once")
	c.sleep(time.Second)
	c.answerAbout(string(second.OrderNo), kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO1"}, nil)
	require.Equal(t, kiosk.StatePaid, c.payments[second.OrderNo].State)
	require.Zero(t, c.view.Status.Open, "nobody paid twice")
	require.Zero(t, c.count(kiosk.CallClose))

	c.press(kiosk.KeyEnter)
	c.enterOrder(kiosk.KeyF1, "SO1")
	require.Equal(t, "problem.order_used", c.view.Order.Detail.ID, "it was paid")
	c.press(kiosk.KeyEsc, kiosk.KeyEsc)
}

func TestOrderEntry_ALeftOrderMayBeEnteredAgain(t *testing.T) {
	c := enteredOrder(t, gatewaytest.OrderEntry())
	first := c.only().OrderNo
	c.press(kiosk.KeyEsc)
	require.Zero(t, c.count(kiosk.CallClose), "Esc at the till does not cancel the shop's order")
	require.Equal(t, kiosk.StateWaiting, c.payments[first].State)
	c.enterOrder(kiosk.KeyF1, "SO1")
	require.Equal(t, 2, c.count(kiosk.CallQR))
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "y"}, nil)
	require.Equal(t, kiosk.StateClosed, c.payments[first].State)
}

func TestOrderEntry_ContradictedOrderIsForPeople(t *testing.T) {
	c := enteredOrder(t, gatewaytest.OrderEntry())
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO1", Amount: fen(1)})
	c.press(kiosk.KeyF6)
	c.pressGuarded(kiosk.KeyEsc)
	c.enterOrder(kiosk.KeyF1, "SO1")
	require.Equal(t, "problem.order_used", c.view.Order.Detail.ID)
}

func TestOrderEntry_ASaleThatEndsClosesThePad(t *testing.T) {
	c := newCounter(t, gatewaytest.OrderEntry())
	c.enterOrder(kiosk.KeyF1, "SO1")
	c.answer(kiosk.CallQR, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	c.press(kiosk.KeyF1)
	require.Equal(t, kiosk.ScreenOrder, c.view.Screen)
	c.sleep(payments.SaleIdleMax + time.Second)
	require.Equal(t, "panel.timeout.title", c.view.Panel.Title.ID)
}

func TestOrderNo_IsReadableAndCannotBeGuessed(t *testing.T) {
	c := newCounter(t, gatewaytest.Lepay())
	form := regexp.MustCompile(`^20261122143205[0-9A-HJKMNP-TV-Z]{10}$`)
	seen := map[kiosk.OrderNo]bool{}
	used := map[byte]int{}
	for range 10_000 {
		c.till.Now = c.now
		n := c.till.book.OrderNumber()
		require.Regexp(t, form, string(n))
		require.False(t, seen[n])
		seen[n] = true
		require.Len(t, n.Tail(), 4)
		for _, b := range []byte(n[14:]) {
			used[b]++
		}
	}
	require.Len(t, used, len(payments.OrderAlphabet))
	for b, n := range used {
		require.InDelta(t, 100_000/len(payments.OrderAlphabet), n, 400, "%c is drawn as often as the others", b)
	}
}
