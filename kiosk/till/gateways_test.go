package till

import (
	"facepay/kiosk"
	"math/rand/v2"
	"time"
)

// lepayLike is a gateway that can close nothing and look up no code.
func lepayLike() kiosk.Capabilities {
	return kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}, Code: true, QueryQR: true, QRValid: 2 * time.Hour}
}

// fullGateway can do everything, refunds and mini-programs apart.
func fullGateway() kiosk.Capabilities {
	return kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}, Code: true, Close: true, OwnNumber: true, QueryCode: true, QueryQR: true, QRValid: 2 * time.Hour}
}

// noticeGateway is fullGateway with notifications.
func noticeGateway() kiosk.Capabilities {
	can := fullGateway()
	can.Notifications = true
	return can
}

// yfpayLike is a gateway of one wallet that can be asked about its QRs.
func yfpayLike() kiosk.Capabilities {
	return kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Hour}
}

// blindGateway makes QRs and can be asked about none of them.
func blindGateway(notices bool) kiosk.Capabilities {
	return kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}, OwnNumber: true, Notifications: notices, QRValid: 5 * time.Minute}
}

// shopGateway takes orders that were made elsewhere.
func shopGateway() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}, Mini: kiosk.MiniPage, MiniWallets: []kiosk.Wallet{kiosk.WeChat},
		QueryQR: true, Close: true, OrderEntry: true, QRValid: 2 * time.Hour,
	}
}

// paramsGateway gives payment parameters to a mini-program.
func paramsGateway() kiosk.Capabilities {
	can := fullGateway()
	can.Close = false
	can.Mini, can.MiniWallets = kiosk.MiniParams, []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}
	return can
}

// miniPageGateway has a page of its own for a mini-program.
func miniPageGateway() kiosk.Capabilities {
	can := fullGateway()
	can.Mini, can.MiniWallets = kiosk.MiniPage, []kiosk.Wallet{kiosk.WeChat}
	return can
}

// refunding gives back any part and can be asked in every way.
func refunding() kiosk.Capabilities {
	can := fullGateway()
	can.Refund, can.RefundAgain, can.QueryRefund = kiosk.RefundPart, true, true
	return can
}

// refundingOnce is refunding where a lost answer can never be asked for.
func refundingOnce() kiosk.Capabilities {
	can := refunding()
	can.RefundAgain, can.QueryRefund = false, false
	return can
}

// randomGateway draws what a gateway can do.
func randomGateway(rng *rand.Rand) kiosk.Capabilities {
	flip := func() bool { return rng.IntN(2) == 0 }
	return kiosk.Capabilities{
		QR: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}, Code: flip(), Close: flip(), OwnNumber: flip(), QueryQR: flip(), QueryCode: flip(),
		Notifications: flip(), OrderEntry: rng.IntN(4) == 0, MiniAnyone: flip(), MiniWallets: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay},
		Mini: []kiosk.MiniMethod{kiosk.MiniNone, kiosk.MiniPage, kiosk.MiniParams, kiosk.MiniParams}[rng.IntN(4)], QRValid: time.Duration(1+rng.IntN(30)) * time.Minute,
	}
}
