package yfpay

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire/wiretest"
)

func miniPayment() kiosk.Payment {
	p := payment()
	p.Rail = kiosk.RailMini
	return p
}

// minipay, 请求参数: every field that the till has a value for.
func TestOpenMini_Request(t *testing.T) {
	everything := func(c *Config) {
		c.ShopNo, c.TerminalNo, c.AppID, c.ChannelType, c.FoodOrderType = "86000033007", "70020283", "wxbca6c935a45dcdc5", "1234", "direct_payment"
		c.Shop.Name, c.NotifyURL = "苹果笔记本", "https://pos.example.com/notify/yfpay"
	}
	for _, c := range []struct {
		name   string
		change func(*Config)
		wallet kiosk.Wallet
		buyer  kiosk.Buyer
		want   map[string]string
	}{
		{"WeChat, everything set", everything, kiosk.WalletUnknown, kiosk.Buyer{Wallet: kiosk.WeChat, ID: openID}, map[string]string{
			"pay_type": "400", "open_id": openID, "shop_no": "86000033007", "terminal_no": "70020283", "appid": "wxbca6c935a45dcdc5",
			"channel_type": "1234", "food_order_type": "direct_payment", "order_body": "苹果笔记本", "notify_url": "https://pos.example.com/notify/yfpay",
		}},
		{"WeChat, nothing set", nil, kiosk.WalletUnknown, kiosk.Buyer{Wallet: kiosk.WeChat, ID: openID}, map[string]string{"pay_type": "400", "open_id": openID}},
		{"Alipay has no WeChat appid", func(c *Config) { c.AppID = "wxbca6c935a45dcdc5" }, kiosk.WalletUnknown, kiosk.Buyer{Wallet: kiosk.Alipay, ID: "2088102146225135"},
			map[string]string{"pay_type": "300", "open_id": "2088102146225135"}},
		{"wallet by the payment", nil, kiosk.Alipay, kiosk.Buyer{ID: "2088102146225135"}, map[string]string{"pay_type": "300", "open_id": "2088102146225135"}},
		{"anyone: the plug-in, without open_id", nil, kiosk.WalletUnknown, kiosk.Buyer{Wallet: kiosk.WalletUnknown}, map[string]string{"pay_type": "400", "attach": "assPost"}},
		{"anyone of Alipay's", nil, kiosk.WalletUnknown, kiosk.Buyer{Wallet: kiosk.Alipay}, map[string]string{"pay_type": "300", "attach": "assPost"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := answering(t, c.change, func(call) string { return "" })
			p := miniPayment()
			p.Wallet = c.wallet
			_, _ = g.OpenMini(t.Context(), p, c.buyer)
			require.Len(t, g.calls, 1)
			require.Equal(t, "/yfpay/v3/minipay", g.calls[0].path)
			for k, always := range map[string]string{
				"inst_no": "900075", "mch_no": mchNo, "pay_trace_no": ownNum, "pay_time": "20181116155621", "total_amount": "100",
			} {
				c.want[k] = always
			}
			require.Equal(t, c.want, g.sent(t, 0))
		})
	}
}

func TestOpenMini_BuyersThatAreNone(t *testing.T) {
	g := replying(t, "")
	for _, id := range []string{"a&total_amount=1", "a b", "ü", "a\n", strings.Repeat("a", kiosk.BuyerIDMax+1)} {
		wiretest.Call(g.OpenMini(t.Context(), miniPayment(), kiosk.Buyer{Wallet: kiosk.WeChat, ID: id})).Is(t, "not sent", id)
	}
	p := miniPayment()
	for _, w := range []kiosk.Wallet{kiosk.UnionPay, kiosk.WalletUnknown} {
		p.Wallet = w
		wiretest.Call(g.OpenMini(t.Context(), p, kiosk.Buyer{Wallet: w, ID: openID})).Is(t, "unsupported")
	}
	require.Empty(t, g.calls)
}

func TestOpenMini_Reply(t *testing.T) {
	wechat := func(change ...string) string {
		f := map[string]string{"appId": "wxbca6c935a45dcdc5", "timeStamp": "1414561699", "nonceStr": "1234", "packages": "prepay_id=123456789", "signType": "MD5", "paySign": "C380BEC2BFD727A4B6845133519F3AD6"}
		for i := 0; i < len(change); i += 2 {
			f[change[i]] = change[i+1]
		}
		pairs := ok("PAY_SUCCESS", echoes("pay_type", "400", "shop_no", "86000033007", "mch_name", "银飞测试", "shop_name", "1号店", "attach", "1234")...)
		for k, v := range f {
			if v != "" {
				pairs = append(pairs, k, v)
			}
		}
		return signed(pairs...)
	}
	wechatParams := func(change ...string) string {
		f := map[string]string{"appId": "wxbca6c935a45dcdc5", "timeStamp": "1414561699", "nonceStr": "1234", "package": "prepay_id=123456789", "signType": "MD5", "paySign": "C380BEC2BFD727A4B6845133519F3AD6"}
		for i := 0; i < len(change); i += 2 {
			f[change[i]] = change[i+1]
			if change[i+1] == "" {
				delete(f, change[i])
			}
		}
		text := wiretest.Call(json.Marshal(f)).OK(t)
		return string(text)
	}
	alipay := func(no string) string {
		return signed(ok("PAY_SUCCESS", echoes("pay_type", "300", "ali_trade_no", no)...)...)
	}
	plugin := func(data string) string { return signed(ok("PAY_SUCCESS", echoes("miniapp_data", data)...)...) }
	buyer := map[kiosk.Wallet]kiosk.Buyer{
		kiosk.WeChat: {Wallet: kiosk.WeChat, ID: openID}, kiosk.Alipay: {Wallet: kiosk.Alipay, ID: "2088102146225135"}, kiosk.WalletUnknown: {},
	}
	const none = "garbage"
	tests := []struct {
		name   string
		wallet kiosk.Wallet
		reply  string
		params string
	}{
		{"minipay, 返回参数: WeChat", kiosk.WeChat, wechat(), wechatParams()},
		{"minipay, 返回参数: timeStamp in ms", kiosk.WeChat, wechat("timeStamp", "1414561699123"), wechatParams()},
		{"minipay, 返回参数: signType RSA", kiosk.WeChat, wechat("signType", "RSA", "paySign", "oR9d8+/A=="), wechatParams("signType", "RSA", "paySign", "oR9d8+/A==")},
		{"timeStamp as a number", kiosk.WeChat, strings.Replace(wechat(), `"1414561699"`, "1414561699", 1), wechatParams()},
		{"packages as the bare id", kiosk.WeChat, wechat("packages", "wx201410272009395522657a690389285100"), wechatParams("package", "prepay_id=wx201410272009395522657a690389285100")},
		{"appId is WeChat's own affair", kiosk.WeChat, wechat("appId", ""), wechatParams("appId", "")},
		{"appId that is none", kiosk.WeChat, wechat("appId", "w x"), none},
		{"timeStamp of 11 digits", kiosk.WeChat, wechat("timeStamp", "14145616991"), none},
		{"timeStamp that is none", kiosk.WeChat, wechat("timeStamp", "2018-11-16"), none},
		{"no timeStamp", kiosk.WeChat, wechat("timeStamp", ""), none},
		{"no nonceStr", kiosk.WeChat, wechat("nonceStr", ""), none},
		{"no packages", kiosk.WeChat, wechat("packages", ""), none},
		{"packages without an id", kiosk.WeChat, wechat("packages", "prepay_id="), none},
		{"packages of many words", kiosk.WeChat, wechat("packages", "a b"), none},
		{"no paySign", kiosk.WeChat, wechat("paySign", ""), none},
		{"paySign beyond any signature", kiosk.WeChat, wechat("paySign", strings.Repeat("A", paramBytesMax+1)), none},
		{"no signType", kiosk.WeChat, wechat("signType", ""), none},
		{"minipay, 返回参数: Alipay", kiosk.Alipay, alipay("2026112222001400001234567890"), `{"tradeNO":"2026112222001400001234567890"}`},
		{"no ali_trade_no", kiosk.Alipay, alipay(""), none},
		{"ali_trade_no that is none", kiosk.Alipay, alipay("a b"), none},
		{"WeChat's parameters for Alipay", kiosk.Alipay, wechat(), none},
		{"minipay, 返回参数: miniapp_data", kiosk.WalletUnknown, plugin(`{"path":"/pages/cashier/cashier?p=20000002814118090716435200001"}`), `{"path":"/pages/cashier/cashier?p=20000002814118090716435200001"}`},
		{"miniapp_data with more", kiosk.WalletUnknown, plugin(`{"appId":"wx1","path":"/pages/cashier/cashier?p=2"}`), `{"path":"/pages/cashier/cashier?p=2"}`},
		{"no miniapp_data", kiosk.WalletUnknown, wechat(), none},
		{"miniapp_data that is no JSON", kiosk.WalletUnknown, plugin("/pages/cashier"), none},
		{"miniapp_data cut off", kiosk.WalletUnknown, plugin(`{"path":"/pa`), none},
		{"miniapp_data without path", kiosk.WalletUnknown, plugin(`{"url":"/pages"}`), none},
		{"path to another host", kiosk.WalletUnknown, plugin(`{"path":"//evil.example/a"}`), none},
		{"path that is a link", kiosk.WalletUnknown, plugin(`{"path":"https://evil.example/a"}`), none},
		{"path with a line end", kiosk.WalletUnknown, plugin(`{"path":"/a\nb"}`), none},
		{"path without an end", kiosk.WalletUnknown, plugin(`{"path":"/` + strings.Repeat("a", pluginPathMax) + `"}`), none},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			g := replying(t, c.reply)
			p := miniPayment()
			p.Wallet = kiosk.WalletUnknown
			a, err := g.OpenMini(t.Context(), p, buyer[c.wallet])
			if c.params == none {
				wiretest.Call(a, err).Is(t, none)
				return
			}
			require.NoError(t, err)
			require.JSONEq(t, c.params, string(a.Params))
			a.Params = nil
			require.Equal(t, kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: ownNum, Amount: fen(100), GatewayOrderNo: ownNum, TradeNo: tradeNo}, a)
		})
	}
}

func TestOpenMini_MiniappDataAsAnObject(t *testing.T) {
	pairs := map[string]string{"miniapp_data": `{"path":"/pages/cashier/cashier?p=2"}`, "return_code": "SUCCESS", "result_code": "PAY_SUCCESS", "mch_no": mchNo, "pay_trace_no": ownNum, "total_amount": "100"}
	sign := seal(pairs, key)
	reply := `{"miniapp_data":{"path":"/pages/cashier/cashier?p=2"},"return_code":"SUCCESS","result_code":"PAY_SUCCESS","mch_no":"` + mchNo + `","pay_trace_no":"` + ownNum + `","total_amount":100,"sign":"` + sign + `"}`
	g := replying(t, reply)
	require.JSONEq(t, `{"path":"/pages/cashier/cashier?p=2"}`, string(wiretest.Call(g.OpenMini(t.Context(), miniPayment(), kiosk.Buyer{})).OK(t).Params))
}

func TestOpenMini_Refused(t *testing.T) {
	for result, want := range map[string]kiosk.Verdict{"PAY_FAIL": kiosk.VerdictFailed, "PAY_IN_PROCESS": kiosk.VerdictUnknown} {
		g := replying(t, signed("return_code", "SUCCESS", "return_msg", "参数不合法", "result_code", result, "mch_no", mchNo))
		wiretest.Call(g.OpenMini(t.Context(), miniPayment(), kiosk.Buyer{})).Is(t, kiosk.Answer{Verdict: want, Reason: "参数不合法"})
	}
}
