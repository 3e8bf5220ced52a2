package kiosk

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

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
			c := newCounter(t, lepayLike())
			c.typeAmount("1")
			c.press(KeyEnter)
			c.step(Scanned{NewPayCode(tc.code)})
			require.Equal(t, tc.problem, c.view.Amount.Problem.ID)
			require.Empty(t, c.payments)
		})
	}
	t.Run("a face over its limit", func(t *testing.T) {
		can := lepayLike()
		can.FaceMax = 500_000
		c := newCounter(t, can)
		c.typeAmount("5000.01")
		c.press(KeyEnter)
		c.step(Scanned{NewPayCode("fp" + strings.Repeat("a", 33))})
		require.Equal(t, "problem.face_too_much", c.view.Amount.Problem.ID)
		require.Empty(t, c.payments)
	})
	c := newCounter(t, lepayLike())
	c.step(Scanned{NewPayCode(wechatCode)})
	require.Equal(t, "problem.scan_amount_first", c.view.Amount.Problem.ID)
	c.typeAmount("1")
	c.step(Scanned{NewPayCode(wechatCode)})
	require.Equal(t, "problem.scan_enter_first", c.view.Amount.Problem.ID)
	require.Equal(t, "1", c.view.Amount.Text, "a scan never lands in the amount")
}

func TestAmount_BadInputIsToldAndSendsNothing(t *testing.T) {
	for name, tc := range map[string]struct {
		typed, shown, problem string
	}{
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
			c := newCounter(t, lepayLike())
			for _, r := range tc.typed {
				if r < 128 && (r == '.' || r >= '0' && r <= '9') {
					c.press(Key(string(r)))
				} else {
					c.step(Typed{r})
				}
			}
			if tc.problem == "problem.zero" || tc.problem == "problem.no_amount" {
				c.press(KeyEnter)
			}
			require.Equal(t, tc.shown, c.view.Amount.Text)
			require.Equal(t, tc.problem, c.view.Amount.Problem.ID)
			require.Empty(t, c.sales)
		})
	}
}

func TestAmount_Paste(t *testing.T) {
	for text, tc := range map[string]struct{ shown, problem string }{
		"12.34":              {"12.34", ""},
		" ¥1,284.50 ":        {"1,284.50", ""},
		"１２．５":               {"12.5", ""},
		"12.345":             {"7", "problem.two_decimals"},
		"-5":                 {"7", "problem.paste"},
		"134567890123456789": {"7", "problem.too_much"},
		"":                   {"7", "problem.paste"},
		"1e3":                {"7", "problem.paste"},
	} {
		t.Run(text, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.press("7")
			c.step(Pasted{text})
			require.Equal(t, tc.shown, c.view.Amount.Text)
			require.Equal(t, tc.problem, c.view.Amount.Problem.ID)
		})
	}
}

func TestIdle_ShowsNothingNew(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.sleep(0)
	c.answer(CallPing, Answer{}, nil)
	n := c.shows
	for range 10 {
		c.sleep(time.Minute)
		for len(c.open) > 0 {
			c.answer(CallPing, Answer{}, nil)
		}
	}
	require.Equal(t, n, c.shows, "an idle till draws nothing")
}

func TestScan_ItsBeginningIsTakenBackFromTheAmount(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.typeAmount("18.8")
	c.press("1", "3")
	require.Equal(t, "18.81", c.view.Amount.Text)
	c.step(Untyped{2})
	c.step(Scanned{NewPayCode(wechatCode)})
	require.Equal(t, "18.8", c.view.Amount.Text)
	require.Equal(t, "problem.scan_enter_first", c.view.Amount.Problem.ID)
	c.step(Untyped{9})
	require.Equal(t, "18.8", c.view.Amount.Text, "no more than was typed")
}
