package providers_test

import (
	"bytes"
	"crypto"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/alipayservice"
	alipayservicepractice "facepay/providers/alipayservice/practice"
	"facepay/providers/weidoufu"
	weidoufupractice "facepay/providers/weidoufu/practice"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
	"facepay/providers/yfpay"
	yfpaypractice "facepay/providers/yfpay/practice"
)

// yfpaySeal signs a message as the vendor's document has it: sorted fields
// joined by &, then the key, by MD5. A value of null takes no part.
func yfpaySeal(t *testing.T) func(string) string {
	key := yfpaypractice.Key
	return func(body string) string {
		fields := map[string]json.RawMessage{}
		require.NoError(t, json.Unmarshal([]byte(body), &fields), body)
		var pairs []string
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			value := string(fields[name])
			if value == "null" {
				continue
			}
			var s string
			if json.Unmarshal(fields[name], &s) == nil {
				value = s
			}
			pairs = append(pairs, name+"="+value)
		}
		sum := md5.Sum([]byte(strings.Join(append(pairs, "key="+key), "&")))
		fields["sign"] = json.RawMessage(text(hex.EncodeToString(sum[:])))
		signed := wiretest.Call(json.Marshal(fields)).OK(t)
		return string(signed)
	}
}

func yfpayFrames(t *testing.T) []frame {
	const (
		echo   = `,"pay_type":"400","pay_trace_no":"` + codeOrder + `","total_amount":"100","trade_no":"` + codeTrade + `"`
		qr     = echo + `,"qrcode":"weixin://wxpay/bizpayurl?pr=a"`
		mini   = echo + `,"timeStamp":"1414561699","nonceStr":"a","packages":"prepay_id=1","signType":"MD5","paySign":"b"`
		refund = `,"refund_trace_no":"` + codeRefund + `","refund_fee":"100"`
		rails  = `"return_code":"SUCCESS"`
		money  = `"result_code":"PAY_SUCCESS"`
	)
	mch := `,"mch_no":"` + yfpaypractice.MchNo + `"`
	refunds := func(c providers.Config) { providers.Section[yfpay.Config](c).RefundQueryPath = refundQuery }
	byQR, byCode := querying(kiosk.RailQR, kiosk.WeChat), querying(kiosk.RailCode, kiosk.WeChat)
	notice := told("application/json")
	var list []frame
	for _, c := range []struct {
		call               string
		ask                func(*asking) wire.Class
		more               string
		through, inProcess wire.Class
		config             func(providers.Config)
	}{
		{"prepay", opening(kiosk.WeChat), qr, wire.Waiting, "", nil},
		{"minipay", openingMini, mini, wire.Waiting, "", nil},
		{"pay", charging, echo, wire.Paid, wire.Confirming, nil},
		{"queryorder", byQR, echo, wire.Paid, wire.Waiting, nil},
		{"queryorder", byCode, echo, wire.Paid, wire.Confirming, nil},
		{"closeorder", closing, echo, wire.Closed, "", nil},
		{"refundorder, queryrefund", givingBack, refund, wire.RefundDone, "", nil},
		{"refundorder, queryrefund", queryingRefund, refund, wire.RefundDone, "", refunds},
		{"notification", notice, echo, wire.Paid, wire.Waiting, nil},
	} {
		list = append(list,
			frame{call: c.call, field: "return_code", reply: `{"return_code":@,` + money + mch + c.more + `}`, ask: c.ask, through: c.through, config: c.config},
			frame{call: c.call, field: "result_code", reply: `{` + rails + `,"return_msg":"x","result_code":@` + mch + c.more + `}`, ask: c.ask, inProcess: c.inProcess, config: c.config})
		if c.through == wire.RefundDone {
			list = append(list, frame{call: c.call, field: "piece of return_msg", reply: `{` + rails + `,"result_code":"PAY_FAIL","return_msg":@` + mch + c.more + `}`, ask: c.ask,
				config: c.config, unlisted: wire.RefundRefused, empty: wire.Unknown, odd: wire.Unknown, other: busySpeaks("yfpay")})
		}
		if c.call != "notification" {
			list = append(list, frame{call: "any call", field: "piece of return_msg", reply: `{` + rails + `,"result_code":"x","return_msg":@` + mch + c.more + `}`, ask: c.ask, config: c.config})
		}
		if c.call == "queryorder" {
			list = append(list, frame{call: c.call, field: "trade_state", reply: `{` + rails + `,"trade_state":@` + mch + c.more + `}`, ask: c.ask})
		}
	}
	for i := range list {
		list[i].seal = yfpaySeal(t)
	}
	return named("yfpay", list)
}

// alipayKey is the practice Alipay's of one gateway.
func alipayKey(t *testing.T, gateway string) *rsa.PrivateKey {
	file := wiretest.Call(os.ReadFile(gateway + "/practice/alipay.pem")).OK(t)
	block, _ := pem.Decode(file)
	parsed := wiretest.Call(x509.ParsePKCS8PrivateKey(block.Bytes)).OK(t)
	return parsed.(*rsa.PrivateKey)
}

// alipaySeal makes a form of a JSON object and signs it as Alipay does, with the
// practice Alipay's key.
func alipaySeal(t *testing.T, gateway string) func(string) string {
	key := alipayKey(t, gateway)
	return func(body string) string {
		fields := map[string]any{}
		d := json.NewDecoder(strings.NewReader(body))
		d.UseNumber()
		require.NoError(t, d.Decode(&fields), body)
		form := url.Values{}
		var pairs []string
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			var value string
			switch v := fields[name].(type) {
			case string:
				value = v
			case json.Number:
				value = v.String()
			}
			form.Set(name, value)
			pairs = append(pairs, name+"="+value)
		}
		digest := sha256.Sum256([]byte(strings.Join(pairs, "&")))
		sign := wiretest.Call(rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])).OK(t)
		form.Set("sign", base64.StdEncoding.EncodeToString(sign))
		form.Set("sign_type", "RSA2")
		return form.Encode()
	}
}

func alipayFrames(t *testing.T) []frame {
	const (
		order  = `"out_trade_no":"` + codeOrder + `"`
		qr     = order + `,"qr_code":"https://qr.alipay.com/bax"`
		paid   = order + `,"total_amount":"1.00"`
		refund = order + `,"out_request_no":"` + codeRefund + `"`
		moved  = refund + `,"refund_fee":"1.00"`
		back   = refund + `,"refund_amount":"1.00"`
	)
	queries := func(c providers.Config) { providers.Section[alipayservice.Config](c).QueryPath = queryPath }
	openQR, query := opening(kiosk.Alipay), unscanned
	list := []frame{
		{call: "/qrcode", field: "the whole reply", reply: hole, ask: openQR},
		{call: "/qrcode", field: "code", reply: `{"code":@,` + qr + `}`, ask: openQR},
		{call: "/qrcode", field: "sub_code", reply: `{"code":"40004","sub_code":@}`, ask: openQR, unlisted: wire.Failed},
		{call: "any call", field: "piece of msg or sub_msg", reply: `{"code":"50000","msg":@}`, ask: openQR},
		{call: "any call", field: "piece of msg or sub_msg", reply: `{"code":"50000","sub_msg":@}`, ask: givingBack},
		{call: "query_path", field: "the whole reply", reply: hole, ask: query, config: queries},
		{call: "query_path", field: "code", reply: `{"code":@,` + paid + `,"trade_status":"TRADE_SUCCESS"}`, ask: query, config: queries, through: wire.Paid,
			reads: map[string]reading{"40004": {`{"code":@,"sub_code":"ACQ.TRADE_NOT_EXIST"}`, wire.Waiting}}},
		{call: "query_path", field: "sub_code", reply: `{"code":"40004","sub_code":@,` + paid + `}`, ask: query, config: queries},
		{call: "query_path", field: "trade_status", reply: `{"code":"10000","trade_status":@,` + paid + `}`, ask: query, config: queries},
		{call: "/refund", field: "the whole reply", reply: hole, ask: givingBack},
		{call: "/refund", field: "code", reply: `{"code":@,"fund_change":"Y",` + moved + `}`, ask: givingBack, through: wire.RefundDone,
			reads: map[string]reading{"40004": {`{"code":@,"sub_code":"ACQ.SELLER_BALANCE_NOT_ENOUGH",` + moved + `}`, wire.RefundRefused}}},
		{call: "/refund", field: "sub_code", reply: `{"code":"40004","sub_code":@,` + moved + `}`, ask: givingBack},
		{call: "/refund", field: "fund_change", reply: `{"code":"10000","fund_change":@,` + moved + `}`, ask: givingBack},
		{call: "/refund_query", field: "the whole reply", reply: hole, ask: queryingRefund},
		{call: "/refund_query", field: "code", reply: `{"code":@,` + back + `}`, ask: queryingRefund, through: wire.RefundDone},
		{call: "/refund_query", field: "refund_status", reply: `{"code":"10000","refund_status":@,` + back + `}`, ask: queryingRefund, empty: wire.RefundDone},
		{call: "notification", field: "trade_status", reply: `{"trade_status":@,"app_id":"` + alipayservicepractice.AppID + `",` + paid + `}`,
			ask: told("application/x-www-form-urlencoded"), seal: alipaySeal(t, "alipayservice")},
	}
	return named("alipayservice", list)
}

// weidoufuSeal signs a notification's content and wraps it.
func weidoufuSeal(t *testing.T) func(string) string {
	secret := weidoufupractice.SecretKey
	return func(content string) string {
		var compact bytes.Buffer
		require.NoError(t, json.Compact(&compact, []byte(content)), content)
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(compact.Bytes())
		sum := md5.Sum([]byte(hex.EncodeToString(mac.Sum(nil))))
		return `{"sign":"` + strings.ToUpper(hex.EncodeToString(sum[:])) + `","content":` + compact.String() + `}`
	}
}

func weidoufuFrames(t *testing.T) []frame {
	const (
		order = `"out_order_no":"` + codeOrder + `"`
		paid  = order + `,"total_fee":100`
		paths = "code_path, query_path, close_path"
		jsapi = `"jsapi":{"app_id":"a","timestamp":"1","nonce_str":"n","package":"p","sign_type":"MD5","pay_sign":"s"}`
	)
	config := func(c providers.Config) {
		paths := providers.Section[weidoufu.Config](c)
		paths.CodePath, paths.QueryPath, paths.ClosePath = codePath, queryPath, closePath
	}
	query := querying(kiosk.RailQR, kiosk.WeChat)
	list := []frame{
		{call: "pay/native", field: "code", reply: `{"code":@,"message":"x","data":{` + order + `,"code_url":"weixin://wxpay/bizpayurl?pr=a"}}`, ask: opening(kiosk.WeChat)},
		{call: "any call", field: "piece of message", reply: `{"code":7,"message":@}`, ask: opening(kiosk.WeChat)},
		{call: "any call", field: "piece of message", reply: `{"code":7,"message":@}`, ask: query, config: config},
		{call: "pay/miniapp", field: "code", reply: `{"code":@,"message":"x","data":{` + order + `,` + jsapi + `}}`, ask: openingMini},
		{call: "notification", field: "status", reply: `{` + paid + `,"status":@}`, ask: told("application/json"), seal: weidoufuSeal(t)},
		{call: "pay/refund", field: "code", reply: `{"code":@,"message":"x","data":{` + order + `}}`, ask: givingBack},
		{call: "pay/refund", field: "piece of message", reply: `{"code":0,"message":@}`, ask: givingBack, unlisted: wire.RefundRefused, empty: wire.Unknown, odd: wire.Unknown, other: busySpeaks("weidoufu")},
	}
	for _, ask := range []func(*asking) wire.Class{charging, query, closing} {
		list = append(list,
			frame{call: paths, field: "code", reply: `{"code":@,"message":"x","data":{` + paid + `,"status":2}}`, ask: ask, config: config, through: wire.Paid},
			frame{call: "notification", field: "status", reply: `{"code":1,"message":"x","data":{` + paid + `,"status":@}}`, ask: ask, config: config})
	}
	return named("weidoufu", list)
}
