package alipayservice

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"maps"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/alipaynotice"
	"facepay/providers/rsakey"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

const appID = "2018000000000001"

// Keys are made once a run; making one is slow.
var (
	alipayKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, rsakey.BitsMin) })
	othersKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, rsakey.BitsMin) })
)

func testKey(t testing.TB) *rsa.PrivateKey {
	return wiretest.Call(alipayKey()).OK(t)
}

func pemOf(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func publicDER(t testing.TB, key *rsa.PrivateKey) []byte {
	return wiretest.Call(x509.MarshalPKIXPublicKey(&key.PublicKey)).OK(t)
}

func publicPEM(t testing.TB, key *rsa.PrivateKey) string {
	return pemOf("PUBLIC KEY", publicDER(t, key))
}

// sample is a notification as Alipay sends it, before it is signed.
func sample(pairs ...string) map[string]string {
	f := map[string]string{
		"notify_time": "2018-05-18 12:30:06", "notify_type": "trade_status_sync", "notify_id": "2018051800222123006016130000000000",
		"app_id": appID, "charset": "utf-8", "version": "1.0", "trade_no": docTrade, "out_trade_no": docNo, "buyer_id": "2088312544416136",
		"buyer_logon_id": docBuyer, "seller_id": "2088000000000001", "trade_status": "TRADE_SUCCESS", "total_amount": "0.01",
		"receipt_amount": "0.01", "subject": "支付宝扫码支付测试", "gmt_create": "2018-05-18 12:29:40", "gmt_payment": "2018-05-18 12:30:05",
		"fund_bill_list": `[{"amount":"0.01","fundChannel":"PCREDIT"}]`, "memo": "a+b=c&d %",
	}
	return set(f, pairs...)
}

// set puts name, value pairs into f; a value of - takes the field away.
func set(f map[string]string, pairs ...string) map[string]string {
	for i := 0; i < len(pairs); i += 2 {
		f[pairs[i]] = pairs[i+1]
		if pairs[i+1] == "-" {
			delete(f, pairs[i])
		}
	}
	return f
}

// sign adds the signature, as Alipay makes it; it shares no code with the one
// that is tested but the standard library.
func sign(t testing.TB, key *rsa.PrivateKey, f map[string]string) map[string]string {
	escaped := url.Values{}
	for name, value := range f {
		escaped.Set(name, value)
	}
	text, err := url.QueryUnescape(escaped.Encode()) // Encode sorts
	require.NoError(t, err)
	digest := sha256.Sum256([]byte(text))
	sig := wiretest.Call(rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])).OK(t)
	out := maps.Clone(f)
	out["sign"], out["sign_type"] = base64.StdEncoding.EncodeToString(sig), "RSA2"
	return out
}

// signed is the text of which sign made a signature.
func signed(f map[string]string) string {
	f = maps.Clone(f)
	delete(f, "sign")
	delete(f, "sign_type")
	text, _ := url.QueryUnescape(encode(f)) // what was escaped can be unescaped
	return text
}

func encode(f map[string]string) string {
	v := url.Values{}
	for name, value := range f {
		v.Set(name, value)
	}
	return v.Encode()
}

func notified(t testing.TB, change ...func(*Config)) *Gateway {
	cfg := Default()
	cfg.StoreID, cfg.AlipayPublicKey, cfg.AppID, cfg.Listening = "123456", publicPEM(t, testKey(t)), appID, true
	for _, f := range change {
		f(&cfg)
	}
	require.NoError(t, cfg.Check("providers.alipayservice"))
	return New("alipayservice", cfg, nil)
}

// hideRefund cuts the same signed text into other fields.
func hideRefund(f map[string]string) map[string]string {
	f["receipt_amount"] += "&refund_fee=" + f["refund_fee"]
	delete(f, "refund_fee")
	return f
}

const utf8Form = "application/x-www-form-urlencoded; charset=utf-8"

func TestGateway_ReadNotice_CommittedVector(t *testing.T) {
	key := wiretest.Call(os.ReadFile("testdata/alipay_public.pem")).OK(t)
	body := wiretest.Call(os.ReadFile("testdata/paid.form")).OK(t)
	want := kiosk.Notification{OrderNo: docNo, Answer: kiosk.Answer{
		Verdict: kiosk.VerdictPaid, Order: docNo, Amount: fen(1), TradeNo: docTrade, Payer: docBuyer, PaidAt: time.Date(2018, 5, 18, 12, 30, 5, 0, wire.China),
	}}
	for name, text := range map[string]string{"the key as PEM": string(key), "the key's file": "testdata/alipay_public.pem"} {
		g := notified(t, func(c *Config) { c.AlipayPublicKey = text })
		n := wiretest.Call(g.ReadNotification(utf8Form, body)).OK(t, name)
		require.Equal(t, want, n, name)
	}
	g := notified(t)
	wiretest.Call(g.ReadNotification(utf8Form, body)).Fails(t, kiosk.ErrForged, "under another key it is forged")
}

func TestGateway_ReadNotice(t *testing.T) {
	paidAt := time.Date(2018, 5, 18, 12, 30, 5, 0, wire.China)
	paid := kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: docNo, Amount: fen(1), TradeNo: docTrade, Payer: docBuyer, PaidAt: paidAt}
	says := func(v kiosk.Verdict, state string) kiosk.Answer {
		return kiosk.Answer{Verdict: v, Order: docNo, Amount: fen(1), TradeNo: docTrade, Payer: docBuyer, Reason: state}
	}
	change := func(f func(*kiosk.Answer)) kiosk.Answer { a := paid; f(&a); return a }
	of := func(a kiosk.Answer) kiosk.Notification {
		return kiosk.Notification{OrderNo: kiosk.OrderNo(a.Order), Answer: a}
	}
	refund := func(state string) kiosk.Notification {
		n := of(says(kiosk.VerdictUnknown, state))
		n.Refund = true
		return n
	}
	tests := []struct {
		name string
		form map[string]string
		want any
	}{
		{"facts 003, TRADE_SUCCESS is paid", sample(), of(paid)},
		{"facts 003, TRADE_FINISHED is paid", sample("trade_status", "TRADE_FINISHED"), of(paid)},
		{"facts 003, WAIT_BUYER_PAY comes when the customer scans", sample("trade_status", "WAIT_BUYER_PAY", "gmt_payment", "-"), of(says(kiosk.VerdictConfirming, "WAIT_BUYER_PAY"))},
		{"facts, wallet background: TRADE_CLOSED", sample("trade_status", "TRADE_CLOSED", "gmt_payment", "-"), of(says(kiosk.VerdictClosed, "TRADE_CLOSED"))},
		{"facts, wallet background: TRADE_CLOSED, fully refunded", sample("trade_status", "TRADE_CLOSED", "refund_fee", "0.01", "gmt_refund", "2018-05-18 12:31:00.123"), refund("TRADE_CLOSED")},
		{"TRADE_CLOSED after it had been paid, without a word of a refund", sample("trade_status", "TRADE_CLOSED"), refund("TRADE_CLOSED")},
		{"part of it given back", sample("refund_fee", "0.01", "gmt_refund", "2018-05-18 12:31:00.123"), refund("TRADE_SUCCESS")},
		{"given back, told by the time alone", sample("gmt_refund", "2018-05-18 12:31:00"), refund("TRADE_SUCCESS")},
		{"given back, told by the amount alone", sample("refund_fee", "0.01"), refund("TRADE_SUCCESS")},
		{"nothing given back is no refund", sample("refund_fee", "0.00"), of(paid)},
		{"a status that is not listed", sample("trade_status", "TRADE_PENDING"), of(says(kiosk.VerdictUnknown, "TRADE_PENDING"))},
		{"a status in small letters is not listed", sample("trade_status", "trade_success"), of(says(kiosk.VerdictUnknown, "trade_success"))},
		{"another amount is for the till to see", sample("total_amount", "1.01"), of(change(func(a *kiosk.Answer) { a.Amount = fen(101) }))},
		{"another order is for the till to see", sample("out_trade_no", "999"), of(change(func(a *kiosk.Answer) { a.Order = "999" }))},
		{"without time, payer and trade number", sample("gmt_payment", "-", "buyer_logon_id", "-", "trade_no", "-"), of(change(func(a *kiosk.Answer) { a.PaidAt, a.Payer, a.TradeNo = time.Time{}, "", "" }))},
		{"an empty field is signed like any other", sample("passback_params", ""), of(paid)},
		{"text that is no UTF-8 is signed as it is", sample("subject", "\xd6\xa7\xb8\xb6", "buyer_logon_id", "\xd6a"), of(change(func(a *kiosk.Answer) { a.Payer = "a" }))},
		{"a trade number that is none", sample("trade_no", "1&2"), of(change(func(a *kiosk.Answer) { a.TradeNo = "" }))},
		{"payer of many lines", sample("buyer_logon_id", " a\r\nb\x00"), of(change(func(a *kiosk.Answer) { a.Payer = "a  b" }))},
		{"paid, and no amount", sample("total_amount", "-"), kiosk.ErrNotification},
		{"an amount that is none", sample("total_amount", "1e-2"), kiosk.ErrNotification},
		{"waiting with an amount that is none", sample("trade_status", "WAIT_BUYER_PAY", "total_amount", "x"), kiosk.ErrNotification},
		{"a refund that is none", sample("refund_fee", "x"), kiosk.ErrNotification},
		{"no order", sample("out_trade_no", "-"), kiosk.ErrNotification},
		{"an order number that is none", sample("out_trade_no", "../1"), kiosk.ErrNotification},
		{"an order number too long", sample("out_trade_no", strings.Repeat("1", wire.NumberBytesMax+1)), kiosk.ErrNotification},
		{"no status", sample("trade_status", "-"), kiosk.ErrNotification},
		{"of another app", sample("app_id", "2018000000000002"), kiosk.ErrNotification},
		{"of no app", sample("app_id", "-"), kiosk.ErrNotification},
	}
	g := notified(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := g.ReadNotification(utf8Form, []byte(encode(sign(t, testKey(t), tt.form))))
			if want, isErr := tt.want.(error); isErr {
				require.ErrorIs(t, err, want)
				require.NotErrorIs(t, err, kiosk.ErrForged)
				require.Zero(t, n)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, n)
		})
	}
	t.Run("of any app, where none is configured", func(t *testing.T) {
		g := notified(t, func(c *Config) { c.AppID = "" })
		n := wiretest.Call(g.ReadNotification("application/x-www-form-urlencoded", []byte(encode(sign(t, testKey(t), sample("app_id", "2018000000000002")))))).OK(t)
		require.Equal(t, of(paid), n)
	})
}

func TestGateway_ReadNotice_Forged(t *testing.T) {
	key := testKey(t)
	others := wiretest.Call(othersKey()).OK(t)
	good := sign(t, key, sample())
	with := func(pairs ...string) string { return encode(set(maps.Clone(good), pairs...)) }
	sha1Sign := func() string {
		digest := sha1.Sum([]byte(signed(good)))
		sig := wiretest.Call(rsa.SignPKCS1v15(nil, key, crypto.SHA1, digest[:])).OK(t)
		return base64.StdEncoding.EncodeToString(sig)
	}
	pssSign := func() string {
		digest := sha256.Sum256([]byte(signed(good)))
		sig := wiretest.Call(rsa.SignPSS(rand.Reader, key, crypto.SHA256, digest[:], nil)).OK(t)
		return base64.StdEncoding.EncodeToString(sig)
	}
	raw := func(f map[string]string) []byte {
		return wiretest.Call(base64.StdEncoding.DecodeString(f["sign"])).OK(t)
	}
	tests := []struct{ name, body string }{
		{"another amount", with("total_amount", "0.02")},
		{"another order", with("out_trade_no", "110112113114116")},
		{"another status", with("trade_status", "TRADE_FINISHED")},
		{"another app", with("app_id", "2018000000000002")},
		{"a field more", with("extra", "1")},
		{"an empty field more", with("extra", "")},
		{"a field less", with("subject", "-")},
		{"two fields written as one", with("gmt_create", good["gmt_create"]+"&gmt_payment="+good["gmt_payment"], "gmt_payment", "-")},
		{"a refund hidden in the field before it", encode(hideRefund(sign(t, key, sample("refund_fee", "0.01"))))},
		{"a field inside a value", encode(sign(t, key, sample("subject", "a&total_amount=0.02")))},
		{"no signature", with("sign", "-")},
		{"an empty signature", with("sign", "")},
		{"a signature that is no base64", with("sign", "*"+good["sign"])},
		{"a signature of zeros", with("sign", base64.StdEncoding.EncodeToString(make([]byte, rsakey.BitsMin/8)))},
		{"a signature cut short", with("sign", base64.StdEncoding.EncodeToString(raw(good)[1:]))},
		{"a signature with something after it", with("sign", base64.StdEncoding.EncodeToString(append(raw(good), 0)))},
		{"a signature in another alphabet of base64", with("sign", base64.URLEncoding.EncodeToString(raw(good))+" ")},
		{"another notification's signature", with("sign", sign(t, key, sample("out_trade_no", "999"))["sign"])},
		{"signed by somebody else", encode(sign(t, others, sample()))},
		{"no signature type", with("sign_type", "-")},
		{"the older signature type", with("sign_type", "RSA")},
		{"the older signature", with("sign", sha1Sign(), "sign_type", "RSA")},
		{"the older signature under the newer name", with("sign", sha1Sign())},
		{"another padding", with("sign", pssSign())},
		{"signature type in small letters", with("sign_type", "rsa2")},
	}
	g := notified(t)
	wiretest.Call(g.ReadNotification(utf8Form, []byte(with()))).OK(t, "unchanged, it is good")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := g.ReadNotification(utf8Form, []byte(tt.body))
			require.ErrorIs(t, err, kiosk.ErrForged)
			require.Zero(t, n)
		})
	}
	t.Run("without a key nothing is believed", func(t *testing.T) {
		g := notified(t, func(c *Config) { c.AlipayPublicKey = "" })
		wiretest.Call(g.ReadNotification(utf8Form, []byte(with()))).Fails(t, kiosk.ErrForged)
	})
}

func TestGateway_ReadNotice_NotAForm(t *testing.T) {
	good := encode(sign(t, testKey(t), sample()))
	tests := []struct{ name, contentType, body string }{
		{"no content type", "", good},
		{"another content type", "application/json", good},
		{"a content type that is none", "a/b/c;", good},
		{"empty", utf8Form, ""},
		{"JSON", utf8Form, `{"out_trade_no":"1"}`},
		{"an amount that stands twice", utf8Form, good + "&total_amount=0.01"},
		{"a signature that stands twice", utf8Form, good + "&sign=" + url.QueryEscape(sign(t, testKey(t), sample())["sign"])},
		{"a name twice, in two spellings", utf8Form, good + "&total%5Famount=0.01"},
		{"a bad escape", utf8Form, good + "&a=%zz"},
		{"a bad escape in a name", utf8Form, good + "&%zz=1"},
		{"a field without =", utf8Form, good + "&a"},
		{"a field without a name", utf8Form, good + "&=a"},
		{"ends in &", utf8Form, good + "&"},
		{"too long", utf8Form, good + "&a=" + strings.Repeat("x", alipaynotice.BytesMax)},
		{"too many fields", utf8Form, good + strings.ReplaceAll(manyFields(alipaynotice.FieldsMax), `,"`, "&") + "=1"},
	}
	g := notified(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := g.ReadNotification(tt.contentType, []byte(tt.body))
			require.ErrorIs(t, err, kiosk.ErrNotification)
			require.Zero(t, n)
		})
	}
}

func TestGateway_NoticeAck(t *testing.T) {
	kind, body := notified(t).NotificationAck()
	require.Equal(t, "text/plain", kind)
	require.Equal(t, "success", string(body))
}

func TestGateway_ReadNotice_ManyAtOnce(t *testing.T) {
	g, body := notified(t), []byte(encode(sign(t, testKey(t), sample())))
	var wg sync.WaitGroup
	errs := make([]error, 16)
	for i := range errs {
		wg.Go(func() { _, errs[i] = g.ReadNotification(utf8Form, body) })
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
}
