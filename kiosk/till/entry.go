package till

import (
	"facepay/kiosk"
	"strings"
)

// amountInput is the amount as typed.
type amountInput struct {
	input
	text  string // ASCII digits and at most one dot
	zeros int    // leading ones that were typed and are not in text
}

// fen is the amount that is typed, 0 when nothing useful is.
func (e *amountInput) fen() kiosk.Fen {
	f, err := kiosk.ParseYuan(strings.TrimSuffix(e.text, "."))
	if err != nil {
		return 0
	}
	return f
}

// add takes a character, or refuses it. A comma is the decimal point. Full-width
// characters are what an input method leaves on: they count, and the cashier is
// told.
func (e *amountInput) add(r rune, limit kiosk.Fen) {
	if e.refused {
		return
	}
	e.problem = kiosk.Text{}
	switch plain := kiosk.PlainAmount(r); {
	case plain >= '0' && plain <= '9':
		e.addDigit(byte(plain), limit)
	case plain == '.', plain == ',':
		e.addPoint()
		if r == ',' && !e.refused {
			e.problem = kiosk.T("problem.comma")
		}
	default:
		e.refuse(kiosk.T("problem.digits_only"))
	}
	if r > '~' && e.problem.IsZero() {
		e.problem = kiosk.T("problem.full_width")
	}
}

func (e *amountInput) addDigit(d byte, limit kiosk.Fen) {
	next, zeros := e.text+string(d), e.zeros
	if e.text == "0" {
		next, zeros = string(d), zeros+1
	}
	whole, frac, _ := strings.Cut(next, ".")
	switch {
	case len(frac) > 2:
		e.refuse(kiosk.T("problem.two_decimals"))
	case len(whole)+zeros > wholeDigits(limit), (&amountInput{text: next}).fen() > limit:
		e.refuse(kiosk.T("problem.too_much", "max", limit.Grouped()))
	default:
		e.text, e.zeros = next, zeros
	}
}

// wholeDigits is how many digits an amount up to limit has before its point.
// Leading zeros count too: people type one at most, and a scanner's code may
// begin with some.
func wholeDigits(limit kiosk.Fen) int {
	whole, _, _ := strings.Cut(limit.Yuan(), ".")
	return min(max(len(whole), len("00")), kiosk.AmountDigitsMax)
}

func (e *amountInput) addPoint() {
	switch {
	case strings.Contains(e.text, "."):
		e.refuse(kiosk.T("problem.one_dot"))
	case e.text == "":
		e.text = "0."
	default:
		e.text += "."
	}
}

// backspace takes back what was refused, else the last character.
func (e *amountInput) backspace() {
	if e.takeBack() {
		return
	}
	e.text = e.text[:max(0, len(e.text)-1)]
	if e.text == "0" {
		e.text = ""
	}
	if e.text == "" {
		e.zeros = 0
	}
}

// shown is the typed text with thousands separated, for the big figure.
func (e *amountInput) shown() string {
	if e.text == "" {
		return kiosk.Fen(0).Yuan()
	}
	whole, frac, dotted := strings.Cut(e.text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		return whole + "." + frac
	}
	return whole
}
