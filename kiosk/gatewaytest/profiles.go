// Package gatewaytest lists what gateways can do, for the simulator and for
// tests. The providers' tests hold the list to the real gateways.
package gatewaytest

import (
	"time"

	"facepay/kiosk"
)

// Profile is one real gateway's capabilities.
type Profile struct {
	Name  string                    // in the config
	Plain func() kiosk.Capabilities // with an account and nothing else set
	// Settings are the keys that add to them or take from them.
	Settings map[string]func(*kiosk.Capabilities)
}

// Profiles are the real gateways.
var Profiles = []Profile{
	{"lepay", Lepay, nil},
	{"smallsaas", Smallsaas, map[string]func(*kiosk.Capabilities){
		"`product_id` empty": func(c *kiosk.Capabilities) { c.OrderEntry, c.Close = true, false },
	}},
	{"yfpay", YFPay, map[string]func(*kiosk.Capabilities){
		"`refund_query_path`": func(c *kiosk.Capabilities) { c.QueryRefund = true },
		"`[notify]`":          notices,
	}},
	{"alipayservice", AlipayService, map[string]func(*kiosk.Capabilities){
		"`query_path`":                       queryQR,
		"`[notify]` and `alipay_public_key`": notices,
	}},
	{"weidoufu", Weidoufu, map[string]func(*kiosk.Capabilities){
		"`query_path`": func(c *kiosk.Capabilities) { c.QueryQR, c.QueryCode = true, true },
		"`close_path`": func(c *kiosk.Capabilities) { c.Close = true },
		"`code_path`":  func(c *kiosk.Capabilities) { c.Code = true },
		"`[notify]`":   notices,
	}},
	{"alipay", Alipay, map[string]func(*kiosk.Capabilities){"`[notify]`": notices}},
	{"wechatpay", WeChatPay, map[string]func(*kiosk.Capabilities){"`[notify]`": notices}},
}

func notices(c *kiosk.Capabilities) { c.Notifications = true }

func queryQR(c *kiosk.Capabilities) { c.QueryQR = true }

// Both are the two wallets that nearly every gateway makes QRs of.
func Both() []kiosk.Wallet { return []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} }

// Lepay can close nothing and look up no code.
func Lepay() kiosk.Capabilities {
	return kiosk.Capabilities{QR: Both(), Code: true, FaceMax: 500_000, QueryQR: true, QRValid: 2 * time.Hour}
}

// Smallsaas gives back whole payments only.
func Smallsaas() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: Both(), QueryQR: true, Close: true, Mini: kiosk.MiniPage, MiniWallets: []kiosk.Wallet{kiosk.WeChat},
		Refund: kiosk.RefundFull, RefundAgain: true, QueryRefund: true, QRValid: 2 * time.Hour,
	}
}

// YFPay can nearly everything.
func YFPay() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: Both(), Code: true, Close: true, OwnNumber: true, QueryQR: true, QueryCode: true,
		Mini: kiosk.MiniParams, MiniWallets: Both(), MiniAnyone: true,
		Refund: kiosk.RefundPart, RefundAgain: true, QRValid: 2 * time.Hour,
	}
}

// AlipayService has neither a query nor a close: its notification is the proof,
// where one reaches the till.
func AlipayService() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: []kiosk.Wallet{kiosk.Alipay}, OwnNumber: true,
		Refund: kiosk.RefundPart, RefundAgain: true, QueryRefund: true, QRValid: 5 * time.Minute,
	}
}

// Weidoufu has no query, no close and no way to ask for a refund twice.
func Weidoufu() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: Both(), OwnNumber: true, Mini: kiosk.MiniParams, MiniWallets: Both(),
		Refund: kiosk.RefundPart, QRValid: 30 * time.Minute,
	}
}

// Alipay is Alipay itself.
func Alipay() kiosk.Capabilities { return direct(kiosk.Alipay) }

// WeChatPay is WeChat Pay itself.
func WeChatPay() kiosk.Capabilities { return direct(kiosk.WeChat) }

// Official is both wallets themselves.
func Official() kiosk.Capabilities {
	can := direct(kiosk.WeChat)
	can.QR, can.CodeWallets = Both(), Both()
	return can
}

// direct is a wallet that is spoken to without a vendor between: everything can be asked
// about, and asked for again.
func direct(w kiosk.Wallet) kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: []kiosk.Wallet{w}, Code: true, CodeWallets: []kiosk.Wallet{w}, Close: true, OwnNumber: true, QueryQR: true, QueryCode: true,
		Refund: kiosk.RefundPart, RefundAgain: true, QueryRefund: true, QRValid: 15 * time.Minute,
	}
}
