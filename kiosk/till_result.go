package kiosk

import "slices"

// resultScreen is an ended sale whose answer stays on screen until the next key.
type resultScreen struct {
	counterPage
	sale    Sale
	payment *Payment // that paid it, nil when nothing did
	outcome Outcome
	unheard bool // the gateway was silent, so nothing paid it as far as is known
}

func (r *resultScreen) act(t *Till, a Action) {
	if a == ActionBack {
		a = ActionNext
	}
	r.page.act(t, a)
}

// doubtful reports whether it is not known of the sale that it was not paid: when it
// ended, or any more because its gateway fell silent or something contradicts it.
func (r *resultScreen) doubtful(t *Till) bool {
	if r.unheard || r.payment != nil {
		return r.unheard
	}
	return slices.ContainsFunc(t.book.payments, func(p *Item) bool { return p.Sale == r.sale.ID && !t.book.saidUnpaid(p) })
}

func (r *resultScreen) card(t *Till) AmountCard {
	c := AmountCard{Label: T("amount." + string(r.outcome)), Text: t.yuan(r.sale.Amount)}
	if p := r.payment; p != nil {
		c.Label = T("amount.paid_with", "wallet", walletWord(p.Wallet))
	}
	if r.doubtful(t) {
		c.Label = T("amount.timeout_unheard")
	}
	if t.book.totals.last != nil {
		c.Corner = T("amount.at", "time", t.lastClock())
	}
	return c
}

func (r *resultScreen) customer(t *Till) CustomerScreen {
	s := CustomerScreen{Kind: CustomerFailed, Amount: t.yuan(r.sale.Amount), Title: T("stage.timeout.title"), Detail: T("stage.timeout.detail")}
	if r.doubtful(t) {
		s.Kind, s.Title, s.Detail = CustomerAskHelp, T("stage.ask.title"), T("stage.ask.detail")
	}
	if r.payment != nil {
		s.Kind, s.Wallet = CustomerPaid, r.payment.Wallet
		s.Title, s.Detail = T("stage.paid.title", "wallet", walletWord(r.payment.Wallet)), T("stage.paid.detail", "shop", t.settings.Shop)
	}
	return s
}

var nextButtons = []Button{{Action: ActionNext, Key: KeyEnter, Label: T("button.next"), Main: true}}

func (r *resultScreen) draw(t *Till, v *View) {
	v.Screen = ScreenPanel
	p := Panel{
		Tone: TonePlain, Mark: MarkCross, Title: T("panel.timeout.title"), Detail: T("panel.timeout.detail"),
		Timeline: t.sale.timeline,
		Buttons:  nextButtons,
	}
	if r.doubtful(t) {
		p.Tone, p.Mark, p.Detail = ToneUnsure, MarkQuestion, T("panel.timeout.silent")
	}
	if r.unheard {
		p.Title, p.Detail = T("panel.timeout.parked"), T("panel.timeout.unheard")
	}
	if r.payment != nil {
		p.Tone, p.Mark = TonePaid, MarkTick
		p.Title, p.Detail = T("panel.paid.title", "amount", t.yuan(r.sale.Amount)), T("panel.paid.detail")
	}
	v.Panel = p
}
