package kiosk

import "slices"

// amountScreen is the keypad: what the next sale is of.
type amountScreen struct {
	counterPage
	entry entry // its problem is also what is said about an open sale
}

// field is nil while it is found out what became of the payments before a start.
func (s *amountScreen) field(t *Till) (*entry, Fen) {
	if t.book.recovery != nil {
		return nil, 0
	}
	return &s.entry, t.settings.MaxAmount
}

func (s *amountScreen) act(t *Till, a Action) {
	w, pays := t.wayOf(a)
	switch e, _ := s.field(t); {
	case e == nil:
	case pays:
		t.openWith(w)
	case a == ActionScan:
		t.openScan()
	case a == ActionBack:
		s.entry = entry{}
	}
	s.page.act(t, a)
}

func (s *amountScreen) card(*Till) AmountCard {
	if s.entry.text == "" {
		return AmountCard{Label: T("amount.enter"), Corner: T("amount.help"), Text: s.entry.shown(), Ghost: true}
	}
	return AmountCard{Label: T("amount.due"), Corner: T("amount.clear"), Text: s.entry.shown()}
}

func (s *amountScreen) customer(t *Till) CustomerScreen {
	if amount := s.entry.fen(); amount > 0 {
		return CustomerScreen{Kind: CustomerAmount, Amount: t.yuan(amount), Title: T("stage.due"), Detail: T("stage.wait_cashier")}
	}
	return CustomerScreen{Kind: CustomerAdverts, Adverts: slices.Clone(t.devices.adverts)}
}

func (s *amountScreen) draw(t *Till, v *View) { v.Screen, v.Pay = ScreenAmount, t.payKeys() }

func (t *Till) payKeys() []PayKey {
	const most = 4
	keys := make([]PayKey, 0, most)
	if t.book.canQR(WeChat) {
		keys = append(keys, PayKey{ActionWeChat, KeyF1})
	}
	if t.book.canQR(Alipay) {
		keys = append(keys, PayKey{ActionAlipay, KeyF2})
	}
	if t.book.canMini() {
		keys = append(keys, PayKey{ActionMini, KeyF3})
	}
	if t.settings.Capabilities.Code || t.settings.DefaultQR != "" && len(t.settings.Capabilities.QR) > 0 {
		keys = append(keys, PayKey{ActionScan, KeyEnter})
	}
	return keys
}

// amountFits reports whether a sale of the typed amount can begin, or says why
// not.
func (t *Till) amountFits() bool {
	amount := t.amount.entry.fen()
	switch {
	case t.amount.entry.stuck():
		return false
	case t.amount.entry.text == "":
		t.amount.entry.problem = T("problem.no_amount")
	case amount == 0:
		t.amount.entry.problem = T("problem.zero")
	case amount > t.settings.MaxAmount:
		t.amount.entry.problem = T("problem.too_much", "max", t.settings.MaxAmount.Grouped())
	case t.book.full():
		t.amount.entry.problem = T("problem.too_many_open")
	default:
		return true
	}
	return false
}

// openSale begins a sale of the typed amount, or says why it cannot.
func (t *Till) openSale() bool {
	if !t.amountFits() {
		return false
	}
	t.book.beginSale(t.amount.entry.fen())
	t.nextSale()
	t.dropStrokes()
	return true
}

// openWith begins a sale with a QR on show, after the shop's order number where
// the gateway wants one.
func (t *Till) openWith(w Method) {
	switch {
	case !t.book.canShow(w):
	case t.settings.Capabilities.OrderEntry:
		if t.amountFits() {
			t.askOrder(w)
		}
	case t.openSale():
		t.showQR(w, "")
	}
}

// openScan is Enter: it begins a sale with the scanner armed, and with the QR
// that opens by default. Where the gateway has not that one, the scanner is
// enough; where it takes no codes either, its first QR opens.
func (t *Till) openScan() {
	switch w := t.settings.DefaultQR; {
	case t.book.canQR(w):
		t.openWith(byQR(w))
	case w == "" || t.settings.Capabilities.Code:
		t.openSale()
	case len(t.settings.Capabilities.QR) > 0:
		t.openWith(byQR(t.settings.Capabilities.QR[0]))
	}
}
