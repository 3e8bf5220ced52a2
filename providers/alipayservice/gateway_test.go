package alipayservice

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

// shop is a gateway, and the service as it answers.
type shop struct {
	*Gateway
	*gatewayhttptest.Server
}

func serving(t *testing.T, answer http.HandlerFunc, change ...func(*Config)) shop {
	s := gatewayhttptest.Serve(t, answer)
	return shop{at(t, s.URL, change...), s}
}

func at(t *testing.T, address string, change ...func(*Config)) *Gateway {
	cfg := Default()
	cfg.BaseURL, cfg.StoreID, cfg.QueryPath, cfg.Shop.Name = address+"/", "123456", "/query", "支付宝扫码支付测试"
	for _, f := range change {
		f(&cfg)
	}
	require.NoError(t, cfg.Check("providers.alipayservice"))
	return New("alipayservice", cfg, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
}

func replying(t *testing.T, reply string) shop { return changed(t, reply, func(*Config) {}) }

func changed(t *testing.T, reply string, change func(*Config)) shop {
	return serving(t, gatewayhttptest.Says(http.StatusOK, "text/plain;charset=ISO-8859-1", reply), change)
}

type row wiretest.Row

const (
	docNo    = "110112113114115"              // out_trade_no in the document
	docTrade = "2018051821001004130589462290" // trade_no in the document
	docBuyer = "159****0143"
	docQR    = "https://qr.alipay.com/bax03431ljhokirwl38f00a7"
	refundNo = "R00000000000000000000001"
)

var (
	docPayment = kiosk.Payment{OrderNo: docNo, GatewayOrderNo: docNo, Amount: 1, Wallet: kiosk.Alipay, Rail: kiosk.RailQR}
	// larger is a payment of which part went back already.
	larger     = kiosk.Payment{OrderNo: docNo, GatewayOrderNo: docNo, Amount: 1000, Refunded: 300, Wallet: kiosk.Alipay, Rail: kiosk.RailQR, TradeNo: docTrade}
	docRefund  = kiosk.Refund{No: refundNo, OrderNo: docNo, Amount: 1, Reason: "正常退款"}
	partRefund = kiosk.Refund{No: refundNo, OrderNo: docNo, Amount: 200}
)

func fen(n kiosk.Fen) *kiosk.Fen { return &n }

func TestGateway_RequestsAreTheDocuments(t *testing.T) {
	const (
		made     = `{"code":"10000","msg":"Success","out_trade_no":"` + docNo + `","qr_code":"` + docQR + `"}`
		nullBody = `null`
	)
	type call = func(context.Context, *Gateway) (any, error)
	refund := func(p kiosk.Payment, r kiosk.Refund) call {
		return func(ctx context.Context, g *Gateway) (any, error) { return g.Refund(ctx, p, r) }
	}
	queryRefund := func(p kiosk.Payment, r kiosk.Refund) call {
		return func(ctx context.Context, g *Gateway) (any, error) { return g.QueryRefund(ctx, p, r) }
	}
	tests := []struct {
		name, reply string
		call        call
		path        string
		query       url.Values
		raw         string // the query as it travels, where the document prints it
	}{
		{
			"document, 二维码生成接口", made,
			func(ctx context.Context, g *Gateway) (any, error) { return g.OpenQR(ctx, docPayment) },
			"/qrcode",
			url.Values{"totalAmount": {"0.01"}, "subject": {"支付宝扫码支付测试"}, "storeId": {"123456"}, "timeoutExpress": {"5m"}, "outTradeNo": {docNo}},
			"outTradeNo=110112113114115&storeId=123456&subject=%E6%94%AF%E4%BB%98%E5%AE%9D%E6%89%AB%E7%A0%81%E6%94%AF%E4%BB%98%E6%B5%8B%E8%AF%95&timeoutExpress=5m&totalAmount=0.01",
		},
		{
			"document, 通用退款接口, with facts: out_request_no", nullBody, refund(docPayment, docRefund), "/refund",
			url.Values{"refund_amount": {"0.01"}, "out_trade_no": {docNo}, "refund_reason": {"正常退款"}, "out_request_no": {refundNo}},
			"out_request_no=" + refundNo + "&out_trade_no=110112113114115&refund_amount=0.01&refund_reason=%E6%AD%A3%E5%B8%B8%E9%80%80%E6%AC%BE",
		},
		{
			"a refund without a reason names its number, for one is needed", nullBody, refund(larger, partRefund), "/refund",
			url.Values{"refund_amount": {"2.00"}, "out_trade_no": {docNo}, "refund_reason": {refundNo}, "out_request_no": {refundNo}}, "",
		},
		{
			"document, 退款查询接口", nullBody, queryRefund(larger, kiosk.Refund{No: docNo, Amount: 1}), "/refund_query",
			url.Values{"trade_no": {docTrade}, "out_trade_no": {docNo}, "out_request_no": {docNo}},
			"out_request_no=110112113114115&out_trade_no=110112113114115&trade_no=2018051821001004130589462290",
		},
		{
			"a refund query without Alipay's number leaves the field empty", nullBody, queryRefund(docPayment, docRefund), "/refund_query",
			url.Values{"trade_no": {""}, "out_trade_no": {docNo}, "out_request_no": {refundNo}}, "",
		},
		{
			"facts 003, query_path", nullBody,
			func(ctx context.Context, g *Gateway) (any, error) { return g.Query(ctx, docPayment) },
			"/query", url.Values{"out_trade_no": {docNo}}, "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := replying(t, tt.reply)
			wiretest.Call(tt.call(t.Context(), s.Gateway)).OK(t)
			require.Equal(t, []string{"GET " + tt.path}, s.Calls())
			require.Equal(t, tt.query, s.Asked()[0].Query)
			if tt.raw != "" {
				require.Equal(t, tt.raw, s.Asked()[0].RawQuery)
			}
		})
	}
}

// opens returns the query of the request for docPayment's QR.
func opens(t *testing.T, change func(*Config)) url.Values {
	s := changed(t, "null", change)
	wiretest.Call(s.OpenQR(t.Context(), docPayment)).OK(t)
	return s.Asked()[0].Query
}

func TestGateway_OpenQR_NotifyURLTravelsWhenThereIsOne(t *testing.T) {
	const address = "https://shop.example/notify/alipayservice"
	require.Equal(t, address, opens(t, func(c *Config) { c.NotifyURL = address }).Get("notifyUrl"))
}

func TestGateway_OpenQR_Subject(t *testing.T) {
	for _, tt := range []struct{ name, subject, want string }{
		{"the shop's name", "示例小店", "示例小店"},
		{"none: the order number", "", docNo},
		{"nothing that shows: the order number", "\x00\n ", docNo},
		{"characters that Alipay does not take", "a/b=c&d", "a b c d"},
		{"line ends", "a\r\nb", "a  b"},
		{"too long", strings.Repeat("店", 100), strings.Repeat("店", subjectRunesMax)},
		{"longer than any gateway's words", strings.Repeat("店", 500), strings.Repeat("店", subjectRunesMax)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, opens(t, func(c *Config) { c.Shop.Name = tt.subject }).Get("subject"))
		})
	}
}

func TestGateway_OpenQR(t *testing.T) {
	made := func(qr string) kiosk.Answer {
		return kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: docNo, GatewayOrderNo: docNo, QR: qr}
	}
	says := func(v kiosk.Verdict, why string) kiosk.Answer { return kiosk.Answer{Verdict: v, Reason: why} }
	withQR := func(qr string) string {
		return `{"code":"10000","msg":"Success","out_trade_no":"` + docNo + `","qr_code":"` + qr + `"}`
	}
	rows := []row{
		{"document, 二维码生成接口, 响应; facts 003", withQR(docQR), made(docQR)},
		{"code as a number", `{"code":10000,"out_trade_no":` + docNo + `,"qr_code":"` + docQR + `"}`, made(docQR)},
		{"fields beside the documented ones", `{"body":"{\"alipay_trade_precreate_response\":{}}","code":"10000","errorCode":null,"out_trade_no":"` + docNo + `","params":{},"qr_code":"` + docQR + `","success":true}`, made(docQR)},
		{"facts 003, failure", `{"code":"40004","msg":"Business Failed"}`, says(kiosk.VerdictFailed, "Business Failed")},
		{"facts 003, failure as null", `null`, says(kiosk.VerdictUnknown, "")},
		{"null with white space", " null\r\n", says(kiosk.VerdictUnknown, "")},
		{"failure with a reason", `{"code":"40004","msg":"Business Failed","sub_code":"ACQ.TRADE_HAS_CLOSE","sub_msg":"交易已经关闭"}`, says(kiosk.VerdictFailed, "交易已经关闭")},
		{"facts, wallet background: 4000x failed", `{"code":"40006","msg":"Insufficient Permissions"}`, says(kiosk.VerdictFailed, "Insufficient Permissions")},
		{"facts, wallet background: 20000 unknown", `{"code":"20000","msg":"Service Currently Unavailable"}`, "garbage"},
		{"a failure of the system's own", `{"code":"40004","sub_code":"ACQ.SYSTEM_ERROR","sub_msg":"系统错误"}`, says(kiosk.VerdictUnknown, "系统错误")},
		{"a code that is not listed", `{"code":"10086"}`, says(kiosk.VerdictUnknown, "10086")},
		{"a reason of many lines is one line", `{"code":"40004","msg":" a\u0000b\r\n\tc "}`, says(kiosk.VerdictFailed, "ab   c")},
		{"no QR", `{"code":"10000","out_trade_no":"` + docNo + `"}`, "garbage"},
		{"no order number", `{"code":"10000","qr_code":"` + docQR + `"}`, "garbage"},
		{"a QR that is no link", withQR("bax"), "garbage"},
		{"a QR that Alipay does not open", withQR("weixin://wxpay/bizpayurl?pr=a"), "garbage"},
		{"no code", `{"msg":"Success","out_trade_no":"` + docNo + `","qr_code":"` + docQR + `"}`, "garbage"},
		{"empty object", `{}`, "garbage"},
		{"nulls", `nullnull`, "garbage"},
		{"field twice", `{"code":"40004","code":"10000"}`, "garbage"},
		{"another spelling of a field is another field", `{"code":"40004","CODE":"10000"}`, says(kiosk.VerdictFailed, "40004")},
		{"more fields than any reply", `{"code":"10000"` + strings.Repeat(`,"`+"x"+`":1`, 1) + manyFields(valuesMax) + `}`, "garbage"},
	}
	wiretest.Replies(t, rows, replying, func(t *testing.T, s shop) (any, error) { return s.OpenQR(t.Context(), docPayment) })
}

func manyFields(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"f` + strings.Repeat("x", i) + `":1`)
	}
	return b.String()
}

func TestGateway_Query(t *testing.T) {
	paidAt := time.Date(2018, 5, 18, 12, 30, 5, 0, wire.China)
	const reply = `{"code":"10000","msg":"Success","buyer_logon_id":"` + docBuyer + `","out_trade_no":"` + docNo + `","send_pay_date":"2018-05-18 12:30:05",` +
		`"total_amount":"0.01","trade_no":"` + docTrade + `","trade_status":"TRADE_SUCCESS"}`
	with := func(old, new string) string {
		require.Contains(t, reply, old)
		return strings.Replace(reply, old, new, 1)
	}
	paid := kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: docNo, Amount: fen(1), TradeNo: docTrade, Payer: docBuyer, PaidAt: paidAt}
	known := func(v kiosk.Verdict, state string) kiosk.Answer {
		return kiosk.Answer{Verdict: v, Order: docNo, TradeNo: docTrade, Payer: docBuyer, Reason: state}
	}
	says := func(v kiosk.Verdict, why string) kiosk.Answer { return kiosk.Answer{Verdict: v, Reason: why} }
	undated := paid
	undated.PaidAt = time.Time{}
	rows := []row{
		{"facts, wallet background: TRADE_SUCCESS paid", reply, paid},
		{"facts, wallet background: TRADE_FINISHED paid", with("TRADE_SUCCESS", "TRADE_FINISHED"), paid},
		{"facts, wallet background: WAIT_BUYER_PAY", with("TRADE_SUCCESS", "WAIT_BUYER_PAY"), known(kiosk.VerdictConfirming, "WAIT_BUYER_PAY")},
		{"facts, wallet background: TRADE_CLOSED", with("TRADE_SUCCESS", "TRADE_CLOSED"), known(kiosk.VerdictClosed, "TRADE_CLOSED")},
		{"facts, wallet background: TRADE_NOT_EXIST still waiting", `{"code":"40004","msg":"Business Failed","sub_code":"ACQ.TRADE_NOT_EXIST","sub_msg":"交易不存在"}`, says(kiosk.VerdictWaiting, "交易不存在")},
		{"TRADE_NOT_EXIST without the prefix", `{"code":"40004","sub_code":"TRADE_NOT_EXIST"}`, says(kiosk.VerdictWaiting, "TRADE_NOT_EXIST")},
		{"another order is for the till to see", with(docNo, "999"), kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "999", Amount: fen(1), TradeNo: docTrade, Payer: docBuyer, PaidAt: paidAt}},
		{"another amount is for the till to see", with(`"0.01"`, `"1.01"`), kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: docNo, Amount: fen(101), TradeNo: docTrade, Payer: docBuyer, PaidAt: paidAt}},
		{"an amount as a number is read by its text", with(`"0.01"`, `0.01`), paid},
		{"a time that is none", with("2018-05-18 12:30:05", "1526617805000"), undated},
		{"null proves nothing", `null`, says(kiosk.VerdictUnknown, "")},
		{"another refusal proves nothing", `{"code":"40004","msg":"Business Failed","sub_code":"ACQ.SYSTEM_ERROR","sub_msg":"系统错误"}`, says(kiosk.VerdictUnknown, "系统错误")},
		{"a bare refusal proves nothing", `{"code":"40004","msg":"Business Failed"}`, says(kiosk.VerdictUnknown, "Business Failed")},
		{"20000 proves nothing", `{"code":"20000","msg":"Service Currently Unavailable"}`, "garbage"},
		{"closed beside a failure", `{"code":"10000","sub_code":"ACQ.SYSTEM_ERROR","trade_status":"TRADE_CLOSED","out_trade_no":"` + docNo + `"}`,
			kiosk.Answer{Verdict: kiosk.VerdictUnknown, Order: docNo, Reason: "TRADE_CLOSED"}},
		{"closed without an order", `{"code":"10000","trade_status":"TRADE_CLOSED"}`, "garbage"},
		{"a refusal with a paid status proves nothing", with(`"10000","msg":"Success"`, `"40004"`), known(kiosk.VerdictUnknown, "40004")},
		{"a status that is not listed", with("TRADE_SUCCESS", "TRADE_PENDING"), known(kiosk.VerdictUnknown, "TRADE_PENDING")},
		{"no status", with(`"TRADE_SUCCESS"`, `null`), known(kiosk.VerdictUnknown, "")},
		{"paid without an order", with(`"`+docNo+`"`, `null`), "garbage"},
		{"paid without an amount", with(`"0.01"`, `""`), "garbage"},
		{"paid with an amount that is none", with(`"0.01"`, `"1e-2"`), "garbage"},
		{"paid with an amount that is a list", with(`"0.01"`, `["0.01"]`), "garbage"},
		{"no code", with(`"code":"10000",`, ``), "garbage"},
	}
	wiretest.Replies(t, rows, replying, func(t *testing.T, s shop) (any, error) { return s.Query(t.Context(), docPayment) })
}

// calls are all calls of a gateway.
func calls(g *Gateway) gatewayhttptest.Calls {
	return gatewayhttptest.Calls{
		"qrcode":       func(ctx context.Context) (any, error) { return g.OpenQR(ctx, docPayment) },
		"query":        func(ctx context.Context) (any, error) { return g.Query(ctx, docPayment) },
		"refund":       func(ctx context.Context) (any, error) { return g.Refund(ctx, docPayment, docRefund) },
		"refund_query": func(ctx context.Context) (any, error) { return g.QueryRefund(ctx, docPayment, docRefund) },
	}
}

func TestGateway_Network(t *testing.T) {
	gatewayhttptest.Network(t, `{"code":"10000","msg":"Success"}`, nil, func(t *testing.T, address string) gatewayhttptest.Calls { return calls(at(t, address)) })
	t.Run("the connection breaks before an answer, after others went well: nothing is sent twice", func(t *testing.T) {
		var came atomic.Int32
		g := serving(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == pathRefund {
				came.Add(1)
				panic(http.ErrAbortHandler)
			}
			io.WriteString(w, "null")
		})
		for n := range int32(5) {
			wiretest.Call(g.QueryRefund(t.Context(), docPayment, docRefund)).OK(t)
			wiretest.Call(g.Refund(t.Context(), docPayment, docRefund)).Is(t, "no answer")
			require.Equal(t, n+1, came.Load())
		}
	})
	t.Run("the caller gives up while it waits", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		g := serving(t, func(_ http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		})
		wiretest.Call(g.Refund(ctx, docPayment, docRefund)).Is(t, "no answer")
	})
}

func TestGateway_NothingLeavesThatCannotBeRight(t *testing.T) {
	g := replying(t, "null")
	ctx := t.Context()
	bad := docPayment
	bad.GatewayOrderNo = "a&b"
	wiretest.Call(g.OpenQR(ctx, bad)).Is(t, "not sent")
	wiretest.Call(g.OpenQR(ctx, kiosk.Payment{OrderNo: docNo, Wallet: kiosk.Alipay})).Is(t, "not sent")
	wiretest.Call(g.OpenQR(ctx, kiosk.Payment{OrderNo: docNo, Amount: 1, Wallet: kiosk.WeChat})).Is(t, "unsupported")
	for name, tt := range map[string]struct {
		p kiosk.Payment
		r kiosk.Refund
	}{
		"refund of nothing":            {docPayment, kiosk.Refund{No: refundNo}},
		"refund of more than was paid": {docPayment, kiosk.Refund{No: refundNo, Amount: 2}},
		"refund without a number, which would be another one each time": {docPayment, kiosk.Refund{Amount: 1}},
		"refund of an order number of another kind":                     {bad, docRefund},
	} {
		t.Run(name, func(t *testing.T) { wiretest.Call(g.Refund(ctx, tt.p, tt.r)).Is(t, "not sent") })
	}
	wiretest.Call(g.QueryRefund(ctx, bad, docRefund)).Is(t, "not sent")
	wiretest.Call(g.Query(ctx, bad)).Is(t, "unsupported")
	require.Empty(t, g.Asked(), "nothing was sent")
}

func TestGateway_ThePaymentsOwnNumberTravelsUntilThereIsAnother(t *testing.T) {
	g := replying(t, "null")
	wiretest.Call(g.OpenQR(t.Context(), kiosk.Payment{OrderNo: docNo, Amount: 1, Wallet: kiosk.Alipay})).OK(t)
	require.Equal(t, docNo, g.Asked()[0].Query.Get("outTradeNo"))
}

func TestGateway_Can_NotificationsNeedAListenerAndAKey(t *testing.T) {
	can := func(change func(*Config)) kiosk.Capabilities {
		cfg := Default()
		change(&cfg)
		return New("alipayservice", cfg, nil).Capabilities()
	}
	require.False(t, can(func(c *Config) { c.Listening = true }).Notifications)
	require.False(t, can(func(c *Config) { c.AlipayPublicKey = publicPEM(t, testKey(t)) }).Notifications)
	require.Equal(t, 2*time.Hour, can(func(c *Config) { c.TimeoutExpress = "2h" }).QRValid)
}
