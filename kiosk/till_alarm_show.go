package kiosk

import (
	"slices"
	"time"
)

// alarmPanel is the large card about money or doubt that outlived its sale.
func (t *Till) alarmPanel(p *Item) Panel {
	if v, ok := t.refundAlarm(p); ok {
		return v
	}
	v := Panel{Tone: ToneUnsure, Mark: MarkQuestion, Amount: p.Amount.Grouped(), Timeline: t.timelineOf(p)}
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
	v.Title, v.Detail = T("alarm.unknown.title"), t.unknownDetail(p)
	if p.Incident != "" {
		v.Title, v.Detail = T("panel.incident.title"), T("panel."+string(p.Incident)+".detail")
	}
	v.Buttons = append(t.unknownButtons(p), Button{Action: ActionLater, Key: KeyEsc, Label: T("button.later")})
	return v
}

// lateWhy is why p's sale had been let go when its money came.
func (t *Till) lateWhy(p *Item) AbandonReason {
	if s := t.book.sales[p.Sale]; s != nil && s.AbandonReason != "" {
		return s.AbandonReason
	}
	return AbandonCancelled
}

// timelineOf is when what happened to p.
func (t *Till) timelineOf(p *Item) []TimelineEntry {
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
	steps = inOrder(append(steps, t.refundTimeline(p)...))
	for i := range steps {
		if steps[i].At.IsZero() {
			continue // nobody told when
		}
		steps[i].At = steps[i].At.In(t.settings.Location)
	}
	return steps
}

// refundAlarm is the card of a payment that needs people because of a refund.
func (t *Till) refundAlarm(p *Item) (Panel, bool) {
	later := Button{Action: ActionLater, Key: KeyEsc, Label: T("button.later")}
	if f := t.book.undecided(p.OrderNo); f != nil {
		v := t.refundPanel(p, f)
		v.Buttons = append(t.undecidedButtons(p), later)
		return v, true
	}
	if p.Incident == IncidentRefunded {
		return Panel{
			Tone: ToneUnsure, Mark: MarkQuestion, Amount: p.Refunded.Grouped(), Timeline: t.timelineOf(p),
			Title: T("alarm.refunded_after_all.title"), Detail: T("alarm.refunded_after_all.detail", "order", string(p.OrderNo), "paid", p.Amount.Grouped()),
			Buttons: []Button{{Action: ActionAccept, Key: acceptKey, Label: T("button.seen"), Main: true}, later},
		}, true
	}
	return Panel{}, false
}

// lateBackButtons are the ways to give late money back.
func (t *Till) lateBackButtons(p *Item) []Button {
	byHand := Button{Action: ActionRefundByHand, Key: KeyF6, Label: T("button.refund_by_hand")}
	if t.book.refundSupport(p) == RefundNone {
		return []Button{byHand}
	}
	bs := []Button{{Action: ActionRefund, Key: KeyF6, Label: T("button.give_back")}}
	if t.book.refundableByHand(p) {
		byHand.Key = KeyF7
		bs = append(bs, byHand)
	}
	return bs
}

// lateBackDetail is what to do about late money: what says, unless the gateway
// can give it back or was asked to.
func (t *Till) lateBackDetail(p *Item, what Text) Text {
	switch f := t.book.refusedLast(p.OrderNo); {
	case f != nil:
		return T("alarm.late.refused", "why", refusedWord(f))
	case t.book.refundSupport(p) == RefundNone:
		return what
	case p.Incident == IncidentDoubled:
		return T("alarm.twice.detail.give_back")
	}
	return T("alarm.late.detail.give_back")
}

// refusedWord is refusedWhy to be put into a sentence.
func refusedWord(f *RefundItem) string {
	if reason, words := f.Note.Parse(); reason == ReasonGateway {
		return words
	}
	return refusedWhy(f).Arg()
}

// refundTimeline is what happened to p's refunds.
func (t *Till) refundTimeline(p *Item) []TimelineEntry {
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
