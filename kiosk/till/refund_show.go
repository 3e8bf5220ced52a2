package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// draw shows the amount card and either the keypad or a panel in its place.
func (g *refundForm) draw(t *Till, v *kiosk.View) {
	p := t.book.Find(g.order)
	v.Screen = kiosk.ScreenRefund
	e := &kiosk.RefundEntry{Title: kiosk.T("refund.title"), Confirm: g.stage == refundConfirm, ByHand: g.byHand}
	v.Refund = e
	v.Amount = kiosk.AmountCard{Label: kiosk.T("refund.amount"), Text: kiosk.Fen(0).Yuan(), Ghost: true, Problem: g.entry.problem}
	about := g.found
	if p != nil {
		about = &p.Payment
	}
	if about != nil {
		e.Order, e.Wallet, e.Paid = about.OrderNo.Tail(), about.Wallet, about.Amount.Grouped()
		e.Detail = refundDetail("refund.detail", about)
		if about.Refunded > 0 {
			e.Refunded = about.Refunded.Grouped()
		}
	}
	if p == nil || g.stage == refundRefused {
		v.Panel = kiosk.Panel{Tone: kiosk.ToneFailed, Mark: kiosk.MarkCross, Title: kiosk.T("refund.cannot.title"), Detail: g.why, Buttons: []kiosk.Button{backButton}}
		return
	}
	if left := t.book.Refundable(p); left > 0 {
		e.Max = left.Grouped()
	}
	g.drawStage(t, v, p)
}

func refundDetail(id string, p *kiosk.Payment) kiosk.Text {
	return kiosk.T(id, "wallet", walletWord(p.Wallet), "order", p.OrderNo.Tail(), "paid", p.Amount.Grouped())
}

func (g *refundForm) drawStage(t *Till, v *kiosk.View, p *payments.Item) {
	e := v.Refund
	switch g.stage {
	case refundAmount:
		e.Fixed = g.fixed(t, p)
		e.Buttons = g.buttons(t)
		switch {
		case p.Rail == kiosk.RailCash:
			e.Detail = refundDetail("refund.cash.detail", &p.Payment)
		case g.byHand:
			e.Detail = refundDetail("refund.by_hand.detail", &p.Payment)
		case e.Fixed:
			e.Detail = refundDetail("refund.whole.detail", &p.Payment)
		}
		v.Amount.Corner = kiosk.T("refund.max", "max", e.Max)
		v.Amount.Text, v.Amount.Ghost = g.entry.shown(), g.entry.text == ""
		if v.Amount.Ghost {
			v.Amount.Text = t.book.Refundable(p).Grouped()
		}
	case refundConfirm:
		v.Amount.Text, v.Amount.Ghost = g.amount.Grouped(), false
		v.Panel = g.confirmPanel(t, p)
	case refundRecorded:
		f := t.book.FindRefund(g.no)
		if f == nil {
			return
		}
		v.Amount.Text, v.Amount.Ghost = f.Amount.Grouped(), false
		if f.State == kiosk.RefundDone {
			v.Amount.Label = kiosk.T("refund.amount.done")
		}
		v.Panel = t.refundPanel(p, f)
		v.Panel.Buttons = g.buttons(t)
	}
}

// confirmPanel asks once more.
func (g *refundForm) confirmPanel(t *Till, p *payments.Item) kiosk.Panel {
	id := "refund.confirm"
	switch {
	case p.Rail == kiosk.RailCash:
		id = "refund.confirm_cash"
	case g.byHand:
		id = "refund.confirm_by_hand"
	}
	return kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Buttons: g.buttons(t), Timeline: t.timelineOf(p),
		Title:  kiosk.T(id+".title", "amount", g.amount.Grouped()),
		Detail: kiosk.T(id+".detail", "paid", p.Amount.Grouped(), "wallet", walletWord(p.Wallet), "order", p.OrderNo.Tail()),
	}
}

// buttons of the refund's screen.
func (g *refundForm) buttons(t *Till) []kiosk.Button {
	var bs []kiosk.Button
	back := backButton
	on := func(label string) kiosk.Button {
		return kiosk.Button{Action: kiosk.ActionConfirm, Key: kiosk.KeyEnter, Label: kiosk.T(label), Main: true}
	}
	if g.stage == refundConfirm {
		bs = g.reasonButtons()
		on = func(label string) kiosk.Button {
			return kiosk.Button{Action: kiosk.ActionConfirm, Key: kiosk.KeyEnter, Label: kiosk.T(label), Main: true, Group: 1}
		}
		back.Group = 1
	}
	switch p := t.book.Find(g.order); {
	case p == nil:
	case g.stage == refundAmount:
		bs = append(bs, on("button.refund_on"))
	case g.stage == refundConfirm && g.byHand:
		bs = append(bs, on("button.refund_by_hand_confirm"))
	case g.stage == refundConfirm:
		bs = append(bs, on("button.refund_confirm"))
	case g.stage == refundRecorded:
		bs = t.undecidedButtons(p)
		switch f := t.book.FindRefund(g.no); {
		case f == nil:
		case f.State == kiosk.RefundRefused && t.book.Refundable(p) > 0:
			bs = append(bs, byHandButton)
		case len(bs) == 0 && f.State == kiosk.RefundDone && t.settings.Receipts == kiosk.ReceiptsAsk:
			bs = append(bs, printSlipButton)
		}
	}
	return append(bs, back)
}

// reasonButtons offer the reasons; the chosen one has a colour.
func (g *refundForm) reasonButtons() (bs []kiosk.Button) {
	for i, r := range kiosk.RefundReasons {
		b := kiosk.Button{Action: reasonAction(r), Key: evidenceKeys[i], Label: r.Text()}
		if r == g.reason {
			b.Tone = kiosk.TonePaid
		}
		bs = append(bs, b)
	}
	return bs
}

// undecidedButtons are those for p's undecided refund on any screen.
func (t *Till) undecidedButtons(p *payments.Item) []kiosk.Button {
	var bs []kiosk.Button
	f := t.book.Undecided(p.OrderNo)
	if f == nil {
		return nil
	}
	if t.book.RefundQueryable(p, f) {
		bs = append(bs, askAgainButton)
	}
	if f.State == kiosk.RefundUnknown {
		bs = append(bs, managerButton)
	}
	return bs
}

// refundPanel is the panel of f's outcome, without buttons.
func (t *Till) refundPanel(p *payments.Item, f *payments.RefundItem) kiosk.Panel {
	v := kiosk.Panel{Amount: f.Amount.Grouped(), Timeline: t.timelineOf(p)}
	switch f.State {
	case kiosk.RefundAsked:
		v.Tone, v.Mark, v.Title, v.Detail = kiosk.TonePlain, kiosk.MarkSpinner, kiosk.T("refund.asked.title"), kiosk.T("refund.asked.detail")
		if f.Note == kiosk.ReasonRefundPending {
			v.Title, v.Detail = kiosk.T("refund.pending.title"), kiosk.T("refund.pending.detail")
		}
	case kiosk.RefundUnknown:
		v.Tone, v.Mark, v.Title, v.Detail = kiosk.ToneUnsure, kiosk.MarkQuestion, kiosk.T("refund.unknown.title"), t.refundUnknownText(p, f)
	case kiosk.RefundDone:
		v.Tone, v.Mark = kiosk.TonePaid, kiosk.MarkTick
		v.Title, v.Detail = kiosk.T("refund.done.title", "amount", f.Amount.Grouped()), kiosk.T("refund.done.detail")
		if f.ByHand {
			v.Detail = kiosk.T("refund.done.by_hand")
		}
	case kiosk.RefundRefused:
		v.Tone, v.Mark, v.Title, v.Detail = kiosk.ToneFailed, kiosk.MarkCross, kiosk.T("refund.refused.title"), refusedWhy(f)
	}
	return v
}

// refundUnknownText is the reason that f's outcome is not known, with what not to do.
func (t *Till) refundUnknownText(p *payments.Item, f *payments.RefundItem) kiosk.Text {
	reason, words := f.Note.Parse()
	switch {
	case f.Note.Misfit():
		return kiosk.T("refund.misfit." + string(f.Note))
	case f.Stuck() && reason == kiosk.ReasonGateway:
		return kiosk.T("refund.unknown.stuck", "reason", words)
	case !t.book.RefundQueryable(p, f) && f.Note == kiosk.ReasonRefundPending:
		return kiosk.T("refund.unknown.accepted")
	case !t.book.RefundQueryable(p, f):
		return kiosk.T("refund.unknown.no_query")
	case f.Note == kiosk.ReasonExpired:
		return kiosk.T("refund.unknown.expired")
	}
	return kiosk.T("refund.unknown.asking")
}

// refusedWhy is the reason for which nothing went back.
func refusedWhy(f *payments.RefundItem) kiosk.Text {
	switch reason, particulars := f.Note.Parse(); reason {
	case kiosk.ReasonNotSent:
		return kiosk.T("refund.refused.not_sent")
	case kiosk.ReasonManager:
		return kiosk.T("refund.refused.manager")
	case kiosk.ReasonGateway:
		return kiosk.T("refund.refused.reason", "reason", particulars)
	}
	return kiosk.T("refund.refused.detail")
}
