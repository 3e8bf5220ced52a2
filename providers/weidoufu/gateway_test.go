package weidoufu

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

const (
	ownNo   = "KIOSK202401010000000001"
	mchNo   = "202105135513716648486662"
	docNo   = "180901620895069445" // in the document's successes
	docMiss = "1809016208199613140"
)

// full is the section with everything set.
func full(base string) Config {
	c := Default()
	c.BaseURL, c.AccessKey, c.SecretKey = base, testAK, testSK
	c.QueryPath, c.ClosePath, c.CodePath = "/pay/query", "/pay/close", "/pay/micropay"
	c.NotifyURL, c.Listening, c.Shop.Name = "https://pos.example.com/notify", true, "测试商品"
	return c
}

// shop is a gateway, and the vendor's server as it answers.
type shop struct {
	*Gateway
	*gatewayhttptest.Server
}

func replying(t *testing.T, reply string) shop { return changed(t, reply, func(*Config) {}) }

func changed(t *testing.T, reply string, change func(*Config)) shop {
	s := gatewayhttptest.Serve(t, gatewayhttptest.Says(http.StatusOK, "text/html", reply))
	c := full(s.URL + "/")
	change(&c)
	return shop{New("weidoufu", c, gatewayhttptest.Closing(t, gatewayhttp.New("test"))), s}
}

type row wiretest.Row

func payment(w kiosk.Wallet) kiosk.Payment {
	return kiosk.Payment{OrderNo: ownNo, GatewayOrderNo: ownNo, Amount: 100, Wallet: w}
}

func fen(n kiosk.Fen) *kiosk.Fen { return &n }

// and are rows with those of replies that prove nothing to any call.
func and(rows ...row) []row {
	for name, reply := range map[string]string{
		"empty object":               `{}`,
		"field twice":                `{"code":0,"code":1,"message":"a"}`,
		"code is true":               `{"code":true}`,
		"code is an object":          `{"code":{}}`,
		"no code":                    `{"data":{"code_url":"weixin://wxpay/bizpayurl?pr=1","jsapi":{"trade_no":"1"},"status":2}}`,
		"more values than any reply": `{"code":1,"data":[` + strings.Repeat(`1,`, valuesMax) + `1]}`,
	} {
		rows = append(rows, row{name, reply, "garbage"})
	}
	return rows
}

func opens(order, trade string) kiosk.Answer {
	return kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: order, GatewayOrderNo: ownNo, TradeNo: trade}
}

func TestGateway_OpenQR(t *testing.T) {
	made := func(qr string) kiosk.Answer { a := opens(ownNo, mchNo); a.QR = qr; return a }
	refused := func(order, why string) kiosk.Answer {
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: order, GatewayOrderNo: ownNo, Reason: why}
	}
	data := func(fields string) string {
		return `{"code":1,"message":"成功","data":{"mch_trade_no":"` + mchNo + `","out_order_no":"` + ownNo + `",` + fields + `}}`
	}
	const wx = "weixin://wxpay/bizpayurl?pr=uEjiUsG"
	rows := and([]row{
		{"facts, 004 pay/native, code_url", data(`"code_url":"` + wx + `"`), made(wx)},
		{"facts, 004 pay/native, qrcode is a picture", data(`"qrcode":"` + pngOf(t, wx) + `"`), made(wx)},
		{"facts, 004 pay/native, a picture with its type before it", data(`"code_url":"","qrcode":"data:image/png;base64,` + pngOf(t, wx) + `"`), made(wx)},
		{"facts, 004 pay/miniapp, code as text is the same", strings.Replace(data(`"code_url":"`+wx+`"`), `"code":1`, `"code":"1"`, 1), made(wx)},
		{"code_url is taken before a picture of something else", data(`"code_url":"` + wx + `","qrcode":"` + pngOf(t, "https://evil.example/") + `"`), made(wx)},
		{"Alipay's", data(`"code_url":"https://qr.alipay.com/bax02707k7pgmu0l1vcx0077"`), made("https://qr.alipay.com/bax02707k7pgmu0l1vcx0077")},
		{"names nothing but the QR", `{"code":1,"data":{"code_url":"` + wx + `"}}`, func() kiosk.Answer { a := made(wx); a.Order, a.TradeNo = "", ""; return a }()},
		{"numbers that are none", `{"code":1,"data":{"code_url":"` + wx + `","mch_trade_no":"1 2","out_order_no":"<b>"}}`, func() kiosk.Answer { a := made(wx); a.Order, a.TradeNo = "", ""; return a }()},
		{"another order's answer is told to be that", strings.Replace(data(`"code_url":"`+wx+`"`), ownNo, docNo, 1), func() kiosk.Answer { a := made(wx); a.Order = docNo; return a }()},
		{"document, 失败返回", `{"code":0,"message":"签名错误","data":{"mch_trade_no":"202105135513716100622151","out_order_no":"` + docMiss + `","jsapi":""}}`, refused(docMiss, "签名错误")},
		{"refused, code as text", `{"code":"0","message":"金额错误","data":null}`, refused("", "金额错误")},
		{"refused, with a QR all the same", strings.Replace(data(`"code_url":"`+wx+`"`), `"code":1`, `"code":0`, 1), refused(ownNo, "成功")},
		{"refusal without words", `{"code":0}`, refused("", "")},
		{"refusal of many lines is one line", `{"code":0,"message":" a\u0000b\r\n\tc "}`, refused("", "ab   c")},
		{"a refusal that tells the key has no words", `{"code":0,"message":"sign of …&secret_key=` + testSK + ` expected"}`, refused("", "")},
		{"another code", `{"code":2,"message":"?","data":{"code_url":"` + wx + `"}}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown, GatewayOrderNo: ownNo, Reason: "?"}},
		{"code 1.0 is another code", `{"code":1.0,"data":{"code_url":"` + wx + `"}}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown, GatewayOrderNo: ownNo}},
		{"no QR", data(`"jsapi":""`), "garbage"},
		{"no data", `{"code":1,"message":"成功"}`, "garbage"},
		{"QR that is no link", data(`"code_url":"pay"`), "garbage"},
		{"picture of no QR", data(`"qrcode":"` + pngOf(t, "") + `"`), "garbage"},
		{"picture of a QR that is no link", data(`"qrcode":"` + pngOf(t, "12345678") + `"`), "garbage"},
		{"picture that is none", data(`"qrcode":"AAAA"`), "garbage"},
	}...)
	wiretest.Replies(t, rows, replying, func(t *testing.T, s shop) (any, error) { return s.OpenQR(t.Context(), payment(kiosk.WeChat)) })
}

const (
	docWeChat = `{"code":1,"message":"成功","data":{"mch_trade_no":"202105135513716648486662","out_order_no":"180901620895069445","jsapi":{"app_id":"wx369ab4160391bvbgg","timestamp":"1620895076","nonce_str":"82aafec92844bd7b7575e5d642911ac9","package":"prepay_id=wx1316375652779615245693f173dedb0000","sign_type":"MD5","pay_sign":"E1BDB03ECDC44F48CE1D4D353819318A"}}}`
	docAlipay = `{"code":1,"message":"成功","data":{"mch_trade_no":"202105135513716648486662","out_order_no":"180901620895069445","jsapi":{"trade_no":"20211127220461494775747063371"}}}`
)

func TestGateway_OpenMini(t *testing.T) {
	with := func(order string, params string) kiosk.Answer {
		a := opens(order, mchNo)
		a.Params = json.RawMessage(params)
		return a
	}
	const (
		wx     = `{"appId":"wx369ab4160391bvbgg","nonceStr":"82aafec92844bd7b7575e5d642911ac9","package":"prepay_id=wx1316375652779615245693f173dedb0000","paySign":"E1BDB03ECDC44F48CE1D4D353819318A","signType":"MD5","timeStamp":"1620895076"}`
		wxBare = `{"nonceStr":"82aafec92844bd7b7575e5d642911ac9","package":"prepay_id=wx1316375652779615245693f173dedb0000","paySign":"E1BDB03ECDC44F48CE1D4D353819318A","signType":"MD5","timeStamp":"1620895076"}`
		ali    = `{"tradeNO":"20211127220461494775747063371"}`
	)
	failed := func(order, why string) kiosk.Answer {
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: order, GatewayOrderNo: ownNo, Reason: why}
	}
	ask := func(w kiosk.Wallet) func(*testing.T, shop) (any, error) {
		return func(t *testing.T, s shop) (any, error) {
			return s.OpenMini(t.Context(), payment(kiosk.WalletUnknown), kiosk.Buyer{Wallet: w, ID: "oTest"})
		}
	}
	wiretest.Replies(t, and([]row{
		{"document, 返回参数(微信), 成功返回", docWeChat, with(docNo, wx)},
		{"document, 失败返回, WeChat", `{"code":0,"message":"签名错误","data":{"mch_trade_no":"202105135513716100622151","out_order_no":"1809016208199613140","jsapi":""}}`, failed(docMiss, "签名错误")},
		{"facts, 004 pay/miniapp, jsapi is empty", `{"code":1,"message":"成功","data":{"mch_trade_no":"` + mchNo + `","jsapi":""}}`, "garbage"},
		{"document, app_id need not be there", strings.Replace(docWeChat, `"app_id":"wx369ab4160391bvbgg",`, "", 1), with(docNo, wxBare)},
		{"timestamp as a number", strings.Replace(docWeChat, `"1620895076"`, `1620895076`, 1), with(docNo, wx)},
		{"without the wallet's signature", strings.Replace(docWeChat, `"pay_sign"`, `"paysign"`, 1), "garbage"},
		{"the other wallet's parameters", docAlipay, "garbage"},
	}...), replying, ask(kiosk.WeChat))
	wiretest.Replies(t, []row{
		{"document, 返回参数(支付宝), 成功返回", docAlipay, with(docNo, ali)},
		{"document, 失败返回, Alipay", `{"code":0,"message":"签名错误","data":{"mch_trade_no":"202105135513716100622151","out_order_no":"1809016208199613140","jsapi":""}}`, failed(docMiss, "签名错误")},
		{"facts, 004 pay/miniapp, code as text", strings.Replace(docAlipay, `"code":1`, `"code":"1"`, 1), with(docNo, ali)},
		{"facts, 004 pay/miniapp, data does not mean success", strings.Replace(docAlipay, `"code":1`, `"code":0`, 1), failed(docNo, "成功")},
		{"the other wallet's parameters, Alipay", docWeChat, "garbage"},
		{"parameters with control characters", strings.Replace(docAlipay, `"20211127220`, `"2021\u0000112`, 1), "garbage"},
	}, replying, ask(kiosk.Alipay))
}

func TestGateway_Refund(t *testing.T) {
	rows := and([]row{
		{"facts, 004 pay/refund, accepted", `{"code":1,"message":"成功"}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}},
		{"facts, 004 pay/refund, accepted, code as text", `{"code":"1","message":"退款申请成功","data":{"out_order_no":"` + ownNo + `"}}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Order: ownNo}},
		{"refused", `{"code":0,"message":"退款金额大于可退金额","data":""}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "退款金额大于可退金额"}},
		{"refused, the request's own fault", `{"code":0,"message":"签名错误","data":{"out_order_no":"` + ownNo + `"}}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Order: ownNo, Reason: "签名错误"}},
		{"refusal that may not be one: busy", `{"code":0,"message":"系统繁忙,请稍后再试"}`, "garbage"},
		{"refusal that may not be one: in progress", `{"code":0,"message":"退款处理中"}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "退款处理中"}},
		{"refused, words like the till's own", `{"code":0,"message":"@story.paid 余额不足"}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "story.paid 余额不足"}},
		{"refusal without a word", `{"code":0}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown}},
		{"another code", `{"code":2,"message":"ok"}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "ok"}},
	}...)
	wiretest.Replies(t, rows, replying, func(t *testing.T, s shop) (any, error) {
		return s.Refund(t.Context(), payment(kiosk.WeChat), kiosk.Refund{No: "R1", Amount: 40})
	})
}

// Replies of the paths that nobody documents are read the same way by query,
// close and code payments.
func TestGateway_UndocumentedReplies(t *testing.T) {
	paid := kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: ownNo, Amount: fen(100), TradeNo: "4200000000000001", PaidAt: wire.ChinaTime("2024-01-01 12:00:30")}
	says := func(v kiosk.Verdict) kiosk.Answer { return kiosk.Answer{Verdict: v, Order: ownNo} }
	unknown := func(why string) kiosk.Answer { return kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: why} }
	data := func(fields string) string {
		return `{"code":1,"message":"成功","data":{"out_order_no":"` + ownNo + `",` + fields + `}}`
	}
	rows := and([]row{
		{"the notification's words in data", `{"code":1,"message":"成功","data":` + noticeContent + `}`, paid},
		{"the notification's words in content", `{"code":"1","message":"成功","data":"","content":` + noticeContent + `}`, paid},
		{"facts, 004 notification, as a reply", `{"sign":"` + noticeSign + `","content":` + noticeContent + `}`, paid},
		{"as a notification with a bad signature", `{"sign":"` + strings.Repeat("0", 32) + `","content":` + noticeContent + `}`, "garbage"},
		{"as a notification with a bad signature, beside code 1", `{"code":1,"data":` + noticeContent + `,"sign":"","content":` + noticeContent + `}`, "garbage"},
		{"waiting", data(`"status":1`), says(kiosk.VerdictWaiting)},
		{"closed", data(`"status":"3"`), says(kiosk.VerdictClosed)},
		{"paid without an amount", data(`"status":2`), kiosk.Answer{Verdict: kiosk.VerdictUnknown, Order: ownNo, Reason: "成功"}},
		{"paid without an order", `{"code":1,"data":{"status":2,"total_fee":100}}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Amount: fen(100)}},
		{"closed without an order", `{"code":1,"data":{"status":3}}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown}},
		{"paid with another amount is told as it is", data(`"status":2,"total_fee":"200"`), kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: ownNo, Amount: fen(200)}},
		{"another status", data(`"status":4`), kiosk.Answer{Verdict: kiosk.VerdictUnknown, Order: ownNo, Reason: "成功"}},
		{"status in words", data(`"status":"SUCCESS"`), kiosk.Answer{Verdict: kiosk.VerdictUnknown, Order: ownNo, Reason: "成功"}},
		{"success and nothing else", `{"code":1,"message":"支付成功"}`, unknown("支付成功")},
		{"code 0 proves nothing here", `{"code":0,"message":"订单不存在","data":` + noticeContent + `}`, unknown("订单不存在")},
		{"another code", `{"code":2,"message":"?","data":` + noticeContent + `}`, unknown("?")},
		{"amount in yuan", data(`"status":2,"total_fee":"1.00"`), "garbage"},
		{"amount that is none", data(`"status":1,"total_fee":-1`), "garbage"},
		{"amount beyond all sizes", data(`"status":2,"total_fee":1000000000`), "garbage"},
	}...)
	for _, name := range []string{"query", "close", "code"} {
		t.Run(name, func(t *testing.T) {
			wiretest.Replies(t, rows, replying, func(t *testing.T, s shop) (any, error) { return calls(s.Gateway)[name](t.Context()) })
		})
	}
}

// calls are all calls of a gateway.
func calls(g *Gateway) gatewayhttptest.Calls {
	p := payment(kiosk.WeChat)
	return gatewayhttptest.Calls{
		"native": func(ctx context.Context) (any, error) { return g.OpenQR(ctx, p) },
		"miniapp": func(ctx context.Context) (any, error) {
			return g.OpenMini(ctx, payment(""), kiosk.Buyer{Wallet: kiosk.Alipay, ID: "1"})
		},
		"refund": func(ctx context.Context) (any, error) { return g.Refund(ctx, payment(""), kiosk.Refund{Amount: 1}) },
		"query":  func(ctx context.Context) (any, error) { return g.Query(ctx, p) },
		"close":  func(ctx context.Context) (any, error) { return g.Close(ctx, p) },
		"code":   func(ctx context.Context) (any, error) { return g.Charge(ctx, p, kiosk.NewPayCode(secret)) },
	}
}

func TestGateway_Network(t *testing.T) {
	gatewayhttptest.Network(t, docAlipay, []string{testSK, secret}, func(t *testing.T, address string) gatewayhttptest.Calls {
		return calls(New("weidoufu", full(address), gatewayhttptest.Closing(t, gatewayhttp.New("test"))))
	})
}

const secret = "134567890123456789" // a payment code

func TestGateway_ChargeKeepsTheCode(t *testing.T) {
	for name, reply := range map[string]string{
		"in the message":          `{"code":0,"message":"auth_code ` + secret + ` expired"}`,
		"in groups":               `{"code":0,"message":"auth_code 1345 6789-0123 4567 89"}`,
		"in part":                 `{"code":0,"message":"…90123456…"}`,
		"in wide characters":      `{"code":0,"message":"１３４５６７８９０１２３"}`,
		"as the wallet's number":  `{"code":1,"data":{"status":1,"out_order_no":"` + ownNo + `","transaction_id":"` + secret + `"}}`,
		"as a closed order":       `{"code":1,"data":{"status":3,"out_order_no":"` + secret + `"}}`,
		"as the order":            `{"code":1,"data":{"status":2,"total_fee":100,"out_order_no":"` + secret + `"}}`,
		"as vendor's number":      `{"code":1,"data":{"status":1,"mch_trade_no":"1` + secret + `"}}`,
		"in the message of a yes": `{"code":1,"message":"` + secret + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			a := wiretest.Call(replying(t, reply).Charge(t.Context(), payment(kiosk.WeChat), kiosk.NewPayCode(secret))).OK(t)
			require.False(t, wire.Repeats(fmt.Sprintf("%+v", a), secret[6:14]))
			require.Contains(t, []kiosk.Verdict{kiosk.VerdictUnknown, kiosk.VerdictWaiting}, a.Verdict)
		})
	}
}

// Requests are checked to the byte: names, numbers that are numbers, order,
// signature.
func TestGateway_Requests(t *testing.T) {
	const common = `"access_key":"` + testAK + `","body":"测试商品"`
	type call = func(context.Context, *Gateway) (any, error)
	qr := func(w kiosk.Wallet) call {
		return func(ctx context.Context, g *Gateway) (any, error) { return g.OpenQR(ctx, payment(w)) }
	}
	mini := func(b kiosk.Buyer) call {
		return func(ctx context.Context, g *Gateway) (any, error) { return g.OpenMini(ctx, payment(""), b) }
	}
	charge := func(w kiosk.Wallet, code string) call {
		return func(ctx context.Context, g *Gateway) (any, error) {
			return g.Charge(ctx, payment(w), kiosk.NewPayCode(code))
		}
	}
	for _, tt := range []struct {
		name, path, want string
		do               call
	}{
		{"facts, 004 pay/native, WeChat", "/pay/native", `{` + common + `,"expire":30,"notify_url":"https://pos.example.com/notify","out_order_no":"` + ownNo + `","pay_type":1,"total_fee":100}`, qr(kiosk.WeChat)},
		{"facts, 004 pay/native, Alipay", "/pay/native", `{` + common + `,"expire":30,"notify_url":"https://pos.example.com/notify","out_order_no":"` + ownNo + `","pay_type":2,"total_fee":100}`, qr(kiosk.Alipay)},
		{"facts, 004 request signature, with openid (document, 接口参数)", "/pay/miniapp", `{` + common + `,"notify_url":"https://pos.example.com/notify","openid":"oTest","out_order_no":"` + ownNo + `","pay_type":1,"sign":"7FDE74443F06D937719D1D041442393E","total_fee":100}`,
			mini(kiosk.Buyer{Wallet: kiosk.WeChat, ID: "oTest"})},
		{"document, 接口参数, buyer_id", "/pay/miniapp", `{` + common + `,"buyer_id":"2088000000000000","notify_url":"https://pos.example.com/notify","out_order_no":"` + ownNo + `","pay_type":2,"total_fee":100}`,
			mini(kiosk.Buyer{Wallet: kiosk.Alipay, ID: "2088000000000000"})},
		{"facts, 004 pay/refund", "/pay/refund", `{"access_key":"` + testAK + `","out_order_no":"` + ownNo + `","refund_fee":40}`,
			func(ctx context.Context, g *Gateway) (any, error) {
				return g.Refund(ctx, payment(kiosk.WeChat), kiosk.Refund{No: "R1", Amount: 40})
			}},
		{"facts, 004 query path", "/pay/query", `{"access_key":"` + testAK + `","out_order_no":"` + ownNo + `"}`,
			func(ctx context.Context, g *Gateway) (any, error) { return g.Query(ctx, payment(kiosk.WeChat)) }},
		{"facts, 004 close path", "/pay/close", `{"access_key":"` + testAK + `","out_order_no":"` + ownNo + `"}`,
			func(ctx context.Context, g *Gateway) (any, error) { return g.Close(ctx, payment(kiosk.WeChat)) }},
		{"facts, 004 code path", "/pay/micropay", `{` + common + `,"auth_code":"` + secret + `","notify_url":"https://pos.example.com/notify","out_order_no":"` + ownNo + `","pay_type":1,"total_fee":100}`,
			charge(kiosk.WeChat, secret)},
		{"facts, 004 code path, UnionPay is 3", "/pay/micropay", `{` + common + `,"auth_code":"6212345678901234567","notify_url":"https://pos.example.com/notify","out_order_no":"` + ownNo + `","pay_type":3,"total_fee":100}`,
			charge(kiosk.UnionPay, "6212345678901234567")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := replying(t, `{"code":0,"message":"no"}`)
			wiretest.Call(tt.do(t.Context(), s.Gateway)).OK(t)
			require.Equal(t, []string{"POST " + tt.path}, s.Calls())
			require.Equal(t, "application/json; charset=utf-8", s.Asked()[0].Header.Get("Content-Type"))
			want, got := wiretest.Call(decode([]byte(tt.want))).OK(t), s.sent(t)
			if _, told := want["sign"]; !told {
				want["sign"] = resigned(got)
			}
			require.Equal(t, want, got)
		})
	}
	opened := func(change func(*Config)) object {
		s := changed(t, `{"code":0}`, change)
		wiretest.Call(s.OpenQR(t.Context(), payment(kiosk.WeChat))).OK(t)
		return s.sent(t)
	}
	t.Run("a long name is cut", func(t *testing.T) {
		got := opened(func(c *Config) { c.Shop.Name = strings.Repeat("店", 40) })
		require.Equal(t, strings.Repeat("店", 32), got["body"])
		require.Equal(t, resigned(got), got["sign"])
	})
	t.Run("without a name the order's number is what is paid for", func(t *testing.T) {
		require.Equal(t, ownNo, opened(func(c *Config) { c.Shop.Name = " \n" })["body"])
	})
}

// sent is the body of the first request.
func (s shop) sent(t *testing.T) object {
	return wiretest.Call(decode([]byte(s.Asked()[0].Body))).OK(t)
}

// resigned is the signature that a server would compute of a request as it came.
func resigned(got object) string {
	p := params{}
	for k := range got {
		p[k] = got.Text(k)
	}
	return p.signature(testSK)
}

func TestGateway_RefusesBeforeSending(t *testing.T) {
	amount := func(n kiosk.Fen) kiosk.Payment { p := payment(kiosk.WeChat); p.Amount = n; return p }
	numbered := func(no kiosk.OrderNo) kiosk.Payment { p := payment(kiosk.WeChat); p.OrderNo = no; return p }
	buyer := kiosk.Buyer{Wallet: kiosk.WeChat, ID: "oTest"}
	type call = func(context.Context, *Gateway) (any, error)
	qr := func(p kiosk.Payment) call {
		return func(ctx context.Context, g *Gateway) (any, error) { return g.OpenQR(ctx, p) }
	}
	mini := func(p kiosk.Payment, b kiosk.Buyer) call {
		return func(ctx context.Context, g *Gateway) (any, error) { return g.OpenMini(ctx, p, b) }
	}
	refund := func(p kiosk.Payment, n kiosk.Fen) call {
		return func(ctx context.Context, g *Gateway) (any, error) { return g.Refund(ctx, p, kiosk.Refund{Amount: n}) }
	}
	charge := func(p kiosk.Payment, code string) call {
		return func(ctx context.Context, g *Gateway) (any, error) { return g.Charge(ctx, p, kiosk.NewPayCode(code)) }
	}
	none := func(*Config) {}
	silent := func(c *Config) { c.NotifyURL = "" }
	bare := func(c *Config) { c.QueryPath, c.ClosePath, c.CodePath = "", "", "" }
	tests := []struct {
		name   string
		change func(*Config)
		do     call
		want   string
	}{
		{"QR without an address for notifications", silent, qr(payment(kiosk.WeChat)), "not sent"},
		{"mini without an address for notifications", silent, mini(payment(""), buyer), "not sent"},
		{"code without an address for notifications", silent, charge(payment(kiosk.WeChat), secret), "not sent"},
		{"amount of 10 digits", none, qr(amount(1_000_000_000)), "not sent"},
		{"order number of 17", none, qr(numbered("12345678901234567")), "not sent"},
		{"order number of 33", none, qr(numbered(kiosk.OrderNo(strings.Repeat("1", 33)))), "not sent"},
		{"order number with a sign", none, qr(numbered("KIOSK-202401010000000001")), "not sent"},
		{"QR for UnionPay", none, qr(payment(kiosk.UnionPay)), "unsupported"},
		{"mini for nobody", none, mini(payment(""), kiosk.Buyer{}), "unsupported"},
		{"mini without openid", none, mini(payment(""), kiosk.Buyer{Wallet: kiosk.WeChat}), "not sent"},
		{"mini with an openid that is none", none, mini(payment(""), kiosk.Buyer{Wallet: kiosk.WeChat, ID: "o&total_fee=1"}), "not sent"},
		{"mini with an openid of 33", none, mini(payment(""), kiosk.Buyer{Wallet: kiosk.WeChat, ID: strings.Repeat("o", 33)}), "not sent"},
		{"refund of nothing", none, refund(payment(kiosk.WeChat), 0), "not sent"},
		{"refund of more than was paid", none, refund(payment(kiosk.WeChat), 101), "not sent"},
		{"refund of no order", none, refund(numbered(""), 1), "not sent"},
		{"no code", none, charge(payment(kiosk.WeChat), ""), "not sent"},
		{"code of nobody", none, charge(payment(kiosk.WalletUnknown), secret), "unsupported"},
		{"code without its path", bare, charge(payment(kiosk.WeChat), secret), "unsupported"},
		{"query without its path", bare, func(ctx context.Context, g *Gateway) (any, error) { return g.Query(ctx, payment(kiosk.WeChat)) }, "unsupported"},
		{"close without its path", bare, func(ctx context.Context, g *Gateway) (any, error) { return g.Close(ctx, payment(kiosk.WeChat)) }, "unsupported"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := changed(t, `{"code":1}`, tt.change)
			wiretest.Call(tt.do(t.Context(), s.Gateway)).Is(t, tt.want)
			require.Empty(t, s.Asked())
		})
	}
}

func TestGateway_Can_NoNotificationsThatNobodyIsToldToSend(t *testing.T) {
	c := full("http://127.0.0.1")
	c.NotifyURL = ""
	require.False(t, New("weidoufu", c, nil).Capabilities().Notifications)
}
