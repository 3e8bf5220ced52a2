package kiosk

import "time"

func (l *attention) draw(t *Till, v *View) {
	v.Screen = ScreenAttention
	v.Panel = Panel{Tone: ToneUnsure, Title: T("doubts.title"), Buttons: l.buttons(t)}
	ps := t.needAttention()
	list := &AttentionList{Total: len(ps), Page: 1, Pages: max(1, (len(ps)+AttentionPage-1)/AttentionPage), Gone: t.entryOf(l.gone)}
	v.Attention = list
	if len(ps) == 0 {
		v.Panel.Tone, v.Panel.Title = TonePlain, T("doubts.none")
		return
	}
	at := l.chosenAt(ps)
	list.Page = at/AttentionPage + 1
	first := (list.Page - 1) * AttentionPage
	for i, p := range ps[first:min(first+AttentionPage, len(ps))] {
		list.Rows = append(list.Rows, t.attentionItem(p, first+i == at))
	}
}

// buttons are what can be done about the chosen payment.
func (l *attention) buttons(t *Till) []Button {
	p := l.chosenItem(t)
	if p == nil {
		return []Button{{Action: ActionBack, Key: KeyEnter, Label: T("button.back"), Main: true}}
	}
	var bs []Button
	if t.book.askable(p) {
		bs = append(bs, Button{Action: ActionAskAgain, Key: KeyF5, Label: T("button.ask_again")})
	}
	if t.book.unsureRefund(p.OrderNo) != nil || t.book.undecided(p.OrderNo) == nil && t.book.decidable(p) {
		bs = append(bs, Button{Action: ActionManager, Key: KeyF7, Label: T("button.manager")})
	}
	return append(bs, Button{Action: ActionDetails, Key: KeyEnter, Label: T("button.details"), Main: true}, backButton)
}

// attentionItem is p as a row of the list.
func (t *Till) attentionItem(p *Item, chosen bool) AttentionItem {
	d := AttentionItem{
		OrderNo: p.OrderNo, Tail: p.OrderNo.Tail(), Amount: p.Amount.Grouped(), Wallet: p.Wallet,
		Since: t.wallOf(p.sentSteady), Title: t.attentionTitle(p), Doing: t.doing(p), Chosen: chosen,
	}
	d.Do, d.Hands = t.advice(p)
	if f := t.book.undecided(p.OrderNo); f != nil {
		d.Amount, d.Since = f.Amount.Grouped(), t.wallOf(f.askedSteady)
	}
	return d
}

// attentionTitle says in few words why p needs people.
func (t *Till) attentionTitle(p *Item) Text {
	switch {
	case t.book.undecided(p.OrderNo) != nil:
		return T("doubts.refund")
	case p.Incident == IncidentRefunded:
		return T("doubts.refunded_after_all")
	case p.Late && p.Incident == IncidentDoubled:
		return T("doubts.twice")
	case p.Late:
		return T("doubts.late")
	case p.Incident != "":
		return T("doubts.incident")
	}
	if s := t.book.sales[p.Sale]; s != nil && s.State == SaleParked {
		return T("doubts.parked")
	}
	return T("doubts.unknown")
}

// doing says what the till does about p by itself.
func (t *Till) doing(p *Item) Doing {
	text, next := t.doingNow(p)
	d := Doing{Text: text, Said: t.entryOf(remark{p.lastAnswer.at, summaryText(p.lastAnswer.said)})}
	if t.askingFor(p) {
		return Doing{Text: T("doing.asking"), Busy: true, Said: d.Said}
	}
	if !next.IsZero() {
		d.Next = t.wallOf(next)
	}
	return d
}

// askingFor reports whether somebody wanted p asked about and its answer is
// still to come.
func (t *Till) askingFor(p *Item) bool {
	if !p.manual {
		return false
	}
	if f := t.book.undecided(p.OrderNo); f != nil {
		return f.asking != 0
	}
	return p.asking != 0
}

func (t *Till) doingNow(p *Item) (Text, time.Time) {
	if f := t.book.undecided(p.OrderNo); f != nil {
		return t.doingRefund(p, f)
	}
	switch {
	case p.Incident == IncidentRefunded, p.Late:
		return T("doing.nothing"), time.Time{}
	case !t.book.ours(p):
		return T("doing.other_gateway", "gateway", p.Provider), time.Time{}
	case t.book.awaitsNotice(p):
		return T("doing.notice", "until", t.minute(p.PollUntil)), time.Time{}
	case !t.book.queryable(p):
		return T("doing.cannot"), time.Time{}
	case !t.book.followed(p):
		return T("doing.ended"), time.Time{}
	}
	return t.doingAsks(t.book.pollDelay(p)), t.book.notBefore(p.nextAsk)
}

// doingAsks says that the till asks every so often, and that nobody answers when
// that is so.
func (t *Till) doingAsks(every time.Duration) Text {
	if since := t.book.link.status.Since; !since.IsZero() {
		return T("doing."+string(t.book.link.status.State), "since", t.minute(t.wallOf(since)))
	}
	if every < time.Minute {
		return T("doing.seconds", "n", itoa(int(every/time.Second)))
	}
	return T("doing.minutes", "n", itoa(int(every/time.Minute)))
}

func (t *Till) doingRefund(p *Item, f *RefundItem) (Text, time.Time) {
	switch {
	case !t.book.followable(p, f):
		return T("doing.refund_cannot"), time.Time{}
	case !t.book.refundFollowed(f):
		return T("doing.ended"), time.Time{}
	}
	return t.doingAsks(t.book.refundDelay(f)), t.book.notBefore(f.nextAsk)
}

// advice is what the cashier should do about p, and whether that is more than to
// wait.
func (t *Till) advice(p *Item) (Text, bool) {
	if f := t.book.undecided(p.OrderNo); f != nil {
		if t.book.refundFollowed(f) && !f.Note.misfit() {
			return T("do.refund_wait"), false
		}
		return T("do.refund_manager"), true
	}
	switch {
	case p.Incident == IncidentRefunded:
		return T("do.refunded_after_all"), true
	case p.Late && p.Incident == IncidentDoubled:
		return T("do.twice"), true
	case p.Late:
		return T("do.late"), true
	case p.Incident != "":
		return T("do.incident"), true
	case !t.book.ours(p):
		return T("do.other_gateway", "gateway", p.Provider), true
	case t.book.awaitsNotice(p):
		return T("do.wait"), false
	case !t.book.queryable(p) && p.Rail == RailCode:
		return T("do.customer"), true
	case !t.book.queryable(p), !t.book.followed(p):
		return T("do.manager"), true
	case t.book.age(p) >= doubtPatience:
		return T("do.manager_too"), true
	case t.book.link.status.State == GatewayUnreachable && !t.gatewayToBlame():
		return T("do.network"), false
	}
	return T("do.wait"), false
}

// summaryText is what an answer said, in people's words.
func summaryText(s Summary) Text {
	if s.Words != "" {
		return T(string(s.Kind), "reason", s.Words)
	}
	return T(string(s.Kind))
}

// entryOf is a remark in the shop's time.
func (t *Till) entryOf(r remark) TimelineEntry {
	if r.text.IsZero() {
		return TimelineEntry{}
	}
	return TimelineEntry{r.at.In(t.settings.Location), r.text}
}

// minute is a time of day without its seconds.
func (t *Till) minute(at time.Time) string { return at.In(t.settings.Location).Format("15:04") }
