package alipay

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/alipay/practice"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/rsakey"
	"facepay/providers/wire/wiretest"
)

const (
	docNo  = "T20260101000001"
	backNo = "R20260101000001"
	secret = "284567890123456789"
)

var (
	qrPayment   = kiosk.Payment{OrderNo: docNo, GatewayOrderNo: docNo, Amount: 1234, Wallet: kiosk.Alipay, Rail: kiosk.RailQR, CreatedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	codePayment = func() kiosk.Payment { p := qrPayment; p.Rail = kiosk.RailCode; return p }()
	aRefund     = kiosk.Refund{No: backNo, OrderNo: docNo, Amount: 234, Reason: "goods returned"}
)

// signedReply is the reply to method with node in it, under Alipay's certificate.
func signedReply(t testing.TB, made certificates, method, node string) string {
	t.Helper()
	sign := wiretest.Call(rsakey.Sign(made.alipayKey, []byte(node))).OK(t)
	return `{"` + nodeOf(method) + `":` + node + `,"alipay_cert_sn":"` + certificateSN(made.alipay.Certificate) + `","sign":"` + sign + `"}`
}

// certified is a gateway in certificate mode that is answered by answer.
func certified(t *testing.T, answer http.HandlerFunc) (*Gateway, certificates, *gatewayhttptest.Server) {
	made, write := folder(t)
	s := gatewayhttptest.Serve(t, answer)
	cfg := certificateMode(made, write)
	cfg.BaseURL, cfg.Shop.Name, cfg.NotifyURL = s.URL+"/gateway.do", "松间=茶铺", "https://shop.example/notify/alipay"
	require.NoError(t, cfg.Check(section))
	g := New("alipay", cfg, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
	g.now = func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }
	return g, made, s
}

func TestGateway_RequestsAreSignedAndWhole(t *testing.T) {
	common := map[string]string{
		"app_id": practice.AppID, "format": "JSON", "charset": "utf-8", "sign_type": "RSA2", "timestamp": "2026-01-01 08:00:00", "version": "1.0",
	}
	for _, tt := range []struct {
		method, content string
		notified        bool
		call            func(context.Context, *Gateway) error
	}{
		{methodPrecreate, `{"out_trade_no":"` + docNo + `","total_amount":"12.34","subject":"松间 茶铺","product_code":"FACE_TO_FACE_PAYMENT","time_expire":"2026-01-01 08:15:00"}`, true,
			func(ctx context.Context, g *Gateway) error { _, err := g.OpenQR(ctx, qrPayment); return err }},
		{methodPay, `{"out_trade_no":"` + docNo + `","total_amount":"12.34","subject":"松间 茶铺","product_code":"FACE_TO_FACE_PAYMENT","time_expire":"2026-01-01 08:15:00","scene":"bar_code","auth_code":"` + secret + `"}`, true,
			func(ctx context.Context, g *Gateway) error {
				_, err := g.Charge(ctx, codePayment, kiosk.NewPayCode(secret))
				return err
			}},
		{methodQuery, `{"out_trade_no":"` + docNo + `"}`, false, func(ctx context.Context, g *Gateway) error { _, err := g.Query(ctx, qrPayment); return err }},
		{methodCancel, `{"out_trade_no":"` + docNo + `"}`, false, func(ctx context.Context, g *Gateway) error { _, err := g.Close(ctx, codePayment); return err }},
		{methodClose, `{"out_trade_no":"` + docNo + `"}`, false, func(ctx context.Context, g *Gateway) error { _, err := g.Close(ctx, qrPayment); return err }},
		{methodRefund, `{"out_trade_no":"` + docNo + `","out_request_no":"` + backNo + `","refund_amount":"2.34","refund_reason":"goods returned"}`, false,
			func(ctx context.Context, g *Gateway) error { _, err := g.Refund(ctx, qrPayment, aRefund); return err }},
		{methodRefundQuery, `{"out_trade_no":"` + docNo + `","out_request_no":"` + backNo + `","query_options":["gmt_refund_pay"]}`, false,
			func(ctx context.Context, g *Gateway) error {
				_, err := g.QueryRefund(ctx, qrPayment, aRefund)
				return err
			}},
		{methodBill, `{"bill_type":"trade","bill_date":"2026-01-01"}`, false, func(ctx context.Context, g *Gateway) error { _, err := g.DownloadBill(ctx, "2026-01-01"); return err }},
	} {
		t.Run(tt.method, func(t *testing.T) {
			g, made, s := certified(t, gatewayhttptest.Says(http.StatusOK, "text/html;charset=utf-8", "{}"))
			require.Equal(t, "garbage", wiretest.Proves(tt.call(t.Context(), g)))
			require.Len(t, s.Asked(), 1, "sent once")
			asked := s.Asked()[0]
			require.Equal(t, "POST /gateway.do", asked.Call)
			require.NotContains(t, asked.RawQuery, secret)
			want := map[string]string{
				"method": tt.method, "app_cert_sn": certificateSN(made.app.Certificate),
				"alipay_root_cert_sn": certificateSN(made.root.Certificate) + "_" + certificateSN(made.other.Certificate),
			}
			for name, value := range common {
				want[name] = value
			}
			if tt.notified {
				want["notify_url"] = "https://shop.example/notify/alipay"
			}
			sign := asked.Query.Get("sign")
			for name, value := range want {
				require.Equal(t, []string{value}, asked.Query[name], name)
			}
			require.Len(t, asked.Query, len(want)+1, "%v", asked.Query)
			require.Equal(t, map[string][]string{"biz_content": {tt.content}}, map[string][]string(asked.Form()))
			want["biz_content"] = tt.content
			app := wiretest.Call(rsakey.ParsePrivate(practice.AppPrivateKey)).OK(t)
			require.NoError(t, rsakey.Verify(&app.PublicKey, []byte(signed(want)), sign))
		})
	}
}

func TestGateway_WhoseReplyItIs(t *testing.T) {
	const paid = `{"code":"10000","msg":"Success","out_trade_no":"` + docNo + `","trade_no":"2026","trade_status":"TRADE_SUCCESS","total_amount":"12.34"}`
	var body string
	g, made, _ := certified(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
	good := signedReply(t, made, methodQuery, paid)
	sn := certificateSN(made.alipay.Certificate)
	for _, tt := range []struct {
		name, body string
		want       any
	}{
		{"signed", good, kiosk.VerdictPaid},
		{"without the certificate's number, as the sandbox sends it", strings.Replace(good, `"alipay_cert_sn":"`+sn+`",`, "", 1), kiosk.VerdictPaid},
		{"another certificate's number", strings.Replace(good, sn, strings.Repeat("0", 32), 1), "garbage"},
		{"unsigned", `{"alipay_trade_query_response":` + paid + `}`, "garbage"},
		{"an empty signature", `{"alipay_trade_query_response":` + paid + `,"sign":""}`, "garbage"},
		{"another amount", strings.Replace(good, "12.34", "12.35", 1), "garbage"},
		{"encoded again", strings.Replace(good, `"code":"10000",`, `"code": "10000",`, 1), "garbage"},
		{"the answer to another call", signedReply(t, made, methodPay, paid), "garbage"},
		{"an error's node, signed", strings.Replace(good, nodeOf(methodQuery), errorNode, 1), kiosk.VerdictPaid},
		{"a node twice", strings.Replace(good, `,"sign"`, `,"alipay_trade_query_response":{},"sign"`, 1), "garbage"},
		{"cut off", good[:len(good)-2], "garbage"},
		{"asked too often", signedReply(t, made, methodQuery, `{"code":"40004","sub_code":"isv.app-call-limited"}`), "busy"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body = tt.body
			answer, err := g.Query(t.Context(), qrPayment)
			if err == nil {
				require.Equal(t, tt.want, answer.Verdict)
				return
			}
			var unanswered *kiosk.Unanswered
			require.ErrorAs(t, err, &unanswered)
			require.Equal(t, tt.want, map[bool]string{true: "busy", false: "garbage"}[unanswered.Busy], "%v", err)
		})
	}
}

// What a failed set-up is told, is told on: it is the only hint that there is.
func TestGateway_AnUnsignedRefusalIsForTheLog(t *testing.T) {
	g, _, _ := certified(t, gatewayhttptest.Says(http.StatusOK, "text/html", `{"alipay_trade_pay_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-signature","sub_msg":"验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配"}}`))
	_, err := g.Charge(t.Context(), codePayment, kiosk.NewPayCode(secret))
	require.Equal(t, "garbage", wiretest.Proves(err))
	require.ErrorContains(t, err, "验签出错")
}

func TestGateway_NoReplyRepeatsACode(t *testing.T) {
	g, made, _ := certified(t, nil)
	for _, field := range []string{"sub_msg", "msg", "buyer_logon_id", "trade_no", "out_trade_no"} {
		node := fmt.Sprintf(`{"code":"40004","sub_code":"ACQ.PAYMENT_AUTH_CODE_INVALID",%q:"code %s is old"}`, field, secret)
		o, err := g.believed([]byte(signedReply(t, made, methodPay, node)), methodPay, kiosk.NewPayCode(secret))
		require.NoError(t, err)
		require.NotContains(t, fmt.Sprintf("%+v", wiretest.Call(readPay(o)).OK(t)), secret[4:12], field)
	}
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", g, g, g, g.cfg), "PRIVATE")
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", g.cfg, g.cfg, g.cfg, g.cfg.LogValue()), ".pem")
}

func TestReadCancel(t *testing.T) {
	for node, want := range map[string]struct {
		verdict       kiosk.Verdict
		over, noTrade bool
	}{
		`{"code":"10000","retry_flag":"N","action":"close","out_trade_no":"1"}`:                         {kiosk.VerdictClosed, true, false},
		`{"code":"10000","retry_flag":"N","action":"refund","out_trade_no":"1"}`:                        {kiosk.VerdictClosed, true, false},
		`{"code":"10000","retry_flag":"N","out_trade_no":"1"}`:                                          {kiosk.VerdictUnknown, true, true},
		`{"code":"10000","retry_flag":"N","action":"other","out_trade_no":"1"}`:                         {kiosk.VerdictUnknown, false, false},
		`{"code":"10000","retry_flag":"Y","action":"close","out_trade_no":"1"}`:                         {kiosk.VerdictUnknown, false, false},
		`{"code":"10000","action":"close","out_trade_no":"1"}`:                                          {kiosk.VerdictUnknown, false, false},
		`{"code":"10000","sub_code":"X","retry_flag":"N","action":"close","out_trade_no":"1"}`:          {kiosk.VerdictUnknown, false, false},
		`{"code":"20000","retry_flag":"N","action":"close","out_trade_no":"1"}`:                         {kiosk.VerdictUnknown, false, false},
		`{"code":"40004","sub_code":"AQC.SYSTEM_ERROR","retry_flag":"N","action":"close"}`:              {kiosk.VerdictUnknown, false, false},
		`{"code":"40004","sub_code":"ACQ.SELLER_BALANCE_NOT_ENOUGH","retry_flag":"N","action":"close"}`: {kiosk.VerdictUnknown, false, false},
	} {
		o := wiretest.Call(decodeNode(node)).OK(t)
		c := wiretest.Call(readCancel(o)).OK(t, node)
		require.Equal(t, want.verdict, c.Verdict, node)
		require.Equal(t, []bool{want.over, want.noTrade}, []bool{c.over, c.noTrade}, node)
	}
	require.ErrorIs(t, wiretest.Call(readCancel(wiretest.Call(decodeNode(`{"code":"10000","retry_flag":"N","action":"close"}`)).OK(t))).Err(), errNoOrder)
}

func TestGateway_Network(t *testing.T) {
	made, write := folder(t)
	good := signedReply(t, made, methodQuery, `{"code":"10000","out_trade_no":"`+docNo+`","trade_status":"TRADE_SUCCESS","total_amount":"12.34"}`)
	gatewayhttptest.Network(t, good, []string{secret, "松间"}, func(t *testing.T, address string) gatewayhttptest.Calls {
		cfg := certificateMode(made, write)
		cfg.BaseURL, cfg.Shop.Name = address+"/gateway.do", "松间"
		g := New("alipay", cfg, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
		return gatewayhttptest.Calls{
			"precreate":    func(ctx context.Context) (any, error) { return g.OpenQR(ctx, qrPayment) },
			"pay":          func(ctx context.Context) (any, error) { return g.Charge(ctx, codePayment, kiosk.NewPayCode(secret)) },
			"query":        func(ctx context.Context) (any, error) { return g.Query(ctx, qrPayment) },
			"close":        func(ctx context.Context) (any, error) { return g.Close(ctx, qrPayment) },
			"cancel":       func(ctx context.Context) (any, error) { return g.Close(ctx, codePayment) },
			"refund":       func(ctx context.Context) (any, error) { return g.Refund(ctx, qrPayment, aRefund) },
			"refund_query": func(ctx context.Context) (any, error) { return g.QueryRefund(ctx, qrPayment, aRefund) },
			"bill":         func(ctx context.Context) (any, error) { return g.DownloadBill(ctx, "2026-01-01") },
		}
	})
}

func TestGateway_NothingLeavesThatCannotBeRight(t *testing.T) {
	g, _, s := certified(t, gatewayhttptest.Drops)
	dashed := qrPayment
	dashed.OrderNo, dashed.GatewayOrderNo = "a-b", "a-b"
	wechat := codePayment
	wechat.Wallet = kiosk.WeChat
	ctx := t.Context()
	wiretest.Call(g.OpenQR(ctx, dashed)).Is(t, "not sent")
	wiretest.Call(g.OpenQR(ctx, wechat)).Fails(t, kiosk.ErrUnsupported)
	wiretest.Call(g.Charge(ctx, wechat, kiosk.NewPayCode(secret))).Is(t, "not sent")
	wiretest.Call(g.Charge(ctx, codePayment, kiosk.PayCode{})).Is(t, "not sent")
	wiretest.Call(g.Query(ctx, dashed)).Is(t, "not sent")
	wiretest.Call(g.Close(ctx, dashed)).Is(t, "not sent")
	wiretest.Call(g.Refund(ctx, dashed, aRefund)).Is(t, "not sent")
	wiretest.Call(g.QueryRefund(ctx, dashed, aRefund)).Is(t, "not sent")
	g.keys = nil // the files have gone
	wiretest.Call(g.Query(ctx, qrPayment)).Is(t, "not sent")
	require.Empty(t, s.Asked())
}

// A refusal of pay counts once the cancel of its trade is over and the query says so, whatever
// came of it before.
func TestGateway_Charge_ARefusalWaitsForTheCancelAndTheQuery(t *testing.T) {
	const (
		poor   = `{"code":"40004","sub_code":"ACQ.BUYER_BALANCE_NOT_ENOUGH","sub_msg":"买家余额不足"}`
		order  = `"out_trade_no":"` + docNo + `"`
		over   = `{"code":"10000","retry_flag":"N","action":"close",` + order + `}`
		closed = `{"code":"10000","trade_status":"TRADE_CLOSED",` + order + `}`
		poorly = "买家余额不足"
	)
	for _, tt := range []struct {
		name, cancel, query string
		want                kiosk.Verdict
		reason              string
		asked               int
	}{
		{"cancelled", over, closed, kiosk.VerdictFailed, poorly, 3},
		{"there was no trade", `{"code":"10000","retry_flag":"N",` + order + `}`, `{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}`, kiosk.VerdictFailed, poorly, 3},
		{"said cancelled, and did nothing", over, `{"code":"10000","trade_status":"WAIT_BUYER_PAY",` + order + `}`, kiosk.VerdictUnknown, poorly, 3},
		{"said cancelled, and it is paid", over, `{"code":"10000","trade_status":"TRADE_SUCCESS","total_amount":"12.34",` + order + `}`, kiosk.VerdictPaid, "", 3},
		{"paid on the phone, and given back", `{"code":"10000","retry_flag":"N","action":"refund",` + order + `}`,
			`{"code":"10000","trade_status":"TRADE_CLOSED","send_pay_date":"2026-01-01 08:00:00",` + order + `}`, kiosk.VerdictClosed, givenBack, 3},
		{"paid on the phone, being given back, and the query lags", `{"code":"10000","retry_flag":"N","action":"refund",` + order + `}`,
			`{"code":"10000","trade_status":"TRADE_SUCCESS","total_amount":"12.34",` + order + `}`, kiosk.VerdictUnknown, poorly, 3},
		{"the query's system is down", over, `{"code":"20000","msg":"Service Currently Unavailable"}`, kiosk.VerdictUnknown, poorly, 3},
		{"the query is of another order", over, `{"code":"10000","trade_status":"TRADE_CLOSED"}`, kiosk.VerdictUnknown, poorly, 3},
		{"to be cancelled again", `{"code":"10000","retry_flag":"Y","action":"close",` + order + `}`, closed, kiosk.VerdictUnknown, poorly, 2},
		{"the cancel's system is down", `{"code":"20000","msg":"Service Currently Unavailable"}`, closed, kiosk.VerdictUnknown, poorly, 2},
		{"not cancelled", `{"code":"40004","sub_code":"ACQ.SELLER_BALANCE_NOT_ENOUGH"}`, closed, kiosk.VerdictUnknown, poorly, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var made certificates
			g, keys, s := certified(t, func(w http.ResponseWriter, r *http.Request) {
				method := r.URL.Query().Get("method")
				node := map[string]string{methodPay: poor, methodCancel: tt.cancel, methodQuery: tt.query}[method]
				_, _ = io.WriteString(w, signedReply(t, made, method, node))
			})
			made = keys
			answer := wiretest.Call(g.Charge(t.Context(), codePayment, kiosk.NewPayCode(secret))).OK(t)
			require.Equal(t, tt.want, answer.Verdict)
			require.Equal(t, tt.reason, answer.Reason)
			require.Len(t, s.Asked(), tt.asked)
		})
	}
}
