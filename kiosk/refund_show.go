package kiosk

import (
	"slices"
	"time"
)

var backButton = Button{Action: ActionBack, Key: KeyEsc, Label: T("button.back")}

// showRefund draws the refund's screen: the amount card and either the keypad or
// a panel in its place.
func (t *Till) showRefund(v *View) {
	g, p := t.refundForm, t.givingOf()
	v.Screen = ScreenRefund
	e := &RefundEntry{Title: T("refund.title"), Confirm: g.stage == givingConfirm, ByHand: g.byHand}
	v.Refund = e
	v.Amount = AmountCard{Label: T("refund.amount"), Text: Fen(0).Yuan(), Ghost: true, Problem: g.entry.problem}
	about := g.found
	if p != nil {
		about = &p.Payment
	}
	if about != nil {
		e.Order, e.Wallet, e.Paid = about.OrderNo.Tail(), about.Wallet, about.Amount.Grouped()
		e.Detail = T("refund.detail", "wallet", walletWord(about.Wallet), "order", about.OrderNo.Tail(), "paid", about.Amount.Grouped())
		if about.Refunded > 0 {
			e.Refunded = about.Refunded.Grouped()
		}
	}
	if p == nil || g.stage == givingNothing {
		v.Panel = Panel{Tone: ToneFailed, Mark: MarkCross, Title: T("refund.cannot.title"), Detail: g.told, Buttons: []Button{backButton}}
		return
	}
	t.showGiving(v, e, p)
}

func (t *Till) showGiving(v *View, e *RefundEntry, p *item) {
	g := t.refundForm
	if left := t.book.refundable(p); left > 0 {
		e.Max = left.Grouped()
	}
	switch g.stage {
	case givingAmount:
		e.Fixed = t.fixedRefund(p)
		e.Buttons = t.refundButtons()
		switch {
		case g.byHand:
			e.Detail = T("refund.by_hand.detail", "wallet", walletWord(p.Wallet), "order", p.OrderNo.Tail(), "paid", p.Amount.Grouped())
		case e.Fixed:
			e.Detail = T("refund.whole.detail", "wallet", walletWord(p.Wallet), "order", p.OrderNo.Tail(), "paid", p.Amount.Grouped())
		}
		v.Amount.Corner = T("refund.max", "max", e.Max)
		v.Amount.Text, v.Amount.Ghost = g.entry.shown(), g.entry.text == ""
		if v.Amount.Ghost {
			v.Amount.Text = t.book.refundable(p).Grouped()
		}
	case givingConfirm:
		v.Amount.Text, v.Amount.Ghost = g.amount.Grouped(), false
		v.Panel = t.confirmPanel(p)
	case givingDone:
		f := t.book.findRefund(g.no)
		if f == nil {
			return
		}
		v.Amount.Text, v.Amount.Ghost = f.Amount.Grouped(), false
		v.Panel = t.refundPanel(p, f)
		v.Panel.Buttons = t.refundButtons()
	}
}

// confirmPanel is the second look.
func (t *Till) confirmPanel(p *item) Panel {
	amount, wallet := t.refundForm.amount.Grouped(), walletWord(p.Wallet)
	v := Panel{
		Tone: ToneUnsure, Mark: MarkQuestion, Buttons: t.refundButtons(), Timeline: t.alarmStory(p),
		Title:  T("refund.confirm.title", "amount", amount),
		Detail: T("refund.confirm.detail", "paid", p.Amount.Grouped(), "wallet", wallet, "order", p.OrderNo.Tail()),
	}
	if t.refundForm.byHand {
		v.Title = T("refund.confirm_by_hand.title", "amount", amount)
		v.Detail = T("refund.confirm_by_hand.detail", "paid", p.Amount.Grouped(), "wallet", wallet, "order", p.OrderNo.Tail())
	}
	return v
}

// refundButtons are what can be done on the refund's screen.
func (t *Till) refundButtons() []Button {
	g, p := t.refundForm, t.givingOf()
	if g == nil || p == nil {
		return []Button{backButton}
	}
	switch g.stage {
	case givingAmount:
		return []Button{{Action: ActionConfirm, Key: KeyEnter, Label: T("button.refund_on"), Main: true}, backButton}
	case givingConfirm:
		label := T("button.refund_confirm")
		if g.byHand {
			label = T("button.refund_by_hand_confirm")
		}
		return []Button{{Action: ActionConfirm, Key: KeyEnter, Label: label, Main: true}, backButton}
	case givingDone:
		bs := t.undecidedButtons(p)
		if f := t.book.findRefund(g.no); f != nil && f.State == RefundRefused && t.book.refundable(p) > 0 {
			bs = append(bs, Button{Action: ActionRefundByHand, Key: KeyF6, Label: T("button.refund_by_hand")})
		}
		return append(bs, backButton)
	}
	return []Button{backButton}
}

// undecidedButtons are what can be done about p's undecided refund anywhere.
func (t *Till) undecidedButtons(p *item) []Button {
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
func (t *Till) refundPanel(p *item, f *trackedRefund) Panel {
	v := Panel{Amount: f.Amount.Grouped(), Timeline: t.alarmStory(p)}
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
func (t *Till) refundDoubt(p *item, f *trackedRefund) Text {
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
func refusedWhy(f *trackedRefund) Text {
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

// refundAlarm is the card of a payment that needs people because of a refund.
func (t *Till) refundAlarm(p *item) (Panel, bool) {
	later := Button{Action: ActionLater, Key: KeyEsc, Label: T("button.later")}
	if f := t.book.undecided(p.OrderNo); f != nil {
		v := t.refundPanel(p, f)
		v.Buttons = append(t.undecidedButtons(p), later)
		return v, true
	}
	if p.Incident == IncidentRefunded {
		return Panel{
			Tone: ToneUnsure, Mark: MarkQuestion, Amount: p.Refunded.Grouped(), Timeline: t.alarmStory(p),
			Title: T("alarm.refunded_after_all.title"), Detail: T("alarm.refunded_after_all.detail", "order", string(p.OrderNo), "paid", p.Amount.Grouped()),
			Buttons: []Button{{Action: ActionAccept, Key: acceptKey, Label: T("button.seen"), Main: true}, later},
		}, true
	}
	return Panel{}, false
}

// lateBackButtons are the ways to give late money back.
func (t *Till) lateBackButtons(p *item) []Button {
	byHand := Button{Action: ActionRefundByHand, Key: KeyF6, Label: T("button.refund_by_hand")}
	if t.book.refundWay(p) == RefundNone {
		return []Button{byHand}
	}
	bs := []Button{{Action: ActionRefund, Key: KeyF6, Label: T("button.give_back")}}
	if t.book.byHandOffered(p) {
		byHand.Key = KeyF7
		bs = append(bs, byHand)
	}
	return bs
}

// lateBackDetail is what to do about late money: what says, unless the gateway
// can give it back or was asked to.
func (t *Till) lateBackDetail(p *item, what Text) Text {
	switch f := t.book.refusedLast(p.OrderNo); {
	case f != nil:
		return T("alarm.late.refused", "why", refusedWord(f))
	case t.book.refundWay(p) == RefundNone:
		return what
	case p.Incident == IncidentDoubled:
		return T("alarm.twice.detail.give_back")
	}
	return T("alarm.late.detail.give_back")
}

// refusedWord is refusedWhy to be put into a sentence.
func refusedWord(f *trackedRefund) string {
	if reason, words := f.Note.Parse(); reason == ReasonGateway {
		return words
	}
	return refusedWhy(f).Arg()
}

// decideRefundPanel is the manager's choice about a refund, after the PIN. That
// nothing went back can only be said when no request is on its way any more.
func (t *Till) decideRefundPanel(p *item) Panel {
	v := Panel{
		Tone: ToneUnsure, Mark: MarkQuestion, Amount: p.Amount.Grouped(), Timeline: t.alarmStory(p),
		Title: T("decide.refund.title"), Buttons: []Button{{Action: ActionRefunded, Key: KeyF5, Label: T("button.say_refunded")}},
	}
	f := t.book.unsureRefund(p.OrderNo)
	if f == nil {
		return v
	}
	v.Amount = f.Amount.Grouped()
	v.Detail = T("decide.refund.detail", "order", string(p.OrderNo), "amount", f.Amount.Grouped())
	if t.book.quiet(f) {
		v.Buttons = append(v.Buttons, Button{Action: ActionUnrefunded, Key: KeyF6, Label: T("button.say_unrefunded")})
	} else {
		v.Detail = T("decide.refund.wait", "order", string(p.OrderNo), "amount", f.Amount.Grouped())
	}
	v.Buttons = append(v.Buttons, backButton)
	return v
}

// inOrder sorts steps by their time, to the second: gateways tell no fractions,
// and what is done was asked before. One of which nobody told when stays behind
// the one before it.
func inOrder(steps []TimelineEntry) []TimelineEntry {
	at := make(map[*TimelineEntry]time.Time, len(steps))
	sorted := make([]*TimelineEntry, len(steps))
	var last time.Time
	for i := range steps {
		if !steps[i].At.IsZero() {
			last = steps[i].At.Truncate(time.Second)
		}
		at[&steps[i]], sorted[i] = last, &steps[i]
	}
	slices.SortStableFunc(sorted, func(a, b *TimelineEntry) int { return at[a].Compare(at[b]) })
	out := make([]TimelineEntry, len(steps))
	for i, s := range sorted {
		out[i] = *s
	}
	return out
}

// refundStory is what happened to p's refunds.
func (t *Till) refundStory(p *item) []TimelineEntry {
	var steps []TimelineEntry
	for _, f := range t.book.refundsOf(p.OrderNo) {
		if f.ByHand {
			steps = append(steps, TimelineEntry{f.DoneAt, T("story.refund_by_hand", "amount", f.Amount.Grouped())})
			continue
		}
		steps = append(steps, TimelineEntry{f.AskedAt, T("story.refund_asked", "amount", f.Amount.Grouped(), "no", OrderNo(f.No).Tail())})
		if f.State != RefundAsked || f.Note == ReasonRefundPending {
			id := string(f.State)
			if f.State == RefundAsked {
				id = string(ReasonRefundPending)
			}
			steps = append(steps, TimelineEntry{f.DoneAt, T("story.refund_" + id)})
		}
	}
	if over := len(steps) - timelineMax; over > 0 {
		steps = steps[over:]
	}
	return steps
}
