package practice_test

import (
	"crypto/md5"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	core "facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	"facepay/providers/wire/wiretest"
	"facepay/providers/yfpay"
	"facepay/providers/yfpay/practice"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// yfSign is the rule of the vendor's document, written for these tests.
func yfSign(f map[string]string, key string) string {
	var pairs []string
	for _, k := range slices.Sorted(maps.Keys(f)) {
		if k != "sign" {
			pairs = append(pairs, k+"="+f[k])
		}
	}
	return fmt.Sprintf("%x", md5.Sum([]byte(strings.Join(append(pairs, "key="+key), "&"))))
}

// yfPost sends body to a call and returns the reply, whose signature must fit
// when it has one.
func yfPost(t *testing.T, s *core.Server, call, contentType, body string) map[string]string {
	t.Helper()
	resp, text := practicetest.Got(t, http.MethodPost, s.URL()+"/yfpay/v3/"+call, body, "Content-Type", contentType)
	require.Equal(t, http.StatusOK, resp.StatusCode, text)
	var f map[string]string
	require.NoError(t, json.Unmarshal([]byte(text), &f), text)
	if f["sign"] != "" || f["return_code"] != "FAIL" {
		require.Equal(t, yfSign(f, practice.Key), f["sign"], text)
	}
	return f
}

// yfAsk sends name, value pairs of the practice shop, signed.
func yfAsk(t *testing.T, s *core.Server, call string, pairs ...string) map[string]string {
	t.Helper()
	f := map[string]string{"inst_no": practice.InstNo, "mch_no": practice.MchNo}
	for i := 0; i < len(pairs); i += 2 {
		f[pairs[i]] = pairs[i+1]
	}
	f["sign"] = yfSign(f, practice.Key)
	body := wiretest.Call(json.Marshal(f)).OK(t)
	return yfPost(t, s, call, "application/json", string(body))
}

func yfOrder(own string, more ...string) []string {
	return append([]string{"pay_type", "400", "pay_trace_no", own, "pay_time", "20181116155621", "total_amount", "1234"}, more...)
}

func TestYFPay_WhoHasNoKeyGetsAnUnsignedFAIL(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	sign := func(f map[string]string, key string) string {
		f["inst_no"], f["mch_no"] = practice.InstNo, practice.MchNo
		f["sign"] = yfSign(f, key)
		body := wiretest.Call(json.Marshal(f)).OK(t)
		return string(body)
	}
	order := func() map[string]string {
		return map[string]string{"pay_type": "400", "pay_trace_no": "A1", "pay_time": "20181116155621", "total_amount": "1234"}
	}
	good := sign(order(), practice.Key)
	const head = `"sign":"`
	at := strings.Index(good, head) + len(head)
	capitals := good[:at] + strings.ToUpper(good[at:at+32]) + good[at+32:]
	for name, c := range map[string]struct{ contentType, body string }{
		"another key":            {"application/json", sign(order(), practice.Key+"x")},
		"changed after signing":  {"application/json", strings.Replace(good, "1234", "1", 1)},
		"added after signing":    {"application/json", strings.Replace(good, "{", `{"attach":"",`, 1)},
		"capitals":               {"application/json", capitals},
		"no signature":           {"application/json", `{"inst_no":"900075","mch_no":"x"}`},
		"another institution":    {"application/json", `{"inst_no":"900076"}`},
		"a member twice":         {"application/json", strings.Replace(good, "{", `{"total_amount":"1234",`, 1)},
		"something behind":       {"application/json", good + "{}"},
		"cut off":                {"application/json", good[:len(good)-3]},
		"a list":                 {"application/json", "[]"},
		"nothing":                {"application/json", ""},
		"a form":                 {"application/x-www-form-urlencoded", "inst_no=900075"},
		"JSON that says another": {"text/plain", good},
	} {
		t.Run(name, func(t *testing.T) {
			f := yfPost(t, s, "prepay", c.contentType, c.body)
			require.Equal(t, "FAIL", f["return_code"])
			require.NotContains(t, f, "sign")
			require.NotContains(t, f, "result_code")
		})
	}
	require.Empty(t, practicetest.Ledger(t, s).Orders)
	require.Equal(t, "PAY_SUCCESS", yfPost(t, s, "prepay", "application/json", good)["result_code"])
}

// minipay, 请求示例: inst_no is a number there.
func TestYFPay_NumbersSignAsTheyAreWritten(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	f := map[string]string{
		"inst_no": "900075", "mch_no": practice.MchNo, "pay_type": "400", "pay_trace_no": "113332313422343002",
		"pay_time": "20480706150904", "total_amount": "2", "open_id": "afcdasdasdasd3213dxdasdad", "order_body": "银飞测试", "attach": "888",
	}
	body := fmt.Sprintf(`{"inst_no": 900075,"mch_no": %q,"pay_type": "400","pay_trace_no": "113332313422343002","pay_time": "20480706150904",
"total_amount": 2,"open_id": "afcdasdasdasd3213dxdasdad","order_body": "银飞测试","attach": "888","nothing": null,"sign": %q}`, practice.MchNo, yfSign(f, practice.Key))
	got := yfPost(t, s, "minipay", "application/json", body)
	require.Equal(t, "PAY_SUCCESS", got["result_code"], got["return_msg"])
	require.Equal(t, "888", got["attach"], "it comes back as it was")
	require.Len(t, got["timeStamp"], 13, "in ms, as some of the vendor's systems have it")
}

func TestYFPay_BadParametersAreASignedFAIL(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	for _, c := range []struct {
		call  string
		pairs []string
	}{
		{"prepay", yfOrder("A1", "total_amount", "0")}, {"prepay", yfOrder("A1", "total_amount", "12.34")}, {"prepay", yfOrder("A1", "total_amount", "-1")},
		{"prepay", yfOrder("A1", "total_amount", "0100")}, {"prepay", yfOrder("A1", "total_amount", "")}, {"prepay", yfOrder("A1", "pay_type", "500")},
		{"prepay", yfOrder("A1", "pay_type", "600")}, {"prepay", yfOrder("")}, {"prepay", yfOrder(strings.Repeat("1", 33))}, {"prepay", yfOrder("A&1")},
		{"prepay", yfOrder("A1", "pay_time", "20480776150904")}, {"prepay", yfOrder("A1", "pay_time", "")}, {"prepay", yfOrder("A1", "time_expire", "0")},
		{"prepay", yfOrder("A1", "notify_url", "pos.example.com")}, {"prepay", yfOrder("A1", "mch_no", "other")}, {"prepay", yfOrder("A1", "shop_no", "other")},
		{"prepay", yfOrder("A1", "terminal_no", "other")}, {"prepay", yfOrder("A1", "order_body", strings.Repeat("x", 513))},
		{"minipay", yfOrder("A1")}, {"minipay", yfOrder("A1", "attach", "assPost", "open_id", "o1")}, {"minipay", yfOrder("A1", "openid", "o1")},
		{"pay", yfOrder("A1")}, {"pay", yfOrder("A1", "auth_no", "1")}, {"pay", yfOrder("A1", "auth_no", "281234567890123456")},
		{"queryorder", []string{"trade_no", "1"}}, {"queryorder", []string{"query_trace_no", "q1"}}, {"queryorder", []string{"query_trace_no", "q1", "pay_trace_no", "A1"}},
		{"queryorder", []string{"query_trace_no", "q1", "trade_no", "1"}},
		{"closeorder", []string{"close_trace_no", "c1", "close_time", "20181116155621", "trade_no", "1"}}, {"closeorder", []string{"close_trace_no", "c1", "trade_no", "1"}},
		{"refundorder", []string{"refund_trace_no", "r1", "refund_fee", "1", "pay_time", "20181116155621"}},
		{"refundorder", []string{"refund_trace_no", "r1", "refund_fee", "1", "pay_time", "20181116155621", "trade_no", "1"}},
		{"queryrefund", []string{"query_trace_no", "q2", "refund_trace_no", "r1"}},
	} {
		t.Run(c.call+" "+strings.Join(c.pairs, " "), func(t *testing.T) {
			f := yfAsk(t, s, c.call, c.pairs...)
			require.Equal(t, "FAIL", f["return_code"])
			require.NotEmpty(t, f["return_msg"])
			require.NotEmpty(t, f["sign"])
			require.NotContains(t, f, "result_code")
		})
	}
	require.Empty(t, practicetest.Ledger(t, s).Orders)
}

func TestYFPay_RepliesNameWhatTheDocumentSays(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	for _, call := range []string{"prepay", "minipay"} {
		own := "order-" + call
		f := yfAsk(t, s, call, yfOrder(own, "shop_no", practice.ShopNo, "terminal_no", practice.TerminalNo, "open_id", "o1", "attach", "1234")...)
		o, _ := practicetest.Ledger(t, s).Own(own)
		for name, want := range map[string]string{
			"return_code": "SUCCESS", "result_code": "PAY_SUCCESS", "mch_no": practice.MchNo, "shop_no": practice.ShopNo, "pay_type": "400",
			"pay_trace_no": own, "pay_time": "20181116155621", "total_amount": "1234", "trade_no": o.No, "attach": "1234",
		} {
			require.Equal(t, want, f[name], "%s: %s", call, name)
		}
		require.NotEmpty(t, f["mch_name"])
		again := yfAsk(t, s, call, yfOrder(own, "open_id", "o1")...)
		require.Equal(t, "FAIL", again["return_code"], "the number is unique")
	}
}

func TestYFPay_AQueryIsAskedByAFreshNumberAndTheOrdersTime(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	yfAsk(t, s, "prepay", yfOrder("A1")...)
	ask := func(no, at string) map[string]string {
		return yfAsk(t, s, "queryorder", "query_trace_no", no, "pay_trace_no", "A1", "pay_time", at)
	}
	require.Equal(t, "FAIL", ask("q1", "20181116155622")["return_code"], "another time")
	require.Equal(t, "PAY_IN_PROCESS", ask("q2", "20181116155621")["result_code"])
	require.Equal(t, "FAIL", ask("q2", "20181116155621")["return_code"], "the number was used")
	require.Equal(t, "PAY_IN_PROCESS", ask("q3", "20181116155621")["result_code"])
}

// yfTill is the till's own gateway code, set up for a practice gateway.
func yfTill(t *testing.T, s *core.Server, change func(*yfpay.Config)) *yfpay.Gateway {
	t.Helper()
	c := yfpay.Default()
	c.BaseURL, c.InstNo, c.MchNo, c.ShopNo, c.TerminalNo, c.Key = s.URL()+"/yfpay", practice.InstNo, practice.MchNo, practice.ShopNo, practice.TerminalNo, practice.Key
	c.RefundQueryPath = "/v3/queryrefund"
	if change != nil {
		change(&c)
	}
	require.NoError(t, c.Check("providers.yfpay"))
	return yfpay.New("yfpay", c, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
}

// yfAt is a practice gateway and a till that uses it.
func yfAt(t *testing.T) (*core.Server, *yfpay.Gateway) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	return s, yfTill(t, s, nil)
}

func yfPayment(own string, w kiosk.Wallet, r kiosk.Rail) kiosk.Payment {
	at := time.Date(2026, 11, 22, 6, 32, 5, 0, time.UTC)
	return kiosk.Payment{OrderNo: kiosk.OrderNo(own), GatewayOrderNo: own, Amount: 1234, Wallet: w, Rail: r, CreatedAt: at, SentAt: at}
}

func yfQuery(t *testing.T, g *yfpay.Gateway, p kiosk.Payment) kiosk.Answer {
	t.Helper()
	return wiretest.Call(g.Query(t.Context(), p)).OK(t)
}

func TestYFPay_QRFromOrderToRefund(t *testing.T) {
	for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} {
		t.Run(string(w), func(t *testing.T) {
			s, g := yfAt(t)
			p := yfPayment("A1", w, kiosk.RailQR)
			a := wiretest.Call(g.OpenQR(t.Context(), p)).OK(t)
			o, _ := practicetest.Ledger(t, s).Own("A1")
			require.Equal(t, kiosk.VerdictWaiting, a.Verdict)
			require.Equal(t, [4]any{"A1", "A1", o.No, o.QR}, [4]any{a.Order, a.GatewayOrderNo, a.TradeNo, a.QR})
			require.Equal(t, p.Amount, *a.Amount)
			require.Equal(t, 2*time.Hour, o.ExpiresAt.Sub(o.CreatedAt).Round(time.Second))

			require.Equal(t, kiosk.VerdictWaiting, yfQuery(t, g, p).Verdict, "by the till's number")
			p.TradeNo = a.TradeNo
			require.Equal(t, kiosk.VerdictWaiting, yfQuery(t, g, p).Verdict, "by the gateway's")
			practicetest.Act(t, s, core.ActionPay, "A1")
			got := yfQuery(t, g, p)
			require.Equal(t, kiosk.VerdictPaid, got.Verdict)
			require.Equal(t, p.Amount, *got.Amount)
			require.False(t, got.PaidAt.IsZero())

			a = wiretest.Call(g.Close(t.Context(), p)).OK(t)
			require.Equal(t, kiosk.VerdictUnknown, a.Verdict, "what is paid cannot be closed, and its refusal says no more")

			r := kiosk.Refund{No: "R1", OrderNo: "A1", Amount: 234}
			for range 3 {
				ra := wiretest.Call(g.Refund(t.Context(), p, r)).OK(t)
				require.Equal(t, [3]any{kiosk.RefundSaidDone, "A1", "R1"}, [3]any{ra.Verdict, ra.Order, ra.Refund})
				require.Equal(t, r.Amount, *ra.Amount)
			}
			ra := wiretest.Call(g.QueryRefund(t.Context(), p, r)).OK(t)
			require.Equal(t, kiosk.RefundSaidDone, ra.Verdict)
			ra = wiretest.Call(g.Refund(t.Context(), p, kiosk.Refund{No: "R2", Amount: 1001})).OK(t)
			require.Equal(t, kiosk.RefundSaidRefused, ra.Verdict, "more than is left")
			p.TradeNo = ""
			ra = wiretest.Call(g.Refund(t.Context(), p, kiosk.Refund{No: "R3", Amount: 1000})).OK(t)
			require.Equal(t, kiosk.RefundSaidDone, ra.Verdict, "by the till's number")
			l := practicetest.Ledger(t, s)
			require.Equal(t, [2]kiosk.Fen{1234, 1234}, [2]kiosk.Fen{l.Taken, l.Returned})
		})
	}
}

func TestYFPay_Close(t *testing.T) {
	for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} {
		for _, lost := range []bool{false, true} {
			t.Run(fmt.Sprint(w, " number lost ", lost), func(t *testing.T) {
				s, g := yfAt(t)
				p := yfPayment("A1", w, kiosk.RailQR)
				a := wiretest.Call(g.OpenQR(t.Context(), p)).OK(t)
				if !lost {
					p.TradeNo = a.TradeNo
				}
				a = wiretest.Call(g.Close(t.Context(), p)).OK(t)
				require.Equal(t, kiosk.VerdictClosed, a.Verdict)
				o, _ := practicetest.Ledger(t, s).Own("A1")
				require.Equal(t, core.StateClosed, o.State)
				require.Equal(t, kiosk.VerdictFailed, yfQuery(t, g, p).Verdict)
				practicetest.Act(t, s, core.ActionPayLate, "A1")
				require.Equal(t, kiosk.VerdictPaid, yfQuery(t, g, p).Verdict, "late money is told")
			})
		}
	}
}

func TestYFPay_Codes(t *testing.T) {
	for _, c := range []struct {
		behaviour core.CodeBehaviour
		verdict   kiosk.Verdict
		state     core.State
	}{
		{core.CodeOrdinary, kiosk.VerdictPaid, core.StatePaid},
		{core.CodePassword, kiosk.VerdictConfirming, core.StateConfirming},
		{core.CodeBalance, kiosk.VerdictFailed, core.StateRefused},
		{core.CodeExpired, kiosk.VerdictFailed, core.StateRefused},
	} {
		for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} {
			t.Run(fmt.Sprint(c.behaviour, " ", w), func(t *testing.T) {
				s, g := yfAt(t)
				p, code := yfPayment("A1", w, kiosk.RailCode), practicetest.NewCode(t, w, c.behaviour)
				a := wiretest.Call(g.Charge(t.Context(), p, kiosk.NewPayCode(code))).OK(t)
				require.Equal(t, [3]any{c.verdict, "A1", "A1"}, [3]any{a.Verdict, a.Order, a.GatewayOrderNo})
				o, _ := practicetest.Ledger(t, s).Own("A1")
				require.Equal(t, [2]any{c.state, w}, [2]any{o.State, o.Wallet})
				require.Equal(t, a.Verdict, yfQuery(t, g, p).Verdict)
				if c.verdict == kiosk.VerdictConfirming {
					practicetest.Act(t, s, core.ActionPay, "A1")
					require.Equal(t, kiosk.VerdictPaid, yfQuery(t, g, p).Verdict)
				}

				p.OrderNo = "A2"
				a = wiretest.Call(g.Charge(t.Context(), p, kiosk.NewPayCode(code))).OK(t)
				require.Equal(t, kiosk.VerdictFailed, a.Verdict, "a code is good for one payment")
				require.Equal(t, 2, practicetest.Ledger(t, s).Codes[0].Sent)
			})
		}
	}
}

func TestYFPay_UnionPayCode(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	a := wiretest.Call(yfTill(t, s, nil).Charge(t.Context(), yfPayment("A1", kiosk.UnionPay, kiosk.RailCode), kiosk.NewPayCode("6212345678901234567"))).OK(t)
	require.Equal(t, kiosk.VerdictPaid, a.Verdict)
}

func TestYFPay_Mini(t *testing.T) {
	for _, c := range []struct {
		name  string
		buyer kiosk.Buyer
		names []string
	}{
		{"WeChat", kiosk.Buyer{Wallet: kiosk.WeChat, ID: core.MiniOpenID}, []string{"appId", "nonceStr", "package", "paySign", "signType", "timeStamp"}},
		{"Alipay", kiosk.Buyer{Wallet: kiosk.Alipay, ID: core.MiniBuyerID}, []string{"tradeNO"}},
		{"anyone, by the plug-in", kiosk.Buyer{Wallet: kiosk.WalletUnknown}, []string{"path"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, g := yfAt(t)
			p := yfPayment("A1", kiosk.WalletUnknown, kiosk.RailMini)
			a := wiretest.Call(g.OpenMini(t.Context(), p, c.buyer)).OK(t)
			require.Equal(t, kiosk.VerdictWaiting, a.Verdict)
			var params map[string]string
			require.NoError(t, json.Unmarshal(a.Params, &params))
			require.Equal(t, c.names, slices.Sorted(maps.Keys(params)))
			o, _ := practicetest.Ledger(t, s).Own("A1")
			require.Equal(t, [2]any{kiosk.RailMini, c.buyer.ID}, [2]any{o.Rail, o.Payer})
			switch c.name {
			case "WeChat":
				require.Len(t, params["timeStamp"], 10)
				require.True(t, strings.HasPrefix(params["package"], "prepay_id="))
			case "anyone, by the plug-in":
				require.Equal(t, "/pages/cashier/cashier?p="+o.No, params["path"])
			}
			require.Equal(t, kiosk.VerdictWaiting, yfQuery(t, g, p).Verdict)
			practicetest.Act(t, s, core.ActionPay, "A1")
			require.Equal(t, kiosk.VerdictPaid, yfQuery(t, g, p).Verdict)
		})
	}
}

func TestYFPay_AWrongKeyMakesNothing(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	g := yfTill(t, s, func(c *yfpay.Config) { c.Key += "x" })
	_, err := g.OpenQR(t.Context(), yfPayment("A1", kiosk.WeChat, kiosk.RailQR))
	require.ErrorIs(t, err, yfpay.ErrUnsignedFail)
	require.ErrorContains(t, err, "签名错误")
	require.Empty(t, practicetest.Ledger(t, s).Orders)
}

func TestYFPay_Faults(t *testing.T) {
	for _, c := range []struct {
		kind  core.FaultKind
		check func(t *testing.T, a kiosk.Answer, err error)
		then  kiosk.Verdict // of a query, without the fault
	}{
		{core.FaultForged, func(t *testing.T, _ kiosk.Answer, err error) { require.ErrorIs(t, err, yfpay.ErrBadSign) }, kiosk.VerdictPaid},
		{core.FaultLoseRequest, func(t *testing.T, _ kiosk.Answer, err error) { require.Error(t, err) }, kiosk.VerdictUnknown},
		{core.FaultDuplicate, func(t *testing.T, a kiosk.Answer, err error) {
			require.NoError(t, err)
			require.Equal(t, kiosk.VerdictUnknown, a.Verdict, "the number is taken, and that says nothing of the first")
		}, kiosk.VerdictPaid},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			s, g := yfAt(t)
			wiretest.Call(s.AddFault(core.Fault{Kind: c.kind, Route: "yfpay/pay", Count: 1})).OK(t)
			p := yfPayment("A1", kiosk.WeChat, kiosk.RailCode)
			a, err := g.Charge(t.Context(), p, kiosk.NewPayCode(practicetest.NewCode(t, kiosk.WeChat, core.CodeOrdinary)))
			c.check(t, a, err)
			require.Equal(t, c.kind == core.FaultForged, errors.Is(err, kiosk.ErrForged))
			if c.then == kiosk.VerdictUnknown {
				require.Equal(t, c.then, yfQuery(t, g, p).Verdict)
				return
			}
			got := yfQuery(t, g, p)
			require.Equal(t, [2]any{c.then, "A1"}, [2]any{got.Verdict, got.Order})
			require.Equal(t, kiosk.Fen(1234), practicetest.Ledger(t, s).Taken)
		})
	}
}

// What was paid while the till was away is found by the payment's own number
// and time, from the gateway's journal.
func TestYFPay_OrdersAreFoundAfterBothHaveRestarted(t *testing.T) {
	journal := t.TempDir() + "/core.jsonl"
	s := wiretest.Call(core.Start(t.Context(), core.Config{Journal: journal}, practice.Dialect)).OK(t)
	wiretest.Call(yfTill(t, s, nil).OpenQR(t.Context(), yfPayment("A1", kiosk.WeChat, kiosk.RailQR))).OK(t)
	practicetest.Act(t, s, core.ActionPay, "A1")
	require.NoError(t, s.Close())

	s = practicetest.Start(t, core.Config{Journal: journal}, practice.Dialect)
	a := yfQuery(t, yfTill(t, s, nil), yfPayment("A1", kiosk.WeChat, kiosk.RailQR))
	require.Equal(t, [2]any{kiosk.VerdictPaid, "A1"}, [2]any{a.Verdict, a.Order})
}
