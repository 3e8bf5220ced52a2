package tilltest

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
)

// NoticeGateway is gatewaytest.Full with notifications.
func NoticeGateway() kiosk.Capabilities {
	can := gatewaytest.Full()
	can.Notifications = true
	return can
}

// RefundingOnce is gatewaytest.Refunding where a lost answer can never be asked for.
func RefundingOnce() kiosk.Capabilities {
	can := gatewaytest.Refunding()
	can.RefundAgain, can.QueryRefund = false, false
	return can
}
