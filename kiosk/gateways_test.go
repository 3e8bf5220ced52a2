package kiosk

import (
	"math/rand/v2"
	"time"
)

// lepayLike is a gateway that can close nothing and look up no code.
func lepayLike() Capabilities {
	return Capabilities{QR: []Wallet{WeChat, Alipay}, Code: true, QueryQR: true, QRValid: 2 * time.Hour}
}

// fullGateway can do everything, refunds and mini-programs apart.
func fullGateway() Capabilities {
	return Capabilities{QR: []Wallet{WeChat, Alipay}, Code: true, Close: true, OwnNumber: true, QueryCode: true, QueryQR: true, QRValid: 2 * time.Hour}
}

// noticeGateway is fullGateway with notifications.
func noticeGateway() Capabilities {
	can := fullGateway()
	can.Notifications = true
	return can
}

// yfpayLike is a gateway of one wallet that can be asked about its QRs.
func yfpayLike() Capabilities {
	return Capabilities{QR: []Wallet{WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Hour}
}

// blindGateway makes QRs and can be asked about none of them.
func blindGateway(notices bool) Capabilities {
	return Capabilities{QR: []Wallet{WeChat, Alipay}, OwnNumber: true, Notifications: notices, QRValid: 5 * time.Minute}
}

// shopGateway takes orders that were made elsewhere.
func shopGateway() Capabilities {
	return Capabilities{
		QR: []Wallet{WeChat, Alipay}, Mini: MiniPage, MiniWallets: []Wallet{WeChat},
		QueryQR: true, Close: true, OrderEntry: true, QRValid: 2 * time.Hour,
	}
}

// paramsGateway gives payment parameters to a mini-program.
func paramsGateway() Capabilities {
	can := fullGateway()
	can.Close = false
	can.Mini, can.MiniWallets = MiniParams, []Wallet{WeChat, Alipay}
	return can
}

// miniPageGateway has a page of its own for a mini-program.
func miniPageGateway() Capabilities {
	can := fullGateway()
	can.Mini, can.MiniWallets = MiniPage, []Wallet{WeChat}
	return can
}

// refunding gives back any part and can be asked in every way.
func refunding() Capabilities {
	can := fullGateway()
	can.Refund, can.RefundAgain, can.QueryRefund = RefundPart, true, true
	return can
}

// refundingOnce is refunding where a lost answer can never be asked for.
func refundingOnce() Capabilities {
	can := refunding()
	can.RefundAgain, can.QueryRefund = false, false
	return can
}

// randomGateway draws what a gateway can do.
func randomGateway(rng *rand.Rand) Capabilities {
	flip := func() bool { return rng.IntN(2) == 0 }
	return Capabilities{
		QR: []Wallet{WeChat, Alipay}, Code: flip(), Close: flip(), OwnNumber: flip(), QueryQR: flip(), QueryCode: flip(),
		Notifications: flip(), OrderEntry: rng.IntN(4) == 0, MiniAnyone: flip(), MiniWallets: []Wallet{WeChat, Alipay},
		Mini: []MiniMethod{MiniNone, MiniPage, MiniParams, MiniParams}[rng.IntN(4)], QRValid: time.Duration(1+rng.IntN(30)) * time.Minute,
	}
}
