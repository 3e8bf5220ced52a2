package till

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"time"
)

// The gateways that the tests choose from, besides those that each alters.
var (
	fullGateway     = gatewaytest.Full
	refunding       = gatewaytest.Refunding
	miniPageGateway = gatewaytest.MiniPage
	paramsGateway   = gatewaytest.MiniParams
	shopGateway     = gatewaytest.OrderEntry
	yfpayLike       = gatewaytest.QueryOnly
	blindGateway    = gatewaytest.NoQuery
	randomGateway   = gatewaytest.Random
)

// lepayLike is a gateway that can close nothing and look up no code.
func lepayLike() kiosk.Capabilities {
	return kiosk.Capabilities{QR: gatewaytest.Both(), Code: true, QueryQR: true, QRValid: 2 * time.Hour}
}

// noticeGateway is fullGateway with notifications.
func noticeGateway() kiosk.Capabilities {
	can := fullGateway()
	can.Notifications = true
	return can
}

// refundingOnce is refunding where a lost answer can never be asked for.
func refundingOnce() kiosk.Capabilities {
	can := refunding()
	can.RefundAgain, can.QueryRefund = false, false
	return can
}
