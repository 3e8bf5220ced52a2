package yfpay

import (
	"context"
	"crypto/md5"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
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

// The numbers are those of the vendor's examples; the key is that of the
// vectors.
const (
	key     = "TEST_ONLY_KEY_123"
	mchNo   = "Y52211090004"
	ownNum  = "51c7d68424e5492199cf7f47" // 24 of it, as the till's are
	tradeNo = "20000002814118090716435200001"
	openID  = "orxYXv8u8H4i2K0uB6RVXZ_-l7ZU"
	secret  = "134567890123456789"
)

func config(base string) Config {
	c := Default()
	c.BaseURL, c.InstNo, c.MchNo, c.Key = base, "900075", mchNo, key
	return c
}

func payment() kiosk.Payment {
	at := time.Date(2018, 11, 16, 7, 56, 21, 999_000_000, time.UTC)
	return kiosk.Payment{
		OrderNo: ownNum, GatewayOrderNo: ownNum, Amount: 100, Wallet: kiosk.WeChat, Rail: kiosk.RailQR,
		CreatedAt: at, SentAt: at.Add(70 * time.Second),
	}
}

// call is one request as the server saw it.
type call struct {
	path, contentType string
	fields            map[string]string
}

// shop is a gateway and what it asked the vendor.
type shop struct {
	*Gateway
	calls []call
}

// seal is the vendor's side of the signature, written apart from ours.
func seal(f map[string]string, key string) string {
	var pairs []string
	for _, k := range slices.Sorted(maps.Keys(f)) {
		if k != "sign" {
			pairs = append(pairs, k+"="+f[k])
		}
	}
	return fmt.Sprintf("%x", md5.Sum([]byte(strings.Join(append(pairs, "key="+key), "&"))))
}

// signed is a JSON object of name, text pairs with its signature.
func signed(pairs ...string) string {
	f := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		f[pairs[i]] = pairs[i+1]
	}
	f["sign"] = seal(f, key)
	b, err := json.Marshal(f)
	if err != nil {
		panic(err) // a map of texts
	}
	return string(b)
}

// unsigned is the same without one.
func unsigned(pairs ...string) string {
	return edit(signed(pairs...), "sign", "")
}

// edit changes a field of a JSON object after it was signed; "" takes it away.
func edit(object, name, value string) string {
	var f map[string]any
	if err := json.Unmarshal([]byte(object), &f); err != nil {
		panic(err)
	}
	delete(f, name)
	if value != "" {
		f[name] = value
	}
	b, err := json.Marshal(f)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// capitals writes the signature of a JSON object in capitals.
func capitals(object string) string {
	const head = `"sign":"`
	from := strings.Index(object, head) + len(head)
	return object[:from] + strings.ToUpper(object[from:from+32]) + object[from+32:]
}

// answering is a shop whose requests are answered with what answer makes of them.
func answering(t *testing.T, change func(*Config), answer func(call) string) *shop {
	v := &shop{}
	srv := gatewayhttptest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		c := call{path: r.URL.Path, contentType: r.Header.Get("Content-Type")}
		if err := json.Unmarshal(body, &c.fields); err != nil { // all values are texts, as documented
			t.Errorf("request: %v: %s", err, body)
		}
		if want := seal(c.fields, key); c.fields["sign"] != want {
			t.Errorf("sign %s, want %s", c.fields["sign"], want)
		}
		v.calls = append(v.calls, c)
		gatewayhttptest.Says(http.StatusOK, "application/json", answer(c))(w, r)
	})
	v.Gateway = at(t, srv.URL+"/yfpay/", change)
	return v
}

func at(t *testing.T, address string, change func(*Config)) *Gateway {
	c := config(address)
	if change != nil {
		change(&c)
	}
	require.NoError(t, c.Check("providers.yfpay"))
	return New("yfpay", c, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
}

func replying(t *testing.T, reply string) *shop {
	return answering(t, nil, func(call) string { return reply })
}

// sent are the fields of the n-th request but for its signature and the number
// of its own under fresh, which must be one.
func (s *shop) sent(t *testing.T, n int, fresh ...string) map[string]string {
	fields := maps.Clone(s.calls[n].fields)
	delete(fields, "sign")
	for _, name := range fresh {
		require.True(t, wire.Word(fields[name], numberMax), fields[name])
		delete(fields, name)
	}
	return fields
}

type row wiretest.Row

func fen(n kiosk.Fen) *kiosk.Fen { return &n }

func init() {
	wiretest.Garbage = map[string]error{
		"unsigned": ErrUnsigned, "bad sign": ErrBadSign, "other merchant": ErrOtherMerchant, "unsigned FAIL": ErrUnsignedFail,
	}
}

// ok are the pairs with which a success begins.
func ok(result string, more ...string) []string {
	return append([]string{"return_code", "SUCCESS", "return_msg", "支付成功", "result_code", result, "mch_no", mchNo}, more...)
}

// echoes are the pairs that name payment().
func echoes(more ...string) []string {
	return append([]string{"pay_trace_no", ownNum, "pay_time", "20181116155621", "total_amount", "100", "trade_no", tradeNo}, more...)
}

// broken are replies that no call may take anything from.
var broken = map[string]string{
	"nothing":                   "",
	"an empty object":           "{}",
	"something behind":          signed(ok("PAY_SUCCESS", echoes()...)...) + "{}",
	"a field twice":             strings.Replace(signed(ok("PAY_SUCCESS", echoes()...)...), `{`, `{"result_code":"PAY_SUCCESS",`, 1),
	"not UTF-8":                 strings.Replace(signed(ok("PAY_SUCCESS", echoes("attach", "X")...)...), `"X"`, "\"\xff\"", 1),
	"values without an end":     `{"x":[` + strings.Repeat("1,", 5000) + `1]}`,
	"neither SUCCESS nor FAIL":  signed("return_code", "OK", "result_code", "PAY_SUCCESS"),
	"signed, and no return":     signed(append([]string{"result_code", "PAY_SUCCESS", "mch_no", mchNo}, echoes()...)...),
	"an order number with &":    signed(ok("PAY_SUCCESS", "pay_trace_no", "a&b", "total_amount", "100", "trade_no", tradeNo)...),
	"a trade number of a novel": signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "100", "trade_no", strings.Repeat("9", 65))...),
	"an amount in yuan":         signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "1.00", "trade_no", tradeNo)...),
	"an amount below nothing":   signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "-100", "trade_no", tradeNo)...),
	"an amount with a plus":     signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "+100", "trade_no", tradeNo)...),
	"an amount with zeros":      signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "0100", "trade_no", tradeNo)...),
	"an amount that overflows":  signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "18446744073709551716", "trade_no", tradeNo)...),
	"an amount of 13 digits":    signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "1000000000000", "trade_no", tradeNo)...),
	"an amount in wide digits":  signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "１００", "trade_no", tradeNo)...),
}

// distrusted are replies that look like forgery.
var distrusted = []struct{ name, reply, want string }{
	{"a success without a signature", unsigned(ok("PAY_SUCCESS", echoes()...)...), "unsigned"},
	{"a success with an empty signature", edit(unsigned(ok("PAY_SUCCESS", echoes()...)...), "sign", " "), "bad sign"},
	{"a signature that is null", strings.Replace(unsigned(ok("PAY_SUCCESS", echoes()...)...), "{", `{"sign":null,`, 1), "unsigned"},
	{"a signature that is a number", strings.Replace(unsigned(ok("PAY_SUCCESS", echoes()...)...), "{", `{"sign":123,`, 1), "bad sign"},
	{"a signature in capitals", capitals(signed(ok("PAY_SUCCESS", echoes()...)...)), "bad sign"},
	{"the placeholder of the document's table", edit(signed(ok("PAY_SUCCESS", echoes()...)...), "sign", "51c7d68424e5492199cf7f4734a2b977"), "bad sign"},
	{"an amount changed after signing", edit(signed(ok("PAY_SUCCESS", echoes()...)...), "total_amount", "1"), "bad sign"},
	{"a field added after signing", edit(signed(ok("PAY_SUCCESS", echoes()...)...), "x", "1"), "bad sign"},
	{"a field taken away after signing", edit(signed(ok("PAY_SUCCESS", echoes()...)...), "mch_no", ""), "bad sign"},
	{"a FAIL that is signed wrongly", edit(signed("return_code", "FAIL", "return_msg", "x"), "sign", "0123456789abcdef0123456789abcdef"), "bad sign"},
	{"another merchant of the same institution", signed("return_code", "SUCCESS", "result_code", "PAY_SUCCESS", "mch_no", "Y52211090005", "pay_trace_no", ownNum, "total_amount", "100"), "other merchant"},
}

// calls are all calls of a gateway.
func calls(g *Gateway) gatewayhttptest.Calls {
	p := payment()
	p.TradeNo = tradeNo
	code := p
	code.Rail = kiosk.RailCode
	refund := kiosk.Refund{No: "R1", Amount: 1}
	return gatewayhttptest.Calls{
		"prepay": func(ctx context.Context) (any, error) { return g.OpenQR(ctx, p) },
		"minipay": func(ctx context.Context) (any, error) {
			return g.OpenMini(ctx, p, kiosk.Buyer{Wallet: kiosk.WeChat, ID: openID})
		},
		"pay":         func(ctx context.Context) (any, error) { return g.Charge(ctx, code, kiosk.NewPayCode(secret)) },
		"queryorder":  func(ctx context.Context) (any, error) { return g.Query(ctx, p) },
		"closeorder":  func(ctx context.Context) (any, error) { return g.Close(ctx, p) },
		"refundorder": func(ctx context.Context) (any, error) { return g.Refund(ctx, p, refund) },
		"queryrefund": func(ctx context.Context) (any, error) { return g.QueryRefund(ctx, p, refund) },
	}
}

// everyCall makes each call once, of a gateway that hears reply, and tells what
// came of it.
func everyCall(t *testing.T, reply string, each func(name string, got any)) *shop {
	s := answering(t, withRefundQuery, func(call) string { return reply })
	for name, ask := range calls(s.Gateway) {
		each(name, wiretest.Call(ask(t.Context())).Got())
	}
	return s
}

func withRefundQuery(c *Config) { c.RefundQueryPath = "/v3/queryrefund" }
