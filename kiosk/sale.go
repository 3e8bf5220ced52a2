package kiosk

// result is an ended sale whose answer stays on screen until the next key.
type result struct {
	sale    Sale
	payment *Payment // that paid it, nil when nothing did
	outcome Outcome
	unheard bool // the gateway was silent, so nothing paid it as far as is known
}

// amountFits reports whether a sale of the typed amount can begin, or says why
// not.
func (t *Till) amountFits() bool {
	amount := t.entry.fen()
	switch {
	case t.entry.stuck():
		return false
	case t.entry.text == "":
		t.entry.problem = T("problem.no_amount")
	case amount == 0:
		t.entry.problem = T("problem.zero")
	case amount > t.set.MaxAmount:
		t.entry.problem = T("problem.too_much", "max", t.set.MaxAmount.Grouped())
	case t.book.full():
		t.entry.problem = T("problem.too_many_open")
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
	t.book.beginSale(t.entry.fen())
	t.entry, t.story, t.result, t.mode = entry{}, nil, nil, modeSell
	t.dropStrokes()
	return true
}

// openWith begins a sale with a QR on show, after the shop's order number where
// the gateway wants one.
func (t *Till) openWith(w way) {
	switch {
	case !t.book.canShow(w):
	case t.set.Capabilities.OrderEntry:
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
	switch w := t.set.DefaultQR; {
	case t.book.canQR(w):
		t.openWith(byQR(w))
	case w == "" || t.set.Capabilities.Code:
		t.openSale()
	case len(t.set.Capabilities.QR) > 0:
		t.openWith(byQR(t.set.Capabilities.QR[0]))
	}
}

// cancel is Esc on an open sale.
func (t *Till) cancel() {
	switch p := t.book.pendingCode(); {
	case p == nil || p.State == StateWaiting:
		t.book.letGo(AbandonCancelled)
	case p.State == StateCreated:
		t.entry.problem = T("problem.code_on_its_way")
	default:
		t.entry.problem = T("problem.unknown_stays")
	}
}
