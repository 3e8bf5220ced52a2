package till

import (
	"time"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

func (l *attention) draw(t *Till, v *kiosk.View) {
	v.Screen = kiosk.ScreenAttention
	v.Panel = kiosk.Panel{Tone: kiosk.ToneUnsure, Title: kiosk.T("doubts.title"), Buttons: l.buttons(t)}
	ps := t.attentionItems()
	list := &kiosk.AttentionList{Total: len(ps), Page: 1, Pages: max(1, (len(ps)+kiosk.AttentionPage-1)/kiosk.AttentionPage), Resolved: t.inShopTime(l.resolved)}
	v.Attention = list
	if len(ps) == 0 {
		v.Panel.Tone, v.Panel.Title = kiosk.TonePlain, kiosk.T("doubts.none")
		return
	}
	at := l.chosenAt(ps)
	list.Page = at/kiosk.AttentionPage + 1
	first := (list.Page - 1) * kiosk.AttentionPage
	for i, p := range ps[first:min(first+kiosk.AttentionPage, len(ps))] {
		list.Rows = append(list.Rows, t.attentionItem(p, first+i == at))
	}
}

// buttons for the chosen payment.
func (l *attention) buttons(t *Till) []kiosk.Button {
	p := l.chosenItem(t)
	if p == nil {
		return []kiosk.Button{{Action: kiosk.ActionBack, Key: kiosk.KeyEnter, Label: kiosk.T("button.back"), Main: true}}
	}
	var bs []kiosk.Button
	if t.book.Askable(p) {
		bs = append(bs, askAgainButton)
	}
	if t.book.UnknownRefund(p.OrderNo) != nil || t.book.Undecided(p.OrderNo) == nil && t.book.Decidable(p) {
		bs = append(bs, managerButton)
	}
	return append(bs, kiosk.Button{Action: kiosk.ActionDetails, Key: kiosk.KeyEnter, Label: kiosk.T("button.details"), Main: true}, backButton)
}

// attentionItem is p as a row of the list.
func (t *Till) attentionItem(p *payments.Item, chosen bool) kiosk.AttentionItem {
	d := kiosk.AttentionItem{
		OrderNo: p.OrderNo, Tail: p.OrderNo.Tail(), Amount: p.Amount.Grouped(), Wallet: p.Wallet,
		Since: t.WallOf(p.SentSteady), Title: t.attentionTitle(p), Progress: t.progress(p), Selected: chosen,
	}
	d.Instruction, d.ActionNeeded = t.instruction(p)
	if f := t.book.Undecided(p.OrderNo); f != nil {
		d.Amount, d.Since = f.Amount.Grouped(), t.WallOf(f.AskedSteady)
	}
	return d
}

// attentionTitle says in few words why p needs people.
func (t *Till) attentionTitle(p *payments.Item) kiosk.Text {
	switch {
	case t.book.Undecided(p.OrderNo) != nil:
		return kiosk.T("doubts.refund")
	case p.Incident == kiosk.IncidentRefunded:
		return kiosk.T("doubts." + t.goneBack(p))
	case p.Late && p.Incident == kiosk.IncidentDoubled:
		return kiosk.T("doubts.twice")
	case p.Late:
		return kiosk.T("doubts.late")
	case p.Incident != "":
		return kiosk.T("doubts.incident")
	}
	if s := t.book.SaleOf(p); s != nil && s.State == kiosk.SaleParked {
		return kiosk.T("doubts.parked")
	}
	return kiosk.T("doubts.unknown")
}

// progress of p by the till itself.
func (t *Till) progress(p *payments.Item) kiosk.Progress {
	last := t.inShopTime(kiosk.TimelineEntry{At: p.LastAnswer.At, Text: summaryText(p.LastAnswer.Summary)})
	if t.queryPending(p) {
		return kiosk.Progress{Text: kiosk.T("doing.asking"), Querying: true, LastAnswer: last}
	}
	text, next := t.progressText(p)
	return kiosk.Progress{Text: text, NextQuery: t.WallOf(next), LastAnswer: last}
}

// queryPending reports whether somebody wanted p asked about and its answer is
// still to come.
func (t *Till) queryPending(p *payments.Item) bool {
	if !p.Manual {
		return false
	}
	if f := t.book.Undecided(p.OrderNo); f != nil {
		return f.InFlight()
	}
	return p.InFlight()
}

func (t *Till) progressText(p *payments.Item) (kiosk.Text, time.Time) {
	if f := t.book.Undecided(p.OrderNo); f != nil {
		return t.refundProgress(p, f)
	}
	switch {
	case p.Incident == kiosk.IncidentRefunded, p.Late:
		return kiosk.T("doing.nothing"), time.Time{}
	case !t.book.Ours(p):
		return kiosk.T("doing.other_gateway", "gateway", p.Provider), time.Time{}
	case t.book.AwaitsNotification(p):
		return kiosk.T("doing.notice", "until", t.minute(p.PollUntil)), time.Time{}
	case !t.book.Queryable(p):
		return kiosk.T("doing.cannot"), time.Time{}
	case !t.book.Polled(p):
		return kiosk.T("doing.ended"), time.Time{}
	}
	return t.pollingText(p, t.book.PollDelay(p)), t.book.NotBefore(p.Wallet, p.NextPoll)
}

// pollingText says that the till asks every so often, and that nobody answers when
// that is so.
func (t *Till) pollingText(p *payments.Item, every time.Duration) kiosk.Text {
	if at := t.book.GatewayStatusOf(p); !at.Since.IsZero() {
		return kiosk.T("doing."+string(at.State), "since", t.minute(t.WallOf(at.Since)))
	}
	if every < time.Minute {
		return kiosk.T("doing.seconds", "n", itoa(int(every/time.Second)))
	}
	return kiosk.T("doing.minutes", "n", itoa(int(every/time.Minute)))
}

func (t *Till) refundProgress(p *payments.Item, f *payments.RefundItem) (kiosk.Text, time.Time) {
	switch {
	case !t.book.RefundQueryable(p, f):
		return kiosk.T("doing.refund_cannot"), time.Time{}
	case !t.book.RefundPolled(f):
		return kiosk.T("doing.ended"), time.Time{}
	}
	return t.pollingText(p, t.book.RefundDelay(f)), t.book.NotBefore(p.Wallet, f.NextPoll)
}

// instruction for the cashier about p; actionNeeded when it is more than to wait.
func (t *Till) instruction(p *payments.Item) (what kiosk.Text, actionNeeded bool) {
	if f := t.book.Undecided(p.OrderNo); f != nil {
		if t.book.RefundPolled(f) && !f.Note.Misfit() && !f.Stuck() {
			return kiosk.T("do.refund_wait"), false
		}
		return kiosk.T("do.refund_manager"), true
	}
	switch {
	case p.Incident == kiosk.IncidentRefunded:
		return kiosk.T("do." + t.goneBack(p)), true
	case p.Late && p.Incident == kiosk.IncidentDoubled:
		return kiosk.T("do.twice"), true
	case p.Late:
		return kiosk.T("do.late"), true
	case p.Incident != "":
		return kiosk.T("do.incident"), true
	case !t.book.Ours(p):
		return kiosk.T("do.other_gateway", "gateway", p.Provider), true
	case t.book.AwaitsNotification(p):
		return kiosk.T("do.wait"), false
	case !t.book.Queryable(p) && p.Rail == kiosk.RailCode:
		return kiosk.T("do.customer"), true
	case !t.book.Queryable(p), !t.book.Polled(p):
		return kiosk.T("do.manager"), true
	case t.book.Age(p) >= payments.UnknownPatience:
		return kiosk.T("do.manager_too"), true
	case t.book.GatewayStatusOf(p).State == kiosk.GatewayUnreachable && !t.gatewayToBlame():
		return kiosk.T("do.network"), false
	}
	return kiosk.T("do.wait"), false
}

// inShopTime is e with its time as the shop's clocks show it.
func (t *Till) inShopTime(e kiosk.TimelineEntry) kiosk.TimelineEntry {
	if e.Text.IsZero() {
		return kiosk.TimelineEntry{}
	}
	e.At = e.At.In(t.settings.Location)
	return e
}

// minute is a time of day without its seconds.
func (t *Till) minute(at time.Time) string { return at.In(t.settings.Location).Format("15:04") }
