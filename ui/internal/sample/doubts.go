package sample

import (
	"fmt"
	"time"

	"facepay/kiosk"
)

// doubts are the states in which nobody knows whether money moved.
func (m maker) doubts() []Named {
	views := []Named{
		{"doubts-1", m.doubtList(1)}, {"doubts-4", m.doubtList(4)}, {"doubts-12", m.doubtList(12)}, {"doubts-asking", m.doubtAsking()},
		{"doubts-none", m.doubtNone()}, {"doubt-card", m.doubtCard()},
	}
	views = append(views, m.decisions()...)
	return append(views, m.uncertain()...)
}

func remark(at time.Time, t kiosk.Text) kiosk.TimelineEntry {
	return kiosk.TimelineEntry{At: at, Text: t}
}

// doubtRows are one of each kind, again and again.
func (m maker) doubtRows(n int) []kiosk.AttentionItem {
	kinds := []kiosk.AttentionItem{
		{Title: kiosk.T("doubts.late"), Instruction: kiosk.T("do.late"), ActionNeeded: true, Progress: kiosk.Progress{Text: kiosk.T("doing.nothing")}},
		{Title: kiosk.T("doubts.incident"), Instruction: kiosk.T("do.incident"), ActionNeeded: true,
			Progress: kiosk.Progress{Text: kiosk.T("doing.no_way", "since", "14:02"), NextQuery: m.now.Add(184 * time.Second)}},
		{Title: kiosk.T("doubts.parked"), Instruction: kiosk.T("do.wait"), Progress: kiosk.Progress{Text: kiosk.T("doing.seconds", "n", "25"), NextQuery: m.now.Add(12 * time.Second)}},
		{Title: kiosk.T("doubts.unknown"), Instruction: kiosk.T("do.wait"), Progress: kiosk.Progress{Text: kiosk.T("doing.notice", "until", "15:05")}},
		{Title: kiosk.T("doubts.refund"), Instruction: kiosk.T("do.refund_manager"), ActionNeeded: true, Progress: kiosk.Progress{Text: kiosk.T("doing.refund_cannot")}},
		{Title: kiosk.T("doubts.unknown"), Instruction: kiosk.T("do.customer"), ActionNeeded: true, Progress: kiosk.Progress{Text: kiosk.T("doing.cannot")}},
		{Title: kiosk.T("doubts.parked"), Instruction: kiosk.T("do.manager_too"), ActionNeeded: true,
			Progress: kiosk.Progress{Text: kiosk.T("doing.minutes", "n", "2"), NextQuery: m.now.Add(70 * time.Second)}},
		{Title: kiosk.T("doubts.unknown"), Instruction: kiosk.T("do.other_gateway", "gateway", "alipayservice"), ActionNeeded: true,
			Progress: kiosk.Progress{Text: kiosk.T("doing.other_gateway", "gateway", "alipayservice")}},
	}
	wallets := []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay, kiosk.UnionPay, kiosk.WalletUnknown}
	ages := []time.Duration{41 * time.Second, 12 * time.Minute, 3*time.Hour + 7*time.Minute, 50 * time.Hour}
	var rows []kiosk.AttentionItem
	for i := range n {
		d := kinds[i%len(kinds)]
		d.Tail = fmt.Sprintf("%04d", 417+i)
		d.OrderNo = kiosk.OrderNo("20261122143205041788" + d.Tail)
		d.Amount, d.Wallet, d.Since = m.text(), wallets[i%len(wallets)], m.at(ages[i%len(ages)])
		rows = append(rows, d)
	}
	return rows
}

// doubtList is the list of n, at the page of its third or its only one.
func (m maker) doubtList(n int) kiosk.View {
	const page = 4
	v := m.base()
	v.Screen, v.Pay = kiosk.ScreenAttention, nil
	v.Status.Open = n
	rows := m.doubtRows(n)
	at := min(2, n-1)
	if n > page {
		at = page + 2
	}
	rows[at].Selected = true
	first := at / page * page
	v.Attention = &kiosk.AttentionList{Rows: rows[first:min(first+page, n)], Total: n, Page: first/page + 1, Pages: (n + page - 1) / page}
	v.Panel = kiosk.Panel{Tone: kiosk.ToneUnsure, Title: kiosk.T("doubts.title"), Buttons: []kiosk.Button{
		askAgain, manager,
		{Action: kiosk.ActionDetails, Key: kiosk.KeyEnter, Label: kiosk.T("button.details"), Main: true},
		back,
	}}
	v.Last = &kiosk.LastSale{Amount: m.amount, Wallet: kiosk.WeChat, Tail: "0417", At: m.at(41 * time.Second), Outcome: kiosk.OutcomeParked}
	return v
}

func (m maker) doubtAsking() kiosk.View {
	v := m.doubtList(4)
	v.Attention.Rows[2].Progress = kiosk.Progress{Text: kiosk.T("doing.asking"), Querying: true, LastAnswer: remark(m.at(25*time.Second), kiosk.T("said.reason", "reason", "系统繁忙，请稍后再试"))}
	return v
}

func (m maker) doubtNone() kiosk.View {
	v := m.doubtList(1)
	v.Status.Open = 0
	v.Attention = &kiosk.AttentionList{Page: 1, Pages: 1, Resolved: remark(m.at(time.Second), kiosk.T("doubts.gone", "amount", m.text(), "order", "0417", "what", "@said.closed"))}
	v.Panel = kiosk.Panel{Title: kiosk.T("doubts.none"), Buttons: []kiosk.Button{
		{Action: kiosk.ActionBack, Key: kiosk.KeyEnter, Label: kiosk.T("button.back"), Main: true},
	}}
	return v
}

// doubtCard is one payment of the list.
func (m maker) doubtCard() kiosk.View {
	v := m.doubtList(1)
	v.Screen, v.Attention = kiosk.ScreenAlarm, nil
	buttons := v.Panel.Buttons
	v.Panel = kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T("alarm.unknown.title"), Detail: kiosk.T("panel.unknown.asking"), Amount: m.text(),
		Progress: kiosk.Progress{Text: kiosk.T("doing.seconds", "n", "25"), NextQuery: m.now.Add(12 * time.Second), LastAnswer: remark(m.at(13*time.Second), kiosk.T("said.silent"))},
		Timeline: m.steps(kiosk.T("story.alarm_created", "wallet", "@wallet.wechat", "order", "0417"), kiosk.T("story.left_parked")),
	}
	v.Panel.Buttons = append(v.Panel.Buttons, buttons[0], buttons[1], buttons[3])
	return v
}

// decisions are the steps of a manager's decision after the first.
func (m maker) decisions() []Named {
	about := kiosk.T("decide.about", "wallet", "@wallet.wechat", "order", "0417", "time", "14:32:05")
	back := kiosk.Button{Action: kiosk.ActionBack, Key: kiosk.KeyEsc, Label: kiosk.T("button.back"), Group: 9}
	why := m.doubtCard()
	why.PracticeButtons = nil
	why.Panel = kiosk.Panel{Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Amount: m.text(), Title: kiosk.T("decide.why.say_unpaid"), Detail: about}
	for i, r := range []string{"not_in_app", "no_bill", "paid_another_way", "gateway_support"} {
		why.Panel.Buttons = append(why.Panel.Buttons, kiosk.Button{
			Action: kiosk.Action("why_" + r), Key: []kiosk.Key{kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3, kiosk.KeyF4}[i], Label: kiosk.T("reason." + r), Group: i / 2,
		})
	}
	why.Panel.Buttons = append(why.Panel.Buttons, back)
	sure := why
	sure.Panel = kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Amount: m.text(), Title: kiosk.T("decide.sure.say_paid"),
		Detail: kiosk.T("decide.sure.detail", "about", about.Arg(), "reason", "@reason.wallet_bill"),
	}
	back.Group = 0
	sure.Panel.Buttons = []kiosk.Button{{Action: kiosk.ActionConfirm, Key: kiosk.KeyEnter, Label: kiosk.T("button.record"), Main: true}, back}
	return []Named{{"decide-why", why}, {"decide-sure", sure}}
}

// uncertain are the states at the counter in which money may have moved or not.
func (m maker) uncertain() []Named {
	safe := kiosk.T("guide.safe")
	ask := m.unknown()
	ask.Panel.Detail = kiosk.T("panel.unknown.no_query")
	ask.Panel.Buttons = ask.Panel.Buttons[1:]
	ask = stage(ask, kiosk.T("stage.ask.title"), kiosk.T("stage.ask.detail"))
	ask.Customer.Kind, ask.Customer.Guide = kiosk.CustomerAskHelp, []kiosk.Text{kiosk.T("guide.ask"), safe}
	incident := ask
	incident.Panel.Title, incident.Panel.Detail = kiosk.T("panel.incident.title"), kiosk.T("panel.wrong_amount.detail")

	slow := m.open()[0].View
	slow = stage(slow, kiosk.T("stage.slow.title"), kiosk.T("stage.slow.detail"))
	slow.Customer.Guide = []kiosk.Text{safe}
	slow.Status.Gateway = kiosk.GatewayStatus{State: kiosk.GatewaySilent, Since: m.at(9 * time.Second)}
	slow.Panel.Tone, slow.Panel.Title, slow.Panel.Detail = kiosk.ToneUnsure, kiosk.T("panel.slow.title"), kiosk.T("panel.fault.silent")
	slow.Panel.Buttons = []kiosk.Button{askAgain, park, cancel}
	slowWide := slow
	slowWide.Customer.Tone = kiosk.ToneMini
	busy := slow
	busy.Status.Gateway = kiosk.GatewayStatus{State: kiosk.GatewayBusy, Since: m.at(9 * time.Second)}
	busy.Panel.Detail = kiosk.T("panel.fault.busy")

	parked := m.base()
	parked.Status.Open = 1
	parked.Last = &kiosk.LastSale{Amount: m.amount, Wallet: kiosk.WeChat, Tail: "0417", At: m.at(3 * time.Second), Outcome: kiosk.OutcomeParked}

	refund := m.doubtCard()
	refund.Panel = m.refundUnknown(refund.Panel.Buttons...)
	refund.Panel.Amount = m.text()
	refund.Panel.Progress = kiosk.Progress{Text: kiosk.T("doing.minutes", "n", "5"), NextQuery: m.now.Add(200 * time.Second)}
	twice := m.alarms()[0].View
	twice.Panel.Title, twice.Panel.Detail = kiosk.T("alarm.twice.title"), kiosk.T("alarm.twice.detail.give_back")
	twice.Panel.Buttons = []kiosk.Button{
		{Action: kiosk.ActionAccept, Key: kiosk.KeyF4, Label: kiosk.T("button.accept")},
		{Action: kiosk.ActionRefund, Key: kiosk.KeyF6, Label: kiosk.T("button.give_back"), Main: true}, later,
	}
	reversed := m.alarms()[0].View
	reversed.Panel.Title, reversed.Panel.Detail = kiosk.T("alarm.reversed.title"), kiosk.T("alarm.reversed.detail", "order", "202611221432050417880417", "paid", m.text())
	reversed.Panel.Timeline = append(reversed.Panel.Timeline, remark(m.at(time.Second), kiosk.T("story.refund_reversed", "amount", m.text())))
	reversed.Panel.Buttons = []kiosk.Button{{Action: kiosk.ActionAccept, Key: kiosk.KeyF4, Label: kiosk.T("button.seen"), Main: true}, later}
	return []Named{
		{"unknown-ask", ask}, {"incident", incident}, {"slow", slow}, {"slow-mini", slowWide}, {"busy", busy}, {"parked", parked}, {"refund-doubt", refund}, {"twice", twice}, {"reversed", reversed},
	}
}
