package practice_test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	core "facepay/providers/practice"
	till "facepay/providers/weidoufu"
	"facepay/providers/weidoufu/practice"
	"facepay/providers/wire/wiretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const testNo = "KIOSK202401010000000001"

// rig is a practice gateway, the till's real code for it, and a listener
// that reads its notifications with that code.
type rig struct {
	*core.Server
	in  *gatewayhttptest.Inbox[kiosk.Notification]
	g   *till.Gateway
	url string
}

func start(t *testing.T, c core.Config) *rig {
	t.Helper()
	if c.NotifyScale == 0 {
		c.NotifyScale = 1e-4
	}
	s := wiretest.Call(core.Start(t.Context(), c, practice.Dialect)).OK(t)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	_, ack := till.New("weidoufu", till.Default(), nil).NotificationAck()
	in := gatewayhttptest.NewInbox[kiosk.Notification](t, nil, func(int) (int, string) { return http.StatusOK, string(ack) })
	r := &rig{Server: s, in: in, url: in.URL + "/notify/weidoufu"}
	cfg := till.Default()
	cfg.BaseURL, cfg.AccessKey, cfg.SecretKey, cfg.Shop.Name = s.URL(), practice.AccessKey, practice.SecretKey, "练习 & <b>"
	cfg.QueryPath, cfg.ClosePath, cfg.CodePath = practice.QueryPath, practice.ClosePath, practice.CodePath
	cfg.NotifyURL, cfg.Listening = r.url, true
	require.NoError(t, cfg.Check("providers.weidoufu"))
	r.g = till.New("weidoufu", cfg, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
	in.Reads(r.g.ReadNotification)
	return r
}

func payment(w kiosk.Wallet) kiosk.Payment {
	return kiosk.Payment{OrderNo: testNo, GatewayOrderNo: testNo, Amount: 1234, Wallet: w}
}

func (r *rig) order(t *testing.T) core.Order {
	t.Helper()
	l := wiretest.Call(r.Ledger()).OK(t)
	o, _ := l.Own(testNo)
	return o
}

func (r *rig) act(t *testing.T, a core.Action) {
	t.Helper()
	wiretest.Call(r.Act(a, testNo)).OK(t)
}

func TestQRFromOrderToRefund(t *testing.T) {
	for _, wallet := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} {
		t.Run(string(wallet), func(t *testing.T) {
			r := start(t, core.Config{})
			p := payment(wallet)
			opened := wiretest.Call(r.g.OpenQR(t.Context(), p)).OK(t)
			require.Equal(t, kiosk.VerdictWaiting, opened.Verdict)
			require.Equal(t, testNo, opened.Order)
			require.Equal(t, map[kiosk.Wallet]string{kiosk.WeChat: "weixin://wxpay/bizpa", kiosk.Alipay: "https://qr.alipay.co"}[wallet], opened.QR[:20])
			o := r.order(t)
			require.Equal(t, o.No, opened.TradeNo)
			require.Equal(t, wallet, o.Wallet)
			require.Equal(t, kiosk.Fen(1234), o.Amount)
			require.WithinDuration(t, o.CreatedAt.Add(30*time.Minute), o.ExpiresAt, time.Second)

			asked := func() kiosk.Answer {
				a := wiretest.Call(r.g.Query(t.Context(), p)).OK(t)
				require.Equal(t, testNo, a.Order)
				require.Equal(t, p.Amount, *a.Amount)
				return a
			}
			require.Equal(t, kiosk.VerdictWaiting, asked().Verdict)
			r.act(t, core.ActionScan)
			require.Equal(t, kiosk.VerdictWaiting, r.in.Next(t).OK(t).Answer.Verdict)
			r.act(t, core.ActionPay)
			n := r.in.Next(t).OK(t)
			require.Equal(t, kiosk.OrderNo(testNo), n.OrderNo)
			require.Equal(t, asked(), n.Answer, "the notification and the query say the same")
			require.Equal(t, kiosk.VerdictPaid, n.Answer.Verdict)
			o = r.order(t)
			require.Equal(t, o.TradeNo, n.Answer.TradeNo)
			require.WithinDuration(t, o.SettledAt, n.Answer.PaidAt, time.Second)

			for _, part := range []struct {
				amount kiosk.Fen
				want   kiosk.RefundVerdict
				total  kiosk.Fen
			}{{1000, kiosk.RefundSaidDone, 1000}, {1000, kiosk.RefundSaidRefused, 1000}, {234, kiosk.RefundSaidDone, 1234}, {1, kiosk.RefundSaidRefused, 1234}} {
				require.Equal(t, part.want, wiretest.Call(r.g.Refund(t.Context(), p, kiosk.Refund{No: "R1", Amount: part.amount})).OK(t).Verdict)
				require.Equal(t, part.total, wiretest.Call(r.Ledger()).OK(t).Returned)
			}
			require.Empty(t, r.in.Came, "weidoufu tells nothing of refunds")
		})
	}
}

func TestClose(t *testing.T) {
	r := start(t, core.Config{})
	p := payment(kiosk.WeChat)
	wiretest.Call(r.g.OpenQR(t.Context(), p)).OK(t)
	for range 2 {
		a := wiretest.Call(r.g.Close(t.Context(), p)).OK(t)
		require.Equal(t, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: testNo, TradeNo: a.TradeNo}, a)
	}
	require.Equal(t, kiosk.VerdictClosed, r.in.Next(t).OK(t).Answer.Verdict)
	r.act(t, core.ActionPayLate)
	require.Equal(t, kiosk.VerdictPaid, r.in.Next(t).OK(t).Answer.Verdict, "late money is told too")
	require.Equal(t, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "订单已支付"}, wiretest.Call(r.g.Close(t.Context(), p)).OK(t))
}

func TestMini(t *testing.T) {
	for _, b := range []struct {
		buyer kiosk.Buyer
		keys  []string
	}{
		{kiosk.Buyer{Wallet: kiosk.WeChat, ID: core.MiniOpenID}, []string{"appId", "timeStamp", "nonceStr", "package", "signType", "paySign"}},
		{kiosk.Buyer{Wallet: kiosk.Alipay, ID: core.MiniBuyerID}, []string{"tradeNO"}},
	} {
		t.Run(string(b.buyer.Wallet), func(t *testing.T) {
			r := start(t, core.Config{})
			p := payment(kiosk.WalletUnknown)
			p.Rail = kiosk.RailMini
			a := wiretest.Call(r.g.OpenMini(t.Context(), p, b.buyer)).OK(t)
			var params map[string]string
			require.NoError(t, json.Unmarshal(a.Params, &params))
			require.Len(t, params, len(b.keys))
			for _, k := range b.keys {
				require.NotEmpty(t, params[k], k)
			}
			o := r.order(t)
			require.Equal(t, b.buyer.ID, o.Payer)
			require.Equal(t, kiosk.RailMini, o.Rail)
			r.act(t, core.ActionPay)
			require.Equal(t, kiosk.VerdictPaid, r.in.Next(t).OK(t).Answer.Verdict)

			again := wiretest.Call(r.g.OpenMini(t.Context(), p, b.buyer)).OK(t)
			require.Equal(t, kiosk.VerdictFailed, again.Verdict)
			require.Nil(t, again.Params)
		})
	}
}

func TestCodes(t *testing.T) {
	for _, tt := range []struct {
		behaviour core.CodeBehaviour
		first     any           // result of the charge
		second    kiosk.Verdict // of a query after it
	}{
		{core.CodeOrdinary, kiosk.VerdictPaid, kiosk.VerdictPaid},
		{core.CodePassword, kiosk.VerdictWaiting, kiosk.VerdictWaiting},
		{core.CodeBalance, kiosk.VerdictUnknown, kiosk.VerdictClosed},
		{core.CodeExpired, kiosk.VerdictUnknown, kiosk.VerdictClosed},
		{core.CodeAnswerLost, "no answer", kiosk.VerdictPaid},
	} {
		t.Run(string(tt.behaviour), func(t *testing.T) {
			r := start(t, core.Config{})
			code := wiretest.Call(core.NewCode(kiosk.Alipay, tt.behaviour)).OK(t)
			p := payment(kiosk.Alipay)
			a, err := r.g.Charge(t.Context(), p, code)
			wiretest.Call(a.Verdict, err).Is(t, tt.first)
			require.Equal(t, tt.second, wiretest.Call(r.g.Query(t.Context(), p)).OK(t).Verdict)
			l := wiretest.Call(r.Ledger()).OK(t)
			require.Len(t, l.Codes, 1)
			require.Equal(t, 1, l.Codes[0].Sent)
		})
	}
	t.Run("another wallet's code", func(t *testing.T) {
		r := start(t, core.Config{})
		code := wiretest.Call(core.NewCode(kiosk.WeChat, core.CodeOrdinary)).OK(t)
		require.Equal(t, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "付款码无效"}, wiretest.Call(r.g.Charge(t.Context(), payment(kiosk.Alipay), code)).OK(t))
	})
}

func TestNoticesAreRepeatedUntilTheAcknowledgement(t *testing.T) {
	d := practice.Dialect(core.Config{})
	for word, is := range map[string]bool{"success": true, " success\n": true, "": false, "ok": false, "SUCCESS": false} {
		require.Equal(t, is, d.Accepts(http.StatusOK, []byte(word)), word)
	}
	require.False(t, d.Accepts(http.StatusConflict, []byte("success")))
	require.Len(t, d.Retries, 15)
}

// Every request is held to the vendor's table. What is wrong makes no order.
func TestRefusesWhatTheDocumentDoesNotAllow(t *testing.T) {
	r := start(t, core.Config{})
	post := func(path, contentType, body string) string {
		resp := wiretest.Call(http.Post(r.URL()+path, contentType, strings.NewReader(body))).OK(t)
		defer resp.Body.Close()
		text := wiretest.Call(io.ReadAll(resp.Body)).OK(t)
		require.Equal(t, http.StatusOK, resp.StatusCode)
		return string(text)
	}
	sign := func(fields map[string]any) string {
		body := wiretest.Call(json.Marshal(fields)).OK(t)
		fields["sign"] = practice.Signature(body)
		body = wiretest.Call(json.Marshal(fields)).OK(t)
		return string(body)
	}
	good := func() map[string]any {
		return map[string]any{"access_key": practice.AccessKey, "body": "测试商品", "out_order_no": testNo, "pay_type": 1, "total_fee": 100, "notify_url": r.url, "openid": "oTest"}
	}
	const kind = "application/json; charset=utf-8"
	for name, c := range map[string]struct {
		key   string
		value any
		want  string
	}{
		"no body":                      {"body", "", "参数错误body"},
		"body of 33 characters":        {"body", strings.Repeat("店", 33), "参数错误body"},
		"order number of 17":           {"out_order_no", "12345678901234567", "参数错误out_order_no"},
		"order number of 33":           {"out_order_no", strings.Repeat("1", 33), "参数错误out_order_no"},
		"order number with a dash":     {"out_order_no", "KIOSK-202401010000000001", "参数错误out_order_no"},
		"pay_type as text":             {"pay_type", "1", "参数错误pay_type"},
		"pay_type 4":                   {"pay_type", 4, "参数错误pay_type"},
		"total_fee as text":            {"total_fee", "100", "参数错误total_fee"},
		"total_fee in yuan":            {"total_fee", 1.5, "参数错误total_fee"},
		"total_fee 0":                  {"total_fee", 0, "参数错误total_fee"},
		"total_fee of 10 digits":       {"total_fee", 1_000_000_000, "参数错误total_fee"},
		"no notify_url":                {"notify_url", "", "参数错误notify_url"},
		"notify_url that is no URL":    {"notify_url", "pos.example.com", "参数错误notify_url"},
		"notify_url of 129":            {"notify_url", "http://127.0.0.1/" + strings.Repeat("n", 112), "参数错误notify_url"},
		"attach of 129":                {"attach", strings.Repeat("a", 129), "参数错误attach"},
		"expire of 61 minutes":         {"expire", 61, "参数错误expire"},
		"no openid":                    {"openid", "", "参数错误openid"},
		"openid of 33":                 {"openid", strings.Repeat("o", 33), "参数错误openid"},
		"Alipay without a buyer_id":    {"pay_type", 2, "参数错误buyer_id"},
		"a field that is an object":    {"attach", map[string]any{"a": 1}, "参数格式错误"},
		"another shop's key":           {"access_key", "AKother", "access_key不存在"},
		"no key (the till's own ping)": {"access_key", "", "缺少参数access_key"},
	} {
		t.Run(name, func(t *testing.T) {
			fields := good()
			fields[c.key] = c.value
			require.Contains(t, post("/pay/miniapp", kind, sign(fields)), `"code":0,"message":"`+c.want+`"`)
		})
	}
	signed := sign(good())
	for name, c := range map[string]struct{ kind, body, want string }{
		"no signature":            {kind, strings.Replace(signed, `"sign":"`, `"sing":"`, 1), `{"code":0,"message":"签名错误","data":{"mch_trade_no":"","out_order_no":"` + testNo + `","jsapi":""}}`},
		"changed after signing":   {kind, strings.Replace(signed, `"total_fee":100`, `"total_fee":1`, 1), `"签名错误"`},
		"added after signing":     {kind, strings.Replace(signed, `{`, `{"ledger":"[]",`, 1), `"签名错误"`},
		"signature in lower case": {kind, regexp.MustCompile(`[0-9A-F]{32}`).ReplaceAllStringFunc(signed, strings.ToLower), `"签名错误"`},
		"a form":                  {"application/x-www-form-urlencoded", signed, `"参数格式错误"`},
		"no JSON":                 {kind, "access_key=1", `"参数格式错误"`},
		"a list":                  {kind, "[]", `"参数格式错误"`},
		"null":                    {kind, "null", `"参数格式错误"`},
		"nothing":                 {kind, "", `"参数格式错误"`},
		"two values":              {kind, signed + signed, `"参数格式错误"`},
	} {
		t.Run(name, func(t *testing.T) { require.Contains(t, post("/pay/miniapp", c.kind, c.body), c.want) })
	}
	require.Empty(t, wiretest.Call(r.Ledger()).OK(t).Orders)
	require.Contains(t, post("/pay/miniapp", kind, signed), `"code":1`, "and the same as it was signed is taken")
	for path, fields := range map[string]map[string]any{
		"/pay/refund":      {"refund_fee": "1"},
		practice.QueryPath: {},
		practice.ClosePath: {},
	} {
		fields["access_key"], fields["out_order_no"] = practice.AccessKey, "1234567890123456789"
		require.Contains(t, post(path, kind, sign(fields)), `"code":0`, path)
	}
	wiretest.Call(r.g.Refund(t.Context(), payment(kiosk.WeChat), kiosk.Refund{Amount: 1})).OK(t)
	require.Zero(t, wiretest.Call(r.Ledger()).OK(t).Returned, "not paid yet")
}
