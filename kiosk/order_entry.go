package kiosk

import "strings"

// orderPad is the number of a shop's order being entered, for gateways whose
// orders are made elsewhere.
type orderPad struct {
	field
	way  way
	text string
	undo []orderPad // before each of the last characters
}

// orderEntryMax bounds an entered number in characters: shops' order numbers
// have 12 to 32.
const orderEntryMax = 64

// askOrder begins the entry of the number that w's payment is of.
func (t *Till) askOrder(w way) {
	t.entry.problem = Text{}
	t.dropStrokes()
	t.order = &orderPad{way: w}
}

// pressOrder takes a key while a number is entered.
func (t *Till) pressOrder(k Key) {
	o := t.order
	t.book.counter.active = t.now
	if r := k.char(); r != 0 {
		t.keepElsewhere(r)
		o.strike(r)
		return
	}
	switch k {
	case KeyBackspace:
		o.undo = nil
		if !o.takeBack() {
			o.text = o.text[:max(0, len(o.text)-1)]
		}
	case KeyEsc:
		t.order = nil
	case KeyEnter:
		t.dropStrokes()
		t.enterOrder()
	}
}

// strike takes a typed character.
func (o *orderPad) strike(r rune) {
	if len(o.undo) == undoMax {
		o.undo = o.undo[1:]
	}
	o.undo = append(o.undo, orderPad{field: o.field, text: o.text})
	o.add(r)
}

// add puts r at the end of the number or refuses it. Full-width characters are
// what an input method leaves on.
func (o *orderPad) add(r rune) {
	if o.refused {
		return
	}
	switch r = halfWidth(r); {
	case !orderRune(r):
		o.refuse(T("problem.order_alphabet"))
	case len(o.text) >= orderEntryMax:
		o.refuse(T("problem.order_too_long", "max", itoa(orderEntryMax)))
	default:
		o.text, o.problem = o.text+string(r), Text{}
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
	o.text, o.field, o.undo = next.text, field{}, nil
}

// untype takes the last n characters back: they were the beginning of a scan.
func (o *orderPad) untype(n int) {
	if i := len(o.undo) - n; i >= 0 && n > 0 {
		o.text, o.field, o.undo = o.undo[i].text, o.undo[i].field, o.undo[:i]
	}
}

func (o *orderPad) paste(text string) {
	switch text = strings.TrimFunc(text, unprinted); {
	case o.stuck():
	case text == "":
		o.refuse(T("problem.order_alphabet"))
	default:
		o.replace(text)
	}
}

// scanOrder takes a scan as the number, unless it is a customer's payment code:
// that is a secret and stays one.
func (t *Till) scanOrder(c PayCode) {
	o := t.order
	t.book.counter.active = t.now
	switch _, err := t.set.Codes.Recognise(c); err {
	case nil:
		o.refuse(T("problem.order_is_code"))
	case ErrCodeEmpty, ErrCodeLink, ErrCodeTooLong:
		o.refuse(scanText(err))
	default:
		o.replace(plainCode(c.text))
	}
	if !o.problem.IsZero() {
		t.say(PhraseBadScan, "", 0)
	}
}

// enterOrder goes on with the number that was entered.
func (t *Till) enterOrder() {
	o := t.order
	switch {
	case o.stuck():
		return
	case o.text == "":
		o.problem = T("problem.order_empty")
		return
	case t.isCode(o.text):
		o.problem = T("problem.order_is_code")
		return
	case !t.book.orderFree(o.text):
		o.problem = T("problem.order_used")
		return
	}
	t.order = nil
	if t.book.counter.sale != nil || t.openSale() {
		t.showQR(o.way, o.text)
	}
}

// isCode reports whether text is a customer's payment code, however it got there.
func (t *Till) isCode(text string) bool {
	_, err := t.set.Codes.Recognise(NewPayCode(text))
	return err == nil
}

// entry is the number as the screen shows it.
func (o *orderPad) entry() *OrderEntry {
	e := &OrderEntry{Title: T("order.title"), Detail: T("order.detail"), Text: o.text}
	if !o.problem.IsZero() {
		e.Detail = o.problem
	}
	return e
}
