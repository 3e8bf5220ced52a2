package tilltest

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
)

// LepayLike is gatewaytest.Lepay without a limit on one payment.
func LepayLike() kiosk.Capabilities {
	can := gatewaytest.Lepay()
	can.FaceMax = 0
	return can
}

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
