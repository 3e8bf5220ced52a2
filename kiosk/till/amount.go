package till

import (
	"slices"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// amountScreen is the keypad: what the next sale is of.
type amountScreen struct {
	counterPage
	entry amountInput // its problem is also what is said about an open sale
}

// field is nil while it is found out what became of the payments before a start.
func (s *amountScreen) field(t *Till) (*amountInput, kiosk.Fen) {
	if t.book.Recovering() {
		return nil, 0
	}
	return &s.entry, t.settings.MaxAmount
}

func (s *amountScreen) act(t *Till, a kiosk.Action) {
	w, pays := t.methodOf(a)
	switch e, _ := s.field(t); {
	case e == nil:
	case pays:
		t.openWith(w)
	case a == kiosk.ActionScan:
		t.openScan()
	case a == kiosk.ActionCash && t.settings.Cash && t.amountFits():
		t.book.SellForCash(s.entry.fen())
		t.dropStrokes()
	case a == kiosk.ActionBack:
		s.entry = amountInput{}
	}
	s.page.act(t, a)
}

func (s *amountScreen) card(*Till) kiosk.AmountCard {
	if s.entry.text == "" {
		return kiosk.AmountCard{Label: kiosk.T("amount.enter"), Corner: kiosk.T("amount.help"), Text: s.entry.shown(), Ghost: true}
	}
	return kiosk.AmountCard{Label: kiosk.T("amount.due"), Corner: kiosk.T("amount.clear"), Text: s.entry.shown()}
}

func (s *amountScreen) customer(t *Till) kiosk.CustomerScreen {
	if amount := s.entry.fen(); amount > 0 {
		return kiosk.CustomerScreen{Kind: kiosk.CustomerAmount, Amount: t.yuan(amount), Title: kiosk.T("stage.due"), Detail: kiosk.T("stage.wait_cashier")}
	}
	return kiosk.CustomerScreen{Kind: kiosk.CustomerAdverts, Adverts: slices.Clone(t.devices.adverts)}
}

func (s *amountScreen) draw(t *Till, v *kiosk.View) {
	v.Screen, v.Pay = kiosk.ScreenAmount, t.payKeys()
	if t.settings.SetUp {
		v.SetUp = kiosk.Button{Action: kiosk.ActionSetUp, Key: kiosk.KeyF8, Label: kiosk.T("amount.set_up")}
	}
}

func (t *Till) payKeys() []kiosk.PayKey {
	const most = 5
	keys := make([]kiosk.PayKey, 0, most)
	if t.book.CanQR(kiosk.WeChat) {
		keys = append(keys, kiosk.PayKey{Action: kiosk.ActionWeChat, Key: kiosk.KeyF1})
	}
	if t.book.CanQR(kiosk.Alipay) {
		keys = append(keys, kiosk.PayKey{Action: kiosk.ActionAlipay, Key: kiosk.KeyF2})
	}
	if t.book.CanMini() {
		keys = append(keys, kiosk.PayKey{Action: kiosk.ActionMini, Key: kiosk.KeyF3})
	}
	if t.settings.Cash {
		keys = append(keys, kiosk.PayKey{Action: kiosk.ActionCash, Key: kiosk.KeyF4})
	}
	if t.settings.Capabilities.Code || t.settings.DefaultQR != "" && len(t.settings.Capabilities.QR) > 0 {
		keys = append(keys, kiosk.PayKey{Action: kiosk.ActionScan, Key: kiosk.KeyEnter, NoFace: t.book.OverFace(t.amount.entry.fen())})
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
		t.amount.entry.problem = kiosk.T("problem.no_amount")
	case amount == 0:
		t.amount.entry.problem = kiosk.T("problem.zero")
	case amount > t.settings.MaxAmount:
		t.amount.entry.problem = kiosk.T("problem.too_much", "max", t.settings.MaxAmount.Grouped())
	default:
		return true
	}
	return false
}

// openSale begins a sale of the typed amount, or says why it cannot.
func (t *Till) openSale() bool {
	switch {
	case !t.amountFits():
		return false
	case t.book.Full():
		t.amount.entry.problem = kiosk.T("problem.too_many_open")
		return false
	}
	t.book.BeginSale(t.amount.entry.fen())
	t.nextSale()
	t.dropStrokes()
	return true
}

// openWith begins a sale with a QR on show, after the shop's order number where
// the gateway wants one.
func (t *Till) openWith(w payments.Method) {
	switch {
	case !t.book.CanShow(w):
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
	case t.book.CanQR(w):
		t.openWith(payments.ByQR(w))
	case w == "" || t.settings.Capabilities.Code:
		t.openSale()
	case len(t.settings.Capabilities.QR) > 0:
		t.openWith(payments.ByQR(t.settings.Capabilities.QR[0]))
	}
}
