package lepay

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

// shop is a gateway, and the vendor's server as it answers.
type shop struct {
	*Gateway
	*gatewayhttptest.Server
}

func at(t *testing.T, address string) *Gateway {
	return New("lepay", Config{BaseURL: address + "/", MerchantID: "15", StoreID: "460"}, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
}

func replying(t *testing.T, reply string) shop {
	s := gatewayhttptest.Serve(t, gatewayhttptest.Says(http.StatusOK, "text/html; charset=utf-8", reply))
	return shop{at(t, s.URL), s}
}

type row wiretest.Row

const (
	qrNo    = "2019110120154415726101505"
	wxNo    = "2019110109530315725701449"
	aliNo   = "2019110109174115725701437"
	tradeNo = "2019110122001471151409472832"
	// secret is a payment code from the vendor's document.
	secret = "284236166272756154"
)

func fen(n kiosk.Fen) *kiosk.Fen { return &n }

func TestGateway_OpenQR(t *testing.T) {
	made := kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: qrNo, QR: "https://qr.alipay.com/bax02707k7pgmu0l1vcx0077"}
	madeWX := kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "2019110120163115726101507", QR: "weixin://wxpay/bizpayurl?pr=uEjiUsG"}
	refused := func(why string) kiosk.Answer { return kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: why} }
	rows := []row{
		{"document, Alipay QR", `{"result":{"code":"10000","msg":"Success","out_trade_no":"` + qrNo + `","qr_code":"https://qr.alipay.com/bax02707k7pgmu0l1vcx0077"},"status":1,"msg":"订单创建成功"}`, made},
		{"document, WeChat QR", `{"msg":"请求成功","code":"000000","data":{"qrcode":"weixin://wxpay/bizpayurl?pr=uEjiUsG","out_trade_no":"2019110120163115726101507"}}`, madeWX},
		{"status as text", `{"status":"1","result":{"qr_code":"https://qr.alipay.com/bax02707k7pgmu0l1vcx0077","out_trade_no":"` + qrNo + `"}}`, made},
		{"order number as a number", `{"status":1,"result":{"qr_code":"https://qr.alipay.com/bax02707k7pgmu0l1vcx0077","out_trade_no":` + qrNo + `}}`, made},
		{"status 1 with data instead of result", `{"status":1,"data":{"qrcode":"weixin://wxpay/bizpayurl?pr=uEjiUsG","out_trade_no":"2019110120163115726101507"}}`, madeWX},
		{"refused by status", `{"status":0,"msg":"门店不存在","result":null}`, refused("门店不存在")},
		{"an unlisted code", `{"code":"999999","msg":"门店不存在","data":[]}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "门店不存在"}},
		{"busy", `{"code":"999999","msg":"系统繁忙","data":[]}`, "garbage"},
		{"busy, inside a success", `{"status":1,"result":{"code":"20000","msg":"Service Currently Unavailable"}}`, "garbage"},
		{"unlisted by Alipay, inside a success", `{"status":1,"result":{"code":"50000","msg":"x"}}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "x"}},
		{"refused by Alipay inside a success", `{"status":1,"msg":"ok","result":{"code":"40004","msg":"Business Failed","sub_msg":"商户未签约"}}`, refused("商户未签约")},
		{"message of many lines is one line", `{"status":0,"msg":" a\u0000b\r\n\tc "}`, refused("ab   c")},
		{"no QR", `{"status":1,"result":{"out_trade_no":"1"}}`, "garbage"},
		{"no order number", `{"status":1,"result":{"qr_code":"weixin://a"}}`, "garbage"},
		{"QR that is no link", `{"status":1,"result":{"qr_code":"data","out_trade_no":"1"}}`, "garbage"},
		{"neither yes nor no", `{"result":{"qr_code":"weixin://a","out_trade_no":"1"}}`, "garbage"},
		{"true is not 1", `{"status":true}`, "garbage"},
		{"empty object", `{}`, "garbage"},
		{"field twice", `{"status":0,"status":1,"msg":"a"}`, "garbage"},
		{"more values than any reply", `{"status":1,"result":[` + strings.Repeat(`1,`, valuesMax) + `1]}`, "garbage"},
	}
	wiretest.Replies(t, rows, replying, func(t *testing.T, s shop) (any, error) {
		return s.OpenQR(t.Context(), kiosk.Payment{Amount: 1, Wallet: kiosk.Alipay})
	})
}

func TestGateway_Charge(t *testing.T) {
	says := func(v kiosk.Verdict, why string) kiosk.Answer { return kiosk.Answer{Verdict: v, Reason: why} }
	paid := kiosk.Answer{Verdict: kiosk.VerdictPaid}
	const unknown, confirming, failed = kiosk.VerdictUnknown, kiosk.VerdictConfirming, kiosk.VerdictFailed
	rows := []row{
		{"seen: status 1", `{"status":1,"msg":"支付成功"}`, paid},
		{"status 1 as text", `{"status":"1"}`, paid},
		{"with an order number on top", `{"status":1,"out_trade_no":"` + wxNo + `"}`, kiosk.Answer{Verdict: kiosk.VerdictPaid, GatewayOrderNo: wxNo}},
		{"with numbers in result", `{"status":1,"result":{"out_trade_no":"` + aliNo + `","trade_no":"` + tradeNo + `"}}`,
			kiosk.Answer{Verdict: kiosk.VerdictPaid, GatewayOrderNo: aliNo, TradeNo: tradeNo}},
		{"with the wallet's number alone, in data", `{"status":0,"msg":"支付中","data":{"trade_no":"` + tradeNo + `"}}`,
			kiosk.Answer{Verdict: confirming, Reason: "支付中", GatewayOrderNo: tradeNo, TradeNo: tradeNo}},
		{"with an amount", `{"status":1,"money":"0.01"}`, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(1)}},
		{"with an amount as a number", `{"status":1,"data":{"total_amount":12.5}}`, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(1250)}},
		{"with WeChat's amount in fen", `{"status":1,"data":{"total_fee":1250}}`, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(1250)}},
		{"with an amount that is none", `{"status":1,"money":"a lot"}`, "garbage"},
		{"with an amount in scientific notation", `{"status":1,"money":1e0}`, "garbage"},

		{"in progress: 支付中", `{"status":0,"msg":"支付中"}`, says(confirming, "支付中")},
		{"in progress: password", `{"status":"0","msg":"需要输入密码"}`, says(confirming, "需要输入密码")},
		{"in progress: WeChat's sentence for it", `{"status":0,"msg":"需要用户输入支付密码"}`, says(confirming, "需要用户输入支付密码")},
		{"in progress: USERPAYING", `{"status":0,"msg":"USERPAYING"}`, says(confirming, "USERPAYING")},
		{"in progress: 10003", `{"status":0,"code":10003}`, says(confirming, "10003")},
		{"in progress: Alipay's own reply inside", `{"status":0,"msg":"fail","data":{"alipay_trade_pay_response":{"code":"10003","msg":"order success pay inprocess"}}}`, says(confirming, "fail")},
		{"in progress outweighs a refusal", `{"status":0,"msg":"支付中","data":{"sub_msg":"余额不足"}}`, says(confirming, "支付中")},

		{"refused: balance", `{"status":0,"msg":"余额不足"}`, says(failed, "余额不足")},
		{"refused: code expired, in words and as a code", `{"status":0,"msg":"付款码已过期[AUTHCODEEXPIRE]"}`, says(failed, "付款码已过期[AUTHCODEEXPIRE]")},
		{"refused: AUTH_CODE_INVALID in a field", `{"status":0,"msg":"失败","result":{"err_code":"AUTH_CODE_INVALID"}}`, says(failed, "失败")},
		{"refused: Alipay's code", `{"status":0,"msg":"Business Failed","data":{"sub_code":"ACQ.BUYER_BALANCE_NOT_ENOUGH"}}`, says(failed, "Business Failed")},
		{"refused: message in data", `{"status":0,"msg":"","data":"余额不足"}`, says(failed, "")},

		{"unlisted message", `{"status":0,"msg":"支付失败"}`, says(unknown, "支付失败")},
		{"no message", `{"status":0}`, says(unknown, "")},
		{"a code inside a longer word is no code", `{"status":0,"msg":"XNOTENOUGHX"}`, says(unknown, "XNOTENOUGHX")},
		{"doubt outweighs a refusal", `{"status":0,"msg":"系统超时，余额不足"}`, says(unknown, "系统超时，余额不足")},
		{"doubt outweighs progress", `{"status":0,"msg":"SYSTEMERROR USERPAYING"}`, says(unknown, "SYSTEMERROR USERPAYING")},
		{"code spent before, perhaps by this very payment", `{"status":0,"msg":"101 每个二维码仅限使用一次，请刷新再试[AUTH_CODE_INVALID]"}`, says(unknown, "101 每个二维码仅限使用一次，请刷新再试[AUTH_CODE_INVALID]")},
		{"order paid already", `{"status":0,"msg":"ORDERPAID"}`, says(unknown, "ORDERPAID")},
		{"Alipay 20000", `{"status":0,"code":"20000"}`, says(unknown, "20000")},
		{"status of no meaning", `{"status":2,"msg":"余额不足"}`, says(unknown, "余额不足")},
		{"status 1.0", `{"status":1.0}`, says(unknown, "")},
		{"code 000000 is no status", `{"code":"000000","msg":"请求成功"}`, says(unknown, "请求成功")},
		{"the code echoed is not kept", `{"status":0,"msg":"付款码` + secret + `无效","out_trade_no":"` + secret + `"}`, says(unknown, "付款码…无效")},
		{"status true", `{"status":true}`, "garbage"},
		{"neither yes nor no", `{}`, "garbage"},
	}
	wiretest.Replies(t, rows, replying, func(t *testing.T, s shop) (any, error) {
		a, err := s.Charge(t.Context(), kiosk.Payment{Amount: 1, Wallet: kiosk.Alipay}, kiosk.NewPayCode(secret))
		require.NotContains(t, fmt.Sprintf("%+v %v", a, err), secret)
		return a, err
	})
}

func TestGateway_Query_WeChat(t *testing.T) {
	at := time.Unix(1572573193, 0).In(wire.China)
	reply := func(data string) string { return `{"msg":"请求成功","code":"000000","data":{` + data + `}}` }
	state := func(s string) string { return reply(`"order_state":"` + s + `","out_trade_no":"` + wxNo + `"`) }
	says := func(v kiosk.Verdict, s string) kiosk.Answer {
		return kiosk.Answer{Verdict: v, Order: wxNo, Reason: s}
	}
	paid := kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: wxNo, PaidAt: at, Reason: "SUCCESS"}
	withAmount := paid
	withAmount.Amount = fen(1200)
	rows := []row{
		{"document, WeChat query", reply(`"order_state":"SUCCESS","out_trade_no":"` + wxNo + `","tradedate":1572573193`), paid},
		{"tradedate as text", reply(`"order_state":"SUCCESS","out_trade_no":"` + wxNo + `","tradedate":"1572573193"`), paid},
		{"result instead of data", `{"code":"000000","result":{"order_state":"SUCCESS","out_trade_no":"` + wxNo + `","tradedate":1572573193}}`, paid},
		{"with an amount in yuan", reply(`"order_state":"SUCCESS","out_trade_no":"` + wxNo + `","tradedate":1572573193,"money":"12"`), withAmount},
		{"with WeChat's amount in fen", reply(`"order_state":"SUCCESS","out_trade_no":"` + wxNo + `","tradedate":1572573193,"total_fee":"1200"`), withAmount},
		{"with an amount that is none", reply(`"order_state":"SUCCESS","out_trade_no":"` + wxNo + `","money":"-1"`), "garbage"},
		{"tradedate that is none", reply(`"order_state":"SUCCESS","out_trade_no":"` + wxNo + `","tradedate":"soon"`), kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: wxNo, Reason: "SUCCESS"}},
		{"paid without an order number", reply(`"order_state":"SUCCESS"`), "garbage"},
		{"another order's number is told", reply(`"order_state":"SUCCESS","out_trade_no":"other"`), kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "other", Reason: "SUCCESS"}},
		{"NOTPAY", state("NOTPAY"), says(kiosk.VerdictWaiting, "NOTPAY")},
		{"USERPAYING", state("USERPAYING"), says(kiosk.VerdictConfirming, "USERPAYING")},
		{"ACCEPT", state("ACCEPT"), says(kiosk.VerdictConfirming, "ACCEPT")},
		{"CLOSED", state("CLOSED"), says(kiosk.VerdictClosed, "CLOSED")},
		{"REVOKED", state("REVOKED"), says(kiosk.VerdictClosed, "REVOKED")},
		{"PAYERROR", state("PAYERROR"), says(kiosk.VerdictFailed, "PAYERROR")},
		{"REFUND was paid", state("REFUND"), says(kiosk.VerdictPaid, "REFUND")},
		{"a state that nobody lists proves nothing", state("WHATEVER"), says(kiosk.VerdictUnknown, "WHATEVER")},
		{"SUCCESS without code 000000 proves nothing", `{"code":"000001","msg":"x","data":{"order_state":"SUCCESS","out_trade_no":"` + wxNo + `"}}`, says(kiosk.VerdictUnknown, "x")},
		{"code 0 as a number is not 000000", `{"code":0,"msg":"x","data":{"order_state":"SUCCESS","out_trade_no":"` + wxNo + `"}}`, says(kiosk.VerdictUnknown, "x")},
		{"refused", `{"code":"999999","msg":"订单不存在","data":null}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "订单不存在"}},
	}
	wiretest.Replies(t, rows, replying, func(t *testing.T, s shop) (any, error) {
		return s.Query(t.Context(), kiosk.Payment{Wallet: kiosk.WeChat, GatewayOrderNo: wxNo})
	})
}

const aliPaid = `{"msg":"请求成功","code":"000000","data":{"code":"10000","msg":"Success","buyer_logon_id":"139******61","buyer_pay_amount":"0.10",
"buyer_user_id":"2088422301171157","fund_bill_list":[{"amount":"0.10","fund_channel":"PCREDIT"}],"invoice_amount":"0.10","out_trade_no":"2019110109174115725701437",
"point_amount":"0.00","receipt_amount":"0.10","send_pay_date":"2019-11-01 09:17:42","total_amount":"0.10","trade_no":"2019110122001471151409472832","trade_status":"TRADE_SUCCESS"}}`

func TestGateway_Query_Alipay(t *testing.T) {
	with := func(old, new string) string {
		require.Contains(t, aliPaid, old)
		return strings.Replace(aliPaid, old, new, 1)
	}
	paid := kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: aliNo, Amount: fen(10), TradeNo: tradeNo, Payer: "139******61",
		PaidAt: time.Date(2019, 11, 1, 9, 17, 42, 0, wire.China), Reason: "TRADE_SUCCESS"}
	but := func(change func(*kiosk.Answer)) kiosk.Answer {
		a := paid
		change(&a)
		return a
	}
	unpaid := func(v kiosk.Verdict, why string) kiosk.Answer {
		return but(func(a *kiosk.Answer) { a.Verdict, a.Amount, a.PaidAt, a.Reason = v, nil, time.Time{}, why })
	}
	bare := func(v kiosk.Verdict, why string) kiosk.Answer { return kiosk.Answer{Verdict: v, Reason: why} }
	rows := []row{
		{"document, Alipay query", aliPaid, paid},
		{"TRADE_FINISHED", with("TRADE_SUCCESS", "TRADE_FINISHED"), but(func(a *kiosk.Answer) { a.Reason = "TRADE_FINISHED" })},
		{"amount as a number", with(`"total_amount":"0.10"`, `"total_amount":0.10`), paid},
		{"another amount is told", with(`"total_amount":"0.10"`, `"total_amount":"100"`), but(func(a *kiosk.Answer) { a.Amount = fen(10000) })},
		{"another order's number is told", with(`"out_trade_no":"`+aliNo, `"out_trade_no":"other`), but(func(a *kiosk.Answer) { a.Order = "other" })},
		{"paid without an amount", with(`"total_amount":"0.10",`, ``), "garbage"},
		{"paid with an empty amount", with(`"total_amount":"0.10"`, `"total_amount":""`), "garbage"},
		{"paid without an order number", with(`"out_trade_no":"`+aliNo+`",`, ``), "garbage"},
		{"WAIT_BUYER_PAY", with("TRADE_SUCCESS", "WAIT_BUYER_PAY"), unpaid(kiosk.VerdictConfirming, "WAIT_BUYER_PAY")},
		{"TRADE_CLOSED", with("TRADE_SUCCESS", "TRADE_CLOSED"), unpaid(kiosk.VerdictClosed, "TRADE_CLOSED")},
		{"a status that nobody lists", with("TRADE_SUCCESS", "TRADE_ODD"), unpaid(kiosk.VerdictUnknown, "TRADE_ODD")},
		{"success inside another code", with(`"code":"10000"`, `"code":"20000"`), "garbage"},
		{"closed beside a failure", `{"code":"000000","data":{"code":"10000","sub_code":"ACQ.SYSTEM_ERROR","trade_status":"TRADE_CLOSED","out_trade_no":"` + aliNo + `"}}`,
			kiosk.Answer{Verdict: kiosk.VerdictUnknown, Order: aliNo, Reason: "TRADE_CLOSED"}},
		{"closed, of no order", `{"code":"000000","data":{"code":"10000","trade_status":"TRADE_CLOSED"}}`, "garbage"},
		{"success inside a refusal", with(`"code":"000000"`, `"code":"000001"`), unpaid(kiosk.VerdictUnknown, "TRADE_SUCCESS")},
		{"not scanned yet", `{"msg":"请求成功","code":"000000","data":{"code":"40004","msg":"Business Failed","sub_code":"ACQ.TRADE_NOT_EXIST","sub_msg":"交易不存在"}}`, bare(kiosk.VerdictWaiting, "交易不存在")},
		{"not scanned yet, under a refusal", `{"msg":"失败","code":"999999","data":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}}`, bare(kiosk.VerdictWaiting, "ACQ.TRADE_NOT_EXIST")},
		{"code as a number", `{"code":"000000","data":{"code":40004,"sub_code":"ACQ.TRADE_NOT_EXIST"}}`, bare(kiosk.VerdictWaiting, "ACQ.TRADE_NOT_EXIST")},
		{"customer is typing", `{"code":"000000","data":{"code":"10003","msg":"order success pay inprocess"}}`, bare(kiosk.VerdictConfirming, "order success pay inprocess")},
		{"Alipay does not know", `{"code":"000000","data":{"code":"20000","msg":"Service Currently Unavailable"}}`, "garbage"},
		{"refused for another reason", `{"code":"000000","data":{"code":"40004","sub_code":"ACQ.INVALID_PARAMETER"}}`, bare(kiosk.VerdictUnknown, "ACQ.INVALID_PARAMETER")},
		{"no data", `{"code":"000000","msg":"请求成功"}`, bare(kiosk.VerdictUnknown, "请求成功")},
	}
	wiretest.Replies(t, rows, replying, func(t *testing.T, s shop) (any, error) {
		return s.Query(t.Context(), kiosk.Payment{Wallet: kiosk.Alipay, GatewayOrderNo: aliNo})
	})
	t.Run("asked by Alipay's own number", func(t *testing.T) {
		require.Equal(t, tradeNo, wiretest.Call(replying(t, aliPaid).Query(t.Context(), kiosk.Payment{Wallet: kiosk.Alipay, GatewayOrderNo: tradeNo})).OK(t).Order)
	})
}

func TestGateway_WhatIsSent(t *testing.T) {
	type call = func(*Gateway) (any, error)
	qr := func(w kiosk.Wallet) call {
		return func(g *Gateway) (any, error) { return g.OpenQR(t.Context(), kiosk.Payment{Amount: 1, Wallet: w}) }
	}
	query := func(w kiosk.Wallet, no string) call {
		return func(g *Gateway) (any, error) {
			return g.Query(t.Context(), kiosk.Payment{GatewayOrderNo: no, Wallet: w})
		}
	}
	tests := []struct {
		name string
		call call
		path string
		form url.Values
	}{
		{"tofastpay", func(g *Gateway) (any, error) {
			return g.Charge(t.Context(), kiosk.Payment{Amount: 128450, Wallet: kiosk.Alipay}, kiosk.NewPayCode(secret))
		}, "/index.php/Register/PayAndRefund/tofastpay", url.Values{"money": {"1284.50"}, "code": {secret}, "merchantid": {"15"}, "storeid": {"460"}}},
		{"qrCodePay for WeChat", qr(kiosk.WeChat), "/Pay/WxFacePay/qrCodePay", url.Values{"type": {"1"}, "money": {"0.01"}, "stats": {"0"}, "storeid": {"460"}}},
		{"qrCodePay for Alipay", qr(kiosk.Alipay), "/Pay/WxFacePay/qrCodePay", url.Values{"type": {"2"}, "money": {"0.01"}, "stats": {"0"}, "storeid": {"460"}}},
		{"queryOrder", query(kiosk.WalletUnknown, wxNo), "/Pay/WxFacePay/queryOrder", url.Values{"out_trade_no": {wxNo}, "storeid": {"460"}}},
		{"aliQueryOrder", query(kiosk.Alipay, aliNo), "/Pay/WxFacePay/aliQueryOrder", url.Values{"out_trade_no": {aliNo}}},
		{"getadvert", func(g *Gateway) (any, error) { return g.Adverts(t.Context()) }, "/Pay/WxFacePay/getadvert", url.Values{"storeid": {"460"}}},
		{"getadvert, to try it", func(g *Gateway) (any, error) { return g.Try(t.Context()) }, "/Pay/WxFacePay/getadvert", url.Values{"storeid": {"460"}}},
	}
	const anyReply = `{"status":1,"code":"000000","msg":"","data":{"out_trade_no":"1","qr_code":"weixin://a"}}`
	for _, tt := range tests {
		for _, csn := range []string{"", "SN-1"} {
			t.Run(tt.name+" csn "+csn, func(t *testing.T) {
				s := replying(t, anyReply)
				s.cfg.CSN = csn
				wiretest.Call(tt.call(s.Gateway)).OK(t)
				want := maps.Clone(tt.form)
				if csn != "" {
					want.Set("csn", csn)
				}
				require.Len(t, s.Asked(), 1)
				asked := s.Asked()[0]
				require.Equal(t, "POST "+tt.path, asked.Call)
				require.Equal(t, want, asked.Form())
				require.Equal(t, "application/x-www-form-urlencoded", asked.Header.Get("Content-Type"))
			})
		}
	}
}

func TestGateway_NothingIsSent(t *testing.T) {
	g := replying(t, `{"status":1}`)
	ctx := t.Context()
	for _, p := range []struct {
		amount kiosk.Fen
		code   string
	}{{0, secret}, {-1, secret}, {1, ""}} {
		wiretest.Call(g.Charge(ctx, kiosk.Payment{Amount: p.amount}, kiosk.NewPayCode(p.code))).Is(t, "not sent")
	}
	wiretest.Call(g.OpenQR(ctx, kiosk.Payment{Amount: 0, Wallet: kiosk.WeChat})).Is(t, "not sent")
	wiretest.Call(g.OpenQR(ctx, kiosk.Payment{Amount: 1, Wallet: kiosk.UnionPay})).Is(t, "unsupported")
	wiretest.Call(g.Query(ctx, kiosk.Payment{Wallet: kiosk.WeChat})).Is(t, "unsupported")
	require.Empty(t, g.Asked())
}

func TestGateway_Network(t *testing.T) {
	gatewayhttptest.Network(t, aliPaid, []string{secret}, func(t *testing.T, address string) gatewayhttptest.Calls {
		g, p := at(t, address), kiosk.Payment{Amount: 1, Wallet: kiosk.Alipay, GatewayOrderNo: aliNo}
		return gatewayhttptest.Calls{
			"qr":    func(ctx context.Context) (any, error) { return g.OpenQR(ctx, p) },
			"code":  func(ctx context.Context) (any, error) { return g.Charge(ctx, p, kiosk.NewPayCode(secret)) },
			"query": func(ctx context.Context) (any, error) { return g.Query(ctx, p) },
		}
	})
}

func TestConfig_Check(t *testing.T) {
	good := Config{BaseURL: "https://fw.lepay.vip", MerchantID: "15", StoreID: "460"}
	require.NoError(t, good.Check("providers.lepay"))
	tests := []struct {
		key    string
		change func(*Config)
	}{
		{"base_url", func(c *Config) { c.BaseURL = "http://fw.lepay.vip" }},
		{"base_url", func(c *Config) { c.BaseURL = "" }},
		{"merchant_id", func(c *Config) { c.MerchantID = "" }},
		{"merchant_id", func(c *Config) { c.MerchantID = "15&a=b" }},
		{"store_id", func(c *Config) { c.StoreID = "" }},
		{"store_id", func(c *Config) { c.StoreID = "门店" }},
		{"csn", func(c *Config) { c.CSN = "a b" }},
		{"csn", func(c *Config) { c.CSN = strings.Repeat("x", idBytesMax+1) }},
	}
	for _, tt := range tests {
		c := good
		tt.change(&c)
		err := c.Check("providers.lepay")
		require.Error(t, err)
		require.True(t, strings.HasPrefix(err.Error(), "providers.lepay."+tt.key+": "), err)
	}
	require.ErrorContains(t, Default().Check("providers.lepay"), "providers.lepay.merchant_id")
}

func TestChargeCodes_HaveNoContradiction(t *testing.T) {
	seen := map[string]bool{}
	for _, table := range []wire.ResultCodes{chargeCodes, chargePhrases} {
		for _, r := range table.Rows {
			require.NotZero(t, weight[r.Class.Verdict()], r.Code)
			require.False(t, seen[r.Code], r.Code)
			seen[r.Code] = true
			require.Equal(t, r.Class.Verdict(), classify([]string{strings.ToLower(r.Code)}), r.Code)
			if !table.Phrases {
				require.Equal(t, r.Class.Verdict(), classify([]string{"ACQ." + r.Code}), r.Code)
			}
		}
	}
}
