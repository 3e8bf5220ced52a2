package till

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
)

// noticeGateway is gatewaytest.Full with notifications.
func noticeGateway() kiosk.Capabilities {
	can := gatewaytest.Full()
	can.Notifications = true
	return can
}

// refundingOnce is gatewaytest.Refunding where a lost answer can never be asked for.
func refundingOnce() kiosk.Capabilities {
	can := gatewaytest.Refunding()
	can.RefundAgain, can.QueryRefund = false, false
	return can
}
