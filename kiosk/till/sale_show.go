package till

import (
	"slices"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

func (s *saleScreen) draw(t *Till, v *kiosk.View) { v.Screen, v.Panel = kiosk.ScreenPanel, s.panel(t) }

// panel tells the cashier what the sale waits for.
func (s *saleScreen) panel(t *Till) (v kiosk.Panel) {
	p := t.book.Current()
	switch {
	case p == nil:
		v = kiosk.Panel{Tone: kiosk.TonePlain, Mark: kiosk.MarkScan, Title: kiosk.T("panel.armed.title"), Detail: t.armedDetail()}
		if t.book.FaceTooMuch() {
			v.Title = kiosk.T("panel.armed.no_face")
		}
	case p.State == kiosk.StateUnknown:
		return t.unknownPanel(p)
	case p.State.Final():
		v = kiosk.Panel{Tone: kiosk.ToneFailed, Mark: kiosk.MarkCross, Title: kiosk.T("panel.failed.title"), Detail: failReason(p)}
		if p.Note != kiosk.ReasonEnteredAgain && t.book.OtherMayBePaid(p) {
			v.Tone, v.Mark, v.Detail = kiosk.ToneUnsure, kiosk.MarkQuestion, kiosk.T("fail.other_open")
		}
	case p.Rail == kiosk.RailCode && p.State == kiosk.StateCreated:
		v = kiosk.Panel{Tone: kiosk.TonePlain, Mark: kiosk.MarkSpinner, Title: kiosk.T(byFace(&p.Payment, "panel.sending.face", "panel.sending.title")), Detail: kiosk.T(byFace(&p.Payment, "panel.once.face", "panel.once.detail"))}
	case p.Rail == kiosk.RailCode:
		v = kiosk.Panel{Tone: kiosk.TonePlain, Mark: kiosk.MarkSpinner, Title: kiosk.T(byFace(&p.Payment, "panel.confirm.face", "panel.confirm.title")), Detail: kiosk.T(byFace(&p.Payment, "panel.once.face", "panel.once.detail"))}
	case p.LinkShown() && p.MiniOpened():
		v = kiosk.Panel{Tone: kiosk.ToneMini, Mark: kiosk.MarkSpinner, Title: kiosk.T("panel.mini.opened"), Detail: t.scanToo()}
	case p.LinkShown():
		v = kiosk.Panel{Tone: kiosk.ToneMini, Mark: kiosk.MarkSpinner, Title: kiosk.T("panel.mini.title"), Detail: t.scanToo()}
	case p.State == kiosk.StateCreated:
		v = kiosk.Panel{Tone: kiosk.TonePlain, Mark: kiosk.MarkSpinner, Title: kiosk.T("panel.opening.title"), Detail: t.scanToo()}
	case p.Confirming:
		v = kiosk.Panel{Tone: kiosk.TonePlain, Mark: kiosk.MarkSpinner, Title: kiosk.T("panel.scanned.title"), Detail: kiosk.T("panel.scanned.detail")}
	default:
		v = t.waitingPanel(p)
	}
	if p != nil && p.State == kiosk.StateWaiting && t.book.Silent(p) {
		v.Tone, v.Mark = kiosk.ToneUnsure, kiosk.MarkSpinner
		v.Title, v.Detail = kiosk.T("panel.slow.title"), t.faultDetail(p)
	}
	v.Timeline, v.Buttons = s.timeline, s.panelButtons(t)
	return v
}

// byFace is the text's key of a code that came from a face terminal, or of one that was scanned.
func byFace(p *kiosk.Payment, face, code string) string {
	if p.Face {
		return face
	}
	return code
}

// offer is the state that the buttons of an open sale's panel depend on, beside
// the settings.
type offer struct {
	none    bool            // a code is on its way: nothing can be done about it
	stalled bool            // a QR waits and the gateway is silent
	ask     bool            // the gateway can be asked about that one
	code    bool            // a code waits for its customer
	shown   payments.Method // the QR on show, zero without one
	manager bool            // only a manager can say what became of it
}

// panelButtons are cached until what they depend on changes.
func (s *saleScreen) panelButtons(t *Till) []kiosk.Button {
	var o offer
	if code := t.book.PendingCode(); code != nil {
		o.none, o.code = code.State != kiosk.StateWaiting, true
	}
	if p := t.book.ShownQR(); p != nil {
		o.shown = payments.Method{Rail: p.Rail, Wallet: p.Wallet}
	}
	o.manager = t.book.UnqueryableQR() != nil
	if p := t.book.Stalled(); p != nil {
		o.stalled, o.ask = true, t.book.Queryable(p)
	}
	if b := &s.buttons; o != b.of || !b.made {
		b.of, b.as, b.made = o, slices.Clip(t.offers(o)), true
	}
	return s.buttons.as
}

func (t *Till) offers(o offer) []kiosk.Button {
	if o.none {
		return nil
	}
	var bs []kiosk.Button
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
		bs = append(bs, managerButton)
	}
	return append(bs, kiosk.Button{Action: kiosk.ActionCancel, Key: kiosk.KeyEsc, Label: kiosk.T("button.cancel")})
}

// waitingPanel is for a QR that nobody has scanned, as far as is known.
func (t *Till) waitingPanel(p *payments.Item) kiosk.Panel {
	v := kiosk.Panel{Tone: kiosk.TonePlain, Mark: kiosk.MarkSpinner, Title: kiosk.T("panel.qr.title"), Detail: t.scanToo()}
	switch {
	case p.Rail == kiosk.RailMini && t.settings.Capabilities.Mini == kiosk.MiniParams:
		v.Tone, v.Title = kiosk.ToneMini, kiosk.T("panel.mini.opened")
	case p.Rail == kiosk.RailMini:
		v.Tone, v.Title = kiosk.ToneMini, kiosk.T("panel.mini.title")
	}
	if t.book.Unqueryable(p) {
		v.Detail = t.proofText()
	}
	return v
}

// proofText is the proof needed of a payment that the gateway cannot be asked about.
func (t *Till) proofText() kiosk.Text {
	if t.settings.Capabilities.Notifications {
		return kiosk.T("panel.proof.notice")
	}
	return kiosk.T("panel.proof.manager")
}

func (t *Till) scanToo() kiosk.Text {
	if t.settings.Capabilities.Code {
		return kiosk.T("panel.scan_too")
	}
	return kiosk.T("panel.qr.detail")
}

// switches put the QRs on show that a sale can have. Each has its button with
// both labels, made once because every step draws them.
var switches = [...]struct {
	w             payments.Method // of a mini-program the rail is enough
	show, instead kiosk.Button
}{
	{payments.ByQR(kiosk.WeChat), showButton(kiosk.ActionWeChat, kiosk.KeyF1, kiosk.ToneWeChat, "show_qr"), showButton(kiosk.ActionWeChat, kiosk.KeyF1, kiosk.ToneWeChat, "switch_qr")},
	{payments.ByQR(kiosk.Alipay), showButton(kiosk.ActionAlipay, kiosk.KeyF2, kiosk.ToneAlipay, "show_qr"), showButton(kiosk.ActionAlipay, kiosk.KeyF2, kiosk.ToneAlipay, "switch_qr")},
	{payments.Method{Rail: kiosk.RailMini}, showButton(kiosk.ActionMini, kiosk.KeyF3, kiosk.ToneMini, "show_qr"), showButton(kiosk.ActionMini, kiosk.KeyF3, kiosk.ToneMini, "switch_qr")},
}

// showButton is a button that puts a QR on show; an action is called as its
// wallet is.
func showButton(a kiosk.Action, k kiosk.Key, tone kiosk.Tone, label string) kiosk.Button {
	return kiosk.Button{Action: a, Key: k, Tone: tone, Label: kiosk.T("button."+label, "wallet", "@wallet."+string(a))}
}

// switchButtons offer the other QR.
func (t *Till) switchButtons() []kiosk.Button {
	var bs []kiosk.Button
	shown := t.book.ShownQR()
	for i := range switches {
		k := &switches[i]
		if !t.book.CanShow(k.w) || shown != nil && k.w.Of(shown) {
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
func (t *Till) unknownPanel(p *payments.Item) kiosk.Panel {
	v := kiosk.Panel{Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T("panel.unknown.title"), Detail: t.unknownDetail(p), Timeline: t.sale.timeline}
	if p.Incident != "" {
		v.Title, v.Detail = kiosk.T("panel.incident.title"), kiosk.T("panel."+string(p.Incident)+".detail")
	}
	v.Buttons = t.unknownButtons(p)
	v.Buttons = slices.Insert(v.Buttons, len(v.Buttons)-1, parkButton)
	return v
}

// unknownDetail is the reason that the outcome is not known, with what not to do.
func (t *Till) unknownDetail(p *payments.Item) kiosk.Text {
	switch {
	case !t.book.Ours(p):
		return kiosk.T("panel.unknown.other_gateway", "gateway", p.Provider)
	case t.book.Unqueryable(p) && t.settings.Capabilities.Notifications:
		return kiosk.T("panel.proof.notice")
	case !t.book.Queryable(p):
		return kiosk.T("panel.unknown.no_query")
	case !t.book.GatewayStatusOf(p).Since.IsZero() || t.book.Silent(p):
		return t.faultDetail(p)
	}
	return kiosk.T("panel.unknown.asking")
}

// unknownButtons are those for an unknown payment on any screen.
func (t *Till) unknownButtons(p *payments.Item) []kiosk.Button {
	var bs []kiosk.Button
	if t.book.Queryable(p) {
		bs = append(bs, askAgainButton)
	}
	return append(bs, managerButton)
}

// failReason is the reason for which a payment of the open sale came to nothing.
func failReason(p *payments.Item) kiosk.Text {
	switch reason, particulars := p.Note.Parse(); reason {
	case kiosk.ReasonManager:
		return kiosk.T("fail.manager")
	case kiosk.ReasonNotSent:
		return kiosk.T("fail.not_sent")
	case kiosk.ReasonNeverShown:
		return kiosk.T("fail.no_qr")
	case kiosk.ReasonNotified:
		return kiosk.T("fail.noticed")
	case kiosk.ReasonEnteredAgain:
		return kiosk.T("problem.order_used")
	case kiosk.ReasonOtherAmount:
		return kiosk.T("fail.other_amount", "theirs", particulars, "amount", p.Amount.Yuan())
	case kiosk.ReasonGateway:
		return faceReason(p, particulars)
	}
	return kiosk.T("fail.refused")
}
