package kiosk

import "slices"

// view draws the till's state into v as a plain value.
func (t *Till) view(v *View) {
	*v = View{}
	v.Screen = ScreenAmount
	v.Practice, v.NetworkDropped = t.set.Practice, t.practice.dropped
	v.Last, v.Today = t.lastShown(), t.book.totals.today
	v.Status = Status{Gateway: t.book.link.status, Scanner: t.devices.scanner, Open: t.book.openCount(), Refused: t.devices.refusedNotices}
	v.Status.Gateway.Since = t.wallOf(t.book.link.status.Since)
	v.Amount = t.amountCard()
	v.Customer = t.stage()
	v.Customer.Guide = t.guide(&v.Customer)
	v.Fault = t.gatewayFault()
	v.Warnings = t.ailingShown(v.Fault)
	v.PracticeButtons = t.practiceButtons()
	switch {
	case t.stopped != nil:
		v.Screen, v.Panel = ScreenStopped, t.stoppedPanel()
	case t.mode == modeStarting, t.book.recovery != nil:
		v.Screen, v.Panel = ScreenRecovering, Panel{Mark: MarkSpinner, Title: T("panel.settling.title"), Detail: T("panel.settling.detail")}
	case t.closeAsked():
		v.Screen, v.Panel, v.Closing = ScreenPanel, closingPanel(), true
	case t.pin != nil:
		v.Screen, v.PIN = ScreenPIN, t.pin.entry()
	case t.mode == modeRefund && t.refundForm != nil:
		t.showRefund(v)
	case t.order != nil:
		v.Screen, v.Order = ScreenOrder, t.order.entry()
	case t.mode == modeHistory:
		v.Screen = ScreenHistory
	case t.mode == modeHelp:
		v.Screen, v.Panel.Buttons = ScreenHelp, helpButtons()
	case t.mode == modeCheck:
		t.checkView(v)
	case t.mode == modeDoubts:
		t.showDoubts(v)
	case t.decidingNow() != nil && t.onAlarm() != nil:
		v.Screen, v.Panel = ScreenAlarm, t.decisionPanel(t.deciding, t.onAlarm())
		v.PracticeButtons = nil // the customer's keys are the reasons' here
	case t.onAlarm() != nil:
		v.Screen, v.Panel = ScreenAlarm, t.cardPanel(t.onAlarm())
	case t.book.counter.sale != nil:
		v.Screen, v.Panel = ScreenPanel, t.salePanel()
	case t.result != nil:
		v.Screen, v.Panel = ScreenPanel, t.resultPanel()
	default:
		v.Pay = t.payKeys()
	}
	if v.Screen == ScreenAmount || v.Screen == ScreenPanel {
		v.Amount.Problem = t.entry.problem
	}
}

// lastShown is the last sale with its time as the shop's clocks show it; the
// gateway's and the ledger's times come in zones of their own.
func (t *Till) lastShown() *LastSale {
	if t.book.totals.last == nil {
		return nil
	}
	if t.drawn.lastDrawn.of != t.book.totals.last {
		l := *t.book.totals.last
		l.At = l.At.In(t.set.Location)
		t.drawn.lastDrawn.of, t.drawn.lastDrawn.as, t.drawn.lastDrawn.clock = t.book.totals.last, &l, clock(l.At, t)
	}
	return t.drawn.lastDrawn.as
}

// lastClock is the time of day of the last sale.
func (t *Till) lastClock() string {
	t.lastShown()
	return t.drawn.lastDrawn.clock
}

// yuan is f.Grouped, which a sale wants many times over.
func (t *Till) yuan(f Fen) string {
	if t.drawn.grouped.of != f || t.drawn.grouped.as == "" {
		t.drawn.grouped.of, t.drawn.grouped.as = f, f.Grouped()
	}
	return t.drawn.grouped.as
}

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
	if t.set.Capabilities.Code || t.set.DefaultQR != "" && len(t.set.Capabilities.QR) > 0 {
		keys = append(keys, PayKey{ActionScan, KeyEnter})
	}
	return keys
}

// amountCard is the figure at the top, which never moves.
func (t *Till) amountCard() AmountCard {
	switch {
	case t.stopped != nil:
		return AmountCard{Label: T("amount.due"), Text: t.stopped.amount.Grouped(), Ghost: t.stopped.amount == 0}
	case t.book.counter.sale != nil:
		c := AmountCard{Label: T("amount.armed"), Text: t.yuan(t.book.counter.sale.Amount), Since: t.wallOf(t.book.counter.opened)}
		if !t.set.Capabilities.Code {
			c.Label = T("amount.due") // no code is waited for
		}
		if p := t.book.current(); p != nil && !p.State.Final() {
			c.Label, c.Since = t.cardLabel(p), t.wallOf(p.sentSteady)
		} else if p != nil {
			c.Label = T("amount.failed") // as the panel says
		}
		return c
	case t.result != nil:
		c := AmountCard{Label: T("amount." + string(t.result.outcome)), Text: t.yuan(t.result.sale.Amount)}
		if p := t.result.payment; p != nil {
			c.Label = T("amount.paid_with", "wallet", walletWord(p.Wallet))
		}
		if t.unheardResult() {
			c.Label = T("amount.timeout_unheard")
		}
		if t.book.totals.last != nil {
			c.Corner = T("amount.at", "time", t.lastClock())
		}
		return c
	case t.entry.text == "":
		return AmountCard{Label: T("amount.enter"), Corner: T("amount.help"), Text: t.entry.shown(), Ghost: true}
	}
	return AmountCard{Label: T("amount.due"), Corner: T("amount.clear"), Text: t.entry.shown()}
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
func (t *Till) cardLabel(p *item) Text {
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

// walletWord is a wallet's name as an argument of a sentence.
func walletWord(w Wallet) string {
	switch w {
	case WeChat:
		return "@wallet.wechat" // the usual ones cost nothing
	case Alipay:
		return "@wallet.alipay"
	}
	return w.Text().Arg()
}

// stage is the customer's side.
func (t *Till) stage() CustomerScreen {
	switch {
	case t.stopped != nil:
		s := CustomerScreen{Kind: CustomerAskHelp, Title: T("stage.ask.title"), Detail: T("stage.ask.detail")}
		if t.stopped.amount > 0 {
			s.Amount = t.stopped.amount.Grouped()
		}
		return s
	case t.book.counter.sale != nil:
		return t.saleStage()
	case t.result != nil:
		return t.resultStage()
	case t.entry.fen() > 0:
		return CustomerScreen{Kind: CustomerAmount, Amount: t.yuan(t.entry.fen()), Title: T("stage.due"), Detail: T("stage.wait_cashier")}
	}
	return CustomerScreen{Kind: CustomerAdverts, Adverts: slices.Clone(t.devices.adverts)}
}

func (t *Till) saleStage() CustomerScreen {
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
		s.Title, s.Detail = T("stage.qr.title", "wallet", walletWord(p.Wallet)), T("stage.qr.detail", "shop", t.set.Shop)
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
func (t *Till) miniTitle(p *item) Text {
	switch ws := t.set.Capabilities.MiniWallets; {
	case p.mini != nil:
		return T("stage.mini.opened")
	case len(ws) == 1:
		return T("stage.mini.title", "wallet", walletWord(ws[0]))
	}
	return T("stage.mini.any")
}

func (t *Till) resultStage() CustomerScreen {
	r := t.result
	s := CustomerScreen{Kind: CustomerFailed, Amount: t.yuan(r.sale.Amount), Title: T("stage.timeout.title"), Detail: T("stage.timeout.detail")}
	if t.unheardResult() {
		s.Kind, s.Title, s.Detail = CustomerAskHelp, T("stage.ask.title"), T("stage.ask.detail")
	}
	if r.payment != nil {
		s.Kind, s.Wallet = CustomerPaid, r.payment.Wallet
		s.Title, s.Detail = T("stage.paid.title", "wallet", walletWord(r.payment.Wallet)), T("stage.paid.detail", "shop", t.set.Shop)
	}
	return s
}

func (t *Till) practiceButtons() []Button {
	if !t.set.Practice || t.stopped != nil {
		return nil
	}
	var bs []Button
	switch p := t.book.current(); {
	case p == nil:
	case p.unopened():
		bs = append(bs, Button{Action: ActionPracticePay, Key: KeyF4, Label: T("practice.pay")})
	case p.State == StateWaiting || p.State == StateUnknown:
		bs = append(bs,
			Button{Action: ActionPracticePay, Key: KeyF4, Label: T("practice.pay")},
			Button{Action: ActionPracticeRefuse, Label: T("practice.refuse")})
	}
	if t.book.counter.sale != nil && t.set.Capabilities.Code && t.book.pendingCode() == nil && t.book.unsure() == nil && t.book.stalled() == nil {
		bs = append(bs, Button{Action: ActionPracticeCode, Key: KeyF8, Label: T("practice.code")})
	}
	drop := T("practice.drop")
	if t.practice.dropped {
		drop = T("practice.restore")
	}
	return append(bs, Button{Action: ActionPracticeDrop, Label: drop})
}

// entry is the pad as the screen may know it: dots, never digits.
func (p *pinPad) entry() *PINEntry {
	e := &PINEntry{Title: T("pin.enter"), Detail: p.about, Dots: len(p.digits), Busy: p.busy}
	switch {
	case p.setting && p.first != "":
		e.Title = T("pin.again")
	case p.setting:
		e.Title = T("pin.new")
	}
	if !p.said.IsZero() {
		e.Title = p.said // what it is for stays to be read
	}
	return e
}
