package alipayservice

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

// script is a service that answers every request with one reply and keeps what
// it was sent.
type script struct {
	status      int
	contentType string
	reply       string
	got         []*http.Request
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.got = append(s.got, r)
	w.Header().Set("Content-Type", s.contentType)
	w.WriteHeader(s.status)
	io.WriteString(w, s.reply)
}

func client(t *testing.T) *gatewayhttp.Client {
	c := gatewayhttp.New("test")
	t.Cleanup(c.CloseIdle)
	return c
}

func serving(t *testing.T, h http.Handler, change ...func(*Config)) *Gateway {
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	cfg := Default()
	cfg.BaseURL, cfg.StoreID, cfg.QueryPath, cfg.Shop.Name = srv.URL+"/", "123456", "/query", "支付宝扫码支付测试"
	for _, f := range change {
		f(&cfg)
	}
	require.NoError(t, cfg.Check("providers.alipayservice"))
	return New("alipayservice", cfg, client(t))
}

func replying(t *testing.T, reply string) (*Gateway, *script) {
	s := &script{status: 200, contentType: "text/plain;charset=ISO-8859-1", reply: reply}
	return serving(t, s), s
}

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

func fen(n int64) *kiosk.Fen {
	f := kiosk.Fen(n)
	return &f
}

// outcome is an answer or what the error proves.
func outcome[A any](a A, err error) any {
	var notSent *kiosk.NotSent
	var unanswered *kiosk.Unanswered
	switch {
	case err == nil:
		return a
	case errors.Is(err, kiosk.ErrUnsupported):
		return "unsupported"
	case errors.As(err, &notSent):
		return "not sent"
	case errors.As(err, &unanswered) && unanswered.Answered:
		return "garbage"
	case errors.As(err, &unanswered):
		return "no answer"
	}
	return err
}

func TestGateway_RequestsAreTheDocuments(t *testing.T) {
	const (
		made     = `{"code":"10000","msg":"Success","out_trade_no":"` + docNo + `","qr_code":"` + docQR + `"}`
		nullBody = `null`
	)
	tests := []struct {
		name, reply string
		call        func(context.Context, *Gateway) error
		path        string
		query       url.Values
		raw         string // the query as it travels, where the document prints it
	}{
		{
			"document, 二维码生成接口", made,
			func(ctx context.Context, g *Gateway) error { _, err := g.OpenQR(ctx, docPayment); return err },
			"/qrcode",
			url.Values{"totalAmount": {"0.01"}, "subject": {"支付宝扫码支付测试"}, "storeId": {"123456"}, "timeoutExpress": {"5m"}, "outTradeNo": {docNo}},
			"outTradeNo=110112113114115&storeId=123456&subject=%E6%94%AF%E4%BB%98%E5%AE%9D%E6%89%AB%E7%A0%81%E6%94%AF%E4%BB%98%E6%B5%8B%E8%AF%95&timeoutExpress=5m&totalAmount=0.01",
		},
		{
			"document, 通用退款接口, with facts: out_request_no", nullBody,
			func(ctx context.Context, g *Gateway) error {
				_, err := g.Refund(ctx, docPayment, docRefund)
				return err
			},
			"/refund",
			url.Values{"refund_amount": {"0.01"}, "out_trade_no": {docNo}, "refund_reason": {"正常退款"}, "out_request_no": {refundNo}},
			"out_request_no=" + refundNo + "&out_trade_no=110112113114115&refund_amount=0.01&refund_reason=%E6%AD%A3%E5%B8%B8%E9%80%80%E6%AC%BE",
		},
		{
			"a refund without a reason names its number, for one is needed", nullBody,
			func(ctx context.Context, g *Gateway) error { _, err := g.Refund(ctx, larger, partRefund); return err },
			"/refund",
			url.Values{"refund_amount": {"2.00"}, "out_trade_no": {docNo}, "refund_reason": {refundNo}, "out_request_no": {refundNo}},
			"",
		},
		{
			"document, 退款查询接口", nullBody,
			func(ctx context.Context, g *Gateway) error {
				_, err := g.QueryRefund(ctx, larger, kiosk.Refund{No: docNo, Amount: 1})
				return err
			},
			"/refund_query",
			url.Values{"trade_no": {docTrade}, "out_trade_no": {docNo}, "out_request_no": {docNo}},
			"out_request_no=110112113114115&out_trade_no=110112113114115&trade_no=2018051821001004130589462290",
		},
		{
			"a refund query without Alipay's number leaves the field empty", nullBody,
			func(ctx context.Context, g *Gateway) error {
				_, err := g.QueryRefund(ctx, docPayment, docRefund)
				return err
			},
			"/refund_query",
			url.Values{"trade_no": {""}, "out_trade_no": {docNo}, "out_request_no": {refundNo}},
			"",
		},
		{
			"facts 003, query_path", nullBody,
			func(ctx context.Context, g *Gateway) error { _, err := g.Query(ctx, docPayment); return err },
			"/query",
			url.Values{"out_trade_no": {docNo}},
			"",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, s := replying(t, tt.reply)
			require.NoError(t, tt.call(t.Context(), g))
			require.Len(t, s.got, 1)
			r := s.got[0]
			require.Equal(t, http.MethodGet, r.Method)
			require.Equal(t, tt.path, r.URL.Path)
			require.Equal(t, tt.query, r.URL.Query())
			if tt.raw != "" {
				require.Equal(t, tt.raw, r.URL.RawQuery)
			}
		})
	}
}

func TestGateway_OpenQR_NotifyURLTravelsWhenThereIsOne(t *testing.T) {
	s := &script{status: 200, reply: "null"}
	g := serving(t, s, func(c *Config) { c.NotifyURL = "https://shop.example/notify/alipayservice" })
	_, err := g.OpenQR(t.Context(), docPayment)
	require.NoError(t, err)
	require.Equal(t, "https://shop.example/notify/alipayservice", s.got[0].URL.Query().Get("notifyUrl"))
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
			s := &script{status: 200, reply: "null"}
			g := serving(t, s, func(c *Config) { c.Shop.Name = tt.subject })
			_, err := g.OpenQR(t.Context(), docPayment)
			require.NoError(t, err)
			require.Equal(t, tt.want, s.got[0].URL.Query().Get("subject"))
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
	long := "https://" + strings.Repeat("x", wire.QRBytesMax-len("https://"))
	tests := []struct {
		name, reply string
		want        any
	}{
		{"document, 二维码生成接口, 响应; facts 003", withQR(docQR), made(docQR)},
		{"code as a number", `{"code":10000,"out_trade_no":` + docNo + `,"qr_code":"` + docQR + `"}`, made(docQR)},
		{"byte order mark and white space", "\uFEFF \r\n" + withQR(docQR) + "\n", made(docQR)},
		{"fields beside the documented ones", `{"body":"{\"alipay_trade_precreate_response\":{}}","code":"10000","errorCode":null,"out_trade_no":"` + docNo + `","params":{},"qr_code":"` + docQR + `","success":true}`, made(docQR)},
		{"a QR of a length that is read", withQR(long), made(long)},
		{"a QR in capitals, which makes it less dense", withQR("HTTPS://QR.ALIPAY.COM/BAX"), made("HTTPS://QR.ALIPAY.COM/BAX")},
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
		{"an order number that is none", `{"code":"10000","out_trade_no":"1&2","qr_code":"` + docQR + `"}`, "garbage"},
		{"an order number in scientific notation", `{"code":"10000","out_trade_no":1.1e14,"qr_code":"` + docQR + `"}`, "garbage"},
		{"a QR too long to be read", withQR(long + "x"), "garbage"},
		{"a QR that is no link", withQR("bax"), "garbage"},
		{"a QR that Alipay does not open", withQR("weixin://wxpay/bizpayurl?pr=a"), "garbage"},
		{"a QR that is a script", withQR("javascript://a/%0aalert(1)"), "garbage"},
		{"a QR with a user before the host", withQR("https://qr.alipay.com@evil.example/a"), "garbage"},
		{"a QR with a space", withQR("https://qr.alipay.com/a b"), "garbage"},
		{"no code", `{"msg":"Success","out_trade_no":"` + docNo + `","qr_code":"` + docQR + `"}`, "garbage"},
		{"empty object", `{}`, "garbage"},
		{"nothing", ``, "garbage"},
		{"HTML", `<html><body>502</body></html>`, "garbage"},
		{"cut off", `{"code":"10000","out_trade_no":"` + docNo + `","qr_co`, "garbage"},
		{"list", `[{"code":"10000"}]`, "garbage"},
		{"nulls", `nullnull`, "garbage"},
		{"two values", `{"code":"40004"}{"code":"10000"}`, "garbage"},
		{"field twice", `{"code":"40004","code":"10000"}`, "garbage"},
		{"another spelling of a field is another field", `{"code":"40004","CODE":"10000"}`, says(kiosk.VerdictFailed, "40004")},
		{"more fields than any reply", `{"code":"10000"` + strings.Repeat(`,"`+"x"+`":1`, 1) + manyFields(valuesMax) + `}`, "garbage"},
		{"nested without end", `{"code":"10000","a":` + strings.Repeat(`[`, 100_000), "garbage"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, _ := replying(t, tt.reply)
			a, err := g.OpenQR(t.Context(), docPayment)
			require.Equal(t, tt.want, outcome(a, err), "%v", err)
		})
	}
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
	tests := []struct {
		name, reply string
		want        any
	}{
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
		{"paid with an amount in scientific notation", with(`"0.01"`, `1e-2`), "garbage"},
		{"paid with a negative amount", with(`"0.01"`, `-0.01`), "garbage"},
		{"paid with an amount that is a list", with(`"0.01"`, `["0.01"]`), "garbage"},
		{"no code", with(`"code":"10000",`, ``), "garbage"},
		{"cut off", reply[:len(reply)/2], "garbage"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, _ := replying(t, tt.reply)
			a, err := g.Query(t.Context(), docPayment)
			require.Equal(t, tt.want, outcome(a, err), "%v", err)
		})
	}
}

// every calls each route and returns what came of it.
func every(t *testing.T, g *Gateway) map[string]any {
	ctx, results := t.Context(), map[string]any{}
	qr, err := g.OpenQR(ctx, docPayment)
	results["qrcode"] = outcome(qr, err)
	asked, err := g.Query(ctx, docPayment)
	results["query"] = outcome(asked, err)
	back, err := g.Refund(ctx, docPayment, docRefund)
	results["refund"] = outcome(back, err)
	back, err = g.QueryRefund(ctx, docPayment, docRefund)
	results["refund_query"] = outcome(back, err)
	return results
}

func requireEvery(t *testing.T, g *Gateway, want any) {
	t.Helper()
	for call, got := range every(t, g) {
		require.Equal(t, want, got, call)
	}
}

func TestGateway_StatusOtherThanDocumentedProvesNothing(t *testing.T) {
	for _, status := range []int{201 + 199, 302, 404, 500, 502, 503} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			requireEvery(t, serving(t, &script{status: status, reply: `{"code":"40004","msg":"Business Failed","sub_code":"ACQ.TRADE_NOT_EXIST"}`}), "garbage")
		})
	}
}

func TestGateway_LostRequestsAndAnswers(t *testing.T) {
	t.Run("nothing listens", func(t *testing.T) {
		srv := httptest.NewServer(http.NotFoundHandler())
		srv.Close()
		g := serving(t, http.NotFoundHandler(), func(c *Config) { c.BaseURL = srv.URL })
		requireEvery(t, g, "not sent")
	})
	t.Run("the connection breaks before an answer", func(t *testing.T) {
		g := serving(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
		requireEvery(t, g, "no answer")
	})
	t.Run("the connection breaks before an answer, after others went well: nothing is sent twice", func(t *testing.T) {
		var came atomic.Int32
		g := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == pathRefund {
				came.Add(1)
				panic(http.ErrAbortHandler)
			}
			io.WriteString(w, "null")
		}))
		for n := range int32(5) {
			_, err := g.QueryRefund(t.Context(), docPayment, docRefund)
			require.NoError(t, err)
			_, err = g.Refund(t.Context(), docPayment, docRefund)
			require.Equal(t, "no answer", outcome(0, err))
			require.Equal(t, n+1, came.Load())
		}
	})
	t.Run("the connection breaks within an answer", func(t *testing.T) {
		g := serving(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `{"code":"10000"`)
		}))
		requireEvery(t, g, "garbage")
	})
	t.Run("the answer does not end", func(t *testing.T) {
		g := serving(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for piece := strings.Repeat(" ", 64<<10); ; {
				if _, err := io.WriteString(w, piece); err != nil {
					return
				}
			}
		}))
		requireEvery(t, g, "garbage")
	})
	t.Run("the caller gave up before", func(t *testing.T) {
		g, s := replying(t, "null")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := g.Refund(ctx, docPayment, docRefund)
		require.Equal(t, "not sent", outcome(0, err))
		require.Empty(t, s.got)
	})
	t.Run("the caller gives up while it waits", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		g := serving(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		}))
		_, err := g.Refund(ctx, docPayment, docRefund)
		require.Equal(t, "no answer", outcome(0, err))
	})
}

func TestGateway_NothingLeavesThatCannotBeRight(t *testing.T) {
	g, s := replying(t, "null")
	ctx := t.Context()
	change := func(f func(*kiosk.Payment)) kiosk.Payment {
		p := docPayment
		f(&p)
		return p
	}
	bad := change(func(p *kiosk.Payment) { p.GatewayOrderNo = "a&b" })
	open := func(p kiosk.Payment) any { a, err := g.OpenQR(ctx, p); return outcome(a, err) }
	refund := func(p kiosk.Payment, r kiosk.Refund) any { a, err := g.Refund(ctx, p, r); return outcome(a, err) }

	require.Equal(t, "not sent", open(change(func(p *kiosk.Payment) { p.Amount = 0 })), "no amount")
	require.Equal(t, "not sent", open(change(func(p *kiosk.Payment) { p.Amount = -1 })), "negative amount")
	require.Equal(t, "not sent", open(bad), "order number of another kind")
	require.Equal(t, "unsupported", open(change(func(p *kiosk.Payment) { p.Wallet = kiosk.WeChat })), "another wallet")
	require.Equal(t, "unsupported", open(change(func(p *kiosk.Payment) { p.Rail = kiosk.RailMini })), "mini-program")
	require.Equal(t, "not sent", refund(docPayment, kiosk.Refund{No: refundNo}), "refund of nothing")
	require.Equal(t, "not sent", refund(docPayment, kiosk.Refund{No: refundNo, Amount: 2}), "refund of more than was paid")
	require.Equal(t, "not sent", refund(docPayment, kiosk.Refund{Amount: 1}), "refund without a number would be another one each time")
	require.Equal(t, "not sent", refund(bad, docRefund))
	_, err := g.QueryRefund(ctx, bad, docRefund)
	require.Equal(t, "not sent", outcome(0, err))
	_, err = g.Query(ctx, bad)
	require.Equal(t, "unsupported", outcome(0, err))
	_, err = g.Charge(ctx, docPayment, kiosk.NewPayCode("284236166272756154"))
	require.ErrorIs(t, err, kiosk.ErrUnsupported)
	_, err = g.Close(ctx, docPayment)
	require.ErrorIs(t, err, kiosk.ErrUnsupported)
	_, err = g.OpenMini(ctx, docPayment, kiosk.Buyer{})
	require.ErrorIs(t, err, kiosk.ErrUnsupported)
	require.Empty(t, s.got, "nothing was sent")
}

func TestGateway_ThePaymentsOwnNumberTravelsUntilThereIsAnother(t *testing.T) {
	g, s := replying(t, "null")
	_, err := g.OpenQR(t.Context(), kiosk.Payment{OrderNo: docNo, Amount: 1, Wallet: kiosk.Alipay})
	require.NoError(t, err)
	require.Equal(t, docNo, s.got[0].URL.Query().Get("outTradeNo"))
}

func TestGateway_Can(t *testing.T) {
	always := kiosk.Capabilities{
		QR: []kiosk.Wallet{kiosk.Alipay}, OwnNumber: true, Refund: kiosk.RefundPart, RefundAgain: true, QueryRefund: true, QRValid: 5 * time.Minute,
	}
	key := publicPEM(t, testKey(t))
	for _, tt := range []struct {
		name   string
		change func(*Config)
		want   func(*kiosk.Capabilities)
	}{
		{"as it is without more settings", func(*Config) {}, func(*kiosk.Capabilities) {}},
		{"with a query path", func(c *Config) { c.QueryPath = "/query" }, func(k *kiosk.Capabilities) { k.QueryQR = true }},
		{"listening with a key", func(c *Config) { c.Listening, c.AlipayPublicKey = true, key }, func(k *kiosk.Capabilities) { k.Notifications = true }},
		{"listening without a key", func(c *Config) { c.Listening = true }, func(*kiosk.Capabilities) {}},
		{"a key and no listener", func(c *Config) { c.AlipayPublicKey = key }, func(*kiosk.Capabilities) {}},
		{"valid for two hours", func(c *Config) { c.TimeoutExpress = "2h" }, func(k *kiosk.Capabilities) { k.QRValid = 2 * time.Hour }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg, want := Default(), always
			tt.change(&cfg)
			tt.want(&want)
			g := New("alipayservice", cfg, client(t))
			require.Equal(t, want, g.Capabilities())
			require.Equal(t, "alipayservice", g.Name())
			if cfg.QueryPath == "" {
				_, err := g.Query(t.Context(), docPayment)
				require.ErrorIs(t, err, kiosk.ErrUnsupported)
			}
		})
	}
}
