package kiosk

// saleScreen is the open sale.
type saleScreen struct {
	counterPage
	timeline []TimelineEntry // stays for the result
	// buttons are those of the panel and what they depend on: that changes a few times
	// a sale, and not with every step.
	buttons struct {
		of   offer
		as   []Button
		made bool
	}
}

func (s *saleScreen) act(t *Till, a Action) {
	w, pays := t.wayOf(a)
	switch {
	case pays:
		t.showQR(w, "")
	case a == ActionCancel, a == ActionBack:
		t.cancel()
	default:
		if p := s.about(t, a); p == nil || !t.actOnPayment(a, p) {
			s.page.act(t, a)
		}
	}
}

// about is the payment that a button of the sale's is about, nil when there is none.
func (s *saleScreen) about(t *Till, a Action) *Item {
	p := t.book.unsure()
	switch {
	case p != nil:
	case a == ActionAskAgain, a == ActionPark:
		p = t.book.stalled()
	case a == ActionManager:
		p = t.book.unproven()
	}
	return p
}

// wayOf is how a payment is made by what a asks for, and whether a is such.
func (t *Till) wayOf(a Action) (Method, bool) {
	switch a {
	case ActionWeChat:
		return byQR(WeChat), true
	case ActionAlipay:
		return byQR(Alipay), true
	case ActionMini:
		return t.book.byMini(), true
	}
	return Method{}, false
}

// showQR puts a QR on show, asks for the shop's order number where that is wanted
// first, or says why it cannot.
func (t *Till) showQR(w Method, number string) {
	switch why := t.book.show(w, number); why {
	case RefusedNow:
	case RefusedNoNumber:
		t.askOrder(w)
	default:
		t.amount.entry.problem = refusalText(why)
	}
}

// cancel is Esc on an open sale.
func (t *Till) cancel() {
	switch p := t.book.pendingCode(); {
	case p == nil || p.State == StateWaiting:
		t.book.abandon(AbandonCancelled)
	case p.State == StateCreated:
		t.amount.entry.problem = T("problem.code_on_its_way")
	default:
		t.amount.entry.problem = T("problem.unknown_stays")
	}
}

// park lets the open sale go while nobody knows whether it was paid. It stays
// watched and counted in the status bar. Whoever parks an answer that does not
// fit has seen it: its card comes when it is due again, not over the next sale.
func (t *Till) park(p *Item) {
	t.book.abandon(AbandonParked)
	if t.book.alarming(p) {
		t.later(p)
	}
}

func (s *saleScreen) card(t *Till) AmountCard {
	c := AmountCard{Label: T("amount.armed"), Text: t.yuan(t.book.counter.sale.Amount), Since: t.wallOf(t.book.counter.opened)}
	if !t.settings.Capabilities.Code {
		c.Label = T("amount.due") // no code is waited for
	}
	if p := t.book.current(); p != nil && !p.State.Final() {
		c.Label, c.Since = cardLabel(p), t.wallOf(p.sentSteady)
	} else if p != nil {
		c.Label = T("amount.failed") // as the panel says
	}
	return c
}

// cardLabels are what a payment waits for in a few words, by what it is paid with
// and how far it is. They are written out because every step draws one.
var cardLabels = [...][4]string{
	{"amount.qr_waiting", "amount.qr_unknown", "amount.qr_created", "amount.qr_confirming"},
	{"amount.face_waiting", "amount.face_unknown", "amount.face_created", "amount.face_confirming"},
	{"amount.code_waiting", "amount.code_unknown", "amount.code_created", "amount.code_confirming"},
	{"amount.mini_waiting", "amount.mini_unknown", "amount.mini_created", "amount.mini_confirming"},
}

// cardLabel says in a few words what p waits for.
func cardLabel(p *Item) Text {
	what, state := 0, 0
	switch {
	case p.Face:
		what = 1
	case p.Rail == RailCode:
		what = 2
	case p.Rail == RailMini && p.Wallet == WalletUnknown:
		what = 3
	}
	switch {
	case p.State == StateUnknown:
		state = 1
	case p.State == StateCreated && !p.linkShown():
		state = 2
	case p.confirming:
		state = 3
	}
	return T(cardLabels[what][state], "wallet", walletWord(p.Wallet))
}

func (*saleScreen) customer(t *Till) CustomerScreen {
	s := CustomerScreen{Kind: CustomerShowCode, Amount: t.yuan(t.book.counter.sale.Amount), Title: T("stage.show.title"), Detail: T("stage.show.detail")}
	p := t.book.current()
	if p == nil {
		return s
	}
	s.Wallet = p.Wallet
	switch {
	case p.State == StateUnknown && (p.Incident != "" || !t.book.queryable(p)), p.State.Final() && t.book.otherUnproven(p):
		s.Kind, s.Title, s.Detail = CustomerAskHelp, T("stage.ask.title"), T("stage.ask.detail")
	case p.State == StateUnknown, p.Note == ReasonNotified && p.State.Final():
		s.Kind, s.Title, s.Detail = CustomerUnsure, T("stage.unsure.title"), T("stage.unsure.detail")
	case p.State.Final() && p.Rail != RailCode && p.QR == "":
		// The customer saw no QR, so nothing of theirs failed.
		s.Kind, s.Wallet, s.Title, s.Detail = CustomerAmount, "", T("stage.due"), T("stage.wait_cashier")
	case p.State.Final():
		s.Kind, s.Title, s.Detail = CustomerFailed, T("stage.failed.title"), T("stage.failed.detail")
	case p.Rail == RailCode && p.State == StateCreated:
		s.Kind, s.Title, s.Detail = CustomerConfirm, T("stage.sending.title"), T("stage.sending.detail")
	case p.Rail == RailCode:
		s.Kind, s.Title, s.Detail = CustomerConfirm, T("stage.confirm.title"), T("stage.confirm.detail")
	case p.State == StateCreated && !p.linkShown():
		s.Kind, s.Title, s.Detail = CustomerOpening, T("stage.opening.title"), T("stage.opening.detail")
	default:
		s.Kind, s.QR = CustomerQR, p.QR
		s.Title, s.Detail = T("stage.qr.title", "wallet", walletWord(p.Wallet)), T("stage.qr.detail", "shop", t.settings.Shop)
		if p.Rail == RailMini {
			s.Tone, s.Title = ToneMini, t.miniTitle(p)
		}
		if p.confirming {
			s.Title = T("stage.confirm.title")
		}
		if t.book.silent(p) {
			s.Title, s.Detail = T("stage.slow.title"), T("stage.slow.detail")
		}
	}
	return s
}

// miniTitle asks the customer for what the mini-program needs next.
func (t *Till) miniTitle(p *Item) Text {
	switch ws := t.settings.Capabilities.MiniWallets; {
	case p.mini != nil:
		return T("stage.mini.opened")
	case len(ws) == 1:
		return T("stage.mini.title", "wallet", walletWord(ws[0]))
	}
	return T("stage.mini.any")
}
