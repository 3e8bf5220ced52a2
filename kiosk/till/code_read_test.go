package till_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

// fullWidth writes s as an input method in that mode does.
func fullWidth(s string) string {
	return strings.Map(func(r rune) rune { return r - '!' + '！' }, s)
}

const faceCode = "fp0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6"

func swapped(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return r
	}, s)
}

// sevenBits is s as a line with a parity bit brings it.
func sevenBits(s string) string {
	b := []byte(s)
	for i, c := range b {
		ones := 0
		for bit := range 7 {
			ones += int(c >> bit & 1)
		}
		b[i] |= byte(ones%2) << 7
	}
	return string(b)
}

func TestScan_WhatAScannerPutsAroundACodeIsTakenOff(t *testing.T) {
	for _, code := range []string{"134567890123456789", "281234567890123456", "6212345678901234567", faceCode} {
		for _, form := range []string{
			"%s", "]C0%s", "]Q3%s", "]d2%s", "]E0%s", "]C1\x1d%s", "]Q2\\000026%s", "\\000026%s", "\\000003\\000026%s", "%s ", " %s", "%s\x1d", "\x1d%s",
			"\x02%s\x03", "%s\x00", "\ufeff%s", "%s\r\n", "\t%s\t", "\u3000%s\u3000", "%s\u200b", "\x1b%s\x04", "]C0 %s ",
		} {
			for _, wide := range []bool{false, true} {
				text := fmt.Sprintf(form, code)
				if wide {
					text = fmt.Sprintf(form, fullWidth(code))
				}
				c := tilltest.ChargedSale(t, gatewaytest.Full(), text)
				require.Equal(t, 1, c.Count(kiosk.CallCharge), "%q: %s", form, c.View.Amount.Problem.ID)
				require.Equal(t, code, c.Pending(kiosk.CallCharge).Code.Reveal(), "%q", form)
				require.Equal(t, code[len(code)-4:], c.Only().CodeTail)
			}
		}
	}
}

func TestScan_SaysWhatStoodWhere(t *testing.T) {
	const code = tilltest.WechatCode
	for text, want := range map[string]kiosk.Text{
		"A" + code:                       kiosk.T("scan.mark_before", "mark", "A"),
		"Q1" + code:                      kiosk.T("scan.alphabet", "at", "1", "character", "Q"),
		"QR:" + code:                     kiosk.T("scan.mark_before", "mark", "QR:"),
		"]" + code:                       kiosk.T("scan.mark_before", "mark", "]"),
		code + "*":                       kiosk.T("scan.mark_after", "mark", "*"),
		code + "\x1d*":                   kiosk.T("scan.mark_after", "mark", "<1D>*"),
		code[:9] + " " + code[9:]:        kiosk.T("scan.alphabet", "at", "10", "character", "<20>"),
		code[:4] + "\x1d" + code[4:]:     kiosk.T("scan.alphabet", "at", "5", "character", "<1D>"),
		code[:17] + "X":                  kiosk.T("scan.alphabet", "at", "18", "character", "X"),
		"4" + code[:9] + "支" + code[10:]: kiosk.T("scan.alphabet", "at", "11", "character", "支"),
		strings.ToUpper(faceCode):        kiosk.T("scan.capitals"),
		"FP" + faceCode[2:30]:            kiosk.T("scan.unknown"),
		faceCode + "a":                   kiosk.T("scan.unknown"),
		sevenBits(code):                  kiosk.T("scan.parity"),
		sevenBits(code + "\r"):           kiosk.T("scan.parity"),
		sevenBits("281234567890123456"):  kiosk.T("scan.parity"),
		strings.Repeat("\x00", 10):       kiosk.T("scan.empty"),
		"9" + code:                       kiosk.T("scan.unknown"),
		"HELLO WORLD":                    kiosk.T("scan.alphabet", "at", "1", "character", "H"),
	} {
		c := tilltest.ChargedSale(t, gatewaytest.Full(), text)
		require.True(t, want.Equal(c.View.Amount.Problem), "%q: %v", text, c.View.Amount.Problem)
		require.Empty(t, c.Payments)
		for _, arg := range c.View.Amount.Problem.Args {
			require.NotContains(t, arg, code[:3], "nothing of the code is shown")
		}
	}
}

func TestScan_AFaceStringUnderCapsLock(t *testing.T) {
	c := tilltest.ChargedSale(t, gatewaytest.Full(), swapped(faceCode))
	require.Equal(t, faceCode, c.Pending(kiosk.CallCharge).Code.Reveal())

	digits := "FP" + strings.Repeat("012", 11)
	c = tilltest.ChargedSale(t, gatewaytest.Full(), digits)
	require.Equal(t, "fp"+digits[2:], c.Pending(kiosk.CallCharge).Code.Reveal())
}

func TestScanUnended_IsACodeOnlyWhereNothingCanFollow(t *testing.T) {
	const alipay = "281234567890123456"
	torn := func(c *tilltest.Counter) {
		require.Empty(t, c.Payments)
		require.Equal(t, "scan.torn", c.View.Amount.Problem.ID)
	}
	armed := func() *tilltest.Counter {
		c := tilltest.NewCounter(t, gatewaytest.Full())
		c.Pay("1", kiosk.KeyEnter)
		return c
	}
	t.Run("a code of one length", func(t *testing.T) {
		c := armed()
		c.Step(kiosk.ScanUnended{Code: kiosk.NewPayCode(tilltest.WechatCode)})
		require.Equal(t, 1, c.Count(kiosk.CallCharge))
	})
	t.Run("a code that could be longer", func(t *testing.T) {
		c := armed()
		c.Step(kiosk.ScanUnended{Code: kiosk.NewPayCode(alipay)})
		torn(c)
		require.Equal(t, kiosk.PhraseBadScan, c.Said[len(c.Said)-1].Kind)
	})
	t.Run("whose mark did not come", func(t *testing.T) {
		c := armed()
		c.Step(kiosk.ScanUnended{Code: kiosk.NewPayCode(tilltest.WechatCode), Missing: true})
		torn(c)
	})
	t.Run("the rest of a longer one that looks like a code", func(t *testing.T) {
		for _, e := range []kiosk.Event{kiosk.Scanned{Code: kiosk.NewPayCode(tilltest.WechatCode)}, kiosk.ScanUnended{Code: kiosk.NewPayCode(tilltest.WechatCode)}} {
			c := armed()
			c.Step(kiosk.ScanUnended{Code: kiosk.NewPayCode("281234")})
			c.Sleep(150 * time.Millisecond)
			c.Step(e)
			torn(c)
			c.Sleep(time.Second)
			c.Step(e)
			require.Equal(t, 1, c.Count(kiosk.CallCharge), "scanned again it is taken")
		}
	})
	t.Run("typed by a wedge, its rest is no amount", func(t *testing.T) {
		c := tilltest.NewCounter(t, gatewaytest.Full())
		c.KeyIn("5")
		c.Step(kiosk.ScanUnended{Code: kiosk.NewPayCode(tilltest.WechatCode[:15]), Keys: true})
		c.Press("7", "8", "9", kiosk.KeyEnter, kiosk.KeyF1)
		require.Empty(t, c.Sales)
		require.Equal(t, "5", c.View.Amount.Text)
		require.Equal(t, "problem.take_back", c.View.Amount.Problem.ID)
		c.Press(kiosk.KeyBackspace, kiosk.KeyEnter)
		require.Equal(t, "5.00", sold(c))
	})
	t.Run("typed by a wedge, its Enter may come late", func(t *testing.T) {
		c := armed()
		c.Step(kiosk.ScanUnended{Code: kiosk.NewPayCode(alipay), Keys: true})
		c.Sleep(400 * time.Millisecond)
		c.Press(kiosk.KeyEnter)
		require.Equal(t, alipay, c.Pending(kiosk.CallCharge).Code.Reveal())
	})
	t.Run("a shop's order number", func(t *testing.T) {
		c := tilltest.OrderScreen(t)
		c.Step(kiosk.ScanUnended{Code: kiosk.NewPayCode("SO2026")})
		require.Empty(t, c.View.Order.Text)
		require.Equal(t, "scan.torn", c.View.Order.Detail.ID)
		c.Press(kiosk.KeyBackspace)
		c.Sleep(3 * time.Second)
		c.Scan("]C0SO202611 ")
		require.Equal(t, "SO202611", c.View.Order.Text)
	})
}

// FuzzCodes: whatever a scanner sends, what is taken for a payment code is one as
// its wallet writes it, and what is said of another never has three digits of it.
func FuzzCodes(f *testing.F) {
	for _, text := range []string{"]C0134567890123456789", "\\000026281234567890123456\x1d", "A6212345678901234567", swapped(faceCode), sevenBits("134567890123456789\r"), fullWidth(faceCode)} {
		f.Add(text)
	}
	table := kiosk.DefaultPayCodes()
	f.Fuzz(func(t *testing.T, text string) {
		p, code, err := table.Read(kiosk.NewPayCode(text))
		if err == nil {
			require.True(t, p.Pattern.MatchString(code.Reveal()))
			again, same, err := table.Read(code)
			require.NoError(t, err)
			require.Equal(t, code, same)
			require.Equal(t, p.Wallet, again.Wallet)
		}
		table.Continues(kiosk.NewPayCode(text))
		for _, arg := range till.ScanText(err).Args {
			require.LessOrEqual(t, len(arg), 128)
			require.NotRegexp(t, `^\d{4,}$`, arg)
		}
	})
}
