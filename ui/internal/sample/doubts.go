package sample

import (
	"fmt"
	"slices"
	"time"

	"facepay/kiosk"
)

// doubts are the states in which nobody knows whether money moved.
func (m maker) doubts() []Named {
	views := []Named{
		{"doubts-1", m.doubt()}, {"doubts-4", m.doubtList(4)}, {"doubts-12", m.doubtList(12)}, {"doubts-asking", m.doubtAsking()},
		{"doubts-none", m.doubtNone()}, {"doubt-card", m.doubtCard()},
	}
	views = append(views, m.decisions()...)
	return append(views, m.uncertain()...)
}

func remark(at time.Time, t kiosk.Text) kiosk.TimelineEntry {
	return kiosk.TimelineEntry{At: at, Text: t}
}

// The age of the payment in doubt, and the time since its sale was parked.
const (
	doubtAge  = 3 * time.Minute
	parkedAgo = doubtAge - 4*time.Second
)

// doubtRow is a row of the list about an order of its own.
func (m maker) doubtRow(i int, w kiosk.Wallet, d kiosk.AttentionItem) kiosk.AttentionItem {
	d.Tail = fmt.Sprintf("%04d", 417+i)
	d.OrderNo, d.Amount, d.Wallet = m.orderNo(m.now.Sub(d.Since), d.Tail), m.text(), w
	return d
}

// parkedRow is a payment that the gateway is asked about.
func (m maker) parkedRow() kiosk.AttentionItem {
	return kiosk.AttentionItem{Title: kiosk.T("doubts.parked"), Instruction: kiosk.T("do.wait"), Since: m.at(doubtAge), Progress: m.asks()}
}

func (m maker) asks() kiosk.Progress {
	return kiosk.Progress{Text: kiosk.T("doing.seconds", "n", "25"), NextQuery: m.now.Add(12 * time.Second)}
}

// doubtRows are one of each kind, again and again. Each page stands in the list's order.
func (m maker) doubtRows(n int) (rows []kiosk.AttentionItem) {
	kinds := []kiosk.AttentionItem{
		{Title: kiosk.T("doubts.late"), Instruction: kiosk.T("do.late"), ActionNeeded: true, Since: m.at(41 * time.Second), Progress: kiosk.Progress{Text: kiosk.T("doing.nothing")}},
		{Title: kiosk.T("doubts.incident"), Instruction: kiosk.T("do.incident"), ActionNeeded: true, Since: m.at(3*time.Hour + 7*time.Minute),
			Progress: kiosk.Progress{Text: kiosk.T("doing.minutes", "n", "5"), NextQuery: m.now.Add(184 * time.Second)}},
		m.parkedRow(),
		{Title: kiosk.T("doubts.unknown"), Instruction: kiosk.T("do.wait"), Since: m.at(50 * time.Hour), // and the till was started since
			Progress: kiosk.Progress{Text: kiosk.T("doing.notice", "until", m.at(-9*time.Minute).Format("15:04"))}},
		{Title: kiosk.T("doubts.refund"), Instruction: kiosk.T("do.refund_manager"), ActionNeeded: true, Since: m.at(25 * time.Minute), Progress: kiosk.Progress{Text: kiosk.T("doing.refund_cannot")}},
		{Title: kiosk.T("doubts.unknown"), Instruction: kiosk.T("do.customer"), ActionNeeded: true, Since: m.at(48 * time.Minute), Progress: kiosk.Progress{Text: kiosk.T("doing.cannot")}},
		{Title: kiosk.T("doubts.parked"), Instruction: kiosk.T("do.manager_too"), ActionNeeded: true, Since: m.at(time.Hour + 7*time.Minute),
			Progress: kiosk.Progress{Text: kiosk.T("doing.minutes", "n", "2"), NextQuery: m.now.Add(70 * time.Second)}},
		{Title: kiosk.T("doubts.unknown"), Instruction: kiosk.T("do.other_gateway", "gateway", "alipayservice"), ActionNeeded: true, Since: m.at(50 * time.Hour),
			Progress: kiosk.Progress{Text: kiosk.T("doing.other_gateway", "gateway", "alipayservice")}},
	}
	wallets := []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay, kiosk.UnionPay, kiosk.WalletUnknown}
	for i := range n {
		rows = append(rows, m.doubtRow(i, wallets[i%len(wallets)], kinds[i%len(kinds)]))
	}
	return rows
}

// listed is the list of rows with one of them chosen, which the gateway can be asked about.
func (m maker) listed(rows []kiosk.AttentionItem, at int) kiosk.View {
	const page = kiosk.AttentionPage
	v, n := m.base(), len(rows)
	v.Screen, v.Pay = kiosk.ScreenAttention, nil
	v.Status.Open = n
	rows[at].Selected = true
	first := at / page * page
	v.Attention = &kiosk.AttentionList{Rows: rows[first:min(first+page, n)], Total: n, Page: first/page + 1, Pages: (n + page - 1) / page}
	v.Panel = kiosk.Panel{Tone: kiosk.ToneUnsure, Title: kiosk.T("doubts.title"), Buttons: []kiosk.Button{
		askAgain, manager,
		{Action: kiosk.ActionDetails, Key: kiosk.KeyEnter, Label: kiosk.T("button.details"), Main: true},
		back,
	}}
	return v
}

// doubtList is the list of n, at the third of its first page or of its second.
func (m maker) doubtList(n int) kiosk.View {
	at := 2
	if n > kiosk.AttentionPage {
		at += kiosk.AttentionPage
	}
	v := m.listed(m.doubtRows(n), at)
	v.Last = m.last(4*time.Second, kiosk.OutcomeLate)
	return v
}

// doubt is the list of one.
func (m maker) doubt() kiosk.View {
	v := m.listed([]kiosk.AttentionItem{m.doubtRow(0, kiosk.WeChat, m.parkedRow())}, 0)
	v.Last = m.last(parkedAgo, kiosk.OutcomeParked)
	return v
}

func (m maker) doubtAsking() kiosk.View {
	v := m.doubtList(4)
	v.Attention.Rows[2].Progress = kiosk.Progress{Text: kiosk.T("doing.asking"), Querying: true, LastAnswer: remark(m.at(25*time.Second), kiosk.T("said.reason", "reason", "系统繁忙，请稍后再试"))}
	return v
}

func (m maker) doubtNone() kiosk.View {
	v := m.doubt()
	v.Status.Open, v.Last.Outcome = 0, kiosk.OutcomeUnpaid
	v.Attention = &kiosk.AttentionList{Page: 1, Pages: 1, Resolved: remark(m.at(time.Second), kiosk.T("doubts.gone", "amount", m.text(), "order", tail, "what", "@said.closed"))}
	v.Panel = kiosk.Panel{Title: kiosk.T("doubts.none"), Buttons: []kiosk.Button{
		{Action: kiosk.ActionBack, Key: kiosk.KeyEnter, Label: kiosk.T("button.back"), Main: true},
	}}
	return v
}

// doubtCard is one payment of the list.
func (m maker) doubtCard() kiosk.View {
	v := m.doubt()
	v.Screen, v.Attention = kiosk.ScreenAlarm, nil
	v.Panel = kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T("alarm.unknown.title"), Detail: kiosk.T("panel.unknown.asking"), Amount: m.text(), Progress: m.asks(),
		Timeline: m.stepsSince(doubtAge, created, kiosk.T("story.left_parked")), Buttons: []kiosk.Button{askAgain, manager, back},
	}
	v.Panel.Progress.LastAnswer = remark(m.at(13*time.Second), kiosk.T("said.silent"))
	return v
}

// decisions are the steps of a manager's decision.
func (m maker) decisions() []Named {
	about := kiosk.T("decide.about", "wallet", "@wallet.wechat", "order", tail, "time", m.at(doubtAge).Format(time.TimeOnly))
	what := m.doubtCard()
	what.PracticeButtons = nil
	step := func(p kiosk.Panel) kiosk.View {
		v := what
		p.Tone, p.Mark, p.Amount = kiosk.ToneUnsure, kiosk.MarkQuestion, m.text()
		v.Panel = p
		return v
	}
	what = step(kiosk.Panel{
		Title: kiosk.T("decide.title"), Detail: kiosk.T("decide.detail", "order", string(m.orderNo(doubtAge, tail))), Timeline: what.Panel.Timeline,
		Buttons: []kiosk.Button{
			{Action: kiosk.ActionSayPaid, Key: kiosk.KeyF5, Label: kiosk.T("button.say_paid")},
			{Action: kiosk.ActionSayUnpaid, Key: kiosk.KeyF6, Label: kiosk.T("button.say_unpaid")},
			back,
		},
	})
	why := kiosk.Panel{Title: kiosk.T("decide.why.say_unpaid"), Detail: about}
	for i, r := range []string{"not_in_app", "no_bill", "paid_another_way", "gateway_support"} {
		why.Buttons = append(why.Buttons, kiosk.Button{
			Action: kiosk.Action("why_" + r), Key: []kiosk.Key{kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3, kiosk.KeyF4}[i], Label: kiosk.T("reason." + r), Group: i / 2,
		})
	}
	below := back
	below.Group = 9
	why.Buttons = append(why.Buttons, below)
	sure := kiosk.Panel{
		Title: kiosk.T("decide.sure.say_paid"), Detail: kiosk.T("decide.sure.detail", "about", about.Arg(), "reason", "@reason.wallet_bill"),
		Buttons: []kiosk.Button{{Action: kiosk.ActionConfirm, Key: kiosk.KeyEnter, Label: kiosk.T("button.record"), Main: true}, back},
	}
	return []Named{{"decide", what}, {"decide-why", step(why)}, {"decide-sure", step(sure)}}
}

// uncertain are the states at the counter in which money may have moved or not.
func (m maker) uncertain() []Named {
	safe := kiosk.T("guide.safe")
	asksHelp := func(v kiosk.View) kiosk.View {
		v = stage(v, kiosk.T("stage.ask.title"), kiosk.T("stage.ask.detail"))
		v.Customer.Kind, v.Customer.Guide = kiosk.CustomerAskHelp, []kiosk.Text{kiosk.T("guide.ask"), safe}
		return v
	}
	ask, incident := asksHelp(m.unknown()), asksHelp(m.unknown())
	ask.Panel.Detail = kiosk.T("panel.unknown.no_query")
	ask.Panel.Buttons = ask.Panel.Buttons[1:]
	incident.Panel.Title, incident.Panel.Detail = kiosk.T("panel.incident.title"), kiosk.T("panel.wrong_amount.detail")
	incident.Panel.Timeline = m.stepsSince(unknownAge, codeSent, kiosk.T("story.wrong_amount"))
	incident.Status.Gateway = m.base().Status.Gateway

	before := maker{m.at(13 * time.Second), m.amount, m.practice} // the gateway answered then
	slowed := func(v kiosk.View, fault kiosk.GatewayState) kiosk.View {
		v = stage(v, kiosk.T("stage.slow.title"), kiosk.T("stage.slow.detail"))
		v.Customer.Guide = []kiosk.Text{safe}
		v.Status.Gateway = kiosk.GatewayStatus{State: fault, Since: m.at(9 * time.Second)}
		v.Panel.Tone, v.Panel.Title, v.Panel.Detail = kiosk.ToneUnsure, kiosk.T("panel.slow.title"), kiosk.T("panel.fault."+string(fault))
		v.Panel.Buttons = []kiosk.Button{askAgain, park, cancel}
		return v
	}
	mini := slowed(before.mini(), kiosk.GatewaySilent)
	mini.Panel.Timeline = append(mini.Panel.Timeline, remark(m.at(17*time.Second), kiosk.T("story.mini_opened")))

	parked := m.base()
	parked.Status.Open = 1
	parked.Last = m.last(3*time.Second, kiosk.OutcomeParked)

	refund := m.doubtCard()
	refund.Last = m.base().Last
	refund.Panel = m.refundUnknown(refund.Panel.Buttons...)
	refund.Panel.Amount = m.text()
	refund.Panel.Progress = kiosk.Progress{Text: kiosk.T("doing.seconds", "n", "5"), NextQuery: m.now.Add(3 * time.Second)}
	twice := m.late()
	twice.Today += m.amount // by another payment
	twice.Last = m.last(8*time.Second, kiosk.OutcomePaid)
	twice.Last.Wallet, twice.Last.Tail = kiosk.Alipay, "0418"
	twice.Panel.Title, twice.Panel.Detail = kiosk.T("alarm.twice.title"), kiosk.T("alarm.twice.detail.give_back")
	twice.Panel.Timeline = slices.Delete(twice.Panel.Timeline, 1, 2) // its sale was paid, not cancelled
	twice.Panel.Buttons = []kiosk.Button{
		{Action: kiosk.ActionAccept, Key: kiosk.KeyF4, Label: kiosk.T("button.accept")},
		{Action: kiosk.ActionRefund, Key: kiosk.KeyF6, Label: kiosk.T("button.give_back"), Main: true}, later,
	}
	reversed := m.late()
	reversed.Last.Outcome = kiosk.OutcomePaid
	reversed.Panel.Title, reversed.Panel.Detail = kiosk.T("alarm.reversed.title"), kiosk.T("alarm.reversed.detail", "order", string(m.orderNo(saleAge, tail)), "paid", m.text())
	reversed.Panel.Timeline = append(slices.Delete(reversed.Panel.Timeline, 1, 2), remark(m.at(time.Second), kiosk.T("story.refund_reversed", "amount", m.text())))
	reversed.Panel.Buttons = []kiosk.Button{{Action: kiosk.ActionAccept, Key: kiosk.KeyF4, Label: kiosk.T("button.seen"), Main: true}, later}
	return []Named{
		{"unknown-ask", ask}, {"incident", incident}, {"slow", slowed(before.qr(), kiosk.GatewaySilent)}, {"slow-mini", mini}, {"busy", slowed(before.qr(), kiosk.GatewayBusy)},
		{"parked", parked}, {"refund-doubt", refund}, {"twice", twice}, {"reversed", reversed},
	}
}
