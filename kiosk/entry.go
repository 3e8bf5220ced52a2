package kiosk

import "strings"

// entry is the amount as typed, and what is wrong with the last key or scan.
type entry struct {
	text    string // ASCII digits and at most one dot
	problem Text
}

// entryDigitsMax bounds what can be typed before the dot; max_amount stops
// people long before.
const entryDigitsMax = 9

// fen is the amount that is typed, 0 when nothing useful is.
func (e *entry) fen() Fen {
	f, err := ParseYuan(strings.TrimSuffix(e.text, "."))
	if err != nil {
		return 0
	}
	return f
}

// typeDigit adds a digit or says why it does not fit.
func (e *entry) typeDigit(d byte, limit Fen) {
	e.problem = Text{}
	next := e.text + string(d)
	whole, frac, dotted := strings.Cut(next, ".")
	switch {
	case dotted && len(frac) > 2:
		e.problem = T("problem.two_decimals")
		return
	case !dotted && e.text == "0":
		next, whole = string(d), string(d)
	}
	if len(whole) > entryDigitsMax || (&entry{text: next}).fen() > limit {
		e.problem = T("problem.too_much", "max", limit.Grouped())
		return
	}
	e.text = next
}

// typeDot starts the decimals.
func (e *entry) typeDot() {
	e.problem = Text{}
	switch {
	case strings.Contains(e.text, "."):
		e.problem = T("problem.one_dot")
	case e.text == "":
		e.text = "0."
	default:
		e.text += "."
	}
}

func (e *entry) backspace() {
	e.problem = Text{}
	if e.text != "" {
		e.text = e.text[:len(e.text)-1]
	}
	if e.text == "0" {
		e.text = ""
	}
}

// typed takes a character that is no key. Full-width digits are what an input
// method leaves on: they count, and the cashier is told.
func (e *entry) typed(r rune, limit Fen) {
	switch {
	case r >= '０' && r <= '９':
		e.typeDigit(byte('0'+r-'０'), limit)
	case r == '．' || r == '。':
		e.typeDot()
	default:
		e.problem = T("problem.digits_only")
		return
	}
	if e.problem.IsZero() {
		e.problem = T("problem.full_width")
	}
}

// pasteRunesMax: no amount is longer; more is a slip of the hand.
const pasteRunesMax = 40

// paste replaces the amount by pasted text, or leaves it and says why.
func (e *entry) paste(text string, limit Fen) {
	text = strings.TrimSpace(text)
	text = strings.TrimSpace(strings.TrimLeft(text, "¥￥"))
	if text == "" || len(text) > pasteRunesMax {
		e.problem = T("problem.paste")
		return
	}
	var n entry
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			n.typeDigit(byte(r), limit)
		case r == '.':
			n.typeDot()
		case r == ',' && !strings.Contains(n.text, "."):
			continue // thousands separator
		case r >= '０' && r <= '９', r == '．':
			n.typed(r, limit)
			if n.problem.ID == "problem.full_width" {
				n.problem = Text{}
			}
		default:
			n.problem = T("problem.paste")
		}
		if !n.problem.IsZero() {
			e.problem = n.problem
			return
		}
	}
	*e = n
}

// shown is the typed text with thousands separated, for the big figure.
func (e *entry) shown() string {
	if e.text == "" {
		return Fen(0).Yuan()
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
