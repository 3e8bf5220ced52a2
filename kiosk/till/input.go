package till

import (
	"regexp"
	"strings"

	"facepay/kiosk"
)

// input is the state that all fields of the keyboard have.
type input struct {
	problem kiosk.Text
	// refused: a key, a paste or a scan was not taken, so what stands in the field
	// may be something else than was meant. Nothing more is taken, and nothing is
	// done with it, until the refusal is taken back.
	refused bool
}

// refuse takes nothing and says why.
func (f *input) refuse(why kiosk.Text) { f.problem, f.refused = why, true }

// stuck reports whether something was refused and not taken back, and says so.
func (f *input) stuck() bool {
	if f.refused {
		f.problem = kiosk.T("problem.take_back")
	}
	return f.refused
}

// takeBack clears what was said, and reports whether it was a refusal: then that
// is all that a Backspace does.
func (f *input) takeBack() bool {
	refused := f.refused
	*f = input{}
	return refused
}

// amountInput is an amount as typed.
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
// characters come from an input method that was left on: they count, and the
// cashier is told.
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

// wholeDigits is the number of digits before the point of an amount up to limit.
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

// pasteBytesMax: no amount is longer; more is a slip of the hand.
const pasteBytesMax = 60

// grouped is an amount with its thousands apart. A comma anywhere else than before
// three digits groups nothing.
var grouped = regexp.MustCompile(`^[1-9]\d{0,2}(,\d{3})+(\.\d*)?$`)

// paste makes pasted text the amount, or refuses it whole.
func (e *amountInput) paste(text string, limit kiosk.Fen) {
	if e.stuck() {
		return
	}
	text = strings.TrimFunc(text, kiosk.Unprinted)
	text = strings.TrimFunc(strings.TrimLeft(text, "¥￥"), kiosk.Unprinted)
	text = strings.TrimFunc(strings.TrimRight(text, "元"), kiosk.Unprinted)
	if text == "" || len(text) > pasteBytesMax {
		e.refuse(kiosk.T("problem.paste"))
		return
	}
	text = strings.Map(kiosk.PlainAmount, text)
	if grouped.MatchString(text) {
		text = strings.ReplaceAll(text, ",", "")
	}
	var pasted amountInput
	for _, r := range text {
		if pasted.add(r, limit); pasted.refused {
			break
		}
	}
	switch {
	case pasted.problem.ID == "problem.digits_only", pasted.problem.ID == "problem.one_dot":
		e.refuse(kiosk.T("problem.paste"))
	case pasted.refused:
		e.refuse(pasted.problem)
	default:
		pasted.problem = kiosk.Text{}
		*e = pasted
	}
}
