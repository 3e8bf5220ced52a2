package wechatpay

import (
	"net/http"
	"strings"
	"testing"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wechatpay/practice"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

var replies = wiretest.Format[wire.Object]{
	Decode: func(body []byte) (wire.Object, error) { return wire.Decode(body, valuesMax) }, NumberMax: wire.NumberBytesMax, PlainErrors: true,
}

func FuzzReadOrder(f *testing.F) {
	for _, state := range []string{"SUCCESS", "REFUND", "NOTPAY", "USERPAYING", "REVOKED", "CLOSED", "PAYERROR", "x"} {
		f.Add([]byte(orderObject(state)))
	}
	f.Add([]byte(ownPlain))
	g := at(f, "http://127.0.0.1:1")
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o wire.Object, a kiosk.Answer) {
		if a.Verdict == kiosk.VerdictPaid && (a.Order == "" || a.Amount == nil || o.Text("mchid") != practice.MchID) {
			t.Fatalf("paid without proof: %+v", a)
		}
		if a.Verdict == kiosk.VerdictClosed && a.Order == "" {
			t.Fatalf("closed without an order: %+v", a)
		}
	}, func(o wire.Object) (kiosk.Answer, error) {
		a, _, err := g.readOrder(o, &tradeStates)
		return a, err
	})
}

// Of a reply no content is believed that WeChat did not sign, and what it signed breaks no reader.
func FuzzReply(f *testing.F) {
	f.Add(200, []byte(orderObject("SUCCESS")), ownTime, ownNonce, ownEmptySign, ownSerial)
	f.Add(204, []byte(""), ownTime, ownNonce, ownEmptySign, ownSerial)
	f.Add(202, []byte(`{"trade_state":"USERPAYING"}`), ownTime, ownNonce, ownTakenSign, ownSerial)
	f.Add(404, []byte(refusedBy("ORDER_NOT_EXIST")), "", "", "", "")
	f.Add(500, []byte("<html></html>"), "0", "", "WECHATPAY/SIGNTEST/AA==", "PUB_KEY_ID_")
	shop, genuine := vectorShop(f), at(f, "http://127.0.0.1:1")
	signed := map[string]bool{"": true, `{"trade_state":"USERPAYING"}`: true}
	f.Fuzz(func(t *testing.T, status int, body []byte, unix, nonce, sign, serial string) {
		got := gatewayhttp.Reply{Status: status, Body: body, Header: http.Header{headerTime: {unix}, headerNonce: {nonce}, headerSignature: {sign}, headerSerial: {serial}}}
		r, err := shop.read("query", got, kiosk.NewPayCode(payCode))
		switch {
		case err == nil && status < 400 && !signed[string(body)]:
			t.Fatalf("believed: %+v", r)
		case err == nil && status >= 400 && (r.code == "" || r.object != nil):
			t.Fatalf("no refusal: %+v", r)
		case err == nil && strings.Contains(r.reason(), payCode):
			t.Fatalf("repeats the code: %+v", r)
		}
		h := http.Header{}
		says{200, string(body)}.seal(t, h)
		r, err = genuine.read("query", gatewayhttp.Reply{Status: status, Body: body, Header: h}, kiosk.PayCode{})
		if err == nil && status < 400 && r.object == nil && len(body) > 0 {
			t.Fatalf("content that was not read: %q", body)
		}
	})
}

// Whatever is opened, nothing is believed but under WeChat's signature, and no content breaks the reader.
func FuzzNotification(f *testing.F) {
	f.Add([]byte(ownNotice), "TRANSACTION.SUCCESS", orderObject("SUCCESS"))
	f.Add([]byte(`{}`), "REFUND.SUCCESS", `{"mchid":"`+practice.MchID+`","out_trade_no":"T1"}`)
	f.Add([]byte(`<xml></xml>`), "x", `[]`)
	g := at(f, "http://127.0.0.1:1")
	f.Fuzz(func(t *testing.T, body []byte, event, content string) {
		if n, err := g.WithHeader(func(string) string { return "1" }).ReadNotification("", body); err == nil {
			t.Fatalf("taken: %+v", n)
		}
		if _, err := g.open(body); err == nil {
			t.Fatal("opened without the key")
		}
		text, header := sealed(t, event, content, "0123456789ab")
		n, err := g.WithHeader(header).ReadNotification("", []byte(text))
		if err == nil && n.OrderNo == "" {
			t.Fatalf("of no order: %+v", n)
		}
		if err == nil && n.Answer.Verdict == kiosk.VerdictPaid && (n.Refund || n.Answer.Amount == nil) {
			t.Fatalf("paid without proof: %+v", n)
		}
	})
}

// What is read as XML says the same when it is written and read again, and signs the same.
func FuzzXML(f *testing.F) {
	f.Add([]byte(v2Says(v2Order())))
	f.Add([]byte("<?xml version=\"1.0\"?>\n<xml><a><![CDATA[1]]></a><b>&lt;</b></xml>"))
	f.Add([]byte("<!DOCTYPE xml><xml><a>1</a></xml>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := decodeXML(body)
		if err != nil {
			return
		}
		if len(m) == 0 || len(m) > fieldsMax {
			t.Fatalf("%d fields", len(m))
		}
		again, err := decodeXML(m.encode())
		if err != nil {
			t.Fatalf("%v: %q", err, m.encode())
		}
		if signature(m, "k", signHMAC) != signature(again, "k", signHMAC) {
			t.Fatalf("%q signs otherwise than %q", body, m.encode())
		}
	})
}

func FuzzUnseal(f *testing.F) {
	f.Add(ownV3Key, ownSealed, "fedcba987654", "transaction")
	f.Add("testAPIv3Key0000", "", "", "")
	f.Fuzz(func(t *testing.T, key, ciphertext, nonce, associated string) {
		if plain, err := unseal(key, ciphertext, nonce, associated); err == nil && ciphertext != ownSealed && !strings.HasPrefix(string(plain), "{") {
			t.Fatalf("opened %q", plain)
		}
	})
}
