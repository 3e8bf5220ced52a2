package office

import (
	"strings"

	"facepay/kiosk"
)

// AmountField is an amount being typed, in yuan.
type AmountField struct{ Text string }

// strike adds a character where an amount has room for it.
func (f *AmountField) strike(r rune) {
	whole, frac, dotted := strings.Cut(f.Text, ".")
	switch {
	case r == '.' && !dotted && f.Text == "":
		f.Text = "0."
	case r == '.' && !dotted:
		f.Text += "."
	case r < '0' || r > '9':
	case dotted && len(frac) < 2, !dotted && len(whole) < kiosk.AmountDigitsMax && whole != "0":
		f.Text += string(r)
	case whole == "0" && !dotted:
		f.Text = string(r)
	}
}

func (f *AmountField) backspace() { f.Text = f.Text[:max(0, len(f.Text)-1)] }

// Fen is the amount, ok only where something was typed.
func (f *AmountField) Fen() (amount kiosk.Fen, ok bool) {
	amount, err := kiosk.ParseYuan(strings.TrimSuffix(f.Text, "."))
	return amount, err == nil
}
