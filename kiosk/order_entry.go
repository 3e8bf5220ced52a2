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
	t.active = t.now
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
	t.active = t.now
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
	case !t.orderFree(o.text):
		o.problem = T("problem.order_used")
		return
	}
	t.order = nil
	if t.sale != nil || t.openSale() {
		t.showQR(o.way, o.text)
	}
}

// isCode reports whether text is a customer's payment code, however it got there.
func (t *Till) isCode(text string) bool {
	_, err := t.set.Codes.Recognise(NewPayCode(text))
	return err == nil
}

// orderFree reports whether a new payment may be of the order number: not when
// another has paid for it, or may have.
func (t *Till) orderFree(number string) bool {
	if owner, known := t.numbers[number]; known && t.find(owner) == nil {
		return false // it was paid in this run and needs the till no more
	}
	for _, p := range t.payments {
		if p.GatewayOrderNo == number && t.ours(p) && (p.State == StatePaid || p.State == StateUnknown || p.contradicted()) {
			return false
		}
	}
	return true
}

// sameOrder returns the other payments of p's order. They are of one order at
// the gateway, so there is one money for all of them.
func (t *Till) sameOrder(p *item) []*item {
	var of []*item
	for _, other := range t.payments {
		if p.Entered && other != p && other.Entered && other.GatewayOrderNo == p.GatewayOrderNo && other.Provider == p.Provider {
			of = append(of, other)
		}
	}
	return of
}

// takeOver lets p, whose QR is on show or which has paid, be the one payment
// that follows the order of p's number: whatever comes for the order is p's from
// now on. Before that a payment has nothing that could be paid, and what followed
// the order goes on doing so.
func (t *Till) takeOver(p *item) {
	for _, other := range t.sameOrder(p) {
		t.giveUp(other)
	}
	if len(t.numbers) >= numbersMax {
		clear(t.numbers)
	}
	t.numbers[p.GatewayOrderNo] = p.OrderNo
}

// orderTaken closes p, and reports that it did, when its order was paid or fell
// into doubt while its QR was made: that QR must not be shown.
func (t *Till) orderTaken(p *item) bool {
	if !p.Entered || t.orderFree(p.GatewayOrderNo) {
		return false
	}
	t.move(p, StateClosed, RecordMoved, ReasonEnteredAgain)
	t.fact(OrderTaken, p)
	t.sayNothingCame(p)
	return true
}

// giveUp ends p because another payment is of its order and hears the same. What
// contradicted p is answered by what comes of that one.
func (t *Till) giveUp(p *item) {
	if p.State == StatePaid || p.superseded() {
		return
	}
	contradicted := p.contradicted()
	if contradicted {
		p.Incident = ""
	}
	switch {
	case !p.State.Final():
		t.move(p, StateClosed, RecordMoved, ReasonEnteredAgain)
	case t.polled(p) || contradicted:
		p.Note = ReasonEnteredAgain
		t.watchTo(p, t.now)
		t.because(p, RecordPollingEnded, ReasonEnteredAgain)
	}
}

// superseded reports whether another payment is of p's order. Nobody asks about p
// then.
func (p *item) superseded() bool {
	return p.Note == ReasonEnteredAgain && (p.State == StateClosed || p.State == StateFailed)
}

// heir is the payment that follows the order of a superseded p, nil when there
// is none.
func (t *Till) heir(p *item) *item {
	if !p.superseded() {
		return nil
	}
	return t.find(t.numbers[p.GatewayOrderNo])
}

// paidElsewhere reports whether another payment has the money of p's order.
func (t *Till) paidElsewhere(p *item) bool {
	if owner, known := t.numbers[p.GatewayOrderNo]; p.Entered && known && owner != p.OrderNo && t.find(owner) == nil {
		return true
	}
	for _, other := range t.sameOrder(p) {
		if other.State == StatePaid {
			return true
		}
	}
	return false
}

// releaseOrder lets the order of p's number be paid by another payment: p came
// to nothing. Those that follow the order too are asked about at once.
func (t *Till) releaseOrder(p *item) {
	if p.Entered && t.numbers[p.GatewayOrderNo] == p.OrderNo {
		delete(t.numbers, p.GatewayOrderNo)
	}
	if p.superseded() {
		return
	}
	for _, other := range t.sameOrder(p) {
		other.nextAsk = t.now
	}
}

// entry is the number as the screen shows it.
func (o *orderPad) entry() *OrderEntry {
	e := &OrderEntry{Title: T("order.title"), Detail: T("order.detail"), Text: o.text}
	if !o.problem.IsZero() {
		e.Detail = o.problem
	}
	return e
}
