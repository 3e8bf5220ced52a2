package till

import (
	"facepay/kiosk"
	"regexp"
	"strings"
)

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
