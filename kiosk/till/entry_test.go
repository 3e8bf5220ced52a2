package till_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

// What becomes of an amount however it is typed or pasted: the amount that it is
// surely, or none.
var amounts = map[string]struct {
	typed, pasted string // what is sold then, "" for nothing
}{
	"12.50":       {"12.50", "12.50"},
	"12,50":       {"12.50", "12.50"},
	"12，50":       {"12.50", "12.50"},
	"12、50":       {"12.50", "12.50"},
	"12。50":       {"12.50", "12.50"},
	"12．50":       {"12.50", "12.50"},
	"12·5":        {"12.50", "12.50"},
	"１２．５０":       {"12.50", "12.50"},
	"１２，５":        {"12.50", "12.50"},
	",5":          {"0.50", "0.50"},
	"12,":         {"12.00", "12.00"},
	"0,5":         {"0.50", "0.50"},
	"1,234.56":    {"", "1234.56"},
	"1,234":       {"", "1234.00"},
	"1，234．56":    {"", "1234.56"},
	"12,345":      {"", "12345.00"},
	"¥12.50":      {"", "12.50"},
	"￥ 12.50":     {"", "12.50"},
	"12.50元":      {"", "12.50"},
	"12.50\u00a0": {"", "12.50"},
	"\ufeff12.50": {"", "12.50"},
	"12.50\u200e": {"", "12.50"},
	// Nothing is surely meant.
	"12,50,": {}, "1,23,456": {}, "1,2345": {}, "0,123": {}, "1.234,56": {}, "1,234,56": {}, "12..50": {}, "12.5.0": {},
	"12.505": {}, "12x50": {}, "x12": {}, "-5": {}, "5-": {}, "+5": {}, "1e3": {}, "0x10": {}, "12 50": {}, "12'50": {},
	"1٢": {}, "十二": {}, "123456": {}, "000005": {}, "50000.01": {}, "12\n50": {}, "$5": {}, "12.50 12.50": {},
	"12.50¥": {}, "1,234,567.89": {},
}

func sold(c *tilltest.Counter) string {
	for _, s := range c.Sales {
		return s.Amount.Yuan()
	}
	return ""
}

func TestAmount_OnlyWhatWasMeantIsSold(t *testing.T) {
	for text, want := range amounts {
		for _, key := range []kiosk.Key{kiosk.KeyEnter, kiosk.KeyF1, kiosk.KeyF2} {
			t.Run(text+" "+string(key), func(t *testing.T) {
				c := tilltest.NewCounter(t, gatewaytest.Full())
				c.Pay(text, key)
				require.Equal(t, want.typed, sold(c), "typed")
				if want.typed == "" {
					require.Equal(t, "problem.take_back", c.View.Amount.Problem.ID)
				}

				c = tilltest.NewCounter(t, gatewaytest.Full())
				c.Press("7")
				c.Step(kiosk.Pasted{Text: text})
				c.Press(key)
				require.Equal(t, want.pasted, sold(c), "pasted")
				if want.pasted == "" {
					require.Equal(t, "problem.take_back", c.View.Amount.Problem.ID)
					require.Equal(t, "7", c.View.Amount.Text)
				}
			})
		}
	}
}

func TestRefund_OnlyWhatWasMeantIsGivenBack(t *testing.T) {
	for text, want := range amounts {
		t.Run(text, func(t *testing.T) {
			for pasted, yuan := range map[bool]string{false: want.typed, true: want.pasted} {
				c, _ := tilltest.RefundPad(t, gatewaytest.Refunding()) // of 128.50
				if pasted {
					c.Step(kiosk.Pasted{Text: text})
				} else {
					c.KeyIn(text)
				}
				problem := c.View.Amount.Problem.ID
				c.Press(kiosk.KeyEnter)
				if f, err := kiosk.ParseYuan(yuan); err != nil || f > 12850 {
					require.False(t, c.View.Refund.Confirm, "%q, pasted %t, goes on to %s", text, pasted, c.View.Amount.Text)
					require.NotEmpty(t, problem)
					require.Equal(t, "problem.take_back", c.View.Amount.Problem.ID)
					continue
				}
				require.True(t, c.View.Refund.Confirm)
				require.Equal(t, yuan, c.View.Amount.Text)
			}
		})
	}
}

func TestAmount_ARefusedKeyIsTakenBackByBackspaceOrEsc(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.KeyIn("12x")
	require.Equal(t, "problem.digits_only", c.View.Amount.Problem.ID)
	c.KeyIn("50")
	require.Equal(t, "12", c.View.Amount.Text, "nothing more is taken")
	require.Equal(t, "problem.digits_only", c.View.Amount.Problem.ID, "and the reason stays")
	c.Step(kiosk.Pasted{Text: "99"})
	require.Equal(t, "12", c.View.Amount.Text)
	c.Tap(kiosk.ActionScan, kiosk.ActionWeChat)
	require.Empty(t, c.Sales)
	require.Equal(t, "problem.take_back", c.View.Amount.Problem.ID)
	c.Press(kiosk.KeyBackspace)
	require.Equal(t, "12", c.View.Amount.Text, "what was refused is what is taken back")
	require.True(t, c.View.Amount.Problem.IsZero())
	c.KeyIn(".5")
	require.Equal(t, "12.5", c.View.Amount.Text)

	c.Pay("x", kiosk.KeyEsc)
	require.Equal(t, "0.00", c.View.Amount.Text)
	c.Pay("8", kiosk.KeyEnter)
	require.Equal(t, "8.00", sold(c))
}

func TestAmount_ANumberPadWithoutNumLockIsTold(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.Press("1", kiosk.KeyHome, "5", kiosk.KeyEnter)
	require.Empty(t, c.Sales)
	require.Equal(t, "1", c.View.Amount.Text)
	c.Press(kiosk.KeyBackspace, kiosk.KeyEsc, kiosk.KeyUp)
	require.Equal(t, "problem.num_lock", c.View.Amount.Problem.ID)

	c, _ = tilltest.RefundPad(t, gatewaytest.Refunding())
	c.Press(kiosk.KeyEnd, "5", kiosk.KeyEnter)
	require.False(t, c.View.Refund.Confirm)
}

func TestAmount_ACommaSaysWhatItIs(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.KeyIn("12,")
	require.Equal(t, "problem.comma", c.View.Amount.Problem.ID)
	require.Equal(t, "12.", c.View.Amount.Text)
	c.Press(kiosk.KeyEsc)
	c.KeyIn("12，")
	require.Equal(t, "problem.full_width", c.View.Amount.Problem.ID)
	require.Equal(t, "12.", c.View.Amount.Text)
}

func TestAmount_AStrangeKeyAfterAResultBelongsToTheNextAmount(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.Sell()
	c.KeyIn(",50")
	require.Equal(t, "0.50", c.View.Amount.Text)
}

func TestRefund_EnterAfterKeysThatMeanNothingThereConfirmsNothing(t *testing.T) {
	c, _ := tilltest.RefundPad(t, gatewaytest.Refunding())
	c.Press(kiosk.KeyEnter)
	require.True(t, c.View.Refund.Confirm)
	c.Sleep(tilltest.TouchGuard)
	c.Pay("6901234567892", kiosk.KeyEnter)
	require.Zero(t, c.Count(kiosk.CallRefund), "the Enter is the slow scanner's")
	c.Sleep(till.StrokeGap + time.Second)
	c.Press(kiosk.KeyEnter)
	require.Equal(t, 1, c.Count(kiosk.CallRefund))
}

func TestOrderEntry_ARefusedKeyMakesNoOtherNumber(t *testing.T) {
	for _, text := range []string{"A1?2", "A 12", "A12。", "é12"} {
		c := tilltest.OrderScreen(t)
		c.Pay(text, kiosk.KeyEnter)
		require.Empty(t, c.Sales, text)
		require.Equal(t, "problem.take_back", c.View.Order.Detail.ID)
	}
	c := tilltest.OrderScreen(t)
	c.KeyIn("A1")
	c.Step(kiosk.Pasted{Text: "B 2"})
	c.Press(kiosk.KeyEnter)
	require.Empty(t, c.Sales)
	require.Equal(t, "A1", c.View.Order.Text)
	c.Step(kiosk.Pasted{Text: strings.Repeat("7", 4)})
	require.Equal(t, "A1", c.View.Order.Text)
}

func TestScan_ToldAndNotSent(t *testing.T) {
	for name, tc := range map[string]struct{ code, problem string }{
		"empty":    {"", "scan.empty"},
		"barcode":  {"6901234567892", "scan.barcode"},
		"link":     {"https://qr.alipay.com/bax", "scan.link"},
		"alphabet": {"13456789012345678X", "scan.alphabet"},
		"too long": {string(make([]byte, 200)), "scan.too_long"},
		"unknown":  {"999999999999999999", "scan.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.ChargedSale(t, tilltest.LepayLike(), tc.code)
			require.Equal(t, tc.problem, c.View.Amount.Problem.ID)
			require.Empty(t, c.Payments)
		})
	}
	t.Run("a face over its limit", func(t *testing.T) {
		can := tilltest.LepayLike()
		can.FaceMax = 500_000
		c := tilltest.NewCounter(t, can)
		c.Charge("5000.01", "fp"+strings.Repeat("a", 33))
		require.Equal(t, "problem.face_too_much", c.View.Amount.Problem.ID)
		require.Empty(t, c.Payments)
	})
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Scan(tilltest.WechatCode)
	require.Equal(t, "problem.scan_amount_first", c.View.Amount.Problem.ID)
	c.KeyIn("1")
	c.Scan(tilltest.WechatCode)
	require.Equal(t, "problem.scan_enter_first", c.View.Amount.Problem.ID)
	require.Equal(t, "1", c.View.Amount.Text, "a scan never lands in the amount")
}

func TestAmount_BadInputIsToldAndSendsNothing(t *testing.T) {
	for name, tc := range map[string]struct{ typed, shown, problem string }{
		"empty":              {"", "0.00", "problem.no_amount"},
		"zero":               {"0", "0", "problem.zero"},
		"0.00":               {"0.00", "0.00", "problem.zero"},
		"three decimals":     {"1.234", "1.23", "problem.two_decimals"},
		"two dots":           {"1.2.", "1.2", "problem.one_dot"},
		"over the limit":     {"50001", "5,000", "problem.too_much"},
		"20 digits":          {"12345678901234567890", "12,345", "problem.too_much"},
		"full-width":         {"１２", "12", "problem.full_width"},
		"letters":            {"x", "0.00", "problem.digits_only"},
		"exactly the limit":  {"50000.00", "50,000.00", ""},
		"a leading zero":     {"05", "5", ""},
		"a dot with nothing": {".", "0.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, tilltest.LepayLike())
			c.KeyIn(tc.typed)
			if tc.problem == "problem.zero" || tc.problem == "problem.no_amount" {
				c.Press(kiosk.KeyEnter)
			}
			require.Equal(t, []string{tc.shown, tc.problem}, []string{c.View.Amount.Text, c.View.Amount.Problem.ID})
			require.Empty(t, c.Sales)
		})
	}
	for text, tc := range map[string]struct{ shown, problem string }{
		"12.34": {"12.34", ""}, " ¥1,284.50 ": {"1,284.50", ""}, "１２．５": {"12.5", ""}, "12.345": {"7", "problem.two_decimals"},
		"-5": {"7", "problem.paste"}, "134567890123456789": {"7", "problem.too_much"}, "": {"7", "problem.paste"}, "1e3": {"7", "problem.paste"},
	} {
		t.Run("pasted "+text, func(t *testing.T) {
			c := tilltest.NewCounter(t, tilltest.LepayLike())
			c.Press("7")
			c.Step(kiosk.Pasted{Text: text})
			require.Equal(t, []string{tc.shown, tc.problem}, []string{c.View.Amount.Text, c.View.Amount.Problem.ID})
		})
	}
}

func TestIdle_ShowsNothingNew(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Sleep(0)
	c.Answer(kiosk.CallPing, kiosk.Answer{}, nil)
	n := c.Shows
	for range 10 {
		c.Sleep(time.Minute)
		c.AnswerAll(kiosk.Answer{}, nil)
	}
	require.Equal(t, n, c.Shows, "an idle till draws nothing")
}

func TestScan_ItsBeginningIsTakenBackFromTheAmount(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.KeyIn("18.8")
	c.Press("1", "3")
	require.Equal(t, "18.81", c.View.Amount.Text)
	c.Step(kiosk.Untyped{Keys: 2})
	c.Scan(tilltest.WechatCode)
	require.Equal(t, "18.8", c.View.Amount.Text)
	require.Equal(t, "problem.scan_enter_first", c.View.Amount.Problem.ID)
	c.Step(kiosk.Untyped{Keys: 9})
	require.Equal(t, "18.8", c.View.Amount.Text, "no more than was typed")
}

func TestCashierChanged_TakesEffectAtOnce(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.Step(kiosk.CashierChanged{MaxAmount: 5_000, DefaultQR: kiosk.Alipay})
	c.Press("5", "1")
	require.Equal(t, kiosk.T("problem.too_much", "max", "50.00"), c.View.Amount.Problem)
	c.Press(kiosk.KeyBackspace, "0", kiosk.KeyEnter)
	require.Equal(t, kiosk.Alipay, c.Only().Wallet)
}
