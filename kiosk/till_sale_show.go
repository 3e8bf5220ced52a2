package kiosk

import "slices"

func (s *saleScreen) draw(t *Till, v *View) { v.Screen, v.Panel = ScreenPanel, s.panel(t) }

// panel tells the cashier what the sale waits for.
func (s *saleScreen) panel(t *Till) (v Panel) {
	p := t.book.current()
	switch {
	case p == nil:
		v = Panel{Tone: TonePlain, Mark: MarkScan, Title: T("panel.armed.title"), Detail: T("panel.armed.detail")}
	case p.State == StateUnknown:
		return t.unknownPanel(p)
	case p.State.Final():
		v = Panel{Tone: ToneFailed, Mark: MarkCross, Title: T("panel.failed.title"), Detail: failReason(p)}
		if p.Note != ReasonEnteredAgain && t.book.otherUnproven(p) {
			v.Tone, v.Mark, v.Detail = ToneUnsure, MarkQuestion, T("fail.other_open")
		}
	case p.Rail == RailCode && p.State == StateCreated:
		v = Panel{Tone: TonePlain, Mark: MarkSpinner, Title: T("panel.sending.title"), Detail: T("panel.once.detail")}
	case p.Rail == RailCode:
		v = Panel{Tone: TonePlain, Mark: MarkSpinner, Title: T("panel.confirm.title"), Detail: T("panel.once.detail")}
	case p.linkShown() && p.mini != nil:
		v = Panel{Tone: ToneMini, Mark: MarkSpinner, Title: T("panel.mini.opened"), Detail: t.scanToo()}
	case p.linkShown():
		v = Panel{Tone: ToneMini, Mark: MarkSpinner, Title: T("panel.mini.title"), Detail: t.scanToo()}
	case p.State == StateCreated:
		v = Panel{Tone: TonePlain, Mark: MarkSpinner, Title: T("panel.opening.title"), Detail: t.scanToo()}
	case p.confirming:
		v = Panel{Tone: TonePlain, Mark: MarkSpinner, Title: T("panel.scanned.title"), Detail: T("panel.scanned.detail")}
	default:
		v = t.waitingPanel(p)
	}
	if p != nil && p.State == StateWaiting && t.book.silent(p) {
		v.Tone, v.Mark = ToneUnsure, MarkSpinner
		v.Title, v.Detail = T("panel.slow.title"), t.faultDetail()
	}
	v.Timeline, v.Buttons = s.timeline, s.panelButtons(t)
	return v
}

// offer is what the buttons of an open sale's panel depend on, beside the
// settings.
type offer struct {
	none    bool   // a code is on its way: nothing can be done about it
	stalled bool   // a QR waits and the gateway is silent
	ask     bool   // the gateway can be asked about that one
	code    bool   // a code waits for its customer
	shown   Method // the QR on show, zero without one
	manager bool   // only a manager can say what became of it
}

// panelButtons are made anew when what they depend on has changed.
func (s *saleScreen) panelButtons(t *Till) []Button {
	var o offer
	if code := t.book.pendingCode(); code != nil {
		o.none, o.code = code.State != StateWaiting, true
	}
	if p := t.book.shownQR(); p != nil {
		o.shown = Method{p.Rail, p.Wallet}
	}
	o.manager = t.book.unproven() != nil
	if p := t.book.stalled(); p != nil {
		o.stalled, o.ask = true, t.book.queryable(p)
	}
	if b := &s.buttons; o != b.of || !b.made {
		b.of, b.as, b.made = o, slices.Clip(t.offers(o)), true
	}
	return s.buttons.as
}

func (t *Till) offers(o offer) []Button {
	if o.none {
		return nil
	}
	var bs []Button
	switch {
	case o.stalled:
		if o.ask {
			bs = append(bs, askAgainButton)
		}
		bs = append(bs, parkButton)
	case !o.code:
		bs = t.switchButtons()
	}
	if o.manager {
		bs = append(bs, Button{Action: ActionManager, Key: KeyF7, Label: T("button.manager")})
	}
	return append(bs, Button{Action: ActionCancel, Key: KeyEsc, Label: T("button.cancel")})
}

// waitingPanel is for a QR that nobody has scanned, as far as is known.
func (t *Till) waitingPanel(p *Item) Panel {
	v := Panel{Tone: TonePlain, Mark: MarkSpinner, Title: T("panel.qr.title"), Detail: t.scanToo()}
	switch {
	case p.Rail == RailMini && t.settings.Capabilities.Mini == MiniParams:
		v.Tone, v.Title = ToneMini, T("panel.mini.opened")
	case p.Rail == RailMini:
		v.Tone, v.Title = ToneMini, T("panel.mini.title")
	}
	if t.book.unqueryable(p) {
		v.Detail = t.proofText()
	}
	return v
}

// proofText says what proves a payment that the gateway cannot be asked about.
func (t *Till) proofText() Text {
	if t.settings.Capabilities.Notifications {
		return T("panel.proof.notice")
	}
	return T("panel.proof.manager")
}

func (t *Till) scanToo() Text {
	if t.settings.Capabilities.Code {
		return T("panel.scan_too")
	}
	return T("panel.qr.detail")
}

// switches put the QRs on show that a sale can have. Each has its button with
// both labels, made once because every step draws them.
var switches = [...]struct {
	w             Method // of a mini-program the rail is enough
	show, instead Button
}{
	{byQR(WeChat), showButton(ActionWeChat, KeyF1, ToneWeChat, "show_qr"), showButton(ActionWeChat, KeyF1, ToneWeChat, "switch_qr")},
	{byQR(Alipay), showButton(ActionAlipay, KeyF2, ToneAlipay, "show_qr"), showButton(ActionAlipay, KeyF2, ToneAlipay, "switch_qr")},
	{Method{Rail: RailMini}, showButton(ActionMini, KeyF3, ToneMini, "show_qr"), showButton(ActionMini, KeyF3, ToneMini, "switch_qr")},
}

// showButton is a button that puts a QR on show; an action is called as its
// wallet is.
func showButton(a Action, k Key, tone Tone, label string) Button {
	return Button{Action: a, Key: k, Tone: tone, Label: T("button."+label, "wallet", "@wallet."+string(a))}
}

// switchButtons offer the other QR.
func (t *Till) switchButtons() []Button {
	var bs []Button
	shown := t.book.shownQR()
	for i := range switches {
		k := &switches[i]
		if !t.book.canShow(k.w) || shown != nil && k.w.of(shown) {
			continue
		}
		if shown != nil {
			bs = append(bs, k.instead)
		} else {
			bs = append(bs, k.show)
		}
	}
	return bs
}

// unknownPanel is for an open sale of which nobody knows whether it was paid.
func (t *Till) unknownPanel(p *Item) Panel {
	v := Panel{Tone: ToneUnsure, Mark: MarkQuestion, Title: T("panel.unknown.title"), Detail: t.unknownDetail(p), Timeline: t.sale.timeline}
	if p.Incident != "" {
		v.Title, v.Detail = T("panel.incident.title"), T("panel."+string(p.Incident)+".detail")
	}
	v.Buttons = t.unknownButtons(p)
	v.Buttons = slices.Insert(v.Buttons, len(v.Buttons)-1, parkButton)
	return v
}

// unknownDetail says why the outcome is not known and what not to do.
func (t *Till) unknownDetail(p *Item) Text {
	switch {
	case !t.book.ours(p):
		return T("panel.unknown.other_gateway", "gateway", p.Provider)
	case t.book.unqueryable(p) && t.settings.Capabilities.Notifications:
		return T("panel.proof.notice")
	case !t.book.queryable(p):
		return T("panel.unknown.no_query")
	case t.book.gatewayTroubled() || t.book.silent(p):
		return t.faultDetail()
	}
	return T("panel.unknown.asking")
}

// acceptKey counts late money as paid. It is no key of any other panel: who has
// pressed "ask again" or opened the check a moment too late accepts nothing.
const acceptKey = KeyF4

var (
	askAgainButton = Button{Action: ActionAskAgain, Key: KeyF5, Label: T("button.ask_again")}
	parkButton     = Button{Action: ActionPark, Key: KeyF6, Label: T("button.park")}
)

// unknownButtons are what can be done about an unknown payment anywhere.
func (t *Till) unknownButtons(p *Item) []Button {
	var bs []Button
	if t.book.queryable(p) {
		bs = append(bs, askAgainButton)
	}
	return append(bs, Button{Action: ActionManager, Key: KeyF7, Label: T("button.manager")})
}

// failReason is why a payment of the open sale came to nothing.
func failReason(p *Item) Text {
	switch reason, particulars := p.Note.Parse(); reason {
	case ReasonManager:
		return T("fail.manager")
	case ReasonNotSent:
		return T("fail.not_sent")
	case ReasonNeverShown:
		return T("fail.no_qr")
	case ReasonNotified:
		return T("fail.noticed")
	case ReasonEnteredAgain:
		return T("problem.order_used")
	case ReasonOtherAmount:
		return T("fail.other_amount", "theirs", particulars, "amount", p.Amount.Yuan())
	case ReasonGateway:
		return T("fail.reason", "reason", particulars)
	}
	return T("fail.refused")
}
