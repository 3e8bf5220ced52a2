package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// saleScreen is the open sale.
type saleScreen struct {
	counterPage
	timeline []kiosk.TimelineEntry // stays for the result
	// buttons are those of the panel and what they depend on: that changes a few times
	// a sale, and not with every step.
	buttons struct {
		of   offer
		as   []kiosk.Button
		made bool
	}
}

func (s *saleScreen) act(t *Till, a kiosk.Action) {
	w, pays := t.methodOf(a)
	switch {
	case pays:
		t.showQR(w, "")
	case a == kiosk.ActionCancel, a == kiosk.ActionBack:
		t.cancel()
	default:
		if p := s.about(t, a); p == nil || !t.actOnPayment(a, p) {
			s.page.act(t, a)
		}
	}
}

// about is the payment that a button of the sale's is about, nil when there is none.
func (s *saleScreen) about(t *Till, a kiosk.Action) *payments.Item {
	p := t.book.UnknownPayment()
	switch {
	case p != nil:
	case a == kiosk.ActionAskAgain, a == kiosk.ActionPark:
		p = t.book.Stalled()
	case a == kiosk.ActionManager:
		p = t.book.UnqueryableQR()
	}
	return p
}

// methodOf is the payment method that a asks for, if it asks for one.
func (t *Till) methodOf(a kiosk.Action) (payments.Method, bool) {
	switch a {
	case kiosk.ActionWeChat:
		return payments.ByQR(kiosk.WeChat), true
	case kiosk.ActionAlipay:
		return payments.ByQR(kiosk.Alipay), true
	case kiosk.ActionMini:
		return t.book.ByMini(), true
	}
	return payments.Method{}, false
}

// showQR puts a QR on show, asks for the shop's order number where that is wanted
// first, or says why it cannot.
func (t *Till) showQR(w payments.Method, number string) {
	switch why := t.book.Show(w, number); why {
	case payments.RefusedNotNow:
	case payments.RefusedNoNumber:
		t.askOrder(w)
	default:
		t.amount.entry.problem = refusalText(why)
	}
}

// cancel abandons the open sale: Esc.
func (t *Till) cancel() {
	switch p := t.book.PendingCode(); {
	case p == nil || p.State == kiosk.StateWaiting:
		t.book.Abandon(kiosk.AbandonCancelled)
	case p.State == kiosk.StateCreated:
		t.amount.entry.problem = kiosk.T("problem.code_on_its_way")
	default:
		t.amount.entry.problem = kiosk.T("problem.unknown_stays")
	}
}

// park lets the open sale go while nobody knows whether it was paid. It stays
// polled and counted in the status bar. Whoever parks an answer that does not
// fit has seen it: its card comes when it is due again, not over the next sale.
func (t *Till) park(p *payments.Item) {
	t.book.Abandon(kiosk.AbandonParked)
	if t.book.Alarming(p) {
		t.snooze(p)
	}
}

func (s *saleScreen) card(t *Till) kiosk.AmountCard {
	c := kiosk.AmountCard{Label: kiosk.T("amount.armed"), Text: t.yuan(t.book.Sale().Amount), Since: t.WallOf(t.book.SaleOpenedSteady())}
	if t.book.FaceTooMuch() {
		c.Label = kiosk.T("amount.armed.no_face")
	}
	if !t.settings.Capabilities.Code {
		c.Label = kiosk.T("amount.due") // no code is waited for
	}
	if p := t.book.Current(); p != nil && !p.State.Final() {
		c.Label, c.Since = cardLabel(p), t.WallOf(p.SentSteady)
	} else if p != nil {
		c.Label = kiosk.T("amount.failed") // as the panel says
	}
	return c
}

// cardLabels tell in a few words what a payment waits for, by what it is paid with
// and how far it is. They are written out because every step draws one.
var cardLabels = [...][4]string{
	{"amount.qr_waiting", "amount.qr_unknown", "amount.qr_created", "amount.qr_confirming"},
	{"amount.face_waiting", "amount.face_unknown", "amount.face_created", "amount.face_confirming"},
	{"amount.code_waiting", "amount.code_unknown", "amount.code_created", "amount.code_confirming"},
	{"amount.mini_waiting", "amount.mini_unknown", "amount.mini_created", "amount.mini_confirming"},
}

// cardLabel says in a few words what p waits for.
func cardLabel(p *payments.Item) kiosk.Text {
	what, state := 0, 0
	switch {
	case p.Face:
		what = 1
	case p.Rail == kiosk.RailCode:
		what = 2
	case p.Rail == kiosk.RailMini && p.Wallet == kiosk.WalletUnknown:
		what = 3
	}
	switch {
	case p.State == kiosk.StateUnknown:
		state = 1
	case p.State == kiosk.StateCreated && !p.LinkShown():
		state = 2
	case p.Confirming:
		state = 3
	}
	return kiosk.T(cardLabels[what][state], "wallet", walletWord(p.Wallet))
}

func (*saleScreen) customer(t *Till) kiosk.CustomerScreen {
	s := kiosk.CustomerScreen{Kind: kiosk.CustomerShowCode, Amount: t.yuan(t.book.Sale().Amount), Title: kiosk.T("stage.show.title"), Detail: kiosk.T("stage.show.detail")}
	p := t.book.Current()
	if p == nil {
		if t.book.FaceTooMuch() {
			s.Title, s.Detail = kiosk.T("stage.show.no_face"), kiosk.T("stage.face_limit", "max", t.settings.Capabilities.FaceMax.Grouped())
		}
		return s
	}
	s.Wallet = p.Wallet
	switch {
	case p.State == kiosk.StateUnknown && (p.Incident != "" || !t.book.Queryable(p)), p.State.Final() && t.book.OtherMayBePaid(p):
		s.Kind, s.Title, s.Detail = kiosk.CustomerAskHelp, kiosk.T("stage.ask.title"), kiosk.T("stage.ask.detail")
	case p.State == kiosk.StateUnknown, p.Note == kiosk.ReasonNotified && p.State.Final():
		s.Kind, s.Title, s.Detail = kiosk.CustomerUnsure, kiosk.T("stage.unsure.title"), kiosk.T("stage.unsure.detail")
	case p.State.Final() && p.Rail != kiosk.RailCode && p.QR == "":
		// The customer saw no QR, so nothing of theirs failed.
		s.Kind, s.Wallet, s.Title, s.Detail = kiosk.CustomerAmount, "", kiosk.T("stage.due"), kiosk.T("stage.wait_cashier")
	case p.State.Final():
		s.Kind, s.Title, s.Detail = kiosk.CustomerFailed, kiosk.T("stage.failed.title"), kiosk.T("stage.failed.detail")
	case p.Rail == kiosk.RailCode && p.State == kiosk.StateCreated:
		s.Kind, s.Title, s.Detail = kiosk.CustomerConfirm, kiosk.T("stage.sending.title"), kiosk.T(byFace(&p.Payment, "stage.sending.face", "stage.sending.detail"))
	case p.Rail == kiosk.RailCode:
		s.Kind, s.Title, s.Detail = kiosk.CustomerConfirm, kiosk.T(byFace(&p.Payment, "stage.confirm.face", "stage.confirm.title")), kiosk.T(byFace(&p.Payment, "stage.confirm.face_once", "stage.confirm.detail"))
	case p.State == kiosk.StateCreated && !p.LinkShown():
		s.Kind, s.Title, s.Detail = kiosk.CustomerOpening, kiosk.T("stage.opening.title"), kiosk.T("stage.opening.detail")
	default:
		s.Kind, s.QR = kiosk.CustomerQR, p.QR
		s.Title, s.Detail = kiosk.T("stage.qr.title", "wallet", walletWord(p.Wallet)), kiosk.T("stage.qr.detail", "shop", t.settings.Shop)
		if p.Rail == kiosk.RailMini {
			s.Tone, s.Title = kiosk.ToneMini, t.miniTitle(p)
		}
		if p.Confirming {
			s.Title = kiosk.T("stage.confirm.title")
		}
		if t.book.Silent(p) {
			s.Title, s.Detail = kiosk.T("stage.slow.title"), kiosk.T("stage.slow.detail")
		}
	}
	return s
}

// miniTitle asks the customer for what the mini-program needs next.
func (t *Till) miniTitle(p *payments.Item) kiosk.Text {
	switch ws := t.settings.Capabilities.MiniWallets; {
	case p.MiniOpened():
		return kiosk.T("stage.mini.opened")
	case len(ws) == 1:
		return kiosk.T("stage.mini.title", "wallet", walletWord(ws[0]))
	}
	return kiosk.T("stage.mini.any")
}
