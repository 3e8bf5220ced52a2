package yfpay

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

// attachPlugin runs the vendor's own mini-program plug-in, which needs no open_id.
const attachPlugin = "assPost"

const (
	// prepayID begins what WeChat is given as the package.
	prepayID = "prepay_id="
	// pluginPathMax bounds the plug-in's path; the documented one has under 64.
	pluginPathMax = 256
	// unixDigits is the length of a timeStamp in seconds; some of the vendor's
	// systems give 13, in ms.
	unixDigits, unixMilliDigits = 10, 13
)

// OpenMini makes an order for a mini-program and returns what that hands to the
// wallet (yfpay, minipay): for WeChat the members of wx.requestPayment, for
// Alipay tradeNO, and without a buyer the path of the vendor's plug-in.
func (g *Gateway) OpenMini(ctx context.Context, p kiosk.Payment, b kiosk.Buyer) (kiosk.Answer, error) {
	wallet := miniWallet(p, b)
	payType := payTypeOf(wallet)
	if payType == "" || payType == payUnionPay {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	if b.ID != "" && !wire.Word(b.ID, kiosk.BuyerIDMax) {
		return kiosk.Answer{}, gatewayhttp.NotSent("an openid or buyer_id holds only letters, digits, - and _")
	}
	f, err := g.order(p, payType)
	if err != nil {
		return kiosk.Answer{}, err
	}
	f.with("open_id", b.ID).with("order_body", g.cfg.Shop.Name).with("notify_url", g.cfg.NotifyURL)
	f.with("channel_type", g.cfg.ChannelType).with("food_order_type", g.cfg.FoodOrderType)
	if wallet == kiosk.WeChat {
		f.with("appid", g.cfg.AppID)
	}
	if b.ID == "" {
		f["attach"] = attachPlugin
	}
	r, err := ask(ctx, g, routeMinipay, f, kiosk.PayCode{})
	if err != nil {
		return kiosk.Answer{}, err
	}
	a, err := opened(r, p, payType)
	if err != nil || a.Verdict != kiosk.VerdictWaiting {
		return a, err
	}
	if a.Params, err = paramsOf(r.message, wallet, b.ID == ""); err != nil {
		return kiosk.Answer{}, r.garbage(err)
	}
	return a, nil
}

// miniWallet is the wallet whose app asks; the plug-in is WeChat's by default.
func miniWallet(p kiosk.Payment, b kiosk.Buyer) kiosk.Wallet {
	for _, w := range []kiosk.Wallet{b.Wallet, p.Wallet} {
		if w != "" && w != kiosk.WalletUnknown {
			return w
		}
	}
	if b.ID != "" {
		return kiosk.WalletUnknown
	}
	return kiosk.WeChat
}

// paramsOf is the mini-program's object, out of a reply to an order made.
func paramsOf(m message, wallet kiosk.Wallet, plugin bool) (json.RawMessage, error) {
	var params map[string]string
	switch {
	case plugin:
		params = map[string]string{"path": pluginPath(m)}
	case wallet == kiosk.Alipay:
		no, err := m.number("ali_trade_no")
		if err != nil {
			return nil, err
		}
		params = map[string]string{"tradeNO": no}
	default:
		params = map[string]string{
			"timeStamp": seconds(m.text("timeStamp")), "nonceStr": param(m, "nonceStr"), "package": packageOf(m),
			"signType": param(m, "signType"), "paySign": param(m, "paySign"),
		}
		if m.has("appId") { // the wallet itself can do without it
			params["appId"] = param(m, "appId")
		}
	}
	for name, v := range params {
		if v == "" {
			return nil, fmt.Errorf("says that the order was made and has no usable payment parameters: %s", name)
		}
	}
	text, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("encode payment parameters: %w", err)
	}
	return text, nil
}

// paramBytesMax bounds one parameter of a mini-program payment; the longest, an
// RSA signature in base64, has 344.
const paramBytesMax = 1024

// param is a field of plain ASCII, "" when it is none.
func param(m message, name string) string {
	s := m.text(name)
	if len(s) > paramBytesMax || !wire.Visible(s) {
		return ""
	}
	return s
}

// seconds is a unix time of 10 digits, out of one in seconds or ms.
func seconds(s string) string {
	if len(s) != unixDigits && len(s) != unixMilliDigits || strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return s[:unixDigits]
}

// packageOf is WeChat's package, which the vendor calls packages. Its table may
// be read as the bare id, too.
func packageOf(m message) string {
	s := param(m, "packages")
	if s == "" || strings.HasPrefix(s, prepayID) {
		return strings.TrimSuffix(s, prepayID) // the beginning alone is nothing
	}
	if !wire.Word(s, paramBytesMax) {
		return ""
	}
	return prepayID + s
}

// pluginPath is the path in miniapp_data, which the table calls a text with
// parameters in it: JSON, as a text or as it is.
func pluginPath(m message) string {
	var text string
	switch v := m["miniapp_data"].(type) {
	case string:
		text = v
	case nested:
		text = string(v)
	}
	if len(text) > wire.TextBytesMax {
		return ""
	}
	in, err := decode([]byte(text))
	if err != nil {
		return ""
	}
	path := in.text("path")
	if len(path) > pluginPathMax || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || !wire.Visible(path) {
		return ""
	}
	return path
}
