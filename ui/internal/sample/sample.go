// Package sample has a View of each state of the till, for the gallery and tests.
package sample

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
)

// Named is one state of the till.
type Named struct {
	Name string
	View kiosk.View
}

// The amounts that Views is drawn with: an ordinary one and the longest that a
// till can be set to take.
const (
	Amount     = kiosk.Fen(12850)
	LongAmount = kiosk.Fen(99_999_999_999)
)

// Accepts are the capabilities of the samples' gateway.
var Accepts = kiosk.Capabilities{Code: true, Mini: kiosk.MiniParams}

var pay = []kiosk.PayKey{
	{Action: kiosk.ActionWeChat, Key: kiosk.KeyF1}, {Action: kiosk.ActionAlipay, Key: kiosk.KeyF2},
	{Action: kiosk.ActionMini, Key: kiosk.KeyF3}, {Action: kiosk.ActionScan, Key: kiosk.KeyEnter},
}

var (
	practiceDrop   = kiosk.Button{Action: kiosk.ActionPracticeDrop, Label: kiosk.T("practice.drop")}
	practicePay    = kiosk.Button{Action: kiosk.ActionPracticePay, Key: kiosk.KeyF4, Label: kiosk.T("practice.pay")}
	practiceRefuse = kiosk.Button{Action: kiosk.ActionPracticeRefuse, Label: kiosk.T("practice.refuse")}
	practiceCode   = kiosk.Button{Action: kiosk.ActionPracticeCode, Key: kiosk.KeyF8, Label: kiosk.T("practice.code")}

	back     = kiosk.Button{Action: kiosk.ActionBack, Key: kiosk.KeyEsc, Label: kiosk.T("button.back")}
	askAgain = kiosk.Button{Action: kiosk.ActionAskAgain, Key: kiosk.KeyF5, Label: kiosk.T("button.ask_again")}
	park     = kiosk.Button{Action: kiosk.ActionPark, Key: kiosk.KeyF6, Label: kiosk.T("button.park")}
	manager  = kiosk.Button{Action: kiosk.ActionManager, Key: kiosk.KeyF7, Label: kiosk.T("button.manager")}
	cancel   = kiosk.Button{Action: kiosk.ActionCancel, Key: kiosk.KeyEsc, Label: kiosk.T("button.cancel")}
	later    = kiosk.Button{Action: kiosk.ActionLater, Key: kiosk.KeyEsc, Label: kiosk.T("button.later")}

	showWeChat = kiosk.Button{Action: kiosk.ActionWeChat, Key: kiosk.KeyF1, Tone: kiosk.ToneWeChat, Label: kiosk.T("button.show_qr", "wallet", "@wallet.wechat")}
	showAlipay = kiosk.Button{Action: kiosk.ActionAlipay, Key: kiosk.KeyF2, Tone: kiosk.ToneAlipay, Label: kiosk.T("button.show_qr", "wallet", "@wallet.alipay")}
)

// instead is a button that shows its QR in place of another.
func instead(b kiosk.Button) kiosk.Button {
	b.Label.ID = "button.switch_qr"
	return b
}

// tail is the end of the number of the order that most samples are about.
const tail = "0417"

var codeSent = kiosk.T("story.code_sent", "tail", "7721")

// created is the line of a card about that order.
var created = kiosk.T("story.alarm_created", "wallet", "@wallet.wechat", "order", tail)

// maker makes Views around one amount and one time.
type maker struct {
	now      time.Time
	amount   kiosk.Fen
	practice bool
}

func (m maker) text() string { return m.amount.Grouped() }

func (m maker) at(back time.Duration) time.Time { return m.now.Add(-back) }

// orderNo is the number of an order that was made then, with an end of its own.
func (m maker) orderNo(back time.Duration, end string) kiosk.OrderNo {
	return kiosk.OrderNo(m.at(back).Format(kiosk.OrderNoTime) + "017880" + end)
}

// limit is an amount just below that of the samples.
func (m maker) limit() string { return (m.amount / 10000 * 10000).Grouped() }

// base is an idle till.
func (m maker) base() kiosk.View {
	v := kiosk.View{
		Screen: kiosk.ScreenAmount, Practice: m.practice, Pay: pay,
		Amount:   kiosk.AmountCard{Label: kiosk.T("amount.enter"), Corner: kiosk.T("amount.help"), Text: "0.00", Ghost: true},
		Customer: kiosk.CustomerScreen{Kind: kiosk.CustomerAdverts},
		Last:     &kiosk.LastSale{Amount: 3600, Wallet: kiosk.Alipay, Tail: "7721", At: m.at(178 * time.Second), Outcome: kiosk.OutcomePaid},
		Today:    128450,
		Status: kiosk.Status{
			Gateway: kiosk.GatewayStatus{State: kiosk.GatewayOK, Latency: 82 * time.Millisecond},
			Scanner: kiosk.ScannerReady,
			Sound:   kiosk.SoundOn,
		},
	}
	if m.practice {
		v.PracticeButtons = []kiosk.Button{practiceDrop}
	}
	return v
}

// sale is an open sale with a panel.
func (m maker) sale(label string, kind kiosk.CustomerScreenKind, wallet kiosk.Wallet, p kiosk.Panel) kiosk.View {
	v := m.base()
	word := "@wallet." + string(wallet)
	v.Screen, v.Pay, v.Panel = kiosk.ScreenPanel, nil, p
	v.Amount = kiosk.AmountCard{Label: kiosk.T(label, "wallet", word), Text: m.text(), Since: m.at(saleAge)}
	v.Customer = kiosk.CustomerScreen{Kind: kind, Wallet: wallet, Amount: m.text()}
	if m.practice {
		v.PracticeButtons = []kiosk.Button{practicePay, practiceRefuse, practiceCode, practiceDrop}
	}
	return v
}

// result is a sale that ended.
func (m maker) result(label string, outcome kiosk.Outcome, kind kiosk.CustomerScreenKind, p kiosk.Panel) kiosk.View {
	v := m.sale(label, kind, kiosk.WeChat, p)
	v.Amount.Since = time.Time{}
	v.Amount.Corner = kiosk.T("amount.at", "time", m.at(time.Second).Format(time.TimeOnly))
	v.Last = m.last(time.Second, outcome)
	if outcome == kiosk.OutcomePaid {
		v.Today += m.amount
	}
	if m.practice {
		v.PracticeButtons = []kiosk.Button{practiceDrop}
	}
	return v
}

func stage(v kiosk.View, title, detail kiosk.Text) kiosk.View {
	v.Customer.Title, v.Customer.Detail = title, detail
	return v
}

// saleAge is the age of most open sales.
const saleAge = 12 * time.Second

func (m maker) steps(texts ...kiosk.Text) []kiosk.TimelineEntry {
	return m.stepsSince(saleAge, texts...)
}

// stepsSince are texts that came one after another, the first so long ago.
func (m maker) stepsSince(back time.Duration, texts ...kiosk.Text) (s []kiosk.TimelineEntry) {
	for i, t := range texts {
		s = append(s, remark(m.at(back-time.Duration(4*i)*time.Second), t))
	}
	return s
}

// opened is the first line of an open sale's log.
func (m maker) opened(back time.Duration) kiosk.Text {
	return kiosk.T("story.opened", "order", string(m.orderNo(back, tail)))
}

// last is the order of the samples as the last sale.
func (m maker) last(back time.Duration, outcome kiosk.Outcome) *kiosk.LastSale {
	return &kiosk.LastSale{Amount: m.amount, Wallet: kiosk.WeChat, Tail: tail, At: m.at(back), Outcome: outcome}
}

// Views are all states, drawn with amount at time now.
func Views(now time.Time, amount kiosk.Fen, practice bool) []Named {
	m := maker{now, amount, practice}
	return slices.Concat(m.selling(), m.people(), m.open(), m.ended(), m.devices(), m.refunds(), m.checks(), m.doubts(), m.alarms())
}

// typed is an amount that was typed.
func (m maker) typed() kiosk.View {
	v := m.base()
	v.Amount = kiosk.AmountCard{Label: kiosk.T("amount.due"), Corner: kiosk.T("amount.clear"), Text: m.text()}
	v.Customer = kiosk.CustomerScreen{Kind: kiosk.CustomerAmount, Amount: m.text(), Title: kiosk.T("stage.due"), Detail: kiosk.T("stage.wait_cashier")}
	return v
}

func (m maker) selling() []Named {
	idle := m.base()
	fresh := func(m maker) kiosk.View {
		v := m.base()
		v.Last, v.Today, v.Status = nil, 0, kiosk.Status{}
		return v
	}
	first, setUp := fresh(m), fresh(maker{m.now, m.amount, true}) // a till without a config practises
	setUp.SetUp = kiosk.Button{Action: kiosk.ActionSetUp, Key: kiosk.KeyF8, Label: kiosk.T("amount.set_up")}
	typed := m.typed()
	muted := m.base()
	muted.Status.Sound = kiosk.SoundMuted
	cash := typed
	cash.Pay = slices.Insert(slices.Clone(pay), len(pay)-1, kiosk.PayKey{Action: kiosk.ActionCash, Key: kiosk.KeyF4})
	problem := typed
	problem.Amount.Problem = kiosk.T("problem.too_much", "max", m.limit())
	problem.Status = kiosk.Status{
		Gateway: kiosk.GatewayStatus{State: kiosk.GatewayUnreachable, Since: m.at(41 * time.Second)},
		Scanner: kiosk.ScannerGone, Open: 3, Sound: kiosk.SoundMuted,
	}
	pin := m.base()
	pin.Screen, pin.Pay = kiosk.ScreenPIN, nil
	pin.PIN = &kiosk.PINEntry{Title: kiosk.T("pin.enter"), Detail: kiosk.T("pin.for.manager", "amount", m.text(), "order", tail), Dots: 3}
	confirm := pin
	confirm.PIN = &kiosk.PINEntry{Title: kiosk.T("pin.enter"), Detail: kiosk.T("pin.for.confirm", "amount", m.text(), "order", tail), Dots: 3}
	help, history := m.base(), m.base()
	help.Screen, history.Screen = kiosk.ScreenHelp, kiosk.ScreenHistory
	history.Pay, history.Status.Open, history.Alarm = nil, 1, kiosk.T("alarm.late.title.cancelled")
	help.Panel.Buttons = []kiosk.Button{
		back,
		{Action: kiosk.ActionCheck, Key: kiosk.KeyF5, Label: kiosk.T("button.check")},
		{Action: kiosk.ActionRights, Key: kiosk.KeyF6, Label: kiosk.T("button.rights")},
	}
	return []Named{{"idle", idle}, {"muted", muted}, {"first", first}, {"set-up", setUp}, {"amount", typed}, {"cash", cash}, {"problem", problem}, {"pin", pin}, {"pin-confirm", confirm}, {"help", help}, {"history", history}}
}

func (m maker) open() []Named {
	qrView := m.qr()
	alipay := stage(m.sale("amount.qr_waiting", kiosk.CustomerQR, kiosk.Alipay, qrView.Panel), kiosk.T("stage.qr.title", "wallet", "@wallet.alipay"), qrView.Customer.Detail)
	alipay.Customer.QR = qrView.Customer.QR
	alipay.Panel.Buttons = []kiosk.Button{instead(showWeChat), cancel}
	opening := stage(m.sale("amount.qr_created", kiosk.CustomerOpening, kiosk.WeChat, kiosk.Panel{
		Mark: kiosk.MarkSpinner, Title: kiosk.T("panel.opening.title"), Detail: kiosk.T("panel.scan_too"),
		Timeline: m.steps(m.opened(saleAge)), Buttons: qrView.Panel.Buttons,
	}), kiosk.T("stage.opening.title"), kiosk.T("stage.opening.detail"))
	closing := qrView
	closing.Closing, closing.Panel = true, kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T("closing.title"), Detail: kiosk.T("closing.detail"),
		Buttons: []kiosk.Button{
			{Action: kiosk.ActionClose, Label: kiosk.T("button.close")},
			{Action: kiosk.ActionBack, Key: kiosk.KeyEsc, Label: kiosk.T("button.back"), Main: true},
		},
	}
	return []Named{{"qr", qrView}, {"qr-alipay", alipay}, {"closing", closing}, {"opening", opening}, {"armed", m.armed()}, {"confirm", m.confirm()}, {"unknown", m.unknown()}, {"failed", m.failed()}}
}

// qr is a sale that shows WeChat's QR.
func (m maker) qr() kiosk.View {
	v := stage(m.sale("amount.qr_waiting", kiosk.CustomerQR, kiosk.WeChat, kiosk.Panel{
		Mark: kiosk.MarkSpinner, Title: kiosk.T("panel.qr.title"), Detail: kiosk.T("panel.scan_too"),
		Timeline: m.steps(m.opened(saleAge), kiosk.T("story.qr_shown"), kiosk.T("story.not_scanned")),
		Buttons:  []kiosk.Button{instead(showAlipay), cancel},
	}), kiosk.T("stage.qr.title", "wallet", "@wallet.wechat"), kiosk.T("stage.qr.detail", "shop", Shop))
	v.Customer.QR = "https://qr.example/pay?order=" + string(m.orderNo(saleAge, tail)) + "&amount=" + m.amount.Yuan()
	return v
}

// armed is a sale that waits for a code or a face.
func (m maker) armed() kiosk.View {
	return stage(m.sale("amount.armed", kiosk.CustomerShowCode, "", kiosk.Panel{
		Mark: kiosk.MarkScan, Title: kiosk.T("panel.armed.title"), Detail: kiosk.T("panel.armed.detail"),
		Buttons: []kiosk.Button{showWeChat, showAlipay, cancel},
	}), kiosk.T("stage.show.title"), kiosk.T("stage.show.detail"))
}

// confirm is a sale whose code was sent, and whose customer types a password.
func (m maker) confirm() kiosk.View {
	return stage(m.sale("amount.code_waiting", kiosk.CustomerConfirm, kiosk.Alipay, kiosk.Panel{
		Mark: kiosk.MarkSpinner, Title: kiosk.T("panel.confirm.title"), Detail: kiosk.T("panel.once.detail"),
		Timeline: m.steps(codeSent, kiosk.T("story.confirming")), Buttons: []kiosk.Button{cancel},
	}), kiosk.T("stage.confirm.title"), kiosk.T("stage.confirm.detail"))
}

// failed is a sale whose code came to nothing.
func (m maker) failed() kiosk.View {
	v := stage(m.sale("amount.failed", kiosk.CustomerFailed, kiosk.UnionPay, kiosk.Panel{
		Tone: kiosk.ToneFailed, Mark: kiosk.MarkCross, Title: kiosk.T("panel.failed.title"), Detail: kiosk.T("fail.not_sent"),
		Timeline: m.steps(codeSent, kiosk.T("story.not_sent")),
		Buttons:  []kiosk.Button{showWeChat, showAlipay, cancel},
	}), kiosk.T("stage.failed.title"), kiosk.T("stage.failed.detail"))
	v.Customer.Guide = []kiosk.Text{kiosk.T("guide.tell")}
	return v
}

func (m maker) unknown() kiosk.View {
	v := stage(m.sale("amount.code_unknown", kiosk.CustomerUnsure, kiosk.Alipay, kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T("panel.unknown.title"), Detail: kiosk.T("panel.fault.silent"),
		Timeline: m.stepsSince(unknownAge, codeSent, kiosk.T("story.no_answer")),
		Buttons:  []kiosk.Button{askAgain, park, manager},
	}), kiosk.T("stage.unsure.title"), kiosk.T("stage.unsure.detail"))
	v.Customer.Guide = []kiosk.Text{kiosk.T("guide.unsure"), kiosk.T("guide.safe")}
	v.Status.Gateway = kiosk.GatewayStatus{State: kiosk.GatewaySilent, Since: m.at(41 * time.Second)}
	v.Amount.Since = m.at(unknownAge)
	return v
}

// unknownAge is the age of a sale of which nobody knows.
const unknownAge = 45 * time.Second

func (m maker) ended() []Named {
	next := kiosk.Button{Action: kiosk.ActionNext, Key: kiosk.KeyEnter, Label: kiosk.T("button.next"), Main: true}
	paid := stage(m.result("amount.paid_with", kiosk.OutcomePaid, kiosk.CustomerPaid, kiosk.Panel{
		Tone: kiosk.TonePaid, Mark: kiosk.MarkTick, Title: kiosk.T("panel.paid.title", "amount", m.text()), Detail: kiosk.T("panel.paid.detail"),
		Timeline: m.steps(kiosk.T("story.qr_shown"), kiosk.T("story.scanned"), kiosk.T("story.paid")), Buttons: []kiosk.Button{next},
	}), kiosk.T("stage.paid.title", "wallet", "@wallet.wechat"), kiosk.T("stage.paid.detail", "shop", Shop))
	const waited = 5 * time.Minute
	shown := m.stepsSince(waited, m.opened(waited), kiosk.T("story.qr_shown"))
	timeout := stage(m.result("amount.timeout", kiosk.OutcomeTimeout, kiosk.CustomerFailed, kiosk.Panel{
		Mark: kiosk.MarkCross, Title: kiosk.T("panel.timeout.title"), Detail: kiosk.T("panel.timeout.detail"),
		Timeline: append(shown, remark(m.at(2*time.Second), kiosk.T("story.closed"))), Buttons: []kiosk.Button{next},
	}), kiosk.T("stage.timeout.title"), kiosk.T("stage.timeout.detail"))
	timeout.Customer.Guide = []kiosk.Text{kiosk.T("guide.tell")}
	unheard := stage(m.result("amount.timeout_unheard", kiosk.OutcomeParked, kiosk.CustomerAskHelp, kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T("panel.timeout.parked"), Detail: kiosk.T("panel.timeout.unheard"),
		Timeline: shown, Buttons: []kiosk.Button{next},
	}), kiosk.T("stage.ask.title"), kiosk.T("stage.ask.detail"))
	unheard.Customer.Guide = []kiosk.Text{kiosk.T("guide.ask"), kiosk.T("guide.safe")}
	unheard.Status.Open, unheard.Status.Gateway = 1, kiosk.GatewayStatus{State: kiosk.GatewaySilent, Since: m.at(waited)}
	printable := paid
	printable.Panel.Buttons = []kiosk.Button{{Action: kiosk.ActionPrint, Key: kiosk.KeyF5, Label: kiosk.T("button.print")}, next}
	return []Named{{"paid", paid}, {"paid-print", printable}, {"timeout", timeout}, {"timeout-unheard", unheard}}
}

func (m maker) alarms() []Named {
	settling := m.base()
	settling.Screen, settling.Pay = kiosk.ScreenRecovering, nil
	settling.Panel = kiosk.Panel{Mark: kiosk.MarkSpinner, Title: kiosk.T("panel.settling.title"), Detail: kiosk.T("panel.settling.detail")}
	retry := kiosk.Button{Action: kiosk.ActionRetry, Key: kiosk.KeyEnter, Label: kiosk.T("button.retry"), Main: true}
	stopped := m.base()
	stopped.Screen, stopped.Pay, stopped.PracticeButtons = kiosk.ScreenStopped, nil, nil
	stopped.Panel = kiosk.Panel{Tone: kiosk.ToneFailed, Mark: kiosk.MarkCross, Title: kiosk.T("stopped.title"), Detail: kiosk.T("stopped.damaged"), Buttons: []kiosk.Button{retry}}
	stopped.Customer = kiosk.CustomerScreen{Kind: kiosk.CustomerAskHelp, Title: kiosk.T("stage.ask.title"), Detail: kiosk.T("stage.ask.detail"), Guide: []kiosk.Text{kiosk.T("guide.stopped"), kiosk.T("guide.safe")}}
	unrecorded := stopped
	unrecorded.Panel.Amount = m.text()
	unrecorded.Panel.Timeline = []kiosk.TimelineEntry{{Text: kiosk.T("stopped.paid_unrecorded", "amount", m.text(), "order", string(m.orderNo(saleAge, tail)))}}
	unrecorded.Customer.Amount = m.text()
	return []Named{{"late", m.late()}, {"settling", settling}, {"stopped", stopped}, {"unrecorded", unrecorded}}
}

// late is the alarm about money for a sale that was cancelled.
func (m maker) late() kiosk.View {
	late := m.base()
	late.Screen, late.Pay = kiosk.ScreenAlarm, nil
	late.Status.Open = 1
	late.Last = m.last(4*time.Second, kiosk.OutcomeLate)
	late.Today += m.amount
	late.Panel = kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T("alarm.late.title.cancelled"), Detail: kiosk.T("alarm.late.detail"), Amount: m.text(),
		Timeline: m.steps(created, kiosk.T("story.left_cancelled"), kiosk.T("story.alarm_paid")),
		Buttons: []kiosk.Button{
			{Action: kiosk.ActionAccept, Key: kiosk.KeyF4, Label: kiosk.T("button.accept"), Main: true},
			{Action: kiosk.ActionRefundByHand, Key: kiosk.KeyF6, Label: kiosk.T("button.refund_by_hand")}, later,
		},
	}
	return late
}

// Ledger is a history of so many payments, made up as they are asked for.
type Ledger struct {
	Now  time.Time
	Size int
}

// Payments implements kiosk.History.
func (l Ledger) Payments(_ context.Context, f kiosk.HistoryFilter, before kiosk.OrderNo, limit int) ([]kiosk.Payment, error) {
	from := 0
	if before != "" {
		n, err := l.index(before)
		if err != nil {
			return nil, err
		}
		from = n + 1
	}
	var page []kiosk.Payment
	for i := from; i < l.Size && len(page) < limit; i++ {
		if p := l.payment(i); selects(f, p) {
			page = append(page, p)
		}
	}
	return page, nil
}

// selects reports whether p is one that the samples' filters and searches ask for.
func selects(f kiosk.HistoryFilter, p kiosk.Payment) bool {
	return strings.HasSuffix(string(p.OrderNo), f.Ending) && (f.Wallet == "" || p.Wallet == f.Wallet) && p.Amount >= f.Min && (f.Max == 0 || p.Amount <= f.Max)
}

func (l Ledger) index(n kiosk.OrderNo) (int, error) {
	var i int
	if _, err := fmt.Sscanf(string(n[max(0, len(n)-8):]), "%d", &i); err != nil {
		return 0, fmt.Errorf("order %s: %w", n, err)
	}
	return i, nil
}

func (l Ledger) payment(i int) kiosk.Payment {
	states := []kiosk.State{kiosk.StatePaid, kiosk.StatePaid, kiosk.StateClosed, kiosk.StatePaid, kiosk.StateUnknown, kiosk.StateFailed, kiosk.StatePaid}
	wallets := []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay, kiosk.UnionPay}
	p := kiosk.Payment{Amount: kiosk.Fen(980 + 137*i%90000), Wallet: wallets[i%3], State: states[i%7], CreatedAt: l.Now.Add(-time.Duration(i) * 7 * time.Minute)}
	p.OrderNo = kiosk.OrderNo(p.CreatedAt.Format(kiosk.OrderNoTime) + fmt.Sprintf("01%08d", i))
	if i%7 == 3 {
		p.Late, p.LateDone, p.Refunded = true, kiosk.LateByHand, p.Amount
	}
	return p
}

// Story implements kiosk.History.
func (l Ledger) Story(_ context.Context, n kiosk.OrderNo) ([]kiosk.Record, error) {
	i, err := l.index(n)
	if err != nil {
		return nil, err
	}
	p := l.payment(i)
	at := func(s int) time.Time { return p.CreatedAt.Add(time.Duration(s) * time.Second) }
	story := []kiosk.Record{
		{At: at(0), Kind: kiosk.RecordCreated, OrderNo: n, To: kiosk.StateCreated, Note: "qr " + string(p.Wallet)},
		{At: at(1), Kind: kiosk.RecordMoved, OrderNo: n, From: kiosk.StateCreated, To: kiosk.StateWaiting},
	}
	ended := kiosk.Record{At: at(9), Kind: kiosk.RecordMoved, OrderNo: n, From: kiosk.StateWaiting, To: p.State}
	switch {
	case p.Late:
		ended.At = at(61)
		return append(story, kiosk.Record{At: at(40), Kind: kiosk.RecordReleased, OrderNo: n, Note: string(kiosk.SaleAbandoned)}, ended,
			kiosk.Record{At: at(61), Kind: kiosk.RecordLate, OrderNo: n},
			kiosk.Record{At: at(75), Kind: kiosk.RecordLateDone, OrderNo: n, Note: string(kiosk.LateByHand)}), nil
	case p.State == kiosk.StateUnknown:
		ended.Note = string(kiosk.ReasonNoAnswer)
	case p.State == kiosk.StateFailed:
		ended.Note = string(kiosk.GatewaySaid("付款码已过期，请刷新后再试"))
	}
	return append(story, ended), nil
}
