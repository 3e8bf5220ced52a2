package alipay

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/alipay/practice"
	"facepay/providers/alipaynotice"
	"facepay/providers/rsakey"
	"facepay/providers/wire/wiretest"
)

// Signatures of Alipay's own published tests, and of a throw-away key, each with its public half.
const (
	throwAway = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAs31W/EeSKA9olpWcVQXBnaAe5f6ktREzNKEfJe0H91CS5HaEM7ZaTAgZvJfSlfFJAj2XHQkq1CihbMb5BgDwzw+7cA8Ja5iCV60+sTFVhYwX4NkhoQNAXd+xtS1dAuekwEJMxHH8wyldag56Fdqkj6MMFRb9T3Y2ZXNMhu8se4itfMeI7o6O6OXHe5NRboSPhNoNzUorqWy4NCWSOw6v5UvfRkjAcIJfaU7Z05MYHBdRSdU9ni/Zbs3UiwvsW0K2CrnBHjmlDpeAq5GsqJL5A4ggrxHjvdATUFnUm6c8OWtJ9TY6pp7qUDS09IIELKglr+Yd8AdqlFzKoHFi4zgBPwIDAQAB"

	requestText = `app_id=2021000000000001&biz_content={"out_trade_no":"T20260101000001","total_amount":"12.34","subject":"门店收款","timeout_express":"5m"}&charset=utf-8&format=JSON&method=alipay.trade.precreate&sign_type=RSA2&timestamp=2026-01-01 08:00:00&version=1.0`
	requestSign = "oDJLdXQf9lnjEvuWrNT7A5/RxdrpH4nE7Byrru8c/qUdrVC8eeAoAIfTK1jDIViezxjurIRSPh5FeJnVwtycOSOX8P9WSlEwZjtyRMGEuRoWiHPnM/WqQVs7yVRKt5V3ttagZSaHs8Pot/OHKpdRs+b2TkBJ2wlkvmTS97VKQPxEA3ge6mKm55Mnl3NTql38XFGd0UFSy16vWsyN416gr+xhl8SeWboBP7OFa3M9QHcpwHLz3VJnWdrXYH16BpmWzWmcyPiYCbcaz1ds1ZN1RJPUiIyZ5gbx+IipSNYEGTFE6ntMF6M/21n2DuZ3FJ9l6INpl2Pxgh8o2vSGyhRs6A=="
	replyNode   = `{"code":"10003","msg":" order success pay inprocess","trade_no":"2026010122001400001000000001","out_trade_no":"T20260101000001","total_amount":"12.34","store_name":"\u95e8\u5e97","buyer_logon_id":"159****5620","x":"a\/b"}`
	replySign   = "KEITxi+AsadeLmDCY2TDiYfqiiYohoXQaV9eUxinHUNb3syykx97VHfuDnUqNBgjx1nZgwIyYaYllL4zuHt4L3o6oexbWaeH8O7HuFm4bvV2z46kAWyfgVErhQ2D1y6pdgM41uDTsO8QKV3ZsTD26UYjOwkqwGkAA16FbCAPcBYqthQ6ae2D54sZLQ0AUYb0sEJRfkiUyCJ1ho93FY0PHTTeBzcn/yTd1OfpeKpGJ/btGNffRsCm8mlrDa65dFkMu7q/L5yEEZWeTLGvQf/qpNGonVFeX/xa77XpIR21Ag+UIl9AurT2IoYfwMD7zu3digKhCQhzeCb+mLxrTK2T3A=="
	noticeText  = "app_id=2021000000000001&auth_app_id=2021000000000001&charset=utf-8&gmt_payment=2026-01-01 08:00:04&notify_id=2026010100222080000000000000000001&notify_time=2026-01-01 08:00:05&notify_type=trade_status_sync&out_trade_no=T20260101000001&receipt_amount=12.34&seller_id=2088000000000001&subject=门店 收款+A&total_amount=12.34&trade_no=2026010122001400001000000001&trade_status=TRADE_SUCCESS&version=1.0"
	noticeSign  = "jGylqcXXLV52uRSsgxkxZArpu5ucYw4m9KtDzam9+aedhpjiv3yKHtV0TKKtYd1HLdesQlvrsxeF33bDunGocDts2k2x+QC1WM/TlHWWHA+skF6t2C/XnWEGKTKTdkIrhCXjKCOjPS0mPefbHWTMy5ulTpG1VlFg1Z8ZjQd3wZTFGMs1UUV09HBjOySR/YVoEa8HvW19/zbPHZxWppTb4yH3IgDxXrWner3W8a2p8//iHQV5vMCk8bvyTOU/291xje1+iHEIBILITlHgerCT0xuAqSALc+iifbcAOYSyRzIFakt167h3qbBpbXL+1ng8bHC6ijSkPX48iQUkGiqdrg=="

	publishedNode    = `{"code":"10000","msg":"Success","file_id":"CAxAToWB1JsAAAAAAAAAAAAADgSLAQBr"}`
	publishedSign    = "F+LDzpTNiavn7xVZPGuPCSSVRSmWzJGgtuji6tVELGEaqMaNj0jRKXUEr5nloZJBBmwEnddOyCjjepMmrTKTvoOqQ0Efxpr/R1iEeHTHVbb/Q8TTh6Up5gHJDkILdaWS2q1cWeQ6VT+HQY9P3WRXS7uhILHuDODIhpAyCu5KhWGt0rMCIG+Im6NODJP2oohtSCtmTFXg58HH587Z2y2bdbjzOxLvzD9IrU1imghXQ2S/Q+wMIvRk9on6cWnBLkrNvJKapA2ReNGWOwyuASvB9zDVzhMPbR+3mfRGkVDxsq5HYLjBKGskJMXHw0HuugZij6ScRuaLPODhmHwr/pJ9yw=="
	publishedKey     = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAk7LzhmMa2c4qQd4fqAqenfbuFoA7stPKvoS1LrZEsVnOOGUUjwoa1oU9xsSPjcOWhIerU/VAN4J95GIAXx59ipcleIyfLn2FhHXPgLJpvo+b2jJFyn/1/DbeJDh+0yDVAOf50Z7HhI0mdUhFMkXlT7BU0ZMtJf/TmISFEfhDU/w6qFd6D42L97byAkq0K6LroglSVF24GqJEa7hSeUIkZWj7RasykXrc2uVJ1+ejkXE0LyPxa2AHykMGbJLf5SiZvaNzUZgnKIR36mLOHpQ/2JCXxhXZYUWHzy0kMH54JcUEeksFWBYLGvLjV1phbcUIc3Q76tIuqApY6E222OoZZQIDAQAB"
	publishedNotice  = `app_id=2019073166072302&auth_app_id=2019073166072302&buyer_id=2088102534368455&buyer_logon_id=xud***@126.com&buyer_pay_amount=0.10&charset=utf-8&fund_bill_list=[{"amount":"0.10","fundChannel":"ALIPAYACCOUNT"}]&gmt_create=2019-08-15 15:56:22&gmt_payment=2019-08-15 15:56:24&invoice_amount=0.10&notify_id=2019081500222155624068450559358070&notify_time=2019-08-15 15:56:25&notify_type=trade_status_sync&out_trade_no=20190815155618536-564-57&point_amount=0.00&receipt_amount=0.10&seller_email=z97-yuquerevenue@service.aliyun.com&seller_id=2088531891668739&subject=语雀空间 500人规模&total_amount=0.10&trade_no=2019081522001468450512505578&trade_status=TRADE_SUCCESS&version=1.0`
	publishedKeyTwo  = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqObrdC7hrgAVM98tK0nv3hSQRGGKT4lBsQjHiGjeYZjOPIPHR5knm2jnnz/YGIXIofVHkA/tAlBAd5DrY7YpvI4tP5EONLtZKC2ghBMx7McI2wRD0xiqzxOQr1FuhZGJ8/AUokBzJrzY+aGX2xcOrxFYRlFilvVLTXg4LWjR1tdPkO6+i7wQZAIVMClPkwVRZEbaERRHlKqTzv2gGv5rDU8gRoe1LeaN+6BlbTqHWkQcNCUNrA8C6l17XAXGKDsm/9TFWwO8EPHHHCaQdjtV5/FdcWIt+L8SR1ss7EXTjYDFtxcKVv9rEoY1lX8T4mX+GbXfZHraG5NCF1+XioL5JwIDAQAB"
	publishedSignTwo = "QfTb8tqE1BMhS5qAnXtvsF3/jBkEvu9q9en0pdbBUDDjvKycZhQb7h8GDs4FKfi049PynaNuatxSgLb/nLWZpXyyh0LEWdK2S6Ri7nPwrVgOs08zugLO20vOQz44y3ti2Ncm8/wZts1Fr2gZ7pShnVX3d1B50hbsXnObT1r/U8ONNQjWXd0HIul4TG+Q3fm3svmSvFEy0WnzuhcyHPX5Gm4ELNctL6Qd5YniGJFNcc7kopHYtI/XD9YCKCH6Ct02rzUs9i11C9CsadtZn+WhxF26Dqt9sGEFajkJ8cxUTLi8+VCpLHsgPE8P0y095uQcDdK0YjCh4x7wVSov+lrmOQ=="
)

func TestVerify_Vectors(t *testing.T) {
	for name, v := range map[string]struct{ key, text, sign string }{
		"a request, own key":        {throwAway, requestText, requestSign},
		"a reply's node, own key":   {throwAway, replyNode, replySign},
		"a notification, own key":   {throwAway, noticeText, noticeSign},
		"a reply's node, published": {publishedKey, publishedNode, publishedSign},
		"a notification, published": {publishedKeyTwo, publishedNotice, publishedSignTwo},
	} {
		t.Run(name, func(t *testing.T) {
			key := wiretest.Call(rsakey.Public(v.key)).OK(t)
			require.NoError(t, rsakey.Verify(key, []byte(v.text), v.sign))
			require.Error(t, rsakey.Verify(key, []byte(v.text+" "), v.sign))
			require.Error(t, rsakey.Verify(key, []byte(v.text), v.sign[:len(v.sign)-4]))
		})
	}
}

// paramsOf are the parameters of a text that was signed; no value of the vectors has an & in it.
func paramsOf(text string) map[string]string {
	params := map[string]string{}
	for pair := range strings.SplitSeq(text, "&") {
		name, value, _ := strings.Cut(pair, "=")
		params[name] = value
	}
	return params
}

func TestSigned_IsTheVectorsText(t *testing.T) {
	params := paramsOf(requestText)
	require.Len(t, params, 8)
	params["sign"], params["notify_url"] = "left out", "" // and so is what says nothing
	require.Equal(t, requestText, signed(params))
	// Names are sorted, not pairs: "app-x" stands before "app_id" although "=" stands behind "-".
	require.Equal(t, "a=1&a-b=2", signed(map[string]string{"a-b": "2", "a": "1"}))
}

func TestSignature_IsOpenSSLs(t *testing.T) {
	folder := t.TempDir()
	keyFile, textFile := filepath.Join(folder, "key.pem"), filepath.Join(folder, "text")
	require.NoError(t, os.WriteFile(keyFile, []byte(practice.AppPrivateKey), 0o600))
	require.NoError(t, os.WriteFile(textFile, []byte(requestText), 0o600))
	out, err := exec.Command("openssl", "dgst", "-sha256", "-sign", keyFile, textFile).Output()
	require.NoError(t, err, "openssl is among the packages of the tests")
	key := wiretest.Call(rsakey.Private(keyFile)).OK(t)
	require.Equal(t, base64.StdEncoding.EncodeToString(out), wiretest.Call(rsakey.Sign(key, []byte(requestText))).OK(t))
}

func TestOpen_KeepsTheNodesOwnBytes(t *testing.T) {
	for _, body := range []string{
		`{"alipay_trade_pay_response":` + replyNode + `,"sign":"` + replySign + `"}`,
		`{"sign":"` + replySign + `","alipay_cert_sn":"x","alipay_trade_pay_response": ` + replyNode + "}\r\n",
		`{"error_response":` + replyNode + `,"sign":"` + replySign + `"}`,
	} {
		e := wiretest.Call(open([]byte(body), methodPay)).OK(t)
		require.Equal(t, replyNode, string(e.node))
		require.Equal(t, replySign, e.sign)
	}
	var decoded map[string]any
	require.NoError(t, json.Unmarshal([]byte(replyNode), &decoded))
	again := wiretest.Call(json.Marshal(decoded)).OK(t)
	key := wiretest.Call(rsakey.Public(throwAway)).OK(t)
	require.Error(t, rsakey.Verify(key, again, replySign), "who decodes and encodes it has another text")
}

func TestOpen_Refuses(t *testing.T) {
	const node, sign = `"alipay_trade_pay_response":{"code":"10000"}`, `"sign":"AA=="`
	for name, body := range map[string]string{
		"nothing":                   "",
		"no object":                 `[{` + node + `}]`,
		"a word":                    `null`,
		"no node":                   `{` + sign + `}`,
		"another call's node":       `{"alipay_trade_query_response":{"code":"10000"},` + sign + `}`,
		"a node twice":              `{` + node + `,` + node + `,` + sign + `}`,
		"a node twice, spelt apart": `{` + node + `,"alipay_trade_pay_respons\u0065":{},` + sign + `}`,
		"a signature twice":         `{` + node + `,` + sign + `,` + sign + `}`,
		"a node and an error's":     `{` + node + `,"error_response":{},` + sign + `}`,
		"an encrypted node":         `{"alipay_trade_pay_response":"AAAA",` + sign + `}`,
		"a node that is a list":     `{"alipay_trade_pay_response":[],` + sign + `}`,
		"cut off":                   `{` + node + `,` + sign,
		"cut off in the node":       `{"alipay_trade_pay_response":{"code":"10`,
		"something after it":        `{` + node + `,` + sign + `}{}`,
		"words after it":            `{` + node + `,` + sign + `} ok`,
		"too many members":          `{` + node + strings.Repeat(`,"x`, 1) + `0":1` + manyMembers() + `}`,
	} {
		t.Run(name, func(t *testing.T) { require.Error(t, wiretest.Call(open([]byte(body), methodPay)).Err()) })
	}
}

func manyMembers() string {
	var b strings.Builder
	for i := range membersMax {
		b.WriteString(`,"y` + strings.Repeat("y", i) + `":1`)
	}
	return b.String()
}

// The published notification, and the own one as it travels: its blank is a + and its + is %2B.
func TestNotice_Vectors(t *testing.T) {
	form := url.Values{"sign": {noticeSign}, "sign_type": {"RSA2"}}
	for name, value := range paramsOf(noticeText) {
		form.Set(name, value)
	}
	body := form.Encode()
	require.Contains(t, body, "subject=%E9%97%A8%E5%BA%97+%E6%94%B6%E6%AC%BE%2BA")
	key := wiretest.Call(rsakey.Public(throwAway)).OK(t)
	cfg := Config{AppID: "2021000000000001", SellerID: "2088000000000001"}
	g := &Gateway{cfg: cfg, keys: &keys{alipay: key}}
	n := wiretest.Call(g.ReadNotification("application/x-www-form-urlencoded; charset=utf-8", []byte(body))).OK(t)
	require.Equal(t, kiosk.OrderNo("T20260101000001"), n.OrderNo)
	require.Equal(t, kiosk.VerdictPaid, n.Answer.Verdict)
	require.Equal(t, kiosk.Fen(1234), *n.Answer.Amount)
	require.Equal(t, "2026-01-01T08:00:04+08:00", n.Answer.PaidAt.Format("2006-01-02T15:04:05Z07:00"))

	lost := strings.ReplaceAll(body, "%2BA", "+A") // a + that was lost in decoding
	wiretest.Call(g.ReadNotification("application/x-www-form-urlencoded", []byte(lost))).Fails(t, kiosk.ErrForged)
	for _, other := range []Config{{AppID: "2021000000000002"}, {AppID: cfg.AppID, SellerID: "2088000000000002"}, {}} {
		g := &Gateway{cfg: other, keys: &keys{alipay: key}}
		wiretest.Call(g.ReadNotification("application/x-www-form-urlencoded", []byte(body))).Fails(t, kiosk.ErrNotification)
	}
	wiretest.Call((&Gateway{cfg: cfg}).ReadNotification("application/x-www-form-urlencoded", []byte(body))).Fails(t, kiosk.ErrForged)

	published := url.Values{"sign": {publishedSignTwo}, "sign_type": {"RSA2"}}
	for name, value := range paramsOf(publishedNotice) {
		published.Set(name, value)
	}
	key = wiretest.Call(rsakey.Public(publishedKeyTwo)).OK(t)
	fields := wiretest.Call(alipaynotice.Verify(key, "application/x-www-form-urlencoded", []byte(published.Encode()))).OK(t)
	n = wiretest.Call(fields.Read(&noticeStates)).OK(t)
	require.Equal(t, kiosk.VerdictPaid, n.Answer.Verdict)
	require.Equal(t, kiosk.Fen(10), *n.Answer.Amount)
	require.Equal(t, "20190815155618536-564-57", n.Answer.Order)
}

func TestSN_Vectors(t *testing.T) {
	for issuer, v := range map[string][2]string{
		"CN=Ant Financial Certification Authority Class 1 R1,OU=Certification Authority,O=Ant Financial,C=CN": {"42701552708448241360226107228231049510", "866efef280dec9137a87d047ac446315"},
		"CN=Ant Financial Certification Authority Class 2 R1,OU=Certification Authority,O=Ant Financial,C=CN": {"42701552432456004857627230056898180491", "7513daaaa48aa3ba2e4018d84402479c"},
		"CN=Ant Financial Certification Authority R1,OU=Certification Authority,O=Ant Financial,C=CN":         {"2292228364100439313", "687b59193f3f462dd5336e5abf83c5d8"},
		"CN=iTrusChina Class 2 Root CA - G3,OU=China Trust Network,O=iTrusChina,C=CN":                         {"95790491425698859646659490580052089075020051350", "02941eef3187dddf3d3b83462e1dfcf6"},
	} {
		require.Equal(t, v[1], sn(issuer, v[0]), issuer)
	}
}

func TestRootSN_LeavesOutWhatIsNotSignedByRSA(t *testing.T) {
	c := newCertificates(t)
	one, two := certificateSN(c.root.Certificate), certificateSN(c.other.Certificate)
	text := slicesJoin(c.root.pem, c.curve.pem, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("SM2, which cannot be read")}), c.other.pem)
	require.Equal(t, one+"_"+two, wiretest.Call(rootSN(text)).OK(t))
	sm2 := wiretest.Call(os.ReadFile("../rsakey/testdata/sm2.pem")).OK(t)
	require.Equal(t, one+"_"+two, wiretest.Call(rootSN(slicesJoin(c.root.pem, sm2, c.other.pem))).OK(t), "one of SM2, as in Alipay's own file")
	for _, none := range [][]byte{nil, []byte("hello"), c.curve.pem, sm2} {
		wiretest.Call(rootSN(none)).Fails(t, errNoRoot)
	}
	require.Equal(t, sn("CN=Practice Root,OU=Tests,O=Practice,C=CN", c.root.SerialNumber.String()), one, "the issuer in RFC 2253's order")
	require.Equal(t, x509.SHA256WithRSA, c.root.SignatureAlgorithm)
}

func slicesJoin(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
