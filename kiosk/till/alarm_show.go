package till

import (
	"slices"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// acceptKey counts late money as paid. It is no key of any other panel: who has
// pressed "ask again" or opened the check a moment too late accepts nothing.
const acceptKey = kiosk.KeyF4

// alarmPanel is the large card about money or doubt that outlived its sale.
func (t *Till) alarmPanel(p *payments.Item) kiosk.Panel {
	if v, ok := t.refundAlarm(p); ok {
		return v
	}
	v := kiosk.Panel{Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Amount: p.Amount.Grouped(), Timeline: t.timelineOf(p)}
	if p.Late {
		v.Title, v.Detail = kiosk.T("alarm.late.title."+string(t.abandonReason(p))), kiosk.T("alarm.late.detail")
		if p.Incident == kiosk.IncidentDoubled {
			v.Title, v.Detail = kiosk.T("alarm.twice.title"), kiosk.T("alarm.twice.detail")
		}
		v.Buttons = []kiosk.Button{{Action: kiosk.ActionAccept, Key: acceptKey, Label: kiosk.T("button.accept"), Main: true}}
		v.Buttons = append(append(v.Buttons, t.lateBackButtons(p)...), laterButton)
		if p.Incident == kiosk.IncidentDoubled || p.Note == kiosk.ReasonPaidAfterAll {
			v.Buttons[0].Main, v.Buttons[1].Main = false, true
		}
		v.Detail = t.lateBackDetail(p, v.Detail)
		return v
	}
	v.Title, v.Detail = kiosk.T("alarm.unknown.title"), t.unknownDetail(p)
	if p.Incident != "" {
		v.Title, v.Detail = kiosk.T("panel.incident.title"), kiosk.T("panel."+string(p.Incident)+".detail")
	}
	v.Buttons = append(t.unknownButtons(p), laterButton)
	return v
}

// abandonReason is the reason for which p's sale had been let go.
func (t *Till) abandonReason(p *payments.Item) kiosk.AbandonReason {
	if s := t.book.SaleOf(p); s != nil && s.AbandonReason != "" {
		return s.AbandonReason
	}
	return kiosk.AbandonCancelled
}

// timelineOf is p's history.
func (t *Till) timelineOf(p *payments.Item) []kiosk.TimelineEntry {
	steps := []kiosk.TimelineEntry{{At: p.CreatedAt, Text: kiosk.T("story.alarm_created", "wallet", walletWord(p.Wallet), "order", p.OrderNo.Tail())}}
	if s := t.book.SaleOf(p); s != nil && !s.AbandonedAt.IsZero() {
		steps = append(steps, kiosk.TimelineEntry{At: s.AbandonedAt, Text: kiosk.T("story.left_" + string(s.AbandonReason))})
	}
	if p.Note == kiosk.ReasonPaidAfterAll {
		steps = append(steps, kiosk.TimelineEntry{Text: kiosk.T("story.manager_unpaid")})
	}
	if !p.PaidAt.IsZero() {
		steps = append(steps, kiosk.TimelineEntry{At: p.PaidAt, Text: kiosk.T("story.alarm_paid")})
	}
	steps = inOrder(append(steps, t.refundTimeline(p)...))
	for i, s := range steps {
		if !s.At.IsZero() { // else nobody told when
			steps[i].At = s.At.In(t.settings.Location)
		}
	}
	return steps
}

// refundAlarm is the card of a payment that needs people because of a refund.
func (t *Till) refundAlarm(p *payments.Item) (kiosk.Panel, bool) {
	if f := t.book.Undecided(p.OrderNo); f != nil {
		v := t.refundPanel(p, f)
		v.Buttons = append(t.undecidedButtons(p), laterButton)
		return v, true
	}
	if p.Incident == kiosk.IncidentRefunded {
		id := "alarm." + t.goneBack(p)
		detail := kiosk.T(id+".detail", "order", string(p.OrderNo), "paid", p.Amount.Grouped())
		if words := t.saidOfRefund(p); words != "" && !t.book.Reversed(p) {
			detail = kiosk.T("alarm.refunded_after_all.words", "order", string(p.OrderNo), "paid", p.Amount.Grouped(), "reason", words)
		}
		return kiosk.Panel{
			Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Amount: p.Refunded.Grouped(), Timeline: t.timelineOf(p),
			Title: kiosk.T(id + ".title"), Detail: detail,
			Buttons: []kiosk.Button{{Action: kiosk.ActionAccept, Key: acceptKey, Label: kiosk.T("button.seen"), Main: true}, laterButton},
		}, true
	}
	return kiosk.Panel{}, false
}

// saidOfRefund are the gateway's words on a refund of p that is done: on one that is stuck
// they say where somebody has to look.
func (t *Till) saidOfRefund(p *payments.Item) (said string) {
	for _, f := range t.book.RefundsOf(p.OrderNo) {
		if reason, words := f.Note.Parse(); f.State == kiosk.RefundDone && reason == kiosk.ReasonGateway {
			said = words
		}
	}
	return said
}

// goneBack names in texts how the money of p, of which that was not known, went back.
func (t *Till) goneBack(p *payments.Item) string {
	if t.book.Reversed(p) {
		return "reversed"
	}
	return string(kiosk.IncidentRefunded)
}

// lateBackButtons are the ways to give late money back.
func (t *Till) lateBackButtons(p *payments.Item) []kiosk.Button {
	if t.book.RefundSupport(p) == kiosk.RefundNone {
		return []kiosk.Button{byHandButton}
	}
	bs := []kiosk.Button{{Action: kiosk.ActionRefund, Key: kiosk.KeyF6, Label: kiosk.T("button.give_back")}}
	if t.book.RefundableByHand(p) {
		byHand := byHandButton
		byHand.Key = kiosk.KeyF7
		bs = append(bs, byHand)
	}
	return bs
}

// lateBackDetail is the advice about late money: what says, unless the gateway
// can give it back or was asked to.
func (t *Till) lateBackDetail(p *payments.Item, what kiosk.Text) kiosk.Text {
	switch f := t.book.RefusedLast(p.OrderNo); {
	case f != nil:
		return kiosk.T("alarm.late.refused", "why", refusedWord(f))
	case t.book.RefundSupport(p) == kiosk.RefundNone:
		return what
	case p.Incident == kiosk.IncidentDoubled:
		return kiosk.T("alarm.twice.detail.give_back")
	}
	return kiosk.T("alarm.late.detail.give_back")
}

// refusedWord is refusedWhy to be put into a sentence.
func refusedWord(f *payments.RefundItem) string {
	if reason, words := f.Note.Parse(); reason == kiosk.ReasonGateway {
		return words
	}
	return refusedWhy(f).Arg()
}

// refundTimeline is the history of p's refunds.
func (t *Till) refundTimeline(p *payments.Item) []kiosk.TimelineEntry {
	var steps []kiosk.TimelineEntry
	for _, f := range t.book.RefundsOf(p.OrderNo) {
		if f.ByHand {
			steps = append(steps, kiosk.TimelineEntry{At: f.DoneAt, Text: kiosk.T("story.refund_by_hand", "amount", f.Amount.Grouped())})
			continue
		}
		if f.Reversal() {
			steps = append(steps, kiosk.TimelineEntry{At: f.DoneAt, Text: kiosk.T("story.refund_reversed", "amount", f.Amount.Grouped())})
			continue
		}
		steps = append(steps, kiosk.TimelineEntry{At: f.AskedAt, Text: kiosk.T("story.refund_asked", "amount", f.Amount.Grouped(), "no", kiosk.OrderNo(f.No).Tail())})
		switch {
		case f.State != kiosk.RefundAsked:
			steps = append(steps, kiosk.TimelineEntry{At: f.DoneAt, Text: kiosk.T("story.refund_" + string(f.State))})
		case f.Note == kiosk.ReasonRefundPending:
			steps = append(steps, kiosk.TimelineEntry{At: f.DoneAt, Text: kiosk.T("story.refund_" + string(f.Note))})
		}
	}
	return steps[max(0, len(steps)-timelineMax):]
}

// inOrder sorts steps by their time, to the second: gateways tell no fractions,
// and what is done was asked before. One of which nobody told when stays behind
// the one before it.
func inOrder(steps []kiosk.TimelineEntry) []kiosk.TimelineEntry {
	type dated struct {
		kiosk.TimelineEntry
		at time.Time
	}
	sorted := make([]dated, len(steps))
	var last time.Time
	for i, s := range steps {
		if !s.At.IsZero() {
			last = s.At.Truncate(time.Second)
		}
		sorted[i] = dated{s, last}
	}
	slices.SortStableFunc(sorted, func(a, b dated) int { return a.at.Compare(b.at) })
	for i, s := range sorted {
		steps[i] = s.TimelineEntry
	}
	return steps
}
