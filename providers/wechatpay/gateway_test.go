package wechatpay

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
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
	"facepay/providers/rsakey"
	"facepay/providers/wechatpay/practice"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	number  = "T20260101000001"
	payCode = "134567890123456789"
)

var wechatKey = func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, rsakey.BitsMin)
	if err != nil {
		panic(err)
	}
	return key
}()

// says is a reply of WeChat's.
type says struct {
	status int
	body   string
}

// seal signs what WeChat signs.
func (s says) seal(t testing.TB, h http.Header) {
	if s.status >= 400 {
		return
	}
	unix := fmt.Sprint(time.Now().Unix())
	h.Set(headerTime, unix)
	h.Set(headerNonce, ownNonce)
	h.Set(headerSerial, practice.PublicKeyID)
	h.Set(headerSignature, wiretest.Call(rsakey.Sign(wechatKey, signedReply(unix, ownNonce, []byte(s.body)))).OK(t))
}

var signed = regexp.MustCompile(`^WECHATPAY2-SHA256-RSA2048 mchid="([^"]+)",nonce_str="([0-9A-Z]{1,32})",signature="([^"]+)",timestamp="(\d+)",serial_no="([^"]+)"$`)

// at is a gateway that asks at url, whose replies wechatKey signs.
func at(t testing.TB, url string) *Gateway {
	c := Default()
	c.Practise(url)
	require.NoError(t, c.Check("providers.wechatpay"))
	g := New("wechatpay", c, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
	g.keys.wechat[practice.PublicKeyID] = &wechatKey.PublicKey
	return g
}

// answered is a gateway whose WeChat answers so, and each of whose requests must be signed.
func answered(t testing.TB, answer func(call string, r *http.Request) says) (*Gateway, *gatewayhttptest.Server) {
	s := gatewayhttptest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		m := signed.FindStringSubmatch(r.Header.Get("Authorization"))
		if m == nil || m[1] != practice.MchID || m[5] != practice.Serial || r.Header.Get(headerSerial) != practice.PublicKeyID {
			panic("not signed: " + r.Header.Get("Authorization"))
		}
		key, _ := rsakey.ParsePrivate(practice.MerchantKey)
		if err := rsakey.Verify(&key.PublicKey, signedRequest(r.Method, r.RequestURI, m[4], m[2], body), m[3]); err != nil {
			panic(err)
		}
		path := strings.TrimPrefix(r.URL.Path, practice.Path)
		said := answer(r.Method+" "+path[strings.LastIndex(path, "/")+1:], r)
		said.seal(t, w.Header())
		w.WriteHeader(said.status)
		_, _ = io.WriteString(w, said.body)
	})
	return at(t, s.URL), s
}

// always answers every request alike.
func always(t testing.TB, status int, body string) *Gateway {
	g, _ := answered(t, func(string, *http.Request) says { return says{status, body} })
	return g
}

func refusedBy(code string) string { return `{"code":"` + code + `","message":"不行"}` }

// orderObject is an order as the query tells of it.
func orderObject(state string, more ...string) string {
	o := map[string]any{
		"appid": practice.AppID, "mchid": practice.MchID, "out_trade_no": number, "trade_state": state, "trade_state_desc": "说明",
		"amount": map[string]any{"total": 1234, "currency": "CNY"},
	}
	for i := 0; i < len(more); i += 2 {
		if o[more[i]] = more[i+1]; more[i+1] == "" {
			delete(o, more[i])
		}
	}
	text, _ := json.Marshal(o)
	return string(text)
}

func payment(rail kiosk.Rail) kiosk.Payment {
	sent := time.Now().Add(-time.Minute)
	return kiosk.Payment{OrderNo: number, GatewayOrderNo: number, Amount: 1234, Wallet: kiosk.WeChat, Rail: rail, CreatedAt: sent, SentAt: sent}
}

func refundOf() kiosk.Refund {
	return kiosk.Refund{No: "R20260101000001", OrderNo: number, Amount: 234, Reason: "退货"}
}

func calls(g *Gateway) gatewayhttptest.Calls {
	p, code := payment(kiosk.RailQR), payment(kiosk.RailCode)
	return gatewayhttptest.Calls{
		"native":      func(ctx context.Context) (any, error) { return g.OpenQR(ctx, p) },
		"codepay":     func(ctx context.Context) (any, error) { return g.Charge(ctx, code, kiosk.NewPayCode(payCode)) },
		"query":       func(ctx context.Context) (any, error) { return g.Query(ctx, p) },
		"close":       func(ctx context.Context) (any, error) { return g.Close(ctx, p) },
		"reverse":     func(ctx context.Context) (any, error) { return g.Close(ctx, code) },
		"refund":      func(ctx context.Context) (any, error) { return g.Refund(ctx, p, refundOf()) },
		"queryrefund": func(ctx context.Context) (any, error) { return g.QueryRefund(ctx, p, refundOf()) },
		"tradebill":   func(ctx context.Context) (any, error) { return g.DownloadBill(ctx, "2026-01-01") },
	}
}

func TestGateway_Network(t *testing.T) {
	good := orderObject("SUCCESS")
	gatewayhttptest.Network(t, good, []string{payCode, practice.APIv3Key, "WECHATPAY2"}, func(t *testing.T, address string) gatewayhttptest.Calls {
		return calls(at(t, address))
	})
}

// Each row of each table is decided as it says, by the call that it is of.
func TestCodes_EachRow(t *testing.T) {
	for _, c := range []struct {
		table  *wire.ResultCodes
		status int // 0: of a trade_state
		call   string
		rail   kiosk.Rail
	}{
		{&nativeCodes, 400, "native", kiosk.RailQR},
		{&queryCodes, 404, "query", kiosk.RailQR},
		{&closeCodes, 403, "close", kiosk.RailQR},
		{&reverseCodes, 403, "reverse", kiosk.RailCode},
		{&tradeStates, 0, "query", kiosk.RailQR},
		{&codepayStates, 0, "codepay", kiosk.RailCode},
	} {
		words := append([]wire.ResultCode{{Code: "NO_SUCH_WORD", Class: wire.Unknown}, {Code: "success", Class: wire.Unknown}}, c.table.Rows...)
		for _, row := range words {
			t.Run(c.call+" "+c.table.Field+" "+row.Code, func(t *testing.T) {
				g := always(t, 200, orderObject(row.Code))
				want := row.Class.Verdict()
				if c.status != 0 {
					g = always(t, c.status, refusedBy(row.Code))
				}
				switch {
				case row.Class == wire.NotFound:
					want = kiosk.VerdictWaiting
				case row.Code == "PAYERROR" && c.call == "query":
					want = kiosk.VerdictUnknown
				case c.call == "codepay" && (row.Class == wire.Failed || row.Class == wire.Closed):
					want = row.Class.Verdict() // the query says the same
				}
				got := wiretest.Call(calls(g)[c.call](t.Context())).OK(t).(kiosk.Answer)
				require.Equal(t, want, got.Verdict)
				if want == kiosk.VerdictPaid {
					require.Equal(t, [2]any{number, kiosk.Fen(1234)}, [2]any{got.Order, *got.Amount})
				}
			})
		}
	}
	for _, row := range busyCodes.Rows {
		for name, call := range calls(always(t, 403, refusedBy(row.Code))) {
			_, err := call(t.Context())
			require.True(t, kiosk.FaultOf(err) == kiosk.GatewayBusy, "%s: %v", name, err)
		}
	}
	for _, row := range takenStates.Rows {
		a := wiretest.Call(always(t, 202, `{"trade_state":"`+row.Code+`"}`).Charge(t.Context(), payment(kiosk.RailCode), kiosk.NewPayCode(payCode))).OK(t)
		require.Equal(t, row.Class.Verdict(), a.Verdict)
	}
	a := wiretest.Call(always(t, 202, `{"trade_state":"SUCCESS"}`).Charge(t.Context(), payment(kiosk.RailCode), kiosk.NewPayCode(payCode))).OK(t)
	require.Equal(t, kiosk.VerdictUnknown, a.Verdict, "taken on is not done")
}

// A refusal of a code is unsigned. It counts when the signed query knows of no money.
func TestCharge_ARefusalIsProven(t *testing.T) {
	for name, c := range map[string]struct {
		query says
		want  kiosk.Verdict
	}{
		"no such order":              {says{404, refusedBy("ORDER_NOT_EXIST")}, kiosk.VerdictFailed},
		"failed":                     {says{200, orderObject("PAYERROR")}, kiosk.VerdictFailed},
		"reversed":                   {says{200, orderObject("REVOKED")}, kiosk.VerdictFailed},
		"it may still be paid":       {says{200, orderObject("NOTPAY")}, kiosk.VerdictUnknown},
		"the customer is at it":      {says{200, orderObject("USERPAYING")}, kiosk.VerdictConfirming},
		"it is paid":                 {says{200, orderObject("SUCCESS", "transaction_id", "4200")}, kiosk.VerdictPaid},
		"the query is refused":       {says{403, refusedBy("NO_AUTH")}, kiosk.VerdictUnknown},
		"the query is not to be had": {says{500, refusedBy("SYSTEM_ERROR")}, kiosk.VerdictUnknown},
	} {
		for _, row := range codepayCodes.Rows {
			t.Run(name+" "+row.Code, func(t *testing.T) {
				g, s := answered(t, func(call string, _ *http.Request) says {
					if call == "POST codepay" {
						return says{403, refusedBy(row.Code)}
					}
					return c.query
				})
				a := wiretest.Call(g.Charge(t.Context(), payment(kiosk.RailCode), kiosk.NewPayCode(payCode))).OK(t)
				want, asked := row.Class.Verdict(), 1
				if row.Class == wire.Failed || row.Class == wire.Closed {
					asked = 2
					if c.want != kiosk.VerdictFailed {
						want = c.want
					}
				}
				require.Equal(t, [2]any{want, number}, [2]any{a.Verdict, a.GatewayOrderNo})
				require.Len(t, s.Asked(), asked)
			})
		}
	}
}

func TestClose_ReversesACode(t *testing.T) {
	reversed := `{"appid":"` + practice.AppID + `","mchid":"` + practice.MchID + `","out_trade_no":"` + number + `"}`
	for name, c := range map[string]struct {
		reverse, query says
		want           kiosk.Verdict
		words          string
	}{
		"reversed unpaid":            {says{200, reversed}, says{200, orderObject("REVOKED")}, kiosk.VerdictClosed, "说明"},
		"reversed after it was paid": {says{200, reversed}, says{200, orderObject("REVOKED", "transaction_id", "4200000001")}, kiosk.VerdictClosed, "说明" + wordsReversed},
		"closed":                     {says{200, reversed}, says{200, orderObject("CLOSED")}, kiosk.VerdictClosed, "说明"},
		"said done, and did nothing": {says{200, reversed}, says{200, orderObject("USERPAYING")}, kiosk.VerdictConfirming, "说明"},
		"said done, and it is paid":  {says{200, reversed}, says{200, orderObject("SUCCESS")}, kiosk.VerdictPaid, ""},
		"failed, and now reversed":   {says{200, reversed}, says{200, orderObject("PAYERROR")}, kiosk.VerdictFailed, "说明"},
		"WeChat never knew of it":    {says{200, reversed}, says{404, refusedBy("ORDER_NOT_EXIST")}, kiosk.VerdictFailed, "不行"},
		"about another order":        {says{200, strings.ReplaceAll(reversed, number, "T2")}, says{200, orderObject("REVOKED")}, kiosk.VerdictUnknown, ""},
		"the customer is at it":      {says{403, refusedBy("TRADE_ERROR")}, says{200, orderObject("REVOKED")}, kiosk.VerdictUnknown, "不行"},
		"the query gives no answer":  {says{200, reversed}, says{500, ""}, kiosk.VerdictUnknown, ""},
	} {
		t.Run(name, func(t *testing.T) {
			g, s := answered(t, func(call string, _ *http.Request) says {
				if call == "POST reverse" {
					return c.reverse
				}
				return c.query
			})
			p := payment(kiosk.RailCode)
			a := wiretest.Call(g.Close(t.Context(), p)).OK(t)
			require.Equal(t, [2]any{c.want, c.words}, [2]any{a.Verdict, a.Reason})
			require.Equal(t, "POST "+practice.Path+pathOrder+number+"/reverse", s.Calls()[0])

			asked := len(s.Asked())
			p.SentAt = time.Now()
			_, _ = g.Close(t.Context(), p) // too early: it is only asked about
			require.Equal(t, "GET "+practice.Path+pathOrder+number, s.Calls()[asked])
			require.Len(t, s.Asked(), asked+1)

			p.SentAt = time.Now().Add(time.Hour) // the clock was set back: that tells no age
			_, _ = g.Close(t.Context(), p)
			require.Equal(t, "POST "+practice.Path+pathOrder+number+"/reverse", s.Calls()[asked+1])
		})
	}
}

// What has not been reversed may still come: not found and PAYERROR of a code prove nothing.
func TestQuery_OfACodeThatMayStillCome(t *testing.T) {
	for _, said := range []says{{404, refusedBy("ORDER_NOT_EXIST")}, {200, orderObject("PAYERROR")}} {
		g := always(t, said.status, said.body)
		a := wiretest.Call(g.Query(t.Context(), payment(kiosk.RailCode))).OK(t)
		require.Equal(t, kiosk.VerdictUnknown, a.Verdict)
		g.ended.add(number)
		a = wiretest.Call(g.Query(t.Context(), payment(kiosk.RailCode))).OK(t)
		require.Equal(t, kiosk.VerdictFailed, a.Verdict)
	}
	p := payment(kiosk.RailQR)
	p.TradeNo = "4200"
	a := wiretest.Call(always(t, 404, refusedBy("ORDER_NOT_EXIST")).Query(t.Context(), p)).OK(t)
	require.Equal(t, kiosk.VerdictUnknown, a.Verdict, "it was paid once")
}

// Paid is WeChat's signed word on this order, of this merchant, with its amount.
func TestQuery_PaidNeedsAllOfIt(t *testing.T) {
	for name, body := range map[string]string{
		"another merchant": orderObject("SUCCESS", "mchid", "1900000002"), "no merchant": orderObject("SUCCESS", "mchid", ""),
		"another app": orderObject("SUCCESS", "appid", "wx2"), "no number": orderObject("SUCCESS", "out_trade_no", ""),
		"no amount":        orderObject("SUCCESS", "amount", ""),
		"float":            strings.Replace(orderObject("SUCCESS"), "1234", "1234.0", 1),
		"another currency": strings.Replace(orderObject("SUCCESS"), "CNY", "USD", 1),
		"twice":            `{"trade_state":"NOTPAY",` + orderObject("SUCCESS")[1:],
		"two values":       orderObject("SUCCESS") + "{}",
	} {
		_, err := always(t, 200, body).Query(t.Context(), payment(kiosk.RailQR))
		require.Equal(t, "garbage", wiretest.Proves(err), "%s: %v", name, err)
	}
	s := gatewayhttptest.Serve(t, gatewayhttptest.Says(200, "application/json", orderObject("SUCCESS")))
	for name, call := range calls(at(t, s.URL)) {
		_, err := call(t.Context())
		require.ErrorIs(t, err, ErrUnsigned, name)
		require.Equal(t, "garbage", wiretest.Proves(err))
	}
}

func TestRefund_States(t *testing.T) {
	body := func(status string) string {
		return `{"refund_id":"5030001","out_refund_no":"R20260101000001","out_trade_no":"` + number + `","status":"` + status + `","success_time":"2026-01-01T08:00:00+08:00","amount":{"total":1234,"refund":234,"currency":"CNY"}}`
	}
	for _, row := range append(refundStates.Rows, wire.ResultCode{Code: "NO_SUCH_WORD", Class: wire.Unknown}) {
		for _, call := range []string{"refund", "queryrefund"} {
			a := wiretest.Call(calls(always(t, 200, body(row.Code)))[call](t.Context())).OK(t).(kiosk.RefundAnswer)
			require.Equal(t, [4]any{row.Class.Refund(), number, "R20260101000001", "5030001"}, [4]any{a.Verdict, a.Order, a.Refund, a.GatewayNo}, row.Code)
			require.Equal(t, kiosk.Fen(234), *a.Amount)
			require.Equal(t, row.Class == wire.RefundDone, !a.DoneAt.IsZero())
			words := map[string]string{"SUCCESS": "", "PROCESSING": "退款处理中", "ABNORMAL": "退款异常，请到微信支付商户平台处理", "CLOSED": "退款关闭", "NO_SUCH_WORD": "NO_SUCH_WORD"}
			require.Equal(t, words[row.Code], a.Reason)
		}
	}
	a := wiretest.Call(always(t, 200, strings.Replace(body("SUCCESS"), "1234", "1235", 1)).Refund(t.Context(), payment(kiosk.RailQR), refundOf())).OK(t)
	require.Equal(t, kiosk.RefundSaidUnknown, a.Verdict, "of a payment of another amount")
	a = wiretest.Call(always(t, 200, body("ABNORMAL")).QueryRefund(t.Context(), payment(kiosk.RailQR), refundOf())).OK(t)
	require.Equal(t, [2]any{kiosk.RefundSaidStuck, "退款异常，请到微信支付商户平台处理"}, [2]any{a.Verdict, a.Reason})
	for _, row := range append(refundCodes.Rows, wire.ResultCode{Code: "NO_SUCH_WORD", Class: wire.Unknown}) {
		for _, c := range []struct {
			query  says
			listed kiosk.RefundVerdict // of a code that is a refusal
		}{
			{says{404, refusedBy("RESOURCE_NOT_EXISTS")}, kiosk.RefundSaidRefused},
			{says{200, body("PROCESSING")}, kiosk.RefundSaidPending},
			{says{200, body("ABNORMAL")}, kiosk.RefundSaidStuck},
			{says{200, body("CLOSED")}, kiosk.RefundSaidRefused},
			{says{403, refusedBy("NO_AUTH")}, kiosk.RefundSaidUnknown},
			{says{500, ""}, kiosk.RefundSaidUnknown},
		} {
			g, _ := answered(t, func(call string, _ *http.Request) says {
				if call == "POST refunds" {
					return says{403, refusedBy(row.Code)}
				}
				return c.query
			})
			want := row.Class.Refund()
			if want == kiosk.RefundSaidRefused {
				want = c.listed
			}
			a := wiretest.Call(g.Refund(t.Context(), payment(kiosk.RailQR), refundOf())).OK(t)
			require.Equal(t, want, a.Verdict, "%s %v", row.Code, c.query)
		}
	}
	for _, row := range refundQueryCodes.Rows {
		a := wiretest.Call(always(t, 404, refusedBy(row.Code)).QueryRefund(t.Context(), payment(kiosk.RailQR), refundOf())).OK(t)
		require.Equal(t, kiosk.RefundSaidUnknown, a.Verdict, row.Code)
	}
}

// The second host is asked where nobody answers the call at the first, and not where a
// request may have arrived.
func TestSend_TheSecondHost(t *testing.T) {
	g, second := answered(t, func(string, *http.Request) says { return says{200, orderObject("NOTPAY")} })
	g.second, g.Base = g.Base, "http://"+gatewayhttptest.Nobody(t)+practice.Path
	a := wiretest.Call(g.Query(t.Context(), payment(kiosk.RailQR))).OK(t)
	require.Equal(t, kiosk.VerdictWaiting, a.Verdict)
	require.Len(t, second.Asked(), 1)

	dropping := gatewayhttptest.Serve(t, gatewayhttptest.Drops)
	g.Base = dropping.URL + practice.Path
	_, err := g.Charge(t.Context(), payment(kiosk.RailCode), kiosk.NewPayCode(payCode))
	require.Equal(t, "no answer", wiretest.Proves(err))
	require.Len(t, second.Asked(), 1)
	require.Equal(t, secondHost, New("wechatpay", Default(), nil).second)
	c := Default()
	c.BaseURL = "https://example.com"
	require.Empty(t, New("wechatpay", c, nil).second)
}

func TestRequests_HaveWhatThePageNames(t *testing.T) {
	g, s := answered(t, func(string, *http.Request) says { return says{400, refusedBy("PARAM_ERROR")} })
	g.cfg.Shop.Name = "茶铺😀 &<"
	p := payment(kiosk.RailQR)
	p.CreatedAt = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 2 {
		_, _ = g.OpenQR(t.Context(), p)
	}
	var native map[string]any
	require.NoError(t, json.Unmarshal([]byte(s.Asked()[0].Body), &native))
	require.Equal(t, map[string]any{
		"appid": practice.AppID, "mchid": practice.MchID, "description": "茶铺 &<", "out_trade_no": number, "time_expire": "2026-01-01T08:15:00+08:00",
		"notify_url": noAddress, "amount": map[string]any{"total": 1234.0, "currency": "CNY"},
	}, native)
	require.Equal(t, s.Asked()[0].Body, s.Asked()[1].Body, "the very same again")
	require.NotEqual(t, s.Asked()[0].Header.Get("Authorization"), s.Asked()[1].Header.Get("Authorization"))

	_, _ = g.Charge(t.Context(), payment(kiosk.RailCode), kiosk.NewPayCode(payCode))
	require.JSONEq(t, `{"appid":"`+practice.AppID+`","mchid":"`+practice.MchID+`","description":"茶铺 &<","out_trade_no":"`+number+`","payer":{"auth_code":"`+payCode+
		`"},"amount":{"total":1234,"currency":"CNY"},"scene_info":{"device_ip":"127.0.0.1","store_info":{"out_id":"`+practice.MchID+`"}}}`, s.Asked()[2].Body)
	require.Equal(t, "mchid="+practice.MchID, s.Asked()[3].RawQuery, "the refusal is held against a query")
	_, _ = g.Refund(t.Context(), p, refundOf())
	require.JSONEq(t, `{"out_trade_no":"`+number+`","out_refund_no":"R20260101000001","reason":"退货","notify_url":"`+noAddress+
		`","amount":{"refund":234,"total":1234,"currency":"CNY"}}`, s.Asked()[4].Body)
}

func TestRequests_ThatAreNotSent(t *testing.T) {
	g, s := answered(t, func(string, *http.Request) says { return says{500, ""} })
	for name, change := range map[string]func(*kiosk.Payment){
		"no amount": func(p *kiosk.Payment) { p.Amount = 0 }, "short number": func(p *kiosk.Payment) { p.GatewayOrderNo = "12345" },
		"long number": func(p *kiosk.Payment) { p.GatewayOrderNo = strings.Repeat("1", 33) }, "odd number": func(p *kiosk.Payment) { p.GatewayOrderNo = "T2026/0101" },
	} {
		p := payment(kiosk.RailQR)
		change(&p)
		wiretest.Call(g.OpenQR(t.Context(), p)).Is(t, "not sent", name)
	}
	p := payment(kiosk.RailCode)
	wiretest.Call(g.Charge(t.Context(), p, kiosk.NewPayCode(""))).Is(t, "not sent")
	p.Wallet = kiosk.Alipay
	wiretest.Call(g.Charge(t.Context(), p, kiosk.NewPayCode(payCode))).Is(t, "not sent")
	g.keys = nil
	wiretest.Call(g.Query(t.Context(), payment(kiosk.RailQR))).Is(t, "not sent")
	require.Empty(t, s.Asked())
}

// Of a server's fault no word is believed, not even a documented refusal.
func TestRefusals_OfAFaultyServer(t *testing.T) {
	for name, call := range calls(always(t, 500, refusedBy("PARAM_ERROR"))) {
		_, err := call(t.Context())
		require.Equal(t, "garbage", wiretest.Proves(err), "%s: %v", name, err)
	}
}

// A refusal that repeats the code is told without it, and one for a wrong clock says so.
func TestRefusals_Words(t *testing.T) {
	g := always(t, 400, `{"code":"PARAM_ERROR","message":"付款码 `+payCode+` 错误"}`)
	a := wiretest.Call(g.Charge(t.Context(), payment(kiosk.RailCode), kiosk.NewPayCode(payCode))).OK(t)
	require.Equal(t, "PARAM_ERROR", a.Reason)
	g = always(t, 401, refusedBy("SIGN_ERROR"))
	a = wiretest.Call(g.Query(t.Context(), payment(kiosk.RailQR))).OK(t)
	require.Equal(t, "不行", a.Reason)
	g.now = func() time.Time { return time.Now().Add(400 * time.Second) }
	a = wiretest.Call(g.Query(t.Context(), payment(kiosk.RailQR))).OK(t)
	require.Regexp(t, `相差 4\d\d 秒`, a.Reason)
}
