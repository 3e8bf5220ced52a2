package wechatpay

import (
	"errors"
	"fmt"
	"strings"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// noticeBytesMax bounds a notification; one has about 2 KiB.
const noticeBytesMax = 64 << 10

// algorithm is the one that WeChat seals the content of notifications by.
const algorithm = "AEAD_AES_256_GCM"

// NotificationAck is the answer after which WeChat sends a notification no more: status
// 200, and nothing.
func (g *Gateway) NotificationAck() (contentType string, body []byte) { return "", nil }

// ReadNotification refuses whatever comes without its header, where the signature stands.
func (g *Gateway) ReadNotification(string, []byte) (kiosk.Notification, error) {
	return kiosk.Notification{}, notNotice(ErrUnsigned)
}

// WithHeader is a reader of the one notification that came with a header.
func (g *Gateway) WithHeader(get func(name string) string) kiosk.Notifier {
	return headed{g, get}
}

type headed struct {
	*Gateway
	get func(string) string
}

// ReadNotification verifies a notification by its header, then opens it, then reads it.
func (h headed) ReadNotification(_ string, body []byte) (kiosk.Notification, error) {
	if len(body) > noticeBytesMax {
		return kiosk.Notification{}, notNotice(fmt.Errorf("is too long: %w", kiosk.ErrNotification))
	}
	if h.keys == nil {
		return kiosk.Notification{}, notNotice(ErrOtherSerial)
	}
	if err := verify(h.keys.wechat, h.get, body, h.now()); err != nil {
		return kiosk.Notification{}, notNotice(err)
	}
	n, err := h.open(body)
	if err != nil {
		return kiosk.Notification{}, notNotice(fmt.Errorf("%w: %w", kiosk.ErrNotification, err))
	}
	return n, nil
}

func notNotice(err error) error { return fmt.Errorf("wechatpay notification %w", err) }

// Beginnings of event_type.
const (
	eventPaid   = "TRANSACTION.SUCCESS"
	eventRefund = "REFUND."
)

// open reads a notification that WeChat signed.
func (g *Gateway) open(body []byte) (kiosk.Notification, error) {
	o, err := wire.Decode(body, valuesMax)
	if err != nil {
		return kiosk.Notification{}, err
	}
	sealed := o.Child("resource")
	if sealed.Text("algorithm") != algorithm {
		return kiosk.Notification{}, errors.New("has no content that is sealed by " + algorithm)
	}
	// The texts as they came: Text would take blanks off them.
	field := func(name string) string { s, _ := sealed[name].(string); return s }
	plain, err := unseal(g.cfg.APIv3Key, field("ciphertext"), field("nonce"), field("associated_data"))
	if err != nil {
		return kiosk.Notification{}, err
	}
	content, err := wire.Decode(plain, valuesMax)
	if err != nil {
		return kiosk.Notification{}, fmt.Errorf("content %w", err)
	}
	event := o.Text("event_type")
	switch {
	case event == eventPaid:
		return g.paidNotice(content)
	case strings.HasPrefix(event, eventRefund):
		return g.refundNotice(content)
	}
	return kiosk.Notification{}, errors.New("has an event_type that is not documented")
}

func (g *Gateway) paidNotice(o wire.Object) (kiosk.Notification, error) {
	a, class, err := g.readOrder(o, &noticeStates)
	switch {
	case err != nil:
		return kiosk.Notification{}, err
	case class == wire.Unknown:
		return kiosk.Notification{}, errors.New("has a trade_state that is not documented")
	case a.Order == "":
		return kiosk.Notification{}, errNoOrder
	case !o.Has("mchid"):
		return kiosk.Notification{}, errOtherMerchant
	}
	return kiosk.Notification{OrderNo: kiosk.OrderNo(a.Order), Answer: a}, nil
}

// refundNotice reads news of a refund, which are no word on the payment.
func (g *Gateway) refundNotice(o wire.Object) (kiosk.Notification, error) {
	order := o.Number("out_trade_no")
	switch {
	case o.Text("mchid") != g.cfg.MerchantID:
		return kiosk.Notification{}, errOtherMerchant
	case order == "":
		return kiosk.Notification{}, errNoOrder
	}
	return kiosk.Notification{OrderNo: kiosk.OrderNo(order), Answer: kiosk.Answer{Order: order, Verdict: kiosk.VerdictUnknown}, Refund: true}, nil
}
