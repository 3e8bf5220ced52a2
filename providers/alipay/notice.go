package alipay

import (
	"crypto/rsa"
	"fmt"

	"facepay/kiosk"
	"facepay/providers/alipaynotice"
)

// NotificationAck is the word after which Alipay sends a notification no more.
func (g *Gateway) NotificationAck() (contentType string, body []byte) { return alipaynotice.Ack() }

// ReadNotification verifies and reads a notification; only TRADE_SUCCESS and
// TRADE_FINISHED are paid.
func (g *Gateway) ReadNotification(contentType string, body []byte) (kiosk.Notification, error) {
	var key *rsa.PublicKey
	if g.keys != nil {
		key = g.keys.alipay
	}
	form, err := alipaynotice.Verify(key, contentType, body)
	switch {
	case err != nil:
		return kiosk.Notification{}, err
	case form["app_id"] != g.cfg.AppID:
		return kiosk.Notification{}, fmt.Errorf("%w: it is of another app", kiosk.ErrNotification)
	case g.cfg.SellerID != "" && form["seller_id"] != g.cfg.SellerID:
		return kiosk.Notification{}, fmt.Errorf("%w: it is of another seller", kiosk.ErrNotification)
	}
	return form.Read(&noticeStates)
}
