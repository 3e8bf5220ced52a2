package yfpay

import (
	"errors"
	"fmt"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// noticeBytesMax bounds a notification; the documented fields have under 1 KiB.
const noticeBytesMax = 64 << 10

// ReadNotification reads a notification: JSON, signed as a reply is. The Content-Type
// is not looked at, since the signature covers what was read and nothing else
// counts. A refund's tells nothing of the payment but its number; whether its
// total_amount is the payment's or the refund's is documented nowhere.
func (g *Gateway) ReadNotification(_ string, body []byte) (kiosk.Notification, error) {
	if len(body) > noticeBytesMax {
		return kiosk.Notification{}, notNotice(errors.New("is too long"))
	}
	m, err := decode(body)
	if err != nil {
		return kiosk.Notification{}, notNotice(err)
	}
	switch err := verify(m, g.cfg.Key); {
	case errors.Is(err, errNoSign):
		return kiosk.Notification{}, fmt.Errorf("yfpay notification: %w: %w", kiosk.ErrForged, err)
	case err != nil:
		return kiosk.Notification{}, fmt.Errorf("yfpay notification: %w", err)
	}
	switch {
	case !m.has("mch_no"):
		return kiosk.Notification{}, notNotice(errors.New("names no merchant"))
	case m.text("mch_no") != g.cfg.MchNo:
		return kiosk.Notification{}, notNotice(ErrOtherMerchant)
	case noticeReturns.Class(m.text("return_code")) != wire.Read:
		return kiosk.Notification{}, notNotice(errors.New("has no return_code SUCCESS"))
	}
	n, err := noticeOf(m)
	if err != nil {
		return kiosk.Notification{}, notNotice(err)
	}
	return n, nil
}

func noticeOf(m message) (kiosk.Notification, error) {
	e, err := m.echoed()
	if err != nil {
		return kiosk.Notification{}, err
	}
	if e.order == "" {
		return kiosk.Notification{}, errNoOrder
	}
	n := kiosk.Notification{OrderNo: kiosk.OrderNo(e.order), Answer: kiosk.Answer{Order: e.order}}
	if noticeResults.Class(m.text("result_code")) == wire.RefundNews {
		n.Refund, n.Answer.Verdict = true, kiosk.VerdictUnknown
		return n, nil
	}
	said := noticedOf(m)
	if said.money == wire.Unknown {
		return kiosk.Notification{}, errors.New("has a result_code that is not documented")
	}
	// Notifications tell of QR and mini-program orders alone.
	n.Answer.Verdict, n.Answer.Amount, n.Answer.TradeNo = said.verdict(kiosk.RailQR), e.amount, e.trade
	if !said.taken() {
		n.Answer.Reason = reasonOf(m, kiosk.PayCode{})
		return n, nil
	}
	if e.amount == nil {
		return kiosk.Notification{}, errNoAmount
	}
	n.Answer.PaidAt = m.time("end_time")
	return n, nil
}

func notNotice(err error) error {
	return fmt.Errorf("yfpay notification: %w: %w", kiosk.ErrNotification, err)
}

// NotificationAck is the answer after which yfpay sends a notification no more.
func (g *Gateway) NotificationAck() (string, []byte) {
	return "application/json; charset=utf-8", []byte(`{"return_code":"SUCCESS","return_msg":"成功"}`)
}
