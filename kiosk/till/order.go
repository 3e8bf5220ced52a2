package till

import (
	"strings"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// orderPad is the number of a shop's order being entered, for gateways whose
// orders are made elsewhere.
type orderPad struct {
	pad
	input
	method payments.Method
	text   string
	undo   []orderPad // before each of the last characters
}

// orderEntryMax bounds an entered number in characters: shops' order numbers
// have 12 to 32.
const orderEntryMax = 64

// undoMax bounds what can be taken back: a scan is known by its sixth character.
const undoMax = 16

// askOrder begins the entry of the number that w's payment is of.
func (t *Till) askOrder(w payments.Method) {
	t.amount.entry.problem = kiosk.Text{}
	t.dropStrokes()
	t.push(&orderPad{method: w})
}

func (o *orderPad) press(t *Till, k kiosk.Key) {
	t.book.NoteActivity()
	if r := k.Char(); r != 0 {
		t.keepElsewhere(r)
		o.strike(r)
		return
	}
	switch k {
	case kiosk.KeyBackspace:
		o.undo = nil
		if !o.takeBack() {
			o.text = o.text[:max(0, len(o.text)-1)]
		}
	case kiosk.KeyEsc:
		t.pop(o)
	case kiosk.KeyEnter:
		t.dropStrokes()
		o.enter(t)
	}
}

func (o *orderPad) typed(t *Till, r rune) {
	t.book.NoteActivity()
	t.keepElsewhere(r)
	o.strike(r)
}

func (o *orderPad) act(t *Till, a kiosk.Action) {
	if a == kiosk.ActionBack {
		t.pop(o)
	}
}

func (o *orderPad) draw(_ *Till, v *kiosk.View) {
	v.Screen, v.Order = kiosk.ScreenOrder, &kiosk.OrderEntry{Title: kiosk.T("order.title"), Detail: kiosk.T("order.detail"), Text: o.text}
	if !o.problem.IsZero() {
		v.Order.Detail = o.problem
	}
}

// strike takes a typed character.
func (o *orderPad) strike(r rune) {
	if len(o.undo) == undoMax {
		o.undo = o.undo[1:]
	}
	o.undo = append(o.undo, orderPad{input: o.input, text: o.text})
	o.add(r)
}

// add puts r at the end of the number or refuses it. Full-width characters
// come from an input method that was left on.
func (o *orderPad) add(r rune) {
	if o.refused {
		return
	}
	switch r = kiosk.HalfWidth(r); {
	case !orderRune(r):
		o.refuse(kiosk.T("problem.order_alphabet"))
	case len(o.text) >= orderEntryMax:
		o.refuse(kiosk.T("problem.order_too_long", "max", itoa(orderEntryMax)))
	default:
		o.text, o.problem = o.text+string(r), kiosk.Text{}
	}
}

func orderRune(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' || r == '_'
}

// replace makes text the number, or refuses it whole.
func (o *orderPad) replace(text string) {
	var next orderPad
	for _, r := range text {
		if next.add(r); next.refused {
			o.refuse(next.problem)
			return
		}
	}
	o.text, o.input, o.undo = next.text, input{}, nil
}

// untype takes the last n characters back: they were the beginning of a scan.
func (o *orderPad) untype(t *Till, n int) {
	if i := len(o.undo) - n; i >= 0 && n > 0 {
		o.text, o.input, o.undo = o.undo[i].text, o.undo[i].input, o.undo[:i]
	}
	t.unstrike(n)
}

func (o *orderPad) paste(t *Till, text string) {
	t.book.NoteActivity()
	switch text = strings.TrimFunc(text, kiosk.Unprinted); {
	case o.stuck():
	case text == "":
		o.refuse(kiosk.T("problem.order_alphabet"))
	default:
		o.replace(text)
	}
}

// scan takes a scan as the number, unless it is a customer's payment code: that is
// a secret and stays one.
func (o *orderPad) scan(t *Till, c kiosk.PayCode, bad kiosk.Text) {
	if bad.IsZero() {
		t.book.NoteActivity()
		switch _, err := t.settings.Codes.Recognise(c); err {
		case nil:
			o.refuse(kiosk.T("problem.order_is_code"))
		case kiosk.ErrPayCodeEmpty, kiosk.ErrPayCodeLink, kiosk.ErrPayCodeTooLong:
			o.refuse(scanText(err))
		default:
			o.replace(kiosk.PlainCode(c.Reveal()))
		}
		bad = o.problem
	}
	if !bad.IsZero() {
		t.announce(kiosk.PhraseBadScan, "", 0)
	}
}

// enter goes on with the number that was entered.
func (o *orderPad) enter(t *Till) {
	switch {
	case o.stuck():
		return
	case o.text == "":
		o.problem = kiosk.T("problem.order_empty")
		return
	case t.isCode(o.text):
		o.problem = kiosk.T("problem.order_is_code")
		return
	case !t.book.OrderFree(o.text):
		o.problem = kiosk.T("problem.order_used")
		return
	}
	t.pop(o)
	if t.book.Sale() != nil || t.openSale() {
		t.showQR(o.method, o.text)
	}
}

// isCode reports whether text is a customer's payment code, however it got there.
func (t *Till) isCode(text string) bool {
	_, err := t.settings.Codes.Recognise(kiosk.NewPayCode(text))
	return err == nil
}
