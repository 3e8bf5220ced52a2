package kiosk

import (
	"slices"
	"time"
)

func clock(at time.Time, t *Till) string { return at.In(t.set.Location).Format(time.TimeOnly) }

// salePanel tells the cashier what the open sale waits for.
func (t *Till) salePanel() Panel {
	p := t.book.current()
	var v Panel
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
	v.Timeline = t.story
	v.Buttons = t.saleButtons()
	return v
}

// offer is what the buttons of an open sale's panel depend on, beside the
// settings.
type offer struct {
	none    bool // a code is on its way: nothing can be done about it
	stalled bool // a QR waits and the gateway is silent
	ask     bool // the gateway can be asked about that one
	code    bool // a code waits for its customer
	shown   way  // the QR on show, zero without one
	manager bool // only a manager can say what became of it
}

// saleButtons are made anew when what they depend on has changed, a few times a
// sale, and not with every step.
func (t *Till) saleButtons() []Button {
	var o offer
	if code := t.book.pendingCode(); code != nil {
		o.none, o.code = code.State != StateWaiting, true
	}
	if p := t.book.shownQR(); p != nil {
		o.shown = way{p.Rail, p.Wallet}
	}
	o.manager = t.book.unproven() != nil
	if p := t.book.stalled(); p != nil {
		o.stalled, o.ask = true, t.book.queryable(p)
	}
	if s := &t.drawn.atSale; o != s.of || !s.made {
		s.of, s.as, s.made = o, slices.Clip(t.offers(o)), true
	}
	return t.drawn.atSale.as
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
func (t *Till) waitingPanel(p *item) Panel {
	v := Panel{Tone: TonePlain, Mark: MarkSpinner, Title: T("panel.qr.title"), Detail: t.scanToo()}
	switch {
	case p.Rail == RailMini && t.set.Capabilities.Mini == MiniParams:
		v.Tone, v.Title = ToneMini, T("panel.mini.opened")
	case p.Rail == RailMini:
		v.Tone, v.Title = ToneMini, T("panel.mini.title")
	}
	if t.book.unaskable(p) {
		v.Detail = t.proofText()
	}
	return v
}

// proofText says what proves a payment that the gateway cannot be asked about.
func (t *Till) proofText() Text {
	if t.set.Capabilities.Notifications {
		return T("panel.proof.notice")
	}
	return T("panel.proof.manager")
}

func (t *Till) scanToo() Text {
	if t.set.Capabilities.Code {
		return T("panel.scan_too")
	}
	return T("panel.qr.detail")
}

// switches put the QRs on show that a sale can have. Each has its button with
// both labels, made once because every step draws them.
var switches = [...]struct {
	w             way // of a mini-program the rail is enough
	show, instead Button
}{
	{byQR(WeChat), showButton(ActionWeChat, KeyF1, ToneWeChat, "show_qr"), showButton(ActionWeChat, KeyF1, ToneWeChat, "switch_qr")},
	{byQR(Alipay), showButton(ActionAlipay, KeyF2, ToneAlipay, "show_qr"), showButton(ActionAlipay, KeyF2, ToneAlipay, "switch_qr")},
	{way{rail: RailMini}, showButton(ActionMini, KeyF3, ToneMini, "show_qr"), showButton(ActionMini, KeyF3, ToneMini, "switch_qr")},
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
func (t *Till) unknownPanel(p *item) Panel {
	v := Panel{Tone: ToneUnsure, Mark: MarkQuestion, Title: T("panel.unknown.title"), Detail: t.doubtDetail(p), Timeline: t.story}
	if p.Incident != "" {
		v.Title, v.Detail = T("panel.incident.title"), T("panel."+string(p.Incident)+".detail")
	}
	v.Buttons = t.doubtButtons(p)
	v.Buttons = slices.Insert(v.Buttons, len(v.Buttons)-1, parkButton)
	return v
}

// doubtDetail says why the outcome is not known and what not to do.
func (t *Till) doubtDetail(p *item) Text {
	switch {
	case !t.book.ours(p):
		return T("panel.unknown.other_gateway", "gateway", p.Provider)
	case t.book.unaskable(p) && t.set.Capabilities.Notifications:
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

// doubtButtons are what can be done about an unknown payment anywhere.
func (t *Till) doubtButtons(p *item) []Button {
	var bs []Button
	if t.book.queryable(p) {
		bs = append(bs, askAgainButton)
	}
	return append(bs, Button{Action: ActionManager, Key: KeyF7, Label: T("button.manager")})
}

var nextButtons = []Button{{Action: ActionNext, Key: KeyEnter, Label: T("button.next"), Main: true}}

// resultPanel is the answer that stays until the next key.
func (t *Till) resultPanel() Panel {
	r := t.result
	v := Panel{
		Tone: TonePlain, Mark: MarkCross, Title: T("panel.timeout.title"), Detail: T("panel.timeout.detail"),
		Timeline: t.story,
		Buttons:  nextButtons,
	}
	if t.unheardResult() {
		v.Tone, v.Mark, v.Detail = ToneUnsure, MarkQuestion, T("panel.timeout.silent")
	}
	if r.unheard {
		v.Title, v.Detail = T("panel.timeout.parked"), T("panel.timeout.unheard")
	}
	if r.payment != nil {
		v.Tone, v.Mark = TonePaid, MarkTick
		v.Title, v.Detail = T("panel.paid.title", "amount", t.yuan(r.sale.Amount)), T("panel.paid.detail")
	}
	return v
}

// alarmPanel is the large card about money or doubt that outlived its sale.
func (t *Till) alarmPanel(p *item) Panel {
	if v, ok := t.refundAlarm(p); ok {
		return v
	}
	v := Panel{Tone: ToneUnsure, Mark: MarkQuestion, Amount: p.Amount.Grouped(), Timeline: t.alarmStory(p)}
	if p.Late {
		v.Title, v.Detail = T("alarm.late.title."+string(t.lateWhy(p))), T("alarm.late.detail")
		if p.Incident == IncidentDoubled {
			v.Title, v.Detail = T("alarm.twice.title"), T("alarm.twice.detail")
		}
		v.Buttons = []Button{
			{Action: ActionAccept, Key: acceptKey, Label: T("button.accept"), Main: true},
		}
		v.Buttons = append(v.Buttons, t.lateBackButtons(p)...)
		v.Buttons = append(v.Buttons, Button{Action: ActionLater, Key: KeyEsc, Label: T("button.later")})
		if p.Incident == IncidentDoubled || p.Note == ReasonPaidAfterAll {
			v.Buttons[0].Main, v.Buttons[1].Main = false, true
		}
		v.Detail = t.lateBackDetail(p, v.Detail)
		return v
	}
	v.Title, v.Detail = T("alarm.unknown.title"), t.doubtDetail(p)
	if p.Incident != "" {
		v.Title, v.Detail = T("panel.incident.title"), T("panel."+string(p.Incident)+".detail")
	}
	v.Buttons = append(t.doubtButtons(p), Button{Action: ActionLater, Key: KeyEsc, Label: T("button.later")})
	return v
}

// lateWhy is why p's sale had been let go when its money came.
func (t *Till) lateWhy(p *item) AbandonReason {
	if s := t.book.sales[p.Sale]; s != nil && s.AbandonReason != "" {
		return s.AbandonReason
	}
	return AbandonCancelled
}

// alarmStory is when what happened to p.
func (t *Till) alarmStory(p *item) []TimelineEntry {
	steps := []TimelineEntry{{p.CreatedAt, T("story.alarm_created", "wallet", walletWord(p.Wallet), "order", p.OrderNo.Tail())}}
	if s := t.book.sales[p.Sale]; s != nil && !s.AbandonedAt.IsZero() {
		steps = append(steps, TimelineEntry{s.AbandonedAt, T("story.left_" + string(s.AbandonReason))})
	}
	if p.Note == ReasonPaidAfterAll {
		steps = append(steps, TimelineEntry{time.Time{}, T("story.manager_unpaid")})
	}
	if !p.PaidAt.IsZero() {
		steps = append(steps, TimelineEntry{p.PaidAt, T("story.alarm_paid")})
	}
	steps = inOrder(append(steps, t.refundStory(p)...))
	for i := range steps {
		if steps[i].At.IsZero() {
			continue // nobody told when
		}
		steps[i].At = steps[i].At.In(t.set.Location)
	}
	return steps
}

// decidePanel is the manager's choice, after the PIN.
func (t *Till) decidePanel(p *item) Panel {
	return Panel{
		Tone: ToneUnsure, Mark: MarkQuestion, Amount: p.Amount.Grouped(), Timeline: t.alarmStory(p),
		Title: T("decide.title"), Detail: T("decide.detail", "order", string(p.OrderNo)),
		Buttons: []Button{
			{Action: ActionSayPaid, Key: KeyF5, Label: T("button.say_paid")},
			{Action: ActionSayUnpaid, Key: KeyF6, Label: T("button.say_unpaid")},
			{Action: ActionBack, Key: KeyEsc, Label: T("button.back")},
		},
	}
}

// stoppedPanel says why nothing can be sold, and what must not be forgotten.
func (t *Till) stoppedPanel() Panel {
	v := Panel{
		Tone: ToneFailed, Mark: MarkCross, Title: T("stopped.title"), Detail: t.stopped.text(),
		Buttons: []Button{{Action: ActionRetry, Key: KeyEnter, Label: T("button.retry"), Main: true}},
	}
	for _, p := range t.stopped.paidUnrecorded() {
		v.Amount = p.Amount.Grouped()
		v.Timeline = append(v.Timeline, TimelineEntry{time.Time{}, T("stopped.paid_unrecorded", "amount", p.Amount.Grouped(), "order", string(p.OrderNo))})
	}
	return v
}

// failReason is why a payment of the open sale came to nothing.
func failReason(p *item) Text {
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
