package till

import (
	"slices"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// resultScreen is an ended sale whose answer stays on screen until the next key.
type resultScreen struct {
	counterPage
	sale          kiosk.Sale
	payment       *kiosk.Payment // that paid it, nil when nothing did
	outcome       kiosk.Outcome
	gatewaySilent bool // so nothing paid it, as far as is known
}

func (r *resultScreen) act(t *Till, a kiosk.Action) {
	switch a {
	case kiosk.ActionBack:
		a = kiosk.ActionNext
	case kiosk.ActionPrint:
		if r.payment != nil && t.settings.Receipts == kiosk.ReceiptsAsk {
			t.Effect(kiosk.Print{Payment: *r.payment, Paper: true})
		}
		return
	}
	r.page.act(t, a)
}

// doubtful reports whether it is not known of the sale that it was not paid: when it
// ended, or any more because its gateway fell silent or something contradicts it.
func (r *resultScreen) doubtful(t *Till) bool {
	if r.gatewaySilent || r.payment != nil {
		return r.gatewaySilent
	}
	return slices.ContainsFunc(t.book.Payments(), func(p *payments.Item) bool { return p.Sale == r.sale.ID && !t.book.ReportedUnpaid(p) })
}

func (r *resultScreen) card(t *Till) kiosk.AmountCard {
	c := kiosk.AmountCard{Label: kiosk.T("amount." + string(r.outcome)), Text: t.yuan(r.sale.Amount)}
	if p := r.payment; p != nil {
		c.Label = kiosk.T("amount.paid_with", "wallet", walletWord(p.Wallet))
	}
	if r.doubtful(t) {
		c.Label = kiosk.T("amount.timeout_unheard")
	}
	if t.book.LastSale() != nil {
		c.Corner = kiosk.T("amount.at", "time", t.lastClock())
	}
	return c
}

func (r *resultScreen) customer(t *Till) kiosk.CustomerScreen {
	s := kiosk.CustomerScreen{Kind: kiosk.CustomerFailed, Amount: t.yuan(r.sale.Amount), Title: kiosk.T("stage.timeout.title"), Detail: kiosk.T("stage.timeout.detail")}
	if r.doubtful(t) {
		s.Kind, s.Title, s.Detail = kiosk.CustomerAskHelp, kiosk.T("stage.ask.title"), kiosk.T("stage.ask.detail")
	}
	if r.payment != nil {
		s.Kind, s.Wallet = kiosk.CustomerPaid, r.payment.Wallet
		s.Title, s.Detail = kiosk.T("stage.paid.title", "wallet", walletWord(r.payment.Wallet)), kiosk.T("stage.paid.detail", "shop", t.settings.Shop)
	}
	return s
}

var nextButtons = []kiosk.Button{{Action: kiosk.ActionNext, Key: kiosk.KeyEnter, Label: kiosk.T("button.next"), Main: true}}

var printButtons = append([]kiosk.Button{printButton("button.print")}, nextButtons...)

// printSlipButton prints the slip of a refund that was just done.
var printSlipButton = printButton("button.print_slip")

func printButton(label string) kiosk.Button {
	return kiosk.Button{Action: kiosk.ActionPrint, Key: kiosk.KeyF5, Label: kiosk.T(label)}
}

func (r *resultScreen) draw(t *Till, v *kiosk.View) {
	v.Screen = kiosk.ScreenPanel
	p := kiosk.Panel{
		Tone: kiosk.TonePlain, Mark: kiosk.MarkCross, Title: kiosk.T("panel.timeout.title"), Detail: kiosk.T("panel.timeout.detail"),
		Timeline: t.sale.timeline,
		Buttons:  nextButtons,
	}
	if r.doubtful(t) {
		p.Tone, p.Mark, p.Detail = kiosk.ToneUnsure, kiosk.MarkQuestion, kiosk.T("panel.timeout.silent")
	}
	if r.gatewaySilent {
		p.Title, p.Detail = kiosk.T("panel.timeout.parked"), kiosk.T("panel.timeout.unheard")
	}
	if r.payment != nil {
		p.Tone, p.Mark = kiosk.TonePaid, kiosk.MarkTick
		if t.settings.Receipts == kiosk.ReceiptsAsk {
			p.Buttons = printButtons
		}
		p.Title, p.Detail = kiosk.T("panel.paid.title", "amount", t.yuan(r.sale.Amount)), kiosk.T("panel.paid.detail")
	}
	v.Panel = p
}
