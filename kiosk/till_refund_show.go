package kiosk

var backButton = Button{Action: ActionBack, Key: KeyEsc, Label: T("button.back")}

// draw shows the amount card and either the keypad or a panel in its place.
func (g *refundForm) draw(t *Till, v *View) {
	p := t.book.find(g.order)
	v.Screen = ScreenRefund
	e := &RefundEntry{Title: T("refund.title"), Confirm: g.stage == refundConfirm, ByHand: g.byHand}
	v.Refund = e
	v.Amount = AmountCard{Label: T("refund.amount"), Text: Fen(0).Yuan(), Ghost: true, Problem: g.entry.problem}
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
		v.Panel = Panel{Tone: ToneFailed, Mark: MarkCross, Title: T("refund.cannot.title"), Detail: g.why, Buttons: []Button{backButton}}
		return
	}
	if left := t.book.refundable(p); left > 0 {
		e.Max = left.Grouped()
	}
	g.drawStage(t, v, p)
}

func refundDetail(id string, p *Payment) Text {
	return T(id, "wallet", walletWord(p.Wallet), "order", p.OrderNo.Tail(), "paid", p.Amount.Grouped())
}

func (g *refundForm) drawStage(t *Till, v *View, p *Item) {
	e := v.Refund
	switch g.stage {
	case refundAmount:
		e.Fixed = g.fixed(t, p)
		e.Buttons = g.buttons(t)
		switch {
		case g.byHand:
			e.Detail = refundDetail("refund.by_hand.detail", &p.Payment)
		case e.Fixed:
			e.Detail = refundDetail("refund.whole.detail", &p.Payment)
		}
		v.Amount.Corner = T("refund.max", "max", e.Max)
		v.Amount.Text, v.Amount.Ghost = g.entry.shown(), g.entry.text == ""
		if v.Amount.Ghost {
			v.Amount.Text = t.book.refundable(p).Grouped()
		}
	case refundConfirm:
		v.Amount.Text, v.Amount.Ghost = g.amount.Grouped(), false
		v.Panel = g.confirmPanel(t, p)
	case refundRecorded:
		f := t.book.findRefund(g.no)
		if f == nil {
			return
		}
		v.Amount.Text, v.Amount.Ghost = f.Amount.Grouped(), false
		v.Panel = t.refundPanel(p, f)
		v.Panel.Buttons = g.buttons(t)
	}
}

// confirmPanel is the second look.
func (g *refundForm) confirmPanel(t *Till, p *Item) Panel {
	id := "refund.confirm"
	if g.byHand {
		id = "refund.confirm_by_hand"
	}
	return Panel{
		Tone: ToneUnsure, Mark: MarkQuestion, Buttons: g.buttons(t), Timeline: t.timelineOf(p),
		Title:  T(id+".title", "amount", g.amount.Grouped()),
		Detail: T(id+".detail", "paid", p.Amount.Grouped(), "wallet", walletWord(p.Wallet), "order", p.OrderNo.Tail()),
	}
}

// buttons are what can be done on the refund's screen.
func (g *refundForm) buttons(t *Till) []Button {
	p := t.book.find(g.order)
	if p == nil {
		return []Button{backButton}
	}
	switch g.stage {
	case refundAmount:
		return []Button{{Action: ActionConfirm, Key: KeyEnter, Label: T("button.refund_on"), Main: true}, backButton}
	case refundConfirm:
		label := T("button.refund_confirm")
		if g.byHand {
			label = T("button.refund_by_hand_confirm")
		}
		return []Button{{Action: ActionConfirm, Key: KeyEnter, Label: label, Main: true}, backButton}
	case refundRecorded:
		bs := t.undecidedButtons(p)
		if f := t.book.findRefund(g.no); f != nil && f.State == RefundRefused && t.book.refundable(p) > 0 {
			bs = append(bs, Button{Action: ActionRefundByHand, Key: KeyF6, Label: T("button.refund_by_hand")})
		}
		return append(bs, backButton)
	}
	return []Button{backButton}
}

// undecidedButtons are what can be done about p's undecided refund anywhere.
func (t *Till) undecidedButtons(p *Item) []Button {
	var bs []Button
	f := t.book.undecided(p.OrderNo)
	if f == nil {
		return nil
	}
	if t.book.followable(p, f) {
		bs = append(bs, Button{Action: ActionAskAgain, Key: KeyF5, Label: T("button.ask_again")})
	}
	if f.State == RefundUnknown {
		bs = append(bs, Button{Action: ActionManager, Key: KeyF7, Label: T("button.manager")})
	}
	return bs
}

// refundPanel tells what became of f, without buttons.
func (t *Till) refundPanel(p *Item, f *RefundItem) Panel {
	v := Panel{Amount: f.Amount.Grouped(), Timeline: t.timelineOf(p)}
	switch f.State {
	case RefundAsked:
		v.Tone, v.Mark, v.Title, v.Detail = TonePlain, MarkSpinner, T("refund.asked.title"), T("refund.asked.detail")
		if f.Note == ReasonRefundPending {
			v.Title, v.Detail = T("refund.pending.title"), T("refund.pending.detail")
		}
	case RefundUnknown:
		v.Tone, v.Mark, v.Title, v.Detail = ToneUnsure, MarkQuestion, T("refund.unknown.title"), t.refundDoubt(p, f)
	case RefundDone:
		v.Tone, v.Mark = TonePaid, MarkTick
		v.Title, v.Detail = T("refund.done.title", "amount", f.Amount.Grouped()), T("refund.done.detail")
		if f.ByHand {
			v.Detail = T("refund.done.by_hand")
		}
	case RefundRefused:
		v.Tone, v.Mark, v.Title, v.Detail = ToneFailed, MarkCross, T("refund.refused.title"), refusedWhy(f)
	}
	return v
}

// refundDoubt says why f's outcome is not known and what not to do.
func (t *Till) refundDoubt(p *Item, f *RefundItem) Text {
	switch {
	case f.Note.misfit():
		return T("refund.misfit." + string(f.Note))
	case !t.book.followable(p, f) && f.Note == ReasonRefundPending:
		return T("refund.unknown.accepted")
	case !t.book.followable(p, f):
		return T("refund.unknown.no_query")
	case f.Note == ReasonExpired:
		return T("refund.unknown.expired")
	}
	return T("refund.unknown.asking")
}

// refusedWhy is why nothing went back.
func refusedWhy(f *RefundItem) Text {
	switch reason, particulars := f.Note.Parse(); reason {
	case ReasonNotSent:
		return T("refund.refused.not_sent")
	case ReasonManager:
		return T("refund.refused.manager")
	case ReasonGateway:
		return T("refund.refused.reason", "reason", particulars)
	}
	return T("refund.refused.detail")
}
