package sample

import (
	"time"

	"facepay/kiosk"
)

// refunds are the screens of giving money back, and those of gateways that go
// about a payment in their own way.
func (m maker) refunds() []Named {
	confirm := func(label string) kiosk.Button {
		return kiosk.Button{Action: kiosk.ActionConfirm, Key: kiosk.KeyEnter, Label: kiosk.T(label), Main: true}
	}
	entry := m.base()
	entry.Screen, entry.Pay = kiosk.ScreenRefund, nil
	entry.Amount = kiosk.AmountCard{Label: kiosk.T("refund.amount"), Corner: kiosk.T("refund.max", "max", m.text()), Text: m.text(), Ghost: true}
	entry.Refund = &kiosk.RefundEntry{
		Title: kiosk.T("refund.title"), Order: tail, Wallet: kiosk.WeChat, Paid: m.text(), Max: m.text(),
		Detail:  kiosk.T("refund.detail", "wallet", "@wallet.wechat", "order", tail, "paid", m.text()),
		Buttons: []kiosk.Button{confirm("button.refund_on"), back},
	}
	byHand := entry
	byHand.Refund = new(*entry.Refund)
	byHand.Refund.ByHand = true
	byHand.Refund.Detail = kiosk.T("refund.by_hand.detail", "wallet", "@wallet.wechat", "order", tail, "paid", m.text())
	second := entry
	second.Amount.Corner, second.Amount.Ghost = kiosk.Text{}, false
	second.Panel = kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T("refund.confirm.title", "amount", m.text()),
		Detail:   kiosk.T("refund.confirm.detail", "paid", m.text(), "wallet", "@wallet.wechat", "order", tail),
		Timeline: m.paid(),
		Buttons:  m.reasons(confirm("button.refund_confirm"), back),
	}
	done := second
	done.Amount.Label = kiosk.T("refund.amount.done")
	done.Panel = kiosk.Panel{
		Tone: kiosk.TonePaid, Mark: kiosk.MarkTick, Title: kiosk.T("refund.done.title", "amount", m.text()), Detail: kiosk.T("refund.done.detail"),
		Timeline: append(m.paid(), m.steps(m.refundAsked(), kiosk.T("story.refund_done"))...), Buttons: []kiosk.Button{back},
	}
	unknown := second
	unknown.Panel = m.refundUnknown(askAgain, manager, back)
	stuck := unknown
	stuck.Panel.Detail = kiosk.T("refund.unknown.stuck", "reason", "退款异常，请到微信支付商户平台处理") // WeChat's own words
	shopOrder := m.base()
	shopOrder.Screen, shopOrder.Pay = kiosk.ScreenOrder, nil
	shopOrder.Order = &kiosk.OrderEntry{Title: kiosk.T("order.title"), Detail: kiosk.T("order.detail"), Text: "SO" + m.now.Format("20060102") + "-000417"}
	shopOrder.Customer = kiosk.CustomerScreen{Kind: kiosk.CustomerAmount, Amount: m.text(), Title: kiosk.T("stage.due"), Detail: kiosk.T("stage.wait_cashier")}
	return []Named{
		{"refund", entry}, {"refund-by-hand", byHand}, {"refund-confirm", second}, {"refund-done", done}, {"refund-unknown", unknown},
		{"refund-stuck", stuck},
		{"order", shopOrder}, {"mini", m.mini()}, {"notices", m.noticesRefused()},
	}
}

// reasons are the buttons of a refund's second look: one reason is chosen.
func (m maker) reasons(below ...kiosk.Button) (all []kiosk.Button) {
	for i, r := range kiosk.RefundReasons {
		b := kiosk.Button{Action: kiosk.Action("reason_" + r), Key: []kiosk.Key{kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3, kiosk.KeyF4}[i], Label: r.Text()}
		if r == kiosk.RefundWrongAmount {
			b.Tone = kiosk.TonePaid
		}
		all = append(all, b)
	}
	for _, b := range below {
		b.Group = 1
		all = append(all, b)
	}
	return all
}

// paid is the log of the payment that is refunded, an earlier sale's.
func (m maker) paid() []kiosk.TimelineEntry {
	return m.stepsSince(47*time.Minute, created, kiosk.T("story.alarm_paid"))
}

func (m maker) refundAsked() kiosk.Text {
	return kiosk.T("story.refund_asked", "amount", m.text(), "no", "3301")
}

func (m maker) refundUnknown(buttons ...kiosk.Button) kiosk.Panel {
	return kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T("refund.unknown.title"), Detail: kiosk.T("refund.unknown.asking"),
		Timeline: append(m.paid(), remark(m.at(saleAge), m.refundAsked()), remark(time.Time{}, kiosk.T("story.refund_unknown"))), Buttons: buttons,
	}
}

// mini is an open sale whose QR leads to the shop's mini-program.
func (m maker) mini() kiosk.View {
	v := stage(m.sale("amount.mini_waiting", kiosk.CustomerQR, kiosk.WalletUnknown, kiosk.Panel{
		Tone: kiosk.ToneMini, Mark: kiosk.MarkSpinner, Title: kiosk.T("panel.mini.title"), Detail: kiosk.T("panel.scan_too"),
		Timeline: m.steps(m.opened(saleAge), kiosk.T("story.mini_shown")),
		Buttons:  []kiosk.Button{instead(showWeChat), instead(showAlipay), cancel},
	}), kiosk.T("stage.mini.any"), kiosk.T("stage.qr.detail", "shop", Shop))
	v.Customer.QR, v.Customer.Tone = m.qr().Customer.QR, kiosk.ToneMini
	return v
}

// noticesRefused is an idle till that somebody sends forged notifications to.
func (m maker) noticesRefused() kiosk.View {
	v := m.base()
	v.Status.Refused = 1234
	v.Status.Gateway = kiosk.GatewayStatus{State: kiosk.GatewaySilent, Since: m.at(41 * time.Second)}
	return v
}
