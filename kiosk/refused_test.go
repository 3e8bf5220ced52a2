package kiosk

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// enters types a text as the window hands it on.
func (c *counter) enters(text string) {
	c.t.Helper()
	for _, r := range text {
		if r == '.' || r >= '0' && r <= '9' {
			c.press(Key(string(r)))
		} else {
			c.step(Typed{r})
		}
	}
}

// What becomes of an amount however it is typed or pasted: the amount that it is
// surely, or none.
var amounts = map[string]struct {
	typed, pasted string // what is sold then, "" for nothing
}{
	"12.50":        {"12.50", "12.50"},
	"12,50":        {"12.50", "12.50"},
	"12，50":        {"12.50", "12.50"},
	"12、50":        {"12.50", "12.50"},
	"12。50":        {"12.50", "12.50"},
	"12．50":        {"12.50", "12.50"},
	"12·5":         {"12.50", "12.50"},
	"１２．５０":        {"12.50", "12.50"},
	"１２，５":         {"12.50", "12.50"},
	",5":           {"0.50", "0.50"},
	"12,":          {"12.00", "12.00"},
	"0,5":          {"0.50", "0.50"},
	"1,234.56":     {"", "1234.56"},
	"1,234":        {"", "1234.00"},
	"1，234．56":     {"", "1234.56"},
	"12,345":       {"", "12345.00"},
	"12,50,":       {"", ""},
	"1,23,456":     {"", ""},
	"1,2345":       {"", ""},
	"0,123":        {"", ""},
	"1.234,56":     {"", ""},
	"1,234,56":     {"", ""},
	"12..50":       {"", ""},
	"12.5.0":       {"", ""},
	"12.505":       {"", ""},
	"12x50":        {"", ""},
	"x12":          {"", ""},
	"-5":           {"", ""},
	"5-":           {"", ""},
	"+5":           {"", ""},
	"1e3":          {"", ""},
	"0x10":         {"", ""},
	"12 50":        {"", ""},
	"12'50":        {"", ""},
	"1٢":           {"", ""},
	"十二":           {"", ""},
	"123456":       {"", ""},
	"000005":       {"", ""},
	"50000.01":     {"", ""},
	"¥12.50":       {"", "12.50"},
	"￥ 12.50":      {"", "12.50"},
	"12.50元":       {"", "12.50"},
	"12.50\u00a0":  {"", "12.50"},
	"\ufeff12.50":  {"", "12.50"},
	"12.50\u200e":  {"", "12.50"},
	"12\n50":       {"", ""},
	"$5":           {"", ""},
	"12.50 12.50":  {"", ""},
	"12.50¥":       {"", ""},
	"1,234,567.89": {"", ""},
}

func sold(c *counter) string {
	for _, s := range c.sales {
		return s.Amount.Yuan()
	}
	return ""
}

func TestAmount_OnlyWhatWasMeantIsSold(t *testing.T) {
	for text, want := range amounts {
		for _, key := range []Key{KeyEnter, KeyF1, KeyF2} {
			t.Run(text+" "+string(key), func(t *testing.T) {
				c := newCounter(t, fullGateway())
				c.enters(text)
				c.press(key)
				require.Equal(t, want.typed, sold(c), "typed")
				if want.typed == "" {
					require.Equal(t, "problem.take_back", c.view.Amount.Problem.ID)
				}

				c = newCounter(t, fullGateway())
				c.press("7")
				c.step(Pasted{text})
				c.press(key)
				require.Equal(t, want.pasted, sold(c), "pasted")
				if want.pasted == "" {
					require.Equal(t, "problem.take_back", c.view.Amount.Problem.ID)
					require.Equal(t, "7", c.view.Amount.Text)
				}
			})
		}
	}
}

func TestRefund_OnlyWhatWasMeantIsGivenBack(t *testing.T) {
	for text, want := range amounts {
		t.Run(text, func(t *testing.T) {
			for pasted, yuan := range map[bool]string{false: want.typed, true: want.pasted} {
				c := newCounter(t, refunding())
				c.wantRefund(c.sell()) // of 128.50
				if pasted {
					c.step(Pasted{text})
				} else {
					c.enters(text)
				}
				problem := c.view.Amount.Problem.ID
				c.press(KeyEnter)
				if f, err := ParseYuan(yuan); err != nil || f > 12850 {
					require.False(t, c.view.Refund.Confirm, "%q, pasted %t, goes on to %s", text, pasted, c.view.Amount.Text)
					require.NotEmpty(t, problem)
					require.Equal(t, "problem.take_back", c.view.Amount.Problem.ID)
					continue
				}
				require.True(t, c.view.Refund.Confirm)
				require.Equal(t, yuan, c.view.Amount.Text)
			}
		})
	}
}

func TestAmount_ARefusedKeyIsTakenBackByBackspaceOrEsc(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.enters("12x")
	require.Equal(t, "problem.digits_only", c.view.Amount.Problem.ID)
	c.enters("50")
	require.Equal(t, "12", c.view.Amount.Text, "nothing more is taken")
	require.Equal(t, "problem.digits_only", c.view.Amount.Problem.ID, "and the reason stays")
	c.step(Pasted{"99"})
	require.Equal(t, "12", c.view.Amount.Text)
	c.step(Tapped{ActionScan})
	c.step(Tapped{ActionWeChat})
	require.Empty(t, c.sales)
	require.Equal(t, "problem.take_back", c.view.Amount.Problem.ID)
	c.press(KeyBackspace)
	require.Equal(t, "12", c.view.Amount.Text, "what was refused is what is taken back")
	require.True(t, c.view.Amount.Problem.IsZero())
	c.enters(".5")
	require.Equal(t, "12.5", c.view.Amount.Text)

	c.enters("x")
	c.press(KeyEsc)
	require.Equal(t, "0.00", c.view.Amount.Text)
	c.enters("8")
	c.press(KeyEnter)
	require.Equal(t, "8.00", sold(c))
}

func TestAmount_ANumberPadWithoutNumLockIsTold(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.press("1", KeyHome, "5", KeyEnter)
	require.Empty(t, c.sales)
	require.Equal(t, "1", c.view.Amount.Text)
	c.press(KeyBackspace, KeyEsc, KeyUp)
	require.Equal(t, "problem.num_lock", c.view.Amount.Problem.ID)

	c = newCounter(t, refunding())
	c.wantRefund(c.sell())
	c.press(KeyEnd, "5", KeyEnter)
	require.False(t, c.view.Refund.Confirm)
}

func TestAmount_ACommaSaysWhatItIs(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.enters("12,")
	require.Equal(t, "problem.comma", c.view.Amount.Problem.ID)
	require.Equal(t, "12.", c.view.Amount.Text)
	c.press(KeyEsc)
	c.enters("12，")
	require.Equal(t, "problem.full_width", c.view.Amount.Problem.ID)
	require.Equal(t, "12.", c.view.Amount.Text)
}

func TestAmount_AStrangeKeyAfterAResultBelongsToTheNextAmount(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.sell()
	c.enters(",50")
	require.Equal(t, "0.50", c.view.Amount.Text)
}

func TestRefund_EnterAfterKeysThatMeanNothingThereConfirmsNothing(t *testing.T) {
	c := newCounter(t, refunding())
	c.wantRefund(c.sell())
	c.press(KeyEnter)
	require.True(t, c.view.Refund.Confirm)
	c.sleepMoment()
	c.enters("6901234567892")
	c.press(KeyEnter)
	require.Zero(t, c.count(CallRefund), "the Enter is the slow scanner's")
	c.sleep(strokeGap + time.Second)
	c.press(KeyEnter)
	require.Equal(t, 1, c.count(CallRefund))
}

func TestOrderEntry_ARefusedKeyMakesNoOtherNumber(t *testing.T) {
	for _, text := range []string{"A1?2", "A 12", "A12。", "é12"} {
		c := newCounter(t, shopGateway())
		c.typeAmount("5")
		c.press(KeyF1)
		c.typeOrder(text)
		c.press(KeyEnter)
		require.Empty(t, c.sales, text)
		require.Equal(t, "problem.take_back", c.view.Order.Detail.ID)
	}
	c := newCounter(t, shopGateway())
	c.typeAmount("5")
	c.press(KeyF1)
	c.typeOrder("A1")
	c.step(Pasted{"B 2"})
	c.press(KeyEnter)
	require.Empty(t, c.sales)
	require.Equal(t, "A1", c.view.Order.Text)
	c.step(Pasted{strings.Repeat("7", 4)})
	require.Equal(t, "A1", c.view.Order.Text)
}
