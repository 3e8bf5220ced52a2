package alipayservice

import (
	"fmt"

	"facepay/kiosk"
	"facepay/providers/alipaynotice"
)

// NotificationAck is the word after which Alipay sends a notification no more.
func (g *Gateway) NotificationAck() (contentType string, body []byte) { return alipaynotice.Ack() }

// ReadNotification verifies and reads a notification of Alipay. It is Alipay itself that
// speaks here, not the service; only TRADE_SUCCESS and TRADE_FINISHED are paid.
func (g *Gateway) ReadNotification(contentType string, body []byte) (kiosk.Notification, error) {
	form, err := alipaynotice.Verify(g.key, contentType, body)
	if err != nil {
		return kiosk.Notification{}, err
	}
	if g.cfg.AppID != "" && form["app_id"] != g.cfg.AppID {
		return kiosk.Notification{}, fmt.Errorf("%w: it is of another app", kiosk.ErrNotification)
	}
	return form.Read(&noticeStates)
}
